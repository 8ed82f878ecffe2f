package gazetteer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a word so that spellings which differ only in case, accents, apostrophes or
// the form of a letter become the same: "Quşayr" and "qusayr", "إدلب" and "ادلب", "Ёлка" and
// "елка". The script stays. An Arabic article, and a conjunction or preposition written
// together with it, are dropped: "والقصير" is folded as "قصير". Folding twice changes nothing.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) || apostrophe(r) || r == '.' || r == 'ـ' {
			continue
		}
		r = unicode.ToLower(r)
		if t, ok := special[r]; ok {
			b.WriteString(t)
			continue
		}
		b.WriteRune(r)
	}
	return dropArticle(b.String())
}

// plain reports whether a word is of small Latin letters and digits alone.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// special are letters that don't fall into a letter and a mark.
var special = map[rune]string{
	'ø': "o", 'ł': "l", 'ß': "ss", 'ı': "i", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d", 'đ': "d", 'ħ': "h", 'ŋ': "n", 'ə': "a",
	'ٱ': "ا", 'ى': "ي", 'ة': "ه", 'ک': "ك", 'گ': "ك", 'ی': "ي", 'ې': "ي", 'ہ': "ه", 'ھ': "ه", 'ۀ': "ه", 'ء': "", 'پ': "ب", 'چ': "ج", 'ژ': "ز", 'ڤ': "ف",
	'ё': "е", 'є': "е", 'ґ': "г", 'ў': "у", 'ъ': "",
}

// clitics are written together with the article that follows them.
var clitics = []string{"وبال", "وال", "بال", "فال", "كال", "ولل", "ال", "لل"}

// dropArticle takes an Arabic article from the beginning, if a word of two letters or more is left.
func dropArticle(s string) string {
	for _, c := range clitics {
		if rest, ok := strings.CutPrefix(s, c); ok && len(rest) >= 4 { // two Arabic letters are four bytes
			return dropArticle(rest)
		}
	}
	return s
}

// Stem takes from a folded Cyrillic word the ending that Russian and Ukrainian change from
// case to case: "бахмуте", "бахмуту" and "бахмут" become one. Ukrainian "-ів" becomes "-ов",
// as in its other cases. Words of other scripts stay as they are.
func Stem(fold string) string {
	if len(fold) == 0 || fold[0] < 0xd0 || fold[0] > 0xd3 { // the lead bytes of Cyrillic in UTF-8
		return fold
	}
	if stem, ok := strings.CutSuffix(fold, "ів"); ok {
		fold = stem + "ов"
		if strings.HasSuffix(stem, "и") || strings.HasSuffix(stem, "а") || strings.HasSuffix(stem, "о") {
			fold = stem + "ев" // Київ, Миколаїв: ї was folded
		}
	}
	fold = strings.NewReplacer("і", "и", "ї", "и").Replace(fold)
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(fold, e); ok && len(rest) >= 6 {
			return rest
		}
	}
	return fold
}

// endings of cases, longer ones first.
var endings = []string{
	"ского", "скому", "ським", "ском", "ской", "скую", "ська",
	"ами", "ями", "ого", "ому", "ими", "ыми", "его", "ему",
	"ом", "ем", "ой", "ей", "ою", "ею", "ам", "ям", "ах", "ях", "ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие", "ую", "юю", "ои", "их", "ых",
	"а", "я", "о", "е", "и", "ы", "у", "ю", "й", "ь",
}
