// Package docx writes a brief as a text document that Word and LibreOffice open (Office Open
// XML, ECMA-376): styles, real endnotes, real lists and tables, bookmarks, figures as pictures
// with their alternative text, right-to-left runs.
//
//	pictures, err := docx.Pictures(ctx, doc, in, browser.Options{}) // needs Chromium
//	file, err := docx.Write(doc, in, pictures)
//
// Write is a pure function: the same brief, case and pictures give the same bytes. The file
// has no date but the brief's, no name but its authors', and loads nothing from elsewhere.
package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image/png"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/browser"
)

// pictureWidth is the width of the pictures in pixels: 224 to the inch on the page.
const pictureWidth = 1500

// Pictures draws a brief's figures as PNG, by brief.FigureRef.Ref; tables have none. Without a
// Chromium the error is a browser.ErrMissing; Write then prints what the figures say.
func Pictures(ctx context.Context, doc *brief.Doc, in brief.Inputs, o browser.Options) (map[string][]byte, error) {
	var refs []string
	var svgs [][]byte
	asked := map[string]bool{}
	for _, f := range doc.Figures() {
		if d := in.Figures[f.Ref]; d.Table == nil && len(d.SVG) > 0 && !asked[f.Ref] {
			asked[f.Ref] = true
			refs, svgs = append(refs, f.Ref), append(svgs, d.SVG)
		}
	}
	if len(svgs) == 0 {
		return nil, nil
	}
	drawn, err := browser.PNGs(ctx, svgs, pictureWidth, o)
	if err != nil {
		return nil, err
	}
	pictures := map[string][]byte{}
	for i, ref := range refs {
		pictures[ref] = drawn[i]
	}
	return pictures, nil
}

// Write makes the document. A figure that is neither in in.Figures nor a table nor among the
// pictures is printed as its alternative text. A picture that is no PNG is a
// salient.ErrInvalid.
func Write(doc *brief.Doc, in brief.Inputs, pictures map[string][]byte) ([]byte, error) {
	w := newWriter(doc, in)
	if err := w.take(pictures); err != nil {
		return nil, err
	}
	body := w.document()
	notes := w.endnotes()
	parts := []part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageLinks},
		{"docProps/app.xml", w.app()},
		{"docProps/core.xml", w.core()},
		{"word/document.xml", body},
		{"word/_rels/document.xml.rels", w.links()},
		{"word/endnotes.xml", notes},
		{"word/_rels/endnotes.xml.rels", w.inNotes.rels("")},
		{"word/footer1.xml", w.footer()},
		{"word/numbering.xml", w.numbering()},
		{"word/settings.xml", w.settings()},
		{"word/styles.xml", w.styles()},
	}
	for _, m := range w.media {
		parts = append(parts, part{"word/" + m.name, string(m.png)})
	}
	return pack(parts)
}

// part is a file within the document.
type part struct{ name, text string }

// packed is the time of every part: the first that a ZIP archive can say.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func pack(parts []part) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(p.text)); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// medium is a picture in the document.
type medium struct {
	name          string // of its file
	link          string // its id among the document's links
	png           []byte
	width, height int // pixels
}

// take gives each picture its file, in the order of the text.
func (w *writer) take(pictures map[string][]byte) error {
	for _, f := range w.doc.Figures() {
		data := pictures[f.Ref]
		if _, taken := w.picture[f.Ref]; taken || data == nil {
			continue
		}
		size, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || size.Width < 1 || size.Height < 1 {
			return fmt.Errorf("picture of figure %q: %w", f.Ref, salient.ErrInvalid)
		}
		n := len(w.media) + 1
		w.picture[f.Ref] = len(w.media)
		w.media = append(w.media, medium{fmt.Sprintf("media/figure%d.png", n), fmt.Sprintf("picture%d", n), data, size.Width, size.Height})
	}
	return nil
}
