package desk

import (
	"context"
	"maps"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// Evidence proves rows of the case to those who don't have it. A row that isn't open is left
// out, and so is one that couldn't be shown without a change (see Export): a proof is of a
// whole row. So is one to which shows says no. left lists those, in the order of refs; rows that
// aren't in the case are neither. The proofs end at the entry that a publication is built from; a
// row that was written since makes it fail with salient.ErrConflict.
func (d *Desk) Evidence(ctx context.Context, build store.Entry, refs []Ref, shows func(salient.Row) bool) (e store.Evidence, left []Ref, err error) {
	err = d.DB.View(ctx, func(r store.Reader) error {
		have, err := present(r)
		if err != nil {
			return err
		}
		known := newIDs(d.opener(ctx, nil))
		rows, hidden := openWhole(known, have, refs, shows)
		if known.err != nil {
			return known.err
		}
		left = hidden
		e, err = store.Prove(r, rows, build.Seq)
		return err
	})
	return e, left, err
}

// openWhole divides the rows that are asked for, each once, into those that may be shown to
// everybody as they are, and those that may not.
func openWhole(known *ids, have map[Ref]salient.Row, refs []Ref, shows func(salient.Row) bool) (rows []salient.Row, left []Ref) {
	shown := map[Ref]salient.Row{}
	for _, list := range within(known, maps.Clone(have), salient.Open) {
		for _, row := range list {
			shown[refOf(row)] = row
		}
	}
	seen := map[Ref]bool{}
	for _, ref := range refs {
		row, held := have[ref]
		if !held || seen[ref] {
			continue
		}
		seen[ref] = true
		if s, ok := shown[ref]; ok && s.Equal(row) && shows(row) {
			rows = append(rows, row)
		} else {
			left = append(left, ref)
		}
	}
	return rows, left
}
