package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// fixed options give the same bytes on every run.
func fixed() sqlite.Options {
	day := time.Date(2013, 6, 5, 0, 0, 0, 0, time.UTC)
	return sqlite.Options{
		Clock: func() time.Time { day = day.Add(time.Hour); return day },
		Rand:  rand.NewChaCha8([32]byte{1}),
	}
}

// plainly skips a test that runs nothing at once under the race detector, which slows
// SQLite's translated code twentyfold. `make test` runs it in its second, plain pass.
func plainly(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("runs without the race detector: make test-plain")
	}
}

func open(t testing.TB, dir string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		t.Fatalf("Open(%q) = %v", dir, err)
	}
	return db
}

func closed(t testing.TB, db *sqlite.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatalf("Close() = %v", err)
	}
}

func update(t testing.TB, db store.DB, why string, rows ...salient.Row) store.Entry {
	t.Helper()
	e, err := db.Update(context.Background(), "ana", why, func(w store.Writer) error {
		for _, r := range rows {
			if err := w.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("Update = %v", err)
	}
	return e
}

func problems(t testing.TB, db store.DB, head string) []store.Problem {
	t.Helper()
	r, err := db.Verify(context.Background(), head)
	if err != nil {
		t.Fatalf("Verify = %v", err)
	}
	return r.Problems
}

// sound fails the test unless the case verifies.
func sound(t testing.TB, db store.DB) {
	t.Helper()
	if ps := problems(t, db, ""); len(ps) > 0 {
		t.Fatalf("Verify finds %+v; want no problems", ps)
	}
}

// full is a row with a text in every column that its kind knows, and an unknown one.
func full(k salient.Kind, id string, round int) salient.Row {
	cells := map[string]string{"an unknown column": fmt.Sprintf("kept %d", round)}
	for _, c := range salient.Columns(k)[1:] {
		cells[c] = fmt.Sprintf("%s of %s in round %d", c, id, round)
	}
	switch k {
	case salient.KindClaim:
		cells["when"] = fmt.Sprintf("2013-05-%02d", 1+round)
	case salient.KindPlace:
		cells["lon"], cells["lat"] = fmt.Sprintf("36.%d", round), "34.5"
	}
	return salient.NewRow(k, id, cells)
}

// grown fills a case with rows of every kind, changed, removed and forgotten, in some
// twenty entries.
func grown(t testing.TB, db store.DB) {
	t.Helper()
	for round := range 3 {
		for i, k := range salient.Kinds {
			if round == 1 && i%2 == 0 {
				continue
			}
			var rows []salient.Row
			for id := range 4 {
				rows = append(rows, full(k, fmt.Sprintf("%s-%d", k, id), round))
			}
			update(t, db, fmt.Sprintf("round %d of %s", round, k), rows[round:]...)
		}
	}
	_, err := db.Update(context.Background(), "ana", "removed", func(w store.Writer) error {
		var errs []error
		for _, k := range salient.Kinds {
			errs = append(errs, w.Remove(k, fmt.Sprintf("%s-3", k)))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatalf("Remove = %v", err)
	}
	if _, err := db.Forget(context.Background(), "ana", "as asked", salient.KindClaim, "claim-2"); err != nil {
		t.Fatalf("Forget = %v", err)
	}
}

// dump is every answer that a case can give.
func dump(db store.DB) (string, error) {
	var b strings.Builder
	err := db.View(context.Background(), func(r store.Reader) error {
		head, err := r.Head()
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "head %+v\n", head)
		for e, err := range r.Entries(0) {
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "entry %+v\n", e)
			for c, err := range r.Changes(e.Seq) {
				if err != nil {
					return err
				}
				fmt.Fprintf(&b, "change %q\n", fmt.Sprint(c))
			}
		}
		for _, k := range salient.Kinds {
			if err := dumpKind(&b, r, k, head.Seq/2); err != nil {
				return err
			}
		}
		return nil
	})
	return b.String(), err
}

func dumpKind(b *strings.Builder, r store.Reader, k salient.Kind, past uint64) error {
	for row, err := range r.Rows(k) {
		if err != nil {
			return err
		}
		one, err := r.Row(k, row.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "row %q, %q\n", row.Canonical(), one.Canonical())
		for rev, err := range r.History(k, row.ID) {
			if err != nil {
				return err
			}
			fmt.Fprintf(b, "revision %d %q\n", rev.Entry.Seq, fmt.Sprint(rev.Change))
		}
	}
	for row, err := range r.RowsAt(k, past) {
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "row at %d %q\n", past, row.Canonical())
	}
	return nil
}

func mustDump(t testing.TB, db store.DB) string {
	t.Helper()
	s, err := dump(db)
	if err != nil {
		t.Fatalf("reading everything = %v", err)
	}
	return s
}

// sqlExec does to a closed case what Salient never would.
func sqlExec(t testing.TB, dir, query string, args ...any) (affected int64) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := db.Exec(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	affected, err = res.RowsAffected()
	if cerr := db.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	return affected
}

// files reads a folder, every file by its path.
func files(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(rel)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// place writes files into a folder that isn't there.
func place(t testing.TB, dir string, files map[string][]byte) {
	t.Helper()
	for name, b := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// found lists the files that hold a text, chunks unpacked too.
func found(t testing.TB, dir, text string) []string {
	t.Helper()
	var out []string
	for name, b := range files(t, dir) {
		if strings.HasSuffix(name, ".chunk") {
			b = append(bytes.Clone(b), unpacked(t, b)...)
		}
		if bytes.Contains(b, []byte(text)) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func unpacked(t testing.TB, b []byte) (out []byte) {
	t.Helper()
	c, err := store.ReadChunk(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for l, err := range c.Leaves() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, l.Salt[:]...), l.Payload...)
	}
	return out
}
