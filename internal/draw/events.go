package draw

import (
	"cmp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/when"
)

// SiegeDay reads a day that may carry "?".
func SiegeDay(s string) (day when.Day, sure, ok bool) {
	day, err := when.ParseDay(strings.TrimRight(s, "?~"))
	return day, !strings.ContainsAny(s, "?~"), err == nil
}

// eventTypes maps ACLED's event types to their glyphs.
var eventTypes = map[string]figure.EventType{
	"Battles": figure.Battle, "Explosions/Remote violence": figure.Explosion, "Violence against civilians": figure.Violence,
	"Strategic developments": figure.Strategic, "Protests": figure.Protest, "Riots": figure.Riot,
}

// eventsUntil are the events of the recent days that have a point.
func eventsUntil(v *desk.View, on when.Day) []figure.Event {
	recent := when.Span{From: on - RecentDays + 1, To: on}
	var out []figure.Event
	for _, e := range v.Events() {
		p, ok := v.Case.Place(e.Place)
		if !ok || p.At == nil || e.Undated || e.Span().Meet(recent).Len() == 0 {
			continue
		}
		out = append(out, figure.Event{At: *p.At, Type: eventTypes[e.Type], Claim: e.ID, Title: e.SubType + ", " + p.Name + ", " + EventDays(e)})
	}
	slices.SortStableFunc(out, func(a, b figure.Event) int { return cmp.Compare(a.Claim, b.Claim) })
	return out
}

// EventDays puts an event's days in words.
func EventDays(e fuse.Event) string {
	switch {
	case e.Undated:
		return "day unknown"
	case e.Some && e.From != e.To:
		return "some day in " + spanWords(e.Span())
	}
	return spanWords(e.Span())
}

func spanWords(s when.Span) string {
	if s.From == s.To {
		return s.From.Long()
	}
	return s.From.Long() + " to " + s.To.Long()
}

// Timeline gathers the events of a span in lanes by type, in ACLED's order. keep, if not
// nil, says which events.
func Timeline(v *desk.View, span when.Span, keep func(fuse.Event) bool) figure.TimelineData {
	lanes := map[string]*figure.Lane{}
	for _, e := range v.Events() {
		if e.Undated || e.Span().Meet(span).Len() == 0 || keep != nil && !keep(e) {
			continue
		}
		if lanes[e.Type] == nil {
			lanes[e.Type] = &figure.Lane{Name: e.Type}
		}
		lanes[e.Type].Marks = append(lanes[e.Type].Marks, eventMark(v.Case, e, span))
	}
	d := figure.TimelineData{Span: span, Sides: Sides(v.Case)}
	for _, t := range eventTypeNames {
		if l := lanes[t]; l != nil {
			d.Lanes = append(d.Lanes, *l)
		}
	}
	if known := v.Known; span.Has(known) {
		d.Known = &known
	}
	return d
}

// eventTypeNames are ACLED's event types in the codebook's order.
var eventTypeNames = []string{"Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots", "Strategic developments"}

func eventMark(c *salient.Case, e fuse.Event, span when.Span) figure.Mark {
	glyph := eventTypes[e.Type]
	text := e.From.String()
	if e.From != e.To {
		text += "/" + e.To.String()
	}
	date, _ := when.Parse(text) // two days in order are always a date
	title := e.SubType + ", " + EventDays(e)
	if p, ok := c.Place(e.Place); ok {
		title = e.SubType + ", " + p.Name + ", " + EventDays(e)
	}
	m := figure.Mark{ID: string(e.ID), Glyph: &glyph, Claim: e.ID, Title: title, Doubt: len(e.Claims) == 0}
	m.Time, _ = figure.TimeMarkOf(date, e.Some, when.Widening{}, span)
	return m
}
