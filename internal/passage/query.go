package passage

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Query is what a text must hold to be found: every term.
type Query []Term

// Term is several ways to say one thing, of which one is enough.
type Term []Phrase

// Phrase is words in a row, in the form of Words.
type Phrase struct {
	Words  []string
	Prefix bool // the last may go on: Homs* finds Homsi
}

// maxTerms bounds a query.
const maxTerms = 32

// ParseQuery reads what somebody typed: words, "words in a row", beginnings*.
// names gives other names of what a phrase (folded, its words parted by spaces) names, in
// whatever script; nil for none. A query without a word is empty and finds nothing.
func ParseQuery(s string, names func(phrase string) []string) Query {
	var q Query
	for i, part := range strings.Split(s, `"`) {
		if i%2 == 1 {
			q = q.with(Phrase{Words: Words(part)})
			continue
		}
		for _, field := range strings.Fields(part) {
			q = q.with(Phrase{Words: Words(field), Prefix: strings.HasSuffix(field, "*")})
		}
	}
	for i := range q {
		if names == nil {
			break
		}
		for _, name := range names(strings.Join(q[i][0].Words, " ")) {
			if words := Words(name); len(words) > 0 {
				q[i] = append(q[i], Phrase{Words: words})
			}
		}
	}
	return q
}

func (q Query) with(p Phrase) Query {
	if len(p.Words) == 0 || len(q) == maxTerms {
		return q
	}
	return append(q, Term{p})
}

// Words are the words of a text in the form in which they are compared.
func Words(s string) []string {
	var out []string
	for _, w := range words(s) {
		out = append(out, w.folded)
	}
	return out
}

// word is a word of a text, and where it stands.
type word struct {
	folded string
	Span
}

// words parts a text into words: letters, digits and the marks on them, in a row.
func words(s string) []word {
	var out []word
	var b strings.Builder
	n, start := 0, -1
	end := func() {
		if w := foldWord(b.String()); start >= 0 && w != "" {
			out = append(out, word{w, Span{start, n}})
		}
		b.Reset()
		start = -1
	}
	for _, r := range s {
		switch {
		case wordRune(r) || start >= 0 && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || r == 'ـ'):
			if start < 0 {
				start = n
			}
			b.WriteRune(r)
		case start >= 0 && strings.ContainsRune("'’ʼ`ʿʾ‘´", r): // Qur'an is one word
		default:
			end()
		}
		n++
	}
	end()
	return out
}

func foldWord(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || r == 'ـ' {
			continue
		}
		b.WriteRune(oneForm(unicode.ToLower(r)))
	}
	return bare(b.String())
}

// oneForm maps letters that writers interchange to one of them.
func oneForm(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ئ':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ؤ':
		return 'و'
	case 'ک':
		return 'ك'
	case 'ґ':
		return 'г'
	case 'є':
		return 'е'
	case 'і', 'ї':
		return 'и'
	case 'ı':
		return 'i'
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'ß':
		return 's'
	}
	return r
}

// joined are what Arabic joins to the front of a word: and, in, like, for, the.
var joined = []string{"وبال", "وكال", "فبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال"}

// bare sets aside what is joined to the front of an Arabic word, if three letters stay.
func bare(w string) string {
	for _, j := range joined {
		if rest, ok := strings.CutPrefix(w, j); ok && len([]rune(rest)) >= 3 {
			return rest
		}
	}
	return w
}

// In reports whether a text holds what a query asks for.
func (q Query) In(s string) bool {
	if len(q) == 0 {
		return false
	}
	all := words(s)
	for _, t := range q {
		if len(t.places(all, 1)) == 0 {
			return false
		}
	}
	return true
}

// Places are where the terms of a query stand in a text, in its order, at most so many of
// each.
func (q Query) Places(s string, most int) []Span {
	all := words(s)
	var out []Span
	for _, t := range q {
		out = append(out, t.places(all, most)...)
	}
	sortSpans(out)
	return out
}

func (t Term) places(all []word, most int) []Span {
	var out []Span
	for i := range all {
		if len(out) == most {
			break
		}
		for _, p := range t {
			if p.at(all[i:]) {
				out = append(out, Span{all[i].Start, all[i+len(p.Words)-1].End})
				break
			}
		}
	}
	return out
}

func (p Phrase) at(all []word) bool {
	if len(all) < len(p.Words) {
		return false
	}
	for i, w := range p.Words {
		last := i == len(p.Words)-1
		if all[i].folded != w && (!last || !p.Prefix || !strings.HasPrefix(all[i].folded, w)) {
			return false
		}
	}
	return true
}
