package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/store"
	"github.com/salient-osint/salient/internal/table"
)

// TableReader reads the tables of a file of kind ingest.CSV or ingest.XLSX.
type TableReader func(ctx context.Context, kind ingest.Kind, b ingest.Blob) (table.Book, error)

// TableReport tells what became of a table, or would.
type TableReport struct {
	File        string              `json:"file"`
	Document    salient.DocumentID  `json:"document"`
	How         string              `json:"how"`    // how it was read
	Sheet       string              `json:"sheet"`  // "" if there is but one
	Header      int                 `json:"header"` // the row that names the columns; 0: none does
	Rows        int                 `json:"rows"`
	Columns     []TableColumn       `json:"columns"`
	Fingerprint string              `json:"fingerprint"` // of the columns
	Known       string              `json:"known"`       // given, kept, or "" for columns of which nobody has said what they mean
	Mapping     table.Mapping       `json:"mapping"`     // a guess if they are unknown
	Reasons     []table.Reason      `json:"reasons"`     // for the guess
	Claims      int                 `json:"claims"`      // made of rows
	Skipped     int                 `json:"skipped"`     // rows left out by a word of the mapping
	Faulty      int                 `json:"faulty"`      // rows with something wrong
	First       []map[string]string `json:"first"`       // the first claims

	Sheets  []string        `json:"-"` // that the file has
	Unknown []table.Unknown `json:"-"` // words that nothing is known for
}

// TableColumn is a column of a table.
type TableColumn struct {
	Name   string   `json:"name"`
	Sample []string `json:"sample"` // up to three of its values
	Target string   `json:"target"` // what it means; "" if nothing
}

// mappingPrefix begins the keys of settings that are mappings; a fingerprint follows.
const mappingPrefix = "mapping."

// keptMapping is what a case has been told of columns; ok is false if it hasn't.
func keptMapping(c *salient.Case, fingerprint string) (m table.Mapping, ok bool, err error) {
	s, ok := c.Settings.Other[mappingPrefix+fingerprint]
	if !ok {
		return m, false, nil
	}
	if m, err = table.ParseMapping([]byte(s)); err != nil {
		return m, false, Problems{{File: "setting " + mappingPrefix + fingerprint, What: plainWords(err, "")}}
	}
	return m, true, nil
}

// tabling makes lines of tables.
type tabling struct {
	who, why  string
	today     string
	keepGoing bool // leaves out rows with something wrong
	later     bool // makes no claims
	given     *table.Mapping
	c         *salient.Case
	claims    map[string]salient.Row // that the case has
}

// acquaint reads what a case has that tables are compared with.
func (x *tabling) acquaint(r store.Reader) error {
	if x.c != nil {
		return nil
	}
	c, err := loadCase(r, 0)
	if err != nil {
		return err
	}
	x.c, x.claims = c, map[string]salient.Row{}
	for row, err := range r.Rows(salient.KindClaim) {
		if err != nil {
			return err
		}
		x.claims[row.ID] = row
	}
	return nil
}

// tableLines are the lines that a table makes, and what is to be said of it.
type tableLines struct {
	lines    []Line
	problems Problems
	warnings []Problem
	report   TableReport
}

// make makes the lines of a book: claims if it is known what its columns mean. doc is its document,
// layer the SHA-256 of its text, "" without one.
func (x *tabling) make(name string, book table.Book, doc, layer string) (out tableLines, err error) {
	m := table.Mapping{}
	if x.given != nil {
		m = *x.given
	}
	t, err := table.Of(book, m.Sheet, m.Header)
	if err != nil {
		return out, err
	}
	out.report = reportOf(name, doc, t)
	if x.given != nil {
		out.report.Known = "given"
	} else if kept, ok, err := keptMapping(x.c, t.Fingerprint()); err != nil {
		return out, err
	} else if ok {
		out.report.Known, m = "kept", kept
	} else {
		m, out.report.Reasons = table.Suggest(t)
	}
	out.report.Mapping = m
	out.report.aim()
	if x.later {
		out.report.Known = ""
	}
	if out.report.Known == "" {
		return out, nil
	}
	if wrong := m.Against(t); len(wrong) > 0 {
		for _, w := range wrong {
			out.problems = append(out.problems, Problem{File: name, Line: max(1, t.Header), Column: 1, What: w})
		}
		return out, nil
	}
	x.apply(&out, t, m, name, doc, layer, book)
	return out, x.keep(&out, name)
}

