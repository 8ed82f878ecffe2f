package war

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Truth is who holds what. It is read-only.
type Truth struct {
	Span    when.Span
	States  []salient.State   // the sides in the case's order, then contested
	Places  []salient.PlaceID // by id
	Changes [][]Change        // by place, by day; the first is on the first day
}

// Change is a place's state from a day on.
type Change struct {
	Day   when.Day
	State int // index of Truth.States
}

// At is the state of a place, by its index, on a day.
func (t *Truth) At(place int, day when.Day) int {
	list := t.Changes[place]
	i := sort.Search(len(list), func(i int) bool { return list[i].Day > day })
	return list[max(0, i-1)].State
}

// history is a war in the making: days count from 0.
type history struct {
	Setting
	rng    *rand.Rand
	at     []geo.Point
	moves  []bool // places that can change hands
	first  []int
	holder []int // as campaigns have planned so far
	tries  [][]try
}

// try is a side's go at a place; side -1 is any rival of the holder.
type try struct{ day, side int }

// turn is a place's state from a day on.
type turn struct{ day, state int }

// draw draws where the places lie and who holds them.
func (s Setting) history(rng *rand.Rand) ([]geo.Point, [][]turn) {
	h := &history{Setting: s, rng: rng, tries: make([][]try, s.Places)}
	h.begin()
	yearly(rng, s.Campaigns, s.Days, h.campaign)
	turns := make([][]turn, s.Places)
	for p := range turns {
		if h.moves[p] {
			yearly(rng, s.Changes, s.Days, func(day int) { h.tries[p] = append(h.tries[p], try{day, -1}) })
		}
		turns[p] = h.turns(p)
	}
	return h.at, turns
}

// begin gives each place to the side whose centre is nearest.
func (h *history) begin() {
	centres := make([]geo.Point, h.Sides)
	for i := range centres {
		centres[i] = h.point()
	}
	for range h.Places {
		p := h.point()
		h.at = append(h.at, p)
		h.first = append(h.first, nearest(p, centres))
		h.moves = append(h.moves, !chance(h.rng, h.Still))
	}
	h.holder = slices.Clone(h.first)
}

// point is a point of the two degrees square in which the war is.
func (h *history) point() geo.Point {
	return geo.Point{Lon: 36 + round6(2*h.rng.Float64()), Lat: 34 + round6(2*h.rng.Float64())}
}

func round6(x float64) float64 { return float64(int(x*1e6)) / 1e6 }

func nearest(p geo.Point, list []geo.Point) int {
	best := 0
	for i := range list {
		if apart(p, list[i]) < apart(p, list[best]) {
			best = i
		}
	}
	return best
}

// apart is the square of a distance in degrees, good enough to order by.
func apart(a, b geo.Point) float64 {
	return (a.Lon-b.Lon)*(a.Lon-b.Lon) + (a.Lat-b.Lat)*(a.Lat-b.Lat)
}

// campaign plans one: a side goes for the rivals' places nearest to a random one of its own.
func (h *history) campaign(day int) {
	side := h.rng.IntN(h.Sides)
	from := h.point()
	if own := h.some(func(p int) bool { return h.holder[p] == side }); own >= 0 {
		from = h.at[own]
	}
	var goals []int
	for p := range h.at {
		if h.moves[p] && h.holder[p] != side {
			goals = append(goals, p)
		}
	}
	slices.SortFunc(goals, func(a, b int) int {
		return cmp.Or(cmp.Compare(apart(from, h.at[a]), apart(from, h.at[b])), cmp.Compare(a, b))
	})
	for _, p := range goals[:min(h.Sweep, len(goals))] {
		h.tries[p] = append(h.tries[p], try{day, side})
		h.holder[p] = side
		day += int(h.Pace * h.rng.ExpFloat64())
	}
}

// some is a random place of a kind, -1 if a few dozen draws find none.
func (h *history) some(is func(p int) bool) int {
	for range 50 {
		if p := h.rng.IntN(h.Places); is(p) {
			return p
		}
	}
	return -1
}

// turns plays a place's tries out, one after the other.
func (h *history) turns(p int) []turn {
	slices.SortStableFunc(h.tries[p], func(a, b try) int { return cmp.Compare(a.day, b.day) })
	holder, free := h.first[p], max(1, h.MinSpell)
	out := []turn{{0, holder}}
	push := func(day, state int) {
		if day < h.Days {
			out = append(out, turn{day, state})
		}
	}
	for _, t := range h.tries[p] {
		side := t.side
		if side < 0 {
			side = other(h.rng, h.Sides, holder)
		}
		if t.day < free || side == holder {
			continue
		}
		day := t.day
		if chance(h.rng, h.Contested) {
			push(day, h.Sides)
			day += max(2, spread(h.rng, h.ContestedDays))
			if chance(h.rng, h.Repelled) {
				side = holder
			}
		}
		push(day, side)
		holder, free = side, day+max(1, h.MinSpell)
	}
	return out
}

// States are those of a war with the given settings: the sides in their order, then contested.
func States(s salient.Settings) []salient.State {
	var out []salient.State
	for _, side := range s.Sides {
		out = append(out, salient.State(side))
	}
	return append(out, salient.Contested)
}
