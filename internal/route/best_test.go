package route_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

func TestBestIsWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.leaf(t, "any")
		w.claims(t, rapid.IntRange(0, 4).Draw(t, "claims"), "opens", "closes", "threatens")
		m := mapOf(w.Case)
		from, to := w.leaf(t, "from"), w.leaf(t, "to")
		if from == to {
			t.Skip("a place and itself")
		}
		for i := range w.days {
			d := m.On(w.ground, "blue", first+when.Day(i))
			got, err := d.Best(from, to)
			if err != nil {
				t.Fatalf("Best(%s, %s): %v", from, to, err)
			}
			open, some := w.brute(d, from, to, route.Open), w.brute(d, from, to, route.Open, route.Uncertain)
			want, hours := route.Open, open
			if math.IsInf(open, 1) {
				want, hours = route.Uncertain, some
			}
			if math.IsInf(some, 1) {
				want = route.Cut
			}
			if got.Status != want {
				t.Fatalf("Best(%s, %s) on day %d: %s, want %s", from, to, i, got.Status, want)
			}
			if want != route.Cut && math.Abs(got.Best.Hours-hours) > 1e-6*hours {
				t.Fatalf("Best(%s, %s) on day %d: %v hours, want %v", from, to, i, got.Best.Hours, hours)
			}
			checkWay(t, d, got)
		}
	})
}

// checkWay checks that what an answer says of its ways fits together.
func checkWay(t *rapid.T, d *route.Day, a route.Answer) {
	for _, w := range []*route.Way{a.Best, a.Safest} {
		if w == nil {
			continue
		}
		if math.Abs(float64(w.Length-w.Line.Length())) > 1 {
			t.Fatalf("a way of %v m is drawn as %v m", w.Length, w.Line.Length())
		}
		if w.Detour < 1-1e-9 || w.P > w.LeastP+1e-12 || len(w.Places) == 0 {
			t.Fatalf("way %+v: detour below 1, P above LeastP, or no places", w)
		}
	}
	if a.Status == route.Cut != (a.Best == nil) || a.Status == route.Open && a.By != nil || a.Status == route.Uncertain && a.By == nil {
		t.Fatalf("answer %s with ways %v and causes %v", a.Status, a.Best, a.By)
	}
	if a.Best != nil && (a.Safest.P < a.Best.P-1e-12 || a.Safest.Hours < a.Best.Hours-1e-9) {
		t.Fatalf("safest way (P %v, %v h) against fastest (P %v, %v h)", a.Safest.P, a.Safest.Hours, a.Best.P, a.Best.Hours)
	}
}

func TestSafestHasTheGreatestChanceOfAllWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		from, to := w.leaf(t, "from"), w.leaf(t, "to")
		if from == to || len(w.Places) > 11 {
			t.Skip("a place and itself, or too many ways")
		}
		d := mapOf(w.Case).On(w.ground, "blue", first)
		a, _ := d.Best(from, to)
		if a.Status == route.Cut {
			t.Skip("cut")
		}
		if want := w.safest(d, from, to, a.Status == route.Open); math.Abs(a.Safest.P-want) > 1e-9 {
			t.Fatalf("Safest(%s, %s) has P %v, want %v", from, to, a.Safest.P, want)
		}
	})
}

func TestCalendarIsBestOnEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.leaf(t, "any")
		w.claims(t, rapid.IntRange(0, 4).Draw(t, "claims"), "opens", "closes")
		m := mapOf(w.Case)
		q := route.Query{Side: "blue", From: w.leaf(t, "from"), To: w.leaf(t, "to")}
		span := when.Span{From: first, To: first + when.Day(w.days-1)}
		runs, err := m.Calendar(w.ground, q, span)
		if err != nil {
			t.Fatalf("Calendar: %v", err)
		}
		next := first
		for k, r := range runs {
			if r.From != next || k > 0 && runs[k-1].Status == r.Status {
				t.Fatalf("Calendar = %v: run %d doesn't follow", runs, k)
			}
			if k > 0 && len(r.By) == 0 {
				t.Fatalf("Calendar = %v: nothing is said to have begun run %d", runs, k)
			}
			for day := r.From; day <= r.To; day++ {
				q.Day = day
				if a, _ := m.Best(w.ground, q); a.Status != r.Status {
					t.Fatalf("Calendar says %s on %s, Best %s", r.Status, day, a.Status)
				}
			}
			next = r.To + 1
		}
		if next != span.To+1 {
			t.Fatalf("Calendar = %v ends before %s", runs, span.To)
		}
	})
}

