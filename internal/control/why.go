package control

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Explanation says what an answer rests on, for its leading side. Decibans of that side's
// odds: Prior is what they are without the listed claims, All what these claims together add
// to that.
type Explanation struct {
	Side  salient.State
	Prior float64
	All   float64
	Why   []Weight // by size, heaviest first
}

// Weight is what one claim does to the odds of the leading side, in decibans: the log-odds
// with it minus without it, all else held: what was learned, the groups of copies and the weights of
// repeats, the days near fighting, and what the first pass said (of which days a some-day
// claim speaks, what a claimed share finds in the other leaves). Positive speaks for the side.
type Weight struct {
	Claim    salient.ClaimID    `json:"claim"`
	Document salient.DocumentID `json:"document"`
	Stance   salient.Stance     `json:"stance"`
	Says     string             `json:"says"`
	Weight   float64            `json:"weight"`
	Interest Interest           `json:"interest"`
	CopyOf   salient.ClaimID    `json:"copy_of,omitempty"` // the first of the claims that it shares one weight with
	Copies   int                `json:"copies,omitempty"`  // how many those are, if more than one
}

// least is the size in decibans below which a claim isn't listed: what prints as 0.0.
const least = 0.05

// Why explains the holding of a place on a day. A place with parts is explained by the mean
// of its leaves, as it is computed: a claim's weight is the log-odds of that mean with the
// claim minus without it. ok is false where there is no holding.
func (a *Assessment) Why(place salient.PlaceID, day when.Day) (e Explanation, ok bool) {
	q, ok := a.question(place, day)
	if !ok {
		return e, false
	}
	side := 0
	full := q.ask(nil)
	for s := range a.m.sides {
		if full[s] > full[side] {
			side = s
		}
	}
	e.Side = a.m.states[side]
	all := map[int]bool{}
	for _, i := range q.evidence() {
		w := decibans(logOdds(full, side) - logOdds(q.ask(map[int]bool{i: true}), side))
		if math.Abs(w) >= least {
			all[i] = true
			e.Why = append(e.Why, a.weight(i, w))
		}
	}
	slices.SortFunc(e.Why, func(x, y Weight) int {
		return cmp.Or(cmp.Compare(math.Abs(y.Weight), math.Abs(x.Weight)), cmp.Compare(x.Claim, y.Claim))
	})
	without := logOdds(q.ask(all), side)
	e.Prior, e.All = decibans(without), decibans(logOdds(full, side)-without)
	return e, true
}

func (a *Assessment) weight(i int, w float64) Weight {
	ev := a.m.evidence[i]
	out := Weight{
		Claim: ev.claim.ID, Document: ev.claim.Document, Stance: ev.claim.Stance, Says: ev.claim.Says,
		Weight: w, Interest: ev.interest,
	}
	if out.Stance == "" {
		out.Stance = salient.Asserts
	}
	if ev.copies > 1 {
		out.Copies = ev.copies
		if ev.root != ev.claim.ID {
			out.CopyOf = ev.root
		}
	}
	return out
}

// logOdds of a state, from probabilities that sum to 1, without loss where p is near 1.
func logOdds(p []float64, state int) float64 {
	rest := 0.0
	for s, q := range p {
		if s != state {
			rest += q
		}
	}
	return math.Log(p[state] / rest)
}

// question is a place and a day, with what a re-run needs.
type question struct {
	a       *Assessment
	day     when.Day
	leaves  []int
	weights []float64
	full    []*pass // by leaf: with all evidence
}

func (a *Assessment) question(place salient.PlaceID, day when.Day) (*question, bool) {
	leaves := a.wholes[place]
	if i, ok := a.m.leafOf[place]; ok {
		leaves = []int{i}
	}
	if len(leaves) == 0 {
		return nil, false
	}
	q := &question{a, max(day, a.m.anchor+1), leaves, weights(a.c, a.m, leaves), nil}
	for _, i := range leaves {
		p := &pass{}
		a.m.last(a.first, i, p, q.day, q.day)
		q.full = append(q.full, p)
	}
	return q, true
}

// evidence lists what bears on the answer, in the order of claims.
func (q *question) evidence() []int {
	var out []int
	for _, i := range q.leaves {
		for _, it := range q.a.m.leaves[i].items {
			out = append(out, it.evidence)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ask gives the probabilities with some evidence left out, before they are tempered.
func (q *question) ask(out map[int]bool) []float64 {
	m := q.a.m
	sum := make([]float64, len(m.states))
	for k, i := range q.leaves {
		p := q.full[k].on(q.day)
		if m.touches(i, out) {
			p = m.without(q.full[k], &m.leaves[i], q.day, out)
		}
		for s, x := range p {
			sum[s] += q.weights[k] * x
		}
	}
	return sum
}

func (m *model) touches(i int, out map[int]bool) bool {
	return slices.ContainsFunc(m.leaves[i].items, func(it item) bool { return out[it.evidence] })
}

// Odds gives the odds in decibans of a side at a place on a day with some claims left out,
// all that was learned held. ok is false where there is no holding.
func (a *Assessment) Odds(place salient.PlaceID, day when.Day, side salient.State, without ...salient.ClaimID) (odds float64, ok bool) {
	q, ok := a.question(place, day)
	s := slices.Index(a.m.states, side)
	if !ok || s < 0 {
		return 0, false
	}
	out := map[int]bool{}
	for _, i := range q.evidence() {
		if slices.Contains(without, a.m.evidence[i].claim.ID) {
			out[i] = true
		}
	}
	return decibans(logOdds(q.ask(out), s)), true
}
