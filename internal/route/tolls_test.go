package route

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/hierarchy"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/when"
)

// mixed is a small net with crossings, a town, claims about roads, and ground of which some
// is little certain.
func mixed(seed uint64) (*Map, salient.Ground, *rand.Rand) {
	rng := rand.New(rand.NewPCG(seed, 0))
	n := net.New(net.Settings{
		Side: 6 + rng.IntN(9), Cols: 2 + rng.IntN(5), Rows: 2 + rng.IntN(4), Days: 1, Seed: seed,
		Missing: []float64{0.05, 0.2, 0.3}[rng.IntN(3)], OneWay: []float64{0, 0.2, 0.6}[rng.IntN(3)],
	})
	c := n.Case()
	c.Places = append(c.Places, salient.Place{ID: "town", Kind: "town"})
	for k := range 3 {
		at := n.Nodes[rng.IntN(len(n.Nodes))]
		c.Places = append(c.Places, salient.Place{ID: salient.PlaceID(fmt.Sprint("x", k)), Kind: salient.Crossing, At: &at})
		c.Places[rng.IntN(len(n.Places))].Parent = "town"
	}
	c.Documents = []salient.Document{{ID: "d", Published: when.MustParse("2012-02-01")}}
	for k := range rng.IntN(6) {
		place := string(c.Places[rng.IntN(len(c.Places))].ID)
		if rng.IntN(2) == 0 {
			place = string(c.Roads[rng.IntN(len(c.Roads))].ID)
		}
		c.Claims = append(c.Claims, salient.Claim{
			ID: salient.ClaimID(fmt.Sprint("c", k)), Document: "d", Kind: salient.OnRoad, Status: salient.Accepted, Stance: salient.Asserts,
			Place: place, What: []string{opens, closes, threatens, threatens}[rng.IntN(4)], When: when.MustParse("2012-01-01"),
		})
	}
	c.Sort()
	p := map[salient.PlaceID]float64{}
	for i := range n.Places {
		p[net.PlaceID(i)] = []float64{0.05, 0.3, 0.5, 0.7, 0.9, 0.99, rng.Float64()}[rng.IntN(7)]
	}
	ground := func(id salient.PlaceID, on when.Day) salient.Holding {
		return salient.Holding{Place: id, On: on, Status: salient.Held, Holders: []salient.Holder{{Side: "blue", P: p[id]}, {Side: "red", P: 1 - p[id]}}}
	}
	return NewMap(c, road.New(c.Roads, 0), cell.OfCase(c), nil), ground, rng
}

// tolledPlainly finds what tolled does by Dijkstra over arcs, whose costs depend on the arc
// before: the tolls paid, and the price.
func (t *tolled) plainly() (tolls int64, price hierarchy.Cost, found bool) {
	m := t.m
	type cost struct {
		tolls int64
		price hierarchy.Cost
	}
	less := func(a, b cost) bool { return a.tolls < b.tolls || a.tolls == b.tolls && a.price < b.price }
	class := func(a arc) int32 { return m.pieces[a.piece()].class }
	best, done := map[arc]cost{}, map[arc]bool{}
	reach := func(a arc, c cost) {
		if was, known := best[a]; t.through[class(a)] && (!known || less(c, was)) {
			best[a] = c
		}
	}
	for _, n := range t.pair.from {
		for _, a := range m.out.of(n) {
			reach(a, cost{t.toll(-1, class(a)), m.prices[a.piece()]})
		}
	}
	for {
		at := arc(-1)
		for a := range best {
			if !done[a] && (at < 0 || less(best[a], best[at])) {
				at = a
			}
		}
		if at < 0 {
			return 0, 0, false
		}
		if slices.Contains(t.pair.to, m.end(at)) {
			return best[at].tolls, best[at].price, true
		}
		done[at] = true
		for _, a := range m.out.of(m.end(at)) {
			reach(a, cost{best[at].tolls + t.toll(class(at), class(a)), best[at].price + m.prices[a.piece()]})
		}
	}
}

