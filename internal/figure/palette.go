package figure

import (
	"fmt"
	"strings"
)

// token is a named colour in both themes.
type token struct{ name, light, dark string }

// tokens are the product's colours other than the sides'. Their contrasts are recomputed
// in a test.
var tokens = []token{
	{"paper", "#FFFFFF", "#14181D"},
	{"surface", "#F5F6F4", "#1B2026"},
	{"raised", "#FFFFFF", "#232A31"},
	{"land", "#F4F3EE", "#1F252B"},
	{"water", "#D3E2EA", "#10202B"},
	{"ink", "#16191D", "#ECEEF0"},
	{"ink2", "#4A5159", "#B4BCC4"},
	{"ink3", "#626A73", "#929BA5"},
	{"line", "#D5D8D6", "#353E47"},
	{"line2", "#7E868E", "#78838E"},
	{"link", "#1A4FA3", "#8FB8FF"},
	{"ok", "#1F6F43", "#6FCF97"},
	{"warn", "#8A5A00", "#F0B54A"},
	{"err", "#B3261E", "#FF8A80"},
	{"judge", "#6B3FA0", "#C4A1F2"},
	{"mark", "#FFF1B8", "#4A3E12"},
	{"mark2", "#D7E8FF", "#1E3A5F"},
	{"focus", "#FFBF00", "#FFBF00"},
}

// Texture lies over a side's tint, so that sides differ without colour too.
type Texture uint8

// The textures.
const (
	NoTexture Texture = iota
	Slash             // lines at 45°, /
	Dots              // on a turned grid
	Backslash         // lines at 135°, \
	Dashes            // lines at 0°, –
	Plus              // plus signs
)

// SideStyle is how a side is drawn in both themes: Fill at full strength for tints, Ink for
// its lines and text.
type SideStyle struct {
	Fill, Ink         string
	FillDark, InkDark string
	Texture           Texture
}

// sidePalette is the order of colours on the map.
var sidePalette = [6]SideStyle{
	{"#35579D", "#2B4A8B", "#4E74C2", "#A3BDF5", NoTexture},
	{"#F2A52B", "#8A5200", "#F2A52B", "#F5B74F", Slash},
	{"#0F9F70", "#00694A", "#12A678", "#4FD0A0", Dots},
	{"#8F2456", "#7F1D4C", "#B23A70", "#F396BD", Backslash},
	{"#86DBF2", "#0B6480", "#86DBF2", "#86DBF2", Dashes},
	{"#65431F", "#5A3B1A", "#8B6439", "#D6AC80", Plus},
}

// SideStyleOf returns the palette's style of a side. From the seventh side on all look alike:
// third ink, the sixth texture, told apart by the name on the map. No side (0) is plain ink3.
func SideStyleOf(n SideNo) SideStyle {
	if n >= 1 && int(n) <= len(sidePalette) {
		return sidePalette[n-1]
	}
	s := SideStyle{Fill: "#626A73", Ink: "#626A73", FillDark: "#929BA5", InkDark: "#929BA5"}
	if n > 0 {
		s.Texture = Plus
	}
	return s
}

// Strengths of a tint: almost certain (p ≥ 0.95), very likely (≥ 0.80), below.
const (
	strong = 0.72
	middle = 0.54
	weak   = 0.36
)

// enoughApart is the ΔE that a side's own colour must keep from the others' at the strong tint.
const enoughApart = 10

// SideStyles returns the style of each side. A side's own colour is taken for its fill, and
// an ink made of it, if at the strong tint it differs by ΔE ≥ 10 from every other side in all
// four kinds of vision and both themes; else it keeps the palette's, and a warning names the pair.
func SideStyles(sides []Side) (styles []SideStyle, warnings []string) {
	for i := range sides {
		styles = append(styles, SideStyleOf(SideNo(i+1)))
	}
	for i, s := range sides {
		own, ok := hex(s.Colour)
		if !ok {
			continue
		}
		wanted := ownStyle(own, styles[i].Texture)
		if j := tooClose(wanted, styles, i); j >= 0 {
			warnings = append(warnings, fmt.Sprintf(
				"colour %s of %s can't be told from that of %s by everybody; the palette's is used", s.Colour, s.Name, sides[j].Name))
			continue
		}
		styles[i] = wanted
	}
	return styles, warnings
}

// tooClose returns the first other side that a style can't be told from, -1 if there is none.
func tooClose(s SideStyle, styles []SideStyle, self int) int {
	land, landDark := mustHex(lightOf("land")), mustHex(darkOf("land"))
	for j, o := range styles {
		if j == self {
			continue
		}
		if apart(mustHex(s.Fill), mustHex(o.Fill), land, strong) < enoughApart ||
			apart(mustHex(s.FillDark), mustHex(o.FillDark), landDark, strong) < enoughApart {
			return j
		}
	}
	return -1
}

