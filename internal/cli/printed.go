package cli

import (
	"errors"

	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/brief/docx"
	"github.com/salient-osint/salient/internal/brief/pdf"
	"github.com/salient-osint/salient/internal/browser"
	"github.com/salient-osint/salient/internal/figure"
)

// printed writes the forms that are made for paper, of one set of figures. The DOCX is
// written also where there is no Chromium; the PDF then says what to install.
func (c *publishCmd) printed(a *app, p *publication) error {
	in, err := c.inputs(p, figure.Print)
	if err != nil {
		return err
	}
	if err := c.docx(a, p, in); err != nil || c.NoPDF {
		return err
	}
	return c.pdf(a, p, in)
}

func (c *publishCmd) docx(a *app, p *publication, in brief.Inputs) error {
	var pictures map[string][]byte
	if !c.NoPDF {
		drawn, err := docx.Pictures(a.ctx, p.doc, in, browser.Options{Program: in.Program})
		if err != nil && !errors.Is(err, browser.ErrMissing) {
			return err
		}
		pictures = drawn
	}
	if len(pictures) == 0 && drawings(p.doc, in) {
		a.say("The DOCX has the figures' alternative texts in place of pictures: they are drawn with Chromium.")
	}
	file, err := docx.Write(p.doc, in, pictures)
	if err != nil {
		return err
	}
	p.add("docx", file)
	return nil
}

// drawings reports whether a brief has figures that aren't tables.
func drawings(doc *brief.Doc, in brief.Inputs) bool {
	for _, f := range doc.Figures() {
		if in.Figures[f.Ref].Table == nil {
			return true
		}
	}
	return false
}

func (c *publishCmd) pdf(a *app, p *publication, in brief.Inputs) error {
	page, err := brief.RenderPrint(p.doc, in)
	if err != nil {
		return err
	}
	o := pdf.Options{Options: browser.Options{Program: in.Program}}
	if day := p.doc.Meta.Date; day != nil {
		o.Day = *day
	}
	file, err := pdf.Print(a.ctx, page, o)
	if err != nil {
		return err
	}
	p.add("pdf", file)
	return nil
}
