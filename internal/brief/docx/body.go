package docx

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient/internal/brief"
)

// writer writes one document.
type writer struct {
	doc     *brief.Doc
	in      brief.Inputs
	front   brief.Front
	notes   []brief.Note
	linked  map[string]bool // the places within the brief that something links to
	media   []medium
	picture map[string]int // index in media, by brief.FigureRef.Ref

	out             strings.Builder // of the text
	inText, inNotes links
	noted           int // notes marked so far
	headings        int
	figures         int
	sentences       int
	bookmarks       int
	ordered         int // numbered lists so far

	analysis, background, judgement bool // what the text has, for the legend
}

func newWriter(doc *brief.Doc, in brief.Inputs) *writer {
	w := &writer{
		doc: doc, in: in, front: brief.FrontOf(doc, in), notes: brief.Notes(doc, in.Case),
		linked: map[string]bool{}, picture: map[string]int{},
	}
	for b := range doc.Walk() {
		for _, s := range b.Sentences {
			for _, r := range s.Runs {
				if id, ok := strings.CutPrefix(r.Link, "#"); ok {
					w.linked[id] = true
				}
			}
		}
	}
	return w
}

// around is what a block stands in.
type around struct {
	box    string // the style of the box; "" outside
	quote  int    // quotations around it
	list   int    // lists around it
	number int    // of the list in numbering.xml; 0 if its mark is set already
	item   bool   // it is the first paragraph of an item
}

// document is the text, with what stands above and below it.
func (w *writer) document() string {
	w.out.WriteString(head + `<w:document` + namespaces + `><w:body>`)
	w.title()
	w.corrections()
	w.blocks(w.doc.Blocks, around{})
	w.styled("Legend", w.legend())
	if len(w.notes) > 0 {
		w.styled("Heading1", "Notes")
	}
	w.out.WriteString(w.section())
	w.out.WriteString(`</w:body></w:document>`)
	return w.out.String()
}

func (w *writer) title() {
	m := w.doc.Meta
	w.styled("Kicker", joined("   ·   ", m.Kind, w.front.Date))
	w.styled("Title", m.Title)
	w.styled("Subtitle", m.Standfirst)
	known := ""
	if w.front.Known != "" {
		known = "as known by " + w.front.Known
	}
	build := ""
	if w.in.Build != "" {
		build = "build " + w.in.Build
	}
	w.styled("Byline", joined(" · ", w.front.Byline, known, w.front.Basis, build))
}

// corrections are the notices of what was withdrawn since the brief was published before.
func (w *writer) corrections() {
	for _, n := range brief.NoticesOf(w.in.Corrections) {
		w.styled("CorrectionTitle", "Correction, "+n.Day)
		for _, part := range n.Parts {
			w.styled("Correction", part.Text)
			for _, item := range part.Items {
				w.styled("Correction", "– "+item)
			}
		}
	}
}

// joined puts a separator between the texts that aren't empty.
func joined(by string, texts ...string) string {
	var some []string
	for _, s := range texts {
		if s != "" {
			some = append(some, s)
		}
	}
	return strings.Join(some, by)
}

func (w *writer) legend() string {
	var parts []string
	if w.analysis {
		parts = append(parts, "Dotted underline: our analysis.")
	}
	if w.background {
		parts = append(parts, "Dashed underline: background, generally known and not sourced here.")
	}
	if w.judgement {
		parts = append(parts, "Violet double rule: our judgement.")
	}
	return strings.Join(append(parts, "Everything else is what the sources in the notes say."), " ")
}

// styled writes a paragraph of plain text; nothing for "".
func (w *writer) styled(style, text string) {
	if text == "" {
		return
	}
	w.open(style, around{})
	w.plain(&w.out, text)
	w.out.WriteString("</w:p>")
}

