package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// caution goes with every answer about a way.
const caution = "This is what reports said, not that a road is safe."

// routesPage asks for a way and answers.
type routesPage struct {
	frame
	From, To  string
	Side      string
	FromDay   when.Day
	ToDay     when.Day
	Places    []option
	Sides     []sideChoice
	Asked     bool
	Problem   string
	CalNarrow template.HTML
	Map       template.HTML
	Caution   string
	wayAnswer
}

// wayAnswer is the answer about a way in words, as the page of routes and the map's panel
// show it.
type wayAnswer struct {
	Answer    string
	Way       string
	Safest    string
	Through   []link
	Cause     []causeRow
	Claims    []card
	Threats   []card
	Calendar  template.HTML
	Runs      []runRow
	Chokes    []link
	ChokeNote string
}

// option is a value of a list that a field suggests.
type option struct{ Value, Name string }

// causeRow is what keeps a way from being open.
type causeRow struct {
	Text   string
	Place  link
	Claims []card
}

type runRow struct {
	Days   string
	Status string
	By     []link
	Href   string
}

func (s *site) routesPage(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &routesPage{
		From: q.Get("from"), To: q.Get("to"), Side: q.Get("side"), FromDay: r.view.Span.From, ToDay: r.view.Span.To,
		Places: placeOptions(c), Caution: caution,
	}
	if p.Side == "" && len(c.Settings.Sides) > 0 {
		p.Side = string(c.Settings.Sides[0])
	}
	p.Dates = r.dated(pair{"from", p.From}, pair{"to", p.To}, pair{"side", p.Side})
	p.Title = "Routes"
	p.Sides = sideChoices(c, mapState{Top: draw.Top{Roads: salient.ActorID(p.Side)}})
	if draw.SideNo(c, salient.ActorID(p.Side)) == 0 {
		return reply{}, badQuery("side", p.Side, "the id of a side")
	}
	if err := p.readSpan(q.Get("fromday"), q.Get("today")); err != nil {
		return reply{}, err
	}
	if p.From == "" || p.To == "" {
		return reply{template: "routes", data: p}, nil
	}
	return reply{template: "routes", data: p}, r.askRoute(p)
}

// maxCalendar bounds the days of one calendar.
const maxCalendar = 3700

func (p *routesPage) readSpan(from, to string) (err error) {
	if from != "" {
		if p.FromDay, err = readDay("fromday", from); err != nil {
			return err
		}
	}
	if to != "" {
		if p.ToDay, err = readDay("today", to); err != nil {
			return err
		}
	}
	if p.ToDay < p.FromDay || p.ToDay-p.FromDay > maxCalendar {
		return badQuery("today", to, "a day after the first, at most ten years later")
	}
	return nil
}

func placeOptions(c *salient.Case) []option {
	var out []option
	for i := range c.Places {
		if p := &c.Places[i]; p.At != nil {
			out = append(out, option{string(p.ID), p.Name})
		}
	}
	return out
}

// placeByName finds a place by id, else by any of its names.
func placeByName(c *salient.Case, s string) (salient.PlaceID, bool) {
	if p, ok := c.Place(salient.PlaceID(s)); ok {
		return p.ID, true
	}
	want := fold(s)
	for i := range c.Places {
		p := &c.Places[i]
		for _, n := range allNames(p.Name, p.Names, string(p.ID)) {
			if want != "" && fold(n) == want {
				return p.ID, true
			}
		}
	}
	return "", false
}

