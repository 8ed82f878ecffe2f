package control

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/when"
)

// without gives the distribution on a day as a run without some evidence would have it, what
// the first pass said held. It goes only over the nodes between the evidence and the day: on
// the far side of either nothing changes.
func (m *model) without(p *pass, l *leaf, day when.Day, out map[int]bool) []float64 {
	r := &rerun{pass: p, likely: map[int][]float64{}}
	r.fit(len(p.c.hidden))
	first, last := m.remove(r, l, out)
	if len(r.likely) == 0 {
		return r.on(p, day)
	}
	day = max(day, p.anchor)
	i, exact := slices.BinarySearch(p.days, day)
	if exact {
		copy(r.p, r.forwardTo(i, first))
		copy(r.back, r.backwardTo(i, last))
		return r.meet()
	}
	if i == len(p.days) {
		return r.between(p, i, day, r.forwardTo(i-1, first), nil, nil)
	}
	return r.between(p, i, day, r.forwardTo(i-1, first), r.at(i), r.backwardTo(i, last))
}

// rerun is a pass with other evidence at some nodes.
type rerun struct {
	room
	pass   *pass
	likely map[int][]float64 // by node, where it differs from the pass's
}

// remove takes evidence out of the nodes; it returns the first and last node that it touched.
func (m *model) remove(r *rerun, l *leaf, out map[int]bool) (first, last int) {
	p := r.pass
	first, last = len(p.days), -1
	for k, it := range l.items {
		if !out[it.evidence] {
			continue
		}
		m.said(l, k, p.force, func(day when.Day, w float64, log []float64) {
			i, _ := slices.BinarySearch(p.days, day)
			if r.likely[i] == nil {
				r.likely[i] = slices.Clone(p.at(p.log, i))
			}
			axpy(r.likely[i], -w, log)
			first, last = min(first, i), max(last, i)
		})
	}
	for _, v := range r.likely {
		top := slices.Max(v)
		for j := range v {
			v[j] = math.Exp(v[j] - top)
		}
	}
	return first, last
}

// at is the evidence of a node.
func (r *rerun) at(i int) []float64 {
	if v := r.likely[i]; v != nil {
		return v
	}
	return r.pass.at(r.pass.likely, i)
}

// forwardTo is the forward distribution at node i, or the start for -1.
func (r *rerun) forwardTo(i, first int) []float64 {
	if i < first {
		return r.pass.before(i + 1)
	}
	v, from := make([]float64, len(r.p)), r.pass.before(first)
	for k := first; k <= i; k++ {
		r.pass.enter(v, k, from, r.at(k), r.tmp)
		from = v
	}
	return v
}

// backwardTo is the backward likelihood at node i.
func (r *rerun) backwardTo(i, last int) []float64 {
	if i >= last {
		return r.pass.at(r.pass.backward, i)
	}
	v, back := make([]float64, len(r.p)), r.pass.at(r.pass.backward, last)
	for k := last - 1; k >= i; k-- {
		r.pass.leave(v, k, r.at(k+1), back, r.tmp)
		back = v
	}
	return v
}
