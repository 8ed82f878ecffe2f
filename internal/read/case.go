package read

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// OfCase gives a Reader what a case knows: its places before those of other gazetteers, its
// actors and sides, and where it plays.
func OfCase(c *salient.Case, others []*gazetteer.Gazetteer) Options {
	own, hidden := gazetteer.OfCase(c.Places)
	o := Options{
		Places: gazetteer.NewSet(own, others, hidden...), Case: c.Places, Actors: c.Actors,
		Sides: c.Settings.Sides,
	}
	if p, ok := c.Place(c.Settings.Country); ok {
		o.Country = p.Name
	}
	var points []geo.Point
	for _, p := range c.Places {
		if p.At != nil && p.Kind != salient.Country {
			points = append(points, *p.At)
		}
	}
	if b := c.Settings.Box; b != nil {
		at := b.Centre()
		o.Home = &at
	} else if box, ok := geo.BoxOf(points...); ok {
		at := box.Centre()
		o.Home = &at
	}
	return o
}
