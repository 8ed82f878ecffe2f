package draw

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/figure"
)

// leastAround is how far the view of spots goes beyond them at least, in degrees: some five
// kilometres.
const leastAround = 0.05

// Spots is a map of points that a name may mean, each with a pin, among the settled places of
// the case that lie near; the box is what has to be in view. It tells nothing of any day. ok is
// false if there are no spots.
func Spots(c *salient.Case, title string, spots []figure.Stop) (d figure.MapData, view geo.Box, ok bool) {
	var points []geo.Point
	d = figure.MapData{Title: title, Stops: spots}
	for _, s := range spots {
		points = append(points, s.At)
		d.Cells = append(d.Cells, figure.Cell{Place: salient.PlaceID("pin-" + s.Letter), Name: s.Name, At: s.At, Weight: named})
	}
	view, ok = geo.BoxOf(points...)
	view = view.Grow(0.4)
	view = geo.Box{West: view.West - leastAround, South: view.South - leastAround, East: view.East + leastAround, North: view.North + leastAround}
	for i := range c.Places {
		p := &c.Places[i]
		if p.Kind.Settled() && p.At != nil && view.Has(*p.At) && !slices.Contains(points, *p.At) {
			d.Cells = append(d.Cells, figure.Cell{Place: p.ID, Name: placeName(c, p.ID), At: *p.At, Weight: weight(p, nil)})
		}
	}
	return d, view, ok
}

// named is the weight of a pin's name, above any town's.
const named = 1e9
