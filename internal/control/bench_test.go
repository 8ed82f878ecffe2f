package control

import (
	"bufio"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// shared finds the folder of test data that lies beside the repository.
func shared(t testing.TB) string {
	if dir := os.Getenv("SALIENT_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if at := filepath.Join(dir, "shared"); exists(filepath.Join(at, "data")) {
			return at
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("needs the folder shared beside the repository, or SALIENT_SHARED")
	return ""
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// readCase reads a casebook without checking it.
func readCase(t testing.TB, dir string) *salient.Case {
	c := &salient.Case{}
	settings, errs := salient.ReadSettings(readRows(t, dir, "case.csv", salient.KindSetting))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	c.Settings = settings
	c.Sources = typed(t, dir, "sources.csv", salient.KindSource, salient.Row.Source)
	c.Documents = typed(t, dir, "documents.csv", salient.KindDocument, salient.Row.Document)
	c.Places = typed(t, dir, "places.csv", salient.KindPlace, salient.Row.Place)
	c.Actors = typed(t, dir, "actors.csv", salient.KindActor, salient.Row.Actor)
	c.Claims = typed(t, dir, "claims.csv", salient.KindClaim, salient.Row.Claim)
	c.Sort()
	return c
}

func typed[T any](t testing.TB, dir, file string, kind salient.Kind, read func(salient.Row) (T, error)) []T {
	var out []T
	for _, r := range readRows(t, dir, file, kind) {
		v, err := read(r)
		if err != nil {
			t.Fatalf("%s %s: %v", file, r.ID, err)
		}
		out = append(out, v)
	}
	return out
}

func readRows(t testing.TB, dir, file string, kind salient.Kind) []salient.Row {
	f, err := os.Open(filepath.Join(dir, file))
	if err != nil {
		t.Skipf("needs %s", filepath.Join(dir, file))
	}
	defer f.Close()
	list, err := csv.NewReader(bufio.NewReader(f)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []salient.Row
	for _, record := range list[1:] {
		cells := map[string]string{}
		for i, name := range list[0] {
			cells[name] = record[i]
		}
		out = append(out, salient.NewRow(kind, record[0], cells))
	}
	return out
}

// TestControlBench prints what score_control.py says of control-bench; docs/control.md
// quotes it.
func TestControlBench(t *testing.T) {
	if os.Getenv("SALIENT_SCORE") == "" {
		t.Skip("scores the benchmark for docs/control.md; run with SALIENT_SCORE=1")
	}
	dir := filepath.Join(shared(t), "data", "control-bench")
	c := readCase(t, dir)
	span, _ := c.Period()
	start := time.Now()
	a := Assess(c, orbat.New(c), SettingsOf(c.Settings), span)
	learned := time.Since(start)
	path := filepath.Join(t.TempDir(), "holdings.csv")
	writeHoldings(t, a, path, span)
	t.Logf("Assess %v, with all rows written %v", learned, time.Since(start))
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3 to run score_control.py")
	}
	out, err := exec.Command(python, filepath.Join(dir, "..", "score_control.py"), dir, path).CombinedOutput()
	if err != nil {
		t.Fatalf("score_control.py: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}

func writeHoldings(t testing.TB, a *Assessment, path string, span when.Span) {
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	w.WriteString("place,day,side,p,status,basis\n")
	var b []byte
	day, text := when.MinDay, ""
	a.Each(span, func(place salient.PlaceID, d when.Day, s salient.State, p float64, st salient.HoldingStatus, basis salient.Basis) {
		if d != day {
			day, text = d, d.String()
		}
		b = append(append(append(append(b[:0], place...), ','), text...), ',')
		b = strconv.AppendFloat(append(append(b, s...), ','), p, 'f', 4, 64)
		b = append(append(append(append(append(b, ','), st...), ','), basis...), '\n')
		w.Write(b)
	})
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}
