package reach

import (
	"iter"
	"math/bits"
)

// Days is a set of days, numbered from 0: day d is bit d%64 of word d/64. Bits beyond the
// last day are ignored.
type Days []uint64

// NewDays returns an empty set with room for some days.
func NewDays(days int) Days { return make(Days, (days+63)/64) }

// Has reports whether a day is in the set.
func (d Days) Has(day int) bool { return d[day/64]>>(day%64)&1 == 1 }

// Add puts a day into the set.
func (d Days) Add(day int) { d[day/64] |= 1 << (day % 64) }

// AddAll puts the days of another set into the set.
func (d Days) AddAll(o Days) {
	for i := range d {
		d[i] |= o[i]
	}
}

// Meet returns the days that are in both of two sets.
func (d Days) Meet(o Days) Days {
	out := make(Days, len(d))
	for i := range d {
		out[i] = d[i] & o[i]
	}
	return out
}

// Less returns the days of the set that aren't in another.
func (d Days) Less(o Days) Days {
	out := make(Days, len(d))
	for i := range d {
		out[i] = d[i] &^ o[i]
	}
	return out
}

// Runs yields the runs of days in the set, each from lo up to but not including hi.
func (d Days) Runs() iter.Seq2[int, int] {
	return func(yield func(lo, hi int) bool) {
		for lo := d.next(0, 0); lo < 64*len(d); {
			hi := d.next(lo, ^uint64(0))
			if !yield(lo, hi) {
				return
			}
			lo = d.next(hi, 0)
		}
	}
}

// next is the first day from day on that is in the set, or with flip all ones that isn't.
func (d Days) next(day int, flip uint64) int {
	for w := day / 64; w < len(d); w++ {
		if rest := (d[w] ^ flip) >> (day % 64); rest != 0 {
			return day + bits.TrailingZeros64(rest)
		}
		day = w*64 + 64
	}
	return 64 * len(d)
}

// Count is the number of days in the set.
func (d Days) Count() int {
	n := 0
	for _, w := range d {
		n += bits.OnesCount64(w)
	}
	return n
}

// AddRange puts the days from lo up to but not including hi into the set.
func (d Days) AddRange(lo, hi int) {
	for w := lo / 64; w*64 < hi; w++ {
		d[w] |= mask(w, lo, hi)
	}
}

// mask has the bits of word w that are days from lo up to but not including hi.
func mask(w, lo, hi int) uint64 {
	m := ^uint64(0)
	if lo > w*64 {
		m <<= lo - w*64
	}
	if hi < w*64+64 {
		m &= 1<<(hi-w*64) - 1
	}
	return m
}
