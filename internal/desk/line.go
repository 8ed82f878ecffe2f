package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// Line is one row as a format read it, and where it stood.
type Line struct {
	Row  salient.Row
	File string
	Line int
	At   map[string]int // column name → position of its cell in the line, from 1

	// Fill says that the row knows less than a casebook's: it adds to what the case has, and
	// changes nothing that is there (see Desk.Import).
	Fill bool

	// Table is the kind of the rows of the file that this line of kind salient.KindFile tells
	// of, of which it may have none; "" for every other line.
	Table salient.Kind

	// Loose lines are no table's: that others of their kind don't come with them means nothing.
	// Their originals have been seen.
	Loose bool
}

// Problem is one thing that is wrong with what somebody brought in, and where it stands.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"` // position in the line, from 1
	What   string `json:"what"`
}

func (p Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.What
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.What)
}

// MaxProblems is how many problems one refusal lists.
const MaxProblems = 100

// Problems is everything wrong with an input, in the order of files and lines. As an error
// it is a salient.ErrInvalid that lists the first hundred.
type Problems []Problem

func (ps Problems) Error() string {
	var b strings.Builder
	for i, p := range ps {
		if i == MaxProblems {
			fmt.Fprintf(&b, "… and %d more\n", len(ps)-i)
			break
		}
		b.WriteString(p.Error() + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Is makes Problems a salient.ErrInvalid.
func (ps Problems) Is(target error) bool { return target == salient.ErrInvalid }

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// problem puts a message at a cell of the line.
func (l Line) problem(column, what string) Problem {
	return Problem{File: l.File, Line: l.Line, Column: max(1, l.At[column]), What: what}
}
