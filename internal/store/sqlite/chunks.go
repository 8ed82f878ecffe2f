package sqlite

import (
	"bufio"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// chunkName is the file of a large entry, as it was written the generation-th time.
func chunkName(seq uint64, generation int) string {
	return fmt.Sprintf("%08d.%d.chunk", seq, generation)
}

// chunkFile is a chunk being read. The zero value is none.
type chunkFile struct {
	seq uint64
	f   *os.File
	*store.Chunk
}

func (c *chunkFile) close() {
	if c.Chunk != nil {
		c.Chunk.Close()
	}
	if c.f != nil {
		_ = c.f.Close() // it was only read
	}
	*c = chunkFile{}
}

// openChunk opens the chunk of an entry; none, and no error, if the entry hasn't one.
func (r *reader) openChunk(seq uint64) (chunkFile, error) {
	var generation int
	err := r.get([]any{&generation}, `SELECT generation FROM chunks WHERE seq = ?`, int64(seq))
	if errors.Is(err, salient.ErrNotFound) {
		return chunkFile{}, nil
	}
	if err != nil {
		return chunkFile{}, err
	}
	c := chunkFile{seq: seq}
	if c.f, err = os.Open(filepath.Join(r.dir, chunkDir, chunkName(seq, generation))); err != nil {
		return chunkFile{}, missing(err)
	}
	info, err := c.f.Stat()
	if err == nil {
		c.Chunk, err = store.ReadChunk(c.f, info.Size())
	}
	if err != nil {
		c.close()
		return chunkFile{}, fmt.Errorf("chunk %d: %w", seq, err)
	}
	return c, nil
}

// ledgerLeaf is what the ledger has at a position.
type ledgerLeaf struct {
	store.Leaf
	seq    uint64
	hash   store.Hash // in the chain
	gone   bool       // salt and payload aren't there
	damage error      // they are there, but aren't what the chain says
}

const leafColumns = `SELECT l.seq, l.n, l.hash, p.salt, p.body FROM leaves l
	LEFT JOIN payloads p ON p.seq = l.seq AND p.n = l.n `

func scanLeaf(rows *sql.Rows) (ledgerLeaf, error) {
	var l ledgerLeaf
	var h, salt, body []byte
	if err := rows.Scan(&l.seq, &l.N, &h, &salt, &body); err != nil {
		return l, err
	}
	if len(h) != len(l.hash) {
		l.damage = fmt.Errorf("%s, its hash: %w", leafName(l.seq, l.N), salient.ErrDamaged)
		return l, nil
	}
	l.hash = store.Hash(h)
	if l.gone = body == nil; !l.gone {
		l.Leaf, l.damage = checkedLeaf(l.seq, l.N, salt, body, h)
	}
	return l, nil
}

// found puts a chunk's leaf where the database has none.
func (l *ledgerLeaf) found(c store.Leaf) {
	l.gone = false
	l.Leaf, l.damage = checkedLeaf(l.seq, l.N, c.Salt[:], c.Payload, l.hash[:])
}

// leaf reads one position. A leaf that isn't in the ledger at all is salient.ErrDamaged.
func (r *reader) leaf(p store.Position) (ledgerLeaf, error) {
	list, err := readPage(r, leafColumns+`WHERE l.seq = ? AND l.n = ?`, []any{int64(p.Seq), p.N}, scanLeaf)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%s isn't in the ledger: %w", leafName(p.Seq, p.N), salient.ErrDamaged)
	}
	if err != nil {
		return ledgerLeaf{}, err
	}
	l := list[0]
	if !l.gone || p.N == 0 {
		return l, nil
	}
	if r.chunk.seq != p.Seq {
		r.chunk.close()
		if r.chunk, err = r.openChunk(p.Seq); err != nil {
			return l, err
		}
	}
	if r.chunk.Chunk == nil {
		return l, nil
	}
	c, ok, err := r.chunk.Leaf(p.N)
	if err != nil {
		return l, fmt.Errorf("chunk %d: %w", p.Seq, err)
	}
	if ok {
		l.found(c)
	}
	return l, nil
}

