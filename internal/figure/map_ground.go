package figure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// tints draws the cells: one shape each, with its tint; over them textures, holes and
// no-evidence dots, one shape for each kind; then the hairlines between cells.
func (d *mapper) tints() {
	d.definedBands()
	d.put(`<g class="cells">`, "\n")
	for _, c := range d.cells {
		if len(c.area) > 0 {
			d.cell(c)
		}
	}
	d.put("</g>\n")
	d.textures()
	d.hairlines()
}

func (d *mapper) cell(c placed) {
	end := d.link(href(d.opt.PlaceHref, c.Place), d.cellTip(c))
	d.put(`<path data-place="`, esc(string(c.Place)), `" d="`, c.area.d(), `" fill-rule="evenodd"`, d.cellFill(c), ">")
	d.tip(d.cellTip(c))
	d.put("</path>", end)
}

func (d *mapper) cellTip(c placed) string {
	said := cmp.Or(c.Tip, c.words(d.m.Sides))
	switch {
	case d.m.Claimant != 0:
		said = d.wordOf(c.Cell)
	case d.m.Against != "":
		said = d.changeOf(c.Cell)
	}
	if c.Name == "" {
		return said
	}
	return c.Name + ": " + said
}

func (d *mapper) cellFill(c placed) string {
	switch {
	case d.m.Claimant != 0 || c.State == Rear || c.State == Unknown:
		return d.attrs(look{fill: "land"})
	case c.State == Held:
		return d.attrs(look{fill: sideFill(c.Side), fillOpacity: c.strength()})
	case d.print():
		return d.attrs(look{fill: "land"}) // its bands are shapes
	}
	return ` fill="` + d.bandPattern(c.parties()) + `"`
}

// definedBands writes the patterns of contested cells before any cell uses them.
func (d *mapper) definedBands() {
	for _, c := range d.cells {
		if c.State == Contested && len(c.area) > 0 && !d.print() {
			d.bandPattern(c.parties())
		}
	}
}

func (d *mapper) textures() {
	var inferred, bare []area
	bySide := map[SideNo][]area{}
	var bands []placed
	for _, c := range d.cells {
		switch {
		case len(c.area) == 0:
			continue
		case c.State == Held:
			bySide[c.Side] = append(bySide[c.Side], c.area)
		case c.State == Contested:
			bands = append(bands, c)
		case c.State == Unknown:
			bare = append(bare, c.area)
		}
		if c.Inferred && (c.State == Held || c.State == Contested) {
			inferred = append(inferred, c.area)
		}
	}
	if d.print() {
		d.printBands(bands)
	}
	for n := SideNo(1); int(n) <= len(d.m.Sides); n++ {
		if t, ok := d.textureOf(n); ok {
			d.texture(t, bySide[n], d.v.frame)
		}
	}
	d.texture(holes, inferred, d.v.frame)
	d.texture(noEvidence, bare, d.v.frame)
}

// printBands draws contested cells, those between the same sides together.
func (d *mapper) printBands(cells []placed) {
	var order []string
	areas := map[string][]area{}
	sides := map[string][]SideNo{}
	for _, c := range cells {
		name := bandName(c.parties())
		if sides[name] == nil {
			order, sides[name] = append(order, name), c.parties()
		}
		areas[name] = append(areas[name], c.area)
	}
	slices.Sort(order)
	for _, name := range order {
		d.bands(sides[name], areas[name], d.v.frame)
	}
}

// hairlines draws each line between two cells once.
func (d *mapper) hairlines() {
	var b strings.Builder
	for _, e := range d.m.Edges {
		b.WriteString(d.edgeD(e))
	}
	l := look{stroke: "land", opacity: 0.8}
	if d.m.Against != "" {
		l = look{stroke: "line", width: 0.8} // most cells are bare
	}
	d.path(b.String(), l)
}

// edgeD is an edge as path data, "" if it is out of view.
func (d *mapper) edgeD(e Edge) string {
	pts := d.v.line(e.Line)
	if len(pts) < 2 || !(area{pts}).bounds().grow(0.1).meets(d.v.frame) {
		return ""
	}
	return chain(pts)
}

// bandOpacity is that of the fills beside a fuzzy front.
const bandOpacity = 0.55

