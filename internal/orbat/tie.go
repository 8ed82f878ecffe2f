package orbat

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Marks of a tie that isn't plainly asserted.
const (
	Hedged  = "hedged"  // every source that asserts it has reservations of its own
	Doubted = "doubted" // nobody asserts it
	Denied  = "denied"  // somebody asserts it, somebody denies it
)

// rank orders the ties that carry a side from the strongest; the others follow.
var rank = map[string]int{
	"part-of": 0, "commanded-by": 1, "allied-with": 2,
	"supports": 3, "advises": 4, "trains": 5, "arms": 6, "funds": 7,
}

// carriers is how many ranks carry a side.
const carriers = 3

// key names a tie: actor WHAT other, read from left to right.
type key struct {
	actor, other salient.ActorID
	what         string
}

func (k key) compare(l key) int {
	return cmp.Or(cmp.Compare(k.actor, l.actor), cmp.Compare(rank[k.what], rank[l.what]), cmp.Compare(k.other, l.other))
}

// said is what one claim says of a tie.
type said struct {
	claim       salient.ClaimID
	first, last when.Day
	stance      salient.Stance
	hedged, end bool
}

// tie is all that is said of one tie, by first day and then by claim.
type tie struct {
	key
	said       []said
	begin, end when.Day // within which both actors existed
}

// view is a tie as it stood on a day.
type view struct {
	since  when.Day
	claim  salient.ClaimID
	claims []salient.ClaimID
	doubt  string
	ended  *when.Day
}

// counts reports whether the tie carries a side on the day of the view.
func (v view) counts() bool { return v.ended == nil && v.doubt != Doubted }

// on views the tie on a day; ok is false if nobody has spoken for it by then.
func (t tie) on(day when.Day) (v view, ok bool) {
	var asserted, plain, denied bool
	for _, s := range t.said {
		if s.first > day {
			continue
		}
		v.claims = append(v.claims, s.claim)
		switch {
		case s.stance == salient.Denies:
			denied = true
			continue
		case s.stance == salient.Doubts && asserted:
			continue
		case s.stance == salient.Doubts:
			v.rest(s, !ok)
		default:
			v.rest(s, !asserted || !plain && !s.hedged)
			asserted, plain = true, plain || !s.hedged
		}
		ok = true
	}
	v.doubt = mark(asserted, plain, denied)
	v.ended = t.endedBy(day)
	return v, ok
}

// rest notes a claim for the tie; better says that the tie rests on it from now on.
func (v *view) rest(s said, better bool) {
	if v.claim == "" || s.first < v.since {
		v.since = s.first
	}
	if better {
		v.claim = s.claim
	}
}

func mark(asserted, plain, denied bool) string {
	switch {
	case !asserted:
		return Doubted
	case denied:
		return Denied
	case !plain:
		return Hedged
	}
	return ""
}

// endedBy returns the last day of a tie that had ended before day, nil if it had not. Of
// several reported ends of one spell it is the earliest.
func (t tie) endedBy(day when.Day) *when.Day {
	spoken := when.MinDay // the last day for which somebody asserts the tie without an end
	for _, s := range t.said {
		if s.stance == salient.Asserts && !s.end && s.first <= day {
			spoken = max(spoken, min(s.last, day))
		}
	}
	end, ended := t.end, t.end < day
	for _, s := range t.said {
		if s.stance == salient.Asserts && s.end && s.last < day && s.last >= spoken && (!ended || s.last < end) {
			end, ended = s.last, true
		}
	}
	for _, s := range t.said {
		if s.stance == salient.Asserts && s.end && s.first > end && s.first <= day && s.last >= day && t.end >= day {
			ended = false // a new spell
		}
	}
	if !ended {
		return nil
	}
	return &end
}

// read adds what a claim says to the ties of all its pairs of actors.
func (b *Book) read(c *salient.Case, cl *salient.Claim, ties map[key]*tie) {
	published, _ := c.Said(cl)
	reach := cl.Reach(c.Settings.Widening(), published)
	s := said{
		claim: cl.ID, first: reach.Days[0].From, last: reach.Days[len(reach.Days)-1].To,
		stance: cl.Stance, hedged: cl.Hedge != "", end: cl.End == "yes",
	}
	if s.stance == "" {
		s.stance = salient.Asserts
	}
	if _, known := cl.When.Earliest(c.Settings.Widening()); !known && !cl.When.IsZero() {
		s.first = when.MinDay
	}
	for _, a := range cl.Actors {
		for _, o := range cl.Others {
			k := key{a, o, cl.What}
			if k.what == "allied-with" && o < a {
				k.actor, k.other = o, a
			}
			if a == o {
				continue
			}
			if ties[k] == nil {
				ties[k] = &tie{key: k, begin: when.MinDay, end: when.MaxDay}
			}
			ties[k].said = append(ties[k].said, s)
		}
	}
}

// bound narrows a tie to the days on which both its actors existed.
func (t *tie) bound(c *salient.Case) {
	w := c.Settings.Widening()
	for _, id := range []salient.ActorID{t.actor, t.other} {
		a, ok := c.Actor(id)
		if !ok {
			continue
		}
		if d, known := a.Begin.Earliest(w); known {
			t.begin = max(t.begin, d)
		}
		if d, known := a.End.Latest(w); known {
			t.end = min(t.end, d)
		}
	}
	slices.SortFunc(t.said, func(a, b said) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.claim, b.claim))
	})
}
