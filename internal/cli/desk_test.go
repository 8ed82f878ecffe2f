package cli_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cli"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/original/dir"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// desktop is an empty case with a clock of the test.
type desktop struct {
	*desk.Desk
	path string
	now  *time.Time
}

func newDesk(t testing.TB) desktop {
	t.Helper()
	now := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	clock := func() time.Time { return now }
	path := filepath.Join(t.TempDir(), "case")
	db, err := sqlite.Create(path, sqlite.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	originals, err := dir.Open(filepath.Join(path, "originals"), dir.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return desktop{desk.New(db, originals, clock), path, &now}
}

// lines are rows as a format would read them.
func lines(rows ...salient.Row) iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		for i, r := range rows {
			if !yield(desk.Line{Row: r, File: string(r.Kind), Line: i + 2}, nil) {
				return
			}
		}
	}
}

func (d desktop) bring(o desk.ImportOptions, rows ...salient.Row) (desk.Diff, error) {
	return d.Import(context.Background(), "tester", lines(rows...), o)
}

// bridge brings the casebook of the scripts in.
func (d desktop) bridge(t testing.TB) {
	t.Helper()
	if _, err := d.folder(os.DirFS(bridgeDir), desk.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
}

func (d desktop) folder(fsys fs.FS, o desk.ImportOptions) (desk.Diff, error) {
	o.File = func(name string) (desk.Original, error) { return fsys.Open(name) }
	return d.Import(context.Background(), "tester", casebook.NewReader(fsys).Lines(), o)
}

func (d desktop) save(t testing.TB, revision uint64, row salient.Row) store.Entry {
	t.Helper()
	e, err := d.Save(t.Context(), desk.Edit{Row: row, Revision: revision, Who: "tester", Why: "test"})
	if err != nil {
		t.Fatalf("Save(%s %s) = %v", row.Kind, row.ID, err)
	}
	return e
}

func (d desktop) row(t testing.TB, k salient.Kind, id string) (salient.Row, uint64) {
	t.Helper()
	row, revision, err := d.Row(t.Context(), desk.Ref{Kind: k, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return row, revision
}

// written is the whole case, as an export writes it.
func (d desktop) written(t testing.TB) map[string]string {
	t.Helper()
	to := t.TempDir()
	err := d.Export(t.Context(), salient.Withheld, func(rows func(salient.Kind) iter.Seq2[salient.Row, error]) error {
		return casebook.Write(to, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	return filesIn(t, to)
}

func filesIn(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (d desktop) seq(t testing.TB) uint64 {
	t.Helper()
	e, err := d.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e.Seq
}

func actor(id, name string) salient.Row {
	return salient.NewRow(salient.KindActor, id, map[string]string{"name": name})
}

func village(id, parent string) salient.Row {
	return salient.NewRow(salient.KindPlace, id, map[string]string{"name": id, "kind": "village", "parent": parent})
}

// words draws cells as people type them.
var words = rapid.StringMatching(`[a-zé]([a-z ,"|\né]{0,8}[a-z])?`)

// someRows draws rows that may be brought in together.
func someRows(t *rapid.T) []salient.Row {
	var rows []salient.Row
	actors := rapid.IntRange(1, 4).Draw(t, "actors")
	for i := range actors {
		rows = append(rows, salient.NewRow(salient.KindActor, fmt.Sprintf("a%d", i), map[string]string{"name": words.Draw(t, "name"), "note": words.Draw(t, "note"), "a column of ours": words.Draw(t, "unknown")}))
	}
	places := rapid.IntRange(1, 4).Draw(t, "places")
	for i := range places {
		parent := ""
		if i > 0 && rapid.Bool().Draw(t, "within another") {
			parent = fmt.Sprintf("p%d", rapid.IntRange(0, i-1).Draw(t, "parent"))
		}
		rows = append(rows, village(fmt.Sprintf("p%d", i), parent))
	}
	rows = append(rows,
		salient.NewRow(salient.KindSource, "s", map[string]string{"name": words.Draw(t, "source")}),
		salient.NewRow(salient.KindDocument, "d", map[string]string{"source": "s", "published": "2013-05-20"}))
	for i := range rapid.IntRange(0, 5).Draw(t, "claims") {
		rows = append(rows, salient.NewRow(salient.KindClaim, fmt.Sprintf("c%d", i), map[string]string{
			"document": "d", "kind": "holding", "what": "controls", "when": "2013-05-19", "says": words.Draw(t, "says"), "status": "accepted",
			"place": fmt.Sprintf("p%d", rapid.IntRange(0, places-1).Draw(t, "place")), "actor": fmt.Sprintf("a%d", rapid.IntRange(0, actors-1).Draw(t, "actor")),
		}))
	}
	return rows
}

func TestImportingAgainOrInAnotherOrderChangesNothing(t *testing.T) {
	outer := t
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		if n++; n > 12 { // each makes two cases on disk
			return
		}
		rows := someRows(t)
		d, e := newDesk(outer), newDesk(outer)
		first, err := d.bring(desk.ImportOptions{}, rows...)
		if err != nil || len(first.Added) != len(rows) || first.Entry != 1 {
			t.Fatalf("Import(%v) = %+v, %v; want all added, as entry 1", rows, first, err)
		}
		shuffled := slices.Clone(rows)
		rng := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, err := d.bring(desk.ImportOptions{}, shuffled...)
		want := desk.Diff{Added: []desk.Ref{}, Changed: []desk.RowChange{}, Missing: []desk.Ref{}, Removed: []desk.Ref{}, Same: len(rows)}
		again.Warnings = nil
		if diff := cmp.Diff(want, again, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".before" || p.Last().String() == ".lines" }, cmp.Ignore())); err != nil || diff != "" {
			t.Fatalf("Import of the same rows again: %v (-want +got):\n%s", err, diff)
		}
		if seq := d.seq(outer); seq != 1 {
			t.Fatalf("Import of the same rows again moved the head to %d", seq)
		}
		other, err := e.bring(desk.ImportOptions{}, shuffled...)
		if err != nil || cmp.Diff(first.Added, other.Added) != "" {
			t.Fatalf("Import of shuffled rows adds %v (%v), want %v", other.Added, err, first.Added)
		}
		if diff := cmp.Diff(d.written(outer), e.written(outer)); diff != "" {
			t.Fatalf("rows in another order make another case (-one +other):\n%s", diff)
		}
	})
}

// Rows come out as they went in, and the case that they make is the same.
func TestExportsMakeTheSameCase(t *testing.T) {
	d, e := newDesk(t), newDesk(t)
	d.bridge(t)
	want := d.written(t)
	fsys := fstest.MapFS{}
	for name, text := range want {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys["files/south-post-13.txt"] = &fstest.MapFile{Data: []byte(filesIn(t, bridgeDir)["files/south-post-13.txt"])}
	if _, err := e.folder(fsys, desk.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, e.written(t)); diff != "" {
		t.Errorf("an exported case, brought in again, is another (-want +got):\n%s", diff)
	}
}

func TestReplaceTombstonesWhatTheInputLacks(t *testing.T) {
	d := newDesk(t)
	rows := []salient.Row{actor("a1", "One"), actor("a2", "Two"), village("p1", ""), village("p2", "p1")}
	if _, err := d.bring(desk.ImportOptions{}, rows...); err != nil {
		t.Fatal(err)
	}
	dry, err := d.bring(desk.ImportOptions{DryRun: true, Replace: true}, actor("a1", "One"), village("p1", ""))
	want := []desk.Ref{{Kind: salient.KindActor, ID: "a2"}, {Kind: salient.KindPlace, ID: "p2"}}
	if err != nil || cmp.Diff(want, dry.Missing) != "" || d.seq(t) != 1 {
		t.Errorf("Import(dry run, replace) = %+v, %v at entry %d; want %v missing, at entry 1", dry, err, d.seq(t), want)
	}
	got, err := d.bring(desk.ImportOptions{Replace: true}, actor("a1", "One"), village("p1", ""))
	if err != nil || cmp.Diff(want, got.Removed) != "" || got.Entry != 2 {
		t.Errorf("Import(replace) = %+v, %v; want %v removed by entry 2", got, err, want)
	}
	// Kinds that the input has nothing of stay.
	got, err = d.bring(desk.ImportOptions{Replace: true}, actor("a1", "One"))
	if err != nil || len(got.Removed) != 0 || got.Entry != 0 {
		t.Errorf("Import(replace) of actors alone = %+v, %v; want nothing removed", got, err)
	}
	// What is removed can come back.
	got, err = d.bring(desk.ImportOptions{}, actor("a2", "Two"))
	if err != nil || len(got.Added) != 1 || got.Entry != 3 {
		t.Errorf("Import of a removed row = %+v, %v; want it added", got, err)
	}
}

// A table of which only the header is left lacks every row.
func TestReplaceByAnEmptyTableEmptiesIt(t *testing.T) {
	d := newDesk(t)
	with := fstest.MapFS{"actors.csv": {Data: []byte("id,name\na1,One\n")}, "hypotheses.csv": {Data: []byte("id,question\nh1,Who?\n")}}
	if _, err := d.folder(with, desk.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	with["hypotheses.csv"].Data = []byte("id,question\n")
	got, err := d.folder(with, desk.ImportOptions{Replace: true})
	if want := []desk.Ref{{Kind: salient.KindHypothesis, ID: "h1"}}; err != nil || cmp.Diff(want, got.Removed) != "" {
		t.Errorf("Import(replace) with hypotheses.csv down to its header removes %v (%v), want %v", got.Removed, err, want)
	}
}

func TestRowsThatNameNothingAreRefusedTogether(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	before := d.written(t)
	claim := func(id string, change map[string]string) salient.Row {
		r, _ := d.row(t, salient.KindClaim, "c01")
		r.ID = id
		for column, text := range change {
			r = r.With(column, text)
		}
		return r
	}
	for name, tt := range map[string]struct {
		rows []salient.Row
		want []string
	}{
		"unknown links": {
			[]salient.Row{
				claim("n1", map[string]string{"document": "no-document", "place": "no-place", "actor": "north|no-actor"}), claim("n2", map[string]string{"about": "n3"}),
				salient.NewRow(salient.KindContradiction, "x1", map[string]string{"claims": "c01|n4"}),
				salient.NewRow(salient.KindSource, "s1", map[string]string{"name": "S", "leaning": "nobody", "republishes": "courier|no-source"}),
			},
			[]string{"no-document", "no-place", "no-actor", "n3", "n4", "nobody", "no-source"},
		},
		"a parent that is its own child":   {[]salient.Row{village("midford", "midford-left"), village("midford-left", "midford")}, []string{"lies within itself", "lies within itself"}},
		"a parent that the case closes up": {[]salient.Row{village("land", "midford-left")}, []string{"lies within itself"}},
		"a place with a road's id":         {[]salient.Row{village("bridge", "")}, []string{"both a place and a road"}},
		"a rear of nobody":                 {[]salient.Row{village("p9", "").With("rear_of", "east@2020")}, []string{"east"}},
		"an id twice":                      {[]salient.Row{actor("a9", "One"), actor("a9", "Two")}, []string{"stands in line 2 already"}},
	} {
		_, err := d.bring(desk.ImportOptions{}, tt.rows...)
		var ps desk.Problems
		if !errors.As(err, &ps) || !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Import of %s = %v, want Problems", name, err)
			continue
		}
		missing := slices.Clone(tt.want)
		for _, p := range ps {
			if i := slices.IndexFunc(missing, func(w string) bool { return strings.Contains(p.What, w) }); i >= 0 {
				missing = slices.Delete(missing, i, i+1)
			}
		}
		if len(missing) > 0 {
			t.Errorf("Import of %s = %v; misses %q", name, err, missing)
		}
	}
	if diff := cmp.Diff(before, d.written(t)); diff != "" || d.seq(t) != 1 {
		t.Errorf("refused rows changed the case:\n%s", diff)
	}
}

// Two rows that change names with each other are two changed rows, never lost ones.
func TestRowsMayExchangeTheirIDs(t *testing.T) {
	d := newDesk(t)
	a, b, top := village("a", "top"), village("b", "a"), village("top", "")
	if _, err := d.bring(desk.ImportOptions{}, a, b, top); err != nil {
		t.Fatal(err)
	}
	got, err := d.bring(desk.ImportOptions{Replace: true}, village("b", "top"), village("a", "b"), top)
	if err != nil || len(got.Changed) != 2 || len(got.Removed) != 0 {
		t.Errorf("Import of a and b exchanged = %+v, %v; want both changed", got, err)
	}
	got, err = d.bring(desk.ImportOptions{Replace: true}, village("top", "a"), village("c", "top"), village("a", ""))
	want := []desk.Ref{{Kind: salient.KindPlace, ID: "b"}}
	if err != nil || cmp.Diff(want, got.Removed) != "" || len(got.Added) != 1 {
		t.Errorf("Import of b renamed c, and the tree turned over = %+v, %v; want b removed and c added", got, err)
	}
}

func TestEditsOverAnotherEditConflict(t *testing.T) {
	d := newDesk(t)
	d.save(t, 0, actor("a", "One"))
	d.save(t, 1, actor("a", "Two"))
	for revision, want := range map[uint64]error{0: salient.ErrConflict, 1: salient.ErrConflict, 2: nil} {
		_, err := d.Save(t.Context(), desk.Edit{Row: actor("a", "Three"), Revision: revision, Who: "tester"})
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("Save at revision %d of a row last written by entry 2 = %v, want %v", revision, err, want)
		}
		if err == nil {
			break
		}
	}
	if _, err := d.Remove(t.Context(), "tester", "", desk.Ref{Kind: salient.KindActor, ID: "a"}, 1); !errors.Is(err, salient.ErrConflict) {
		t.Errorf("Remove at revision 1 = %v, want a conflict", err)
	}
}

func TestUndoTakesBackTheLastRevision(t *testing.T) {
	d := newDesk(t)
	ref := desk.Ref{Kind: salient.KindActor, ID: "a"}
	d.save(t, 0, actor("a", "One"))
	d.save(t, 1, actor("a", "Two"))
	for _, want := range []string{"One", "Two", "One"} { // the undo is a revision, and can be undone
		if _, err := d.Undo(t.Context(), "tester", ref); err != nil {
			t.Fatal(err)
		}
		if row, _ := d.row(t, ref.Kind, ref.ID); row.Get("name") != want {
			t.Errorf("after Undo the name is %q, want %q", row.Get("name"), want)
		}
	}
	fresh := desk.Ref{Kind: salient.KindActor, ID: "b"}
	d.save(t, 0, actor("b", "New"))
	if _, err := d.Undo(t.Context(), "tester", fresh); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Row(t.Context(), fresh); !errors.Is(err, salient.ErrNotFound) {
		t.Errorf("after Undo of a new row, Row = %v, want ErrNotFound", err)
	}
	if _, err := d.Undo(t.Context(), "tester", fresh); err != nil {
		t.Fatal(err)
	}
	if row, _ := d.row(t, fresh.Kind, fresh.ID); row.Get("name") != "New" {
		t.Errorf("after a second Undo the row is %v, want it back", row)
	}
	if _, err := d.Undo(t.Context(), "tester", desk.Ref{Kind: salient.KindActor, ID: "nobody"}); !errors.Is(err, salient.ErrNotFound) {
		t.Errorf("Undo of a row that never was = %v, want ErrNotFound", err)
	}
	revisions, err := d.Revisions(t.Context(), ref)
	if err != nil || len(revisions) != 5 {
		t.Errorf("Revisions(a) = %d, %v; want 5, for nothing is erased", len(revisions), err)
	}
}

func TestWhatOthersNameCantBeRemoved(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	for _, tt := range []struct {
		ref  desk.Ref
		want []string // who names it
	}{
		{desk.Ref{Kind: salient.KindActor, ID: "general-one"}, []string{"claim c12"}},
		{desk.Ref{Kind: salient.KindDocument, ID: "north-radio-12"}, []string{"claim c06", "claim c07"}},
		{desk.Ref{Kind: salient.KindPlace, ID: "land"}, []string{"setting country", "place hilltop", "place midford", "place northfield", "place northgate", "place southport"}},
		{desk.Ref{Kind: salient.KindClaim, ID: "c06"}, []string{"claim c08"}},
	} {
		_, err := d.Remove(t.Context(), "tester", "", tt.ref, 1)
		var ps desk.Problems
		if !errors.As(err, &ps) {
			t.Errorf("Remove(%v) = %v, want Problems", tt.ref, err)
			continue
		}
		var got []string
		for _, p := range ps {
			got = append(got, strings.TrimSuffix(p.File, " (in the case)"))
		}
		slices.Sort(got)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Remove(%v) is refused for (-want +got):\n%s", tt.ref, diff)
		}
	}
	d.save(t, 0, actor("east", "East"))
	d.save(t, 1, mustRow(t, d, salient.KindPlace, "northgate").With("rear_of", "north|east@2020"))
	if _, err := d.Remove(t.Context(), "tester", "", desk.Ref{Kind: salient.KindActor, ID: "east"}, 2); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("Remove of an actor whose rear a place is = %v, want Problems", err)
	}
	if _, err := d.Remove(t.Context(), "tester", "", desk.Ref{Kind: salient.KindClaim, ID: "c13"}, 1); err != nil {
		t.Errorf("Remove(c13), which nothing names = %v", err)
	}
}

func mustRow(t *testing.T, d desktop, k salient.Kind, id string) salient.Row {
	t.Helper()
	row, _ := d.row(t, k, id)
	return row
}

// answer asks one question through the same door as the command line and the API.
func (d desktop) answer(t *testing.T, name string, query map[string][]string) (string, error) {
	t.Helper()
	for _, q := range serve.Questions() {
		if q.Name != name {
			continue
		}
		if err := serve.Set(q.Question, query); err != nil {
			return "", err
		}
		v, err := serve.View(t.Context(), d.Desk, q.Question)
		if err != nil {
			return "", err
		}
		answer, err := q.Question.Answer(v)
		if err != nil {
			return "", err
		}
		var b bytes.Buffer
		if err := serve.JSON(&b, answer); err != nil {
			t.Fatal(err)
		}
		return b.String(), nil
	}
	t.Fatalf("no question %s", name)
	return "", nil
}

func TestRecordedViewsShowWhatWasRecordedThen(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	ask := func(recorded string) string {
		t.Helper()
		query := map[string][]string{"place": {"hilltop"}, "on": {"2020-03-05"}, "why": {"true"}}
		if recorded != "" {
			query["recorded"] = []string{recorded}
		}
		got, err := d.answer(t, "control", query)
		if err != nil {
			t.Fatalf("control --recorded %q: %v", recorded, err)
		}
		return got
	}
	first := ask("")
	*d.now = d.now.AddDate(0, 0, 2) // 4 January
	if _, err := d.Decide(t.Context(), "tester", "c05", salient.Rejected, "the wrong hill", 1); err != nil {
		t.Fatal(err)
	}
	second := ask("")
	*d.now = d.now.AddDate(0, 0, 1) // 5 January
	if _, err := d.Remove(t.Context(), "tester", "", desk.Ref{Kind: salient.KindClaim, ID: "c05"}, 2); err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Fatalf("rejecting the only claim changed nothing: %s", first)
	}
	for recorded, want := range map[string]string{
		"1": first, "2": second, "2024-01-02": first, "2024-01-03": first, "2024-01-04": second, "2030-01-01": ask(""), "3": ask(""),
	} {
		if got := ask(recorded); got != want {
			t.Errorf("control --recorded %s = %s, want %s", recorded, got, want)
		}
	}
	for recorded, want := range map[string]error{"4": salient.ErrNotFound, "2024-01-01": salient.ErrNotFound, "0": salient.ErrUsage, "-1": salient.ErrUsage, "soon": salient.ErrUsage} {
		if _, err := d.answer(t, "siege", map[string][]string{"recorded": {recorded}}); !errors.Is(err, want) {
			t.Errorf("siege --recorded %s = %v, want %v", recorded, err, want)
		}
	}
}

