package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/passage"
	"github.com/salient-osint/salient/internal/store"
)

// Extracted is what came of making a document's text layer anew.
type Extracted struct {
	Document  salient.DocumentID `json:"document"`
	Extractor string             `json:"extractor"` // of the new layer; "" if there is none
	Before    string             `json:"before"`    // of the one before
	Same      bool               `json:"same"`      // the text is what it was
	NoText    string             `json:"no_text"`   // why there is no layer
	Found     int                `json:"found"`     // passages found again
	Orphaned  []salient.ClaimID  `json:"orphaned"`  // claims whose passage wasn't

	rows []salient.Row // to be written
	old  []salient.Row // as they were when the passages were looked for
}

// Extract makes text layers anew, with the extractors that are here now, of some documents, or
// of all whose originals are held. Passages are found again by their words and their
// neighbourhood; one that isn't keeps its place in the layer it was taken from, and counts as
// orphaned. All of it is one entry; a dry run writes nothing.
func (d *Desk) Extract(ctx context.Context, who, why string, ids []salient.DocumentID, dry bool) ([]Extracted, store.Entry, error) {
	v, err := d.View(ctx, Cut{})
	if err != nil {
		return nil, store.Entry{}, err
	}
	docs, err := toExtract(v.All, ids)
	if err != nil {
		return nil, store.Entry{}, err
	}
	out := []Extracted{}
	t := &taken{desk: d, o: ImportOptions{DryRun: dry}}
	for _, doc := range docs {
		e, err := d.extract(ctx, t, v.All, doc)
		if err != nil {
			return nil, store.Entry{}, errors.Join(fmt.Errorf("document %s: %w", doc.ID, err), d.destroy(context.WithoutCancel(ctx), t.kept))
		}
		out = append(out, e)
	}
	if dry {
		return out, store.Entry{}, nil
	}
	entry, err := d.DB.Update(ctx, who, why, func(w store.Writer) error { return writeExtracted(w, out) })
	if err != nil {
		err = errors.Join(err, d.destroy(context.WithoutCancel(ctx), t.kept))
	}
	return out, entry, err
}

// toExtract lists documents whose originals are held.
func toExtract(c *salient.Case, ids []salient.DocumentID) ([]*salient.Document, error) {
	var out []*salient.Document
	for _, id := range ids {
		doc, ok := c.Document(id)
		if !ok {
			return nil, fmt.Errorf("no document %q: %w", id, salient.ErrNotFound)
		}
		if doc.SHA256 == "" || doc.File == "" {
			return nil, fmt.Errorf("document %s: its original isn't held: %w", id, salient.ErrInvalid)
		}
		out = append(out, doc)
	}
	for i := range c.Documents {
		if doc := &c.Documents[i]; len(ids) == 0 && doc.SHA256 != "" && doc.File != "" {
			out = append(out, doc)
		}
	}
	return out, nil
}

// extract reads one original, keeps its layer, and looks for its passages.
func (d *Desk) extract(ctx context.Context, t *taken, c *salient.Case, doc *salient.Document) (Extracted, error) {
	e := Extracted{Document: doc.ID, Before: doc.Extractor, Orphaned: []salient.ClaimID{}}
	raw, err := d.readAll(ctx, doc.SHA256, MaxOriginal)
	if err != nil {
		return e, err
	}
	found, err := d.decodeAgain(ctx, ingest.BlobOf(doc.File, raw))
	if errors.Is(err, salient.ErrInvalid) {
		e.NoText = plainWords(err, doc.File)
		return e, nil
	}
	if err != nil || found.Layer == nil {
		e.NoText = found.NoText
		return e, err
	}
	e.Extractor = found.Layer.Extractor
	sum, err := t.keep(ctx, strings.NewReader(found.Layer.Text))
	if err != nil {
		return e, err
	}
	if e.Same = sum == doc.Layer && e.Extractor == doc.Extractor; e.Same {
		return e, nil
	}
	row, _, err := d.Row(ctx, Ref{salient.KindDocument, string(doc.ID)})
	if err != nil {
		return e, err
	}
	e.change(row, row.With("layer_sha256", sum).With("extractor", e.Extractor))
	return e, d.reanchor(ctx, &e, c, doc, Text{SHA256: sum, Text: found.Layer.Text})
}

var errFirst = errors.New("the first item is all that is wanted")

// decodeAgain reads a file's own text, nothing that is attached to it.
func (d *Desk) decodeAgain(ctx context.Context, b ingest.Blob) (ingest.Document, error) {
	var doc ingest.Document
	err := d.Ingest.Read(ctx, b, func(it ingest.Item) error {
		doc = it.Document
		return errFirst
	})
	if errors.Is(err, errFirst) {
		err = nil
	}
	return doc, err
}

func (e *Extracted) change(old, row salient.Row) {
	e.old, e.rows = append(e.old, old), append(e.rows, row)
}

// reanchor finds the passages of a document's claims in its new layer.
func (d *Desk) reanchor(ctx context.Context, e *Extracted, c *salient.Case, doc *salient.Document, now Text) error {
	before, err := d.Text(ctx, doc)
	if err != nil && !errors.Is(err, salient.ErrNotFound) {
		return err
	}
	now.ready = passage.NewText(now.Text)
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Document != doc.ID || cl.Quote == "" {
			continue
		}
		row, _, err := d.Row(ctx, Ref{salient.KindClaim, string(cl.ID)})
		if err != nil {
			return err
		}
		moved, err := d.move(ctx, row, cl, before, &now)
		if err != nil {
			return err
		}
		if moved.Get("layer_sha256") == now.SHA256 {
			e.Found++
		} else {
			e.Orphaned = append(e.Orphaned, cl.ID)
		}
		if !moved.Equal(row) {
			e.change(row, moved)
		}
	}
	slices.Sort(e.Orphaned)
	return nil
}

// move is a claim's row with its place in the new layer; if it has none, with its place in the
// layer that it was taken from, so that it can still be checked.
func (d *Desk) move(ctx context.Context, row salient.Row, c *salient.Claim, before Text, now *Text) (salient.Row, error) {
	if c.LayerSHA256 != "" && c.LayerSHA256 != before.SHA256 {
		s, err := d.layer(ctx, c.LayerSHA256)
		if err != nil && !errors.Is(err, salient.ErrNotFound) {
			return row, err
		}
		before = Text{SHA256: c.LayerSHA256, Text: s}
	}
	q := passage.Quote{Text: c.Quote}
	old, _ := before.Find(c)
	if !old.Orphaned {
		q = passage.QuoteAt([]rune(before.Text), passage.Span{Start: old.Start, End: old.End})
	}
	if s, ok := now.ready.Find(q); ok {
		return anchored(row, s.Start, s.End, now.SHA256), nil
	}
	if !old.Orphaned {
		return anchored(row, old.Start, old.End, before.SHA256), nil
	}
	return row, nil
}

func anchored(row salient.Row, start, end int, layer string) salient.Row {
	return row.With("start", strconv.Itoa(start)).With("end", strconv.Itoa(end)).With("layer_sha256", layer)
}

// writeExtracted writes the rows that changed, unless somebody wrote one meanwhile.
func writeExtracted(w store.Writer, list []Extracted) error {
	for _, e := range list {
		for i, row := range e.rows {
			now, err := w.Row(row.Kind, row.ID)
			if err != nil {
				return err
			}
			if !now.Equal(e.old[i]) {
				return fmt.Errorf("%s %s was changed meanwhile: %w", row.Kind, row.ID, salient.ErrConflict)
			}
			if err := w.Put(row); err != nil {
				return err
			}
		}
	}
	return nil
}
