package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Update runs fn and appends what it wrote as one entry.
func (db *DB) Update(ctx context.Context, who, why string, fn func(store.Writer) error) (store.Entry, error) {
	return db.write(ctx, who, why, func(w *writer) error { return fn(w) })
}

// write runs fn while nobody else writes, and seals what it did, if anything, as an entry.
func (db *DB) write(ctx context.Context, who, why string, fn func(*writer) error) (store.Entry, error) {
	if err := db.take(ctx); err != nil {
		return store.Entry{}, err
	}
	defer db.release()
	w, err := db.begin(ctx)
	if err != nil {
		return store.Entry{}, err
	}
	defer w.end()
	signature := store.Signature{Who: who, Why: why}
	if err := w.sign(signature); err != nil {
		return store.Entry{}, err
	}
	if err := fn(w); err != nil {
		return store.Entry{}, err
	}
	if err := errors.Join(w.broken, ctx.Err()); err != nil {
		return store.Entry{}, err
	}
	if w.n == 0 && len(w.forgets) == 0 {
		return w.Head()
	}
	return w.seal(signature)
}

// take waits until the updates of this program that came before are done.
func (db *DB) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case db.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) release() { <-db.turn }

// writer is a store.Writer within a transaction that holds SQLite's write lock.
type writer struct {
	reader
	db        *DB
	conn      *sql.Conn
	seq       uint64 // of the entry being made
	n         int    // changes so far
	sum       store.LeavesHash
	forgets   []store.Position
	small     []store.Leaf // the leaves, while there is no chunk
	chunk     *newChunk
	rewritten []*newChunk // chunks of older entries
	hashes    rowsOf
	payloads  rowsOf
	revisions rowsOf
	broken    error // something was half done: the transaction can't be committed
	ending    bool  // COMMIT was tried
}

// begin takes SQLite's write lock, waiting for other programs until ctx ends.
func (db *DB) begin(ctx context.Context) (*writer, error) {
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return nil, ended(ctx, err)
	}
	w := newWriter(ctx, conn)
	w.db, w.dir = db, db.dir
	if err := lock(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if w.head, err = w.headSeq(); err != nil {
		w.end()
		return nil, err
	}
	w.seq = w.head + 1
	return w, nil
}

func newWriter(ctx context.Context, conn *sql.Conn) *writer {
	return &writer{
		conn:      conn,
		reader:    reader{ctx: ctx, q: conn, dirty: true, stmts: map[string]*sql.Stmt{}},
		hashes:    rowsOf{into: "leaves(seq,n,hash)", width: 3},
		payloads:  rowsOf{into: "payloads(seq,n,salt,body)", width: 4},
		revisions: rowsOf{into: "revisions(kind,id,seq,n,removed)", width: 5},
	}
}

func lock(ctx context.Context, conn *sql.Conn) error {
	for {
		_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
		if !busy(err) || ctx.Err() != nil {
			return ended(ctx, err)
		}
	}
}

// end frees what the writer holds, and undoes what it didn't commit.
func (w *writer) end() {
	w.reader.close()
	if !w.ending {
		w.discard()
	}
	// Without a transaction, after a COMMIT, this does nothing.
	_, _ = w.conn.ExecContext(context.WithoutCancel(w.ctx), "ROLLBACK")
	_ = w.conn.Close() // goes back to the pool
}

// commit ends the transaction. If it fails, chunk files stay: should the disk have it all
// the same, they belong to it; if not, the next Open removes them.
func (w *writer) commit() error {
	if err := errors.Join(w.broken, w.ctx.Err()); err != nil {
		return err
	}
	w.ending = true
	_, err := w.conn.ExecContext(context.WithoutCancel(w.ctx), "COMMIT")
	return translate(err)
}

// discard removes chunk files that nothing names. What it can't remove the next Open does.
func (w *writer) discard() {
	for _, c := range append(w.rewritten, w.chunk) {
		if c != nil {
			_ = c.discard()
		}
	}
}

// exec runs a statement that writes. It isn't interrupted: half a statement would be worse.
func (w *writer) exec(query string, args ...any) (affected int64, err error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	s, err := w.stmt(query) //nolint:sqlclosecheck // kept for the next time; end closes it
	if err != nil {
		return 0, w.breaks(err)
	}
	res, err := s.ExecContext(context.WithoutCancel(w.ctx), args...)
	if err != nil {
		return 0, w.breaks(translate(err))
	}
	affected, err = res.RowsAffected()
	return affected, w.breaks(err)
}

// breaks remembers an error after which the transaction mustn't be committed.
func (w *writer) breaks(err error) error {
	if w.broken == nil {
		w.broken = err
	}
	return err
}

// Put writes a row.
func (w *writer) Put(row salient.Row) error {
	if err := store.CheckRow(row, salient.ErrInvalid); err != nil {
		return err
	}
	changed, err := w.tabulate(row, w.seq)
	if err != nil || !changed {
		return err
	}
	return w.change(store.Change{Row: row})
}

// tabulate puts a row into its table; changed is false if it was there.
func (w *writer) tabulate(row salient.Row, seq uint64) (changed bool, err error) {
	t, err := tableFor(row.Kind)
	if err != nil {
		return false, err
	}
	n, err := w.exec(t.upsert, t.args(store.Tabulate(row), seq)...)
	return n > 0, err
}

// Remove leaves a tombstone.
func (w *writer) Remove(kind salient.Kind, id string) error {
	there, err := w.untabulate(kind, id)
	if err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("remove %s %q: %w", kind, id, salient.ErrNotFound)
	}
	return w.change(store.Change{Row: salient.Row{Kind: kind, ID: id}, Removed: true})
}

