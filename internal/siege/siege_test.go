package siege_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

var first = when.Of(2013, 5, 1)

func at(x, y float64) *geo.Point { return &geo.Point{Lon: 36 + x/10, Lat: 34 + y/10} }

func people(n int64) *int64 { return &n }

// theCase is a town of two quarters, with a village before it and blue's rear behind that:
// rear – village – west – east, in a row.
func theCase() *salient.Case {
	c := &salient.Case{
		Settings:  salient.Settings{Sides: []salient.ActorID{"blue", "red"}, Country: "here"},
		Documents: []salient.Document{{ID: "d", Published: when.MustParse("2013-06-30")}},
		Places: []salient.Place{
			{ID: "here", Kind: salient.Country},
			{ID: "rear", Name: "Rear", Kind: "town", Parent: "here", At: at(0, 0), RearOf: []salient.Rear{{Side: "blue"}}},
			{ID: "village", Name: "Village", Kind: "village", Parent: "here", At: at(1, 0)},
			{ID: "town", Name: "Town", Kind: "town", Parent: "here"},
			{ID: "west", Name: "West", Kind: "quarter", Parent: "town", At: at(2, 0), Population: people(100)},
			{ID: "east", Name: "East", Kind: "quarter", Parent: "town", At: at(3, 0), Population: people(20)},
		},
	}
	for i, id := range []salient.RoadID{"rear-village", "village-west", "west-east"} {
		c.Roads = append(c.Roads, salient.Road{ID: id, Class: "primary", Line: geo.Line{*at(float64(i), 0), *at(float64(i+1), 0)}})
	}
	c.Sort()
	return c
}

// held is ground that blue holds but for what is given: by place a letter for each day from
// the first on, b blue, r red, c contested, the last one lasting.
func held(days map[salient.PlaceID]string) salient.Ground {
	return func(leaf salient.PlaceID, day when.Day) salient.Holding {
		state := byte('b')
		if s := days[leaf]; s != "" {
			state = s[max(0, min(int(day-first), len(s)-1))]
		}
		return holding(leaf, day, map[byte]salient.State{'b': "blue", 'r': "red", 'c': salient.Contested, '?': ""}[state])
	}
}

func holding(leaf salient.PlaceID, day when.Day, state salient.State) salient.Holding {
	h := salient.Holding{Place: leaf, On: day, Status: salient.Held, Basis: salient.Observed}
	switch state {
	case "":
		h.Status, h.Basis = salient.Unknowing, salient.NoEvidence
	case salient.Contested:
		h.Status = salient.Disputed
	}
	for _, s := range []salient.State{"blue", "red", salient.Contested} {
		x := salient.Holder{Side: s, P: 0.05}
		if s == state {
			x.P = 0.9
		}
		h.Holders = append(h.Holders, x)
	}
	return h
}

func calendar(c *salient.Case, ground salient.Ground, days int, sides ...salient.ActorID) siege.Result {
	m := route.NewMap(c, road.New(c.Roads, road.DefaultSnap), cell.OfCase(c), nil)
	return siege.Calendar(m, c, ground, when.Span{From: first, To: first + when.Day(days-1)}, sides)
}

// short prints a siege as "place begin end people", dates without the year and month.
func short(list []siege.Siege) []string {
	var out []string
	for _, s := range list {
		n := "nil"
		if s.People != nil {
			n = fmt.Sprint(*s.People)
		}
		out = append(out, strings.ReplaceAll(fmt.Sprintf("%s %s–%s %s", s.Place, s.Begin, s.End, n), "2013-05-", ""))
	}
	return out
}

