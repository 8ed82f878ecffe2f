package hierarchy

import "slices"

// Cost of an arc or a way. Those of arcs are at least 0, and of at most Shut's size all
// together.
type Cost int64

// Shut is the cost of an arc that isn't open.
const Shut Cost = 1 << 61

// Arc leads from a node to another.
type Arc struct{ From, To int32 }

// Hierarchy is a contracted graph. It is read-only.
type Hierarchy struct {
	arcs      []Arc
	costs     []Cost // by arc
	byRank    []int32
	rank      []int32
	firstCore int32 // the lowest rank in the core

	// From here on nodes are their ranks. An edge joins a node to one above it.
	first []int32 // a node's edges; one more at the end
	upper []int32 // by edge: its upper node; sorted within a node
	lower []int32 // by edge: its lower node

	firstBelow []int32 // by node: the edges to contracted nodes below it; one more at the end
	below      []int32

	firstPair []int64 // by edge of a contracted node: its pairs with the node's later edges
	pairs     []int32 // the edge that joins the two edges' upper nodes

	firstArc []int32 // by edge: its arcs; one more at the end
	ofEdge   []directed
	edgeOf   []int32 // by arc; −1 for one from a node to itself

	core      core
	landmarks landmarks
}

// directed is an arc of an edge, and whether it leads downwards.
type directed struct {
	arc  int32
	down bool
}

// New contracts a graph with nodes numbered from 0 and arcs with the costs that they have
// when they are open.
func New(nodes int, arcs []Arc, costs []Cost) *Hierarchy {
	c := contract(nodes, arcs)
	h := &Hierarchy{arcs: slices.Clone(arcs), costs: slices.Clone(costs), rank: make([]int32, nodes)}
	h.byRank, h.firstCore = c.order()
	for r, v := range h.byRank {
		h.rank[v] = int32(r)
	}
	h.edges(c)
	h.placeBelow()
	h.pair()
	h.placeArcs()
	h.placeCore()
	h.placeLandmarks()
	return h
}

func (h *Hierarchy) edges(c *contraction) {
	h.first = make([]int32, 1, len(h.byRank)+1)
	for r, v := range h.byRank {
		near := c.up[v]
		if int32(r) >= h.firstCore {
			near = c.near[v]
		}
		from := len(h.upper)
		for _, w := range near {
			if h.rank[w] > int32(r) {
				h.upper, h.lower = append(h.upper, h.rank[w]), append(h.lower, int32(r))
			}
		}
		slices.Sort(h.upper[from:])
		h.first = append(h.first, int32(len(h.upper)))
	}
}

// edge is the number of the edge between two nodes, the lower first; −1 if there is none.
func (h *Hierarchy) edge(lower, upper int32) int32 {
	k, ok := slices.BinarySearch(h.upper[h.first[lower]:h.first[lower+1]], upper)
	if !ok {
		return -1
	}
	return h.first[lower] + int32(k)
}

func (h *Hierarchy) placeBelow() {
	h.firstBelow = make([]int32, len(h.byRank)+1)
	contracted := h.first[h.firstCore]
	for _, v := range h.upper[:contracted] {
		h.firstBelow[v+1]++
	}
	for v := range h.byRank {
		h.firstBelow[v+1] += h.firstBelow[v]
	}
	h.below = make([]int32, contracted)
	next := slices.Clone(h.firstBelow)
	for e, v := range h.upper[:contracted] {
		h.below[next[v]] = int32(e)
		next[v]++
	}
}

// pair finds for each two edges of a contracted node the edge between their upper ends.
func (h *Hierarchy) pair() {
	h.firstPair = make([]int64, h.first[h.firstCore])
	for v := range h.firstCore {
		edges := h.upper[h.first[v]:h.first[v+1]]
		for k, w := range edges {
			h.firstPair[int(h.first[v])+k] = int64(len(h.pairs))
			e := h.first[w]
			for _, x := range edges[k+1:] {
				for h.upper[e] != x {
					e++
				}
				h.pairs = append(h.pairs, e)
			}
		}
	}
}

func (h *Hierarchy) placeArcs() {
	h.edgeOf = make([]int32, len(h.arcs))
	h.firstArc = make([]int32, len(h.upper)+1)
	for i, a := range h.arcs {
		v, w := h.rank[a.From], h.rank[a.To]
		h.edgeOf[i] = -1
		if v != w {
			h.edgeOf[i] = h.edge(min(v, w), max(v, w))
			h.firstArc[h.edgeOf[i]+1]++
		}
	}
	for e := range h.upper {
		h.firstArc[e+1] += h.firstArc[e]
	}
	h.ofEdge = make([]directed, h.firstArc[len(h.upper)])
	next := slices.Clone(h.firstArc)
	for i, a := range h.arcs {
		if e := h.edgeOf[i]; e >= 0 {
			h.ofEdge[next[e]] = directed{int32(i), h.rank[a.From] > h.rank[a.To]}
			next[e]++
		}
	}
}
