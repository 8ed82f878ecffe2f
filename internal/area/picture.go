package area

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// Picture is who holds what on a day.
type Picture struct {
	Cells   []Cell   // in the diagram's order; foreign and rear ones too, but not empty ones
	Regions []Region // by state in the case's order, then by lowest cell
	Front   []Front  // likewise, by the states on its left and right
	Sum     Sum
	Borders []Border
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
	out := Picture{Cells: make([]Cell, 0, n.d.Len())}
	for i := range n.members {
		m := &n.members[i]
		h := held(m.place.ID)
		p.state[i] = n.stateOf(i, &h)
		if m.ring != nil {
			p.firm[i] = firmly(&h)
			out.Cells = append(out.Cells, Cell{m.place, m.foreign, p.state[i] == leftOut && !m.foreign, h, m.ring})
		}
	}
	out.Regions = p.regions()
	out.Front = p.fronts()
	t := newTally(n.Whole(), p.state)
	out.Sum, out.Borders = t.partSums()[0], t.borders()
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
