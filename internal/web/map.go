package web

import (
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// mapPage is the map: its layers, the drawing, the selected place and the rail.
type mapPage struct {
	frame
	TopWords string
	Part     mapFrame
	State    mapState
	Layers   []layerChoice
	Sides    []sideChoice
	Rail     rail
	Keep     []pair // what the dates' form has to keep
	Ground   string // the name of the cells that frames are of
	Places   []option
	WayKept  []pair // what the form of layers has to keep of the way
}

// mapFrame is what changes with the day: drawing, key, selection, and the words that go with
// them.
type mapFrame struct {
	frame
	SVG      template.HTML
	Key      []keyLine
	Panel    panel
	On       when.Day
	Known    when.Day
	Earlier  bool
	Words    string // the slider's value in words
	KnownToo string
	Figure   string // address of the drawing as a file
	View     string
	At       string // the view exactly: pixels that the world is wide, and the middle in parts of it from west and north
	Credit   string
}

type keyLine struct {
	Words  string
	Means  string
	Swatch template.HTML
}

type layerChoice struct {
	Value, Label, Note string
	Now                bool
}

type sideChoice struct {
	ID, Name string
	Now      bool
}

// rail is the two sliders on one axis.
type rail struct {
	From, To      when.Day
	Last          int // value of the last day, the first being 0
	On, Known     int
	KnownDay      when.Day
	KnownDayWords string
	Said          string // days on which documents came out, counted from the first, with commas between
	KnownSet      bool
	LatestKnown   when.Day
	OnWords       string
	KnownWords    string
	Bars          template.HTML
	Ticks         template.HTML
	Before, After string // addresses a day earlier and later
}

// panel is the selected place, or what there is to select.
type panel struct {
	Selected   bool
	ID         string
	Href       string
	Crumbs     []link
	Name       name
	Answer     answer
	Why        whyTable
	Next       nextWords
	Strip      template.HTML
	Sieges     []besieged
	Link       string
	Areas      string       // without a selection: how much each side held
	Contest    []panelPlace // without a selection: the places that were seen to be contested
	Guessed    []panelPlace // …: those that are contested on indirect evidence alone
	Moved      []panelPlace // …: places whose holder changed in the recent days
	Way        wayPanel
	WayFrom    string       // of the selected place: the address that asks for a way from it
	WayTo      string       // …: to it
	WhatIf     string       // …: what if it had changed hands
	Gaps       string       // where the gaps are told of; "": the map shows another layer
	Silence    string       // of the selected place: since when nobody reports from it, and who is nearest
	Then       string       // what the map is compared with; "": nothing
	Changed    []changed    // without a selection: what is otherwise than then
	DidIt      []whyRow     // of the selected place: the claims that did it
	Was        *changed     // …: what it was; nil: it is as it was
	Silent     []panelPlace // without a selection: from where nobody reports, the weightiest first
	Claimant   string       // whose claims the map shows; "": another layer
	Words      []said       // without a selection: what it says of each place
	Word       *said        // of the selected place; nil: it says nothing of it
	WordClaims []card
}

type panelPlace struct {
	Swatch template.HTML
	Name   name
	Href   string
	Text   string
}

func (s *site) mapPage(r *request) (reply, error) {
	q := r.URL.Query()
	if tops := q["top"]; len(tops) > 1 { // the form without scripts
		q.Set("top", strings.Join(tops, ","))
	}
	m, err := readMapState(q, r.view.Case)
	if err != nil {
		return reply{}, err
	}
	if size, err := r.Cookie("map"); err == nil && q.Get("size") == "" {
		if w, h, err := readSize(size.Value); err == nil {
			m.W, m.H = w, h
		}
	}
	part, err := s.frameOf(r, m)
	if err != nil {
		return reply{}, err
	}
	p := &mapPage{State: m, TopWords: topWords(m.Top), Part: *part}
	p.Title = "Map on " + r.state.On.Long() + ", as known by " + r.view.Known.Long()
	if m.Sel != "" {
		p.Title = placeName(r.view.Case, m.Sel).Text + " · " + p.Title
	}
	kept, err := s.grounds.of(r.view)
	if err != nil {
		return reply{}, err
	}
	p.Ground = kept.hash
	p.Body = "map-page"
	p.Layers, p.Sides = layerChoices(r.view.Case, m), sideChoices(r.view.Case, m)
	p.Rail = r.rail(m)
	p.Keys = mapKeys()
	for _, name := range append([]string{"layer", "against", "against_known", "sel", "view"}, wayNames...) {
		if v := q.Get(name); v != "" {
			p.Keep = append(p.Keep, pair{name, v})
		}
	}
	p.Places = typedPlaces(r.view.Case)
	for _, kept := range p.Keep {
		if slices.Contains(wayNames, kept.Name) {
			p.WayKept = append(p.WayKept, kept)
		}
	}
	return reply{template: "map", data: p}, nil
}

func mapKeys() []keyGroup {
	return []keyGroup{{"The map", []pair{
		{"← →", "a day back, a day on"},
		{"Shift ← →", "a week"},
		{"PgUp PgDn", "a month"},
		{"Home End", "first day, last day"},
		{"Space", "play"},
		{"n p", "next or last day on which something changed"},
		{"k", "lock known by to the day"},
		{"1 2 3 4", "layer"},
		{"d", "what changed since another day, and back"},
		{"f", "list of places"},
		{"w", "a way between two places"},
		{"+ − 0", "nearer, farther, whole case"},
	}}}
}

// mapFrame answers with the parts that a script puts into the open page.
func (s *site) mapFrame(r *request) (reply, error) {
	m, err := readMapState(r.URL.Query(), r.view.Case)
	if err != nil {
		return reply{}, err
	}
	f, err := s.frameOf(r, m)
	if err != nil {
		return reply{}, err
	}
	return reply{template: "map", part: "parts", data: f}, nil
}

// mapFile is the map as a figure of its own, with heading and key.
func (s *site) mapFile(r *request) (reply, error) {
	m, err := readMapState(r.URL.Query(), r.view.Case)
	if err != nil {
		return reply{}, err
	}
	data, _, err := s.drawn(r, m)
	if err != nil {
		return reply{}, err
	}
	way, _, err := r.mapWay(m.Way)
	if err != nil {
		return reply{}, err
	}
	if way != nil {
		draw.ShowWay(r.view.Case, &data, way.q, way.a)
	}
	data.Title = r.view.Case.Settings.Title
	data.Sources = credit(r.view.Case)
	box := r.inView(m, way)
	svg := figure.Map(data, figure.MapOptions{Options: figure.Options{Width: m.W, Height: m.H, Theme: figure.Light}, Box: &box, Heading: true})
	return reply{kind: "image/svg+xml", body: svg, download: "map-" + r.state.On.String() + "-known-" + r.view.Known.String() + ".svg"}, nil
}

func credit(c *salient.Case) string {
	s := "Cells around places, not surveyed lines; roads schematic. Base map: Natural Earth."
	if c.Settings.Licence != "" {
		s += " " + c.Settings.Licence + "."
	}
	return s
}

// box is what a map has in view.
func (r *request) box(m mapState) geo.Box {
	if m.View != nil {
		return m.View.box(m.W, m.H)
	}
	if set, err := readViewport(r.view.Case.Settings.Other["map.view"]); err == nil {
		return set.box(m.W, m.H)
	}
	return fought(r.view.Case, r.view.Box())
}

// inView is what a map has in view on which a way may be drawn: all of that too, unless the
// address says what.
func (r *request) inView(m mapState, way *foundWay) geo.Box {
	box := r.box(m)
	if m.View != nil || way == nil {
		return box
	}
	if w, ok := draw.WayBox(r.view.Case, way.q, way.a); ok {
		box = geo.Box{West: min(box.West, w.West), South: min(box.South, w.South), East: max(box.East, w.East), North: max(box.North, w.North)}
	}
	return box
}

// fought is the part of the case's box in which most is said: without the outermost tenths
// of the claims of control in each direction. The box itself if little is said.
func fought(c *salient.Case, whole geo.Box) geo.Box {
	const few = 20
	var lons, lats []float64
	for i := range c.Claims {
		cl := &c.Claims[i]
		p, ok := c.Place(salient.PlaceID(cl.Place))
		if cl.Kind == salient.Holds && ok && p.At != nil && whole.Has(*p.At) {
			lons, lats = append(lons, p.At.Lon), append(lats, p.At.Lat)
		}
	}
	if len(lons) < few {
		return whole
	}
	slices.Sort(lons)
	slices.Sort(lats)
	n := len(lons)
	b := geo.Box{West: lons[n/10], East: lons[n-1-n/10], South: lats[n/10], North: lats[n-1-n/10]}
	return b.Grow(0.3)
}

// frameOf draws the map and says what goes with it.
func (s *site) frameOf(r *request, m mapState) (*mapFrame, error) {
	v, on := r.view, r.state.On
	data, then, err := s.drawn(r, m)
	if err != nil {
		return nil, err
	}
	way, problem, err := r.mapWay(m.Way)
	if err != nil {
		return nil, err
	}
	if way != nil {
		draw.ShowWay(v.Case, &data, way.q, way.a)
	} else {
		draw.ShowEnds(v.Case, &data, salient.PlaceID(m.Way.From), salient.PlaceID(m.Way.To))
	}
	box := r.inView(m, way)
	opt := figure.MapOptions{
		Options: figure.Options{
			Width: m.W, Height: m.H, ID: "map",
			PlaceHref: func(id salient.PlaceID) string { return r.chooseHref(m, id) },
		},
		Box: &box, Bare: true,
	}
	f := &mapFrame{
		SVG: inline(figure.Map(data, opt)), On: on, Known: v.Known, Earlier: data.Earlier, View: viewportOf(box, m.W, m.H).String(), At: viewportOf(box, m.W, m.H).exact(),
		Figure: "/map/figure.svg?" + query(r.mapValues(m)), Credit: credit(v.Case),
	}
	for _, item := range figure.MapKey(data, opt) {
		f.Key = append(f.Key, keyLine{item.Words, item.Means, inline(item.Swatch)})
	}
	f.Words, f.KnownToo = r.dayWords(data), "as known by "+weekday(v.Known)
	f.Panel = r.panel(m, data)
	f.Panel.Way = r.wayPanel(m, way, problem)
	if f.Panel.Way.Answer != "" {
		f.Words += ". " + f.Panel.Way.Answer
	}
	switch m.Layer {
	case draw.Changed:
		r.fillChanges(&f.Panel, m, then)
	case draw.Gaps:
		r.fillGaps(&f.Panel, m)
	}
	if claimant(m.Layer) != "" {
		r.fillWords(&f.Panel, m)
	}
	return f, nil
}

// dayWords says a day as the slider announces it.
func (r *request) dayWords(data figure.MapData) string {
	n := len(r.changedSince(r.state.On, 1))
	return fmt.Sprintf("%s, %s in %d days, %s", r.state.On.Time().Format("Monday 2 January 2006"),
		counted(len(data.Events), "event"), draw.RecentDays, counted(n, "place")+" changed")
}

// mapValues are the parts of the map's address.
func (r *request) mapValues(m mapState) url.Values {
	q := r.state.values()
	q.Set("on", r.state.On.String())
	if m.Layer != draw.Assessed {
		q.Set("layer", string(m.Layer))
	}
	for name, day := range map[string]*when.Day{"against": m.Against, "against_known": m.AgainstKnown} {
		if day != nil && m.Layer == draw.Changed {
			q.Set(name, day.String())
		}
	}
	if t := topWords(m.Top); t != defaultTop {
		q.Set("top", t)
	}
	if m.Sel != "" {
		q.Set("sel", "place:"+string(m.Sel))
	}
	if m.View != nil {
		q.Set("view", m.View.String())
	}
	m.Way.set(q)
	return q
}

const defaultTop = "front,events,siege"

func (r *request) mapHref(m mapState, pairs ...string) string {
	q := r.mapValues(m)
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		}
	}
	return "/map?" + query(q)
}

