// Package evidence writes and reads evidence packs: a ZIP file with the text of a brief and
// the rows that it cites, by which a reader without the case checks that the case's ledger
// holds them as they are told. It has no texts of documents, no originals, and no row that
// isn't open.
//
// The same brief and ledger give the same bytes. Reading trusts nothing: sizes are bounded,
// and every byte but those of the ZIP format itself must be as Write would have written it.
package evidence

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/store"
)

// Pack is what an evidence pack holds.
type Pack struct {
	Brief string // the text of the brief, Markdown
	store.Evidence
}

//go:embed readme.txt
var readme string

// The files of a pack, in their order.
const (
	readmeFile = "README.txt"
	briefFile  = "brief.md"
	packFile   = "pack.json"
	sumsFile   = "SHA256SUMS"
)

// maxFile bounds each file of a pack, in bytes.
const maxFile = 64 << 20

// packed is the time of every file: the first that a ZIP archive can say.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Write makes the file.
func Write(p Pack) ([]byte, error) {
	files := map[string][]byte{readmeFile: []byte(readme), briefFile: []byte(p.Brief), packFile: encode(p.Evidence)}
	files[sumsFile] = sums(files)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range []string{readmeFile, briefFile, packFile, sumsFile} {
		if len(files[name]) > maxFile {
			return nil, fmt.Errorf("evidence pack: %s has more than %d bytes: %w", name, maxFile, salient.ErrInvalid)
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// sums lists the SHA-256 of each file, as sha256sum does.
func sums(files map[string][]byte) []byte {
	var b bytes.Buffer
	for _, name := range []string{readmeFile, briefFile, packFile} {
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return b.Bytes()
}

// Read reads a pack and checks it. What isn't as it was written comes back as a
// salient.ErrInvalid that says, in one sentence, what.
func Read(r io.ReaderAt, size int64) (Pack, error) {
	files, err := unpack(r, size)
	if err != nil {
		return Pack{}, err
	}
	if err := checkSums(files); err != nil {
		return Pack{}, err
	}
	e, err := decode(files[packFile])
	if err != nil {
		return Pack{}, err
	}
	p := Pack{string(files[briefFile]), e}
	if err := e.Check(); err != nil {
		return p, altered(packFile, err)
	}
	return p, p.checkBrief()
}

func altered(name string, err error) error {
	return fmt.Errorf("%s was altered: %s: %w", name, strings.TrimSuffix(err.Error(), ": "+salient.ErrDamaged.Error()), salient.ErrInvalid)
}

func unpack(r io.ReaderAt, size int64) (map[string][]byte, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("no evidence pack, or a damaged one: %w: %w", err, salient.ErrInvalid)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{readmeFile, briefFile, packFile, sumsFile}; !slices.Equal(names, want) {
		return nil, fmt.Errorf("no evidence pack: it holds %.200q where %q were expected: %w", names, want, salient.ErrInvalid)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		if files[f.Name], err = content(f); err != nil {
			return nil, fmt.Errorf("%s is damaged: %w: %w", f.Name, err, salient.ErrInvalid)
		}
	}
	return files, nil
}

func content(f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 > maxFile {
		return nil, fmt.Errorf("it says that it has %d bytes, more than %d", f.UncompressedSize64, maxFile)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	return b, errors.Join(err, r.Close())
}

func checkSums(files map[string][]byte) error {
	have, want := strings.SplitAfter(string(files[sumsFile]), "\n"), strings.SplitAfter(string(sums(files)), "\n")
	if slices.Equal(have, want) {
		return nil
	}
	for i, name := range []string{readmeFile, briefFile, packFile} {
		if len(have) == len(want) && have[i] != want[i] {
			return fmt.Errorf("%s or %s was altered: the SHA-256 isn't the one listed: %w", name, sumsFile, salient.ErrInvalid)
		}
	}
	return fmt.Errorf("%s was altered: it isn't a list of the three files: %w", sumsFile, salient.ErrInvalid)
}

// checkBrief compares the text with the row of the brief, if the pack has one.
func (p Pack) checkBrief() error {
	for _, proof := range p.Rows {
		row, err := proof.Row()
		if err != nil {
			return altered(packFile, err)
		}
		if level := salient.SensitivityOf(row); !level.Within(salient.Open) {
			return fmt.Errorf("%s was altered: %s %q is %s, which no pack holds: %w", packFile, row.Kind, row.ID, level, salient.ErrInvalid)
		}
		if row.Kind == salient.KindBrief && row.Get("text") != p.Brief {
			return fmt.Errorf("%s was altered: it isn't the text that the ledger holds of brief %q: %w", briefFile, row.ID, salient.ErrInvalid)
		}
	}
	return nil
}

// Held reports whether the ledger holds the brief itself.
func (p Pack) Held() bool { return p.ids()[salient.KindBrief] != nil }

// Cited is how many rows the brief's text cites, and the ids of those that aren't in the pack,
// in the order of the text.
func (p Pack) Cited() (n int, missing []string) {
	ids := p.ids()
	doc, _ := brief.Parse(briefFile, []byte(p.Brief))
	seen := map[string]bool{}
	for b := range doc.Walk() {
		for i := range b.Sentences {
			for c := range b.Sentences[i].Cites() {
				if seen[c.ID] {
					continue
				}
				seen[c.ID] = true
				if !ids[salient.KindClaim][c.ID] && !ids[salient.KindDocument][c.ID] && !ids[salient.KindJudgement][c.ID] {
					missing = append(missing, c.ID)
				}
			}
		}
	}
	return len(seen), missing
}

// ids are those of the rows.
func (p Pack) ids() map[salient.Kind]map[string]bool {
	out := map[salient.Kind]map[string]bool{}
	for _, proof := range p.Rows {
		if row, err := proof.Row(); err == nil {
			if out[row.Kind] == nil {
				out[row.Kind] = map[string]bool{}
			}
			out[row.Kind][row.ID] = true
		}
	}
	return out
}
