package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

// timelinePage is what happened, as lanes and as a list of the same content.
type timelinePage struct {
	frame
	From, To    when.Day
	Type, Place string
	Lanes       string
	Types       []string
	Places      []option
	Drawing     template.HTML
	Narrow      template.HTML
	Phases      []phaseRow
	Named       name // of the place whose phases they are
	Events      []eventRow
	Sub, Areas  string
	Undated     int
}

// phaseRow is one phase of what happened in and around the place.
type phaseRow struct {
	Days, Name, Words string
	Href              string
}

type eventRow struct {
	Days, ISO string
	Glyph     template.HTML
	Type      string
	Place     name
	PlaceHref string
	Actors    string
	Figures   string
	Claims    []link
	Against   int
	MapHref   string
}

func (s *site) timeline(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &timelinePage{From: r.view.Span.From, To: r.view.Span.To, Type: q.Get("type"), Place: q.Get("place"), Lanes: q.Get("lanes"), Places: placeOptions(c)}
	p.Types = eventTypeNames
	var err error
	if from := q.Get("from"); from != "" {
		if p.From, err = readDay("from", from); err != nil {
			return reply{}, err
		}
	}
	if to := q.Get("to"); to != "" {
		if p.To, err = readDay("to", to); err != nil {
			return reply{}, err
		}
	}
	if p.To < p.From || p.To-p.From > maxCalendar {
		return reply{}, badQuery("to", p.To.String(), "a day after the first, at most ten years later")
	}
	p.Dates = r.dated(pair{"type", p.Type}, pair{"place", p.Place}, pair{"lanes", p.Lanes})
	p.Areas = r.href("/areas")
	p.Title = "Timeline, as known by " + r.view.Known.Long()
	events := r.filtered(p)
	phases := r.phases(p)
	p.Drawing, p.Narrow = r.drawTimeline(p, events, phases, 1180, "timeline"), r.drawTimeline(p, events, phases, 360, "timeline-n")
	for _, e := range events {
		p.Events = append(p.Events, r.eventRow(e))
	}
	p.Sub = fmt.Sprintf("%s: claims that tell of one happening are one event.", counted(len(events), "event"))
	if p.Undated > 0 {
		p.Sub += fmt.Sprintf(" %s without a day left out.", capital(counted(p.Undated, "event")))
	}
	return reply{template: "timeline", data: p}, nil
}

var eventTypeNames = []string{"Battles", "Explosions/Remote violence", "Violence against civilians", "Strategic developments", "Protests", "Riots"}

func (r *request) filtered(p *timelinePage) []fuse.Event {
	c := r.view.Case
	place, _ := placeByName(c, p.Place)
	span := when.Span{From: p.From, To: p.To}
	var out []fuse.Event
	for _, e := range r.view.Events() {
		switch {
		case e.Undated:
			p.Undated++
		case e.Span().Meet(span).Len() == 0, p.Type != "" && e.Type != p.Type, p.Place != "" && !slices.Contains(c.Above(e.Place), place):
		default:
			out = append(out, e)
		}
	}
	return out
}

// phases lists those of the place that is asked about, and gives their brackets.
func (r *request) phases(p *timelinePage) []figure.Phase {
	place, ok := placeByName(r.view.Case, p.Place)
	if !ok {
		return nil
	}
	p.Named = placeName(r.view.Case, place)
	var out []figure.Phase
	for _, x := range serve.Phases(r.view, place, when.Span{From: p.From, To: p.To}) {
		row := phaseRow{
			Days: spanWords(when.Span{From: x.From, To: x.To}), Name: capital(x.Name), Words: x.Words(),
			Href: r.href("/timeline", "on", "", "from", x.From.String(), "to", x.To.String(), "place", p.Place),
		}
		p.Phases = append(p.Phases, row)
		if len(x.Marks) > 0 {
			out = append(out, figure.Phase{Name: x.Name, Days: when.Span{From: x.From, To: x.To}})
		}
	}
	return out
}

