package area

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// Picture is who holds what on a day.
type Picture struct {
	Cells   []Cell   // in the diagram's order; foreign ones too, but not empty ones
	Regions []Region // by state in the case's order, then by lowest cell
	Front   []Front  // likewise, by the states on its left and right
	Totals  []Total  // by state in the case's order
}

// Cell is a place's cell with its holding.
type Cell struct {
	Place   *salient.Place
	Foreign bool // never tinted, counted or beside a front
	Holding salient.Holding
	Ring    geo.Ring // counter-clockwise
}

// Region is ground in one piece with the same state.
type Region struct {
	State   salient.State // a side, Contested, or Nobody
	Outline geo.Polygon   // outer ring counter-clockwise, holes clockwise
	Places  []salient.PlaceID
	Km2     float64
	People  int64 // of the places whose population is known
	Unknown int   // how many places' population isn't
}

// Front is a line between unlike holders.
type Front struct {
	Left, Right salient.State // as it runs; the one earlier in the case's order is on the left
	Firm        bool          // both sides observed, held, and with p ≥ FirmAt
	Line        geo.Line
	Length      geo.Length
}

// FirmAt is the probability from which a front between two observed holders is firm.
const FirmAt = 0.8

// Total is what a state has altogether.
type Total struct {
	State   salient.State
	Km2     float64
	People  int64
	Unknown int
}

// Of draws the picture of a day: the diagram's cells, whose ids are places of the case, and
// the holding of each.
func Of(c *salient.Case, d *cell.Diagram, holding func(salient.PlaceID) salient.Holding) Picture {
	p := painter{d: d, order: order(c), cells: make([]Cell, d.Len()), state: make([]salient.State, d.Len())}
	var out Picture
	for i := range p.cells {
		p.cells[i] = p.cell(c, i, holding)
		p.state[i] = stateOf(p.cells[i])
		if p.cells[i].Ring != nil {
			out.Cells = append(out.Cells, p.cells[i])
		}
	}
	out.Regions = p.regions()
	out.Front = p.fronts()
	out.Totals = p.totals(out.Regions)
	return out
}

type painter struct {
	d     *cell.Diagram
	order []salient.State
	cells []Cell
	state []salient.State // "" for what has no region
}

// order is the states in the order in which they are drawn.
func order(c *salient.Case) []salient.State {
	var out []salient.State
	for _, s := range c.Settings.Sides {
		out = append(out, salient.State(s))
	}
	return append(out, salient.Contested, salient.Nobody)
}

func (p *painter) cell(c *salient.Case, i int, holding func(salient.PlaceID) salient.Holding) Cell {
	id := salient.PlaceID(p.d.Site(i).ID)
	place, ok := c.Place(id)
	if !ok {
		place = &salient.Place{ID: id, Name: string(id)}
	}
	return Cell{place, c.Foreign(id), holding(id), p.d.Ring(i)}
}

func stateOf(c Cell) salient.State {
	switch {
	case c.Foreign || c.Holding.Status == salient.Unknowing || c.Holding.Status == "":
		return ""
	case c.Holding.Status == salient.Held:
		return c.Holding.LeadingSide().Side
	case c.Holding.Leading().Side == salient.Nobody:
		return salient.Nobody
	}
	return salient.Contested
}

// totals sums the regions by state.
func (p *painter) totals(regions []Region) []Total {
	var out []Total
	for _, s := range p.order {
		t := Total{State: s}
		found := false
		for _, r := range regions {
			if r.State == s {
				found = true
				t.Km2, t.People, t.Unknown = t.Km2+r.Km2, t.People+r.People, t.Unknown+r.Unknown
			}
		}
		if found {
			out = append(out, t)
		}
	}
	return out
}
