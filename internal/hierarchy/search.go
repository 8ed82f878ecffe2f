package hierarchy

import "slices"

// search is the labels of one search, kept from one to the next.
type search struct {
	round    int32
	to, back []label // by node: from the starts, and to the goals
	climb    queue
	queue    queue
}

// label is a node's cost and the edge over which it came, in the search of some round.
type label struct {
	cost  Cost
	round int32
	by    step // −1 at a start or goal
}

func newSearch(nodes int) search {
	return search{to: make([]label, nodes), back: make([]label, nodes)}
}

// Way gives the cheapest way from one of some nodes to one of others: its arcs in order, and
// its cost; ok is false if there is none. A node in both gives the empty way.
func (m *Metric) Way(from, to []int32) (arcs []int32, cost Cost, ok bool) {
	s := &m.search
	s.round++
	s.queue = s.queue[:0]
	m.ascend(s.back, to, m.down, func(int32) {})
	aim := m.h.aim(from, to)
	best, meet := Shut, int32(-1)
	try := func(v int32) {
		if l := &s.back[v]; l.round == s.round && s.to[v].cost+l.cost < best {
			best, meet = s.to[v].cost+l.cost, v
		}
	}
	m.ascend(s.to, from, m.up, func(v int32) {
		if v >= m.h.firstCore {
			s.queue.push(entry{s.to[v].cost + aim.least(v), v})
			return
		}
		try(v)
	})
	for len(s.queue) > 0 {
		e := s.queue.pop()
		if e.cost >= best {
			break
		}
		if e.cost == s.to[e.node].cost+aim.least(e.node) { // else a cheaper way was found since
			try(e.node)
			m.spread(e.node, &aim, best)
		}
	}
	if meet < 0 {
		return nil, 0, false
	}
	return m.unroll(meet), best, true
}

// ascend labels what can be reached upwards from some nodes (or, with the costs downwards,
// from where they are reached downwards), up to the core, and calls each with every node
// labelled, in the order of ranks.
func (m *Metric) ascend(labels []label, nodes []int32, costs []Cost, each func(v int32)) {
	s := &m.search
	for _, n := range nodes {
		if v := m.h.rank[n]; labels[v].round != s.round {
			labels[v] = label{0, s.round, -1}
			s.climb.push(entry{Cost(v), v})
		}
	}
	for len(s.climb) > 0 {
		v := s.climb.pop().node
		each(v)
		if v >= m.h.firstCore {
			continue
		}
		for e := m.h.first[v]; e < m.h.first[v+1]; e++ {
			l, sum := &labels[m.h.upper[e]], labels[v].cost+costs[e]
			switch {
			case sum >= Shut:
			case l.round != s.round:
				*l = label{sum, s.round, step(2 * e)}
				s.climb.push(entry{Cost(m.h.upper[e]), m.h.upper[e]})
			case sum < l.cost:
				l.cost, l.by = sum, step(2*e)
			}
		}
	}
}

// spread goes on from a node of the core, but for ways that can't be better than the best.
func (m *Metric) spread(v int32, aim *aim, best Cost) {
	s := &m.search
	lo, hi := m.h.core.of(v, m.h.firstCore)
	at, leaving := s.to[v].cost, m.leaving[lo:hi]
	for k, w := range m.h.core.nodes[lo:hi] {
		l, sum := &s.to[w], at+leaving[k]
		if sum < Shut && (l.round != s.round || sum < l.cost) {
			*l = label{sum, s.round, m.h.core.edges[int(lo)+k]}
			if key := sum + aim.least(w); key < best {
				s.queue.push(entry{key, w})
			}
		}
	}
}

// unroll gives the arcs of the way that meets at a node.
func (m *Metric) unroll(meet int32) []int32 {
	s := &m.search
	var steps []step
	for v := meet; s.to[v].by >= 0; v = m.start(s.to[v].by) {
		steps = append(steps, s.to[v].by)
	}
	slices.Reverse(steps)
	for v := meet; s.back[v].by >= 0; {
		e := s.back[v].by.edge() // upwards to the search, driven downwards
		steps = append(steps, step(2*e+1))
		v = m.h.lower[e]
	}
	var arcs []int32
	for _, x := range steps {
		arcs = m.unpack(arcs, x)
	}
	return arcs
}

func (m *Metric) start(s step) int32 {
	if s.down() {
		return m.h.upper[s.edge()]
	}
	return m.h.lower[s.edge()]
}

func (m *Metric) cost(s step) Cost {
	if s.down() {
		return m.down[s.edge()]
	}
	return m.up[s.edge()]
}

// unpack appends the arcs that an edge stands for: an arc of its own, of equal ones the
// lowest, or those of two edges to a contracted node below both its ends.
func (m *Metric) unpack(arcs []int32, s step) []int32 {
	e, cost := s.edge(), m.cost(s)
	for _, d := range m.h.ofEdge[m.h.firstArc[e]:m.h.firstArc[e+1]] {
		if d.down == s.down() && m.open[d.arc] && m.h.costs[d.arc] == cost {
			return append(arcs, d.arc)
		}
	}
	lower, upper := m.h.lower[e], m.h.upper[e]
	for _, b := range m.h.below[m.h.firstBelow[lower]:m.h.firstBelow[lower+1]] {
		over := m.h.edge(m.h.lower[b], upper)
		if over < 0 {
			continue
		}
		first, second := step(2*b+1), step(2*over)
		if s.down() {
			first, second = step(2*over+1), step(2*b)
		}
		if m.cost(first)+m.cost(second) == cost {
			return m.unpack(m.unpack(arcs, first), second)
		}
	}
	panic("hierarchy: an edge that nothing makes up")
}
