package area

import (
	"encoding/json"
	"io"
	"math"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// GeoJSON writes the cells, as polygons with place, name, status, basis, side and p, and
// the front, as lines with left, right, firm and km, as one FeatureCollection (RFC 7946:
// outer rings counter-clockwise, six decimals). side is the leading state, "" for ground
// of which nothing is known and for ground that is left out: foreign, or the rear of a side,
// which have the statuses "foreign" and "rear".
func (p Picture) GeoJSON(w io.Writer) error {
	out := collection{Type: "FeatureCollection", Features: []feature{}}
	for _, c := range p.Cells() {
		out.Features = append(out.Features, feature{"Feature", polygon(geo.Polygon{c.Ring}), properties(c)})
	}
	for _, f := range p.Front {
		out.Features = append(out.Features, feature{
			"Feature",
			geometry{"LineString", positions(f.Line)},
			frontProperties{"front", f.Left, f.Right, f.Firm, rounded(f.Length.Km(), 3)},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

type collection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

type feature struct {
	Type       string   `json:"type"`
	Geometry   geometry `json:"geometry"`
	Properties any      `json:"properties"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

type cellProperties struct {
	Layer  string                `json:"layer"`
	Place  salient.PlaceID       `json:"place"`
	Name   string                `json:"name"`
	Status salient.HoldingStatus `json:"status"`
	Basis  salient.Basis         `json:"basis"`
	Side   salient.State         `json:"side"`
	P      *float64              `json:"p"`
}

type frontProperties struct {
	Layer string        `json:"layer"`
	Left  salient.State `json:"left"`
	Right salient.State `json:"right"`
	Firm  bool          `json:"firm"`
	Km    float64       `json:"km"`
}

// Statuses of cells that are left out.
const (
	foreign salient.HoldingStatus = "foreign"
	rear    salient.HoldingStatus = "rear"
)

func properties(c Cell) cellProperties {
	out := cellProperties{Layer: "cell", Place: c.Place.ID, Name: c.Place.Name}
	var known bool
	if out.Status, out.Basis, known = c.Shown(); known {
		lead := c.Holding.Leading()
		p := rounded(lead.P, 4)
		out.Side, out.P = lead.Side, &p
	}
	return out
}

// Shown is the status and basis that files say of a cell, and whether its probabilities mean
// anything: those of its holding, but for ground that is left out.
func (c Cell) Shown() (status salient.HoldingStatus, basis salient.Basis, known bool) {
	switch {
	case c.Foreign:
		return foreign, salient.NoEvidence, false
	case c.Rear:
		return rear, salient.NoEvidence, false
	}
	return c.Holding.Status, c.Holding.Basis, c.Holding.Status != salient.Unknowing && c.Holding.Status != ""
}

func polygon(rings geo.Polygon) geometry {
	coordinates := make([][][2]float64, len(rings))
	for i, r := range rings {
		coordinates[i] = positions(geo.Line(r))
	}
	return geometry{"Polygon", coordinates}
}

func positions(points geo.Line) [][2]float64 {
	out := make([][2]float64, len(points))
	for i, p := range points {
		out[i] = [2]float64{rounded(p.Lon, 6), rounded(p.Lat, 6)}
	}
	return out
}

func rounded(v float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(v*scale) / scale
}
