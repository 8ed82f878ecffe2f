package route

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/hierarchy"
)

const (
	// mostShared is the part of its hours that another way may have in common with each before.
	mostShared = 0.5
	// mostLonger is how many times the hours of the fastest way another one may take.
	mostLonger = 2
)

// Others gives up to n ways besides the fastest that share little with it and with each other:
// at most half of their hours, and that take at most twice as long. They are found by making
// what was driven on dearer, half as much again each time, and searching anew (the penalty method,
// Chen, Bell and Bogenberger 2007), from the fastest to the slowest as they come. Like the
// ways of Best they lead over open pieces, or if no way does, over uncertain ones too. It
// fails like Best.
func (d *Day) Others(from, to salient.PlaceID, n int) ([]*Way, error) {
	p, err := d.m.pair(from, to)
	if err != nil {
		return nil, err
	}
	t := d.try(p)
	if t.status == Cut || p.meets() {
		return nil, nil
	}
	free, _ := d.m.fastest().find(p.from, p.to, d.everClass)
	var out []*Way
	for _, way := range d.others(p, t, n) {
		out = append(out, d.way(p, way, free))
	}
	return out, nil
}

func (d *Day) others(p pair, t trial, n int) (out [][]arc) {
	through := d.classes(d.atLeast(t.least))
	driven := map[int32]hierarchy.Cost{} // how many times, by piece
	q := query{
		from: p.from, to: p.to, least: d.m.fastest().h.Least(p.from, p.to),
		through: func(i int32) bool { return through[d.m.pieces[i].class] },
		price:   func(i int32) hierarchy.Cost { return d.m.prices[i] + d.m.prices[i]/2*driven[i] },
	}
	known, best := [][]arc{t.way}, d.m.time(t.way)
	way := t.way
	for round := 0; round < 4*n+4 && len(out) < n; round++ {
		for _, a := range way {
			driven[a.piece()]++
		}
		way, _ = d.m.search(q)
		if d.m.time(way) <= mostLonger*best && d.m.apart(way, known) {
			out, known = append(out, way), append(known, way)
		}
	}
	return out
}

// apart reports whether a way shares little enough with each of some others.
func (m *Map) apart(way []arc, others [][]arc) bool {
	whole := m.time(way)
	for _, o := range others {
		on := map[int32]bool{}
		for _, a := range o {
			on[a.piece()] = true
		}
		var shared float64
		for _, a := range way {
			if on[a.piece()] {
				shared += m.pieces[a.piece()].hours
			}
		}
		if shared > mostShared*whole {
			return false
		}
	}
	return true
}
