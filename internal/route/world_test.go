package route_test

import (
	"fmt"
	"math"
	"slices"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

var first = when.Of(2013, 5, 1)

// world is a small random case: places on a jittered grid, straight roads between
// neighbours, and who holds what on some days.
type world struct {
	*salient.Case
	held map[salient.PlaceID][]salient.State // by day from first on; "" is unknown
	days int
}

func newWorld(t *rapid.T) *world {
	w := &world{held: map[salient.PlaceID][]salient.State{}, days: rapid.IntRange(1, 4).Draw(t, "days")}
	w.Case = &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}, Country: "here"}}
	w.Places = append(w.Places, salient.Place{ID: "here", Kind: salient.Country}, salient.Place{ID: "town", Kind: "town", Parent: "here"})
	side := rapid.SampledFrom([]int{2, 2, 3, 3, 3, 4}).Draw(t, "side")
	for i := range side * side {
		p := salient.Place{ID: salient.PlaceID(fmt.Sprintf("p%02d", i)), Kind: "village", Parent: "here", At: &geo.Point{
			Lon: 36 + 0.1*float64(i%side) + 0.0001*float64(rapid.IntRange(-300, 300).Draw(t, "x")),
			Lat: 34 + 0.1*float64(i/side) + 0.0001*float64(rapid.IntRange(-300, 300).Draw(t, "y")),
		}}
		if rapid.IntRange(0, 4).Draw(t, "in town") == 0 {
			p.Parent = "town"
		}
		w.Places = append(w.Places, p)
		w.held[p.ID] = states(t, w.days)
	}
	w.Sort()
	for i := range side * side {
		for _, j := range []int{i + 1, i + side, i + side + 1} {
			if j%side >= i%side && j < side*side && rapid.IntRange(0, 3).Draw(t, "missing") > 0 {
				w.road(t, i, j)
			}
		}
	}
	w.Documents = []salient.Document{{ID: "d", Published: when.MustParse("2013-06-30")}}
	w.Sort()
	return w
}

func states(t *rapid.T, days int) []salient.State {
	out := make([]salient.State, days)
	for d := range out {
		if d > 0 && rapid.IntRange(0, 2).Draw(t, "stays") > 0 {
			out[d] = out[d-1]
			continue
		}
		out[d] = rapid.SampledFrom([]salient.State{"blue", "blue", "blue", "red", salient.Contested, ""}).Draw(t, "state")
	}
	return out
}

func (w *world) road(t *rapid.T, i, j int) {
	a, _ := w.Place(salient.PlaceID(fmt.Sprintf("p%02d", i)))
	b, _ := w.Place(salient.PlaceID(fmt.Sprintf("p%02d", j)))
	speed := float64(rapid.IntRange(20, 100).Draw(t, "speed"))
	w.Roads = append(w.Roads, salient.Road{
		ID: salient.RoadID(fmt.Sprintf("r%02d-%02d", i, j)), SpeedKmh: &speed,
		Oneway: rapid.SampledFrom([]string{"", "", "no", "yes", "reverse"}).Draw(t, "oneway"), Line: geo.Line{*a.At, *b.At},
	})
}

// ground holds before the first day what it does on it.
func (w *world) ground(leaf salient.PlaceID, day when.Day) salient.Holding {
	return holding(leaf, day, w.held[leaf][max(0, int(day-first))], 0.8)
}

// holding gives a state the chance p, and shares the rest out.
func holding(leaf salient.PlaceID, day when.Day, state salient.State, p float64) salient.Holding {
	h := salient.Holding{Place: leaf, On: day, Status: salient.Held, Basis: salient.Observed}
	if state == salient.Contested {
		h.Status = salient.Disputed
	}
	for _, s := range []salient.State{"blue", "red", salient.Contested} {
		x := salient.Holder{Side: s, P: (1 - p) / 2}
		switch state {
		case s:
			x.P = p
		case "":
			h.Status, h.Basis, x.P = salient.Unknowing, salient.NoEvidence, 1.0/3
		}
		h.Holders = append(h.Holders, x)
	}
	return h
}

// leaf draws one of the places that have a road.
func (w *world) leaf(t *rapid.T, label string) salient.PlaceID {
	var all []salient.PlaceID
	for _, p := range w.Places {
		if p.At != nil && slices.ContainsFunc(w.Roads, func(r salient.Road) bool { return slices.Contains(r.Line, *p.At) }) {
			all = append(all, p.ID)
		}
	}
	if len(all) == 0 {
		t.Skip("no roads")
	}
	return rapid.SampledFrom(all).Draw(t, label)
}

