package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// The person that the tests forget: an id, a name in two scripts, words about them.
var (
	secretID = "abu-hidden-77"
	secrets  = []string{secretID, "Hiddenname", "اسمسري", "whispered-quotation"}
)

// withSecret writes the person into small entries, a large one, reasons and caches.
func withSecret(t testing.TB, db *sqlite.DB) {
	t.Helper()
	person := salient.NewRow(salient.KindActor, secretID, map[string]string{"name": secrets[1], "names": "ar:" + secrets[2]})
	update(t, db, "first", person)
	var rows []salient.Row
	for i := range store.ChunkAbove + 500 {
		row := salient.NewRow(salient.KindClaim, fmt.Sprintf("c-%04d", i), map[string]string{"says": fmt.Sprint("words ", i), "actor": "somebody"})
		if i%300 == 7 {
			row = row.With("actor", "somebody|"+secretID).With("quote", secrets[3])
		}
		rows = append(rows, row)
	}
	update(t, db, "import", append(rows, person.With("note", secrets[3]))...)
	for i, row := range rows {
		rows[i] = row.With("actor", "somebody").With("quote", "").With("note", fmt.Sprint(i))
	}
	update(t, db, "cleared of "+secretID, rows...)
	update(t, db, "unrelated", salient.NewRow(salient.KindPlace, "p-1", map[string]string{"name": "Homs"}))
	db.PutCache(context.Background(), "answers about "+secretID, []byte(secrets[1]))
}

func TestForgettingLeavesNothingInTheFiles(t *testing.T) {
	plainly(t)
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	withSecret(t, db)
	for _, s := range secrets {
		if len(found(t, dir, s)) == 0 {
			t.Fatalf("%q isn't in the files before: the test shows nothing", s)
		}
	}
	head, err := db.Verify(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	e, err := db.Forget(t.Context(), "ana", "as asked", salient.KindActor, secretID)
	if err != nil {
		t.Fatalf("Forget = %v", err)
	}
	if want := 2 + 5 + 1; e.Forgets != want {
		t.Errorf("Forget = %+v; want %d payloads destroyed: two of the person, five that name them, a reason", e, want)
	}
	check := func(when string) {
		t.Helper()
		for _, s := range secrets {
			if in := found(t, dir, s); len(in) > 0 {
				t.Errorf("%s %q is in %v", when, s, in)
			}
		}
		if ps := problems(t, db, head.Head.Hash); len(ps) > 0 {
			t.Errorf("%s Verify finds %+v; want no problems", when, ps)
		}
	}
	check("after Forget, while open,")
	closed(t, db)
	db = open(t, dir)
	defer closed(t, db)
	check("after closing and opening")
	if err := db.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("after Rebuild")
	err = db.View(t.Context(), func(r store.Reader) error {
		n := 0
		for c, err := range r.Changes(2) {
			if err != nil {
				return err
			}
			if c.Forgotten {
				n++
			}
		}
		if n != 6 {
			t.Errorf("entry 2 has %d forgotten changes; want 6", n)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A view that began before must not lose what it reads; Forget waits for it.
func TestForgetWaitsForOlderViews(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	defer closed(t, db)
	withSecret(t, db)
	done := make(chan error, 1)
	err := db.View(t.Context(), func(r store.Reader) error {
		before, err := r.Head()
		if err != nil {
			return err
		}
		go func() {
			_, err := db.Forget(context.Background(), "ana", "as asked", salient.KindActor, secretID)
			done <- err
		}()
		for head := before; head == before; time.Sleep(time.Millisecond) { // until the tombstone is there
			err := db.View(t.Context(), func(r store.Reader) error { head, err = r.Head(); return err })
			if err != nil {
				return err
			}
		}
		for c, err := range r.Changes(2) {
			if err != nil {
				return err
			}
			if c.Forgotten {
				t.Error("a view begun before sees what was forgotten after as forgotten")
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Errorf("View = %v", err)
	}
	if err := <-done; err != nil {
		t.Errorf("Forget = %v", err)
	}
	if in := found(t, dir, secretID); len(in) > 0 {
		t.Errorf("after Forget %q is in %v", secretID, in)
	}
}

func TestWhatAnInterruptedForgetLeavesGoesAtTheNextOpening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	withSecret(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.View(t.Context(), func(r store.Reader) error {
		if _, err := r.Head(); err != nil {
			return err
		}
		result := make(chan error)
		go func() {
			_, err := db.Forget(ctx, "ana", "as asked", salient.KindActor, secretID)
			result <- err
		}()
		for entries := 4; entries == 4; time.Sleep(time.Millisecond) { // until the tombstone is there
			err := db.View(t.Context(), func(r store.Reader) error {
				e, err := r.Head()
				entries = int(e.Seq)
				return err
			})
			if err != nil {
				return err
			}
		}
		cancel()
		return <-result
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Forget cancelled while it waits = %v; want context.Canceled", err)
	}
	closed(t, db)
	if len(found(t, dir, secretID)) == 0 {
		t.Fatal("nothing was left: the test shows nothing")
	}
	db = open(t, dir)
	for _, s := range secrets {
		if in := found(t, dir, s); len(in) > 0 {
			t.Errorf("after opening again %q is in %v", s, in)
		}
	}
	sound(t, db)
	closed(t, db)
}

func TestAFailedForgetLeavesNoChunkBehind(t *testing.T) {
	plainly(t)
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	defer closed(t, db)
	withSecret(t, db)
	names, err := os.ReadDir(filepath.Join(dir, "chunks"))
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, "named again", salient.NewRow(salient.KindBrief, "b", map[string]string{"text": "[@" + secretID + "]"}))
	if _, err := db.Forget(t.Context(), "", "", salient.KindActor, secretID); !errors.Is(err, salient.ErrConflict) {
		t.Fatalf("Forget = %v; want ErrConflict", err)
	}
	after, err := os.ReadDir(filepath.Join(dir, "chunks"))
	if err != nil || len(after) != len(names) {
		t.Errorf("chunks are %v, %v; were %v", after, err, names)
	}
	sound(t, db)
}
