package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/salient-osint/salient/internal/store"
)

// tidy puts right, when a case is opened, what a killed program or an earlier version left:
// steps of the schema, tables of another version, files that nothing names, bytes of what
// was forgotten.
func (db *DB) tidy(ctx context.Context) error {
	if err := migrate(ctx, db.writer); err != nil {
		return err
	}
	var version, unclean int
	err := db.writer.QueryRowContext(ctx, `SELECT tables_version, unclean FROM state`).Scan(&version, &unclean)
	if errors.Is(err, sql.ErrNoRows) {
		return damaged(err)
	}
	if err != nil {
		return err
	}
	if version != store.TablesVersion {
		if err := db.Rebuild(ctx); err != nil {
			return err
		}
	}
	return db.tidyFiles(ctx, unclean != 0)
}

// patience is how long opening a case waits for other programs before it leaves strays to
// the next that opens it.
const patience = time.Second

func (db *DB) tidyFiles(ctx context.Context, unclean bool) error {
	short, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := db.removeStrays(short)
	if err == nil && unclean {
		if err = truncateLog(short, db.writer); err == nil {
			err = db.clean(ctx)
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// removeStrays removes files in chunks/ that no entry names, and half-made copies. It holds
// the write lock, within which alone such files are made; and it goes to work only after
// the log was emptied, when no reader can be left that sees an older generation.
func (db *DB) removeStrays(ctx context.Context) error {
	strays, err := db.strays(ctx)
	if err != nil || len(strays) == 0 {
		return err
	}
	if err := truncateLog(ctx, db.writer); err != nil {
		return err
	}
	w, err := db.begin(ctx)
	if err != nil {
		return err
	}
	defer w.end()
	strays, err = w.strays()
	for _, name := range strays {
		if rerr := os.Remove(name); !os.IsNotExist(rerr) {
			err = errors.Join(err, rerr)
		}
	}
	return errors.Join(err, syncDir(filepath.Join(db.dir, chunkDir)))
}

func (db *DB) strays(ctx context.Context) (out []string, err error) {
	err = view(ctx, db.readers, db.dir, func(r *reader) error {
		out, err = r.strays()
		return err
	})
	return out, err
}

func (r *reader) chunkNames() ([]string, error) {
	return readPage(r, `SELECT seq, generation FROM chunks ORDER BY seq`, nil, func(rows *sql.Rows) (string, error) {
		var seq uint64
		var generation int
		err := rows.Scan(&seq, &generation)
		return chunkName(seq, generation), err
	})
}

func (r *reader) strays() ([]string, error) {
	named, err := r.chunkNames()
	if err != nil {
		return nil, err
	}
	dir := r.dir
	var out []string
	files, err := os.ReadDir(filepath.Join(dir, chunkDir))
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".chunk") && !slices.Contains(named, f.Name()) {
			out = append(out, filepath.Join(dir, chunkDir, f.Name()))
		}
	}
	copies, gerr := filepath.Glob(filepath.Join(globQuote(dir), backupPrefix+"*"))
	return append(out, copies...), errors.Join(err, gerr)
}

// globQuote takes the meaning from the characters that mean something to filepath.Glob.
func globQuote(s string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`, `\`, `\\`).Replace(s)
}

// clean destroys what is left in the files of what was forgotten: pages in the log and in
// the free parts of the database, older generations of chunks, caches. It waits for views
// that may still see it.
func (db *DB) clean(ctx context.Context) error {
	for _, step := range []func() error{
		func() error { return truncateLog(ctx, db.writer) },
		func() error { return db.removeStrays(ctx) },
		func() error { return patiently(ctx, db.writer, "VACUUM") },
		func() error { return truncateLog(ctx, db.writer) },
		func() error { return db.cache.clear(ctx) },
		func() error { return patiently(ctx, db.writer, `UPDATE state SET unclean = 0`) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("clean the files: %w", ended(ctx, err))
		}
	}
	return nil
}

// patiently runs a statement, waiting for other programs until ctx ends.
func patiently(ctx context.Context, db *sql.DB, query string) error {
	for {
		if _, err := db.ExecContext(ctx, query); !busy(err) || ctx.Err() != nil {
			return err
		}
	}
}

// truncateLog writes the log into the database and empties it, which waits until no older
// snapshot is being read.
func truncateLog(ctx context.Context, db *sql.DB) error {
	for {
		var blocked, frames, done int
		err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&blocked, &frames, &done)
		if err != nil && !busy(err) || err == nil && blocked == 0 {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
