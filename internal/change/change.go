package change

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
)

// Least is the move of a probability or a share from which a place has changed.
const Least = 0.02

// slack takes up what sums of binary fractions add to a move of exactly Least.
const slack = 1e-9

// Change is a place that isn't as it was.
type Change struct {
	From, To salient.Holding
	// Size is the part of the probability that lies elsewhere now, 0..1: half the sum of the
	// states' moves.
	Size   float64
	Status bool // the status differs
	Leader bool // the leading side differs
}

// Of compares two holdings of a place; ok is false if it hasn't changed.
func Of(from, to salient.Holding) (c Change, ok bool) {
	if from.Status == salient.Unknowing && to.Status == salient.Unknowing {
		return Change{}, false
	}
	c = Change{From: from, To: to, Status: from.Status != to.Status}
	c.Leader = from.LeadingSide().Side != to.LeadingSide().Side
	most := 0.0
	for _, s := range states(from, to) {
		a, b := holder(from, s), holder(to, s)
		c.Size += math.Abs(a.P-b.P) / 2
		most = max(most, math.Abs(a.P-b.P), math.Abs(a.Share-b.Share))
	}
	return c, c.Status || c.Leader || most >= Least-slack
}

// states lists the states of two holdings, each once, those of the first one first.
func states(a, b salient.Holding) []salient.State {
	var out []salient.State
	for _, x := range slices.Concat(a.Holders, b.Holders) {
		if !slices.Contains(out, x.Side) {
			out = append(out, x.Side)
		}
	}
	return out
}

func holder(h salient.Holding, s salient.State) salient.Holder {
	for _, x := range h.Holders {
		if x.Side == s {
			return x
		}
	}
	return salient.Holder{Side: s}
}

// Holding tells who holds a place of any kind; ok is false for one that can't be held.
type Holding func(salient.PlaceID) (h salient.Holding, ok bool)

// Between lists the places that changed, the greatest change first, then by id. Places that
// can't be held in either have not changed.
func Between(places []salient.PlaceID, from, to Holding) []Change {
	var out []Change
	for _, id := range places {
		a, okA := from(id)
		b, okB := to(id)
		if !okA && !okB {
			continue
		}
		if c, changed := Of(known(id, a, okA), known(id, b, okB)); changed {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(x, y Change) int {
		return cmp.Or(cmp.Compare(y.Size, x.Size), cmp.Compare(x.To.Place, y.To.Place))
	})
	return out
}

// known is a holding, or one without evidence of a place that can't be held.
func known(id salient.PlaceID, h salient.Holding, ok bool) salient.Holding {
	if ok {
		return h
	}
	return salient.Holding{Place: id, Status: salient.Unknowing, Basis: salient.NoEvidence}
}
