package sqlite

import (
	"cmp"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// RowsAt yields the rows of a kind as they were after entry seq. What a table holds since
// then or longer is read there, the rest from the ledger.
func (r *reader) RowsAt(kind salient.Kind, seq uint64) iter.Seq2[salient.Row, error] {
	if seq >= r.head && !r.dirty {
		return r.Rows(kind)
	}
	t, err := tableFor(kind)
	if err != nil {
		return failing[salient.Row](err)
	}
	return func(yield func(salient.Row, error) bool) {
		past, err := r.past(t, seq)
		if err != nil {
			yield(salient.Row{}, err)
			return
		}
		for at, err := range r.latest(t, seq) {
			if err != nil {
				yield(salient.Row{}, err)
				return
			}
			if at.removed {
				continue
			}
			row := at.row
			if !at.current {
				row = past[at.row.ID]
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// rowAt says where a row as of some entry is: in its table, or at a position.
type rowAt struct {
	row     salient.Row // only the id, unless current
	removed bool        // the row wasn't there then
	current bool
	at      store.Position
}

// latest yields, by id, the last revision of each row at or before entry seq.
func (r *reader) latest(t table, seq uint64) iter.Seq2[rowAt, error] {
	after := func(last *rowAt) []any {
		from := ""
		if last != nil {
			from = last.row.ID
		}
		return []any{string(t.kind), from, int64(seq)}
	}
	s := t.scanned()
	return pages(r, t.latest, after, func(rows *sql.Rows) (rowAt, error) {
		var at int64
		out := rowAt{row: salient.Row{Kind: t.kind}}
		if err := rows.Scan(append([]any{&out.row.ID, &at, &out.removed}, s.into...)...); err != nil {
			return rowAt{}, err
		}
		out.at = store.Position{Seq: uint64(at >> 32), N: int(at & (1<<32 - 1))}
		if s.entry == 0 {
			return out, nil
		}
		var err error
		out.current = true
		out.row, err = s.row.Row()
		return out, err
	})
}

// past reads from the ledger, in its order, the rows of latest that aren't in the table.
func (r *reader) past(t table, seq uint64) (map[string]salient.Row, error) {
	var changed []store.Position
	for at, err := range r.latest(t, seq) {
		if err != nil {
			return nil, err
		}
		if !at.current && !at.removed {
			changed = append(changed, at.at)
		}
	}
	slices.SortFunc(changed, comparePositions)
	past := make(map[string]salient.Row, len(changed))
	for _, p := range changed {
		c, err := changeOf(r.leaf(p))
		if err != nil {
			return nil, err
		}
		if c.Forgotten || c.Removed || c.Row.Kind != t.kind {
			return nil, fmt.Errorf("%s isn't the revision that it is listed as: %w", leafName(p.Seq, p.N), salient.ErrDamaged)
		}
		past[c.Row.ID] = c.Row
	}
	return past, nil
}

func comparePositions(a, b store.Position) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.N, b.N))
}
