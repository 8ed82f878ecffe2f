package web

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// wayNames are the parts of the map's address that ask for a way.
var wayNames = []string{"from", "to", "side", "fromday", "today", "pick"}

// wayAsked is what the map's address says of a way.
type wayAsked struct {
	From, To string // ids, or names as they were typed; "" if not chosen yet
	Side     string
	Pick     string // from or to: a click on the map chooses that end; ""
	FromDay  *when.Day
	ToDay    *when.Day
}

func readWay(q url.Values, c *salient.Case) (w wayAsked, err error) {
	w = wayAsked{From: q.Get("from"), To: q.Get("to"), Side: q.Get("side"), Pick: q.Get("pick")}
	if w.Side != "" && draw.SideNo(c, salient.ActorID(w.Side)) == 0 {
		return w, badQuery("side", w.Side, "the id of a side")
	}
	if !slices.Contains([]string{"", "from", "to"}, w.Pick) {
		return w, badQuery("pick", w.Pick, "from or to")
	}
	for name, day := range map[string]**when.Day{"fromday": &w.FromDay, "today": &w.ToDay} {
		if s := q.Get(name); s != "" {
			d, err := readDay(name, s)
			if err != nil {
				return w, err
			}
			*day = &d
		}
	}
	for _, end := range []*string{&w.From, &w.To} {
		if id, ok := placeByName(c, *end); ok {
			*end = string(id)
		}
	}
	return w, nil
}

// asked reports whether the address says anything of a way.
func (w wayAsked) asked() bool { return w.From != "" || w.To != "" || w.Pick != "" }

// set writes it into an address.
func (w wayAsked) set(q url.Values) {
	if !w.asked() {
		return
	}
	for name, v := range map[string]string{"from": w.From, "to": w.To, "side": w.Side, "pick": w.Pick} {
		if v != "" {
			q.Set(name, v)
		}
	}
	for name, day := range map[string]*when.Day{"fromday": w.FromDay, "today": w.ToDay} {
		if day != nil {
			q.Set(name, day.String())
		}
	}
}

// span is the days of the calendar: the case's period unless others are asked for.
func (w wayAsked) span(whole when.Span) (when.Span, error) {
	if w.FromDay != nil {
		whole.From = *w.FromDay
	}
	if w.ToDay != nil {
		whole.To = *w.ToDay
	}
	if whole.To < whole.From || whole.To-whole.From > maxCalendar {
		return whole, badQuery("today", whole.To.String(), "a day after the first, at most ten years later")
	}
	return whole, nil
}

// side is for whom a way is asked: the first side of the case unless another is named.
func (w wayAsked) side(c *salient.Case) salient.ActorID {
	if w.Side == "" && len(c.Settings.Sides) > 0 {
		return c.Settings.Sides[0]
	}
	return salient.ActorID(w.Side)
}

// mapWay finds the way that the map asks for; nil if none is asked for, or a sentence that says why
// there is no answer.
func (r *request) mapWay(w wayAsked) (f *foundWay, problem string, err error) {
	c := r.view.Case
	span, err := w.span(r.view.Span)
	if err != nil {
		return nil, "", err
	}
	for _, end := range []string{w.From, w.To} {
		if _, ok := c.Place(salient.PlaceID(end)); end != "" && !ok {
			return nil, fmt.Sprintf("No place is called %q.", clipped(end, 80)), nil
		}
	}
	if w.From == "" || w.To == "" || len(c.Settings.Sides) == 0 {
		return nil, "", nil
	}
	q := route.Query{Side: w.side(c), From: salient.PlaceID(w.From), To: salient.PlaceID(w.To), Day: r.state.On}
	f, err = r.findWay(q, span)
	if err != nil {
		return nil, noWay(err) + " A place farther than 5 km from any road of the case has no way.", nil
	}
	return f, "", nil
}

// wayPanel is the part of the map's panel that asks for a way and answers.
type wayPanel struct {
	Open     bool // a way is asked for, or about to be
	From, To string
	Side     string
	Sides    []sideChoice
	FromDay  *when.Day
	ToDay    *when.Day
	Keep     []pair // what the form has to keep
	PickFrom string // addresses on which a click on the map chooses an end
	PickTo   string
	Picking  string // what the next click chooses
	Turned   string // the address of the way back
	Clear    string
	Whole    string // the address that has all of it in view
	Page     string // the same question on the page of routes
	Problem  string
	Caution  string
	wayAnswer
}