// askRoute fills the answer in.
func (r *request) askRoute(p *routesPage) error {
	c := r.view.Case
	from, okFrom := placeByName(c, p.From)
	to, okTo := placeByName(c, p.To)
	if !okFrom || !okTo {
		p.Problem = fmt.Sprintf("No place is called %q.", map[bool]string{true: p.To, false: p.From}[okFrom])
		return nil
	}
	p.From, p.To = string(from), string(to)
	q := route.Query{Side: salient.ActorID(p.Side), From: from, To: to, Day: r.state.On}
	p.Title = fmt.Sprintf("Route %s – %s for %s %s", placeName(c, from).Text, placeName(c, to).Text, draw.SideName(c, q.Side), p.Dates.words())
	span := when.Span{From: p.FromDay, To: p.ToDay}
	f, err := r.findWay(q, span)
	if err != nil {
		p.Problem = noWay(err)
		return nil
	}
	p.Asked = true
	href := func(d when.Day) string {
		return r.href("/routes", "from", p.From, "to", p.To, "side", p.Side, "on", d.String())
	}
	p.wayAnswer = r.sayWay(f, href)
	p.Calendar, p.CalNarrow = r.wayCalendar(f, 1180, "calendar", href), r.wayCalendar(f, 360, "calendar-n", href)
	p.Map = r.routeMap(f)
	return nil
}

// noWay says in a sentence why a question about a way can't be answered.
func noWay(err error) string {
	return capital(strings.TrimSuffix(err.Error(), ": "+salient.ErrNotFound.Error())) + "."
}

// foundWay is what the engine answers about a pair: a day's way, and how it was through a span.
type foundWay struct {
	q    route.Query
	day  *route.Day
	a    route.Answer
	span when.Span
	runs []route.Run
}

func (r *request) findWay(q route.Query, span when.Span) (*foundWay, error) {
	f := &foundWay{q: q, day: r.view.Routes().On(r.view.Ground(), q.Side, q.Day), span: span}
	var err error
	if f.a, err = f.day.Best(q.From, q.To); err != nil {
		return nil, err
	}
	f.runs, err = draw.WayCalendar(r.view, q, span)
	return f, err
}

// sayWay puts the answer in words; href is the same question on another day.
func (r *request) sayWay(f *foundWay, href func(when.Day) string) wayAnswer {
	c, q, a := r.view.Case, f.q, f.a
	p := wayAnswer{Answer: routeSentence(c, q, a, f.runs)}
	on := func(id salient.PlaceID) link {
		return link{placeName(c, id).Text, r.href("/places/"+string(id), "on", q.Day.String())}
	}
	if a.Best != nil {
		p.Way = wayWords(a.Best)
		for _, id := range a.Best.Places {
			p.Through = append(p.Through, on(id))
		}
		p.Claims, p.Threats = r.cardsOf(c, a.Best.Claims), r.cardsOf(c, a.Best.Threats)
	}
	if a.Safest != nil && a.Best != nil && !slices.Equal(a.Safest.Places, a.Best.Places) {
		p.Safest = fmt.Sprintf("The safest way, %s: %.0f km, every place held at once with a chance of %s.",
			throughWords(c, a.Safest.Places), a.Safest.Length.Km(), percent(a.Safest.P))
	}
	for _, cause := range a.By {
		row := causeRow{Text: causeWords(c, cause), Claims: r.cardsOf(c, cause.Claims)}
		if cause.Place != "" {
			row.Place = on(cause.Place)
		}
		p.Cause = append(p.Cause, row)
	}
	for _, run := range f.runs {
		p.Runs = append(p.Runs, runRow{spanWords(when.Span{From: run.From, To: run.To}), string(run.Status), r.byLinks(c, run.By), href(run.From)})
	}
	p.Chokes, p.ChokeNote = r.chokes(f)
	return p
}

// routeSentence is the answer first: since when, and by what.
func routeSentence(c *salient.Case, q route.Query, a route.Answer, runs []route.Run) string {
	since := ""
	for i, run := range runs {
		if run.From <= q.Day && q.Day <= run.To && i > 0 {
			since = " since " + run.From.Long()
		}
	}
	by := ""
	if len(a.By) > 0 {
		by = ", by " + causeWords(c, a.By[0])
		if n := len(a.By) - 1; n > 0 {
			by += " and " + counted(n, "more")
			by = strings.Replace(by, "mores", "more", 1)
		}
	}
	switch a.Status {
	case route.Open:
		return fmt.Sprintf("Open to %s%s.", draw.SideName(c, q.Side), since)
	case route.Cut:
		return fmt.Sprintf("Cut for %s%s%s.", draw.SideName(c, q.Side), since, by)
	}
	return fmt.Sprintf("Uncertain for %s%s%s.", draw.SideName(c, q.Side), since, by)
}

