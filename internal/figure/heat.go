package figure

import (
	"cmp"
	"fmt"
	"math"

	"github.com/salient-osint/salient/when"
)

// HeatData is a part of something, 0..1, by row and month.
type HeatData struct {
	Title  string
	Of     string // what the part is of, for the key: "days without a report"
	Months []when.Day
	Rows   []HeatRow
}

// HeatRow is one row, of as many parts as there are months.
type HeatRow struct {
	Name  string
	Parts []float64
}

// Sizes of a heat strip.
const (
	heatRow   = 22
	heatName  = 16 // above a row, where there is no room beside it
	heatHead  = 30
	heatKey   = 34
	heatWords = 26 // from this width on a cell holds its number
)

// shades are the classes of parts: from nothing to all, ever more ink. They differ in lightness
// alone, so that nothing is lost without colour.
var shades = []struct {
	upTo    float64
	opacity float64
	words   string
}{
	{0, 0, "none"},
	{0.25, 0.10, "≤ 25%"},
	{0.50, 0.25, "≤ 50%"},
	{0.75, 0.42, "≤ 75%"},
	{1 - 1e-9, 0.70, "more"},
	{1, 0.92, "all"},
}

// Heat draws parts by row and month, the more ink the greater; their numbers stand in the cells
// where there is room.
func Heat(h HeatData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	d := heat{pen: newPen(opt, "heat", nil), h: h, left: min(200, opt.Width*0.25), row: heatRow}
	if opt.Width < narrowFigure {
		d.left, d.row = 0, heatRow+heatName
	}
	d.step = (opt.Width - d.left - 1) / float64(max(1, len(h.Months)))
	total := heatHead + d.row*float64(len(h.Rows)) + heatKey
	d.open(opt.Width, total, cmp.Or(h.Title, "Parts by month"), d.describe())
	d.rect(0, 0, opt.Width, total, 0, look{fill: "paper"})
	d.months()
	for i, r := range h.Rows {
		d.line(r, heatHead+d.row*float64(i))
	}
	d.key(total - heatKey + 12)
	return d.close()
}

type heat struct {
	*pen
	h               HeatData
	left, step, row float64
}

func (d heat) narrow() bool { return d.left == 0 }

// months writes the months above the columns, and the year where it begins.
func (d heat) months() {
	for i, m := range d.h.Months {
		t := m.Time()
		x := d.left + d.step*float64(i)
		if i == 0 || t.Month() == 1 {
			d.text(xy{x + 1, 11}, t.Format("2006"), lettering{size: 11, bold: true, look: look{fill: "ink"}})
		}
		name := t.Format("Jan")
		if d.step < heatWords {
			name = name[:1]
		}
		d.text(xy{x + d.step/2, 25}, name, lettering{size: 11, anchor: "middle", look: look{fill: "ink2"}})
	}
}

func (d heat) line(r HeatRow, y float64) {
	if d.narrow() {
		d.text(xy{0, y + 12}, shortened(r.Name, 12, d.opt.Width), lettering{size: 12, bold: true, look: look{fill: "ink"}})
		y += heatName
	} else {
		d.text(xy{0, y + 15}, shortened(r.Name, 12, d.left-10), lettering{size: 12, bold: true, look: look{fill: "ink"}})
	}
	for i, part := range r.Parts {
		d.part(r.Name, i, part, d.left+d.step*float64(i), y)
	}
}

// part draws one cell, on the pixels of its column.
func (d heat) part(name string, i int, part, x, y float64) {
	shade := shades[shadeOf(part)]
	d.put("<g>")
	d.tip(fmt.Sprintf("%s, %s: %s", name, d.h.Months[i].Time().Format("January 2006"), percentOf(part)))
	l := look{fill: "ink", fillOpacity: shade.opacity, stroke: "line2", width: 0.6}
	if shade.opacity == 0 {
		l.fill, l.fillOpacity = "paper", 0
	}
	d.rect(x+1, y+2, d.step-2, heatRow-4, 0, l)
	if d.step >= heatWords {
		ink := pick(shade.opacity > 0.5, "ink", "paper")
		d.text(xy{x + d.step/2, y + 15}, fmt.Sprintf("%.0f", 100*part), lettering{size: 11, anchor: "middle", look: look{fill: ink}})
	}
	d.put("</g>\n")
}

func shadeOf(part float64) int {
	for i, s := range shades {
		if part <= s.upTo {
			return i
		}
	}
	return len(shades) - 1
}

// percentOf prints a part that may be nothing or all.
func percentOf(part float64) string { return fmt.Sprintf("%.0f%%", math.Round(100*part)) }

// key explains the shades under the rows.
func (d heat) key(y float64) {
	x := 0.0
	for _, s := range shades {
		l := look{fill: "ink", fillOpacity: s.opacity, stroke: "line2", width: 0.6}
		if s.opacity == 0 {
			l.fill, l.fillOpacity = "paper", 0
		}
		words := s.words
		w := 20 + textWidth(words, 10.5) + 8
		d.rect(x+0.5, y, 13, 12, 0, l)
		d.text(xy{x + 17, y + 10}, words, lettering{size: 10.5, look: look{fill: "ink2"}})
		x += w
	}
	if !d.narrow() {
		d.text(xy{x + 6, y + 10}, "of the "+d.h.Of, lettering{size: 10.5, look: look{fill: "ink2"}})
	}
}

func (d heat) describe() string {
	s := fmt.Sprintf("%s of the %s in %s.", "The part", d.h.Of, counted(len(d.h.Months), "month"))
	for _, r := range d.h.Rows {
		sum := 0.0
		for _, p := range r.Parts {
			sum += p
		}
		s += fmt.Sprintf(" %s: %s on average.", r.Name, percentOf(sum/float64(max(1, len(r.Parts)))))
	}
	return s
}
