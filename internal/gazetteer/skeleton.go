package gazetteer

import "strings"

// Skeleton is the row of consonants of a name of one or more words, in any of the three
// scripts: "al-Qusayr", "Qousseir", "القصير" and "Эль-Кусейр" share "ksr". Articles, vowels,
// semivowels (w, y) and a final h are dropped, doubled letters written once, and consonants
// that transcriptions confuse (q and k, emphatic and plain) are one. Two names with one
// skeleton needn't be the same: Similar tells them apart.
func Skeleton(name string) string { return skeleton(Words(name)) }

func skeleton(words []Word) string {
	var b strings.Builder
	var last byte
	for _, w := range words {
		if articles[w.Fold] {
			continue
		}
		s := Romanise(w.Fold)
		for i := range len(s) {
			if c := s[i]; !isVowel(c) && c != last && !(c == 'h' && i == len(s)-1) {
				b.WriteByte(c)
				last = c
			}
		}
	}
	return b.String()
}

// articles of Arabic in transcription, the assimilated ones too; of Spanish and French where
// they look the same.
var articles = map[string]bool{
	"al": true, "el": true, "ul": true, "il": true, "ar": true, "as": true, "ash": true, "at": true, "ath": true, "ad": true, "adh": true,
	"an": true, "az": true, "er": true, "es": true, "esh": true, "et": true, "ed": true, "en": true, "ez": true, "эль": true, "аль": true, "ель": true,
}

// Article reports whether a folded word is an Arabic article in transcription.
func Article(fold string) bool { return articles[fold] }

func isVowel(c byte) bool { return c == 'a' || c == 'i' || c == 'u' }

// Romanise writes a folded word in a coarse alphabet of its own: consonants as in Skeleton,
// and the vowels a, i (e, y) and u (o, w). Letters of other scripts are dropped.
func Romanise(fold string) string {
	out := make([]byte, 0, len(fold))
	put := func(s string) {
		for i := range len(s) {
			if n := len(out); n == 0 || out[n-1] != s[i] {
				out = append(out, s[i])
			}
		}
	}
	for s := fold; s != ""; {
		to, n := romanLetter(s)
		put(to)
		s = s[n:]
	}
	return string(out)
}

func romanLetter(s string) (to string, n int) {
	if s[0] < 0x80 {
		for l := min(3, len(s)); l > 1; l-- {
			if to, ok := latin[s[:l]]; ok {
				return to, l
			}
		}
		return latin[s[:1]], 1
	}
	for _, r := range s {
		return letters[r], len(string(r))
	}
	return "", len(s)
}

var latin = map[string]string{
	"tch": "C", "sch": "X", "kh": "x", "gh": "g", "sh": "X", "ch": "X", "dh": "d", "th": "t", "zh": "j", "dj": "j", "ts": "s", "tz": "s", "ph": "f", "ck": "k", "ou": "u", "oo": "u", "ee": "i", "qu": "k",
	"a": "a", "b": "b", "c": "k", "d": "d", "e": "i", "f": "f", "g": "g", "h": "h", "i": "i", "j": "j", "k": "k", "l": "l", "m": "m", "n": "n", "o": "u", "p": "b",
	"q": "k", "r": "r", "s": "s", "t": "t", "u": "u", "v": "f", "w": "u", "x": "ks", "y": "i", "z": "z",
}

var letters = map[rune]string{
	'ا': "a", 'ب': "b", 'ت': "t", 'ث': "t", 'ج': "j", 'ح': "h", 'خ': "x", 'د': "d", 'ذ': "d", 'ر': "r", 'ز': "z", 'س': "s", 'ش': "X", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z",
	'غ': "g", 'ف': "f", 'ق': "k", 'ك': "k", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'و': "u", 'ي': "i",
	'а': "a", 'б': "b", 'в': "f", 'г': "g", 'д': "d", 'е': "i", 'ж': "j", 'з': "z", 'и': "i", 'і': "i", 'ї': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "u", 'п': "b",
	'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "x", 'ц': "s", 'ч': "X", 'ш': "X", 'щ': "X", 'ы': "i", 'э': "i", 'ю': "iu", 'я': "ia",
}

// Similar says how alike two names sound, from 0 to 1: twice the length of their longest
// common subsequence in the coarse alphabet, over the sum of their lengths; consonants count
// twice, as vowels may be left unwritten. Articles don't count.
func Similar(a, b string) float64 {
	x, y := sound(a), sound(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	return 2 * float64(common(x, y)) / float64(weigh(x)+weigh(y))
}

func sound(name string) string {
	var b strings.Builder
	for _, w := range Words(name) {
		if !articles[w.Fold] {
			b.WriteString(strings.TrimSuffix(Romanise(w.Fold), "h"))
		}
	}
	return b.String()
}

func weightOf(c byte) int {
	if isVowel(c) {
		return 1
	}
	return 2
}

func weigh(s string) int {
	n := 0
	for i := range len(s) {
		n += weightOf(s[i])
	}
	return n
}

// common is the weight of the heaviest common subsequence.
func common(x, y string) int {
	row := make([]int, len(y)+1)
	for i := range len(x) {
		diagonal := 0
		for j := range len(y) {
			above := row[j+1]
			if x[i] == y[j] {
				row[j+1] = max(row[j+1], diagonal+weightOf(x[i]))
			}
			row[j+1] = max(row[j+1], row[j])
			diagonal = above
		}
	}
	return row[len(y)]
}