func (r *request) wayPanel(m mapState, f *foundWay, problem string) wayPanel {
	c, w := r.view.Case, m.Way
	p := wayPanel{
		Open: w.asked(), From: endWords(c, w.From), To: endWords(c, w.To), Side: string(w.side(c)), FromDay: w.FromDay, ToDay: w.ToDay,
		Sides: sideChoices(c, mapState{Top: draw.Top{Roads: w.side(c)}}), Problem: problem, Caution: caution,
		PickFrom: r.mapHref(m, "pick", "from"), PickTo: r.mapHref(m, "pick", "to"),
	}
	q := r.mapValues(m)
	for _, name := range sortedNames(q) {
		if !slices.Contains(wayNames, name) {
			p.Keep = append(p.Keep, pair{name, q.Get(name)})
		}
	}
	p.Picking = pickWords(p, w)
	if p.Open {
		p.Clear = r.mapHref(withoutWay(m))
	}
	if f == nil {
		return p
	}
	p.wayAnswer = r.sayWay(f, func(d when.Day) string { return r.mapHref(m, "on", d.String()) })
	p.Calendar = r.wayCalendar(f, 332, "way-days", func(d when.Day) string { return r.mapHref(m, "on", d.String()) })
	p.Turned = r.mapHref(m, "from", w.To, "to", w.From)
	p.Page = r.href("/routes", "on", r.state.On.String(), "from", w.From, "to", w.To, "side", p.Side, "fromday", f.span.From.String(), "today", f.span.To.String())
	if box, ok := draw.WayBox(c, f.q, f.a); ok {
		p.Whole = r.mapHref(m, "view", viewportOf(box, m.W, m.H).String())
	}
	return p
}

// endWords is an end as the form shows it: a place's id, which its list explains, or what was
// typed.
func endWords(c *salient.Case, end string) string {
	if p, ok := c.Place(salient.PlaceID(end)); ok && p.Name != "" {
		if id, found := placeByName(c, p.Name); found && id == p.ID {
			return p.Name
		}
	}
	return end
}

// typedPlaces suggests the places by name; those that share one by their ids.
func typedPlaces(c *salient.Case) []option {
	out := placeOptions(c)
	times := map[string]int{}
	for _, o := range out {
		times[o.Name]++
	}
	for i, o := range out {
		if times[o.Name] == 1 {
			out[i].Value = o.Name
		}
	}
	return out
}

// pickWords say what a click on the map chooses.
func pickWords(p wayPanel, w wayAsked) string {
	switch {
	case w.Pick == "from" && p.To == "":
		return "Choose where the way starts: click a place on the map, or type its name."
	case w.Pick == "from":
		return "Choose where the way to " + p.To + " starts: click a place on the map, or type its name."
	case w.Pick == "to" && p.From == "":
		return "Choose where the way ends: click a place on the map, or type its name."
	case w.Pick == "to":
		return "From " + p.From + ": choose where the way ends; click a place on the map, or type its name."
	}
	return ""
}

func withoutWay(m mapState) mapState {
	m.Way = wayAsked{}
	return m
}

func sortedNames(q url.Values) []string {
	var names []string
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// chooseHref is where a click on a place leads: it selects the place, or makes it an end of
// the way.
func (r *request) chooseHref(m mapState, id salient.PlaceID) string {
	switch m.Way.Pick {
	case "from":
		next := ""
		if m.Way.To == "" {
			next = "to"
		}
		return r.mapHref(m, "from", string(id), "pick", next)
	case "to":
		next := ""
		if m.Way.From == "" {
			next = "from"
		}
		return r.mapHref(m, "to", string(id), "pick", next)
	}
	return r.mapHref(m, "sel", "place:"+string(id))
}

// wayHrefs are the addresses that ask for a way from the selected place, and to it.
func (r *request) wayHrefs(m mapState) (from, to string) {
	for end, address := range map[string]*string{"from": &from, "to": &to} {
		at := m
		at.Way.Pick = end
		*address = r.chooseHref(at, m.Sel)
	}
	return from, to
}
