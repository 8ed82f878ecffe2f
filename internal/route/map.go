package route

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/hierarchy"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/when"
)

// SideOf gives the side that an actor belongs to on a day; ok is false if it has none.
type SideOf func(actor salient.ActorID, day when.Day) (side salient.ActorID, ok bool)

// Map is a case's roads cut into pieces by the cells of its places, with the claims about
// roads laid onto them. It doesn't depend on who holds what, and is read-only.
type Map struct {
	c        *salient.Case
	widening when.Widening
	cells    *cell.Diagram
	leaves   []leaf // by site of the diagram
	pieces   []piece
	prices   []hierarchy.Cost // by piece
	classes  []class
	nodes    int  // the network's, then those between pieces
	out, in  rows // arcs by the node that they leave, and that they reach
	net      *road.Network
	cellOf   []int32   // by node of the network: the cell that it lies in, or cell.Outside
	inside   [][]int32 // by cell: the network's nodes in it
	through  [][]int32 // by cell: the pieces in it
	under    map[salient.PlaceID][]int
	points   []point
	pointsAt map[int32][]int32 // by node: the points there
	claims   []claim
	unplaced []salient.ClaimID
	sideOf   SideOf

	// Worked out when first asked for.
	joints  func() *joints
	fastest func() *finder
	units   func() *units
	spare   sync.Pool // of labels
}

// leaf is a place that has a cell.
type leaf struct {
	place   *salient.Place
	foreign bool
	rears   []*salient.Place // itself and the places that it is in, those that are a rear
}

func (l leaf) rearFor(who sides, day when.Day, w when.Widening) bool {
	return slices.ContainsFunc(l.rears, func(p *salient.Place) bool { return who.rear(p, day, w) })
}

// piece is a stretch of road in one cell. Pieces are numbered by position, whatever the ids.
type piece struct {
	edge              int
	cell              int // cell.Outside if it lies outside the box
	from, to          int32
	length            geo.Length
	hours             float64
	line              geo.Line
	forward, backward bool
	claims            []int32
	class             int32
}

// point is a crossing or a junction on the network, at which all pieces that meet can be
// closed together.
type point struct {
	place  *salient.Place
	node   int32
	claims []int32
}

// arc is a piece in a direction: twice its number, plus 1 if it is driven backwards.
type arc int32

func (a arc) piece() int32 { return int32(a) >> 1 }
func (a arc) back() bool   { return a&1 == 1 }

func (m *Map) start(a arc) int32 {
	if a.back() {
		return m.pieces[a.piece()].to
	}
	return m.pieces[a.piece()].from
}

func (m *Map) end(a arc) int32 { return m.start(a ^ 1) }

// atCrossing is how far a crossing's or junction's point may lie from the road that it is on.
const atCrossing = geo.Kilometre

// NewMap lays a case's roads and claims over its cells (cell.OfCase). Which places are
// leaves, what is rear or foreign, and which claims count is read from the case. sideOf
// resolves the actors of claims; nil takes those that are sides themselves.
func NewMap(c *salient.Case, net *road.Network, cells *cell.Diagram, sideOf SideOf) *Map {
	if sideOf == nil {
		sideOf = func(a salient.ActorID, _ when.Day) (salient.ActorID, bool) {
			return a, slices.Contains(c.Settings.Sides, a)
		}
	}
	m := &Map{c: c, cells: cells, net: net, sideOf: sideOf, widening: c.Settings.Widening(), under: map[salient.PlaceID][]int{}}
	m.placeLeaves()
	m.cut()
	m.connect()
	m.placeNodes()
	m.placePoints()
	m.placeClaims()
	m.classify()
	m.units = sync.OnceValue(m.findUnits)
	m.joints, m.fastest = sync.OnceValue(m.contract), sync.OnceValue(m.newFinder)
	return m
}

func (m *Map) placeLeaves() {
	m.leaves = make([]leaf, m.cells.Len())
	for i := range m.leaves {
		id := salient.PlaceID(m.cells.Site(i).ID)
		p, ok := m.c.Place(id)
		if !ok {
			p = &salient.Place{ID: id, Name: string(id)}
		}
		m.leaves[i] = leaf{place: p, foreign: m.c.Foreign(id)}
		for at := p; ; {
			m.under[at.ID] = append(m.under[at.ID], i)
			if len(at.RearOf) > 0 {
				m.leaves[i].rears = append(m.leaves[i].rears, at)
			}
			parent, ok := m.c.Place(at.Parent)
			if !ok || slices.Contains(m.under[parent.ID], i) {
				break
			}
			at = parent
		}
	}
}

// owners gives the cells that the leaves of a place are in.
func (m *Map) owners(id salient.PlaceID) []int {
	var out []int
	for _, i := range m.under[id] {
		out = append(out, m.cells.Owner(i))
	}
	return out
}

