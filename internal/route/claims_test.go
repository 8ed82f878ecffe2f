package route_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// strip is a row of places a to e along one road "ab", "bc", …, with a crossing "gate" in
// the middle of bc. Settings name blue and red as sides.
func strip(claims ...salient.Claim) *salient.Case {
	c := &salient.Case{
		Settings:  salient.Settings{Sides: []salient.ActorID{"blue", "red"}, Country: "here"},
		Documents: []salient.Document{{ID: "d", Published: when.MustParse("2013-06-30")}},
		Places: []salient.Place{
			{ID: "here", Kind: salient.Country},
			{ID: "abroad", Kind: salient.Country},
			{ID: "gate", Kind: salient.Crossing, Parent: "here", At: &geo.Point{Lon: 36.15, Lat: 34}},
		},
	}
	for i, id := range []salient.PlaceID{"a", "b", "c", "d", "e"} {
		c.Places = append(c.Places, salient.Place{ID: id, Kind: "town", Parent: "here", At: &geo.Point{Lon: 36 + 0.1*float64(i), Lat: 34}})
	}
	at := func(lon float64) geo.Point { return geo.Point{Lon: lon, Lat: 34} }
	c.Roads = []salient.Road{
		{ID: "ab", Class: "primary", Line: geo.Line{at(36), at(36.1)}},
		{ID: "bg", Class: "primary", Line: geo.Line{at(36.1), at(36.15)}},
		{ID: "gc", Class: "primary", Line: geo.Line{at(36.15), at(36.2)}},
		{ID: "cd", Class: "primary", Line: geo.Line{at(36.2), at(36.3)}},
		{ID: "de", Class: "primary", Line: geo.Line{at(36.3), at(36.4)}},
	}
	for i := range claims {
		cl := &claims[i]
		cl.Document, cl.Kind = "d", salient.OnRoad
		if cl.Status == "" {
			cl.Status = salient.Accepted
		}
		if cl.Stance == "" {
			cl.Stance = salient.Asserts
		}
	}
	c.Claims = claims
	c.Sort()
	return c
}

func claim(id, place, what, actor, date string) salient.Claim {
	cl := salient.Claim{ID: salient.ClaimID(id), Place: place, What: what, When: when.MustParse(date)}
	if actor != "" {
		cl.Actors = []salient.ActorID{salient.ActorID(actor)}
	}
	return cl
}

// all is ground that one state holds everywhere.
func all(state salient.State) salient.Ground {
	return func(leaf salient.PlaceID, day when.Day) salient.Holding { return holding(leaf, day, state, 0.9) }
}

// but is ground that others hold in places.
func but(ground salient.Ground, others map[salient.PlaceID]salient.State) salient.Ground {
	return func(leaf salient.PlaceID, day when.Day) salient.Holding {
		if s, ok := others[leaf]; ok {
			return holding(leaf, day, s, 0.9)
		}
		return ground(leaf, day)
	}
}

