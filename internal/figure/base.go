package figure

import (
	_ "embed"
	"encoding/binary"
	"slices"

	"github.com/salient-osint/salient/geo"
)

// ground holds the world's land and land borders at 1:10 million, made from Natural Earth
// (public domain) by gen_base.go. Its lines follow who controls what in Natural Earth's
// reading, which is no opinion of ours.
//
// The layout, all numbers being varints: arcs, rings, borders. An arc is its number of
// points, its box (west, south, east, north), its first and last point, its size in bytes,
// and the points as differences in steps of a fixed grid. A ring is its number of arcs, whether it begins a
// new polygon, and its arcs; ^i is arc i backwards. A border is an arc.
//
//go:embed base.bin
var ground []byte

// The grid of the embedded ground, and its least corner, in degrees.
const (
	gridLon   = 360.0 / 99999
	gridLat   = 0.0016885772698826986
	originLon = -180.0
	originLat = -85.22193775799991
)

// Base returns the land and the borders within a box, cut to it: what Natural Earth's
// 1:10 million map has, good to some 300 m in position and some kilometres in detail.
// Boxes across the antimeridian aren't handled.
func Base(b geo.Box) Ground {
	r := reader{ground}
	arcs := readArcs(&r)
	within := box{b.West, b.South, b.East, b.North}
	var out Ground
	out.Land = landWithin(&r, arcs, within)
	for n := r.number(); n > 0; n-- {
		a := arcs[r.number()]
		if !a.box.meets(within) {
			continue
		}
		out.Borders = append(out.Borders, linesWithin(a.points(within), within)...)
	}
	return out
}

// arc is a chain of points that rings and borders share.
type arc struct {
	box         box // degrees: x is longitude, y latitude
	n           int
	first, last xy
	bytes       []byte
}

// reader reads varints from the embedded ground, which is known to be whole.
type reader struct{ rest []byte }

func (r *reader) number() int {
	v, n := binary.Varint(r.rest)
	r.rest = r.rest[n:]
	return int(v)
}

func onGrid(x, y int) xy {
	return xy{originLon + gridLon*float64(x), originLat + gridLat*float64(y)}
}

func readArcs(r *reader) []arc {
	arcs := make([]arc, r.number())
	for i := range arcs {
		a := &arcs[i]
		a.n = r.number()
		lo, hi := onGrid(r.number(), r.number()), onGrid(r.number(), r.number())
		a.box = box{lo.x, lo.y, hi.x, hi.y}
		a.first, a.last = onGrid(r.number(), r.number()), onGrid(r.number(), r.number())
		size := r.number()
		a.bytes, r.rest = r.rest[:size], r.rest[size:]
	}
	return arcs
}

// points is the arc in full, or, if all of it lies to one side of a box, only its two ends:
// inside the box that makes no difference to the area that its ring encloses.
func (a arc) points(within box) []xy {
	if a.box.x1 < within.x0 || a.box.x0 > within.x1 || a.box.y1 < within.y0 || a.box.y0 > within.y1 {
		return []xy{a.first, a.last}
	}
	out := make([]xy, a.n)
	r := reader{a.bytes}
	x, y := 0, 0
	for i := range out {
		x, y = x+r.number(), y+r.number()
		out[i] = onGrid(x, y)
	}
	return out
}

func landWithin(r *reader, arcs []arc, within box) geo.MultiPolygon {
	var land geo.MultiPolygon
	for n := r.number(); n > 0; n-- {
		ring, outer := readRing(r, arcs, within)
		if len(ring) == 0 {
			continue
		}
		if outer || len(land) == 0 {
			land = append(land, nil)
		}
		last := &land[len(land)-1]
		*last = append(*last, ring)
	}
	return land
}

// readRing reads one ring and cuts it to a box; nil if nothing of it lies in there. A hole
// can only lie in the box if its outer ring does.
func readRing(r *reader, arcs []arc, within box) (ring geo.Ring, outer bool) {
	n := r.number()
	outer = r.number() == 1
	ids := make([]int, n)
	hull := box{1, 1, -1, -1}
	for i := range ids {
		ids[i] = r.number()
		hull = hull.join(arcs[max(ids[i], ^ids[i])].box)
	}
	if !hull.meets(within) {
		return nil, outer
	}
	cut := area{ringPoints(ids, arcs, within)}.cutTo(within)
	if len(cut) == 0 {
		return nil, outer
	}
	for _, p := range append(cut[0], cut[0][0]) {
		ring = append(ring, geo.Point{Lon: p.x, Lat: p.y})
	}
	return ring, outer
}

// ringPoints joins arcs; each begins where the one before ends.
func ringPoints(ids []int, arcs []arc, within box) []xy {
	var pts []xy
	for _, id := range ids {
		more := arcs[max(id, ^id)].points(within)
		if id < 0 {
			slices.Reverse(more)
		}
		pts = append(pts, more[:len(more)-1]...)
	}
	return pts
}

// join is the box around both; a box with x1 < x0 is empty.
func (b box) join(c box) box {
	if b.x1 < b.x0 {
		return c
	}
	return box{min(b.x0, c.x0), min(b.y0, c.y0), max(b.x1, c.x1), max(b.y1, c.y1)}
}

// linesWithin returns the parts of a chain whose legs touch a box.
func linesWithin(pts []xy, within box) []geo.Line {
	var out []geo.Line
	open := false
	for i := 1; i < len(pts); i++ {
		leg := box{min(pts[i-1].x, pts[i].x), min(pts[i-1].y, pts[i].y), max(pts[i-1].x, pts[i].x), max(pts[i-1].y, pts[i].y)}
		if leg.x0 > within.x1 || leg.x1 < within.x0 || leg.y0 > within.y1 || leg.y1 < within.y0 {
			open = false
			continue
		}
		if !open {
			out = append(out, geo.Line{{Lon: pts[i-1].x, Lat: pts[i-1].y}})
			open = true
		}
		last := &out[len(out)-1]
		*last = append(*last, geo.Point{Lon: pts[i].x, Lat: pts[i].y})
	}
	return out
}
