package gazetteer

import (
	"unicode"
	"unicode/utf8"
)

// Word is one word of a text: letters, digits and marks that stand together. Apostrophes
// inside a word belong to it ("Dab'a"), and so do the points of an abbreviation ("U.S.");
// hyphens part words.
type Word struct {
	Start, End int    // bytes of the text
	Fold       string // as Fold gives it
	Key        string // the stem by which names are looked up: Stem(Fold)
	Upper      bool   // begins with a capital letter
	Caps       bool   // all capitals, of two letters at least
	Caseless   bool   // of a script without capitals
	Joined     bool   // a hyphen, and nothing else, stands before it
	Number     bool   // begins with a digit
	Owner      bool   // "'s" or "s'" ends it, which isn't part of it
}

// Words divides a text into words.
func Words(text string) []Word { return (&Lexer{}).Words(text) }

// Lexer divides texts into words, and remembers folded words from one text to the next. The
// zero value is ready. It isn't safe for concurrent use.
type Lexer struct {
	known map[string]folded
}

type folded struct{ fold, key string }

// mostKnown bounds the memory of a Lexer: some 5 MB.
const mostKnown = 50_000

// Words divides a text into words.
func (l *Lexer) Words(text string) []Word {
	out := make([]Word, 0, len(text)/6+4)
	last := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !inWord(r) {
			i += n
			continue
		}
		end := wordEnd(text, i)
		w := l.word(text, i, end, r, text[last:i])
		if n := ownerMark(text, end); n > 0 {
			w.Owner = true
			end += n
		}
		out = append(out, w)
		i, last = end, end
	}
	return out
}

func (l *Lexer) word(text string, start, end int, first rune, between string) Word {
	f := l.fold(text[start:end])
	if apostrophe(first) { // of those a letter to Unicode: "ʿAdas"
		first, _ = utf8.DecodeRuneInString(text[start+utf8.RuneLen(first):])
	}
	return Word{
		Start: start, End: end, Fold: f.fold, Key: f.key,
		Upper: unicode.IsUpper(first), Caps: capitals(text[start:end]),
		Caseless: unicode.IsLetter(first) && !unicode.IsUpper(first) && !unicode.IsLower(first),
		Number:   unicode.IsDigit(first),
		Joined:   start > 0 && (between == "-" || between == "‐" || between == "‑" || between == "-\n"),
	}
}

func (l *Lexer) fold(s string) folded {
	if f, ok := l.known[s]; ok {
		return f
	}
	if l.known == nil || len(l.known) >= mostKnown {
		l.known = make(map[string]folded)
	}
	fold := Fold(s)
	f := folded{fold, Stem(fold)}
	l.known[string([]byte(s))] = f // a copy, so as not to hold the whole text
	return f
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// apostrophe reports marks that stand for a glottal stop or an ayn, or cut a word short.
func apostrophe(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', 'ʻ', 'ʿ', 'ʾ':
		return true
	}
	return false
}

// wordEnd finds the end of the word that begins at byte i.
func wordEnd(text string, i int) int {
	end := i
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case inWord(r):
			end = i + n
		case apostrophe(r) && i > 0 && letterAfter(text, i+n) && !possessive(text, i+n):
		case r == '.' && singleLetter(text, end):
			if !letterAfter(text, i+n) {
				if end-i == 0 && abbreviation(text, end) {
					return i + n
				}
				return end
			}
		default:
			return end
		}
		i += n
	}
	return end
}

func letterAfter(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// possessive reports whether a word ends in "s" at byte i: "Syria's", which is Syria.
func possessive(text string, i int) bool {
	if i >= len(text) || text[i] != 's' && text[i] != 'S' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i+1:])
	return i+1 == len(text) || !unicode.IsLetter(r)
}

// ownerMark is the length of "'s" at byte i, or of the apostrophe after a plural.
func ownerMark(text string, i int) int {
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case r != '\'' && r != '’':
		return 0
	case possessive(text, i+n):
		return n + 1
	case text[i-1] == 's' && !letterAfter(text, i+n):
		return n
	}
	return 0
}

// singleLetter reports whether one capital letter alone stands before byte end: the "U" of "U.S.".
func singleLetter(text string, end int) bool {
	if end == 0 || text[end-1] < 'A' || text[end-1] > 'Z' {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(text[:end-1])
	return end == 1 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// abbreviation reports whether "X.Y" stands before byte end.
func abbreviation(text string, end int) bool {
	return end >= 3 && text[end-2] == '.' && text[end-3] >= 'A' && text[end-3] <= 'Z'
}

func capitals(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			n++
		case unicode.IsLetter(r):
			return false
		}
	}
	return n >= 2
}
