package control

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// ShareClaim is a claimed part of a place.
type ShareClaim struct {
	Claim     salient.ClaimID `json:"claim"`
	Side      salient.State   `json:"side"`
	Low, High float64         // the claimed part, 0..1
	Stance    salient.Stance  `json:"stance"`
	Weight    float64         `json:"-"` // the claim's exponent
}

// ShareClaims lists the claims that speak of a day and say how much of a place a side holds,
// by id. They stand beside the mean of the parts that Holding gives; neither replaces the
// other.
func (a *Assessment) ShareClaims(place salient.PlaceID, day when.Day) []ShareClaim {
	var out []ShareClaim
	for _, i := range a.m.at[place] {
		e := a.m.evidence[i]
		if s, ok := a.m.claimed(e); ok && e.reach.Has(day) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(x, y ShareClaim) int { return cmp.Compare(x.Claim, y.Claim) })
	return out
}

// claimed reads a share from evidence.
func (m *model) claimed(e *evidence) (ShareClaim, bool) {
	if e.claim.Share == nil || e.side < 0 || e.side >= m.sides {
		return ShareClaim{}, false
	}
	out := ShareClaim{
		Claim: e.claim.ID, Side: m.states[e.side], Low: e.claim.Share.Low, High: e.claim.Share.High,
		Stance: e.claim.Stance, Weight: e.weight,
	}
	if out.Stance == "" {
		out.Stance = salient.Asserts
	}
	return out, true
}
