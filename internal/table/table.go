package table

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// Table is one sheet with its columns named.
type Table struct {
	Sheet   string // "" if the book has but one
	Sheets  []string
	How     string
	Header  int      // the row that names the columns; 0: none does, and they go by their letters
	Columns []string // no two alike
	Rows    []Row    // below the header

	first int // line of the book's text in which Rows begins
}

// Line is the line of the book's text, from 0, in which a row stands.
func (t *Table) Line(i int) int { return t.first + i }

// Locator says where a row stands, in the words of RFC 7111.
func (t *Table) Locator(r Row) string {
	if t.Sheet != "" {
		return fmt.Sprintf("sheet=%s;row=%d", t.Sheet, r.Number)
	}
	return fmt.Sprintf("row=%d", r.Number)
}

// Guess, given as a header, has Of look for it; None says that there is none.
const (
	Guess = 0
	None  = -1
)

// Of names the columns of a sheet ("": the first that has more than one row, else the first). header
// is the row that names them, Guess or None. A sheet or row that isn't there is salient.ErrInvalid.
func Of(b Book, sheet string, header int) (*Table, error) {
	at, err := b.sheet(sheet)
	if err != nil {
		return nil, err
	}
	rows := b.Sheets[at].Rows
	t := &Table{How: b.How, first: b.firstLine(at)}
	if len(b.Sheets) > 1 {
		t.Sheet = b.Sheets[at].Name
	}
	for _, s := range b.Sheets {
		t.Sheets = append(t.Sheets, s.Name)
	}
	begin := 0
	switch {
	case header == Guess:
		if i := guessHeader(rows); i >= 0 {
			t.Header, begin = rows[i].Number, i+1
		}
	case header > 0:
		i := slices.IndexFunc(rows, func(r Row) bool { return r.Number == header })
		if i < 0 {
			return nil, fmt.Errorf("row %d, which is to name the columns, is blank or isn't there: %w", header, salient.ErrInvalid)
		}
		t.Header, begin = header, i+1
	}
	var names []string
	if begin > 0 {
		names = rows[begin-1].Cells
	}
	t.Rows, t.first = rows[begin:], t.first+begin
	t.Columns = columnNames(names, widest(rows[max(0, begin-1):]))
	return t, nil
}

func (b Book) sheet(name string) (int, error) {
	if len(b.Sheets) == 0 {
		return 0, fmt.Errorf("a table without rows: %w", salient.ErrInvalid)
	}
	if name == "" {
		return max(0, slices.IndexFunc(b.Sheets, func(s Sheet) bool { return len(s.Rows) > 1 })), nil
	}
	i := slices.IndexFunc(b.Sheets, func(s Sheet) bool { return s.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("no sheet %q with rows: %w", name, salient.ErrInvalid)
	}
	return i, nil
}

func widest(rows []Row) int {
	n := 0
	for _, r := range rows {
		n = max(n, len(r.Cells))
	}
	return n
}

// A header is looked for in the first rows of a sheet; titles and notes may stand above it.
const headerWithin = 20

// guessHeader is the first row that is nearly as wide as those around it, and whose cells are
// names: all differ, none begins as a number or a date does. -1 if there is none.
func guessHeader(rows []Row) int {
	width := widest(rows[:min(len(rows), 50)])
	for i, r := range rows[:min(len(rows), headerWithin)] {
		if isHeader(r, width) {
			return i
		}
		if filled(r) == width {
			return -1 // data have begun
		}
	}
	return -1
}

func filled(r Row) int {
	n := 0
	for _, c := range r.Cells {
		if c != "" {
			n++
		}
	}
	return n
}

var figure = regexp.MustCompile(`^[-+~<>]?\d`)

func isHeader(r Row, width int) bool {
	if filled(r)*5 < width*4 {
		return false
	}
	seen := map[string]bool{}
	for _, c := range r.Cells {
		if c == "" {
			continue
		}
		if key := foldName(c); seen[key] || figure.MatchString(c) {
			return false
		} else {
			seen[key] = true
		}
	}
	return true
}

// columnNames names n columns: as the header does, a nameless one by its letters, a second of
// one name with a number.
func columnNames(header []string, n int) []string {
	out := make([]string, n)
	seen := map[string]bool{}
	for i := range out {
		name := letters(i)
		if i < len(header) && header[i] != "" {
			name = header[i]
		}
		unique := name
		for k := 2; seen[foldName(unique)]; k++ {
			unique = fmt.Sprintf("%s (%d)", name, k)
		}
		seen[foldName(unique)] = true
		out[i] = unique
	}
	return out
}

// letters are a column's as spreadsheets have them: A, B … Z, AA.
func letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// foldName is a column's name without capitals, and with _ - . as spaces.
func foldName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" _-.\t", r) }), " ")
}

// Column finds a column by its name, whatever its capitals; -1 if there is none.
func (t *Table) Column(name string) int {
	if i := slices.Index(t.Columns, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(t.Columns, func(c string) bool { return foldName(c) == foldName(name) })
}

// Fingerprint stands for the names of the columns, in any order.
func (t *Table) Fingerprint() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = foldName(c)
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, "\n")))
	return hex.EncodeToString(sum[:8])
}

// Sample gives up to n different values of a column, in the order of rows.
func (t *Table) Sample(column, n int) []string {
	var out []string
	for _, r := range t.Rows {
		if c := r.Cell(column); c != "" && !slices.Contains(out, c) {
			if out = append(out, c); len(out) == n {
				break
			}
		}
	}
	return out
}
