package ingest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/salient-osint/salient"
)

// Reader reads files with the decoders of their kinds.
type Reader struct {
	Decoders  map[Kind]Decoder
	Unpackers map[Kind]Unpacker
	Limits    Limits

	// Skip is told of members of archives that aren't documents; nil: nobody is.
	Skip func(Skipped)
}

// Read yields the documents in a file, in its order: itself, then what is attached to it; or
// what an archive holds. It stops at the first error, of yield too.
func (r *Reader) Read(ctx context.Context, b Blob, yield func(Item) error) error {
	budget := budgetFor(b, r.Limits)
	found := 0
	err := r.read(ctx, Part{Blob: b}, budget, func(it Item) error {
		found++
		return yield(it)
	})
	if err == nil && found == 0 {
		err = Bad("holds no document")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", b.Name, err)
	}
	return nil
}

func (r *Reader) read(ctx context.Context, p Part, budget *Budget, yield func(Item) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	kind, err := Sniff(p.Blob)
	if err != nil {
		return err
	}
	if u, ok := r.Unpackers[kind]; ok {
		if budget.depth == budget.Depth {
			return Bad("archives within archives, more than %d deep", budget.Depth)
		}
		budget.depth++
		defer func() { budget.depth-- }()
		return u.Unpack(ctx, p.Blob, budget, func(member Part) error {
			return r.member(ctx, member, budget, yield)
		})
	}
	decoder, ok := r.Decoders[kind]
	if !ok {
		return Bad("%s isn't read here", article(kind))
	}
	doc, err := r.decode(ctx, decoder, p.Blob, budget)
	if err != nil {
		return err
	}
	doc.Meta = p.Meta.Over(doc.Meta)
	if err := yield(Item{p.Blob, kind, doc}); err != nil {
		return err
	}
	for _, attached := range doc.Parts {
		if err := r.member(ctx, attached, budget, yield); err != nil {
			return err
		}
	}
	return nil
}

// decode runs a decoder within the limits. A decoder that panics has met a file that its
// author didn't think of: the file is refused, the program goes on.
func (r *Reader) decode(ctx context.Context, d Decoder, b Blob, budget *Budget) (doc Document, err error) {
	limited, cancel := context.WithTimeout(ctx, budget.Time)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = Bad("damaged: its decoder gave up (%.80v)", p)
		}
	}()
	doc, err = d.Decode(limited, b)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = Bad("reading it took more than %v", budget.Time)
	}
	if err != nil {
		return Document{}, err
	}
	return doc.tidied(budget)
}

// tidied cleans what a decoder found, and checks it against the limits.
func (d Document) tidied(budget *Budget) (Document, error) {
	if d.Layer == nil {
		return d, nil
	}
	layer := *d.Layer
	layer.Text = Clean(layer.Text)
	if err := bounded(layer.Text, budget.Text); err != nil {
		return Document{}, err
	}
	d.Layer = &layer
	if !HasText(layer.Text) {
		d.Layer, d.NoText = nil, max(d.NoText, "it has no letters")
	} else if d.Meta.Language == "" {
		d.Meta.Language = Language(layer.Text)
	}
	return d, nil
}

// Passed says why a file that was found among others is passed over: it is no document, and
// its name doesn't promise one (a style sheet, a thumbnail folder's index); "" if it isn't.
func Passed(b Blob) string {
	if IsName(b.Name) {
		return ""
	}
	kind, err := Sniff(b)
	if errors.Is(err, salient.ErrInvalid) {
		return strings.TrimSuffix(err.Error(), ": "+salient.ErrInvalid.Error())
	}
	if suffix := path.Ext(b.Name); err == nil && kind == Text && suffix != "" {
		return "a text whose name ends in " + suffix + ": rename it to .txt if it is a document"
	}
	return ""
}

// member reads a file within a file. What is a document there and can't be read is an error.
func (r *Reader) member(ctx context.Context, p Part, budget *Budget, yield func(Item) error) error {
	if hidden(p.Blob.Name) {
		return nil
	}
	if why := Passed(p.Blob); why != "" {
		if r.Skip != nil {
			r.Skip(Skipped{p.Blob.Name, why})
		}
		return nil
	}
	err := r.read(ctx, p, budget, yield)
	if err != nil && !strings.HasPrefix(err.Error(), p.Blob.Name) {
		err = fmt.Errorf("%s: %w", p.Blob.Name, err)
	}
	return err
}

// hidden files are those of systems, not of people.
func hidden(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.Contains(name, "__MACOSX/") || base == "Thumbs.db" || base == "desktop.ini"
}

// Over is m with what it leaves open taken from n.
func (m Meta) Over(n Meta) Meta {
	take := func(p *string, from string) {
		if *p == "" {
			*p = from
		}
	}
	take(&m.Type, n.Type)
	take(&m.Title, n.Title)
	take(&m.Author, n.Author)
	take(&m.Publisher, n.Publisher)
	take(&m.Published, n.Published)
	take(&m.Captured, n.Captured)
	take(&m.Archived, n.Archived)
	take(&m.Language, n.Language)
	take(&m.URL, n.URL)
	take(&m.Note, n.Note)
	take(&m.Recorded, n.Recorded)
	if m.At == nil {
		m.At = n.At
	}
	m.Width, m.Height = n.Width, n.Height
	return m
}
