package route_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// odd is a case with a–b–c on one road, d on another, and roads that are
// odd: without length, in a circle at b and at its own node, twice the same, against the
// drawing, far beyond the places, and with a leg that returns.
func odd() *salient.Case {
	p := func(x, y float64) geo.Point { return geo.Point{Lon: 36 + x, Lat: 34 + y} }
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}}}
	for id, at := range map[salient.PlaceID]geo.Point{"a": p(0, 0), "b": p(0.1, 0), "c": p(0.2, 0), "d": p(1, 1)} {
		c.Places = append(c.Places, salient.Place{ID: id, Name: string(id), Kind: "village", At: &at})
	}
	for id, l := range map[salient.RoadID]geo.Line{
		"point":   {p(0.1, 0), p(0.1, 0)},
		"ab":      {p(0, 0), p(0.1, 0)},
		"ab2":     {p(0, 0), p(0.1, 0)},
		"loop":    {p(0.1, 0), p(0.11, 0.01), p(0.12, 0), p(0.1, 0)},
		"cb":      {p(0.2, 0), p(0.15, 0), p(0.18, 0), p(0.1, 0)},
		"alone":   {p(1, 1), p(1.05, 1.05)},
		"far":     {p(0.2, 0), p(20, 10)},
		"nothing": {},
	} {
		r := salient.Road{ID: id, Class: "primary", Line: l}
		if id == "cb" {
			r.Oneway = "reverse"
		}
		c.Roads = append(c.Roads, r)
	}
	c.Sort()
	b, _ := c.Place("b")
	b.RearOf = []salient.Rear{{Side: "blue"}}
	return c
}

func TestOddRoads(t *testing.T) {
	m := mapOf(odd())
	d := m.On(all("blue"), "blue", first)
	for _, tt := range []struct {
		from, to salient.PlaceID
		want     route.Status
	}{
		{"a", "b", route.Open},
		{"b", "a", route.Open},
		{"a", "c", route.Open},
		{"c", "a", route.Cut},  // the road from b to c is one-way
		{"a", "d", route.Open}, // the road from c ends in the ground around d
		{"d", "a", route.Cut},
		{"b", "b", route.Open},
	} {
		a, err := d.Best(tt.from, tt.to)
		if err != nil || a.Status != tt.want {
			t.Errorf("Best(%s, %s) is %s, %v; want %s", tt.from, tt.to, a.Status, err, tt.want)
		}
		runs, err := m.Calendar(all("blue"), route.Query{Side: "blue", From: tt.from, To: tt.to}, when.Span{From: first, To: first + 70})
		if err != nil || len(runs) != 1 || runs[0].Status != tt.want {
			t.Errorf("Calendar(%s, %s) is %v, %v; want %s throughout", tt.from, tt.to, runs, err, tt.want)
		}
	}
	span := when.Span{From: first, To: first}
	want := fates{"c": {0: route.Cut}, "d": {0: route.Cut}}
	for name, find := range map[string]func(*route.Map, salient.Ground, salient.ActorID, when.Span) fates{"a search": searched, "Lines": atOnce} {
		if diff := cmp.Diff(want, find(m, all("blue"), "blue", span)); diff != "" {
			t.Errorf("cut off from b, by %s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAcrossTheAntimeridianRoadsMeetOnlyAtEqualLongitudes(t *testing.T) {
	at := func(lon float64) *geo.Point { return &geo.Point{Lon: lon, Lat: -17} }
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}},
		Places: []salient.Place{
			{ID: "w", Kind: "village", At: at(179.9)},
			{ID: "x", Kind: "village", At: at(180)},
			{ID: "y", Kind: "village", At: at(-180)},
			{ID: "z", Kind: "village", At: at(-179.9)},
		},
		Roads: []salient.Road{
			{ID: "wx", Class: "primary", Line: geo.Line{*at(179.9), *at(180)}},
			{ID: "yz", Class: "primary", Line: geo.Line{*at(-180), *at(-179.9)}},
		},
	}
	c.Sort()
	d := mapOf(c).On(all("blue"), "blue", first)
	for _, tt := range []struct {
		from, to salient.PlaceID
		want     route.Status
	}{{"w", "x", route.Open}, {"y", "z", route.Open}, {"w", "z", route.Cut}} {
		if a, err := d.Best(tt.from, tt.to); err != nil || a.Status != tt.want {
			t.Errorf("Best(%s, %s) is %s, %v; want %s", tt.from, tt.to, a.Status, err, tt.want)
		}
	}
}

func TestAMapWithoutRoads(t *testing.T) {
	c := odd()
	c.Roads = nil
	leaves, known := mapOf(c).Over(all("blue"), "blue", when.Span{From: first, To: first + 3}).Exits()
	if len(leaves) > 0 || known.Count() > 0 {
		t.Errorf("Exits = %v on %d days; want nothing to be known without roads", leaves, known.Count())
	}
}
