package figure

import (
	"strings"

	"github.com/salient-osint/salient/when"
)

// Sizes of a caption's lettering.
const (
	titleSize   = 14
	captionSize = 12
	keySize     = 11.5
	noteSize    = 10.5
)

// narrow reports whether the dates stand above the map, which is too small for a chip in it.
func (d *mapper) narrow() bool { return d.opt.Width < narrowFigure }

// headingHeight is what title, subject and dates take above the map.
func (d *mapper) headingHeight() float64 {
	if d.opt.Undated {
		return 0
	}
	if !d.opt.Heading {
		return pick(d.narrow(), 0, 5+17*float64(len(d.narrowDates()))+pick(d.m.Earlier, 0.0, 20))
	}
	return 18*float64(len(d.titleLines())) + 17*float64(len(d.subjectLines())) + 8
}

func (d *mapper) titleLines() []string { return wrapped(d.m.Title, titleSize, d.opt.Width) }

func (d *mapper) subjectLines() []string {
	s := d.subject() + " " + d.datesLine() + "."
	if d.m.Earlier {
		s += " Earlier knowledge."
	}
	if d.m.Schematic {
		s += " Roads are schematic."
	}
	return wrapped(s, captionSize, d.opt.Width)
}

func (d *mapper) heading() {
	if d.opt.Undated {
		return
	}
	if !d.opt.Heading {
		if d.narrow() {
			d.narrowHeading()
		}
		return
	}
	y := 14.0
	for _, l := range d.titleLines() {
		d.text(xy{0, y}, l, lettering{size: titleSize, bold: true, look: look{fill: "ink"}})
		y += 18
	}
	for _, l := range d.subjectLines() {
		d.text(xy{0, y}, l, lettering{size: captionSize, look: look{fill: "ink2"}})
		y += 17
	}
}

// narrowHeading is what stands above a map that is too small for a chip in it.
func (d *mapper) narrowHeading() {
	y := 15.0
	for _, l := range d.narrowDates() {
		d.text(xy{0, y}, l, lettering{size: captionSize, look: look{fill: "ink"}})
		y += 17
	}
	if d.m.Earlier {
		d.earlierMark(xy{0.5, y + 2})
	}
}

func (d *mapper) narrowDates() []string { return wrapped(d.bothDates(), captionSize, d.opt.Width) }

const (
	earlierChip = "earlier knowledge"
	chipHeight  = 26
)

// bothDates is the text of the chip.
func (d *mapper) bothDates() string {
	if d.m.Against != "" {
		return "On " + d.m.On.Long() + " against " + d.m.Against + " · as known by " + d.m.Known.Long()
	}
	return "On " + d.m.On.Long() + " · as known by " + d.m.Known.Long()
}

// chipWidth is the width of the plate with both dates.
func (d *mapper) chipWidth() float64 {
	w := textWidth(d.bothDates(), captionSize) + 16
	if d.m.Earlier {
		w += textWidth(earlierChip, labelSize) + 20
	}
	return w
}

// dates draws the chip with both dates, in the map's corner or, if the map is narrow and
// has no heading, above it.
func (d *mapper) dates() {
	at := xy{16, 26}
	d.rect(8.5, 8.5, d.chipWidth(), chipHeight, 3, look{fill: "paper", stroke: "line2"})
	d.text(at, d.bothDates(), lettering{size: captionSize, look: look{fill: "ink"}})
	if d.m.Earlier {
		d.earlierMark(xy{at.x + textWidth(d.bothDates(), captionSize) + 6, at.y})
	}
}

// earlierMark says that the knowledge isn't the newest; at is the text's baseline.
func (d *mapper) earlierMark(at xy) {
	w := textWidth(earlierChip, labelSize) + 12
	d.rect(at.x, at.y-12.5, w, 17, 8.5, look{stroke: "warn"})
	d.text(xy{at.x + w/2, at.y}, earlierChip, lettering{size: labelSize, anchor: "middle", look: look{fill: "warn"}})
}

// keyBlock is the key and the notes under a map, laid out.
type keyBlock struct {
	rows   []keyRow
	notes  []string
	height float64
}

type keyRow []struct {
	entry
	x float64
}

const (
	swatchWidth  = 26
	swatchHeight = 14
	rowHeight    = 20
	noteHeight   = 15
)

func (d *mapper) layKey() keyBlock {
	var k keyBlock
	x := 0.0
	for _, e := range d.entries() {
		w := swatchWidth + 6 + textWidth(e.words, keySize) + 14
		if d.print() && e.letter != "" {
			w += 16
		}
		if len(k.rows) == 0 || x+w > d.opt.Width+14 {
			k.rows, x = append(k.rows, nil), 0
		}
		last := &k.rows[len(k.rows)-1]
		*last = append(*last, struct {
			entry
			x float64
		}{e, x})
		x += w
	}
	k.notes = append(k.notes, wrapped(d.strengthNote(), noteSize, d.opt.Width)...)
	k.notes = append(k.notes, wrapped(d.m.Sources, noteSize, d.opt.Width)...)
	k.height = 8 + rowHeight*float64(len(k.rows)) + noteHeight*float64(len(k.notes)) + 4
	return k
}

// strengthNote says what tints mean, with the thresholds.
func (d *mapper) strengthNote() string {
	var s []string
	if d.m.Claimant == 0 && len(d.shown().sides) > 0 {
		s = append(s, "Strength of tint: almost certain (95% or more), very likely (80%), less (60% or more).")
	}
	if d.m.Schematic && !d.opt.Heading {
		s = append(s, "Roads are schematic.")
	}
	return strings.Join(s, " ")
}

func (k keyBlock) draw(p *pen, y float64) {
	y += 8
	for _, row := range k.rows {
		for _, e := range row {
			x := e.x
			e.draw(p, box{x + 0.5, y + 0.5, x + swatchWidth - 0.5, y + swatchHeight + 0.5})
			x += swatchWidth + 6
			if p.print() && e.letter != "" {
				p.text(xy{x, y + 11.5}, e.letter, lettering{size: keySize, bold: true, look: look{fill: "ink"}})
				x += 16
			}
			p.text(xy{x, y + 11.5}, e.words, lettering{size: keySize, look: look{fill: "ink"}})
		}
		y += rowHeight
	}
	for _, n := range k.notes {
		p.text(xy{0, y + 10.5}, n, lettering{size: noteSize, look: look{fill: "ink2"}})
		y += noteHeight
	}
}

// shortDay prints a day without its year.
func shortDay(d when.Day) string { return d.Time().Format("2 Jan") }
