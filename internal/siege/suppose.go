package siege

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// Fate is what becomes of a place that a side holds if another place changes hands.
type Fate struct {
	Place  salient.PlaceID `json:"place"` // the highest settlement whose leaves all share the fate
	Name   string          `json:"name"`
	Side   salient.ActorID `json:"side"` // that holds it then
	People *int64          `json:"people"`
	Before route.Status    `json:"before"` // of its way to the side's rear; "" if the side didn't hold it
	After  route.Status    `json:"after"`
}

// Suppose tells which held places come under siege on a day, or are relieved, if the ground
// were another one than it is: by side in the order given, then by place. Without a rear known of a
// side nothing is said of its places.
func Suppose(m *route.Map, c *salient.Case, is, were salient.Ground, day when.Day, sides []salient.ActorID) (besieged, relieved []Fate) {
	besieged, relieved = []Fate{}, []Fate{}
	for _, side := range sides {
		before, after := waysOut(m, is, side, day), waysOut(m, were, side, day)
		fates := map[salient.PlaceID]Fate{}
		for leaf, now := range after {
			if then := before[leaf]; (then == route.Cut) != (now == route.Cut) {
				fates[leaf] = Fate{Side: side, Before: then, After: now}
			}
		}
		for _, f := range merged(m, c, fates) {
			if f.After == route.Cut {
				besieged = append(besieged, f)
			} else {
				relieved = append(relieved, f)
			}
		}
	}
	return besieged, relieved
}

// waysOut is the status of the way to the rear, by held leaf.
func waysOut(m *route.Map, ground salient.Ground, side salient.ActorID, day when.Day) map[salient.PlaceID]route.Status {
	out := map[salient.PlaceID]route.Status{}
	leaves, known := m.Over(ground, side, when.Span{From: day, To: day}).Exits()
	if !known.Has(0) {
		return out
	}
	for _, leaf := range m.On(ground, side, day).Held() {
		out[leaf] = route.Open
	}
	for _, x := range leaves {
		out[x.Place] = route.Uncertain
		if x.Cut.Has(0) {
			out[x.Place] = route.Cut
		}
	}
	return out
}

// merged gives the fates of leaves as those of the settlements whose leaves all share them.
func merged(m *route.Map, c *salient.Case, fates map[salient.PlaceID]Fate) []Fate {
	leaves := map[salient.PlaceID][]salient.PlaceID{} // by settlement
	for leaf, f := range fates {
		at, err := m.Climb(leaf, func(other salient.PlaceID) bool { return fates[other] == f })
		if err != nil {
			at = leaf
		}
		leaves[at] = append(leaves[at], leaf)
	}
	var out []Fate
	for at, list := range leaves {
		slices.Sort(list)
		f := fates[list[0]]
		f.Place, f.Name, f.People = at, string(at), people(c, at, list)
		if p, ok := c.Place(at); ok {
			f.Name = p.Name
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Fate) int { return cmp.Compare(a.Place, b.Place) })
	return out
}
