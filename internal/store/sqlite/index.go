package sqlite

import (
	"context"
	"strings"

	"github.com/salient-osint/salient/internal/passage"
)

// The index of words is FTS5 in cache.db, without the texts themselves. Words come folded and
// parted by spaces, so that its tokenizer has nothing to decide.

// Index keeps the words of a text under a key, if it can.
func (db *DB) Index(ctx context.Context, key string, words []string) {
	c, err := db.cache.open(ctx)
	if err != nil {
		return
	}
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return
	}
	defer func() { _ = tx.Rollback() }() // nothing, after Commit
	res, err := tx.ExecContext(ctx, `INSERT INTO texts(key) VALUES (?) ON CONFLICT DO NOTHING`, key)
	if err != nil {
		return
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return
	}
	id, err := res.LastInsertId()
	if err != nil {
		return
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO bodies(rowid, body) VALUES (?,?)`, id, strings.Join(words, " ")); err != nil {
		return
	}
	_ = tx.Commit() // what isn't kept is indexed again
}

// Indexed lists the keys of the texts whose words are kept.
func (db *DB) Indexed(ctx context.Context) (map[string]bool, error) {
	keys, err := db.textKeys(ctx, `SELECT key FROM texts`)
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out, err
}

// Matching lists the texts that hold what a query asks for.
func (db *DB) Matching(ctx context.Context, q passage.Query) ([]string, error) {
	if len(q) == 0 {
		return nil, nil
	}
	return db.textKeys(ctx, `SELECT t.key FROM bodies JOIN texts t ON t.id = bodies.rowid WHERE bodies MATCH ? ORDER BY t.key`, match(q))
}

func (db *DB) textKeys(ctx context.Context, query string, args ...any) ([]string, error) {
	c, err := db.cache.open(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says what went wrong
	var out []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, translate(err)
		}
		out = append(out, key)
	}
	return out, translate(rows.Err())
}

// match writes a query as FTS5 reads it (https://www.sqlite.org/fts5.html#full_text_query_syntax).
func match(q passage.Query) string {
	terms := make([]string, 0, len(q))
	for _, t := range q {
		phrases := make([]string, 0, len(t))
		for _, p := range t {
			s := `"` + strings.ReplaceAll(strings.Join(p.Words, " "), `"`, `""`) + `"`
			if p.Prefix {
				s += " *"
			}
			phrases = append(phrases, s)
		}
		terms = append(terms, "("+strings.Join(phrases, " OR ")+")")
	}
	return strings.Join(terms, " AND ")
}
