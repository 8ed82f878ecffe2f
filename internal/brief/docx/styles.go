package docx

import (
	"fmt"
	"strings"
)

// The colours of the printed page.
const (
	violet = "6B3FA0" // our judgement, and nothing else
	ink    = "16191D"
	faint  = "4A5159"
	line   = "7E868E"
)

// boxes are the rule and the shade of each box, as paragraph properties.
var boxes = map[string]string{
	"AnalysisBox":   box("dotted", 8, faint, "F3F4F5"),
	"BackgroundBox": box("dashed", 8, line, "F3F4F5"),
	"Correction":    box("single", 16, ink, "FFFFFF"),
	"JudgementBox":  box("double", 6, violet, "F5F1F9"),
}

func box(rule string, size int, colour, shade string) string {
	return fmt.Sprintf(`<w:pBdr><w:left w:val="%s" w:sz="%d" w:space="6" w:color="%s"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="%s"/>`, rule, size, colour, shade)
}

const (
	serif = `<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:eastAsia="Georgia" w:cs="Times New Roman"/>`
	sans  = `<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>`
	mono  = `<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>`
)

// paragraphStyle is a named style: properties of paragraphs and of their runs, in the order
// that the schema asks for.
type paragraphStyle struct{ id, name, next, paragraph, run string }

func spacing(before, after, line int) string {
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="auto"/>`, before, after, line)
}

// side puts the rule of a box or quotation where the lines begin.
func (w *writer) side(properties string) string {
	if w.front.RightToLeft {
		return strings.ReplaceAll(properties, "<w:pBdr><w:left ", "<w:pBdr><w:right ")
	}
	return properties
}

// size is a font size in half points, also of right-to-left letters.
func size(half int) string {
	return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half+2)
}

func ruled(side string, size int, colour string) string {
	return fmt.Sprintf(`<w:pBdr><w:%s w:val="single" w:sz="%d" w:space="4" w:color="%s"/></w:pBdr>`, side, size, colour)
}

func coloured(c string) string { return `<w:color w:val="` + c + `"/>` }

const bold = `<w:b/><w:bCs/>`

var paragraphStyles = []paragraphStyle{
	{"Kicker", "Kicker", "Title", ruled("top", 24, ink) + spacing(0, 60, 264), sans + bold + size(16)},
	{"Title", "Title", "Subtitle", spacing(60, 120, 252), serif + bold + size(44)},
	{"Subtitle", "Subtitle", "Byline", spacing(0, 160, 276), coloured(faint) + size(25)},
	{"Byline", "Byline", "Normal", ruled("bottom", 4, line) + spacing(0, 240, 276), sans + coloured(faint) + size(16)},
	{"Heading1", "heading 1", "Normal", `<w:keepNext/>` + spacing(280, 80, 264) + `<w:outlineLvl w:val="0"/>`, sans + bold + size(26)},
	{"Heading2", "heading 2", "Normal", `<w:keepNext/>` + spacing(220, 60, 264) + `<w:outlineLvl w:val="1"/>`, sans + bold + size(22)},
	{"Heading3", "heading 3", "Normal", `<w:keepNext/>` + spacing(180, 60, 264) + `<w:outlineLvl w:val="2"/>`, sans + bold + size(20)},
	{"Quote", "Quote", "Normal", `<w:pBdr><w:left w:val="single" w:sz="12" w:space="6" w:color="` + line + `"/></w:pBdr>` + `<w:ind w:left="360"/>`, coloured(faint)},
	{"AnalysisBox", "Analysis", "AnalysisBox", boxes["AnalysisBox"] + `<w:ind w:left="170"/>`, ""},
	{"BackgroundBox", "Background", "BackgroundBox", boxes["BackgroundBox"] + `<w:ind w:left="170"/>`, ""},
	{"JudgementBox", "Judgement", "JudgementBox", `<w:keepLines/>` + boxes["JudgementBox"] + `<w:ind w:left="170"/>`, sans + size(19)},
	{"CorrectionTitle", "Correction title", "Correction", `<w:keepNext/>` + boxes["Correction"] + `<w:ind w:left="170"/>`, sans + bold + size(19)},
	{"Correction", "Correction", "Correction", boxes["Correction"] + `<w:ind w:left="170"/>`, sans + size(18)},
	{"Code", "Code", "Code", spacing(0, 120, 264), mono + size(17)},
	{"Rule", "Rule", "Normal", ruled("bottom", 4, line), ""},
	{"Caption", "caption", "Normal", `<w:keepNext/>` + ruled("top", 8, ink) + spacing(240, 80, 264), sans + size(17)},
	{"Picture", "Picture", "Sources", `<w:keepNext/>` + spacing(0, 60, 240), ""},
	{"Sources", "Sources", "Normal", spacing(40, 240, 264), sans + coloured(faint) + size(15)},
	{"TableText", "Table text", "TableText", spacing(20, 20, 252), sans + size(16)},
	{"Legend", "Legend", "Normal", ruled("top", 4, line) + spacing(240, 120, 264), sans + coloured(faint) + size(16)},
	{"EndnoteText", "endnote text", "EndnoteText", spacing(0, 60, 252), size(17)},
	{"Footer", "footer", "Footer", fmt.Sprintf(`<w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs>`, textWidth) + spacing(0, 0, 240), sans + coloured(faint) + size(15)},
}

// styles are those above on top of Normal, and those of notes, links and tables.
func (w *writer) styles() string {
	turned, language := "", w.front.Language
	if w.front.RightToLeft {
		turned, language = "<w:bidi/>", "en"
	}
	var b strings.Builder
	fmt.Fprintf(&b, head+`<w:styles`+namespaces+`><w:docDefaults><w:rPrDefault><w:rPr>%s%s%s<w:lang w:val="%s" w:bidi="%s"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr>%s</w:pPr></w:pPrDefault></w:docDefaults>`, serif, coloured(ink), size(21), esc(language), esc(w.bidiLanguage()), spacing(0, 130, 290))
	fmt.Fprintf(&b, `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl/>%s</w:pPr></w:style>`, turned)
	for _, s := range paragraphStyles {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:next w:val="%s"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`,
			s.id, s.name, s.next, w.side(s.paragraph), s.run)
	}
	b.WriteString(`<w:style w:type="character" w:styleId="EndnoteReference"><w:name w:val="endnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`)
	b.WriteString(`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>` + coloured("1F4E79") + `<w:u w:val="single"/></w:rPr></w:style>`)
	fmt.Fprintf(&b, `<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`+
		`<w:style w:type="table" w:styleId="Rows"><w:name w:val="Rows"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`+
		`<w:bottom w:val="single" w:sz="4" w:space="0" w:color="%s"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="%s"/></w:tblBorders></w:tblPr></w:style></w:styles>`, line, line)
	return b.String()
}

// bidiLanguage is the language of right-to-left runs: the brief's, if it is one, else Arabic.
func (w *writer) bidiLanguage() string {
	if w.front.RightToLeft {
		return w.front.Language
	}
	return "ar"
}