// cut makes the pieces, edge by edge in the order of their positions.
func (m *Map) cut() {
	order := m.byPosition()
	parts := make([][]cell.Piece, len(order))
	atOnce(len(order), func(k int) { parts[k] = m.cells.Cross(m.net.Edges[order[k]].Line) })
	m.cellOf = make([]int32, len(m.net.Nodes))
	atOnce(len(m.net.Nodes), func(i int) {
		c, _ := m.cells.At(m.net.Nodes[i]) // Outside, if it isn't in one
		m.cellOf[i] = int32(c)
	})
	m.stops(parts)
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	m.pieces = make([]piece, 0, n)
	nodes := int32(len(m.net.Nodes))
	for k, e := range order {
		nodes = m.chain(e, parts[k], nodes)
	}
	m.nodes = int(nodes)
	m.price()
}

// atOnce calls work for 0 to n−1 on all processors, each of which takes runs of them, and
// returns when all are done.
func atOnce(n int, work func(i int)) {
	const run = 1024
	var taken atomic.Int64
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+n/run) {
		working.Go(func() {
			for {
				from := int(taken.Add(run)) - run
				if from >= n {
					return
				}
				for i := from; i < min(n, from+run); i++ {
					work(i)
				}
			}
		})
	}
	working.Wait()
}

// chain makes the pieces of an edge, with new nodes, from the number nodes on, between them.
func (m *Map) chain(e int, parts []cell.Piece, nodes int32) int32 {
	edge := m.net.Edges[e]
	from := int32(edge.From)
	for k, part := range parts {
		to := int32(edge.To)
		if k < len(parts)-1 {
			to = nodes
			nodes++
		}
		m.pieces = append(m.pieces, piece{
			edge: e, cell: part.Cell, from: from, to: to, length: part.Length,
			hours: part.Length.Km() / edge.KmH, line: part.Line,
			forward: edge.Forward, backward: edge.Backward,
		})
		from = to
	}
	return nodes
}

func (m *Map) byPosition() []int {
	out := make([]int, len(m.net.Edges))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(i, j int) int {
		a, b := m.net.Edges[i], m.net.Edges[j]
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
			slices.CompareFunc(a.Line, b.Line, byPosition), cmp.Compare(i, j))
	})
	return out
}

func byPosition(a, b geo.Point) int {
	return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
}

// rows is lists of arcs by node (compressed sparse rows).
type rows struct {
	first []int32
	arcs  []arc
}

func (r rows) of(node int32) []arc { return r.arcs[r.first[node]:r.first[node+1]] }

// connect lists the arcs of each node, in their order.
func (m *Map) connect() {
	var all []arc
	for i, p := range m.pieces {
		if p.forward {
			all = append(all, arc(2*i))
		}
		if p.backward {
			all = append(all, arc(2*i+1))
		}
	}
	m.out, m.in = rowsOf(m.nodes, all, m.start), rowsOf(m.nodes, all, m.end)
}

func rowsOf(nodes int, all []arc, at func(arc) int32) rows {
	r := rows{make([]int32, nodes+1), make([]arc, len(all))}
	for _, a := range all {
		r.first[at(a)+1]++
	}
	for i := range nodes {
		r.first[i+1] += r.first[i]
	}
	next := slices.Clone(r.first)
	for _, a := range all {
		r.arcs[next[at(a)]] = a
		next[at(a)]++
	}
	return r
}

// placeNodes finds the nodes at which ways from a cell begin, and the pieces in it.
func (m *Map) placeNodes() {
	m.inside, m.through = make([][]int32, len(m.leaves)), make([][]int32, len(m.leaves))
	for i, c := range m.cellOf {
		if c != cell.Outside {
			m.inside[c] = append(m.inside[c], int32(i))
		}
	}
	for i, p := range m.pieces {
		if p.cell == cell.Outside {
			continue
		}
		m.through[p.cell] = append(m.through[p.cell], int32(i))
		if i > 0 && m.pieces[i-1].edge == p.edge && m.pieces[i-1].cell == p.cell {
			m.inside[p.cell] = append(m.inside[p.cell], p.from) // split at a stop
		}
	}
}

// placePoints puts crossings and junctions onto the nearest node, if one is near enough.
func (m *Map) placePoints() {
	m.pointsAt = map[int32][]int32{}
	for i := range m.c.Places {
		p := &m.c.Places[i]
		if p.Kind != salient.Crossing && p.Kind != salient.Junction || p.At == nil {
			continue
		}
		node, away, ok := m.net.Nearest(*p.At)
		if !ok || away > atCrossing {
			continue
		}
		m.pointsAt[int32(node)] = append(m.pointsAt[int32(node)], int32(len(m.points)))
		m.points = append(m.points, point{place: p, node: int32(node)})
	}
}

// Unplaced lists the counted claims about roads that lie nowhere on the network: on a place
// without a point or without roads, or from one place to another that no road joins.
func (m *Map) Unplaced() []salient.ClaimID { return slices.Clone(m.unplaced) }
