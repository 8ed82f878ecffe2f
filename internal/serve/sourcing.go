package serve

import (
	"fmt"
	"io"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
)

// SourcingQuestion asks for a draft of a brief's source descriptors and its source summary
// statement (ICD 206).
type SourcingQuestion struct {
	Brief string `help:"A brief of the case." required:"" placeholder:"ID"`
	Cut
}

// Answer gives brief.Sourcing.
func (q *SourcingQuestion) Answer(v *desk.View) (any, error) {
	b, ok := v.All.Brief(salient.BriefID(q.Brief))
	if !ok {
		return nil, fmt.Errorf("no brief %q: %w", q.Brief, salient.ErrNotFound)
	}
	doc, _ := brief.Parse(string(b.ID)+".md", []byte(b.Text))
	records := map[salient.SourceID][]string{}
	for _, r := range v.Control().Records() {
		records[r.Source] = RecordWords(v.Case, r)
	}
	return brief.SourcingOf(doc, v.All, records), nil
}

// SourcingText prints the draft for people.
func SourcingText(w io.Writer, answer any) {
	s, _ := answer.(brief.Sourcing)
	fmt.Fprintln(w, "Source summary statement (a draft: read and mend it):")
	for _, line := range s.Statement {
		fmt.Fprintf(w, "  %s\n", line)
	}
	fmt.Fprintln(w, "\nSource descriptors:")
	for _, d := range s.Descriptors {
		fmt.Fprintf(w, "  %s\n", d.Words)
		if d.Note != "" {
			fmt.Fprintf(w, "    The case notes: %s\n", d.Note)
		}
		for _, r := range d.Record {
			fmt.Fprintf(w, "    Not for publication: %s\n", r)
		}
	}
}
