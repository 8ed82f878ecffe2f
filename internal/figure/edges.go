package figure

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// EdgesOf finds the lines that cells share: legs whose two ends are the same in both, to a
// millionth of a degree (0.1 m). Cells that only touch at a point, or along parts of legs,
// share none. Sorted by the cells' ids.
func EdgesOf(cells []Cell) []Edge {
	legs := map[[2]corner]salient.PlaceID{}
	shared := map[[2]salient.PlaceID][]geo.Line{}
	for _, c := range byPlace(cells) {
		eachLeg(c.Area, func(p, q geo.Point) {
			key := legKey(p, q)
			other, ok := legs[key]
			if !ok {
				legs[key] = c.Place
			} else if other != c.Place {
				pair := [2]salient.PlaceID{other, c.Place}
				shared[pair] = append(shared[pair], geo.Line{p, q})
			}
		})
	}
	var out []Edge
	for pair, lines := range shared {
		for _, l := range chained(lines) {
			out = append(out, Edge{pair[0], pair[1], l})
		}
	}
	slices.SortFunc(out, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B),
			cmp.Compare(a.Line[0].Lon, b.Line[0].Lon), cmp.Compare(a.Line[0].Lat, b.Line[0].Lat))
	})
	return out
}

func byPlace(cells []Cell) []Cell {
	out := slices.Clone(cells)
	slices.SortStableFunc(out, func(a, b Cell) int { return cmp.Compare(a.Place, b.Place) })
	return out
}

func eachLeg(m geo.MultiPolygon, leg func(p, q geo.Point)) {
	for _, polygon := range m {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				leg(ring[i-1], ring[i])
			}
		}
	}
}

// corner is a point on a grid fine enough to tell corners apart and coarse enough to find
// the same one computed twice.
type corner [2]int64

func cornerOf(p geo.Point) corner {
	return corner{int64(math.Round(p.Lon * 1e6)), int64(math.Round(p.Lat * 1e6))}
}

func legKey(p, q geo.Point) [2]corner {
	a, b := cornerOf(p), cornerOf(q)
	if a[0] > b[0] || a[0] == b[0] && a[1] > b[1] {
		return [2]corner{b, a}
	}
	return [2]corner{a, b}
}

// chained joins lines that follow one another, in the order in which they come.
func chained(lines []geo.Line) []geo.Line {
	var out []geo.Line
	for _, l := range lines {
		if n := len(out); n > 0 {
			last := out[n-1]
			if cornerOf(last[len(last)-1]) == cornerOf(l[0]) {
				out[n-1] = append(last, l[1:]...)
				continue
			}
		}
		out = append(out, slices.Clone(l))
	}
	if n := len(out); n > 1 { // a chain that a ring's start broke in two
		first, last := out[0], out[n-1]
		if cornerOf(last[len(last)-1]) == cornerOf(first[0]) {
			out[0] = append(last, first[1:]...)
			out = out[:n-1]
		}
	}
	return out
}

// outline returns the legs of cells that no two of them share: the edge of their union.
func outline(cells []Cell) []geo.Line {
	uses := map[[2]corner]int{}
	for _, c := range cells {
		eachLeg(c.Area, func(p, q geo.Point) { uses[legKey(p, q)]++ })
	}
	var out []geo.Line
	for _, c := range cells {
		var legs []geo.Line
		eachLeg(c.Area, func(p, q geo.Point) {
			if uses[legKey(p, q)] == 1 {
				legs = append(legs, geo.Line{p, q})
			}
		})
		out = append(out, chained(legs)...)
	}
	return out
}

// front says how the line between two cells is drawn.
type front uint8

const (
	hairline front = iota
	firm
	fuzzy
)

// firmFrom is the probability from which both sides of a firm front must be held.
const firmFrom = 0.80

// frontBetween tells where a front runs: between unlike holders, on evidence for both. It
// is firm if both hold and were seen to, very likely at least.
func frontBetween(a, b Control) front {
	known := func(c Control) bool { return c.State == Held || c.State == Contested }
	if !known(a) || !known(b) || sameHolder(a, b) {
		return hairline
	}
	sure := func(c Control) bool { return c.State == Held && !c.Inferred && c.grade() > 0 }
	if sure(a) && sure(b) {
		return firm
	}
	return fuzzy
}

func sameHolder(a, b Control) bool {
	if a.State != b.State {
		return false
	}
	if a.State == Held {
		return a.Side == b.Side
	}
	p, q := a.parties(), b.parties()
	slices.Sort(p)
	slices.Sort(q)
	return slices.Equal(p, q)
}
