package cell

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient/geo"
)

// tree is a k-d tree over some points of a list: numbers of points, in an order in which
// the middle of each run parts the run in two, by X and by Y in turn.
type tree struct {
	at    []geo.XY
	order []int32
	split []float64 // by the number in order of the middle
}

// bucket is the length of a run that isn't parted any further.
const bucket = 8

func newTree(at []geo.XY, members []int32) *tree {
	t := &tree{at, members, make([]float64, len(members))}
	t.part(0, len(members), false)
	return t
}

func (t *tree) part(lo, hi int, byY bool) {
	if hi-lo <= bucket {
		return
	}
	slices.SortFunc(t.order[lo:hi], func(a, b int32) int {
		return cmp.Or(cmp.Compare(t.coord(a, byY), t.coord(b, byY)), cmp.Compare(a, b))
	})
	mid := (lo + hi) / 2
	t.split[mid] = t.coord(t.order[mid], byY)
	t.part(lo, mid, !byY)
	t.part(mid, hi, !byY)
}

func (t *tree) coord(i int32, byY bool) float64 {
	if byY {
		return t.at[i].Y
	}
	return t.at[i].X
}

// nearest is the point nearest to one, of equally near ones the lowest number: what search
// yields first, found without its heap. The tree has a point.
func (t *tree) nearest(from geo.XY) int32 {
	n := nearest{t, from, math.Inf(1), -1}
	n.look(hit{lo: 0, hi: int32(len(t.order))})
	return n.best
}

type nearest struct {
	tree *tree
	from geo.XY
	d2   float64
	best int32
}

// look goes down a run, into the nearer half first, and leaves out what is farther than the best.
func (n *nearest) look(h hit) {
	if h.hi-h.lo <= bucket {
		for _, i := range n.tree.order[h.lo:h.hi] {
			dx, dy := n.tree.at[i].X-n.from.X, n.tree.at[i].Y-n.from.Y
			if d2 := dx*dx + dy*dy; d2 < n.d2 || d2 == n.d2 && i < n.best {
				n.d2, n.best = d2, i
			}
		}
		return
	}
	first, second := n.tree.parted(h, n.from)
	n.look(first)
	if second.d2 <= n.d2 {
		n.look(second)
	}
}

// parted gives the halves of a run, that which holds the side of a point first.
func (t *tree) parted(h hit, from geo.XY) (near, far hit) {
	mid := (h.lo + h.hi) / 2
	off := t.split[mid] - from.X
	if h.byY {
		off = t.split[mid] - from.Y
	}
	low, high := h, h
	low.hi, low.byY = mid, !h.byY
	high.lo, high.byY = mid, !h.byY
	if off > 0 {
		high.outside(h.byY, off)
		return low, high
	}
	low.outside(h.byY, off)
	return high, low
}

// search yields the points of a tree from the nearest to the farthest from a point; of
// equally near ones the lower number first.
type search struct {
	tree *tree
	from geo.XY
	heap []hit
}

// hit is a run of the tree that lies at least d2 away, squared, or (hi < 0) the point lo
// at exactly d2.
type hit struct {
	d2     float64
	ox, oy float64 // how far outside the run's strip the point lies
	lo, hi int32
	byY    bool
}

func (h hit) before(b hit) bool {
	if h.d2 != b.d2 {
		return h.d2 < b.d2
	}
	if (h.hi < 0) != (b.hi < 0) {
		return b.hi < 0 // a run may hold a lower number at the same distance
	}
	return h.lo < b.lo
}

func (s *search) start(t *tree, from geo.XY) {
	s.tree, s.from, s.heap = t, from, s.heap[:0]
	if len(t.order) > 0 {
		s.push(hit{lo: 0, hi: int32(len(t.order))})
	}
}

// next returns the next point and its squared distance.
func (s *search) next() (i int32, d2 float64, ok bool) {
	for len(s.heap) > 0 {
		h := s.pop()
		switch {
		case h.hi < 0:
			return h.lo, h.d2, true
		case h.hi-h.lo <= bucket:
			s.points(h)
		default:
			s.halves(h)
		}
	}
	return 0, 0, false
}

func (s *search) points(h hit) {
	for _, i := range s.tree.order[h.lo:h.hi] {
		dx, dy := s.tree.at[i].X-s.from.X, s.tree.at[i].Y-s.from.Y
		s.push(hit{d2: dx*dx + dy*dy, lo: i, hi: -1})
	}
}

func (s *search) halves(h hit) {
	near, far := s.tree.parted(h, s.from)
	s.push(near)
	s.push(far)
}

func (h *hit) outside(byY bool, off float64) {
	if byY {
		h.oy = off
	} else {
		h.ox = off
	}
	h.d2 = h.ox*h.ox + h.oy*h.oy
}

func (s *search) push(h hit) {
	s.heap = append(s.heap, h)
	i := len(s.heap) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !s.heap[i].before(s.heap[up]) {
			return
		}
		s.heap[i], s.heap[up] = s.heap[up], s.heap[i]
		i = up
	}
}

func (s *search) pop() hit {
	top, last := s.heap[0], len(s.heap)-1
	s.heap[0] = s.heap[last]
	s.heap = s.heap[:last]
	for i := 0; ; {
		least := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < last && s.heap[c].before(s.heap[least]) {
				least = c
			}
		}
		if least == i {
			return top
		}
		s.heap[i], s.heap[least] = s.heap[least], s.heap[i]
		i = least
	}
}
