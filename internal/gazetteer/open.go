package gazetteer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// Open makes one gazetteer of files, the first counting most: GeoNames tables (places,
// alternate names, codes of divisions), CSV with a header, GeoJSON, OpenStreetMap XML; each may
// be compressed with gzip. What a file is shows in its content. The index is kept in the
// folder cache under the SHA-256 of all files; with "" nothing is kept.
//
// Everything that is wrong comes back as one error, which joins salient.Faults; a file that isn't
// there is a salient.ErrNotFound.
func Open(files []string, cache string) (*Gazetteer, error) {
	sum := sha256.New()
	read := make([]File, len(files))
	for i, name := range files {
		b, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("gazetteer %s: %w", name, salient.ErrNotFound)
		}
		if err != nil {
			return nil, fmt.Errorf("read gazetteer: %w", err)
		}
		fmt.Fprintf(sum, "%d\n", len(b))
		sum.Write(b)
		read[i] = File{filepath.Base(name), b}
	}
	return cached(cache, hex.EncodeToString(sum.Sum(nil)), func() (*Gazetteer, error) { return Read(read...) })
}

// File is one file of a gazetteer: its name, for errors, and its bytes.
type File struct {
	Name string
	Body []byte
}

// Read makes one gazetteer of files as Open does, and keeps nothing.
func Read(files ...File) (*Gazetteer, error) {
	t := newTables()
	for _, f := range files {
		t.read(f.Name, f.Body)
	}
	return t.build()
}

// Count reads one file as Read does, without an index: how many places it has, and how many
// names, those that belong to places of other files among them.
func Count(f File) (places, names int, err error) {
	t := newTables()
	t.read(f.Name, f.Body)
	for i := range t.entries {
		names += max(1, len(t.entries[i].Names))
	}
	return len(t.entries), names + len(t.later), errors.Join(t.errs...)
}

// maxUnpacked bounds what one compressed file may unpack to, in bytes.
const maxUnpacked = 1 << 30

// unpack undoes gzip, if the bytes are compressed with it.
func unpack(b []byte) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	if err == nil && len(out) > maxUnpacked {
		err = fmt.Errorf("unpacks to more than %d bytes", maxUnpacked)
	}
	return out, err
}

// tables gathers entries from several files.
type tables struct {
	file    string
	entries []Entry
	byID    map[string]int
	later   []later // names for places of other files
	errs    []error
}

// later is a name that belongs to a place which another file may bring.
type later struct{ id, name string }

func newTables() *tables { return &tables{byID: map[string]int{}} }

// mostProblems bounds how many problems are told of one file.
const mostProblems = 20

// fail notes a problem at a line and column, counted from 1.
func (t *tables) fail(line, column int, format string, args ...any) {
	if len(t.errs) < mostProblems {
		t.errs = append(t.errs, &salient.Fault{File: t.file, Line: line, Column: column, What: fmt.Sprintf(format, args...)})
	}
}

func (t *tables) add(e Entry) {
	if _, again := t.byID[e.ID]; again {
		return
	}
	t.byID[e.ID] = len(t.entries)
	t.entries = append(t.entries, e)
}

// read takes in one file.
func (t *tables) read(name string, b []byte) {
	t.file = name
	b, err := unpack(b)
	if err != nil {
		t.fail(1, 1, "damaged gzip (%v)", err)
		return
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	first, _, _ := bufio.NewReader(bytes.NewReader(b)).ReadLine()
	switch head := bytes.TrimLeft(b, " \t\r\n"); {
	case len(head) == 0:
		t.fail(1, 1, "the file is empty; expected places")
	case head[0] == '{':
		t.geojson(b)
	case head[0] == '<':
		t.osm(b)
	case bytes.Count(first, []byte("\t")) >= 3:
		t.geonames(b)
	default:
		t.csv(b)
	}
}

// build attaches names and points that came apart from their places, and makes the index.
func (t *tables) build() (*Gazetteer, error) {
	if len(t.errs) > 0 {
		return nil, errors.Join(t.errs...)
	}
	for _, l := range t.later {
		if i, ok := t.byID[l.id]; ok {
			t.entries[i].Names = append(t.entries[i].Names, l.name)
		}
	}
	locateDivisions(t.entries)
	entries := t.entries
	t.entries, t.byID, t.later = nil, nil, nil // the index is large, and these aren't needed beside it
	return Build(entries), nil
}

// locateDivisions gives regions without a point the middle of the box around the settlements
// that have their code: GeoNames' tables of codes have no points.
func locateDivisions(entries []Entry) {
	of := map[string][]geo.Point{}
	for i := range entries {
		if e := &entries[i]; e.Located && e.Kind.Settlement() && e.Region != "" {
			of[e.Country+"."+e.Region] = append(of[e.Country+"."+e.Region], e.At)
		}
	}
	for i := range entries {
		e := &entries[i]
		if e.Located || e.Kind != Region {
			continue
		}
		if box, ok := geo.BoxOf(of[e.Country+"."+e.Region]...); ok {
			e.At, e.Located = box.Centre(), true
		}
	}
}