// leaves yields all leaves of an entry in order, who and why first, from the database and
// the entry's chunk together. What a damaged leaf holds isn't to be used.
func (r *reader) leaves(seq uint64) iter.Seq2[ledgerLeaf, error] {
	return func(yield func(ledgerLeaf, error) bool) {
		chunk, err := r.openChunk(seq)
		if err != nil {
			yield(ledgerLeaf{}, err)
			return
		}
		defer chunk.close()
		inChunk := newChunkWalk(chunk)
		defer inChunk.stop()
		for l, err := range r.databaseLeaves(seq) {
			if err == nil {
				err = inChunk.fill(&l)
			}
			if !yield(l, err) || err != nil {
				return
			}
		}
		if err := inChunk.rest(); err != nil {
			yield(ledgerLeaf{}, err)
		}
	}
}

func (r *reader) databaseLeaves(seq uint64) iter.Seq2[ledgerLeaf, error] {
	after := func(last *ledgerLeaf) []any {
		if last == nil {
			return []any{int64(seq), -1}
		}
		return []any{int64(seq), last.N}
	}
	return pages(r, leafColumns+`WHERE l.seq = ? AND l.n > ? ORDER BY l.n`+limit, after, scanLeaf)
}

// chunkWalk goes through a chunk beside the list of leaves.
type chunkWalk struct {
	seq  uint64
	next func() (store.Leaf, error, bool)
	stop func()
	at   store.Leaf // the leaf that comes next, if more
	more bool
	err  error
}

func newChunkWalk(c chunkFile) *chunkWalk {
	w := &chunkWalk{seq: c.seq, stop: func() {}}
	if c.Chunk == nil {
		return w
	}
	w.next, w.stop = iter.Pull2(c.Leaves())
	w.step()
	return w
}

func (w *chunkWalk) step() {
	w.at, w.err, w.more = w.next()
	if w.err != nil {
		w.err = fmt.Errorf("chunk %d: %w", w.seq, w.err)
	}
}

// fill completes a leaf that the chunk holds.
func (w *chunkWalk) fill(l *ledgerLeaf) error {
	if w.err != nil || !w.more || w.at.N > l.N {
		return w.err
	}
	if w.at.N < l.N || !l.gone {
		return w.rest()
	}
	l.found(w.at)
	w.step()
	return nil
}

// rest is an error if the chunk holds leaves that aren't the entry's.
func (w *chunkWalk) rest() error {
	if w.err != nil || !w.more {
		return w.err
	}
	return fmt.Errorf("chunk %d holds leaf %d, which isn't the chain's: %w", w.seq, w.at.N, salient.ErrDamaged)
}

// newChunk is a chunk file being written.
type newChunk struct {
	f    *os.File
	buf  *bufio.Writer
	sum  hash.Hash
	size counter
	*store.ChunkWriter
}

type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// createChunk begins a file in chunks/. Nothing reads it before a transaction names it.
func createChunk(dir, name string) (*newChunk, error) {
	f, err := os.OpenFile(filepath.Join(dir, chunkDir, name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	c := &newChunk{f: f, buf: bufio.NewWriterSize(f, 1<<16), sum: sha256.New()}
	c.ChunkWriter, err = store.NewChunkWriter(io.MultiWriter(c.buf, c.sum, &c.size))
	if err != nil {
		return nil, errors.Join(err, c.discard())
	}
	return c, nil
}

// finish makes file and name survive a loss of power.
func (c *newChunk) finish() error {
	err := c.ChunkWriter.Close()
	if err == nil {
		err = c.buf.Flush()
	}
	if err == nil {
		err = c.f.Sync()
	}
	if err = errors.Join(err, c.f.Close()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(c.f.Name()))
}

// discard takes the file away again, finished or not.
func (c *newChunk) discard() error {
	_ = c.f.Close() // the file goes
	return os.Remove(c.f.Name())
}
