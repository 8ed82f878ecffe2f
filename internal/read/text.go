package read

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"github.com/salient-osint/salient/internal/gazetteer"
)

// sentence is a stretch of the text, in bytes, and its words.
type sentence struct {
	from, to  int
	words     []gazetteer.Word // positions in the whole text
	paragraph int              // counted from 0
	title     bool             // the first cell of a table's row: what the row is about
	heading   int              // its level, from 1 down to plainHeading; 0 if it is none
}

// divide finds paragraphs (parted by an empty line, or by a line that begins a list or a
// heading) and in them sentences (UAX #29, but not behind an abbreviation). A line break
// inside a paragraph is a space. A paragraph that ends without a stop goes on in the next one
// if that begins with a small letter: pages of a PDF part sentences so.
func divide(text string, lexer *gazetteer.Lexer, abbreviated abbreviations) []sentence {
	var out []sentence
	for n, p := range paragraphs(text) {
		row := text[p.from] == '|'
		for k, part := range cells(text, p) {
			for _, end := range sentenceEnds(text[part.from:part.to], abbreviated) {
				from := part.from
				part.from += end
				s := trimmed(text, sentence{from: from, to: part.from, paragraph: n, title: row && k == 0})
				if s.from < s.to {
					out = append(out, s)
				}
			}
		}
	}
	for i := range out {
		s := &out[i]
		s.words = lexer.Words(text[s.from:s.to])
		for j := range s.words {
			s.words[j].Start += s.from
			s.words[j].End += s.from
		}
		s.heading = headingLevel(text, s, i == 0 || out[i-1].paragraph != s.paragraph, i+1 == len(out) || out[i+1].paragraph != s.paragraph)
	}
	return shortened(out)
}

// A heading in Markdown has its level. In other texts a short paragraph of one line that no
// stop ends is taken for one, below all levels of Markdown.
const (
	plainHeading   = 7
	longestHeading = 16 // words
)

func headingLevel(text string, s *sentence, first, last bool) int {
	line := text[s.from:s.to]
	if level := len(line) - len(strings.TrimLeft(line, "#")); level > 0 {
		return min(level, plainHeading-1)
	}
	if first && last && len(s.words) <= longestHeading && !s.title && !strings.Contains(line, "\n") && !ended(line) {
		return plainHeading
	}
	return 0
}

// longestSentence bounds a sentence, in words: what is longer is a list or a table, and is cut,
// so that the work of a text grows with its length alone.
const longestSentence = 160

func shortened(list []sentence) []sentence {
	if !slices.ContainsFunc(list, func(s sentence) bool { return len(s.words) > longestSentence }) {
		return list
	}
	var out []sentence
	for _, s := range list {
		for len(s.words) > longestSentence {
			head := s
			head.words = s.words[:longestSentence:longestSentence]
			head.to = head.words[longestSentence-1].End
			s.words = s.words[longestSentence:]
			s.from = s.words[0].Start
			out = append(out, head)
		}
		out = append(out, s)
	}
	return out
}

func trimmed(text string, s sentence) sentence {
	for s.from < s.to {
		r, n := utf8.DecodeRuneInString(text[s.from:s.to])
		if !unicode.IsSpace(r) {
			break
		}
		s.from += n
	}
	s.to = s.from + len(strings.TrimRightFunc(text[s.from:s.to], unicode.IsSpace))
	return s
}

type stretch struct{ from, to int }

// cells parts a row of a Markdown table at its bars.
func cells(text string, p stretch) []stretch {
	if text[p.from] != '|' {
		return []stretch{p}
	}
	var out []stretch
	for from := p.from + 1; from < p.to; {
		end := strings.IndexByte(text[from:p.to], '|')
		if end < 0 {
			end = p.to - from
		}
		out = append(out, stretch{from, from + end})
		from += end + 1
	}
	return out
}

// blank matches what parts paragraphs.
var blank = regexp.MustCompile(`\n[ \t\r\f]*(?:\n[ \t\r\f\n]*|[-*•#|>] ?)`)

// furniture matches what stands on every page of a printed document: its address and page
// number, and a line of titles parted by bars.
var furniture = regexp.MustCompile(`(?m)^[ \t\f]*(?:(?i:www\.|https?://)\S+[ \t]*\d*|\d{1,4}|[^|\n]*[^|\s][^|\n]*\|[^|\n]+\|[^\n]*)[ \t\r]*$`)

