package contradiction

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// Kinds of contradiction.
const (
	Holding = "holding" // who holds a place
	Share   = "share"   // a claimed share of a place and the mean of its parts
	Tie     = "tie"     // who belongs to whom
	Figure  = "figure"  // how many
	Side    = "side"    // an actor without a side, or with several
)

// Contradiction is a group of claims that can't all be true.
type Contradiction struct {
	Kind    string            `json:"kind"`
	Place   salient.PlaceID   `json:"place,omitempty"`
	Actor   salient.ActorID   `json:"actor,omitempty"` // of a Side: the actor; of a Tie: the lower end
	Other   salient.ActorID   `json:"other,omitempty"` // of a Tie: the upper end
	What    string            `json:"what"`            // what For asserts, in the words of claims
	From    when.Day          `json:"from"`
	To      when.Day          `json:"to"`
	For     []salient.ClaimID `json:"for"`
	Against []salient.ClaimID `json:"against"`
	// Spread is what hangs on whom we believe, in decibans: the odds of what For asserts
	// with Against left out, minus its odds with For left out, on the first day. 0 where
	// that isn't computed (ties, figures, sides).
	Spread float64 `json:"spread"`
	// Claimed and Parts are, of a Share, the middle of what is claimed and the mean of the parts.
	Claimed float64           `json:"claimed,omitempty"`
	Parts   float64           `json:"parts,omitempty"`
	Sides   []salient.ActorID `json:"sides,omitempty"`   // of a Side: those that are equally near
	Holders []salient.Holder  `json:"holders,omitempty"` // our answer for the place on the first day

	Status      string `json:"status"` // open, explained, resolved
	Explanation string `json:"explanation,omitempty"`
}

// Report is what was found, and how much was looked at.
type Report struct {
	Pairs          int             `json:"pairs"` // pairs of claims that were compared
	Contradictions []Contradiction `json:"contradictions"`
}

// Find lists the contradictions of a case: open ones first, then by how much hangs on them,
// then by the number of claims, kind, place, day and claims.
func Find(c *salient.Case, book *orbat.Book, a *control.Assessment) Report {
	f := &finder{c: c, book: book, a: a, report: Report{Contradictions: []Contradiction{}}}
	f.read()
	f.holdings()
	f.shares()
	f.ties()
	f.figures()
	f.sides()
	f.explain()
	slices.SortFunc(f.report.Contradictions, worse)
	return f.report
}

func worse(x, y Contradiction) int {
	return cmp.Or(
		cmp.Compare(rank[x.Status], rank[y.Status]),
		cmp.Compare(y.Spread, x.Spread),
		cmp.Compare(len(y.For)+len(y.Against), len(x.For)+len(x.Against)),
		cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Place, y.Place), cmp.Compare(x.From, y.From),
		cmp.Compare(x.Actor, y.Actor), cmp.Compare(x.Other, y.Other),
		slices.Compare(x.For, y.For), slices.Compare(x.Against, y.Against),
	)
}

var rank = map[string]int{"open": 0, "explained": 1, "resolved": 2}

// finder gathers a report.
type finder struct {
	c      *salient.Case
	book   *orbat.Book
	a      *control.Assessment
	claims []said // that count, by id
	report Report
}

// said is a claim with its days.
type said struct {
	*salient.Claim
	reach when.Reach
	side  salient.ActorID // of the actors of a holding claim; "" if none or several
}

func (f *finder) read() {
	w := f.c.Settings.Widening()
	for i := range f.c.Claims {
		cl := &f.c.Claims[i]
		day, dated := f.c.Said(cl)
		if !dated || !f.c.Counts(cl) {
			continue
		}
		s := said{Claim: cl, reach: cl.Reach(w, day)}
		if cl.Kind == salient.Holds {
			s.side = f.sideOf(cl, s.reach.Days[0].From)
		}
		f.claims = append(f.claims, s)
	}
	slices.SortFunc(f.claims, func(a, b said) int { return cmp.Compare(a.ID, b.ID) })
}

// sideOf is the one side of a claim's actors.
func (f *finder) sideOf(cl *salient.Claim, day when.Day) salient.ActorID {
	var found salient.ActorID
	for _, a := range cl.Actors {
		s, ok := f.book.Side(a, day)
		if ok && found != "" && s != found {
			return ""
		}
		if ok {
			found = s
		}
	}
	return found
}

// against reports whether a claim is said against its content.
func (s said) against() bool { return s.Stance == salient.Denies || s.Stance == salient.Doubts }

// meet lists the days on which two claims exclude each other, if what they say does.
func meet(a, b when.Reach) []when.Span {
	if a.Some && a.N() > 1 && !within(a, b) || b.Some && b.N() > 1 && !within(b, a) {
		return nil
	}
	var out []when.Span
	for _, s := range a.Days {
		for _, t := range b.Days {
			if m := s.Meet(t); m.Len() > 0 {
				out = append(out, m)
			}
		}
	}
	return out
}

// within reports whether all days of a are days of b, and b speaks of every one of its own.
func within(a, b when.Reach) bool {
	if b.Some && b.N() > 1 {
		return false
	}
	for _, s := range a.Days {
		inside := func(t when.Span) bool { return t.From <= s.From && s.To <= t.To }
		if !slices.ContainsFunc(b.Days, inside) {
			return false
		}
	}
	return true
}

// explain looks up what analysts wrote: of the rows with at least two claims of a
// contradiction, the one that names most of them.
func (f *finder) explain() {
	for i := range f.report.Contradictions {
		x := &f.report.Contradictions[i]
		x.Status = "open"
		most := 1
		for _, row := range f.c.Contradictions {
			n := 0
			for _, id := range row.Claims {
				if slices.Contains(x.For, id) || slices.Contains(x.Against, id) {
					n++
				}
			}
			if n > most || n == len(row.Claims) && n == most {
				most, x.Status, x.Explanation = n, row.Status, row.Explanation
			}
		}
	}
}
