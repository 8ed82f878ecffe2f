package route

import (
	"maps"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
)

// severing finds the units whose loss leaves no way for a pair at all, one alone or several
// together. It works on the joints of a map: a vertex is there while its class is let through
// and nothing is lost with it.
type severing struct {
	j       *joints
	units   *units
	through []bool  // by class
	own     []bool  // by unit: the pair's own, which are never lost
	lost    []int32 // by class: how many of the units that are lost now it is lost with
	start   []int32 // vertices
	end     []bool  // by vertex
	known   ways

	// Space for searches.
	round  int32
	seen   []int32 // by vertex: the round in which it was reached
	before []int32 // by vertex; −1 at a start
	marked []int32 // by unit: the round in which it is to be avoided
}

// severing gives what is needed to ask about a pair over pieces of a level.
func (d *Day) severing(p pair, own []bool, level int) *severing {
	j, u := d.m.joints(), d.m.units()
	n := len(j.class)
	s := &severing{
		j: j, units: u, through: d.classes(d.atLeast(levels[level])), own: own, lost: make([]int32, len(d.states)),
		start: j.ofAll(p.from), end: make([]bool, n), known: ways{by: map[int32]bits{}},
		seen: make([]int32, n), before: make([]int32, n), marked: make([]int32, len(u.list)),
	}
	for _, v := range j.ofAll(p.to) {
		s.end[v] = true
	}
	return s
}

func (s *severing) there(v int32) bool {
	k := s.j.class[v]
	return s.through[k] && s.lost[k] == 0
}

// lose takes a unit away, and with −1 gives it back.
func (s *severing) lose(unit int32, by int32) {
	for _, k := range s.units.classes[unit] {
		s.lost[k] += by
	}
}

// way gives the vertices of a way, nil if there is none: of those that pass the fewest
// vertices of some units one of the shortest.
func (s *severing) way(avoid []int32) []int32 {
	s.round++
	for _, u := range avoid {
		s.marked[u] = s.round
	}
	var now, later []int32
	reach := func(v, from int32) {
		if s.seen[v] == s.round || !s.there(v) {
			return
		}
		s.seen[v], s.before[v] = s.round, from
		if s.isMarked(v) {
			later = append(later, v)
		} else {
			now = append(now, v)
		}
	}
	for _, v := range s.start {
		reach(v, -1)
	}
	for {
		for k := 0; k < len(now); k++ {
			if s.end[now[k]] {
				return s.back(now[k])
			}
			for _, w := range s.j.next.of(now[k]) {
				reach(w, now[k])
			}
		}
		if len(later) == 0 {
			return nil
		}
		now, later = later, nil
	}
}

func (s *severing) isMarked(v int32) bool {
	return slices.ContainsFunc(s.units.byClass[s.j.class[v]], func(u int32) bool { return s.marked[u] == s.round })
}

func (s *severing) back(v int32) []int32 {
	var way []int32
	for ; v >= 0; v = s.before[v] {
		way = append(way, v)
	}
	slices.Reverse(way)
	s.known.add(s.passed(way))
	return way
}

// must gives the vertices of a way that every way passes: going along it, those up to which
// everything reached so far, without them, leads to no later one (the dominators of the end,
// in one pass).
func (s *severing) must(way []int32) []int32 {
	index := map[int32]int{}
	for i, v := range way {
		index[v] = i
	}
	s.round++
	far := -1
	var stack, out []int32
	reach := func(v int32) {
		if i, on := index[v]; on {
			far = max(far, i)
		} else if s.seen[v] != s.round && s.there(v) {
			s.seen[v] = s.round
			stack = append(stack, v)
		}
	}
	spread := func() {
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if s.end[v] {
				far = len(way)
			}
			for _, w := range s.j.next.of(v) {
				reach(w)
			}
		}
	}
	for _, v := range s.start {
		reach(v)
	}
	spread()
	for i, v := range way {
		if far <= i {
			out = append(out, v)
		}
		stack = append(stack, v)
		spread()
	}
	return out
}

// alone finds the units whose loss leaves no way, none if there is no way to begin with. What
// isn't passed by every way found is none: each way avoids, as far as it can, what all so far
// passed. Of what is left those with a vertex that every way passes are some; the others, a
// place whose roads are several vertices, are left out one after the other.
func (s *severing) alone() []int32 {
	way := s.way(nil)
	open := s.passed(way)
	for len(open) > 0 {
		still := meet(open, s.passed(s.way(open)))
		if len(still) == len(open) {
			break
		}
		open = still
	}
	if len(open) == 0 {
		return nil
	}
	out := map[int32]bool{}
	for _, u := range s.passed(s.must(way)) {
		out[u] = true
	}
	for ; len(open) > 0; open = open[1:] {
		u := open[0]
		if out[u] {
			continue
		}
		s.lose(u, 1)
		other := s.way(nil)
		s.lose(u, -1)
		if out[u] = other == nil; !out[u] {
			delete(out, u)
			open = append(open[:1], meet(open[1:], s.passed(other))...)
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// meet gives what is in both of two lists, in the order of the first.
func meet(a, b []int32) []int32 {
	in := make(map[int32]bool, len(b))
	for _, x := range b {
		in[x] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(x int32) bool { return !in[x] })
}

// passed lists the units that vertices are lost with, each once in their order, but for the
// pair's own.
func (s *severing) passed(vertices []int32) []int32 {
	classes := make([]int32, len(vertices))
	for i, v := range vertices {
		classes[i] = s.j.class[v]
	}
	return s.units.of(classes, s.own)
}

// units is all that can be lost, by the ids of their places: leaves, settlements and crossings.
type units struct {
	list    []unit
	byClass [][]int32 // the units with which the pieces of a class are lost, sorted
	classes [][]int32 // by unit: the classes that are lost with it
	parts   [][]int32 // by unit: those in it
}

// of lists the units that classes are lost with, each once in their order, but for some.
func (u *units) of(classes []int32, without []bool) []int32 {
	var out []int32
	seen := map[int32]bool{}
	for _, k := range classes {
		for _, x := range u.byClass[k] {
			if !seen[x] && !without[x] {
				out = append(out, x)
			}
			seen[x] = true
		}
	}
	return out
}

func (m *Map) findUnits() *units {
	out := &units{byClass: make([][]int32, len(m.classes))}
	byCell, byPoint := make([][]int32, len(m.leaves)), map[int32][]int32{}
	for i := range m.c.Places {
		p := &m.c.Places[i]
		if !p.Kind.Settled() && p.Kind != salient.Crossing {
			continue
		}
		u, err := m.unit(p.ID)
		if err != nil {
			continue
		}
		number := int32(len(out.list))
		out.list = append(out.list, u)
		for _, k := range u.cells {
			byCell[k] = append(byCell[k], number)
		}
		byPoint[u.point] = append(byPoint[u.point], number)
	}
	for k, x := range m.classes {
		var list []int32
		if x.cell != cell.Outside {
			list = append(list, byCell[x.cell]...)
		}
		for _, i := range x.points {
			list = append(list, byPoint[i]...)
		}
		slices.Sort(list)
		out.byClass[k] = slices.Compact(list)
	}
	out.classes = make([][]int32, len(out.list))
	for k, list := range out.byClass {
		for _, u := range list {
			out.classes[u] = append(out.classes[u], int32(k))
		}
	}
	out.parts = m.partsOf(out.list)
	return out
}
