// Package storetest is what a backend of store.DB must do, written as a test: examples of
// every promise of the port, and random histories compared with a plain model in memory.
//
//	func TestContract(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.DB { … a new, empty case … })
//	}
//
// It knows nothing of any backend. What only one has (files, crashes, damage) is tested
// beside it.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Run tests a backend. open gives an empty case each time; Run closes it.
func Run(t *testing.T, open func(t *testing.T) store.DB) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, store.DB)
	}{
		{"an empty ledger has no head, no entries, no rows", empty},
		{"an update is one entry with its changes in order", oneEntry},
		{"writing what is there makes no entry", noChange},
		{"an update that fails, panics or is cancelled writes nothing", failedUpdates},
		{"a writer sees what it wrote", ownWrites},
		{"rows can be written while they are ranged over", writeWhileRanging},
		{"rows that can't be read back exactly are refused", invalidRows},
		{"rows of awkward text come back exactly", awkwardRows},
		{"what isn't there is ErrNotFound", notFound},
		{"sequences can be left, repeated and nested", sequences},
		{"entries large and small read alike", largeEntries},
		{"a view is a snapshot while others write", snapshots},
		{"updates at once become entries one after the other", concurrentUpdates},
		{"a cancelled view ends with its context's error", cancelledViews},
		{"a chain verifies against its own heads and no other", heads},
		{"rows are proved against the head, from entries small and large", proving},
		{"forgetting leaves a tombstone and a chain that verifies", forgetting},
		{"forgetting is refused while the id is named", forgettingNamed},
		{"forgetting takes reasons and older revisions that name the id", forgettingMentions},
		{"a cache gives what was put, or nothing", caching},
		{"texts are found by their words, until something is forgotten", searching},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := open(t)
			defer closeDB(t, db)
			tt.test(t, db)
		})
	}
	t.Run("random histories agree with a model", func(t *testing.T) { histories(t, open) })
}

func closeDB(t *testing.T, db store.DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
}

// row makes a row from pairs of column and text.
func row(k salient.Kind, id string, cells ...string) salient.Row {
	m := map[string]string{}
	for i := 0; i < len(cells); i += 2 {
		m[cells[i]] = cells[i+1]
	}
	return salient.NewRow(k, id, m)
}

func claim(id string, cells ...string) salient.Row { return row(salient.KindClaim, id, cells...) }

func put(rows ...salient.Row) func(store.Writer) error {
	return func(w store.Writer) error {
		for _, r := range rows {
			if err := w.Put(r); err != nil {
				return err
			}
		}
		return nil
	}
}

func update(t *testing.T, db store.DB, fn func(store.Writer) error) store.Entry {
	t.Helper()
	e, err := db.Update(t.Context(), "ana", "because", fn)
	if err != nil {
		t.Fatalf("Update = %v", err)
	}
	return e
}

func view(t *testing.T, db store.DB, fn func(store.Reader)) {
	t.Helper()
	if err := db.View(t.Context(), func(r store.Reader) error { fn(r); return nil }); err != nil {
		t.Fatalf("View = %v", err)
	}
}