func TestSieges(t *testing.T) {
	for _, tt := range []struct {
		name string
		days map[salient.PlaceID]string
		want []string
	}{
		{"no siege while the way is held", nil, nil},
		{"a town is cut off as a whole, with the sum of its people", map[salient.PlaceID]string{"village": "bbrrrb"}, []string{"town 03–05 120"}},
		{"it lasts", map[salient.PlaceID]string{"village": "bbr"}, []string{"town 03– 120"}},
		{"uncertain days around it", map[salient.PlaceID]string{"village": "bcrrcb"}, []string{"town 03?–04? 120"}},
		{"uncertain days alone are none", map[salient.PlaceID]string{"village": "bcccc"}, nil},
		{"an uncertain day parts two", map[salient.PlaceID]string{"village": "rrcrr"}, []string{"town 01–02? 120", "town 04?– 120"}},
		{"quarters apart", map[salient.PlaceID]string{"village": "brrrb", "west": "bbrrb"}, []string{"west 02–02 100", "east 02–04 20"}},
		{"it ends with the place's capture", map[salient.PlaceID]string{"village": "brrr", "west": "bbrr", "east": "bbbr"}, []string{"west 02–02 100", "east 02–03 20"}},
		{"the rear's own loss", map[salient.PlaceID]string{"rear": "bbr"}, []string{"town 03– 120", "village 03– nil"}},
	} {
		got := short(calendar(theCase(), held(tt.days), 6, "blue").Sieges)
		slices.Sort(got)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestASiegeSaysWhatIsCutAndByWhat(t *testing.T) {
	c := theCase()
	c.Claims = []salient.Claim{{
		ID: "closing", Document: "d", Kind: salient.OnRoad, Status: salient.Accepted, Stance: salient.Asserts,
		Place: "village-west", What: "closes", Actors: []salient.ActorID{"red"}, When: when.MustParse("2013-05-02"),
	}}
	got := calendar(c, held(nil), 4, "blue").Sieges
	want := []siege.Siege{{
		Place: "town", Name: "Town", Side: "blue", Begin: "2013-05-02", People: people(120),
		Cut: []salient.RoadID{"village-west"}, By: []string{"closing"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Calendar (-want +got):\n%s", diff)
	}
}

func TestASideWithoutARearIsNotBesieged(t *testing.T) {
	c := theCase()
	p, _ := c.Place("rear")
	p.RearOf[0].When = when.MustParse("2013-05-04/..")
	got := calendar(c, held(map[salient.PlaceID]string{"village": "r"}), 5, "blue", "red")
	if diff := cmp.Diff([]string{"town 04– 120"}, short(got.Sieges)); diff != "" {
		t.Errorf("Sieges (-want +got):\n%s", diff)
	}
	want := []siege.NoRear{{Side: "blue", From: first, To: first + 2}, {Side: "red", From: first, To: first + 4}}
	if diff := cmp.Diff(want, got.NoRear); diff != "" {
		t.Errorf("NoRear (-want +got):\n%s", diff)
	}
}

func TestACrossingCanBeTheRear(t *testing.T) {
	c := theCase()
	p, _ := c.Place("rear")
	p.RearOf = nil
	c.Places = append(c.Places, salient.Place{ID: "gate", Kind: salient.Crossing, Parent: "here", At: at(3, 0), RearOf: []salient.Rear{{Side: "blue"}}})
	c.Claims = []salient.Claim{{
		ID: "closing", Document: "d", Kind: salient.OnRoad, Status: salient.Accepted, Stance: salient.Asserts,
		Place: "gate", What: "closes", When: when.MustParse("2013-05-03"),
	}}
	c.Sort()
	got := short(calendar(c, held(nil), 4, "blue").Sieges)
	slices.Sort(got)
	want := []string{"rear 03– nil", "village 03– nil", "west 03– 100"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Calendar (-want +got); east has the gate itself:\n%s", diff)
	}
}

func TestWhatSourcesCallASiegeChangesNothing(t *testing.T) {
	ground := held(map[salient.PlaceID]string{"village": "bbrrrb"})
	c := theCase()
	before := calendar(c, ground, 6, "blue", "red")
	besieges := salient.Claim{
		ID: "says", Document: "d", Kind: salient.Holds, Status: salient.Accepted, Stance: salient.Asserts, Place: "town",
		What: "besieges", Actors: []salient.ActorID{"red"}, When: when.MustParse("2013-04"), Says: "The town is besieged.",
	}
	statement := besieges
	statement.ID, statement.Kind, statement.What = "speech", salient.Statement, "the siege goes on"
	rejected := besieges
	rejected.ID, rejected.Status = "no", salient.Rejected
	c.Claims = []salient.Claim{besieges, statement, rejected}
	c.Sort()
	if diff := cmp.Diff(before, calendar(c, ground, 6, "blue", "red")); diff != "" {
		t.Errorf("Calendar with the claims (-without +with):\n%s", diff)
	}
	want := []siege.Claimed{{
		Claim: "says", Document: "d", Place: "town", Name: "Town", By: besieges.Actors,
		Stance: salient.Asserts, When: "2013-04", Says: "The town is besieged.",
	}}
	if diff := cmp.Diff(want, siege.ClaimedIn(c)); diff != "" {
		t.Errorf("ClaimedIn (-want +got):\n%s", diff)
	}
}

// grid is a case of n × n villages with roads between neighbours, blue's rear in a corner.
func grid(t *rapid.T, n int) *salient.Case {
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}}}
	id := func(x, y int) salient.PlaceID { return salient.PlaceID(fmt.Sprintf("p%d%d", x, y)) }
	for x := range n {
		for y := range n {
			p := salient.Place{ID: id(x, y), Name: string(id(x, y)), Kind: "village", At: at(float64(x), float64(y))}
			if x == 0 && y == 0 {
				p.RearOf = []salient.Rear{{Side: "blue"}}
			}
			c.Places = append(c.Places, p)
			for _, to := range [][2]int{{x + 1, y}, {x, y + 1}} {
				if to[0] < n && to[1] < n && rapid.IntRange(0, 4).Draw(t, "missing") > 0 {
					c.Roads = append(c.Roads, salient.Road{
						ID:   salient.RoadID(fmt.Sprintf("r%d%d-%d%d", x, y, to[0], to[1])),
						Line: geo.Line{*at(float64(x), float64(y)), *at(float64(to[0]), float64(to[1]))},
					})
				}
			}
		}
	}
	c.Sort()
	return c
}

func TestSiegesAreTheDaysOnWhichNoHeldNeighboursLeadToTheRear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := grid(t, 3)
		const days = 5
		states := map[salient.PlaceID]string{}
		for _, p := range c.Places {
			states[p.ID] = rapid.StringOfN(rapid.RuneFrom([]rune("bbbbrc?")), days, days, -1).Draw(t, string(p.ID))
		}
		got := map[string]bool{}
		for _, s := range calendar(c, held(states), days, "blue").Sieges {
			begin, _ := when.ParseDay(strings.TrimSuffix(s.Begin, "?"))
			end := first + days - 1
			if s.End != "" {
				end, _ = when.ParseDay(strings.TrimSuffix(s.End, "?"))
			}
			for day := begin; day <= end; day++ {
				got[fmt.Sprintf("%s %s", s.Place, day)] = true
			}
		}
		want := map[string]bool{}
		for day := range days {
			reached := spread(c, states, day)
			for _, p := range c.Places {
				onRoad := slices.ContainsFunc(c.Roads, func(r salient.Road) bool { return slices.Contains(r.Line, *p.At) })
				if states[p.ID][day] == 'b' && onRoad && !reached[p.ID] {
					want[fmt.Sprintf("%s %s", p.ID, first+when.Day(day))] = true
				}
			}
		}
		if !slices.ContainsFunc(c.Roads, func(r salient.Road) bool { return slices.Contains(r.Line, *at(0, 0)) }) {
			want = map[string]bool{} // the rear isn't on the map
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("days of siege (-want +got):\n%s", diff)
		}
	})
}

