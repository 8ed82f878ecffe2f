package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/when"
)

// Withdrawal is a source, document or claim on its way out: the case as it is, and as it would
// be. Nothing is written before Commit.
type Withdrawal struct {
	Ref
	Name   string // the source's name, the document's title, what the claim says
	Why    string
	Before *View // all that the case holds
	After  *View // the same without what is withdrawn
	// Published is the newest publication of each brief, with its text.
	Published []PublishedText
	Open      bool // the row is open to everybody as it stands

	desk  *Desk
	edit  Edit
	known map[when.Day]*View
}

// withdrawable are the kinds of rows that can be withdrawn.
var withdrawable = []salient.Kind{salient.KindSource, salient.KindDocument, salient.KindClaim}

// Withdraw makes a withdrawal ready. id is that of a source, a document or a claim, or KIND:ID
// where several bear it. The row of a source or document becomes withdrawn; the decision on a
// claim becomes rejected. A row that is so already makes it fail with salient.ErrConflict.
func (d *Desk) Withdraw(ctx context.Context, who, why, id string) (*Withdrawal, error) {
	if strings.TrimSpace(why) == "" {
		return nil, Problems{{File: "why", What: "why: blank: a withdrawal without a reason can't be checked"}}
	}
	ref, err := d.toWithdraw(ctx, id)
	if err != nil {
		return nil, err
	}
	row, revision, err := d.Row(ctx, ref)
	if err != nil {
		return nil, err
	}
	w := &Withdrawal{Ref: ref, Why: why, desk: d, known: map[when.Day]*View{}}
	w.edit = Edit{Row: tidy(d.withdrawn(row, who, why)), Revision: revision, Who: who, Why: why}
	w.Name = row.Get(map[salient.Kind]string{salient.KindSource: "name", salient.KindDocument: "title", salient.KindClaim: "says"}[ref.Kind])
	if state := row.Get("status"); state == w.edit.Row.Get("status") {
		return nil, fmt.Errorf("%s %s is %s already: %w", ref.Kind, ref.ID, state, salient.ErrConflict)
	}
	if w.Before, err = d.View(ctx, Cut{}); err != nil {
		return nil, err
	}
	without, err := replaced(w.Before.All, w.edit.Row)
	if err != nil {
		return nil, err
	}
	w.After = w.Before.Supposing(without, nil)
	if w.Published, err = d.publishedTexts(ctx, w.Before.All); err != nil {
		return nil, err
	}
	w.Open, err = d.isOpen(ctx, ref)
	return w, err
}

// isOpen reports whether a row may be shown to everybody as it is.
func (d *Desk) isOpen(ctx context.Context, ref Ref) (open bool, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		have, err := present(r)
		if err != nil {
			return err
		}
		known := newIDs(d.opener(ctx, nil))
		rows, _ := openWhole(known, have, []Ref{ref}, everything)
		open = len(rows) > 0
		return known.err
	})
	return open, err
}

func everything(salient.Row) bool { return true }

// toWithdraw finds the one row that an id names.
func (d *Desk) toWithdraw(ctx context.Context, id string) (Ref, error) {
	kinds := withdrawable
	if k, rest, ok := strings.Cut(id, ":"); ok {
		kinds, id = []salient.Kind{salient.Kind(k)}, rest
		if !slices.Contains(withdrawable, kinds[0]) {
			return Ref{}, fmt.Errorf("a %s can't be withdrawn, only a source, a document or a claim: %w", k, salient.ErrUsage)
		}
	}
	var found []Ref
	err := d.DB.View(ctx, func(r store.Reader) error {
		have, err := present(r)
		for ref := range have {
			if ref.ID == id && slices.Contains(kinds, ref.Kind) {
				found = append(found, ref)
			}
		}
		return err
	})
	switch {
	case err != nil:
		return Ref{}, err
	case len(found) == 0:
		return Ref{}, fmt.Errorf("no source, document or claim %q: %w", id, salient.ErrNotFound)
	case len(found) > 1:
		return Ref{}, fmt.Errorf("%q is the id of more than one row; write source:%[1]s, document:%[1]s or claim:%[1]s: %w", id, salient.ErrUsage)
	}
	return found[0], nil
}

// withdrawn is a row as it is once it was withdrawn.
func (d *Desk) withdrawn(row salient.Row, who, why string) salient.Row {
	if row.Kind != salient.KindClaim {
		return row.With("status", string(salient.Withdrawn)).With("withdrawn_why", why)
	}
	return row.With("status", string(salient.Rejected)).With("decided_by", who).
		With("decided_at", d.Now().UTC().Format("2006-01-02")).With("reason", why)
}

// replaced is a copy of a case with one source, document or claim as a row has it.
func replaced(c *salient.Case, row salient.Row) (*salient.Case, error) {
	out := *c
	var err error
	switch row.Kind {
	case salient.KindSource:
		out.Sources, err = replacedIn(c.Sources, row.Source, func(s salient.Source) bool { return string(s.ID) == row.ID })
	case salient.KindDocument:
		out.Documents, err = replacedIn(c.Documents, row.Document, func(d salient.Document) bool { return string(d.ID) == row.ID })
	case salient.KindClaim:
		out.Claims, err = replacedIn(c.Claims, row.Claim, func(cl salient.Claim) bool { return string(cl.ID) == row.ID })
	}
	return &out, err
}

func replacedIn[T any](list []T, read func() (T, error), is func(T) bool) ([]T, error) {
	x, err := read()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(list)
	if i := slices.IndexFunc(out, is); i >= 0 {
		out[i] = x
	}
	return out, nil
}

// BeforeKnown is the case as it is, as known by a day.
func (w *Withdrawal) BeforeKnown(ctx context.Context, day when.Day) (*View, error) {
	return w.desk.View(ctx, Cut{Known: &day})
}

// AfterKnown is the case as it would be, as known by a day.
func (w *Withdrawal) AfterKnown(day when.Day) (*View, error) {
	said := w.After.All.SaidBy(day)
	if w.known[said] == nil {
		w.known[said] = w.After.Supposing(w.After.All, &said)
	}
	v := *w.known[said]
	v.Cut.Known, v.Known = &day, day
	return &v, nil
}

// Commit writes the withdrawal as one entry, with the corrections of what was published, which
// it gives their ids and their day. If the row, or anything else, was written since Withdraw, what
// was found of it may be wrong, and it fails with salient.ErrConflict.
func (w *Withdrawal) Commit(ctx context.Context, corrections []salient.Correction) (store.Entry, error) {
	return w.desk.DB.Update(ctx, w.edit.Who, w.edit.Why, func(wr store.Writer) error {
		head, err := wr.Head()
		if err != nil {
			return err
		}
		if head.Seq != w.Before.Last.Seq {
			return fmt.Errorf("entry %d was written meanwhile; ask again: %w", head.Seq, salient.ErrConflict)
		}
		if err := w.desk.put(ctx, wr, w.edit); err != nil {
			return err
		}
		for i := range corrections {
			c := &corrections[i]
			c.ID = salient.CorrectionID(fmt.Sprintf("%s-corrected-%d", c.Publication, head.Seq+1))
			c.Made = when.DayOf(w.desk.Now().UTC())
			if err := w.desk.put(ctx, wr, Edit{Row: tidy(c.Row())}); err != nil {
				return err
			}
		}
		return nil
	})
}
