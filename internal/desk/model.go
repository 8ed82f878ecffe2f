package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/read"
)

// Model is a language model that can be asked for candidates; chat.Endpoint is one.
type Model interface {
	Name() string
	Where() string // it is, without secrets
	// Answer asks one question. An answer that can't be used is a read.ErrUnusable.
	Answer(ctx context.Context, prompt, question string) (read.Answer, error)
}

// AskModel asks a model about all passages of a document, one after the other; step, unless it is
// nil, hears after each. An error is of the model or the context; what was heard before it stays
// in the inquiry.
func AskModel(ctx context.Context, m Model, q *read.Inquiry, step func()) error {
	for i := range q.Passages() {
		a, err := m.Answer(ctx, read.Prompt(), q.Question(i))
		if err != nil && !errors.Is(err, read.ErrUnusable) {
			return err
		}
		q.Hear(i, a) // an answer that can't be used is counted as such
		if step != nil {
			step()
		}
	}
	return nil
}

// Unsendable says why a document's text may not leave this machine: it, or its source, is
// restricted or withheld. The error is a salient.ErrInvalid; nil if it may.
func Unsendable(c *salient.Case, doc *salient.Document) error {
	if !doc.Sensitivity.Within(salient.Open) {
		return fmt.Errorf("document %s is %s: it is never sent to a language model: %w", doc.ID, doc.Sensitivity, salient.ErrInvalid)
	}
	if s, ok := c.Source(doc.Source); ok && !s.Sensitivity.Within(salient.Open) {
		return fmt.Errorf("document %s: its source %s is %s: it is never sent to a language model: %w", doc.ID, s.ID, s.Sensitivity, salient.ErrInvalid)
	}
	return nil
}

// UnsendableFile says the same of a file that is one of the case's documents by the SHA-256 of
// its bytes or of its text layer.
func UnsendableFile(c *salient.Case, sums ...string) error {
	for i := range c.Documents {
		doc := &c.Documents[i]
		if !slices.Contains(sums, doc.SHA256) && !slices.Contains(sums, doc.Layer) {
			continue
		}
		if err := Unsendable(c, doc); err != nil {
			return err
		}
	}
	return nil
}
