package route

import (
	"fmt"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/hierarchy"
)

// nearEnough is how far from a road a place without roads in its cells may lie (DESIGN
// section 7, "Unit of answers").
const nearEnough = 5 * geo.Kilometre

// ends gives the nodes at which ways from or to a place begin: the network's nodes in the
// cells of its leaves; where a cell has none but a road passes, the ends of its pieces;
// without either, the node nearest to the place's point. It fails with
// salient.ErrNotFound if there is no such place, or no road within 5 km.
func (m *Map) ends(id salient.PlaceID) ([]int32, error) {
	p, ok := m.c.Place(id)
	if !ok {
		return nil, fmt.Errorf("place %s: %w", id, salient.ErrNotFound)
	}
	var out []int32
	for _, i := range m.owners(id) {
		out = append(out, m.endsIn(i)...)
	}
	if len(out) > 0 {
		slices.Sort(out)
		return slices.Compact(out), nil
	}
	if p.At != nil {
		if node, away, ok := m.net.Nearest(*p.At); ok && away <= nearEnough {
			return []int32{int32(node)}, nil
		}
	}
	return nil, fmt.Errorf("a road within %v km of place %s: %w", nearEnough.Km(), id, salient.ErrNotFound)
}

func (m *Map) endsIn(cell int) []int32 {
	if len(m.inside[cell]) > 0 {
		return m.inside[cell]
	}
	var out []int32
	for _, i := range m.through[cell] {
		out = append(out, m.pieces[i].from, m.pieces[i].to)
	}
	return out
}

// query is what a search over pieces looks for: the cheapest way from any of some nodes to
// any of others.
type query struct {
	from, to []int32
	through  func(piece int32) bool
	price    func(piece int32) hierarchy.Cost // at least 0
	// least is a bound below on what is left from a node to the goals, never more than it
	// is; nil knows nothing.
	least func(node int32) hierarchy.Cost
}

// search finds a query's way with A* (without bounds Dijkstra's), of equally cheap ones
// always the same. ok is false if there is none. A node in both gives the empty way.
func (m *Map) search(q query) (way []arc, ok bool) {
	goal := map[int32]bool{}
	for _, n := range q.to {
		goal[n] = true
	}
	s := m.labels(m.nodes, q.least)
	defer m.spare.Put(s)
	for _, n := range q.from {
		if goal[n] {
			return nil, true
		}
		s.reach(n, n, label{by: -1})
	}
	for {
		n, l, more := s.next()
		switch {
		case !more:
			return nil, false
		case goal[n]:
			return s.back(n), true
		}
		for _, a := range m.out.of(n) {
			if i := a.piece(); q.through(i) {
				s.reach(m.end(a), m.end(a), label{cost: l.cost + q.price(i), by: a, before: n})
			}
		}
	}
}

// labels are what a search has found so far, by node, or by slot of the joints. They are kept
// from one search to the next.
type labels struct {
	label []label
	round int32
	queue queue
	least func(node int32) hierarchy.Cost
}

// label is the cheapest way found to where it stands, in the search of some round.
type label struct {
	cost   hierarchy.Cost
	by     arc   // −1 where a way starts
	before int32 // where by comes from, −1 from a start
	round  int32
}

// labels gives room for a search; whoever asks gives it back to spare when done.
func (m *Map) labels(n int, least func(node int32) hierarchy.Cost) *labels {
	s, ok := m.spare.Get().(*labels)
	if !ok || len(s.label) < n {
		s = &labels{label: make([]label, n)}
	}
	s.round++
	s.queue, s.least = s.queue[:0], least
	return s
}

// reach notes a way that leads to somewhere at a node, if it is cheaper than the one known.
func (s *labels) reach(at, node int32, l label) {
	if was := &s.label[at]; was.round != s.round || l.cost < was.cost {
		l.round = s.round
		*was = l
		key := l.cost
		if s.least != nil {
			key += s.least(node)
		}
		s.queue.push(entry{int64(key), int64(l.cost), at})
	}
}

// next is where the cheapest way leads that wasn't followed yet.
func (s *labels) next() (at int32, l label, ok bool) {
	for len(s.queue) > 0 {
		if e := s.queue.pop(); hierarchy.Cost(e.cost) == s.label[e.at].cost {
			return e.at, s.label[e.at], true
		}
	}
	return 0, label{}, false
}

func (s *labels) back(at int32) []arc {
	var way []arc
	for at >= 0 && s.label[at].by >= 0 {
		way = append(way, s.label[at].by)
		at = s.label[at].before
	}
	slices.Reverse(way)
	return way
}

// entry of the queue. Of equal keys the one farther on comes first, then the lower number.
type entry struct {
	key, cost int64
	at        int32
}

func (e entry) less(f entry) bool {
	if e.key != f.key {
		return e.key < f.key
	}
	if e.cost != f.cost {
		return e.cost > f.cost
	}
	return e.at < f.at
}

// queue is a heap in which each entry has four below it.
type queue []entry

func (q *queue) push(e entry) {
	*q = append(*q, e)
	h := *q
	i := len(h) - 1
	for i > 0 && e.less(h[(i-1)/4]) {
		h[i] = h[(i-1)/4]
		i = (i - 1) / 4
	}
	h[i] = e
}

func (q *queue) pop() entry {
	h := *q
	top, e := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	if len(h) == 0 {
		return top
	}
	i := 0
	for {
		least := 4*i + 1
		if least >= len(h) {
			break
		}
		for k := least + 1; k < min(4*i+5, len(h)); k++ {
			if h[k].less(h[least]) {
				least = k
			}
		}
		if !h[least].less(e) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = e
	return top
}