func causeWords(c *salient.Case, cause route.Cause) string {
	place := "open ground"
	if cause.Place != "" {
		place = placeName(c, cause.Place).Text
	}
	switch {
	case len(cause.Claims) > 0:
		return place + " (" + counted(len(cause.Claims), "claim") + ")"
	case cause.Holder.Side != "" && cause.Holder.P < salient.HeldAt:
		return fmt.Sprintf("%s (unsure: %s, %s)", place, strings.ToLower(stateName(c, cause.Holder.Side)), percent(cause.Holder.P))
	case cause.Holder.Side != "":
		return fmt.Sprintf("%s (%s, %s)", place, strings.ToLower(stateName(c, cause.Holder.Side)), percent(cause.Holder.P))
	}
	return place
}

func wayWords(w *route.Way) string {
	s := fmt.Sprintf("The fastest way: %.0f km, about %s without checkpoints", w.Length.Km(), draw.HoursWords(w.Hours))
	if w.Detour > 1.02 {
		s += fmt.Sprintf(", %.1f times as long as if nobody stood in the way", w.Detour)
	}
	return s + fmt.Sprintf(". Least chance on it that the side holds the place: %s.", percent(w.LeastP))
}

func throughWords(c *salient.Case, places []salient.PlaceID) string {
	var names []string
	for _, id := range places {
		names = append(names, placeName(c, id).Text)
	}
	if len(names) > 4 {
		names = []string{names[1], names[len(names)/2], names[len(names)-2]}
	}
	return "through " + listed(names)
}

// wayCalendar draws when the pair was open, uncertain and cut.
func (r *request) wayCalendar(f *foundWay, width float64, id string, href func(when.Day) string) template.HTML {
	data := draw.Calendar(r.view.Case, f.q, f.runs, f.span)
	on := f.q.Day
	data.On = &on
	return inline(figure.RouteCalendar(data, figure.Options{Width: width, ID: id, DayHref: href}))
}

// routeMap shows the ground around the two places, with the ways as they are to the side.
func (r *request) routeMap(f *foundWay) template.HTML {
	box, ok := draw.WayBox(r.view.Case, f.q, f.a)
	if !ok {
		return ""
	}
	data := draw.Map(r.view, draw.Assessed, draw.Top{Front: true, Roads: f.q.Side}, f.q.Day)
	draw.ShowWay(r.view.Case, &data, f.q, f.a)
	return inline(figure.Map(data, figure.MapOptions{
		Options: figure.Options{Width: 1180, Height: 560, ID: "way", PlaceHref: func(id salient.PlaceID) string { return r.href("/places/" + string(id)) }},
		Box:     &box,
	}))
}

// chokes names the places whose loss would leave no way; days under embargo are shut.
func (r *request) chokes(f *foundWay) (places []link, note string) {
	if err := r.view.Shut(f.q.Day); err != nil {
		return nil, "Not shown: " + strings.TrimSuffix(err.Error(), ": "+salient.ErrUsage.Error()) + "."
	}
	found, err := f.day.Choke(f.q.From, f.q.To, 0)
	if err != nil {
		return nil, noWay(err)
	}
	for _, id := range found.Places {
		places = append(places, link{placeName(r.view.Case, id).Text, r.href("/places/"+string(id), "on", f.q.Day.String())})
	}
	switch {
	case found.Status == route.Cut:
		note = "There is no way to lose."
	case len(places) == 0:
		note = "No single place's loss would cut every way."
	}
	return places, note
}
