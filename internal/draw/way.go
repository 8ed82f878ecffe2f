package draw

import (
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// ways maps the engine's statuses to how they are drawn.
var ways = map[route.Status]figure.Way{route.Open: figure.Open, route.Uncertain: figure.Uncertain, route.Cut: figure.Cut}

// ShowWay puts a way onto a map: its ends, the fastest way, the safest if it leads elsewhere,
// and where a pair is cut or in doubt what stands in the way.
func ShowWay(c *salient.Case, d *figure.MapData, q route.Query, a route.Answer) {
	ShowEnds(c, d, q.From, q.To)
	side := SideNo(c, q.Side)
	words := fmt.Sprintf("way for %s, %s", SideName(c, q.Side), a.Status)
	if a.Safest != nil && a.Best != nil && !sameLine(a.Safest.Line, a.Best.Line) {
		d.Paths = append(d.Paths, figure.Path{Line: a.Safest.Line, Way: ways[a.Status], Side: side, Minor: true, Words: "Safest " + words})
	}
	if a.Best != nil {
		d.Paths = append(d.Paths, figure.Path{Line: a.Best.Line, Way: ways[a.Status], Side: side, Words: "Fastest " + words})
	}
	if a.Status != route.Cut {
		return
	}
	for _, cause := range a.By {
		if at, ok := pointOf(c, cause.Place); ok {
			d.Cuts = append(d.Cuts, figure.CutMark{At: at, Place: cause.Place, Claimed: len(cause.Claims) > 0})
		}
	}
}

// ShowEnds marks where a way starts and ends, of those that are known.
func ShowEnds(c *salient.Case, d *figure.MapData, from, to salient.PlaceID) {
	for i, id := range []salient.PlaceID{from, to} {
		if at, ok := pointOf(c, id); ok {
			d.Stops = append(d.Stops, figure.Stop{At: at, Letter: string("AB"[i]), Name: placeName(c, id)})
		}
	}
}

func sameLine(a, b geo.Line) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// pointOf is where a place is marked: its own point, else that of its first leaf.
func pointOf(c *salient.Case, id salient.PlaceID) (geo.Point, bool) {
	if p, ok := c.Place(id); ok && p.At != nil {
		return *p.At, true
	}
	for _, leaf := range c.LeavesUnder(id) {
		if p, ok := c.Place(leaf); ok && p.At != nil {
			return *p.At, true
		}
	}
	return geo.Point{}, false
}

// WayBox is what has to be in view to see a way: its ends, its line, and what cuts it; ok is
// false if nothing of it has a point.
func WayBox(c *salient.Case, q route.Query, a route.Answer) (geo.Box, bool) {
	var points []geo.Point
	ids := []salient.PlaceID{q.From, q.To}
	for _, cause := range a.By {
		ids = append(ids, cause.Place)
	}
	for _, id := range ids {
		if at, ok := pointOf(c, id); ok {
			points = append(points, at)
		}
	}
	if a.Best != nil {
		points = append(points, a.Best.Line...)
	}
	box, ok := geo.BoxOf(points...)
	return box.Grow(0.2), ok
}

// Calendar is when a pair was open, uncertain and cut for a side, as one row.
func Calendar(c *salient.Case, q route.Query, runs []route.Run, span when.Span) figure.CalendarData {
	row := figure.RouteRow{Name: placeName(c, q.From) + " – " + placeName(c, q.To)}
	for _, r := range runs {
		row.Runs = append(row.Runs, figure.RouteRun{Days: when.Span{From: r.From, To: r.To}, Way: ways[r.Status], By: byWords(c, r)})
	}
	return figure.CalendarData{Span: span, Side: SideNo(c, q.Side), Sides: Sides(c), Rows: []figure.RouteRow{row}}
}

// byWords say what began a run: the places by name, and how many claims. The engine names
// claims first, then places.
func byWords(c *salient.Case, r route.Run) string {
	var places []salient.PlaceID
	claims := 0
	for _, id := range r.By {
		if _, ok := c.Claim(salient.ClaimID(id)); ok {
			claims++
		} else {
			places = append(places, salient.PlaceID(id))
		}
	}
	words := ""
	if len(places) > 0 {
		words = "by " + NamesOf(c, places, 2)
	}
	switch {
	case claims == 0:
		return words
	case words != "":
		words += ", "
	default:
		words = "by "
	}
	if claims == 1 {
		return words + "1 claim"
	}
	return words + fmt.Sprintf("%d claims", claims)
}

// WayCalendar is when a pair was open, uncertain and cut through a span. The lines of the
// view's whole period are worked out once; of a part of it the runs are theirs, the first with
// what stands in the way on its first day, as route.Map.Calendar gives them.
func WayCalendar(v *desk.View, q route.Query, span when.Span) ([]route.Run, error) {
	if span.From < v.Span.From || v.Span.To < span.To {
		return v.Routes().Calendar(v.Ground(), q, span)
	}
	whole, err := v.Lines(q.Side).Calendar(q.From, q.To)
	if err != nil || span == v.Span {
		return whole, err
	}
	var out []route.Run
	for _, r := range whole {
		days := when.Span{From: r.From, To: r.To}.Meet(span)
		if days.Len() == 0 {
			continue
		}
		r.From, r.To = days.From, days.To
		out = append(out, r)
	}
	first, err := v.Routes().On(v.Ground(), q.Side, span.From).Best(q.From, q.To)
	if err != nil {
		return nil, err
	}
	out[0].By = route.IDs(first.By)
	return out, nil
}
