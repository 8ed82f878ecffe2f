package figure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// tile is a texture: marks that repeat on a square grid, turned around the figure's origin,
// so that it runs on across neighbouring regions.
type tile struct {
	name    string // of the pattern
	marks   marks
	turn    float64 // degrees, clockwise
	period  float64
	size    float64 // width of a line, radius of a dot
	role    string
	opacity float64
	broken  bool // lines in dashes of half a period
}

type marks uint8

const (
	bars marks = iota // along the turned vertical
	dots
	pluses
	hoops // empty circles
)

// plusArm is half the length of a plus sign's arms, hoop the radius of an empty circle.
const (
	plusArm = 2.7
	hoop    = 3.2
)

// textureOf is a side's texture; ok is false if it has none.
func (p *pen) textureOf(n SideNo) (t tile, ok bool) {
	t = tile{
		name: "t" + strconv.Itoa(int(n)), period: 7, size: 1.1, turn: 45,
		role: sideInk(n), opacity: pick(p.print(), 0.55, 0.90),
	}
	switch p.style(n).Texture {
	case Slash:
	case Dots:
		t.marks, t.size = dots, 1.15
	case Backslash:
		t.turn = -45
	case Dashes:
		t.turn = 90
	case Plus:
		t.marks, t.period, t.turn = pluses, 9, 0
	default:
		return tile{}, false
	}
	return t, true
}

// claimTexture fills what a side claims on the layer of its claims.
func (p *pen) claimTexture(n SideNo) tile {
	t := tile{name: "c" + strconv.Itoa(int(n)), period: 12, size: 1.6, turn: 45, role: sideInk(n), opacity: 1}
	switch p.style(n).Texture {
	case Backslash:
		t.turn = -45
	case Dashes:
		t.turn = 90
	case Plus:
		t.turn = 0
	}
	return t
}

// wordTextures are those of a claimed layer, from what is said the boldest: that the side holds
// a place, that it did long ago, that it holds a part, that it isn't its own.
func (p *pen) wordTextures(n SideNo) (holds, old, part, concedes tile) {
	holds = p.claimTexture(n)
	old, part = holds, holds
	old.name, old.size = holds.name+"old", 0.7
	part.name, part.broken = holds.name+"part", true
	concedes = tile{name: holds.name + "not", marks: hoops, turn: 45, period: 13, size: 1.1, role: sideInk(n), opacity: 1}
	return holds, old, part, concedes
}

// holes lie over what is believed though nobody saw it; noEvidence over bare land.
var (
	holes      = tile{name: "holes", marks: dots, turn: 45, period: 8, size: 2.1, role: "land", opacity: 1}
	noEvidence = tile{name: "none", marks: dots, turn: 45, period: 9, size: 1, role: "line2", opacity: 0.75}
)

// texture covers areas with a tile; within bounds what is drawn on paper.
func (p *pen) texture(t tile, areas []area, within box) {
	if len(areas) == 0 {
		return
	}
	if p.print() {
		p.strokes(t, areas, within)
		return
	}
	p.definePattern(t.name, t.period, t.turn, func() { p.tileMarks(t) })
	p.put(`<path d="`, joinD(areas), `" fill-rule="evenodd" fill="url(#`, p.ref(t.name), `)" pointer-events="none"/>`, "\n")
}

func joinD(areas []area) string {
	var b strings.Builder
	for _, a := range areas {
		b.WriteString(a.d())
	}
	return b.String()
}

// definePattern writes a pattern where it is first used.
func (p *pen) definePattern(name string, period, turn float64, content func()) {
	if slices.Contains(p.defined, name) {
		return
	}
	p.defined = append(p.defined, name)
	p.put(`<defs><pattern id="`, p.ref(name), `" width="`, num(period), `" height="`, num(period), `" patternUnits="userSpaceOnUse"`)
	if turn != 0 {
		p.put(` patternTransform="rotate(`, num(turn), `)"`)
	}
	p.put(">")
	content()
	p.put("</pattern></defs>\n")
}

func (p *pen) tileMarks(t tile) {
	half := t.period / 2
	ink := look{fill: t.role, fillOpacity: t.opacity}
	switch t.marks {
	case bars:
		p.put(fmt.Sprintf(`<rect x="%s" width="%s" height="%s"%s/>`, num2(half-t.size/2), num2(t.size), num(pick(t.broken, t.period, half)), p.attrs(ink)))
	case dots:
		p.put(fmt.Sprintf(`<circle cx="%s" cy="%[1]s" r="%s"%s/>`, num2(half), num2(t.size), p.attrs(ink)))
	case pluses:
		ink = look{stroke: t.role, width: t.size, opacity: t.opacity}
		p.put(fmt.Sprintf(`<path d="%s"%s/>`, plusD(xy{half, half}), p.attrs(ink)))
	case hoops:
		ink = look{stroke: t.role, width: t.size, opacity: t.opacity}
		p.put(fmt.Sprintf(`<path d="%s"%s/>`, hoopD(xy{half, half}), p.attrs(ink)))
	}
}

func hoopD(c xy) string {
	return fmt.Sprintf("M%s %sa%[3]s %[3]s 0 1 0 %[4]s 0a%[3]s %[3]s 0 1 0 %[5]s 0", num(c.x-hoop), num(c.y), num(hoop), num(2*hoop), num(-2*hoop))
}

