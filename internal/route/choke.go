package route

import (
	"fmt"
	"math"
	"slices"

	"github.com/salient-osint/salient"
)

// Chokes is the chokepoints of a pair. Their ways are the open ones, or if there are none,
// those with uncertain pieces.
type Chokes struct {
	Status Status
	Places []salient.PlaceID // each one's loss leaves no way; by id
}

// Choke lists the places whose loss cuts every way of a pair, or, with within above 0,
// every way that takes at most within × the hours of the fastest one if nobody stood in
// the way. If there is no such way to begin with, the pair counts as cut and has no
// chokepoints. It fails like Best.
//
// Leaves, crossings and settlements as a whole are tried, but those that the pair itself is
// in. A leaf is listed as the highest settlement whose leaves are all chokepoints; a
// settlement also if only all its leaves together are one.
func (d *Day) Choke(from, to salient.PlaceID, within float64) (Chokes, error) {
	c, err := d.choker(from, to)
	if err != nil {
		return Chokes{}, err
	}
	limit := math.Inf(1)
	if within > 0 {
		limit = within * c.free * (1 + 1e-12) // so that the fastest way itself isn't lost to rounding
	}
	if c.least == shut || c.best > limit {
		return Chokes{Status: Cut}, nil
	}
	cut := c.severs()
	if within > 0 {
		cut = c.beyond(limit, cut)
	}
	return Chokes{c.status, d.m.report(cut)}, nil
}

// beyond adds to units that leave no way those that leave none within a limit in hours.
func (c *choker) beyond(limit float64, severed []int32) []int32 {
	var out []int32
	list := c.d.m.units().list
	for i := range list {
		n := int32(i)
		if _, ok := slices.BinarySearch(severed, n); ok || !c.isOwn(&list[i]) && c.without(list[i]) > limit {
			out = append(out, n)
		}
	}
	return out
}

// Factor says how far a place is the chokepoint of a pair: for every within from From up
// to but not including To, Choke would list it (or a place it is in). Without is infinite if
// the pair is cut without the place; the place is no chokepoint at all if From = To.
type Factor struct {
	Status   Status
	From, To float64 // hours of the best way, and of the best without the place, ÷ those if nobody stood in the way
}

// ChokeFactor says up to which detour a place is the chokepoint of a pair. It fails like
// Best, and with salient.ErrNotFound for a place that isn't on the map. A pair that is cut
// anyhow has the factors +Inf.
func (d *Day) ChokeFactor(from, to, place salient.PlaceID) (Factor, error) {
	c, err := d.choker(from, to)
	if err != nil {
		return Factor{}, err
	}
	u, err := d.m.unit(place)
	if err != nil {
		return Factor{}, err
	}
	if c.least == shut {
		return Factor{Cut, math.Inf(1), math.Inf(1)}, nil
	}
	return Factor{c.status, ratio(c.best, c.free), ratio(c.without(u), c.free)}, nil
}

// choker searches a pair again and again.
type choker struct {
	d          *Day
	pair       pair
	from, to   salient.PlaceID
	own        []int // their cells
	status     Status
	least      pass
	best, free float64 // hours
	on         map[int]bool
	points     map[int32]bool
}

func (d *Day) choker(from, to salient.PlaceID) (*choker, error) {
	p, err := d.m.pair(from, to)
	if err != nil {
		return nil, err
	}
	t := d.try(p)
	free, _ := d.m.fastest().find(p.from, p.to, d.everClass)
	c := &choker{d: d, pair: p, from: from, to: to, own: append(d.m.owners(from), d.m.owners(to)...), status: t.status, least: t.least, best: d.m.time(t.way), free: d.m.time(free)}
	if t.status == Cut {
		c.best = math.Inf(1)
	}
	c.note(t.way)
	return c, nil
}

// note keeps the cells and points of the best way: the loss of others changes nothing.
func (c *choker) note(way []arc) {
	c.on, c.points = map[int]bool{}, map[int32]bool{}
	for _, a := range way {
		c.on[c.d.m.pieces[a.piece()].cell] = true
		for _, n := range []int32{c.d.m.start(a), c.d.m.end(a)} {
			for _, i := range c.d.m.pointsAt[n] {
				c.points[i] = true
			}
		}
	}
}

// unit is what can be lost: the cells of a place's leaves, or a crossing or junction.
type unit struct {
	place *salient.Place
	cells []int
	point int32 // −1 if none
}

func (m *Map) unit(id salient.PlaceID) (unit, error) {
	p, ok := m.c.Place(id)
	if !ok {
		return unit{}, fmt.Errorf("place %s: %w", id, salient.ErrNotFound)
	}
	for i, x := range m.points {
		if x.place.ID == id {
			return unit{p, nil, int32(i)}, nil
		}
	}
	if len(m.under[id]) == 0 {
		return unit{}, fmt.Errorf("ground or a road of place %s: %w", id, salient.ErrNotFound)
	}
	return unit{p, m.owners(id), -1}, nil
}

// without is the hours of the best way that is left without a unit, +Inf if none is.
func (c *choker) without(u unit) float64 {
	if !slices.ContainsFunc(u.cells, func(i int) bool { return c.on[i] }) && !c.points[u.point] {
		return c.best
	}
	way, ok := c.d.m.fastest().find(c.pair.from, c.pair.to, c.left(u))
	if !ok {
		return math.Inf(1)
	}
	return c.d.m.time(way)
}

// isOwn reports whether a unit holds leaves of the pair, or is a place of it.
func (c *choker) isOwn(u *unit) bool {
	return u.place.ID == c.from || u.place.ID == c.to || slices.ContainsFunc(u.cells, func(k int) bool { return slices.Contains(c.own, k) })
}

// report names the units that cut, given by number.
func (m *Map) report(cut []int32) []salient.PlaceID {
	var out []salient.PlaceID
	var choke []int // leaves that cut alone
	list := m.units().list
	for _, i := range cut {
		if alone := m.alone(list[i]); alone >= 0 {
			choke = append(choke, alone)
		} else if list[i].point >= 0 {
			out = append(out, list[i].place.ID)
		}
	}
	chokes := func(leaf int) bool { return slices.Contains(choke, leaf) }
	for _, leaf := range choke {
		out = append(out, m.climb(leaf, chokes))
	}
	for _, i := range cut {
		u := list[i]
		if u.point < 0 && m.alone(u) < 0 && !slices.ContainsFunc(m.under[u.place.ID], chokes) {
			out = append(out, u.place.ID)
		}
	}
	slices.Sort(out)
	return m.innermost(slices.Compact(out))
}

// alone is the leaf that a unit is, −1 if it is several or a point.
func (m *Map) alone(u unit) int {
	if at := m.under[u.place.ID]; len(at) == 1 && m.leaves[at[0]].place.ID == u.place.ID {
		return at[0]
	}
	return -1
}

// innermost leaves out a place that only as a whole is one if a smaller one in it is listed.
func (m *Map) innermost(list []salient.PlaceID) []salient.PlaceID {
	return slices.DeleteFunc(slices.Clone(list), func(id salient.PlaceID) bool {
		return slices.ContainsFunc(list, func(o salient.PlaceID) bool { return o != id && m.within(o, id) })
	})
}

// within reports whether a place lies in another.
func (m *Map) within(id, other salient.PlaceID) bool {
	for n := 0; n < 64; n++ {
		p, ok := m.c.Place(id)
		if !ok || p.Parent == "" {
			return false
		}
		if id = p.Parent; id == other {
			return true
		}
	}
	return false
}
