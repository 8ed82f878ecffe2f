package casebook_test

import (
	"bytes"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
)

// read gathers the rows and problems of a casebook.
func read(fsys fs.FS) (map[salient.Kind][]salient.Row, desk.Problems, error) {
	rows := map[salient.Kind][]salient.Row{}
	var problems desk.Problems
	for l, err := range casebook.NewReader(fsys).Lines() {
		var p desk.Problem
		switch {
		case errors.As(err, &p):
			problems = append(problems, p)
		case err != nil:
			return nil, nil, err
		default:
			rows[l.Row.Kind] = append(rows[l.Row.Kind], l.Row)
		}
	}
	for _, list := range rows {
		slices.SortStableFunc(list, func(a, b salient.Row) int { return strings.Compare(a.ID, b.ID) })
	}
	return rows, problems, nil
}

func sequence(rows map[salient.Kind][]salient.Row) casebook.Rows {
	return func(k salient.Kind) iter.Seq2[salient.Row, error] {
		return func(yield func(salient.Row, error) bool) {
			for _, r := range rows[k] {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

func mustRead(t *testing.T, fsys fs.FS) map[salient.Kind][]salient.Row {
	t.Helper()
	rows, problems, err := read(fsys)
	if err != nil || len(problems) > 0 {
		t.Fatalf("reading: %v %v", err, problems)
	}
	return rows
}

func TestCanonicalCasebookComesOutAsItWentIn(t *testing.T) {
	for _, dir := range []string{"../../../cases/al-qusayr", "../../cli/testdata/bridge"} {
		out := t.TempDir()
		if err := casebook.Write(out, sequence(mustRead(t, os.DirFS(dir)))); err != nil {
			t.Fatal(err)
		}
		err := fs.WalkDir(os.DirFS(out), ".", func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			want, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				return err
			}
			got, err := os.ReadFile(filepath.Join(out, path))
			if !bytes.Equal(got, want) {
				t.Errorf("%s/%s differs from what went in: first at byte %d", dir, path, firstDifference(got, want))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func TestOtherFormsBecomeCanonical(t *testing.T) {
	in := fstest.MapFS{"actors.csv": {Data: []byte("\ufeffname,extra,id,kind\r\n \"B, the \"\"second\"\"\" ,x,b,group\r\n\"Cafe\u0301\",,\"a\",group\r\n")}}
	_, problems, _ := read(in)
	if len(problems) == 0 {
		t.Errorf("a quote after a space: want a problem, as RFC 4180 has it")
	}
	in["actors.csv"].Data = []byte("\ufeffname,extra,id,kind\r\n\"B, the \"\"second\"\"\",x,b,group\r\n\" Cafe\u0301 \",,\"a\",group\r\n")
	out := t.TempDir()
	if err := casebook.Write(out, sequence(mustRead(t, in))); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(out, "actors.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := "id,name,kind,extra\na,Caf\u00e9,group,\nb,\"B, the \"\"second\"\"\",group,x\n"
	if string(got) != want {
		t.Errorf("canonical form is\n%s\nwant\n%s", got, want)
	}
}

func TestProblemsSayWhereTheyStand(t *testing.T) {
	tests := []struct{ data, want string }{
		{"", "actors.csv:1:1: empty"},
		{"name\nx\n", "no column id"},
		{"id,id\na,b\n", "column id stands twice"},
		{"id,name\na\n", "actors.csv:2:1: 1 cells: expected 2"},
		{"id,name\n,x\n", "actors.csv:2:1: id: blank"},
		{"id,name\na,\"x\nb,y\n", "actors.csv:"},
		{"id,name\na,x\x00y\n", "actors.csv:2:3: name: holds a control character"},
		{"id,name\na,\xff\n", "actors.csv:2:3: name: not UTF-8"},
	}
	for _, tt := range tests {
		_, problems, err := read(fstest.MapFS{"actors.csv": {Data: []byte(tt.data)}})
		if err != nil || len(problems) == 0 || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("reading %q: %v, %v; want a problem with %q", tt.data, problems, err, tt.want)
		}
	}
}

func TestPathsThatLeaveTheFolderAreRefused(t *testing.T) {
	for _, p := range []string{"../x", "/etc/x", "a/../../x"} {
		if err := casebook.Copy(t.TempDir(), p, strings.NewReader("x")); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Copy(%q) = %v, want ErrInvalid", p, err)
		}
	}
}

// canonicalTwice writes what was read, reads it again and writes it again: both must be equal.
func canonicalTwice(t interface{ Fatalf(string, ...any) }, data []byte) {
	dir, err := os.MkdirTemp("", "casebook")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer os.RemoveAll(dir)
	rows, problems, err := read(fstest.MapFS{"claims.csv": {Data: data}})
	if err != nil || len(problems) > 0 {
		return
	}
	seen := map[string]bool{}
	for _, r := range rows[salient.KindClaim] {
		if seen[r.ID] {
			return // desk refuses ids that stand twice
		}
		seen[r.ID] = true
	}
	if err := casebook.Write(filepath.Join(dir, "a"), sequence(rows)); err != nil {
		t.Fatalf("write: %v", err)
	}
	again, problems, err := read(os.DirFS(filepath.Join(dir, "a")))
	if err != nil || len(problems) > 0 {
		t.Fatalf("its own canonical form isn't read: %v %v", err, problems)
	}
	if err := casebook.Write(filepath.Join(dir, "b"), sequence(again)); err != nil {
		t.Fatalf("write again: %v", err)
	}
	a, _ := os.ReadFile(filepath.Join(dir, "a/claims.csv"))
	b, _ := os.ReadFile(filepath.Join(dir, "b/claims.csv"))
	if !bytes.Equal(a, b) {
		t.Fatalf("canonical form changes when written again:\n%s\n%s", a, b)
	}
}

func TestCanonicalFormIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-z ,"\n\té]{0,8}`)
		var b strings.Builder
		b.WriteString("id,says,extra\n")
		for i := range rapid.IntRange(0, 5).Draw(t, "rows") {
			b.WriteString(string(rune('a'+i)) + `,"` + strings.ReplaceAll(cell.Draw(t, "cell"), `"`, `""`) + `",` + "\n")
		}
		canonicalTwice(t, []byte(b.String()))
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("id,document,says\nc1,d1,\"a \"\"b\"\"\"\n"))
	f.Add([]byte("\ufeffid,x\r\na,\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) { canonicalTwice(t, data) })
}
