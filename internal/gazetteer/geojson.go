package gazetteer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/salient-osint/salient/geo"
)

type feature struct {
	ID         any            `json:"id"`
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// geojson reads a collection of features: their properties as a row of CSV is read, and a
// point, or the middle of the largest outer ring of an area.
func (t *tables) geojson(b []byte) {
	var file struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		line, column := position(b, err)
		t.fail(line, column, "not JSON (%v)", err)
		return
	}
	if file.Type != "FeatureCollection" {
		t.fail(1, 1, "type %q; expected a GeoJSON FeatureCollection", file.Type)
		return
	}
	line, column := 1, 1
	rest := b
	for _, raw := range file.Features {
		if at := bytes.Index(rest, raw); at >= 0 {
			line, column = advance(rest[:at], line, column)
			rest = rest[at:]
		}
		t.feature(raw, line, column)
		if len(t.errs) >= mostProblems {
			return
		}
	}
}

func (t *tables) feature(raw json.RawMessage, line, column int) {
	var f feature
	if err := json.Unmarshal(raw, &f); err != nil {
		t.fail(line, column, "not a feature (%v)", err)
		return
	}
	r := record{line: line}
	for k := range f.Properties {
		r.columns = append(r.columns, k)
	}
	slices.Sort(r.columns)
	if _, has := f.Properties["id"]; !has && f.ID != nil {
		f.Properties, r.columns = withID(f.Properties, f.ID), append(r.columns, "id")
	}
	for _, k := range r.columns {
		r.cells = append(r.cells, cellOf(f.Properties[k]))
	}
	before := len(t.entries)
	t.record(r)
	if len(t.entries) == before || t.entries[before].Located {
		return
	}
	if at, ok := f.point(); ok {
		t.entries[before].At, t.entries[before].Located = at, true
	}
}

func withID(properties map[string]any, id any) map[string]any {
	out := map[string]any{"id": id}
	for k, v := range properties {
		out[k] = v
	}
	return out
}

func cellOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return fmt.Sprintf("%.0f", v)
		}
		return fmt.Sprint(v)
	}
	return fmt.Sprint(v)
}

// point is the feature's point, or the middle of its largest outer ring.
func (f *feature) point() (at geo.Point, ok bool) {
	switch f.Geometry.Type {
	case "Point":
		var c []float64
		if json.Unmarshal(f.Geometry.Coordinates, &c) != nil || len(c) < 2 {
			return at, false
		}
		at = geo.Point{Lon: c[0], Lat: c[1]}
		return at, at.Valid()
	case "Polygon":
		var rings [][][]float64
		if json.Unmarshal(f.Geometry.Coordinates, &rings) != nil {
			return at, false
		}
		return middle([][][][]float64{rings})
	case "MultiPolygon":
		var polygons [][][][]float64
		if json.Unmarshal(f.Geometry.Coordinates, &polygons) != nil {
			return at, false
		}
		return middle(polygons)
	}
	return at, false
}

// middle is the centre of gravity, in degrees, of the largest of some polygons' outer rings.
func middle(polygons [][][][]float64) (at geo.Point, ok bool) {
	largest := 0.0
	for _, p := range polygons {
		if len(p) == 0 || len(p[0]) < 3 || slices.ContainsFunc(p[0], func(c []float64) bool { return len(c) < 2 }) {
			continue
		}
		if c, size := gravity(p[0]); size > largest {
			at, largest = c, size
		}
	}
	return at, largest > 0 && at.Valid()
}

func gravity(ring [][]float64) (c geo.Point, size float64) {
	x0, y0 := ring[0][0], ring[0][1]
	var a, sx, sy float64
	for i := range ring {
		p, q := ring[i], ring[(i+1)%len(ring)]
		cross := (p[0]-x0)*(q[1]-y0) - (q[0]-x0)*(p[1]-y0)
		a += cross
		sx += cross * (p[0] + q[0] - 2*x0)
		sy += cross * (p[1] + q[1] - 2*y0)
	}
	if a == 0 {
		return c, 0
	}
	return geo.Point{Lon: x0 + sx/(3*a), Lat: y0 + sy/(3*a)}, math.Abs(a / 2)
}

// position is the line and column of a JSON error, counted from 1.
func position(b []byte, err error) (line, column int) {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return 1, 1
	}
	return advance(b[:min(len(b), int(syntax.Offset))], 1, 1)
}

// advance moves a position over bytes.
func advance(over []byte, line, column int) (int, int) {
	if n := bytes.Count(over, []byte("\n")); n > 0 {
		return line + n, len(over) - bytes.LastIndexByte(over, '\n')
	}
	return line, column + len(over)
}
