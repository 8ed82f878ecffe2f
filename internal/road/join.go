package road

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/salient-osint/salient/geo"
)

// nodesOf are the points of lines that are nodes.
type nodesOf struct {
	nodes []geo.Point
	node  map[geo.Point]int // by a line's own point
}

// joints finds where lines meet or end. It puts a point into a line of lines where another
// line's loose end is joined to the middle of a leg. The ends of firm lines are where they
// should be, and such lines meet each other at their ends alone.
func joints(lines []geo.Line, firm func(i int) bool, snap geo.Length) nodesOf {
	use := usesOf(lines, firm)
	same := map[geo.Point]geo.Point{} // a loose end to what it is joined to
	if snap > 0 {
		for _, e := range looseEnds(lines, firm, use, snap) {
			if e.found {
				same[e.at] = e.to
				use[e.to] = use[e.to].and(e.on).and(e.line)
				e.put(lines)
			}
		}
	}
	return number(lines, use, same)
}

// use says who passes through a point.
type use struct {
	line   int  // the first line that does, from 1
	again  bool // somebody does a second time, be it the same line
	shared bool // another line does
}

func (u use) and(line int) use {
	if u.line == 0 {
		return use{line: line + 1}
	}
	return use{u.line, true, u.shared || u.line != line+1}
}

func usesOf(lines []geo.Line, firm func(i int) bool) map[geo.Point]use {
	u := make(map[geo.Point]use, len(lines))
	for i, l := range lines {
		if firm(i) {
			u[l[0]] = u[l[0]].and(i)
			u[l[len(l)-1]] = u[l[len(l)-1]].and(i)
			continue
		}
		for _, p := range l {
			u[p] = u[p].and(i)
		}
	}
	for i, l := range lines { // what lies along a firm line matters where others have it too
		if !firm(i) {
			continue
		}
		for _, p := range l[1 : len(l)-1] {
			if met, ok := u[p]; ok {
				u[p] = met.and(i)
			}
		}
	}
	return u
}

// end is the loose end of a line, and the nearest point of another line found so far.
type end struct {
	at    geo.Point
	line  int
	plane geo.Plane // around the end
	found bool
	away  float64 // metres
	to    geo.Point
	on    int // the line that to lies on
}

// looseEnds finds, for each end that meets no other line, the nearest point of another line
// within snap.
func looseEnds(lines []geo.Line, firm func(i int) bool, use map[geo.Point]use, snap geo.Length) []*end {
	var ends []*end
	for i, l := range lines {
		if len(l) == 0 || firm(i) {
			continue
		}
		for _, p := range []geo.Point{l[0], l[len(l)-1]} {
			if !use[p].shared {
				ends = append(ends, &end{at: p, line: i, plane: geo.PlaneAt(p), away: float64(snap)})
			}
		}
	}
	if len(ends) == 0 {
		return nil
	}
	g := gridOf(ends, snap)
	for i, l := range lines {
		for k := 1; k < len(l); k++ {
			g.near(l[k-1], l[k], func(e *end) { e.try(i, l[k-1], l[k]) })
		}
	}
	return ends
}

// try takes the nearest point of a leg of line i if it is nearer than what was found. Of
// equally near points the one farther west, then south, is taken.
func (e *end) try(i int, a, b geo.Point) {
	if i == e.line {
		return
	}
	p, _ := e.plane.Nearest(e.at, a, b)
	d := metres(e.plane, e.at, p)
	if d < e.away || d == e.away && (!e.found || byPosition(p, e.to) < 0) {
		e.found, e.away, e.to, e.on = true, d, p, i
	}
}

func metres(pl geo.Plane, a, b geo.Point) float64 {
	p, q := pl.XY(a), pl.XY(b)
	return math.Hypot(p.X-q.X, p.Y-q.Y)
}

// put makes the joined point one of the line that it lies on, if it isn't yet.
func (e *end) put(lines []geo.Line) {
	l := lines[e.on]
	if slices.Contains(l, e.to) {
		return
	}
	best, after := math.Inf(1), 0
	for k := 1; k < len(l); k++ {
		p, _ := e.plane.Nearest(e.to, l[k-1], l[k])
		d := metres(e.plane, e.to, p)
		if d < best {
			best, after = d, k
		}
	}
	lines[e.on] = slices.Insert(slices.Clone(l), after, e.to)
}

