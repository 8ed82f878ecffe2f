package route

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// claim is a counted claim about a road.
type claim struct {
	*salient.Claim
	reach when.Reach
}

// The words of claims about roads.
const (
	opens     = "opens"
	closes    = "closes"
	threatens = "threatens"
)

func (m *Map) placeClaims() {
	for i := range m.c.Claims {
		cl := &m.c.Claims[i]
		if cl.Kind != salient.OnRoad || !m.c.Counts(cl) {
			continue
		}
		stop, said := m.c.Said(cl)
		if !said && cl.When.IsZero() {
			m.unplaced = append(m.unplaced, cl.ID)
			continue
		}
		if !said {
			stop = cl.When.Bounds(when.Widening{}).To
		}
		if !m.lay(cl, int32(len(m.claims))) {
			m.unplaced = append(m.unplaced, cl.ID)
			continue
		}
		m.claims = append(m.claims, claim{cl, cl.Reach(m.widening, stop)})
	}
}

// lay puts a claim onto the pieces or the points that it is about.
func (m *Map) lay(cl *salient.Claim, number int32) bool {
	for i, x := range m.points {
		if string(x.place.ID) == cl.Place && cl.To == "" {
			m.points[i].claims = append(x.claims, number)
			return true
		}
	}
	about := m.about(cl)
	for _, i := range about {
		m.pieces[i].claims = append(m.pieces[i].claims, number)
	}
	return len(about) > 0
}

func (m *Map) about(cl *salient.Claim) []int32 {
	if _, ok := m.c.Road(salient.RoadID(cl.Place)); ok {
		return m.ofRoad(salient.RoadID(cl.Place), cl.To)
	}
	if cl.To != "" {
		return m.between(salient.PlaceID(cl.Place), cl.To, cl.What != closes)
	}
	var out []int32
	for _, i := range m.owners(salient.PlaceID(cl.Place)) {
		out = append(out, m.through[i]...)
	}
	return out
}

// ofRoad gives a road's pieces, or those in the cells of a place if there are any.
func (m *Map) ofRoad(id salient.RoadID, to salient.PlaceID) []int32 {
	var all, part []int32
	near := m.owners(to)
	for i, p := range m.pieces {
		if m.net.Edges[p.edge].Road != id {
			continue
		}
		all = append(all, int32(i))
		if slices.Contains(near, p.cell) {
			part = append(part, int32(i))
		}
	}
	if len(part) > 0 {
		return part
	}
	return all
}

