package figure

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/salient-osint/salient/when"
)

// Sizes of a table of sieges.
const (
	siegeBar  = 12 // height of a bar
	siegeLine = 15 // of a line of words
)

var testWords = [...]string{Encircled: "encircled", Besieged: "besieged", HardToReach: "hard to reach"}

// SiegeTable draws sieges on one axis, a row for each: a bar for its days, filled as the
// three-part test answers, and what is known of it in words.
func SiegeTable(t SiegeTableData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	d := &siegeTable{pen: newPen(opt, "sieges", t.Sides), t: t, axis: axis{t.Span, 8, opt.Width - 12}}
	d.lay()
	d.open(opt.Width, d.height, cmp.Or(t.Title, "Sieges"), d.describe())
	d.rect(0, 0, opt.Width, d.height, 0, look{fill: "paper"})
	d.draw()
	return d.close()
}

type siegeTable struct {
	*pen
	t           SiegeTableData
	axis        axis
	rows        []laidSiege
	top, bottom float64 // of the rows
	key         float64
	notes       []string
	height      float64
}

type laidSiege struct {
	SiegeRow
	y           float64
	name, words []string
}

// lay gives every part its place, from the top.
func (d *siegeTable) lay() {
	d.top = 18*float64(len(wrapped(d.t.Title, titleSize, d.opt.Width))) + 4 + labelRow(d.t.On, nil)
	y := d.top + 6
	for _, r := range d.t.Rows {
		row := laidSiege{r, y, wrapped(d.sided(r), 12, d.opt.Width-24), wrapped(r.Words, labelSize, d.opt.Width-24)}
		d.rows = append(d.rows, row)
		y += siegeLine*float64(len(row.name)+len(row.words)) + siegeBar + 18
	}
	if len(d.t.Rows) == 0 {
		y += 30
	}
	d.bottom = y
	d.key = d.bottom + axisHeight + 8
	d.notes = wrapped(d.t.Note, noteSize, d.opt.Width)
	d.height = d.key + rowHeight + noteHeight*float64(len(d.notes)) + 6
}

// sided is a siege's places and who was besieged.
func (d *siegeTable) sided(r SiegeRow) string {
	return fmt.Sprintf("%s (%s)", r.Name, sideName(d.t.Sides, r.Side))
}

func (d *siegeTable) draw() {
	for i, l := range wrapped(d.t.Title, titleSize, d.opt.Width) {
		d.text(xy{0, 14 + 18*float64(i)}, l, lettering{size: titleSize, bold: true, look: look{fill: "ink"}})
	}
	d.pen.axis(d.axis, d.top, d.bottom)
	d.days(d.axis, d.t.On, nil, d.top, d.bottom)
	for _, r := range d.rows {
		d.row(r)
	}
	if len(d.rows) == 0 {
		d.text(xy{d.axis.x0 + 4, d.top + 24}, "No held place was cut off from its side's rear.", lettering{size: captionSize, look: look{fill: "ink2"}})
	}
	d.legend()
	for i, n := range d.notes {
		d.text(xy{0, d.key + rowHeight + 10 + noteHeight*float64(i)}, n, lettering{size: noteSize, look: look{fill: "ink2"}})
	}
}

func (d *siegeTable) row(r laidSiege) {
	y := r.y
	for _, l := range r.name {
		y += siegeLine
		d.set(xy{d.axis.x0 + 4, y - 3}, l, lettering{size: 12, bold: true, look: look{fill: "ink"}})
	}
	for _, run := range r.Runs {
		if days := run.Days.Meet(d.t.Span); days.Len() > 0 {
			d.run(r, run.Test, days, y+2)
		}
	}
	d.doubts(r, y+2)
	y += siegeBar + 5
	for _, l := range r.words {
		y += siegeLine
		d.set(xy{d.axis.x0 + 4, y - 4}, l, lettering{size: labelSize, look: look{fill: "ink2"}})
	}
}

// run draws some days of a siege, with a link to the first of them.
func (d *siegeTable) run(r laidSiege, t Test, days when.Span, y float64) {
	words := testWords[min(int(t), len(testWords)-1)] + ", " + spanWords(days)
	address := ""
	if d.opt.DayHref != nil {
		address = d.opt.DayHref(days.From)
	}
	link := d.link(address, d.sided(r.SiegeRow)+": "+words)
	end := d.tipped(words)
	x := d.axis.x(days.From)
	d.bar(t, r.Side, box{x, y, max(x+2, d.axis.end(days.To)), y + siegeBar})
	d.put(end, link)
}

// set puts words on the paper, over the lines of the axis.
func (d *siegeTable) set(at xy, words string, t lettering) {
	if d.print() {
		d.rect(at.x-2, at.y-11, textWidth(words, t.size)+4, 14, 0, look{fill: "paper"})
	} else {
		t.look.stroke, t.look.width, t.look.halo = "paper", 3.5, true
	}
	d.text(at, words, t)
}

// doubts marks an uncertain begin and end: a question mark outside the bar.
func (d *siegeTable) doubts(r laidSiege, y float64) {
	if len(r.Runs) == 0 {
		return
	}
	first, last := r.Runs[0].Days.From, r.Runs[len(r.Runs)-1].Days.To
	mark := lettering{size: 12, bold: true, look: look{fill: "ink"}}
	if r.Doubt[0] && d.t.Span.Has(first) && d.axis.x(first)-10 >= 0 {
		mark.anchor = "end"
		d.text(xy{d.axis.x(first) - 3, y + siegeBar - 2}, "?", mark)
	}
	if r.Doubt[1] && d.t.Span.Has(last) && d.axis.end(last)+10 <= d.opt.Width {
		mark.anchor = ""
		d.text(xy{d.axis.end(last) + 3, y + siegeBar - 2}, "?", mark)
	}
}

// bar is empty for encircled, full for besieged, and hatched for hard to reach.
func (p *pen) bar(t Test, side SideNo, b box) {
	ink := sideInk(side)
	rim := look{fill: "paper", stroke: ink, width: 1.6}
	if t == Besieged {
		rim.fill = ink
	}
	p.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, rim)
	if t != HardToReach {
		return
	}
	var lines strings.Builder
	height := b.y1 - b.y0
	for x := b.x0; x+height <= b.x1; x += 5 {
		lines.WriteString(chain([]xy{{x, b.y1}, {x + height, b.y0}}))
	}
	p.path(lines.String(), look{stroke: ink, width: 1.4})
}

// legend explains the bars that there are.
func (d *siegeTable) legend() {
	var has [len(testWords)]bool
	side := SideNo(0)
	for _, r := range d.rows {
		for _, run := range r.Runs {
			has[min(int(run.Test), len(has)-1)] = true
			side = r.Side
		}
	}
	x := 0.0
	for t, is := range has {
		if !is {
			continue
		}
		d.bar(Test(t), side, box{x + 0.5, d.key + 1, x + 30, d.key + 1 + siegeBar})
		d.text(xy{x + 36, d.key + 11}, testWords[t], lettering{size: keySize, look: look{fill: "ink"}})
		x += 36 + textWidth(testWords[t], keySize) + 18
	}
}

// describe is the table in words.
func (d *siegeTable) describe() string {
	var s []string
	for _, r := range d.t.Rows {
		s = append(s, d.sided(r)+": "+r.Words)
	}
	if len(s) == 0 {
		return "No held place was cut off from its side's rear."
	}
	return strings.Join(s, " ")
}
