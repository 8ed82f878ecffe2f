package war

import (
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// print is a hash of all rows of a case and its truth.
func print(c *salient.Case, t Truth) string {
	h := sha256.New()
	for _, kind := range salient.Kinds {
		for r := range Rows(c)(kind) {
			h.Write(r.Canonical())
		}
	}
	fmt.Fprint(h, t)
	return fmt.Sprintf("%x", h.Sum(nil))
}

// small cuts settings down to a few places, which say as much about rows.
func small(list []Setting) []Setting {
	for i := range list {
		list[i].Places = 5
	}
	return list
}

func TestSameSeedSameWar(t *testing.T) {
	for _, s := range small(Settings()) {
		a, b := print(s.Make(1)), print(s.Make(1))
		if a != b {
			t.Errorf("%s: two wars of one seed differ", s.Name)
		}
		if c := print(s.Make(2)); a == c {
			t.Errorf("%s: wars of two seeds are the same", s.Name)
		}
	}
}

// TestRowsSayWhatTheCaseSays reads each row back: what is made is what an import accepts.
func TestRowsSayWhatTheCaseSays(t *testing.T) {
	for _, s := range small(append(Settings(), Unseen(7, 20)...)) {
		c, _ := s.Make(3)
		same(t, s.Name, c, salient.KindSource, salient.Row.Source, c.Sources)
		same(t, s.Name, c, salient.KindActor, salient.Row.Actor, c.Actors)
		same(t, s.Name, c, salient.KindPlace, salient.Row.Place, c.Places)
		same(t, s.Name, c, salient.KindDocument, salient.Row.Document, c.Documents)
		same(t, s.Name, c, salient.KindClaim, salient.Row.Claim, c.Claims)
	}
}

func same[T any](t *testing.T, name string, c *salient.Case, kind salient.Kind, read func(salient.Row) (T, error), want []T) {
	t.Helper()
	i := 0
	for r := range Rows(c)(kind) {
		got, err := read(r)
		if err != nil {
			t.Fatalf("%s: %s %s: %v", name, kind, r.ID, err)
		}
		if i%20 == 0 { // comparing all takes long
			if diff := cmp.Diff(want[i], got, cmp.AllowUnexported(when.Date{}), cmp.Comparer(func(a, b when.Date) bool { return a.String() == b.String() })); diff != "" {
				t.Fatalf("%s: %s %s (-made +read):\n%s", name, kind, r.ID, diff)
			}
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%s: %d rows of kind %s, want %d", name, i, kind, len(want))
	}
}

// TestClaimsNameWhatIsThere looks up what each claim names, and that the case is sorted.
func TestClaimsNameWhatIsThere(t *testing.T) {
	for _, s := range small(Settings()) {
		c, truth := s.Make(1)
		for i := range c.Claims {
			cl := &c.Claims[i]
			if i > 0 && c.Claims[i-1].ID >= cl.ID {
				t.Fatalf("%s: claim %s comes after %s", s.Name, cl.ID, c.Claims[i-1].ID)
			}
			_, place := c.Place(salient.PlaceID(cl.Place))
			said, dated := c.Said(cl)
			if !c.Counts(cl) || !dated || !truth.Span.Has(said) || cl.Kind == salient.Holds && !place {
				t.Fatalf("%s: claim %s doesn't count, or names what isn't there: %+v", s.Name, cl.ID, cl)
			}
			for _, a := range slices.Concat(cl.Actors, cl.Others) {
				if _, ok := c.Actor(a); !ok {
					t.Fatalf("%s: claim %s names %s, who isn't there", s.Name, cl.ID, a)
				}
			}
		}
	}
}

func TestTruthGoesThroughItsFile(t *testing.T) {
	s := fiveSides()
	c, want := s.Make(1)
	var file pipe
	if err := want.Write(&file); err != nil {
		t.Fatal(err)
	}
	got, err := ReadTruth(&file, States(c.Settings), want.Span)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("truth read back (-want +got):\n%s", diff)
	}
}

func TestSettingsAreManyAndApart(t *testing.T) {
	names := map[string]bool{}
	for _, s := range Settings() {
		if names[s.Name] {
			t.Errorf("two settings are called %s", s.Name)
		}
		names[s.Name] = true
		for i, src := range s.Sources {
			for _, k := range src.Copies {
				if k >= i {
					t.Errorf("%s: source %d copies %d, which comes after it", s.Name, i, k)
				}
			}
		}
	}
	if len(names) < 60 {
		t.Errorf("%d settings, want 60 or more", len(names))
	}
	a, b, c := Unseen(1, 5), Unseen(1, 5), Unseen(2, 5)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("Unseen(1, 5) twice:\n%s", diff)
	}
	if cmp.Equal(a[0].Sources, c[0].Sources) {
		t.Error("Unseen(1) and Unseen(2) have the same sources")
	}
}

