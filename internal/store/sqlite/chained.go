package sqlite

import (
	"errors"
	"fmt"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Written returns the leaf that last wrote a row.
func (r *reader) Written(kind salient.Kind, id string) (store.Position, store.Leaf, error) {
	missing := fmt.Errorf("%s %q: %w", kind, id, salient.ErrNotFound)
	at, err := readPage(r, `SELECT seq, n FROM revisions WHERE kind = ? AND id = ? AND seq <= ? ORDER BY seq DESC, n DESC LIMIT 1`,
		[]any{string(kind), id, int64(r.head)}, scanPosition)
	if err != nil || len(at) == 0 {
		return store.Position{}, store.Leaf{}, errors.Join(err, missing)
	}
	l, err := r.leaf(at[0])
	c, err := changeOf(l, err)
	if err != nil {
		return at[0], store.Leaf{}, err
	}
	if c.Removed || c.Forgotten {
		return at[0], store.Leaf{}, missing
	}
	return at[0], l.Leaf, nil
}

// Chained returns an entry's header and the hashes of its leaves.
func (r *reader) Chained(seq uint64) (store.Header, []store.Hash, error) {
	h := store.Header{Seq: seq}
	var at string
	err := r.get([]any{&at, &h.Changes, &h.Forgets}, `SELECT at, changes, forgets FROM entries WHERE seq = ?`, int64(seq))
	if err != nil {
		return h, nil, fmt.Errorf("entry %d: %w", seq, err)
	}
	if h.At, err = time.Parse(time.RFC3339, at); err != nil {
		return h, nil, fmt.Errorf("entry %d, its time: %w", seq, salient.ErrDamaged)
	}
	if seq > 1 {
		var prev []byte
		if err := r.get([]any{&prev}, `SELECT hash FROM entries WHERE seq = ?`, int64(seq-1)); err != nil || len(prev) != len(h.Prev) {
			return h, nil, fmt.Errorf("hash of entry %d: %w", seq-1, errors.Join(err, salient.ErrDamaged))
		}
		h.Prev = store.Hash(prev)
	}
	var sum store.LeavesHash
	var leaves []store.Hash
	for l, err := range r.databaseLeaves(seq) {
		if err != nil {
			return h, nil, err
		}
		sum.Add(l.hash)
		leaves = append(leaves, l.hash)
	}
	h.Leaves = sum.Sum()
	return h, leaves, nil
}