// between gives the pieces of the fastest way between two places over all ground but the
// foreign that is nobody's rear: with the other pieces in the cells of those of the two
// that are leaves, or without any in the two places' own cells where others remain.
func (m *Map) between(from, to salient.PlaceID, whole bool) []int32 {
	a, err := m.ends(from)
	b, err2 := m.ends(to)
	if err != nil || err2 != nil {
		return nil
	}
	way, ok := m.search(query{from: a, to: b, price: m.priceAt, through: func(i int32) bool {
		c := m.pieces[i].cell
		return c < 0 || !m.leaves[c].foreign || len(m.leaves[c].rears) > 0
	}})
	if !ok {
		return nil
	}
	var all, part []int32
	own := append(m.owners(from), m.owners(to)...)
	for _, x := range way {
		i := x.piece()
		all = append(all, i)
		if !slices.Contains(own, m.pieces[i].cell) {
			part = append(part, i)
		}
	}
	if !whole && len(part) > 0 {
		return part
	}
	for _, id := range []salient.PlaceID{from, to} {
		if leaf := m.owners(id); whole && len(leaf) == 1 {
			all = append(all, m.through[leaf[0]]...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// last is the latest day at or before day that a claim speaks of; ok is false if all lie
// later, and for a claim of some day of several once these are over. maybe says that the
// day meant may be another one than that.
func (c claim) last(day when.Day) (last when.Day, maybe, ok bool) {
	for _, s := range c.reach.Days {
		if s.From <= day {
			last, ok = min(day, s.To), true
		}
	}
	over := c.reach.Days[len(c.reach.Days)-1].To
	if c.Some && c.reach.N() > 1 {
		return last, true, ok && day <= over
	}
	return last, c.reach.Some && last < over, ok
}

// concerns reports whether a claim says something about what a party may do: an opening must
// be one to each of its sides, a closing or a threat to any.
func (m *Map) concerns(c claim, party Party, day when.Day) bool {
	for _, side := range party.sides {
		if about := m.isAbout(c, side, day); about != (c.What == opens) {
			return about
		}
	}
	return c.What == opens
}

func (m *Map) isAbout(c claim, side salient.ActorID, day when.Day) bool {
	own, other := false, false
	for _, a := range c.Actors {
		s, ok := m.sideOf(a, day)
		own = own || ok && s == side
		other = other || !ok || s != side
	}
	switch {
	case len(c.Actors) == 0:
		return true
	case c.What == opens:
		return own
	}
	return other
}

// heard is what the claims on a piece or a point say to a side on a day.
type heard struct {
	opened, closed []saying // asserted, and over or true today
	maybe          []saying // on some day of a span not yet over
	doubted        []saying // denied or doubted
	threats        []saying
}

type saying struct {
	claim int32
	what  string
	day   when.Day
}

func (m *Map) hear(claims []int32, party Party, day when.Day) heard {
	var h heard
	for _, i := range claims {
		c := m.claims[i]
		last, maybe, ok := c.last(day)
		if !ok || !m.concerns(c, party, last) {
			continue
		}
		s := saying{i, c.What, last}
		switch {
		case c.Stance != salient.Asserts:
			h.doubted = append(h.doubted, s)
		case c.What == threatens:
			h.threats = append(h.threats, s)
		case maybe:
			h.maybe = append(h.maybe, s)
		case c.What == opens:
			h.opened = append(h.opened, s)
		default:
			h.closed = append(h.closed, s)
		}
	}
	return h
}

// latest keeps the sayings of the latest day.
func latest(list []saying) (out []saying, day when.Day) {
	day = when.MinDay
	for _, s := range list {
		if s.day > day {
			day, out = s.day, nil
		}
		if s.day == day {
			out = append(out, s)
		}
	}
	return out, day
}

// weigh turns what is said, over what the ground says, into a state and the claims that
// decided it.
func (h heard) weigh(ground pass) (pass, []int32) {
	opened, lastOpened := latest(h.opened)
	closed, lastClosed := latest(h.closed)
	state, decided := ground, []saying(nil)
	switch {
	case len(opened) > 0 && lastOpened > lastClosed:
		state, decided = h.against(open, max(ground, uncertain), opens, opened)
	case len(closed) > 0 && lastClosed > lastOpened:
		state, decided = h.against(shut, min(ground, uncertain), closes, closed)
	case len(opened) > 0:
		state, decided = uncertain, append(opened, closed...)
	}
	for _, s := range h.maybe {
		if s.what == opens && state == shut || s.what == closes && state == open {
			state, decided = uncertain, append(decided, s)
		}
	}
	return state, numbers(decided)
}

// against is the state that sayings of one word give, or the other state if somebody denies
// or doubts them on their day or since.
func (h heard) against(state, doubted pass, what string, said []saying) (pass, []saying) {
	for _, s := range h.doubted {
		if s.what == what && s.day >= said[0].day {
			state, said = doubted, append(said, s)
		}
	}
	return state, said
}

func numbers(list []saying) []int32 {
	var out []int32
	for _, s := range list {
		out = append(out, s.claim)
	}
	slices.Sort(out)
	return out
}

// threatLasts is how long a threat counts unless a claim opens or closes the road: the age
// up to which a holding counts as observed.
const threatLasts = 90

func (h heard) threatened(day when.Day) []int32 {
	_, lastOpened := latest(h.opened)
	_, lastClosed := latest(h.closed)
	var out []saying
	for _, s := range h.threats {
		if s.day >= max(lastOpened, lastClosed) && day-s.day <= threatLasts {
			out = append(out, s)
		}
	}
	return numbers(out)
}