// interrupted lets somebody write between a view's look at the head and its reading.
type interrupted struct {
	store.DB
	views int
	write func()
}

func (db *interrupted) View(ctx context.Context, fn func(store.Reader) error) error {
	if db.views++; db.views == 2 {
		db.write()
	}
	return db.DB.View(ctx, fn)
}

func TestAViewStandsOnTheEntryThatItSays(t *testing.T) {
	d := newDesk(t)
	d.save(t, 0, actor("a", "One"))
	whole := d.DB
	d.DB = &interrupted{DB: whole, write: func() {
		if _, err := whole.Update(context.Background(), "other", "", func(w store.Writer) error { return w.Put(actor("a", "Two")) }); err != nil {
			t.Error(err)
		}
	}}
	v, err := d.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[uint64]string{1: "One", 2: "Two"}
	if a, _ := v.Case.Actor("a"); a.Name != want[v.Head.Seq] {
		t.Errorf("View says that it stands on entry %d, and calls a %q; want %q", v.Head.Seq, a.Name, want[v.Head.Seq])
	}
	old, err := d.View(t.Context(), desk.Cut{Recorded: 1})
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := old.Case.Actor("a"); a.Name != "One" {
		t.Errorf("View(recorded 1) calls a %q, want One", a.Name)
	}
}

