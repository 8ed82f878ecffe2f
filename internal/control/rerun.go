package control

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/when"
)

// without gives the probabilities of the states on a day that is a node, as a run without some
// evidence has them, what the first pass said held. It goes only over the days between the
// evidence and the day: on the far side of either nothing changes.
func (m *model) without(p *pass, l *leaf, day when.Day, out map[int]bool) []float64 {
	r := &replay{pass: p, likely: map[int][]float64{}}
	r.first, r.last = m.remove(r, l, out)
	if len(r.likely) == 0 {
		return p.on(day)
	}
	target, _ := slices.BinarySearch(p.nodes, int(day-p.from))
	forward, back := row(p.forward, target, p.c.values()), row(p.backward, target, p.c.values())
	if target >= r.first {
		forward = r.forwardTo(r.first, target)
	}
	if target <= r.last {
		back = r.backTo(r.last, target)
	}
	return statesOf(p.c, forward, back)
}

// replay is a pass with other evidence at some nodes, run in part.
type replay struct {
	pass   *pass
	likely map[int][]float64 // by node, where it differs from the pass's
	first  int               // node for which it does
	last   int
}

// remove takes evidence out of the nodes; it returns the first and last node that it touched.
func (m *model) remove(r *replay, l *leaf, out map[int]bool) (first, last int) {
	p := r.pass
	first, last = len(p.nodes), -1
	for k, it := range l.items {
		if !out[it.evidence] {
			continue
		}
		m.said(l, k, p.force, func(day when.Day, w float64, log []float64) {
			node, _ := slices.BinarySearch(p.nodes, int(max(day, p.from+1)-p.from))
			if r.likely[node] == nil {
				r.likely[node] = slices.Clone(row(p.log, node, p.c.spots()))
			}
			axpy(r.likely[node], -w, log)
			first, last = min(first, node), max(last, node)
		})
	}
	for _, v := range r.likely {
		exponent(v, v)
	}
	return first, last
}

// at is the evidence of a node.
func (r *replay) at(node int) []float64 {
	if v := r.likely[node]; v != nil {
		return v
	}
	return row(r.pass.likely, node, r.pass.c.spots())
}

// room is a pass to step with: what doesn't change is the replayed one's.
func (r *replay) room() *pass {
	p := r.pass
	w := &pass{c: p.c, from: p.from, stir: p.stir, calm: p.calm, nodes: p.nodes}
	w.slots = make([]float64, len(p.slots))
	w.flow = make([]float64, len(p.flow))
	return w
}

// forwardTo is the forward values at a node, run from the node before first.
func (r *replay) forwardTo(first, target int) []float64 {
	p, w := r.pass, r.room()
	s, t, v := newStand(p.c), 0, make([]float64, p.c.values())
	copy(s.rest, p.c.start)
	if first > 0 {
		t = p.nodes[first-1]
		w.resume(s, t, slices.Clone(row(p.forward, first-1, p.c.values())), 1)
	}
	for node := first; node <= target; node++ {
		for t < p.nodes[node] {
			t++
			w.stepForward(s, t)
		}
		w.absorb(s, t, r.at(node), v)
		if node >= r.last && inProportion(v, row(p.forward, node, p.c.values())) {
			return row(p.forward, target, p.c.values())
		}
	}
	return v
}

// backTo is the backward values at a node, run from last on.
func (r *replay) backTo(last, target int) []float64 {
	p, w := r.pass, r.room()
	s, v := newStand(p.c), slices.Clone(row(p.backward, last, p.c.values()))
	t := p.nodes[last]
	for node := last; node > target; node-- {
		w.weigh(s, t, r.at(node), v)
		for t > p.nodes[node-1] {
			w.stepBackward(s, t)
			t--
		}
		w.behold(s, t, v)
		if node <= r.first && inProportion(v, row(p.backward, node-1, p.c.values())) {
			return row(p.backward, target, p.c.values())
		}
	}
	return v
}

// inProportion reports whether two lists of values are the same but for a factor, to a
// thousandth of what a weight is tested to: from there on a replay is what was played.
func inProportion(v, w []float64) bool {
	factor := v[0] / w[0]
	for i, x := range v {
		if math.Abs(x-factor*w[i]) > 1e-13*x {
			return false
		}
	}
	return true
}

// statesOf sums forward times backward values to the states.
func statesOf(c *chain, forward, back []float64) []float64 {
	out := make([]float64, c.k)
	n := len(c.pairs)
	for z := range c.k {
		out[z] = forward[z] * back[z]
	}
	for u := range clock {
		for i, xy := range c.pairs {
			state := xy.to
			if u >= behind {
				state = xy.from
			}
			at := c.k + u*n + i
			out[state] += forward[at] * back[at]
		}
	}
	scale(out)
	return out
}