// paid checks that arcs are a way from the pair's start over classes that are let through,
// and gives what it costs.
func (t *tolled) paid(tb testing.TB, way []arc) (tolls int64, price hierarchy.Cost) {
	tb.Helper()
	before := int32(-1)
	for k, a := range way {
		class := t.m.pieces[a.piece()].class
		follows := k == 0 && slices.Contains(t.pair.from, t.m.start(a)) || k > 0 && t.m.end(way[k-1]) == t.m.start(a)
		if !follows || !t.m.drivable(a) || !t.through[class] {
			tb.Fatalf("arc %d of %v doesn't follow, or is shut", k, way)
		}
		tolls += t.toll(before, class)
		price += t.m.prices[a.piece()]
		before = class
	}
	return tolls, price
}

func TestTolledFindsWhatASearchOverArcsFinds(t *testing.T) {
	ways := 0
	for seed := range uint64(500) {
		m, ground, rng := mixed(seed)
		d := m.On(ground, "blue", net.First)
		for range 6 {
			place := func() salient.PlaceID { return m.leaves[rng.IntN(len(m.leaves))].place.ID }
			p, err := m.pair(place(), place())
			if err != nil || p.meets() {
				continue
			}
			for name, x := range map[string]*tolled{
				"obstacles": {through: d.classes(d.everClass), toll: d.obstacles()},
				"danger":    {through: d.classes(d.atLeast(uncertain)), toll: d.dangers()},
			} {
				x.m, x.pair = m, p
				tolls, price, found := x.plainly()
				for _, bounded := range []bool{false, true} {
					if x.least = nil; bounded {
						x.least = m.fastest().h.Least(p.from, p.to)
					}
					way, ok := x.way()
					gotTolls, gotPrice := x.paid(t, way)
					if ok != found || gotTolls != tolls || gotPrice != price {
						t.Fatalf("seed %d: least %s, bounded %t, is %d, %d, %t; want %d, %d, %t", seed, name, bounded, gotTolls, gotPrice, ok, tolls, price, found)
					}
				}
				if found {
					ways++
				}
			}
		}
	}
	if ways < 3000 {
		t.Errorf("%d ways compared, want 3,000", ways)
	}
}

// unhindered lists the nodes from which nothing shuts a way to some goals.
func (d *Day) unhindered(goals []int32) []int32 {
	seen := map[int32]bool{}
	out := slices.Clone(goals)
	for k := 0; k < len(out); k++ {
		for _, a := range d.m.in.of(out[k]) {
			if n := d.m.start(a); d.state(a.piece()).pass > shut && !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	return out
}

func TestBreachIsWhatASearchOverArcsFinds(t *testing.T) {
	for seed := range uint64(400) {
		m, ground, rng := mixed(seed)
		d := m.On(ground, "blue", net.First)
		for range 4 {
			p, err := m.pair(m.leaves[rng.IntN(len(m.leaves))].place.ID, m.leaves[rng.IntN(len(m.leaves))].place.ID)
			if err != nil || p.meets() {
				continue
			}
			x := &tolled{m: m, pair: p, through: d.classes(d.everClass), toll: d.obstacles(), anywhere: true}
			tolls, _, found := x.plainly()
			way := d.breach(p)
			got, price := x.paid(t, way)
			if got != tolls || found != (len(way) > 0) {
				t.Fatalf("seed %d: %d places shut the breach %v, want %d, %t", seed, got, way, tolls, found)
			}
			if len(way) == 0 {
				continue
			}
			// Whatever way pays as little up to ground from which nothing is left to pay is no faster.
			x.pair.to = d.unhindered(p.to)
			if least, cheapest, _ := x.plainly(); least == got && cheapest < price {
				t.Fatalf("seed %d: the breach %v costs %d, want %d", seed, way, price, cheapest)
			}
		}
	}
}
