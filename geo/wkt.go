package geo

import (
	"fmt"
	"strconv"
	"strings"
)

// maxWKT bounds the text of one geometry, 16 MiB.
const maxWKT = 16 << 20

// ParseLine reads a WKT LINESTRING of at least two points.
func ParseLine(s string) (Line, error) {
	p := wkt{rest: s}
	p.word("LINESTRING")
	points := p.points()
	p.end()
	if p.err == nil && len(points) < 2 {
		p.err = fmt.Errorf("a LINESTRING needs two points")
	}
	return Line(points), p.err
}

// ParseArea reads a WKT POLYGON or MULTIPOLYGON. Rings must be closed.
func ParseArea(s string) (MultiPolygon, error) {
	p := wkt{rest: s}
	var area MultiPolygon
	if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(s)), "MULTI") {
		p.word("MULTIPOLYGON")
		p.list(func() { area = append(area, p.polygon()) })
	} else {
		p.word("POLYGON")
		area = MultiPolygon{p.polygon()}
	}
	p.end()
	if p.err != nil {
		return nil, p.err
	}
	return area, nil
}

// WKT prints the line with coordinates as short as they read back exactly.
func (l Line) WKT() string { return "LINESTRING " + chainWKT(l) }

// WKT prints the polygons as a MULTIPOLYGON.
func (m MultiPolygon) WKT() string {
	polygons := make([]string, len(m))
	for i, poly := range m {
		rings := make([]string, len(poly))
		for j, r := range poly {
			rings[j] = chainWKT(r)
		}
		polygons[i] = "(" + strings.Join(rings, ", ") + ")"
	}
	return "MULTIPOLYGON (" + strings.Join(polygons, ", ") + ")"
}

func chainWKT(points []Point) string {
	var b strings.Builder
	b.WriteByte('(')
	for i, p := range points {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.FormatFloat(p.Lon, 'f', -1, 64))
		b.WriteByte(' ')
		b.WriteString(strconv.FormatFloat(p.Lat, 'f', -1, 64))
	}
	b.WriteByte(')')
	return b.String()
}

// wkt is a reader that remembers its first error and does nothing after it.
type wkt struct {
	rest string
	err  error
}

func (p *wkt) fail(want string) {
	if p.err == nil {
		p.err = fmt.Errorf("expected %s at %.20q", want, p.rest)
	}
}

func (p *wkt) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

func (p *wkt) word(w string) {
	if len(p.rest) > maxWKT {
		p.err = fmt.Errorf("geometry is longer than %d bytes", maxWKT)
		return
	}
	p.space()
	if len(p.rest) < len(w) || !strings.EqualFold(p.rest[:len(w)], w) {
		p.fail(w)
		return
	}
	p.rest = p.rest[len(w):]
}

func (p *wkt) take(c byte) bool {
	p.space()
	if p.err != nil || p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *wkt) list(each func()) {
	if !p.take('(') {
		p.fail("(")
		return
	}
	for p.err == nil {
		each()
		if p.take(')') {
			return
		}
		if !p.take(',') {
			p.fail(", or )")
		}
	}
}

func (p *wkt) number() float64 {
	p.space()
	n := strings.IndexAny(p.rest, " \t\r\n,()")
	if n < 0 {
		n = len(p.rest)
	}
	v, err := strconv.ParseFloat(p.rest[:n], 64)
	if err != nil {
		p.fail("a number")
		return 0
	}
	p.rest = p.rest[n:]
	return v
}

func (p *wkt) points() (points []Point) {
	p.list(func() {
		at := Point{p.number(), p.number()}
		if p.err == nil && !at.Valid() {
			p.err = fmt.Errorf("%v %v is not a longitude and a latitude in degrees", at.Lon, at.Lat)
		}
		points = append(points, at)
	})
	return points
}

func (p *wkt) polygon() (poly Polygon) {
	p.list(func() {
		ring := Ring(p.points())
		if p.err == nil && (len(ring) < 4 || ring[0] != ring[len(ring)-1]) {
			p.err = fmt.Errorf("a ring needs four points, the last equal to the first")
		}
		poly = append(poly, ring)
	})
	return poly
}

func (p *wkt) end() {
	p.space()
	if p.err == nil && p.rest != "" {
		p.fail("nothing more")
	}
}
