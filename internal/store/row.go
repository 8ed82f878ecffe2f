package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// CheckRow reports, as an error of the given kind, what keeps a row from being stored and
// read back exactly: an unknown kind, no id, a blank cell, cells out of canonical order,
// text that isn't UTF-8, more than MaxPayload bytes. Whether the cells make sense is
// decided elsewhere.
func CheckRow(row salient.Row, kind error) error {
	known := salient.Columns(row.Kind)
	bad := func(format string, args ...any) error {
		return fmt.Errorf("row %s %q: "+format+": %w", append([]any{row.Kind, row.ID}, append(args, kind)...)...)
	}
	switch {
	case len(known) == 0:
		return bad("unknown kind")
	case row.ID == "" || !utf8.ValidString(row.ID):
		return bad("an id is UTF-8 and not blank")
	}
	size, last := len(row.ID), place{index: 0}
	for _, c := range row.Cells {
		at := placeOf(known, c.Column)
		if c.Text == "" || !utf8.ValidString(c.Text) || !utf8.ValidString(c.Column) {
			return bad("column %q: a cell is UTF-8 and not blank", c.Column)
		}
		if !last.before(at) {
			return bad("column %q: twice, or out of order", c.Column)
		}
		size, last = size+len(c.Column)+len(c.Text), at
	}
	if size > MaxPayload/8 && len(row.Canonical()) >= MaxPayload {
		return bad("more than %d bytes", MaxPayload)
	}
	return nil
}

// place is where a column stands in canonical order: known columns by index, then unknown
// ones by name. The id has index 0.
type place struct {
	index int
	name  string
}

func placeOf(known []string, column string) place {
	if i := slices.Index(known, column); i >= 0 {
		return place{index: i}
	}
	return place{len(known), column}
}

func (p place) before(q place) bool {
	return p.index < q.index || p.index == q.index && p.name < q.name
}

// TablesVersion changes whenever Tabulate gives something else for the same row. A backend
// that finds its tables made by another version makes them anew from the ledger.
const TablesVersion = 1

// TableRow is a row as a table holds it: a cell for each column that the kind knows,
// the unknown ones together, and values parsed from them to narrow a search by.
type TableRow struct {
	Kind   salient.Kind
	ID     string
	Cells  []string // as salient.Columns(Kind), without the id; "" is blank
	Extra  string   // unknown columns, a JSON object with sorted keys; "" if none
	Parsed []any    // as ParsedColumns(Kind): nil, int64 or float64
}

// ParsedColumns names the values that a table keeps beside the cells: of claims the first
// and last day that `when` may touch, unwidened, as days since 1970-01-01; of places the
// point in degrees, WGS 84. They only narrow: engines decide.
func ParsedColumns(k salient.Kind) []string {
	switch k {
	case salient.KindClaim:
		return []string{"first_day", "last_day"}
	case salient.KindPlace:
		return []string{"lon_deg", "lat_deg"}
	}
	return nil
}

// Tabulate is the function from ledger to tables: what putting a row makes of its table.
// (Removing a row, or forgetting its last revision, takes it away.)
func Tabulate(row salient.Row) TableRow {
	known := salient.Columns(row.Kind)
	t := TableRow{Kind: row.Kind, ID: row.ID, Cells: make([]string, len(known)-1), Parsed: parsed(row)}
	unknown := map[string]string{}
	for _, c := range row.Cells {
		if i := slices.Index(known, c.Column); i > 0 {
			t.Cells[i-1] = c.Text
		} else {
			unknown[c.Column] = c.Text
		}
	}
	if len(unknown) > 0 {
		t.Extra = object(unknown)
	}
	return t
}

func object(cells map[string]string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(cells); err != nil {
		panic(err) // strings always encode, keys sorted
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func parsed(row salient.Row) []any {
	switch row.Kind {
	case salient.KindClaim:
		d, err := when.Parse(row.Get("when"))
		if err != nil || d.IsZero() {
			return []any{nil, nil}
		}
		b := d.Bounds(when.Widening{})
		return []any{int64(b.From), int64(b.To)}
	case salient.KindPlace:
		lon, err1 := strconv.ParseFloat(row.Get("lon"), 64)
		lat, err2 := strconv.ParseFloat(row.Get("lat"), 64)
		p := geo.Point{Lon: lon, Lat: lat}
		if err1 != nil || err2 != nil || !p.Valid() {
			return []any{nil, nil}
		}
		return []any{lon, lat}
	}
	return nil
}

// Row is the row that was tabulated; salient.ErrDamaged if Extra isn't what Tabulate writes.
func (t TableRow) Row() (salient.Row, error) {
	row := salient.Row{Kind: t.Kind, ID: t.ID}
	for i, c := range salient.Columns(t.Kind)[1:] {
		if t.Cells[i] != "" {
			row.Cells = append(row.Cells, salient.Cell{Column: c, Text: t.Cells[i]})
		}
	}
	if t.Extra == "" {
		return row, nil
	}
	var unknown map[string]string
	if err := json.Unmarshal([]byte(t.Extra), &unknown); err != nil {
		return salient.Row{}, fmt.Errorf("unknown columns of %s %q: %w", t.Kind, t.ID, salient.ErrDamaged)
	}
	for _, c := range slices.Sorted(maps.Keys(unknown)) {
		row.Cells = append(row.Cells, salient.Cell{Column: c, Text: unknown[c]})
	}
	return row, nil
}
