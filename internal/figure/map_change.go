package figure

import (
	"cmp"
	"fmt"
	"math"
	"strings"
)

// Widths of the edge that says who held a place before: its band, and the rules around it.
const (
	beforeBand = 6.0
	beforeRule = 7.0
	beforeHalo = 9.5
)

// befores draws, inside the edge of each cell that has another holder now, the one that it had.
func (d *mapper) befores() {
	for i, c := range d.cells {
		if len(c.area) == 0 || c.Before == nil || alike(*c.Before, c.Control) {
			continue
		}
		name, shape := fmt.Sprintf("before%d", i), c.area.d()
		d.clip(name, shape)
		d.put(`<g clip-path="url(#`, d.ref(name), `)">`, "\n")
		d.beforeEdge(*c.Before, func(l look) { d.path(shape, l) })
		d.put("</g>\n")
	}
}

// beforeEdge strokes a shape's edge, of which the outer half is cut away, as a control was.
// Ticks across it stand for the side's texture: where there is no colour they tell sides apart.
func (p *pen) beforeEdge(c Control, stroke func(look)) {
	stroke(look{stroke: "land", width: 2 * beforeHalo})
	stroke(look{stroke: "ink", width: 2 * beforeRule})
	stroke(look{stroke: "land", width: 2 * beforeBand})
	switch c.State {
	case Held:
		stroke(look{stroke: sideFill(c.Side), width: 2 * beforeBand})
		if ticks := edgeTicks(p.style(c.Side).Texture); ticks != "" {
			stroke(look{stroke: sideInk(c.Side), width: 2 * beforeBand, dash: ticks})
		}
	case Contested:
		stroke(look{stroke: sideFill(c.Side), width: 2 * beforeBand})
		stroke(look{stroke: sideFill(c.Second), width: 2 * beforeBand, dash: "9 9"})
	default:
		stroke(look{stroke: "line2", width: 2 * beforeBand, dash: "1.5 6"})
	}
}

func edgeTicks(t Texture) string {
	switch t {
	case Slash:
		return "1.4 5"
	case Dots:
		return "2 2"
	case Backslash:
		return "3 5"
	case Dashes:
		return "8 3"
	case Plus:
		return "1.4 3 1.4 9"
	}
	return ""
}

// alike reports whether two controls are of one state and holder.
func alike(a, b Control) bool {
	if a.State != b.State {
		return false
	}
	return a.State == Unknown || a.Side == b.Side && a.Second == b.Second && a.Third == b.Third
}

// moves writes, where the holder is the same, how much likelier its leading side is, in points;
// the greatest first, as long as there is room.
func (d *mapper) moves() {
	far := func(a, b placed) int { return cmp.Compare(math.Abs(b.Moved), math.Abs(a.Moved)) }
	for _, c := range sortedBy(d.cells, far) {
		if len(c.area) == 0 || c.Before == nil || !alike(*c.Before, c.Control) || !d.v.frame.has(c.at) {
			continue
		}
		if at := d.aside(c.at, 26); d.free(around(at, 30, 17)) {
			d.busy.add(around(at, 34, 17))
			d.moveChip(at, c.Moved)
		}
	}
}

func (p *pen) moveChip(at xy, moved float64) {
	words := points(moved)
	w := textWidth(words, 11) + 10
	p.rect(at.x-w/2, at.y-8, w, 16, 3, look{fill: "paper", stroke: "ink2"})
	p.text(xy{at.x, at.y + 4}, words, lettering{size: 11, bold: true, anchor: "middle", look: look{fill: "ink"}})
}

// points prints a move in points of a hundred, the sign always: a true minus.
func points(moved float64) string {
	switch n := math.Round(100 * moved); {
	case n < 0:
		return fmt.Sprintf("−%.0f", -n)
	case n > 0:
		return fmt.Sprintf("+%.0f", n)
	}
	return "±0" // the others moved
}

// changeOf says what changed in a place.
func (d *mapper) changeOf(c Cell) string {
	switch {
	case c.Before == nil && c.State == Rear:
		return "as it was"
	case c.Before == nil:
		return c.words(d.m.Sides)
	}
	return c.words(d.m.Sides) + "; before: " + c.Before.words(d.m.Sides)
}

func (d *mapper) changesInWords() string {
	var taken, moved []string
	for _, c := range d.cells {
		switch {
		case c.Before == nil || c.Name == "" || !d.v.frame.has(c.at):
		case alike(*c.Before, c.Control):
			moved = append(moved, c.Name)
		default:
			taken = append(taken, c.Name)
		}
	}
	if len(taken)+len(moved) == 0 {
		return "Nothing changed."
	}
	return strings.TrimSpace(namesFound("Held otherwise", taken) + " " + namesFound("Surer or less sure", moved))
}

// changeEntries explains what a map that compares has beside tints.
func (d *mapper) changeEntries() []entry {
	var before *Control
	moved := false
	for _, c := range d.cells {
		switch {
		case len(c.area) == 0 || c.Before == nil:
		case alike(*c.Before, c.Control):
			moved = true
		case before == nil || before.State == Unknown:
			before = c.Before
		}
	}
	var out []entry
	if before != nil {
		was := *before
		out = append(out, entry{"Edge: as it was before", "", func(p *pen, b box) { p.beforeSample(was, b) }})
	}
	if moved {
		out = append(out, entry{"Same holder, by so many points likelier", "", func(p *pen, b box) { p.moveChip(b.centre(), 0.12) }})
	}
	return append(out, entry{"As it was", "", func(p *pen, b box) { p.boxed(b, "land") }})
}

func (p *pen) beforeSample(c Control, b box) {
	p.boxed(b, "land")
	name := "before-key"
	shape := area{b.corners()}.d()
	p.put(`<clipPath id="`, p.ref(name), `"><path d="`, shape, `"/></clipPath><g clip-path="url(#`, p.ref(name), `)">`, "\n")
	p.beforeEdge(c, func(l look) { l.width *= 0.7; p.path(shape, l) })
	p.put("</g>\n")
}
