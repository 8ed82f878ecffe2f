package route

import (
	"maps"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
)

// severing finds the units whose loss leaves no way for a pair at all. It works on the joints
// of a map: a vertex is there while its class is let through.
type severing struct {
	class      []int32 // by vertex
	there      []bool  // by vertex
	first      []int32 // of a vertex's arcs; one more at the end
	next       []int32
	start, end []bool  // by vertex
	sources    []int32 // the vertices of start that are there
}

func (c *choker) severing() *severing {
	j := c.d.m.joints()
	n := len(j.class)
	s := &severing{class: j.class, there: make([]bool, n), start: make([]bool, n), end: make([]bool, n)}
	for v, k := range j.class {
		s.there[v] = c.d.states[k].pass >= c.least
	}
	for _, v := range j.ofAll(c.pair.from) {
		if s.start[v] = s.there[v]; s.start[v] {
			s.sources = append(s.sources, v)
		}
	}
	for _, v := range j.ofAll(c.pair.to) {
		s.end[v] = s.there[v]
	}
	s.connect(j)
	return s
}

func (s *severing) connect(j *joints) {
	each := func(do func(from, to int32)) {
		for _, a := range j.arcs {
			if s.there[a.From] && s.there[a.To] {
				do(a.From, a.To)
				if !a.OneWay {
					do(a.To, a.From)
				}
			}
		}
	}
	s.first = make([]int32, len(s.class)+1)
	each(func(from, _ int32) { s.first[from+1]++ })
	for v := range s.class {
		s.first[v+1] += s.first[v]
	}
	s.next = make([]int32, s.first[len(s.class)])
	at := slices.Clone(s.first)
	each(func(from, to int32) {
		s.next[at[from]] = to
		at[from]++
	})
}

// way gives the vertices of a way with the fewest of them, but for the vertices of classes
// that are lost; nil if there is none.
func (s *severing) way(lost func(class int32) bool) []int32 {
	before := make([]int32, len(s.class)) // 1 more than the vertex before; −1 at a start
	var queue []int32
	for _, v := range s.sources {
		if !lost(s.class[v]) {
			before[v] = -1
			queue = append(queue, v)
		}
	}
	for k := 0; k < len(queue); k++ {
		v := queue[k]
		if s.end[v] {
			return s.back(before, v)
		}
		for _, w := range s.next[s.first[v]:s.first[v+1]] {
			if before[w] == 0 && !lost(s.class[w]) {
				before[w] = v + 1
				queue = append(queue, w)
			}
		}
	}
	return nil
}

func (s *severing) back(before []int32, v int32) []int32 {
	way := []int32{v}
	for before[v] > 0 {
		v = before[v] - 1
		way = append(way, v)
	}
	slices.Reverse(way)
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
	far, seen := -1, make([]bool, len(s.class))
	var stack, out []int32
	reach := func(v int32) {
		if i, on := index[v]; on {
			far = max(far, i)
		} else if !seen[v] {
			seen[v] = true
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
			for _, w := range s.next[s.first[v]:s.first[v+1]] {
				reach(w)
			}
		}
	}
	for _, v := range s.sources {
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

// severs finds the units whose loss leaves no way, but for the pair's own, by number. Those
// with a vertex that every way passes are some. Of the others on a way, one after the other
// is left out: if there is a way all the same, no unit off that way is one.
func (c *choker) severs() []int32 {
	s := c.severing()
	way := s.way(func(int32) bool { return false })
	if c.pair.meets() || way == nil {
		return nil
	}
	out := map[int32]bool{}
	for _, u := range c.passed(s, s.must(way)) {
		out[u] = true
	}
	for open := c.passed(s, way); len(open) > 0; {
		u := open[0]
		open = open[1:]
		if out[u] {
			continue
		}
		other := s.way(c.d.m.units().lost(u))
		if other == nil {
			out[u] = true
			continue
		}
		still := c.passed(s, other)
		open = slices.DeleteFunc(open, func(o int32) bool { return !slices.Contains(still, o) })
	}
	return slices.Sorted(maps.Keys(out))
}

// passed lists the units that vertices are lost with, each once, but for the pair's own.
func (c *choker) passed(s *severing, vertices []int32) []int32 {
	var out []int32
	seen := map[int32]bool{}
	all := c.d.m.units()
	for _, v := range vertices {
		for _, u := range all.byClass[s.class[v]] {
			if !seen[u] && !c.isOwn(&all.list[u]) {
				out = append(out, u)
			}
			seen[u] = true
		}
	}
	return out
}

// units is all that can be lost, by the ids of their places: leaves, settlements and crossings.
type units struct {
	list    []unit
	byClass [][]int32 // the units with which the pieces of a class are lost, sorted
}

// lost gives the classes that are lost with a unit.
func (u *units) lost(number int32) func(class int32) bool {
	return func(k int32) bool { return slices.Contains(u.byClass[k], number) }
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
	return out
}
