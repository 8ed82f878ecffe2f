package passage

import (
	"cmp"
	"slices"
	"unicode"
)

func sortSpans(s []Span) {
	slices.SortFunc(s, func(a, b Span) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
}

// Excerpt is a stretch of a text around what was found in it.
type Excerpt struct {
	Text  string
	Marks []Span // of what was found, within Text
	Start int    // of Text in the whole
}

// excerptAround is how many code points stand on each side of what was found.
const excerptAround = 90

// ExcerptOf cuts the stretch with most of the places, in whole words.
func ExcerptOf(s string, places []Span) Excerpt {
	text := []rune(s)
	if len(places) == 0 {
		to := wordBorder(text, min(len(text), 2*excerptAround))
		return Excerpt{Text: string(text[:to])}
	}
	first, most := 0, 0
	for i := range places {
		n := 0
		for n+i < len(places) && places[i+n].End-places[i].Start <= 2*excerptAround {
			n++
		}
		if n > most {
			first, most = i, n
		}
	}
	from := wordBorder(text, max(0, places[first].Start-excerptAround))
	last := places[first+max(most, 1)-1]
	to := wordBorder(text, min(len(text), last.End+excerptAround))
	e := Excerpt{Text: string(text[from:max(from, to)]), Start: from}
	done := 0
	for _, p := range places {
		if p.Start >= max(from, done) && p.End <= to {
			e.Marks = append(e.Marks, Span{p.Start - from, p.End - from})
			done = p.End
		}
	}
	return e
}

// wordBorder is the next place at or behind i where a word begins, or the end.
func wordBorder(text []rune, i int) int {
	for j := i; j < len(text) && j < i+40; j++ {
		if j == 0 || unicode.IsSpace(text[j-1]) {
			return j
		}
	}
	return i
}
