package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/when"
)

// Withdrawable is a source, a document or a claim that can be withdrawn, or was.
type Withdrawable struct {
	Ref
	Name  string // the source's name, the document's title, what the claim says
	Since uint64 // the entry from which on it doesn't stand; 0: it can be withdrawn
	Why   string // the reason that a row which was withdrawn gives; it may be blank

	row      salient.Row
	revision uint64
	stood    *salient.Row // what it was when it last stood; nil: it never did
}

// Withdrawable finds the one source, document or claim that an id names, which may be KIND:ID.
func (d *Desk) Withdrawable(ctx context.Context, id string) (w Withdrawable, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		if w.Ref, err = toWithdraw(r, id); err != nil {
			return err
		}
		if w.row, err = r.Row(w.Kind, w.ID); err != nil {
			return err
		}
		w.Name = w.row.Get(map[salient.Kind]string{salient.KindSource: "name", salient.KindDocument: "title", salient.KindClaim: "says"}[w.Kind])
		return w.remember(r)
	})
	return w, err
}

// remember looks up since when the row doesn't stand, and what it was before.
func (w *Withdrawable) remember(r store.Reader) error {
	for rev, err := range r.History(w.Kind, w.ID) {
		if err != nil {
			return err
		}
		w.revision = rev.Entry.Seq
		switch {
		case rev.Change.Forgotten:
		case stands(rev.Change):
			w.stood, w.Since = &rev.Change.Row, 0
		case w.Since == 0:
			w.Since = rev.Entry.Seq
		}
	}
	if w.row.Get("status") != outOf[w.Kind].status {
		w.Since = 0
		return nil
	}
	w.Why = w.row.Get(outOf[w.Kind].reason)
	return nil
}

// stands reports whether a row counts, as far as its own status goes.
func stands(c store.Change) bool {
	if c.Row.Kind == salient.KindClaim {
		return !c.Removed && c.Row.Get("status") == string(salient.Accepted)
	}
	return !c.Removed && c.Row.Get("status") != string(salient.Withdrawn)
}

// outOf is, by kind, the status of what was withdrawn, and the column of the reason.
var outOf = map[salient.Kind]struct{ status, reason string }{
	salient.KindSource:   {string(salient.Withdrawn), "withdrawn_why"},
	salient.KindDocument: {string(salient.Withdrawn), "withdrawn_why"},
	salient.KindClaim:    {string(salient.Rejected), "reason"},
}

// Withdrawing is what somebody withdraws, and why.
type Withdrawing struct {
	ID   string // of a source, a document or a claim, or KIND:ID where several bear it
	Who  string
	Why  string // "" for what was withdrawn already: that has its own reason
	Head uint64 // the ledger's entry on which the asker decided; 0: whichever is the newest
}

// Withdrawal is a source, document or claim on its way out, or one that went out before: the
// case with it and without it. Nothing is written before Commit.
type Withdrawal struct {
	Withdrawable
	Before *View // all that the case holds, with what is withdrawn
	After  *View // the same without it
	// Published is the newest publication of each brief, with its text; of what was withdrawn
	// already, the newest of those that were built before.
	Published []PublishedText
	Open      bool // the row is open to everybody as it stands

	desk  *Desk
	who   string
	known map[when.Day]*View // of the one that the ledger doesn't hold
	is    *View              // the one that it holds
}

