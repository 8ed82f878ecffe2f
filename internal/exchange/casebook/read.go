package casebook

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// Reader reads the casebook in a folder.
type Reader struct {
	fsys     fs.FS
	Warnings []string // what was kept but not understood; complete once Lines has ended
}

// NewReader reads from a folder.
func NewReader(fsys fs.FS) *Reader { return &Reader{fsys: fsys} }

// Is reports whether a folder looks like a casebook: it has one of its tables.
func Is(fsys fs.FS) bool {
	for _, t := range tables {
		if _, err := fs.Stat(fsys, t.file); err == nil {
			return true
		}
	}
	return false
}

// Lines yields every row of the casebook, file by file. A desk.Problem yielded as the error
// is one fault of the input, after which the rest still comes; any other error ends it.
func (r *Reader) Lines() iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		found := false
		for _, t := range tables {
			f, err := r.fsys.Open(t.file)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			found = true
			if err != nil {
				yield(desk.Line{}, err)
				return
			}
			ok := r.table(t, f, yield)
			f.Close()
			if !ok {
				return
			}
		}
		if !found {
			yield(desk.Line{}, desk.Problem{File: ".", What: "no casebook here: expected case.csv, claims.csv or another of its tables"})
			return
		}
		if r.briefs(yield) {
			r.packageFile(yield)
		}
	}
}

// table yields a table's rows and, last, the row that keeps its layout.
func (r *Reader) table(t table, f fs.File, yield func(desk.Line, error) bool) bool {
	rows := &rowLimit{r: io.LimitReader(f, maxFile), left: maxRow}
	in := csv.NewReader(skipBOM(rows))
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return yield(desk.Line{}, desk.Problem{File: t.file, Line: 1, Column: 1, What: "empty: expected a header row"})
	}
	if err != nil {
		return yield(desk.Line{}, csvProblem(t.file, err))
	}
	header = cleanHeader(header)
	if p, bad := r.checkHeader(t, header); bad {
		return yield(desk.Line{}, p)
	}
	if size(f) > maxFile {
		return yield(desk.Line{}, desk.Problem{File: t.file, Line: 1, Column: 1, What: "larger than 2 GiB"})
	}
	for {
		rows.left = maxRow
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errLongRow) {
			return yield(desk.Line{}, csvProblem(t.file, err)) // where the next row begins, nobody knows
		}
		var line desk.Line
		if err != nil {
			err = csvProblem(t.file, err)
		} else {
			line, err = t.line(header, record, in)
		}
		if !yield(line, err) || err != nil && !isProblem(err) {
			return false
		}
	}
	return yield(t.layout(header), nil)
}

// layout is the row that remembers which columns a file had.
func (t table) layout(header []string) desk.Line {
	cells := map[string]string{"columns": strings.Join(header, ",")}
	return desk.Line{Row: salient.NewRow(salient.KindFile, t.file, cells), File: t.file, Line: 1, Table: t.kind}
}

func size(f fs.File) int64 {
	if info, err := f.Stat(); err == nil {
		return info.Size()
	}
	return 0
}

func isProblem(err error) bool {
	var p desk.Problem
	return errors.As(err, &p)
}

func skipBOM(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if lead, _ := b.Peek(3); string(lead) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}

func cleanHeader(header []string) []string {
	out := make([]string, len(header))
	for i, h := range header {
		out[i] = norm.NFC.String(strings.TrimSpace(h))
	}
	return out
}

func (r *Reader) checkHeader(t table, header []string) (desk.Problem, bool) {
	bad := func(what string) (desk.Problem, bool) {
		return desk.Problem{File: t.file, Line: 1, Column: 1, What: what}, true
	}
	known := salient.Columns(t.kind)
	switch {
	case len(header) > maxColumns:
		return bad(fmt.Sprintf("%d columns: expected at most %d", len(header), maxColumns))
	case !slices.Contains(header, known[0]):
		return bad("no column " + known[0] + " in the header")
	}
	for i, h := range header {
		switch {
		case h == "" || strings.ContainsAny(h, ",\"\n\r") || !utf8.ValidString(h):
			return bad(fmt.Sprintf("column %d of the header has no plain name", i+1))
		case slices.Contains(header[:i], h):
			return bad("column " + h + " stands twice in the header")
		case !slices.Contains(known, h) && !slices.Contains(salient.Further(t.kind), h):
			r.Warnings = append(r.Warnings, fmt.Sprintf("%s: column %s isn't known; kept as it is", t.file, h))
		}
	}
	return desk.Problem{}, false
}

