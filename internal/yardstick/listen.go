package yardstick

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/war"
)

// word is what one claim says, as the simple estimates take it.
type word struct {
	day    int // from the first of the span
	source int // index of the case's sources
	state  int
	not    bool // it says that the state isn't so
}

// listen gives the words on each place of a truth, by day, then by the claims' ids: those of
// holding claims that count, on the day on which they were said. A claim that a side controls
// or enters a place says that side; contests says contested; leaves, and a denial, say that the
// state isn't so; who denies that a side leaves says that side. Doubts, sieges and claims before or after the span say nothing.
func listen(c *salient.Case, t *war.Truth) [][]word {
	out := make([][]word, len(t.Places))
	for i := range c.Claims {
		cl := &c.Claims[i]
		p, known := slices.BinarySearch(t.Places, salient.PlaceID(cl.Place))
		if !known || cl.Kind != salient.Holds || cl.Stance == salient.Doubts || !c.Counts(cl) {
			continue
		}
		doc, _ := c.Document(cl.Document)
		said, dated := c.Said(cl)
		w := word{day: int(said - t.Span.From), state: stateOf(cl, t.States)}
		w.source, _ = slices.BinarySearchFunc(c.Sources, doc.Source, func(s salient.Source, id salient.SourceID) int {
			return cmpID(s.ID, id)
		})
		w.not = (cl.What == "leaves") != (cl.Stance == salient.Denies)
		if dated && t.Span.Has(said) && w.state >= 0 {
			out[p] = append(out[p], w)
		}
	}
	for _, words := range out {
		slices.SortStableFunc(words, func(a, b word) int { return a.day - b.day })
	}
	return out
}

func cmpID(a, b salient.SourceID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// stateOf is the state that a claim is about, -1 if it is about none of them.
func stateOf(cl *salient.Claim, states []salient.State) int {
	switch cl.What {
	case "contests":
		return slices.Index(states, salient.Contested)
	case "controls", "enters", "leaves":
		if len(cl.Actors) == 1 {
			return slices.Index(states, salient.State(cl.Actors[0]))
		}
	}
	return -1
}