func reportOf(name, doc string, t *table.Table) TableReport {
	r := TableReport{
		File: name, Document: salient.DocumentID(doc), How: t.How, Sheet: t.Sheet, Sheets: t.Sheets, Header: t.Header, Rows: len(t.Rows),
		Fingerprint: t.Fingerprint(), Reasons: []table.Reason{}, First: []map[string]string{},
	}
	for i, c := range t.Columns {
		r.Columns = append(r.Columns, TableColumn{Name: c, Sample: append([]string{}, t.Sample(i, 3)...)})
	}
	return r
}

// aim writes beside each column what it means.
func (r *TableReport) aim() {
	for i := range r.Columns {
		var aims []string
		for _, t := range table.Targets {
			if f := r.Mapping.Fields[t.Name]; f.Column != "" && strings.EqualFold(f.Column, r.Columns[i].Name) {
				aims = append(aims, t.Name)
			}
		}
		r.Columns[i].Target = strings.Join(aims, ", ")
	}
}

// firstClaims is how many claims a report shows.
const firstClaims = 5

// apply makes the claims of a table's rows.
func (x *tabling) apply(out *tableLines, t *table.Table, m table.Mapping, name, doc, layer string, book table.Book) {
	made := m.Apply(t, x.c, doc)
	out.report.Skipped, out.report.Unknown = made.Skipped, made.Unknown
	faulty := map[int]bool{}
	wrong := func(p Problem) {
		faulty[p.Line] = true
		if !x.keepGoing {
			out.problems = append(out.problems, p)
			return
		}
		p.What = "row left out: " + p.What
		out.warnings = append(out.warnings, p)
	}
	for _, f := range made.Faults {
		wrong(Problem{File: name, Line: f.Row, Column: max(1, f.Column), What: f.What})
	}
	for _, a := range made.Added {
		out.lines = append(out.lines, Line{Row: a.Row, File: name, Line: a.Number, Loose: true})
	}
	text := ingest.Layer{Text: book.Text()}
	if layer != text.SHA256() { // too large to be one, or made by another extractor
		layer = ""
	}
	starts := lineStarts(text.Text)
	for _, c := range made.Claims {
		row := x.cited(c, doc, layer, starts)
		line := Line{Row: row, File: name, Line: c.Row, At: c.At, Loose: true}
		faults := claimFaults(row)
		for _, f := range faults {
			wrong(line.problem(f.column, f.what))
		}
		if len(faults) > 0 {
			continue
		}
		if said, same := x.saidAlready(out, line); same {
			line.Row = said
		} else {
			out.lines = append(out.lines, line)
		}
		if out.report.Claims++; len(out.report.First) < firstClaims {
			cells := line.Row.Map()
			cells["id"] = line.Row.ID
			out.report.First = append(out.report.First, cells)
		}
	}
	Problems(out.warnings).sort()
	out.report.Faulty = len(faulty)
}

func claimFaults(r salient.Row) []fault {
	_, err := r.Claim()
	var out []fault
	for _, e := range unjoin(err) {
		var fe *salient.FieldError
		if errors.As(e, &fe) {
			out = append(out, fault{fe.Column, fmt.Sprintf("%s: %q: expected %s", fe.Column, shorten(fe.Got), fe.Want)})
		}
	}
	return out
}

// lineStarts lists where the lines of a text begin, in code points.
func lineStarts(text string) []int {
	out, n := []int{0}, 0
	for _, r := range text {
		if n++; r == '\n' {
			out = append(out, n)
		}
	}
	return out
}

