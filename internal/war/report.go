package war

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// what a report says of its state.
type what int8

const (
	controls what = iota
	contests
	enters
	leaves
)

// report is one claim before it is written out.
type report struct {
	place, day int32
	source     int16
	words      int16 // the source whose words they are
	phrase     int16 // which of its phrases
	speaker    int8  // 0: the source; else the side whose spokesman it quotes
	what       what
	side       int8 // the side that it is about
	denies     bool
	visual     bool
	hedged     bool
	grade      int8 // credibility
}

// says is the state that a report asserts, -1 for a denial or a side that leaves.
func (r *report) says(sides int) int {
	switch {
	case r.denies || r.what == leaves:
		return -1
	case r.what == contests:
		return sides
	}
	return int(r.side)
}

// right reports whether it fits a state. A side that enters fits contested ground too.
func (r *report) right(state, sides int) bool {
	switch {
	case r.what == leaves, r.denies && r.what != contests:
		return state != int(r.side)
	case r.what == enters:
		return state == int(r.side) || state == sides
	}
	return r.says(sides) == state
}

// desk is where the reports on one place are made.
type desk struct {
	*Setting
	rng    *rand.Rand
	place  int
	turns  []turn
	busy   []float64 // by day: how many times denser reporting is
	peak   float64   // the largest of busy
	spokes []*view   // by side
	out    []report
}

// reports draws what is said of a place.
func (s *Setting) reports(rng *rand.Rand, place int, turns []turn) []report {
	d := &desk{Setting: s, rng: rng, place: place, turns: turns}
	d.attend()
	for i := range s.Spokesmen {
		d.spokes = append(d.spokes, s.Spokesmen[i].look(rng, turns, s.Sides, s.Days))
	}
	for i := range s.Sources {
		if len(s.Sources[i].Copies) > 0 {
			d.copy(i)
		} else {
			d.report(i)
		}
	}
	if chance(rng, s.Forgotten) {
		rng.Shuffle(len(d.out), func(i, j int) { d.out[i], d.out[j] = d.out[j], d.out[i] })
		d.out = d.out[:min(len(d.out), rng.IntN(4))]
	}
	slices.SortStableFunc(d.out, func(a, b report) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.source, b.source))
	})
	return d.out
}

// attend works out how dense reporting is, by day.
func (d *desk) attend() {
	d.busy = make([]float64, d.Days)
	base := math.Exp(d.Uneven*d.rng.NormFloat64() - d.Uneven*d.Uneven/2)
	for i := range d.busy {
		d.busy[i] = base
	}
	raise := func(from, to int, by float64) {
		for i := max(0, from); i < min(to, d.Days); i++ {
			d.busy[i] = max(d.busy[i], base*by)
		}
	}
	for _, t := range d.turns[1:] {
		raise(t.day-d.NearDays, t.day+d.NearDays+1, d.Near)
	}
	yearly(d.rng, d.Bursts, d.Days, func(day int) { raise(day, day+d.BurstDays, d.Burst) })
	d.peak = slices.Max(d.busy)
}

// report draws a source's own reports: days of a thinned Bernoulli process.
func (d *desk) report(i int) {
	s := &d.Sources[i]
	if s.Covers > 0 && !chance(d.rng, s.Covers) {
		return
	}
	v := s.look(d.rng, d.turns, d.Sides, d.Days)
	rate := s.Rate / 30
	top := min(0.95, rate*d.peak)
	last := -1
	for day := d.skip(top); day < d.Days; day += 1 + d.skip(top) {
		if !chance(d.rng, min(0.95, rate*d.busy[day])/top) {
			continue
		}
		r := d.say(v, i, day, last)
		last = r.says(d.Sides)
		d.out = append(d.out, r)
		if again := day + 1 + d.rng.IntN(10); chance(d.rng, s.Repeats) && again < d.Days {
			r.day = int32(again)
			r.visual = false
			d.out = append(d.out, r)
		}
	}
}

// skip draws how many days pass before one with a chance of p.
func (d *desk) skip(p float64) int {
	if p <= 0 {
		return d.Days
	}
	return int(min(float64(d.Days), d.rng.ExpFloat64()/-math.Log1p(-p)))
}

