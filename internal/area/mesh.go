package area

import (
	"math"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

// mesh is a diagram's edges, each once for the cell on either side: an edge is seen from the
// cell on its left. Edges are numbered by cell, then in the cell's order.
type mesh struct {
	first  []int32     // the first edge of each cell; one more at the end
	cell   []int32     // by edge: the cell on its left
	start  []int32     // by edge: the vertex where it begins
	twin   []int32     // by edge: the same as its other cell sees it; none at the box
	mm     []int64     // by edge: its length along a great circle in whole millimetres
	points []geo.Point // by vertex
	out    []int32     // the edges that begin at each vertex, vertex by vertex
	outAt  []int32     // where a vertex's begin in out; one more at the end
}

// none is no edge.
const none int32 = -1

func newMesh(d *cell.Diagram) mesh {
	m := mesh{first: make([]int32, d.Len()+1), points: make([]geo.Point, d.Vertices())}
	for v := range m.points {
		m.points[v] = d.Vertex(v)
	}
	for i := range d.Len() {
		for _, v := range d.Cell(i).Vertices {
			m.cell, m.start = append(m.cell, int32(i)), append(m.start, int32(v))
		}
		m.first[i+1] = int32(len(m.cell))
	}
	m.pair(d)
	m.fan()
	return m
}

// pair finds each edge's twin and measures both.
func (m *mesh) pair(d *cell.Diagram) {
	m.twin, m.mm = make([]int32, len(m.cell)), make([]int64, len(m.cell))
	for i := range d.Len() {
		for k, j := range d.Cell(i).Neighbours {
			e := m.first[i] + int32(k)
			if j == cell.Outside {
				m.twin[e] = none
			} else if j > i {
				m.join(e, m.toward(d, j, i))
			}
		}
	}
}

// toward is the edge of cell j that has cell i across it.
func (m *mesh) toward(d *cell.Diagram, j, i int) int32 {
	for k, other := range d.Cell(j).Neighbours {
		if other == i {
			return m.first[j] + int32(k)
		}
	}
	panic("area: a neighbour that isn't mutual") // package cell promises that all are
}

func (m *mesh) join(e, f int32) {
	m.twin[e], m.twin[f] = f, e
	length := geo.Distance(m.points[m.start[e]], m.points[m.end(e)])
	m.mm[e] = int64(math.Round(float64(length) * 1000))
	m.mm[f] = m.mm[e]
}

// fan lists the edges by the vertex where they begin.
func (m *mesh) fan() {
	m.outAt = make([]int32, len(m.points)+1)
	for _, v := range m.start {
		m.outAt[v+1]++
	}
	for v := range m.points {
		m.outAt[v+1] += m.outAt[v]
	}
	m.out = make([]int32, len(m.start))
	at := append([]int32(nil), m.outAt...)
	for e, v := range m.start {
		m.out[at[v]] = int32(e)
		at[v]++
	}
}

func (m *mesh) next(e int32) int32 {
	if e+1 < m.first[m.cell[e]+1] {
		return e + 1
	}
	return m.first[m.cell[e]]
}

func (m *mesh) before(e int32) int32 {
	if e > m.first[m.cell[e]] {
		return e - 1
	}
	return m.first[m.cell[e]+1] - 1
}

func (m *mesh) end(e int32) int32 { return m.start[m.next(e)] }

// from lists the edges that begin at a vertex.
func (m *mesh) from(v int32) []int32 { return m.out[m.outAt[v]:m.outAt[v+1]] }