// cited is a row's claim with its document and passage: what a column says, or else the whole row.
func (x *tabling) cited(c table.Made, doc, layer string, starts []int) salient.Row {
	cells := c.Claim.Map()
	cells["document"] = doc
	if layer != "" && cells["quote"] == "" {
		cells["quote"] = c.Text
	}
	if i := strings.Index(c.Text, cells["quote"]); layer != "" && i >= 0 {
		start := starts[c.Line] + utf8.RuneCountInString(c.Text[:i])
		cells["start"], cells["end"], cells["layer_sha256"] = strconv.Itoa(start), strconv.Itoa(start+utf8.RuneCountInString(cells["quote"])), layer
	} else if i < 0 { // written in the mapping: ours, not theirs
		cells["says"] = strings.TrimSpace(cells["says"] + " " + cells["quote"])
		delete(cells, "quote")
	}
	cells["status"] = cmp.Or(cells["status"], string(salient.Candidate))
	if cells["status"] != string(salient.Candidate) {
		cells["decided_by"], cells["decided_at"], cells["reason"] = x.who, x.today, x.why
	}
	return salient.NewRow(salient.KindClaim, c.Claim.ID, cells)
}

// contents are the columns of what a claim says.
var contents = []string{"kind", "place", "to", "actor", "other", "what", "value", "amount", "unit", "when", "span", "stance"}

// saidAlready is the claim that the case has from an earlier file, if it says the same as a row: that
// stays as it is, with its decision. Of one that says otherwise and was decided on, it warns.
func (x *tabling) saidAlready(out *tableLines, l Line) (said salient.Row, same bool) {
	old, ok := x.claims[l.Row.ID]
	if !ok {
		return old, false
	}
	if !slices.ContainsFunc(contents, func(column string) bool { return old.Get(column) != l.Row.Get(column) }) {
		return old, true
	}
	if was := old.Get("status"); was != "" && was != string(salient.Candidate) && l.Row.Get("status") == string(salient.Candidate) {
		out.warnings = append(out.warnings, l.problem("id", fmt.Sprintf("claim %s was %s; the row says otherwise now: it is a candidate again", l.Row.ID, was)))
	}
	return old, false
}

// keep adds the mapping to what the case knows, if it was given.
func (x *tabling) keep(out *tableLines, name string) error {
	if out.report.Known != "given" {
		return nil
	}
	text, err := out.report.Mapping.JSON()
	if err != nil {
		return err
	}
	row := salient.NewRow(salient.KindSetting, mappingPrefix+out.report.Fingerprint, map[string]string{"value": text})
	out.lines = append(out.lines, Line{Row: row, File: name, Line: 1, Loose: true})
	return nil
}

// maxTable bounds a table's original that is read anew, in bytes.
const maxTable = 256 << 20

// IsTable reports whether a document's original is a table that can be read.
func (d *Desk) IsTable(doc *salient.Document) bool {
	return d.Tables != nil && doc.SHA256 != "" && ingest.IsTable(doc.File)
}

// Book reads the tables of a document's original; salient.ErrNotFound if it is none.
func (d *Desk) Book(ctx context.Context, doc *salient.Document) (table.Book, error) {
	if !d.IsTable(doc) {
		return table.Book{}, fmt.Errorf("document %s: no table: %w", doc.ID, salient.ErrNotFound)
	}
	b, err := d.readAll(ctx, doc.SHA256, maxTable)
	if err != nil {
		return table.Book{}, err
	}
	blob := ingest.BlobOf(doc.File, b)
	kind, err := ingest.Sniff(blob)
	if err != nil {
		return table.Book{}, err
	}
	return d.Tables(ctx, kind, blob)
}

// TableImport is a table that the case holds already, and what its columns mean.
type TableImport struct {
	Document  salient.DocumentID
	Mapping   table.Mapping
	Who, Why  string
	DryRun    bool // work out what would be made, write nothing
	KeepGoing bool // leave out rows with something wrong
}

