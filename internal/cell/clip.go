package cell

import "github.com/salient-osint/salient/geo"

// Clip cuts polygons to a convex ring that runs counter-clockwise, as Diagram.Ring gives it
// (Sutherland & Hodgman 1974). It is for drawing: where a polygon leaves the ring and comes
// back, its parts stay joined along the ring's edge. Polygons that lie outside are left out.
func Clip(ring geo.Ring, land geo.MultiPolygon) geo.MultiPolygon {
	var out geo.MultiPolygon
	for _, polygon := range land {
		var kept geo.Polygon
		for n, r := range polygon {
			cut := clipRing(ring, r)
			if n == 0 && cut == nil {
				break
			}
			if cut != nil {
				kept = append(kept, cut)
			}
		}
		if kept != nil {
			out = append(out, kept)
		}
	}
	return out
}

func clipRing(ring, r geo.Ring) geo.Ring {
	if len(r) < 4 {
		return nil
	}
	points := []geo.Point(r[:len(r)-1])
	for k := 1; k < len(ring) && len(points) > 0; k++ {
		points = clipEdge(ring[k-1], ring[k], points)
	}
	if len(points) < 3 {
		return nil
	}
	return append(geo.Ring(points), points[0])
}

// clipEdge keeps what lies on the left of the line from a to b.
func clipEdge(a, b geo.Point, points []geo.Point) []geo.Point {
	left := func(p geo.Point) float64 {
		return (b.Lon-a.Lon)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lon-a.Lon)
	}
	var out []geo.Point
	for k, p := range points {
		q := points[(k+1)%len(points)]
		s, t := left(p), left(q)
		if s >= 0 {
			out = append(out, p)
		}
		if s > 0 && t < 0 || s < 0 && t > 0 {
			at := between(geo.XY{X: p.Lon, Y: p.Lat}, geo.XY{X: q.Lon, Y: q.Lat}, s, t)
			out = append(out, geo.Point{Lon: at.X, Lat: at.Y})
		}
	}
	return out
}
