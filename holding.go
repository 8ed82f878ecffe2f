package salient

import "github.com/salient-osint/salient/when"

// State is what a place can be in: a side's id, Contested, or Nobody.
type State string

// States that aren't a side.
const (
	Contested State = "contested"
	Nobody    State = "none" // held by nobody, which only a claim can say
)

// HoldingStatus sums a Holding up.
type HoldingStatus string

// The statuses.
const (
	Held      HoldingStatus = "held"      // a side has p ≥ HeldAt
	Disputed  HoldingStatus = "contested" // none has
	Unknowing HoldingStatus = "unknown"   // no evidence at all
)

// HeldAt is the probability from which a side is said to hold a place, and from which
// ground is open to it.
const HeldAt = 0.6

// Basis says what a Holding rests on.
type Basis string

// The bases.
const (
	Observed   Basis = "observed" // a claim on the place itself, weighty and recent
	Inferred   Basis = "inferred" // older claims, the parent's, or the neighbours'
	NoEvidence Basis = "none"
)

// Holder is one state's part of a Holding.
type Holder struct {
	Side  State   `json:"side"`
	P     float64 `json:"p"`     // probability, 0..1; all holders' sum to 1
	Share float64 `json:"share"` // expected part of the place, 0..1; all holders' sum to 1
}

// Holding is who holds a place on a day.
type Holding struct {
	Place        PlaceID
	On           when.Day
	Status       HoldingStatus
	Basis        Basis
	From         string    // for an inferred holding: what it is inferred from
	LastEvidence *when.Day // the last day at or before On that a counted claim speaks of
	Holders      []Holder  // every side in the case's order, then Contested, then Nobody if claimed
}

// P is the probability of a state, 0 if it isn't among the holders.
func (h Holding) P(s State) float64 {
	for _, x := range h.Holders {
		if x.Side == s {
			return x.P
		}
	}
	return 0
}

// Leading is the likeliest state; of equals the earlier one.
func (h Holding) Leading() Holder {
	var top Holder
	for _, x := range h.Holders {
		if x.P > top.P {
			top = x
		}
	}
	return top
}

// LeadingSide is the likeliest of the sides, whatever the chance that the place is
// contested.
func (h Holding) LeadingSide() Holder {
	var top Holder
	for _, x := range h.Holders {
		if x.Side != Contested && x.Side != Nobody && x.P > top.P {
			top = x
		}
	}
	return top
}

// Ground tells who holds a leaf on a day. Both computed holdings and those made elsewhere
// are Ground; engines that need to know who holds what take it.
type Ground func(leaf PlaceID, day when.Day) Holding
