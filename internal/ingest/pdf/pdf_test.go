package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/pdf"
)

// small is a PDF of pages that each hold one line.
func small(lines ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	kids := ""
	for i := range lines {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object(fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(lines)))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i, line := range lines {
		object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i))
		stream := "BT /F 12 Tf 20 200 Td (" + line + ") Tj ET"
		if line == "" {
			stream = "0 0 9 9 re f"
		}
		object(fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(stream), stream))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func decoders(t *testing.T) map[string]pdf.Decoder {
	t.Helper()
	all := map[string]pdf.Decoder{"plain": {}}
	if d := pdf.Installed(nil); d.PDFToText != "" && d.PDFInfo != "" {
		all["pdftotext"] = d
	} else {
		t.Log("pdftotext isn't installed: only the library is tested")
	}
	return all
}

func TestBothReadersGiveTheSameWordsPageByPage(t *testing.T) {
	for name, d := range decoders(t) {
		doc, err := d.Decode(t.Context(), ingest.BlobOf("a.pdf", small("The town fell.", "Nobody knows more.")))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pages := strings.Split(strings.TrimSuffix(doc.Layer.Text, "\f"), "\f")
		if len(pages) != 2 || strings.TrimSpace(pages[0]) != "The town fell." || strings.TrimSpace(pages[1]) != "Nobody knows more." {
			t.Errorf("%s: text = %q", name, doc.Layer.Text)
		}
		if !strings.HasPrefix(doc.Layer.Extractor, map[string]string{"plain": "ledongthuc", "pdftotext": "pdftotext "}[name]) {
			t.Errorf("%s: extractor = %q", name, doc.Layer.Extractor)
		}
	}
}

func TestAScannedPDFHasNoTextLayer(t *testing.T) {
	for name, d := range decoders(t) {
		doc, err := d.Decode(t.Context(), ingest.BlobOf("a.pdf", small("", "")))
		if err != nil || doc.Layer != nil || !strings.HasPrefix(doc.NoText, "2 pages") {
			t.Errorf("%s: layer %v, %q, %v; want none, for 2 pages", name, doc.Layer, doc.NoText, err)
		}
	}
}

func TestWhatWasPaintedBackwardsIsTurned(t *testing.T) {
	for in, want := range map[string]string{
		"ريصقلا ةنيدم لخد ندملا شيجلا": "الجيش المدن دخل مدينة القصير",
		"12 ليتق (شيجلا) لاق ماعلا":    "العام قال (الجيش) قتيل 12",
		"الجيش دخل المدينة":            "الجيش دخل المدينة",
		"no Arabic (here) at all":      "no Arabic (here) at all",
	} {
		if got := pdf.ReadingOrder(in); got != want {
			t.Errorf("ReadingOrder(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add(small("The town fell."))
	f.Add([]byte("%PDF-1.4\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		err := pdf.Plain(bytes.NewReader(b), int64(len(b)), io.Discard)
		if err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("Plain = %v", err)
		}
	})
}
