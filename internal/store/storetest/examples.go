package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

func sequences(t *testing.T, db store.DB) {
	const n = 600
	for i := range 3 {
		update(t, db, func(w store.Writer) error {
			for j := range n {
				if err := w.Put(claim(fmt.Sprintf("c%04d", j), "says", fmt.Sprint(i))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	view(t, db, func(r store.Reader) {
		rows, at := r.Rows(salient.KindClaim), r.RowsAt(salient.KindClaim, 1)
		first(rows)
		outer := 0
		for _, err := range rows {
			if err != nil {
				t.Fatal(err)
			}
			outer++
			if outer%300 != 0 {
				continue
			}
			if got := list(t, "Rows within Rows", rows); len(got) != n {
				t.Errorf("Rows within Rows: %d rows; want %d", len(got), n)
			}
			if got := list(t, "RowsAt within Rows", at); len(got) != n || got[0].Get("says") != "0" {
				t.Errorf("RowsAt(1) within Rows: %d rows; want %d, of entry 1", len(got), n)
			}
			first(r.Changes(2))
			if got := list(t, "Entries", r.Entries(2)); len(got) != 2 {
				t.Errorf("Entries(2) within Rows = %v; want 2 entries", got)
			}
		}
		if outer != n {
			t.Errorf("Rows yielded %d rows around others; want %d", outer, n)
		}
	})
}

// first leaves a sequence after its first element.
func first[T any](seq iter.Seq2[T, error]) {
	for _, err := range seq {
		_ = err // whatever it is, the sequence can be left
		return
	}
}

// largeEntries writes entries around the size from which a chunk is used.
func largeEntries(t *testing.T, db store.DB) {
	sizes := []int{store.ChunkAbove, store.ChunkAbove + 1, 2 * store.ChunkAbove}
	for i, size := range sizes {
		e := update(t, db, func(w store.Writer) error {
			for j := range size {
				if err := w.Put(claim(fmt.Sprintf("c%05d", j), "says", fmt.Sprintf("%d, %d", i, j))); err != nil {
					return err
				}
			}
			return nil
		})
		if e.Changes != size {
			t.Errorf("Update of %d rows = %+v", size, e)
		}
	}
	view(t, db, func(r store.Reader) {
		for i, size := range sizes {
			seq := uint64(i + 1)
			changes := list(t, "Changes", r.Changes(seq))
			if len(changes) != size {
				t.Fatalf("Changes(%d) yields %d; want %d", seq, len(changes), size)
			}
			for j, c := range changes {
				if want := fmt.Sprintf("%d, %d", i, j); c.Row.Get("says") != want {
					t.Fatalf("Changes(%d)[%d] says %q; want %q", seq, j, c.Row.Get("says"), want)
				}
			}
			rows := list(t, "RowsAt", r.RowsAt(salient.KindClaim, seq))
			if len(rows) != max(size, sizes[max(i-1, 0)]) || rows[0].Get("says") != fmt.Sprintf("%d, 0", i) {
				t.Errorf("RowsAt(claim, %d) yields %d rows, first %v", seq, len(rows), rows[0])
			}
		}
		if got := list(t, "History", r.History(salient.KindClaim, "c00998")); len(got) != len(sizes) {
			t.Errorf("History(claim, c00998) yields %d revisions; want %d", len(got), len(sizes))
		}
	})
	if r := verified(t, db); r.Entries != len(sizes) || r.Rows != 2*store.ChunkAbove {
		t.Errorf("Verify = %+v; want %d entries, %d rows", r, len(sizes), 2*store.ChunkAbove)
	}
}

// snapshots checks that a view sees one moment: all rows of an entry, or none.
func snapshots(t *testing.T, db store.DB) {
	const rows, entries = 20, 20
	write := func(n int) error {
		_, err := db.Update(context.Background(), "w", "", func(w store.Writer) error {
			for i := range rows {
				if err := w.Put(claim(fmt.Sprintf("c%02d", i), "says", fmt.Sprint(n))); err != nil {
					return err
				}
			}
			return nil
		})
		return err
	}
	if err := write(1); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for last := uint64(0); last < entries; {
				if err := oneMoment(db, rows, &last); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done: // the last entry was written, or the writer gave up
					return
				default:
				}
			}
		})
	}
	for n := 2; n <= entries; n++ {
		if err := write(n); err != nil {
			t.Errorf("Update %d beside views = %v", n, err)
			break
		}
	}
	close(done)
	wg.Wait()
}

func oneMoment(db store.DB, rows int, last *uint64) error {
	return db.View(context.Background(), func(r store.Reader) error {
		head, err := r.Head()
		if err != nil {
			return err
		}
		if head.Seq < *last {
			return fmt.Errorf("a view has head %d after one with %d", head.Seq, *last)
		}
		*last = head.Seq
		for range 2 {
			got, err := all(r.Rows(salient.KindClaim))
			if err != nil {
				return err
			}
			if len(got) != rows {
				return fmt.Errorf("a view of entry %d has %d rows; want %d", head.Seq, len(got), rows)
			}
			for _, c := range got {
				if c.Get("says") != fmt.Sprint(head.Seq) {
					return fmt.Errorf("a view of entry %d has a row of entry %s", head.Seq, c.Get("says"))
				}
			}
		}
		return nil
	})
}

func concurrentUpdates(t *testing.T, db store.DB) {
	const writers, each = 4, 10
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				_, err := db.Update(context.Background(), fmt.Sprint(i), "", func(w store.Writer) error {
					counter, err := w.Row(salient.KindSetting, "counter")
					if err != nil && !errors.Is(err, salient.ErrNotFound) {
						return err
					}
					return put(
						row(salient.KindSetting, "counter", "value", counter.Get("value")+"x"),
						claim(fmt.Sprintf("c-%d-%d", i, j)))(w)
				})
				if err != nil {
					t.Errorf("Update = %v", err)
				}
			}
		})
	}
	wg.Wait()
	view(t, db, func(r store.Reader) {
		counter, err := r.Row(salient.KindSetting, "counter")
		if want := strings.Repeat("x", writers*each); err != nil || counter.Get("value") != want {
			t.Errorf("after %d updates the counter is %q, %v; want %q", writers*each, counter.Get("value"), err, want)
		}
		for i, e := range list(t, "Entries(1)", r.Entries(1)) {
			if e.Seq != uint64(i+1) {
				t.Errorf("Entries(1)[%d] = %+v; want a number without gap", i, e)
			}
		}
	})
	verified(t, db)
}

