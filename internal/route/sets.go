package route

import (
	"slices"

	"github.com/salient-osint/salient"
)

// MostSets is how many sets CutSets lists at most.
const MostSets = 20

// CutSets is the smallest sets of places whose loss together leaves no way.
type CutSets struct {
	Status Status
	Size   int                 // of the smallest sets; 0 if none has as few places as were asked for
	Sets   [][]salient.PlaceID // places by id, sets by theirs
	More   bool                // there are more than MostSets; which are listed then is always the same
}

// CutSets finds the smallest sets of places whose loss together cuts every way of a pair, of at
// most so many places (1 to 3). Like Choke it counts open ways, or if there are none, those
// with uncertain pieces; a pair that is cut has no sets. It fails like Best.
//
// Leaves, crossings and settlements as a whole are tried, but those that the pair itself is
// in. A settlement stands in a set only where none of its parts would do in its stead.
//
// Every set of a size has a place on any one way, so that each place on one is lost in turn,
// and sets smaller by one are looked for among the ways that are left; at the end stand
// chokepoints (alone). Before a place is lost, the ways found so far tell in most cases
// that too few places lie on all of those that would be left.
func (d *Day) CutSets(from, to salient.PlaceID, most int) (CutSets, error) {
	p, err := d.m.pair(from, to)
	if err != nil {
		return CutSets{}, err
	}
	status, s := d.severed(p, d.m.ownUnits(from, to))
	out := CutSets{Status: status}
	if status == Cut || p.meets() {
		return out, nil
	}
	s.spreadOut(most)
	for size := 1; size <= most && len(out.Sets) == 0; size++ {
		f := finding{severing: s, places: map[string]bool{}}
		f.find(nil, size)
		if f.name(&out); len(out.Sets) > 0 {
			out.Size = size
		}
	}
	return out, nil
}

// severed gives a pair's status and what is needed to ask what severs it.
func (d *Day) severed(p pair, own []bool) (Status, *severing) {
	for k, least := range levels {
		s := d.severing(p, own, k)
		if p.meets() && d.stay(p) >= least || !p.meets() && s.way(nil) != nil {
			return statuses[k], s
		}
	}
	return Cut, nil
}

// spreadOut finds up to one more than some number of ways that have as few places in common
// as can be.
func (s *severing) spreadOut(most int) {
	var used []int32
	for range most + 1 {
		used = append(used, s.passed(s.way(used))...)
	}
}

// finding is the sets of one size that were found.
type finding struct {
	*severing
	sets   [][]int32
	places map[string]bool // the sets, as text
	more   bool
}

// find adds the sets that hold all that is lost and so many more.
func (f *finding) find(lost []int32, size int) {
	if f.more || f.known.hopeless(lost, size) {
		return
	}
	if size == 1 {
		for _, u := range f.alone() {
			f.add(append(slices.Clone(lost), u))
		}
		return
	}
	for _, u := range f.passed(f.way(nil)) {
		f.lose(u, 1)
		f.find(append(lost, u), size-1)
		f.lose(u, -1)
	}
}

// add takes a set up, unless it is known or a part of one of its places would do.
func (f *finding) add(set []int32) {
	slices.Sort(set)
	key := string(encode(set))
	if f.places[key] || f.more {
		return
	}
	f.places[key] = true
	if f.wasteful(set) {
		return
	}
	if len(f.sets) == MostSets {
		f.more = true
		return
	}
	f.sets = append(f.sets, set)
}

func encode(set []int32) (out []byte) {
	for _, u := range set {
		out = append(out, byte(u>>24), byte(u>>16), byte(u>>8), byte(u))
	}
	return out
}

// wasteful reports whether a part of one of the places would do in its stead.
func (f *finding) wasteful(set []int32) bool {
	was := slices.Clone(f.lost)
	defer func() { f.lost = was }()
	f.lost = make([]int32, len(was))
	for k, u := range set {
		for _, part := range f.units.parts[u] {
			clear(f.lost)
			for _, other := range append(append([]int32{part}, set[:k]...), set[k+1:]...) {
				f.lose(other, 1)
			}
			if f.way(nil) == nil {
				return true
			}
		}
	}
	return false
}

func (f *finding) name(out *CutSets) {
	for _, set := range f.sets {
		var names []salient.PlaceID
		for _, u := range set {
			names = append(names, f.units.list[u].place.ID)
		}
		slices.Sort(names)
		out.Sets = append(out.Sets, names)
	}
	slices.SortFunc(out.Sets, slices.Compare)
	out.More = f.more
}

// ways are the ways found so far, up to a number, by the units that they pass.
type ways struct {
	list [][]int32      // the units of each
	by   map[int32]bits // by unit: the ways that pass it
	near []bits         // by way: those that pass some of its units
}

// maxWays is how many ways are kept.
const maxWays = 256

// bits is a set of ways.
type bits [maxWays / 64]uint64

func (b bits) without(c bits) bits {
	for i := range b {
		b[i] &^= c[i]
	}
	return b
}

func (b bits) has(i int) bool { return b[i/64]>>(i%64)&1 == 1 }

func (b *bits) add(i int) { b[i/64] |= 1 << (i % 64) }

func (w *ways) add(units []int32) {
	n := len(w.list)
	if n == maxWays {
		return
	}
	w.list = append(w.list, units)
	var near bits
	for _, u := range units {
		b := w.by[u]
		b.add(n)
		w.by[u] = b
		for i := range near {
			near[i] |= b[i]
		}
	}
	w.near = append(w.near, near)
	for i := range n {
		if near.has(i) {
			w.near[i].add(n)
		}
	}
}

// hopeless reports whether so many units more can't lie on all the ways that are left once
// some units are lost.
func (w *ways) hopeless(lost []int32, size int) bool {
	var left bits
	for i := range w.list {
		left.add(i)
	}
	for _, u := range lost {
		left = left.without(w.by[u])
	}
	return w.apart(left) > size || !w.hit(left, size)
}

// apart counts ways that have nothing in common, taken as they come.
func (w *ways) apart(left bits) int {
	n := 0
	for i := range w.list {
		if left.has(i) {
			left = left.without(w.near[i])
			n++
		}
	}
	return n
}

// hit reports whether so many units can lie on all of some ways.
func (w *ways) hit(left bits, size int) bool {
	for i, units := range w.list {
		if left.has(i) {
			return size > 0 && slices.ContainsFunc(units, func(u int32) bool { return w.hit(left.without(w.by[u]), size-1) })
		}
	}
	return true
}

// ownUnits marks the units that a pair is in, or that are in it.
func (m *Map) ownUnits(from, to salient.PlaceID) []bool {
	cells := append(m.owners(from), m.owners(to)...)
	list := m.units().list
	out := make([]bool, len(list))
	for i := range list {
		u := &list[i]
		out[i] = u.place.ID == from || u.place.ID == to || slices.ContainsFunc(u.cells, func(k int) bool { return slices.Contains(cells, k) })
	}
	return out
}

// partsOf lists, by unit, those that lie in it.
func (m *Map) partsOf(list []unit) [][]int32 {
	out := make([][]int32, len(list))
	number := map[salient.PlaceID]int32{}
	for i, u := range list {
		number[u.place.ID] = int32(i)
	}
	for i, u := range list {
		at := u.place
		for n := 0; n < 64; n++ {
			up, ok := m.c.Place(at.Parent)
			if !ok {
				break
			}
			if k, listed := number[up.ID]; listed && m.alone(list[k]) < 0 {
				out[k] = append(out[k], int32(i))
			}
			at = up
		}
	}
	return out
}
