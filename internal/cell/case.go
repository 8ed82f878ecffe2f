package cell

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// OfCase is the diagram of a case: the cells of its leaves that have a point, rear and
// foreign ones too, each by its place's id. The box is the case's own, grown to hold all
// these points and the roads, and a twentieth and 0.05° more, so that no road runs outside
// it or along its edge.
func OfCase(c *salient.Case) *Diagram {
	var sites []Site
	var corners []geo.Point
	if b := c.Settings.Box; b != nil {
		corners = append(corners, geo.Point{Lon: b.West, Lat: b.South}, geo.Point{Lon: b.East, Lat: b.North})
	}
	for _, id := range c.Leaves() {
		if p, ok := c.Place(id); ok && p.At != nil {
			sites = append(sites, Site{string(id), *p.At})
			corners = append(corners, *p.At)
		}
	}
	for _, r := range c.Roads {
		corners = append(corners, r.Line...)
	}
	box, _ := geo.BoxOf(corners...)
	box = box.Grow(0.05)
	return New(sites, geo.Box{
		West: box.West - margin, South: max(-90, box.South-margin),
		East: box.East + margin, North: min(90, box.North+margin),
	})
}

// margin in degrees, so that even a single point has a box.
const margin = 0.05