func cancelledViews(t *testing.T, db store.DB) {
	update(t, db, func(w store.Writer) error {
		for i := range 1000 {
			if err := w.Put(claim(fmt.Sprintf("c%04d", i))); err != nil {
				return err
			}
		}
		return nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	err := db.View(ctx, func(r store.Reader) error {
		for _, err := range r.Rows(salient.KindClaim) {
			if err != nil {
				return err
			}
			cancel()
		}
		t.Error("Rows ended without an error after the context did")
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("View cancelled while reading = %v; want context.Canceled", err)
	}
	if err := db.View(ctx, func(store.Reader) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View cancelled before = %v; want context.Canceled", err)
	}
	if _, err := db.Verify(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify cancelled before = %v; want context.Canceled", err)
	}
	if err := db.Rebuild(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Rebuild cancelled before = %v; want context.Canceled", err)
	}
	if _, err := db.Forget(ctx, "", "", salient.KindClaim, "c0001"); !errors.Is(err, context.Canceled) {
		t.Errorf("Forget cancelled before = %v; want context.Canceled", err)
	}
	verified(t, db)
}

func heads(t *testing.T, db store.DB) {
	var printed []string
	for i := range 3 {
		e := update(t, db, put(claim("c1", "says", fmt.Sprint(i))))
		printed = append(printed, e.Hash)
	}
	for _, h := range printed {
		if r, err := db.Verify(t.Context(), h); err != nil || len(r.Problems) > 0 {
			t.Errorf("Verify(%s) = %+v, %v; want no problems", h, r, err)
		}
	}
	if r, err := db.Verify(t.Context(), strings.Repeat("0", 64)); err != nil || len(r.Problems) != 1 {
		t.Errorf("Verify of a head that never was = %+v, %v; want one problem", r, err)
	}
	if _, err := db.Verify(t.Context(), "not a hash"); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("Verify of what is no hash = %v; want ErrInvalid", err)
	}
	if r := verified(t, db); r.Head.Hash != printed[2] || r.Entries != 3 || r.Rows != 1 {
		t.Errorf("Verify = %+v; want head %s, 3 entries, 1 row", r, printed[2])
	}
}

func proving(t *testing.T, db store.DB) {
	view(t, db, func(r store.Reader) {
		if e, err := store.Prove(r, nil, 0); err != nil || len(e.Chain) > 0 {
			t.Errorf("Prove of an empty ledger = %+v, %v; want nothing", e, err)
		}
	})
	update(t, db, put(claim("a", "says", "first"), claim("b", "says", "b")))
	update(t, db, func(w store.Writer) error { // more than fit without a chunk
		for i := range store.ChunkAbove + 1 {
			if err := w.Put(claim(fmt.Sprintf("c%05d", i), "says", fmt.Sprint(i))); err != nil {
				return err
			}
		}
		return nil
	})
	update(t, db, put(claim("a", "says", "second")))
	update(t, db, func(w store.Writer) error { return w.Remove(salient.KindClaim, "b") })
	if _, err := db.Forget(t.Context(), "ana", "it has to go", salient.KindClaim, "c00007"); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(r store.Reader) {
		want := []salient.Row{claim("c00000", "says", "0"), claim("c00999", "says", "999"), claim("a", "says", "second")}
		e, err := store.Prove(r, []salient.Row{want[2], want[0], want[1]}, 0)
		if err != nil {
			t.Fatalf("Prove = %v", err)
		}
		head, err := r.Head()
		if err != nil || e.Head().String() != head.Hash || len(e.Chain) != 4 || e.Chain[0].Header.Seq != 2 {
			t.Errorf("Prove gives the head %v and %d entries from %d, want %s and 4 from 2", e.Head(), len(e.Chain), e.Chain[0].Header.Seq, head.Hash)
		}
		for i, p := range e.Rows {
			if row, err := p.Row(); err != nil || !row.Equal(want[i]) {
				t.Errorf("row %d of the evidence = %v, %v; want %v", i, row, err, want[i])
			}
		}
		for _, id := range []string{"b", "c00007", "never"} {
			if _, _, err := r.Written(salient.KindClaim, id); !errors.Is(err, salient.ErrNotFound) {
				t.Errorf("Written(claim, %s) = %v; want ErrNotFound", id, err)
			}
		}
		if _, _, err := r.Chained(head.Seq + 1); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("Chained(%d) = %v; want ErrNotFound", head.Seq+1, err)
		}
	})
}

