package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Report is what Verify found.
type Report struct {
	store.Report
	Passages int // quotes that stand in their document's text layer
	Orphaned int // quotes that stand in an earlier layer and weren't found in the newest
}

// Verify checks the ledger, its tables, the originals and the passages. head, if not "", is
// a hash printed earlier. Problems are in the report; an error means that the check itself
// could not be done.
func (d *Desk) Verify(ctx context.Context, head string) (Report, error) {
	checked, err := d.DB.Verify(ctx, head)
	report := Report{Report: checked}
	if err != nil {
		return report, err
	}
	bad, err := d.Originals.Verify(ctx)
	if err != nil {
		return report, err
	}
	for _, sum := range bad {
		report.add("original "+sum, "its bytes don't have this SHA-256")
	}
	if len(report.Problems) > 0 {
		return report, nil // what follows reads tables that can't be trusted
	}
	if report.Problems, err = d.verifyKept(ctx); err != nil || len(report.Problems) > 0 {
		return report, err
	}
	if report.Problems, err = d.verifyPublications(ctx); err != nil {
		return report, err
	}
	return report, d.verifyPassages(ctx, &report)
}

func (r *Report) add(where, what string) {
	r.Problems = append(r.Problems, store.Problem{Where: where, What: what})
}

// verifyKept looks for the originals of networks and lexicons.
func (d *Desk) verifyKept(ctx context.Context) (out []store.Problem, err error) {
	var rows []salient.Row
	err = d.DB.View(ctx, func(r store.Reader) error {
		for _, k := range []salient.Kind{salient.KindNetwork, salient.KindLexicon} {
			for row, err := range r.Rows(k) {
				if err != nil {
					return err
				}
				rows = append(rows, row)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		sum := row.Get("sha256")
		if held, err := d.Originals.Has(ctx, sum); err != nil {
			return nil, err
		} else if !held {
			out = append(out, store.Problem{Where: "original " + sum, What: fmt.Sprintf("missing: %s %s names it", row.Kind, row.ID)})
		}
	}
	return out, nil
}

// verifyPassages looks for every original and text layer that a document names, and for every
// quote.
func (d *Desk) verifyPassages(ctx context.Context, report *Report) error {
	v, err := d.View(ctx, Cut{})
	if err != nil {
		return err
	}
	quotes := map[salient.DocumentID][]*salient.Claim{}
	for i := range v.All.Claims {
		if c := &v.All.Claims[i]; c.Quote != "" {
			quotes[c.Document] = append(quotes[c.Document], c)
		}
	}
	for i := range v.All.Documents {
		doc := &v.All.Documents[i]
		held, err := d.verifyHeld(ctx, doc, report)
		if err != nil {
			return err
		}
		if !held {
			continue
		}
		if err := d.verifyQuotes(ctx, doc, quotes[doc.ID], report); err != nil {
			return err
		}
	}
	return nil
}

// verifyHeld notes which of a document's original and layer are missing; held is false if
// there is no text to look in.
func (d *Desk) verifyHeld(ctx context.Context, doc *salient.Document, report *Report) (held bool, err error) {
	held = doc.SHA256 != "" && doc.File != ""
	for _, part := range []struct{ name, sum string }{{"original ", doc.SHA256}, {"text layer ", doc.Layer}} {
		if part.sum == "" || doc.File == "" {
			continue
		}
		there, err := d.Originals.Has(ctx, part.sum)
		if err != nil {
			return false, err
		}
		if !there {
			report.add(part.name+part.sum, fmt.Sprintf("missing: document %s names it", doc.ID))
			held = false
		}
	}
	return held, nil
}

func (d *Desk) verifyQuotes(ctx context.Context, doc *salient.Document, claims []*salient.Claim, report *Report) error {
	text, err := d.Text(ctx, doc)
	if errors.Is(err, salient.ErrNotFound) {
		return nil
	}
	for _, c := range claims {
		if err != nil {
			return err
		}
		p, _ := text.Find(c)
		orphaned := false
		if p.Orphaned {
			orphaned, err = d.stoodEarlier(ctx, c)
		}
		switch {
		case orphaned:
			report.Orphaned++
		case p.Orphaned:
			report.add("claim "+string(c.ID), fmt.Sprintf("its quote isn't in document %s", c.Document))
		default:
			report.Passages++
		}
	}
	return err
}

// stoodEarlier reports whether a claim's quote stands in the layer that the claim names, where
// it says.
func (d *Desk) stoodEarlier(ctx context.Context, c *salient.Claim) (bool, error) {
	if c.LayerSHA256 == "" {
		return false, nil
	}
	s, err := d.layer(ctx, c.LayerSHA256)
	if errors.Is(err, salient.ErrNotFound) {
		return false, nil
	}
	t := Text{SHA256: c.LayerSHA256, Text: s}
	p, _ := t.Find(c)
	return err == nil && !p.Orphaned, err
}

// Forget destroys a row for good, with the originals of a document, network, lexicon or publication that
// no other shares. A network isn't forgotten while claims name its roads, nor a row while a kept
// publication names or shows it.
func (d *Desk) Forget(ctx context.Context, who, why, id string) (store.Entry, error) {
	ref, sums, err := d.toForget(ctx, id)
	if err != nil {
		return store.Entry{}, err
	}
	if ref.Kind == salient.KindNetwork {
		named, err := d.namedInNetwork(ctx, ref.ID)
		if err != nil {
			return store.Entry{}, err
		}
		if len(named) > 0 {
			return store.Entry{}, fmt.Errorf("forget network %q: its roads are named: %s: %w", ref.ID, strings.Join(named, "; "), salient.ErrConflict)
		}
	}
	if err := d.unshown(ctx, ref); err != nil {
		return store.Entry{}, err
	}
	entry, err := d.DB.Forget(ctx, who, why, ref.Kind, ref.ID)
	if err != nil {
		return entry, err
	}
	for _, sum := range sums {
		if err := d.Originals.Destroy(ctx, sum); err != nil && !errors.Is(err, salient.ErrNotFound) {
			return entry, err
		}
	}
	d.dropViews()
	return entry, nil
}

// toForget finds the one row that bears an id, now or once, and the originals to destroy:
// those that it ever named and no other document names.
func (d *Desk) toForget(ctx context.Context, id string) (ref Ref, sums []string, err error) {
	kinds := salient.Kinds
	if k, rest, ok := strings.Cut(id, ":"); ok {
		kinds, id = []salient.Kind{salient.Kind(k)}, rest
	}
	var found []Ref
	err = d.DB.View(ctx, func(r store.Reader) error {
		for _, k := range kinds {
			last, err := lastRevision(r, k, id)
			if err != nil {
				return err
			}
			if last != nil && !last.Change.Forgotten {
				found = append(found, Ref{k, id})
			}
		}
		for _, ref := range found {
			if slices.Contains(withOriginals, ref.Kind) {
				sums, err = originalsOf(r, ref)
			}
		}
		return err
	})
	switch {
	case err != nil:
		return Ref{}, nil, err
	case len(found) == 0:
		return Ref{}, nil, fmt.Errorf("no row with the id %q: %w", id, salient.ErrNotFound)
	case len(found) > 1:
		return Ref{}, nil, fmt.Errorf("%q is the id of a %s and of a %s; write KIND:ID: %w", id, found[0].Kind, found[1].Kind, salient.ErrUsage)
	}
	return found[0], sums, nil
}

// withOriginals are the kinds of rows that name originals.
var withOriginals = []salient.Kind{salient.KindNetwork, salient.KindLexicon, salient.KindDocument, salient.KindPublication}

// originalsOf lists the originals and text layers that a row's revisions name and no other row
// does.
func originalsOf(r store.Reader, ref Ref) ([]string, error) {
	others := map[string]bool{"": true}
	for _, k := range withOriginals {
		for row, err := range r.Rows(k) {
			if err != nil {
				return nil, err
			}
			if refOf(row) != ref {
				for _, sum := range originalsIn(row) {
					others[sum] = true
				}
			}
		}
	}
	var sums []string
	for rev, err := range r.History(ref.Kind, ref.ID) {
		if err != nil {
			return nil, err
		}
		for _, sum := range originalsIn(rev.Change.Row) {
			if !others[sum] {
				others[sum] = true
				sums = append(sums, sum)
			}
		}
	}
	return sums, nil
}

// originalsIn lists the originals and text layers that a row names; blank ones stand for none.
func originalsIn(row salient.Row) []string {
	if row.Kind != salient.KindPublication {
		return []string{row.Get("sha256"), row.Get("layer_sha256")}
	}
	p, err := row.Publication()
	if err != nil {
		return nil // of a revision that was forgotten nothing is left
	}
	return publishedSums(&p)
}

func lastRevision(r store.Reader, k salient.Kind, id string) (*store.Revision, error) {
	var last *store.Revision
	for rev, err := range r.History(k, id) {
		if err != nil {
			return nil, err
		}
		last = &rev
	}
	return last, nil
}
