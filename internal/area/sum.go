package area

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Sum is what the states have of a part of the ground. Rear and foreign places are in no
// Total.
type Sum struct {
	Part    salient.PlaceID // "" for the whole, and for what lies in no part
	Totals  []Total         // of the states that have a place, in the case's order; Unknown last
	Divided Figures         // of settlements whose parts are not all in one state
	LeftOut int             // rear and foreign places
}

// Total is what a state has.
type Total struct {
	State  salient.State // a side, Contested, Nobody or Unknown
	Places int           // leaves, those without a point too
	Area   geo.Area      // of their cells, in whole square metres
	People int64         // sum of the figures
	Blank  int           // places without a figure, of their own or of a settlement that is in the state as a whole
}

// Figures are figures of population: how many, and what they add up to.
type Figures struct {
	Count  int
	People int64
}

// Border is how long the front is between two states, the earlier one first.
type Border struct {
	A, B   salient.State
	Length geo.Length // in whole millimetres
}

// Day is the sums of a day.
type Day struct {
	On      when.Day
	Parts   []Sum    // in the order of the parts' ids
	Borders []Border // of the whole ground
}

// Whole is the whole ground as one part.
func (n *Net) Whole() *Division { return n.whole() }

// By parts the ground by places of a kind: each leaf belongs to the nearest of them that it
// lies in, or is; what lies in none is a part without an id.
func (n *Net) By(kind salient.PlaceKind) *Division {
	return n.divide(func(leaf *salient.Place) salient.PlaceID {
		for _, at := range n.c.Above(leaf.ID) {
			if p, _ := n.c.Place(at); p.Kind == kind {
				return at
			}
		}
		return ""
	})
}

// Division is the ground in parts. It is read-only and safe for concurrent use.
type Division struct {
	n       *Net
	parts   []salient.PlaceID // in the order of ids
	part    []int32           // by member
	figure  []int32           // by member: the figure that counts it; none if it has none
	figures []figure
}

// figure is a figure of population: of a leaf, or of a settlement for all its leaves.
type figure struct {
	people  int64
	part    int32 // none: it counts nobody
	members int32
}

func (n *Net) divide(partOf func(*salient.Place) salient.PlaceID) *Division {
	dv := &Division{n: n, part: make([]int32, len(n.members)), figure: make([]int32, len(n.members))}
	ids := make([]salient.PlaceID, len(n.members))
	for i := range ids {
		ids[i] = partOf(n.members[i].place)
	}
	dv.parts = slices.Compact(slices.Sorted(slices.Values(ids)))
	for i, id := range ids {
		k, _ := slices.BinarySearch(dv.parts, id)
		dv.part[i] = int32(k)
	}
	dv.count()
	return dv
}

// count finds the figures. A leaf is counted by its own, else by that of the nearest
// settlement above it which has one, if that one counts all its leaves and they lie in one
// part: a town's figure isn't divided among its quarters, and nobody is counted twice.
// Figures of districts and other areas count nobody.
func (dv *Division) count() {
	at := map[salient.PlaceID]int32{}
	under := map[salient.PlaceID]int32{}
	for i := range dv.figure {
		dv.figure[i] = none
		for _, p := range dv.n.settlements(dv.n.members[i].place) {
			under[p.ID]++
			if p.Population == nil || dv.figure[i] != none {
				continue
			}
			k, ok := at[p.ID]
			if !ok {
				k = int32(len(dv.figures))
				at[p.ID] = k
				dv.figures = append(dv.figures, figure{people: *p.Population, part: dv.part[i]})
			}
			dv.figure[i] = k
			dv.figures[k].members++
			if dv.figures[k].part != dv.part[i] {
				dv.figures[k].part = none
			}
		}
	}
	for id, k := range at {
		if dv.figures[k].members != under[id] {
			dv.figures[k].part = none
		}
	}
	for i, k := range dv.figure {
		if k != none && dv.figures[k].part == none {
			dv.figure[i] = none
		}
	}
}

// settlements are a leaf and the settled places that it lies in, from itself upward.
func (n *Net) settlements(leaf *salient.Place) []*salient.Place {
	out := []*salient.Place{leaf}
	for _, at := range n.c.Above(leaf.ID) {
		if p, _ := n.c.Place(at); at != leaf.ID && p.Kind.Settled() {
			out = append(out, p)
		}
	}
	return out
}

// On is the sums of a day.
func (dv *Division) On(day when.Day, ground salient.Ground) Day {
	return newTally(dv, dv.statesOn(day, ground)).day(day)
}

// Through is the sums of a span's first day, of each day on which a place changes its state,
// and of the last. From day to day only what changed is redone: a place's own size and
// people, and the edges of its cell.
func (dv *Division) Through(days when.Span, ground salient.Ground) []Day {
	var out []Day
	t := newTally(dv, dv.statesOn(days.From, ground))
	for d := days.From; d <= days.To; d++ {
		if changed := d > days.From && t.turn(d, ground); changed || d == days.From || d == days.To {
			out = append(out, t.day(d))
		}
	}
	return out
}
