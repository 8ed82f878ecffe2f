package read

import (
	"fmt"
	"io"
	"strings"
)

// Print writes a result for people: what was named, and the candidates in the order of the
// text, each with its score, who says so, and the rule that found it.
func Print(w io.Writer, name string, r Result) {
	fmt.Fprintf(w, "%s: %s characters", name, plainNumber(r.TextChars))
	if r.Language != "" {
		fmt.Fprintf(w, ", language %s", r.Language)
	}
	fmt.Fprintf(w, "; %s, %s, %s, %s\n",
		plural(len(r.Toponyms), "place name"), plural(len(r.Actors), "party", "parties"), plural(len(r.Dates), "date"), plural(len(r.Candidates), "candidate claim"))
	quote := ""
	for _, c := range r.Candidates {
		if c.Quote != quote {
			quote = c.Quote
			fmt.Fprintf(w, "\n  “%s” (%d–%d)\n", strings.Join(strings.Fields(quote), " "), c.Start, c.End)
		}
		fmt.Fprintf(w, "    %.2f  %s\n", c.Score, c.line())
	}
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
	put(" · value %s", c.Value)
	put(" · amount %s", strings.TrimSpace(c.Amount+" "+c.Unit))
	put(" · says %s", c.Claimant)
	if c.Stance != "asserts" {
		put(", who %s it", string(c.Stance))
	}
	put(" · %s", c.Hedge)
	put(" · %s", string(c.Evidence))
	fmt.Fprintf(&b, " [%s]", c.Rule)
	return b.String()
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
