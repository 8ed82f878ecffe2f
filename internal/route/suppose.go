package route

import (
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Suppose is the ground as it would be if a place, with all leaves in it, were in a side's
// hands from a day on, for certain. It fails with salient.ErrNotFound for a place without
// ground, as crossings are.
func (m *Map) Suppose(held salient.Ground, place salient.PlaceID, side salient.ActorID, from when.Day) (salient.Ground, error) {
	if len(m.under[place]) == 0 {
		return nil, fmt.Errorf("ground of place %s: %w", place, salient.ErrNotFound)
	}
	taken := map[salient.PlaceID]bool{}
	for _, i := range m.under[place] {
		taken[m.leaves[i].place.ID] = true
	}
	return func(leaf salient.PlaceID, day when.Day) salient.Holding {
		if day < from || !taken[leaf] {
			return held(leaf, day)
		}
		return salient.Holding{
			Place: leaf, On: day, Status: salient.Held, Basis: salient.Observed,
			Holders: []salient.Holder{{Side: salient.State(side), P: 1, Share: 1}},
		}
	}, nil
}

// Standing gives the status of a pair, and what keeps it from being open. It fails like Best.
func (d *Day) Standing(from, to salient.PlaceID) (Status, []Cause, error) {
	p, err := d.m.pair(from, to)
	if err != nil {
		return "", nil, err
	}
	t := d.try(p)
	return t.status, d.causes(d.blocked(p, t)), nil
}

// Hours gives the hours of the fastest way of a pair, and nothing more of it: 0 if it is cut.
// It fails like Best.
func (d *Day) Hours(from, to salient.PlaceID) (float64, Status, error) {
	p, err := d.m.pair(from, to)
	if err != nil {
		return 0, "", err
	}
	t := d.try(p)
	return d.m.time(t.way), t.status, nil
}
