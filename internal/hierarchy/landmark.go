package hierarchy

import (
	"cmp"
	"slices"
)

// landmarks are nodes whose distances to and from all others are known while every arc is
// open. However arcs shut, no way becomes shorter, so that by the triangle inequality they
// tell how far it is at least from any node to a goal (Goldberg and Harrelson 2005).
type landmarks struct {
	shift int // distances are kept in units of 1<<shift, rounded down
	// by node, landmark by landmark: to it, and from it; unknown if there is no way
	to, from []uint32
}

// unknown is the distance of nodes that aren't joined.
const unknown = ^uint32(0)

const (
	countLandmarks = 16
	usedLandmarks  = 6 // of them for one search: those that say most about its start
)

func (h *Hierarchy) placeLandmarks() {
	n := len(h.byRank)
	if n == 0 {
		return
	}
	m := h.Metric(func(int32) bool { return true })
	l := landmarks{to: make([]uint32, n*countLandmarks), from: make([]uint32, n*countLandmarks)}
	nearest := make([]Cost, n) // to the landmarks so far
	for v := range nearest {
		nearest[v] = Shut
	}
	at := farthest(m.all(0, m.up, m.down))
	for k := range countLandmarks {
		from, to := m.all(at, m.up, m.down), m.all(at, m.down, m.up)
		if k == 0 {
			l.shift = shiftFor(from, to)
		}
		for v := range from {
			l.from[v*countLandmarks+k], l.to[v*countLandmarks+k] = l.units(from[v]), l.units(to[v])
			nearest[v] = min(nearest[v], from[v], to[v])
		}
		at = farthest(nearest)
	}
	h.landmarks = l
}

func (l *landmarks) units(c Cost) uint32 {
	if c >= Shut || c>>l.shift >= Cost(unknown) {
		return unknown
	}
	return uint32(c >> l.shift)
}

// shiftFor makes all distances fit into 31 bits, with room for those of later landmarks.
func shiftFor(lists ...[]Cost) int {
	shift := 0
	for _, list := range lists {
		for _, c := range list {
			for c < Shut && c>>shift >= 1<<29 {
				shift++
			}
		}
	}
	return shift
}

// farthest is the node with the greatest cost, of nodes that aren't joined the first.
func farthest(costs []Cost) int32 {
	far := 0
	for v, c := range costs {
		if c > costs[far] {
			far = v
		}
	}
	return int32(far)
}

// all gives the costs from a node to all others, or with the two lists of costs exchanged
// those from all others to it: up to the core, through it, and down from the highest.
func (m *Metric) all(start int32, up, down []Cost) []Cost {
	out := make([]Cost, len(m.h.byRank))
	for v := range out {
		out[v] = Shut
	}
	out[start] = 0
	relax := func(v int32, c Cost) bool {
		if c >= out[v] {
			return false
		}
		out[v] = c
		return true
	}
	for v := start; v < m.h.firstCore; v++ {
		for e := m.h.first[v]; out[v] < Shut && e < m.h.first[v+1]; e++ {
			relax(m.h.upper[e], out[v]+up[e])
		}
	}
	var q queue
	for v := m.h.firstCore; v < int32(len(out)); v++ {
		if out[v] < Shut {
			q.push(entry{out[v], v})
		}
	}
	for len(q) > 0 {
		at := q.pop()
		if at.cost > out[at.node] {
			continue
		}
		lo, hi := m.h.core.of(at.node, m.h.firstCore)
		for k := lo; k < hi; k++ {
			s, c := m.h.core.edges[k], up
			if s.down() {
				c = down
			}
			if w := m.h.core.nodes[k]; relax(w, at.cost+c[s.edge()]) {
				q.push(entry{out[w], w})
			}
		}
	}
	for v := m.h.firstCore - 1; v >= 0; v-- {
		for e := m.h.first[v]; e < m.h.first[v+1]; e++ {
			relax(v, out[m.h.upper[e]]+down[e])
		}
	}
	return out
}

// aim is what some landmarks say of the way to the goals of a search.
type aim struct {
	l    *landmarks
	used []sight
}

// sight is what one landmark says: how far to it the goal farthest from it is, and how far
// from it the nearest one; unknown if not all are joined to it.
type sight struct {
	landmark int
	to, from uint32
}

// aim picks the landmarks that say most about the way from the first of the starts.
func (h *Hierarchy) aim(starts, goals []int32) aim {
	a := aim{l: &h.landmarks}
	if len(starts) == 0 || len(goals) == 0 {
		return a
	}
	all := make([]sight, countLandmarks)
	for k := range all {
		all[k] = h.landmarks.sight(k, h.rank, goals)
	}
	at := h.rank[starts[0]]
	slices.SortStableFunc(all, func(x, y sight) int { return cmp.Compare(a.l.least(y, at), a.l.least(x, at)) })
	a.used = all[:usedLandmarks]
	return a
}

func (l *landmarks) sight(k int, rank, goals []int32) sight {
	s := sight{k, 0, unknown}
	all := true
	for _, g := range goals {
		at := int(rank[g])*countLandmarks + k
		s.to, s.from = max(s.to, l.to[at]), min(s.from, l.from[at])
		all = all && l.from[at] != unknown
	}
	if !all {
		s.from = unknown
	}
	return s
}

// least is the least cost from a node to the goals, in units, that one landmark knows of.
func (l *landmarks) least(s sight, v int32) int64 {
	var out int64
	at := int(v)*countLandmarks + s.landmark
	if d := l.to[at]; d != unknown && s.to != unknown {
		out = max(out, int64(d)-int64(s.to)-1) // 1 for the rounding
	}
	if d := l.from[at]; d != unknown && s.from != unknown {
		out = max(out, int64(s.from)-int64(d)-1)
	}
	return out
}

// Least tells of each node a cost that the way from it to the goals is never below, with
// whichever arcs are open, for searches that begin at the starts.
func (h *Hierarchy) Least(starts, goals []int32) func(node int32) Cost {
	a := h.aim(starts, goals)
	return func(node int32) Cost { return a.least(h.rank[node]) }
}

// least is the least cost from a node to the goals.
func (a *aim) least(v int32) Cost {
	var out int64
	for _, s := range a.used {
		out = max(out, a.l.least(s, v))
	}
	return Cost(out) << a.l.shift
}
