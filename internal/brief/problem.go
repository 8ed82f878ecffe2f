package brief

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a brief may be published.
type Severity string

// The severities.
const (
	Error   Severity = "error" // it may not
	Warning Severity = "warning"
)

// Problem is one thing that is wrong with a brief, and where.
type Problem struct {
	Line     int      `json:"line"`   // from 1
	Column   int      `json:"column"` // from 1, in code points
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

func (p Problem) String() string {
	return fmt.Sprintf("%d:%d: %s %s: %s", p.Line, p.Column, p.Severity, p.Code, p.Message)
}

func problem(at Pos, code, format string, args ...any) Problem {
	return Problem{at.Line, at.Column, code, rules[code].severity, fmt.Sprintf(format, args...)}
}

// Sorted joins what Parse and Check found, in the order of the text.
func Sorted(parsed, checked []Problem) []Problem {
	out := slices.Concat(parsed, checked)
	sortProblems(out)
	return out
}

func sortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
}
