// Package holdings reads who held what from a file made elsewhere: CSV with the columns
// place, from, to, side, a row for each run of days, both included; an empty `to` means
// "still". It takes the place of computed holdings (`--holdings FILE.csv`).
//
// A row on a place with places in it counts for all leaves under it that have no row of
// their own, or of a place between, on that day. What a row says is taken as observed and
// certain; `contested` and `none` may stand for a side. A leaf without a row is unknown.
package holdings

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// File is a file of holdings.
type File struct {
	Name string
	Rows []Row // in the order of lines
}

// Row says who held a place on a run of days.
type Row struct {
	Line    int // in the file, from 1
	Columns [4]int
	Place   salient.PlaceID
	Days    when.Span // to when.MaxDay if it still lasts
	Side    salient.State
}

var names = [4]string{"place", "from", "to", "side"}

// Positions in Row.Columns.
const (
	place = iota
	from
	to
	side
)

// Parse reads a file; name stands in the errors. The columns may come in any order and
// others beside them. Everything wrong with the file comes back as desk.Problems, which is a
// salient.ErrInvalid; an error of r itself comes back as it is.
func Parse(r io.Reader, name string) (*File, error) {
	in := csv.NewReader(withoutBOM(r))
	in.FieldsPerRecord = -1
	p := parser{in: in, name: name}
	header, err := in.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, desk.Problems{{File: name, Line: 1, Column: 1, What: "empty: expected a header row with " + strings.Join(names[:], ",")}}
	case err != nil:
		return nil, p.csvError(err)
	}
	if err := p.header(header); err != nil {
		return nil, err
	}
	f := &File{Name: name}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var bad desk.Problems
			if err = p.csvError(err); !errors.As(err, &bad) {
				return nil, err
			}
			p.problems = append(p.problems, bad...)
			continue
		}
		if row, ok := p.row(record); ok {
			f.Rows = append(f.Rows, row)
		}
	}
	p.problems = append(p.problems, overlaps(f)...)
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b desk.Problem) int { return cmp.Compare(a.Line, b.Line) })
		return nil, p.problems
	}
	return f, nil
}

func withoutBOM(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if lead, _ := b.Peek(3); string(lead) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}

type parser struct {
	in       *csv.Reader
	name     string
	column   [4]int // where the columns are in a record
	problems desk.Problems
}

func (p *parser) csvError(err error) error {
	var bad *csv.ParseError
	if !errors.As(err, &bad) {
		return fmt.Errorf("read %s: %w", p.name, err)
	}
	return desk.Problems{{File: p.name, Line: bad.Line, Column: bad.Column, What: bad.Err.Error()}}
}

func (p *parser) header(header []string) error {
	var out desk.Problems
	for i, want := range names {
		p.column[i] = slices.IndexFunc(header, func(h string) bool { return strings.TrimSpace(h) == want })
		if p.column[i] < 0 {
			out = append(out, desk.Problem{File: p.name, Line: 1, Column: 1, What: "no column " + want})
		}
	}
	if out != nil {
		return out
	}
	return nil
}

// row reads a record; ok is false if something was wrong with it.
func (p *parser) row(record []string) (row Row, ok bool) {
	before := len(p.problems)
	var cell [4]string
	row.Line, _ = p.in.FieldPos(0)
	for i, c := range p.column {
		if c < len(record) {
			cell[i] = strings.TrimSpace(record[c])
			_, row.Columns[i] = p.in.FieldPos(c)
		}
	}
	bad := func(i int, what string) {
		p.problems = append(p.problems, desk.Problem{
			File: p.name, Line: row.Line, Column: max(1, row.Columns[i]),
			What: fmt.Sprintf("%s: %.60q: expected %s", names[i], cell[i], what),
		})
	}
	row.Place, row.Side = salient.PlaceID(cell[place]), salient.State(cell[side])
	if !salient.ValidID(cell[place]) {
		bad(place, "the id of a place")
	}
	if !salient.ValidID(cell[side]) {
		bad(side, "the id of a side, contested or none")
	}
	row.Days = when.Span{To: when.MaxDay}
	var err, err2 error
	if row.Days.From, err = when.ParseDay(cell[from]); err != nil {
		bad(from, "a day, YYYY-MM-DD")
	}
	if cell[to] != "" {
		if row.Days.To, err2 = when.ParseDay(cell[to]); err2 != nil {
			bad(to, "a day, YYYY-MM-DD, or nothing")
		}
	}
	if err == nil && err2 == nil && row.Days.To < row.Days.From {
		bad(to, "a day not before "+cell[from])
	}
	return row, len(p.problems) == before
}

