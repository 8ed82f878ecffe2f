package reach

import (
	"cmp"
	"slices"
)

// merge unites the vertices that one-way arcs which live through the whole stretch join in
// cycles: those of one strongly connected component (Tarjan 1972). The vertices of these
// arcs are roots of the union–find or become them.
func (b *builder) merge(arcs []changing) {
	t := tarjan{b: b, index: map[int32]int{}, low: map[int32]int{}}
	for _, a := range arcs {
		if from, to := b.root(a.from), b.root(a.to); a.whole && from != to {
			t.out = append(t.out, link{from, to})
		}
	}
	slices.SortFunc(t.out, byFrom)
	for k, l := range t.out {
		if k == 0 || t.out[k-1].from != l.from {
			t.visit(l.from)
		}
	}
	for _, l := range t.same {
		b.join[b.root(l.from)] = b.root(l.to)
	}
}

func byFrom(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) }

// tarjan finds the strongly connected components of some links, sorted by from.
type tarjan struct {
	b     *builder
	out   []link
	index map[int32]int // the order in which vertices were first visited, from 1
	low   map[int32]int // the lowest index that is known to be reached; done once left
	stack []int32
	same  []link // pairs of one component
}

// done is above any index.
const done = 1 << 40

func (t *tarjan) visit(v int32) {
	if t.index[v] > 0 {
		return
	}
	t.index[v] = len(t.index) + 1
	t.low[v] = t.index[v]
	t.stack = append(t.stack, v)
	for k := firstFrom(t.out, v); k < len(t.out) && t.out[k].from == v; k++ {
		t.visit(t.out[k].to)
		t.low[v] = min(t.low[v], t.low[t.out[k].to])
	}
	if t.low[v] < t.index[v] {
		return
	}
	for {
		w := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.low[w] = done
		if w == v {
			return
		}
		t.same = append(t.same, link{w, v})
	}
}