// open begins a paragraph.
func (w *writer) open(style string, a around) {
	var p strings.Builder
	if style != "" {
		fmt.Fprintf(&p, `<w:pStyle w:val="%s"/>`, style)
	}
	if a.item && a.number > 0 {
		fmt.Fprintf(&p, `<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, min(a.list-1, 8), a.number)
	}
	if a.box != "" && style != a.box {
		p.WriteString(w.side(boxes[a.box]))
	}
	if in := indent*(a.list+a.quote) + boxIndent(a); in > 0 {
		fmt.Fprintf(&p, `<w:ind w:left="%d"%s/>`, in, hanging(a))
	}
	w.out.WriteString("<w:p>")
	if p.Len() > 0 {
		w.out.WriteString("<w:pPr>" + p.String() + "</w:pPr>")
	}
}

// indent is how far lists and quotations are set in, boxInset how far boxes, in twentieths of
// a point.
const (
	indent   = 360
	boxInset = 170
)

func boxIndent(a around) int {
	if a.box == "" {
		return 0
	}
	return boxInset
}

func hanging(a around) string {
	if a.item && a.number > 0 {
		return fmt.Sprintf(` w:hanging="%d"`, indent)
	}
	return ""
}

func (w *writer) blocks(in []brief.Block, a around) {
	for i := range in {
		w.block(&in[i], a)
	}
}

func (w *writer) block(b *brief.Block, a around) {
	switch b.Kind {
	case brief.Paragraph:
		w.paragraph(b, a)
	case brief.Heading:
		w.heading(b, a)
	case brief.List:
		w.list(b, a)
	case brief.Quote:
		a.quote++
		w.blocks(b.Children, a)
	case brief.Analysis:
		a.box = "AnalysisBox"
		w.blocks(b.Children, a)
	case brief.Background:
		a.box = "BackgroundBox"
		w.blocks(b.Children, a)
	case brief.Judgement:
		w.judged(b, a)
	case brief.FigureHere:
		w.figure(b.Figure)
	case brief.Code:
		w.open("Code", a)
		w.plain(&w.out, strings.TrimSuffix(b.Text, "\n"))
		w.out.WriteString("</w:p>")
	case brief.Rule:
		w.open("Rule", a)
		w.out.WriteString("</w:p>")
	}
}

func (w *writer) paragraph(b *brief.Block, a around) {
	style := a.box
	if style == "" && a.quote > 0 {
		style = "Quote"
	}
	w.open(style, a)
	for i := range b.Sentences {
		if i > 0 {
			w.plain(&w.out, " ")
		}
		w.sentence(&b.Sentences[i], a)
	}
	w.out.WriteString("</w:p>")
}

func (w *writer) sentence(s *brief.Sentence, a around) {
	w.sentences++
	var k look
	switch {
	case s.Analysis && a.box != "JudgementBox":
		k.underline, w.analysis = "dotted", true
	case s.Background:
		k.underline, w.background = "dash", true
	}
	w.marked(&w.out, fmt.Sprintf("s%d", w.sentences), func() { w.runs(&w.out, s.Runs, &w.inText, k) })
}

// marked writes something with a bookmark around it, if anything links to it.
func (w *writer) marked(b *strings.Builder, name string, write func()) {
	if !w.linked[name] {
		write()
		return
	}
	w.bookmarks++
	id := w.bookmarks
	fmt.Fprintf(b, `<w:bookmarkStart w:id="%d" w:name="%s"/>`, id, name)
	write()
	fmt.Fprintf(b, `<w:bookmarkEnd w:id="%d"/>`, id)
}

func (w *writer) heading(b *brief.Block, a around) {
	w.headings++
	w.open(fmt.Sprintf("Heading%d", min(max(b.Level, 2), 4)-1), a)
	w.marked(&w.out, fmt.Sprintf("h%d", w.headings), func() {
		for i, s := range b.Sentences {
			if i > 0 {
				w.plain(&w.out, " ")
			}
			w.runs(&w.out, uncited(s.Runs), &w.inText, look{})
		}
	})
	w.out.WriteString("</w:p>")
}

func uncited(runs []brief.Run) []brief.Run {
	var out []brief.Run
	for _, r := range runs {
		if len(r.Cites) == 0 {
			out = append(out, r)
		}
	}
	return out
}

// list writes the items of a list; the first paragraph of each has its mark.
func (w *writer) list(b *brief.Block, a around) {
	a.list++
	number := bullets
	if b.Ordered {
		w.ordered++
		number = bullets + w.ordered
	}
	for i := range b.Children {
		item := &b.Children[i]
		for j := range item.Children {
			a.number, a.item = number, j == 0
			w.block(&item.Children[j], a)
		}
	}
}

// judged writes a judgement of the case in its box, and the author's remarks.
func (w *writer) judged(b *brief.Block, a around) {
	w.judgement = true
	a.box = "JudgementBox"
	j := brief.JudgementOf(w.doc, w.in.Case, b)
	w.open(a.box, a)
	w.text(&w.out, "Our judgement. ", 0, look{bold: true, colour: violet}, false)
	w.plain(&w.out, j.Text)
	if j.Noted {
		w.noteMark(&w.out)
	}
	w.out.WriteString("</w:p>")
	for _, line := range []struct{ before, text string }{{"To be settled by ", j.Deadline}, {"Confidence: ", j.Confidence}} {
		if line.text != "" {
			w.open(a.box, a)
			w.plain(&w.out, line.before+line.text+".")
			w.out.WriteString("</w:p>")
		}
	}
	for i := range b.Sentences {
		w.sentence(&b.Sentences[i], a)
	}
	w.blocks(b.Children, a)
}
