package hierarchy

import (
	"math/bits"
	"slices"
)

// Metric is the costs of a hierarchy's edges while some arcs are open. It isn't safe for
// concurrent use.
type Metric struct {
	h        *Hierarchy
	open     []bool // by arc
	up, down []Cost // by edge: from its lower to its upper node, and back
	leaving  []Cost // of edges in the core, in the order of the hierarchy's core
	changed  []uint64
	old      []Cost
	search   search
}

// Metric gives the edges their costs while the arcs are open for which open says yes.
func (h *Hierarchy) Metric(open func(arc int32) bool) *Metric {
	n := len(h.byRank)
	m := &Metric{
		h: h, open: make([]bool, len(h.arcs)), up: make([]Cost, len(h.upper)), down: make([]Cost, len(h.upper)),
		leaving: make([]Cost, len(h.core.nodes)), changed: make([]uint64, n/64+1), search: newSearch(n),
	}
	for i := range m.open {
		m.open[i] = open(int32(i))
	}
	for v := range int32(n) {
		m.customize(v)
	}
	return m
}

// Clone gives a metric that is like this one and changes by itself.
func (m *Metric) Clone() *Metric {
	c := *m
	c.open, c.up, c.down = slices.Clone(m.open), slices.Clone(m.up), slices.Clone(m.down)
	c.leaving, c.changed, c.old = slices.Clone(m.leaving), slices.Clone(m.changed), nil
	c.search = newSearch(len(m.h.byRank))
	return &c
}

// Set opens or shuts an arc. Ways take account of it after Update.
func (m *Metric) Set(arc int32, open bool) {
	if m.open[arc] == open {
		return
	}
	m.open[arc] = open
	if e := m.h.edgeOf[arc]; e >= 0 {
		m.mark(m.h.lower[e])
	}
}

func (m *Metric) mark(v int32) { m.changed[v/64] |= 1 << (v % 64) }

// Update gives the edges that arcs set since the last time can reach their new costs. Nodes
// are worked on from the lowest to the highest, so that each is once.
func (m *Metric) Update() {
	for w := range m.changed {
		for m.changed[w] != 0 {
			v := int32(w*64 + bits.TrailingZeros64(m.changed[w]))
			m.changed[w] &= m.changed[w] - 1
			if m.customize(v) && v < m.h.firstCore {
				edges := m.h.upper[m.h.first[v]:m.h.first[v+1]]
				for _, x := range edges[:len(edges)-1] {
					m.mark(x)
				}
			}
		}
	}
}

// customize gives the edges of a node the least of their arcs' costs and of those of the
// ways over a contracted node below, and reports whether that changed one.
func (m *Metric) customize(v int32) bool {
	from, to := m.h.first[v], m.h.first[v+1]
	m.old = append(append(m.old[:0], m.up[from:to]...), m.down[from:to]...)
	for e := from; e < to; e++ {
		m.up[e], m.down[e] = m.base(e)
	}
	for _, b := range m.h.below[m.h.firstBelow[v]:m.h.firstBelow[v+1]] {
		m.over(b)
	}
	if v >= m.h.firstCore {
		m.place(from, to)
	}
	n := int(to - from)
	for k := range n {
		if m.old[k] != m.up[int(from)+k] || m.old[n+k] != m.down[int(from)+k] {
			return true
		}
	}
	return false
}

func (m *Metric) base(e int32) (up, down Cost) {
	up, down = Shut, Shut
	for _, d := range m.h.ofEdge[m.h.firstArc[e]:m.h.firstArc[e+1]] {
		switch {
		case !m.open[d.arc]:
		case d.down:
			down = min(down, m.h.costs[d.arc])
		default:
			up = min(up, m.h.costs[d.arc])
		}
	}
	return up, down
}

// over takes the ways from an edge's upper node down it and up the later edges of its lower
// node, and back.
func (m *Metric) over(b int32) {
	up, down := m.up[b], m.down[b]
	if up >= Shut && down >= Shut {
		return
	}
	later := m.h.first[m.h.lower[b]+1] - b - 1
	pairs := m.h.pairs[m.h.firstPair[b]:][:later]
	ups, downs := m.up[b+1:][:later], m.down[b+1:][:later]
	for k, e := range pairs {
		m.up[e] = min(m.up[e], down+ups[k])
		m.down[e] = min(m.down[e], downs[k]+up)
	}
}

// place copies the costs of edges in the core to where searches read them.
func (m *Metric) place(from, to int32) {
	for e := from; e < to; e++ {
		at := m.h.core.at[e-m.h.first[m.h.firstCore]]
		m.leaving[at[0]], m.leaving[at[1]] = m.up[e], m.down[e]
	}
}
