package route

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Party is for whom a way is asked: a side, a side with those allied to it, or a convoy that
// several sides must let pass.
type Party struct {
	sides  []salient.ActorID
	allies func(when.Day) []salient.ActorID // nil: none
}

// Of is a side by itself.
func Of(side salient.ActorID) Party { return Party{sides: []salient.ActorID{side}} }

// Convoy is somebody who passes only where each of some sides consents.
//
// A side consents on the ground that it holds, and has no say on the ground of another one
// that is named. So the ground is open where one of the named sides holds it (the chance that
// any of them does is p ≥ salient.HeldAt), or where it is the rear of one and no other side
// holds it; shut where a side that isn't named does; else uncertain. Ground that is
// one named side's isn't shut by another.
//
// Claims count against the convoy: one that closes a road to any of the named sides closes it,
// as one side's closing does that lets only its own people pass; one that opens a road opens it
// only if it does so to each of them, or to all. Threats to any of them are threats.
func Convoy(sides ...salient.ActorID) Party {
	sides = slices.Clone(sides)
	slices.Sort(sides)
	return Party{sides: slices.Compact(sides)}
}

// Allied is a side that also passes over ground and rears of those who are its allies on a
// day. Claims about roads count as they do for the side alone: what is opened to an ally only
// isn't open to it, and what an ally closes to others is closed to it.
func Allied(side salient.ActorID, allies func(when.Day) []salient.ActorID) Party {
	return Party{sides: []salient.ActorID{side}, allies: allies}
}

// on lists the sides whose ground lets the party through on a day.
func (p Party) on(day when.Day) sides {
	if p.allies == nil {
		return p.sides
	}
	all := append(slices.Clone(p.sides), p.allies(day)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// sides are some whose ground counts as one.
type sides []salient.ActorID

// p is the chance that one of them holds a place.
func (s sides) p(h salient.Holding) float64 {
	var sum float64
	for _, side := range s {
		sum += h.P(salient.State(side))
	}
	return min(sum, 1)
}

// rear reports whether a place is the rear of one of them.
func (s sides) rear(p *salient.Place, day when.Day, w when.Widening) bool {
	return slices.ContainsFunc(s, func(side salient.ActorID) bool { return p.RearFor(side, day, w) })
}

func (s sides) has(state salient.State) bool {
	return slices.ContainsFunc(s, func(side salient.ActorID) bool { return salient.State(side) == state })
}
