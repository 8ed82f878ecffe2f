package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Edit is one row made or mended on a page or through the API.
type Edit struct {
	Row salient.Row
	// Revision is the entry that last wrote the row when its editor saw it, 0 for a new row.
	// If somebody wrote it since, Save fails with salient.ErrConflict.
	Revision uint64
	Who, Why string
}

// Save writes one row as one entry. What is wrong with it comes back as Problems whose File
// is the column. A claim whose quote stands in its document's text is anchored there.
func (d *Desk) Save(ctx context.Context, e Edit) (store.Entry, error) {
	e.Row = d.anchor(ctx, tidy(e.Row))
	return d.save(ctx, e)
}

// anchor writes where a claim's quote stands in the newest text layer of its document. A quote
// that isn't found there, or a text that can't be read, leaves the row as it is.
func (d *Desk) anchor(ctx context.Context, row salient.Row) salient.Row {
	if row.Kind != salient.KindClaim || row.Get("quote") == "" {
		return row
	}
	of, _, err := d.Row(ctx, Ref{salient.KindDocument, row.Get("document")})
	if err != nil {
		return row
	}
	doc, err1 := of.Document()
	c, err2 := row.Claim()
	text, err3 := d.Text(ctx, &doc)
	if errors.Join(err1, err2, err3) != nil {
		return row
	}
	if p, ok := text.Find(&c); ok && !p.Orphaned {
		return anchored(row, p.Start, p.End, text.SHA256)
	}
	return row
}

func (d *Desk) save(ctx context.Context, e Edit) (store.Entry, error) {
	return d.DB.Update(ctx, e.Who, e.Why, func(w store.Writer) error { return d.put(ctx, w, e) })
}

// put writes a row that its editor saw as it is, and that is as it should be.
func (d *Desk) put(ctx context.Context, w store.Writer, e Edit) error {
	if err := unchangedSince(w, e.Row.Kind, e.Row.ID, e.Revision); err != nil {
		return err
	}
	known, err := d.knownIDs(ctx, w)
	if err != nil {
		return err
	}
	if e.Row, err = confirmed(w, known.withIDs(e.Row)); err != nil {
		return err
	}
	known.add(e.Row)
	if ps := faultsOf(known, e.Row); known.err != nil || len(ps) > 0 {
		return cmp.Or[error](known.err, ps)
	}
	if e.Row.Kind == salient.KindLexicon {
		if err := d.holds(ctx, e.Row.Get("sha256")); err != nil {
			return err
		}
	}
	return w.Put(e.Row)
}

// confirmed is a document's row without the columns that wait for somebody's word and that this
// edit mends.
func confirmed(r store.Reader, row salient.Row) (salient.Row, error) {
	waiting := row.Get("unconfirmed")
	if row.Kind != salient.KindDocument || waiting == "" {
		return row, nil
	}
	before, err := r.Row(row.Kind, row.ID)
	if errors.Is(err, salient.ErrNotFound) {
		return row, nil
	}
	if err != nil || before.Get("unconfirmed") != waiting {
		return row, err
	}
	return row.With("unconfirmed", keepKnown(waiting, func(column string) bool { return row.Get(column) == before.Get(column) })), nil
}

// Remove takes a row away, leaving a tombstone; rows that name it make it fail with Problems.
func (d *Desk) Remove(ctx context.Context, who, why string, ref Ref, revision uint64) (store.Entry, error) {
	return d.DB.Update(ctx, who, why, func(w store.Writer) error {
		if err := unchangedSince(w, ref.Kind, ref.ID, revision); err != nil {
			return err
		}
		have, err := present(w)
		if err != nil {
			return err
		}
		known := newIDs(d.opener(ctx, nil))
		for _, row := range have {
			known.add(row)
		}
		known.remove(ref.Kind, ref.ID)
		if ps := dangling(nil, have, known, []Ref{ref}); known.err == nil && len(ps) > 0 {
			ps.sort()
			return ps
		}
		if known.err != nil {
			return known.err
		}
		return w.Remove(ref.Kind, ref.ID)
	})
}

// Undo takes back what the last revision of a row did, as a new entry: the row is again as
// it was before, or gone if it was new.
func (d *Desk) Undo(ctx context.Context, who string, ref Ref) (store.Entry, error) {
	var last, before *store.Revision
	err := d.DB.View(ctx, func(r store.Reader) error {
		for rev, err := range r.History(ref.Kind, ref.ID) {
			if err != nil {
				return err
			}
			before, last = last, &rev
		}
		return nil
	})
	if err != nil {
		return store.Entry{}, err
	}
	if last == nil {
		return store.Entry{}, fmt.Errorf("%s %s: %w", ref.Kind, ref.ID, salient.ErrNotFound)
	}
	why := fmt.Sprintf("undo of entry %d", last.Entry.Seq)
	if before == nil || before.Change.Removed {
		return d.Remove(ctx, who, why, ref, last.Entry.Seq)
	}
	if before.Change.Forgotten {
		return store.Entry{}, fmt.Errorf("%s %s: the revision before was forgotten: %w", ref.Kind, ref.ID, salient.ErrNotFound)
	}
	return d.save(ctx, Edit{Row: tidy(before.Change.Row), Revision: last.Entry.Seq, Who: who, Why: why})
}

