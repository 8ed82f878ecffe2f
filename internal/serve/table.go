package serve

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/table"
)

// Grouped is what is wrong in the same words in one row or several.
type Grouped struct {
	desk.Problem     // the first
	Rows         int // in which it is wrong
}

// Group puts problems of the same words together, the most frequent first.
func Group(problems desk.Problems) []Grouped {
	at := map[string]int{}
	var out []Grouped
	for _, p := range problems {
		i, ok := at[p.What]
		if !ok {
			i = len(out)
			at[p.What] = i
			out = append(out, Grouped{Problem: p})
		}
		out[i].Rows++
	}
	slices.SortStableFunc(out, func(a, b Grouped) int { return b.Rows - a.Rows })
	return out
}

// shownProblems is how many problems TableText prints.
const shownProblems = 20

// TableText prints what a table's columns mean, why, the first claims that its rows make, and what
// is wrong.
func TableText(w io.Writer, r desk.TableReport, problems desk.Problems) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s: %s", r.File, r.How)
	if r.Sheet != "" {
		fmt.Fprintf(b, ", sheet %s", r.Sheet)
	}
	header := fmt.Sprintf("row %d names the columns", r.Header)
	if r.Header == 0 {
		header = "no row names the columns"
	}
	fmt.Fprintf(b, "; %s below: %s.\n", counted(r.Rows, "row"), header)
	fmt.Fprintf(b, "%s\n", map[string]string{
		"given": "What they mean was given:", "kept": "The case knows what they mean:", "": "Nobody has said what they mean; a guess:",
	}[r.Known])
	why := map[string]string{}
	for _, x := range r.Reasons {
		why[x.Target] = x.Why
	}
	for _, c := range r.Columns {
		fmt.Fprintf(b, "  %-20s %-12s %s\n", clip(c.Name), orDash(c.Target), clip(strings.Join(c.Sample, " · ")))
		if s := why[c.Target]; s != "" {
			fmt.Fprintf(b, "  %20s %s\n", "", s)
		}
	}
	for _, x := range sortedFields(r) {
		fmt.Fprintf(b, "  %-20s %-12s %q\n", "(in every row)", x.target, x.text)
		if s := why[x.target]; s != "" {
			fmt.Fprintf(b, "  %20s %s\n", "", s)
		}
	}
	for _, c := range r.First {
		fmt.Fprintf(b, "+ %s (%s)\n", c["id"], c["locator"])
		fmt.Fprintf(b, "    %s\n", strings.Join(strings.Fields(strings.Join([]string{c["when"], c["kind"], c["actor"], c["what"], c["other"], c["place"], c["to"], c["value"], c["amount"], c["unit"]}, " ")), " "))
	}
	for i, g := range Group(problems) {
		if i == shownProblems {
			fmt.Fprintf(b, "… and %s more\n", counted(len(Group(problems))-i, "problem"))
			break
		}
		fmt.Fprintf(b, "! %v", g.Problem)
		if g.Rows > 1 {
			fmt.Fprintf(b, " (in %s)", counted(g.Rows, "row"))
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "%s: %s", r.File, counted(r.Claims, "claim"))
	if r.Skipped > 0 {
		fmt.Fprintf(b, ", %s left out", counted(r.Skipped, "row"))
	}
	if r.Faulty > 0 {
		fmt.Fprintf(b, ", %s with something wrong", counted(r.Faulty, "row"))
	}
	fmt.Fprintf(b, ". Nothing written.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// tableLine tells what became of a table among other files.
func tableLine(b *strings.Builder, r desk.TableReport) {
	if r.Known == "" {
		fmt.Fprintf(b, "%s: %s; nobody has said what its columns mean: salient table shows a guess, --mapping takes the answer, and its page asks\n", r.File, counted(r.Rows, "row"))
		return
	}
	fmt.Fprintf(b, "%s: %s of %s", r.File, counted(r.Claims, "claim"), counted(r.Rows, "row"))
	if r.Skipped > 0 {
		fmt.Fprintf(b, ", %s left out", counted(r.Skipped, "row"))
	}
	if r.Faulty > 0 {
		fmt.Fprintf(b, ", %s with something wrong", counted(r.Faulty, "row"))
	}
	fmt.Fprintln(b)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

type fieldText struct{ target, text string }

// sortedFields lists what is written in every row, by target.
func sortedFields(r desk.TableReport) []fieldText {
	var out []fieldText
	for _, x := range table.Targets {
		if t := r.Mapping.Fields[x.Name].Text; t != "" {
			out = append(out, fieldText{x.Name, t})
		}
	}
	return out
}
