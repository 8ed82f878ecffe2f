package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/salient-osint/salient"
)

// MaxPayload is the largest payload, in bytes, that the ledger takes: a long brief or the
// outline of a country fits many times.
const MaxPayload = 16 << 20

// Hash is a SHA-256.
type Hash [sha256.Size]byte

// String prints 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Salt is what keeps a leaf's hash from being guessed.
type Salt [32]byte

// Leaf is the smallest thing that the ledger hashes and can destroy.
type Leaf struct {
	N       int // 0: who and why; from 1: the changes
	Salt    Salt
	Payload []byte
}

// NewLeaf salts a payload with 32 bytes of random.
func NewLeaf(random io.Reader, n int, payload []byte) (Leaf, error) {
	l := Leaf{N: n, Payload: payload}
	if _, err := io.ReadFull(random, l.Salt[:]); err != nil {
		return Leaf{}, fmt.Errorf("salt: %w", err)
	}
	return l, nil
}

// Hash is SHA-256(salt ‖ payload).
func (l Leaf) Hash() Hash {
	h := sha256.New()
	h.Write(l.Salt[:])
	h.Write(l.Payload)
	return Hash(h.Sum(nil))
}

// Signature is who made an entry, and why.
type Signature struct{ Who, Why string }

// The first byte of a payload tells what it is, so that none can be taken for another.
const (
	signs   = '@'
	puts    = '+'
	removes = '-'
)

// Payload is "@" and a JSON array of who and why.
func (s Signature) Payload() []byte {
	var b bytes.Buffer
	b.WriteByte(signs)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode([]string{s.Who, s.Why}); err != nil {
		panic(err) // strings always encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

// ParseSignature reads what Signature.Payload writes; other bytes are salient.ErrDamaged.
func ParseSignature(b []byte) (Signature, error) {
	var parts []string
	if len(b) == 0 || b[0] != signs || json.Unmarshal(b[1:], &parts) != nil || len(parts) != 2 {
		return Signature{}, fmt.Errorf("who and why: %w", salient.ErrDamaged)
	}
	return Signature{parts[0], parts[1]}, nil
}

// Payload is "+" and the row as salient.Row.Canonical writes it; of a removal "-" and the
// row without cells.
func (c Change) Payload() []byte {
	if c.Removed {
		bare := salient.Row{Kind: c.Row.Kind, ID: c.Row.ID}
		return append([]byte{removes}, bare.Canonical()...)
	}
	return append([]byte{puts}, c.Row.Canonical()...)
}

// ParseChange reads what Change.Payload writes; other bytes are salient.ErrDamaged.
func ParseChange(b []byte) (Change, error) {
	if len(b) == 0 || (b[0] != puts && b[0] != removes) {
		return Change{}, fmt.Errorf("change: %w", salient.ErrDamaged)
	}
	row, err := salient.ParseRow(b[1:])
	if err != nil {
		return Change{}, err
	}
	c := Change{Row: row, Removed: b[0] == removes}
	if c.Removed && len(row.Cells) > 0 {
		return Change{}, fmt.Errorf("removal with cells: %w", salient.ErrDamaged)
	}
	return c, CheckRow(row, salient.ErrDamaged)
}
