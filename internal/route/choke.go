package route

import (
	"fmt"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
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
	p, err := d.m.pair(from, to)
	if err != nil {
		return Chokes{}, err
	}
	own := d.m.ownUnits(from, to)
	status, s := d.severed(p, own)
	if status == Cut {
		return Chokes{Status: Cut}, nil
	}
	var cut []int32
	if !p.meets() {
		cut = s.alone()
	}
	if within > 0 {
		c := d.choker(p, status)
		limit := within * c.free * (1 + 1e-12) // so that the fastest way itself isn't lost to rounding
		if c.best > limit {
			return Chokes{Status: Cut}, nil
		}
		cut = c.beyond(limit, cut, own)
	}
	return Chokes{status, d.m.report(cut)}, nil
}

// beyond adds to units that leave no way those that leave none within a limit in hours. The
// units on the best way are left out one after the other, from its middle, where others are
// the least likely to pass; what a way that is short enough doesn't pass is none.
func (c *choker) beyond(limit float64, severed []int32, own []bool) []int32 {
	all := c.d.m.units()
	out := slices.Clone(severed)
	for open := all.of(c.classes(c.way), own); len(open) > 0; {
		k := len(open) / 2
		u := open[k]
		open = slices.Delete(open, k, k+1)
		if slices.Contains(severed, u) {
			continue
		}
		way, ok := c.without(all.list[u])
		if !ok || c.d.m.time(way) > limit {
			out = append(out, u)
			continue
		}
		open = meet(open, all.of(c.classes(way), own))
	}
	slices.Sort(out)
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
	p, err := d.m.pair(from, to)
	if err != nil {
		return Factor{}, err
	}
	u, err := d.m.unit(place)
	if err != nil {
		return Factor{}, err
	}
	status := d.try(p).status
	if status == Cut {
		return Factor{Cut, math.Inf(1), math.Inf(1)}, nil
	}
	c := d.choker(p, status)
	f := Factor{status, ratio(c.best, c.free), math.Inf(1)}
	if way, ok := c.without(u); ok {
		f.To = ratio(c.d.m.time(way), c.free)
	}
	return f, nil
}

// choker searches a pair that isn't cut again and again.
type choker struct {
	d          *Day
	pair       pair
	least      pass
	way        []arc   // the best
	best, free float64 // hours
}

func (d *Day) choker(p pair, status Status) *choker {
	level := slices.Index(statuses[:], status)
	free, _ := d.m.fastest().find(p.from, p.to, d.everClass)
	c := &choker{d: d, pair: p, least: levels[level], way: d.along(p, level), free: d.m.time(free)}
	c.best = d.m.time(c.way)
	return c
}

// classes are those of a way's pieces.
func (c *choker) classes(way []arc) []int32 {
	out := make([]int32, len(way))
	for i, a := range way {
		out[i] = c.d.m.pieces[a.piece()].class
	}
	return out
}

// without is the best way that is left without a unit.
func (c *choker) without(u unit) (way []arc, ok bool) {
	lost := func(k int32) bool {
		x := &c.d.m.classes[k]
		return x.cell != cell.Outside && slices.Contains(u.cells, x.cell) || slices.Contains(x.points, u.point)
	}
	if !slices.ContainsFunc(c.classes(c.way), lost) {
		return c.way, true
	}
	through := c.d.atLeast(c.least)
	return c.d.m.fastest().find(c.pair.from, c.pair.to, func(k int32) bool { return through(k) && !lost(k) })
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