// picture matches a picture in Markdown, whose caption has dates and names of its own.
var picture = regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]*\)`)

// withoutFurniture is the text with these blanked, of the same length.
func withoutFurniture(text string) string {
	found := slices.Concat(furniture.FindAllStringIndex(text, -1), picture.FindAllStringIndex(text, -1))
	if len(found) == 0 {
		return text
	}
	b := []byte(text)
	for _, m := range found {
		for i := m[0]; i < m[1]; i++ {
			b[i] = ' '
		}
	}
	return string(b)
}

func paragraphs(text string) []stretch {
	var out []stretch
	from := 0
	add := func(to int) {
		switch body := strings.TrimSpace(text[from:to]); {
		case body == "":
		case body[0] == '#' || body[0] == '|':
			// a heading, or a row of a table, is its first line alone
			line := from + strings.Index(text[from:to], body[:1])
			if end := strings.IndexByte(text[line:to], '\n'); end >= 0 {
				out = append(out, stretch{line, line + end}, stretch{line + end, to})
			} else {
				out = append(out, stretch{line, to})
			}
		case len(out) > 0 && continues(text[out[len(out)-1].from:out[len(out)-1].to], body):
			out[len(out)-1].to = to
		default:
			out = append(out, stretch{from, to})
		}
		from = to
	}
	for _, m := range blank.FindAllStringIndex(text, -1) {
		add(m[0] + 1)
	}
	add(len(text))
	return out
}

// continues reports whether a paragraph only goes on with the one before it.
func continues(before, body string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(before, unicode.IsSpace))
	first, _ := utf8.DecodeRuneInString(body)
	return unicode.IsLower(first) && (unicode.IsLetter(last) || last == ',' || last == '-') && len(before) > 60
}

// sentenceEnds gives the lengths of the sentences of a paragraph, one after the other.
func sentenceEnds(text string, abbreviated abbreviations) []int {
	var out []int
	from, n := 0, 0
	for it := sentences.FromString(text); it.Next(); {
		v := it.Value()
		n += len(v)
		if strings.HasSuffix(v, "\n") && !ended(v) || abbreviated.end(text[max(0, it.End()-24):it.End()]) {
			continue // a line that goes on, or the point of an abbreviation
		}
		out = append(out, atNotes(text[from:from+n])...)
		from, n = from+n, 0
	}
	if n > 0 {
		out = append(out, atNotes(text[from:])...)
	}
	return out
}

// note matches the number of a footnote that stands right behind a full stop.
var note = regexp.MustCompile(`\pL[.!?]["”’]?\d{1,3}\s+[\p{Lu}“"]`)

// atNotes parts a sentence behind the numbers of footnotes, and gives the lengths of its parts.
func atNotes(v string) []int {
	if !strings.ContainsAny(v, "123456789") {
		return []int{len(v)}
	}
	var out []int
	done := 0
	for _, m := range note.FindAllStringIndex(v, -1) {
		_, size := utf8.DecodeLastRuneInString(v[:m[1]])
		out = append(out, m[1]-size-done)
		done = m[1] - size
	}
	return append(out, len(v)-done)
}

func ended(s string) bool {
	s = strings.TrimRight(s, " \t\r\n0123456789)”\"’»]*_")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…؟。:;", last)
}

// abbreviations are those of the lexicon, as they are written, without their points.
type abbreviations map[string]bool

func abbreviationsOf(words lexicon) abbreviations {
	out := abbreviations{}
	for _, l := range words {
		if l.kind == "abbreviation" {
			for _, w := range l.words {
				out[strings.TrimSuffix(w, ".")] = true
			}
		}
	}
	return out
}

// end reports whether a text that seems to end a sentence ends in an abbreviation, or in capitals
// with points: "the U.S."
func (a abbreviations) end(text string) bool {
	const space = " \t\r\n\f"
	text, point := strings.CutSuffix(strings.TrimRight(text, space), ".")
	if i := strings.LastIndexAny(text, space+"(“\"‘"); i >= 0 {
		_, n := utf8.DecodeRuneInString(text[i:])
		text = text[i+n:]
	}
	return point && (a[text] || initials(text))
}

// initials reports whether a word is capitals with points between them.
func initials(w string) bool {
	for i := range len(w) {
		if i%2 == 0 && (w[i] < 'A' || w[i] > 'Z') || i%2 == 1 && w[i] != '.' {
			return false
		}
	}
	return len(w)%2 == 1
}
