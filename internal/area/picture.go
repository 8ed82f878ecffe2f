package area

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// Picture is who holds what on a day.
type Picture struct {
	Regions []Region // by state in the case's order, then by lowest cell
	Front   []Front  // likewise, by the states on its left and right
	Sum     Sum
	Borders []Border

	net   *Net
	state []state
	held  func(salient.PlaceID) salient.Holding
}

// Cell is a place's cell with its holding.
type Cell struct {
	Place         *salient.Place
	Foreign, Rear bool // either is never tinted, counted or beside a front
	Holding       salient.Holding
	Ring          geo.Ring // counter-clockwise; belongs to the Net
}

// Region is ground in one piece with the same state.
type Region struct {
	State   salient.State // a side, Contested, or Nobody
	Outline geo.Polygon   // outer ring counter-clockwise, holes clockwise
	Places  []salient.PlaceID
	Area    geo.Area
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

// Of draws the picture of a day from scratch: the diagram's cells, whose ids are places of the
// case, and the holding of each. Who asks for several days makes the Net once.
func Of(c *salient.Case, d *cell.Diagram, held func(salient.PlaceID) salient.Holding) Picture {
	return NewNet(c, d).On(held)
}

// On draws the picture of the holdings of a day.
func (n *Net) On(held func(salient.PlaceID) salient.Holding) Picture {
	p := painter{Net: n, state: make([]state, len(n.members)), firm: make([]bool, n.d.Len())}
	for i := range n.members {
		h := held(n.members[i].place.ID)
		p.state[i] = n.stateOf(i, &h)
		if i < len(p.firm) {
			p.firm[i] = firmly(&h)
		}
	}
	t := newTally(n.Whole(), p.state)
	return Picture{
		Regions: p.regions(), Front: p.fronts(), Sum: t.partSums()[0], Borders: t.borders(),
		net: n, state: p.state, held: held,
	}
}

// Cells are the cells with their holdings, in the diagram's order; foreign and rear ones too,
// but not empty ones.
func (p Picture) Cells() []Cell {
	if p.net == nil {
		return nil
	}
	var out []Cell
	for i := range p.net.d.Len() {
		if m := &p.net.members[i]; m.ring != nil {
			out = append(out, Cell{m.place, m.foreign, p.state[i] == leftOut && !m.foreign, p.held(m.place.ID), m.ring})
		}
	}
	return out
}

// painter draws one day.
type painter struct {
	*Net
	state []state
	firm  []bool // by cell: observed, held, and with p ≥ FirmAt
}

func firmly(h *salient.Holding) bool {
	return h.Status == salient.Held && h.Basis == salient.Observed && h.LeadingSide().P >= FirmAt
}

// across is the state beyond an edge; beyond the box, that of what is left out.
func (p *painter) across(e int32) state {
	if t := p.twin[e]; t != none {
		return p.state[p.cell[t]]
	}
	return leftOut
}
