package network

import (
	"math"

	"github.com/salient-osint/salient/geo"
)

// vertex is a point of a way with its number, −1 if it has none.
type vertex struct {
	at  geo.Point
	ref int32
}

// cutter cuts ways at a box's edges, where points are missing, and at the antimeridian.
//
// At the box ways are cut exactly: kept whole, a ferry or a motorway would stretch far beyond
// the ground that has places to hold it.
type cutter struct {
	box      *geo.Box
	vertices []vertex

	out    [][]vertex
	now    []vertex
	beyond bool // something lay outside the box
	why    []string
}

// parts gives what is left of the vertices, each part with two points or more of which none
// equals the one before, and what cuts were made. A part is the caller's until the next call.
func (c *cutter) parts() (parts [][]vertex, why []string) {
	c.out, c.now, c.beyond, c.why = nil, nil, false, nil
	for k := 1; k < len(c.vertices); k++ {
		a, b := c.vertices[k-1], c.vertices[k]
		switch {
		case a.at.Lat != a.at.Lat || b.at.Lat != b.at.Lat: // NaN: Missing
			c.note(cutAtMissing)
			c.end()
		case math.Abs(a.at.Lon-b.at.Lon) > 180:
			c.note(cutAtDate)
			c.around(a, b)
		default:
			c.leg(a, b)
		}
	}
	c.end()
	if c.beyond && len(c.out) > 0 {
		c.note(cutAtBox)
	}
	return c.out, c.why
}

func (c *cutter) note(what string) {
	for _, w := range c.why {
		if w == what {
			return
		}
	}
	c.why = append(c.why, what)
}

// around takes a leg that passes the antimeridian as two, which don't meet: longitudes are
// taken as they are written.
func (c *cutter) around(a, b vertex) {
	side := math.Copysign(180, a.at.Lon)
	t := (180 - math.Abs(a.at.Lon)) / (360 - math.Abs(a.at.Lon-b.at.Lon))
	lat := a.at.Lat + t*(b.at.Lat-a.at.Lat)
	c.leg(a, vertex{geo.Point{Lon: side, Lat: lat}, -1})
	c.end()
	c.leg(vertex{geo.Point{Lon: -side, Lat: lat}, -1}, b)
}

// leg takes what of a straight stretch lies in the box.
func (c *cutter) leg(a, b vertex) {
	if c.box == nil || c.box.Has(a.at) && c.box.Has(b.at) {
		c.add(a)
		c.add(b)
		return
	}
	c.beyond = true
	in, out := within(a.at, b.at, *c.box)
	if in > out {
		c.end()
		return
	}
	if in > 0 {
		c.end()
		c.add(vertex{c.border(a.at, b.at, in), -1})
	} else {
		c.add(a)
	}
	if out < 1 {
		c.add(vertex{c.border(a.at, b.at, out), -1})
		c.end()
	} else {
		c.add(b)
	}
}

// border is where a leg passes the box's edge: on it, to the last digit.
func (c *cutter) border(a, b geo.Point, t float64) geo.Point {
	p := geo.Point{Lon: a.Lon + t*(b.Lon-a.Lon), Lat: a.Lat + t*(b.Lat-a.Lat)}
	return geo.Point{
		Lon: min(max(p.Lon, c.box.West), c.box.East),
		Lat: min(max(p.Lat, c.box.South), c.box.North),
	}
}

func (c *cutter) add(v vertex) {
	if n := len(c.now); n > 0 && (c.now[n-1].at == v.at || v.ref >= 0 && c.now[n-1].ref == v.ref) {
		return
	}
	c.now = append(c.now, v)
}

func (c *cutter) end() {
	if len(c.now) > 1 {
		c.out = append(c.out, c.now)
	}
	c.now = nil
}

// within is the range of the parameter, 0 at a and 1 at b, in which a leg lies in a box (after
// Liang and Barsky); it is empty if in > out.
func within(a, b geo.Point, box geo.Box) (in, out float64) {
	in, out = 0, 1
	limit := func(at, by, low, high float64) {
		if by == 0 {
			if at < low || at > high {
				out = -1
			}
			return
		}
		t, u := (low-at)/by, (high-at)/by
		in, out = max(in, min(t, u)), min(out, max(t, u))
	}
	limit(a.Lon, b.Lon-a.Lon, box.West, box.East)
	limit(a.Lat, b.Lat-a.Lat, box.South, box.North)
	return in, out
}
