// Package docx reads Word documents: paragraphs, tables, foot- and endnotes, page breaks that
// Word noted when it last laid the document out. What was deleted under change tracking isn't
// part of the text; what was inserted is.
package docx

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// Extractor names the layers made here. Its number counts changes that move offsets.
const Extractor = "salient-docx 1"

// maxPart bounds one part of a document, unpacked.
const maxPart = 64 << 20

// Decoder reads Word documents.
type Decoder struct{}

// Decode gives the text and the document's properties.
func (Decoder) Decode(ctx context.Context, b ingest.Blob) (ingest.Document, error) {
	z, err := zip.NewReader(b, b.Size)
	if err != nil {
		return ingest.Document{}, ingest.Bad("the DOCX is cut off or damaged: %v", err)
	}
	var text strings.Builder
	for i, name := range []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} {
		s, err := partText(ctx, z, name)
		if err != nil && (i == 0 || !errors.Is(err, errAbsent)) {
			return ingest.Document{}, err
		}
		if ingest.HasText(s) {
			text.WriteString(s + "\n")
		}
	}
	doc := ingest.Document{Meta: properties(z), NoText: "the document has no letters"}
	if ingest.HasText(text.String()) {
		doc.Layer, doc.NoText = &ingest.Layer{Text: text.String(), Extractor: Extractor}, ""
	}
	return doc, nil
}

var errAbsent = errors.New("no such part")

// open opens a part, bounded.
func open(z *zip.Reader, name string) (io.ReadCloser, error) {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		if f.Flags&1 != 0 {
			return nil, ingest.Bad("the DOCX is encrypted")
		}
		if f.UncompressedSize64 > maxPart || f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > 100*f.CompressedSize64 {
			return nil, ingest.Bad("%s unpacks to %d MiB: refused as an archive made to fill disks", name, f.UncompressedSize64>>20)
		}
		r, err := f.Open()
		if err != nil {
			return nil, ingest.Bad("%s is damaged: %v", name, err)
		}
		return r, nil
	}
	return nil, errAbsent
}

// partText reads the text of one part.
func partText(ctx context.Context, z *zip.Reader, name string) (string, error) {
	r, err := open(z, name)
	if err != nil {
		return "", err
	}
	defer r.Close()
	var w strings.Builder
	dec := xml.NewDecoder(io.LimitReader(r, maxPart))
	dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("expected UTF-8") }
	inText := false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return w.String(), nil
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return "", ingest.Bad("%s is cut off or damaged: %v", name, err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			w.WriteString(before(t))
		case xml.EndElement:
			inText = false
			w.WriteString(after(t.Name.Local))
		case xml.CharData:
			if inText {
				w.Write(t)
			}
		}
	}
}

// before is what an element puts where it begins.
func before(t xml.StartElement) string {
	switch t.Name.Local {
	case "tab":
		return "\t"
	case "br", "cr":
		for _, a := range t.Attr {
			if a.Name.Local == "type" && a.Value == "page" {
				return string(ingest.PageBreak)
			}
		}
		return "\n"
	case "lastRenderedPageBreak":
		return string(ingest.PageBreak)
	case "noBreakHyphen":
		return "-"
	}
	return ""
}

// after is what an element puts where it ends.
func after(name string) string {
	switch name {
	case "p":
		return "\n"
	case "tc":
		return "\t"
	case "tr", "tbl":
		return "\n"
	}
	return ""
}

// properties reads docProps/core.xml; what is damaged there is left open.
func properties(z *zip.Reader) ingest.Meta {
	m := ingest.Meta{Type: "document"}
	r, err := open(z, "docProps/core.xml")
	if err != nil {
		return m
	}
	defer r.Close()
	return ingest.CoreProperties(m, r)
}
