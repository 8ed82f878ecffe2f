package read

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// readCase reads the casebook that ships.
func readCase(t testing.TB) *salient.Case {
	t.Helper()
	c := &salient.Case{}
	settings, errs := salient.ReadSettings(readRows(t, "case.csv", salient.KindSetting))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	c.Settings = settings
	c.Sources = typed(t, "sources.csv", salient.KindSource, salient.Row.Source)
	c.Documents = typed(t, "documents.csv", salient.KindDocument, salient.Row.Document)
	c.Places = typed(t, "places.csv", salient.KindPlace, salient.Row.Place)
	c.Actors = typed(t, "actors.csv", salient.KindActor, salient.Row.Actor)
	c.Claims = typed(t, "claims.csv", salient.KindClaim, salient.Row.Claim)
	c.Sort()
	return c
}

func typed[T any](t testing.TB, file string, kind salient.Kind, read func(salient.Row) (T, error)) []T {
	t.Helper()
	var out []T
	for _, r := range readRows(t, file, kind) {
		v, err := read(r)
		if err != nil {
			t.Fatalf("%s %s: %v", file, r.ID, err)
		}
		out = append(out, v)
	}
	return out
}

func readRows(t testing.TB, file string, kind salient.Kind) []salient.Row {
	t.Helper()
	f, err := os.Open(filepath.Join("../../cases/al-qusayr", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := csv.NewReader(f).ReadAll()
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

const reference = "isw-2013-06-06-fall-of-al-qusayr"

// codedOf are the claims of the case whose document is the reference.
func codedOf(c *salient.Case) []*salient.Claim {
	var out []*salient.Claim
	for i := range c.Claims {
		if c.Claims[i].Document == reference {
			out = append(out, &c.Claims[i])
		}
	}
	return out
}

// readReference reads the reference with the case's places and actors.
func readReference(t testing.TB, c *salient.Case) Result {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shared(t), "reference", "000_22f990e6cdc287b5.txt"))
	if err != nil {
		t.Skip("needs shared/reference")
	}
	world, err := gazetteer.World(testCache())
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(OfCase(c, []*gazetteer.Gazetteer{world}))
	if err != nil {
		t.Fatal(err)
	}
	day := when.Of(2013, 6, 6)
	return r.Read(string(text), &day)
}

func testCache() string { return filepath.Join(os.TempDir(), "salient-test-cache") }

// The reference, read with the case's places and actors, offers what the case codes from it:
// seven of ten coded claims are offered, and seven of ten candidates are coded.
func TestReference(t *testing.T) {
	c := readCase(t)
	got := readReference(t, c)
	side := Side(orbat.New(c).Side)
	coded := codedOf(c)
	agree := make([][]int, len(got.Candidates)) // coded claims, by candidate
	offered := make([]bool, len(coded))
	for i := range got.Candidates {
		for k, cl := range coded {
			if Agrees(&got.Candidates[i], cl, side) {
				agree[i] = append(agree[i], k)
				offered[k] = true
			}
		}
	}
	hit, right := 0, 0
	for k, ok := range offered {
		if ok {
			hit++
		} else if testing.Verbose() {
			t.Logf("not offered: %s %s %s %s %v %s", coded[k].ID, coded[k].Kind, coded[k].What, coded[k].Place, coded[k].Actors, coded[k].When)
		}
	}
	for i, list := range agree {
		if len(list) > 0 {
			right++
		} else if testing.Verbose() {
			t.Logf("not coded: %s", got.Candidates[i].line())
		}
	}
	recall, precision := float64(hit)/float64(len(coded)), float64(right)/float64(len(agree))
	t.Logf("%d of %d coded claims are offered (%.3f); %d of %d candidates are coded (%.3f); one for one: %d",
		hit, len(coded), recall, right, len(agree), precision, paired(agree, len(coded)))
	if recall < 0.7 || precision < 0.7 {
		t.Errorf("offered %.3f, right %.3f; want 0.7 of each", recall, precision)
	}
}

// paired is how many candidates can be paired with a coded claim each, no claim twice.
func paired(agree [][]int, claims int) int {
	owner := make([]int, claims)
	for i := range owner {
		owner[i] = -1
	}
	var place func(i int, seen []bool) bool
	place = func(i int, seen []bool) bool {
		for _, k := range agree[i] {
			if seen[k] {
				continue
			}
			seen[k] = true
			if owner[k] < 0 || place(owner[k], seen) {
				owner[k] = i
				return true
			}
		}
		return false
	}
	n := 0
	for i := range agree {
		if place(i, make([]bool, claims)) {
			n++
		}
	}
	return n
}
