package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/original/dir"
	"github.com/salient-osint/salient/internal/store/sqlite"
	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/internal/yardstick"
	"github.com/salient-osint/salient/when"
)

var update = flag.Bool("update", false, "write testdata/table.golden")

// tiny are settings with a few places.
func tiny(t *testing.T, names ...string) []war.Setting {
	var out []war.Setting
	for _, s := range war.Named() {
		for _, name := range names {
			if s.Name == name {
				s.Places, s.Days = 8, 120
				out = append(out, s)
			}
		}
	}
	if len(out) != len(names) {
		t.Fatalf("settings %v: found %d", names, len(out))
	}
	return out
}

// TestCasebooksAreReadBackAsTheyWereMade writes wars as --write does, and reads them as
// control-bench is read.
func TestCasebooksAreReadBackAsTheyWereMade(t *testing.T) {
	o := options{write: t.TempDir()}
	list := tiny(t, "quoted-parties", "five-sides")
	if err := o.writeWars(list); err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		c, truth := s.Make(1)
		got, gotTruth, err := readBench(filepath.Join(o.write, s.Name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got, cmp.Comparer(func(a, b when.Date) bool { return a.String() == b.String() })); diff != "" {
			t.Errorf("%s (-made +read):\n%s", s.Name, diff)
		}
		if diff := cmp.Diff(&truth, gotTruth); diff != "" {
			t.Errorf("truth of %s (-made +read):\n%s", s.Name, diff)
		}
	}
}

// TestCasebooksAreImportedWithoutProblems brings one in as `salient import` does.
func TestCasebooksAreImportedWithoutProblems(t *testing.T) {
	o := options{write: t.TempDir()}
	s := tiny(t, "quoted-parties")[0]
	if err := o.writeWars([]war.Setting{s}); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC) }
	path := filepath.Join(t.TempDir(), "case")
	db, err := sqlite.Create(path, sqlite.Options{Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	originals, err := dir.Open(filepath.Join(path, "originals"), dir.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := casebook.NewReader(os.DirFS(filepath.Join(o.write, s.Name))).Lines()
	if _, err := desk.New(db, originals, now).Import(context.Background(), "bench", lines, desk.ImportOptions{}); err != nil {
		t.Fatalf("Import: %v", err)
	}
}

// TestAllFiguresAreInTheFile compares the file of --csv with what the command printed.
func TestAllFiguresAreInTheFile(t *testing.T) {
	o, err := parse([]string{"--seeds", "2", "--settings", "^sparse$", "--csv", filepath.Join(t.TempDir(), "all.csv")})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := o.run(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "sparse") || !strings.Contains(out.String(), " 0 of 1 settings") {
		t.Errorf("printed:\n%s", &out)
	}
	f, err := os.Open(o.csv)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) != 1+2*len(estimates) {
		t.Errorf("%d lines and %v in the file, want one for each war and estimate and a header", len(lines), err)
	}
}

// TestTheTableIsReadable compares the printed table of made-up figures with a golden file.
func TestTheTableIsReadable(t *testing.T) {
	bouts := func(name string, salient float64) []bout {
		var out []bout
		for k := range 3 {
			b := bout{setting: name, seed: uint64(k + 1), claims: 5000 + k, cost: cost{0.25, 20 << 20}}
			for i := range estimates {
				x := 0.1 + 0.01*float64(i*k)
				if i == theSalient {
					x = salient + 0.001*float64(k)
				}
				f := yardstick.Figures{N: 100, Accuracy: 1 - x, Brier: x, Calibration: x / 2}
				b.results = append(b.results, yardstick.Result{All: f, Near: f, Changes: yardstick.Changes{F1: 1 - x}})
			}
			out = append(out, b)
		}
		return out
	}
	var out bytes.Buffer
	p := &printer{out: &out}
	p.head()
	p.row(bouts("much better", 0.01))
	p.row(bouts("much worse", 0.5))
	p.row(bouts("one war", 0.05)[:1])
	p.foot()
	golden(t, "testdata/table.golden", out.Bytes())
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestSizeIsMeasured(t *testing.T) {
	s := largeWar()
	s.Places, s.Days = 15, 100
	var out bytes.Buffer
	if err := measureSize(&out, s); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"size.make", "size.claims", "size.assess", "size.place", "size.peak"} {
		if !strings.Contains(out.String(), name+" ") {
			t.Errorf("no line %s in\n%s", name, &out)
		}
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"--seeds", "0"}, {"--settings", "("}, {"--nonsense"}, {"extra"}, {"--unseen", "1", "--n", "0"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("parse(%q) is accepted", args)
		}
	}
}

// TestSettingsAreChosenByName picks some, and draws others.
func TestSettingsAreChosenByName(t *testing.T) {
	o, err := parse([]string{"--settings", "^(sparse|drawn-01)$"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range o.settings() {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"sparse", "drawn-01"}, names); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	o, _ = parse([]string{"--unseen", "5", "--n", "3"})
	if got := o.settings(); len(got) != 3 || got[0].Name != "unseen-5-01" {
		t.Errorf("unseen settings are %v", got)
	}
}

// TestNoControlBench says in one sentence that it isn't there.
func TestNoControlBench(t *testing.T) {
	t.Setenv("SALIENT_SHARED", t.TempDir())
	o, _ := parse(nil)
	var out bytes.Buffer
	if err := o.controlBench(&printer{out: &out}, nil); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasPrefix(got, "control-bench is left out") || strings.Count(got, "\n") != 1 {
		t.Errorf("printed %q", got)
	}
}

// TestSalientsTableIsWhole checks that each place and day has an answer that sums to 1.
func TestSalientsTableIsWhole(t *testing.T) {
	c, truth := tiny(t, "sparse")[0].Make(1)
	table := salients(c, &truth)
	for p := range truth.Places {
		for d := range truth.Span.Len() {
			sum := 0.0
			for _, q := range table.On(p, d) {
				sum += q
			}
			if sum < 0.999 || sum > 1.001 {
				t.Fatalf("probabilities of place %d on day %d sum to %v", p, d, sum)
			}
		}
	}
	if table.States[len(table.States)-1] != salient.Contested {
		t.Errorf("states are %v", table.States)
	}
}
