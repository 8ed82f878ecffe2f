package gpkg

import (
	"math"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/when"
)

// About is what a map's file says of itself.
type About struct {
	On, Known when.Day
	Caution   string
}

// Map lays a picture of a case out in layers: cells (the ground around each place that is
// held one by one), places (points), outlines (ground in one piece of one state) and front;
// and a plain table, about, with the two days and the caution. Places whose sensitivity isn't
// open are left out of places. Coordinates have six decimals, as in GeoJSON.
func Map(c *salient.Case, p area.Picture, about About) Package {
	days := "on " + about.On.String() + ", as known by " + about.Known.String() + ". " + about.Caution
	return Package{Changed: about.Known, Tables: []Table{
		cells(c, p, "Who held the ground around each place "+days),
		places(c, p, "Places of the case, with who held them "+days),
		outlines(p, "Ground in one piece in one state "+days),
		front(p, "Lines between unlike holders "+days),
		{
			Name: "about", Title: "About this map", Description: "What the layers show.",
			Columns: []Column{{"key", Text}, {"value", Text}},
			Rows: []Row{
				{nil, []any{"title", c.Settings.Title}},
				{nil, []any{"on", about.On.String()}},
				{nil, []any{"as known by", about.Known.String()}},
				{nil, []any{"caution", about.Caution}},
				{nil, []any{"licence", c.Settings.Licence}},
			},
		},
	}}
}

func cells(c *salient.Case, p area.Picture, description string) Table {
	t := Table{Name: "cells", Title: "Cells around places", Description: description, Geometry: Polygon, Columns: append([]Column{
		{"place", Text}, {"name", Text},
	}, holdingColumns(c)...)}
	for _, x := range p.Cells() {
		t.Rows = append(t.Rows, Row{geo.Polygon{geo.Ring(rounded(geo.Line(x.Ring)))}, append([]any{string(x.Place.ID), x.Place.Name}, holding(c, x)...)})
	}
	return t
}

// holdingColumns are what is said of who holds a place: status, basis, the leading state and
// its p, the last day of which evidence speaks, and the p of each side and of contested.
func holdingColumns(c *salient.Case) []Column {
	out := []Column{{"status", Text}, {"basis", Text}, {"side", Text}, {"p", Real}, {"last_evidence", Date}}
	for _, s := range shownStates(c) {
		out = append(out, Column{"p_" + string(s), Real})
	}
	return out
}

func shownStates(c *salient.Case) []salient.State {
	var out []salient.State
	for _, s := range c.Settings.Sides {
		out = append(out, salient.State(s))
	}
	return append(out, salient.Contested)
}

// holding is a cell's values for holdingColumns. Of ground that is left out, or of which
// nothing is known, only status and basis are said.
func holding(c *salient.Case, x area.Cell) []any {
	status, basis, known := x.Shown()
	out := []any{string(status), string(basis), nil, nil, nil}
	h := x.Holding
	if known {
		lead := h.Leading()
		out[2], out[3] = string(lead.Side), decimals(lead.P, 4)
		if h.LastEvidence != nil {
			out[4] = h.LastEvidence.String()
		}
	}
	for _, s := range shownStates(c) {
		if known {
			out = append(out, decimals(h.P(s), 4))
		} else {
			out = append(out, nil)
		}
	}
	return out
}

func places(c *salient.Case, p area.Picture, description string) Table {
	t := Table{Name: "places", Title: "Places", Description: description, Geometry: Point, Columns: append([]Column{
		{"place", Text}, {"name", Text}, {"kind", Text}, {"parent", Text}, {"precision", Text}, {"population", Integer},
	}, holdingColumns(c)...)}
	held := map[salient.PlaceID]area.Cell{}
	for _, x := range p.Cells() {
		held[x.Place.ID] = x
	}
	for i := range c.Places {
		at := &c.Places[i]
		if at.At == nil || at.Sensitivity != salient.Open && at.Sensitivity != "" {
			continue
		}
		values := []any{string(at.ID), at.Name, string(at.Kind), string(at.Parent), string(at.Precision), nil}
		if at.Population != nil {
			values[5] = *at.Population
		}
		if x, ok := held[at.ID]; ok {
			values = append(values, holding(c, x)...)
		} else {
			values = append(values, make([]any, len(holdingColumns(c)))...)
		}
		t.Rows = append(t.Rows, Row{rounded(geo.Line{*at.At})[0], values})
	}
	return t
}

func outlines(p area.Picture, description string) Table {
	t := Table{Name: "outlines", Title: "Outlines", Description: description, Geometry: Polygon, Columns: []Column{{"state", Text}, {"places", Integer}, {"km2", Real}}}
	for _, r := range p.Regions {
		shape := make(geo.Polygon, len(r.Outline))
		for i, ring := range r.Outline {
			shape[i] = geo.Ring(rounded(geo.Line(ring)))
		}
		t.Rows = append(t.Rows, Row{shape, []any{string(r.State), len(r.Places), decimals(r.Area.Km2(), 2)}})
	}
	return t
}

func front(p area.Picture, description string) Table {
	t := Table{Name: "front", Title: "Front", Description: description, Geometry: LineString, Columns: []Column{{"left", Text}, {"right", Text}, {"firm", Boolean}, {"km", Real}}}
	for _, f := range p.Front {
		t.Rows = append(t.Rows, Row{rounded(f.Line), []any{string(f.Left), string(f.Right), f.Firm, decimals(f.Length.Km(), 3)}})
	}
	return t
}

// rounded is a line with six decimals of a degree, about a tenth of a metre.
func rounded(l geo.Line) geo.Line {
	out := make(geo.Line, len(l))
	for i, p := range l {
		out[i] = geo.Point{Lon: decimals(p.Lon, 6), Lat: decimals(p.Lat, 6)}
	}
	return out
}

func decimals(v float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(v*scale) / scale
}
