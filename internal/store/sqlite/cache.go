package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"sync"
)

// cache keeps answers in cache.db. It may lose anything, and gives nothing that isn't what
// was put: values carry a checksum. Errors make it forget, never fail.
type cache struct {
	file string
	mu   sync.Mutex
	db   *sql.DB // nil until it is used
}

const cacheSchema = `CREATE TABLE IF NOT EXISTS answers (
	key TEXT PRIMARY KEY, value BLOB NOT NULL, sum BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS bodies USING fts5(body, content='', tokenize='ascii')`

// open opens the file, once; a broken one is replaced.
func (c *cache) open(ctx context.Context) (*sql.DB, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db != nil {
		return c.db, nil
	}
	for range 2 {
		db, err := openFile(c.file, "journal_mode(WAL)", "synchronous(NORMAL)", "secure_delete(1)")
		if err != nil {
			return nil, err
		}
		if _, err = db.ExecContext(context.WithoutCancel(ctx), cacheSchema); err == nil {
			c.db = db
			return db, nil
		}
		if err := errors.Join(db.Close(), c.remove()); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("no cache")
}

func (c *cache) remove() error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(c.file + suffix); !os.IsNotExist(err) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (c *cache) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == nil {
		return nil
	}
	err := c.db.Close()
	c.db = nil
	return err
}

// clear leaves nothing of what was put, in the file either.
func (c *cache) clear(ctx context.Context) error {
	if _, err := os.Lstat(c.file); os.IsNotExist(err) {
		return nil
	}
	db, err := c.open(ctx)
	if err != nil {
		return c.remove()
	}
	for _, query := range []string{"DELETE FROM answers", "DELETE FROM texts", "INSERT INTO bodies(bodies) VALUES ('delete-all')", "VACUUM"} {
		if _, err := db.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return truncateLog(ctx, db)
}

func checksum(key string, value []byte) []byte {
	sum := sha256.Sum256(append([]byte(key+"\x00"), value...))
	return sum[:]
}

// Cached returns what PutCache kept under a key.
func (db *DB) Cached(ctx context.Context, key string) ([]byte, bool) {
	c, err := db.cache.open(ctx)
	if err != nil {
		return nil, false
	}
	var value, sum []byte
	err = c.QueryRowContext(ctx, `SELECT value, sum FROM answers WHERE key = ?`, key).Scan(&value, &sum)
	if err != nil || string(sum) != string(checksum(key, value)) {
		return nil, false
	}
	return value, true
}

// PutCache keeps a value under a key, if it can.
func (db *DB) PutCache(ctx context.Context, key string, value []byte) {
	c, err := db.cache.open(ctx)
	if err != nil {
		return
	}
	if value == nil {
		value = []byte{}
	}
	_, _ = c.ExecContext(ctx, `INSERT INTO answers(key,value,sum) VALUES (?,?,?)
		ON CONFLICT(key) DO UPDATE SET value = excluded.value, sum = excluded.sum`, key, value, checksum(key, value))
}
