package route

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient/internal/reach"
)

// joints is the map's roads, contracted for asking what can be reached on many days: pieces
// of one class (in most cases: the roads of one cell) are open and shut together, so that
// those of them that lead to each other are one vertex.
type joints struct {
	class  []int32     // by vertex
	arcs   []reach.Arc // where vertices have a node in common, and one-way pieces; While is classes
	first  []int32     // of a node's vertices; one more at the end
	at     []int32     // by node: the vertices that pieces at it are part of
	ends   []int32     // by arc of the map: the slot that it leads to
	oneWay bool        // some arc is
	next   steps       // where arcs lead to
	last   steps       // where they come from
}

// steps is lists of vertices by vertex (compressed sparse rows).
type steps struct{ first, to []int32 }

func (s *steps) of(v int32) []int32 { return s.to[s.first[v]:s.first[v+1]] }

// slot is the place in at of the vertex that pieces of a class at a node are part of.
func (j *joints) slot(node, class int32) int32 {
	k := j.first[node]
	for j.class[j.at[k]] != class {
		k++
	}
	return k
}

func (j *joints) of(node int32) []int32 { return j.at[j.first[node]:j.first[node+1]] }

// ofAll gives the vertices at some nodes, each once, sorted.
func (j *joints) ofAll(nodes []int32) []int32 {
	var out []int32
	for _, n := range nodes {
		out = append(out, j.of(n)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// contract makes the joints of a map. Each node is taken apart into a slot for each class of
// the pieces at it; the slots of one class that pieces join in both directions, directly or
// in a circle, become one vertex.
func (m *Map) contract() *joints {
	s := m.slots()
	arcs := make([]reach.Arc, 0, len(m.pieces))
	for i := range m.pieces {
		p := &m.pieces[i]
		if a := (reach.Arc{From: s.of(p.from, p.class), To: s.of(p.to, p.class), OneWay: !p.forward || !p.backward}); p.forward || p.backward {
			if !p.forward {
				a.From, a.To = a.To, a.From
			}
			a.While = [2]int32{p.class, p.class}
			arcs = append(arcs, a)
		}
	}
	number, vertices := reach.Components(len(s.class), arcs)
	j := &joints{class: make([]int32, vertices), first: s.first, at: number}
	for slot, v := range number {
		j.class[v] = s.class[slot]
	}
	j.between(arcs, number)
	j.next, j.last = j.steps(false), j.steps(true)
	j.oneWay = slices.ContainsFunc(j.arcs, func(a reach.Arc) bool { return a.OneWay })
	j.ends = make([]int32, 2*len(m.pieces))
	for i := range m.pieces {
		p := &m.pieces[i]
		j.ends[2*i], j.ends[2*i+1] = j.slot(p.to, p.class), j.slot(p.from, p.class)
	}
	return j
}

// slots are the classes at each node.
type slots struct {
	first []int32 // by node; one more at the end
	class []int32 // sorted within a node
}

func (s *slots) of(node, class int32) int32 {
	k, _ := slices.BinarySearch(s.class[s.first[node]:s.first[node+1]], class)
	return s.first[node] + int32(k)
}

func (m *Map) slots() *slots {
	type end struct{ node, class int32 }
	ends := make([]end, 0, 2*len(m.pieces))
	for i := range m.pieces {
		p := &m.pieces[i]
		ends = append(ends, end{p.from, p.class}, end{p.to, p.class})
	}
	slices.SortFunc(ends, func(a, b end) int { return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.class, b.class)) })
	ends = slices.Compact(ends)
	s := &slots{make([]int32, m.nodes+1), make([]int32, len(ends))}
	for i, e := range ends {
		s.class[i] = e.class
		s.first[e.node+1]++
	}
	for n := range m.nodes {
		s.first[n+1] += s.first[n]
	}
	return s
}

// between keeps the one-way arcs that are left between vertices, and joins the vertices that
// meet at a node, each pair once.
func (j *joints) between(pieces []reach.Arc, number []int32) {
	for _, a := range pieces {
		if a.From, a.To = number[a.From], number[a.To]; a.From != a.To {
			j.arcs = append(j.arcs, a)
		}
	}
	for n := range len(j.first) - 1 {
		at := j.of(int32(n))
		for k, v := range at {
			for _, w := range at[:k] {
				j.arcs = append(j.arcs, reach.Arc{From: min(v, w), To: max(v, w), While: [2]int32{j.class[v], j.class[w]}})
			}
		}
	}
	slices.SortFunc(j.arcs, func(a, b reach.Arc) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), compareBool(a.OneWay, b.OneWay))
	})
	j.arcs = slices.CompactFunc(j.arcs, func(a, b reach.Arc) bool {
		return a.From == b.From && a.To == b.To && a.OneWay == b.OneWay
	})
}

// steps lists where the arcs of each vertex lead, or with back where they come from.
func (j *joints) steps(back bool) steps {
	each := func(do func(from, to int32)) {
		for _, a := range j.arcs {
			if !back || !a.OneWay {
				do(a.From, a.To)
			}
			if back || !a.OneWay {
				do(a.To, a.From)
			}
		}
	}
	s := steps{first: make([]int32, len(j.class)+1)}
	each(func(from, _ int32) { s.first[from+1]++ })
	for v := range j.class {
		s.first[v+1] += s.first[v]
	}
	s.to = make([]int32, s.first[len(j.class)])
	at := slices.Clone(s.first)
	each(func(from, to int32) {
		s.to[at[from]] = to
		at[from]++
	})
	return s
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// parts numbers the vertices so that those of two that lead to each other, over the classes that
// are let through and whichever way roads run, are equal; 0 where the class isn't let through.
func (j *joints) parts(through []bool) []int32 {
	out := make([]int32, len(j.class))
	part := int32(0)
	var stack []int32
	for v := range int32(len(out)) {
		if out[v] != 0 || !through[j.class[v]] {
			continue
		}
		part++
		out[v] = part
		for stack = append(stack, v); len(stack) > 0; {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, near := range [2][]int32{j.next.of(at), j.last.of(at)} {
				for _, w := range near {
					if out[w] == 0 && through[j.class[w]] {
						out[w] = part
						stack = append(stack, w)
					}
				}
				if !j.oneWay {
					break
				}
			}
		}
	}
	return out
}

// joins reports whether a way of pieces of a level joins a pair whose ends share no node.
func (d *Day) joins(p pair, level int) bool {
	j, part := d.m.joints(), d.parts[level]()
	from, to := j.ofAll(p.from), j.ofAll(p.to)
	near := slices.ContainsFunc(from, func(v int32) bool {
		return part[v] != 0 && slices.ContainsFunc(to, func(w int32) bool { return part[w] == part[v] })
	})
	return near && (!j.oneWay || j.leads(from, to, part))
}

// leads searches along one-way roads for a way over the vertices that are part of something.
func (j *joints) leads(from, to, part []int32) bool {
	goal, seen := map[int32]bool{}, make([]bool, len(j.class))
	for _, w := range to {
		goal[w] = true
	}
	queue := slices.Clone(from)
	for k := 0; k < len(queue); k++ {
		v := queue[k]
		if seen[v] || part[v] == 0 {
			continue
		}
		if goal[v] {
			return true
		}
		seen[v] = true
		queue = append(queue, j.next.of(v)...)
	}
	return false
}
