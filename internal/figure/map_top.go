package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient/geo"
)

// roads draws plain roads under those whose state is shown.
func (d *mapper) roads() {
	roads := sortedBy(d.m.Roads, func(a, b Road) int { return cmp.Compare(a.ID, b.ID) })
	ink := sideInk(d.m.RoadsFor)
	cased := []struct {
		way          Way
		main         bool
		casing, core look
	}{
		{Plain, false, look{}, look{stroke: "line2"}},
		{Plain, true, look{}, look{stroke: "line2", width: 1.8}},
		{Cut, false, look{stroke: "paper", width: 4.5}, look{stroke: "ink2", width: 1.8}},
		{Uncertain, false, look{stroke: "paper", width: 7}, look{stroke: ink, width: 3.6, dash: "8 6"}},
		{Open, false, look{stroke: "paper", width: 7}, look{stroke: ink, width: 3.6}},
	}
	for _, kind := range cased {
		var b strings.Builder
		for _, r := range roads {
			if r.Way == kind.way && (r.Way != Plain || r.Main == kind.main) {
				b.WriteString(d.edgeD(Edge{Line: r.Line}))
			}
		}
		if kind.casing.width > 0 {
			kind.casing.round = true
			d.path(b.String(), kind.casing)
		}
		kind.core.round = kind.core.dash == ""
		d.path(b.String(), kind.core)
	}
}

// cuts draws ⊗ where ways are cut; with a dashed rim where that is only claimed.
func (d *mapper) cuts() {
	marks := sortedBy(d.m.Cuts, func(a, b CutMark) int { return cmp.Or(byPoint(a.At, b.At), cmp.Compare(a.Place, b.Place)) })
	for _, c := range marks {
		at := d.v.xy(c.At)
		if !d.v.frame.has(at) {
			continue
		}
		d.cutMark(at, c.Claimed)
		d.busy.add(around(at, 17, 17))
	}
}

func (p *pen) cutMark(c xy, claimed bool) {
	rim := look{fill: "paper", stroke: "ink", width: 1.6}
	if claimed {
		rim.dash = "3 2.3"
	}
	p.circle(c, 8.5, rim)
	p.path(fmt.Sprintf("M%s %sl8 8m0 -8l-8 8", num(c.x-4), num(c.y-4)), look{stroke: "ink", width: 2.2})
}

// Radii of a siege's ring.
const (
	leastRing = 24
	mostRing  = 50
)

func (g Siege) words() string {
	word := g.Words
	if word == "" {
		word = "Besieged"
	}
	if g.Day > 0 {
		word += fmt.Sprintf(" · day %d", g.Day)
	}
	return word
}

func (d *mapper) siegeNames(g Siege) []string {
	var names []string
	for _, id := range g.Places {
		if i, ok := d.byID[id]; ok && d.cells[i].Name != "" {
			names = append(names, d.cells[i].Name)
		}
	}
	return names
}

// rings draws a ring around the places of each siege, with teeth that point inward.
func (d *mapper) rings() {
	for _, g := range d.sieges() {
		c, r, ok := d.ring(g)
		if !ok {
			continue
		}
		d.gap(g.Gap)
		end := d.tipped(g.Tip)
		d.siegeRing(c, r, g.Uncertain)
		d.siegeLabel(c, r, g.words())
		d.put(end)
	}
}

func (d *mapper) sieges() []Siege {
	return sortedBy(d.m.Sieges, func(a, b Siege) int { return slices.Compare(a.Places, b.Places) })
}

// ring is the circle around a siege's places; ok is false if none is in view.
func (d *mapper) ring(g Siege) (centre xy, r float64, ok bool) {
	var at []placed
	hull := box{1, 1, -1, -1}
	for _, id := range g.Places {
		if i, found := d.byID[id]; found {
			at = append(at, d.cells[i])
			hull = hull.join(around(d.cells[i].at, 0, 0))
		}
	}
	if len(at) == 0 || !d.v.frame.has(hull.centre()) {
		return xy{}, 0, false
	}
	centre = hull.centre()
	if len(at) == 1 {
		return centre, min(mostRing, max(leastRing, at[0].area.edgeDistance(centre)-3)), true
	}
	for _, c := range at {
		r = max(r, centre.to(c.at))
	}
	return centre, r + leastRing, true
}