// drawTimeline draws lanes by type, or by the place of an event.
func (r *request) drawTimeline(p *timelinePage, events []fuse.Event, phases []figure.Phase, width float64, id string) template.HTML {
	shown := map[salient.ClaimID]bool{}
	for _, e := range events {
		shown[e.ID] = true
	}
	span := when.Span{From: p.From, To: p.To}
	data := draw.Timeline(r.view, span, func(e fuse.Event) bool { return shown[e.ID] })
	data.Phases = phases
	if p.Lanes == "place" {
		data.Lanes = r.lanesByPlace(events, span)
	}
	if on := r.state.On; span.Has(on) {
		data.On = &on
	}
	return inline(figure.Timeline(data, figure.Options{
		Width: width, ID: id, ClaimHref: func(id salient.ClaimID) string { return r.href("/claims/" + string(id)) },
		DayHref: func(d when.Day) string { return r.href("/map", "on", d.String()) },
	}))
}

// lanesByPlace has a lane for each place, the fullest first, the rest of them in one lane.
func (r *request) lanesByPlace(events []fuse.Event, span when.Span) []figure.Lane {
	at := map[salient.PlaceID]map[salient.ClaimID]bool{}
	for _, e := range events {
		if at[e.Place] == nil {
			at[e.Place] = map[salient.ClaimID]bool{}
		}
		at[e.Place][e.ID] = true
	}
	var out []figure.Lane
	for place, ids := range at {
		lane := figure.Lane{Name: cmp.Or(placeName(r.view.Case, place).Text, "no place")}
		for _, l := range draw.Timeline(r.view, span, func(e fuse.Event) bool { return ids[e.ID] }).Lanes {
			lane.Marks = append(lane.Marks, l.Marks...)
		}
		out = append(out, lane)
	}
	slices.SortFunc(out, func(a, b figure.Lane) int { return cmp.Or(len(b.Marks)-len(a.Marks), cmp.Compare(a.Name, b.Name)) })
	const most = 12
	if len(out) > most {
		rest := figure.Lane{Name: "elsewhere"}
		for _, l := range out[most:] {
			rest.Marks = append(rest.Marks, l.Marks...)
		}
		out = append(out[:most], rest)
	}
	return out
}

func (r *request) eventRow(e fuse.Event) eventRow {
	c := r.view.Case
	row := eventRow{
		Days: draw.EventDays(e), ISO: e.From.String(), Type: e.SubType, Place: placeName(c, e.Place), Against: len(e.Against),
		Glyph: glyph(e.Type), Actors: partiesWords(c, e), MapHref: r.href("/map", "on", e.To.String(), "sel", "place:"+string(e.Place)),
	}
	if e.Place != "" {
		row.PlaceHref = r.href("/places/"+string(e.Place), "on", e.To.String())
	}
	for _, f := range e.Figures {
		words := amountWords(&salient.Amount{Best: f.Best, Low: f.Low, High: f.High}, f.Unit)
		if f.Best != nil && f.Low != nil && f.High != nil && *f.Low == *f.High {
			words = amountWords(&salient.Amount{Best: f.Best}, f.Unit)
		}
		row.Figures += ", " + words
	}
	for i, id := range append(slices.Clone(e.Claims), e.Against...) {
		mark := "▲"
		if i >= len(e.Claims) {
			mark = "▼"
		}
		if cl, ok := c.Claim(id); ok {
			row.Claims = append(row.Claims, link{mark + " " + clipped(saysOf(c, cl), 110), r.href("/claims/" + string(id))})
		}
	}
	return row
}

func partiesWords(c *salient.Case, e fuse.Event) string {
	a, b := listed(actorNames(c, e.Actors)), listed(actorNames(c, e.Others))
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "; " + b
}

// glyphPaths are the shapes of event types around (0, 0), as internal/figure draws them.
var glyphPaths = map[string]string{
	"Battles":                    "M-6 -6L0 -1.6L6 -6L1.6 0L6 6L0 1.6L-6 6L-1.6 0Z",
	"Explosions/Remote violence": "M0 -8L2 -2.6L7.6 -2.5L3.2 1L4.7 6.5L0 3.3L-4.7 6.5L-3.2 1L-7.6 -2.5L-2 -2.6Z",
	"Violence against civilians": "M0 -7L7 5.5H-7Z",
	"Strategic developments":     "M-5 -5H5V5H-5Z",
	"Protests":                   "M5.5 0A5.5 5.5 0 1 1 -5.5 0A5.5 5.5 0 1 1 5.5 0Z",
	"Riots":                      "M0 -7.2L7.2 0L0 7.2L-7.2 0Z",
}

func glyph(eventType string) template.HTML {
	return template.HTML(`<svg class="glyph" viewBox="-8 -8 16 16" aria-hidden="true"><path fill="currentColor" d="` + glyphPaths[eventType] + `"/></svg>`) //nolint:gosec // constants only
}
