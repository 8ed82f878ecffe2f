package evidence

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/salient-osint/salient/internal/store"
)

// packFormat names the layout of pack.json.
const packFormat = "salient pack 1"

// packJSON is pack.json.
type packJSON struct {
	Format  string      `json:"format"`
	Head    string      `json:"head"` // hash of the newest entry
	Rows    []rowJSON   `json:"rows"`
	Entries []entryJSON `json:"entries"`
}

type rowJSON struct {
	Entry   uint64 `json:"entry"`
	Change  int    `json:"change"` // its leaf
	Salt    string `json:"salt"`
	Payload string `json:"payload"`
}

type entryJSON struct {
	Entry   uint64   `json:"entry"`
	Prev    string   `json:"prev"`
	At      string   `json:"at"`
	Changes int      `json:"changes"`
	Forgets string   `json:"forgets"`
	Leaves  string   `json:"leaves"`
	Hashes  []string `json:"leaf_hashes,omitempty"` // of an entry that wrote one of the rows
}

func encode(e store.Evidence) []byte {
	p := packJSON{Format: packFormat, Head: e.Head().String(), Rows: []rowJSON{}, Entries: []entryJSON{}}
	for _, r := range e.Rows {
		p.Rows = append(p.Rows, rowJSON{r.Seq, r.Leaf.N, hex.EncodeToString(r.Leaf.Salt[:]), string(r.Leaf.Payload)})
	}
	for _, l := range e.Chain {
		h := l.Header
		entry := entryJSON{h.Seq, h.Prev.String(), h.At.UTC().Format(time.RFC3339), h.Changes, h.Forgets, h.Leaves.String(), nil}
		for _, leaf := range l.Leaves {
			entry.Hashes = append(entry.Hashes, leaf.String())
		}
		p.Entries = append(p.Entries, entry)
	}
	return text(p)
}

func text(p packJSON) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(p); err != nil {
		panic(err) // strings and numbers always encode
	}
	return b.Bytes()
}

// decode reads what encode writes, and nothing that says the same in other bytes.
func decode(b []byte) (store.Evidence, error) {
	var p packJSON
	if err := json.Unmarshal(b, &p); err != nil {
		return store.Evidence{}, altered(packFile, err)
	}
	if p.Format != packFormat {
		return store.Evidence{}, altered(packFile, fmt.Errorf("its format is %.40q, not %q", p.Format, packFormat))
	}
	e, err := p.evidence()
	if err != nil {
		return store.Evidence{}, altered(packFile, err)
	}
	if p.Head != e.Head().String() {
		return store.Evidence{}, altered(packFile, errors.New("its head isn't the hash of its last entry"))
	}
	if !bytes.Equal(encode(e), b) {
		return store.Evidence{}, altered(packFile, errors.New("it isn't written as such files are"))
	}
	return e, nil
}

func (p packJSON) evidence() (e store.Evidence, err error) {
	fixed := func(into []byte, s string) {
		if b, bad := hex.DecodeString(s); bad != nil || len(b) != len(into) {
			err = errors.Join(err, fmt.Errorf("expected %d hex digits, not %.80q", 2*len(into), s))
		} else {
			copy(into, b)
		}
	}
	for _, r := range p.Rows {
		proof := store.Proof{Seq: r.Entry, Leaf: store.Leaf{N: r.Change, Payload: []byte(r.Payload)}}
		fixed(proof.Leaf.Salt[:], r.Salt)
		e.Rows = append(e.Rows, proof)
	}
	for _, x := range p.Entries {
		l := store.Link{Header: store.Header{Seq: x.Entry, Changes: x.Changes, Forgets: x.Forgets}}
		fixed(l.Header.Prev[:], x.Prev)
		fixed(l.Header.Leaves[:], x.Leaves)
		at, bad := time.Parse(time.RFC3339, x.At)
		err = errors.Join(err, bad)
		l.Header.At = at
		for _, s := range x.Hashes {
			var h store.Hash
			fixed(h[:], s)
			l.Leaves = append(l.Leaves, h)
		}
		e.Chain = append(e.Chain, l)
	}
	return e, firstOf(err)
}

// firstOf is the first of errors that were joined.
func firstOf(err error) error {
	for {
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok {
			return err
		}
		err = joined.Unwrap()[0]
	}
}
