package withdrawal

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// Report is what was withdrawn, and everything that it changes.
type Report struct {
	Kind  salient.Kind `json:"kind"` // source, document or claim
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Why   string       `json:"why"`
	Since uint64       `json:"since"` // the entry in which it was withdrawn before; 0: it stood
	Entry uint64       `json:"entry"` // that this report was written in; 0: nothing was written
	Effects
	Notice string `json:"notice"` // a draft in Markdown; "" if no brief changes

	open bool // the row may be named to everybody
}

// Of is the report of a withdrawal.
func Of(ctx context.Context, w *desk.Withdrawal) Report {
	before := State{w.Before, func(day when.Day) (*desk.View, error) { return w.BeforeKnown(ctx, day) }, w.Texts(ctx)}
	after := State{w.After, func(day when.Day) (*desk.View, error) { return w.AfterKnown(ctx, day) }, w.Texts(ctx)}
	r := Report{Kind: w.Kind, ID: w.ID, Name: w.Name, Why: w.Why, Since: w.Since, open: w.Open}
	r.Effects = Between(before, after, w.Published...)
	r.Notice = r.notice()
	return r
}

// Text prints a report for people.
func Text(w io.Writer, r Report) {
	fmt.Fprintf(w, "%s %s%s%s: %s\n", r.Kind, r.ID, quoted(r.Name), r.sinceWords(), cmp.Or(r.Why, "no reason noted"))
	holdingsText(w, r.Holdings)
	siegesText(w, r.Sieges)
	if len(r.Briefs) == 0 {
		fmt.Fprintln(w, "No sentence or figure of a brief changes.")
	}
	for _, b := range r.Briefs {
		b.text(w)
	}
	if r.Notice != "" {
		fmt.Fprintf(w, "\nA correction notice (a draft: read and mend it):\n\n%s", r.Notice)
	}
}

func (r Report) sinceWords() string {
	if r.Since == 0 {
		return ""
	}
	return fmt.Sprintf(", withdrawn in entry %d", r.Since)
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return " “" + s + "”"
}

func holdingsText(w io.Writer, list []Holding) {
	if len(list) == 0 {
		fmt.Fprintln(w, "No place is held otherwise.")
		return
	}
	fmt.Fprintf(w, "Places that are held otherwise: %d\n", len(list))
	for _, h := range list {
		for _, r := range h.Runs {
			fmt.Fprintf(w, "  %-28s %s  %-32s → %-32s at most on %s\n", h.Name, daysWords(r.From, r.To), r.Before.Words(), r.After.Words(), r.On)
		}
	}
}

func daysWords(from, to when.Day) string {
	if from == to {
		return fmt.Sprintf("%-21s", from)
	}
	return fmt.Sprintf("%s/%s", from, to)
}

func siegesText(w io.Writer, list []Siege) {
	if len(list) == 0 {
		fmt.Fprintln(w, "No siege changes.")
		return
	}
	fmt.Fprintf(w, "Sieges that change: %d\n", len(list))
	for _, s := range list {
		x := s.either()
		fmt.Fprintf(w, "  %-28s %s: %s → %s\n", x.Name, x.Side, siegeWords(s.Before), siegeWords(s.After))
	}
}

// siegeWords are the days of a siege and what shuts the roads.
func siegeWords(s *siege.Siege) string {
	if s == nil {
		return "none"
	}
	words := s.Begin + "/" + s.End
	if len(s.By) > 0 {
		words += " by " + strings.Join(s.By, " ")
	}
	return words
}

func (b Brief) text(w io.Writer) {
	fmt.Fprintf(w, "Brief %s%s: %d sentences, %d figures\n", b.Brief, quoted(b.Title), len(b.Sentences), len(b.Figures))
	if p := b.Published; p != nil {
		fmt.Fprintf(w, "  published on %s as %s, SHA-256 %s%s\n", p.Day, p.ID, p.SHA256, p.correctedWords())
	}
	for _, s := range b.Sentences {
		fmt.Fprintf(w, "  %d:%d: %s%s\n", s.Line, s.Column, s.Kind, quoted(s.Text))
		for _, p := range s.Now {
			fmt.Fprintf(w, "    now: %s\n", p)
		}
		for _, p := range s.Gone {
			fmt.Fprintf(w, "    no longer: %s\n", p)
		}
	}
	for _, f := range b.Figures {
		fmt.Fprintf(w, "  line %d: figure %d%s\n", f.Line, f.Number, quoted(f.Title))
		was, is := f.Words()
		if f.Before == f.After {
			fmt.Fprintln(w, "    its drawing or its rows differ")
			continue
		}
		fmt.Fprintf(w, "    was: %s\n    is: %s\n", was, is)
	}
	if b.Undrawn != "" {
		fmt.Fprintf(w, "  its figures weren't compared: %s\n", b.Undrawn)
	}
}

func (p Published) correctedWords() string {
	if p.Corrected {
		return "; its correction is written"
	}
	return ""
}

// Words are the sentences of a figure's words that it has on one side of the comparison alone; ""
// if only its drawing or its rows differ.
func (f Figure) Words() (was, is string) {
	return beyondWords(f.Before, f.After), beyondWords(f.After, f.Before)
}

// beyondWords are the sentences of a text that another doesn't have.
func beyondWords(text, other string) string {
	have := strings.Split(other, ". ")
	var out []string
	for _, s := range strings.Split(text, ". ") {
		if !slices.Contains(have, s) {
			out = append(out, strings.TrimSuffix(s, "."))
		}
	}
	return strings.Join(out, ". ")
}

// JSON prints a report for programs.
func JSON(w io.Writer, r Report) error { return serve.JSON(w, r) }
