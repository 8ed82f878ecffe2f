package web

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/gap"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

// gapsPage is where and when nobody reports: by group and month, and the longest silences.
type gapsPage struct {
	frame
	From, To when.Day
	Kind     string
	Kinds    []string
	Place    string // chosen; "" for none
	Places   []option
	Said     []string // of the chosen place
	Named    name     // it
	Drawing  template.HTML
	Narrow   template.HTML
	Months   []string
	Groups   []silentGroup
	Gaps     []gapRow
	More     int
	Sub      string
	MapHref  string
}

// silentGroup is a row of the heat strip, in words.
type silentGroup struct {
	Name   name
	Href   string
	Leaves int
	Parts  []string
}

// gapRow is one silence.
type gapRow struct {
	Name   name
	Href   string
	Days   string
	Long   string
	People string
	Front  string
	Before *link
	After  *link
}

// mostGaps is how many silences the page lists.
const mostGaps = 60

func (s *site) gaps(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &gapsPage{Kind: q.Get("by"), Place: q.Get("place"), From: r.view.Span.From, To: r.view.Span.To, Places: placeOptions(c)}
	if err := p.read(r); err != nil {
		return reply{}, err
	}
	reading, days := r.view.Gaps(), when.Span{From: p.From, To: p.To}
	if p.Kind == "" {
		p.Kind = string(reading.Kind())
	}
	p.Dates = r.dated(pair{"by", q.Get("by")}, pair{"place", p.Place}, pair{"from", q.Get("from")}, pair{"to", q.Get("to")})
	p.Dates.NoOn = true
	p.Title = "Where and when nobody reports, as known by " + r.view.Known.Long()
	p.MapHref = r.href("/map", "layer", string(draw.Gaps))
	r.fillGrid(p, reading.Grid(days, salient.PlaceKind(p.Kind)))
	list := reading.In(days, gap.Beside(r.view.Diagram(), r.view.Ground()))
	for _, g := range list[:min(mostGaps, len(list))] {
		p.Gaps = append(p.Gaps, r.gapRow(g))
	}
	p.More = len(list) - len(p.Gaps)
	p.Sub = fmt.Sprintf("%s of %d days or more of which no accepted claim speaks, from %s to %s.", counted(len(list), "run"), reading.Least(), p.From.Long(), p.To.Long())
	return reply{template: "gaps", data: p}, r.sayGaps(p, list)
}

// read reads what the address asks for.
func (p *gapsPage) read(r *request) (err error) {
	c, q := r.view.Case, r.URL.Query()
	for i := range c.Places {
		if k := string(c.Places[i].Kind); !slices.Contains(p.Kinds, k) && k != "" {
			p.Kinds = append(p.Kinds, k)
		}
	}
	slices.Sort(p.Kinds)
	if p.Kind != "" && !slices.Contains(p.Kinds, p.Kind) {
		return badQuery("by", p.Kind, "a kind of place of this case")
	}
	for name, day := range map[string]*when.Day{"from": &p.From, "to": &p.To} {
		if s := q.Get(name); s != "" {
			if *day, err = readDay(name, s); err != nil {
				return err
			}
		}
	}
	if p.To < p.From || p.To-p.From > maxCalendar {
		return badQuery("to", p.To.String(), "a day after the first, at most ten years later")
	}
	return nil
}

func (r *request) fillGrid(p *gapsPage, g gap.Grid) {
	c := r.view.Case
	h := figure.HeatData{Title: "Days on which nobody reports, by " + spaced(p.Kind) + " and month", Of: "days on which nobody reports"}
	for _, m := range g.Months {
		h.Months = append(h.Months, m.From)
		p.Months = append(p.Months, m.From.Time().Format("Jan 2006"))
	}
	for _, row := range g.Rows {
		group := silentGroup{Name: name{Text: "In no " + spaced(p.Kind)}, Leaves: row.Leaves}
		if row.Place != "" {
			group.Name, group.Href = placeName(c, row.Place), r.href("/places/"+string(row.Place))
		}
		heat := figure.HeatRow{Name: group.Name.Text}
		for _, m := range row.Months {
			heat.Parts = append(heat.Parts, m.Part())
			group.Parts = append(group.Parts, fmt.Sprintf("%.0f%%", 100*m.Part()))
		}
		h.Rows, p.Groups = append(h.Rows, heat), append(p.Groups, group)
	}
	p.Drawing = inline(figure.Heat(h, figure.Options{Width: 1180, ID: "heat"}))
	p.Narrow = inline(figure.Heat(h, figure.Options{Width: 330, ID: "heat-n"}))
}

func (r *request) gapRow(g gap.Gap) gapRow {
	c := r.view.Case
	row := gapRow{
		Name: placeName(c, g.Place), Href: r.href("/gaps", "on", "", "place", string(g.Place)), Days: spanWords(g.Days), Long: counted(g.Days.Len(), "day"),
		Before: r.reportLink(g.Before), After: r.reportLink(g.After), Front: fmt.Sprintf("%.0f%%", 100*g.Front),
	}
	if g.People != nil {
		row.People = number(*g.People)
	}
	return row
}

func (r *request) reportLink(x *gap.Report) *link {
	if x == nil {
		return nil
	}
	return &link{x.Day.Long(), r.href("/claims/" + string(x.Claim))}
}

// sayGaps says of a chosen place when nobody reports from it.
func (r *request) sayGaps(p *gapsPage, list []gap.Gap) error {
	if p.Place == "" {
		return nil
	}
	id, ok := placeByName(r.view.Case, p.Place)
	if !ok {
		return fmt.Errorf("no place %q: %w", p.Place, salient.ErrNotFound)
	}
	p.Named = placeName(r.view.Case, id)
	of := slices.DeleteFunc(slices.Clone(list), func(g gap.Gap) bool { return !slices.Contains(r.view.Case.Above(g.Place), id) })
	slices.SortFunc(of, func(a, b gap.Gap) int { return int(a.Days.From - b.Days.From) })
	for _, g := range of {
		s := serve.GapNear(r.view, g, g.Days.To).Sentence()
		if g.Place != id {
			s = placeName(r.view.Case, g.Place).Text + ": " + s
		}
		p.Said = append(p.Said, s)
	}
	return nil
}

// fillGaps adds to the map's panel from where nobody reports on the day, or of the selected
// place since when.
func (r *request) fillGaps(p *panel, m mapState) {
	reading, on := r.view.Gaps(), r.state.On
	p.Gaps = r.href("/gaps", "on", "", "place", string(m.Sel))
	if m.Sel != "" {
		p.Silence = "Somebody reports from here around this day."
		if g, ok := reading.At(m.Sel, on); ok {
			p.Silence = serve.GapNear(r.view, g, on).Sentence()
		} else if !reading.Counts(m.Sel) {
			p.Silence = "Reports are looked for place by place: see its parts."
		}
		return
	}
	for _, g := range reading.In(when.Span{From: on, To: on}, nil) {
		p.Silent = append(p.Silent, panelPlace{"", placeName(r.view.Case, g.Place), r.mapHref(m, "sel", "place:"+string(g.Place)), counted(g.Days.Len(), "day")})
	}
}
