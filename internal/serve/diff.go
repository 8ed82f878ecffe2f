package serve

import (
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/network"
)

// DiffText prints what an import changed, or would change: a line a row up to a hundred,
// then a sum.
func DiffText(w io.Writer, path string, diff desk.Diff, dry bool) error {
	b := &strings.Builder{}
	lines := 0
	line := func(format string, args ...any) {
		if lines++; lines <= desk.MaxProblems {
			fmt.Fprintf(b, format+"\n", args...)
		}
	}
	for _, c := range diff.Changed {
		line("~ %s %s", c.Kind, c.ID)
		for _, cell := range c.Cells {
			line("    %s: %q → %q", cell.Column, clip(cell.Old), clip(cell.New))
		}
	}
	if dry {
		for _, r := range diff.Added {
			line("+ %s %s", r.Kind, r.ID)
		}
		for _, r := range diff.Missing {
			line("? %s %s is in the case and not in %s", r.Kind, r.ID, path)
		}
	}
	for _, r := range diff.Removed {
		line("- %s %s", r.Kind, r.ID)
	}
	for _, d := range diff.Documents {
		line("%s", documentLine(d))
	}
	if lines > desk.MaxProblems {
		fmt.Fprintf(b, "… and %d lines more\n", lines-desk.MaxProblems)
	}
	for _, r := range diff.Networks {
		networkText(b, r)
	}
	for _, r := range diff.Lexicons {
		lexiconLine(b, r)
	}
	for _, t := range diff.Tables {
		tableLine(b, t)
	}
	fmt.Fprintf(b, "%s: %s\n", path, diffSum(diff, dry))
	_, err := io.WriteString(w, b.String())
	return err
}

// networkText tells what became of a file of roads.
func networkText(b *strings.Builder, r network.Report) {
	fmt.Fprintf(b, "Network %s (%s): %d objects read, %d roads of %d ways, %.0f km, %d junctions.\n",
		r.Network, r.Reader, r.Objects, r.Roads, r.Ways, r.Km, r.Junctions)
	fmt.Fprintf(b, "    bridges %d, ferries %d, crossings %d; ways joined to one road %d\n", r.Bridges, r.Ferries, r.Crossings, r.Joined)
	if r.Parts > 1 {
		fmt.Fprintf(b, "    parts that no road joins %d; the largest has %.1f%% of the length\n", r.Parts, 100*r.Largest)
	}
	for _, list := range []struct {
		word   string
		counts []network.Count
	}{{"changed", r.Changed}, {"left out", r.Dropped}} {
		for _, c := range list.counts {
			fmt.Fprintf(b, "    %s %d: %s", list.word, c.N, c.What)
			if c.First != "" {
				fmt.Fprintf(b, " (%s first)", c.First)
			}
			b.WriteByte('\n')
		}
	}
}

func lexiconLine(b *strings.Builder, r desk.LexiconReport) {
	fmt.Fprintf(b, "Lexicon %s (%s): ", r.Lexicon, r.Type)
	if r.Type == salient.Patterns {
		fmt.Fprintf(b, "%s, %s.\n", counted(r.Rules, "rule"), counted(r.Words, "word"))
		return
	}
	fmt.Fprintf(b, "%s, %s.\n", counted(r.Places, "place"), counted(r.Names, "name"))
}

// documentLine says what was read of a document, and what of it nobody has confirmed.
func documentLine(d desk.Brought) string {
	s := fmt.Sprintf("document %s: %s", d.ID, clip(d.Title))
	if d.Known {
		return s + "\n    the case has these bytes already (" + d.File + ")"
	}
	s += fmt.Sprintf("\n    from %s, source %s", d.File, d.Source)
	if d.Published != "" {
		s += ", published " + d.Published
	}
	if d.Extractor != "" {
		s += "\n    text layer by " + d.Extractor
	} else {
		s += "\n    no text layer: " + d.NoText
	}
	if len(d.Unconfirmed) > 0 {
		s += "\n    to be confirmed: " + strings.Join(d.Unconfirmed, ", ")
	}
	return s
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func diffSum(diff desk.Diff, dry bool) string {
	sum := fmt.Sprintf("%d added (%s), %d changed, %d the same, %d not mentioned",
		len(diff.Added), byKind(diff.Added), len(diff.Changed), diff.Same, len(diff.Missing)-len(diff.Removed))
	if len(diff.Added) == 0 {
		sum = strings.Replace(sum, " ()", "", 1)
	}
	if n := len(diff.Removed); n > 0 {
		sum += fmt.Sprintf(", %d removed", n)
	}
	switch {
	case dry:
		return sum + ". Nothing written."
	case diff.Entry == 0:
		return sum + ". Nothing to write."
	}
	return sum + fmt.Sprintf(". Entry %d.", diff.Entry)
}

func byKind(refs []desk.Ref) string {
	n := map[salient.Kind]int{}
	for _, r := range refs {
		n[r.Kind]++
	}
	var parts []string
	for _, k := range salient.Kinds {
		if n[k] > 0 && k != salient.KindFile {
			parts = append(parts, strings.Replace(counted(n[k], string(k)), "hypothesiss", "hypotheses", 1))
		}
	}
	return strings.Join(parts, ", ")
}
