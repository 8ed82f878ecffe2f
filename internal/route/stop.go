package route

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// stop is where a road passes nearest to the point of a place, in its cell.
type stop struct {
	edge, part int
	leg        int // it lies between the line's points leg−1 and leg
	at         geo.Point
	away       float64 // metres
}

// stops splits parts so that there is a node in each cell that a road passes without one:
// where it passes nearest to the place's point, of equally near ones at the first.
func (m *Map) stops(parts [][]cell.Piece) {
	best := map[int]stop{}
	for _, c := range m.cellOf {
		if c != cell.Outside {
			best[int(c)] = stop{part: -1}
		}
	}
	for e := range parts {
		for k, p := range parts[e] {
			if b, seen := best[p.Cell]; p.Cell != cell.Outside && (!seen || b.part >= 0) {
				s := nearest(p.Line, m.cells.Site(p.Cell).At)
				if s.edge, s.part = e, k; !seen || s.away < b.away {
					best[p.Cell] = s
				}
			}
		}
	}
	split(parts, best)
}

// nearest finds the point of a line that is nearest to p.
func nearest(l geo.Line, p geo.Point) stop {
	best := stop{away: math.Inf(1)}
	plane := geo.PlaneAt(p)
	for k := 1; k < len(l); k++ {
		at, _ := plane.Nearest(p, l[k-1], l[k])
		v := plane.XY(at)
		if away := math.Hypot(v.X, v.Y); away < best.away {
			best = stop{leg: k, at: at, away: away}
		}
	}
	return best
}

// split cuts the parts at their stops, the later ones of an edge first.
func split(parts [][]cell.Piece, at map[int]stop) {
	var stops []stop
	for _, s := range at {
		if s.part >= 0 {
			stops = append(stops, s)
		}
	}
	slices.SortFunc(stops, func(a, b stop) int { return b.part - a.part })
	for _, s := range stops {
		p := parts[s.edge][s.part]
		a, b := p, p
		a.Line = append(slices.Clone(p.Line[:s.leg]), s.at)
		b.Line = append(geo.Line{s.at}, p.Line[s.leg:]...)
		if whole := p.Line.Length(); whole > 0 {
			a.Length = p.Length * (a.Line.Length() / whole)
		}
		b.Length = p.Length - a.Length
		parts[s.edge] = slices.Replace(parts[s.edge], s.part, s.part+1, a, b)
	}
}
