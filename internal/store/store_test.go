package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// The bytes that are hashed are a promise: anybody can recompute a chain without Salient.
func TestEntryAndLeafHashWhatTheDocumentationSays(t *testing.T) {
	c := store.Change{Row: salient.NewRow(salient.KindClaim, "c1", map[string]string{"says": "<“>", "zz": "1", "place": "homs"})}
	for _, tt := range []struct{ got, want string }{
		{string(c.Payload()), `+["claim","c1","says","<“>","place","homs","zz","1"]`},
		{string(store.Change{Row: c.Row, Removed: true}.Payload()), `-["claim","c1"]`},
		{string(store.Signature{Who: "ana", Why: "a \"reason\""}.Payload()), `@["ana","a \"reason\""]`},
		{store.Header{
			Prev: sha256.Sum256([]byte("before")), Seq: 12, Changes: 3, Forgets: "1.2 3.0",
			At:     time.Date(2013, 6, 5, 9, 30, 1, 999, time.FixedZone("", 3*3600)),
			Leaves: sha256.Sum256([]byte("leaves")),
		}.Text(), fmt.Sprintf("salient entry 1\nprev %x\nseq 12\nat 2013-06-05T06:30:01Z\nchanges 3\nforgets 1.2 3.0\nleaves %x\n",
			sha256.Sum256([]byte("before")), sha256.Sum256([]byte("leaves")))},
	} {
		if tt.got != tt.want {
			t.Errorf("hashed bytes are\n%s\nwant\n%s", tt.got, tt.want)
		}
	}
	l := store.Leaf{Salt: store.Salt(bytes.Repeat([]byte{7}, 32)), Payload: []byte("@[]")}
	want := sha256.Sum256(append(bytes.Repeat([]byte{7}, 32), "@[]"...))
	if got := l.Hash(); got != want {
		t.Errorf("Hash() = %v; want SHA-256 of salt and payload, %x", got, want)
	}
	var sum store.LeavesHash
	sum.Add(l.Hash())
	sum.Add(store.Hash{})
	if got, want := sum.Sum(), sha256.Sum256(append(want[:], make([]byte, 32)...)); got != want {
		t.Errorf("LeavesHash.Sum() = %v; want SHA-256 of the hashes in a row, %x", got, want)
	}
}

var anyText = rapid.StringN(1, 20, 40)

func drawRow(rt *rapid.T) salient.Row {
	k := rapid.SampledFrom(salient.Kinds).Draw(rt, "kind")
	columns := rapid.OneOf(rapid.SampledFrom(salient.Columns(k)[1:]), anyText)
	return salient.NewRow(k, anyText.Draw(rt, "id"), rapid.MapOfN(columns, anyText, 0, 8).Draw(rt, "cells"))
}

func TestRowsComeBackFromPayloadAndFromTable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		row := drawRow(rt)
		if err := store.CheckRow(row, salient.ErrInvalid); err != nil {
			rt.Fatalf("CheckRow(%q) = %v; NewRow made it", row, err)
		}
		c := store.Change{Row: row, Removed: rapid.Bool().Draw(rt, "removed")}
		want := c
		if c.Removed {
			want.Row.Cells = nil
		}
		got, err := store.ParseChange(c.Payload())
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			rt.Fatalf("ParseChange(%q) = %v:\n%s", c.Payload(), err, diff)
		}
		table := store.Tabulate(row)
		if len(table.Cells) != len(salient.Columns(row.Kind))-1 || len(table.Parsed) != len(store.ParsedColumns(row.Kind)) {
			rt.Fatalf("Tabulate(%q) = %+v; want a value for each column", row, table)
		}
		back, err := table.Row()
		if err != nil || !back.Equal(row) {
			rt.Fatalf("Tabulate(%q).Row() = %q, %v", row, back, err)
		}
	})
}

func TestSignaturesComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := store.Signature{Who: rapid.String().Draw(rt, "who"), Why: rapid.String().Draw(rt, "why")}
		if got, err := store.ParseSignature(s.Payload()); err != nil || got != s {
			rt.Fatalf("ParseSignature(%q) = %q, %v; want %q", s.Payload(), got, err, s)
		}
		if _, err := store.ParseChange(s.Payload()); !errors.Is(err, salient.ErrDamaged) {
			rt.Fatalf("ParseChange of a signature = %v; want ErrDamaged", err)
		}
	})
}

func TestParsedColumnsNarrow(t *testing.T) {
	for _, tt := range []struct {
		kind  salient.Kind
		cells map[string]string
		want  []any
	}{
		{salient.KindClaim, map[string]string{"when": "2013-05-19/2013-05-20"}, []any{int64(15844), int64(15845)}},
		{salient.KindClaim, map[string]string{"when": "nonsense"}, []any{nil, nil}},
		{salient.KindClaim, nil, []any{nil, nil}},
		{salient.KindPlace, map[string]string{"lon": "36.7", "lat": "34.5"}, []any{36.7, 34.5}},
		{salient.KindPlace, map[string]string{"lon": "36.7"}, []any{nil, nil}},
		{salient.KindPlace, map[string]string{"lon": "36.7", "lat": "91"}, []any{nil, nil}},
		{salient.KindPlace, map[string]string{"lon": "NaN", "lat": "1"}, []any{nil, nil}},
		{salient.KindActor, map[string]string{"name": "x"}, nil},
	} {
		got := store.Tabulate(salient.NewRow(tt.kind, "x", tt.cells)).Parsed
		if !slices.Equal(got, tt.want) {
			t.Errorf("Tabulate(%s %v).Parsed = %v; want %v", tt.kind, tt.cells, got, tt.want)
		}
	}
}

