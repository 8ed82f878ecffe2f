package text_test

import (
	"errors"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/text"
)

func TestMarkdownIsTitledByItsHeading(t *testing.T) {
	for in, want := range map[string]string{
		"# The fall\n\nText": "The fall", "\n<!-- x -->\n# A  b\n": "A b", "Text\n# Later": "", "": "",
	} {
		doc, err := text.Decoder{Markdown: true}.Decode(t.Context(), ingest.BlobOf("a.md", []byte(in)))
		if err != nil || doc.Meta.Title != want {
			t.Errorf("title of %q = %q, %v; want %q", in, doc.Meta.Title, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("# Title\n\ntext"))
	f.Add([]byte{0xd0, 0xe5, 0x20, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := text.Decoder{Markdown: true}.Decode(t.Context(), ingest.BlobOf("a.md", b))
		if err != nil && !errors.Is(err, salient.ErrInvalid) || err == nil && doc.Layer == nil {
			t.Fatalf("Decode = %+v, %v", doc, err)
		}
	})
}
