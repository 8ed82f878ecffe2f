package docx

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"

	"github.com/salient-osint/salient/internal/brief"
)

// esc is a text as XML has it; what XML can't hold becomes U+FFFD.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// links are the links of one part to addresses elsewhere.
type links struct{ addresses []string }

func (l *links) id(address string) string {
	for i, a := range l.addresses {
		if a == address {
			return fmt.Sprintf("link%d", i+1)
		}
	}
	l.addresses = append(l.addresses, address)
	return fmt.Sprintf("link%d", len(l.addresses))
}

// look is how the runs of a sentence are set, beside their own style.
type look struct {
	underline string // a value of ST_Underline; "" for none
	colour    string // RRGGBB; "" for the style's
	bold      bool
}

// runs writes a sentence's runs; links go to the part's.
func (w *writer) runs(b *strings.Builder, runs []brief.Run, l *links, k look) {
	for _, r := range runs {
		switch {
		case r.Break:
			b.WriteString("<w:r><w:br/></w:r>")
		case len(r.Cites) > 0:
			w.noteMark(b)
		case strings.HasPrefix(r.Link, "#"):
			fmt.Fprintf(b, `<w:hyperlink w:anchor="%s" w:history="1">`, esc(r.Link[1:]))
			w.text(b, r.Text, r.Style, k, true)
			b.WriteString("</w:hyperlink>")
		case r.Link != "":
			fmt.Fprintf(b, `<w:hyperlink r:id="%s" w:history="1">`, l.id(r.Link))
			w.text(b, r.Text, r.Style, k, true)
			b.WriteString("</w:hyperlink>")
		default:
			w.text(b, r.Text, r.Style, k, false)
		}
	}
}

// noteMark refers to the next endnote.
func (w *writer) noteMark(b *strings.Builder) {
	w.noted++
	fmt.Fprintf(b, `<w:r><w:rPr><w:rStyle w:val="EndnoteReference"/></w:rPr><w:endnoteReference w:id="%d"/></w:r>`, w.noted)
}

// plain writes a text in its paragraph's style.
func (w *writer) plain(b *strings.Builder, s string) { w.text(b, s, 0, look{}, false) }

// text writes a text as runs of one direction each.
func (w *writer) text(b *strings.Builder, s string, style brief.Style, k look, link bool) {
	for _, p := range pieces(s, w.front.RightToLeft) {
		b.WriteString("<w:r>")
		b.WriteString(properties(style, k, link, p.rtl))
		for i, line := range strings.Split(p.text, "\n") {
			if i > 0 {
				b.WriteString("<w:br/>")
			}
			fmt.Fprintf(b, `<w:t xml:space="preserve">%s</w:t>`, esc(line))
		}
		b.WriteString("</w:r>")
	}
}

// properties are those of a run, in the order that the schema asks for.
func properties(style brief.Style, k look, link, rtl bool) string {
	var b strings.Builder
	add := func(on bool, element string) {
		if on {
			b.WriteString(element)
		}
	}
	add(link, `<w:rStyle w:val="Hyperlink"/>`)
	add(style&brief.Monospace != 0, `<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>`)
	add(k.bold || style&brief.Strong != 0, `<w:b/><w:bCs/>`)
	add(style&brief.Emphasis != 0, `<w:i/><w:iCs/>`)
	add(k.colour != "", `<w:color w:val="`+k.colour+`"/>`)
	add(k.underline != "", `<w:u w:val="`+k.underline+`"/>`)
	add(rtl, `<w:rtl/>`)
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// piece is a stretch of text of one direction.
type piece struct {
	text string
	rtl  bool
}

// pieces are the directions of a text. On a page from right to left, a text of other letters
// only is kept together by marks, its digits and its full stop too.
func pieces(s string, page bool) []piece {
	if page && strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, rightToLeft) {
		return []piece{{text: leftToRightMark + s + leftToRightMark}}
	}
	return directions(s, page)
}

const leftToRightMark = "\u200e"

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

// directions cuts a text where letters of the other direction begin. What is no letter goes
// with the letters on both of its sides if they agree, else with the page.
func directions(s string, page bool) []piece {
	var out []piece
	before, waiting := page, ""
	add := func(text string, rtl bool) {
		if last := len(out) - 1; last >= 0 && out[last].rtl == rtl {
			out[last].text += text
		} else if text != "" {
			out = append(out, piece{text, rtl})
		}
	}
	settle := func(after bool) {
		if before == after {
			add(waiting, after)
		} else {
			add(waiting, page)
		}
		before, waiting = after, ""
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			waiting += string(r)
			continue
		}
		rtl := rightToLeft(r)
		if unicode.IsMark(r) {
			rtl = before
		}
		settle(rtl)
		add(string(r), rtl)
	}
	settle(page)
	return out
}
