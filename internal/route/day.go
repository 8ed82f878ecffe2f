package route

import (
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// pass is whether a piece lets a side through.
type pass int8

const (
	shut pass = iota
	uncertain
	open
)

// Day is what every piece of road is to one side on one day. It is read-only.
type Day struct {
	Side   salient.ActorID // of a convoy the first
	On     when.Day
	m      *Map
	party  Party
	who    sides
	ground []ground // by cell
	states []state  // by class

	parts [2]func() []int32 // of the joints, over the classes of each level
}

func (d *Day) state(piece int32) *state { return &d.states[d.m.pieces[piece].class] }

// ground is what a cell's ground says to a side.
type ground struct {
	pass    pass
	p       float64 // that the side holds it; 1 for its rear of which nothing else is known
	holder  salient.Holder
	held    bool // by the side: p ≥ salient.HeldAt, and not abroad
	foreign bool // and not the side's rear: never a way
}

// state is what a piece is to a side.
type state struct {
	pass    pass
	p       float64
	claims  []int32 // that decided it; none if the ground did
	point   int32   // the crossing or junction that decided it, or −1
	threats []int32
}

// On gives the states of all pieces for a side on a day, on the ground that is given.
func (m *Map) On(held salient.Ground, side salient.ActorID, day when.Day) *Day {
	return m.OnFor(held, Of(side), day)
}

// OnFor gives the states of all pieces for a party on a day.
func (m *Map) OnFor(held salient.Ground, party Party, day when.Day) *Day {
	d := &Day{Side: party.sides[0], On: day, m: m, party: party, ground: make([]ground, len(m.leaves)), states: make([]state, len(m.classes))}
	d.who = party.on(day)
	for i := range m.leaves {
		d.ground[i] = m.groundOf(i, held, d.who, day)
	}
	points := m.pointStates(party, day)
	for i := range m.classes {
		d.states[i] = d.class(&m.classes[i], held, points)
	}
	for k, least := range levels {
		d.parts[k] = sync.OnceValue(func() []int32 { return m.joints().parts(d.classes(d.atLeast(least))) })
	}
	return d
}

// pointStates is what the crossings and junctions are to a party on a day.
func (m *Map) pointStates(party Party, day when.Day) []state {
	out := make([]state, len(m.points))
	for i, x := range m.points {
		out[i] = m.weigh(x.claims, ground{pass: open, p: 1}, nil, party, day)
		out[i].point = int32(i)
	}
	return out
}

// groundOf is what the ground of a cell says to some sides (package comment).
func (m *Map) groundOf(i int, held salient.Ground, who sides, day when.Day) ground {
	l := m.leaves[i]
	w := m.widening
	rear := l.rearFor(who, day, w)
	if l.foreign && !rear {
		return ground{pass: shut, foreign: true}
	}
	h := held(l.place.ID, day)
	g := ground{pass: uncertain, p: who.p(h), holder: h.Leading()}
	known := h.Status != salient.Unknowing
	g.held = known && !l.foreign && g.p >= salient.HeldAt
	switch other := otherSide(h, who); {
	case known && other.P >= salient.HeldAt:
		g.pass, g.holder = shut, other
	case rear && !known:
		g.pass, g.p = open, 1
	case rear:
		g.pass, g.p = open, max(g.p, salient.HeldAt)
	case known && g.p >= salient.HeldAt:
		g.pass = open
	case !known && l.rearOfAnother(who, day, w):
		g.pass = shut
	}
	return g
}

func (l leaf) rearOfAnother(who sides, day when.Day, w when.Widening) bool {
	for _, p := range l.rears {
		for _, r := range p.RearOf {
			if !who.has(salient.State(r.Side)) && p.RearFor(r.Side, day, w) {
				return true
			}
		}
	}
	return false
}

// otherSide is the likeliest holder among the other sides.
func otherSide(h salient.Holding, who sides) salient.Holder {
	var top salient.Holder
	for _, x := range h.Holders {
		if !who.has(x.Side) && x.Side != salient.Contested && x.Side != salient.Nobody && x.P > top.P {
			top = x
		}
	}
	return top
}

// class is the state of a class of pieces: its ground's, unless claims say otherwise, and no
// better than that of the crossings and junctions at its pieces' ends.
func (d *Day) class(c *class, held salient.Ground, points []state) state {
	g := ground{pass: uncertain}
	var before func(when.Day) pass
	if c.cell != cell.Outside {
		g = d.ground[c.cell]
		before = func(day when.Day) pass { return d.m.groundOf(c.cell, held, d.party.on(day), day).pass }
	}
	s := d.m.weigh(c.claims, g, before, d.party, d.On)
	for _, i := range c.points {
		x := points[i]
		s.threats = append(s.threats, x.threats...)
		if x.pass < s.pass {
			s.pass, s.claims, s.point = x.pass, x.claims, i
		}
	}
	slices.Sort(s.threats)
	s.threats = slices.Compact(s.threats)
	return s
}

// weigh gives a state from claims over ground; before, if not nil, tells what the ground
// said on an earlier day.
func (m *Map) weigh(claims []int32, g ground, before func(when.Day) pass, party Party, day when.Day) state {
	s := state{pass: g.pass, p: g.p, point: -1}
	if len(claims) == 0 {
		return s
	}
	h := m.hear(claims, party, day)
	s.threats = h.threatened(day)
	if before != nil {
		passed := func(to pass) func(saying) bool {
			return func(x saying) bool { return g.pass == to && before(x.day) != to }
		}
		h.opened = slices.DeleteFunc(h.opened, passed(shut))
		h.closed = slices.DeleteFunc(h.closed, passed(open))
	}
	s.pass, s.claims = h.weigh(g.pass)
	if s.pass == open && g.pass != open {
		s.p = max(s.p, salient.HeldAt)
	}
	return s
}
