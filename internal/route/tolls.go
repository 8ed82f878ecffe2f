package route

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/internal/hierarchy"
)

// toll is what is paid on going over from one class of pieces to the next, and, with before
// −1, for beginning on one. It is never negative, nothing from a class to itself, and never
// more than by way of a third class.
type toll func(before, next int32) int64

// tolled looks for the way on which the least tolls are paid, and of such ways the fastest.
//
// Tolls depend on classes alone, so that they are searched over the joints of the map: from
// the goals backwards, for what is left to pay at each vertex. Then only steps need be
// looked at that pay no more than must be, and over these the fastest way is found.
type tolled struct {
	m       *Map
	pair    pair
	through []bool // by class
	toll    toll
	least   func(node int32) hierarchy.Cost // as a query has it

	// anywhere ends the way where nothing is left to pay, instead of at the goals.
	anywhere bool
}

// nothing is what is left to pay where no way leads to the goals.
const nothing = math.MaxInt64

// way finds the way; ok is false if there is none. Where the pair's ends have a node in
// common, it is the empty way.
func (t *tolled) way() (way []arc, ok bool) {
	if t.pair.meets() {
		return nil, true
	}
	left := t.left()
	j := t.m.joints()
	goal := map[int32]bool{}
	for _, n := range t.pair.to {
		goal[n] = true
	}
	s := t.m.labels(len(j.at), t.least)
	defer t.m.spare.Put(s)
	if most := t.most(left); most < nothing {
		for _, n := range t.pair.from {
			t.step(s, left, n, -1, -1, most, 0)
		}
	}
	for {
		slot, l, more := s.next()
		if !more {
			return nil, false
		}
		n, v := t.m.end(l.by), j.at[slot]
		if goal[n] || t.anywhere && left[v] == 0 {
			return s.back(slot), true
		}
		t.step(s, left, n, slot, j.class[v], left[v], l.cost)
	}
}

// step goes on from a node, reached at a slot over pieces of a class, with so much left to pay.
func (t *tolled) step(s *labels, left []int64, node, slot, class int32, rest int64, cost hierarchy.Cost) {
	j := t.m.joints()
	for _, a := range t.m.out.of(node) {
		to := j.ends[a]
		v := j.at[to]
		next := j.class[v]
		if after := left[v]; after <= rest && t.through[next] && t.toll(class, next)+after == rest {
			s.reach(to, t.m.end(a), label{cost: cost + t.m.prices[a.piece()], by: a, before: slot})
		}
	}
}

// most is what must be paid in all.
func (t *tolled) most(left []int64) int64 {
	j := t.m.joints()
	least := int64(nothing)
	for _, n := range t.pair.from {
		for _, a := range t.m.out.of(n) {
			next := t.m.pieces[a.piece()].class
			if after := left[j.at[j.slot(n, next)]]; t.through[next] && after < nothing {
				least = min(least, t.toll(-1, next)+after)
			}
		}
	}
	return least
}

// left is the least that is left to pay on the way to the goals, by vertex.
func (t *tolled) left() []int64 {
	j := t.m.joints()
	out := make([]int64, len(j.class))
	for v := range out {
		out[v] = nothing
	}
	var later queue
	var now []int32           // where as much is left as where the search stands
	first := map[int32]bool{} // the vertices at which ways start
	enough := int64(nothing)  // what needn't be paid more than
	for _, v := range j.ofAll(t.pair.from) {
		first[v] = true
	}
	for _, v := range j.ofAll(t.pair.to) {
		if t.through[j.class[v]] {
			out[v] = 0
			now = append(now, v)
		}
	}
	for at := int64(0); ; {
		if len(now) == 0 {
			if len(later) == 0 || later[0].key > enough {
				return out
			}
			e := later.pop()
			if out[e.at] < e.key {
				continue
			}
			at, now = e.key, append(now, e.at)
		}
		v := now[len(now)-1]
		now = now[:len(now)-1]
		if first[v] {
			enough = min(enough, at+t.toll(-1, j.class[v]))
		}
		for _, u := range j.last.of(v) {
			if !t.through[j.class[u]] {
				continue
			}
			sum := at + t.toll(j.class[u], j.class[v])
			if sum >= out[u] {
				continue
			}
			out[u] = sum
			if sum == at {
				now = append(now, u)
			} else {
				later.push(entry{key: sum, at: u})
			}
		}
	}
}

// obstacles gives the toll of the way that the fewest places shut: 1 for each one that is
// entered, one after the other.
func (d *Day) obstacles() toll {
	in := make([]int, len(d.states)) // by class: 2 more than its cell if it is shut, else 0
	for k := range in {
		if d.states[k].pass == shut {
			in[k] = d.m.classes[k].cell + 2
		}
	}
	return func(before, next int32) int64 {
		if in[next] == 0 || before >= 0 && in[before] == in[next] {
			return 0
		}
		return 1
	}
}

// dangerUnit makes logarithms whole numbers.
const dangerUnit = 1 << 32

// leastP keeps the logarithm of p finite where nothing speaks for the side.
const leastP = 1e-9

// dangers gives the toll of the safest way: the product of p over the cells entered one after
// the other, and of ½ for each threat that begins, as a sum of logarithms. Where claims open
// only some pieces of a cell, going on to one with a lower p counts the difference.
func (d *Day) dangers() toll {
	weight := make([]int64, len(d.states))
	for k := range d.states {
		weight[k] = int64(math.Round(-math.Log(max(d.states[k].p, leastP)) * dangerUnit))
	}
	threat := int64(math.Round(math.Ln2 * dangerUnit))
	return func(before, next int32) int64 {
		sum := weight[next]
		var threats []int32
		if before >= 0 {
			threats = d.states[before].threats
			if d.m.classes[before].cell == d.m.classes[next].cell {
				sum = max(0, sum-weight[before])
			}
		}
		for _, x := range d.states[next].threats {
			if !slices.Contains(threats, x) {
				sum += threat
			}
		}
		return sum
	}
}