// Withdraw makes a withdrawal ready. The row of a source or document becomes withdrawn; the
// decision on a claim becomes rejected. Of a row that is so already, it compares the case as it is
// with the same case as if the row were still what it was when it last stood.
//
// A reason that is missing, or that a withdrawn row has already, is salient.ErrUsage; if something
// was written since the asker's entry, salient.ErrConflict.
func (d *Desk) Withdraw(ctx context.Context, a Withdrawing) (*Withdrawal, error) {
	is, err := d.View(ctx, Cut{})
	if err != nil {
		return nil, err
	}
	if err := writtenSince(a.Head, is.Last.Seq); a.Head > 0 && err != nil {
		return nil, err
	}
	row, err := d.Withdrawable(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	if err := row.because(a.Why); err != nil {
		return nil, err
	}
	w := &Withdrawal{Withdrawable: row, desk: d, who: a.Who, is: is, known: map[when.Day]*View{}}
	if err := w.suppose(d, a.Who); err != nil {
		return nil, err
	}
	if w.Published, err = d.publishedTexts(ctx, is.All, w.Withdrawable); err != nil {
		return nil, err
	}
	w.Open, err = d.isOpen(ctx, row.Ref)
	return w, err
}

// Head is the ledger's entry from which the withdrawal was worked out.
func (w *Withdrawal) Head() uint64 { return w.is.Last.Seq }

// because takes a reason for what stands, and none for what was withdrawn.
func (w *Withdrawable) because(why string) error {
	switch {
	case w.Since > 0 && why != "":
		return fmt.Errorf("%s %s is %s already, with a reason of its own; ask without one to see what that changed: %w", w.Kind, w.ID, w.row.Get("status"), salient.ErrUsage)
	case w.Since > 0:
		return nil
	case why == "":
		return fmt.Errorf("%s %s stands: to withdraw it, give the reason why: %w", w.Kind, w.ID, salient.ErrUsage)
	case strings.TrimSpace(why) == "":
		return Problems{{File: "why", What: "why: blank: a withdrawal without a reason can't be checked"}}
	}
	w.Why = why
	return nil
}

// suppose makes the case that the ledger doesn't hold.
func (w *Withdrawal) suppose(d *Desk, who string) error {
	if w.Since > 0 && w.stood == nil { // it never stood: nothing changed
		w.Before, w.After = w.is, w.is
		return nil
	}
	row := w.stood
	if w.Since == 0 {
		w.row = tidy(d.withdrawn(w.row, who, w.Why))
		row = &w.row
	}
	c, err := replaced(w.is.All, *row)
	if err != nil {
		return err
	}
	w.Before, w.After = w.is, w.is.Supposing(c, nil)
	if w.Since > 0 {
		w.Before, w.After = w.After, w.Before
	}
	return nil
}

// writtenSince is salient.ErrConflict if the newest entry isn't the one that somebody saw.
func writtenSince(seen, newest uint64) error {
	if seen == newest {
		return nil
	}
	return fmt.Errorf("entry %d was written meanwhile; ask again: %w", newest, salient.ErrConflict)
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

// withdrawable are the kinds of rows that can be withdrawn.
var withdrawable = []salient.Kind{salient.KindSource, salient.KindDocument, salient.KindClaim}

// toWithdraw finds the one row that an id names.
func toWithdraw(r store.Reader, id string) (Ref, error) {
	kinds := withdrawable
	if k, rest, ok := strings.Cut(id, ":"); ok {
		kinds, id = []salient.Kind{salient.Kind(k)}, rest
		if !slices.Contains(withdrawable, kinds[0]) {
			return Ref{}, fmt.Errorf("a %s can't be withdrawn, only a source, a document or a claim: %w", k, salient.ErrUsage)
		}
	}
	var found []Ref
	for _, k := range kinds {
		if _, err := r.Row(k, id); err == nil {
			found = append(found, Ref{k, id})
		} else if !errors.Is(err, salient.ErrNotFound) {
			return Ref{}, err
		}
	}
	switch {
	case len(found) == 0:
		return Ref{}, fmt.Errorf("no source, document or claim %q: %w", id, salient.ErrNotFound)
	case len(found) > 1:
		return Ref{}, fmt.Errorf("%q is the id of more than one row; write source:%[1]s, document:%[1]s or claim:%[1]s: %w", id, salient.ErrUsage)
	}
	return found[0], nil
}

// withdrawn is a row as it is once it was withdrawn.
func (d *Desk) withdrawn(row salient.Row, who, why string) salient.Row {
	out := outOf[row.Kind]
	row = row.With("status", out.status).With(out.reason, why)
	if row.Kind == salient.KindClaim {
		row = row.With("decided_by", who).With("decided_at", d.Now().UTC().Format("2006-01-02"))
	}
	return row
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

// BeforeKnown is Before as known by a day.
func (w *Withdrawal) BeforeKnown(ctx context.Context, day when.Day) (*View, error) {
	return w.knownBy(ctx, w.Before, day)
}

// AfterKnown is After as known by a day.
func (w *Withdrawal) AfterKnown(ctx context.Context, day when.Day) (*View, error) {
	return w.knownBy(ctx, w.After, day)
}

func (w *Withdrawal) knownBy(ctx context.Context, whole *View, day when.Day) (*View, error) {
	if whole == w.is {
		return w.desk.View(ctx, Cut{Known: &day})
	}
	said := whole.All.SaidBy(day)
	if w.known[said] == nil {
		w.known[said] = whole.Supposing(whole.All, &said)
	}
	v := *w.known[said]
	v.Cut.Known, v.Known = &day, day
	return &v, nil
}

// Texts gives the text layers of the case's documents, also of those that are withdrawn.
func (w *Withdrawal) Texts(ctx context.Context) func(salient.DocumentID) string {
	return w.desk.TextsOf(ctx, w.is.All)
}

// Commit writes the withdrawal, unless it is written already, and the corrections of what was
// published, as one entry. It gives the corrections their ids and their day. If anything was
// written since Withdraw, what was found may be wrong, and it fails with salient.ErrConflict.
func (w *Withdrawal) Commit(ctx context.Context, corrections []salient.Correction) (store.Entry, error) {
	why := w.Why
	if w.Since > 0 {
		why = fmt.Sprintf("corrections: %s %s was withdrawn in entry %d", w.Kind, w.ID, w.Since)
	}
	return w.desk.DB.Update(ctx, w.who, why, func(wr store.Writer) error {
		head, err := wr.Head()
		if err != nil {
			return err
		}
		if err := writtenSince(w.is.Last.Seq, head.Seq); err != nil {
			return err
		}
		if w.Since == 0 {
			if err := w.desk.put(ctx, wr, Edit{Row: w.row, Revision: w.revision}); err != nil {
				return err
			}
		}
		return w.correct(ctx, wr, head.Seq+1, corrections)
	})
}

// correct writes corrections in the entry of a number.
func (w *Withdrawal) correct(ctx context.Context, wr store.Writer, entry uint64, corrections []salient.Correction) error {
	for i := range corrections {
		c := &corrections[i]
		c.ID = salient.CorrectionID(fmt.Sprintf("%s-corrected-%d", c.Publication, entry))
		c.Made = when.DayOf(w.desk.Now().UTC())
		if err := w.desk.put(ctx, wr, Edit{Row: tidy(c.Row())}); err != nil {
			return err
		}
	}
	return nil
}
