package read

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// judge compares candidates with the claims that the case codes from the reference.
type judge struct {
	c    *salient.Case
	book *orbat.Book
}

// coded are the claims of the case whose document is the reference.
func (j *judge) coded() []*salient.Claim {
	var out []*salient.Claim
	for i := range j.c.Claims {
		if j.c.Claims[i].Document == reference {
			out = append(out, &j.c.Claims[i])
		}
	}
	return out
}

// same reports whether a candidate says what a claim says: of its kind, place, side or actor,
// on overlapping days.
func (j *judge) same(c *Candidate, cl *salient.Claim) bool {
	return c.Kind == cl.Kind && j.samePlace(c, cl) && j.sameParty(c, cl) && c.days.Meet(cl.When.Bounds(when.DefaultWidening)).Len() > 0
}

func (j *judge) samePlace(c *Candidate, cl *salient.Claim) bool {
	if c.Kind == salient.Statement || c.Kind == salient.Tie {
		return true
	}
	places := []string{cl.Place, string(cl.To)}
	return c.Place != "" && slices.Contains(places, c.Place) || c.To != "" && slices.Contains(places, c.To)
}

// sameParty compares actors, or the sides that they roll up to. A statement without a speaker
// is the document's own.
func (j *judge) sameParty(c *Candidate, cl *salient.Claim) bool {
	actors := []string{c.Actor}
	if c.Kind == salient.Statement && c.Actor == "" {
		actors = []string{"institute-for-the-study-of-war"}
	}
	if len(cl.Actors) == 0 {
		return true
	}
	day := cl.When.Bounds(when.DefaultWidening).To
	for _, a := range cl.Actors {
		for _, b := range actors {
			if string(a) == b {
				return true
			}
			x, ok := j.book.Side(a, day)
			y, ok2 := j.book.Side(salient.ActorID(b), day)
			if ok && ok2 && x == y {
				return true
			}
		}
	}
	return false
}

// The reference, read with the case's places and actors, offers what the case codes from it.
func TestReference(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(shared(t), "reference", "000_22f990e6cdc287b5.txt"))
	if err != nil {
		t.Skip("needs shared/reference")
	}
	c := readCase(t)
	world, err := gazetteer.World(filepath.Join(os.TempDir(), "salient-test-cache"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(OfCase(c, []*gazetteer.Gazetteer{world}))
	if err != nil {
		t.Fatal(err)
	}
	day := when.Of(2013, 6, 6)
	got := r.Read(string(text), &day)
	j := &judge{c, orbat.New(c)}
	offered, right := 0, 0
	coded := j.coded()
	by := map[salient.ClaimKind][4]int{}
	for _, cl := range coded {
		ok := slices.ContainsFunc(got.Candidates, func(c Candidate) bool { return j.same(&c, cl) })
		n := by[cl.Kind]
		n[1]++
		if ok {
			offered++
			n[0]++
		} else {
			t.Logf("MISS %s %s %s %s->%s %v %s %.60s", cl.ID[len(cl.ID)-3:], cl.Kind, cl.What, cl.Place, cl.To, cl.Actors, cl.When, cl.Says)
		}
		by[cl.Kind] = n
	}
	for _, c := range got.Candidates {
		ok := slices.ContainsFunc(coded, func(cl *salient.Claim) bool { return j.same(&c, cl) })
		n := by[c.Kind]
		n[3]++
		if ok {
			right++
			n[2]++
		} else {
			t.Logf("WRONG %s | %s %s | %s->%s | %s / %s | %s | %s | %.90s", c.Rule, c.Kind, c.What, c.Place, c.To, c.Actor, c.Other, c.When, c.Claimant, strings.Join(strings.Fields(c.Quote), " "))
		}
		by[c.Kind] = n
	}
	t.Log(by)
	t.Logf("offered %d of %d coded (%.3f); right %d of %d offered (%.3f)", offered, len(coded), float64(offered)/float64(len(coded)), right, len(got.Candidates), float64(right)/float64(len(got.Candidates)))
}