func forgetting(t *testing.T, db store.DB) {
	for i := range 2 {
		update(t, db, put(claim("c-1", "says", fmt.Sprint("secret ", i)), claim("c-2", "says", fmt.Sprint(i))))
	}
	before := verified(t, db)
	e, err := db.Forget(t.Context(), "ana", "it endangers somebody", salient.KindClaim, "c-1")
	if err != nil {
		t.Fatalf("Forget(claim, c-1) = %v", err)
	}
	if e.Seq != 3 || e.Changes != 0 || e.Forgets != 2 || e.Who != "ana" || e.Why != "it endangers somebody" {
		t.Errorf("Forget = %+v; want entry 3, no changes, 2 forgotten, who and why", e)
	}
	check := func() {
		t.Helper()
		view(t, db, func(r store.Reader) {
			wantRows(t, "Rows(claim)", r.Rows(salient.KindClaim), claim("c-2", "says", "1"))
			wantRows(t, "RowsAt(claim, 1)", r.RowsAt(salient.KindClaim, 1), claim("c-2", "says", "0"))
			if got := list(t, "History", r.History(salient.KindClaim, "c-1")); len(got) > 0 {
				t.Errorf("History(claim, c-1) = %v; want none", got)
			}
			want := []store.Change{{Forgotten: true}, {Row: claim("c-2", "says", "0")}}
			if diff := cmp.Diff(want, list(t, "Changes(1)", r.Changes(1)), noneIsEmpty); diff != "" {
				t.Errorf("Changes(1):\n%s", diff)
			}
			if got := list(t, "Changes(3)", r.Changes(3)); len(got) > 0 {
				t.Errorf("Changes(3) of the tombstone = %v; want none", got)
			}
		})
		if r, err := db.Verify(t.Context(), before.Head.Hash); err != nil || len(r.Problems) > 0 || r.Head != e {
			t.Errorf("Verify = %+v, %v; want no problems, head %+v", r, err, e)
		}
	}
	check()
	if err := db.Rebuild(t.Context()); err != nil {
		t.Fatalf("Rebuild = %v", err)
	}
	check()
	if _, err := db.Forget(t.Context(), "", "", salient.KindClaim, "c-1"); !errors.Is(err, salient.ErrNotFound) {
		t.Errorf("Forget twice = %v; want ErrNotFound", err)
	}
	if e := update(t, db, put(claim("c-1", "says", "anew"))); e.Seq != 4 {
		t.Errorf("Put of a forgotten id = %+v; want entry 4", e)
	}
	verified(t, db)
}

