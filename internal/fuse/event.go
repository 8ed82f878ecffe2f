package fuse

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Event is one thing that happened, as far as the claims tell.
type Event struct {
	ID      salient.ClaimID   `json:"id"`    // the smallest id of its claims: stable while that claim stays
	Place   salient.PlaceID   `json:"place"` // the most exact place that all claims allow; "" if none names one
	Type    string            `json:"type"`  // ACLED event type
	SubType string            `json:"sub_type"`
	From    when.Day          `json:"from"`
	To      when.Day          `json:"to"`                // included
	Some    bool              `json:"some"`              // on at least one day of From to To, not on every
	Undated bool              `json:"undated,omitempty"` // neither claim nor document has a day: From and To mean nothing
	Actors  []salient.ActorID `json:"actors"`
	Others  []salient.ActorID `json:"others"`
	Claims  []salient.ClaimID `json:"claims"`  // that assert it, by id
	Against []salient.ClaimID `json:"against"` // that deny or doubt it, by id
	Figures []Figure          `json:"figures"` // by unit
}

// Span is the days of the event.
func (e Event) Span() when.Span { return when.Span{From: e.From, To: e.To} }

// Figure is a count that the claims give: the lowest and the highest that any of them
// allows, and the median of their best ones, of two middle ones the lower (ACLED and UCDP
// both ask for the cautious figure). Nil where no claim says.
type Figure struct {
	Unit string `json:"unit"`
	Best *int64 `json:"best"`
	Low  *int64 `json:"low"`
	High *int64 `json:"high"`
}

// report is a counted claim of a happening with its days worked out.
type report struct {
	*salient.Claim
	days  when.Reach
	dated bool // false: neither the claim nor its document has a day
}

// Events returns the events of a case, by first day, then by id. Settings of the case:
// fuse.days (7), the longest claim for which one shared day is enough; longer ones, which
// tell of a campaign, join only claims with which they share half of all their days.
func Events(c *salient.Case) []Event {
	m := newMatcher(c)
	groups, denials := m.groups(reports(c))
	events := make([]Event, 0, len(groups))
	for _, g := range groups {
		events = append(events, m.event(g, denials[g[0].ID]))
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	})
	return events
}

// reports lists the counted happenings of a case by id, whatever the order of its claims.
func reports(c *salient.Case) []report {
	var out []report
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Happening || !c.Counts(cl) {
			continue
		}
		said, known := c.Said(cl)
		out = append(out, report{cl, cl.Reach(c.Settings.Widening(), said), known || !cl.When.IsZero()})
	}
	slices.SortFunc(out, func(a, b report) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// event sums up the claims that assert one event and those against it; if none asserts it,
// the first of those against speaks for what it is about.
func (m *matcher) event(group []report, against []report) Event {
	first := group[0]
	e := Event{
		ID: first.ID, Place: m.place(group), SubType: first.What, Type: salient.EventType(first.What),
		Actors: []salient.ActorID{}, Others: []salient.ActorID{},
		Claims: []salient.ClaimID{}, Against: []salient.ClaimID{},
	}
	for _, r := range group {
		if m.turned(e, r) {
			e.parties(r.Others, r.Actors)
		} else {
			e.parties(r.Actors, r.Others)
		}
		if asserts(r) {
			e.Claims = append(e.Claims, r.ID)
		} else {
			e.Against = append(e.Against, r.ID)
		}
	}
	for _, r := range against {
		e.Against = append(e.Against, r.ID)
		e.ID = min(e.ID, r.ID)
	}
	slices.Sort(e.Actors)
	slices.Sort(e.Others)
	slices.Sort(e.Against)
	e.days(group)
	e.Figures = figures(group)
	return e
}

// turned reports whether a claim of a battle names the event's parties the other way round.
func (m *matcher) turned(e Event, r report) bool {
	straight := m.anyOf(e.Actors, r.Actors) && m.anyOf(e.Others, r.Others)
	return !straight && e.Type == battles && m.anyOf(e.Actors, r.Others) && m.anyOf(e.Others, r.Actors)
}

// parties adds actors. Nobody stands on both sides: who is there already stays there.
func (e *Event) parties(actors, others []salient.ActorID) {
	add := func(to *[]salient.ActorID, not, ids []salient.ActorID) {
		for _, id := range ids {
			if !slices.Contains(*to, id) && !slices.Contains(not, id) {
				*to = append(*to, id)
			}
		}
	}
	add(&e.Actors, e.Others, actors)
	add(&e.Others, e.Actors, others)
}

// days gives the event's days: all days of the claims that are sure of theirs; if none is,
// the days that all of them allow, else those that any allows.
func (e *Event) days(group []report) {
	if !group[0].dated { // then it is alone
		e.Undated = true
		return
	}
	firm := slices.DeleteFunc(slices.Clone(group), func(r report) bool { return r.days.Some })
	if len(firm) > 0 {
		e.From, e.To = hull(firm)
		return
	}
	meet := when.Span{From: when.MinDay, To: when.MaxDay}
	for _, r := range group {
		from, to := hull([]report{r})
		meet = meet.Meet(when.Span{From: from, To: to})
	}
	e.From, e.To = meet.From, meet.To
	if meet.Len() == 0 {
		e.From, e.To = hull(group)
	}
	e.Some = e.From < e.To
}

func hull(group []report) (from, to when.Day) {
	from, to = when.MaxDay, when.MinDay
	for _, r := range group {
		for _, s := range r.days.Days {
			from, to = min(from, s.From), max(to, s.To)
		}
	}
	return from, to
}

func figures(group []report) []Figure {
	numbers := map[string]*[3][]int64{} // best, low, high by unit
	for _, r := range group {
		if r.Amount == nil || !asserts(r) {
			continue
		}
		n := numbers[r.Unit]
		if n == nil {
			n = new([3][]int64)
			numbers[r.Unit] = n
		}
		for i, v := range []*int64{r.Amount.Best, r.Amount.Low, r.Amount.High} {
			if v != nil {
				n[i] = append(n[i], *v)
			}
		}
	}
	out := []Figure{}
	for unit, n := range numbers {
		out = append(out, figure(unit, n))
	}
	slices.SortFunc(out, func(a, b Figure) int { return cmp.Compare(a.Unit, b.Unit) })
	return out
}

func figure(unit string, n *[3][]int64) Figure {
	f := Figure{Unit: unit}
	best := n[0]
	slices.Sort(best)
	if len(best) > 0 {
		f.Best = &best[(len(best)-1)/2]
	}
	if low := slices.Concat(best, n[1]); len(low) > 0 {
		v := slices.Min(low)
		f.Low = &v
	}
	if high := slices.Concat(best, n[2]); len(high) > 0 {
		v := slices.Max(high)
		f.High = &v
	}
	return f
}

func asserts(r report) bool { return r.Stance != salient.Denies && r.Stance != salient.Doubts }
