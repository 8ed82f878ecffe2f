package change

import (
	"cmp"
	"math"
	"reflect"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/when"
)

// Why says how a claim comes to make a difference.
type Why string

// The ways.
const (
	Dated   Why = "dated"   // it speaks of a day after the earlier one, up to the later one
	Added   Why = "added"   // it counts now and didn't
	Removed Why = "removed" // it counted and doesn't now
	Mended  Why = "mended"  // it counts in both, and says something else
)

// Reason is a claim that made a difference, and what it weighs. Its weight is about the odds
// of Side on the day; of a claim removed, by the state of the case in which it counted.
type Reason struct {
	control.Weight
	Why  Why
	Side salient.State
}

// BetweenDays lists the claims that bear on a place on the later of two days and speak of a
// day after the earlier one, heaviest first.
func BetweenDays(c *salient.Case, a *control.Assessment, place salient.PlaceID, from, to when.Day) []Reason {
	span := when.Span{From: min(from, to) + 1, To: max(from, to)}
	return reasons(a, place, span.To, func(id salient.ClaimID) (Why, bool) {
		cl, ok := c.Claim(id)
		return Dated, ok && speaksOf(c, cl, span)
	})
}

func speaksOf(c *salient.Case, cl *salient.Claim, span when.Span) bool {
	said, _ := c.Said(cl)
	return slices.ContainsFunc(cl.Reach(c.Settings.Widening(), said).Days, func(s when.Span) bool { return s.Meet(span).Len() > 0 })
}

// State is a case at one cut, and what follows from it.
type State struct {
	Case    *salient.Case
	Control *control.Assessment
}

// BetweenCuts lists the claims that count in one state of a case and not in the other, or say
// something else there, and bear on a place on a day; heaviest first.
func BetweenCuts(from, to State, place salient.PlaceID, day when.Day) []Reason {
	out := reasons(to.Control, place, day, func(id salient.ClaimID) (Why, bool) {
		now, counts := counted(to.Case, id)
		was, counted := counted(from.Case, id)
		switch {
		case counts && !counted:
			return Added, true
		case counts && !reflect.DeepEqual(now, was):
			return Mended, true
		}
		return "", false
	})
	out = append(out, reasons(from.Control, place, day, func(id salient.ClaimID) (Why, bool) {
		_, counts := counted(to.Case, id)
		return Removed, !counts
	})...)
	sortReasons(out)
	return out
}

func counted(c *salient.Case, id salient.ClaimID) (*salient.Claim, bool) {
	cl, ok := c.Claim(id)
	return cl, ok && c.Counts(cl)
}

// reasons are the claims behind an answer that keep says yes to.
func reasons(a *control.Assessment, place salient.PlaceID, day when.Day, keep func(salient.ClaimID) (Why, bool)) []Reason {
	var out []Reason
	e, ok := a.Why(place, day)
	if !ok {
		return nil
	}
	for _, w := range e.Why {
		if why, made := keep(w.Claim); made {
			out = append(out, Reason{w, why, e.Side})
		}
	}
	sortReasons(out)
	return out
}

func sortReasons(list []Reason) {
	slices.SortFunc(list, func(x, y Reason) int {
		return cmp.Or(cmp.Compare(math.Abs(y.Weight.Weight), math.Abs(x.Weight.Weight)), cmp.Compare(x.Claim, y.Claim), cmp.Compare(x.Why, y.Why))
	})
}
