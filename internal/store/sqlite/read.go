package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// View runs fn on one consistent snapshot.
func (db *DB) View(ctx context.Context, fn func(store.Reader) error) error {
	return view(ctx, db.readers, db.dir, func(r *reader) error { return fn(r) })
}

func view(ctx context.Context, pool *sql.DB, dir string, fn func(*reader) error) error {
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return ended(ctx, err)
	}
	r := &reader{ctx: ctx, q: tx, dir: dir, stmts: map[string]*sql.Stmt{}}
	defer func() {
		r.close()
		_ = tx.Rollback() // nothing was written
	}()
	if r.head, err = r.headSeq(); err != nil { // the first read fixes the snapshot
		return err
	}
	return fn(r)
}

// ended prefers the context's end over what the driver makes of it.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return translate(err)
}

// reader is a store.Reader on a transaction. No statement of it is open while the caller
// works: lists are read by the page.
type reader struct {
	ctx   context.Context // of the View or Update, whose methods have no argument for it
	q     querier
	dir   string
	head  uint64 // number of the newest entry
	dirty bool   // a writer's: tables are ahead of the ledger
	stmts map[string]*sql.Stmt
	chunk chunkFile // the one read last
}

type querier interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

func (r *reader) close() {
	r.chunk.close()
	for _, s := range r.stmts {
		_ = s.Close() // the transaction ends with it
	}
}

// stmt prepares a statement once.
func (r *reader) stmt(query string) (*sql.Stmt, error) {
	if s, ok := r.stmts[query]; ok {
		return s, nil
	}
	s, err := r.q.PrepareContext(context.WithoutCancel(r.ctx), query)
	if err != nil {
		return nil, ended(r.ctx, err)
	}
	r.stmts[query] = s
	return s, nil
}

// get scans the one row of a query; salient.ErrNotFound if there is none.
func (r *reader) get(into []any, query string, args ...any) error {
	found, err := readPage(r, query, args, func(rows *sql.Rows) (bool, error) { return true, rows.Scan(into...) })
	if err == nil && len(found) == 0 {
		err = salient.ErrNotFound
	}
	return err
}

// pageSize is how many rows are held at a time while a list is read; limit says so in SQL.
const (
	pageSize = 256
	limit    = " LIMIT 256"
)

// pages yields all that a query gives. The query has the limit in it; after makes its
// arguments from the last one read, nil at first.
func pages[T any](r *reader, query string, after func(*T) []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last *T
		for {
			page, err := readPage(r, query, after(last), scan)
			for i := range page {
				if !yield(page[i], nil) {
					return
				}
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			if len(page) < pageSize {
				return
			}
			last = &page[len(page)-1]
		}
	}
}

// readPage reads all that a query gives, and closes it.
func readPage[T any](r *reader, query string, args []any, scan func(*sql.Rows) (T, error)) ([]T, error) {
	s, err := r.stmt(query) //nolint:sqlclosecheck // kept for the next time; close closes it
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(r.ctx, args...)
	if err != nil {
		return nil, ended(r.ctx, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	var page []T
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return page, damaged(err)
		}
		page = append(page, t)
	}
	return page, ended(r.ctx, rows.Err())
}

func (r *reader) headSeq() (seq uint64, err error) {
	err = r.get([]any{&seq}, `SELECT seq FROM state`)
	if errors.Is(err, salient.ErrNotFound) {
		err = damaged(err)
	}
	return seq, err
}

// numbers yields the numbers of all entries; salient.ErrDamaged if one is missing.
func (r *reader) numbers() iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		last := uint64(0)
		for seq, err := range r.storedNumbers() {
			if err == nil && seq != last+1 {
				err = fmt.Errorf("entry %d is missing: %w", last+1, salient.ErrDamaged)
			}
			if !yield(seq, err) || err != nil {
				return
			}
			last = seq
		}
		if last != r.head {
			yield(0, fmt.Errorf("the ledger ends with entry %d, not %d: %w", last, r.head, salient.ErrDamaged))
		}
	}
}

func (r *reader) storedNumbers() iter.Seq2[uint64, error] {
	after := func(last *uint64) []any {
		if last == nil {
			return []any{int64(0)}
		}
		return []any{int64(*last)}
	}
	return pages(r, `SELECT seq FROM entries WHERE seq > ? ORDER BY seq`+limit, after,
		func(rows *sql.Rows) (seq uint64, err error) { return seq, rows.Scan(&seq) })
}

// forgotten is where the ledger says that it has destroyed payloads.
func (r *reader) forgotten() (map[store.Position]bool, error) {
	lists, err := readPage(r, `SELECT forgets FROM entries WHERE forgets <> '' ORDER BY seq`, nil,
		func(rows *sql.Rows) (text string, err error) { return text, rows.Scan(&text) })
	if err != nil {
		return nil, err
	}
	gone := map[store.Position]bool{}
	for _, text := range lists {
		ps, err := store.ParsePositions(text)
		if err != nil {
			return nil, err
		}
		for _, p := range ps {
			gone[p] = true
		}
	}
	return gone, nil
}

// Head is the newest entry.
func (r *reader) Head() (store.Entry, error) {
	if r.head == 0 {
		return store.Entry{}, nil
	}
	return r.Entry(r.head)
}

const entryColumns = `SELECT e.seq, e.at, e.changes, e.forgets, e.hash, p.salt, p.body, l.hash FROM entries e
	LEFT JOIN leaves l ON l.seq = e.seq AND l.n = 0 LEFT JOIN payloads p ON p.seq = e.seq AND p.n = 0 `

