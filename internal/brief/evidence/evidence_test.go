package evidence_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief/evidence"
	"github.com/salient-osint/salient/internal/store"
)

const text = "---\ntitle: T\nknown: 2013-06-06\n---\n\nThe hall fell. [@c1; @d1] It did not. [@c9]\n"

func row(kind salient.Kind, id string, cells ...string) salient.Row {
	m := map[string]string{}
	for i := 0; i < len(cells); i += 2 {
		m[cells[i]] = cells[i+1]
	}
	return salient.NewRow(kind, id, m)
}

// small is a ledger of four entries of which the evidence takes three rows.
func small(t testing.TB) evidence.Pack {
	t.Helper()
	random := rand.NewChaCha8([32]byte{1})
	entries := [][]salient.Row{
		{row("source", "s1", "name", "Wire")},
		{row("document", "d1", "source", "s1", "title", "القاعدة <b>"), row("claim", "c1", "document", "d1", "says", "It fell.")},
		{row("claim", "c2", "document", "d1", "says", "Secret.", "sensitivity", "withheld")},
		{row("brief", "b1", "text", text)},
	}
	var p evidence.Pack
	p.Brief = text
	var prev store.Hash
	for i, rows := range entries {
		seq := uint64(i + 1)
		payloads := [][]byte{store.Signature{Who: "ana", Why: "a private reason"}.Payload()}
		for _, r := range rows {
			payloads = append(payloads, store.Change{Row: r}.Payload())
		}
		var sum store.LeavesHash
		var hashes []store.Hash
		for n, payload := range payloads {
			leaf, err := store.NewLeaf(random, n, payload)
			if err != nil {
				t.Fatal(err)
			}
			sum.Add(leaf.Hash())
			hashes = append(hashes, leaf.Hash())
			if n > 0 && (seq == 2 || seq == 4) {
				p.Rows = append(p.Rows, store.Proof{Seq: seq, Leaf: leaf})
			}
		}
		h := store.Header{Prev: prev, Seq: seq, At: time.Date(2013, 6, 1+i, 0, 0, 0, 0, time.UTC), Changes: len(rows), Leaves: sum.Sum()}
		prev = h.Hash()
		if seq == 1 {
			continue // it wrote none of the rows
		}
		if seq == 3 {
			hashes = nil
		}
		p.Chain = append(p.Chain, store.Link{Header: h, Leaves: hashes})
	}
	return p
}

func written(t testing.TB, p evidence.Pack) []byte {
	t.Helper()
	file, err := evidence.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func read(file []byte) (evidence.Pack, error) {
	return evidence.Read(bytes.NewReader(file), int64(len(file)))
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	p := small(t)
	file := written(t, p)
	got, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Head() != p.Head() || len(got.Rows) != 3 || got.Brief != text || !got.Held() {
		t.Errorf("Read(Write(p)) = %d rows, head %v; want 3, %v", len(got.Rows), got.Head(), p.Head())
	}
	if again := written(t, got); !bytes.Equal(again, file) {
		t.Error("what was read is written in other bytes")
	}
	n, missing := got.Cited()
	if n != 3 || !slices.Equal(missing, []string{"c9"}) {
		t.Errorf("Cited() = %d, %v; want 3, [c9]", n, missing)
	}
}

func TestNothingElseOfTheLedgerIsInIt(t *testing.T) {
	for name, b := range files(t, written(t, small(t))) {
		for _, secret := range []string{"ana", "private", "Secret", "withheld", "Wire"} {
			if strings.Contains(string(b), secret) && name != "README.txt" {
				t.Errorf("%s has %q in it", name, secret)
			}
		}
	}
}

func files(t testing.TB, file []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

var order = []string{"README.txt", "brief.md", "pack.json", "SHA256SUMS"}

// zipped makes a pack of files; their sums are made anew if asked for.
func zipped(t testing.TB, files map[string][]byte, sums bool) []byte {
	t.Helper()
	if sums {
		var b bytes.Buffer
		for _, name := range order[:3] {
			fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(files[name]), name)
		}
		files["SHA256SUMS"] = b.Bytes()
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range order {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Whoever alters a byte and leaves the sums is noticed at every byte of every file.
func TestEveryAlteredByteIsNoticed(t *testing.T) {
	original := files(t, written(t, small(t)))
	for _, name := range order {
		for i := range original[name] {
			if err := alter(t, original, name, i, 1, false); !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("byte %d of %s altered: Read = %v, want %v", i, name, err, salient.ErrInvalid)
			}
		}
	}
}

// Whoever makes the sums anew is noticed, too, at every byte of pack.json and of the text. What
// the README says is bound to nothing else.
func TestEveryAlteredByteIsNoticedAlsoWithNewSums(t *testing.T) {
	original := files(t, written(t, small(t)))
	for _, name := range []string{"brief.md", "pack.json"} {
		for i := range original[name] {
			for _, bit := range []byte{1, 0x20, 0x80} {
				if err := alter(t, original, name, i, bit, true); !errors.Is(err, salient.ErrInvalid) {
					t.Fatalf("byte %d of %s (%q) altered by %#x: Read = %v, want %v", i, name, original[name][i], bit, err, salient.ErrInvalid)
				}
			}
		}
	}
}

func alter(t *testing.T, original map[string][]byte, name string, i int, bits byte, sums bool) error {
	t.Helper()
	changed := map[string][]byte{}
	for n, b := range original {
		changed[n] = b
	}
	changed[name] = slices.Clone(original[name])
	changed[name][i] ^= bits
	_, err := read(zipped(t, changed, sums))
	return err
}

// Whoever makes the hashes anew, too, comes to another head.
func TestAWholeNewLedgerHasAnotherHead(t *testing.T) {
	p := small(t)
	head := p.Head()
	p.Chain[len(p.Chain)-1].Header.At = p.Chain[0].Header.At
	got, err := read(written(t, p))
	if err != nil {
		t.Fatal(err)
	}
	if got.Head() == head || got.Has(head.String()) || !got.Has(got.Head().String()) {
		t.Errorf("a new ledger has the head %v of the one before", head)
	}
}

func TestWhatDoesNotHangTogetherIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*evidence.Pack){
		"an entry is missing":                 func(p *evidence.Pack) { p.Chain = slices.Delete(p.Chain, 1, 2) },
		"the first entry is missing":          func(p *evidence.Pack) { p.Chain = p.Chain[1:] },
		"the last entry is missing":           func(p *evidence.Pack) { p.Chain = p.Chain[:2] },
		"a row is there twice":                func(p *evidence.Pack) { p.Rows = append(p.Rows, p.Rows[2]) },
		"rows are out of order":               func(p *evidence.Pack) { p.Rows[0], p.Rows[1] = p.Rows[1], p.Rows[0] },
		"a row has another's place":           func(p *evidence.Pack) { p.Rows[0].Leaf.Payload = p.Rows[1].Leaf.Payload },
		"a row stands outside its entry":      func(p *evidence.Pack) { p.Rows[2].Leaf.N = 9 },
		"leaf 0 is given for a row":           func(p *evidence.Pack) { p.Rows[0].Leaf.N = 0 },
		"leaf hashes without a row":           func(p *evidence.Pack) { p.Chain[1].Leaves = []store.Hash{{}} },
		"a row without leaf hashes":           func(p *evidence.Pack) { p.Chain[0].Leaves = nil },
		"the text isn't the one held":         func(p *evidence.Pack) { p.Brief += "More." },
		"an entry that wrote no row is first": func(p *evidence.Pack) { p.Rows = p.Rows[2:]; p.Chain[0].Leaves = nil },
	} {
		p := small(t)
		spoil(&p)
		if _, err := read(written(t, p)); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("%s: Read = %v, want %v", name, err, salient.ErrInvalid)
		}
	}
}

