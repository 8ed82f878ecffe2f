package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/when"
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
		a, err := answerTo(ctx, m, q.Question(i))
		if err != nil {
			return err
		}
		q.Hear(i, a)
		if step != nil {
			step()
		}
	}
	return nil
}

// answerTo asks one question. An answer that can't be used is a blank one, and counted as such
// when it is heard.
func answerTo(ctx context.Context, m Model, question string) (read.Answer, error) {
	a, err := m.Answer(ctx, read.Prompt(), question)
	if errors.Is(err, read.ErrUnusable) {
		return read.Answer{}, nil
	}
	return a, err
}

// answers are what a model answered about a document, as they are kept in the cache: whoever
// reads the document again is offered the same, whether the model can still be asked or not.
type answers struct {
	Label string                 `json:"label"`
	Of    map[string]read.Answer `json:"of"` // by the SHA-256 of the passage
}

// answersKey names the answers about a text in the cache.
func answersKey(text string) string {
	return fmt.Sprintf("answers of a language model/1 %x", sha256.Sum256([]byte(text)))
}

func passageKey(q *read.Inquiry, i int) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(q.Passage(i))))
}

// answersOn gives the answers that are kept about a text; none if there are none.
func (d *Desk) answersOn(ctx context.Context, text string) answers {
	var a answers
	b, ok := d.DB.Cached(ctx, answersKey(text))
	if !ok || json.Unmarshal(b, &a) != nil || a.Of == nil {
		return answers{Of: map[string]read.Answer{}}
	}
	return a
}

// hear reads a text with the rules and the answers that are kept about it.
func (a *answers) hear(r *read.Reader, text string, published *when.Day) *read.Inquiry {
	q := r.Inquire(text, published, a.Label)
	for i := range q.Passages() {
		if x, ok := a.Of[passageKey(q, i)]; ok {
			q.Hear(i, x)
		}
	}
	return q
}

// Ask asks the desk's model about the passages of a document that it hasn't answered yet. Its
// answers are kept in the cache, also those before an error, so that asking again goes on where
// it ended; those of another model or prompt are dropped. A document that isn't open is a
// salient.ErrInvalid, one that somebody is asking about a salient.ErrConflict.
func (d *Desk) Ask(ctx context.Context, v *View, id salient.DocumentID) error {
	doc, ok := v.All.Document(id)
	if !ok || d.Model == nil {
		return fmt.Errorf("no document %q, or no language model: %w", id, salient.ErrNotFound)
	}
	if err := Unsendable(v.All, doc); err != nil {
		return err
	}
	text, err := d.Text(ctx, doc)
	if err != nil {
		return err
	}
	if _, busy := d.asking.LoadOrStore(id, true); busy {
		return fmt.Errorf("somebody is asking about %s: %w", id, salient.ErrConflict)
	}
	defer d.asking.Delete(id)
	kept := d.answersOn(ctx, text.Text)
	if label := read.ModelLabel(d.Model.Name()); kept.Label != label {
		kept = answers{label, map[string]read.Answer{}}
	}
	open, err := d.openQuestions(ctx, v.All, doc, text.Text, &kept)
	for i := 0; err == nil && i < len(open); i++ {
		var a read.Answer
		if a, err = answerTo(ctx, d.Model, open[i].question); err == nil {
			kept.Of[open[i].passage] = a
		}
	}
	return errors.Join(err, d.keepAnswers(text.Text, &kept))
}

// openQuestion is one that isn't answered yet, about a passage by its key.
type openQuestion struct{ passage, question string }

// openQuestions lists the questions about a document that no kept answer is for. They are
// written down before any is asked, as others want to read meanwhile.
func (d *Desk) openQuestions(ctx context.Context, c *salient.Case, doc *salient.Document, text string, kept *answers) ([]openQuestion, error) {
	d.readings.mu.Lock()
	defer d.readings.mu.Unlock()
	if err := d.prepare(ctx, c); err != nil {
		return nil, err
	}
	q := d.readings.reader.Inquire(text, published(c, doc), kept.Label)
	var out []openQuestion
	for i := range q.Passages() {
		if _, ok := kept.Of[passageKey(q, i)]; !ok {
			out = append(out, openQuestion{passageKey(q, i), q.Question(i)})
		}
	}
	return out, nil
}

func (d *Desk) keepAnswers(text string, kept *answers) error {
	b, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	d.DB.PutCache(context.Background(), answersKey(text), b) // whatever became of the request
	d.readings.again()
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