func TestChokepointsAreThePlacesWhoseCaptureEndsTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		from, to := w.leaf(t, "from"), w.leaf(t, "to")
		if from == to {
			t.Skip("a place and itself")
		}
		m := mapOf(w.Case)
		d := m.On(w.ground, "blue", first)
		before, _ := d.Best(from, to)
		got, err := d.Choke(from, to, 0)
		if err != nil {
			t.Fatalf("Choke: %v", err)
		}
		cuts := func(lost ...salient.PlaceID) bool {
			held := func(leaf salient.PlaceID, day when.Day) salient.Holding {
				if slices.Contains(lost, leaf) {
					return holding(leaf, day, "red", 0.9)
				}
				return w.ground(leaf, day)
			}
			a, _ := m.On(held, "blue", first).Best(from, to)
			return a.Status != before.Status
		}
		town := w.LeavesUnder("town")
		own := func(id salient.PlaceID) bool { return id == from || id == to }
		all := len(town) > 0 && !slices.ContainsFunc(town, own)
		anyone := false
		var want []salient.PlaceID
		for _, id := range town {
			all, anyone = all && cuts(id), anyone || cuts(id)
		}
		for _, id := range w.Leaves() {
			if before.Status != route.Cut && !own(id) && cuts(id) && !(all && slices.Contains(town, id)) {
				want = append(want, id)
			}
		}
		if before.Status != route.Cut && len(town) > 0 && !slices.ContainsFunc(town, own) && (all || !anyone && cuts(town...)) {
			want = append(want, "town")
		}
		if town := len(town) == 1 && town[0] == "town"; town {
			t.Skip("a town without parts")
		}
		if diff := cmp.Diff(want, got.Places); diff != "" || got.Status != before.Status {
			t.Fatalf("Choke(%s, %s) is %s, want %s; places (-want +got):\n%s", from, to, got.Status, before.Status, diff)
		}
	})
}

func TestChokeFactorIsWhereChokeStopsListingAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		from, to, place := w.leaf(t, "from"), w.leaf(t, "to"), w.leaf(t, "place")
		if from == to || place == from || place == to {
			t.Skip("needs three places")
		}
		d := mapOf(w.Case).On(w.ground, "blue", first)
		f, err := d.ChokeFactor(from, to, place)
		if err != nil {
			t.Fatalf("ChokeFactor: %v", err)
		}
		for _, within := range []float64{f.From * 0.999, f.From, (f.From + f.To) / 2, f.To * 1.001, 100} {
			c, _ := d.Choke(from, to, within)
			p, _ := w.Place(place)
			got := slices.Contains(c.Places, place) || slices.Contains(c.Places, p.Parent)
			want := f.From <= within && within < f.To && !math.IsInf(f.From, 1)
			if got != want && math.Abs(within-f.To) > 1e-6 && p.Parent != "town" {
				t.Fatalf("Choke(%s, %s, %v) lists %v; ChokeFactor of %s is %+v", from, to, within, c.Places, place, f)
			}
		}
	})
}

func rankOf(s route.Status) int {
	return slices.Index([]route.Status{route.Cut, route.Uncertain, route.Open}, s)
}

func TestAnOpeningClaimNeverClosesAWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		from, to := w.leaf(t, "from"), w.leaf(t, "to")
		w.claims(t, rapid.IntRange(0, 4).Draw(t, "claims"), "opens", "closes")
		before := mapOf(w.Case)
		n := len(w.Claims)
		w.claims(t, 1, "opens")
		added := w.Claims[slices.IndexFunc(w.Claims, func(c salient.Claim) bool { return c.ID == salient.ClaimID(fmt.Sprintf("c%02d", n)) })]
		if added.Stance != salient.Asserts {
			t.Skip("a denial")
		}
		after := mapOf(w.Case)
		for i := range w.days {
			q := route.Query{Side: "blue", From: from, To: to, Day: first + when.Day(i)}
			a, _ := before.Best(w.ground, q)
			b, _ := after.Best(w.ground, q)
			if rankOf(b.Status) < rankOf(a.Status) {
				t.Fatalf("day %d: %s, and %s with the opening %+v", i, a.Status, b.Status, added)
			}
		}
	})
}

func TestIDsAndTheOrderOfRowsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		from, to := w.leaf(t, "from"), w.leaf(t, "to")
		w.claims(t, rapid.IntRange(0, 4).Draw(t, "claims"), "opens", "closes", "threatens")
		shuffled := *w.Case
		shuffled.Roads = rapid.Permutation(w.Roads).Draw(t, "roads")
		shuffled.Claims = rapid.Permutation(w.Claims).Draw(t, "claims")
		shuffled.Sort()
		renamed := *w.Case
		renamed.Roads, renamed.Claims = slices.Clone(w.Roads), slices.Clone(w.Claims)
		for i := range renamed.Roads {
			old := renamed.Roads[i].ID
			renamed.Roads[i].ID = salient.RoadID(fmt.Sprintf("z%02d", len(w.Roads)-i))
			for j := range renamed.Claims {
				if w.Claims[j].Place == string(old) {
					renamed.Claims[j].Place = string(renamed.Roads[i].ID)
				}
			}
		}
		renamed.Sort()
		q := route.Query{Side: "blue", From: from, To: to, Day: first}
		want, _ := mapOf(w.Case).Best(w.ground, q)
		got, _ := mapOf(&shuffled).Best(w.ground, q)
		if a, b := bytes(t, want), bytes(t, got); a != b {
			t.Fatalf("after shuffling:\n%s\nbefore:\n%s", b, a)
		}
		got, _ = mapOf(&renamed).Best(w.ground, q)
		if got.Best != nil {
			got.Best.Roads, got.Safest.Roads = want.Best.Roads, want.Safest.Roads
		}
		if a, b := bytes(t, want), bytes(t, got); a != b {
			t.Fatalf("with other road ids:\n%s\nbefore:\n%s", b, a)
		}
	})
}

func bytes(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal(%+v): %v", v, err)
	}
	return string(b)
}
