package desk

import (
	"context"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Evidence proves rows of the case to those who don't have it. A row that isn't open is left
// out, and so is one that couldn't be shown without a change (see Export): a proof is of a
// whole row. left lists those, in the order of refs; rows that aren't in the case are neither.
func (d *Desk) Evidence(ctx context.Context, refs []Ref) (e store.Evidence, left []Ref, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		have, err := present(r)
		if err != nil {
			return err
		}
		known := newIDs(d.opener(ctx, nil))
		shown := map[Ref]salient.Row{}
		whole := map[Ref]salient.Row{}
		for _, ref := range refs {
			if row, ok := have[ref]; ok {
				whole[ref] = row
			}
		}
		for _, rows := range within(known, have, salient.Open) {
			for _, row := range rows {
				shown[refOf(row)] = row
			}
		}
		if known.err != nil {
			return known.err
		}
		var rows []salient.Row
		rows, left = apart(refs, whole, shown)
		e, err = store.Prove(r, rows)
		return err
	})
	return e, left, err
}

// apart divides rows into those that are shown as they are, and those that aren't.
func apart(refs []Ref, whole, shown map[Ref]salient.Row) (rows []salient.Row, left []Ref) {
	seen := map[Ref]bool{}
	for _, ref := range refs {
		row, held := whole[ref]
		if !held || seen[ref] {
			continue
		}
		seen[ref] = true
		if s, ok := shown[ref]; ok && s.Equal(row) {
			rows = append(rows, row)
		} else {
			left = append(left, ref)
		}
	}
	return rows, left
}
