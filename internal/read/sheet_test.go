package read

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient/when"
)

// pages are the three long pages of which candidates are checked by reading.
var pages = []string{"syria__timeline_of_the_syrian_civil_war.md", "syria__control_of_cities_during_the_syrian_civil_war.md", "ukraine__battle_of_bakhmut.md"}

// TestSheet prints 100 candidates of the three pages, drawn with a fixed seed, for
// docs/reading-sheet.csv.
func TestSheet(t *testing.T) {
	out := os.Getenv("SALIENT_SHEET")
	if out == "" {
		t.Skip("writes the sheet to be checked by reading; run with SALIENT_SHEET=FILE")
	}
	r, err := New(Options{Places: worldSet(t)})
	if err != nil {
		t.Fatal(err)
	}
	day := when.Of(2023, 10, 31)
	type drawn struct {
		page string
		c    Candidate
	}
	var all []drawn
	for _, p := range pages {
		text, err := os.ReadFile(filepath.Join(shared(t), "data", "wikipedia-conflict-pages", p))
		if err != nil {
			t.Skip("needs shared/data/wikipedia-conflict-pages")
		}
		for _, c := range r.Read(string(text), &day).Candidates {
			all = append(all, drawn{p, c})
		}
	}
	rng := rand.New(rand.NewPCG(2013, 13))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:min(100, len(all))]
	slices.SortStableFunc(all, func(a, b drawn) int { return strings.Compare(a.page, b.page) })
	var b strings.Builder
	for i, d := range all {
		p, _ := r.naming.places.Place(d.c.Place)
		name := d.c.Place
		if p != nil {
			name = p.Name + "/" + p.Country + " (" + p.Kind.String() + ")"
		}
		fmt.Fprintf(&b, "%d|%s|%d|%s %s|%s %s %s>%s|%s / %s|%s|%s %s|%s|%s\n", i+1, d.page[:9], d.c.Start, d.c.Kind, d.c.What, name, d.c.Sector, d.c.Value, d.c.To, d.c.Actor, d.c.Other, d.c.When, d.c.Stance, d.c.Claimant, d.c.Rule, strings.Join(strings.Fields(d.c.Quote), " "))
	}
	if err := os.WriteFile(out, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
