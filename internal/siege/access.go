package siege

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Status is what a siege is by the three parts of the United Nations' word: surrounded by
// armed actors, aid can't regularly get in, people can't regularly get out.
type Status string

// The statuses.
const (
	Encircled   Status = "encircled"     // computed; the other two parts aren't both claimed, or are disputed
	Besieged    Status = "besieged"      // and aid and leaving are denied
	HardToReach Status = "hard-to-reach" // besieged, but for an aid convoy let in of late
)

// State is what is said of one part of the test.
type State string

// The states.
const (
	Unsaid   State = "unsaid"
	Denied   State = "denied"
	Let      State = "let"
	Disputed State = "disputed" // one says so and the other not, of the same day; or somebody denies it since
)

// Test is the test of a day: encirclement is computed, the rest is what accepted claims of
// access say. Each part stands until the contrary is said: the latest day counts.
type Test struct {
	Status  Status    `json:"status"`
	Aid     Part      `json:"aid"`
	Leaving Part      `json:"leaving"`
	Convoy  *when.Day `json:"convoy"` // the last day on which aid was let in, if it is within the window
}

// Part is one part that rests on claims: those that decide, by id.
type Part struct {
	State  State             `json:"state"`
	Claims []salient.ClaimID `json:"claims"`
}

func (t Test) alike(o Test) bool {
	return t.Status == o.Status && t.Aid.alike(o.Aid) && t.Leaving.alike(o.Leaving) && same(t.Convoy, o.Convoy)
}

func (p Part) alike(o Part) bool { return p.State == o.State && slices.Equal(p.Claims, o.Claims) }

// The words of claims of access.
const (
	aidDenied     = "aid-denied"
	aidLetIn      = "aid-let-in"
	leavingDenied = "leaving-denied"
	leavingLet    = "leaving-let"
)

// Window is for how many days an aid convoy that was let in makes a siege hard to reach
// instead of besieged: the case's setting siege.convoy, 90 unless set, as in the lists that
// the United Nations kept for Syria. 0 is none.
func Window(s salient.Settings) int { return int(s.Number("siege.convoy", 90)) }

// access is a case's counted claims of access.
type access struct {
	claims []said
	window int
}

type said struct {
	*salient.Claim
	days []when.Span
}

// accessOf reads the claims in the order of ids. Those without any date are left out. A claim
// of some day of several counts through all of them: what is barred at times isn't regular.
func accessOf(c *salient.Case) access {
	a := access{window: Window(c.Settings)}
	w := c.Settings.Widening()
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Access || !c.Counts(cl) {
			continue
		}
		stop, dated := c.Said(cl)
		if !dated && cl.When.IsZero() {
			continue
		}
		if !dated {
			stop = cl.When.Bounds(when.Widening{}).To
		}
		a.claims = append(a.claims, said{cl, cl.Reach(w, stop).Days})
	}
	return a
}

// about lists for each row the claims about its place, its leaves, the settlements that these
// are part of, and the roads that were cut.
func (a access) about(c *salient.Case, rows []row) [][]int {
	out := make([][]int, len(rows))
	if len(a.claims) == 0 {
		return out
	}
	for i, r := range rows {
		near := map[string]bool{}
		for _, id := range r.Cut {
			near[string(id)] = true
		}
		for _, leaf := range r.leaves {
			for _, up := range c.Above(leaf) {
				if p, ok := c.Place(up); ok && p.Kind.Settled() {
					near[string(up)] = true
				}
			}
		}
		for k, cl := range a.claims {
			if near[cl.Place] || near[string(cl.To)] {
				out[i] = append(out[i], k)
			}
		}
	}
	return out
}

// last is the latest day up to day that a claim speaks of.
func (s said) last(day when.Day) (last when.Day, ok bool) {
	for _, d := range s.days {
		if d.From <= day {
			last, ok = min(day, d.To), true
		}
	}
	return last, ok
}

// test is the test of a day by some of the claims.
func (a access) test(claims []int, day when.Day) Test {
	t := Test{
		Status: Encircled,
		Aid:    a.part(claims, day, aidDenied, aidLetIn), Leaving: a.part(claims, day, leavingDenied, leavingLet),
	}
	convoy, came := a.latest(claims, day, aidLetIn)
	within := came && int(day-convoy) < a.window
	_, ever := a.latest(claims, day, aidDenied)
	if within {
		t.Convoy = &convoy
	}
	switch {
	case t.Leaving.State != Denied:
	case within && ever:
		t.Status = HardToReach
	case t.Aid.State == Denied:
		t.Status = Besieged
	}
	return t
}

// latest is the latest day up to day on which something is asserted.
func (a access) latest(claims []int, day when.Day, what string) (latest when.Day, ok bool) {
	for _, k := range claims {
		cl := a.claims[k]
		if cl.What != what || cl.Stance != salient.Asserts {
			continue
		}
		if last, heard := cl.last(day); heard && (!ok || last > latest) {
			latest, ok = last, true
		}
	}
	return latest, ok
}

// part weighs what is said of one part against its contrary.
func (a access) part(claims []int, day when.Day, denied, let string) Part {
	no, isDenied := a.latest(claims, day, denied)
	yes, isLet := a.latest(claims, day, let)
	switch {
	case isDenied && isLet && no == yes:
		both := append(a.since(claims, day, denied, no), a.since(claims, day, let, yes)...)
		slices.Sort(both)
		return Part{Disputed, both}
	case isDenied && (!isLet || no > yes):
		return a.stands(claims, day, Denied, denied, no, yes, isLet)
	case isLet:
		return a.stands(claims, day, Let, let, yes, no, isDenied)
	}
	return Part{Unsaid, []salient.ClaimID{}}
}

// stands is a part that one word decides, unless somebody denies or doubts it since its
// latest day. Its claims are those said after the contrary's latest day.
func (a access) stands(claims []int, day when.Day, state State, what string, latest, contrary when.Day, contradicted bool) Part {
	from := when.MinDay
	if contradicted {
		from = contrary + 1
	}
	p := Part{state, a.since(claims, day, what, from)}
	for _, k := range claims {
		cl := a.claims[k]
		last, heard := cl.last(day)
		if cl.What == what && cl.Stance != salient.Asserts && heard && last >= latest {
			p.State, p.Claims = Disputed, append(p.Claims, cl.ID)
		}
	}
	slices.Sort(p.Claims)
	return p
}

// since lists the claims that assert something of day or of a day before it, but not before first.
func (a access) since(claims []int, day when.Day, what string, first when.Day) []salient.ClaimID {
	out := []salient.ClaimID{}
	for _, k := range claims {
		cl := a.claims[k]
		last, heard := cl.last(day)
		if cl.What == what && cl.Stance == salient.Asserts && heard && last >= first {
			out = append(out, cl.ID)
		}
	}
	return out
}
