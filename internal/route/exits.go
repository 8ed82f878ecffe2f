package route

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// Exits tells from where ways lead to the rear of a side on a day.
type Exits struct {
	d       *Day
	reached []pass // by node: over pieces how passable a rear can be reached; shut if not
}

// Exits finds the ways to the rear of the day's side. A rear that another side holds, or
// a crossing that is closed, is none that day. ok is false if no rear of the side on that
// day is on the map: then nothing can be said about being cut off from it.
func (d *Day) Exits() (e Exits, ok bool) {
	goals, ok := d.rears()
	if !ok {
		return Exits{}, false
	}
	e = Exits{d, make([]pass, d.m.nodes)}
	for _, least := range []pass{open, uncertain} {
		e.flood(goals, least)
	}
	return e, true
}

// rears gives the nodes of the rears that aren't lost; ok is false if there are none on the
// map, lost or not.
func (d *Day) rears() (nodes []int32, ok bool) {
	d.eachRear(func(leaf int, at []int32) {
		ok = true
		if leaf < 0 || d.ground[leaf].pass != shut {
			nodes = append(nodes, at...)
		}
	})
	return nodes, ok
}

func (d *Day) allRears() (nodes []int32) {
	d.eachRear(func(_ int, at []int32) { nodes = append(nodes, at...) })
	return nodes
}

// eachRear calls each with the nodes of every rear that is on the map; leaf is −1 for
// crossings and junctions.
func (d *Day) eachRear(each func(leaf int, at []int32)) {
	w := d.m.widening
	for i := range d.m.leaves {
		if !d.m.leaves[i].rearFor(d.who, d.On, w) {
			continue
		}
		if ends, err := d.m.ends(d.m.leaves[i].place.ID); err == nil {
			each(i, ends)
		}
	}
	for _, x := range d.m.points {
		if d.who.rear(x.place, d.On, w) {
			each(-1, []int32{x.node})
		}
	}
}

// flood marks the nodes from which some of the goals can be reached over pieces that are
// at least as passable as least.
func (e Exits) flood(goals []int32, least pass) {
	queue := slices.Clone(goals)
	seen := make([]bool, len(e.reached))
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if seen[n] {
			continue
		}
		seen[n] = true
		e.reached[n] = max(e.reached[n], least)
		for _, a := range e.d.m.in.of(n) {
			if e.d.state(a.piece()).pass >= least {
				queue = append(queue, e.d.m.start(a))
			}
		}
	}
}

// From says whether a way leads from a place to the rear: open, uncertain or cut. It fails
// with salient.ErrNotFound for a place that doesn't exist or lies more than 5 km from any road.
func (e Exits) From(id salient.PlaceID) (Status, error) {
	nodes, err := e.d.m.ends(id)
	if err != nil {
		return "", err
	}
	best := shut
	for _, n := range nodes {
		best = max(best, e.reached[n])
	}
	return []Status{Cut, Uncertain, Open}[best], nil
}

// CutOff says what cut places off from the rear: the roads out of their pocket that are shut
// and weren't on the day before, by id, and what shuts them. Where there are none (the
// places came to be held in a pocket; before is nil), those that are shut on the way that the
// fewest places shut, and of such ways the fastest, to ground from which nothing shuts the way to a rear.
func (d *Day) CutOff(before *Day, places ...salient.PlaceID) (roads []salient.RoadID, by []Cause, err error) {
	var from []int32
	for _, id := range places {
		nodes, err := d.m.ends(id)
		if err != nil {
			return nil, nil, err
		}
		from = append(from, nodes...)
	}
	var cut []int32
	if before != nil {
		cut = slices.DeleteFunc(d.rim(from), func(i int32) bool { return before.state(i).pass == shut })
	}
	if len(cut) == 0 {
		p := pair{from, d.allRears()}
		cut = d.worse(p, d.breach(p), uncertain)
	}
	for _, i := range cut {
		roads = append(roads, d.m.net.Edges[d.m.pieces[i].edge].Road)
	}
	slices.Sort(roads)
	return slices.Compact(roads), d.causes(cut), nil
}

// breach is the beginning of a way that the fewest places shut, up to where nothing shuts what
// is left of it; of such ways the fastest up to there.
func (d *Day) breach(p pair) []arc {
	t := tolled{m: d.m, pair: p, through: d.classes(d.everClass), toll: d.obstacles(), anywhere: true}
	way, _ := t.way()
	return way
}

// rim lists the shut pieces that lead out of the ground that can be reached from some nodes,
// but for those that only lead abroad.
func (d *Day) rim(from []int32) []int32 {
	queue := slices.Clone(from)
	seen := make([]bool, d.m.nodes)
	var out []int32
	for k := 0; k < len(queue); k++ {
		n := queue[k]
		if seen[n] {
			continue
		}
		seen[n] = true
		for _, a := range d.m.out.of(n) {
			switch {
			case d.state(a.piece()).pass > shut:
				if end := d.m.end(a); !seen[end] {
					queue = append(queue, end)
				}
			case d.everClass(d.m.pieces[a.piece()].class):
				out = append(out, a.piece())
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Held lists the leaves that the day's side holds, with p of at least salient.HeldAt, in
// the order of ids. Foreign ground is never held.
func (d *Day) Held() []salient.PlaceID {
	var out []salient.PlaceID
	for i, g := range d.ground {
		if g.held {
			out = append(out, d.m.leaves[i].place.ID)
		}
	}
	return out
}

// Piece is a stretch of road as it is to the day's side.
type Piece struct {
	Road   salient.RoadID
	Place  salient.PlaceID   // whose cell it lies in, "" if none; or the crossing that decides
	Status Status            // Cut if it is shut
	P      float64           // that the side holds the place
	Claims []salient.ClaimID // that decide; nil if the ground does
	Line   geo.Line
}

// Pieces lists all pieces with their states, in the order of their positions, for drawing.
func (d *Day) Pieces() []Piece {
	out := make([]Piece, len(d.m.pieces))
	for i := range d.m.pieces {
		p, s := &d.m.pieces[i], d.state(int32(i))
		out[i] = Piece{
			Road: d.m.net.Edges[p.edge].Road, Status: []Status{Cut, Uncertain, Open}[s.pass],
			P: s.p, Claims: d.m.ids(s.claims), Line: p.line,
		}
		if p.cell != cell.Outside {
			out[i].Place = d.m.leaves[p.cell].place.ID
		}
		if s.point >= 0 {
			out[i].Place = d.m.points[s.point].place.ID
		}
	}
	return out
}
