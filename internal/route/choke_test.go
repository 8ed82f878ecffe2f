package route_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/route"
)

// fork is strip with a town of two quarters, north and south of c, on two ways from b to d,
// in c's stead, and a long way round them all from a to e.
func fork() *salient.Case {
	c := strip()
	p, _ := c.Place("c")
	p.At = nil // the town itself has quarters
	c.Places = append(c.Places,
		salient.Place{ID: "north", Kind: "quarter", Parent: "c", At: &geo.Point{Lon: 36.2, Lat: 34.05}},
		salient.Place{ID: "south", Kind: "quarter", Parent: "c", At: &geo.Point{Lon: 36.2, Lat: 33.95}},
		salient.Place{ID: "round", Kind: "village", Parent: "here", At: &geo.Point{Lon: 36.2, Lat: 34.5}})
	b, d := geo.Point{Lon: 36.1, Lat: 34}, geo.Point{Lon: 36.3, Lat: 34}
	a, e := geo.Point{Lon: 36, Lat: 34}, geo.Point{Lon: 36.4, Lat: 34}
	c.Roads = []salient.Road{
		{ID: "ab", Class: "primary", Line: geo.Line{a, b}},
		{ID: "north", Class: "primary", Line: geo.Line{b, {Lon: 36.2, Lat: 34.05}, d}},
		{ID: "south", Class: "primary", Line: geo.Line{b, {Lon: 36.2, Lat: 33.95}, d}},
		{ID: "de", Class: "primary", Line: geo.Line{d, e}},
		{ID: "round", Class: "primary", Line: geo.Line{a, {Lon: 35.8, Lat: 34.3}, {Lon: 36.2, Lat: 34.5}, {Lon: 36.6, Lat: 34.3}, e}},
	}
	c.Sort()
	return c
}

func TestChoke(t *testing.T) {
	blue := all("blue")
	for _, tt := range []struct {
		name     string
		c        *salient.Case
		from, to salient.PlaceID
		within   float64
		ground   salient.Ground
		want     route.Chokes
	}{
		{
			"on one road every place between, and the crossing", strip(), "a", "d", 0, blue,
			route.Chokes{Status: route.Open, Places: []salient.PlaceID{"b", "c", "gate"}},
		},
		{
			"a town as a whole, where each quarter can be passed by", fork(), "a", "e", 3, blue,
			route.Chokes{Status: route.Open, Places: []salient.PlaceID{"b", "c", "d"}},
		},
		{
			"none where there's a way round them all", fork(), "a", "e", 0, blue,
			route.Chokes{Status: route.Open},
		},
		{
			"with the way round lost", fork(), "a", "e", 0, but(blue, map[salient.PlaceID]salient.State{"round": "red"}),
			route.Chokes{Status: route.Open, Places: []salient.PlaceID{"b", "c", "d"}},
		},
		{
			"one quarter, with the other lost", fork(), "a", "e", 3, but(blue, map[salient.PlaceID]salient.State{"south": "red"}),
			route.Chokes{Status: route.Open, Places: []salient.PlaceID{"b", "d", "north"}},
		},
		{
			"over uncertain ground", strip(), "a", "d", 0, but(blue, map[salient.PlaceID]salient.State{"c": salient.Contested}),
			route.Chokes{Status: route.Uncertain, Places: []salient.PlaceID{"b", "c", "gate"}},
		},
		{
			"a pair that is cut", strip(), "a", "d", 0, but(blue, map[salient.PlaceID]salient.State{"c": "red"}),
			route.Chokes{Status: route.Cut},
		},
		{
			"a pair without a way within the factor", fork(), "a", "e", 1.5, but(blue, map[salient.PlaceID]salient.State{"b": "red"}),
			route.Chokes{Status: route.Cut},
		},
	} {
		got, err := mapOf(tt.c).On(tt.ground, "blue", first).Choke(tt.from, tt.to, tt.within)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
}

func TestChokeFactor(t *testing.T) {
	m := mapOf(fork())
	d := m.On(all("blue"), "blue", first)
	free, _ := d.Best("a", "e")
	round, _ := m.On(but(all("blue"), map[salient.PlaceID]salient.State{"c": "red", "north": "red", "south": "red"}), "blue", first).Best("a", "e")
	want := round.Best.Hours / free.Best.Hours
	got, err := d.ChokeFactor("a", "e", "c")
	if err != nil || got.From != 1 || math.Abs(got.To-want) > 1e-9 {
		t.Errorf("ChokeFactor(a, e, c) = %+v, %v; want from 1 to %v", got, err, want)
	}
	if got, err = d.ChokeFactor("a", "e", "north"); err != nil || math.Abs(got.To-1) > 1e-3 {
		t.Errorf("ChokeFactor(a, e, north) = %+v, %v; want 1 to 1: the south is as long", got, err)
	}
	if got, err = mapOf(strip()).On(all("blue"), "blue", first).ChokeFactor("a", "e", "gate"); err != nil || !math.IsInf(got.To, 1) {
		t.Errorf("ChokeFactor(a, e, gate) = %+v, %v; want no end", got, err)
	}
	for _, id := range []salient.PlaceID{"unheard-of", "here2"} {
		if _, err := d.ChokeFactor("a", "e", id); !errors.Is(err, salient.ErrNotFound) {
			t.Errorf("ChokeFactor(a, e, %s): %v, want ErrNotFound", id, err)
		}
	}
}
