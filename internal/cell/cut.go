package cell

import (
	"math"

	"github.com/salient-osint/salient/geo"
)

// polygon is a cell in the making: edge k runs from corner k to the next and has neighbour
// k across it.
type polygon struct {
	corners    []geo.XY
	neighbours []int
}

// cutter makes cells, keeping its working space from one to the next.
type cutter struct {
	near      search
	now, next polygon
	side      []float64
}

// cell cuts the box with the bisectors between a site and its neighbours.
func (c *cutter) cell(d *Diagram, i int32) polygon {
	c.now.box(d)
	site := d.at[i]
	c.near.start(d.tree, site)
	for {
		j, d2, ok := c.near.next()
		if !ok || d2 > 4*c.now.reach(site) {
			break
		}
		if j != i {
			c.cut(site, d.at[j], int(j))
		}
	}
	return polygon{
		append([]geo.XY(nil), c.now.corners...),
		append([]int(nil), c.now.neighbours...),
	}
}

func (p *polygon) box(d *Diagram) {
	sw := d.plane.XY(geo.Point{Lon: d.box.West, Lat: d.box.South})
	ne := d.plane.XY(geo.Point{Lon: d.box.East, Lat: d.box.North})
	p.corners = append(p.corners[:0], sw, geo.XY{X: ne.X, Y: sw.Y}, ne, geo.XY{X: sw.X, Y: ne.Y})
	p.neighbours = append(p.neighbours[:0], Outside, Outside, Outside, Outside)
}

// reach is the squared distance of the farthest corner, −1 for an empty polygon.
func (p *polygon) reach(from geo.XY) float64 {
	far := -1.0
	for _, v := range p.corners {
		dx, dy := v.X-from.X, v.Y-from.Y
		far = max(far, dx*dx+dy*dy)
	}
	return far
}

// cut keeps what lies nearer to site than to other.
func (c *cutter) cut(site, other geo.XY, number int) {
	dx, dy := other.X-site.X, other.Y-site.Y
	mx, my := site.X+dx/2, site.Y+dy/2
	c.side = c.side[:0]
	beyond := false
	for _, v := range c.now.corners {
		s := (v.X-mx)*dx + (v.Y-my)*dy
		c.side = append(c.side, s)
		beyond = beyond || s > 0
	}
	if beyond {
		c.keep(number)
	}
}

// keep makes the next polygon of the corners whose side isn't positive and of the points
// where edges change sides.
func (c *cutter) keep(number int) {
	c.next.corners, c.next.neighbours = c.next.corners[:0], c.next.neighbours[:0]
	n := len(c.now.corners)
	for k := range n {
		after := (k + 1) % n
		a, b := c.side[k], c.side[after]
		if a <= 0 {
			c.next.add(c.now.corners[k], c.now.neighbours[k])
			if b > 0 {
				c.next.add(between(c.now.corners[k], c.now.corners[after], a, b), number)
			}
		} else if b <= 0 {
			c.next.add(between(c.now.corners[k], c.now.corners[after], a, b), c.now.neighbours[k])
		}
	}
	c.now, c.next = c.next, c.now
}

func (p *polygon) add(at geo.XY, neighbour int) {
	p.corners = append(p.corners, at)
	p.neighbours = append(p.neighbours, neighbour)
}

// between is the point where a value that is a at p and b at q, of unlike signs, is 0.
func between(p, q geo.XY, a, b float64) geo.XY {
	t := a / (a - b)
	return geo.XY{X: p.X + t*(q.X-p.X), Y: p.Y + t*(q.Y-p.Y)}
}

// least is the length in metres under which an edge is rounding and no edge.
const least = 1e-6

// without returns the polygon without the edges that drop says yes to; the two corners of
// such an edge become one.
func (p polygon) without(drop func(k int) bool) polygon {
	kept := 0
	for kept < len(p.corners) && !drop(kept) {
		kept++
	}
	if kept == len(p.corners) && kept >= 3 {
		return p
	}
	var out polygon
	for k := range p.corners {
		if !drop(k) {
			out.add(p.corners[k], p.neighbours[k])
		}
	}
	if len(out.corners) < 3 {
		return polygon{}
	}
	return out
}

func (p polygon) short(k int) bool {
	a, b := p.corners[k], p.corners[(k+1)%len(p.corners)]
	return math.Hypot(a.X-b.X, a.Y-b.Y) < least
}

// edgeTo is the number of the edge to a neighbour, −1 if there is none.
func (p polygon) edgeTo(neighbour int) int {
	for k, n := range p.neighbours {
		if n == neighbour {
			return k
		}
	}
	return -1
}