// TestDrawnSettingsAreBroad counts what has to occur among the drawn settings.
func TestDrawnSettingsAreBroad(t *testing.T) {
	n := map[string]int{}
	for _, s := range drawn(drawnSeed, drawnCount, "") {
		note := func(what string, is bool) {
			if is {
				n[what]++
			}
		}
		some := func(is func(Source) bool) bool { return slices.ContainsFunc(s.Sources, is) }
		friends := map[int]bool{}
		for _, src := range s.Sources {
			friends[src.Side] = true
		}
		note("two sources", len(s.Sources) == 2)
		note("25 or more sources", len(s.Sources) >= 25)
		note("more than two sides", s.Sides > 2)
		note("five sides", s.Sides == 5)
		note("never contested", s.Contested == 0)
		note("campaigns", s.Campaigns > 0)
		note("bursts", s.Bursts > 0)
		note("undeclared copiers", some(func(s Source) bool { return len(s.Copies) > 0 && !s.Declared }))
		note("declared copiers", some(func(s Source) bool { return len(s.Copies) > 0 && s.Declared }))
		note("careless", some(func(s Source) bool { return s.Right < 0.6 }))
		note("no visual", !some(func(s Source) bool { return s.Visual > 0 }))
		note("a side without friends", len(friends) <= s.Sides)
		note("informative hedges", s.Signals == Informative)
		note("noise", s.Signals == Noise)
		note("quotes", s.Wording == Quotes)
		note("blank claimants", s.Claimants == NoName)
		note("spokesmen", len(s.Spokesmen) > 0)
		note("misjudged", some(func(s Source) bool { return s.Misjudges > 0 }))
		note("lags per claim", some(func(s Source) bool { return s.PerClaim }))
	}
	for what, count := range n {
		t.Logf("%-24s %d of %d", what, count, drawnCount)
	}
	for _, what := range []string{
		"two sources", "25 or more sources", "more than two sides", "five sides", "never contested", "campaigns", "bursts",
		"undeclared copiers", "declared copiers", "careless", "no visual", "a side without friends", "informative hedges",
		"noise", "quotes", "blank claimants", "spokesmen", "misjudged", "lags per claim",
	} {
		if n[what] == 0 {
			t.Errorf("%s occurs in no drawn setting", what)
		}
	}
}

func TestDelaysHaveTheirMeans(t *testing.T) {
	for shape, name := range []string{"fixed", "uniform", "exponential", "lognormal", "bimodal"} {
		d, sum := Delay{Shape(shape), 20}, 0
		rng := source(1)
		const n = 40000
		for range n {
			sum += d.draw(rng)
		}
		if mean := float64(sum) / n; math.Abs(mean-20) > 0.6 {
			t.Errorf("mean of %s delays is %.2f, want 20", name, mean)
		}
	}
	if got := (Delay{}).draw(source(1)); got != 0 {
		t.Errorf("the zero delay is %d days, want 0", got)
	}
}
