package redact

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/salient-osint/salient/internal/prose"
)

// Finding is a piece of a text that tells of what is kept back.
type Finding struct {
	From, To int    // bytes
	Instead  string // what may stand there: "a withheld place"
	Name     bool   // it is a name of a place, an actor or a source, as prose reads names
}

// What says what a piece of a text tells of.
func (f Finding) What() string {
	if f.Instead == anything {
		return "what is withheld"
	}
	return f.Instead
}

// Find lists what in a text tells of rows that are kept back, from left to right, none within
// another. A name that a row that is shown bears too may stand, and so may an id in a citation
// or as the value of a figure's parameter, for Text puts another in its place.
func (r *Redaction) Find(text string) []Finding {
	if r.finder == nil || text == "" {
		return nil
	}
	return r.finder.find(text)
}

// Clean is a text with all that Find finds replaced.
func (r *Redaction) Clean(text string) string {
	var b strings.Builder
	at := 0
	for _, f := range r.Find(text) {
		b.WriteString(text[at:f.From])
		b.WriteString(f.Instead)
		at = f.To
	}
	b.WriteString(text[at:])
	return b.String()
}

// finder finds what tells of rows that are kept back.
type finder struct {
	names    *prose.Names
	wording  func(prose.Ref) string // of a name; "" if it may be shown
	instead  map[string]string      // of a literal, in lower case and without what divides its words
	patterns []string
	literal  *regexp.Regexp // nil: there are none
	degrees  []float64      // without their signs
}

func (f *finder) find(text string) []Finding {
	out := f.coordinates(text)
	out = append(out, f.literals(text)...)
	out = append(out, f.named(text)...)
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	kept := out[:0]
	for _, x := range out {
		if n := len(kept); n == 0 || kept[n-1].To <= x.From {
			kept = append(kept, x)
		}
	}
	return kept
}

// named finds names.
func (f *finder) named(text string) []Finding {
	var out []Finding
	tokens := prose.Tokens(text)
	for _, m := range f.names.Find(tokens) {
		from, to := tokens[m.First].From, tokens[m.Last-1].To
		if words := f.of(m.Values); words != "" && !inCitation(text, from) {
			out = append(out, Finding{from, to, words, true})
		}
	}
	return out
}

// of is the wording instead of a name, "" if something that is shown bears it too. That a
// person signs documents doesn't make the name one that may be shown.
func (f *finder) of(refs []prose.Ref) string {
	words := ""
	for _, r := range refs {
		if r.Author {
			continue
		}
		if words = f.wording(r); words == "" {
			return ""
		}
	}
	return words
}

var decimals = regexp.MustCompile(`\d{1,3}[.,]\d{3,}`)

// coordinates finds numbers with three decimals or more (111 m) that are a degree of a place
// that is kept back, as exactly as they are written.
func (f *finder) coordinates(text string) []Finding {
	if len(f.degrees) == 0 {
		return nil
	}
	var out []Finding
	for _, m := range decimals.FindAllStringIndex(text, -1) {
		s := strings.Replace(text[m[0]:m[1]], ",", ".", 1)
		v, err := strconv.ParseFloat(s, 64)
		last := math.Pow(10, -float64(len(s)-1-strings.IndexByte(s, '.')))
		if err == nil && slices.ContainsFunc(f.degrees, func(d float64) bool { return math.Abs(d-v) < last }) {
			out = append(out, Finding{From: m[0], To: m[1], Instead: anything})
		}
	}
	return out
}

// literals finds ids, addresses, hashes, titles, quotations, and names of several words however
// they are joined and spelt.
func (f *finder) literals(text string) []Finding {
	var out []Finding
	for at := 0; f.literal != nil && at < len(text); {
		m := f.literal.FindStringIndex(text[at:])
		if m == nil {
			break
		}
		from, to := at+m[0], at+m[1]
		_, first := utf8.DecodeRuneInString(text[from:])
		at = from + first
		if inWord(text, from, to) || inCitation(text, from) {
			continue
		}
		out = append(out, Finding{From: from, To: to, Instead: cmp.Or(f.instead[key(text[from:to])], anything)})
		at = to
	}
	return out
}

// cited is what stands before an id that Text replaces, or before a part of it.
var cited = regexp.MustCompile(`(?:(?:^|[\[;\s-])@|figure:[^\s)]*[=:,]|:::[ \t]*judgement[ \t]+)[a-z0-9._-]*$`)

// inCitation reports whether what begins at a place in a text is an id that Text replaces.
func inCitation(text string, from int) bool {
	const longest = 400 // bytes of a figure's address
	return cited.MatchString(text[max(0, from-longest):from])
}

// inWord reports whether a piece of a text is a part of a longer word.
func inWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return word(before) || word(after)
}

// joints are what may stand between the words of a literal.
const joints = `(?:[\s_+\-.,:;/'’"“”]|%20)*`

// add takes a text in, whatever stands between its words, with the wording that replaces it.
func (f *finder) add(text, instead string) {
	var parts []string
	for _, w := range words(text) {
		parts = append(parts, regexp.QuoteMeta(w))
	}
	k := key(text)
	if _, known := f.instead[k]; len(parts) == 0 || known {
		return
	}
	f.instead[k] = instead
	f.patterns = append(f.patterns, strings.Join(parts, joints))
}

// ids takes in the ids that rows have in the case and not in what is published.
func (f *finder) ids(renamed ids) {
	for _, of := range renamed {
		for id := range of {
			f.row(id)
		}
	}
	f.compile()
}

// compile makes the literals ready to be found, longer ones first.
func (f *finder) compile() {
	if len(f.patterns) == 0 {
		return
	}
	slices.SortFunc(f.patterns, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	f.literal = regexp.MustCompile("(?i)(?:" + strings.Join(f.patterns, "|") + ")")
}

// words are the runs of letters and digits of a text.
func words(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(text, "%20", " "), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// key is what two spellings of a literal share.
func key(text string) string { return strings.ToLower(strings.Join(words(text), "")) }
