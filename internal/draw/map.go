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

// claimDays is how long a claim of control stands on the layers of what is claimed, unless a
// later one of the same side says otherwise.
const claimDays = 30

// Layer is what a map tints.
type Layer string

// The layers beside those of what a side claims, which are Claimed(side).
const (
	Assessed Layer = "assessed"
	Gaps     Layer = "gaps" // where nobody reports
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
		d.Claimant = SideNo(c, salient.ActorID(side))
	}
	if layer == Gaps {
		showGaps(&d)
	}
	if !top.Front {
		d.Edges = []figure.Edge{}
	}
	d.Roads, d.Cuts = roads(v, top.Roads, on)
	d.RoadsFor = SideNo(c, top.Roads)
	if top.Sieges {
		d.Sieges = siegesOn(v, on)
	}
	if top.Events {
		d.Events = eventsUntil(v, on)
	}
	return d
}

// showGaps draws what was seen bare, and marks what is inferred as without evidence.
func showGaps(d *figure.MapData) {
	d.Subject = "Who reports from where"
	for i := range d.Cells {
		d.Cells[i].Control = gap(d.Cells[i].Control)
		d.Cells[i].ClaimedBy = nil
	}
}

func gap(c figure.Control) figure.Control {
	if c.State == figure.Rear || !c.Inferred && c.State != figure.Unknown {
		return figure.Control{State: figure.Rear}
	}
	return figure.Control{State: figure.Unknown}
}

// cells lists the leaves with the ground around them, and the settlements above leaves by
// name alone.
func cells(v *desk.View, on when.Day) []figure.Cell {
	c, diagram, ground := v.Case, v.Diagram(), v.Ground()
	under := leavesUnder(c)
	sides, said := Sides(c), claimedBy(v, under, on)
	counts := ClaimsByPlace(c)
	var out []figure.Cell
	for i := range diagram.Len() {
		id := salient.PlaceID(diagram.Site(i).ID)
		p, ok := c.Place(id)
		if !ok {
			continue
		}
		cell := figure.Cell{
			Place: id, Name: p.Name, Local: LocalName(p), At: diagram.Site(i).At, Weight: weight(p, counts),
			Control: controlOf(ground(id, on), sides, apart(c, p)), ClaimedBy: said[id],
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

// claimedBy lists, for each leaf, the sides that say they hold it: whose latest word on who
// controls the place, at most claimDays old, is that they do themselves.
func claimedBy(v *desk.View, under map[salient.PlaceID][]salient.PlaceID, on when.Day) map[salient.PlaceID][]figure.SideNo {
	type key struct {
		place salient.PlaceID
		side  salient.ActorID
	}
	type word struct {
		day   when.Day
		holds bool
	}
	c, latest := v.Case, map[key]word{}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Holds || cl.Stance != salient.Asserts || !c.Counts(cl) {
			continue
		}
		day, ok := LastDay(c, cl, on)
		speaker, hasSide := speakerSide(v, cl, day)
		if !ok || !hasSide || on-day > claimDays {
			continue
		}
		holder := salient.ActorID("")
		if cl.What == "controls" && len(cl.Actors) > 0 {
			holder, _ = v.Book().Side(cl.Actors[0], day)
		}
		for _, leaf := range under[salient.PlaceID(cl.Place)] {
			k := key{leaf, speaker}
			if w, said := latest[k]; !said || day > w.day || day == w.day && holder == speaker {
				latest[k] = word{day, holder == speaker}
			}
		}
	}
	out := map[salient.PlaceID][]figure.SideNo{}
	for k, w := range latest {
		if w.holds {
			out[k.place] = append(out[k.place], SideNo(c, k.side))
		}
	}
	for _, list := range out {
		slices.Sort(list)
	}
	return out
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

// speakerSide is the side whose voice a claim is: the claimant's, else the one that its
// source leans to.
func speakerSide(v *desk.View, cl *salient.Claim, day when.Day) (salient.ActorID, bool) {
	if _, ok := v.Case.Actor(salient.ActorID(cl.Claimant)); ok {
		return v.Book().Side(salient.ActorID(cl.Claimant), day)
	}
	d, ok := v.Case.Document(cl.Document)
	if !ok {
		return "", false
	}
	s, ok := v.Case.Source(d.Source)
	if !ok || s.Leaning == "" {
		return "", false
	}
	return v.Book().Side(s.Leaning, day)
}

// roads are the roads as they are to a side, or plain ones; cuts are where a main road
// passes from open ground into ground that is shut.
func roads(v *desk.View, side salient.ActorID, on when.Day) ([]figure.Road, []figure.CutMark) {
	c := v.Case
	var out []figure.Road
	if side == "" {
		for i := range c.Roads {
			r := &c.Roads[i]
			out = append(out, figure.Road{ID: r.ID, Name: r.Name, Line: r.Line, Main: mainRoad(r.Class)})
		}
		return out, nil
	}
	pieces := v.Routes().On(v.Ground(), side, on).Pieces()
	for i, p := range pieces {
		r, ok := c.Road(p.Road)
		if !ok {
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