// Decide accepts or rejects a claim, or makes it a candidate again, with a reason.
func (d *Desk) Decide(ctx context.Context, who string, id salient.ClaimID, decision salient.Decision, reason string, revision uint64) (store.Entry, error) {
	switch {
	case decision == "":
		return store.Entry{}, Problems{{File: "decision", What: "decision: blank: expected accepted, rejected or candidate"}}
	case strings.TrimSpace(reason) == "":
		return store.Entry{}, Problems{{File: "reason", What: "reason: blank: a decision without one can't be checked"}}
	}
	var row salient.Row
	err := d.DB.View(ctx, func(r store.Reader) (err error) {
		row, err = r.Row(salient.KindClaim, string(id))
		return err
	})
	if err != nil {
		return store.Entry{}, err
	}
	row = row.With("status", string(decision)).With("decided_by", who).
		With("decided_at", d.Now().UTC().Format("2006-01-02")).With("reason", reason)
	return d.Save(ctx, Edit{Row: row, Revision: revision, Who: who, Why: reason})
}

// Revisions lists a row's revisions, oldest first.
func (d *Desk) Revisions(ctx context.Context, ref Ref) ([]store.Revision, error) {
	var out []store.Revision
	err := d.DB.View(ctx, func(r store.Reader) error {
		for rev, err := range r.History(ref.Kind, ref.ID) {
			if err != nil {
				return err
			}
			out = append(out, rev)
		}
		return nil
	})
	return out, err
}

// Row reads one row as it is now, and the entry that last wrote it.
func (d *Desk) Row(ctx context.Context, ref Ref) (row salient.Row, revision uint64, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		if row, err = r.Row(ref.Kind, ref.ID); err != nil {
			return err
		}
		revision, err = revisionOf(r, ref.Kind, ref.ID)
		return err
	})
	return row, revision, err
}

// revisionOf is the entry that last wrote a row; 0 if none did.
func revisionOf(r store.Reader, k salient.Kind, id string) (uint64, error) {
	last, err := lastRevision(r, k, id)
	if err != nil || last == nil {
		return 0, err
	}
	return last.Entry.Seq, nil
}

// unchangedSince checks that a row's newest revision is the one that its editor saw; a row
// that is new, or was removed, has revision 0.
func unchangedSince(r store.Reader, k salient.Kind, id string, revision uint64) error {
	last, err := lastRevision(r, k, id)
	if err != nil && !errors.Is(err, salient.ErrNotFound) {
		return err
	}
	switch {
	case last == nil && revision == 0, last != nil && last.Entry.Seq == revision:
		return nil
	case last != nil && last.Change.Removed && revision == 0:
		return nil
	case last == nil:
		return fmt.Errorf("%s %s has no revision %d: %w", k, id, revision, salient.ErrConflict)
	}
	return fmt.Errorf("%s %s was written in entry %d, not in the one you saw: %w", k, id, last.Entry.Seq, salient.ErrConflict)
}

func (d *Desk) knownIDs(ctx context.Context, r store.Reader) (*ids, error) {
	have, err := present(r)
	if err != nil {
		return nil, err
	}
	known := newIDs(d.opener(ctx, nil))
	for _, row := range have {
		known.add(row)
	}
	return known, nil
}

func faultsOf(known *ids, r salient.Row) Problems {
	var ps Problems
	for _, f := range append(formFaults(r), known.check(r)...) {
		ps = append(ps, Problem{File: f.column, What: f.what})
	}
	return ps
}

// formFaults finds what a casebook can't hold, so that every row can come out and go in again.
func formFaults(r salient.Row) (out []fault) {
	for _, c := range r.Cells {
		switch {
		case c.Column != strings.TrimSpace(c.Column) || c.Column == "" || strings.ContainsAny(c.Column, ",\"\n\r"):
			out = append(out, fault{c.Column, fmt.Sprintf("%q is no plain name of a column", c.Column)})
		case strings.ContainsFunc(c.Text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }):
			out = append(out, fault{c.Column, c.Column + ": holds a control character"})
		}
	}
	return out
}

// tidy trims cells and brings them to NFC, as reading a casebook does; a brief's text stays
// as it is, but for its line ends.
func tidy(r salient.Row) salient.Row {
	cells := r.Map()
	for column, text := range cells {
		if r.Kind == salient.KindBrief && column == "text" {
			cells[column] = strings.ReplaceAll(text, "\r\n", "\n")
			continue
		}
		cells[column] = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")))
	}
	return salient.NewRow(r.Kind, strings.TrimSpace(r.ID), cells)
}
