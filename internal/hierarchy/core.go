package hierarchy

// core is the edges between nodes that weren't contracted, by the node that they leave.
type core struct {
	first []int32 // by node, from the first of the core on; one more at the end
	nodes []int32 // where the edges lead to
	edges []step
	at    [][2]int32 // by edge in the core: its places, as it leads up and down
}

// step is an edge in a direction: twice its number, plus 1 if it leads down.
type step int32

func (s step) edge() int32 { return int32(s) >> 1 }
func (s step) down() bool  { return s&1 == 1 }

func (h *Hierarchy) placeCore() {
	n := int32(len(h.byRank)) - h.firstCore
	base := h.first[h.firstCore]
	c := core{first: make([]int32, n+1), at: make([][2]int32, len(h.upper)-int(base))}
	for e := base; e < int32(len(h.upper)); e++ {
		c.first[h.lower[e]-h.firstCore+1]++
		c.first[h.upper[e]-h.firstCore+1]++
	}
	for v := range n {
		c.first[v+1] += c.first[v]
	}
	c.nodes, c.edges = make([]int32, c.first[n]), make([]step, c.first[n])
	next := append([]int32(nil), c.first...)
	put := func(from, to int32, s step) int32 {
		k := next[from-h.firstCore]
		next[from-h.firstCore]++
		c.nodes[k], c.edges[k] = to, s
		return k
	}
	for e := base; e < int32(len(h.upper)); e++ {
		c.at[e-base] = [2]int32{put(h.lower[e], h.upper[e], step(2*e)), put(h.upper[e], h.lower[e], step(2*e+1))}
	}
	h.core = c
}

func (c *core) of(node, firstCore int32) (lo, hi int32) {
	return c.first[node-firstCore], c.first[node-firstCore+1]
}
