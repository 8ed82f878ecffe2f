package figure

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

const sans = `system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic','Geeza Pro',Tahoma,'DejaVu Sans',sans-serif`

// pen writes one SVG.
type pen struct {
	strings.Builder
	opt     Options
	id      string // start of all ids
	styles  []SideStyle
	defined []string // names of the patterns written so far
}

func newPen(opt Options, kind string, sides []Side) *pen {
	styles, _ := SideStyles(sides)
	p := &pen{opt: opt, id: opt.ID, styles: styles}
	if p.id == "" {
		p.id = kind
	}
	return p
}

// open begins the document. label is what a screen reader says first, desc the rest.
func (p *pen) open(w, h float64, label, desc string) {
	p.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `, num(w), ` `, num(h), `" width="`, num(w), `" height="`, num(h),
		`" class="figure" role="`, p.role(), `" aria-labelledby="`, p.ref("title"), ` `, p.ref("desc"), `" font-family="`, esc(sans), `">`, "\n")
	p.put(`<title id="`, p.ref("title"), `">`, esc(label), `</title><desc id="`, p.ref("desc"), `">`, esc(desc), "</desc>\n")
}

// role is that of a picture, or of a group if there are links in it, which a picture hides.
func (p *pen) role() string {
	if p.opt.PlaceHref != nil || p.opt.ClaimHref != nil || p.opt.DayHref != nil {
		return "group"
	}
	return "img"
}

func (p *pen) close() []byte {
	p.put("</svg>\n")
	return []byte(p.String())
}

func (p *pen) put(parts ...string) {
	for _, s := range parts {
		p.WriteString(s)
	}
}

// ref is an id of this figure; names that could break out of an attribute can't.
func (p *pen) ref(name string) string { return esc(p.id + "-" + name) }

func (p *pen) dark() bool  { return p.opt.Theme == Dark }
func (p *pen) print() bool { return p.opt.Theme == Print }

// look is how something is painted. Colours are roles: a token ("land"), a side's fill
// ("side2") or its ink ("side2-ink"); "" is not painted.
type look struct {
	fill, stroke         string
	fillOpacity, opacity float64 // of fill and stroke; 0 is 1
	width                float64 // of the stroke; 0 is 1
	dash                 string
	round                bool   // round ends and corners
	halo                 bool   // the stroke lies under the fill
	class                string // beside the colours' own
}

func sideFill(n SideNo) string { return "side" + strconv.Itoa(int(n)) }
func sideInk(n SideNo) string  { return "side" + strconv.Itoa(int(n)) + "-ink" }

// colour is a role's colour in the figure's theme.
func (p *pen) colour(role string) string {
	side, isSide := strings.CutPrefix(role, "side")
	if !isSide {
		t := tokenOf(role)
		return pick(p.dark(), t.light, t.dark)
	}
	side, isInk := strings.CutSuffix(side, "-ink")
	n, _ := strconv.Atoi(side)
	s := p.style(SideNo(n))
	if isInk {
		return pick(p.dark(), s.Ink, s.InkDark)
	}
	return pick(p.dark(), s.Fill, s.FillDark)
}

func (p *pen) style(n SideNo) SideStyle {
	if n >= 1 && int(n) <= len(p.styles) {
		return p.styles[n-1]
	}
	return SideStyleOf(n)
}

// attrs gives a look as attributes, in a fixed order, with a leading space.
func (p *pen) attrs(l look) string {
	var b strings.Builder
	class := l.class
	paint := func(attr, prefix, role string) {
		if role == "" {
			return
		}
		attribute(&b, attr, p.colour(role))
		if p.opt.Theme == Screen {
			class = strings.TrimLeft(class+" "+prefix+p.classRole(role), " ")
		}
	}
	paint("fill", "f-", l.fill)
	if l.fill == "" {
		attribute(&b, "fill", "none")
	}
	if l.fillOpacity != 0 {
		attribute(&b, "fill-opacity", num2(l.fillOpacity))
	}
	paint("stroke", "s-", l.stroke)
	if l.stroke != "" {
		p.strokeAttrs(&b, l)
	}
	if class != "" && p.opt.Theme == Screen {
		attribute(&b, "class", class)
	}
	return b.String()
}

// classRole is the role that a stylesheet knows: a side that the case doesn't list is ink3.
func (p *pen) classRole(role string) string {
	if strings.HasPrefix(role, "side") {
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(role, "side"), "-ink"))
		if n < 1 || n > max(len(p.styles), len(sidePalette)) {
			return "ink3"
		}
	}
	return role
}

func (p *pen) strokeAttrs(b *strings.Builder, l look) {
	if l.width != 0 {
		attribute(b, "stroke-width", num2(l.width))
	}
	if l.opacity != 0 {
		attribute(b, "stroke-opacity", num2(l.opacity))
	}
	if l.dash != "" {
		attribute(b, "stroke-dasharray", l.dash)
	}
	if l.round {
		b.WriteString(` stroke-linecap="round" stroke-linejoin="round"`)
	}
	if l.halo {
		b.WriteString(` stroke-linejoin="round" paint-order="stroke"`)
	}
}

