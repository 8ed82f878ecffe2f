package figure

import (
	"fmt"
	"slices"
	"strings"
)

// claimedLayer draws what one side says: lines without a tint over what it claims, broken ones
// where that is a part, empty circles over what it concedes; a dotted edge where it denies
// that another holds the place.
func (d *mapper) claimedLayer() {
	d.put(`<g class="cells">`, "\n")
	var claimed []Cell
	var areas [4][]area // as wordTextures orders them
	for _, c := range d.cells {
		if len(c.area) == 0 {
			continue
		}
		d.cell(c)
		if i := d.wordTexture(c.Cell); i >= 0 {
			areas[i] = append(areas[i], c.area)
		}
		if d.claims(c.Cell) {
			claimed = append(claimed, c.Cell)
		}
	}
	d.put("</g>\n")
	holds, old, part, concedes := d.wordTextures(d.m.Claimant)
	for i, t := range []tile{holds, old, part, concedes} {
		d.texture(t, areas[i], d.v.frame)
	}
	var b strings.Builder
	for _, l := range outline(claimed) {
		b.WriteString(d.edgeD(Edge{Line: l}))
	}
	d.path(b.String(), look{stroke: sideInk(d.m.Claimant), width: 2.5, dash: claimDash})
	d.denials()
}

func (d *mapper) claims(c Cell) bool { return slices.Contains(c.ClaimedBy, d.m.Claimant) }

// wordTexture is the number of a cell's texture among wordTextures, -1 if nothing is said of
// its holding.
func (d *mapper) wordTexture(c Cell) int {
	switch {
	case d.claims(c) && !c.Word.Old:
		return 0
	case d.claims(c):
		return 1
	case c.Word.Part:
		return 2
	case c.Word.Concedes:
		return 3
	}
	return -1
}

// denialDash dots the edge of a place of which a side denies that another holds it.
const denialDash = "1 6"

func (d *mapper) denials() {
	for i, c := range d.cells {
		if len(c.area) == 0 || !c.Word.Denies {
			continue
		}
		name, shape := fmt.Sprintf("denied%d", i), c.area.d()
		d.clip(name, shape)
		d.put(`<g clip-path="url(#`, d.ref(name), `)">`, "\n")
		d.path(shape, look{stroke: "land", width: 2 * 6, opacity: 0.9})
		d.path(shape, look{stroke: sideInk(d.m.Claimant), width: 2 * 3.4, dash: denialDash})
		d.put("</g>\n")
	}
}

// wordOf says what the side of a claimed layer says of a place.
func (d *mapper) wordOf(c Cell) string {
	side := sideName(d.m.Sides, d.m.Claimant)
	var parts []string
	switch {
	case d.claims(c):
		parts = append(parts, side+" claims to hold it")
	case c.Word.Part:
		parts = append(parts, side+" claims a part, or fighting there")
	case c.Word.Concedes:
		parts = append(parts, side+" says it isn't its own")
	}
	if c.Word.Denies {
		parts = append(parts, side+" denies that another holds it")
	}
	if len(parts) == 0 {
		return side + " says nothing of it"
	}
	if c.Word.Old {
		parts = append(parts, "said of a day long before")
	}
	return strings.Join(parts, "; ")
}

// wordsInWords lists the places of a claimed layer by what is said of them.
func (d *mapper) wordsInWords(claimed []string) []string {
	var part, conceded, denied []string
	for _, c := range d.cells {
		if c.Name == "" || !d.v.frame.has(c.at) {
			continue
		}
		switch d.wordTexture(c.Cell) {
		case 2:
			part = append(part, c.Name)
		case 3:
			conceded = append(conceded, c.Name)
		}
		if c.Word.Denies {
			denied = append(denied, c.Name)
		}
	}
	return slices.DeleteFunc([]string{
		namesFound("Claimed", claimed), namesFound("A part claimed, or fighting", part),
		namesFound("Said not to be its own", conceded), namesFound("Denied to be another's", denied),
	}, func(s string) bool { return s == "" })
}

// wordEntries explains the marks of a claimed layer, those that there are; what is claimed is
// always explained.
func (d *mapper) wordEntries() []entry {
	has := [4]bool{0: true}
	denies := false
	for _, c := range d.cells {
		if len(c.area) == 0 {
			continue
		}
		if i := d.wordTexture(c.Cell); i >= 0 {
			has[i] = true
		}
		denies = denies || c.Word.Denies
	}
	n := d.m.Claimant
	side := sideName(d.m.Sides, n)
	holds, old, part, concedes := d.wordTextures(n)
	var out []entry
	for i, t := range []tile{holds, old, part, concedes} {
		words := side + [...]string{" claims to hold it", " claimed it over 30 days before", " claims a part, or fighting", " says it isn't its own"}[i]
		if has[i] {
			out = append(out, entry{words, "", func(p *pen, b box) { p.wordSample(t, n, i < 2, b) }})
		}
	}
	if denies {
		out = append(out, entry{side + " denies another holds it", "", func(p *pen, b box) {
			p.boxed(b, "land")
			in := b.grow(-2.5)
			p.rect(in.x0, in.y0, in.x1-in.x0, in.y1-in.y0, 0, look{stroke: sideInk(n), width: 3.4, dash: "1 4"})
		}})
	}
	return out
}

func (p *pen) wordSample(t tile, n SideNo, edged bool, b box) {
	p.boxed(b, "land")
	p.texture(t, []area{{b.corners()}}, b)
	if edged {
		p.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{stroke: sideInk(n), width: 2, dash: "6 3"})
	}
}
