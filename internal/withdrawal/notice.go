package withdrawal

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
)

// notice drafts what readers of the briefs are told: what was withdrawn and why, and which
// sentences and figures that concerns. "" if no brief changes.
func (r Report) notice() string {
	var b strings.Builder
	for _, x := range r.Briefs {
		if len(x.Sentences)+len(x.Figures) == 0 {
			continue
		}
		fmt.Fprintf(&b, "## Correction: %s\n\n%s\n", x.Title, r.opening())
		x.concerned(&b)
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// opening says in one sentence what was withdrawn, and why.
func (r Report) opening() string {
	why := strings.TrimRight(r.Why, ".")
	switch r.Kind {
	case salient.KindSource:
		return fmt.Sprintf("The source %s was withdrawn, with all that rests on it alone: %s.", r.Name, why)
	case salient.KindDocument:
		return fmt.Sprintf("The document “%s” was withdrawn: %s.", r.Name, why)
	}
	return fmt.Sprintf("The claim “%s” is no longer accepted: %s.", strings.TrimRight(r.Name, "."), why)
}

// concerned lists sentences and figures.
func (b Brief) concerned(w *strings.Builder) {
	if len(b.Sentences) > 0 {
		w.WriteString("\nThese sentences no longer stand as they were written:\n\n")
	}
	for _, s := range b.Sentences {
		fmt.Fprintf(w, "- %s\n", s.Text)
	}
	if len(b.Figures) > 0 {
		w.WriteString("\nThese figures show something else now:\n\n")
	}
	for _, f := range b.Figures {
		fmt.Fprintf(w, "- Figure %d: %s\n", f.Number, f.Title)
	}
}