func plusD(c xy) string {
	return fmt.Sprintf("M%s %sv%sM%s %sh%[3]s", num(c.x), num(c.y-plusArm), num(2*plusArm), num(c.x-plusArm), num(c.y))
}

// strokes draws a tile without a pattern: lines as strokes, dots as strokes of no length
// with round ends, cut to the areas. A PDF stays vector, and small.
func (p *pen) strokes(t tile, areas []area, within box) {
	turned := t.turn
	if t.marks == bars {
		turned += 90 // scan lines run along the bars
	}
	var b strings.Builder
	for _, row := range rows(areas, within, turned, t.period) {
		for _, r := range joined(row.runs) {
			t.row(&b, r, row.y, turned)
		}
	}
	l := look{stroke: t.role, width: t.size, opacity: t.opacity}
	if t.marks == dots {
		l.width, l.round = 2*t.size, true
	}
	if t.broken {
		l.dash = fmt.Sprintf("%s %[1]s", num(t.period/2))
	}
	p.path(b.String(), l)
}

// row writes the marks of one stretch of a scan line.
func (t tile) row(b *strings.Builder, r run, y, turned float64) {
	if t.marks == bars {
		b.WriteString(chain([]xy{turn(xy{r.from, y}, turned), turn(xy{r.to, y}, turned)}))
		return
	}
	for k := math.Ceil((r.from - t.period/2) / t.period); ; k++ {
		x := t.period/2 + k*t.period
		if x >= r.to {
			return
		}
		c := turn(xy{x, y}, turned)
		switch t.marks {
		case pluses:
			b.WriteString(plusD(c))
		case hoops:
			b.WriteString(hoopD(c))
		default:
			fmt.Fprintf(b, "M%s %sh0", num(c.x), num(c.y))
		}
	}
}

type scanRow struct {
	y    float64
	runs []run
}

// rows scans areas, cut to a box, along axes turned by some degrees: one row each period,
// half a period off the origin.
func rows(areas []area, within box, turned, period float64) []scanRow {
	byRow := map[int][]run{}
	for _, a := range areas {
		a = a.cutTo(within).turned(-turned)
		b := a.bounds()
		for k := int(math.Ceil(b.y0/period - 0.5)); float64(k)*period+period/2 <= b.y1; k++ {
			byRow[k] = append(byRow[k], a.scan(float64(k)*period+period/2)...)
		}
	}
	keys := make([]int, 0, len(byRow))
	for k := range byRow {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]scanRow, 0, len(keys))
	for _, k := range keys {
		out = append(out, scanRow{float64(k)*period + period/2, byRow[k]})
	}
	return out
}

// Widths of the bands of contested ground: between two sides, between three.
const (
	bandOfTwo   = 7
	bandOfThree = 5
)

func bandWidth(n int) float64 {
	if n > 2 {
		return bandOfThree
	}
	return bandOfTwo
}

// bands stripes an area at 45° between sides.
func (p *pen) bands(sides []SideNo, areas []area, within box) {
	if p.print() {
		p.bandShapes(sides, areas, within)
		return
	}
	p.put(`<path d="`, joinD(areas), `" fill-rule="evenodd" fill="`, p.bandPattern(sides), `" pointer-events="none"/>`, "\n")
}

func bandName(sides []SideNo) string {
	name := "b"
	for _, n := range sides {
		name += "-" + strconv.Itoa(int(n))
	}
	return name
}

// bandPattern defines the stripes between sides, and returns how a fill refers to them.
func (p *pen) bandPattern(sides []SideNo) string {
	w := bandWidth(len(sides))
	name := bandName(sides)
	p.definePattern(name, w*float64(len(sides)), 45, func() {
		for i, n := range sides {
			l := look{fill: sideFill(n), fillOpacity: strong}
			if i == 1 {
				l.class = "band2"
			}
			p.put(fmt.Sprintf(`<rect x="%s" width="%s" height="%s"%s/>`, num(float64(i)*w), num(w), num(w*float64(len(sides))), p.attrs(l)))
		}
	})
	return "url(#" + p.ref(name) + ")"
}

// bandShapes draws the stripes as shapes: the first side's colour all over, the others' on
// it. Opaque, so that no seam shows.
func (p *pen) bandShapes(sides []SideNo, areas []area, within box) {
	w := bandWidth(len(sides))
	period := w * float64(len(sides))
	p.put(`<path d="`, joinD(areas), `" fill-rule="evenodd" fill="`, p.tinted(sides[0]), `"/>`, "\n")
	for i, n := range sides[1:] {
		var b strings.Builder
		for _, a := range areas {
			a = a.cutTo(within).turned(-45)
			box := a.bounds()
			for k := math.Floor(box.x0 / period); k*period <= box.x1; k++ {
				from := k*period + float64(i+1)*w
				b.WriteString(a.cut(xy{1, 0}, from).cut(xy{-1, 0}, -from-w).turned(45).d())
			}
		}
		if b.Len() > 0 {
			p.put(`<path d="`, b.String(), `" fill="`, p.tinted(n), `"/>`, "\n")
		}
	}
}

// tinted is a side's strong tint on land as one opaque colour.
func (p *pen) tinted(n SideNo) string {
	return mustHex(p.colour(sideFill(n))).over(mustHex(p.colour("land")), strong).String()
}
