package prose

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

//go:embed words/*.txt
var wordFiles embed.FS

// Phrases finds the phrases of one list.
type Phrases struct{ index Index[string] }

// List reads the phrases of a list in a language ("partisan", "en") from words/, together with
// those that the case adds in its setting words.LIST.LANGUAGE: phrases separated by |, of which
// one with a minus before it is taken away. ok is false if nobody has made such a list.
func List(s salient.Settings, list, language string) (p *Phrases, ok bool) {
	lines, err := Lines(list, language)
	extra, set := s.Other[fmt.Sprintf("words.%s.%s", list, language)]
	if err != nil && !set {
		return &Phrases{}, false
	}
	for _, x := range strings.Split(extra, "|") {
		x = strings.TrimSpace(x)
		if gone, minus := strings.CutPrefix(x, "-"); minus {
			lines = slices.DeleteFunc(lines, func(l string) bool { return strings.EqualFold(l, strings.TrimSpace(gone)) })
		} else if x != "" {
			lines = append(lines, x)
		}
	}
	p = &Phrases{}
	for _, l := range lines {
		p.index.Add(l, l)
	}
	return p, true
}

// Lines are the phrases of a list as its file has them: lines that aren't blank and don't
// begin with #.
func Lines(list, language string) ([]string, error) {
	b, err := wordFiles.ReadFile("words/" + list + "." + language + ".txt")
	if err != nil {
		return nil, fmt.Errorf("list %s in %s: %w", list, language, salient.ErrNotFound)
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}

// Find lists the phrases of the list in a text.
func (p *Phrases) Find(tokens []Token) []Match[string] { return p.index.Find(tokens) }

// In reports whether any phrase of the list stands in a text.
func (p *Phrases) In(tokens []Token) bool { return len(p.Find(tokens)) > 0 }
