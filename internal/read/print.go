package read

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Print writes a result for people: what was named, and the candidates in the order of the
// text, each with its score, who says so, and the rule that found it. Of a case it says what
// scored them.
func Print(w io.Writer, name string, r Result) {
	fmt.Fprintf(w, "%s: %s characters", name, plainNumber(r.TextChars))
	if r.Language != "" {
		fmt.Fprintf(w, ", language %s", r.Language)
	}
	fmt.Fprintf(w, "; %s, %s, %s, %s",
		plural(len(r.Toponyms), "place name"), plural(len(r.Actors), "party", "parties"), plural(len(r.Dates), "date"), plural(len(r.Candidates), "candidate claim"))
	if r.Scoring != nil {
		fmt.Fprintf(w, "; %s", r.Scoring.Words())
	}
	fmt.Fprintln(w)
	quote := ""
	for _, c := range r.Candidates {
		if c.Quote != quote {
			quote = c.Quote
			fmt.Fprintf(w, "\n  “%s” (%d–%d)\n", strings.Join(strings.Fields(quote), " "), c.Start, c.End)
		}
		fmt.Fprintf(w, "    %.2f  %s\n", c.Score, c.line())
	}
}

// Line tells what came of a model's answers, in one line.
func (h *Hearing) Line() string { return h.Model + ": " + h.Counts() }

// Counts is the line without the model's label.
func (h *Hearing) Counts() string {
	var b strings.Builder
	fmt.Fprintf(&b, "asked about %s of %s; offered %s, kept %s", plainNumber(h.Asked), plural(h.Passages, "passage"), plural(h.Offered, "candidate"), plainNumber(h.Kept))
	if h.Alike > 0 {
		fmt.Fprintf(&b, " (%s by a rule, too)", plainNumber(h.Alike))
	}
	if h.Unusable > 0 {
		fmt.Fprintf(&b, "; %s unusable", plural(h.Unusable, "answer"))
	}
	dropped := 0
	var why []string
	for _, reason := range slices.Sorted(maps.Keys(h.Dropped)) {
		dropped += h.Dropped[reason]
		why = append(why, fmt.Sprintf("%s %s", plainNumber(h.Dropped[reason]), reason))
	}
	if dropped > 0 {
		fmt.Fprintf(&b, "; dropped %s: %s", plainNumber(dropped), strings.Join(why, ", "))
	}
	if h.TokensIn+h.TokensOut > 0 {
		fmt.Fprintf(&b, "; %s tokens read, %s written", plainNumber(h.TokensIn), plainNumber(h.TokensOut))
	}
	return b.String()
}

// line is a candidate in one line: `actor what other`, where, when, who says so.
func (c *Candidate) line() string {
	var b strings.Builder
	put := func(format, s string) {
		if s != "" {
			fmt.Fprintf(&b, format, s)
		}
	}
	fmt.Fprintf(&b, "%s:", c.Kind)
	put(" %s", c.Actor)
	put(" %s", c.What)
	put(" %s", c.Other)
	put(" · %s", c.Place)
	put(" (%s)", c.Sector)
	put(" → %s", c.To)
	put(" · %s", c.When)
	put(" (dated by %s)", map[Dating]string{DatedBefore: "what stands before", DatedDocument: "the document’s day"}[c.Dated])
	put(" · value %s", c.Value)
	put(" · amount %s", strings.TrimSpace(c.Amount+" "+c.Unit))
	put(" · says %s", c.Claimant)
	if c.Stance != "asserts" {
		put(", who %s it", string(c.Stance))
	}
	put(" · %s", c.Hedge)
	put(" · %s", string(c.Evidence))
	fmt.Fprintf(&b, " [%s]", c.Origin())
	return b.String()
}

// Origin names what offered a candidate: its rule, or a language model by its label, or both.
func (c *Candidate) Origin() string {
	if c.Also != "" {
		return c.Rule + "; " + c.Also
	}
	return c.Rule
}

func plural(n int, one string, many ...string) string {
	if n == 1 {
		return "1 " + one
	}
	if len(many) > 0 {
		return plainNumber(n) + " " + many[0]
	}
	return plainNumber(n) + " " + one + "s"
}

// plainNumber writes thousands apart.
func plainNumber(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