func (p *pen) siegeRing(c xy, r float64, uncertain bool) {
	p.circle(c, r, look{stroke: "paper", width: 7, opacity: 0.85})
	rim := look{stroke: "ink", width: 2.4}
	tooth := min(8, r/4)
	var b strings.Builder
	for deg := 0.0; deg < 360; deg += 20 {
		b.WriteString(chain([]xy{polar(c, r, deg), polar(c, r-tooth, deg)}))
	}
	p.path(b.String(), rim)
	if uncertain {
		rim.dash = "6 4"
	}
	p.circle(c, r, rim)
}

// siegeLabel sets the label on ink beside the ring, where there is room.
func (d *mapper) siegeLabel(c xy, r float64, words string) {
	const size = 11
	w, h := textWidth(words, size)+14, 20.0
	spots := []xy{
		{c.x + w/2 + r*0.55, c.y + r*0.8},
		{c.x - w/2 - r*0.55, c.y + r*0.8},
		{c.x + w/2 + r*0.55, c.y - r*0.8},
		{c.x - w/2 - r*0.55, c.y - r*0.8},
		{c.x, c.y + r + 14},
		{c.x, c.y - r - 14},
	}
	at := spots[0]
	for _, s := range spots {
		if d.free(around(s, w, h)) {
			at = s
			break
		}
	}
	at.x = min(d.v.frame.x1-w/2-2, max(w/2+2, at.x))
	at.y = min(d.v.frame.y1-h/2-2, max(h/2+2, at.y))
	b := around(at, w, h)
	d.busy.add(b)
	d.rect(b.x0, b.y0, w, h, 3, look{fill: "ink"})
	d.text(xy{at.x, at.y + 4}, words, lettering{size: size, bold: true, anchor: "middle", look: look{fill: "paper"}})
}

// glyphs are the events' shapes around (0, 0), about 14 pixels wide.
var glyphs = [...]string{
	Battle:    "M-6 -6L0 -1.6L6 -6L1.6 0L6 6L0 1.6L-6 6L-1.6 0Z",
	Explosion: "M0 -8L2 -2.6L7.6 -2.5L3.2 1L4.7 6.5L0 3.3L-4.7 6.5L-3.2 1L-7.6 -2.5L-2 -2.6Z",
	Violence:  "M0 -7L7 5.5H-7Z",
	Strategic: "M-5 -5H5V5H-5Z",
	Protest:   "M5.5 0A5.5 5.5 0 1 1 -5.5 0A5.5 5.5 0 1 1 5.5 0Z",
	Riot:      "M0 -7.2L7.2 0L0 7.2L-7.2 0Z",
}

var eventWords = [...]string{
	Battle:    "battle",
	Explosion: "explosion or remote violence",
	Violence:  "violence against civilians",
	Strategic: "strategic development",
	Protest:   "protest",
	Riot:      "riot",
}

func (p *pen) glyph(t EventType, at xy, scale float64) {
	if int(t) >= len(glyphs) {
		return
	}
	p.put(`<path transform="translate(`, num(at.x), ` `, num(at.y), `)`)
	if scale != 1 {
		p.put(` scale(`, num2(scale), `)`)
	}
	p.put(`" d="`, glyphs[t], `"`, p.attrs(look{fill: "ink", stroke: "paper", width: 3, halo: true}))
}

// events draws one glyph for each type and point, moved aside where something stands.
func (d *mapper) events() {
	for _, e := range merged(d.m.Events) {
		at := d.v.xy(e.At)
		if !d.v.frame.has(at) || int(e.Type) >= len(glyphs) {
			continue
		}
		scale := glyphScale(e.Count)
		if r := d.v.pixels(e.Radius); r > 6 {
			d.circle(at, r, look{fill: "ink", fillOpacity: 0.05, stroke: "ink", width: 1.3, dash: "2 3"})
		}
		at = d.aside(at, 15*scale)
		d.busy.add(around(at, 15*scale, 15*scale))
		end := d.link(href(d.opt.ClaimHref, e.Claim), eventTip(e))
		d.glyph(e.Type, at, scale)
		d.put(">")
		d.tip(eventTip(e))
		d.put("</path>", end)
	}
}

func eventTip(e Event) string {
	if e.Title != "" {
		return e.Title
	}
	return fmt.Sprintf("%s, %d", eventWords[e.Type], e.Count)
}

