package ingest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean brings text to the form of a layer: NFC, LF, no byte order mark, no control
// characters beside tab, LF and page break, no runs of more than two blank lines, nothing at
// its ends.
func Clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == PageBreak:
			return r
		case r == '\u2028', r == '\u2029', r == '\u0085':
			return '\n'
		case unicode.IsControl(r), r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	var b strings.Builder
	blank := 0
	for line := range strings.SplitSeq(norm.NFC.String(s), "\n") {
		line = strings.TrimRight(line, " \t\u00a0")
		if blank++; line != "" {
			blank = 0
		}
		if blank <= 2 {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return strings.Trim(b.String(), " \n")
}

// Logical undoes what typesetting does to Arabic: presentation forms become letters, and the
// marks that turn the direction of a line go. The order of letters isn't touched.
func Logical(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F:
		case r >= 0xFB50 && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFE:
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return articles.ReplaceAllString(b.String(), "${1}ال$2")
}

// articles finds the article before a hamza where the ligature of lam and alif was taken apart
// the wrong way round; no Arabic word begins so. Within words (السلام, السالم) nobody can tell.
var articles = regexp.MustCompile(`((?:^|[^\p{L}])[وفبك]?)ا([أإآ])ل`)

// Language guesses the language of a text by its letters, where the script leaves little
// choice: ar, fa, uk, ru; else "".
func Language(text string) string {
	var arabic, persian, cyrillic, ukrainian, letters int
	for i, r := range text {
		if i > 1<<16 {
			break
		}
		switch {
		case !unicode.IsLetter(r):
			continue
		case strings.ContainsRune("پچژگکی", r):
			persian++
			arabic++
		case unicode.Is(unicode.Arabic, r):
			arabic++
		case strings.ContainsRune("іїєґІЇЄҐ", r):
			ukrainian++
			cyrillic++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		}
		letters++
	}
	switch {
	case letters < 20:
		return ""
	case 2*arabic > letters && 20*persian > arabic:
		return "fa"
	case 2*arabic > letters:
		return "ar"
	case 2*cyrillic > letters && 50*ukrainian > cyrillic:
		return "uk"
	case 2*cyrillic > letters:
		return "ru"
	}
	return ""
}

// bounded is salient.ErrInvalid for a text that is larger than a layer may be.
func bounded(text string, most int) error {
	if len(text) > most {
		return Bad("its text is larger than %s: split it", megabytes(int64(most)))
	}
	return nil
}

// HasText reports whether a text says anything at all.
func HasText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && utf8.ValidString(s)
}
