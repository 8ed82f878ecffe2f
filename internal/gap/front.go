package gap

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// Beside tells from cells and holdings who is near the front: a place that is contested, or
// that has a contested neighbour, and one among whose neighbours and itself two sides hold
// ground. Ground without evidence is of no side.
func Beside(d *cell.Diagram, ground salient.Ground) Near {
	return func(place salient.PlaceID, day when.Day) bool {
		i, ok := d.Find(string(place))
		if !ok {
			return false
		}
		around := append([]int{i}, d.Cell(d.Owner(i)).Neighbours...)
		holder := salient.State("")
		for _, n := range around {
			if n == cell.Outside {
				continue
			}
			h := ground(salient.PlaceID(d.Site(n).ID), day)
			side := h.LeadingSide().Side
			switch {
			case h.Status == salient.Disputed:
				return true
			case h.Status != salient.Held:
			case holder != "" && side != holder:
				return true
			default:
				holder = side
			}
		}
		return false
	}
}
