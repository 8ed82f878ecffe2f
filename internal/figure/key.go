package figure

import (
	"cmp"
	"fmt"
	"strings"
)

// KeyItem is one line of a map's key.
type KeyItem struct {
	Words  string
	Means  string // what that says, in a sentence; "" where the words do
	Letter string // of a side, as on its badges in print; "" if it has none
	Swatch []byte // an SVG of 30 × 18 pixels
}

// MapKey returns the key of what a map shows, and nothing else, for pages that set it in
// their own words and places.
func MapKey(m MapData, opt MapOptions) []KeyItem {
	d := newMapper(m, opt)
	return keyItems(d.entries(), opt.Options, d.id, m.Sides)
}

func keyItems(entries []entry, opt Options, id string, sides []Side) []KeyItem {
	items := make([]KeyItem, len(entries))
	for i, e := range entries {
		o := opt
		o.ID = fmt.Sprintf("%s-key%d", id, i+1)
		p := newPen(o, "key", sides)
		p.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 18" width="30" height="18" class="figure" aria-hidden="true">`)
		e.draw(p, box{0.5, 0.5, 29.5, 17.5})
		items[i] = KeyItem{e.words, meanings[e.words], e.letter, p.close()}
	}
	return items
}

// What holdings and fronts are called in every key.
const (
	wordsContested = "Contested: no side likely enough"
	wordsBetween   = "Contested"
	wordsInferred  = "Inferred, not seen"
	wordsClaimed   = "Only claimed, assessed otherwise"
	wordsUnknown   = "No evidence: nobody reports"
	wordsFirm      = "Front, both sides seen"
	wordsFuzzy     = "Front, not sure where"
	wordsGap       = "From a siege to the nearest own ground"
)

// meanings say more, where there is room for it.
var meanings = map[string]string{
	wordsContested: "Stripes of the sides that it is between.",
	wordsBetween:   "Stripes of the sides that it is between.",
	wordsInferred:  "Holes in the tint: concluded from older or wider claims.",
	wordsClaimed:   "A dashed edge in the colour of who claims it.",
	wordsUnknown:   "Dots on bare land. It doesn't mean quiet.",
	wordsFirm:      "A full line: each side very likely holds its own.",
	wordsGap:       "Ground of its side with a way to the rear, as the crow flies.",
	wordsFuzzy:     "A dotted, blurred line: one of the two is unsure or unseen.",
}

// entry is a line of the key and how its sample is drawn.
type entry struct {
	words, letter string
	draw          func(p *pen, b box)
}

// entries lists what the map shows.
func (d *mapper) entries() []entry {
	if d.m.Claimant != 0 {
		return append(d.wordEntries(), d.topEntries()...)
	}
	var out []entry
	s := d.shown()
	letters := sideLetters(d.m.Sides)
	for i, side := range d.m.Sides {
		if n := SideNo(i + 1); s.sides[n] {
			out = append(out, entry{side.Name, letters[i], func(p *pen, b box) { p.sample(Control{State: Held, Side: n, P: 1}, b) }})
		}
	}
	if e, ok := strengthEntry(s); ok {
		out = append(out, e)
	}
	if s.contested != nil {
		out = append(out, entry{wordsContested, "", func(p *pen, b box) { p.sample(*s.contested, b) }})
	}
	if s.inferred != nil {
		c := *s.inferred
		out = append(out, entry{wordsInferred, "", func(p *pen, b box) { p.sample(c, b) }})
	}
	if s.claimed != 0 {
		out = append(out, entry{wordsClaimed, "", func(p *pen, b box) { p.claimSample(s.claimed, b) }})
	}
	if s.unknown {
		out = append(out, entry{cmp.Or(d.m.Silent, wordsUnknown), "", func(p *pen, b box) { p.sample(Control{}, b) }})
	}
	switch {
	case d.m.Silent != "":
		out = append(out, entry{"Somebody reports, or foreign ground", "", func(p *pen, b box) { p.boxed(b, "land") }})
	case d.m.Against != "":
		out = append(out, d.changeEntries()...)
	default:
		out = append(out, frontEntries(s)...)
	}
	return append(out, d.topEntries()...)
}

