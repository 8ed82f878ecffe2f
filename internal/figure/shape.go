package figure

import (
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient/geo"
)

// xy is a position in a figure: pixels right and down.
type xy struct{ x, y float64 }

func (a xy) plus(b xy) xy       { return xy{a.x + b.x, a.y + b.y} }
func (a xy) minus(b xy) xy      { return xy{a.x - b.x, a.y - b.y} }
func (a xy) times(f float64) xy { return xy{a.x * f, a.y * f} }
func (a xy) to(b xy) float64    { return math.Hypot(a.x-b.x, a.y-b.y) }
func (a xy) round() xy          { return xy{math.Round(a.x*10) / 10, math.Round(a.y*10) / 10} }
func polar(c xy, r, deg float64) xy {
	return c.plus(xy{math.Cos(rad(deg)), math.Sin(rad(deg))}.times(r))
}

// box is a rectangle in a figure.
type box struct{ x0, y0, x1, y1 float64 }

func around(c xy, w, h float64) box { return box{c.x - w/2, c.y - h/2, c.x + w/2, c.y + h/2} }

func (b box) meets(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }

func (b box) within(c box) bool { return b.x0 >= c.x0 && b.y0 >= c.y0 && b.x1 <= c.x1 && b.y1 <= c.y1 }

func (b box) has(p xy) bool                 { return b.x0 <= p.x && p.x <= b.x1 && b.y0 <= p.y && p.y <= b.y1 }
func (b box) grow(d float64) box            { return box{b.x0 - d, b.y0 - d, b.x1 + d, b.y1 + d} }
func (b box) centre() xy                    { return xy{(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2} }
func (b box) corners() []xy                 { return []xy{{b.x0, b.y0}, {b.x1, b.y0}, {b.x1, b.y1}, {b.x0, b.y1}} }
func (b box) size() (width, height float64) { return b.x1 - b.x0, b.y1 - b.y0 }

// view maps degrees to pixels: Mercator, north up.
type view struct {
	west, north float64 // Mercator, radians
	scale       float64 // pixels per radian
	frame       box     // of the map in its own coordinates, from (0, 0)
	lat         float64 // of the middle
}

// maxLat bounds the Mercator projection, as web maps do.
const maxLat = 85.05

func mercator(p geo.Point) (x, y float64) {
	lat := rad(min(maxLat, max(-maxLat, p.Lat)))
	return rad(p.Lon), math.Asinh(math.Tan(lat))
}

// fit returns the view of a width that has the whole box in it. With no height, the height
// follows the box, between 0.4 and 1.1 of the width.
func fit(b geo.Box, w, h float64) view {
	x0, y0 := mercator(geo.Point{Lon: b.West, Lat: b.South})
	x1, y1 := mercator(geo.Point{Lon: b.East, Lat: b.North})
	const least = 1e-5 // about 60 m: a single place still has a map around it
	dx, dy := max(x1-x0, least), max(y1-y0, least)
	if h <= 0 {
		h = min(1.1*w, max(0.4*w, w*dy/dx))
	}
	v := view{scale: min(w/dx, h/dy), frame: box{0, 0, w, h}, lat: b.Centre().Lat}
	v.west = (x0+x1)/2 - w/2/v.scale
	v.north = (y0+y1)/2 + h/2/v.scale
	return v
}

func (v view) xy(p geo.Point) xy {
	x, y := mercator(p)
	return xy{(x - v.west) * v.scale, (v.north - y) * v.scale}
}

// geo is the box in degrees that the frame shows.
func (v view) geo() geo.Box {
	w, h := v.frame.size()
	lat := func(y float64) float64 { return math.Atan(math.Sinh(v.north-y/v.scale)) * 180 / math.Pi }
	lon := func(x float64) float64 { return (v.west + x/v.scale) * 180 / math.Pi }
	return geo.Box{West: lon(0), South: lat(h), East: lon(w), North: lat(0)}
}

// pixels is the length on the map of a distance on the ground, in the middle of the map.
func (v view) pixels(d geo.Length) float64 {
	return float64(d/geo.EarthRadius) / math.Cos(rad(v.lat)) * v.scale
}

func (v view) line(l []geo.Point) []xy {
	out := make([]xy, 0, len(l))
	for _, p := range l {
		q := v.xy(p).round()
		if n := len(out); n == 0 || out[n-1] != q {
			out = append(out, q)
		}
	}
	return out
}

// area is a region in pixels: rings, filled even-odd, last point not repeated.
type area [][]xy

func (v view) area(m geo.MultiPolygon) area {
	var out area
	for _, poly := range m {
		for _, ring := range poly {
			pts := v.line(ring)
			if n := len(pts); n > 1 && pts[0] == pts[n-1] {
				pts = pts[:n-1]
			}
			if len(pts) >= 3 {
				out = append(out, pts)
			}
		}
	}
	return out
}

func (a area) bounds() box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, ring := range a {
		for _, p := range ring {
			b = box{min(b.x0, p.x), min(b.y0, p.y), max(b.x1, p.x), max(b.y1, p.y)}
		}
	}
	return b
}

