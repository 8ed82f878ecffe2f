// Package draw turns what a case answers into the values that figures are drawn from: the
// map of a day, the history of a place, what happened when. Pages, briefs and the command
// line draw the same figures through it.
package draw

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// RecentDays is how many days before a map's day its events reach back.
const RecentDays = 7

// claimDays is the age from which a side's word is an old one: on the layer of what it claims
// its lines are thinner, and on the assessed layer it leaves no mark.
const claimDays = 30

// Layer is what a map tints.
type Layer string

// The layers beside those of what a side claims, which are Claimed(side).
const (
	Assessed Layer = "assessed"
	Gaps     Layer = "gaps"    // where nobody reports
	Changed  Layer = "changes" // what is otherwise than at another time; drawn by Compare
)

// Claimed is the layer of what a side claims.
func Claimed(side salient.ActorID) Layer { return Layer("claimed:" + side) }

// ReadLayer reads assessed, gaps or claimed:SIDE.
func ReadLayer(c *salient.Case, s string) (Layer, error) {
	side, claimed := strings.CutPrefix(s, "claimed:")
	if claimed && slices.Contains(c.Settings.Sides, salient.ActorID(side)) || s == string(Assessed) || s == string(Gaps) {
		return Layer(s), nil
	}
	return "", fmt.Errorf("layer %q: expected assessed, gaps or claimed:SIDE with a side of the case: %w", s, salient.ErrUsage)
}

// Top is what a map shows above its tints.
type Top struct {
	Front, Events, Sieges bool
	Roads                 salient.ActorID // whose ways; "" for plain roads
}

// Map gathers what the map of a day shows.
func Map(v *desk.View, layer Layer, top Top, on when.Day) figure.MapData {
	c := v.Case
	latest, _ := v.All.LastKnown()
	d := figure.MapData{
		On: on, Known: v.Known, Earlier: v.Known < latest, Sides: Sides(c),
		Cells: cells(v, on), Schematic: true, Sources: c.Settings.Licence,
	}
	if side, ok := strings.CutPrefix(string(layer), "claimed:"); ok {
		showWords(v, &d, salient.ActorID(side))
	} else {
		markClaims(v, &d)
	}
	if layer == Gaps {
		showGaps(v, &d)
	}
	if !top.Front {
		d.Edges = []figure.Edge{}
	}
	overlay(v, &d, top, on)
	return d
}

// overlay adds what a map shows above its tints.
func overlay(v *desk.View, d *figure.MapData, top Top, on when.Day) {
	c := v.Case
	d.Roads, d.Cuts = roads(v, top.Roads, on)
	d.RoadsFor = SideNo(c, top.Roads)
	if top.Sieges {
		d.Sieges = siegesOn(v, on)
	}
	if top.Events {
		d.Events = eventsUntil(v, on)
	}
}

// showGaps marks the places from which nobody reports around the day, and leaves the others
// bare.
func showGaps(v *desk.View, d *figure.MapData) {
	gaps := v.Gaps()
	d.Subject = "Who reports from where"
	d.Silent = fmt.Sprintf("Nobody reports from here for %d days or more", gaps.Least())
	for i := range d.Cells {
		c := &d.Cells[i]
		g, silent := gaps.At(c.Place, d.On)
		c.Control, c.ClaimedBy, c.Tip = gapControl(silent), nil, "somebody reports, or foreign ground"
		if silent {
			c.Tip = "nobody reports from here between " + g.Days.From.Long() + " and " + g.Days.To.Long()
		}
	}
}

// gapControl is how a place is drawn from which nobody reports, or somebody does.
func gapControl(silent bool) figure.Control {
	if silent {
		return figure.Control{State: figure.Unknown}
	}
	return figure.Control{State: figure.Rear}
}

// cells lists the leaves with the ground around them, and the settlements above leaves by
// name alone.
func cells(v *desk.View, on when.Day) []figure.Cell {
	c, diagram, ground := v.Case, v.Diagram(), v.Ground()
	under := leavesUnder(c)
	sides := Sides(c)
	counts := ClaimsByPlace(c.KeepClaims(c.Counts)) // a claim that was withdrawn names no place before others
	var out []figure.Cell
	for i := range diagram.Len() {
		id := salient.PlaceID(diagram.Site(i).ID)
		p, ok := c.Place(id)
		if !ok {
			continue
		}
		cell := figure.Cell{
			Place: id, Name: p.Name, Local: LocalName(p), At: diagram.Site(i).At, Weight: weight(p, counts),
			Control: controlOf(ground(id, on), sides, apart(c, p)),
		}
		if ring := diagram.Ring(i); ring != nil {
			cell.Area = geo.MultiPolygon{{ring}}
		}
		out = append(out, cell)
	}
	return append(out, wholes(c, under, counts)...)
}

// controlOf is how a holding is drawn; ground that is apart and of which nobody speaks is bare.
func controlOf(h salient.Holding, sides []figure.Side, apart bool) figure.Control {
	control := figure.ControlOf(h, sides)
	if control.State == figure.Unknown && apart {
		control.State = figure.Rear
	}
	return control
}

// apart reports whether a place lies outside the area in dispute.
func apart(c *salient.Case, p *salient.Place) bool { return len(p.RearOf) > 0 || c.Foreign(p.ID) }