// strengthEntry explains the strengths of tint, if there are more than one.
func strengthEntry(s shown) (e entry, ok bool) {
	var words []string
	var samples []Control
	for grade, word := range []string{2: "almost certain", 1: "very likely", 0: "likely"} {
		if c := s.grades[grade]; c != nil {
			words, samples = append([]string{word}, words...), append([]Control{*c}, samples...)
		}
	}
	return entry{"Paler is less sure: " + strings.Join(words, ", "), "", func(p *pen, b box) {
		w := (b.x1 - b.x0) / float64(len(samples))
		for i, c := range samples {
			p.sample(c, box{b.x0 + float64(i)*w, b.y0, b.x0 + float64(i+1)*w, b.y1})
		}
	}}, len(samples) > 1
}

// shown is which marks the cells in view make.
type shown struct {
	sides               map[SideNo]bool
	contested, inferred *Control
	first               SideNo      // the first side that is met
	grades              [3]*Control // its tints by strength, of those that any side has
	claimed             SideNo
	unknown             bool
	firm, fuzzy         bool
}

func (d *mapper) shown() shown {
	s := shown{sides: map[SideNo]bool{}}
	for _, c := range d.cells {
		if len(c.area) == 0 {
			continue
		}
		control := c.Control
		switch {
		case c.State == Held:
			s.sides[c.Side] = true
			if s.first == 0 {
				s.first = c.Side
			}
			s.grades[c.grade()] = &Control{State: Held, Side: s.first, P: c.P}
		case c.State == Contested && s.contested == nil:
			s.contested = &Control{State: Contested, Side: c.Side, Second: c.Second, Third: c.Third}
		case c.State == Unknown:
			s.unknown = true
		}
		if c.Inferred && c.State == Held && s.inferred == nil {
			s.inferred = &control
		}
		if others := d.otherClaimants(c.Cell); s.claimed == 0 && len(others) > 0 && d.m.Against == "" {
			s.claimed = others[0]
		}
	}
	for _, e := range d.m.Edges {
		a, okA := d.byID[e.A]
		b, okB := d.byID[e.B]
		if okA && okB && d.edgeD(e) != "" {
			kind := frontBetween(d.cells[a].Control, d.cells[b].Control)
			s.firm, s.fuzzy = s.firm || kind == firm, s.fuzzy || kind == fuzzy
		}
	}
	return s
}

func frontEntries(s shown) []entry {
	var out []entry
	if s.firm {
		out = append(out, entry{wordsFirm, "", func(p *pen, b box) {
			p.line(b.left(), b.right(), look{stroke: "ink", width: 2.2, round: true})
		}})
	}
	if s.fuzzy {
		out = append(out, entry{wordsFuzzy, "", func(p *pen, b box) {
			p.fuzzyFront(chain([]xy{b.left(), b.right()}))
		}})
	}
	return out
}

func (b box) left() xy  { return xy{b.x0 + 3, (b.y0 + b.y1) / 2} }
func (b box) right() xy { return xy{b.x1 - 3, (b.y0 + b.y1) / 2} }

// boxed is a swatch's ground and frame.
func (p *pen) boxed(b box, role string) {
	p.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{fill: role, stroke: "line2"})
}

// sample fills a swatch as a cell of that control is filled.
func (p *pen) sample(c Control, b box) {
	shape := []area{{b.corners()}}
	p.boxed(b, "land")
	switch c.State {
	case Held:
		p.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{fill: sideFill(c.Side), fillOpacity: c.strength()})
		if t, ok := p.textureOf(c.Side); ok {
			p.texture(t, shape, b)
		}
	case Contested:
		p.bands(c.parties(), shape, b)
	case Unknown:
		p.texture(noEvidence, shape, b)
	}
	if c.Inferred {
		p.texture(holes, shape, b)
	}
}

func (p *pen) claimSample(n SideNo, b box) {
	p.boxed(b, "land")
	in := b.grow(-2)
	p.rect(in.x0, in.y0, in.x1-in.x0, in.y1-in.y0, 0, look{stroke: sideInk(n), width: 2.5, dash: "6 3"})
}

// topEntries explains what lies over the cells.
func (d *mapper) topEntries() []entry {
	var out []entry
	for _, way := range []Way{Open, Uncertain, Cut} {
		if d.hasWay(way) {
			out = append(out, d.wayEntry(way))
		}
	}
	cuts := d.cutsShown()
	if cuts[0] {
		out = append(out, entry{"Where a way is cut", "", func(p *pen, b box) { p.cutMark(b.centre(), false) }})
	}
	if cuts[1] {
		out = append(out, entry{"Said to be cut", "", func(p *pen, b box) { p.cutMark(b.centre(), true) }})
	}
	out = append(out, d.pathEntries()...)
	out = append(out, d.siegeEntries()...)
	return append(out, d.eventEntries()...)
}

