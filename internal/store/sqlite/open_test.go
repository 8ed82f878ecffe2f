package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

func isDamaged(err error) bool { return errors.Is(err, salient.ErrDamaged) }

func TestOpenRefusesWhatIsNoCaseAndLeavesItAlone(t *testing.T) {
	base, _ := pristine(t)
	good := base["case.db"]
	foreign, later := append([]byte{}, good...), append([]byte{}, good...)
	copy(foreign[68:], "GPKG")
	later[63] = 99
	for _, tt := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, salient.ErrNotFound},
		{"empty", []byte{}, salient.ErrDamaged},
		{"text", []byte(strings.Repeat("id,name\n", 50)), salient.ErrDamaged},
		{"cut within its header", good[:50], salient.ErrDamaged},
		{"cut after its header", good[:5000], salient.ErrDamaged},
		{"another program's", foreign, salient.ErrInvalid},
		{"a later Salient's", later, salient.ErrInvalid},
	} {
		dir := filepath.Join(t.TempDir(), "case")
		before := map[string][]byte{"notes.txt": []byte("x")}
		if tt.file != nil {
			before["case.db"] = tt.file
		}
		place(t, dir, before)
		db, err := sqlite.Open(dir, sqlite.Options{})
		if !errors.Is(err, tt.want) {
			t.Errorf("Open of %s = %v; want %v", tt.name, err, tt.want)
		}
		if err == nil {
			closed(t, db)
		}
		if tt.name == "cut after its header" {
			continue // SQLite has to look at it
		}
		if after := files(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("Open of %s changed the folder", tt.name)
		}
	}
}

func TestCreateRefusesAFolderWithACase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "case")
	db := create(t, dir)
	defer closed(t, db)
	if _, err := sqlite.Create(dir, sqlite.Options{}); !errors.Is(err, salient.ErrConflict) {
		t.Errorf("Create twice = %v; want ErrConflict", err)
	}
}

func TestCreateGoesOnWhereAKilledOneStopped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	place(t, dir, map[string][]byte{".case.db.new": []byte("half"), ".case.db.new-wal": []byte("half")})
	db := create(t, dir)
	sound(t, db)
	closed(t, db)
	if _, err := os.Stat(filepath.Join(dir, ".case.db.new")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half-made file is still there: %v", err)
	}
}

func TestACaseStaysAcrossOpenings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	grown(t, db)
	want := mustDump(t, db)
	closed(t, db)
	db = open(t, dir)
	defer closed(t, db)
	if got := mustDump(t, db); got != want {
		t.Errorf("a case opened again answers otherwise")
	}
	sound(t, db)
}

func TestTheSameClockAndSaltsGiveTheSameChain(t *testing.T) {
	heads := map[string]bool{}
	for range 2 {
		db, err := sqlite.Create(filepath.Join(t.TempDir(), "case"), fixed())
		if err != nil {
			t.Fatal(err)
		}
		grown(t, db)
		r, err := db.Verify(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		heads[r.Head.Hash] = true
		closed(t, db)
	}
	if len(heads) != 1 {
		t.Errorf("two runs end with heads %v; want one", heads)
	}
}

// Every column that a kind knows has a column in its table: a new one needs a migration.
func TestTablesHaveTheColumnsOfTheirKinds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	for _, k := range salient.Kinds {
		row := full(k, "x", 0)
		update(t, db, "", row)
		err := db.View(t.Context(), func(r store.Reader) error {
			got, err := r.Row(k, "x")
			if err == nil && !got.Equal(row) {
				err = fmt.Errorf("it is %v", got)
			}
			return err
		})
		if err != nil {
			t.Errorf("Row(%s, x) = %v; want %v", k, err, row)
		}
	}
	closed(t, db)
}

func TestOpeningRemovesWhatNothingNames(t *testing.T) {
	plainly(t)
	base, want := withChunk(t)
	dir := filepath.Join(t.TempDir(), "case")
	place(t, dir, base)
	strays := []string{"chunks/00000099.1.chunk", "chunks/00000001.1.chunk", ".backup-123"}
	for _, name := range strays {
		place(t, dir, map[string][]byte{name: []byte("half")})
	}
	place(t, dir, map[string][]byte{"chunks/notes.txt": []byte("kept"), "originals/x": []byte("kept")})
	db := open(t, dir)
	for _, name := range strays {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	for _, name := range []string{"chunks/notes.txt", "originals/x"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	if got := mustDump(t, db); got != want {
		t.Errorf("the case answers otherwise")
	}
	closed(t, db)
}

func TestTablesOfAnotherVersionAreMadeAnew(t *testing.T) {
	plainly(t)
	base, want := withChunk(t)
	dir := filepath.Join(t.TempDir(), "case")
	place(t, dir, base)
	sqlExec(t, dir, `UPDATE state SET tables_version = 0; UPDATE claims SET first_day = 1, says = 'x'`)
	db := open(t, dir)
	defer closed(t, db)
	sound(t, db)
	if got := mustDump(t, db); got != want {
		t.Errorf("the case answers otherwise")
	}
}

// Two openings stand for two programs: the one waits for the other's update.
func TestTwoProgramsTakeTurns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	one := create(t, dir)
	defer closed(t, one)
	two := open(t, dir)
	defer closed(t, two)
	inside, done := make(chan struct{}), make(chan error)
	go func() {
		_, err := one.Update(context.Background(), "one", "", func(w store.Writer) error {
			close(inside)
			time.Sleep(20 * time.Millisecond) // long enough to be met; nothing depends on it
			return w.Put(salient.NewRow(salient.KindClaim, "c-1", nil))
		})
		done <- err
	}()
	<-inside
	e, err := two.Update(t.Context(), "two", "", func(w store.Writer) error {
		if _, err := w.Row(salient.KindClaim, "c-1"); err != nil {
			return err
		}
		return w.Put(salient.NewRow(salient.KindClaim, "c-2", nil))
	})
	if err != nil || e.Seq != 2 {
		t.Errorf("Update of the second program = %+v, %v; want entry 2, after the first's", e, err)
	}
	if err := <-done; err != nil {
		t.Errorf("Update of the first program = %v", err)
	}
	sound(t, one)
	sound(t, two)
}

func TestWaitingForAnotherProgramEndsWithTheContext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	one := create(t, dir)
	defer closed(t, one)
	two := open(t, dir)
	defer closed(t, two)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := one.Update(t.Context(), "", "", func(store.Writer) error {
		go cancel()
		_, err := two.Update(ctx, "", "", func(store.Writer) error { return nil })
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update while another program writes = %v; want context.Canceled", err)
	}
}

func TestABrokenCacheIsAnEmptyCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	db := create(t, dir)
	db.PutCache(t.Context(), "key", []byte("a value to be found"))
	closed(t, db)
	file := filepath.Join(dir, "cache.db")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(b), "a value to be found")
	if at < 0 {
		t.Fatal("the value isn't in cache.db")
	}
	b[at] ^= 1
	for _, broken := range [][]byte{b, []byte("no database"), b[:len(b)/2], nil} {
		if err := os.WriteFile(file, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		db = open(t, dir)
		if v, ok := db.Cached(t.Context(), "key"); ok {
			t.Errorf("Cached(key) = %q from a broken file; want nothing", v)
		}
		db.PutCache(t.Context(), "key", []byte("another"))
		sound(t, db)
		closed(t, db)
	}
	db = open(t, dir)
	defer closed(t, db)
	if v, ok := db.Cached(t.Context(), "key"); !ok || string(v) != "another" {
		t.Errorf("Cached(key) = %q, %v; want what was put last", v, ok)
	}
}