func TestChokepointsAreShutUnderEmbargo(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	choke := func(on string, more ...string) error {
		query := map[string][]string{"side": {"south"}, "from": {"southport"}, "to": {"hilltop"}, "on": {on}}
		for i := 0; i < len(more); i += 2 {
			query[more[i]] = []string{more[i+1]}
		}
		_, err := d.answer(t, "choke", query)
		return err
	}
	*d.now = time.Date(2020, 3, 31, 0, 0, 0, 0, time.UTC)
	if err := choke("2020-03-01"); err != nil {
		t.Errorf("choke --on 2020-03-01, 30 days ago = %v, want an answer", err)
	}
	for _, on := range []string{"2020-03-02", "2020-03-31", "2020-05-01"} {
		if err := choke(on); !errors.Is(err, salient.ErrUsage) || !strings.Contains(err.Error(), "embargo") {
			t.Errorf("choke --on %s on 31 March = %v, want it shut by the embargo", on, err)
		}
	}
	// A longer embargo also shuts what was recorded before it was set.
	d.save(t, 0, salient.NewRow(salient.KindSetting, "embargo", map[string]string{"value": "36500"}))
	for _, recorded := range []string{"2", "1"} {
		if err := choke("2020-03-01", "recorded", recorded); !errors.Is(err, salient.ErrUsage) {
			t.Errorf("choke --on 2020-03-01 --recorded %s under an embargo of 36500 days = %v, want it shut", recorded, err)
		}
	}
	if err := choke("2020-03-01", "known", "2020-03-31"); !errors.Is(err, salient.ErrUsage) {
		t.Errorf("choke --known under an embargo of 36500 days = %v, want it shut", err)
	}
}

