package draw

import (
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/redact"
)

// coarse is a map with all that lies somewhere rounded to a rule's grid: points, the ground
// around them, fronts, roads and ways. Corners that cells share stay shared. The map is
// changed in place.
func coarse(d figure.MapData, rule redact.Rule) figure.MapData {
	if rule.Grid <= 0 {
		return d
	}
	for i := range d.Cells {
		d.Cells[i].At, d.Cells[i].Area = rule.Coarse(d.Cells[i].At), coarseArea(d.Cells[i].Area, rule)
	}
	for i := range d.Edges {
		d.Edges[i].Line = coarseLine(d.Edges[i].Line, rule)
	}
	for i := range d.Roads {
		d.Roads[i].Line = coarseLine(d.Roads[i].Line, rule)
	}
	for i := range d.Paths {
		d.Paths[i].Line = coarseLine(d.Paths[i].Line, rule)
	}
	for i := range d.Cuts {
		d.Cuts[i].At = rule.Coarse(d.Cuts[i].At)
	}
	for i := range d.Stops {
		d.Stops[i].At = rule.Coarse(d.Stops[i].At)
	}
	for i := range d.Events {
		d.Events[i].At = rule.Coarse(d.Events[i].At)
	}
	for i := range d.Units {
		d.Units[i].At = rule.Coarse(d.Units[i].At)
	}
	for _, s := range d.Sieges {
		if s.Gap != nil {
			s.Gap.From, s.Gap.To = rule.Coarse(s.Gap.From), rule.Coarse(s.Gap.To)
		}
	}
	return d
}

func coarseArea(area geo.MultiPolygon, rule redact.Rule) geo.MultiPolygon {
	var out geo.MultiPolygon
	for _, polygon := range area {
		var p geo.Polygon
		for _, ring := range polygon {
			p = append(p, geo.Ring(coarseLine(geo.Line(ring), rule)))
		}
		out = append(out, p)
	}
	return out
}

// coarseLine is a line of rounded corners, each that follows itself once.
func coarseLine(line geo.Line, rule redact.Rule) geo.Line {
	out := make(geo.Line, 0, len(line))
	for _, p := range line {
		if q := rule.Coarse(p); len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	return out
}

// coarseBox is what a map shows, with its corners rounded.
func coarseBox(b geo.Box, rule redact.Rule) geo.Box {
	sw, ne := rule.Coarse(geo.Point{Lon: b.West, Lat: b.South}), rule.Coarse(geo.Point{Lon: b.East, Lat: b.North})
	if sw.Lon >= ne.Lon || sw.Lat >= ne.Lat {
		return b
	}
	return geo.Box{West: sw.Lon, South: sw.Lat, East: ne.Lon, North: ne.Lat}
}
