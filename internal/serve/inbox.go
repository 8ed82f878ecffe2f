package serve

import (
	"context"
	"fmt"
	"io"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/read"
)

// ReviewQuestion asks which documents have candidates that wait for a decision.
type ReviewQuestion struct {
	All bool `help:"Documents with nothing left, too."`
	Cut

	in *desk.Inbox
}

// Inbox is the answer to a ReviewQuestion.
type Inbox struct {
	Left      int          `json:"left"`
	Decided   int          `json:"decided"`
	Expected  Measure      `json:"expected"` // how many of those left will be found right
	Scoring   read.Scoring `json:"scoring"`
	Precision Precision    `json:"precision"`
	Texts     int          `json:"texts"` // documents that were read
	Documents []InTray     `json:"documents"`
}

// Precision is how many of the candidates decided on in the case were right as offered.
type Precision struct {
	Right   int `json:"right"`
	Decided int `json:"decided"`
}

// InTray is a document of an Inbox.
type InTray struct {
	Document  salient.DocumentID `json:"document"`
	Title     string             `json:"title"`
	Source    salient.SourceID   `json:"source"`
	Published string             `json:"published"`
	Left      int                `json:"left"`
	Decided   int                `json:"decided"`
	Expected  Measure            `json:"expected"`
}

// Look reads all documents; what was read in them is the desk's.
func (q *ReviewQuestion) Look(ctx context.Context, d *desk.Desk, v *desk.View) (err error) {
	q.in, err = d.Inbox(ctx, v, nil)
	return err
}

// Answer gives an Inbox of what Look read.
func (q *ReviewQuestion) Answer(*desk.View) (any, error) {
	precision := q.in.Ranking.Precision(0)
	t := q.in.Totals()
	out := Inbox{
		Left: t.Left, Decided: t.Decided, Expected: Measure(t.Right), Texts: t.Documents, Documents: []InTray{},
		Scoring: q.in.Ranking.Scoring(), Precision: Precision{precision.Accepted, precision.Offered},
	}
	for _, w := range q.in.Documents {
		if w.Left > 0 || q.All {
			doc := w.Document
			out.Documents = append(out.Documents, InTray{doc.ID, doc.Title, doc.Source, doc.Published.String(), w.Left, w.Decided, Measure(w.Right)})
		}
	}
	return out, nil
}

// ReviewText prints an Inbox as a table, and its sums.
func ReviewText(w io.Writer, _ *desk.View, answer any) {
	in, _ := answer.(Inbox)
	if len(in.Documents) > 0 {
		fmt.Fprintf(w, "%6s  %6s  %7s  %-10s  %s\n", "left", "right", "decided", "published", "document")
	}
	for _, d := range in.Documents {
		day := d.Published
		if day == "" {
			day = "undated"
		}
		fmt.Fprintf(w, "%6d  %6s  %7d  %-10s  %s  %s\n", d.Left, "~"+fmt.Sprintf("%.0f", d.Expected), d.Decided, day, d.Document, d.Title)
	}
	fmt.Fprintf(w, "%s left in %s with a text, some %.0f of them likely right; %d decided or coded; %s.\n",
		counted(in.Left, "candidate"), counted(in.Texts, "document"), in.Expected, in.Decided, in.Scoring.Words())
	if p := in.Precision; p.Decided > 0 {
		fmt.Fprintf(w, "Of %s decided in this case %d were right as offered.\n", counted(p.Decided, "candidate"), p.Right)
	}
}
