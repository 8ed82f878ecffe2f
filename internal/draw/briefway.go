package draw

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// wayHeight is that of a way's map on paper: 105 mm, as its key is longer than other maps'.
const wayHeight = 396

// caution stands under every figure of a way.
const caution = "This is what reports said, not that a road is safe."

// query reads the pair and the side of a figure of a way.
func (d *drafter) query() route.Query {
	p := d.f.Params
	return route.Query{Side: salient.ActorID(p["side"]), From: salient.PlaceID(p["from"]), To: salient.PlaceID(p["to"])}
}

// pairWords name a pair and for whom it is asked.
func (d *drafter) pairWords(q route.Query) string {
	return fmt.Sprintf("from %s to %s for %s", placeName(d.v.Case, q.From), placeName(d.v.Case, q.To), SideName(d.v.Case, q.Side))
}

// route is the map of a way on a day: the roads as they are to the side, and the way on them.
func (d *drafter) route() (brief.Figure, error) {
	q := d.query()
	var err error
	if q.Day, err = when.ParseDay(d.f.Params["on"]); err != nil {
		return brief.Figure{}, err
	}
	a, err := d.v.Routes().Best(d.v.Ground(), q)
	if err != nil {
		return brief.Figure{}, err
	}
	box, ok := WayBox(d.v.Case, q, a)
	if !ok {
		box = d.v.Box()
	}
	if b, given := brief.ParseBox(d.f.Params["bbox"]); given {
		box = b
	}
	data := Map(d.v, Assessed, Top{Roads: q.Side}, q.Day)
	ShowWay(d.v.Case, &data, q, a)
	data, box = coarse(data, d.rule), coarseBox(box, d.rule)
	data.Earlier, data.Sources = false, ""
	opt := figure.MapOptions{Options: d.options(), Box: &box}
	if d.theme == figure.Print {
		opt.Height = wayHeight
	}
	found := fmt.Sprintf("The way %s on %s, as known by %s: %s", d.pairWords(q), q.Day.Long(), d.v.Known.Long(), FoundWords(d.v.Case, a))
	return brief.Figure{
		SVG: figure.Map(data, opt), Drawn: found + " Roads are schematic.", Sources: caution + " " + d.sources() + d.rounded(), Alt: "Map. " + found + d.throughWords(a),
	}, nil
}

// FoundWords say what was found of a way: its status, length and hours, or what stands in it.
func FoundWords(c *salient.Case, a route.Answer) string {
	words := string(a.Status)
	var by []salient.PlaceID
	claims := map[salient.ClaimID]bool{}
	for _, cause := range a.By {
		if cause.Place != "" {
			by = append(by, cause.Place)
		}
		for _, id := range cause.Claims {
			claims[id] = true
		}
	}
	if len(by) > 0 {
		words += " by " + NamesOf(c, by, mostNames)
	}
	if n := len(claims); n > 0 {
		words += fmt.Sprintf(" (%d of the claims)", n)
	}
	if b := a.Best; b != nil {
		words += fmt.Sprintf("; the fastest way is %.0f km long and takes about %s without checkpoints, %.1f times the unobstructed best", b.Length.Km(), HoursWords(b.Hours), b.Detour)
	}
	return words + "."
}

// HoursWords are hours as people say them.
func HoursWords(h float64) string {
	switch minutes := int(h*60 + 0.5); {
	case minutes == 1:
		return "1 minute"
	case minutes < 60:
		return fmt.Sprintf("%d minutes", minutes)
	default:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
}

func (d *drafter) throughWords(a route.Answer) string {
	if a.Best == nil || len(a.Best.Places) == 0 {
		return ""
	}
	return " It leads through " + NamesOf(d.v.Case, a.Best.Places, len(a.Best.Places)) + "."
}

// calendar is when a pair was open, uncertain and cut.
func (d *drafter) calendar() (brief.Figure, error) {
	q, span := d.query(), d.days("from-day", "to-day")
	runs, err := WayCalendar(d.v, q, span)
	if err != nil {
		return brief.Figure{}, err
	}
	data := Calendar(d.v.Case, q, runs, span)
	days := map[route.Status]int{}
	var words []string
	for i, r := range runs {
		days[r.Status] += int(r.To-r.From) + 1
		words = append(words, spanWords(when.Span{From: r.From, To: r.To})+": "+strings.TrimSpace(string(r.Status)+" "+data.Rows[0].Runs[i].By))
	}
	return brief.Figure{
		SVG: figure.RouteCalendar(data, d.options()),
		Drawn: fmt.Sprintf("When the way %s was open, through %s, as known by %s: open on %d days, uncertain on %d, cut on %d.",
			d.pairWords(q), spanWords(span), d.v.Known.Long(), days[route.Open], days[route.Uncertain], days[route.Cut]),
		Sources: "Computed from who held the ground and what claims say of roads. " + caution,
		Alt:     "Calendar. " + strings.Join(words, "; ") + ".",
	}, nil
}

// siegeTable is the sieges of a span on one axis, with what is known of each.
func (d *drafter) siegeTable() (brief.Figure, error) {
	span, at := d.span(), salient.PlaceID(d.f.Params["place"])
	of := func(m siege.Merged) bool {
		return at == "" || slices.ContainsFunc(m.Places, func(p siege.Member) bool {
			return slices.Contains(d.v.Case.Above(p.Place), at) || slices.Contains(d.v.Case.Above(at), p.Place)
		})
	}
	data := SiegeTable(d.v, span, salient.ActorID(d.f.Params["side"]), of)
	note := data.Note
	data.Note = ""
	words := []string{}
	for _, r := range data.Rows {
		words = append(words, r.Name+": "+r.Words)
	}
	return brief.Figure{
		SVG:     figure.SiegeTable(data, d.options()),
		Drawn:   fmt.Sprintf("Held places with no way to their side's rear, %s, as known by %s. %s", spanWords(span), d.v.Known.Long(), note),
		Sources: "Computed from who held the ground and what claims say of roads; people: the populations of the case's places.",
		Alt:     "Table of sieges. " + strings.Join(words, " "),
	}, nil
}