// Contrasts that an ink made of a side's own colour keeps on paper: about the palette's least.
const (
	inkContrast     = 6.3
	inkContrastDark = 8.4
)

func ownStyle(own rgb, t Texture) SideStyle {
	return SideStyle{
		Fill: own.String(), FillDark: own.String(), Texture: t,
		Ink:     towards(own, rgb{0, 0, 0}, mustHex(lightOf("paper")), inkContrast).String(),
		InkDark: towards(own, rgb{1, 1, 1}, mustHex(darkOf("paper")), inkContrastDark).String(),
	}
}

// towards mixes a colour with an end in steps of 5% until it has a contrast on paper.
func towards(c, end, paper rgb, want float64) rgb {
	for i := 0; i <= 20; i++ {
		m := end.over(c, float64(i)/20)
		if contrast(mustHex(m.String()), paper) >= want {
			return m
		}
	}
	return end
}

func lightOf(name string) string { return tokenOf(name).light }
func darkOf(name string) string  { return tokenOf(name).dark }

func tokenOf(name string) token {
	for _, t := range tokens {
		if t.name == name {
			return t
		}
	}
	panic("no token " + name)
}

// CSS returns the stylesheet that pages need: the tokens and the sides' colours as custom
// properties (--ink, --side1, --side1-ink …) in both themes, following the system unless
// the root element says data-theme="light" or "dark", always light on paper; and the rules
// that let figures of the Screen theme follow them. In forced colours the fills go and
// textures and dashes stay.
func CSS(sides []Side) string {
	styles, _ := SideStyles(sides)
	for n := len(styles); n < len(sidePalette); n++ {
		styles = append(styles, sidePalette[n])
	}
	var b strings.Builder
	light, dark := properties(styles, false), properties(styles, true)
	b.WriteString(":root{color-scheme:light;" + light + "}\n")
	b.WriteString("@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;" + dark + "}}\n")
	b.WriteString("@media screen{:root[data-theme=dark]{color-scheme:dark;" + dark + "}}\n")
	b.WriteString("@media (forced-colors:active){:root:root{" + forced(len(styles)) + "}}\n")
	b.WriteString(rules(len(styles)))
	return b.String()
}

func properties(styles []SideStyle, dark bool) string {
	var b strings.Builder
	for _, t := range tokens {
		fmt.Fprintf(&b, "--%s:%s;", t.name, pick(dark, t.light, t.dark))
	}
	for i, s := range styles {
		fmt.Fprintf(&b, "--side%d:%s;--side%d-ink:%s;", i+1, pick(dark, s.Fill, s.FillDark), i+1, pick(dark, s.Ink, s.InkDark))
	}
	for i := range fuzz {
		f := fuzzOf(i, dark)
		fmt.Fprintf(&b, "--fuzz%d:%s;--fuzz%d-o:%s;", i+1, num(f.width), i+1, num2(f.opacity))
	}
	return strings.TrimSuffix(b.String(), ";")
}

func forced(sides int) string {
	var b strings.Builder
	b.WriteString("--paper:Canvas;--land:Canvas;--water:Canvas;--ink:CanvasText;--ink2:CanvasText;--ink3:CanvasText;--line:GrayText;--line2:GrayText;--link:LinkText")
	for n := 1; n <= sides; n++ {
		fmt.Fprintf(&b, ";--side%d:Canvas;--side%d-ink:CanvasText", n, n)
	}
	return b.String()
}

// rules give the classes of the Screen theme their colours: f- for fills, s- for strokes.
func rules(sides int) string {
	var b strings.Builder
	rule := func(name string) {
		fmt.Fprintf(&b, ".f-%s{fill:var(--%s)}.s-%s{stroke:var(--%s)}", name, name, name, name)
	}
	for _, t := range tokens {
		rule(t.name)
	}
	for n := 1; n <= sides; n++ {
		rule(fmt.Sprintf("side%d", n))
		rule(fmt.Sprintf("side%d-ink", n))
	}
	for i := range fuzz {
		fmt.Fprintf(&b, ".fuzz%d{stroke-width:var(--fuzz%d);stroke-opacity:var(--fuzz%d-o)}", i+1, i+1, i+1)
	}
	b.WriteString("\n.figure a:focus-visible{outline:3px solid var(--focus);outline-offset:1px}\n")
	b.WriteString("@media (forced-colors:active){.band2{fill:GrayText}}\n")
	return b.String()
}

func pick[T any](second bool, a, b T) T {
	if second {
		return b
	}
	return a
}

// fuzzStroke is one of the inks that make a front fuzzy.
type fuzzStroke struct{ width, opacity float64 }

var (
	fuzz     = [3]fuzzStroke{{9, 0.10}, {6, 0.14}, {3, 0.20}}
	fuzzDark = [3]fuzzStroke{{8, 0.06}, {5, 0.08}, {3, 0.10}}
)

func fuzzOf(i int, dark bool) fuzzStroke { return pick(dark, fuzz[i], fuzzDark[i]) }
