package control

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// review is a place on several days, with what re-runs without claims need.
type review struct {
	a       *Assessment
	days    []when.Day
	leaves  []int
	weights []float64
	full    []*pass // by leaf: with all evidence
	room    pass
}

// review runs the leaves of a place once; ok is false where nothing can be held.
func (a *Assessment) review(place salient.PlaceID, days []when.Day) (r *review, ok bool) {
	leaves := a.leavesOf(place)
	if len(leaves) == 0 || len(days) == 0 {
		return nil, false
	}
	r = &review{a: a, leaves: leaves, weights: weights(a.c, a.m, leaves)}
	for _, d := range days {
		r.days = append(r.days, max(d, a.m.anchor+1))
	}
	for _, i := range leaves {
		p := &pass{}
		a.m.last(a.first, i, p, slices.Max(r.days), r.days...)
		r.full = append(r.full, p)
	}
	return r, true
}

// with gives the probabilities of the states on a day, before they are tempered.
func (r *review) with(day when.Day) []float64 {
	return r.mean(func(n int) []float64 { return r.full[n].on(max(day, r.a.m.anchor+1)) })
}

// mean is that over the leaves, as the place is computed.
func (r *review) mean(of func(leaf int) []float64) []float64 {
	sum := make([]float64, len(r.a.m.states))
	for n := range r.leaves {
		for s, x := range of(n) {
			sum[s] += r.weights[n] * x
		}
	}
	return sum
}

// without gives them on some of the days as a re-run without a piece of evidence has them, what
// the first passes said held.
func (r *review) without(e int, days []when.Day) [][]float64 {
	m := r.a.m
	touched := make([][][]float64, len(r.leaves)) // by leaf and day
	for n, i := range r.leaves {
		if r.itemOf(n, e) < 0 {
			continue
		}
		m.run(&r.room, &m.leaves[i], r.full[n].force, r.full[n].last(), func(x int) bool { return x == e }, r.days...)
		for _, d := range days {
			touched[n] = append(touched[n], slices.Clone(r.room.on(max(d, m.anchor+1))))
		}
	}
	var out [][]float64
	for k, d := range days {
		out = append(out, r.mean(func(n int) []float64 {
			if touched[n] != nil {
				return touched[n][k]
			}
			return r.full[n].on(max(d, m.anchor+1))
		}))
	}
	return out
}

// itemOf is the index of a piece of evidence among a leaf's items, -1 if it isn't there.
func (r *review) itemOf(n, e int) int {
	return slices.IndexFunc(r.a.m.leaves[r.leaves[n]].items, func(it item) bool { return it.evidence == e })
}

// leavesOf lists the leaves of a place, itself if it is one.
func (a *Assessment) leavesOf(place salient.PlaceID) []int {
	if i, leaf := a.m.leafOf[place]; leaf {
		return []int{i}
	}
	return a.wholes[place]
}

// evidenceOf lists what bears on leaves, in the order of claims.
func (m *model) evidenceOf(leaves []int) []int {
	var out []int
	for _, i := range leaves {
		for _, it := range m.leaves[i].items {
			out = append(out, it.evidence)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// leader is the side that leads by probabilities; of equals the earlier one.
func (m *model) leader(p []float64) int {
	side := 0
	for s := range m.sides {
		if p[s] > p[side] {
			side = s
		}
	}
	return side
}

// weighs is what evidence does to the odds of a state, in decibans, by the probabilities with
// it and without.
func weighs(with, without []float64, state int) float64 {
	return decibans(logOdds(with, state) - logOdds(without, state))
}