func layerChoices(c *salient.Case, m mapState) []layerChoice {
	out := []layerChoice{{"assessed", "Assessed", "what we believe", m.Layer == draw.Assessed}}
	for _, id := range c.Settings.Sides {
		l := draw.Claimed(id)
		out = append(out, layerChoice{string(l), "Claimed by " + draw.SideName(c, id), "what it says it holds", m.Layer == l})
	}
	return append(out,
		layerChoice{"gaps", "Gaps", "where nobody reports from", m.Layer == draw.Gaps},
		layerChoice{"changes", "Changes", "against another day", m.Layer == draw.Changed})
}

func sideChoices(c *salient.Case, m mapState) []sideChoice {
	var out []sideChoice
	for _, id := range c.Settings.Sides {
		out = append(out, sideChoice{string(id), draw.SideName(c, id), m.Top.Roads == id})
	}
	return out
}

// changedSince lists the leaves whose status or leading side is another than some days before.
func (r *request) changedSince(on when.Day, days when.Day) []salient.PlaceID {
	ground := r.view.Ground()
	var out []salient.PlaceID
	for _, id := range r.view.Case.Leaves() {
		now, then := ground(id, on), ground(id, on-days)
		if now.Status != then.Status || now.Status == salient.Held && now.LeadingSide().Side != then.LeadingSide().Side {
			out = append(out, id)
		}
	}
	return out
}

