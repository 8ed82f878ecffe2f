package read

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// rule is one rule of a pattern file; docs/reading.md tells how such files are written.
type rule struct {
	name    string
	outputs []output
	slots   []slot
	phrases []phrase
	value   string  // of a condition, or a holding's share: "critical"
	unit    string  // of an amount
	flags   wordSet // "unreal": holds for what is only planned, too
	line    int
	file    string
}

// output is what a rule offers.
type output struct {
	kind salient.ClaimKind
	what string // "gains" stands for the two happenings by which ground is gained
}

// slot says where a part of the claim is found.
type slot struct {
	name     string   // actor, other, place, to
	fillers  []string // subject, object, near, topic, a preposition …, tried in turn
	optional bool
}

// phrase is a row of elements.
type phrase struct {
	elements []element
	anchor   int // the first element that is of words, before which there is neither gap nor option
	slots    []slot
}

// acts reports whether the phrase's first word has to be a verb: somebody has to do it.
func (p *phrase) acts() bool {
	for _, s := range p.slots {
		if s.name == "actor" && !s.optional && s.fillers[0] == "subject" {
			return true
		}
	}
	return false
}

// mayAct reports whether somebody may do what the phrase's first word says.
func (p *phrase) mayAct() bool {
	for _, s := range p.slots {
		if s.name == "actor" && s.fillers[0] == "subject" && len(p.elements) == 1 {
			return true
		}
	}
	return false
}

// element is one step of a phrase.
type element struct {
	words    [][]string // alternatives, each a row of base forms; nil for a slot or a gap
	slot     string     // "actor", "place" …: a mention of that sort
	gap      int        // up to so many units of any kind
	optional bool
}

// pattern is what a pattern file has: rules, and words for the lists of the lexicon.
type pattern struct {
	file  string
	rules []rule
	words lexicon

	open bool // phrases may follow: the last line at the beginning of a line was a rule's head
	errs []error
}

// parsePattern reads a pattern file; words for lists that the lexicon lacks are refused.
// Everything that is wrong comes back together, with file and line.
func parsePattern(file, text string, known lexicon) (*pattern, error) {
	p := &pattern{file: file}
	for i, raw := range strings.Split(text, "\n") {
		line, _, _ := strings.Cut(raw, "#")
		if strings.TrimSpace(line) != "" {
			p.line(i+1, line, known)
		}
	}
	for _, r := range p.rules {
		if len(r.phrases) == 0 {
			p.fail(r.line, "rule %q has no phrases", r.name)
		}
	}
	return p, errors.Join(p.errs...)
}

func (p *pattern) fail(line int, format string, args ...any) {
	p.errs = append(p.errs, &salient.Fault{File: p.file, Line: line, Column: 1, What: fmt.Sprintf(format, args...)})
}

// line reads a line that isn't empty: indented, it belongs to the rule above it.
func (p *pattern) line(n int, line string, known lexicon) {
	body := strings.TrimSpace(line)
	indented := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
	words, ofWords := strings.CutPrefix(body, "words")
	ofWords = ofWords && strings.IndexAny(words, " \t:") == 0
	switch {
	case indented && !p.open:
		p.fail(n, "expected the head of a rule, as `captures: holding controls`, before phrases")
	case indented:
		if err := p.rules[len(p.rules)-1].parseLine(body); err != nil {
			p.fail(n, "%v", err)
		}
	case ofWords:
		p.open = false
		l, err := parseWords(words, known)
		if err != nil {
			p.fail(n, "%v", err)
		}
		p.words = append(p.words, l)
	default:
		p.open = true
		p.head(n, body)
	}
}

func (p *pattern) head(n int, body string) {
	r, err := parseHead(body)
	if err != nil {
		p.fail(n, "%v", err)
	}
	if slices.ContainsFunc(p.rules, func(o rule) bool { return o.name == r.name }) {
		p.fail(n, "there is a rule %q already", r.name)
	}
	r.line, r.file = n, p.file
	p.rules = append(p.rules, r)
}

// parseHead reads "captures: holding controls + happening gains".
func parseHead(s string) (rule, error) {
	name, outputs, ok := strings.Cut(s, ":")
	r := rule{name: strings.TrimSpace(name), flags: wordSet{}}
	if !ok || r.name == "" {
		return r, fmt.Errorf("expected the head of a rule, as `captures: holding controls`")
	}
	for _, o := range strings.Split(outputs, "+") {
		kind, what, _ := strings.Cut(strings.TrimSpace(o), " ")
		k := salient.ClaimKind(kind)
		if !slices.Contains(salient.ClaimKinds, k) {
			return r, fmt.Errorf("%q is no kind of claim", kind)
		}
		if words, closed := salient.Whats[k]; closed && !slices.Contains(words, what) && !(k == salient.Happening && what == "gains") {
			return r, fmt.Errorf("%q is nothing that a %s may say", what, kind)
		}
		r.outputs = append(r.outputs, output{k, what})
	}
	return r, nil
}

