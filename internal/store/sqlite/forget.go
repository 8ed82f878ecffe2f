package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Forget destroys every payload and salt in which a row occurs, and leaves a tombstone.
func (db *DB) Forget(ctx context.Context, who, why string, kind salient.Kind, id string) (store.Entry, error) {
	if store.Names(who, id) || store.Names(why, id) {
		return store.Entry{}, fmt.Errorf("forget %s: who and why stay, so they can't name the id: %w", kind, salient.ErrInvalid)
	}
	e, err := db.write(ctx, who, why, func(w *writer) error { return w.forget(kind, id) })
	if err != nil {
		return e, err
	}
	if err := db.clean(ctx); err != nil {
		return e, fmt.Errorf("forgotten, but not yet gone from the files: %w", err)
	}
	return e, nil
}

func (w *writer) forget(kind salient.Kind, id string) error {
	if err := w.known(kind, id); err != nil {
		return err
	}
	if err := w.unnamed(kind, id); err != nil {
		return err
	}
	for seq, err := range w.numbers() {
		if err != nil {
			return err
		}
		if err := w.forgetIn(seq, kind, id); err != nil {
			return err
		}
	}
	if _, err := w.untabulate(kind, id); err != nil {
		return err
	}
	_, err := w.exec(`UPDATE state SET unclean = 1`)
	return err
}

// known is salient.ErrNotFound if the ledger holds no such row.
func (w *writer) known(kind salient.Kind, id string) error {
	if _, err := tableFor(kind); err != nil {
		return err
	}
	var n int
	if err := w.get([]any{&n}, `SELECT count(*) FROM revisions WHERE kind = ? AND id = ?`, string(kind), id); err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("forget %s %q: %w", kind, id, salient.ErrNotFound)
	}
	return nil
}

// unnamed is salient.ErrConflict if other rows name the id now.
func (w *writer) unnamed(kind salient.Kind, id string) error {
	var named []string
	for _, k := range salient.Kinds {
		for row, err := range w.Rows(k) {
			if err != nil {
				return err
			}
			if k == kind && row.ID == id {
				continue
			}
			if columns := store.Naming(row, id); len(columns) > 0 {
				named = append(named, fmt.Sprintf("%s %s (%s)", k, row.ID, strings.Join(columns, ", ")))
			}
		}
	}
	if len(named) == 0 {
		return nil
	}
	return conflict(fmt.Sprintf("forget %s %q: it is named by %s", kind, id, strings.Join(named, "; ")))
}

// forgetIn destroys the leaves of one entry that hold the row or name its id.
func (w *writer) forgetIn(seq uint64, kind salient.Kind, id string) error {
	gone := map[int]bool{}
	for l, err := range w.leaves(seq) {
		if err := errors.Join(err, l.damage); err != nil {
			return err
		}
		if l.gone {
			continue
		}
		named, err := w.forgetRevision(l, kind, id)
		if err != nil {
			return err
		}
		if named {
			gone[l.N] = true
			w.forgets = append(w.forgets, store.Position{Seq: seq, N: l.N})
		}
	}
	return w.destroy(seq, gone)
}

// forgetRevision reports whether a leaf holds the row or names its id; if it is a change,
// it is no longer a revision.
func (w *writer) forgetRevision(l ledgerLeaf, kind salient.Kind, id string) (bool, error) {
	if l.N == 0 {
		s, err := store.ParseSignature(l.Payload)
		return store.Names(s.Who, id) || store.Names(s.Why, id), err
	}
	c, err := changeOf(l, nil)
	if err != nil {
		return false, err
	}
	its := c.Row.Kind == kind && c.Row.ID == id
	if !its && len(store.Naming(c.Row, id)) == 0 {
		return false, nil
	}
	_, err = w.exec(`DELETE FROM revisions WHERE kind = ? AND id = ? AND seq = ? AND n = ?`,
		string(c.Row.Kind), c.Row.ID, int64(l.seq), l.N)
	return true, err
}

// destroy takes leaves from the database, and from the entry's chunk, which is written anew
// without them under another name; the old file goes when nothing reads it any more.
func (w *writer) destroy(seq uint64, gone map[int]bool) error {
	inChunk := false
	for n := range gone { // each is deleted on its own: the order doesn't matter
		deleted, err := w.exec(`DELETE FROM payloads WHERE seq = ? AND n = ?`, int64(seq), n)
		if err != nil {
			return err
		}
		inChunk = inChunk || deleted == 0
	}
	if !inChunk {
		return nil
	}
	var generation int
	if err := w.get([]any{&generation}, `SELECT generation FROM chunks WHERE seq = ?`, int64(seq)); err != nil {
		return err
	}
	old, err := w.openChunk(seq)
	if err != nil {
		return err
	}
	defer old.close()
	c, err := createChunk(w.dir, chunkName(seq, generation+1))
	if err != nil {
		return err
	}
	w.rewritten = append(w.rewritten, c)
	for l, err := range old.Leaves() {
		if err != nil {
			return fmt.Errorf("chunk %d: %w", seq, err)
		}
		if gone[l.N] {
			continue
		}
		if err := c.Add(l); err != nil {
			return err
		}
	}
	if err := c.finish(); err != nil {
		return err
	}
	_, err = w.exec(`UPDATE chunks SET generation = ?, size = ?, sha256 = ? WHERE seq = ?`,
		generation+1, int64(c.size), c.sum.Sum(nil), int64(seq))
	return err
}
