package casebook_test

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
)

// endless is a casebook of one file that is made while it is read: a head, then the same
// bytes again and again up to a size.
type endless struct {
	name, head, body string
	size             int64
}

func (e endless) Open(name string) (fs.File, error) {
	if name != e.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	body := &again{text: strings.Repeat(e.body, 64<<10)}
	return &made{e, io.LimitReader(io.MultiReader(strings.NewReader(e.head), body), e.size)}, nil
}

type again struct {
	text string
	at   int
}

func (a *again) Read(b []byte) (int, error) {
	n := copy(b, a.text[a.at:])
	a.at = (a.at + n) % len(a.text)
	return n, nil
}

type made struct {
	endless
	io.Reader
}

func (m *made) Stat() (fs.FileInfo, error) { return m, nil }
func (*made) Close() error                 { return nil }
func (m *made) Name() string               { return path.Base(m.name) }
func (m *made) Size() int64                { return m.size }
func (*made) Mode() fs.FileMode            { return 0o444 }
func (*made) ModTime() time.Time           { return time.Time{} }
func (*made) IsDir() bool                  { return false }
func (*made) Sys() any                     { return nil }

// A file that is one row, or a brief without end, is refused before it fills the memory.
func TestAFileOfOneRowIsRefusedInLittleMemory(t *testing.T) {
	for name, file := range map[string]endless{
		"a quote that ends": {"claims.csv", "id,says\nc1,\"", "xxxxxxxxx\n", 200 << 20},
		"a plain cell":      {"claims.csv", "id,says\nc1,", "x", 200 << 20},
		"many cells":        {"claims.csv", "id,says\nc1,", "x,", 200 << 20},
		"a long header":     {"claims.csv", "id", "x", 200 << 20},
		"a package":         {"datapackage.json", "{", " ", 200 << 20},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, problems, err := read(file)
		runtime.ReadMemStats(&after)
		if err != nil || len(problems) == 0 {
			t.Errorf("reading 200 MiB of %s: %v, %v; want a problem", name, err, problems)
		}
		if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 1024 {
			t.Errorf("reading 200 MiB of %s took %d MiB in all, want less than 1024", name, mib)
		}
	}
}

// Fuzzing a whole folder: nothing panics, every problem stands in a file of the folder, and
// what is read has the ids and columns that its file has.
func FuzzFolder(f *testing.F) {
	f.Add([]byte("key,value\ntitle,T\n"), []byte("id,name\na,A\n"), []byte("---\ntitle: x\n---\nText [@c1].\n"), []byte("{}"))
	f.Add([]byte("key,value\r\nsides,a|b\r\n"), []byte("\ufeffid;name\na;A\n"), []byte("\xff"), []byte("[1,"))
	f.Add([]byte("value\nx\n"), []byte("id,name,\n"), []byte(""), []byte("{\"resources\":null}"))
	f.Add([]byte("key,value\n\"a\nb\",c\n"), []byte("id,name\na,\"b\n\nc,d\n"), []byte("a\x00b"), []byte("\ufeff{}"))
	f.Fuzz(func(t *testing.T, settings, actors, brief, pack []byte) {
		fsys := fstest.MapFS{"case.csv": {Data: settings}, "actors.csv": {Data: actors}, "briefs/b.md": {Data: brief}, "datapackage.json": {Data: pack}}
		rows, problems, err := read(fsys)
		if err != nil {
			t.Fatalf("reading: %v", err)
		}
		for _, p := range problems {
			file, ok := fsys[p.File]
			if lines := bytes.Count(fileData(file), []byte("\n")) + 1; !ok || p.Line < 1 || p.Line > lines || p.Column < 1 || p.What == "" {
				t.Fatalf("problem %v, want a line of 1 to %d in a file of the folder", p, lines)
			}
		}
		for kind, list := range rows {
			for _, r := range list {
				if r.Kind != kind || r.ID == "" || strings.TrimSpace(r.ID) != r.ID {
					t.Fatalf("row %s %q, want an id without space around it", r.Kind, r.ID)
				}
			}
		}
	})
}

func fileData(f *fstest.MapFile) []byte {
	if f == nil {
		return nil
	}
	return f.Data
}

// A bad file doesn't hide what is wrong in the others, nor what comes after.
func TestEveryProblemIsReported(t *testing.T) {
	var actors strings.Builder
	actors.WriteString("id,name\n")
	for i := range 150 {
		fmt.Fprintf(&actors, "a%d\n", i)
	}
	_, problems, err := read(fstest.MapFS{
		"actors.csv":       {Data: []byte(actors.String())},
		"sources.csv":      {Data: []byte("name\nx\n")},
		"case.csv":         {Data: nil},
		"briefs/b.md":      {Data: []byte("\xff")},
		"datapackage.json": {Data: []byte("\x00")},
	})
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, p := range problems {
		n[p.File]++
	}
	want := map[string]int{"actors.csv": 150, "sources.csv": 1, "case.csv": 1, "briefs/b.md": 1, "datapackage.json": 1}
	for file, count := range want {
		if n[file] != count {
			t.Errorf("reading: %d problems in %s, want %d", n[file], file, count)
		}
	}
	text := problems.Error()
	if got := strings.Count(text, "\n") + 1; got != desk.MaxProblems+1 || !strings.HasSuffix(text, "… and 54 more") {
		t.Errorf("154 problems print as %d lines that end in %q, want 100 and how many more", got, text[len(text)-20:])
	}
}

// Whatever is wrong with a reader of ours, a reading that is broken off stops.
func TestReadingStopsWhenNobodyListens(t *testing.T) {
	fsys := fstest.MapFS{"actors.csv": {Data: []byte("id,name\na,A\nb,B\nc\nd,D\n")}, "briefs/b.md": {Data: []byte("x")}, "datapackage.json": {Data: []byte("{}")}}
	for stop := range 8 {
		var got []string
		for l, err := range casebook.NewReader(fsys).Lines() {
			got = append(got, fmt.Sprint(l.Row.ID, err))
			if len(got) > stop {
				break // the iterator panics if it goes on
			}
		}
		if want := min(stop+1, 7); len(got) != want {
			t.Errorf("a reading broken off after %d lines gave %d: %v", want, len(got), slices.Clone(got))
		}
	}
}