func TestARowThatIsNotOpenIsRefused(t *testing.T) {
	p := small(t)
	leaf := store.Leaf{N: 1, Payload: store.Change{Row: row("claim", "c2", "says", "Secret.", "sensitivity", "restricted")}.Payload()}
	var sum store.LeavesHash
	sum.Add(store.Hash{})
	sum.Add(leaf.Hash())
	h := store.Header{Seq: 1, Changes: 1, Leaves: sum.Sum()}
	p.Evidence = store.Evidence{Rows: []store.Proof{{Seq: 1, Leaf: leaf}}, Chain: []store.Link{{Header: h, Leaves: []store.Hash{{}, leaf.Hash()}}}}
	if _, err := read(written(t, p)); !errors.Is(err, salient.ErrInvalid) || !strings.Contains(err.Error(), "restricted") {
		t.Errorf("Read of a pack with a restricted row = %v, want %v", err, salient.ErrInvalid)
	}
}

func TestWhatIsNoPackIsRefused(t *testing.T) {
	missing := files(t, written(t, small(t)))
	for name, file := range map[string][]byte{
		"nothing":        nil,
		"no ZIP":         []byte("PK but no archive"),
		"half a pack":    written(t, small(t))[:300],
		"another format": zipped(t, map[string][]byte{"README.txt": nil, "brief.md": nil, "pack.json": []byte("{}\n")}, true),
		"no sums":        zipped(t, map[string][]byte{"brief.md": missing["brief.md"], "pack.json": missing["pack.json"]}, false),
	} {
		if _, err := read(file); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Read of %s = %v, want %v", name, err, salient.ErrInvalid)
		}
	}
}

// FuzzRead: what is read without an error is written again with the same files.
func FuzzRead(f *testing.F) {
	f.Add(written(f, small(f)))
	f.Add(written(f, evidence.Pack{}))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := read(file)
		if err != nil {
			if !errors.Is(err, salient.ErrInvalid) {
				t.Errorf("Read = %v, want %v", err, salient.ErrInvalid)
			}
			return
		}
		if _, err := read(written(t, p)); err != nil {
			t.Errorf("what was read can't be read again: %v", err)
		}
	})
}

// FuzzJSON gives pack.json alone to the reader, with sums that fit.
func FuzzJSON(f *testing.F) {
	whole := files(f, written(f, small(f)))
	f.Add(whole["pack.json"])
	f.Fuzz(func(t *testing.T, b []byte) {
		file := zipped(t, map[string][]byte{"README.txt": whole["README.txt"], "brief.md": whole["brief.md"], "pack.json": b}, true)
		p, err := read(file)
		if err != nil {
			if !errors.Is(err, salient.ErrInvalid) {
				t.Errorf("Read = %v, want %v", err, salient.ErrInvalid)
			}
			return
		}
		if got := files(t, written(t, p))["pack.json"]; !bytes.Equal(got, b) {
			t.Errorf("pack.json was read from other bytes than it is written in: %q", b)
		}
	})
}
