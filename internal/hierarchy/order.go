package hierarchy

import (
	"cmp"
	"slices"
)

// contraction is the graph as it becomes, without directions.
type contraction struct {
	near  [][]int32 // by node: its neighbours, sorted
	level []int32   // by node: 1 more than the highest of the contracted nodes that were its neighbours
	up    [][]int32 // by contracted node: its neighbours when it was contracted
	done  []bool
	space []int32
}

// maxDegree is the number of neighbours beyond which a node is left to the core. On the grid
// of docs/roads.md fewer make the core larger and searches slower, more make customizing
// slower.
const maxDegree = 28

func contract(nodes int, arcs []Arc) *contraction {
	c := &contraction{near: neighbours(nodes, arcs), level: make([]int32, nodes), up: make([][]int32, nodes), done: make([]bool, nodes)}
	var q queue
	for v := range c.near {
		q.push(entry{c.urgency(int32(v)), int32(v)})
	}
	for len(q) > 0 {
		e := q.pop()
		switch {
		case c.done[e.node] || e.cost != c.urgency(e.node):
			continue // contracted, or a newer entry stands in the queue
		case len(c.near[e.node]) > maxDegree:
			continue
		}
		c.contract(e.node)
		for _, v := range c.up[e.node] {
			q.push(entry{c.urgency(v), v})
		}
	}
	return c
}

// urgency orders the nodes: those with few neighbours first, and of these the ones around
// which least was contracted, so that it happens evenly all over the graph.
func (c *contraction) urgency(v int32) Cost {
	return Cost(len(c.near[v]))*4 + Cost(c.level[v])
}

func (c *contraction) contract(u int32) {
	c.done[u] = true
	c.up[u], c.near[u] = c.near[u], nil
	for _, v := range c.up[u] {
		c.space = union(c.space[:0], c.near[v], c.up[u], u, v)
		c.near[v] = append(c.near[v][:0], c.space...)
		c.level[v] = max(c.level[v], c.level[u]+1)
	}
}

// union appends what is in one of two sorted lists, each once, but for u and v.
func union(out, a, b []int32, u, v int32) []int32 {
	for len(a)+len(b) > 0 {
		var x int32
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			x, a = a[0], a[1:]
		case len(a) == 0 || b[0] < a[0]:
			x, b = b[0], b[1:]
		default:
			x, a, b = a[0], a[1:], b[1:]
		}
		if x != u && x != v {
			out = append(out, x)
		}
	}
	return out
}

func neighbours(nodes int, arcs []Arc) [][]int32 {
	near := make([][]int32, nodes)
	for _, a := range arcs {
		if a.From != a.To {
			near[a.From] = append(near[a.From], a.To)
			near[a.To] = append(near[a.To], a.From)
		}
	}
	for v := range near {
		slices.Sort(near[v])
		near[v] = slices.Compact(near[v])
	}
	return near
}

// order ranks the nodes: each contracted one below its neighbours, and near those that lie
// near it (the forest of lowest neighbours in postorder), the core last.
func (c *contraction) order() (byRank []int32, core int32) {
	at := c.elimination()
	lowest := make([]int32, len(c.near)) // of the neighbours above a node, −1 in the core
	below := make([][]int32, len(c.near))
	var roots []int32
	for v := range c.near {
		lowest[v] = -1
		for _, w := range c.up[v] {
			if c.done[w] && (lowest[v] < 0 || at[w] < at[lowest[v]]) {
				lowest[v] = w
			}
		}
		if lowest[v] >= 0 {
			below[lowest[v]] = append(below[lowest[v]], int32(v))
		} else if c.done[v] {
			roots = append(roots, int32(v))
		}
	}
	for _, r := range roots {
		byRank = postorder(byRank, below, r)
	}
	core = int32(len(byRank))
	for v := range c.near {
		if !c.done[v] {
			byRank = append(byRank, int32(v))
		}
	}
	return byRank, core
}

func postorder(out []int32, below [][]int32, v int32) []int32 {
	for _, w := range below[v] {
		out = postorder(out, below, w)
	}
	return append(out, v)
}

// elimination gives nodes a number in an order in which they can be contracted: by level,
// which is above that of all contracted neighbours before them.
func (c *contraction) elimination() []int32 {
	all := make([]int32, len(c.near))
	for v := range all {
		all[v] = int32(v)
	}
	slices.SortFunc(all, func(a, b int32) int { return cmp.Or(cmp.Compare(c.level[a], c.level[b]), cmp.Compare(a, b)) })
	at := make([]int32, len(all))
	for i, v := range all {
		at[v] = int32(i)
	}
	return at
}
