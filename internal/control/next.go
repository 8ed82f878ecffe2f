package control

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Outlook is what one further report of a day could do to the answer for a place.
type Outlook struct {
	Place salient.PlaceID
	Part  salient.PlaceID // the leaf that the report would be about: the place, or the one of its parts that is least sure, by its weight
	Side  salient.State   // the side that leads there
	Now   salient.Holding // of the part
	Kinds []Kind          // the most telling first
}

// Kind is a kind of source: one that the case knows, or any of a grade.
type Kind struct {
	Source  salient.SourceID // "": any
	Speaker string           // whom it quotes, as claims name it; "" for itself
	Side    salient.ActorID  // whose interest the speaker shares; "" for nobody's
	Grade   salient.Reliability
	Visual  bool    // there would be something to look at
	N       float64 // claims that its table was learned from, as weighted
	Bits    float64 // what its report is expected to tell of the state: their mutual information
	Reports []Report
}

// Report is something that a source could say.
type Report struct {
	State  salient.State // that it speaks of
	Denies bool          // says that this side isn't in control
	Chance float64       // that it would say this, if it said something
	Weight float64       // decibans that it would add to the odds of the leading side
	After  salient.Holding
}

// tellsFrom is how many claims a table must have been learned from to stand as a kind.
const tellsFrom = 10

// askable is a kind of source, with the likelihood of each thing that it could say, by chain,
// saying and spot.
type askable struct {
	Kind
	likely [2][][]float64
	shared [2][][]float64 // the same, made to sum to 1 at each spot: what is said if something is
}

// remark is something that can be said: a state, or that a side isn't in control.
type remark struct {
	state  int
	denies bool
}

// remarks lists what can be said where the chain has k states.
func (m *model) remarks(k int) []remark {
	var out []remark
	for z := range k {
		out = append(out, remark{z, false})
	}
	for s := range m.sides {
		out = append(out, remark{s, true})
	}
	return out
}

// saying is a remark as claims make it.
func (m *model) saying(r remark) saying {
	out := saying{mix: make(mix, len(m.states)+m.sides)}
	if r.denies {
		out.mix[len(m.states)+r.state] = 1
	} else {
		out.mix[r.state] = 1
	}
	return out
}

// askable lists the kinds: the case's own, in the order of tables, then any of no party or a
// side, of a grade, with something to look at or without.
func (m *model) askable() []askable {
	var out []askable
	for _, t := range m.tables {
		if t.n >= tellsFrom {
			out = append(out, m.asked(t, Kind{Source: t.source, Speaker: t.speaker, N: t.n}))
		}
	}
	for party := neutral; party < m.sides; party++ {
		for _, grade := range []salient.Reliability{"A", "B", "C", "D", "E"} {
			for _, visual := range []bool{false, true} {
				t := newTable(tableKey{party: party, visual: visual}, grade, m.set, m.sides, len(m.states))
				out = append(out, m.asked(t, Kind{Grade: grade}))
			}
		}
	}
	return out
}

func (m *model) asked(t *table, k Kind) askable {
	if k.Visual = t.visual; t.party != neutral {
		k.Side = salient.ActorID(m.states[t.party])
	}
	out := askable{Kind: k}
	for i, c := range m.chains {
		if c == nil {
			continue
		}
		for _, r := range m.remarks(c.k) {
			out.likely[i] = append(out.likely[i], m.spoken(c, t, m.saying(r), m.parts[own]))
		}
		out.shared[i] = sharedOut(out.likely[i])
	}
	return out
}

// Next tells which single further report of a day would tell most about who holds a place,
// by kind of source, and what each thing that it could say would make of the answer: what an
// added claim of that day, made afresh and without reservations, would, all that was learned
// held, and with it the days near fighting and what first passes said. ok is false where
// nothing can be held.
func (a *Assessment) Next(place salient.PlaceID, day when.Day) (o Outlook, ok bool) {
	part, ok := a.leastSure(place, day)
	if !ok {
		return o, false
	}
	r, _ := a.review(a.m.leaves[part].place, []when.Day{day})
	return a.outlook(place, r, day), true
}

