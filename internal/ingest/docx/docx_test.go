package docx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/docx"
)

func packed(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const body = `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>The town </w:t></w:r><w:r><w:t>fell.</w:t></w:r></w:p>
<w:p><w:del><w:r><w:delText>was lost</w:delText></w:r></w:del><w:ins><w:r><w:t>was taken</w:t></w:r></w:ins></w:p>
<w:p><w:r><w:br w:type="page"/><w:t>Page two</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>killed</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`

const core = `<c xmlns:dc="d" xmlns:dcterms="t"><dc:title>Report</dc:title><dc:creator>A. Writer</dc:creator><dcterms:created>2013-05-19T10:00:00Z</dcterms:created></c>`

func TestParagraphsPagesAndProperties(t *testing.T) {
	b := packed(t, "word/document.xml", body, "docProps/core.xml", core, "word/footnotes.xml", `<w:f xmlns:w="w"><w:p><w:t>A note.</w:t></w:p></w:f>`)
	doc, err := docx.Decoder{}.Decode(t.Context(), ingest.BlobOf("a.docx", b))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ingest.Clean(doc.Layer.Text), "The town fell.\nwas taken\n\fPage two\nkilled\n\n\nA note."; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
	if want := (ingest.Meta{Type: "document", Title: "Report", Author: "A. Writer", Published: "2013-05-19?"}); doc.Meta != want {
		t.Errorf("Meta = %+v, want %+v", doc.Meta, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(body), []byte(core))
	f.Add([]byte("<a"), []byte("<c>"))
	f.Fuzz(func(t *testing.T, text, props []byte) {
		b := packed(t, "word/document.xml", string(text), "docProps/core.xml", string(props))
		for _, raw := range [][]byte{b, text} {
			_, err := docx.Decoder{}.Decode(t.Context(), ingest.BlobOf("a.docx", raw))
			if err != nil && !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("Decode = %v", err)
			}
		}
	})
}
