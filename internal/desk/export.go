package desk

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/original"
	"github.com/salient-osint/salient/internal/store"
)

// Export hands fn the rows that may be shown at a level, kind by kind, from one snapshot.
// A row above the level is left out, and with it every row that can't stand without it: a
// withheld document takes its claims along, a brief goes with any row that it cites; a list
// only loses the name.
func (d *Desk) Export(ctx context.Context, level salient.Sensitivity, fn func(rows func(salient.Kind) iter.Seq2[salient.Row, error]) error) error {
	return d.DB.View(ctx, func(r store.Reader) error {
		have, err := present(r)
		if err != nil {
			return err
		}
		known := newIDs(d.opener(ctx, nil))
		kept := within(known, have, level)
		if known.err != nil {
			return known.err
		}
		return fn(func(k salient.Kind) iter.Seq2[salient.Row, error] {
			return func(yield func(salient.Row, error) bool) {
				for _, row := range kept[k] {
					if !yield(row, nil) {
						return
					}
				}
			}
		})
	})
}

// within keeps the rows that may be shown at a level, sorted by id; known is made to know them.
func within(known *ids, have map[Ref]salient.Row, level salient.Sensitivity) map[salient.Kind][]salient.Row {
	for ref, row := range have {
		if salient.SensitivityOf(row).Within(level) {
			known.add(row)
		} else {
			known.leaveOut(row)
			delete(have, ref)
		}
	}
	for changed := true; changed; {
		changed = false
		for ref, row := range have {
			switch pruned, whole := known.prune(row); {
			case !whole:
				known.remove(ref.Kind, ref.ID)
				known.leaveOut(row)
				delete(have, ref)
				changed = true
			case !pruned.Equal(row):
				have[ref] = pruned
			}
		}
	}
	out := map[salient.Kind][]salient.Row{}
	for ref, row := range have {
		out[ref.Kind] = append(out[ref.Kind], row)
	}
	for _, rows := range out {
		slices.SortFunc(rows, func(a, b salient.Row) int { return compareRefs(refOf(a), refOf(b)) })
	}
	return out
}

// prune takes names of rows that are left out from the cells of another; whole is false if
// nothing is left where something is needed.
func (x *ids) prune(r salient.Row) (pruned salient.Row, whole bool) {
	pruned = r
	for _, l := range linksOf(r.Kind) {
		cell := r.Get(l.column)
		if cell == "" {
			continue
		}
		left := keepKnown(cell, func(id string) bool { return x.any(l.kinds, id) })
		if left == "" && l.needed {
			return r, false
		}
		pruned = pruned.With(l.column, left)
	}
	return x.pruneText(pruned)
}

// leaveOut remembers a row's id, and the names by which a claimant may be called.
func (x *ids) leaveOut(r salient.Row) {
	x.gone[r.ID] = true
	if r.Kind != salient.KindActor && r.Kind != salient.KindSource {
		return
	}
	for _, name := range namesIn(r) {
		x.gone[strings.ToLower(name)] = true
	}
}

// pruneText does the same for cells that may name rows and aren't links.
func (x *ids) pruneText(r salient.Row) (pruned salient.Row, whole bool) {
	isActor := func(s string) bool { side, _, _ := strings.Cut(s, "@"); return x.has[salient.KindActor][side] }
	switch {
	case r.Kind == salient.KindClaim:
		return x.blank(r, "claimant", "origin"), true
	case r.Kind == salient.KindJudgement:
		return x.blank(r, "brief", "supersedes"), true
	case r.Kind == salient.KindPlace && r.Get("rear_of") != "":
		return r.With("rear_of", keepKnown(r.Get("rear_of"), isActor)), true
	case r.Kind == salient.KindSetting && r.ID == "sides":
		r = r.With("value", keepKnown(r.Get("value"), isActor))
		return r, r.Get("value") != ""
	case r.Kind == salient.KindSetting && r.ID == "country":
		return r, x.has[salient.KindPlace][r.Get("value")]
	case r.Kind == salient.KindBrief:
		for id := range x.gone {
			if len(store.Naming(r, id)) > 0 {
				return r, false
			}
		}
	}
	return r, true
}

// blank empties columns that name a row left out.
func (x *ids) blank(r salient.Row, columns ...string) salient.Row {
	for _, column := range columns {
		if text := r.Get(column); text != "" && x.gone[strings.ToLower(text)] {
			r = r.With(column, "")
		}
	}
	return r
}

// Original opens the original of a document's file for an export.
func (d *Desk) Original(ctx context.Context, sum string) (original.File, error) {
	return d.Originals.Open(ctx, sum)
}