// panel is the right-hand side of the map.
func (r *request) panel(m mapState, data figure.MapData) panel {
	if m.Sel == "" {
		return r.overview(m, data)
	}
	c := r.view.Case
	p := panel{Selected: true, ID: string(m.Sel), Name: placeName(c, m.Sel), Href: r.href("/places/"+string(m.Sel), "on", r.state.On.String()), Link: r.mapHref(m)}
	for _, up := range parents(c, m.Sel) {
		p.Crumbs = append(p.Crumbs, link{up.Name, r.mapHref(m, "sel", "place:"+string(up.ID))})
	}
	p.WayFrom, p.WayTo = r.wayHrefs(m)
	p.WhatIf = r.href("/whatif", "on", r.state.On.String(), "place", string(m.Sel), "from", m.Way.From, "to", m.Way.To, "for", m.Way.Side)
	h, ok := r.view.Control().Holding(m.Sel, r.state.On)
	if !ok {
		place, _ := c.Place(m.Sel)
		p.Answer = answer{Word: capital(string(place.Kind)), Sentence: "It isn't held by anybody: " + kindNote(place.Kind) + "."}
		return p
	}
	p.Answer = r.answerFor(h, "sel", 334)
	if e, ok := r.view.Control().Why(m.Sel, r.state.On); ok {
		all := r.why(e, 0)
		p.Why = r.why(e, 5)
		p.Why.MoreHref = p.Href
		day := func(d when.Day) string { return r.mapHref(m, "on", d.String()) }
		p.Strip = inline(figure.Strip(r.stripData(m.Sel, all), r.stripOptions(334, "strip", day)))
	}
	p.Next = r.next(m.Sel)
	p.Sieges = r.siegesOf(m.Sel)
	return p
}