// all reads a sequence to its end or its error.
func all[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

func list[T any](t *testing.T, what string, seq iter.Seq2[T, error]) []T {
	t.Helper()
	out, err := all(seq)
	if err != nil {
		t.Fatalf("%s yields error %v", what, err)
	}
	return out
}

var noneIsEmpty = cmpopts.EquateEmpty()

func wantRows(t *testing.T, what string, seq iter.Seq2[salient.Row, error], want ...salient.Row) {
	t.Helper()
	if diff := cmp.Diff(want, list(t, what, seq), noneIsEmpty); diff != "" {
		t.Errorf("%s: got + instead of -:\n%s", what, diff)
	}
}

func verified(t *testing.T, db store.DB) store.Report {
	t.Helper()
	r, err := db.Verify(t.Context(), "")
	if err != nil || len(r.Problems) > 0 {
		t.Fatalf("Verify = %+v, %v; want no problems", r, err)
	}
	return r
}

func empty(t *testing.T, db store.DB) {
	view(t, db, func(r store.Reader) {
		if e, err := r.Head(); err != nil || e != (store.Entry{}) {
			t.Errorf("Head() = %+v, %v; want the zero entry", e, err)
		}
		if got := list(t, "Entries(0)", r.Entries(0)); len(got) > 0 {
			t.Errorf("Entries(0) = %v; want none", got)
		}
		for _, k := range salient.Kinds {
			wantRows(t, fmt.Sprintf("Rows(%s)", k), r.Rows(k))
			wantRows(t, fmt.Sprintf("RowsAt(%s, 7)", k), r.RowsAt(k, 7))
		}
	})
	if r := verified(t, db); r.Entries != 0 || r.Rows != 0 {
		t.Errorf("Verify = %+v; want nothing in it", r)
	}
	if err := db.Rebuild(t.Context()); err != nil {
		t.Errorf("Rebuild = %v", err)
	}
}

func oneEntry(t *testing.T, db store.DB) {
	first := update(t, db, put(claim("c1", "says", "one"), row(salient.KindPlace, "p1", "name", "Homs")))
	e, err := db.Update(t.Context(), "ben", "a second look", func(w store.Writer) error {
		return errors.Join(put(claim("c1", "says", "two"))(w), w.Remove(salient.KindPlace, "p1"), put(claim("c1", "says", "three"))(w))
	})
	if err != nil {
		t.Fatalf("Update = %v", err)
	}
	if e.Seq != 2 || e.Who != "ben" || e.Why != "a second look" || e.Changes != 3 || len(e.Hash) != 64 || e.Hash == first.Hash {
		t.Errorf("Update = %+v; want entry 2 of ben with 3 changes and a hash of its own", e)
	}
	if _, offset := e.At.Zone(); offset != 0 || e.At.Nanosecond() != 0 || e.At.Before(first.At) {
		t.Errorf("At = %v after %v; want UTC to the second, not before", e.At, first.At)
	}
	view(t, db, func(r store.Reader) {
		if diff := cmp.Diff([]store.Entry{first, e}, list(t, "Entries(1)", r.Entries(1))); diff != "" {
			t.Errorf("Entries(1):\n%s", diff)
		}
		if got, err := r.Head(); err != nil || got != e {
			t.Errorf("Head() = %+v, %v; want %+v", got, err, e)
		}
		want := []store.Change{
			{Row: claim("c1", "says", "two")},
			{Row: row(salient.KindPlace, "p1"), Removed: true},
			{Row: claim("c1", "says", "three")},
		}
		if diff := cmp.Diff(want, list(t, "Changes(2)", r.Changes(2)), noneIsEmpty); diff != "" {
			t.Errorf("Changes(2):\n%s", diff)
		}
		revisions := []store.Revision{{Entry: first, Change: store.Change{Row: claim("c1", "says", "one")}}, {Entry: e, Change: want[0]}, {Entry: e, Change: want[2]}}
		if diff := cmp.Diff(revisions, list(t, "History", r.History(salient.KindClaim, "c1"))); diff != "" {
			t.Errorf("History(claim, c1):\n%s", diff)
		}
		wantRows(t, "RowsAt(claim, 1)", r.RowsAt(salient.KindClaim, 1), claim("c1", "says", "one"))
		wantRows(t, "RowsAt(place, 1)", r.RowsAt(salient.KindPlace, 1), row(salient.KindPlace, "p1", "name", "Homs"))
		wantRows(t, "RowsAt(claim, 0)", r.RowsAt(salient.KindClaim, 0))
		wantRows(t, "Rows(claim)", r.Rows(salient.KindClaim), claim("c1", "says", "three"))
		wantRows(t, "Rows(place)", r.Rows(salient.KindPlace))
	})
}

func noChange(t *testing.T, db store.DB) {
	if e := update(t, db, func(store.Writer) error { return nil }); e != (store.Entry{}) {
		t.Errorf("Update of nothing in an empty ledger = %+v; want the zero entry", e)
	}
	rows := []salient.Row{claim("c1", "says", "one", "unknown", "kept"), row(salient.KindFile, "f", "text", "x")}
	want := update(t, db, put(rows...))
	if got := update(t, db, put(rows...)); got != want {
		t.Errorf("Update with the same rows = %+v; want the head %+v", got, want)
	}
	if got := update(t, db, put(rows[0].With("unknown", "changed"))); got.Seq != 2 {
		t.Errorf("Update with a changed unknown column = %+v; want entry 2", got)
	}
	if got := update(t, db, put(rows[0].With("unknown", ""))); got.Seq != 3 {
		t.Errorf("Update with a cell less = %+v; want entry 3", got)
	}
}

func failedUpdates(t *testing.T, db store.DB) {
	head := update(t, db, put(claim("c1", "says", "one")))
	broken := errors.New("broken")
	many := func(w store.Writer) error {
		for i := range store.ChunkAbove + 10 {
			if err := w.Put(claim(fmt.Sprintf("m%d", i))); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := db.Update(t.Context(), "", "", func(w store.Writer) error { return errors.Join(put(claim("c2"))(w), many(w), broken) })
	if !errors.Is(err, broken) {
		t.Errorf("Update whose function fails = %v; want its error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = db.Update(ctx, "", "", func(w store.Writer) error {
		defer cancel()
		return errors.Join(w.Remove(salient.KindClaim, "c1"), many(w))
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update cancelled at its end = %v; want context.Canceled", err)
	}
	if _, err = db.Update(ctx, "", "", many); !errors.Is(err, context.Canceled) {
		t.Errorf("Update cancelled before = %v; want context.Canceled", err)
	}
	panicked := func() (v any) {
		defer func() { v = recover() }()
		_, err := db.Update(t.Context(), "", "", func(w store.Writer) error {
			if err := many(w); err != nil {
				return err
			}
			panic("a bug")
		})
		return err
	}()
	if panicked != "a bug" {
		t.Errorf("Update whose function panics ends with %v; want the panic", panicked)
	}
	view(t, db, func(r store.Reader) {
		if got, err := r.Head(); err != nil || got != head {
			t.Errorf("Head() after failed updates = %+v, %v; want %+v", got, err, head)
		}
		wantRows(t, "Rows(claim)", r.Rows(salient.KindClaim), claim("c1", "says", "one"))
	})
	if e := update(t, db, many); e.Seq != 2 {
		t.Errorf("Update after failed ones = %+v; want entry 2", e)
	}
	verified(t, db)
}

func ownWrites(t *testing.T, db store.DB) {
	old := claim("c1", "says", "one")
	head := update(t, db, put(old))
	update(t, db, func(w store.Writer) error {
		changed := claim("c1", "says", "two")
		if err := put(changed, claim("c0"))(w); err != nil {
			return err
		}
		if got, err := w.Row(salient.KindClaim, "c1"); err != nil || !got.Equal(changed) {
			t.Errorf("Row(claim, c1) = %v, %v; want %v", got, err, changed)
		}
		wantRows(t, "Rows(claim)", w.Rows(salient.KindClaim), claim("c0"), changed)
		wantRows(t, "RowsAt(claim, head)", w.RowsAt(salient.KindClaim, head.Seq), old)
		if got, err := w.Head(); err != nil || got != head {
			t.Errorf("Head() = %+v, %v; want the entry before, %+v", got, err, head)
		}
		if got := list(t, "History", w.History(salient.KindClaim, "c1")); len(got) != 1 {
			t.Errorf("History(claim, c1) = %v; want what is in the ledger", got)
		}
		if err := w.Remove(salient.KindClaim, "c0"); err != nil {
			return err
		}
		if _, err := w.Row(salient.KindClaim, "c0"); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("Row(claim, c0) after removal = %v; want ErrNotFound", err)
		}
		return nil
	})
	verified(t, db)
}

func writeWhileRanging(t *testing.T, db store.DB) {
	const n = 700
	update(t, db, func(w store.Writer) error {
		for i := range n {
			if err := w.Put(claim(fmt.Sprintf("c%04d", i), "says", "one")); err != nil {
				return err
			}
		}
		return nil
	})
	e := update(t, db, func(w store.Writer) error {
		seen := 0
		for r, err := range w.Rows(salient.KindClaim) {
			if err != nil {
				return err
			}
			seen++
			if err := errors.Join(w.Put(r.With("says", "two")), w.Put(row(salient.KindActor, r.ID))); err != nil {
				return err
			}
		}
		if seen != n {
			t.Errorf("Rows(claim) yielded %d rows while they were written; want %d", seen, n)
		}
		return nil
	})
	if e.Changes != 2*n {
		t.Errorf("Update = %+v; want %d changes", e, 2*n)
	}
}

func invalidRows(t *testing.T, db store.DB) {
	cell := func(column, text string) salient.Row {
		return salient.Row{Kind: salient.KindClaim, ID: "c", Cells: []salient.Cell{{Column: column, Text: text}}}
	}
	for _, r := range []salient.Row{
		{},
		{Kind: "nonsense", ID: "x"},
		{Kind: salient.KindClaim},
		{Kind: salient.KindClaim, ID: "\xff"},
		cell("says", ""), cell("says", "\xff"), cell("\xff", "x"), cell("id", "x"),
		{Kind: salient.KindClaim, ID: "c", Cells: []salient.Cell{{Column: "says", Text: "x"}, {Column: "quote", Text: "x"}}},
		{Kind: salient.KindClaim, ID: "c", Cells: []salient.Cell{{Column: "says", Text: "x"}, {Column: "says", Text: "x"}}},
		{Kind: salient.KindClaim, ID: "c", Cells: []salient.Cell{{Column: "zz", Text: "x"}, {Column: "says", Text: "x"}}},
		cell("says", string(make([]byte, store.MaxPayload+1))),
	} {
		e := update(t, db, func(w store.Writer) error {
			if err := w.Put(r); !errors.Is(err, salient.ErrInvalid) {
				t.Errorf("Put(%.80v) = %v; want ErrInvalid", r, err)
			}
			return nil
		})
		if e.Seq != 0 {
			t.Errorf("a refused row left entry %+v", e)
		}
	}
}

func awkwardRows(t *testing.T, db store.DB) {
	var rows []salient.Row
	for i, text := range []string{
		" ", "\n", "\x00", "a\x00b", "'; DROP TABLE claims; --", `"`, `\`, "القصير", "e\u0301", "\u2028<&>", "\U0001F6E3",
		"1", "1.0", "null", "true", "0x10", "1e9", "2013-05-19", "1970-01-01T00:00:00Z",
	} {
		id := fmt.Sprintf("%02d%s", i, text)
		rows = append(rows, claim(id, "says", text, "when", text, "to", text, "unknown "+text, text, "", text))
	}
	update(t, db, put(rows...))
	view(t, db, func(r store.Reader) {
		wantRows(t, "Rows(claim)", r.Rows(salient.KindClaim), rows...)
		for i, c := range list(t, "Changes(1)", r.Changes(1)) {
			if !c.Row.Equal(rows[i]) {
				t.Errorf("Changes(1)[%d] = %q; want %q", i, c.Row, rows[i])
			}
		}
	})
	verified(t, db)
}

func notFound(t *testing.T, db store.DB) {
	update(t, db, put(claim("c1")))
	check := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("%s = %v; want ErrNotFound", what, err)
		}
	}
	view(t, db, func(r store.Reader) {
		for _, seq := range []uint64{0, 2, 1 << 63} {
			_, err := r.Entry(seq)
			check(fmt.Sprintf("Entry(%d)", seq), err)
			_, err = all(r.Changes(seq))
			check(fmt.Sprintf("Changes(%d)", seq), err)
		}
		_, err := r.Row(salient.KindClaim, "c2")
		check("Row(claim, c2)", err)
		_, err = r.Row(salient.KindPlace, "c1")
		check("Row(place, c1)", err)
		if got := list(t, "History", r.History(salient.KindClaim, "c2")); len(got) > 0 {
			t.Errorf("History(claim, c2) = %v; want none", got)
		}
		if got := list(t, "Entries(9)", r.Entries(9)); len(got) > 0 {
			t.Errorf("Entries(9) = %v; want none", got)
		}
	})
	update(t, db, func(w store.Writer) error {
		check("Remove(claim, c2)", w.Remove(salient.KindClaim, "c2"))
		return nil
	})
	_, err := db.Forget(t.Context(), "", "", salient.KindClaim, "c2")
	check("Forget(claim, c2)", err)
}
