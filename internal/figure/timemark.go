package figure

import (
	"strings"

	"github.com/salient-osint/salient/when"
)

// TimeMark is how a date is drawn: its extent and what is known of its ends.
type TimeMark struct {
	Days when.Span // the whole extent; an open or unknown end is cut at the axis
	Shape
	Hollow            bool // uncertain (?)
	FadeFrom, FadeTo  int  // days at either end over which the mark fades (~)
	OpenFrom, OpenTo  bool // goes on: an arrow
	NoStart, NoFinish bool // the end isn't known: a stub and "?"
}

// Shape is the form of a time mark.
type Shape uint8

// The shapes.
const (
	Every   Shape = iota // true on each of the days: a solid bar
	Some                 // on some of the days: ends like an I-beam, dotted between
	Bracket              // one date that is only known to the month, season or year
)

// TimeMarkOf returns how a date is drawn on an axis of the days within. some is a claim's
// own span ("on at least one day of"). ok is false for the zero Date, and for one that lies
// wholly outside the axis.
func TimeMarkOf(d when.Date, some bool, w when.Widening, within when.Span) (m TimeMark, ok bool) {
	if d.IsZero() {
		return TimeMark{}, false
	}
	plain, wide := d.Bounds(when.Widening{}), d.Bounds(w)
	text := d.String()
	m = TimeMark{
		Days:     plain,
		Hollow:   d.Uncertain(),
		OpenFrom: strings.HasPrefix(text, ".."),
		OpenTo:   d.OpenEnd(),
		NoStart:  strings.HasPrefix(text, "/"),
		NoFinish: d.UnknownEnd(),
	}
	if d.Approximate() {
		m.Days, m.FadeFrom, m.FadeTo = wide, int(plain.From-wide.From), int(wide.To-plain.To)
	}
	m.Shape = shapeOf(d, some || strings.HasPrefix(text, "["))
	m.cutUnknown()
	return m.clip(within)
}

func shapeOf(d when.Date, some bool) Shape {
	b := d.Bounds(when.Widening{})
	switch {
	case b.Len() > 1 && !d.IsInterval() && !strings.ContainsAny(d.String(), "[{"):
		return Bracket
	case some && b.Len() > 1:
		return Some
	}
	return Every
}

// cutUnknown shortens a span with an unknown end to the day of the end that is known.
func (m *TimeMark) cutUnknown() {
	if m.NoFinish {
		m.Days.To = m.Days.From
	}
	if m.NoStart {
		m.Days.From = m.Days.To
	}
}

// clip cuts the mark to the axis; an end that is cut off is drawn as open.
func (m TimeMark) clip(within when.Span) (TimeMark, bool) {
	meet := m.Days.Meet(within)
	if meet.Len() == 0 {
		return m, false
	}
	if meet.From > m.Days.From {
		m.OpenFrom, m.FadeFrom, m.NoStart = true, 0, false
	}
	if meet.To < m.Days.To {
		m.OpenTo, m.FadeTo, m.NoFinish = true, 0, false
	}
	m.Days = meet
	return m, true
}
