package web

import (
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// areasPage says how much each side held: through the period as a chart and its table, and on
// the day asked about, with a roll-up.
type areasPage struct {
	frame
	In      salient.PlaceID // the ground of the chart; "" for all
	InName  string
	Grounds []option
	Of      string
	Tabs    []tabLink
	Answer  string
	Wide    template.HTML
	Narrow  template.HTML
	Key     []keyLine
	Holders []areaHolder
	Front   []string
	Notes   []string
	States  []string
	Series  []areaDay
	By      string
	Bys     []tabLink
	Parts   []areaPart
	MapHref string
}

// tabLink is one choice of several.
type tabLink struct {
	Text, Href string
	Now        bool
}

type areaHolder struct {
	Swatch      template.HTML
	Name        string
	Places      int
	Km2, People string
	Blank       int
	Front       string
}

type areaDay struct {
	Day    when.Day
	Href   string
	Values []string
}

type areaPart struct {
	Name    name
	Href    string
	Holders []areaHolder
}

// allGround is the address's word for the whole ground.
const allGround = "all"

// measures are what a chart can show, by the address's word.
var measures = []struct{ word, name, unit string }{{"area", "Area", "km²"}, {"people", "People", "people"}, {"places", "Places", "places"}}

// rollUps are the kinds of place that grounds and roll-ups are offered of.
var rollUps = []salient.PlaceKind{salient.District, salient.Governorate}

func (s *site) areas(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &areasPage{Of: q.Get("of"), By: q.Get("by")}
	if p.Of == "" {
		p.Of = measures[0].word
	}
	if p.By == "" {
		p.By = string(rollUps[0])
	}
	if !slices.ContainsFunc(measures, func(m struct{ word, name, unit string }) bool { return m.word == p.Of }) {
		return reply{}, badQuery("of", p.Of, "area, people or places")
	}
	if !slices.Contains(rollUps, salient.PlaceKind(p.By)) {
		return reply{}, badQuery("by", p.By, "district or governorate")
	}
	kind, err := r.ground(p, q.Get("in"))
	if err != nil {
		return reply{}, err
	}
	p.Dates = r.dated(pair{"of", p.Of}, pair{"in", r.inWord(p)}, pair{"by", p.By})
	p.Title = "Areas " + p.Dates.words()
	for _, m := range measures {
		p.Tabs = append(p.Tabs, tabLink{m.name, r.href("/areas", "of", m.word, "in", r.inWord(p), "by", p.By), m.word == p.Of})
	}
	for _, k := range rollUps {
		p.Bys = append(p.Bys, tabLink{"By " + string(k), r.href("/areas", "of", p.Of, "in", r.inWord(p), "by", string(k)), string(k) == p.By})
	}
	p.MapHref = r.href("/map")
	r.areaDay(p, kind)
	r.areaSeries(p, r.view.Areas(kind))
	r.areaParts(p)
	p.Grounds = groundChoices(c)
	return reply{template: "areas", data: p}, nil
}

// ground finds the ground that the chart is about, and by which kind of place it is cut out:
// what the address says, else the district of which most is known.
func (r *request) ground(p *areasPage, in string) (salient.PlaceKind, error) {
	c := r.view.Case
	p.InName = "all the ground"
	switch in {
	case allGround:
		return "", nil
	case "":
		p.In = bestKnown(r.view.Areas(salient.District))
	default:
		p.In = salient.PlaceID(in)
	}
	if p.In == "" {
		return "", nil
	}
	at, ok := c.Place(p.In)
	if !ok {
		return "", fmt.Errorf("no place %q: %w", in, salient.ErrNotFound)
	}
	if !slices.Contains(rollUps, at.Kind) {
		return "", badQuery("in", in, "the id of a district or governorate, or all")
	}
	p.InName = at.Name
	return at.Kind, nil
}

func (r *request) inWord(p *areasPage) string {
	if p.In == "" {
		return allGround
	}
	return string(p.In)
}

// bestKnown is the part of which something is known of most places, summed over the days on
// which anything changed; of equals the first. "" if nothing is known anywhere.
func bestKnown(days []area.Day) salient.PlaceID {
	known := map[salient.PlaceID]int{}
	for _, d := range days {
		for _, part := range d.Parts {
			for _, t := range part.Totals {
				if t.State != area.Unknown && part.Part != "" {
					known[part.Part] += t.Places
				}
			}
		}
	}
	var best salient.PlaceID
	for id, n := range known {
		if n > known[best] || n == known[best] && id < best {
			best = id
		}
	}
	return best
}

func groundChoices(c *salient.Case) []option {
	out := []option{{allGround, "All the ground"}}
	for _, kind := range rollUps {
		for i := range c.Places {
			if p := &c.Places[i]; p.Kind == kind {
				out = append(out, option{string(p.ID), p.Name})
			}
		}
	}
	return out
}

// sumOf is a day's sum of the page's ground.
func sumOf(p *areasPage, d area.Day) area.Sum {
	for _, part := range d.Parts {
		if part.Part == p.In {
			return part
		}
	}
	return area.Sum{Part: p.In}
}

// areaDay fills in the day asked about.
func (r *request) areaDay(p *areasPage, kind salient.PlaceKind) {
	on := r.state.On
	day := r.view.Net().Whole().On(on, r.view.Ground())
	borders := day.Borders
	if kind != "" {
		day, borders = r.view.Net().By(kind).On(on, r.view.Ground()), nil
	}
	sum := sumOf(p, day)
	p.Holders = r.areaHolders(sum, borders, "h")
	for _, b := range borders {
		p.Front = append(p.Front, fmt.Sprintf("%s – %s: %s km", stateName(r.view.Case, b.A), stateName(r.view.Case, b.B), trimmed(b.Length.Km(), 1)))
	}
	if d := sum.Divided; d.Count > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%s people of %s whose parts are not all in one row are in none.", number(d.People), counted(d.Count, "settlement")))
	}
	if sum.LeftOut > 0 {
		p.Notes = append(p.Notes, capital(counted(sum.LeftOut, "place"))+" on rear or foreign ground left out.")
	}
	p.Answer = r.areaAnswer(p, sum)
}