// rowLimit fails when more than left bytes are read. Readers buffer little enough that it is
// enough to set left anew before each row.
type rowLimit struct {
	r    io.Reader
	left int
}

var errLongRow = fmt.Errorf("a row is longer than %d MiB", maxRow>>20)

func (l *rowLimit) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLongRow
	}
	n, err := l.r.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err
}

func csvProblem(file string, err error) error {
	if errors.Is(err, errLongRow) {
		return desk.Problem{File: file, What: err.Error()}
	}
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return fmt.Errorf("read %s: %w", file, err)
	}
	return desk.Problem{File: file, Line: p.Line, Column: p.Column, What: p.Err.Error() + ": expected CSV as in RFC 4180"}
}

// line makes a row of a record.
func (t table) line(header, record []string, in *csv.Reader) (desk.Line, error) {
	lineNo, _ := in.FieldPos(0)
	l := desk.Line{File: t.file, Line: lineNo, At: make(map[string]int, len(record))}
	bad := func(col int, what string) (desk.Line, error) {
		return desk.Line{}, desk.Problem{File: t.file, Line: lineNo, Column: col, What: what}
	}
	if len(record) != len(header) {
		return bad(1, fmt.Sprintf("%d cells: expected %d, one for each column of the header", len(record), len(header)))
	}
	cells := make(map[string]string, len(record))
	for i, text := range record {
		_, col := in.FieldPos(i)
		l.At[header[i]] = col
		if why := badText(text); why != "" {
			return bad(col, header[i]+": "+why)
		}
		if text = clean(text); text != "" {
			cells[header[i]] = text
		}
	}
	idColumn := salient.Columns(t.kind)[0]
	id := cells[idColumn]
	if id == "" {
		return bad(l.At[idColumn], idColumn+": blank: expected an id")
	}
	delete(cells, idColumn)
	l.Row = salient.NewRow(t.kind, id, cells)
	return l, nil
}

// clean trims a cell and brings it to Unicode NFC.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return norm.NFC.String(strings.TrimSpace(s))
}

func badText(s string) string {
	switch {
	case len(s) > maxCell:
		return fmt.Sprintf("longer than %d bytes", maxCell)
	case !utf8.ValidString(s):
		return "not UTF-8"
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }):
		return "holds a control character"
	}
	return ""
}

// briefs yields briefs/*.md, the text kept as it is.
func (r *Reader) briefs(yield func(desk.Line, error) bool) bool {
	names, err := fs.Glob(r.fsys, briefsDir+"/*.md")
	if err != nil {
		return yield(desk.Line{}, err)
	}
	for _, name := range names {
		id := strings.TrimSuffix(path.Base(name), ".md")
		if !r.textFile(name, salient.KindBrief, id, yield) {
			return false
		}
	}
	return true
}

// packageFile keeps datapackage.json as it is, so that it comes out as it went in.
func (r *Reader) packageFile(yield func(desk.Line, error) bool) bool {
	if _, err := fs.Stat(r.fsys, packageFile); err != nil {
		return true
	}
	return r.textFile(packageFile, salient.KindFile, packageFile, yield)
}

func (r *Reader) textFile(name string, kind salient.Kind, id string, yield func(desk.Line, error) bool) bool {
	f, err := r.fsys.Open(name)
	if err != nil {
		return yield(desk.Line{}, err) && false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxCell+1))
	if err != nil {
		return yield(desk.Line{}, fmt.Errorf("read %s: %w", name, err)) && false
	}
	if why := badText(string(b)); why != "" {
		return yield(desk.Line{}, desk.Problem{File: name, Line: 1, Column: 1, What: why})
	}
	row := salient.NewRow(kind, id, map[string]string{"text": string(b)})
	return yield(desk.Line{Row: row, File: name, Line: 1}, nil)
}