// claims adds random claims about roads.
func (w *world) claims(t *rapid.T, n int, whats ...string) {
	for range n {
		day := first + when.Day(rapid.IntRange(-2, w.days-1).Draw(t, "day"))
		cl := salient.Claim{
			ID: salient.ClaimID(fmt.Sprintf("c%02d", len(w.Claims))), Document: "d", Kind: salient.OnRoad, Status: salient.Accepted,
			What:   rapid.SampledFrom(whats).Draw(t, "what"),
			Stance: rapid.SampledFrom([]salient.Stance{salient.Asserts, salient.Asserts, salient.Denies}).Draw(t, "stance"),
			Place:  string(w.leaf(t, "about")), When: when.MustParse(day.String()),
		}
		if rapid.Bool().Draw(t, "whole road") {
			cl.Place = string(rapid.SampledFrom(w.Roads).Draw(t, "road").ID)
		}
		if rapid.Bool().Draw(t, "with an actor") {
			cl.Actors = []salient.ActorID{rapid.SampledFrom([]salient.ActorID{"blue", "red", "somebody"}).Draw(t, "actor")}
		}
		w.Claims = append(w.Claims, cl)
	}
	w.Sort()
}

// brute is a pair's shortest hours over pieces of some statuses, by Floyd and Warshall over
// the points at which pieces end. Ways begin and end at the places' own points.
func (w *world) brute(d *route.Day, from, to salient.PlaceID, let ...route.Status) float64 {
	number := map[geo.Point]int{}
	at := func(p geo.Point) int {
		if _, ok := number[p]; !ok {
			number[p] = len(number)
		}
		return number[p]
	}
	type leg struct {
		a, b  int
		hours float64
	}
	var legs []leg
	for _, p := range d.Pieces() {
		if !slices.Contains(let, p.Status) {
			continue
		}
		road, _ := w.Road(p.Road)
		l := leg{at(p.Line[0]), at(p.Line[len(p.Line)-1]), p.Line.Length().Km() / *road.SpeedKmh}
		if road.Oneway != "reverse" {
			legs = append(legs, l)
		}
		if road.Oneway != "yes" {
			legs = append(legs, leg{l.b, l.a, l.hours})
		}
	}
	a, _ := w.Place(from)
	b, _ := w.Place(to)
	start, end := at(*a.At), at(*b.At)
	n := len(number)
	dist := make([][]float64, n)
	for i := range dist {
		dist[i] = make([]float64, n)
		for j := range dist[i] {
			dist[i][j] = math.Inf(1)
		}
		dist[i][i] = 0
	}
	for _, l := range legs {
		dist[l.a][l.b] = min(dist[l.a][l.b], l.hours)
	}
	for k := range n {
		for i := range n {
			if math.IsInf(dist[i][k], 1) {
				continue
			}
			for j := range n {
				dist[i][j] = min(dist[i][j], dist[i][k]+dist[k][j])
			}
		}
	}
	return dist[start][end]
}

// safest is the greatest product of p over the cells entered one after the other, of all
// ways that pass no point twice.
func (w *world) safest(d *route.Day, from, to salient.PlaceID, openOnly bool) float64 {
	legs := map[geo.Point][]route.Piece{}
	for _, p := range d.Pieces() {
		if p.Status == route.Cut || openOnly && p.Status != route.Open {
			continue
		}
		road, _ := w.Road(p.Road)
		back := p
		back.Line = geo.Line{p.Line[len(p.Line)-1], p.Line[0]}
		if road.Oneway != "reverse" {
			legs[p.Line[0]] = append(legs[p.Line[0]], p)
		}
		if road.Oneway != "yes" {
			legs[back.Line[0]] = append(legs[back.Line[0]], back)
		}
	}
	a, _ := w.Place(from)
	b, _ := w.Place(to)
	best := 0.0
	passed := map[geo.Point]bool{}
	var walk func(at geo.Point, in salient.PlaceID, p float64)
	walk = func(at geo.Point, in salient.PlaceID, p float64) {
		if at == *b.At {
			best = max(best, p)
			return
		}
		passed[at] = true
		for _, l := range legs[at] {
			next, q := l.Line[len(l.Line)-1], p
			if l.Place != in {
				q *= l.P
			}
			if !passed[next] && q > best {
				walk(next, l.Place, q)
			}
		}
		passed[at] = false
	}
	walk(*a.At, "", 1)
	return best
}
