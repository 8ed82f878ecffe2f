package siege_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// day is a day of May 2013.
func day(n int) when.Day { return first + when.Day(n-1) }

// inShort prints a merged siege as its days and those of its places, without year and month.
func inShort(list []siege.Merged) []string {
	var out []string
	for _, m := range list {
		var places []string
		for _, p := range m.Places {
			places = append(places, fmt.Sprintf("%s %s–%s", p.Place, p.Begin, p.End))
		}
		out = append(out, strings.ReplaceAll(fmt.Sprintf("%s–%s: %s", m.Begin, m.End, strings.Join(places, ", ")), "2013-05-", ""))
	}
	return out
}

func TestNeighboursCutOffTogetherAreOneSiege(t *testing.T) {
	for _, tt := range []struct {
		name string
		days map[salient.PlaceID]string
		want []string
	}{
		{"none", nil, nil},
		{"a quarter joins another", map[salient.PlaceID]string{"village": "brrrb", "west": "bbrrb"}, []string{"02–04: east 02–04, west 02–02"}},
		{"a village and a town, when their rear is lost", map[salient.PlaceID]string{"rear": "bbr"}, []string{"03–: town 03–, village 03–"}},
		{"one after the other is two", map[salient.PlaceID]string{"village": "brrb", "west": "bbbb", "east": "rrrb"}, []string{"02–03: west 02–03"}},
		{"the first day is sure if one place's is", map[salient.PlaceID]string{"village": "bcrrb", "west": "bbbbb"}, []string{"03?–04: town 03?–04"}},
		{"two days apart are two sieges", map[salient.PlaceID]string{"village": "brbrb"}, []string{"02–02: town 02–02", "04–04: town 04–04"}},
	} {
		got := inShort(calendar(theCase(), held(tt.days), 6, "blue").Merged)
		if diff := gocmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Day 2: east and west are cut off behind the village. Day 3 and 4: red takes west, and east
// is left, farther from blue's ground. Kilometres are those of the haversine on the sphere.
func TestPeopleAndDepthByDay(t *testing.T) {
	c := theCase()
	got := calendar(c, held(map[salient.PlaceID]string{"village": "brrrb", "west": "bbrrb"}), 6, "blue").Merged
	if len(got) != 1 {
		t.Fatalf("Merged = %v, want one siege", inShort(got))
	}
	km := func(a, b float64) float64 { return math.Round(geo.Distance(*at(a, 0), *at(b, 0)).Km()*1000) / 1000 }
	most, begin := int64(120), day(2)
	want := siege.Merged{
		Side: "blue", Begin: "2013-05-02", End: "2013-05-04", Places: got[0].Places,
		People: siege.People{Begin: people(120), Most: &most, MostOn: &begin},
		Depth:  &siege.Depth{Least: km(2, 0), Median: km(3, 0)},
		Course: []siege.Stretch{
			{From: day(2), To: day(2), Places: []salient.PlaceID{"east", "west"}, People: people(120), Gap: &siege.Gap{Km: km(2, 0), From: "west", To: "rear"}, Test: unsaid()},
			{From: day(3), To: day(4), Places: []salient.PlaceID{"east"}, People: people(20), Gap: &siege.Gap{Km: km(3, 0), From: "east", To: "rear"}, Test: unsaid()},
		},
	}
	if diff := gocmp.Diff(want, got[0]); diff != "" {
		t.Errorf("Merged (-want +got):\n%s", diff)
	}
	if w := km(2, 0); math.Abs(w-18.44) > 0.05 { // 0.2° of longitude at 34° north: 0.2 × 111.19 × cos 34°
		t.Errorf("the gap between west and the rear is %v km, want about 18.44", w)
	}
}

func unsaid() siege.Test {
	none := siege.Part{State: siege.Unsaid, Claims: []salient.ClaimID{}}
	return siege.Test{Status: siege.Encircled, Aid: none, Leaving: none}
}

// saying is an accepted claim of access about the town.
func saying(id salient.ClaimID, what, date string, stance salient.Stance) salient.Claim {
	return salient.Claim{
		ID: id, Document: "d", Kind: salient.Access, Status: salient.Accepted, Stance: stance,
		Place: "town", What: what, Actors: []salient.ActorID{"red"}, When: when.MustParse(date),
	}
}

func TestTheThreePartTest(t *testing.T) {
	const yes, no, doubt = salient.Asserts, salient.Denies, salient.Doubts
	for _, tt := range []struct {
		name   string
		window string
		claims []salient.Claim
		want   string // on days 2 to 6: status, aid, leaving; equal days joined
	}{
		{"nothing said", "", nil, "2–6 encircled unsaid/unsaid"},
		{"one part is not enough", "", []salient.Claim{saying("a", "aid-denied", "2013-05-01", yes)}, "2–6 encircled denied[a]/unsaid"},
		{"both parts", "", []salient.Claim{saying("a", "aid-denied", "2013-05-01", yes), saying("l", "leaving-denied", "2013-05-03", yes)}, "2–2 encircled denied[a]/unsaid, 3–6 besieged denied[a]/denied[l]"},
		{"contraries end them", "", []salient.Claim{saying("a", "aid-denied", "2013-05-01", yes), saying("l", "leaving-denied", "2013-05-01", yes), saying("o", "leaving-let", "2013-05-04", yes)}, "2–3 besieged denied[a]/denied[l], 4–6 encircled denied[a]/let[o]"},
		{"one day's contraries dispute", "", []salient.Claim{saying("a", "aid-denied", "2013-05-03", yes), saying("b", "aid-let-in", "2013-05-03", yes)}, "2–2 encircled unsaid/unsaid, 3–6 encircled disputed[a b]/unsaid (convoy 03)"},
		{"who denies it disputes", "", []salient.Claim{saying("a", "aid-denied", "2013-05-01", yes), saying("l", "leaving-denied", "2013-05-01", yes), saying("n", "leaving-denied", "2013-05-05", no)}, "2–4 besieged denied[a]/denied[l], 5–6 encircled denied[a]/disputed[l n]"},
		{"a doubt before it doesn't", "", []salient.Claim{saying("a", "aid-denied", "2013-05-04", yes), saying("n", "aid-denied", "2013-05-02", doubt)}, "2–3 encircled unsaid/unsaid, 4–6 encircled denied[a]/unsaid"},
		{"a convoy makes it hard to reach", "", []salient.Claim{saying("a", "aid-denied", "2013-05-01", yes), saying("l", "leaving-denied", "2013-05-01", yes), saying("c", "aid-let-in", "2013-05-03", yes)}, "2–2 besieged denied[a]/denied[l], 3–6 hard-to-reach let[c]/denied[l] (convoy 03)"},
		{"for as long as the setting says", "2", []salient.Claim{saying("a", "aid-denied", "2013-05-01/2013-05-06", yes), saying("l", "leaving-denied", "2013-05-01", yes), saying("c", "aid-let-in", "2013-05-03", yes)}, "2–2 besieged denied[a]/denied[l], 3–3 hard-to-reach disputed[a c]/denied[l] (convoy 03), 4–4 hard-to-reach denied[a]/denied[l] (convoy 03), 5–6 besieged denied[a]/denied[l]"},
		{"a convoy into what nobody called barred changes nothing", "", []salient.Claim{saying("l", "leaving-denied", "2013-05-01", yes), saying("c", "aid-let-in", "2013-05-02", yes)}, "2–6 encircled let[c]/denied[l] (convoy 02)"},
		{"what lies elsewhere doesn't count", "", []salient.Claim{{ID: "x", Document: "d", Kind: salient.Access, Status: salient.Accepted, Place: "here", What: "aid-denied", When: when.MustParse("2013-05-01")}}, "2–6 encircled unsaid/unsaid"},
	} {
		c := theCase()
		c.Claims = tt.claims
		c.Settings.Other = map[string]string{"siege.convoy": tt.window}
		c.Sort()
		got := tests(calendar(c, held(map[salient.PlaceID]string{"village": "brrrrrb"}), 7, "blue").Merged)
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func tests(list []siege.Merged) string {
	var out []string
	for _, m := range list {
		for _, s := range m.Course {
			part := func(p siege.Part) string {
				if len(p.Claims) == 0 {
					return string(p.State)
				}
				return fmt.Sprint(p.State, p.Claims)
			}
			line := fmt.Sprintf("%d–%d %s %s/%s", s.From-first+1, s.To-first+1, s.Status, part(s.Aid), part(s.Leaving))
			if s.Convoy != nil {
				line += fmt.Sprintf(" (convoy %s)", s.Convoy.String()[8:])
			}
			out = append(out, line)
		}
	}
	return strings.Join(out, ", ")
}

// On random grids: every siege of a place is in one merged siege and lasts within it; two of
// them that touch while both last are in the same one, and a merged one can't be parted into
// two that don't; each day's places, people and gap are what counting again gives.
func TestMergedSiegesAreTheConnectedOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := grid(t, 4)
		const days = 6
		states := map[salient.PlaceID]string{}
		for i := range c.Places {
			p := &c.Places[i]
			states[p.ID] = rapid.StringOfN(rapid.RuneFrom([]rune("bbbrrc?")), days, days, -1).Draw(t, string(p.ID))
			if rapid.Bool().Draw(t, "counted") {
				p.Population = people(rapid.Int64Range(1, 1000).Draw(t, "people"))
			}
		}
		result := calendar(c, held(states), days, "blue")
		of := groups(t, result)
		for i, a := range result.Sieges {
			for j, b := range result.Sieges {
				together := false
				for n := 1; n <= days; n++ {
					together = together || a.Has(day(n)) && b.Has(day(n))
				}
				if together && nextTo(c, a.Place, b.Place) && of[i] != of[j] {
					t.Fatalf("%v and %v touch but are in two sieges: %v", a, b, inShort(result.Merged))
				}
			}
		}
		for _, m := range result.Merged {
			connected(t, c, m)
			recount(t, c, states, result, m)
		}
	})
}

// groups gives for each siege the merged one that has it.
func groups(t *rapid.T, r siege.Result) []int {
	out := make([]int, len(r.Sieges))
	members := 0
	for i, s := range r.Sieges {
		found := 0
		for k, m := range r.Merged {
			if m.Side == s.Side && slices.Contains(m.Places, siege.Member{Place: s.Place, Name: s.Name, Begin: s.Begin, End: s.End}) {
				out[i] = k
				found++
			}
		}
		if found != 1 {
			t.Fatalf("%v is in %d merged sieges, want 1: %v", s, found, inShort(r.Merged))
		}
	}
	for _, m := range r.Merged {
		members += len(m.Places)
	}
	if members != len(r.Sieges) {
		t.Fatalf("merged sieges have %d places, want %d", members, len(r.Sieges))
	}
	return out
}

// nextTo reports whether cells of a grid share an edge: those of places beside each other.
func nextTo(c *salient.Case, a, b salient.PlaceID) bool {
	p, _ := c.Place(a)
	q, _ := c.Place(b)
	return math.Abs(p.At.Lon-q.At.Lon)+math.Abs(p.At.Lat-q.At.Lat) < 0.15
}

// connected walks from a merged siege's first place to all others.
func connected(t *rapid.T, c *salient.Case, m siege.Merged) {
	reached := make([]bool, len(m.Places))
	reached[0] = true
	meet := func(a, b siege.Member) bool {
		for d := first; d < first+10; d++ {
			if has(a, d) && has(b, d) {
				return true
			}
		}
		return false
	}
	for more := true; more; {
		more = false
		for i, a := range m.Places {
			for j, b := range m.Places {
				if reached[i] && !reached[j] && nextTo(c, a.Place, b.Place) && meet(a, b) {
					reached[j], more = true, true
				}
			}
		}
	}
	if slices.Contains(reached, false) {
		t.Fatalf("%v hangs together by nothing: %v", inShort([]siege.Merged{m}), reached)
	}
}

func has(m siege.Member, d when.Day) bool {
	return siege.Siege{Begin: m.Begin, End: m.End}.Has(d)
}

// recount counts a merged siege's days again, from the states that the grid was given.
func recount(t *rapid.T, c *salient.Case, states map[salient.PlaceID]string, r siege.Result, m siege.Merged) {
	for n := 1; n <= 6; n++ {
		var inside []salient.PlaceID
		var sum, uncounted int64
		for _, p := range m.Places {
			if !has(p, day(n)) {
				continue
			}
			inside = append(inside, p.Place)
			if q, _ := c.Place(p.Place); q.Population != nil {
				sum += *q.Population
			} else {
				uncounted++
			}
		}
		slices.Sort(inside)
		s, ok := m.On(day(n))
		if ok != (len(inside) > 0) || ok && !slices.Equal(s.Places, inside) {
			t.Fatalf("On(%d) = %v, %v; want the places %v", n, s.Places, ok, inside)
		}
		if !ok {
			continue
		}
		got := int64(0)
		if s.People != nil {
			got = *s.People
		}
		if got != sum || int64(s.Uncounted) != uncounted {
			t.Fatalf("On(%d) has %d people and %d places uncounted, want %d and %d", n, got, s.Uncounted, sum, uncounted)
		}
		want := gapOf(c, states, r, inside, n)
		if (want < 0) != (s.Gap == nil) || want >= 0 && math.Abs(s.Gap.Km-want) > 0.001 {
			t.Fatalf("On(%d) has the gap %v, want %v km", n, s.Gap, want)
		}
	}
}

// gapOf is the least distance to blue ground that isn't besieged and lies on a road, or to
// the rear unless red holds it; −1 if there is none.
func gapOf(c *salient.Case, states map[salient.PlaceID]string, r siege.Result, inside []salient.PlaceID, n int) float64 {
	least := -1.0
	for _, base := range c.Places {
		state := states[base.ID][n-1]
		cut := slices.ContainsFunc(r.Sieges, func(s siege.Siege) bool { return s.Place == base.ID && s.Has(day(n)) })
		onRoad := slices.ContainsFunc(c.Roads, func(r salient.Road) bool { return slices.Contains(r.Line, *base.At) })
		own := state == 'b' && !cut || len(base.RearOf) > 0 && state != 'r'
		if !own || !onRoad {
			continue
		}
		for _, id := range inside {
			p, _ := c.Place(id)
			if km := geo.Distance(*p.At, *base.At).Km(); least < 0 || km < least {
				least = km
			}
		}
	}
	return least
}

func TestMergedDoesNotDependOnTheOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := grid(t, 3)
		states := map[salient.PlaceID]string{}
		for _, p := range c.Places {
			states[p.ID] = rapid.StringOfN(rapid.RuneFrom([]rune("bbrc")), 5, 5, -1).Draw(t, string(p.ID))
		}
		want := calendar(c, held(states), 5, "blue", "red").Merged
		turned := *c
		turned.Roads = rapid.Permutation(c.Roads).Draw(t, "roads")
		if diff := gocmp.Diff(want, calendar(&turned, held(states), 5, "red", "blue").Merged); diff != "" {
			t.Fatalf("Merged after shuffling roads and sides (-before +after):\n%s", diff)
		}
		if !slices.IsSortedFunc(want, func(a, b siege.Merged) int { return cmp.Compare(a.Begin, b.Begin) }) {
			t.Fatalf("Merged isn't in the order of its first days: %v", inShort(want))
		}
	})
}
