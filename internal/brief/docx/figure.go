package docx

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient/internal/brief"
)

// figure writes a figure: its title and what is drawn, the picture or the table, its sources.
func (w *writer) figure(f *brief.FigureRef) {
	w.figures++
	d := w.in.Figures[f.Ref]
	title, alt := f.Caption(d)
	w.open("Caption", around{})
	w.marked(&w.out, fmt.Sprintf("f%d", w.figures), func() {
		w.text(&w.out, fmt.Sprintf("Figure %d.", w.figures), brief.Strong, look{}, false)
		w.text(&w.out, " "+title, brief.Strong, look{}, false)
	})
	if d.Drawn != "" {
		w.out.WriteString("<w:r><w:br/></w:r>")
		w.plain(&w.out, d.Drawn)
	}
	w.out.WriteString("</w:p>")
	m, drawn := w.picture[f.Ref]
	switch {
	case d.Table != nil:
		w.table(d.Table)
	case drawn:
		w.drawing(w.media[m], title, alt)
	default:
		w.styled("Sources", joined(" ", "Not drawn here. It shows:", alt))
	}
	sources := d.Sources
	if sources == "" {
		sources = " " // a paragraph must stand between a table and what follows it
	}
	w.styled("Sources", sources)
}

// The room for a picture, in the units of drawings: 914,400 to the inch.
const (
	roomWidth  = textWidth * 635
	roomHeight = 215 * 36000 // 215 mm
)

// drawing writes a picture, as wide as the text unless it would be too high for the page.
func (w *writer) drawing(m medium, title, alt string) {
	width, height := roomWidth, roomWidth*m.height/m.width
	if height > roomHeight {
		width, height = roomHeight*m.width/m.height, roomHeight
	}
	w.open("Picture", around{})
	fmt.Fprintf(&w.out, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/>`+
		`<wp:docPr id="%d" name="Figure %d" descr="%s" title="%s"/>`+
		`<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>`+
		`<pic:nvPicPr><pic:cNvPr id="%d" name="%s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		width, height, w.figures, w.figures, esc(alt), esc(title), w.figures, m.name, m.link, width, height)
}

// table writes rows and columns; its head is repeated on each page.
func (w *writer) table(t *brief.Table) {
	direction := ""
	if w.front.RightToLeft {
		direction = "<w:bidiVisual/>"
	}
	w.out.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Rows"/>` + direction + `<w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>`)
	columns := max(len(t.Head), 1)
	w.out.WriteString(strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, textWidth/columns), columns))
	w.out.WriteString(`</w:tblGrid>`)
	w.row(brief.TableRow{Cells: t.Head}, true)
	for _, r := range t.Rows {
		w.row(r, false)
	}
	w.out.WriteString(`</w:tbl>`)
}

func (w *writer) row(r brief.TableRow, head bool) {
	repeat, style := "", brief.Style(0)
	if head {
		repeat, style = "<w:tblHeader/>", brief.Strong
	}
	w.out.WriteString(`<w:tr><w:trPr><w:cantSplit/>` + repeat + `</w:trPr>`)
	for i, cell := range r.Cells {
		in := ""
		if i == 0 && r.Depth > 0 {
			in = fmt.Sprintf(`<w:ind w:left="%d"/>`, 170*min(r.Depth, 6))
		}
		w.out.WriteString(`<w:tc><w:p><w:pPr><w:pStyle w:val="TableText"/>` + in + `</w:pPr>`)
		w.text(&w.out, cell, style, look{}, false)
		w.out.WriteString(`</w:p></w:tc>`)
	}
	w.out.WriteString(`</w:tr>`)
}
