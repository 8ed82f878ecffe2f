package area

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// edge is the k-th edge of a cell, from its k-th vertex to the next.
type edge struct{ cell, k int }

func (p *painter) neighbour(e edge) int { return p.d.Cell(e.cell).Neighbours[e.k] }

func (p *painter) next(e edge) edge {
	return edge{e.cell, (e.k + 1) % len(p.d.Cell(e.cell).Vertices)}
}

func (p *painter) start(e edge) int { return p.d.Cell(e.cell).Vertices[e.k] }

func (p *painter) end(e edge) int { return p.start(p.next(e)) }

// twin is the same edge as its other cell sees it.
func (p *painter) twin(e edge) edge {
	j := p.neighbour(e)
	return edge{j, slices.Index(p.d.Cell(j).Neighbours, e.cell)}
}

// stateAcross is the state beyond an edge.
func (p *painter) stateAcross(e edge) salient.State {
	if j := p.neighbour(e); j != cell.Outside {
		return p.state[j]
	}
	return ""
}

// regions finds the ground in one piece of each state.
func (p *painter) regions() []Region {
	seen := make([]bool, len(p.cells))
	var out []Region
	for i := range p.cells {
		if p.state[i] == "" || p.cells[i].Ring == nil || seen[i] {
			continue
		}
		out = append(out, p.region(p.spread(i, seen)))
	}
	slices.SortStableFunc(out, func(a, b Region) int { return cmp.Compare(p.rank(a.State), p.rank(b.State)) })
	return out
}

// rank is a state's place in the order; states that aren't in it come last.
func (p *painter) rank(s salient.State) int {
	if i := slices.Index(p.order, s); i >= 0 {
		return i
	}
	return len(p.order)
}

// spread lists the cells in one piece with i, in their order.
func (p *painter) spread(i int, seen []bool) []int {
	seen[i] = true
	cells := []int{i}
	for n := 0; n < len(cells); n++ {
		for _, j := range p.d.Cell(cells[n]).Neighbours {
			if j != cell.Outside && !seen[j] && p.state[j] == p.state[i] {
				seen[j] = true
				cells = append(cells, j)
			}
		}
	}
	slices.Sort(cells)
	return cells
}

func (p *painter) region(cells []int) Region {
	r := Region{State: p.state[cells[0]], Outline: p.outline(cells)}
	for _, i := range cells {
		place := p.cells[i].Place
		r.Places = append(r.Places, place.ID)
		r.Km2 += p.d.Area(i)
		if place.Population != nil {
			r.People += *place.Population
		} else {
			r.Unknown++
		}
	}
	return r
}

// outline follows the edges of a region's cells that have another state across: one ring
// that runs counter-clockwise around it, and clockwise ones around its holes.
func (p *painter) outline(cells []int) geo.Polygon {
	var out geo.Polygon
	done := map[edge]bool{}
	for _, i := range cells {
		for k := range p.d.Cell(i).Neighbours {
			if e := (edge{i, k}); p.rim(e) && !done[e] {
				out = append(out, p.follow(e, done))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b geo.Ring) int { return -cmp.Compare(signedArea(a), signedArea(b)) })
	return out
}

func (p *painter) rim(e edge) bool { return p.stateAcross(e) != p.state[e.cell] }

// follow goes along the rim with the region on the left. At a vertex where regions touch
// it turns through the region's own cells, so that rings never cross themselves.
func (p *painter) follow(from edge, done map[edge]bool) geo.Ring {
	ring := geo.Ring{p.d.Vertex(p.start(from))}
	for e := from; !done[e]; {
		done[e] = true
		ring = append(ring, p.d.Vertex(p.end(e)))
		for e = p.next(e); !p.rim(e); {
			e = p.next(p.twin(e))
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
