package route

import (
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

// plainSearch is Dijkstra's, over the pieces as they are: what the hierarchy is compared with.
func plainSearch(m *Map, from, to []int32, through func(class int32) bool) (hierarchy.Cost, bool) {
	best := make([]hierarchy.Cost, m.nodes)
	for i := range best {
		best[i] = hierarchy.Shut
	}
	goal := map[int32]bool{}
	for _, n := range to {
		goal[n] = true
	}
	var q heap
	for _, n := range from {
		best[n] = 0
		q.push(0, n)
	}
	for len(q) > 0 {
		c, n := q.pop()
		if c > best[n] {
			continue
		}
		if goal[n] {
			return c, true
		}
		for _, a := range m.out.of(n) {
			if w, sum := m.end(a), c+m.prices[a.piece()]; through(m.pieces[a.piece()].class) && sum < best[w] {
				best[w] = sum
				q.push(sum, w)
			}
		}
	}
	return 0, false
}

// heap of nodes by cost.
type heap []struct {
	cost hierarchy.Cost
	node int32
}

func (h *heap) push(c hierarchy.Cost, n int32) {
	*h = append(*h, struct {
		cost hierarchy.Cost
		node int32
	}{c, n})
	q := *h
	for i := len(q) - 1; i > 0 && q[i].cost < q[(i-1)/2].cost; i = (i - 1) / 2 {
		q[i], q[(i-1)/2] = q[(i-1)/2], q[i]
	}
}

func (h *heap) pop() (hierarchy.Cost, int32) {
	q := *h
	top := q[0]
	n := len(q) - 1
	q[0], q = q[n], q[:n]
	for i := 0; 2*i+1 < n; {
		k := 2*i + 1
		if k+1 < n && q[k+1].cost < q[k].cost {
			k++
		}
		if q[i].cost <= q[k].cost {
			break
		}
		q[i], q[k] = q[k], q[i]
		i = k
	}
	*h = q
	return top.cost, top.node
}

func mapOfNet(n *net.Net) *Map {
	c := n.Case()
	return NewMap(c, road.New(c.Roads, 0), cell.OfCase(c), nil)
}

// priceOf is what a way costs.
func (m *Map) priceOf(way []arc) (sum hierarchy.Cost) {
	for _, a := range way {
		sum += m.prices[a.piece()]
	}
	return sum
}

// ask asks for a random pair of places that blue holds, if there is one.
func (d *Day) ask(rng *rand.Rand) pair {
	held := d.Held()
	for {
		pick := func() salient.PlaceID { return held[rng.IntN(len(held))] }
		if p, err := d.m.pair(pick(), pick()); err == nil && !p.meets() {
			return p
		}
	}
}

func TestFastestWaysCostWhatDijkstraFindsOnEveryDay(t *testing.T) {
	for seed := range uint64(40) {
		n := net.New(net.Settings{
			Side: 10 + int(seed), Cols: 4 + int(seed)%5, Rows: 5, Days: 30, Seed: seed,
			Missing: 0.05, OneWay: []float64{0, 0.1, 0.4}[seed%3],
		})
		m, rng := mapOfNet(n), rand.New(rand.NewPCG(seed, 0))
		for day := range n.Days {
			d := m.On(n.Ground(), "blue", net.First+when.Day(day))
			p := d.ask(rng)
			for k, least := range levels {
				way, ok := d.fastest(p, k)
				want, found := plainSearch(m, p.from, p.to, d.atLeast(least))
				if got := m.priceOf(way); ok != found || ok && got != want {
					t.Fatalf("seed %d, day %d: a way of cost %d, %t; want %d, %t", seed, day, got, ok, want, found)
				}
			}
		}
	}
}

func TestChokepointsOfNetsAreTheUnitsWithoutWhichDijkstraFindsNoWay(t *testing.T) {
	for seed := range uint64(60) {
		n := net.New(net.Settings{
			Side: 8 + int(seed)%12, Cols: 4 + int(seed)%5, Rows: 4, Days: 20, Seed: seed,
			Missing: 0.25, OneWay: []float64{0, 0.2, 0.5}[seed%3],
		})
		c := n.Case()
		rng := rand.New(rand.NewPCG(seed, 0))
		c.Places = append(c.Places, salient.Place{ID: "town", Kind: "town"})
		for k := range 4 {
			at := n.Nodes[rng.IntN(len(n.Nodes))]
			c.Places = append(c.Places, salient.Place{ID: salient.PlaceID("x" + string(rune('0'+k))), Kind: salient.Crossing, At: &at})
			c.Places[rng.IntN(len(n.Places))].Parent = "town"
		}
		c.Sort()
		m := NewMap(c, road.New(c.Roads, 0), cell.OfCase(c), nil)
		for day := range n.Days {
			d := m.On(n.Ground(), "blue", net.First+when.Day(day))
			held := d.Held()
			from, to := held[rng.IntN(len(held))], held[rng.IntN(len(held))]
			p, err := m.pair(from, to)
			own := m.ownUnits(from, to)
			status, s := d.severed(p, own)
			if err != nil || status == Cut || p.meets() {
				continue
			}
			severs := s.alone()
			for i, u := range m.units().list {
				_, found := plainSearch(m, p.from, p.to, d.left(status, u))
				if !own[i] && found == slices.Contains(severs, int32(i)) {
					t.Fatalf("seed %d, day %d: without %s a way from %s to %s is found: %t", seed, day, u.place.ID, from, to, found)
				}
			}
		}
	}
}

// left gives the classes of a level that aren't lost with some units.
func (d *Day) left(status Status, lost ...unit) func(class int32) bool {
	through := d.atLeast(levels[slices.Index(statuses[:], status)])
	return func(k int32) bool {
		x := &d.m.classes[k]
		return through(k) && !slices.ContainsFunc(lost, func(u unit) bool {
			return x.cell != cell.Outside && slices.Contains(u.cells, x.cell) || slices.Contains(x.points, u.point)
		})
	}
}
