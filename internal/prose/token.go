package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is a word of a text: letters and digits, or a percent sign.
type Token struct {
	Word     string // folded
	From, To int    // bytes of the text
	Capital  bool   // begins with a capital, or its part behind al- does
	Quoted   bool   // stands in quotation marks
}

// Tokens divides a text into words. A possessive 's is left out; digits keep the commas and
// points between them ("25,000", "3.5").
func Tokens(text string) []Token {
	s := scanner{text: text}
	for s.at < len(text) {
		s.next()
	}
	return s.out
}

type scanner struct {
	text   string
	at     int
	quoted bool
	out    []Token
}

func (s *scanner) next() {
	r, n := utf8.DecodeRuneInString(s.text[s.at:])
	switch {
	case r == '“' || r == '«' || r == '„':
		s.quoted = true
	case r == '”' || r == '»':
		s.quoted = false
	case r == '"':
		s.quoted = !s.quoted
	case r == '%' || r == '٪':
		s.out = append(s.out, Token{Word: "%", From: s.at, To: s.at + n, Quoted: s.quoted})
	case wordRune(r):
		s.word()
		return
	}
	s.at += n
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʿ' || r == 'ʾ' || r == '‘' }

// word takes a word in, with apostrophes between letters and separators between digits.
func (s *scanner) word() {
	from, last := s.at, rune(0)
	for s.at < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		joins := wordRune(r) || unicode.IsMark(r)
		if !joins && last != 0 {
			next, _ := utf8.DecodeRuneInString(s.text[s.at+n:])
			joins = apostrophe(r) && unicode.IsLetter(last) && unicode.IsLetter(next) ||
				(r == ',' || r == '.') && unicode.IsDigit(last) && unicode.IsDigit(next)
		}
		if !joins {
			break
		}
		last, s.at = r, s.at+n
	}
	raw := s.text[from:s.at]
	for _, ending := range []string{"'s", "’s"} {
		raw = strings.TrimSuffix(raw, ending)
	}
	first, _ := utf8.DecodeRuneInString(raw)
	s.out = append(s.out, Token{Word: Fold(raw), From: from, To: from + len(raw), Capital: unicode.IsUpper(first), Quoted: s.quoted})
}

// Fold writes a word as words are compared: in small letters, without accents, vowel signs,
// apostrophes and the Arabic stretching stroke; Arabic and Persian digits become ours.
func Fold(word string) string {
	if plain(word) {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		switch {
		case unicode.Is(unicode.Mn, r), apostrophe(r), r == 'ـ':
		case '٠' <= r && r <= '٩':
			b.WriteRune('0' + r - '٠')
		case '۰' <= r && r <= '۹':
			b.WriteRune('0' + r - '۰')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// plain reports whether a word is of unaccented Latin letters and digits alone.
func plain(word string) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf || word[i] == '\'' {
			return false
		}
	}
	return true
}

// between is the text between two neighbouring words.
func between(text string, a, b Token) string { return text[a.To:b.From] }