// Entry returns the entry with a number.
func (r *reader) Entry(seq uint64) (store.Entry, error) {
	list, err := readPage(r, entryColumns+`WHERE e.seq = ?`, []any{int64(seq)}, scanEntry)
	if err != nil {
		return store.Entry{}, err
	}
	if len(list) == 0 || seq == 0 {
		return store.Entry{}, fmt.Errorf("entry %d: %w", seq, salient.ErrNotFound)
	}
	return list[0], nil
}

// Entries yields the entries from a number on.
func (r *reader) Entries(from uint64) iter.Seq2[store.Entry, error] {
	after := func(last *store.Entry) []any {
		if last == nil {
			return []any{int64(max(from, 1))}
		}
		return []any{int64(last.Seq + 1)}
	}
	return pages(r, entryColumns+`WHERE e.seq >= ? ORDER BY e.seq`+limit, after, scanEntry)
}

func scanEntry(rows *sql.Rows) (store.Entry, error) {
	var e store.Entry
	var at, forgets string
	var hash, salt, body, leaf []byte
	if err := rows.Scan(&e.Seq, &at, &e.Changes, &forgets, &hash, &salt, &body, &leaf); err != nil {
		return e, err
	}
	var err error
	if e.At, err = time.Parse(time.RFC3339, at); err != nil {
		return e, fmt.Errorf("entry %d, its time: %w", e.Seq, salient.ErrDamaged)
	}
	e.Hash = fmt.Sprintf("%x", hash)
	if forgets != "" {
		e.Forgets = 1 + strings.Count(forgets, " ")
	}
	if body == nil {
		return e, nil
	}
	l, err := checkedLeaf(e.Seq, 0, salt, body, leaf)
	if err != nil {
		return e, err
	}
	s, err := store.ParseSignature(l.Payload)
	e.Who, e.Why = s.Who, s.Why
	return e, err
}

// checkedLeaf is a leaf, if it is what the chain says.
func checkedLeaf(seq uint64, n int, salt, body, hash []byte) (store.Leaf, error) {
	l := store.Leaf{N: n, Payload: body}
	if len(salt) != len(l.Salt) {
		return l, fmt.Errorf("%s, its salt: %w", leafName(seq, n), salient.ErrDamaged)
	}
	l.Salt = store.Salt(salt)
	if h := l.Hash(); string(h[:]) != string(hash) {
		return l, fmt.Errorf("%s isn't what the chain says: %w", leafName(seq, n), salient.ErrDamaged)
	}
	return l, nil
}

func leafName(seq uint64, n int) string {
	if n == 0 {
		return fmt.Sprintf("entry %d, who and why", seq)
	}
	return fmt.Sprintf("entry %d, change %d", seq, n)
}

// Changes yields what an entry changed.
func (r *reader) Changes(seq uint64) iter.Seq2[store.Change, error] {
	return func(yield func(store.Change, error) bool) {
		if _, err := r.Entry(seq); err != nil {
			yield(store.Change{}, err)
			return
		}
		for l, err := range r.leaves(seq) {
			if err == nil && l.N == 0 {
				continue
			}
			c, err := changeOf(l, err)
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// changeOf reads the change in a leaf of the ledger; one that is gone is forgotten.
func changeOf(l ledgerLeaf, err error) (store.Change, error) {
	if err == nil {
		err = l.damage
	}
	if err != nil || l.gone {
		return store.Change{Forgotten: l.gone}, err
	}
	c, err := store.ParseChange(l.Payload)
	if err != nil {
		return c, fmt.Errorf("%s: %w", leafName(l.seq, l.N), err)
	}
	return c, nil
}

// Rows yields the rows of a kind.
func (r *reader) Rows(kind salient.Kind) iter.Seq2[salient.Row, error] {
	t, err := tableFor(kind)
	if err != nil {
		return failing[salient.Row](err)
	}
	s := t.scanned()
	after := func(last *salient.Row) []any {
		if last == nil {
			return []any{""}
		}
		return []any{last.ID}
	}
	return pages(r, t.list, after, func(rows *sql.Rows) (salient.Row, error) {
		if err := rows.Scan(s.into...); err != nil {
			return salient.Row{}, err
		}
		return s.row.Row()
	})
}

func failing[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}

// Row returns one row.
func (r *reader) Row(kind salient.Kind, id string) (salient.Row, error) {
	t, err := tableFor(kind)
	if err != nil {
		return salient.Row{}, err
	}
	s := t.scanned()
	err = r.get(s.into, t.one, id)
	if errors.Is(err, salient.ErrNotFound) {
		return salient.Row{}, fmt.Errorf("%s %q: %w", kind, id, salient.ErrNotFound)
	}
	if err != nil {
		return salient.Row{}, err
	}
	return s.row.Row()
}

// History yields the revisions of a row that are left.
func (r *reader) History(kind salient.Kind, id string) iter.Seq2[store.Revision, error] {
	return func(yield func(store.Revision, error) bool) {
		at, err := readPage(r, `SELECT seq, n FROM revisions WHERE kind = ? AND id = ? AND seq <= ? ORDER BY seq, n`,
			[]any{string(kind), id, int64(r.head)}, scanPosition)
		for _, p := range at {
			rev, err := r.revision(p)
			if !yield(rev, err) || err != nil {
				return
			}
		}
		if err != nil {
			yield(store.Revision{}, err)
		}
	}
}

func scanPosition(rows *sql.Rows) (p store.Position, err error) {
	err = rows.Scan(&p.Seq, &p.N)
	return p, err
}

func (r *reader) revision(p store.Position) (store.Revision, error) {
	e, err := r.Entry(p.Seq)
	if err != nil {
		return store.Revision{}, err
	}
	c, err := changeOf(r.leaf(p))
	return store.Revision{Entry: e, Change: c}, err
}
