package desk

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/phase"
	"github.com/salient-osint/salient/when"
)

// Phases divides a span into the phases of what happened in a place and around it. In it is what
// lies in the place; around it, the rest of the district that it lies in, or of whatever it lies
// in. Counted are events that claims assert, and accepted claims of withdrawals and evacuations;
// of one actor from one place on the same days they are one. What has no day counts nowhere.
func (v *View) Phases(place salient.PlaceID, span when.Span) []phase.Phase {
	return phase.Find(span, v.happenings(place), phase.SettingsOf(v.Case.Settings))
}

func (v *View) happenings(place salient.PlaceID) []phase.Happening {
	region := v.regionOf(place)
	var out []phase.Happening
	add := func(what string, at salient.PlaceID, days when.Span) {
		above := v.Case.Above(at)
		if in := slices.Contains(above, place); in || slices.Contains(above, region) {
			out = append(out, phase.Happening{Sort: phase.Sort{What: what, Around: !in}, Days: days})
		}
	}
	for _, e := range v.Events() {
		if what, counts := phase.WhatOf(e.SubType); counts && !e.Undated && len(e.Claims) > 0 {
			add(what, e.Place, e.Span())
		}
	}
	for _, m := range v.departures() {
		add(phase.Withdrawals, m.from, m.days)
	}
	return out
}

// regionOf is the district that a place lies in, else what it lies in, else itself.
func (v *View) regionOf(place salient.PlaceID) salient.PlaceID {
	above := v.Case.Above(place)
	for _, id := range above {
		if p, _ := v.Case.Place(id); p.Kind == salient.District && id != place {
			return id
		}
	}
	return above[min(1, len(above)-1)]
}

// departure is who left where, when.
type departure struct {
	from  salient.PlaceID
	actor salient.ActorID
	days  when.Span
}

// departures lists the withdrawals that accepted claims assert, each once, by place, actor and
// days.
func (v *View) departures() []departure {
	found := map[departure]bool{}
	for i := range v.Case.Claims {
		cl := &v.Case.Claims[i]
		if _, leaves := phase.WhatMoves(cl.What); !leaves || cl.Kind != salient.Movement || cl.Stance == salient.Denies || cl.Stance == salient.Doubts || !v.Case.Counts(cl) {
			continue
		}
		said, known := v.Case.Said(cl)
		reach := cl.Reach(v.Case.Settings.Widening(), said)
		if !known && cl.When.IsZero() || len(reach.Days) == 0 {
			continue
		}
		d := departure{salient.PlaceID(cl.Place), "", when.Span{From: reach.Days[0].From, To: reach.Days[len(reach.Days)-1].To}}
		if len(cl.Actors) > 0 {
			d.actor = cl.Actors[0]
		}
		found[d] = true
	}
	out := make([]departure, 0, len(found))
	for d := range found {
		out = append(out, d)
	}
	slices.SortFunc(out, departure.compare)
	return out
}

func (d departure) compare(o departure) int {
	return cmp.Or(cmp.Compare(d.from, o.from), cmp.Compare(d.actor, o.actor), cmp.Compare(d.days.From, o.days.From), cmp.Compare(d.days.To, o.days.To))
}