func (d *mapper) hasWay(way Way) bool {
	for _, r := range d.m.Roads {
		if r.Way == way && d.edgeD(Edge{Line: r.Line}) != "" {
			return true
		}
	}
	return false
}

func (d *mapper) wayEntry(way Way) entry {
	words := [...]string{Open: "Road open to ", Uncertain: "Uncertain whether open to ", Cut: "Road cut for "}[way]
	n := d.m.RoadsFor
	return entry{words + sideName(d.m.Sides, n), "", func(p *pen, b box) { p.way(way, n, b.left(), b.right()) }}
}

func (p *pen) way(way Way, side SideNo, from, to xy) {
	p.line(from, to, look{stroke: "paper", width: 7})
	switch way {
	case Open:
		p.line(from, to, look{stroke: sideInk(side), width: 3.6})
	case Uncertain:
		p.line(from, to, look{stroke: sideInk(side), width: 3.6, dash: "8 6"})
	case Cut:
		p.line(from, to, look{stroke: "ink2", width: 1.8})
	}
}

// cutsShown tells whether there are cut marks in view, certain ones and claimed ones.
func (d *mapper) cutsShown() (has [2]bool) {
	for _, c := range d.m.Cuts {
		if d.v.frame.has(d.v.xy(c.At)) {
			has[pick(c.Claimed, 0, 1)] = true
		}
	}
	return has
}

func (d *mapper) siegeEntries() []entry {
	var certain, probable bool
	for _, g := range d.m.Sieges {
		if _, _, ok := d.ring(g); ok {
			certain, probable = certain || !g.Uncertain, probable || g.Uncertain
		}
	}
	var out []entry
	ring := func(dashed bool) func(p *pen, b box) {
		return func(p *pen, b box) { p.smallRing(b.centre(), dashed) }
	}
	if certain {
		out = append(out, entry{"Besieged", "", ring(false)})
	}
	if probable {
		out = append(out, entry{"Probably besieged", "", ring(true)})
	}
	if d.gapShown() {
		out = append(out, entry{wordsGap, "", func(p *pen, b box) { p.gapLine(b.left(), b.right()) }})
	}
	return out
}

// smallRing is a siege's ring in a swatch.
func (p *pen) smallRing(c xy, dashed bool) {
	const r = 7.5
	rim := look{stroke: "ink", width: 1.5}
	var b strings.Builder
	for deg := 0.0; deg < 360; deg += 45 {
		b.WriteString(chain([]xy{polar(c, r, deg), polar(c, r-3.4, deg)}))
	}
	p.path(b.String(), rim)
	if dashed {
		rim.dash = "3 2"
	}
	p.circle(c, r, rim)
}

func (d *mapper) eventEntries() []entry {
	var has [len(glyphs)]bool
	rough, units, claimed := false, SideNo(0), false
	for _, e := range d.m.Events {
		if d.v.frame.has(d.v.xy(e.At)) && int(e.Type) < len(has) {
			has[e.Type] = true
			rough = rough || d.v.pixels(e.Radius) > 6
		}
	}
	for _, u := range d.m.Units {
		if d.v.frame.has(d.v.xy(u.At)) {
			units, claimed = max(units, u.Side), claimed || u.Claimed
		}
	}
	var out []entry
	for t, is := range has {
		if is {
			out = append(out, entry{capital(eventWords[t]), "", func(p *pen, b box) {
				p.glyph(EventType(t), b.centre(), 1)
				p.put("/>\n")
			}})
		}
	}
	if rough {
		out = append(out, entry{"Somewhere in the ring", "", func(p *pen, b box) {
			p.circle(b.centre(), 7.5, look{stroke: "ink", width: 1.3, dash: "2 3"})
		}})
	}
	if units > 0 {
		words := "Unit" + pick(claimed, "", "; dashed: only claimed")
		out = append(out, entry{words, "", func(p *pen, b box) { p.smallUnit(b.centre(), units) }})
	}
	return out
}

func (p *pen) smallUnit(c xy, side SideNo) {
	p.rect(c.x-7, c.y-7, 14, 14, 0, look{fill: "paper", stroke: sideInk(side), width: 1.8})
	p.path(fmt.Sprintf("M%s %sl14 14m0 -14l-14 14", num(c.x-7), num(c.y-7)), look{stroke: sideInk(side), width: 1.2})
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
