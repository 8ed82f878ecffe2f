package route

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// MarshalJSON prints the answer as `route --json` does: the fastest way's figures beside
// the status, null where the pair is cut. Lengths have three decimals, the rest four.
func (a Answer) MarshalJSON() ([]byte, error) {
	out := struct {
		Status Status `json:"status"`
		Open   bool   `json:"open"`
		wayJSON
		Safest *wayJSON    `json:"safest"`
		Others []wayJSON   `json:"alternatives,omitempty"`
		By     []causeJSON `json:"by"`
	}{Status: a.Status, Open: a.Status == Open, wayJSON: a.Best.json(), By: causesJSON(a.By)}
	if a.Safest != nil {
		safest := a.Safest.json()
		out.Safest = &safest
	}
	for _, w := range a.Others {
		out.Others = append(out.Others, w.json())
	}
	return json.Marshal(out)
}

func causesJSON(list []Cause) []causeJSON {
	out := []causeJSON{}
	for _, c := range list {
		out = append(out, causeJSON{c.Place, c.Holder.Side, rounded(c.Holder.P, 4), c.Claims})
	}
	return out
}

type wayJSON struct {
	Length   *float64          `json:"length_km"`
	Hours    *float64          `json:"hours"`
	Detour   *float64          `json:"detour"`
	LeastP   *float64          `json:"least_p"`
	P        *float64          `json:"p"`
	Places   []salient.PlaceID `json:"places"`
	Roads    []salient.RoadID  `json:"roads"`
	Claims   []salient.ClaimID `json:"claims"`
	Threats  []salient.ClaimID `json:"threats"`
	Geometry *lineJSON         `json:"geometry"`
	By       []causeJSON       `json:"by,omitempty"`
}

type causeJSON struct {
	Place  salient.PlaceID   `json:"place"`
	Side   salient.State     `json:"side"`
	P      float64           `json:"p"`
	Claims []salient.ClaimID `json:"claims,omitempty"`
}

// lineJSON is a GeoJSON LineString (RFC 7946).
type lineJSON struct {
	Type        string       `json:"type"`
	Coordinates [][2]float64 `json:"coordinates"`
}

func (w *Way) json() wayJSON {
	j := wayJSON{
		Places: []salient.PlaceID{}, Roads: []salient.RoadID{},
		Claims: []salient.ClaimID{}, Threats: []salient.ClaimID{},
	}
	if w == nil {
		return j
	}
	number := func(v float64, digits int) *float64 { v = rounded(v, digits); return &v }
	j.Length, j.Hours = number(w.Length.Km(), 3), number(w.Hours, 4)
	j.Detour, j.LeastP, j.P = number(w.Detour, 4), number(w.LeastP, 4), number(w.P, 4)
	j.Places, j.Roads = append(j.Places, w.Places...), append(j.Roads, w.Roads...)
	j.Claims, j.Threats = append(j.Claims, w.Claims...), append(j.Threats, w.Threats...)
	j.Geometry, j.By = geometry(w.Line), causesJSON(w.By)
	return j
}

// geometry has six decimals, a tenth of a metre; nil for a way that stays where it is.
func geometry(l geo.Line) *lineJSON {
	if len(l) == 0 {
		return nil
	}
	g := &lineJSON{Type: "LineString"}
	for _, p := range l {
		g.Coordinates = append(g.Coordinates, [2]float64{rounded(p.Lon, 6), rounded(p.Lat, 6)})
	}
	if g.Coordinates = slices.Compact(g.Coordinates); len(g.Coordinates) == 1 {
		g.Coordinates = append(g.Coordinates, g.Coordinates[0])
	}
	return g
}

func rounded(v float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(v*scale) / scale
}