// say draws what a source says on a day; last is the state that it last asserted, -1: none.
func (d *desk) say(v *view, i, day, last int) report {
	r := report{place: int32(d.place), day: int32(day), source: int16(i), words: int16(i), phrase: int16(d.rng.IntN(phrases)), grade: 6}
	if chance(d.rng, v.Quotes) && len(d.spokes) > 0 {
		side := d.rng.IntN(len(d.spokes))
		v, r.speaker = d.spokes[side], int8(side+1)
	}
	r.visual = r.speaker == 0 && chance(d.rng, v.Visual)
	state := d.state(v, r.visual, day, last)
	d.phrase(v, &r, state, day)
	d.signal(&r)
	return r
}

// state is what a voice will say that the place is.
func (d *desk) state(v *view, visual bool, day, last int) int {
	state, right := v.perceived(d.rng, day), v.Right
	if visual && v.VisualRight > 0 {
		state, right = d.truth(day), v.VisualRight
	}
	if last >= 0 && chance(d.rng, v.Stuck) {
		return last
	}
	if chance(d.rng, right) {
		return state
	}
	if v.Side > 0 && chance(d.rng, v.OwnSide) {
		return v.Side - 1
	}
	return other(d.rng, d.states(), state)
}

// states are the sides, and contested where it occurs.
func (d *desk) states() int {
	if d.Contested > 0 {
		return d.Sides + 1
	}
	return d.Sides
}

func (d *desk) truth(day int) int {
	for i := len(d.turns) - 1; i > 0; i-- {
		if d.turns[i].day <= day {
			return d.turns[i].state
		}
	}
	return d.turns[0].state
}

// phrase chooses how a state is said.
func (d *desk) phrase(v *view, r *report, state, day int) {
	at, fresh := v.fresh(day)
	before := v.turns[max(0, at-1)].state
	fresh = fresh && state == v.turns[at].state
	rival := v.Side > 0 && state < d.Sides && state != v.Side-1
	switch {
	case rival && chance(d.rng, v.Lies), chance(d.rng, v.Denies) && !rival:
		r.denies, r.side = true, int8(state)
		if !rival {
			r.side = int8(other(d.rng, d.Sides, state))
		}
	case fresh && before < d.Sides && chance(d.rng, v.Leaves):
		r.what, r.side = leaves, int8(before)
	case fresh && chance(d.rng, v.Enters):
		r.what, r.side = enters, int8(d.taker(at))
	case state == d.Sides:
		r.what, r.side = contests, int8(d.fighter(at))
	default:
		r.side = int8(state)
	}
}

// taker is the side that goes for a place in a turn: whoever holds it in the end.
func (d *desk) taker(at int) int {
	for _, t := range d.turns[at:] {
		if t.state < d.Sides {
			return t.state
		}
	}
	return other(d.rng, d.Sides, d.turns[max(0, at-1)].state)
}

// fighter is one of the sides that fight for a place around a turn.
func (d *desk) fighter(at int) int {
	if d.rng.IntN(2) == 0 {
		return d.taker(at)
	}
	if before := d.turns[max(0, at-1)].state; before < d.Sides {
		return before
	}
	return d.rng.IntN(d.Sides)
}

// signal hedges and grades a report.
func (d *desk) signal(r *report) {
	if d.Signals == NoSignals {
		return
	}
	wrong := !r.right(d.truth(int(r.day)), d.Sides)
	if d.Signals == Noise {
		wrong = chance(d.rng, 0.2)
	}
	often := 0.1
	if wrong {
		often = 0.5
	}
	r.hedged, r.grade = chance(d.rng, often), 2
	if chance(d.rng, often) {
		r.grade = 4
	}
}

// copy draws a copier's reports: those of the sources before it that it copies.
func (d *desk) copy(i int) {
	s := &d.Sources[i]
	for _, r := range slices.Clone(d.out) {
		if !slices.Contains(s.Copies, int(r.source)) || !chance(d.rng, s.CopyChance) {
			continue
		}
		if r.day += int32(d.rng.IntN(s.CopyDays + 1)); int(r.day) >= d.Days {
			continue
		}
		r.source, r.visual = int16(i), false
		if !s.Verbatim {
			r.words, r.phrase = int16(i), int16(d.rng.IntN(phrases))
		}
		d.out = append(d.out, r)
	}
}
