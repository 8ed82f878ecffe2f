package passage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Span is a stretch of a text in code points; End is behind the last.
type Span struct{ Start, End int }

// Quote is what is looked for: its words and, where they are known, those around it.
type Quote struct {
	Text          string
	Before, After string  // as they stood in the text that the quote was taken from
	Near          float64 // how far into the text it stood, 0 to 1
}

// Neighbourhood is how many code points on each side tell two equal quotes apart.
const Neighbourhood = 120

// QuoteAt takes a quote out of a text with its neighbourhood.
func QuoteAt(text []rune, s Span) Quote {
	return Quote{
		Text:   string(text[s.Start:s.End]),
		Before: string(text[max(0, s.Start-Neighbourhood):s.Start]),
		After:  string(text[s.End:min(len(text), s.End+Neighbourhood)]),
		Near:   float64(s.Start) / float64(max(1, len(text))),
	}
}

// Text is a text made ready for finding quotes in it.
type Text struct {
	folded string
	at     []int32 // for each byte of folded, the code point that it came from
	marks  []bool  // for each code point, whether it belongs to the one before
}

// NewText makes a text ready.
func NewText(s string) *Text {
	t := &Text{}
	t.folded, t.at, t.marks = fold(s)
	return t
}

// Fold brings a text to the form in which quotes are compared.
func Fold(s string) string {
	folded, _, _ := fold(s)
	return strings.TrimSpace(folded)
}

func fold(s string) (string, []int32, []bool) {
	var b strings.Builder
	b.Grow(len(s))
	at := make([]int32, 0, len(s))
	marks := make([]bool, 0, len(s))
	n, blank, hyphen := int32(-1), true, false
	put := func(part string) {
		b.WriteString(part)
		for range len(part) {
			at = append(at, n)
		}
	}
	for _, r := range s {
		n++
		marks = append(marks, unicode.Is(unicode.Mn, r))
		switch {
		case unicode.IsSpace(r) && hyphen: // a word that was parted at a line's end
		case unicode.IsSpace(r) && !blank:
			put(" ")
			blank = true
		case unicode.IsSpace(r):
		case unicode.Is(unicode.Pd, r) || r == '\u00ad':
			hyphen = !blank
		case unseen(r):
		case r < utf8.RuneSelf:
			put(string(unicode.ToLower(r)))
			blank, hyphen = false, false
		default:
			if part := foldRune(r); part != "" {
				put(part)
				blank, hyphen = false, false
			}
		}
	}
	return b.String(), at, marks
}

// unseen are marks that typesetting adds, changes or drops.
func unseen(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || r == 'ـ' || strings.ContainsRune("\"'`´‘’‚‛“”„‟«»‹›ʼʹ", r)
}

func foldRune(r rune) string {
	out := make([]rune, 0, 4)
	for _, part := range norm.NFKD.String(string(r)) {
		if !unseen(part) && !unicode.IsSpace(part) {
			out = append(out, unicode.ToLower(part))
		}
	}
	return string(out)
}

// Find finds a quote. Of several places, those that begin and end with a word go before
// others, then the one whose neighbourhood is most like that of the quote, then the nearest to
// where it stood. ok is false if its words stand nowhere in this order.
func (t *Text) Find(q Quote) (s Span, ok bool) {
	want := Fold(q.Text)
	if want == "" {
		return Span{}, false
	}
	before, after := Fold(q.Before), Fold(q.After)
	best := -1
	var top fit
	for from := 0; ; {
		i := strings.Index(t.folded[from:], want)
		if i < 0 {
			break
		}
		i += from
		if f := t.fit(i, len(want), before, after, q.Near); best < 0 || f.better(top) {
			best, top = i, f
		}
		from = i + 1
	}
	if best < 0 {
		return Span{}, false
	}
	return t.span(best, best+len(want)), true
}

// Is reports whether a stretch holds a quote's words. A stretch that leads out of the text
// doesn't.
func (t *Text) Is(s Span, quote string) bool {
	found := t.at
	from := lowest(found, int32(s.Start))
	to := lowest(found, int32(s.End))
	return s.Start >= 0 && s.Start < s.End && s.End <= len(t.marks) &&
		strings.TrimSpace(t.folded[from:to]) == Fold(quote) && strings.TrimSpace(t.folded[from:to]) != ""
}

// lowest is the first index whose value is at least v.
func lowest(sorted []int32, v int32) int {
	lo, hi := 0, len(sorted)
	for lo < hi {
		if mid := (lo + hi) / 2; sorted[mid] < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// span turns bytes of the folded text into code points.
func (t *Text) span(from, to int) Span {
	end := int(t.at[to-1]) + 1
	for end < len(t.marks) && t.marks[end] {
		end++
	}
	return Span{int(t.at[from]), end}
}

// fit is how well a place fits a quote.
type fit struct {
	words  bool // begins and ends with a word
	around int  // bytes of the neighbourhood that are the same
	off    float64
}

func (f fit) better(g fit) bool {
	switch {
	case f.words != g.words:
		return f.words
	case f.around != g.around:
		return f.around > g.around
	}
	return f.off < g.off
}

func (t *Text) fit(i, n int, before, after string, near float64) fit {
	left := strings.TrimRight(t.folded[:i], " ")
	right := strings.TrimLeft(t.folded[i+n:], " ")
	off := float64(t.at[i])/float64(max(1, len(t.marks))) - near
	return fit{
		words:  !inWord(t.folded[:i], t.folded[i:]) && !inWord(t.folded[:i+n], t.folded[i+n:]),
		around: sameEnd(left, before) + sameBeginning(right, after),
		off:    max(off, -off),
	}
}

// inWord reports whether the border of two strings parts a word.
func inWord(a, b string) bool {
	x, _ := utf8.DecodeLastRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	return a != "" && b != "" && wordRune(x) && wordRune(y)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func sameEnd(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

func sameBeginning(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
