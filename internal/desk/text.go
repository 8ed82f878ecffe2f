package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/passage"
)

// Text is the text layer of a document (package ingest says what that is).
type Text struct {
	SHA256    string // of the layer
	Text      string
	Extractor string // "" for plain text that came with a casebook

	ready *passage.Text
}

// maxText bounds a text layer that is read into memory.
const maxText = 32 << 20

// Text reads a document's text layer; salient.ErrNotFound if there is none. A document that
// was brought in with a casebook has none of its own: then its original is its layer, in
// Unicode NFC, if it is plain text.
func (d *Desk) Text(ctx context.Context, doc *salient.Document) (Text, error) {
	if doc.Layer != "" {
		s, err := d.layer(ctx, doc.Layer)
		return Text{SHA256: doc.Layer, Text: s, Extractor: doc.Extractor}, err
	}
	if doc.SHA256 == "" {
		return Text{}, fmt.Errorf("document %s: original not held: %w", doc.ID, salient.ErrNotFound)
	}
	b, err := d.readText(ctx, doc.SHA256)
	if err != nil && !errors.Is(err, salient.ErrInvalid) {
		return Text{}, err
	}
	if err != nil || bytes.ContainsRune(b, 0) || !isText(b) {
		return Text{}, fmt.Errorf("document %s: no text layer: %w", doc.ID, salient.ErrNotFound)
	}
	s := norm.NFC.String(strings.TrimPrefix(string(b), "\ufeff"))
	sum := sha256.Sum256([]byte(s))
	return Text{SHA256: hex.EncodeToString(sum[:]), Text: s}, nil
}

// readText reads an original, or no more than its beginning if that shows that it is no text.
func (d *Desk) readText(ctx context.Context, sum string) ([]byte, error) {
	f, err := d.Originals.Open(ctx, sum)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	err = errors.Join(f.Close(), err)
	if n < len(head) || bytes.IndexByte(head, 0) < 0 {
		return d.readAll(ctx, sum, maxText)
	}
	return head, err
}

// TextsOf gives the text layers of a case's documents by id, "" where none can be read.
func (d *Desk) TextsOf(ctx context.Context, c *salient.Case) func(salient.DocumentID) string {
	return func(id salient.DocumentID) string {
		doc, ok := c.Document(id)
		if !ok {
			return ""
		}
		t, err := d.Text(ctx, doc)
		if err != nil {
			return ""
		}
		return t.Text
	}
}

// layer reads a text layer by its SHA-256.
func (d *Desk) layer(ctx context.Context, sum string) (string, error) {
	b, err := d.readAll(ctx, sum, maxText)
	return string(b), err
}

// readAll reads an original into memory; salient.ErrInvalid if it is larger than most.
func (d *Desk) readAll(ctx context.Context, sum string, most int64) ([]byte, error) {
	f, err := d.Originals.Open(ctx, sum)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("original %s: larger than %d bytes: %w", sum, most, salient.ErrInvalid)
	}
	return b, errors.Join(err, f.Close())
}

func isText(b []byte) bool { return bytes.Equal(bytes.ToValidUTF8(b, nil), b) }

// Passage is where a claim's quote stands in a text layer, in Unicode code points.
type Passage struct {
	Claim      salient.ClaimID `json:"claim"`
	Start, End int             // End is behind the last code point
	Orphaned   bool            // not found
}

// Find anchors a claim's quote in a text: where the claim says, if it stands there, else where
// its words are found, whatever the typesetting. A claim without a quote has no passage.
func (t *Text) Find(c *salient.Claim) (Passage, bool) {
	if c.Quote == "" {
		return Passage{}, false
	}
	if t.ready == nil {
		t.ready = passage.NewText(t.Text)
	}
	s, ok := t.said(c)
	if !ok {
		s, ok = t.ready.Find(passage.Quote{Text: c.Quote})
	}
	return Passage{Claim: c.ID, Start: s.Start, End: s.End, Orphaned: !ok}, true
}

// said is where the claim itself says that its quote stands; ok is false if it doesn't.
func (t *Text) said(c *salient.Claim) (passage.Span, bool) {
	start, err1 := strconv.Atoi(c.Start)
	end, err2 := strconv.Atoi(c.End)
	s := passage.Span{Start: start, End: end}
	if err1 != nil || err2 != nil || c.LayerSHA256 != "" && c.LayerSHA256 != t.SHA256 || !t.ready.Is(s, c.Quote) {
		return passage.Span{}, false
	}
	return s, true
}
