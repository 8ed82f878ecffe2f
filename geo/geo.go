package geo

import "math"

// Point is a position in degrees. (0, 0) is a place: where a position may be absent, use
// a pointer.
type Point struct{ Lon, Lat float64 }

// Valid reports whether the point lies on the Earth: |lon| ≤ 180, |lat| ≤ 90, no NaN.
func (p Point) Valid() bool {
	return math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90
}

// Length is a distance in metres.
type Length float64

// Units of length.
const (
	Metre     Length = 1
	Kilometre Length = 1000
)

// Km is the length in kilometres.
func (l Length) Km() float64 { return float64(l / Kilometre) }

// EarthRadius is the mean radius of the Earth (IUGG).
const EarthRadius Length = 6_371_008.8

const radian = math.Pi / 180

// Distance is the great-circle distance (haversine), at most half the circumference.
func Distance(a, b Point) Length {
	sinLat := math.Sin((b.Lat - a.Lat) * radian / 2)
	sinLon := math.Sin((b.Lon - a.Lon) * radian / 2)
	h := sinLat*sinLat + math.Cos(a.Lat*radian)*math.Cos(b.Lat*radian)*sinLon*sinLon
	return 2 * EarthRadius * Length(math.Asin(math.Sqrt(min(1, h))))
}

// Box is a box in degrees with West ≤ East. The zero Box is a single point at (0, 0).
type Box struct{ West, South, East, North float64 }

// Has reports whether p lies in the box or on its edge.
func (b Box) Has(p Point) bool {
	return b.West <= p.Lon && p.Lon <= b.East && b.South <= p.Lat && p.Lat <= b.North
}

// Meets reports whether the boxes share a point.
func (b Box) Meets(c Box) bool {
	return b.West <= c.East && c.West <= b.East && b.South <= c.North && c.South <= b.North
}

// Centre is the middle of the box.
func (b Box) Centre() Point { return Point{(b.West + b.East) / 2, (b.South + b.North) / 2} }

// Grow moves every side outward by the part f of the box's width and height.
func (b Box) Grow(f float64) Box {
	w, h := (b.East-b.West)*f, (b.North-b.South)*f
	return Box{b.West - w, b.South - h, b.East + w, b.North + h}
}

// BoxOf is the smallest box around the points; ok is false if there are none.
func BoxOf(points ...Point) (box Box, ok bool) {
	if len(points) == 0 {
		return Box{}, false
	}
	box = Box{points[0].Lon, points[0].Lat, points[0].Lon, points[0].Lat}
	for _, p := range points[1:] {
		box.West, box.East = min(box.West, p.Lon), max(box.East, p.Lon)
		box.South, box.North = min(box.South, p.Lat), max(box.North, p.Lat)
	}
	return box, true
}

// Line is a chain of points.
type Line []Point

// Length is the sum of the line's legs.
func (l Line) Length() Length {
	var sum Length
	for i := 1; i < len(l); i++ {
		sum += Distance(l[i-1], l[i])
	}
	return sum
}

// Ring is a closed chain of points; the last point equals the first.
type Ring []Point

// Polygon is an outer ring and the holes in it.
type Polygon []Ring

// MultiPolygon is several polygons.
type MultiPolygon []Polygon

// XY is a position in a Plane, metres east and north of its centre.
type XY struct{ X, Y float64 }

// Plane maps degrees to metres around a centre (equirectangular).
type Plane struct {
	centre Point
	kx, ky float64 // metres per degree
}

// PlaneAt returns the plane around a centre.
func PlaneAt(centre Point) Plane {
	ky := float64(EarthRadius) * radian
	return Plane{centre, ky * math.Cos(centre.Lat*radian), ky}
}

// XY maps a point into the plane.
func (pl Plane) XY(p Point) XY {
	return XY{(p.Lon - pl.centre.Lon) * pl.kx, (p.Lat - pl.centre.Lat) * pl.ky}
}

// Point maps back.
func (pl Plane) Point(v XY) Point {
	return Point{pl.centre.Lon + v.X/pl.kx, pl.centre.Lat + v.Y/pl.ky}
}
