package docx

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient/when"
)

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
	` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
	` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
	` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
	` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml."

const contentTypes = head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/endnotes.xml" ContentType="` + wordType + `endnotes+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/></Types>`

const (
	relsOpen   = head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	officeType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

const packageLinks = relsOpen +
	`<Relationship Id="document" Type="` + officeType + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="app" Type="` + officeType + `extended-properties" Target="docProps/app.xml"/></Relationships>`

// partLinks are the links of the text to the other parts.
const partLinks = `<Relationship Id="endnotes" Type="` + officeType + `endnotes" Target="endnotes.xml"/>` +
	`<Relationship Id="footer" Type="` + officeType + `footer" Target="footer1.xml"/>` +
	`<Relationship Id="numbering" Type="` + officeType + `numbering" Target="numbering.xml"/>` +
	`<Relationship Id="settings" Type="` + officeType + `settings" Target="settings.xml"/>` +
	`<Relationship Id="styles" Type="` + officeType + `styles" Target="styles.xml"/>`

// links lists what the text links to: the other parts, pictures, addresses.
func (w *writer) links() string {
	var b strings.Builder
	b.WriteString(partLinks)
	for _, m := range w.media {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%simage" Target="%s"/>`, m.link, officeType, m.name)
	}
	return w.inText.rels(b.String())
}

// rels lists what a part links to: others, and addresses.
func (l *links) rels(others string) string {
	var b strings.Builder
	b.WriteString(relsOpen + others)
	for i, a := range l.addresses {
		fmt.Fprintf(&b, `<Relationship Id="link%d" Type="%shyperlink" Target="%s" TargetMode="External"/>`, i+1, officeType, esc(a))
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

// app names the program.
func (w *writer) app() string {
	return head + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>` + esc(w.in.Program) + `</Application></Properties>`
}

// core is what the document says of itself; its dates are the brief's day, or else the day as
// known by which it was written.
func (w *writer) core() string {
	m := w.doc.Meta
	var b strings.Builder
	b.WriteString(head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, p := range []struct{ name, text string }{
		{"dc:title", m.Title},
		{"dc:creator", strings.Join(m.Authors, "; ")},
		{"dc:description", m.Standfirst},
		{"dc:language", w.front.Language},
	} {
		if p.text != "" {
			fmt.Fprintf(&b, "<%s>%s</%s>", p.name, esc(p.text), p.name)
		}
	}
	if day := first(m.Date, m.Known); day != nil {
		for _, name := range []string{"created", "modified"} {
			fmt.Fprintf(&b, `<dcterms:%s xsi:type="dcterms:W3CDTF">%sT00:00:00Z</dcterms:%s>`, name, day, name)
		}
	}
	b.WriteString(`</cp:coreProperties>`)
	return b.String()
}

func first(days ...*when.Day) *when.Day {
	for _, d := range days {
		if d != nil {
			return d
		}
	}
	return nil
}

// A4 with margins of 20 mm, in twentieths of a point.
const (
	pageWidth, pageHeight = 11906, 16838
	margin                = 1134
	textWidth             = pageWidth - 2*margin
)

func (w *writer) section() string {
	bidi := ""
	if w.front.RightToLeft {
		bidi = "<w:bidi/>"
	}
	return fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr><w:pgSz w:w="%d" w:h="%d"/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/>%s</w:sectPr>`,
		pageWidth, pageHeight, margin, margin, margin, margin, bidi)
}

func (w *writer) footer() string {
	var b strings.Builder
	b.WriteString(head + `<w:ftr` + namespaces + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`)
	w.plain(&b, w.front.Foot)
	b.WriteString(`<w:r><w:tab/></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>`)
	return b.String()
}

// endnotes are the notes, behind the two separators that programs expect.
func (w *writer) endnotes() string {
	var b strings.Builder
	b.WriteString(head + `<w:endnotes` + namespaces + `>` +
		`<w:endnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:endnote>` +
		`<w:endnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:endnote>`)
	for _, n := range w.notes {
		fmt.Fprintf(&b, `<w:endnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="EndnoteText"/></w:pPr>`, n.Number)
		w.marked(&b, fmt.Sprintf("n%d", n.Number), func() {
			b.WriteString(`<w:r><w:rPr><w:rStyle w:val="EndnoteReference"/></w:rPr><w:endnoteRef/></w:r>`)
		})
		w.plain(&b, " ")
		w.runs(&b, n.Text, &w.inNotes, look{})
		b.WriteString(`</w:p></w:endnote>`)
	}
	b.WriteString(`</w:endnotes>`)
	return b.String()
}

func (w *writer) settings() string {
	return head + `<w:settings` + namespaces + `><w:defaultTabStop w:val="709"/>` +
		`<w:endnotePr><w:numFmt w:val="decimal"/><w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
}

// bullets is the number of the list without numbers; the numbered ones follow it, each
// beginning anew with 1.
const bullets = 1

func (w *writer) numbering() string {
	var b strings.Builder
	b.WriteString(head + `<w:numbering` + namespaces + `>`)
	for id, format := range []string{"bullet", "decimal"} {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="hybridMultilevel"/>`, id)
		for level := range 9 {
			text := "•"
			if format == "decimal" {
				text = fmt.Sprintf("%%%d.", level+1)
			}
			fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/>`+
				`<w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`, level, format, text, indent*(level+1), indent)
		}
		b.WriteString(`</w:abstractNum>`)
	}
	fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, bullets)
	for n := range w.ordered {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="1"/>`, bullets+1+n)
		for level := range 9 {
			fmt.Fprintf(&b, `<w:lvlOverride w:ilvl="%d"><w:startOverride w:val="1"/></w:lvlOverride>`, level)
		}
		b.WriteString(`</w:num>`)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}