func TestNamesAndNaming(t *testing.T) {
	for _, tt := range []struct {
		text, id string
		want     bool
	}{
		{"abu-omar", "abu-omar", true},
		{"[@abu-omar]", "abu-omar", true},
		{"a|abu-omar|b", "abu-omar", true},
		{"abu-omar-brigade", "abu-omar", true},
		{"abu-omari, then abu-omar.", "abu-omar", true},
		{"abu-omari", "abu-omar", false},
		{"xabu-omar", "abu-omar", false},
		{"أabu-omarأ", "abu-omar", true},
		{"", "abu-omar", false},
		{"x", "", false},
	} {
		if got := store.Names(tt.text, tt.id); got != tt.want {
			t.Errorf("Names(%q, %q) = %v; want %v", tt.text, tt.id, got, tt.want)
		}
	}
	for _, tt := range []struct {
		text, id string
		want     bool
	}{
		{"homs", "homs", true},
		{"hama | homs", "homs", true},
		{"homs@2013/..", "homs", true},
		{"see [@homs; @homs-2]", "homs", true},
		{"see @homs-2 and @homsi", "homs", false},
		{"see @homs-2 and @homs", "homs", true},
		{"the road to homs", "homs", false},
		{"homs-old-city", "homs", false},
		{"the road to c1", "c1", true},
	} {
		got := len(store.Naming(salient.NewRow(salient.KindClaim, "other", map[string]string{"says": tt.text}), tt.id)) > 0
		if got != tt.want {
			t.Errorf("Naming(says %q, %q) = %v; want %v", tt.text, tt.id, got, tt.want)
		}
	}
	row := salient.NewRow(salient.KindActor, "abu-x", map[string]string{"note": "abu-x", "name": "Abu X", "zz": "abu-x"})
	if got, want := store.Naming(row, "abu-x"), []string{"id", "note", "zz"}; !slices.Equal(got, want) {
		t.Errorf("Naming(%v, abu-x) = %v; want %v", row, got, want)
	}
}

func TestPositionsComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ps := rapid.SliceOf(rapid.Custom(func(rt *rapid.T) store.Position {
			return store.Position{Seq: rapid.Uint64().Draw(rt, "seq"), N: rapid.IntRange(0, 1<<31-1).Draw(rt, "n")}
		})).Draw(rt, "positions")
		got, err := store.ParsePositions(store.FormatPositions(ps))
		if err != nil || !slices.Equal(got, ps) {
			rt.Fatalf("ParsePositions(%q) = %v, %v; want %v", store.FormatPositions(ps), got, err, ps)
		}
	})
	for _, s := range []string{" ", "1", "1.", ".1", "01.1", "1.1 ", "1.-1", "1.1  2.2", "1.1\n2.2"} {
		if got, err := store.ParsePositions(s); !errors.Is(err, salient.ErrDamaged) {
			t.Errorf("ParsePositions(%q) = %v, %v; want ErrDamaged", s, got, err)
		}
	}
}