func TestSuppositionsAreShutUnderEmbargo(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	for now, shut := range map[int]bool{31: true, 61: false} { // days after 29 February
		*d.now = time.Date(2020, 3, 0, 0, 0, 0, 0, time.UTC).AddDate(0, 0, now)
		_, err := d.answer(t, "whatif", map[string][]string{"place": {"midford"}, "side": {"north"}, "on": {"2020-03-05"}})
		if errors.Is(err, salient.ErrUsage) != shut || !shut && err != nil {
			t.Errorf("whatif --on 2020-03-05 on %s = %v, want it shut: %t", d.now.Format(time.DateOnly), err, shut)
		}
	}
}

func TestEmbargoesAreWholeNumbersOfDays(t *testing.T) {
	d := newDesk(t)
	for value, ok := range map[string]bool{"0": true, "30": true, "36500": true, "36501": false, "-1": false, "99999999999999999999": false, "30 days": false, "2030-01-01": false} {
		_, err := d.bring(desk.ImportOptions{DryRun: true}, salient.NewRow(salient.KindSetting, "embargo", map[string]string{"value": value}))
		if (err == nil) != ok || err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Import of embargo %q = %v, want accepted: %v", value, err, ok)
		}
	}
}

// runCode runs a command that may fail.
func runCode(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	env := cli.Env{Stdin: strings.NewReader(""), Stdout: &o, Stderr: &e, Getenv: func(key string) string {
		return map[string]string{"SALIENT_NOW": "2026-11-23", "SALIENT_WHO": "tester"}[key]
	}}
	code = cli.Main(args, env)
	return code, o.String(), e.String()
}

