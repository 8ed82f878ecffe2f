package route

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
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

// cost is compared by a, then by b.
type cost struct{ a, b float64 }

func (x cost) plus(y cost) cost { return cost{x.a + y.a, x.b + y.b} }

func (x cost) compare(y cost) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }

// toll is what it costs to drive next after before; before is −1 at the start. It is never
// negative.
type toll func(before, next arc) cost

// hours is the toll of the fastest way, of equally fast ones the shortest.
func (m *Map) hours(_, next arc) cost {
	p := &m.pieces[next.piece()]
	return cost{p.hours, float64(p.length)}
}

// find gives the cheapest way from any of some nodes to any of others over the pieces that
// are let through; of equally cheap ones always the same. ok is false if there is none. A
// node in both gives the empty way.
func (m *Map) find(from, to []int32, through func(piece int32) bool, pay toll) (way []arc, ok bool) {
	goal := map[int32]bool{}
	for _, n := range to {
		goal[n] = true
	}
	s := newSearch(len(m.pieces))
	for _, n := range from {
		if goal[n] {
			return nil, true
		}
		s.spread(m, n, -1, cost{}, through, pay)
	}
	for {
		a, c, more := s.next()
		if !more {
			return nil, false
		}
		if n := m.end(a); goal[n] {
			return s.back(a), true
		}
		s.spread(m, m.end(a), a, c, through, pay)
	}
}

// search is Dijkstra's, over arcs: what a piece costs may depend on the one before it.
type search struct {
	best   []cost
	before []arc
	done   []bool
	queue  queue
}

func newSearch(pieces int) *search {
	s := &search{make([]cost, 2*pieces), make([]arc, 2*pieces), make([]bool, 2*pieces), nil}
	for i := range s.best {
		s.best[i] = cost{math.Inf(1), 0}
	}
	return s
}

func (s *search) spread(m *Map, node int32, before arc, c cost, through func(int32) bool, pay toll) {
	for _, a := range m.out.of(node) {
		if s.done[a] || !through(a.piece()) {
			continue
		}
		if sum := c.plus(pay(before, a)); sum.compare(s.best[a]) < 0 {
			s.best[a], s.before[a] = sum, before
			s.queue.push(entry{sum, a})
		}
	}
}

func (s *search) next() (a arc, c cost, ok bool) {
	for len(s.queue) > 0 {
		e := s.queue.pop()
		if !s.done[e.arc] {
			s.done[e.arc] = true
			return e.arc, e.cost, true
		}
	}
	return 0, cost{}, false
}

func (s *search) back(a arc) []arc {
	var way []arc
	for ; a >= 0; a = s.before[a] {
		way = append(way, a)
	}
	slices.Reverse(way)
	return way
}

// entry of the queue; equal costs are ordered by arc.
type entry struct {
	cost cost
	arc  arc
}

func (e entry) before(f entry) bool {
	return cmp.Or(e.cost.compare(f.cost), cmp.Compare(e.arc, f.arc)) < 0
}

// queue is a binary heap.
type queue []entry

func (q *queue) push(e entry) {
	*q = append(*q, e)
	h := *q
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if !h[i].before(h[up]) {
			return
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
}

func (q *queue) pop() entry {
	h := *q
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	*q = h
	for i := 0; ; {
		least := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < last && h[c].before(h[least]) {
				least = c
			}
		}
		if least == i {
			return top
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// let gives the pieces that are at least as passable as some state.
func (d *Day) let(least pass) func(int32) bool {
	return func(i int32) bool { return d.state(i).pass >= least }
}

// ever gives the pieces of the classes that everClass gives.
func (d *Day) ever(i int32) bool { return d.everClass(d.m.pieces[i].class) }

// danger is the toll of the safest way: the product of p over the cells entered one after
// the other, and of ½ for each threat that begins, as a sum of logarithms; then the hours.
// Where claims open only some pieces of a cell, going on to one with a lower p counts the
// difference.
func (d *Day) danger(before, next arc) cost {
	i := next.piece()
	s := d.state(i)
	c := cost{0, d.m.pieces[i].hours}
	was, threats := 1.0, []int32(nil)
	if before >= 0 {
		threats = d.state(before.piece()).threats
		if d.m.pieces[before.piece()].cell == d.m.pieces[i].cell {
			was = d.state(before.piece()).p
		}
	}
	c.a += max(0, math.Log(max(was, leastP)/max(s.p, leastP)))
	for _, t := range s.threats {
		if !slices.Contains(threats, t) {
			c.a += math.Ln2
		}
	}
	return c
}

// leastP keeps the logarithm of p finite where nothing speaks for the side.
const leastP = 1e-9

// obstacles is the toll of the way with the fewest places that shut it: those entered one
// after the other; then the hours.
func (d *Day) obstacles(before, next arc) cost {
	i := next.piece()
	c := cost{0, d.m.pieces[i].hours}
	if d.state(i).pass == shut && (before < 0 || d.state(before.piece()).pass != shut || d.m.pieces[before.piece()].cell != d.m.pieces[i].cell) {
		c.a = 1
	}
	return c
}
