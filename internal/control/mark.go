package control

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Mark is a claim on the day of which it speaks, to be drawn along the history of a place.
type Mark struct {
	Weight               // on the day On, as Why has it on that day
	On     when.Day      // its day; of a claim of several, that on which it weighs most
	Side   salient.State // the side that leads on that day, for which it weighs
	Days   []when.Span   // that it speaks of
	Some   bool          // speaks of at least one of them rather than of all
	Visual bool          // there is something to look at
}

// Marks lists the claims that bear on a place and speak of a day in a span, by day, then
// claim. A claim of one day is weighed by dividing its likelihood out of the pass, so that one
// pass of a leaf gives them all; one of several days is weighed by a run without it, on the
// day in the span on which that makes most of a difference.
func (a *Assessment) Marks(place salient.PlaceID, span when.Span) []Mark {
	return a.marks.at(markKey{place, span}).get(func() []Mark { return a.mark(place, span) })
}

// markKey is what marks are asked for by.
type markKey struct {
	place salient.PlaceID
	span  when.Span
}

func (a *Assessment) mark(place salient.PlaceID, span when.Span) []Mark {
	bears := map[int][]when.Day{}
	var days []when.Day
	evidence := a.m.evidenceOf(a.leavesOf(place))
	for _, e := range evidence {
		ev := a.m.evidence[e]
		for _, d := range ev.days() {
			if span.Has(d) {
				bears[e] = append(bears[e], d)
			}
		}
		days = append(days, bears[e]...)
	}
	slices.Sort(days)
	r, ok := a.review(place, slices.Compact(days))
	if !ok {
		return nil
	}
	var out []Mark
	for _, e := range evidence {
		if len(bears[e]) > 0 {
			out = append(out, r.mark(e, bears[e]))
		}
	}
	slices.SortFunc(out, func(x, y Mark) int { return cmp.Or(cmp.Compare(x.On, y.On), cmp.Compare(x.Claim, y.Claim)) })
	return out
}

// mark weighs a piece of evidence on those of its days that are asked about.
func (r *review) mark(e int, days []when.Day) Mark {
	ev := r.a.m.evidence[e]
	var without [][]float64
	if ev.n == 1 {
		without = [][]float64{r.divided(e, days[0])}
	} else {
		without = r.without(e, days)
	}
	out := Mark{Days: ev.reach.Days, Some: ev.reach.Some && ev.n > 1, Visual: ev.claim.Evidence.Visual()}
	most := -1.0
	for k, d := range days {
		with := r.with(d)
		side := r.a.m.leader(with)
		if w := weighs(with, without[k], side); math.Abs(w) > most {
			most, out.Weight, out.On, out.Side = math.Abs(w), r.a.weight(e, w), d, r.a.m.states[side]
		}
	}
	return out
}

// divided gives the probabilities on the one day of a piece of evidence without it.
func (r *review) divided(e int, day when.Day) []float64 {
	m := r.a.m
	return r.mean(func(n int) []float64 {
		p, k := r.full[n], r.itemOf(n, e)
		if k < 0 {
			return p.on(day)
		}
		states := p.on(day)
		m.said(&m.leaves[r.leaves[n]], k, p.force, func(_ when.Day, w float64, log []float64) {
			states = p.c.statesOf(m.leaveOut(p.spotsOn(day), log, w))
		})
		return states
	})
}

// statesOf sums spots to states.
func (c *chain) statesOf(spots []float64) []float64 {
	out := make([]float64, c.k)
	c.eachSpot(func(i, from, to, stretch int) { out[stateAt(from, to, stretch)] += spots[i] })
	return out
}
