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
	names   *prose.Names
	wording func(prose.Ref) string // of a name; "" if it may be shown
	texts   phrases
	parts   phrases         // ids and names that ids and addresses may have as a part
	quoted  runs            // of quotations
	hashes  map[string]bool // first digits of
	degrees []float64       // without their signs
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
			out = append(out, Finding{from, to, words})
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
	words := wordsOf(text)
	for i := 0; i < len(words); i++ {
		n, instead := f.texts.at(words[i:])
		if part := f.quoted.at(words[i:]); part > n {
			n, instead = part, aClaim
		}
		if n == 0 && f.isHash(words[i].text) {
			n, instead = 1, anything
		}
		if n == 0 || inCitation(text, words[i].from) {
			continue
		}
		out = append(out, Finding{From: words[i].from, To: words[i+n-1].to, Instead: instead})
		i += n - 1
	}
	return out
}

// inToken reports whether an id or an address has the id or name of a row that is kept back as a
// part: "activist-wire-3" has "wire". Of other text, which may have it as a word, it says no.
func (f *finder) inToken(text string) bool {
	return !strings.ContainsFunc(text, unicode.IsSpace) && f.parts.within(text)
}

// hashDigits is how many digits of a hash are enough to know it by.
const hashDigits = 12

func (f *finder) isHash(word string) bool {
	return len(word) >= hashDigits && f.hashes[word[:hashDigits]]
}

// cited is what stands before an id that Text replaces, or before a part of it.
var cited = regexp.MustCompile(`(?:(?:^|[\[;\s-])@|figure:[^\s)]*[=:,]|:::[ \t]*judgement[ \t]+)[a-z0-9._-]*$`)

// inCitation reports whether what begins at a place in a text is an id that Text replaces.
func inCitation(text string, from int) bool {
	const longest = 400 // bytes of a figure's address
	return cited.MatchString(text[max(0, from-longest):from])
}

// ids takes in the ids that rows have in the case and not in what is published.
func (f *finder) ids(renamed ids) {
	for _, of := range renamed {
		for id := range of {
			f.row(id)
		}
	}
}

// phrases are runs of words, by their first.
type phrases map[string][]phrase

type phrase struct {
	words   []string
	instead string
}

// add takes a text in, whatever stands between its words, with the wording that replaces it.
func (x phrases) add(text, instead string) {
	var words []string
	for _, w := range wordsOf(text) {
		words = append(words, w.text)
	}
	if len(words) == 0 || slices.ContainsFunc(x[words[0]], func(p phrase) bool { return slices.Equal(p.words, words) }) {
		return
	}
	x[words[0]] = append(x[words[0]], phrase{words, instead})
}

// at is how many of the first words are a phrase, the longest one, and what replaces it; 0 if
// none is.
func (x phrases) at(words []word) (n int, instead string) {
	for _, p := range x[words[0].text] {
		if len(p.words) > n && begins(words, p.words) {
			n, instead = len(p.words), p.instead
		}
	}
	return n, instead
}

// runs are rows of longRun words in a quotation. A part of it that long is hardly said by chance.
type runs map[string]bool

const longRun = 8

func runOf(words []word) string {
	var b strings.Builder
	for _, w := range words[:longRun] {
		b.WriteString(w.text)
		b.WriteByte(' ')
	}
	return b.String()
}

// add takes a quotation in, but for what others say, too.
func (x runs) add(text string, but runs) {
	for words := wordsOf(text); len(words) >= longRun; words = words[1:] {
		if run := runOf(words); !but[run] {
			x[run] = true
		}
	}
}

// at is how many of the first words are a part of a quotation; 0 if they aren't.
func (x runs) at(words []word) (n int) {
	for ; len(x) > 0 && len(words) >= longRun && x[runOf(words)]; words = words[1:] {
		n++
	}
	if n == 0 {
		return 0
	}
	return n + longRun - 1
}

// within reports whether a phrase stands anywhere in a text.
func (x phrases) within(text string) bool {
	words := wordsOf(text)
	for i := range words {
		if n, _ := x.at(words[i:]); n > 0 {
			return true
		}
	}
	return false
}

func begins(words []word, with []string) bool {
	if len(words) < len(with) {
		return false
	}
	for i, w := range with {
		if words[i].text != w {
			return false
		}
	}
	return true
}

// word is a run of letters and digits in a text, in small letters.
type word struct {
	from, to int
	text     string
}

// wordsOf divides a text into words. What an address writes for a space (%20) divides them too.
func wordsOf(text string) []word {
	var out []word
	from := -1
	end := func(to int) {
		if from >= 0 {
			out = append(out, word{from, to, strings.ToLower(text[from:to])})
		}
		from = -1
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case strings.HasPrefix(text[i:], "%20"):
			end(i)
			n = len("%20")
		case !unicode.In(r, unicode.L, unicode.N, unicode.M):
			end(i)
		case from < 0:
			from = i
		}
		i += n
	}
	end(len(text))
	return out
}

// key is what two spellings of a text share.
func key(text string) string {
	var b strings.Builder
	for _, w := range wordsOf(text) {
		b.WriteString(w.text)
	}
	return b.String()
}