func kindNote(k salient.PlaceKind) string {
	switch k {
	case salient.Crossing:
		return "a crossing is closed only by claims"
	case salient.Junction:
		return "a junction is a bend or fork of roads"
	}
	return "no place in it can be held"
}

// overview says what a map without a selection shows: what is contested, what moved.
func (r *request) overview(m mapState, data figure.MapData) panel {
	p := panel{Areas: r.href("/areas", "on", r.state.On.String())}
	c := r.view.Case
	line := func(id salient.PlaceID, text string, i int, prefix string) panelPlace {
		control := figure.ControlOf(r.view.Ground()(id, r.state.On), data.Sides)
		return panelPlace{
			swatch(control, data.Sides, fmt.Sprintf("%s%d", prefix, i), false), placeName(c, id),
			r.mapHref(m, "sel", "place:"+string(id)), text,
		}
	}
	for _, cell := range data.Cells {
		switch {
		case cell.State == figure.Contested && cell.Inferred:
			p.Guessed = append(p.Guessed, line(cell.Place, "", len(p.Guessed), "g"))
		case cell.State == figure.Contested:
			p.Contest = append(p.Contest, line(cell.Place, "", len(p.Contest), "c"))
		}
	}
	for _, id := range r.changedSince(r.state.On, draw.RecentDays) {
		word, _ := verdict(c, r.view.Ground()(id, r.state.On))
		p.Moved = append(p.Moved, line(id, "now: "+strings.ToLower(strings.TrimSuffix(word, " holds it")), len(p.Moved), "m"))
	}
	return p
}