func chunkOf(t testing.TB, leaves []store.Leaf) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := store.NewChunkWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range leaves {
		if err := w.Add(l); err != nil {
			t.Fatalf("Add(leaf %d) = %v", l.N, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readChunk(b []byte) (leaves []store.Leaf, err error) {
	c, err := store.ReadChunk(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for l, err := range c.Leaves() {
		if err != nil {
			return leaves, err
		}
		leaves = append(leaves, l)
	}
	return leaves, nil
}

func sameLeaves(a, b []store.Leaf) bool {
	return slices.EqualFunc(a, b, func(a, b store.Leaf) bool {
		return a.N == b.N && a.Salt == b.Salt && bytes.Equal(a.Payload, b.Payload)
	})
}

func TestChunksComeBackWholeAndLeafByLeaf(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var leaves []store.Leaf
		n := 0
		for range rapid.IntRange(0, 40).Draw(rt, "leaves") {
			n += rapid.IntRange(1, 3).Draw(rt, "gap")
			size := rapid.SampledFrom([]int{0, 1, 100, 50_000, 300_000}).Draw(rt, "size")
			leaves = append(leaves, store.Leaf{N: n, Salt: store.Salt(bytes.Repeat([]byte{byte(n)}, 32)), Payload: bytes.Repeat([]byte{'x', byte(n)}, size/2)})
		}
		b := chunkOf(t, leaves)
		if !bytes.Equal(b, chunkOf(t, leaves)) {
			rt.Fatalf("the same leaves gave two chunks")
		}
		got, err := readChunk(b)
		if err != nil || !sameLeaves(leaves, got) {
			rt.Fatalf("ReadChunk gives %d leaves, %v; want the %d that were written", len(got), err, len(leaves))
		}
		c, err := store.ReadChunk(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			rt.Fatal(err)
		}
		defer c.Close()
		for range 10 {
			at := rapid.IntRange(0, n+1).Draw(rt, "n")
			i := slices.IndexFunc(leaves, func(l store.Leaf) bool { return l.N == at })
			l, ok, err := c.Leaf(at)
			if err != nil || ok != (i >= 0) || ok && !bytes.Equal(l.Payload, leaves[i].Payload) {
				rt.Fatalf("Leaf(%d) = %d bytes, %v, %v; there: %v", at, len(l.Payload), ok, err, i >= 0)
			}
		}
	})
}

func TestChunkWriterRefusesLeavesOutOfOrder(t *testing.T) {
	w, err := store.NewChunkWriter(&bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(store.Leaf{N: 2}); err != nil {
		t.Fatal(err)
	}
	for _, l := range []store.Leaf{{N: 2}, {N: 1}, {N: 3, Payload: make([]byte, store.MaxPayload+1)}} {
		if err := w.Add(l); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Add(leaf %d of %d bytes) = %v; want ErrInvalid", l.N, len(l.Payload), err)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

// A damaged chunk is an error or reads as it was; it never takes the program down.
func TestDamagedChunksAreErrors(t *testing.T) {
	var leaves []store.Leaf
	for n := range 6 { // enough for two blocks
		leaves = append(leaves, store.Leaf{N: n, Payload: []byte(strings.Repeat(fmt.Sprint(n), 60_000))})
	}
	whole := chunkOf(t, leaves)
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 0x10
		got, err := readChunk(b)
		if err != nil && !errors.Is(err, salient.ErrDamaged) {
			t.Fatalf("byte %d changed: %v; want ErrDamaged", i, err)
		}
		if err == nil && !sameLeaves(leaves, got) {
			t.Fatalf("byte %d changed: other leaves, and no error", i)
		}
		if got, err := readChunk(whole[:i]); err == nil && len(got) == len(leaves) {
			t.Fatalf("cut at byte %d: all leaves, and no error", i)
		}
	}
}

// Blocks that claim to unpack to more than they may are refused before they are unpacked.
func TestAChunkCannotUnpackWithoutBound(t *testing.T) {
	b := []byte("salient chunk 1\n")
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint32(b, 1<<31)
	b = binary.BigEndian.AppendUint32(b, 4)
	if _, err := readChunk(append(b, 1, 2, 3, 4)); !errors.Is(err, salient.ErrDamaged) {
		t.Errorf("a block that claims 2 GiB: %v; want ErrDamaged", err)
	}
}

func FuzzReadChunk(f *testing.F) {
	f.Add(chunkOf(f, nil))
	f.Add(chunkOf(f, []store.Leaf{{N: 1, Payload: []byte(`+["claim","c1"]`)}, {N: 7}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		leaves, err := readChunk(b)
		if err != nil {
			if !errors.Is(err, salient.ErrDamaged) {
				t.Errorf("ReadChunk = %v; want ErrDamaged", err)
			}
			return
		}
		again, err := readChunk(chunkOf(t, leaves))
		if err != nil || !sameLeaves(leaves, again) {
			t.Errorf("written again, the chunk reads %v, %v; want %v", again, err, leaves)
		}
	})
}

func FuzzParsePayload(f *testing.F) {
	f.Add([]byte(`+["claim","c1","says","x"]`))
	f.Add([]byte(`-["place","homs"]`))
	f.Add([]byte(`@["ana","because"]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := store.ParseSignature(b); err == nil {
			if again, err := store.ParseSignature(s.Payload()); err != nil || again != s {
				t.Errorf("ParseSignature of %q again = %q, %v", s, again, err)
			}
		}
		c, err := store.ParseChange(b)
		if err != nil {
			if !errors.Is(err, salient.ErrDamaged) {
				t.Errorf("ParseChange = %v; want ErrDamaged", err)
			}
			return
		}
		again, err := store.ParseChange(c.Payload())
		if err != nil || !again.Row.Equal(c.Row) || again.Removed != c.Removed {
			t.Errorf("ParseChange of %v again = %v, %v", c, again, err)
		}
		if row, err := store.Tabulate(c.Row).Row(); err != nil || !row.Equal(c.Row) {
			t.Errorf("Tabulate(%q).Row() = %q, %v", c.Row, row, err)
		}
	})
}

func FuzzParsePositions(f *testing.F) {
	f.Add("1.0 2.17")
	f.Fuzz(func(t *testing.T, s string) {
		if ps, err := store.ParsePositions(s); err == nil && store.FormatPositions(ps) != s {
			t.Errorf("FormatPositions(ParsePositions(%q)) = %q", s, store.FormatPositions(ps))
		}
	})
}
