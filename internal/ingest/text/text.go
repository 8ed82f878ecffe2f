// Package text reads plain text and Markdown in any encoding that ingest.Decoded knows.
// Markdown stays as it is written: its marks are part of what was published.
package text

import (
	"context"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// Extractor names the layers made here. Its number counts changes that move offsets.
const Extractor = "salient-text 1"

// Decoder reads texts.
type Decoder struct {
	Markdown bool // the title is the first heading
}

// maxBytes is four times the largest layer, for UTF-16 and signs that go.
const maxBytes = 64 << 20

// Decode gives the text as it is, with the title of its heading if it is Markdown.
func (d Decoder) Decode(_ context.Context, b ingest.Blob) (ingest.Document, error) {
	raw, err := b.All(maxBytes)
	if err != nil {
		return ingest.Document{}, err
	}
	s, _, err := ingest.Decoded(raw, "")
	if err != nil {
		return ingest.Document{}, err
	}
	doc := ingest.Document{Layer: &ingest.Layer{Text: s, Extractor: Extractor}}
	if d.Markdown {
		doc.Meta.Title = heading(s)
	}
	return doc, nil
}

// heading is the first heading of a Markdown text, "" if it doesn't begin with one.
func heading(s string) string {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "# "); ok {
			return ingest.Clipped(title, 200)
		}
		if line != "" && !strings.HasPrefix(line, "<!--") {
			return ""
		}
	}
	return ""
}
