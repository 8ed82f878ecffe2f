package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// killedCase names, in the environment of this program started again, the case in which it
// writes until it is killed.
const killedCase = "SALIENT_TEST_KILLED_CASE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedCase); dir != "" {
		fmt.Println("failed:", writeUntilKilled(dir))
		os.Exit(1)
	}
	if underRace {
		if err := errors.Join(flag.Set("rapid.checks", "5"), flag.Set("rapid.steps", "12")); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// What entry n of the child does follows from n: every seventh forgets, every fifth is
// large, the others write one to five rows.
func plan(n uint64) (rows int, forgets bool) {
	switch {
	case n%7 == 0:
		return 0, true
	case n%5 == 0:
		return store.ChunkAbove + 50, false
	}
	return 1 + int(n%5), false
}

// hidden is the id that entry n forgets, and that the entry before wrote, with a text.
func hidden(n uint64) string { return fmt.Sprintf("hidden-%d", n) }

func hiddenText(n uint64) string { return fmt.Sprintf("whispered %d.", n) }

// writeUntilKilled goes on where the case stands, and says so after each entry.
func writeUntilKilled(dir string) error {
	db, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		return err
	}
	var head store.Entry
	err = db.View(context.Background(), func(r store.Reader) error { head, err = r.Head(); return err })
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for {
		n := head.Seq + 1
		if head, err = writeEntry(db, n); err != nil {
			return err
		}
		fmt.Println(head.Seq, head.Hash)
	}
}

func writeEntry(db *sqlite.DB, n uint64) (store.Entry, error) {
	ctx := context.Background()
	rows, forgets := plan(n)
	if forgets {
		return db.Forget(ctx, "child", fmt.Sprint(n), salient.KindActor, hidden(n))
	}
	return db.Update(ctx, "child", fmt.Sprint(n), func(w store.Writer) error {
		for i := range rows {
			row := salient.NewRow(salient.KindClaim, fmt.Sprintf("c%04d", i), map[string]string{"says": fmt.Sprint("entry ", n), "when": "2013"})
			if i == 0 {
				if _, next := plan(n + 1); next {
					row = salient.NewRow(salient.KindActor, hidden(n+1), map[string]string{"note": hiddenText(n + 1)})
				}
			}
			if err := w.Put(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// Killing the program at random points loses nothing that it said was written, and leaves
// nothing half.
func TestKillingLosesNothingAndLeavesNothingHalf(t *testing.T) {
	plainly(t)
	const kills, perCase = 200, 5
	rng := rand.New(rand.NewPCG(5, 6))
	var acknowledged, large, forgotten uint64
	dir := ""
	last := store.Entry{}
	for i := range kills {
		if i%perCase == 0 { // a new case, so that checking stays quick
			dir = filepath.Join(t.TempDir(), "case")
			closed(t, create(t, dir))
			last = store.Entry{}
		}
		said := killOnce(t, dir, rng.IntN(6), time.Duration(rng.IntN(40_000))*time.Microsecond)
		for _, e := range said {
			acknowledged++
			switch rows, forgets := plan(e.Seq); {
			case forgets:
				forgotten++
			case rows > store.ChunkAbove:
				large++
			}
		}
		if len(said) > 0 {
			last = said[len(said)-1]
		}
		checkKilled(t, dir, said, last)
		if t.Failed() {
			t.Fatalf("after kill %d", i+1)
		}
	}
	t.Logf("%d kills; %d entries acknowledged, %d of them large, %d forgetting", kills, acknowledged, large, forgotten)
}

// killOnce starts the program again, kills it a while after it has said so many entries,
// and returns all that it said was written.
func killOnce(t *testing.T, dir string, entries int, while time.Duration) (said []store.Entry) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killedCase+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if ready, err := lines.ReadString('\n'); err != nil || ready != "ready\n" {
		t.Fatalf("the program says %q, %v; want ready", ready, err)
	}
	for {
		if len(said) == entries {
			time.AfterFunc(while, func() { _ = child.Process.Kill() }) // ended already if it failed
		}
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) { // a line without its end was cut by the kill
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var e store.Entry
		if _, err := fmt.Sscanf(line, "%d %64s\n", &e.Seq, &e.Hash); err != nil {
			t.Fatalf("the program says %q: %v", line, err)
		}
		said = append(said, e)
	}
	_ = child.Wait() // it was killed
	return said
}

// checkKilled opens what a killed program left. last is the newest entry that any said.
func checkKilled(t *testing.T, dir string, said []store.Entry, last store.Entry) {
	t.Helper()
	db := open(t, dir)
	defer closed(t, db)
	r, err := db.Verify(t.Context(), last.Hash)
	if err != nil || len(r.Problems) > 0 {
		t.Errorf("Verify(%q) = %.1000v, %v; want no problems", last.Hash, r, err)
	}
	if r.Head.Seq != last.Seq && r.Head.Seq != last.Seq+1 {
		t.Errorf("the head is entry %d; entry %d was said last", r.Head.Seq, last.Seq)
	}
	err = db.View(t.Context(), func(v store.Reader) error {
		for _, e := range said {
			if got, err := v.Entry(e.Seq); err != nil || got.Hash != e.Hash {
				t.Errorf("Entry(%d) = %+v, %v; want hash %s", e.Seq, got, err, e.Hash)
			}
		}
		for e, err := range v.Entries(max(1, last.Seq)) {
			rows, forgets := plan(e.Seq)
			if err != nil || e.Why != fmt.Sprint(e.Seq) || e.Changes != rows || forgets != (e.Forgets > 0) {
				t.Errorf("entry %+v, %v; want %d changes, forgets: %v", e, err, rows, forgets)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	checkStrays(t, dir, r.Head.Seq)
}

// checkStrays looks for files that nothing names, and for what was to be forgotten.
func checkStrays(t *testing.T, dir string, head uint64) {
	t.Helper()
	for name := range files(t, dir) {
		var seq uint64
		if strings.HasPrefix(name, "chunks/") {
			if _, err := fmt.Sscanf(name, "chunks/%d.", &seq); err != nil || seq > head {
				t.Errorf("%s is left; the head is %d", name, head)
			}
		} else if !strings.HasPrefix(name, "case.db") && !strings.HasPrefix(name, "cache.db") {
			t.Errorf("%s is left", name)
		}
	}
	n := head / 7 * 7 // the last that forgot
	if n == 0 {
		return
	}
	for _, s := range []string{hidden(n), hiddenText(n)} {
		if in := found(t, dir, s); len(in) > 0 {
			t.Errorf("%q, which entry %d of %d forgot, is in %v", s, n, head, in)
		}
	}
}
