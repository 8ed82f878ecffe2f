package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Verify checks the ledger, its tables, the originals and the passages. head, if not "", is
// a hash printed earlier. Problems are in the report; an error means that the check itself
// could not be done.
func (d *Desk) Verify(ctx context.Context, head string) (store.Report, error) {
	report, err := d.DB.Verify(ctx, head)
	if err != nil {
		return report, err
	}
	bad, err := d.Originals.Verify(ctx)
	if err != nil {
		return report, err
	}
	for _, sum := range bad {
		report.Problems = append(report.Problems, store.Problem{Where: "original " + sum, What: "its bytes don't have this SHA-256"})
	}
	if len(report.Problems) > 0 {
		return report, nil // what follows reads tables that can't be trusted
	}
	if report.Problems, err = d.verifyNetworks(ctx); err != nil || len(report.Problems) > 0 {
		return report, err
	}
	problems, err := d.verifyPassages(ctx)
	report.Problems = append(report.Problems, problems...)
	return report, err
}

// verifyNetworks looks for the originals of networks.
func (d *Desk) verifyNetworks(ctx context.Context) (out []store.Problem, err error) {
	rows, err := d.networkRows(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range rows {
		if held, err := d.Originals.Has(ctx, n.SHA256); err != nil {
			return nil, err
		} else if !held {
			out = append(out, store.Problem{Where: "original " + n.SHA256, What: fmt.Sprintf("missing: network %s names it", n.ID)})
		}
	}
	return out, nil
}

// verifyPassages looks for every original that a document names, and for every quote.
func (d *Desk) verifyPassages(ctx context.Context) ([]store.Problem, error) {
	v, err := d.View(ctx, Cut{})
	if err != nil {
		return nil, err
	}
	var out []store.Problem
	texts := map[salient.DocumentID]string{}
	for i := range v.Case.Documents {
		doc := &v.Case.Documents[i]
		if doc.SHA256 == "" || doc.File == "" {
			continue
		}
		if held, err := d.Originals.Has(ctx, doc.SHA256); err != nil {
			return nil, err
		} else if !held {
			out = append(out, store.Problem{Where: "original " + doc.SHA256, What: fmt.Sprintf("missing: document %s names it", doc.ID)})
			continue
		}
		text, err := d.Text(ctx, doc)
		if err == nil {
			texts[doc.ID] = text.Text
		} else if !errors.Is(err, salient.ErrNotFound) {
			return nil, err
		}
	}
	for i := range v.Case.Claims {
		c := &v.Case.Claims[i]
		text, ok := texts[c.Document]
		if p, quoted := Find(text, c); ok && quoted && p.Orphaned {
			out = append(out, store.Problem{Where: "claim " + string(c.ID), What: fmt.Sprintf("its quote isn't in document %s", c.Document)})
		}
	}
	return out, nil
}

// Forget destroys a row for good, with the original if it is a document's or network's that
// no other shares. A network isn't forgotten while claims name its roads.
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
			if ref.Kind == salient.KindDocument || ref.Kind == salient.KindNetwork {
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

// originalsOf lists the originals that a row's revisions name and no other row does.
func originalsOf(r store.Reader, ref Ref) ([]string, error) {
	others := map[string]bool{"": true}
	for _, k := range []salient.Kind{salient.KindDocument, salient.KindNetwork} {
		for row, err := range r.Rows(k) {
			if err != nil {
				return nil, err
			}
			if refOf(row) != ref {
				others[row.Get("sha256")] = true
			}
		}
	}
	var sums []string
	for rev, err := range r.History(ref.Kind, ref.ID) {
		if err != nil {
			return nil, err
		}
		if sum := rev.Change.Row.Get("sha256"); !others[sum] {
			others[sum] = true
			sums = append(sums, sum)
		}
	}
	return sums, nil
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
