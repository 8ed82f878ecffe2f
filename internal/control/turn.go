package control

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Turn is a day on which the answer for a place is another than on the day before.
type Turn struct {
	From, To salient.Holding // of the day before, and of the day
	Side     salient.State   // the side that leads on the day, whose odds the weights are about
	Why      []Shift         // by how much the weight moved, furthest first
}

// Shift is a claim that weighs otherwise on a day than on the day before, with what it weighs
// on the day.
type Shift struct {
	Weight
	Was float64 // decibans for the same side on the day before
}

// Moved is by how much the claim moved the odds from one day to the next, in decibans.
func (s Shift) Moved() float64 { return s.Weight.Weight - s.Was }

// turnMove is the move of the leading side's p from which an answer has turned.
const turnMove = 0.1

// Turns lists the days of a span on which the leading state, the status, or by turnMove the
// p of the leading side of a place differ from the day before, each with the claims that
// did it: a claim's weight is that of Why, on both days for one side. None where nothing can
// be held. They are worked out once for a place and a span, by a run without each claim.
func (a *Assessment) Turns(place salient.PlaceID, span when.Span) []Turn {
	return slices.Clone(a.turns.at(turnsOf{place, span}).get(func() []Turn { return a.findTurns(place, span) }))
}

// turnsOf names what was asked for.
type turnsOf struct {
	place salient.PlaceID
	span  when.Span
}

// keptTurns is what was worked out. It is safe for concurrent use.
type keptTurns struct {
	mu   sync.Mutex
	made map[turnsOf]*kept[[]Turn]
}

func (k *keptTurns) at(of turnsOf) *kept[[]Turn] {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.made == nil {
		k.made = map[turnsOf]*kept[[]Turn]{}
	}
	if k.made[of] == nil {
		k.made[of] = &kept[[]Turn]{}
	}
	return k.made[of]
}

func (a *Assessment) findTurns(place salient.PlaceID, span when.Span) []Turn {
	before, ok := a.Holding(place, span.From-1)
	if !ok {
		return nil
	}
	var out []Turn
	for _, d := range dayRange(span) {
		h, _ := a.Holding(place, d)
		if turned(before, h) {
			out = append(out, Turn{From: before, To: h})
		}
		before = h
	}
	a.explainTurns(place, out)
	return out
}

func turned(a, b salient.Holding) bool {
	if a.Status != b.Status {
		return true
	}
	lead := b.LeadingSide()
	return b.Status != salient.Unknowing && (a.Leading().Side != b.Leading().Side || math.Abs(lead.P-a.P(lead.Side)) >= turnMove)
}

// explainTurns adds the claims: each is left out once, for all days together.
func (a *Assessment) explainTurns(place salient.PlaceID, turns []Turn) {
	var days []when.Day
	for _, t := range turns {
		days = append(days, t.From.On, t.To.On)
	}
	r, ok := a.review(place, days)
	if !ok {
		return
	}
	var with [][]float64
	for _, d := range days {
		with = append(with, r.with(d))
	}
	sides := make([]int, len(turns))
	for k := range turns {
		sides[k] = a.m.leader(with[2*k+1])
		turns[k].Side = a.m.states[sides[k]]
	}
	for _, e := range a.m.evidenceOf(r.leaves) {
		without := r.without(e, days)
		for k, s := range sides {
			was, is := weighs(with[2*k], without[2*k], s), weighs(with[2*k+1], without[2*k+1], s)
			if math.Abs(is-was) >= least {
				turns[k].Why = append(turns[k].Why, Shift{a.weight(e, is), was})
			}
		}
	}
	for _, t := range turns {
		slices.SortFunc(t.Why, func(x, y Shift) int {
			return cmp.Or(cmp.Compare(math.Abs(y.Moved()), math.Abs(x.Moved())), cmp.Compare(x.Claim, y.Claim))
		})
	}
}
