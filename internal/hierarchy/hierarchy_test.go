package hierarchy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/salient-osint/salient/internal/hierarchy"
)

// graph is a random one whose arcs open and shut.
type graph struct {
	nodes int
	arcs  []hierarchy.Arc
	costs []hierarchy.Cost
	open  []bool
}

func (g *graph) String() string {
	return fmt.Sprintf("%d nodes, arcs %v %v %v", g.nodes, g.arcs, g.costs, g.open)
}

// random is a random graph or a grid with some arcs more, so dense at times that a core is
// left.
func random(rng *rand.Rand) *graph {
	g := &graph{nodes: 1 + rng.IntN(40)}
	add := func(from, to int) {
		g.arcs = append(g.arcs, hierarchy.Arc{From: int32(from), To: int32(to)})
		cost := hierarchy.Cost(rng.IntN(20))
		if rng.IntN(3) == 0 {
			cost = hierarchy.Cost(rng.Int64N(1 << 40))
		}
		g.costs = append(g.costs, cost)
	}
	for range rng.IntN([]int{1 + g.nodes, 4 * g.nodes, g.nodes * g.nodes}[rng.IntN(3)] + 1) {
		add(rng.IntN(g.nodes), rng.IntN(g.nodes))
	}
	if side := 20; rng.IntN(4) == 0 {
		g.nodes = max(g.nodes, side*side)
		for i := range side * side {
			for _, j := range []int{i + 1, i + side} {
				if j < side*side && (j%side > 0 || j == i+side) {
					add(i, j)
					add(j, i)
				}
			}
		}
	}
	g.open = make([]bool, len(g.arcs))
	g.toggle(rng, 1)
	return g
}

func (g *graph) toggle(rng *rand.Rand, part float64) (changed []int32) {
	for i := range g.open {
		if open := rng.IntN(4) > 0; rng.Float64() < part && open != g.open[i] {
			g.open[i] = open
			changed = append(changed, int32(i))
		}
	}
	return changed
}

// plain is the cost by Bellman and Ford.
func (g *graph) plain(from, to []int32) hierarchy.Cost {
	cost := make([]hierarchy.Cost, g.nodes)
	for v := range cost {
		cost[v] = hierarchy.Shut
	}
	for _, v := range from {
		cost[v] = 0
	}
	for more := true; more; {
		more = false
		for i, a := range g.arcs {
			if sum := cost[a.From] + g.costs[i]; g.open[i] && sum < cost[a.To] {
				cost[a.To], more = sum, true
			}
		}
	}
	best := hierarchy.Shut
	for _, v := range to {
		best = min(best, cost[v])
	}
	return best
}

// check asks for a way and compares it with a plain search; the way must be one.
func check(t *testing.T, seed uint64, g *graph, m *hierarchy.Metric, from, to []int32) {
	t.Helper()
	arcs, cost, ok := m.Way(from, to)
	want := g.plain(from, to)
	if ok != (want < hierarchy.Shut) || ok && cost != want {
		t.Fatalf("seed %d: Way(%v, %v) costs %d, %t; want %d; %v", seed, from, to, cost, ok, want, g)
	}
	if !ok {
		return
	}
	var sum hierarchy.Cost
	for k, a := range arcs {
		sum += g.costs[a]
		if !g.open[a] || k > 0 && g.arcs[arcs[k-1]].To != g.arcs[a].From {
			t.Fatalf("seed %d: Way(%v, %v) = %v: arc %d is shut or doesn't follow; %v", seed, from, to, arcs, a, g)
		}
	}
	if n := len(arcs); sum != want || n > 0 && (!slices.Contains(from, g.arcs[arcs[0]].From) || !slices.Contains(to, g.arcs[arcs[n-1]].To)) {
		t.Fatalf("seed %d: Way(%v, %v) = %v of cost %d, want %d; %v", seed, from, to, arcs, sum, want, g)
	}
}

func TestWayCostsWhatAPlainSearchFindsHoweverArcsOpenAndShut(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 0))
		g := random(rng)
		h := hierarchy.New(g.nodes, g.arcs, g.costs)
		m := h.Metric(func(a int32) bool { return g.open[a] })
		for range 4 {
			for range 6 {
				some := func() (out []int32) {
					for range 1 + rng.IntN(2) {
						out = append(out, int32(rng.IntN(g.nodes)))
					}
					return out
				}
				check(t, seed, g, m, some(), some())
			}
			for _, a := range g.toggle(rng, []float64{0.02, 0.5}[rng.IntN(2)]) {
				m.Set(a, g.open[a])
			}
			m.Update()
			if rng.IntN(3) == 0 {
				m = m.Clone()
			}
		}
	}
}
