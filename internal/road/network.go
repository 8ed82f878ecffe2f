package road

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// Network is a network of roads. Its nodes are numbered by position and its edges by road,
// so that the order in which roads came makes no difference. It is read-only.
type Network struct {
	Nodes   []geo.Point // from west to east, then from south to north
	Edges   []Edge      // by road id, along the road
	Dropped []Dropped   // roads that gave no edge, by id

	first []int32 // of a node's arcs; one more at the end (compressed sparse rows)
	arcs  []Arc
	byLat []int32 // nodes from south to north
}

// Edge is a stretch of road between two nodes with none between them. From and To may be
// the same node.
type Edge struct {
	Road              salient.RoadID
	From, To          int      // nodes
	Line              geo.Line // as drawn, from From to To; a snapped end lies off its node
	Length            geo.Length
	KmH               float64
	Forward, Backward bool // whether it may be driven from From to To, and back
}

// Hours is the time that the edge takes.
func (e Edge) Hours() float64 { return e.Length.Km() / e.KmH }

// Arc is an edge as it leaves a node.
type Arc struct {
	Edge int
	Back bool // from the edge's To to its From
}

// Dropped is a road that gave no edge, and why.
type Dropped struct {
	Road salient.RoadID
	Why  string
}

// DefaultSnap is the distance within which a loose end is joined to another road, unless a
// case sets its own: less than the width of a village, more than the error of a point that
// was read off a map.
const DefaultSnap = 50 * geo.Metre

// New makes the network of some roads, joining loose ends within snap; at 0 roads only meet
// at equal points. Of roads with the same id all are taken. The roads of an imported network
// (Road.Mapped) have their junctions already, at their ends: these are never snapped, but
// others may be snapped to them.
func New(roads []salient.Road, snap geo.Length) *Network {
	sorted := slices.Clone(roads)
	slices.SortStableFunc(sorted, func(a, b salient.Road) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), slices.CompareFunc(a.Line, b.Line, byPosition))
	})
	n := &Network{}
	lines := make([]geo.Line, len(sorted))
	mapped := func(i int) bool { return sorted[i].Mapped != nil && len(lines[i]) > 1 }
	for i, r := range sorted {
		if r.Mapped != nil && len(r.Line) > 1 {
			lines[i] = r.Line // without repeats
			continue
		}
		lines[i] = withoutRepeats(r.Line)
		if len(lines[i]) < 2 {
			n.Dropped = append(n.Dropped, Dropped{r.ID, "it has no length"})
			lines[i] = nil
		}
	}
	j := joints(lines, mapped, snap)
	n.Nodes = j.nodes
	n.Edges = make([]Edge, 0, len(sorted))
	for i, r := range sorted {
		n.split(r, lines[i], j.node)
	}
	n.rows()
	n.byLat = order(len(n.Nodes), func(a, b int32) int {
		return cmp.Or(cmp.Compare(n.Nodes[a].Lat, n.Nodes[b].Lat), cmp.Compare(a, b))
	})
	return n
}

func byPosition(a, b geo.Point) int {
	return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
}

func order(n int, by func(a, b int32) int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	slices.SortFunc(out, by)
	return out
}

func withoutRepeats(l geo.Line) geo.Line {
	return slices.Compact(slices.Clone(l))
}

// split makes the edges of a road between its points that are nodes.
func (n *Network) split(r salient.Road, line geo.Line, node map[geo.Point]int) {
	from := 0
	for k := 1; k < len(line); k++ {
		to, ok := node[line[k]]
		if !ok {
			continue
		}
		part := line[from : k+1 : k+1]
		n.Edges = append(n.Edges, Edge{
			Road: r.ID, From: node[line[from]], To: to, Line: part, Length: part.Length(),
			KmH: speed(r), Forward: r.Oneway != "reverse", Backward: r.Oneway != "yes",
		})
		from = k
	}
}

// rows fills the arcs of each node, in the order of edges.
func (n *Network) rows() {
	n.first = make([]int32, len(n.Nodes)+1)
	n.eachArc(func(from int, _ Arc) { n.first[from+1]++ })
	for i := range n.Nodes {
		n.first[i+1] += n.first[i]
	}
	n.arcs = make([]Arc, n.first[len(n.Nodes)])
	next := slices.Clone(n.first)
	n.eachArc(func(from int, a Arc) {
		n.arcs[next[from]] = a
		next[from]++
	})
}

func (n *Network) eachArc(each func(from int, a Arc)) {
	for i, e := range n.Edges {
		if e.Forward {
			each(e.From, Arc{i, false})
		}
		if e.Backward {
			each(e.To, Arc{i, true})
		}
	}
}

// Leaving lists the arcs that leave a node. The list belongs to the network.
func (n *Network) Leaving(node int) []Arc { return n.arcs[n.first[node]:n.first[node+1]] }

// Nearest returns the node nearest to a point, of equally near ones the lowest; ok is false
// if there are no nodes.
func (n *Network) Nearest(p geo.Point) (node int, away geo.Length, ok bool) {
	node, away = -1, geo.Length(math.Inf(1))
	try := func(i int32) (more bool) {
		q := n.Nodes[i]
		if geo.Distance(p, geo.Point{Lon: p.Lon, Lat: q.Lat}) > away {
			return false
		}
		if d := geo.Distance(p, q); d < away || d == away && int(i) < node {
			node, away = int(i), d
		}
		return true
	}
	mid, _ := slices.BinarySearchFunc(n.byLat, p.Lat, func(i int32, lat float64) int {
		return cmp.Compare(n.Nodes[i].Lat, lat)
	})
	for i := mid; i < len(n.byLat) && try(n.byLat[i]); i++ {
	}
	for i := mid - 1; i >= 0 && try(n.byLat[i]); i-- {
	}
	return node, away, node >= 0
}
