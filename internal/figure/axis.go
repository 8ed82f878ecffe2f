package figure

import (
	"time"

	"github.com/salient-osint/salient/when"
)

// axis lays days along a line. Time runs from left to right in every language.
type axis struct {
	days   when.Span
	x0, x1 float64
}

// x is where a day begins; end, where it ends.
func (a axis) x(d when.Day) float64 {
	return a.x0 + (a.x1-a.x0)*float64(d-a.days.From)/float64(max(1, a.days.Len()))
}
func (a axis) end(d when.Day) float64 { return a.x(d + 1) }
func (a axis) mid(d when.Day) float64 { return (a.x(d) + a.end(d)) / 2 }
func (a axis) perDay() float64        { return a.end(a.days.From) - a.x0 }

// tick is a mark on an axis.
type tick struct {
	day   when.Day
	label string
	long  bool
}

// Widths in pixels from which an axis shows weeks, and names each month.
const (
	weeksFrom  = 3.0 // a day
	monthsFrom = 1.1 // a day: a month's name fits
)

// ticks are Mondays where there is room, the first of each month, or only of each year.
func (a axis) ticks() []tick {
	var out []tick
	for d := a.days.From; d <= a.days.To; d++ {
		t := d.Time()
		switch {
		case t.Day() == 1 && (a.perDay() >= monthsFrom || t.Month() == time.January || a.perDay() >= 0.12 && t.Month()%3 == 1):
			out = append(out, tick{d, monthLabel(t, len(out) == 0), true})
		case t.Day() == 1 && a.perDay() >= 0.12:
			out = append(out, tick{day: d})
		case t.Weekday() == time.Monday && a.perDay() >= weeksFrom:
			out = append(out, tick{day: d})
		}
	}
	return out
}

func monthLabel(t time.Time, first bool) string {
	if first || t.Month() == time.January {
		return t.Format("Jan 2006")
	}
	return t.Format("Jan")
}

const axisHeight = 24

// axis draws the line, its ticks and the names of months; grid lines run up to top.
func (p *pen) axis(a axis, top, y float64) {
	var grid, short string
	for _, t := range a.ticks() {
		x := a.x(t.day)
		if t.long {
			grid += chain([]xy{{x, top}, {x, y + 6}})
		} else {
			short += chain([]xy{{x, y}, {x, y + 4}})
		}
	}
	p.path(grid, look{stroke: "line"})
	p.path(short, look{stroke: "line2"})
	p.line(xy{a.x0, y}, xy{a.x1, y}, look{stroke: "line2"})
	p.monthNames(a, y)
}

// monthNames sets the labels that have room, the first day's year always among them.
func (p *pen) monthNames(a axis, y float64) {
	const size = 11
	free := a.x0
	labels := a.ticks()
	if len(labels) == 0 || labels[0].label == "" || labels[0].day > a.days.From {
		if first := a.days.From; a.firstLabelFits(labels, size) {
			labels = append([]tick{{first, first.Long(), true}}, labels...)
		}
	}
	for _, t := range labels {
		x := a.x(t.day) + 3
		if t.label == "" || x < free || x+textWidth(t.label, size) > a.x1+12 {
			continue
		}
		p.text(xy{x, y + 16}, t.label, lettering{size: size, look: look{fill: "ink2"}})
		free = x + textWidth(t.label, size) + 6
	}
}

// firstLabelFits reports whether the axis's first day can be named before the first month is.
func (a axis) firstLabelFits(ticks []tick, size float64) bool {
	next := a.x1
	for _, t := range ticks {
		if t.label != "" {
			next = a.x(t.day)
			break
		}
	}
	return a.x0+textWidth(a.days.From.Long(), size)+9 < next
}

// days marks the day that a page is about, and the last day known: what lies after it stands
// on a grey ground. Their labels stand in the row that ends at top.
func (p *pen) days(a axis, on, known *when.Day, top, bottom float64) {
	small := lettering{size: 10.5, look: look{stroke: "paper", width: 3, halo: true}}
	free := a.x1 + 100 // where the label of known begins, if it stands left of its line
	if known != nil && *known < a.days.To && *known >= a.days.From {
		x := a.end(*known)
		p.rect(x, top, a.x1-x, bottom-top, 0, look{fill: "surface"})
		p.line(xy{x, top - 4}, xy{x, bottom}, look{stroke: "ink3", dash: "4 3"})
		words := "known by " + shortDay(*known)
		left := x+textWidth(words, small.size) > a.x1+8
		if left {
			free = x - textWidth(words, small.size) - 10
		}
		p.beside(xy{x, top - 5}, words, "ink3", left, small)
	}
	if on == nil || !a.days.Has(*on) {
		return
	}
	x := a.mid(*on)
	p.line(xy{x, top - 4}, xy{x, bottom}, look{stroke: "link", width: 1.6})
	words := "on " + shortDay(*on)
	left := x+textWidth(words, small.size)+4 > min(free, a.x1+8)
	if left && known != nil && *known >= *on {
		x = min(x, free)
	}
	p.beside(xy{x, top - 5}, words, "link", left, small)
}

// beside sets a short text to the right or left of a line.
func (p *pen) beside(at xy, s, role string, left bool, t lettering) {
	t.fill = role
	at.x += 4
	if left {
		at.x -= 8
		t.anchor = "end"
	}
	p.text(at, s, t)
}

// labelRow is the height that the labels of days take above an axis's lanes.
func labelRow(on, known *when.Day) float64 {
	if on == nil && known == nil {
		return 0
	}
	return 14
}

// later reports whether a day is after the last one known.
func later(day when.Day, known *when.Day) bool { return known != nil && day > *known }
