package figure

import (
	"cmp"
	"fmt"
	"strings"
)

// Heights of a calendar's rows.
const (
	calendarRow  = 42
	calendarLine = 28 // from the top of a row to its line
)

// RouteCalendar draws when ways were open, uncertain and cut, a row for each pair of places,
// with the marks that roads have on the map.
func RouteCalendar(c CalendarData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	left := min(190, opt.Width*0.25)
	if opt.Width < narrowFigure {
		left = 8
	}
	d := calendar{newPen(opt, "calendar", c.Sides), c, axis{c.Span, left, opt.Width - 12}}
	heading := wrapped(c.Title, titleSize, opt.Width)
	top := 18*float64(len(heading)) + 4 + labelRow(c.On, nil)
	bottom := top + d.rowHeight()*float64(len(c.Rows))
	total := bottom + axisHeight + 4
	d.open(opt.Width, total, cmp.Or(c.Title, "When ways were open"), d.describe())
	d.rect(0, 0, opt.Width, total, 0, look{fill: "paper"})
	for i, l := range heading {
		d.text(xy{0, 14 + 18*float64(i)}, l, lettering{size: titleSize, bold: true, look: look{fill: "ink"}})
	}
	d.axis(d.days, top, bottom)
	d.pen.days(d.days, c.On, nil, top, bottom)
	for i, r := range c.Rows {
		d.row(r, top+d.rowHeight()*float64(i))
	}
	return d.close()
}

type calendar struct {
	*pen
	c    CalendarData
	days axis
}

func (d calendar) narrow() bool { return d.days.x0 < 40 }

func (d calendar) rowHeight() float64 { return calendarRow + pick(d.narrow(), 0.0, 16.0) }

func (d calendar) row(r RouteRow, y float64) {
	if d.narrow() {
		d.text(xy{0, y + 13}, shortened(r.Name, 12, d.opt.Width), lettering{size: 12, bold: true, look: look{fill: "ink"}})
		y += 16
	} else {
		lines := wrapped(r.Name, 12, d.days.x0-12)
		for i, l := range lines[:min(2, len(lines))] {
			d.text(xy{0, y + calendarLine - 4 + 15*float64(i)}, shortened(l, 12, d.days.x0-10), lettering{size: 12, bold: true, look: look{fill: "ink"}})
		}
	}
	for _, run := range r.Runs {
		if run.Days = run.Days.Meet(d.c.Span); run.Days.Len() > 0 {
			d.run(run, y+calendarLine)
		}
	}
	for _, run := range r.Runs {
		if run.Way == Cut && d.c.Span.Has(run.Days.From) {
			d.cutAt(run, y+calendarLine)
		}
	}
}

// cutAt marks where a way was cut, over the lines before and after it.
func (d calendar) cutAt(r RouteRun, y float64) {
	x0, x1 := d.days.x(r.Days.From), d.days.end(r.Days.To)
	if x1-x0 >= 12 {
		d.cutMark(xy{x0 + 9, y}, false)
		return
	}
	d.path(chain([]xy{{x0, y - 6}, {x0, y + 6}}), look{stroke: "ink", width: 2})
}

var wayWords = [...]string{Plain: "no answer", Open: "open", Uncertain: "uncertain", Cut: "cut"}

func (r RouteRun) words() string {
	s := wayWords[min(int(r.Way), len(wayWords)-1)]
	if r.By != "" {
		s += ", " + r.By
	}
	return s
}

func (d calendar) run(r RouteRun, y float64) {
	x0, x1 := d.days.x(r.Days.From), d.days.end(r.Days.To)
	address := ""
	if d.opt.DayHref != nil {
		address = d.opt.DayHref(r.Days.From)
	}
	end := d.link(address, r.words()+", "+spanWords(r.Days))
	d.put("<g>")
	d.tip(r.words() + ", " + spanWords(r.Days))
	d.put(`<rect x="`, num(x0), `" y="`, num(y-calendarLine+2), `" width="`, num(x1-x0), `" height="`, num(calendarRow-4), `" fill="none" pointer-events="all"/>`)
	d.runLine(r.Way, xy{x0, y}, xy{x1, y})
	words := r.words()
	for _, s := range []string{words, wayWords[min(int(r.Way), len(wayWords)-1)]} {
		if textWidth(s, labelSize)+6 <= x1-x0 {
			d.text(xy{x0 + 3, y - 12}, s, lettering{size: labelSize, look: look{fill: "ink", stroke: "paper", width: 3, halo: true}})
			break
		}
	}
	d.put("</g>", end)
}

func (d calendar) runLine(w Way, from, to xy) {
	ink := sideInk(d.c.Side)
	switch w {
	case Open:
		d.line(from, to, look{stroke: ink, width: 8})
	case Uncertain:
		d.line(from, to, look{stroke: ink, width: 8, dash: "6 5"})
	case Cut:
		d.line(from, to, look{stroke: "ink2", width: 1.8})
	default:
		d.line(from, to, look{stroke: "line2", width: 1.4, dash: "1 5", round: true})
	}
}

// describe is the calendar in words.
func (d calendar) describe() string {
	var s []string
	for _, r := range d.c.Rows {
		var runs []string
		for _, run := range r.Runs {
			if run.Days.Meet(d.c.Span).Len() > 0 {
				runs = append(runs, run.words()+" "+spanWords(run.Days.Meet(d.c.Span)))
			}
		}
		s = append(s, fmt.Sprintf("%s: %s.", r.Name, strings.Join(runs, "; ")))
	}
	return strings.Join(s, " ")
}