// overlaps finds rows that give one place two sides on one day.
func overlaps(f *File) desk.Problems {
	var out desk.Problems
	rows := byPlace(f.Rows)
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1], rows[i]
		if a.Place != b.Place || a.Days.To < b.Days.From {
			continue
		}
		if a.Side != b.Side {
			out = append(out, desk.Problem{File: f.Name, Line: b.Line, Column: b.Columns[from], What: fmt.Sprintf(
				"from: on %s line %d already gives %s to %s", b.Days.From, a.Line, a.Place, a.Side)})
		}
		if a.Days.To > b.Days.To {
			rows[i] = a // the longer one is what the next may overlap
		}
	}
	return out
}

// byPlace sorts rows by place, then by first day.
func byPlace(rows []Row) []Row {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Days.From, b.Days.From), cmp.Compare(a.Line, b.Line))
	})
	return out
}

// Ground gives the holdings of a case's leaves. Places and sides that the case doesn't
// have come back as desk.Problems.
func (f *File) Ground(c *salient.Case) (salient.Ground, error) {
	if problems := f.check(c); problems != nil {
		return nil, problems
	}
	runs := map[salient.PlaceID][]Row{}
	for _, r := range byPlace(f.Rows) {
		runs[r.Place] = append(runs[r.Place], r)
	}
	states := append(sides(c), salient.Contested)
	if slices.ContainsFunc(f.Rows, func(r Row) bool { return r.Side == salient.Nobody }) {
		states = append(states, salient.Nobody)
	}
	return func(leaf salient.PlaceID, day when.Day) salient.Holding {
		for id, n := leaf, 0; id != "" && n < maxDepth; n++ {
			for _, r := range runs[id] {
				if r.Days.Has(day) {
					return held(leaf, day, r, states)
				}
			}
			p, ok := c.Place(id)
			if !ok {
				break
			}
			id = p.Parent
		}
		return unknown(leaf, day, states)
	}, nil
}

// maxDepth bounds a walk up the places.
const maxDepth = 64

func (f *File) check(c *salient.Case) error {
	var out desk.Problems
	states := append(sides(c), salient.Contested, salient.Nobody)
	for _, r := range f.Rows {
		if _, ok := c.Place(r.Place); !ok {
			out = append(out, desk.Problem{File: f.Name, Line: r.Line, Column: r.Columns[place], What: fmt.Sprintf("place: the case has no place %q", r.Place)})
		}
		if !slices.Contains(states, r.Side) {
			out = append(out, desk.Problem{File: f.Name, Line: r.Line, Column: r.Columns[side], What: fmt.Sprintf("side: %q is none of %s", r.Side, list(states))})
		}
	}
	if out == nil {
		return nil
	}
	return out
}

func sides(c *salient.Case) []salient.State {
	var out []salient.State
	for _, s := range c.Settings.Sides {
		out = append(out, salient.State(s))
	}
	return out
}

func list(states []salient.State) string {
	var out []string
	for _, s := range states {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

func held(leaf salient.PlaceID, day when.Day, r Row, states []salient.State) salient.Holding {
	h := salient.Holding{Place: leaf, On: day, Status: salient.Held, Basis: salient.Observed, LastEvidence: &day}
	if r.Side == salient.Contested || r.Side == salient.Nobody {
		h.Status = salient.Disputed
	}
	for _, s := range states {
		x := salient.Holder{Side: s}
		if s == r.Side {
			x.P, x.Share = 1, 1
		}
		h.Holders = append(h.Holders, x)
	}
	return h
}

// unknown gives every state but Nobody the same chance.
func unknown(leaf salient.PlaceID, day when.Day, states []salient.State) salient.Holding {
	h := salient.Holding{Place: leaf, On: day, Status: salient.Unknowing, Basis: salient.NoEvidence}
	n := 0
	for _, s := range states {
		if s != salient.Nobody {
			n++
		}
	}
	for _, s := range states {
		x := salient.Holder{Side: s}
		if s != salient.Nobody {
			x.P, x.Share = 1/float64(n), 1/float64(n)
		}
		h.Holders = append(h.Holders, x)
	}
	return h
}
