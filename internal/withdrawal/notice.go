package withdrawal

import (
	"fmt"
	"strings"

	"github.com/salient-osint/salient"
)

// notice drafts what readers of the briefs are told: what was withdrawn and why, and which
// sentences and figures that concerns. "" if no brief changes whose readers weren't told.
func (r Report) notice() string {
	var b strings.Builder
	for _, x := range r.Briefs {
		if x.Published != nil && x.Published.Corrected {
			continue
		}
		fmt.Fprintf(&b, "## Correction: %s\n\n%s\n", x.Title, r.noticeOf(x))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// noticeOf is the notice of one brief.
func (r Report) noticeOf(x Brief) string {
	var b strings.Builder
	b.WriteString(r.opening())
	if p := x.Published; p != nil {
		fmt.Fprintf(&b, " This concerns what was published on %s (%s, SHA-256 %s).", p.words, p.ID, p.SHA256)
	}
	b.WriteByte('\n')
	x.concerned(&b)
	return b.String()
}

// Corrections are the notices that readers of what was published haven't had yet: the next
// publication of each brief prints its own.
func (r Report) Corrections() []salient.Correction {
	var out []salient.Correction
	for _, x := range r.Briefs {
		if x.Published != nil && !x.Published.Corrected {
			out = append(out, salient.Correction{
				Brief: x.Brief, Publication: x.Published.ID, Kind: r.Kind, Withdrawn: r.ID, Text: strings.TrimSpace(r.noticeOf(x)),
			})
		}
	}
	return out
}

// opening says in one sentence what was withdrawn, and why; of what isn't open to everybody, only
// of which kind it is.
func (r Report) opening() string {
	if !r.open {
		return fmt.Sprintf("A %s on which this rested was withdrawn.", r.Kind)
	}
	why := ""
	if w := strings.TrimRight(r.Why, "."); w != "" {
		why = ": " + w
	}
	switch r.Kind {
	case salient.KindSource:
		return fmt.Sprintf("The source %s was withdrawn, with all that rests on it alone%s.", r.Name, why)
	case salient.KindDocument:
		return fmt.Sprintf("The document “%s” was withdrawn%s.", r.Name, why)
	}
	return fmt.Sprintf("The claim “%s” is no longer accepted%s.", strings.TrimRight(r.Name, "."), why)
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
