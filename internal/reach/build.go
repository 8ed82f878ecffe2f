package reach

import (
	"cmp"
	"slices"
)

// builder makes the nodes of a calendar, from the root down.
type builder struct {
	c      *Calendar
	sets   []Days
	join   []int32    // union–find over the vertices of the stretch in work
	number []int32    // of components, by their root
	left   []changing // arcs handed down, those of the stretch in work last
}

// changing is an arc as the stretch in work sees it.
type changing struct {
	from, to int32
	oneway   bool
	whole    bool     // it lives through the whole stretch
	while    [2]int32 // sets of days
	word     uint64   // in a stretch within one word of the sets: its days
}

func (b *builder) first(a Arc) changing {
	return changing{from: a.From, to: a.To, oneway: a.OneWay, while: a.While}
}

// build makes the node of the days from lo up to but not including hi, and those below it,
// and returns its number.
func (b *builder) build(vertices int, arcs []changing, lo, hi int) int32 {
	at := int32(len(b.c.nodes))
	b.c.nodes = append(b.c.nodes, node{lo: int32(lo), hi: int32(hi)})
	floor := len(b.left)
	b.start(vertices)
	changes, oneway := b.sift(arcs, lo, hi)
	if oneway {
		b.merge(b.left[floor:])
	}
	number, active := b.renumber(vertices, floor)
	b.c.nodes[at].number = number
	rest := b.left[floor:]
	switch {
	case changes:
		mid := middle(lo, hi)
		low := b.build(active, rest, lo, mid)
		high := b.build(active, rest, mid, hi)
		b.c.nodes[at].halves = [2]int32{low, high}
	case len(rest) > 0:
		b.c.nodes[at].forward = links(rest)
	}
	b.left = b.left[:floor]
	return at
}

// middle parts a stretch between two words if it spans some.
func middle(lo, hi int) int {
	if lo/64 == (hi-1)/64 {
		return (lo + hi) / 2
	}
	return (lo/64 + ((hi-1)/64-lo/64+1)/2) * 64
}

func (b *builder) start(vertices int) {
	b.join = slices.Grow(b.join[:0], vertices)[:vertices]
	for i := range b.join {
		b.join[i] = int32(i)
	}
}

func (b *builder) root(v int32) int32 {
	for b.join[v] != v {
		b.join[v] = b.join[b.join[v]]
		v = b.join[v]
	}
	return v
}

// sift unites what lives in both directions through the whole stretch, drops what never
// lives in it, and hands down the rest: it says whether some of that changes, and whether
// some is one-way and lives through the whole stretch.
func (b *builder) sift(arcs []changing, lo, hi int) (changes, oneway bool) {
	for _, a := range arcs {
		switch b.life(&a, lo, hi) {
		case some:
			changes = true
			b.left = append(b.left, a)
		case whole:
			if !a.oneway {
				b.join[b.root(a.from)] = b.root(a.to)
				continue
			}
			oneway, a.whole = true, true
			b.left = append(b.left, a)
		}
	}
	return changes, oneway
}

// life of an arc in a stretch.
type life byte

const (
	never life = iota
	some
	whole
)

func (b *builder) life(a *changing, lo, hi int) life {
	first, last := lo/64, (hi-1)/64
	if first == last {
		m := mask(first, lo, hi)
		if a.word == 0 {
			a.word = b.sets[a.while[0]][first] & b.sets[a.while[1]][first]
		}
		switch a.word & m {
		case 0:
			return never
		case m:
			return whole
		}
		return some
	}
	return b.long(a, lo, hi)
}

// long is life for a stretch of several words.
func (b *builder) long(a *changing, lo, hi int) life {
	s, t := b.sets[a.while[0]], b.sets[a.while[1]]
	any, all, sAll, tAll := uint64(0), true, true, true
	for w := lo / 64; w <= (hi-1)/64; w++ {
		m := mask(w, lo, hi)
		x, y := s[w]&m, t[w]&m
		any |= x & y
		all = all && x&y == m
		sAll, tAll = sAll && x == m, tAll && y == m
	}
	switch {
	case any == 0:
		return never
	case all:
		return whole
	case sAll:
		a.while[0] = a.while[1]
	case tAll:
		a.while[1] = a.while[0]
	}
	return some
}

// renumber gives the components of the stretch their numbers, those that an arc handed down
// leaves or reaches from 0 on, the others below 0, and turns these arcs to the new numbers.
func (b *builder) renumber(vertices, floor int) (number []int32, active int) {
	const none = -1 << 31
	b.number = slices.Grow(b.number[:0], vertices)[:vertices]
	for i := range b.number {
		b.number[i] = none
	}
	kept := b.left[:floor]
	for _, a := range b.left[floor:] {
		from, to := b.root(a.from), b.root(a.to)
		if from == to {
			continue
		}
		for _, v := range [2]int32{from, to} {
			if b.number[v] == none {
				b.number[v] = int32(active)
				active++
			}
		}
		a.from, a.to = b.number[from], b.number[to]
		kept = append(kept, a)
	}
	b.left = kept
	number = make([]int32, vertices)
	alone := int32(-1)
	for v := range number {
		root := b.root(int32(v))
		if b.number[root] == none {
			b.number[root] = alone
			alone--
		}
		number[v] = b.number[root]
	}
	return number, active
}

func links(arcs []changing) []link {
	out := make([]link, len(arcs))
	for i, a := range arcs {
		out[i] = link{a.from, a.to}
	}
	slices.SortFunc(out, byFrom)
	return out
}

func firstFrom(links []link, from int32) int {
	k, _ := slices.BinarySearchFunc(links, from, func(l link, from int32) int { return cmp.Compare(l.from, from) })
	return k
}
