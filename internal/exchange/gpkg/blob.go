package gpkg

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// wgs84 is the number of WGS 84 in gpkg_spatial_ref_sys.
const wgs84 = 4326

// blob writes a geometry as a GeoPackage does (clause 2.1.3): a header with the envelope of
// lines and polygons, then well-known binary, little-endian. nil has no blob.
func blob(shape any) ([]byte, error) {
	const littleEndian, withEnvelope = 1, 1 << 1
	b := []byte{'G', 'P', 0, littleEndian}
	switch s := shape.(type) {
	case nil:
		return nil, nil
	case geo.Point:
		return point(wkb(binary.LittleEndian.AppendUint32(b, wgs84), 1), s), nil
	case geo.Line:
		b[3] |= withEnvelope
		return points(wkb(envelope(b, shape), 2), s), nil
	case geo.Polygon:
		b[3] |= withEnvelope
		b = binary.LittleEndian.AppendUint32(wkb(envelope(b, shape), 3), uint32(len(s)))
		for _, ring := range s {
			b = points(b, geo.Line(ring))
		}
		return b, nil
	}
	return nil, fmt.Errorf("a geometry of type %T: %w", shape, salient.ErrInvalid)
}

// envelope adds the reference system's number and the bounds: west, east, south, north.
func envelope(b []byte, shape any) []byte {
	b = binary.LittleEndian.AppendUint32(b, wgs84)
	box, _ := geo.BoxOf(pointsOf(shape)...)
	for _, v := range []float64{box.West, box.East, box.South, box.North} {
		b = number(b, v)
	}
	return b
}

// wkb begins a well-known binary of a kind: 1 point, 2 line, 3 polygon.
func wkb(b []byte, kind uint32) []byte { return binary.LittleEndian.AppendUint32(append(b, 1), kind) }

func points(b []byte, list geo.Line) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(list)))
	for _, p := range list {
		b = point(b, p)
	}
	return b
}

func point(b []byte, p geo.Point) []byte { return number(number(b, p.Lon), p.Lat) }

func number(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}

// pointsOf lists a geometry's points; of a polygon, its outer ring's, which hold the others.
func pointsOf(shape any) []geo.Point {
	switch s := shape.(type) {
	case geo.Point:
		return []geo.Point{s}
	case geo.Line:
		return s
	case geo.Polygon:
		if len(s) > 0 {
			return s[0]
		}
	}
	return nil
}
