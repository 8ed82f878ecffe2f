package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Rebuild makes the tables anew from the ledger.
func (db *DB) Rebuild(ctx context.Context) error {
	if err := db.take(ctx); err != nil {
		return err
	}
	defer db.release()
	w, err := db.begin(ctx)
	if err != nil {
		return err
	}
	defer w.end()
	if err := w.rebuild(); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return w.commit()
}

// rebuild empties the tables and replays the ledger.
func (w *writer) rebuild() error {
	for _, k := range salient.Kinds {
		if _, err := w.exec("DELETE FROM " + tableOf[k]); err != nil {
			return err
		}
	}
	if _, err := w.exec("DELETE FROM revisions"); err != nil {
		return err
	}
	gone, err := w.forgotten()
	if err != nil {
		return err
	}
	for seq, err := range w.numbers() {
		if err != nil {
			return err
		}
		if err := w.replayEntry(seq, gone); err != nil {
			return err
		}
	}
	if err := w.revisions.flush(w); err != nil {
		return err
	}
	_, err = w.exec(`UPDATE state SET tables_version = ?`, store.TablesVersion)
	return err
}

func (w *writer) replayEntry(seq uint64, gone map[store.Position]bool) error {
	for l, err := range w.leaves(seq) {
		if err := errors.Join(err, l.damage); err != nil {
			return err
		}
		if l.gone && !gone[store.Position{Seq: seq, N: l.N}] {
			return fmt.Errorf("%s is missing: %w", leafName(seq, l.N), salient.ErrDamaged)
		}
		if err := w.replay(l); err != nil {
			return err
		}
	}
	return nil
}

// replay does to the tables what one leaf says.
func (w *writer) replay(l ledgerLeaf) error {
	if l.N == 0 || l.gone {
		return nil
	}
	c, err := changeOf(l, nil)
	if err != nil {
		return err
	}
	if c.Removed {
		_, err = w.untabulate(c.Row.Kind, c.Row.ID)
	} else {
		_, err = w.tabulate(c.Row, l.seq)
	}
	if err != nil {
		return err
	}
	return w.revisions.add(w, string(c.Row.Kind), c.Row.ID, int64(l.seq), l.N, c.Removed)
}
