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

// dayLine marks the day that a page is about.
func (p *pen) dayLine(a axis, day *when.Day, top, bottom float64) {
	if day == nil || !a.days.Has(*day) {
		return
	}
	x := a.mid(*day)
	p.line(xy{x, top}, xy{x, bottom}, look{stroke: "link", width: 1.6})
	anchor, at := "", xy{x + 4, top + 9}
	if x > a.x1-60 {
		anchor, at.x = "end", x-4
	}
	p.text(at, "on "+shortDay(*day), lettering{size: 10.5, anchor: anchor, look: look{fill: "link", stroke: "paper", width: 3, halo: true}})
}

// pale covers the days after the last one known.
func (p *pen) pale(a axis, known *when.Day, top, bottom float64) {
	if known == nil || *known >= a.days.To {
		return
	}
	x := max(a.x0, a.end(*known))
	p.rect(x, top, a.x1-x, bottom-top, 0, look{fill: "paper", fillOpacity: 0.6})
	p.line(xy{x, top}, xy{x, bottom}, look{stroke: "ink3", dash: "4 3"})
	anchor, at := "", xy{x + 4, bottom - 4}
	if x > a.x1-110 {
		anchor, at.x = "end", x-4
	}
	p.text(at, "known by "+shortDay(*known), lettering{size: 10.5, anchor: anchor, look: look{fill: "ink3", stroke: "paper", width: 3, halo: true}})
}