func forgettingNamed(t *testing.T, db store.DB) {
	update(t, db, put(
		row(salient.KindActor, "abu-x", "name", "X"),
		claim("c1", "actor", "abu-y|abu-x"),
		row(salient.KindBrief, "b", "text", "He said so [@abu-x]."),
		row(salient.KindActor, "abu-xy", "name", "another")))
	_, err := db.Forget(t.Context(), "", "", salient.KindActor, "abu-x")
	if !errors.Is(err, salient.ErrConflict) {
		t.Fatalf("Forget while named = %v; want ErrConflict", err)
	}
	for _, want := range []string{"claim c1 (actor)", "brief b (text)"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Forget while named says %q; want %q in it", err, want)
		}
	}
	for _, why := range []string{"abu-x asked", "(abu-x)"} {
		if _, err := db.Forget(t.Context(), "", why, salient.KindActor, "abu-x"); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Forget because %q = %v; want ErrInvalid", why, err)
		}
	}
	if r := verified(t, db); r.Entries != 1 || r.Rows != 4 {
		t.Errorf("after refusals Verify = %+v; want 1 entry, 4 rows", r)
	}
}

func forgettingMentions(t *testing.T, db store.DB) {
	update(t, db, put(row(salient.KindActor, "abu-x", "name", "X"), claim("c1", "actor", "abu-x", "says", "old")))
	if _, err := db.Update(t.Context(), "ben", "abu-x was never named", put(claim("c1", "says", "new"))); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Forget(t.Context(), "ana", "as asked", salient.KindActor, "abu-x"); err != nil {
		t.Fatalf("Forget = %v", err)
	}
	view(t, db, func(r store.Reader) {
		for _, c := range list(t, "Changes(1)", r.Changes(1)) {
			if !c.Forgotten {
				t.Errorf("Changes(1) still has %v", c)
			}
		}
		if e, err := r.Entry(2); err != nil || e.Who != "" || e.Why != "" || e.Changes != 1 {
			t.Errorf("Entry(2) = %+v, %v; want neither who nor why", e, err)
		}
		wantRows(t, "Rows(claim)", r.Rows(salient.KindClaim), claim("c1", "says", "new"))
		if got := list(t, "History", r.History(salient.KindClaim, "c1")); len(got) != 1 {
			t.Errorf("History(claim, c1) = %v; want the one revision that is left", got)
		}
	})
	verified(t, db)
}

func caching(t *testing.T, db store.DB) {
	ctx := t.Context()
	if v, ok := db.Cached(ctx, "k"); ok {
		t.Errorf("Cached(k) = %q before it was put", v)
	}
	for _, value := range []string{"one", "", "two\x00"} {
		db.PutCache(ctx, "k", []byte(value))
		if v, ok := db.Cached(ctx, "k"); ok && string(v) != value {
			t.Errorf("Cached(k) = %q after PutCache(k, %q)", v, value)
		}
	}
	if v, ok := db.Cached(ctx, "K"); ok {
		t.Errorf("Cached(K) = %q; only k was put", v)
	}
}