// leastSure is the leaf of a place about whose state most is to be learned on a day, by its
// part of the whole.
func (a *Assessment) leastSure(place salient.PlaceID, day when.Day) (best int, ok bool) {
	leaves := a.leavesOf(place)
	most := -1.0
	for n, w := range weights(a.c, a.m, leaves) {
		if bits := w * entropy(a.on(leaves[n], day)); bits > most {
			best, most = leaves[n], bits
		}
	}
	return best, len(leaves) > 0
}

// outlook lists what could be said of one leaf.
func (a *Assessment) outlook(place salient.PlaceID, r *review, day when.Day) Outlook {
	i, p := r.leaves[0], r.full[0]
	spots := p.spotsOn(r.days[0])
	lead := a.m.leader(p.c.statesOf(spots))
	o := Outlook{Place: place, Part: a.m.leaves[i].place, Side: a.m.states[lead], Now: a.leaf(i, day)}
	for _, k := range a.askable() {
		chain := a.m.leaves[i].chain
		kind := k.Kind
		kind.Bits = k.bits(p.c, chain, spots)
		for j, x := range a.m.remarks(p.c.k) {
			after := p.c.statesOf(updated(spots, k.likely[chain][j]))
			kind.Reports = append(kind.Reports, Report{
				State: a.m.states[x.state], Denies: x.denies, Chance: dot(k.shared[chain][j], spots),
				Weight: weighs(after, p.c.statesOf(spots), lead), After: a.reported(i, day, after),
			})
		}
		o.Kinds = append(o.Kinds, kind)
	}
	slices.SortStableFunc(o.Kinds, func(x, y Kind) int { return cmp.Compare(y.Bits, x.Bits) })
	return o
}

// reported is the holding of a leaf after a report of the day, which is evidence on it.
func (a *Assessment) reported(i int, day when.Day, p []float64) salient.Holding {
	p = slices.Clone(p)
	a.m.answer(p)
	h := a.holding(i, day, p)
	h.LastEvidence = &day
	h.Basis, h.From, h.Status = salient.Observed, "", salient.Disputed
	if h.LeadingSide().P >= a.set.HeldAt {
		h.Status = salient.Held
	}
	return h
}

// updated is the probabilities of the spots after a saying.
func updated(spots, likely []float64) []float64 {
	out := make([]float64, len(spots))
	for j, p := range spots {
		out[j] = p * likely[j]
	}
	scale(out)
	return out
}

// sharedOut makes the likelihoods of all that can be said sum to 1 at each spot. Learning that
// keeps words to their meaning leaves them short of that, or beyond it.
func sharedOut(likely [][]float64) [][]float64 {
	out := make([][]float64, len(likely))
	for o := range likely {
		out[o] = slices.Clone(likely[o])
	}
	for j := range likely[0] {
		sum := 0.0
		for o := range likely {
			sum += likely[o][j]
		}
		for o := range out {
			out[o][j] /= sum
		}
	}
	return out
}

// bits is the mutual information between what a kind of source says and the state.
func (k *askable) bits(c *chain, chain int, spots []float64) float64 {
	out := entropy(c.statesOf(spots))
	for _, row := range k.shared[chain] {
		if chance := dot(row, spots); chance > 0 {
			out -= chance * entropy(c.statesOf(updated(spots, row)))
		}
	}
	return max(0, out)
}

// entropy in bits.
func entropy(p []float64) float64 {
	h := 0.0
	for _, q := range p {
		if q > 0 {
			h -= q * math.Log2(q)
		}
	}
	return h
}

// Effect is what a report would do to the status of an answer.
type Effect string

// The effects; "" is none.
const (
	Settles   Effect = "settles"   // a side holds what none held before
	Flips     Effect = "flips"     // another side holds it
	Unsettles Effect = "unsettles" // no side holds what one held
)

// Effect compares what a report would leave with what is.
func (r Report) Effect(now salient.Holding) Effect {
	was, is := now.Status == salient.Held, r.After.Status == salient.Held
	switch {
	case is && !was:
		return Settles
	case is && now.LeadingSide().Side != r.After.LeadingSide().Side:
		return Flips
	case was && !is:
		return Unsettles
	}
	return ""
}
