package web

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold brings a name to a form in which spellings of one name are equal: lower case, no
// diacritics, no vowel signs, one form of each Arabic letter that is written in several,
// the article set aside, hyphens and apostrophes gone.
func fold(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKD.String(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == 'ـ' || unicode.Is(unicode.Cf, r): // marks, tatweel, joiners
		case strings.ContainsRune("'’‘ʿʾ`´ʼ", r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(oneForm(r))
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	kept := words[:0]
	for _, w := range words {
		if w = withoutArticle(w); w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// oneForm maps the Arabic letters that writers interchange to one of them, and the letters of
// other alphabets that NFKD leaves whole.
func oneForm(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ', 'ٲ', 'ٳ':
		return 'ا'
	case 'ى', 'ی', 'ئ':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ؤ':
		return 'و'
	case 'ک':
		return 'ك'
	case 'ı':
		return 'i'
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	}
	return r
}

// withoutArticle drops the article al-, joined in Arabic, apart in Latin.
func withoutArticle(w string) string {
	if w == "al" || w == "el" || w == "as" || w == "ad" || w == "ar" || w == "ash" || w == "at" || w == "an" || w == "az" {
		return ""
	}
	for {
		rest, ok := strings.CutPrefix(w, "ال")
		if !ok || len([]rune(rest)) < 2 {
			return w
		}
		w = rest
	}
}

// distance is the number of letters to change, add or drop that turns a into b, counted up to
// a limit; beyond that it is limit+1.
func distance(a, b string, limit int) int {
	p, q := []rune(a), []rune(b)
	if len(p)-len(q) > limit || len(q)-len(p) > limit {
		return limit + 1
	}
	row := make([]int, len(q)+1)
	for j := range row {
		row[j] = j
	}
	for i := range p {
		last := row[0]
		row[0] = i + 1
		for j := range q {
			cost := last
			if p[i] != q[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return min(row[len(q)], limit+1)
}