// has reports whether a point lies in the area, even-odd.
func (a area) has(p xy) bool {
	in := false
	for _, ring := range a {
		for i, q := range ring {
			o := ring[(i+len(ring)-1)%len(ring)]
			if (q.y > p.y) != (o.y > p.y) && p.x < (o.x-q.x)*(p.y-q.y)/(o.y-q.y)+q.x {
				in = !in
			}
		}
	}
	return in
}

// edgeDistance is how far a point is from the area's edge.
func (a area) edgeDistance(p xy) float64 {
	least := math.Inf(1)
	for _, ring := range a {
		for i, q := range ring {
			least = min(least, toSegment(p, ring[(i+len(ring)-1)%len(ring)], q))
		}
	}
	return least
}

func toSegment(p, a, b xy) float64 {
	d := b.minus(a)
	l2 := d.x*d.x + d.y*d.y
	if l2 == 0 {
		return p.to(a)
	}
	t := ((p.x-a.x)*d.x + (p.y-a.y)*d.y) / l2
	return p.to(a.plus(d.times(min(1, max(0, t)))))
}

// d is the area as path data.
func (a area) d() string {
	var b strings.Builder
	for _, ring := range a {
		b.WriteString(chain(ring))
		b.WriteByte('Z')
	}
	return b.String()
}

// chain is an open line as path data.
func chain(pts []xy) string {
	var b strings.Builder
	for i, p := range pts {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(num(p.x))
		b.WriteByte(' ')
		b.WriteString(num(p.y))
	}
	return b.String()
}

// cut is the part of the area on the side of a line where normal·p ≥ at (Sutherland and
// Hodgman). The result is right for filling; along the line it may touch itself.
func (a area) cut(normal xy, at float64) area {
	var out area
	for _, ring := range a {
		if kept := cutRing(ring, normal, at); len(kept) >= 3 {
			out = append(out, kept)
		}
	}
	return out
}

func cutRing(ring []xy, normal xy, at float64) []xy {
	var out []xy
	for i, q := range ring {
		p := ring[(i+len(ring)-1)%len(ring)]
		dp, dq := normal.x*p.x+normal.y*p.y-at, normal.x*q.x+normal.y*q.y-at
		if (dp < 0) != (dq < 0) {
			out = append(out, p.plus(q.minus(p).times(dp/(dp-dq))))
		}
		if dq >= 0 {
			out = append(out, q)
		}
	}
	return out
}

func (a area) cutTo(b box) area {
	return a.cut(xy{1, 0}, b.x0).cut(xy{-1, 0}, -b.x1).cut(xy{0, 1}, b.y0).cut(xy{0, -1}, -b.y1)
}

// turned is the area in axes turned by degrees, clockwise as SVG turns.
func (a area) turned(deg float64) area {
	out := make(area, len(a))
	for i, ring := range a {
		for _, p := range ring {
			out[i] = append(out[i], turn(p, deg))
		}
	}
	return out
}

func turn(p xy, deg float64) xy {
	s, c := math.Sincos(rad(deg))
	return xy{p.x*c - p.y*s, p.x*s + p.y*c}
}

// run is a stretch of a scan line.
type run struct{ from, to float64 }

// scan returns the stretches of the horizontal line at y that lie in the area.
func (a area) scan(y float64) []run {
	var xs []float64
	for _, ring := range a {
		for i, q := range ring {
			o := ring[(i+len(ring)-1)%len(ring)]
			if (q.y > y) != (o.y > y) {
				xs = append(xs, (o.x-q.x)*(y-q.y)/(o.y-q.y)+q.x)
			}
		}
	}
	slices.Sort(xs)
	var runs []run
	for i := 0; i+1 < len(xs); i += 2 {
		runs = append(runs, run{xs[i], xs[i+1]})
	}
	return runs
}

// joined sorts stretches and joins those that touch within a tenth of a pixel or so.
func joined(in []run) []run {
	slices.SortFunc(in, func(a, b run) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	var out []run
	for _, r := range in {
		if n := len(out); n > 0 && r.from <= out[n-1].to+0.15 {
			out[n-1].to = max(out[n-1].to, r.to)
			continue
		}
		out = append(out, r)
	}
	return out
}
