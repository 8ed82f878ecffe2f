package war

import "math/rand/v2"

// view is what one voice takes one place to be, day by day.
type view struct {
	*Source
	sides int
	turns []turn
	seen  []int   // the day from which each turn is seen; unused where delays are drawn per claim
	wrong []spell // in which the place is taken for something else
}

// spell is a state that is seen from a day up to before another.
type spell struct{ from, to, state int }

// never is later than any day.
const never = 1 << 30

// look draws a voice's view of a place with the given history.
func (s *Source) look(rng *rand.Rand, turns []turn, sides, days int) *view {
	v := &view{Source: s, sides: sides, turns: turns, seen: make([]int, len(turns))}
	for i := 1; i < len(turns); i++ {
		v.seen[i] = v.sees(rng, i)
		if v.loss(i) && chance(rng, s.Hides) {
			v.seen[i] = never
		}
	}
	if s.Side > 0 {
		yearly(rng, s.Boasts, days, func(day int) {
			v.wrong = append(v.wrong, spell{day, day + spread(rng, s.BoastFor), s.Side - 1})
		})
	}
	yearly(rng, s.Misjudges, days, func(day int) {
		state := other(rng, sides, v.perceived(rng, day))
		v.wrong = append(v.wrong, spell{day, day + spread(rng, s.MisjudgeDays), state})
	})
	return v
}

// sees draws the day on which a turn is seen.
func (v *view) sees(rng *rand.Rand, i int) int {
	switch day := v.turns[i].day; {
	case v.gain(i):
		return day - v.Early.draw(rng)
	case v.loss(i):
		return day + v.Late.draw(rng)
	default:
		return day + v.Slow.draw(rng)
	}
}

func (v *view) gain(i int) bool { return v.worth(v.turns[i].state) > v.worth(v.turns[i-1].state) }
func (v *view) loss(i int) bool { return v.worth(v.turns[i].state) < v.worth(v.turns[i-1].state) }

// worth is how a party likes a state: a rival's, contested, its own. All are alike to others.
func (v *view) worth(state int) int {
	switch {
	case v.Side == 0:
		return 0
	case state == v.Side-1:
		return 2
	case state == v.sides:
		return 1
	}
	return 0
}

// turn is the index of the turn that is perceived on a day.
func (v *view) turn(rng *rand.Rand, day int) int {
	for i := len(v.turns) - 1; i > 0; i-- {
		seen := v.seen[i]
		if v.PerClaim && seen != never {
			seen = v.sees(rng, i)
		}
		if seen <= day {
			return i
		}
	}
	return 0
}

// perceived is what the place is taken to be on a day.
func (v *view) perceived(rng *rand.Rand, day int) int {
	for _, s := range v.wrong {
		if s.from <= day && day < s.to {
			return s.state
		}
	}
	return v.turns[v.turn(rng, day)].state
}

// fresh tells whether a turn has been seen for less than 5 days, and gives its index.
func (v *view) fresh(day int) (i int, ok bool) {
	for i := len(v.turns) - 1; i > 0; i-- {
		if v.seen[i] <= day {
			return i, v.seen[i] > day-5
		}
	}
	return 0, false
}