// slotLine matches the beginning of a line of slots.
var slotLine = regexp.MustCompile(`^[a-z]+\??=`)

// parseLine reads "actor=subject place=object|in", or a phrase.
func (r *rule) parseLine(s string) error {
	if !slotLine.MatchString(s) {
		p, err := parsePhrase(s)
		p.slots = slices.Clone(r.slots)
		r.phrases = append(r.phrases, p)
		return err
	}
	r.slots = nil
	for _, f := range strings.Fields(s) {
		name, from, _ := strings.Cut(f, "=")
		switch name {
		case "value":
			r.value = from
		case "unit":
			r.unit = from
		case "flag":
			r.flags[from] = true
		case "actor", "other", "place", "to", "actor?", "other?", "place?", "to?":
			fillers := strings.Split(from, "|")
			for i := range fillers {
				fillers[i] = gazetteer.Fold(fillers[i])
			}
			r.slots = append(r.slots, slot{strings.TrimSuffix(name, "?"), fillers, strings.HasSuffix(name, "?")})
		default:
			return fmt.Errorf("%q isn't a slot; expected actor, other, place, to, value, unit or flag", name)
		}
	}
	return nil
}

// mostGap is how many units "~" may pass over.
const mostGap = 4

// parsePhrase reads "(take|gain) ~ control of", "{actor} held {place}", "=captured".
func parsePhrase(s string) (phrase, error) {
	p := phrase{anchor: -1}
	for _, part := range fieldsOutside(s) {
		e := element{}
		if strings.HasSuffix(part, "?") {
			e.optional, part = true, strings.TrimSuffix(part, "?")
		}
		switch {
		case part == "~":
			e.gap = mostGap
		case strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}"):
			e.slot = part[1 : len(part)-1]
			if !slices.Contains([]string{"actor", "other", "place", "to", "number", "date"}, e.slot) {
				return p, fmt.Errorf("{%s} isn't a slot", e.slot)
			}
		default:
			for _, alternative := range strings.Split(strings.Trim(part, "()"), "|") {
				row := strings.Fields(strings.ReplaceAll(alternative, "-", " "))
				if len(row) == 0 {
					return p, fmt.Errorf("an empty alternative in %q", part)
				}
				for i := range row {
					row[i] = foldPattern(row[i])
				}
				e.words = append(e.words, row)
			}
			if p.anchor < 0 && !e.optional {
				p.anchor = len(p.elements)
			}
		}
		p.elements = append(p.elements, e)
	}
	if err := p.bounded(); err != nil {
		return p, err
	}
	if p.anchor < 0 {
		return p, fmt.Errorf("a phrase needs a word that is not optional")
	}
	for _, e := range p.elements[:p.anchor] {
		if e.gap > 0 || e.optional {
			return p, fmt.Errorf("the first word of a phrase may have only slots before it")
		}
	}
	return p, nil
}

// bounded refuses phrases that could be matched in too many ways.
func (p *phrase) bounded() error {
	loose := 0
	for _, e := range p.elements {
		if e.gap > 0 || e.optional {
			loose++
		}
	}
	if len(p.elements) > 16 || loose > 6 {
		return fmt.Errorf("at most 16 words and slots, of which 6 may be gaps or optional")
	}
	return nil
}

// foldPattern folds a word of a phrase, but for the "=" before it and the "*" behind it.
func foldPattern(s string) string {
	exact, stem := strings.HasPrefix(s, "="), strings.HasSuffix(s, "*")
	s = gazetteer.Fold(strings.TrimSuffix(strings.TrimPrefix(s, "="), "*"))
	if exact {
		s = "=" + s
	}
	if stem {
		s += "*"
	}
	return s
}

// fieldsOutside parts a phrase at spaces outside brackets.
func fieldsOutside(s string) []string {
	var out []string
	depth, from := 0, -1
	for i := 0; i <= len(s); i++ {
		switch {
		case i < len(s) && s[i] == '(':
			depth++
		case i < len(s) && s[i] == ')':
			depth--
		}
		space := i == len(s) || s[i] == ' ' && depth <= 0
		if !space && from < 0 {
			from = i
		}
		if space && from >= 0 {
			out = append(out, s[from:i])
			from = -1
		}
	}
	return out
}