// Snap joins the loose ends of lines to other lines within a distance, as New does: ends are
// moved, and points put into the lines that they are joined to. It returns the ends that were
// moved, by position. Lines belong to the caller and are changed.
func Snap(lines []geo.Line, snap geo.Length) []geo.Point {
	j := joints(lines, func(int) bool { return false }, snap)
	moved := map[geo.Point]bool{}
	for i, l := range lines {
		for _, k := range []int{0, len(l) - 1} {
			if k < 0 {
				continue
			}
			if at := j.nodes[j.node[l[k]]]; at != l[k] {
				moved[l[k]] = true
				l = slices.Clone(l)
				l[k] = at
				lines[i] = l
			}
		}
	}
	return slices.SortedFunc(maps.Keys(moved), byPosition)
}

// number makes nodes of the ends and of the points that lines share; points that were
// joined are one node, at the place of the one that was there.
func number(lines []geo.Line, use map[geo.Point]use, same map[geo.Point]geo.Point) nodesOf {
	root := roots(same)
	at := make(map[geo.Point]bool, len(lines))
	isNode := func(l geo.Line, k int) bool {
		_, joined := same[l[k]]
		return k == 0 || k == len(l)-1 || use[l[k]].again || joined
	}
	j := nodesOf{node: make(map[geo.Point]int, len(lines))}
	for _, l := range lines {
		for k, p := range l {
			if isNode(l, k) {
				at[root(p)] = true
				j.node[p] = 0
			}
		}
	}
	for p := range at {
		j.nodes = append(j.nodes, p)
	}
	slices.SortFunc(j.nodes, byPosition)
	for p := range j.node {
		j.node[p], _ = slices.BinarySearchFunc(j.nodes, root(p), byPosition)
	}
	return j
}

// roots follows joined points to the one that stands for all. Two loose ends may be joined
// to each other, or more of them in a ring: then the one farthest west stands for them.
func roots(same map[geo.Point]geo.Point) func(geo.Point) geo.Point {
	return func(p geo.Point) geo.Point {
		passed := []geo.Point{p}
		for {
			q, ok := same[p]
			if !ok {
				return p
			}
			if k := slices.Index(passed, q); k >= 0 {
				return slices.MinFunc(passed[k:], byPosition)
			}
			passed = append(passed, q)
			p = q
		}
	}
}

// grid finds the ends near a leg.
type grid struct {
	size  float64 // of a square, in degrees
	reach geo.Length
	ends  map[[2]int][]*end
}

// squareSize in degrees: about a kilometre, so that a leg of some kilometres meets few.
const squareSize = 0.01

func gridOf(ends []*end, reach geo.Length) grid {
	g := grid{squareSize, reach, map[[2]int][]*end{}}
	for _, e := range ends {
		at := [2]int{g.square(e.at.Lon), g.square(e.at.Lat)}
		g.ends[at] = append(g.ends[at], e)
	}
	return g
}

func (g grid) square(degrees float64) int { return int(math.Floor(degrees / g.size)) }

// near calls each for the ends whose square the box around a leg, grown by reach, meets.
func (g grid) near(a, b geo.Point, each func(*end)) {
	if len(g.ends) == 0 {
		return
	}
	box, _ := geo.BoxOf(a, b)
	ky := float64(g.reach) / float64(geo.Distance(geo.Point{}, geo.Point{Lat: 1}))
	kx := ky / max(0.01, math.Cos(max(math.Abs(box.South), math.Abs(box.North))*math.Pi/180))
	x0, x1 := g.square(box.West-kx), g.square(box.East+kx)
	y0, y1 := g.square(box.South-ky), g.square(box.North+ky)
	if (x1-x0+1)*(y1-y0+1) > len(g.ends) {
		g.scan(x0, x1, y0, y1, each)
		return
	}
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			for _, e := range g.ends[[2]int{x, y}] {
				each(e)
			}
		}
	}
}

// scan is near for legs that meet more squares than there are.
func (g grid) scan(x0, x1, y0, y1 int, each func(*end)) {
	var in [][2]int
	for at := range g.ends {
		if x0 <= at[0] && at[0] <= x1 && y0 <= at[1] && at[1] <= y1 {
			in = append(in, at)
		}
	}
	slices.SortFunc(in, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, at := range in {
		for _, e := range g.ends[at] {
			each(e)
		}
	}
}