// foundIn lists the files under a folder that hold any of the words.
func foundIn(t *testing.T, root string, words ...string) (out []string) {
	t.Helper()
	for name, text := range filesIn(t, root) {
		for _, w := range words {
			if strings.Contains(text, w) {
				out = append(out, name+": "+w)
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestForgettingLeavesNothingToFind(t *testing.T) {
	dir := bridge(t)
	const secret = "The Commander"
	for _, args := range [][]string{{"control", dir, "--on", "2020-03-13", "--why", "--json"}, {"orbat", dir, "--on", "2020-03-20"}, {"contested", dir}} {
		run(t, args...) // so that caches hold what they hold
	}
	if found := foundIn(t, dir, "general-one"); len(found) == 0 {
		t.Fatalf("no file of the case holds general-one: this test can't find anything")
	}
	code, _, errs := runCode("forget", dir, "general-one", "--why", "a person asked")
	if code == 0 || !strings.Contains(errs, "c12") {
		t.Errorf("forget general-one, whom c12 names: exit %d, %q; want it refused for c12", code, errs)
	}
	run(t, "forget", dir, "c12", "--why", "it is about general-one")
	if code, _, errs := runCode("forget", dir, "general-one", "--why", "general-one asked"); code != 3 {
		t.Errorf("forget general-one with its id in the reason: exit %d, %s; want 3", code, errs)
	}
	run(t, "forget", dir, "actor:general-one", "--why", "a person asked")
	if found := foundIn(t, dir, "general-one", secret, "The commander leads"); len(found) > 0 {
		t.Errorf("after forget, the case's files still hold %v", found)
	}
	run(t, "verify", dir)
	run(t, "rebuild", dir)
	run(t, "verify", dir)
	out := filepath.Join(t.TempDir(), "out")
	run(t, "export", dir, out, "--level", "withheld")
	if found := foundIn(t, out, "general-one", secret); len(found) > 0 {
		t.Errorf("after forget, an export still holds %v", found)
	}
	for _, id := range []string{"general-one", "actor:general-one", "nobody", "unicorn:north"} {
		if code, _, errs := runCode("forget", dir, id, "--why", "again"); code != 4 {
			t.Errorf("forget %s = exit %d, %s; want 4", id, code, errs)
		}
	}
}

// A document's original goes with it, also when its row was removed before.
func TestForgettingADocumentDestroysItsOriginal(t *testing.T) {
	for _, removedFirst := range []bool{false, true} {
		d := newDesk(t)
		d.bridge(t)
		ctx := t.Context()
		for _, id := range []string{"the-bridge", "c08", "c09"} {
			if _, err := d.Forget(ctx, "tester", "asked", id); err != nil {
				t.Fatal(err)
			}
		}
		if removedFirst {
			if _, err := d.Remove(ctx, "tester", "", desk.Ref{Kind: salient.KindDocument, ID: "south-post-13"}, 1); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.Forget(ctx, "tester", "asked", "south-post-13"); err != nil {
			t.Fatal(err)
		}
		if found := foundIn(t, filepath.Join(d.path, "originals"), "The right bank is ours"); len(found) > 0 {
			t.Errorf("after Forget of a document (removed before: %v), its original is still there: %v", removedFirst, found)
		}
		if report, err := d.Verify(ctx, ""); err != nil || len(report.Problems) > 0 {
			t.Errorf("Verify after Forget = %v, %v; want no problems", report.Problems, err)
		}
	}
}

// Ids that a place and an actor share are told apart by their kind.
func TestForgetTellsKindsApart(t *testing.T) {
	d := newDesk(t)
	d.save(t, 0, actor("twin", "Actor"))
	d.save(t, 0, village("twin", ""))
	if _, err := d.Forget(t.Context(), "tester", "asked", "twin"); !errors.Is(err, salient.ErrUsage) || !strings.Contains(err.Error(), "KIND:ID") {
		t.Errorf("Forget(twin), an actor's and a place's id = %v, want to be asked for KIND:ID", err)
	}
	if _, err := d.Forget(t.Context(), "tester", "asked", "place:twin"); !errors.Is(err, salient.ErrConflict) || !strings.Contains(err.Error(), "actor twin") {
		t.Errorf("Forget(place:twin) beside an actor of that id = %v, want a conflict that names the actor", err)
	}
	if _, err := d.Remove(t.Context(), "tester", "", desk.Ref{Kind: salient.KindActor, ID: "twin"}, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Forget(t.Context(), "tester", "asked", "place:twin"); err != nil {
		t.Errorf("Forget(place:twin) after the actor was removed = %v", err)
	}
	if found := foundIn(t, d.path, "twin"); len(found) > 0 {
		t.Errorf("after Forget(place:twin) the case still holds %v", found)
	}
}

// Ctrl-C at any line of an import, or while it is written, leaves the case as it was.
func TestAnInterruptedImportLeavesTheCaseAsItWas(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	before, files := d.written(t), caseFiles(t, d.path)
	var rows []salient.Row
	for i := range 2500 {
		rows = append(rows, actor(fmt.Sprintf("new-%04d", i), "New"))
	}
	for i := range 3 {
		name := fmt.Sprintf("files/new-%d.txt", i)
		rows = append(rows, salient.NewRow(salient.KindDocument, fmt.Sprintf("new-document-%d", i), map[string]string{"source": "courier", "file": name, "sha256": fmt.Sprintf("%x", sha256.Sum256([]byte(name)))}))
	}
	for _, at := range []int{0, 1, 999, 2400, len(rows)} {
		ctx, cancel := context.WithCancel(t.Context())
		seq := func(yield func(desk.Line, error) bool) {
			for i, r := range rows {
				if i == at {
					cancel()
				}
				if !yield(desk.Line{Row: r, File: "x", Line: i}, nil) {
					return
				}
			}
			if at == len(rows) {
				cancel()
			}
		}
		_, err := d.Import(ctx, "tester", seq, desk.ImportOptions{File: named})
		if cancel(); !errors.Is(err, context.Canceled) {
			t.Errorf("Import cancelled at line %d = %v, want context.Canceled", at, err)
		}
	}
	// While it is written: the first three looks at files check them, the others keep them.
	ctx, cancel := context.WithCancel(t.Context())
	looks := 0
	_, err := d.Import(ctx, "tester", lines(rows...), desk.ImportOptions{File: func(name string) (desk.Original, error) {
		if looks++; looks == 5 {
			cancel()
		}
		return named(name)
	}})
	if cancel(); !errors.Is(err, context.Canceled) {
		t.Errorf("Import cancelled while it writes = %v, want context.Canceled", err)
	}
	if diff := cmp.Diff(before, d.written(t)); diff != "" || d.seq(t) != 1 {
		t.Errorf("cancelled imports left entry %d and changed (-before +after):\n%s", d.seq(t), diff)
	}
	if diff := cmp.Diff(files, caseFiles(t, d.path)); diff != "" {
		t.Errorf("cancelled imports left files (-before +after):\n%s", diff)
	}
	if report, err := d.Verify(t.Context(), ""); err != nil || len(report.Problems) > 0 {
		t.Errorf("Verify after cancelled imports = %v, %v; want no problems", report.Problems, err)
	}
	if _, err := d.Import(t.Context(), "tester", lines(rows...), desk.ImportOptions{File: named}); err != nil {
		t.Errorf("Import after cancelled ones = %v", err)
	}
}

// named is a file that holds its own name.
func named(name string) (desk.Original, error) { return io.NopCloser(strings.NewReader(name)), nil }

// caseFiles lists the originals of a case.
func caseFiles(t *testing.T, path string) (out []string) {
	t.Helper()
	for name := range filesIn(t, filepath.Join(path, "originals")) {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func TestImportWarnsOfWhatLooksLikeAPrivateName(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	for claimant, want := range map[string]bool{
		"Anna Smith": true, "Abu Ahmad": true, "Riad al-Asaad": true, "Maria von Berg": true,
		"a resident of the left bank": false, "The Courier": false, "First Brigade": false, "the commander": false, "residents": false, "": false, "courier": false,
	} {
		row := mustRow(t, d, salient.KindClaim, "c01").With("claimant", claimant)
		diff, err := d.bring(desk.ImportOptions{DryRun: true}, row)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(diff.Warnings, func(p desk.Problem) bool { return strings.Contains(p.What, "private person") })
		if got != want {
			t.Errorf("Import of a claim by %q warns of a private name: %v, want %v", claimant, got, want)
		}
	}
}

// A server that runs while the command line forgets doesn't go on showing what it had read.
func TestAServerForgetsWhatIsForgottenBesideIt(t *testing.T) {
	dir := bridge(t)
	s := serverOf(t, openDesk(t, dir))
	const question = "/api/v1/orbat?on=2020-03-20&recorded=1"
	if got := s.get(question).Body.String(); !strings.Contains(got, "general-one") {
		t.Fatalf("GET %s = %s, want general-one in it", question, got)
	}
	run(t, "forget", dir, "c12", "--why", "a person asked")
	run(t, "forget", dir, "general-one", "--why", "a person asked")
	for _, path := range []string{question, "/api/v1/orbat?on=2020-03-20", "/orbat?on=2020-03-20&recorded=1"} {
		if got := s.get(path).Body.String(); strings.Contains(got, "general-one") || strings.Contains(got, "The Commander") {
			t.Errorf("GET %s after general-one was forgotten beside the server still shows him: %.400s", path, got)
		}
	}
}

// After a claim was rejected the pages answer at once, with what was learned held; when all is
// learned anew, they answer as a desk does that never hurried.
func TestPagesAnswerAtOnceAfterAClaim(t *testing.T) {
	d := newDesk(t)
	d.bridge(t)
	soon := func() *desk.View {
		v, err := d.Soon(t.Context(), desk.Cut{})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := soon()
	if before.Control(); before.Provisional {
		t.Fatal("Soon is provisional before anything was learned, want View")
	}
	claim := firstHolding(t, before.Case)
	row, revision := d.row(t, salient.KindClaim, string(claim.ID))
	d.save(t, revision, row.With("status", string(salient.Rejected)).With("reason", "a test"))

	hurried := soon()
	held := before.Control().With(hurried.Case, hurried.Book(), claim.ID)
	want, _ := held.Holding(salient.PlaceID(claim.Place), before.Span.To)
	got, _ := hurried.Holding(salient.PlaceID(claim.Place), before.Span.To)
	if !hurried.Provisional || !cmp.Equal(got, want) {
		t.Errorf("Soon after a claim was rejected: provisional %v, %v, want what is held: %v", hurried.Provisional, got, want)
	}
	full, err := d.View(t.Context(), desk.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	learned := full.Control().Learned()
	if after := soon(); after.Provisional || !bytes.Equal(after.Control().Learned(), learned) {
		t.Error("Soon after everything was learned is still provisional, or learned otherwise")
	}
	anew := desk.NewView(full.Case, desk.Cut{})
	if !bytes.Equal(anew.Control().Learned(), learned) {
		t.Error("what was learned in the background differs from what a new view learns")
	}
}

func firstHolding(t *testing.T, c *salient.Case) *salient.Claim {
	t.Helper()
	for i := range c.Claims {
		if cl := &c.Claims[i]; cl.Kind == salient.Holds && cl.What == "controls" && c.Counts(cl) {
			return cl
		}
	}
	t.Fatal("the case has no claim that a side controls a place")
	return nil
}