func day(s string) when.Day {
	d, err := when.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func statusOn(t *testing.T, c *salient.Case, ground salient.Ground, from, to salient.PlaceID, on string) route.Status {
	t.Helper()
	a, err := mapOf(c).Best(ground, route.Query{Side: "blue", From: from, To: to, Day: day(on)})
	if err != nil {
		t.Fatalf("Best(%s, %s): %v", from, to, err)
	}
	return a.Status
}

func TestClaimsOpenAndClose(t *testing.T) {
	stance := func(c salient.Claim, s salient.Stance) salient.Claim { c.Stance = s; return c }
	some := func(c salient.Claim) salient.Claim { c.Some = true; return c }
	to := func(c salient.Claim, p salient.PlaceID) salient.Claim { c.To = p; return c }
	rejected := func(c salient.Claim) salient.Claim { c.Status = salient.Rejected; return c }
	actors := func(c salient.Claim, a ...salient.ActorID) salient.Claim { c.Actors = a; return c }
	blue, red := all("blue"), but(all("blue"), map[salient.PlaceID]salient.State{"c": "red"})
	vague := but(all("blue"), map[salient.PlaceID]salient.State{"c": salient.Contested})
	closed := claim("x", "cd", "closes", "red", "2013-05-10")
	opened := claim("y", "c", "opens", "blue", "2013-05-12")
	for _, tt := range []struct {
		name   string
		ground salient.Ground
		claims []salient.Claim
		on     string
		want   route.Status
	}{
		{"no claim, own ground", blue, nil, "2013-05-10", route.Open},
		{"no claim, the other's ground", red, nil, "2013-05-10", route.Cut},
		{"no claim, contested ground", vague, nil, "2013-05-10", route.Uncertain},
		{"before a closing", blue, []salient.Claim{closed}, "2013-05-09", route.Open},
		{"on its day", blue, []salient.Claim{closed}, "2013-05-10", route.Cut},
		{"long after it", blue, []salient.Claim{closed}, "2015-05-10", route.Cut},
		{"a rejected closing", blue, []salient.Claim{rejected(closed)}, "2013-05-10", route.Open},
		{"a later opening", blue, []salient.Claim{closed, claim("y", "cd", "opens", "", "2013-05-12")}, "2013-05-12", route.Open},
		{"before the later opening", blue, []salient.Claim{closed, claim("y", "cd", "opens", "", "2013-05-12")}, "2013-05-11", route.Cut},
		{"both on one day", blue, []salient.Claim{closed, claim("y", "cd", "opens", "", "2013-05-10")}, "2013-05-10", route.Uncertain},
		{"closed by the side itself", blue, []salient.Claim{claim("x", "cd", "closes", "blue", "2013-05-10")}, "2013-05-10", route.Open},
		{"closed by nobody named", blue, []salient.Claim{claim("x", "cd", "closes", "", "2013-05-10")}, "2013-05-10", route.Cut},
		{"closed by one without a side", blue, []salient.Claim{claim("x", "cd", "closes", "neighbour", "2013-05-10")}, "2013-05-10", route.Cut},
		{"closed by both sides' fighting", blue, []salient.Claim{actors(closed, "blue", "red")}, "2013-05-10", route.Cut},
		{"a corridor through the other's ground", red, []salient.Claim{opened}, "2013-05-20", route.Open},
		{"a corridor through contested ground", vague, []salient.Claim{opened}, "2013-05-12", route.Open},
		{"the other side's corridor", red, []salient.Claim{claim("y", "c", "opens", "red", "2013-05-12")}, "2013-05-12", route.Cut},
		{"a denied closing", blue, []salient.Claim{closed, stance(claim("z", "cd", "closes", "red", "2013-05-11"), salient.Denies)}, "2013-05-11", route.Uncertain},
		{"a doubted corridor", red, []salient.Claim{opened, stance(claim("z", "c", "opens", "blue", "2013-05-12"), salient.Doubts)}, "2013-05-12", route.Uncertain},
		{"a denial alone", blue, []salient.Claim{stance(closed, salient.Denies)}, "2013-05-10", route.Open},
		{"closed on some day, during", blue, []salient.Claim{some(claim("x", "cd", "closes", "red", "2013-05-10/2013-05-20"))}, "2013-05-15", route.Uncertain},
		{"closed on some day, after", blue, []salient.Claim{some(claim("x", "cd", "closes", "red", "2013-05-10/2013-05-20"))}, "2013-05-21", route.Open},
		{"closed about a day, before it's over", blue, []salient.Claim{claim("x", "cd", "closes", "red", "2013-05-10~")}, "2013-05-09", route.Uncertain},
		{"closed about a day, after", blue, []salient.Claim{claim("x", "cd", "closes", "red", "2013-05-10~")}, "2013-05-13", route.Cut},
		{"opened on some day over the other's ground", red, []salient.Claim{some(claim("y", "c", "opens", "blue", "2013-05-10/2013-05-20"))}, "2013-05-15", route.Uncertain},
		{"a threat", blue, []salient.Claim{claim("x", "cd", "threatens", "red", "2013-05-10")}, "2013-05-10", route.Open},
		{"the way between two places closed", blue, []salient.Claim{to(claim("x", "b", "closes", "red", "2013-05-10"), "d")}, "2013-05-10", route.Cut},
		{"the way between two places opened", red, []salient.Claim{to(claim("x", "b", "opens", "blue", "2013-05-10"), "d")}, "2013-05-10", route.Open},
		{"a road closed in another place's cell", blue, []salient.Claim{to(claim("x", "de", "closes", "red", "2013-05-10"), "e")}, "2013-05-10", route.Open},
		{"a crossing closed", blue, []salient.Claim{claim("x", "gate", "closes", "neighbour", "2013-05-10")}, "2013-05-10", route.Cut},
		{"a crossing reopened", blue, []salient.Claim{claim("x", "gate", "closes", "", "2013-05-10"), claim("y", "gate", "opens", "", "2013-05-11")}, "2013-05-11", route.Open},
		{"a crossing's opening on the other's ground", red, []salient.Claim{claim("y", "gate", "opens", "blue", "2013-05-10")}, "2013-05-10", route.Cut},
	} {
		if got := statusOn(t, strip(tt.claims...), tt.ground, "a", "d", tt.on); got != tt.want {
			t.Errorf("%s: %s on %s, want %s", tt.name, got, tt.on, tt.want)
		}
	}
}

func TestGroundThatChangesHandsEndsAClaim(t *testing.T) {
	from := func(turn string, before, after salient.State) salient.Ground {
		return func(leaf salient.PlaceID, on when.Day) salient.Holding {
			switch {
			case leaf != "c":
				return holding(leaf, on, "blue", 0.9)
			case on < day(turn):
				return holding(leaf, on, before, 0.9)
			}
			return holding(leaf, on, after, 0.9)
		}
	}
	closed, opened := claim("x", "c", "closes", "red", "2013-05-10"), claim("y", "c", "opens", "blue", "2013-05-10")
	for _, tt := range []struct {
		name   string
		ground salient.Ground
		claim  salient.Claim
		want   route.Status
	}{
		{"closed, then won", from("2013-05-15", "red", "blue"), closed, route.Open},
		{"closed while held all along", from("2013-05-15", "blue", "blue"), closed, route.Cut},
		{"opened, then lost", from("2013-05-15", salient.Contested, "red"), opened, route.Cut},
		{"opened through the other's ground all along", from("2013-05-15", "red", "red"), opened, route.Open},
	} {
		if got := statusOn(t, strip(tt.claim), tt.ground, "a", "d", "2013-05-20"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestRearAndForeignGround(t *testing.T) {
	unknown := but(all("blue"), map[salient.PlaceID]salient.State{"c": ""})
	lost := but(all("blue"), map[salient.PlaceID]salient.State{"c": "red"})
	for _, tt := range []struct {
		name    string
		parent  salient.PlaceID
		rear    salient.ActorID
		when    string
		ground  salient.Ground
		want    route.Status
		foreign bool
	}{
		{name: "unknown ground", parent: "here", ground: unknown, want: route.Uncertain},
		{name: "own rear", parent: "here", rear: "blue", ground: unknown, want: route.Open},
		{name: "own rear that another side holds", parent: "here", rear: "blue", ground: lost, want: route.Cut},
		{name: "the other's rear of which nothing is known", parent: "here", rear: "red", ground: unknown, want: route.Cut},
		{name: "rear at another time", parent: "here", rear: "blue", when: "2012", ground: unknown, want: route.Uncertain},
		{name: "foreign ground, though held", parent: "abroad", ground: all("blue"), want: route.Cut},
		{name: "foreign rear", parent: "abroad", rear: "blue", ground: unknown, want: route.Open},
		{name: "the other's foreign rear", parent: "abroad", rear: "red", ground: all("blue"), want: route.Cut},
	} {
		c := strip()
		p, _ := c.Place("c")
		p.Parent = tt.parent
		if tt.rear != "" {
			p.RearOf = []salient.Rear{{Side: tt.rear, When: when.MustParse(tt.when)}}
		}
		if got := statusOn(t, c, tt.ground, "a", "e", "2013-05-20"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAnswersSayWhatOpensWhatThreatensAndWhatCuts(t *testing.T) {
	c := strip(claim("opening", "c", "opens", "blue", "2013-05-10"), claim("threat", "cd", "threatens", "red", "2013-05-10"))
	q := route.Query{Side: "blue", From: "a", To: "e", Day: day("2013-05-12")}
	red := but(all("blue"), map[salient.PlaceID]salient.State{"c": "red"})
	a, err := mapOf(c).Best(red, q)
	if err != nil {
		t.Fatalf("Best: %v", err)
	}
	w := a.Best
	if diff := cmp.Diff([]salient.PlaceID{"a", "b", "gate", "c", "d", "e"}, w.Places); diff != "" {
		t.Errorf("Places (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]salient.RoadID{"ab", "bg", "gc", "cd", "de"}, w.Roads); diff != "" {
		t.Errorf("Roads (-want +got):\n%s", diff)
	}
	if !slices.Equal(w.Claims, []salient.ClaimID{"opening"}) || !slices.Equal(w.Threats, []salient.ClaimID{"threat"}) {
		t.Errorf("Claims %v, Threats %v; want opening and threat", w.Claims, w.Threats)
	}
	if want := 0.6 * 0.9 * 0.9 * 0.9 * 0.9 / 2; math.Abs(w.P-want) > 1e-12 || w.LeastP != 0.6 {
		t.Errorf("P = %v, LeastP = %v; want %v and 0.6", w.P, w.LeastP, want)
	}
	q.Day = day("2013-05-09")
	a, _ = mapOf(c).Best(red, q)
	want := []route.Cause{{Place: "c", Holder: salient.Holder{Side: "red", P: 0.9}}}
	if diff := cmp.Diff(want, a.By); diff != "" || a.Status != route.Cut {
		t.Errorf("the day before: %s; By (-want +got):\n%s", a.Status, diff)
	}
}

func TestCalendarSaysWhatCutAndWhatReopened(t *testing.T) {
	c := strip(claim("closing", "cd", "closes", "red", "2013-05-05"), claim("opening", "cd", "opens", "", "2013-05-08"))
	ground := func(leaf salient.PlaceID, on when.Day) salient.Holding {
		if leaf == "b" && on >= day("2013-05-12") {
			return holding(leaf, on, "red", 0.9)
		}
		return holding(leaf, on, "blue", 0.9)
	}
	got, err := mapOf(c).Calendar(ground, route.Query{Side: "blue", From: "a", To: "e"}, when.Span{From: day("2013-05-01"), To: day("2013-05-14")})
	if err != nil {
		t.Fatalf("Calendar: %v", err)
	}
	want := []route.Run{
		{From: day("2013-05-01"), To: day("2013-05-04"), Status: route.Open, By: []string{}},
		{From: day("2013-05-05"), To: day("2013-05-07"), Status: route.Cut, By: []string{"closing"}},
		{From: day("2013-05-08"), To: day("2013-05-11"), Status: route.Open, By: []string{"closing", "opening"}},
		{From: day("2013-05-12"), To: day("2013-05-14"), Status: route.Cut, By: []string{"b"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Calendar (-want +got):\n%s", diff)
	}
}

func TestWaysBeginAtTheNearestRoadWithinFiveKilometres(t *testing.T) {
	c := strip()
	near, far := geo.Point{Lon: 36.3, Lat: 34.04}, geo.Point{Lon: 36.3, Lat: 34.06}
	c.Places = append(c.Places,
		salient.Place{ID: "near", Kind: salient.Junction, At: &near}, salient.Place{ID: "far", Kind: salient.Junction, At: &far},
		salient.Place{ID: "nowhere", Kind: "village"})
	c.Sort()
	m := mapOf(c)
	if a, err := m.Best(all("blue"), route.Query{Side: "blue", From: "near", To: "c"}); err != nil || a.Status != route.Open {
		t.Errorf("Best(near, c) = %s, %v; want open", a.Status, err)
	}
	for _, id := range []salient.PlaceID{"far", "nowhere", "unheard-of"} {
		if _, err := m.Best(all("blue"), route.Query{Side: "blue", From: id, To: "c"}); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("Best(%s, c): %v, want ErrNotFound", id, err)
		}
	}
}

func TestAPlaceThatARoadOnlyPassesIsReachedWhereItPasses(t *testing.T) {
	c := strip()
	c.Roads = []salient.Road{{ID: "through", Class: "primary", Line: geo.Line{{Lon: 36, Lat: 34}, {Lon: 36.4, Lat: 34}}}}
	a, err := mapOf(c).Best(all("blue"), route.Query{Side: "blue", From: "a", To: "c"})
	if err != nil {
		t.Fatalf("Best(a, c): %v", err)
	}
	want := geo.Distance(geo.Point{Lon: 36, Lat: 34}, geo.Point{Lon: 36.2, Lat: 34})
	if math.Abs(float64(a.Best.Length-want)) > 1 {
		t.Errorf("Best(a, c) is %v m long, want %v m, to where the road passes c", a.Best.Length, want)
	}
}

func TestStayingInAPlaceIsAsOpenAsItsGround(t *testing.T) {
	for state, want := range map[salient.State]route.Status{"blue": route.Open, "red": route.Cut, salient.Contested: route.Uncertain} {
		if got := statusOn(t, strip(), all(state), "b", "b", "2013-05-01"); got != want {
			t.Errorf("from b to itself on ground of %s: %s, want %s", state, got, want)
		}
	}
}

func TestClaimsThatLieNowhereAreListed(t *testing.T) {
	c := strip(claim("moon", "moon", "closes", "", "2013-05-01"), claim("here", "cd", "closes", "", "2013-05-01"))
	if diff := cmp.Diff([]salient.ClaimID{"moon"}, mapOf(c).Unplaced()); diff != "" {
		t.Errorf("Unplaced (-want +got):\n%s", diff)
	}
}

func TestSplittingARoadChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := strip(claim("threat", "cd", "threatens", "red", "2013-05-10"))
		q := route.Query{Side: "blue", From: "a", To: "e", Day: day("2013-05-10")}
		before, _ := mapOf(c).Best(all("blue"), q)
		at := geo.Point{Lon: rapid.Float64Range(36.21, 36.29).Draw(t, "at"), Lat: 34}
		for i, r := range c.Roads {
			if r.ID == "cd" {
				c.Roads[i].Line = geo.Line{r.Line[0], at, r.Line[1]}
			}
		}
		c.Roads = append(c.Roads, salient.Road{ID: "side", Class: "track", Line: geo.Line{at, {Lon: at.Lon, Lat: 34.05}}})
		c.Sort()
		after, _ := mapOf(c).Best(all("blue"), q)
		if math.Abs(before.Safest.P-after.Safest.P) > 1e-12 || math.Abs(before.Best.Hours-after.Best.Hours) > 1e-6 {
			t.Fatalf("P %v, hours %v; after splitting cd at %v: %v, %v", before.Safest.P, before.Best.Hours, at, after.Safest.P, after.Best.Hours)
		}
	})
}
