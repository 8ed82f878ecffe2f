package route

import (
	"math"
	"slices"
	"sync"

	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/hierarchy"
)

// finder finds fastest ways over the classes of pieces that are let through. It keeps the
// hierarchies of the last few choices of classes, and from one choice to the next gives
// another cost only to what the difference reaches. What it finds doesn't depend on what
// was asked before.
type finder struct {
	mu      sync.Mutex
	h       *hierarchy.Hierarchy
	pieces  [][]int32 // by class
	class   []int32   // by piece
	metrics []*metric
}

// metric is a hierarchy's costs, and the choice of classes that it has them for.
type metric struct {
	*hierarchy.Metric
	through []bool
}

// keptMetrics is one each for open pieces, for uncertain ones too, and for what nobody
// stands in the way of.
const keptMetrics = 3

func (m *Map) newFinder() *finder {
	arcs, costs := make([]hierarchy.Arc, 2*len(m.pieces)), make([]hierarchy.Cost, 2*len(m.pieces))
	f := &finder{pieces: make([][]int32, len(m.classes)), class: make([]int32, len(m.pieces))}
	for i := range m.pieces {
		p := &m.pieces[i]
		f.class[i] = p.class
		f.pieces[p.class] = append(f.pieces[p.class], int32(i))
		for _, a := range [2]arc{arc(2 * i), arc(2*i + 1)} {
			arcs[a], costs[a] = hierarchy.Arc{From: m.start(a), To: m.end(a)}, hierarchy.Shut
			if m.drivable(a) {
				costs[a] = m.prices[i]
			}
		}
	}
	f.h = hierarchy.New(m.nodes, arcs, costs)
	return f
}

func (m *Map) drivable(a arc) bool {
	p := &m.pieces[a.piece()]
	return a.back() && p.backward || !a.back() && p.forward
}

// price gives pieces their costs as whole numbers, whose sums are exact: of two ways that
// differ by less than about 10 µs a kilometre the shorter is the cheaper, and of those
// that are as long, always the same. An hour is 3.6e14 (a unit is 10 ps), or as much less as
// it takes for the sum over all pieces to stay far from overflowing.
func (m *Map) price() {
	var sum float64
	for i := range m.pieces {
		sum += m.pieces[i].hours
	}
	hour := min(3.6e14, float64(hierarchy.Shut/4)/max(sum, 1e-9))
	m.prices = make([]hierarchy.Cost, len(m.pieces))
	for i := range m.pieces {
		p := &m.pieces[i]
		m.prices[i] = hierarchy.Cost(math.Round(p.hours*hour)) + 64*hierarchy.Cost(math.Round(float64(p.length))) + hierarchy.Cost(scatter(int32(i))%64)
	}
}

func (m *Map) priceAt(piece int32) hierarchy.Cost { return m.prices[piece] }

// scatter turns numbers into others without a pattern (the finalizer of MurmurHash3).
func scatter(i int32) uint32 {
	x := uint32(i)
	x ^= x >> 16
	x *= 0x85ebca6b
	x ^= x >> 13
	x *= 0xc2b2ae35
	return x ^ x>>16
}

// find gives the fastest way from any of some nodes to any of others over the classes that
// are let through, of equally fast ones the shortest; ok is false if there is none. A
// node in both gives the empty way.
func (f *finder) find(from, to []int32, through func(class int32) bool) (way []arc, ok bool) {
	want := make([]bool, len(f.pieces))
	for c := range want {
		want[c] = through(int32(c))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	arcs, _, ok := f.metric(want).Way(from, to)
	for _, a := range arcs {
		way = append(way, arc(a))
	}
	return way, ok
}

// metric is that for a choice of classes: of those kept, the one with the least difference
// is changed, unless it differs much and there is room for a new one.
func (f *finder) metric(want []bool) *metric {
	best, least := -1, len(f.metrics)
	for k, m := range f.metrics {
		if d := differences(m.through, want); best < 0 || d < least {
			best, least = k, d
		}
	}
	if best < 0 {
		new := f.h.Metric(func(a int32) bool { return want[f.class[a>>1]] })
		f.metrics = append(f.metrics, &metric{new, want})
		return f.metrics[0]
	}
	m := f.metrics[best]
	if len(f.metrics) < keptMetrics && least > len(want)/8 {
		m = &metric{m.Clone(), slices.Clone(m.through)}
		f.metrics = append(f.metrics, m)
	}
	for c, open := range want {
		if open == m.through[c] {
			continue
		}
		for _, i := range f.pieces[c] {
			m.Set(2*i, open)
			m.Set(2*i+1, open)
		}
	}
	m.Update()
	m.through = want
	return m
}

func differences(a, b []bool) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// atLeast gives the classes that are at least as passable as some state.
func (d *Day) atLeast(least pass) func(class int32) bool {
	return func(c int32) bool { return d.states[c].pass >= least }
}

// everClass gives the classes that are no foreign ground closed to the side: what would be
// open to it if nobody stood in its way.
func (d *Day) everClass(c int32) bool {
	at := d.m.classes[c].cell
	return at == cell.Outside || !d.ground[at].foreign || d.states[c].pass == open
}