// glyphScale grows by a quarter with each doubling of the count, up to 1.8.
func glyphScale(count int) float64 {
	return min(1.8, 1+0.25*math.Log2(float64(max(1, count))))
}

// merged joins events of one type at one point; the widest radius stands for all.
func merged(events []Event) []Event {
	var out []Event
	for _, e := range sortedBy(events,
		func(a, b Event) int { return byPoint(a.At, b.At) },
		func(a, b Event) int { return cmp.Compare(a.Type, b.Type) },
		func(a, b Event) int { return cmp.Compare(a.Claim, b.Claim) },
		func(a, b Event) int { return cmp.Compare(a.Title, b.Title) }) {
		e.Count = max(1, e.Count)
		if n := len(out); n > 0 && out[n-1].At == e.At && out[n-1].Type == e.Type {
			last := &out[n-1]
			last.Count += e.Count
			last.Radius = max(last.Radius, e.Radius)
			last.Title = ""
			continue
		}
		out = append(out, e)
	}
	return out
}

// aside moves a mark off what stands at its point, around it, as little as possible.
func (d *mapper) aside(at xy, size float64) xy {
	clear := func(p xy) bool { return d.free(around(p, size, size)) && !d.dots.meets(around(p, size, size)) }
	if clear(at) {
		return at
	}
	for _, r := range []float64{14, 18, 24, 30} {
		for _, deg := range []float64{20, 160, -20, 200, 50, 130, -50, 230, 90, -90} {
			if p := polar(at, r, deg); clear(p) {
				return p
			}
		}
	}
	return at
}

// units draws neutral frames; dashed where a unit is only claimed to be there.
func (d *mapper) units() {
	for _, u := range sortedBy(d.m.Units, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.ID, b.ID), byPoint(a.At, b.At)) }) {
		at := d.v.xy(u.At)
		if !d.v.frame.has(at) {
			continue
		}
		at = d.aside(at, 32)
		d.busy.add(around(at.plus(xy{0, -4}), 30, 32))
		d.put("<g>")
		d.tip(u.Name)
		d.unitFrame(at, u)
		d.put("</g>\n")
	}
}

func (p *pen) unitFrame(at xy, u Unit) {
	frame := look{fill: "paper", stroke: sideInk(u.Side), width: 2.2}
	if u.Claimed {
		frame.dash = "4 3"
	}
	p.rect(at.x-10, at.y-10, 20, 20, 0, frame)
	p.path(fmt.Sprintf("M%s %sl20 20m0 -20l-20 20", num(at.x-10), num(at.y-10)), look{stroke: sideInk(u.Side), width: 1.4})
	if u.Echelon != "" {
		p.text(at.plus(xy{0, -13}), u.Echelon, lettering{size: 10, bold: true, anchor: "middle", look: look{fill: "ink", stroke: "land", width: 3, halo: true}})
	}
}

// scaleLength is the length in pixels of the scale bar, and scaleWords what it says.
func (d *mapper) scaleLength() float64 { l, _ := d.scale(); return l }

// scale chooses the longest of 1, 2, 5 × 10ⁿ metres that is at most 120 pixels.
func (d *mapper) scale() (pixels float64, words string) {
	most := 120 / d.v.pixels(geo.Metre)
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	metres := unit
	for _, f := range []float64{2, 5} {
		if f*unit <= most {
			metres = f * unit
		}
	}
	words = num(metres) + " m"
	if metres >= 1000 {
		words = num(metres/1000) + " km"
	}
	return d.v.pixels(geo.Length(metres)), words
}

func (d *mapper) scaleBar() {
	length, words := d.scale()
	y := d.v.frame.y1 - 10
	line := chain([]xy{{12, y - 5}, {12, y}, {12 + length, y}, {12 + length, y - 5}})
	d.path(line, look{stroke: "land", width: 4.5, opacity: 0.9, round: true})
	d.path(line, look{stroke: "ink", width: 1.4})
	d.plate(box{14, y - 18, 18 + textWidth(words, 11), y - 5})
	t := d.letters(11, "ink")
	t.anchor = ""
	d.text(xy{16, y - 7}, words, t)
}

// plate lays land under a text, in print, where halos would swell the file.
func (d *mapper) plate(b box) {
	if d.print() {
		d.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 2, look{fill: "land", fillOpacity: 0.88})
	}
}