// spread walks from the rear over neighbours that red doesn't hold.
func spread(c *salient.Case, states map[salient.PlaceID]string, day int) map[salient.PlaceID]bool {
	reached := map[salient.PlaceID]bool{}
	at := map[geo.Point]salient.PlaceID{}
	for _, p := range c.Places {
		at[*p.At] = p.ID
	}
	if states["p00"][day] != 'r' {
		reached["p00"] = true
	}
	for more := true; more; {
		more = false
		for _, r := range c.Roads {
			a, b := at[r.Line[0]], at[r.Line[1]]
			if reached[a] != reached[b] && states[a][day] != 'r' && states[b][day] != 'r' {
				reached[a], reached[b], more = true, true, true
			}
		}
	}
	return reached
}

func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := grid(t, 3)
		states := map[salient.PlaceID]string{}
		for _, p := range c.Places {
			states[p.ID] = rapid.StringOfN(rapid.RuneFrom([]rune("bbbrc")), 4, 4, -1).Draw(t, string(p.ID))
		}
		shuffled := *c
		shuffled.Roads = rapid.Permutation(c.Roads).Draw(t, "roads")
		want, got := calendar(c, held(states), 4, "blue"), calendar(&shuffled, held(states), 4, "blue")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("Calendar after shuffling the roads (-before +after):\n%s", diff)
		}
	})
}
