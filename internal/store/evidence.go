package store

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/salient-osint/salient"
)

// Evidence is some rows of a ledger, with what shows that it holds them: checking needs
// nothing else. What stands in the ledger's other leaves, who and why included, can't be read
// from it, nor guessed.
type Evidence struct {
	Rows  []Proof // by position, each once
	Chain []Link  // entries without a gap, from the first that wrote one of the rows to the head
}

// Proof is a row as an entry wrote it.
type Proof struct {
	Seq  uint64
	Leaf Leaf
}

// Position is where in the ledger the row stands.
func (p Proof) Position() Position { return Position{p.Seq, p.Leaf.N} }

// Row is what was written; salient.ErrDamaged for a removal, or bytes that are no row.
func (p Proof) Row() (salient.Row, error) {
	c, err := ParseChange(p.Leaf.Payload)
	if err == nil && c.Removed {
		err = fmt.Errorf("a row that was removed: %w", salient.ErrDamaged)
	}
	if err == nil && string(c.Payload()) != string(p.Leaf.Payload) {
		err = fmt.Errorf("row payload isn't written as the ledger writes it: %w", salient.ErrDamaged)
	}
	return c.Row, err
}

// Link is an entry as the chain has it.
type Link struct {
	Header Header
	Leaves []Hash // from leaf 0 on; nil for an entry that wrote none of the rows
}

// Prove makes the evidence of rows as they are now, in any order, each once, up to the entry with
// the number head; 0 is the newest. A row that isn't there is salient.ErrNotFound, one that was
// written after head salient.ErrConflict. Without rows it is the head alone.
func Prove(r Reader, rows []salient.Row, head uint64) (Evidence, error) {
	newest, err := r.Head()
	if err != nil {
		return Evidence{}, err
	}
	if head == 0 {
		head = newest.Seq
	}
	var e Evidence
	for _, row := range rows {
		at, leaf, err := r.Written(row.Kind, row.ID)
		if err != nil {
			return Evidence{}, err
		}
		if at.Seq > head {
			return Evidence{}, fmt.Errorf("%s %s was written by entry %d, after entry %d: %w", row.Kind, row.ID, at.Seq, head, salient.ErrConflict)
		}
		e.Rows = append(e.Rows, Proof{at.Seq, leaf})
	}
	slices.SortFunc(e.Rows, func(a, b Proof) int { return a.Position().compare(b.Position()) })
	if head == 0 {
		return e, nil
	}
	from := head
	if len(e.Rows) > 0 {
		from = e.Rows[0].Seq
	}
	for seq := from; seq <= head; seq++ {
		h, leaves, err := r.Chained(seq)
		if err != nil {
			return Evidence{}, err
		}
		if !e.wrote(seq) {
			leaves = nil
		}
		e.Chain = append(e.Chain, Link{h, leaves})
	}
	return e, e.Check()
}

func (p Position) compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Seq, q.Seq), cmp.Compare(p.N, q.N))
}

// wrote reports whether an entry wrote one of the rows.
func (e *Evidence) wrote(seq uint64) bool {
	_, found := slices.BinarySearchFunc(e.Rows, seq, func(p Proof, seq uint64) int { return cmp.Compare(p.Seq, seq) })
	return found
}

// Head is the hash of the newest entry; zero for evidence of an empty ledger.
func (e *Evidence) Head() Hash {
	if len(e.Chain) == 0 {
		return Hash{}
	}
	return e.Chain[len(e.Chain)-1].Header.Hash()
}

// Check computes every hash anew, and reports the first thing that doesn't fit the others as
// salient.ErrDamaged. It proves that the ledger with this head holds the rows; that no entry
// after theirs wrote them again, it can't.
func (e *Evidence) Check() error {
	forgotten := map[Position]bool{}
	for i, l := range e.Chain {
		if err := e.checkLink(i, l, forgotten); err != nil {
			return fmt.Errorf("entry %d: %w", l.Header.Seq, err)
		}
	}
	last := Position{}
	for _, p := range e.Rows {
		if at := p.Position(); at.compare(last) <= 0 || forgotten[at] {
			return fmt.Errorf("%s stands out of order, or was forgotten: %w", FormatPositions([]Position{at}), salient.ErrDamaged)
		}
		last = p.Position()
		if err := e.checkRow(p); err != nil {
			return fmt.Errorf("change %s: %w", FormatPositions([]Position{last}), err)
		}
	}
	return nil
}

func (e *Evidence) checkLink(i int, l Link, forgotten map[Position]bool) error {
	h := l.Header
	switch {
	case h.Seq == 0 || h.Seq == 1 && h.Prev != Hash{}:
		return fmt.Errorf("no entry stands before the first: %w", salient.ErrDamaged)
	case i == 0 && len(e.Rows) > 0 && e.Rows[0].Seq != h.Seq:
		return fmt.Errorf("it wrote none of the rows, and stands first: %w", salient.ErrDamaged)
	case i > 0 && (h.Seq != e.Chain[i-1].Header.Seq+1 || h.Prev != e.Chain[i-1].Header.Hash()):
		return fmt.Errorf("it doesn't follow the entry before it: that one was altered, or this: %w", salient.ErrDamaged)
	case e.wrote(h.Seq) != (l.Leaves != nil):
		return fmt.Errorf("hashes of leaves without a row, or a row without them: %w", salient.ErrDamaged)
	}
	if l.Leaves != nil {
		var sum LeavesHash
		for _, leaf := range l.Leaves {
			sum.Add(leaf)
		}
		if sum.Len() != h.Changes+1 || sum.Sum() != h.Leaves {
			return fmt.Errorf("the hashes of its leaves aren't those that its header sums up: %w", salient.ErrDamaged)
		}
	}
	gone, err := ParsePositions(h.Forgets)
	for _, p := range gone {
		forgotten[p] = true
	}
	return err
}

func (e *Evidence) checkRow(p Proof) error {
	row, err := p.Row()
	if err != nil {
		return err
	}
	i, found := slices.BinarySearchFunc(e.Chain, p.Seq, func(l Link, seq uint64) int { return cmp.Compare(l.Header.Seq, seq) })
	if !found || p.Leaf.N < 1 || p.Leaf.N >= len(e.Chain[i].Leaves) {
		return fmt.Errorf("%s %q: no such change is in the chain: %w", row.Kind, row.ID, salient.ErrDamaged)
	}
	if p.Leaf.Hash() != e.Chain[i].Leaves[p.Leaf.N] {
		return fmt.Errorf("%s %q isn't what the ledger holds: %w", row.Kind, row.ID, salient.ErrDamaged)
	}
	return nil
}

// Has reports whether a hash, in hex digits, is of an entry of the chain.
func (e *Evidence) Has(hash string) bool {
	return slices.ContainsFunc(e.Chain, func(l Link) bool { return l.Header.Hash().String() == hash })
}