// areaAnswer says first what the sides held on the day.
func (r *request) areaAnswer(p *areasPage, sum area.Sum) string {
	var parts []string
	for _, t := range sum.Totals {
		parts = append(parts, fmt.Sprintf("%s %s", areaState(r.view.Case, t.State), amountText(p.Of, t)))
	}
	if parts == nil {
		return fmt.Sprintf("No place of %s can be held.", p.InName)
	}
	return fmt.Sprintf("In %s: %s.", p.InName, listed(parts))
}

// amountText is what a state has of a measure, with its unit.
func amountText(of string, t area.Total) string {
	switch of {
	case "people":
		return number(t.People) + " people"
	case "places":
		return counted(t.Places, "place")
	}
	return km2(t.Area.Km2()) + " km²"
}

// km2 prints square kilometres: one decimal below a hundred.
func km2(v float64) string {
	if v < 100 {
		return trimmed(v, 1)
	}
	return number(int64(v + 0.5))
}

func areaState(c *salient.Case, s salient.State) string {
	if s == area.Unknown {
		return "No evidence"
	}
	return stateName(c, s)
}

func (r *request) areaHolders(sum area.Sum, borders []area.Border, id string) []areaHolder {
	var out []areaHolder
	for i, t := range sum.Totals {
		h := areaHolder{
			Swatch: r.stateSwatch(t.State, fmt.Sprintf("%s%d", id, i)), Name: areaState(r.view.Case, t.State),
			Places: t.Places, Km2: km2(t.Area.Km2()), People: number(t.People), Blank: t.Blank,
		}
		var front float64
		for _, b := range borders {
			if b.A == t.State || b.B == t.State {
				front += b.Length.Km()
			}
		}
		if borders != nil && t.State != area.Unknown {
			h.Front = trimmed(front, 1)
		}
		out = append(out, h)
	}
	return out
}

// stateSwatch is a state's mark, as the map draws it at full strength.
func (r *request) stateSwatch(s salient.State, id string) template.HTML {
	sides := draw.Sides(r.view.Case)
	c := figure.Control{State: figure.Rear}
	switch s {
	case salient.Contested:
		c = figure.Control{State: figure.Contested, Side: 1, Second: figure.SideNo(min(2, len(sides)))}
	case area.Unknown:
		c = figure.Control{}
	case salient.Nobody:
	default:
		c = figure.Control{State: figure.Held, Side: draw.SideNo(r.view.Case, salient.ActorID(s)), P: 1}
	}
	return swatch(c, sides, id, false)
}

