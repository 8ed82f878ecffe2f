package area

import (
	"math"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// Unknown is the state of ground of which nothing is known. It has an area and people, and
// neither region nor front.
const Unknown salient.State = "unknown"

// Net is the ground of a case with all that doesn't change from day to day: the cells of its
// leaves, their sizes, their edges and whose neighbours they are, and the figures of
// population. Leaves without a point are in it too, without a cell. It is read-only and safe
// for concurrent use.
type Net struct {
	c       *salient.Case
	d       *cell.Diagram
	states  []salient.State         // by number: "" for what is left out, the sides, Contested, Nobody, Unknown
	number  map[salient.State]state // of each
	members []member                // those with a cell first, in the diagram's order
	index   map[salient.PlaceID]int32
	whole   func() *Division
	mesh
}

// state is a state's number: Net.states[s].
type state uint8

// leftOut is the state of rear and foreign ground.
const leftOut state = 0

// member is a leaf with its cell.
type member struct {
	place   *salient.Place
	ring    geo.Ring // nil: it has no cell
	m2      int64    // the cell's area in whole square metres, so that sums are exact
	foreign bool
	rears   []*salient.Place // itself and the places it lies in, those that are somebody's rear
}

// NewNet makes the net of a case from its diagram, whose ids are places of the case.
func NewNet(c *salient.Case, d *cell.Diagram) *Net {
	n := &Net{c: c, d: d, number: map[salient.State]state{}, index: map[salient.PlaceID]int32{}, mesh: newMesh(d)}
	n.states = append([]salient.State{""}, order(c)...)
	for i, s := range n.states {
		n.number[s] = state(i)
	}
	for i := range d.Len() {
		n.add(salient.PlaceID(d.Site(i).ID), n.ring(i))
	}
	for _, leaf := range c.Leaves() {
		if _, ok := n.index[leaf]; !ok {
			n.add(leaf, nil)
		}
	}
	n.whole = sync.OnceValue(func() *Division { return n.divide(func(*salient.Place) salient.PlaceID { return "" }) })
	return n
}

// order is the states in the order in which they are drawn and listed.
func order(c *salient.Case) []salient.State {
	var out []salient.State
	for _, s := range c.Settings.Sides {
		out = append(out, salient.State(s))
	}
	return append(out, salient.Contested, salient.Nobody, Unknown)
}

func (n *Net) add(id salient.PlaceID, ring geo.Ring) {
	place, ok := n.c.Place(id)
	if !ok {
		place = &salient.Place{ID: id, Name: string(id)}
	}
	m := member{place: place, ring: ring, m2: int64(math.Round(float64(ring.Area()))), foreign: n.c.Foreign(id)}
	for _, at := range n.c.Above(id) {
		if p, _ := n.c.Place(at); len(p.RearOf) > 0 {
			m.rears = append(m.rears, p)
		}
	}
	n.index[id] = int32(len(n.members))
	n.members = append(n.members, m)
}

// ring is a cell's polygon, closed; nil if the cell is empty.
func (n *Net) ring(i int) geo.Ring {
	from, to := n.first[i], n.first[i+1]
	if from == to {
		return nil
	}
	ring := make(geo.Ring, 0, to-from+1)
	for e := from; e < to; e++ {
		ring = append(ring, n.points[n.start[e]])
	}
	return append(ring, ring[0])
}

// rearOn reports whether a member is rear ground of any side on a day.
func (n *Net) rearOn(i int, day when.Day) bool {
	w := n.c.Settings.Widening()
	return slices.ContainsFunc(n.members[i].rears, func(p *salient.Place) bool {
		return slices.ContainsFunc(p.RearOf, func(r salient.Rear) bool { return p.RearFor(r.Side, day, w) })
	})
}

// stateOf is the state of a member that is held so. Rear ground (on the holding's day) and
// foreign ground are left out whoever may hold them.
func (n *Net) stateOf(i int, h *salient.Holding) state {
	m := &n.members[i]
	if m.foreign || len(m.rears) > 0 && n.rearOn(i, h.On) {
		return leftOut
	}
	if s, ok := n.number[stateIn(h)]; ok {
		return s
	}
	return n.unknown() // a side that the case doesn't have
}

func stateIn(h *salient.Holding) salient.State {
	switch {
	case h.Status == salient.Held:
		return h.LeadingSide().Side
	case h.Status != salient.Disputed:
		return Unknown
	case h.Leading().Side == salient.Nobody:
		return salient.Nobody
	}
	return salient.Contested
}

func (n *Net) unknown() state { return state(len(n.states) - 1) }

// drawn reports whether a state has regions and fronts.
func (n *Net) drawn(s state) bool { return s != leftOut && s != n.unknown() }
