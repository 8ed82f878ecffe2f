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

// rule is what a code stands for. Codes are never given to another rule.
type rule struct {
	severity Severity
	explain  string
}

var rules = map[string]rule{
	"B001": {Error, "The front matter can't be read. It is YAML between two lines of ---, at the very top: keys with a text, a day (YYYY-MM-DD) or a list."},
	"B002": {Error, "The front matter lacks something that readers need: the title and the day as known by which the text was written."},
	"B003": {Warning, "The front matter has a key that nothing reads. Perhaps it is misspelt."},
	"B010": {Error, "A citation is not written as one. The form is [@claim-id] or [@claim-id; @document-id, p. 2]."},
	"B011": {Error, "A citation names an id that is neither a claim nor a document of the case."},
	"B012": {Error, "A sentence states something and cites nothing. Cite the claims that it rests on; if it is your own reasoning, mark it {.analysis}, and readers will see that it is."},
	"B013": {Error, "A cited claim is a candidate: nobody has decided on it. Accept it first, with a reason, or cite another."},
	"B014": {Error, "A cited claim was rejected."},
	"B015": {Error, "A cited claim's document, or the source of that document, was withdrawn."},
	"B016": {Error, "A cited document was published after the day as known by which the brief is written, or its day isn't known."},
	"B017": {Warning, "A sentence cites a document but no claim, so nothing says which words of the document bear it out."},
	"B018": {Error, "A heading, or a figure's title, carries a citation. Cite in the text."},
	"B020": {Error, "A likelihood (likely, almost certain) and a confidence (high confidence) stand in one sentence. ICD 203 keeps them apart, because readers take one for the other. Make two sentences."},
	"B030": {Error, "There is no figure of this kind."},
	"B031": {Error, "The kind of figure has no such parameter."},
	"B032": {Error, "A parameter of a figure is missing, or its value is nothing that the case has."},
	"B033": {Error, "A figure has no title. The title says the finding: ![The town was cut off on every side](figure:…)."},
	"B034": {Error, "An image that is not a figure of the case, or a figure inside a sentence. Figures are paragraphs of their own; pictures from elsewhere can't be shown."},
	"B040": {Error, "A judgement box names no judgement of the case."},
	"B041": {Error, "A box that isn't known or isn't closed. The boxes are ::: judgement ID and ::: analysis, each closed by a line of :::"},
	"B042": {Error, "A mark that isn't known. The one mark is {.analysis}, right behind a sentence."},
	"B043": {Error, "Quotations and lists stand in each other deeper than thirty. Nothing behind that is read."},
	"B050": {Error, "A link leads to an address that can't be published. Links begin with https:, http:, mailto: or #."},
}

// Explain says what a code means and what to do; "" for a code that doesn't exist.
func Explain(code string) string { return rules[code].explain }

// Codes lists all codes in order.
func Codes() []string {
	out := make([]string, 0, len(rules))
	for c := range rules {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

func problem(at Pos, code, format string, args ...any) Problem {
	return Problem{at.Line, at.Column, code, rules[code].severity, fmt.Sprintf(format, args...)}
}

func sortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
}
