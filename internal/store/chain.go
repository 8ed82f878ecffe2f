package store

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"

	"github.com/salient-osint/salient"
)

// Position is where in the ledger a leaf stands.
type Position struct {
	Seq uint64
	N   int
}

// Header is what an entry's hash is taken of.
type Header struct {
	Prev    Hash // of the entry before; zero for entry 1
	Seq     uint64
	At      time.Time // UTC, to the second
	Changes int       // leaves beside who and why
	Forgets string    // positions whose payloads this entry destroyed, as FormatPositions writes them
	Leaves  Hash      // as LeavesHash gives it
}

// Text is the header as it is hashed: seven lines of ASCII, each ending in LF.
func (h Header) Text() string {
	return fmt.Sprintf("salient entry 1\nprev %s\nseq %d\nat %s\nchanges %d\nforgets %s\nleaves %s\n",
		h.Prev, h.Seq, h.At.UTC().Format(time.RFC3339), h.Changes, h.Forgets, h.Leaves)
}

// Hash is the SHA-256 of Text.
func (h Header) Hash() Hash { return sha256.Sum256([]byte(h.Text())) }

// LeavesHash takes the SHA-256 of leaf hashes, one after the other. Its zero value is ready.
type LeavesHash struct {
	h hash.Hash
	n int
}

// Add takes the next leaf, from leaf 0 on.
func (l *LeavesHash) Add(leaf Hash) {
	if l.h == nil {
		l.h = sha256.New()
	}
	l.h.Write(leaf[:])
	l.n++
}

// Len is how many leaves were added.
func (l *LeavesHash) Len() int { return l.n }

// Sum is the hash of the leaves so far.
func (l *LeavesHash) Sum() Hash {
	if l.h == nil {
		return sha256.Sum256(nil)
	}
	return Hash(l.h.Sum(nil))
}

// FormatPositions writes positions as "12.0 12.7 15.1"; none as "".
func FormatPositions(ps []Position) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = fmt.Sprintf("%d.%d", p.Seq, p.N)
	}
	return strings.Join(parts, " ")
}

// ParsePositions reads what FormatPositions writes; other text is salient.ErrDamaged.
func ParsePositions(s string) ([]Position, error) {
	if s == "" {
		return nil, nil
	}
	var out []Position
	for part := range strings.SplitSeq(s, " ") {
		seq, n, _ := strings.Cut(part, ".")
		a, err1 := strconv.ParseUint(seq, 10, 64)
		b, err2 := strconv.ParseUint(n, 10, 31)
		p := Position{a, int(b)}
		if err1 != nil || err2 != nil || FormatPositions([]Position{p}) != part {
			return nil, fmt.Errorf("list of what was forgotten, at %.40q: %w", part, salient.ErrDamaged)
		}
		out = append(out, p)
	}
	return out, nil
}