func attribute(b *strings.Builder, name, value string) {
	b.WriteString(" " + name + `="` + value + `"`)
}

func (p *pen) path(d string, l look) {
	if d != "" {
		p.put(`<path d="`, d, `"`, p.attrs(l), "/>\n")
	}
}

func (p *pen) rect(x, y, w, h, radius float64, l look) {
	p.put(`<rect x="`, num(x), `" y="`, num(y), `" width="`, num(w), `" height="`, num(h), `"`)
	if radius > 0 {
		p.put(` rx="`, num(radius), `"`)
	}
	p.put(p.attrs(l), "/>\n")
}

func (p *pen) circle(c xy, r float64, l look) {
	p.put(`<circle cx="`, num(c.x), `" cy="`, num(c.y), `" r="`, num2(r), `"`, p.attrs(l), "/>\n")
}

func (p *pen) line(a, b xy, l look) { p.path(chain([]xy{a, b}), l) }

// lettering is how a text is set.
type lettering struct {
	size   float64
	bold   bool
	anchor string // "", "middle", "end"
	lang   string // of a name in another language; sets its direction
	look
}

// text writes one line of text with its baseline at a point.
func (p *pen) text(at xy, s string, t lettering) {
	p.put(`<text x="`, num(at.x), `" y="`, num(at.y), `"`)
	if t.anchor != "" {
		p.put(` text-anchor="`, t.anchor, `"`)
	}
	p.put(` font-size="`, num(t.size), `"`)
	if t.bold {
		p.put(` font-weight="600"`)
	}
	if t.lang != "" {
		p.put(` lang="`, esc(t.lang), `"`)
	}
	if rightToLeft(s) {
		p.put(` direction="rtl"`)
	}
	p.put(p.attrs(t.look), `>`, esc(s), "</text>\n")
}

// link opens a link if there is an address, and returns what closes it.
func (p *pen) link(href, label string) (end string) {
	if href == "" {
		return "\n"
	}
	p.put(`<a href="`, esc(href), `" aria-label="`, esc(label), `">`)
	return "</a>\n"
}

func (p *pen) tip(s string) {
	if s != "" {
		p.put("<title>", esc(s), "</title>")
	}
}

// tipped begins a group of which something is said on pointing, and returns its end; without
// words there is no group.
func (p *pen) tipped(words string) (end string) {
	if words == "" {
		return ""
	}
	p.put("<g>")
	p.tip(words)
	return "</g>\n"
}

// esc makes text safe between tags and inside quotes. Characters that XML 1.0 forbids
// become U+FFFD; controls that turn the direction of the text around them are dropped.
func esc(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case turnsText(r):
		case !allowed(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r >= 0x20 && r < 0xFFFE && (r < 0x7F || r > 0x9F) || r > 0xFFFF && r&0xFFFE != 0xFFFE
}

// turnsText reports the bidirectional embeddings, overrides and isolates (UAX #9).
func turnsText(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// rightToLeft reports whether the first letter that has a direction is Hebrew or Arabic.
func rightToLeft(s string) bool {
	for _, r := range s {
		switch {
		case r >= 0x0590 && r <= 0x08FF, r >= 0xFB1D && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFC:
			return true
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= 0xC0:
			return false
		}
	}
	return false
}

// num prints a coordinate: at most one decimal.
func num(v float64) string { return decimals(v, 10, 1) }

// num2 prints an opacity or a pen's width: at most two decimals.
func num2(v float64) string { return decimals(v, 100, 2) }

func decimals(v, scale float64, digits int) string {
	n := math.Round(v * scale)
	if n == 0 || math.IsNaN(n) {
		return "0"
	}
	s := strconv.FormatFloat(math.Max(-1e7, math.Min(1e7, n/scale)), 'f', digits, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// textWidth estimates the width of a text in pixels. It errs to the wide side: the fonts
// that readers have aren't known here.
func textWidth(s string, size float64) float64 {
	var w float64
	for _, r := range s {
		switch {
		case turnsText(r) || r >= 0x0300 && r <= 0x036F || r >= 0x064B && r <= 0x065F:
		case strings.ContainsRune("iljtfrI.,:;'|!()[]/ ·", r):
			w += 0.35
		case strings.ContainsRune("mwMW—…%", r):
			w += 0.90
		case r >= 'A' && r <= 'Z':
			w += 0.67
		case r >= 0x0590 && r <= 0x08FF:
			w += 0.55
		case r >= 0x1100 && r <= 0xD7FF || r > 0xFFFF:
			w += 1.05
		default:
			w += 0.59
		}
	}
	return w * size
}

// wrapped breaks a text into lines no wider than width, at spaces.
func wrapped(s string, size, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		longer := strings.TrimLeft(line+" "+word, " ")
		if line != "" && textWidth(longer, size) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// shortened cuts a text to a width, with an ellipsis.
func shortened(s string, size, width float64) string {
	if textWidth(s, size) <= width {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && textWidth(string(runes)+"…", size) > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ") + "…"
}