// ImportTable makes claims of a document's table, and keeps what its columns mean; all of it is one
// entry. What is wrong comes back as Problems, beside the report of what was made, and nothing is
// written.
func (d *Desk) ImportTable(ctx context.Context, o TableImport) (Diff, error) {
	x := &tabling{who: o.Who, why: o.Why, today: d.Now().UTC().Format("2006-01-02"), keepGoing: o.KeepGoing, given: &o.Mapping}
	if err := d.DB.View(ctx, x.acquaint); err != nil {
		return Diff{}, err
	}
	doc, ok := x.c.Document(o.Document)
	if !ok {
		return Diff{}, fmt.Errorf("no document %q: %w", o.Document, salient.ErrNotFound)
	}
	book, err := d.Book(ctx, doc)
	if err != nil {
		return Diff{}, err
	}
	made, err := x.make(string(doc.ID), book, string(doc.ID), doc.Layer)
	if err != nil {
		return Diff{}, err
	}
	diff, err := d.importLines(ctx, o.Who, made.lines, made.problems, ImportOptions{DryRun: o.DryRun, Why: o.Why})
	diff.Tables = []TableReport{made.report}
	diff.Warnings = append(diff.Warnings, made.warnings...)
	return diff, err
}

// GuessTable is what the case knows of the columns of a document's table, or else a guess. sheet
// and header are as in a mapping.
func (d *Desk) GuessTable(ctx context.Context, id salient.DocumentID, sheet string, header int) (TableReport, error) {
	x := &tabling{}
	if err := d.DB.View(ctx, x.acquaint); err != nil {
		return TableReport{}, err
	}
	doc, ok := x.c.Document(id)
	if !ok {
		return TableReport{}, fmt.Errorf("no document %q: %w", id, salient.ErrNotFound)
	}
	book, err := d.Book(ctx, doc)
	if err != nil {
		return TableReport{}, err
	}
	t, err := table.Of(book, sheet, header)
	if err != nil {
		return TableReport{}, err
	}
	r := reportOf(string(id), string(id), t)
	kept, ok, err := keptMapping(x.c, t.Fingerprint())
	if err != nil {
		return r, err
	}
	if r.Mapping = kept; ok {
		r.Known = "kept"
	} else {
		r.Mapping, r.Reasons = table.Suggest(t)
	}
	r.Mapping.Sheet, r.Mapping.Header = sheet, header
	r.aim()
	return r, nil
}

// TryTable shows what a file's table makes, with what is wrong beside it; nothing is kept. Columns
// that are unknown are tried as they are guessed.
func (d *Desk) TryTable(ctx context.Context, f File, given *table.Mapping, sheet string, header int) (TableReport, Problems, error) {
	x := &tabling{given: given, today: d.Now().UTC().Format("2006-01-02")}
	if err := d.DB.View(ctx, x.acquaint); err != nil {
		return TableReport{}, nil, err
	}
	book, err := d.bookOf(ctx, f)
	if err != nil {
		return TableReport{}, nil, err
	}
	tried, known, reasons := table.Mapping{}, "given", []table.Reason{}
	if given != nil {
		tried = *given
	} else {
		t, err := table.Of(book, sheet, header)
		if err != nil {
			return TableReport{}, nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		var ok bool
		if tried, ok, err = keptMapping(x.c, t.Fingerprint()); err != nil {
			return TableReport{}, nil, err
		} else if known = "kept"; !ok {
			known = ""
			tried, reasons = table.Suggest(t)
		}
	}
	tried.Sheet, tried.Header = cmp.Or(sheet, tried.Sheet), cmp.Or(header, tried.Header)
	x.given = &tried
	made, err := x.make(f.Name, book, "table", "")
	if err != nil {
		return made.report, nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	made.report.Known, made.report.Reasons, made.report.Document = known, reasons, ""
	made.problems.sort()
	return made.report, made.problems, nil
}

// bookOf reads the tables of a file that isn't in the case.
func (d *Desk) bookOf(ctx context.Context, f File) (table.Book, error) {
	b, closer, err := f.Open()
	if err != nil {
		return table.Book{}, err
	}
	defer closer.Close()
	kind, err := ingest.Sniff(b)
	var book table.Book
	if err == nil {
		book, err = d.Tables(ctx, kind, b)
	}
	if err != nil {
		return book, fmt.Errorf("%s: %w", f.Name, err)
	}
	return book, nil
}