// wholes are the settlements that have parts, to be drawn by name alone.
func wholes(c *salient.Case, under map[salient.PlaceID][]salient.PlaceID, counts map[salient.PlaceID]int) []figure.Cell {
	var out []figure.Cell
	for i := range c.Places {
		p := &c.Places[i]
		if p.At == nil || !p.Kind.Settled() || len(under[p.ID]) < 2 {
			continue
		}
		out = append(out, figure.Cell{
			Place: p.ID, Name: p.Name, Local: LocalName(p), At: *p.At, Weight: 10 * weight(p, counts),
			Control: figure.Control{State: figure.Rear},
		})
	}
	return out
}

// leavesUnder lists the leaves of every place (Case.LeavesUnder) in one walk: a map asks for
// those of each place and of each claim's.
func leavesUnder(c *salient.Case) map[salient.PlaceID][]salient.PlaceID {
	out := map[salient.PlaceID][]salient.PlaceID{}
	for _, leaf := range c.Leaves() {
		for _, up := range c.Above(leaf) {
			out[up] = append(out[up], leaf)
		}
	}
	return out
}

// weight orders names that collide: by people where they are counted, and by how much is
// said of the place.
func weight(p *salient.Place, counts map[salient.PlaceID]int) float64 {
	w := 1 + 2000*float64(counts[p.ID])
	if p.Population != nil {
		w += float64(*p.Population)
	}
	return w
}

// ClaimsByPlace counts the claims on each place.
func ClaimsByPlace(c *salient.Case) map[salient.PlaceID]int {
	n := map[salient.PlaceID]int{}
	for i := range c.Claims {
		n[salient.PlaceID(c.Claims[i].Place)]++
	}
	return n
}

// LastDay is the last day up to on that a claim speaks of.
func LastDay(c *salient.Case, cl *salient.Claim, on when.Day) (when.Day, bool) {
	said, known := c.Said(cl)
	if !known && cl.When.IsZero() {
		return 0, false
	}
	best, ok := when.Day(0), false
	for _, s := range cl.Reach(c.Settings.Widening(), said).Days {
		if s.From <= on {
			best, ok = min(on, s.To), true
		}
	}
	return best, ok
}

// roads are the roads as they are to a side, or plain ones; cuts are where a main road
// passes from open ground into ground that is shut.
func roads(v *desk.View, side salient.ActorID, on when.Day) ([]figure.Road, []figure.CutMark) {
	c := v.Roads()
	drawn := drawnClasses(c)
	var out []figure.Road
	if side == "" {
		for i := range c.Roads {
			r := &c.Roads[i]
			if r.Mapped != nil && !drawn[r.Class] {
				continue
			}
			out = append(out, figure.Road{ID: r.ID, Name: r.Name, Line: r.Line, Main: mainRoad(r.Class)})
		}
		return out, nil
	}
	pieces := v.Routes().On(v.Ground(), side, on).Pieces()
	for i, p := range pieces {
		r, ok := c.Road(p.Road)
		if !ok || r.Mapped != nil && !drawn[r.Class] {
			continue
		}
		way := map[route.Status]figure.Way{route.Open: figure.Open, route.Uncertain: figure.Uncertain, route.Cut: figure.Cut}[p.Status]
		if c.Foreign(p.Place) && p.Status == route.Cut {
			way = figure.Plain // ground of another country is no way, and no side has cut it
		}
		out = append(out, figure.Road{ID: salient.RoadID(fmt.Sprintf("%s-%06d", p.Road, i)), Name: r.Name, Line: p.Line, Way: way, Main: mainRoad(r.Class)})
	}
	return out, cutMarks(c, pieces)
}

// most is how many points of a network's roads a map shows: what a drawing of a hand's breadth
// can hold, and a browser.
const most = 20_000

// drawnClasses are the classes of a network's roads that a map shows: the greatest, class by
// class, as long as all of them together have no more points than a map can show; the first
// in any case. Roads of the casebook are all shown.
func drawnClasses(c *salient.Case) map[string]bool {
	points := map[string]int{}
	for i := range c.Roads {
		if r := &c.Roads[i]; r.Mapped != nil {
			points[r.Class] += len(r.Line)
		}
	}
	drawn, sum := map[string]bool{}, 0
	for _, class := range []string{"motorway", "trunk", "primary", "ferry", "secondary", "tertiary"} {
		if sum += points[class]; sum > most && len(drawn) > 0 {
			break
		}
		drawn[class] = points[class] > 0
	}
	return drawn
}

func mainRoad(class string) bool {
	return class == "motorway" || class == "trunk" || class == "primary"
}

// cutMarks are the points where a main road that is open runs into a stretch that is shut.
func cutMarks(c *salient.Case, pieces []route.Piece) []figure.CutMark {
	var out []figure.CutMark
	for i, p := range pieces {
		r, ok := c.Road(p.Road)
		if !ok || !mainRoad(r.Class) || p.Status != route.Cut || c.Foreign(p.Place) || len(p.Line) == 0 {
			continue
		}
		before := i > 0 && pieces[i-1].Road == p.Road && pieces[i-1].Status == route.Open
		after := i+1 < len(pieces) && pieces[i+1].Road == p.Road && pieces[i+1].Status == route.Open
		if before {
			out = append(out, figure.CutMark{At: p.Line[0], Place: p.Place, Claimed: len(p.Claims) > 0})
		} else if after {
			out = append(out, figure.CutMark{At: p.Line[len(p.Line)-1], Place: p.Place, Claimed: len(p.Claims) > 0})
		}
	}
	return out
}