// areaSeries draws the chart and its table, of the days on which the page's ground changed.
func (r *request) areaSeries(p *areasPage, days []area.Day) {
	c := r.view.Case
	states := heldAtAll(c, p, days)
	for _, s := range states {
		p.States = append(p.States, areaState(c, s))
		p.Key = append(p.Key, keyLine{Words: areaState(c, s), Swatch: r.stateSwatch(s, "k"+string(s))})
	}
	data := figure.AmountData{Title: p.Title, Span: r.view.Span, Known: &r.view.Known, Sides: draw.Sides(c)}
	for _, m := range measures {
		if m.word == p.Of {
			data.Unit = m.unit
			data.Title = fmt.Sprintf("%s by holder in %s, as known by %s", m.name, p.InName, r.view.Known.Long())
		}
	}
	if on := r.state.On; r.view.Span.Has(on) {
		data.On = &on
	}
	var last area.Sum
	for i, d := range days {
		sum := sumOf(p, d)
		if i > 0 && reflect.DeepEqual(sum, last) {
			continue
		}
		last = sum
		if n := len(data.Runs); n > 0 {
			data.Runs[n-1].Days.To = d.On - 1
		}
		data.Runs = append(data.Runs, r.amountRun(p, sum, when.Span{From: d.On, To: r.view.Span.To}))
		row := areaDay{Day: d.On, Href: r.href("/areas", "on", d.On.String(), "of", p.Of, "in", r.inWord(p), "by", p.By)}
		for _, s := range states {
			row.Values = append(row.Values, amountCell(p.Of, totalOf(sum, s)))
		}
		p.Series = append(p.Series, row)
	}
	p.Wide = inline(figure.Amounts(data, figure.Options{Width: 1180, ID: "areas"}))
	p.Narrow = inline(figure.Amounts(data, figure.Options{Width: 360, ID: "areas-n"}))
}

func (r *request) amountRun(p *areasPage, sum area.Sum, days when.Span) figure.AmountRun {
	run := figure.AmountRun{Days: days}
	for _, side := range r.view.Case.Settings.Sides {
		run.Held = append(run.Held, amount(p.Of, totalOf(sum, salient.State(side))))
	}
	run.Contested = amount(p.Of, totalOf(sum, salient.Contested))
	run.Nobody = amount(p.Of, totalOf(sum, salient.Nobody))
	run.Unknown = amount(p.Of, totalOf(sum, area.Unknown))
	return run
}

func totalOf(sum area.Sum, s salient.State) area.Total {
	for _, t := range sum.Totals {
		if t.State == s {
			return t
		}
	}
	return area.Total{State: s}
}

func amount(of string, t area.Total) float64 {
	switch of {
	case "people":
		return float64(t.People)
	case "places":
		return float64(t.Places)
	}
	return t.Area.Km2()
}

func amountCell(of string, t area.Total) string {
	if of == "area" {
		return km2(t.Area.Km2())
	}
	return number(int64(amount(of, t)))
}

// heldAtAll lists the states that have a place of the page's ground on any of the days.
func heldAtAll(c *salient.Case, p *areasPage, days []area.Day) []salient.State {
	var out []salient.State
	for _, side := range c.Settings.Sides {
		out = append(out, salient.State(side))
	}
	out = append(out, salient.Contested, salient.Nobody, area.Unknown)
	return slices.DeleteFunc(out, func(s salient.State) bool {
		return !slices.ContainsFunc(days, func(d area.Day) bool { return totalOf(sumOf(p, d), s).Places > 0 })
	})
}

// areaParts rolls the day up by district or governorate; what lies in none comes last.
func (r *request) areaParts(p *areasPage) {
	parts := r.view.Net().By(salient.PlaceKind(p.By)).On(r.state.On, r.view.Ground()).Parts
	slices.SortStableFunc(parts, func(a, b area.Sum) int { return strings.Compare(partOrder(a), partOrder(b)) })
	for i, part := range parts {
		row := areaPart{Name: name{Text: "In no " + p.By}, Holders: r.areaHolders(part, nil, fmt.Sprintf("p%d-", i))}
		if part.Part != "" {
			row.Name, row.Href = placeName(r.view.Case, part.Part), r.href("/areas", "of", p.Of, "in", string(part.Part), "by", p.By)
		}
		if len(row.Holders) > 0 {
			p.Parts = append(p.Parts, row)
		}
	}
}

func partOrder(s area.Sum) string {
	if s.Part == "" {
		return "\uffff"
	}
	return string(s.Part)
}
