package route

import (
	"fmt"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// Status of a pair of places, for a side on a day.
type Status string

// The statuses.
const (
	Open      Status = "open"      // a way of open pieces exists
	Uncertain Status = "uncertain" // only ways with uncertain pieces exist
	Cut       Status = "cut"       // not even those
)

// Query asks for the way of a side between two places on a day. Any leaf of a place will
// do, as start and as end.
type Query struct {
	Side     salient.ActorID
	From, To salient.PlaceID
	Day      when.Day
}

// Answer is what there is between two places. The ways are nil if the pair is cut.
type Answer struct {
	Status Status
	Best   *Way    // the fastest
	Safest *Way    // the one with the greatest P
	Others []*Way  // that share little with the fastest, if they were asked for (Day.Others)
	By     []Cause // what keeps it from being open; nil if it is open
}

// Way is a way from place to place.
type Way struct {
	Length  geo.Length
	Hours   float64
	Detour  float64           // hours ÷ hours of the fastest way if nobody stood in the way; 1 if both are 0
	LeastP  float64           // the least chance, among its places, that the side holds the place
	P       float64           // their product, and ½ for each threat
	Places  []salient.PlaceID // leaves whose cells it passes, and crossings, in order
	Roads   []salient.RoadID  // in order
	Line    geo.Line
	Claims  []salient.ClaimID // that open pieces of it
	Threats []salient.ClaimID // against pieces of it
	By      []Cause           // what keeps it from being open; nil if it is
}

// Cause is a place, or claims, that keep pieces of a way from being open.
type Cause struct {
	Place  salient.PlaceID   // the highest settlement whose leaves are all the same to the side; a crossing; "" outside the cells
	Holder salient.Holder    // the other side that holds it, if the ground decides; else the likeliest
	Claims []salient.ClaimID // the claims that decide; nil if the ground does
}

// Best answers a query on the ground that is given: the fastest and the safest way over
// open pieces, else over uncertain ones too. It fails with salient.ErrNotFound if a place
// doesn't exist or is more than 5 km from any road.
func (m *Map) Best(held salient.Ground, q Query) (Answer, error) {
	return m.On(held, q.Side, q.Day).Best(q.From, q.To)
}

// Best answers for the day's side.
func (d *Day) Best(from, to salient.PlaceID) (Answer, error) {
	p, err := d.m.pair(from, to)
	if err != nil {
		return Answer{}, err
	}
	t := d.try(p)
	a := Answer{Status: t.status, By: d.causes(d.blocked(p, t))}
	if t.status == Cut {
		return a, nil
	}
	free, _ := d.m.fastest().find(p.from, p.to, d.everClass)
	a.Best = d.way(p, t.way, free)
	safest, _ := d.safest(p, t.least)
	a.Safest = d.way(p, safest, free)
	return a, nil
}

// pair is the nodes at which ways may begin and end.
type pair struct{ from, to []int32 }

// meets reports whether a node is in both.
func (p pair) meets() bool {
	return slices.ContainsFunc(p.from, func(n int32) bool { return slices.Contains(p.to, n) })
}

func (m *Map) pair(from, to salient.PlaceID) (pair, error) {
	a, err := m.ends(from)
	if err != nil {
		return pair{}, err
	}
	b, err := m.ends(to)
	return pair{a, b}, err
}

// trial is the fastest way there is.
type trial struct {
	status Status
	least  pass // of the pieces that were let through
	way    []arc
}

func (d *Day) try(p pair) trial {
	for k, least := range levels {
		way, ok := d.fastest(p, k)
		if ok && (len(way) > 0 || d.stay(p) >= least) {
			return trial{statuses[k], least, way}
		}
	}
	return trial{status: Cut}
}

// statuses of a pair, by the level of its ways.
var statuses = [2]Status{Open, Uncertain}

// blocked lists the pieces that keep a pair from being open: on its fastest way the uncertain
// ones; if it is cut, the shut ones on the way that the fewest places shut.
func (d *Day) blocked(p pair, t trial) []int32 {
	switch t.status {
	case Open:
		return nil
	case Uncertain:
		return d.worse(p, t.way, open)
	}
	return d.worse(p, d.obstructed(p), uncertain)
}

// safest is the way over pieces of a state with the greatest product of p, of equally safe
// ones the fastest.
func (d *Day) safest(p pair, least pass) (way []arc, ok bool) {
	t := tolled{m: d.m, pair: p, through: d.classes(d.atLeast(least)), toll: d.dangers(), least: d.m.fastest().h.Least(p.from, p.to)}
	return t.way()
}

// obstructed is the way that the fewest places shut, each counted when it is entered, of
// such ways the fastest.
func (d *Day) obstructed(p pair) []arc {
	t := tolled{m: d.m, pair: p, through: d.classes(d.everClass), toll: d.obstacles(), least: d.m.fastest().h.Least(p.from, p.to)}
	way, _ := t.way()
	return way
}

// classes evaluates a choice of classes.
func (d *Day) classes(through func(class int32) bool) []bool {
	out := make([]bool, len(d.states))
	for k := range out {
		out[k] = through(int32(k))
	}
	return out
}

// fastest is the fastest way over pieces of a level; whether there is one is known without
// searching for it.
func (d *Day) fastest(p pair, level int) (way []arc, ok bool) {
	switch {
	case p.meets():
		return nil, true
	case !d.joins(p, level):
		return nil, false
	}
	return d.m.fastest().find(p.from, p.to, d.atLeast(levels[level]))
}

// worse lists the pieces of a way that are less passable than some state.
func (d *Day) worse(p pair, way []arc, least pass) []int32 {
	return slices.DeleteFunc(d.on(p, way), func(i int32) bool { return d.state(i).pass >= least })
}

// on lists the pieces of a way, in its order; of the empty way those where its ends meet.
func (d *Day) on(p pair, way []arc) []int32 {
	if len(way) == 0 {
		return d.m.at(p)
	}
	out := make([]int32, len(way))
	for k, a := range way {
		out[k] = a.piece()
	}
	return out
}

// stay is how passable the ground is for a pair whose ends share a node: the best piece
// that meets there.
func (d *Day) stay(p pair) pass {
	best := shut
	for _, i := range d.m.at(p) {
		best = max(best, d.state(i).pass)
	}
	return best
}

// at lists the pieces that leave the nodes shared by a pair's ends.
func (m *Map) at(p pair) []int32 {
	var out []int32
	for _, n := range p.from {
		if !slices.Contains(p.to, n) {
			continue
		}
		for _, a := range m.out.of(n) {
			out = append(out, a.piece())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// way describes a way; free is the fastest one if nobody stood in it.
func (d *Day) way(p pair, arcs, free []arc) *Way {
	w := &Way{Detour: 1, LeastP: 1, P: 1}
	if len(arcs) == 0 {
		d.standing(p, w)
		return w
	}
	var opened, threats []int32
	before := int32(-1)
	var logP int64
	danger := d.dangers()
	for _, a := range arcs {
		s, i := d.state(a.piece()), a.piece()
		piece := &d.m.pieces[i]
		w.Length += piece.length
		w.Hours += piece.hours
		w.LeastP = min(w.LeastP, s.p)
		logP += danger(before, piece.class)
		d.pass(w, a)
		if s.pass == open && s.point < 0 {
			opened = append(opened, s.claims...)
		}
		threats = append(threats, s.threats...)
		before = piece.class
	}
	w.P = math.Exp(-float64(logP) / dangerUnit)
	w.Detour = ratio(w.Hours, d.m.time(free))
	w.Claims, w.Threats = d.m.ids(opened), d.m.ids(threats)
	w.By = d.causes(d.worse(p, arcs, open))
	return w
}

// standing describes staying where one is.
func (d *Day) standing(p pair, w *Way) {
	for _, i := range d.m.at(p) {
		if c := d.m.pieces[i].cell; c != cell.Outside {
			w.Places = []salient.PlaceID{d.m.leaves[c].place.ID}
			w.LeastP, w.P = d.state(i).p, d.state(i).p
			return
		}
	}
}

// pass adds the places, roads and points of an arc.
func (d *Day) pass(w *Way, a arc) {
	m, i := d.m, a.piece()
	if len(w.Line) == 0 {
		d.crossings(w, m.start(a))
	}
	if c := m.pieces[i].cell; c != cell.Outside {
		w.Places = added(w.Places, m.leaves[c].place.ID)
	}
	w.Roads = added(w.Roads, m.net.Edges[m.pieces[i].edge].Road)
	d.crossings(w, m.end(a))
	line := slices.Clone(m.pieces[i].line)
	if a.back() {
		slices.Reverse(line)
	}
	if n := len(w.Line); n > 0 && w.Line[n-1] == line[0] {
		line = line[1:]
	}
	w.Line = append(w.Line, line...)
}

func (d *Day) crossings(w *Way, node int32) {
	for _, i := range d.m.pointsAt[node] {
		if p := d.m.points[i].place; p.Kind == salient.Crossing {
			w.Places = added(w.Places, p.ID)
		}
	}
}

func added[T comparable](list []T, v T) []T {
	if n := len(list); n > 0 && list[n-1] == v {
		return list
	}
	return append(list, v)
}

func (m *Map) time(way []arc) float64 {
	var sum float64
	for _, a := range way {
		sum += m.pieces[a.piece()].hours
	}
	return sum
}

func ratio(hours, free float64) float64 {
	if free > 0 {
		return hours / free
	}
	return 1
}

// ids names claims, each once, in the order of ids.
func (m *Map) ids(claims []int32) []salient.ClaimID {
	var out []salient.ClaimID
	for _, i := range claims {
		out = append(out, m.claims[i].ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// causes names what keeps pieces from being open, each place once, in their order.
func (d *Day) causes(pieces []int32) []Cause {
	var out []Cause
	for _, i := range pieces {
		c := d.cause(i)
		same := func(o Cause) bool { return o.Place == c.Place && slices.Equal(o.Claims, c.Claims) }
		if !slices.ContainsFunc(out, same) {
			out = append(out, c)
		}
	}
	return out
}

func (d *Day) cause(i int32) Cause {
	s, at := d.state(i), d.m.pieces[i].cell
	c := Cause{Claims: d.m.ids(s.claims)}
	if at != cell.Outside {
		c.Place, c.Holder = d.m.leaves[at].place.ID, d.ground[at].holder
	}
	switch {
	case s.point >= 0:
		c.Place, c.Holder = d.m.points[s.point].place.ID, salient.Holder{}
	case at != cell.Outside && c.Claims == nil:
		c.Place = d.m.climb(at, func(j int) bool { return d.ground[j].pass == d.ground[at].pass })
	}
	return c
}

// Climb gives the highest settlement above a leaf whose leaves with a cell are all alike,
// or the leaf itself. It fails for what isn't a leaf with a cell.
func (m *Map) Climb(id salient.PlaceID, alike func(leaf salient.PlaceID) bool) (salient.PlaceID, error) {
	i, ok := m.cells.Find(string(id))
	if !ok {
		return "", fmt.Errorf("a cell of place %s: %w", id, salient.ErrNotFound)
	}
	return m.climb(i, func(j int) bool { return alike(m.leaves[j].place.ID) }), nil
}

// climb gives the highest settlement above a leaf whose leaves are all alike, or the leaf.
func (m *Map) climb(i int, alike func(leaf int) bool) salient.PlaceID {
	at := m.leaves[i].place
	for {
		up, ok := m.c.Place(at.Parent)
		if !ok || !up.Kind.Settled() || slices.ContainsFunc(m.under[up.ID], func(j int) bool { return !alike(j) }) {
			return at.ID
		}
		at = up
	}
}