func (w *writer) untabulate(kind salient.Kind, id string) (there bool, err error) {
	t, err := tableFor(kind)
	if err != nil {
		return false, err
	}
	n, err := w.exec("DELETE FROM "+t.name+" WHERE "+t.id+" = ?", id)
	return n > 0, err
}

// sign makes leaf 0.
func (w *writer) sign(s store.Signature) error {
	leaf, err := store.NewLeaf(w.db.random, 0, s.Payload())
	if err != nil {
		return err
	}
	w.sum.Add(leaf.Hash())
	return errors.Join(w.addHash(leaf), w.addPayload(leaf))
}

func (w *writer) addHash(l store.Leaf) error {
	h := l.Hash()
	return w.hashes.add(w, int64(w.seq), l.N, h[:])
}

func (w *writer) addPayload(l store.Leaf) error {
	return w.payloads.add(w, int64(w.seq), l.N, l.Salt[:], l.Payload)
}

// change takes the next change into the entry.
func (w *writer) change(c store.Change) error {
	w.n++
	leaf, err := store.NewLeaf(w.db.random, w.n, c.Payload())
	if err != nil {
		return w.breaks(err)
	}
	w.sum.Add(leaf.Hash())
	if err := errors.Join(w.addHash(leaf), w.keep(leaf)); err != nil {
		return w.breaks(fmt.Errorf("keep change %d: %w", w.n, err))
	}
	return w.revisions.add(w, string(c.Row.Kind), c.Row.ID, int64(w.seq), w.n, c.Removed)
}

// keep holds a few leaves, and writes many to a chunk.
func (w *writer) keep(leaf store.Leaf) error {
	if w.chunk != nil {
		return w.chunk.Add(leaf)
	}
	w.small = append(w.small, leaf)
	if len(w.small) <= store.ChunkAbove {
		return nil
	}
	var err error
	if w.chunk, err = createChunk(w.dir, chunkName(w.seq, 1)); err != nil {
		return err
	}
	for _, l := range w.small {
		if err := w.chunk.Add(l); err != nil {
			return err
		}
	}
	w.small = nil
	return nil
}

// seal writes the entry and commits. Chunks are on the disk before the transaction is.
func (w *writer) seal(s store.Signature) (store.Entry, error) {
	header, err := w.header()
	if err != nil {
		return store.Entry{}, err
	}
	for _, step := range []func() error{
		func() error { return w.writeEntry(header) },
		w.writeLeaves,
		w.writeChunk,
		w.commit,
	} {
		if err := step(); err != nil {
			return store.Entry{}, fmt.Errorf("write entry %d: %w", w.seq, err)
		}
	}
	return store.Entry{
		Seq: w.seq, At: header.At, Who: s.Who, Why: s.Why,
		Changes: w.n, Forgets: len(w.forgets), Hash: header.Hash().String(),
	}, nil
}

func (w *writer) header() (store.Header, error) {
	h := store.Header{
		Seq: w.seq, At: w.db.clock().UTC().Truncate(time.Second),
		Changes: w.n, Forgets: store.FormatPositions(w.forgets), Leaves: w.sum.Sum(),
	}
	var prev []byte
	if err := w.get([]any{&prev}, `SELECT hash FROM state`); err != nil {
		return h, err
	}
	if len(prev) != len(h.Prev) {
		return h, fmt.Errorf("hash of the newest entry: %w", salient.ErrDamaged)
	}
	h.Prev = store.Hash(prev)
	return h, nil
}

func (w *writer) writeEntry(h store.Header) error {
	hash := h.Hash()
	_, err := w.exec(`INSERT INTO entries(seq,at,changes,forgets,hash) VALUES (?,?,?,?,?)`,
		int64(h.Seq), h.At.Format(time.RFC3339), h.Changes, h.Forgets, hash[:])
	if err == nil {
		_, err = w.exec(`UPDATE state SET seq = ?, hash = ?`, int64(h.Seq), hash[:])
	}
	return err
}

func (w *writer) writeLeaves() error {
	for _, l := range w.small {
		if err := w.addPayload(l); err != nil {
			return err
		}
	}
	return errors.Join(w.hashes.flush(w), w.payloads.flush(w), w.revisions.flush(w))
}

func (w *writer) writeChunk() error {
	if w.chunk == nil {
		return nil
	}
	if err := w.chunk.finish(); err != nil {
		return fmt.Errorf("chunk %d: %w", w.seq, err)
	}
	_, err := w.exec(`INSERT INTO chunks(seq,generation,size,sha256) VALUES (?,1,?,?)`,
		int64(w.seq), int64(w.chunk.size), w.chunk.sum.Sum(nil))
	return err
}

// rowsOf gathers rows for a table, to insert many with one statement.
type rowsOf struct {
	into  string // table(columns)
	width int
	args  []any
}

const batchRows = 100

func (b *rowsOf) add(w *writer, values ...any) error {
	b.args = append(b.args, values...)
	if len(b.args) < batchRows*b.width {
		return nil
	}
	return b.flush(w)
}

func (b *rowsOf) flush(w *writer) error {
	if len(b.args) == 0 {
		return nil
	}
	row := "(" + marks(b.width) + "),"
	query := "INSERT INTO " + b.into + " VALUES "
	for range len(b.args) / b.width {
		query += row
	}
	_, err := w.exec(query[:len(query)-1], b.args...)
	b.args = b.args[:0]
	return err
}