// rail lays out the sliders.
func (r *request) rail(m mapState) rail {
	v := r.view
	latest, _ := v.All.LastKnown()
	n := v.Span.Len() - 1
	at := func(d when.Day) int { return int(min(max(d, v.Span.From), v.Span.To) - v.Span.From) }
	l := rail{
		From: v.Span.From, To: v.Span.To, Last: n, On: at(r.state.On), Known: n + 1, KnownDay: v.Known,
		KnownDayWords: weekday(v.Known), Said: saidOn(v.All, v.Span),
		KnownSet: r.state.KnownSet, LatestKnown: latest, OnWords: weekday(r.state.On), KnownWords: "all we know, to " + latest.Long(),
		Before: r.mapHref(m, "on", (r.state.On - 1).String()), After: r.mapHref(m, "on", (r.state.On + 1).String()),
		Bars: inline(bars(eventsADay(v.Events(), v.Span), v.Span, v.Known)), Ticks: inline(ticks(v.Span)),
	}
	if l.KnownSet && v.Known <= v.Span.To {
		l.Known, l.KnownWords = at(v.Known), weekday(v.Known)
	}
	return l
}

// bars draws the events a day; those of days after known are pale.
func bars(counts []int, span when.Span, known when.Day) []byte {
	most := max(1, slices.Max(append([]int{1}, counts...)))
	const height = 30.0
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="bars" viewBox="0 0 %d 30" preserveAspectRatio="none" aria-hidden="true" shape-rendering="crispEdges">`, len(counts))
	for i, n := range counts {
		if n == 0 {
			continue
		}
		class := ""
		if span.From+when.Day(i) > known {
			class = ` class="later"`
		}
		h := 2 + (height-2)*float64(n)/float64(most)
		fmt.Fprintf(&b, `<rect x="%d" y="%s" width="1" height="%s"%s/>`, i, trimmed(height-h, 1), trimmed(h, 1), class)
	}
	b.WriteString("</svg>")
	return []byte(b.String())
}

// ticks names the months under the axis, not more than about eight of them.
func ticks(span when.Span) []byte {
	var b strings.Builder
	b.WriteString(`<svg height="14" aria-hidden="true">`)
	months := span.Len()/30 + 1
	step := max(1, (months+7)/8)
	if step > 3 {
		step = (step + 2) / 3 * 3
	}
	y, month, _ := span.From.Time().Date()
	for i := 0; ; i++ {
		first := when.Of(y, month, 1)
		if first > span.To {
			break
		}
		if i%step == 0 && first >= span.From {
			class := ""
			if i/step%2 == 1 {
				class = ` class="odd"`
			}
			layout := "Jan"
			if i == 0 || month == 1 || step > 1 {
				layout = "Jan 2006"
			}
			x := 100 * float64(first-span.From) / float64(max(1, span.Len()-1))
			fmt.Fprintf(&b, `<text x="%s%%" y="11"%s%s>%s</text>`, trimmed(x, 2), anchor(x), class, first.Time().Format(layout))
		}
		month++
		if month > 12 {
			y, month = y+1, 1
		}
	}
	b.WriteString("</svg>")
	return []byte(b.String())
}

func anchor(x float64) string {
	switch {
	case x < 4:
		return ""
	case x > 96:
		return ` text-anchor="end"`
	}
	return ` text-anchor="middle"`
}

// saidOn lists the days on which what is known changes, counted from the first day of a span.
func saidOn(c *salient.Case, span when.Span) string {
	days := map[int]bool{}
	for i := range c.Documents {
		if d, ok := c.Documents[i].Day(c.Settings.Widening()); ok && span.Has(d) {
			days[int(d-span.From)] = true
		}
	}
	list := slices.Sorted(maps.Keys(days))
	var parts []string
	for _, d := range list {
		parts = append(parts, strconv.Itoa(d))
	}
	return strings.Join(parts, ",")
}
