package cell

import (
	"slices"

	"github.com/salient-osint/salient/geo"
)

// Piece is a part of a line that lies in one cell.
type Piece struct {
	Cell   int        // Outside for what lies outside the box
	Length geo.Length // the pieces' lengths sum to the line's
	Line   geo.Line   // from where it enters to where it leaves, in the line's direction
}

// From is where the piece begins.
func (p Piece) From() geo.Point { return p.Line[0] }

// To is where the piece ends.
func (p Piece) To() geo.Point { return p.Line[len(p.Line)-1] }

// sliver is the length under which a piece is taken for rounding and given to the piece
// before it, or the first one to the second.
const sliver = geo.Metre / 1000

// Cross cuts a line where it passes from cell to cell. A stretch along an edge lies in the
// cell of the lower number. A line without any length is one piece; one of less than two
// points has none.
func (d *Diagram) Cross(line geo.Line) []Piece {
	if len(line) < 2 {
		return nil
	}
	var out pieces
	for k := 1; k < len(line); k++ {
		if line[k] != line[k-1] {
			d.leg(line[k-1], line[k], &out)
		}
	}
	if len(out) == 0 {
		i, _ := d.At(line[0])
		return []Piece{{i, 0, geo.Line{line[0], line[1]}}}
	}
	return out.withoutSlivers()
}

// leg cuts one straight stretch: what lies before, in, and after the box.
func (d *Diagram) leg(a, b geo.Point, out *pieces) {
	l := stretch{a: a, b: b, length: geo.Distance(a, b)}
	in, leave := l.within(d.box)
	if in >= leave || len(d.tree.order) == 0 {
		out.add(l, Outside, 0, 1)
		return
	}
	out.add(l, Outside, 0, in)
	d.walk(l, in, leave, out)
	out.add(l, Outside, leave, 1)
}

// walk goes along a stretch from cell to cell. Along a straight line the squared distance
// to a site, less what is common to all sites, falls linearly; the cells passed are the
// lower envelope of these lines, so each next site lies farther along the line than the
// one before, which also ends the walk.
func (d *Diagram) walk(l stretch, t, end float64, out *pieces) {
	a, b := d.plane.XY(l.a), d.plane.XY(l.b)
	vx, vy := b.X-a.X, b.Y-a.Y
	along := func(i int) float64 { return d.at[i].X*vx + d.at[i].Y*vy }
	now, _ := d.nearest(geo.XY{X: a.X + t*vx, Y: a.Y + t*vy})
	for {
		next, at := Outside, end
		for _, j := range d.cells[now].Neighbours {
			if j < 0 || along(j) <= along(now) {
				continue
			}
			u := max(t, d.bisects(now, j, a, vx, vy))
			if u < at || u == at && next >= 0 && along(j) > along(next) {
				next, at = j, u
			}
		}
		out.add(l, now, t, at)
		if next < 0 {
			return
		}
		now, t = next, at
	}
}

// bisects is the parameter at which a + t·v is as far from site i as from site j.
func (d *Diagram) bisects(i, j int, a geo.XY, vx, vy float64) float64 {
	p, q := d.at[i], d.at[j]
	dx, dy := q.X-p.X, q.Y-p.Y
	return (((p.X+q.X)/2-a.X)*dx + ((p.Y+q.Y)/2-a.Y)*dy) / (vx*dx + vy*dy)
}

// stretch is a straight part of a line, with a parameter from 0 at a to 1 at b.
type stretch struct {
	a, b   geo.Point
	length geo.Length
}

func (l stretch) at(t float64) geo.Point {
	switch t {
	case 0:
		return l.a
	case 1:
		return l.b
	}
	return geo.Point{Lon: l.a.Lon + t*(l.b.Lon-l.a.Lon), Lat: l.a.Lat + t*(l.b.Lat-l.a.Lat)}
}

// within is the range of the parameter in which the stretch lies in the box (Liang–Barsky);
// it is empty if in ≥ out.
func (l stretch) within(b geo.Box) (in, out float64) {
	in, out = 0, 1
	limit := func(at, by, low, high float64) {
		if by == 0 {
			if at < low || at > high {
				out = -1
			}
			return
		}
		t, u := (low-at)/by, (high-at)/by
		in, out = max(in, min(t, u)), min(out, max(t, u))
	}
	limit(l.a.Lon, l.b.Lon-l.a.Lon, b.West, b.East)
	limit(l.a.Lat, l.b.Lat-l.a.Lat, b.South, b.North)
	return in, out
}

// pieces gathers pieces, joining those of one cell that follow each other.
type pieces []Piece

func (ps *pieces) add(l stretch, cell int, t, u float64) {
	if u <= t {
		return
	}
	ps.append(Piece{cell, l.length * geo.Length(u-t), geo.Line{l.at(t), l.at(u)}})
}

func (ps *pieces) append(p Piece) {
	if n := len(*ps); n > 0 && (*ps)[n-1].Cell == p.Cell {
		(*ps)[n-1].take(p)
		return
	}
	*ps = append(*ps, p)
}

func (p *Piece) take(next Piece) {
	p.Length += next.Length
	p.Line = append(p.Line, next.Line[1:]...)
}

func (ps pieces) withoutSlivers() []Piece {
	if !slices.ContainsFunc(ps, func(p Piece) bool { return p.Length < sliver }) {
		return ps
	}
	var out pieces
	for _, p := range ps {
		n := len(out)
		switch {
		case n > 0 && p.Length < sliver:
			p.Cell = out[n-1].Cell
		case n == 1 && out[0].Length < sliver:
			out[0].Cell = p.Cell
		}
		out.append(p)
	}
	return out
}
