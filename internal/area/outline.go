package area

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// regions finds the ground in one piece of each state.
func (p *painter) regions() []Region {
	seen := make([]bool, p.d.Len())
	done := make([]bool, len(p.cell))
	byState := make([][]Region, len(p.states))
	for i := range seen {
		if p.members[i].ring != nil && p.drawn(p.state[i]) && !seen[i] {
			s := p.state[i]
			byState[s] = append(byState[s], p.region(p.spread(int32(i), seen), done))
		}
	}
	return slices.Concat(byState...)
}

// spread lists the cells in one piece with i, in their order.
func (p *painter) spread(i int32, seen []bool) []int32 {
	seen[i] = true
	cells := []int32{i}
	for n := 0; n < len(cells); n++ {
		for e := p.first[cells[n]]; e < p.first[cells[n]+1]; e++ {
			if t := p.twin[e]; t != none && !seen[p.cell[t]] && p.across(e) == p.state[i] {
				seen[p.cell[t]] = true
				cells = append(cells, p.cell[t])
			}
		}
	}
	slices.Sort(cells)
	return cells
}

func (p *painter) region(cells []int32, done []bool) Region {
	r := Region{
		State: p.states[p.state[cells[0]]], Outline: p.outline(cells, done),
		Places: make([]salient.PlaceID, len(cells)),
	}
	for k, i := range cells {
		r.Places[k] = p.members[i].place.ID
		r.Area += geo.Area(p.members[i].m2)
	}
	return r
}

// outline follows the edges of a region's cells that have another state across: one ring
// that runs counter-clockwise around it, and clockwise ones around its holes.
func (p *painter) outline(cells []int32, done []bool) geo.Polygon {
	var out geo.Polygon
	for _, i := range cells {
		for e := p.first[i]; e < p.first[i+1]; e++ {
			if p.rim(e) && !done[e] {
				out = append(out, p.follow(e, done))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b geo.Ring) int { return cmp.Compare(signedArea(b), signedArea(a)) })
	return out
}

func (p *painter) rim(e int32) bool { return p.across(e) != p.state[p.cell[e]] || p.twin[e] == none }

// follow goes along the rim with the region on the left. At a vertex where regions touch
// it turns through the region's own cells, so that rings never cross themselves.
func (p *painter) follow(from int32, done []bool) geo.Ring {
	ring := geo.Ring{p.points[p.start[from]]}
	for e := from; !done[e]; {
		done[e] = true
		ring = append(ring, p.points[p.end(e)])
		for e = p.next(e); !p.rim(e); {
			e = p.next(p.twin[e])
		}
	}
	return ring
}

// signedArea is positive for rings that run counter-clockwise, in square degrees.
func signedArea(r geo.Ring) float64 {
	var twice float64
	for k := 1; k < len(r); k++ {
		twice += (r[k-1].Lon-r[0].Lon)*(r[k].Lat-r[0].Lat) - (r[k].Lon-r[0].Lon)*(r[k-1].Lat-r[0].Lat)
	}
	return twice / 2
}