// fronts draws the lines between unlike holders: firm ones as an ink line with a band of
// each side's colour on its own ground, the others blurred.
func (d *mapper) fronts() {
	var lines [fuzzy + 1]strings.Builder
	beside := map[SideNo]*flank{}
	for _, e := range d.m.Edges {
		a, okA := d.byID[e.A]
		b, okB := d.byID[e.B]
		if !okA || !okB {
			continue
		}
		kind := frontBetween(d.cells[a].Control, d.cells[b].Control)
		line := d.edgeD(e)
		if kind == hairline || line == "" {
			continue
		}
		lines[kind].WriteString(line)
		for _, i := range []int{a, b} {
			if c := d.cells[i]; c.State == Held {
				if beside[c.Side] == nil {
					beside[c.Side] = &flank{}
				}
				beside[c.Side].add(kind, i, line)
			}
		}
	}
	d.flanks(beside)
	d.fuzzyFront(lines[fuzzy].String())
	d.path(lines[firm].String(), look{stroke: "ink", width: 2.2, round: true})
}

// flank is one side's ground along the front, and the lines that band it.
type flank struct {
	cells []int
	lines [fuzzy + 1]strings.Builder
}

func (f *flank) add(kind front, cell int, line string) {
	if !slices.Contains(f.cells, cell) {
		f.cells = append(f.cells, cell)
	}
	f.lines[kind].WriteString(line)
}

// flanks draws the bands beside the front, each clipped to its side's own ground.
func (d *mapper) flanks(beside map[SideNo]*flank) {
	for n := SideNo(1); int(n) <= len(d.m.Sides); n++ {
		f := beside[n]
		if f == nil {
			continue
		}
		name := fmt.Sprintf("flank%d", n)
		slices.Sort(f.cells)
		areas := make([]area, len(f.cells))
		for i, c := range f.cells {
			areas[i] = d.cells[c].area
		}
		d.clip(name, joinD(areas))
		d.put(`<g clip-path="url(#`, d.ref(name), `)">`, "\n")
		d.path(f.lines[fuzzy].String(), look{stroke: sideFill(n), width: 7, opacity: bandOpacity, round: true})
		d.path(f.lines[firm].String(), look{stroke: sideFill(n), width: 2 * 4.5, round: true})
		d.put("</g>\n")
	}
}

func (d *mapper) clip(name, shape string) {
	d.put(`<clipPath id="`, d.ref(name), `"><path d="`, shape, `" clip-rule="evenodd"/></clipPath>`, "\n")
}

func (p *pen) fuzzyFront(line string) {
	if line == "" {
		return
	}
	for i := range fuzz {
		f := fuzzOf(i, p.dark())
		p.path(line, look{stroke: "ink", width: f.width, opacity: f.opacity, round: true, class: fmt.Sprintf("fuzz%d", i+1)})
	}
	p.path(line, look{stroke: "ink", width: 1.6, dash: "1 5", round: true})
}

const claimDash = "10 5"

// claimedEdges draws, inside the cells, who else is said to hold them.
func (d *mapper) claimedEdges() {
	for i, c := range d.cells {
		claimants := d.otherClaimants(c.Cell)
		if len(c.area) == 0 || len(claimants) == 0 {
			continue
		}
		name, shape := fmt.Sprintf("claim%d", i), c.area.d()
		d.clip(name, shape)
		d.put(`<g clip-path="url(#`, d.ref(name), `)">`, "\n")
		d.path(shape, look{stroke: "land", width: 2 * 5, opacity: 0.9})
		d.path(shape, look{stroke: sideInk(claimants[0]), width: 2 * 2.5, dash: claimDash})
		d.put("</g>\n")
		d.pillsDue = append(d.pillsDue, pill{c, claimants})
	}
}

// otherClaimants lists the sides that are said to hold a place and aren't assessed to.
func (d *mapper) otherClaimants(c Cell) []SideNo {
	var out []SideNo
	for _, n := range c.ClaimedBy {
		if n >= 1 && int(n) <= len(d.m.Sides) && (c.State != Held || c.Side != n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// layGround takes the ground that is given, or that of the view.
func (d *mapper) layGround() {
	if d.m.Ground != nil {
		d.ground = *d.m.Ground
	} else {
		d.ground = Base(d.v.geo().Grow(0.02))
	}
	d.land = d.v.area(d.ground.Land).cutTo(d.v.frame.grow(4))
}

// onLand reports whether a point isn't covered by water.
func (d *mapper) onLand(p xy) bool { return d.ground.Land == nil || d.land.has(p) }

// water covers what isn't land; borders lie on both.
func (d *mapper) water() {
	if d.ground.Land != nil {
		sea := append(area{d.v.frame.grow(4).corners()}, d.land...)
		d.put(`<path d="`, sea.d(), `" fill-rule="evenodd"`, d.attrs(look{fill: "water"}), "/>\n")
	}
	var b strings.Builder
	for _, l := range d.ground.Borders {
		b.WriteString(d.edgeD(Edge{Line: l}))
	}
	d.path(b.String(), look{stroke: "paper", width: 4, opacity: 0.75})
	d.path(b.String(), look{stroke: "ink2", width: 1.3, dash: "10 3 2 3"})
}
