package when

// Widening says by how many days "~" (approximate) and "?" (uncertain) move a bound, for a
// date written to the day, the month and the year. EDTF gives no rule; these are settings
// of a case. Negative values are taken as 0.
type Widening struct{ Day, Month, Year int }

// DefaultWidening is two days around a day, a week around a month, a quarter around a year.
var DefaultWidening = Widening{Day: 2, Month: 7, Year: 91}

func (w Widening) of(p point) Day {
	a, u := p.qualified()
	if !a && !u {
		return 0
	}
	switch p.precision() {
	case 1:
		return Day(max(w.Day, 0))
	case 31:
		return Day(max(w.Month, 0))
	}
	return Day(max(w.Year, 0))
}

// Bounds is the span from the earliest to the latest day that d may touch. Open and unknown
// ends stop at MinDay and MaxDay. The zero Date gives an empty span.
func (d Date) Bounds(w Widening) Span {
	if d.IsZero() {
		return Span{0, -1}
	}
	b := d.items[0].bounds(w)
	for _, it := range d.items[1:] {
		c := it.bounds(w)
		b = Span{min(b.From, c.From), max(b.To, c.To)}
	}
	return b
}

func (it item) bounds(w Widening) Span {
	s := Span{MinDay, MaxDay}
	if it.from.kind == fixed {
		f, _, _ := it.from.bounds()
		s.From = f - w.of(it.from.point)
	}
	if it.to.kind == fixed {
		_, l, _ := it.to.bounds()
		s.To = l + w.of(it.to.point)
	}
	return s
}

// Latest is the last day that d may touch, the day by which a document "published d" was
// out for certain; ok is false for the zero Date and for an open or unknown end.
func (d Date) Latest(w Widening) (day Day, ok bool) {
	b := d.Bounds(w)
	return b.To, !d.IsZero() && b.To < MaxDay
}

// Earliest is the first day that d may touch; ok is false for the zero Date and for an
// open or unknown start.
func (d Date) Earliest(w Widening) (day Day, ok bool) {
	b := d.Bounds(w)
	return b.From, !d.IsZero() && b.From > MinDay
}

// Reach is what a claim's date says about days: true on every day of Days, or, if Some, on
// at least one of them. Days are disjoint, in order, and never empty spans.
type Reach struct {
	Days []Span
	Some bool
}

// N is the number of days.
func (r Reach) N() int {
	n := 0
	for _, s := range r.Days {
		n += s.Len()
	}
	return n
}

// Has reports whether day is one of the days.
func (r Reach) Has(day Day) bool {
	for _, s := range r.Days {
		if s.Has(day) {
			return true
		}
	}
	return false
}

// Reach gives the days of a claim that was made on the day stop. some is the claim's own
// span ("on at least one day of"); it is also what a date means that leaves digits out
// (2013-05-XX), gives a choice ([..]) or is only approximate or uncertain. For an interval
// with such ends, the days that are certain whatever the ends; if there are none, some day
// of the whole. An open end stops at stop. An interval with an unknown end says only its
// known end. The zero Date reaches stop alone.
func (d Date) Reach(some bool, w Widening, stop Day) Reach {
	if d.IsZero() {
		return Reach{Days: []Span{{stop, stop}}}
	}
	var r Reach
	for _, it := range d.items {
		s, vague := it.reach(some || d.form == oneOf, w, stop)
		r.Some = r.Some || vague
		r.Days = append(r.Days, s)
	}
	r.Some = r.Some || some || d.form == oneOf
	if len(r.Days) > 1 {
		r.Days = merged(r.Days)
	}
	return r
}

// reach gives an item's days and whether only some of them are meant.
func (it item) reach(some bool, w Widening, stop Day) (Span, bool) {
	possible := it.bounds(w)
	if it.to.kind == open {
		possible.To = max(stop, min(possible.From, MaxDay))
	}
	if it.from.kind == open {
		possible.From = min(possible.To, stop)
	}
	if it.sep == "" {
		return possible, it.from.vague()
	}
	if it.from.kind == unknown {
		possible.From, _, _ = it.to.bounds()
		return possible, it.to.vague()
	}
	if it.to.kind == unknown {
		_, possible.To, _ = it.from.bounds()
		return possible, it.from.vague()
	}
	if some {
		return possible, true
	}
	if certain := it.certain(possible, w); certain.Len() > 0 {
		return certain, false
	}
	return possible, true
}

// certain is the part of possible that holds wherever vague ends turn out to lie.
func (it item) certain(possible Span, w Widening) Span {
	if it.from.kind == fixed && it.from.vague() {
		_, l, _ := it.from.bounds()
		possible.From = l + w.of(it.from.point)
	}
	if it.to.kind == fixed && it.to.vague() {
		f, _, _ := it.to.bounds()
		possible.To = f - w.of(it.to.point)
	}
	return possible
}

func (e end) vague() bool {
	a, u := e.qualified()
	return a || u || e.unspecified() || e.year.unspecified()
}

// merged sorts spans and joins those that touch.
func merged(in []Span) []Span {
	var out []Span
	for _, s := range in {
		i := len(out)
		out = append(out, s)
		for i > 0 && out[i-1].From > out[i].From {
			out[i-1], out[i] = out[i], out[i-1]
			i--
		}
	}
	joined := out[:0]
	for _, s := range out {
		if n := len(joined); n > 0 && s.From <= joined[n-1].To+1 {
			joined[n-1].To = max(joined[n-1].To, s.To)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}
