package table

import (
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// Book is what a file of tables holds.
type Book struct {
	How    string  // how it was read, in words: "UTF-8, cells parted by commas"
	Sheets []Sheet // those that have rows
}

// Sheet is one table of a book as it stands there.
type Sheet struct {
	Name string // "" in a file that has but one
	Rows []Row  // those that aren't blank
}

// Row is one row: its number in the sheet, from 1, and its cells, each as Clean leaves it; blank
// cells behind the last aren't there.
type Row struct {
	Number int
	Cells  []string
}

// Cell is the text in a column, counted from 0; "" behind the last.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Line is the row as it stands in the book's text.
func (r Row) Line() string { return strings.Join(r.Cells, "\t") }

// NewRow makes a row of cells; ok is false if all are blank.
func NewRow(number int, cells []string) (r Row, ok bool) {
	last := 0
	for i, c := range cells {
		if cells[i] = Clean(c); cells[i] != "" {
			last = i + 1
		}
	}
	return Row{number, cells[:last:last]}, last > 0
}

// Clean brings a cell to one line of plain text, in Unicode NFC.
func Clean(s string) string {
	if tidy(s) {
		return s
	}
	return strings.Join(strings.Fields(ingest.Clean(s)), " ")
}

// tidy reports whether a cell is plain ASCII with single spaces between words.
func tidy(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return s == "" || before != ' '
}

// sheetBreak stands on a line of its own between two sheets of a text layer.
const sheetBreak = string(ingest.PageBreak)

// Text is the book's text layer: a line for each row, cells parted by tabs, and a page break
// between sheets. It is as ingest.Clean leaves it.
func (b Book) Text() string {
	var out strings.Builder
	for i, s := range b.Sheets {
		if i > 0 {
			out.WriteString(sheetBreak + "\n")
		}
		for _, r := range s.Rows {
			out.WriteString(r.Line())
			out.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// firstLine is the line of Text, from 0, in which a sheet begins.
func (b Book) firstLine(sheet int) int {
	n := 0
	for _, s := range b.Sheets[:sheet] {
		n += len(s.Rows) + 1
	}
	return n
}
