package redact

import (
	"strings"

	"github.com/salient-osint/salient"
)

// Shows reports whether a row may go along as it is: it isn't kept back, and no cell of it
// tells of a row that is.
func (r *Redaction) Shows(row salient.Row) bool {
	if !r.rule.shows(salient.SensitivityOf(row)) {
		return false
	}
	if r.Whole() {
		return true
	}
	if _, other := r.renamed.changed(row.ID, row.Kind); other {
		return false
	}
	if row.Kind == salient.KindBrief && r.Text(row.Get("text")) != row.Get("text") {
		return false
	}
	for _, cell := range row.Cells {
		if len(r.Find(cell.Text)) > 0 || r.finder.inToken(cell.Text) || r.namesHidden(cell.Text) {
			return false
		}
	}
	return true
}

// namesHidden reports whether a cell is an id, or a list of ids, one of which is another in
// what is published. (Within other text, Find sees them.)
func (r *Redaction) namesHidden(cell string) bool {
	for member := range strings.SplitSeq(cell, "|") {
		id, _, _ := strings.Cut(strings.TrimSpace(member), "@")
		for _, of := range r.renamed {
			if _, ok := of[id]; ok {
				return true
			}
		}
	}
	return false
}
