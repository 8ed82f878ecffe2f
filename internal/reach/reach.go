package reach

// Arc joins two vertices, in both directions unless OneWay, on the days that are both in its
// first and in its second set of days.
type Arc struct {
	From, To int32
	OneWay   bool     // from From to To only
	While    [2]int32 // two sets of days, by number
}

// Calendar tells on which days a vertex can be reached from another. It is read-only.
type Calendar struct {
	days  int
	nodes []node
}

// node is a stretch of days. Vertices of the stretch above are numbered anew: those that can
// reach each other on all of its days have the same number. Numbers below 0 are components
// that no arc leaves or reaches on any day of the stretch.
type node struct {
	lo, hi  int32
	number  []int32  // by vertex of the stretch above
	halves  [2]int32 // nodes; 0 if nothing changes within the stretch
	forward []link   // without halves: the arcs that are left, all one-way and in no cycle, by from
}

type link struct{ from, to int32 }

// New makes the calendar of a graph over days numbered from 0. Vertices are numbered from 0
// up to but not including vertices; sets has the sets of days that arcs name.
func New(vertices int, arcs []Arc, sets []Days, days int) *Calendar {
	c := &Calendar{days: days}
	b := builder{c: c, sets: sets}
	changing := make([]changing, len(arcs))
	for i, a := range arcs {
		changing[i] = b.first(a)
	}
	b.build(vertices, changing, 0, days)
	return c
}

// Between gives the days on which to can be reached from from; all days if they are the same.
func (c *Calendar) Between(from, to int32) Days {
	out := NewDays(c.days)
	c.follow(0, from, to, out)
	return out
}

// follow adds the days of a stretch to out.
func (c *Calendar) follow(at, from, to int32, out Days) {
	n := &c.nodes[at]
	from, to = n.number[from], n.number[to]
	switch {
	case from == to:
		out.AddRange(int(n.lo), int(n.hi))
	case from < 0 || to < 0:
	case n.halves[0] > 0:
		c.follow(n.halves[0], from, to, out)
		c.follow(n.halves[1], from, to, out)
	case leads(n.forward, from, to):
		out.AddRange(int(n.lo), int(n.hi))
	}
}

// leads searches links, sorted by from, for a way.
func leads(links []link, from, to int32) bool {
	seen := map[int32]bool{from: true}
	for stack := []int32{from}; len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if at == to {
			return true
		}
		for k := firstFrom(links, at); k < len(links) && links[k].from == at; k++ {
			if next := links[k].to; !seen[next] {
				seen[next] = true
				stack = append(stack, next)
			}
		}
	}
	return false
}

// Components numbers the strongly connected components of a graph whose arcs always live:
// those of two vertices are equal if each can be reached from the other. It returns how
// many there are.
func Components(vertices int, arcs []Arc) (number []int32, components int) {
	b := builder{c: &Calendar{}, sets: []Days{{1}}}
	all := make([]changing, len(arcs))
	for i, a := range arcs {
		all[i] = changing{from: a.From, to: a.To, oneway: a.OneWay}
	}
	b.start(vertices)
	if _, oneway := b.sift(all, 0, 1); oneway {
		b.merge(b.left)
	}
	number = make([]int32, vertices)
	for v := range number {
		if b.root(int32(v)) == int32(v) {
			number[v] = int32(components)
			components++
		}
	}
	for v := range number {
		number[v] = number[b.root(int32(v))]
	}
	return number, components
}
