package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/read"
)

// Inbox is what was read in all documents of a case, and waits for decisions.
type Inbox struct {
	// Documents are those with a text layer that weren't withdrawn, the newest first: an order
	// that stays while somebody works through it, as scores don't, which each decision moves.
	Documents []Waiting
	Ranking   *Ranking
	Full      bool // no more can be kept in memory of what is read
}

// Waiting is a document of an inbox. One that wasn't read yet has no numbers.
type Waiting struct {
	Document *salient.Document
	Read     bool
	Left     int     // candidates that wait for a decision
	Decided  int     // candidates that were decided on or coded already
	Right    float64 // how many of those left somebody will accept, by their scores
}

// Totals are the numbers of an inbox.
type Totals struct {
	Documents, Unread int
	Left, Decided     int
	Right             float64
}

// Inbox reads the documents that were out at the view's cut. Before each that wasn't read yet it
// asks more whether to go on; nil reads all of them, however long it takes. If more is given it
// ends, too, when no more can be kept in memory, so that asking again doesn't begin anew.
func (d *Desk) Inbox(ctx context.Context, v *View, more func() bool) (*Inbox, error) {
	ranking, err := d.Ranking(ctx, v)
	if err != nil {
		return nil, err
	}
	in := &Inbox{Ranking: ranking}
	claims := claimsByDocument(v.All)
	for _, doc := range NewestFirst(v.Case) {
		if withdrawn(v.All, doc) {
			continue
		}
		text, err := d.Text(ctx, doc)
		if errors.Is(err, salient.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		w := Waiting{Document: doc}
		if w.Read = d.readings.has(v.All, doc, text) || in.goOn(d, text, more); w.Read {
			if err := d.wait(ctx, v, &w, text, claims[doc.ID], ranking); err != nil {
				return nil, err
			}
		}
		in.Documents = append(in.Documents, w)
	}
	return in, nil
}

// goOn decides whether a text is read that wasn't yet.
func (in *Inbox) goOn(d *Desk, text Text, more func() bool) bool {
	if more == nil {
		return true
	}
	in.Full = in.Full || !d.readings.room(text)
	return !in.Full && more()
}

// wait counts what waits in a document.
func (d *Desk) wait(ctx context.Context, v *View, w *Waiting, text Text, claims []*salient.Claim, ranking *Ranking) error {
	open, all, err := d.undecided(ctx, v, w.Document, text, claims)
	if err != nil {
		return err
	}
	w.Left, w.Decided = len(open), all-len(open)
	for i := range open {
		w.Right += ranking.model.Score(open[i].Features())
	}
	return nil
}

// undecided are the candidates of a document that its claims leave open, and how many there are
// in all.
func (d *Desk) undecided(ctx context.Context, v *View, doc *salient.Document, text Text, claims []*salient.Claim) (open []read.Candidate, all int, err error) {
	result, _, err := d.reading(ctx, v.All, doc, text)
	if err != nil || len(claims) == 0 {
		return result.Candidates, len(result.Candidates), err
	}
	for _, i := range codedIn(&text, claims).leave(result.Candidates, offerIDs(doc, result.Candidates), v.Book().Side) {
		open = append(open, result.Candidates[i])
	}
	return open, len(result.Candidates), nil
}

// Left is how many candidates of a document its claims leave open. Unlike a review it scores none,
// so that no other document is read for it.
func (d *Desk) Left(ctx context.Context, v *View, doc *salient.Document, text Text, claims []*salient.Claim) (int, error) {
	open, _, err := d.undecided(ctx, v, doc, text, claims)
	return len(open), err
}

// NewestFirst lists a case's documents by the day on which they were out, the newest first.
func NewestFirst(c *salient.Case) []*salient.Document {
	out := make([]*salient.Document, len(c.Documents))
	for i := range c.Documents {
		out[i] = &c.Documents[i]
	}
	w := c.Settings.Widening()
	slices.SortStableFunc(out, func(a, b *salient.Document) int {
		x, _ := a.Day(w)
		y, _ := b.Day(w)
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func claimsByDocument(c *salient.Case) map[salient.DocumentID][]*salient.Claim {
	out := map[salient.DocumentID][]*salient.Claim{}
	for i := range c.Claims {
		out[c.Claims[i].Document] = append(out[c.Claims[i].Document], &c.Claims[i])
	}
	return out
}

// withdrawn reports whether a document was withdrawn, itself or with its source: no claim of it
// would count.
func withdrawn(c *salient.Case, doc *salient.Document) bool {
	if doc.Status == salient.Withdrawn {
		return true
	}
	s, ok := c.Source(doc.Source)
	return ok && s.Status == salient.Withdrawn
}

// Totals adds the documents up.
func (in *Inbox) Totals() Totals {
	t := Totals{Documents: len(in.Documents)}
	for _, w := range in.Documents {
		if !w.Read {
			t.Unread++
		}
		t.Left, t.Decided, t.Right = t.Left+w.Left, t.Decided+w.Decided, t.Right+w.Right
	}
	return t
}

// After is the document to go on with behind another: the next with something left, counted
// round; nil if there is none.
func (in *Inbox) After(id salient.DocumentID) *Waiting {
	at := slices.IndexFunc(in.Documents, func(w Waiting) bool { return w.Document.ID == id })
	for i := range in.Documents {
		w := &in.Documents[(at+1+i)%len(in.Documents)]
		if w.Left > 0 && w.Document.ID != id {
			return w
		}
	}
	return nil
}
