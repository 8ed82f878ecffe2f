package refs

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var bibKinds = map[string]string{
	"article": "article-journal", "book": "book", "booklet": "book", "inbook": "chapter", "incollection": "chapter", "inproceedings": "paper-conference", "conference": "paper-conference",
	"techreport": "report", "report": "report", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "online": "webpage", "electronic": "webpage", "www": "webpage",
	"misc": "webpage", "video": "motion_picture", "movie": "motion_picture", "audio": "broadcast", "dataset": "dataset", "newspaper": "article-newspaper",
}

// readBibTeX reads entries; text between them is left out, as BibTeX does.
func readBibTeX(f *file) {
	p := &bibReader{f: f, macros: map[string]string{}}
	for i, m := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		p.macros[m] = fmt.Sprintf("%02d", i+1)
	}
	for {
		next := strings.IndexByte(f.text[p.at:], '@')
		if next < 0 {
			return
		}
		p.at += next
		if !p.entry() {
			return
		}
	}
}

// bibReader reads a text from at on.
type bibReader struct {
	f      *file
	at     int
	macros map[string]string
}

// bibField is a field's value, and where it begins.
type bibField struct {
	text string
	at   int
}

func (p *bibReader) fail(at int, format string, args ...any) bool {
	p.f.fail(at, format, args...)
	return false
}

func (p *bibReader) space() {
	rest := p.f.text[p.at:]
	p.at += len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
}

// take goes on if the next character is one of a set, and says which it was; 0 if it isn't.
func (p *bibReader) take(set string) byte {
	p.space()
	if p.at < len(p.f.text) && strings.IndexByte(set, p.f.text[p.at]) >= 0 {
		p.at++
		return p.f.text[p.at-1]
	}
	return 0
}

// word reads to the next character that ends a name.
func (p *bibReader) word() string {
	p.space()
	rest := p.f.text[p.at:]
	n := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`{}(),="#@%`, r) })
	if n < 0 {
		n = len(rest)
	}
	p.at += n
	return rest[:n]
}

// entry reads from an @ on; it reports whether reading can go on.
func (p *bibReader) entry() bool {
	begin := p.at
	p.at++
	kind := strings.ToLower(p.word())
	open := p.take("{(")
	switch {
	case kind == "comment" && open == 0:
		return true
	case open == 0 && begin > 0 && !unicode.IsSpace(rune(p.f.text[begin-1])):
		return true // an @ within other text, like an address
	case open == 0:
		return p.fail(p.at, "expected { behind @%s", kind)
	}
	shut := map[byte]string{'{': "}", '(': ")"}[open]
	switch kind {
	case "comment", "preamble":
		return p.skip(begin, open)
	case "string":
		return p.macro(begin, shut)
	}
	keyAt := p.at
	key := p.word()
	if key == "" {
		return p.fail(keyAt, "expected a key, like @%s{mercer2013, …}", kind)
	}
	values, ok := p.fields(begin, shut)
	if ok {
		p.f.refs = append(p.f.refs, bibReference(kind, key, begin, values))
	}
	return ok
}

// skip goes behind the bracket that closes one that was opened.
func (p *bibReader) skip(begin int, open byte) bool {
	shut := map[byte]byte{'{': '}', '(': ')'}[open]
	for depth := 1; p.at < len(p.f.text); p.at++ {
		switch p.f.text[p.at] {
		case open:
			depth++
		case shut:
			depth--
		}
		if depth == 0 {
			p.at++
			return true
		}
	}
	return p.fail(begin, "the entry isn't closed")
}

// macro reads @string{name = value}.
func (p *bibReader) macro(begin int, shut string) bool {
	name := strings.ToLower(p.word())
	if p.take("=") == 0 {
		return p.fail(p.at, "expected = behind %q", name)
	}
	v, ok := p.value()
	if !ok {
		return false
	}
	p.take(",")
	if p.take(shut) == 0 {
		return p.fail(begin, "the entry isn't closed")
	}
	p.macros[name] = v.text
	return true
}

// fields reads ", name = value, …" and the bracket that closes the entry.
func (p *bibReader) fields(begin int, shut string) (map[string]bibField, bool) {
	out := map[string]bibField{}
	for {
		comma := p.take(",")
		if p.take(shut) != 0 {
			return out, true
		}
		if p.space(); p.at >= len(p.f.text) {
			return nil, p.fail(begin, "the entry isn't closed")
		}
		if comma == 0 {
			return nil, p.fail(p.at, "expected a comma or %s", shut)
		}
		at := p.at
		name := strings.ToLower(p.word())
		if name == "" || p.take("=") == 0 {
			return nil, p.fail(at, "expected a field, like title = {…}")
		}
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		if _, twice := out[name]; !twice {
			out[name] = v
		}
	}
}

// value reads texts in braces or quotation marks, numbers and names of strings, joined by #.
func (p *bibReader) value() (bibField, bool) {
	var b strings.Builder
	v := bibField{at: -1}
	for {
		p.space()
		if v.at < 0 {
			v.at = p.at
		}
		piece, ok := p.piece()
		if !ok {
			return v, false
		}
		b.WriteString(piece)
		if p.take("#") == 0 {
			v.text = b.String()
			return v, true
		}
	}
}

func (p *bibReader) piece() (string, bool) {
	begin := p.at
	switch p.take(`{"`) {
	case '{':
		v, ok := p.until('}')
		return v, ok || p.fail(begin, "the text in braces isn't closed")
	case '"':
		v, ok := p.until('"')
		return v, ok || p.fail(begin, "the text in quotation marks isn't closed")
	}
	w := p.word()
	if w == "" {
		return "", p.fail(begin, "expected a value: {…}, \"…\", a number or a name of @string")
	}
	if m, ok := p.macros[strings.ToLower(w)]; ok {
		return m, true
	}
	return w, true
}

// until reads to a character outside of inner braces, and goes behind it.
func (p *bibReader) until(shut byte) (string, bool) {
	begin, depth := p.at, 0
	for ; p.at < len(p.f.text); p.at++ {
		switch c := p.f.text[p.at]; {
		case c == '\\':
			p.at++
		case depth == 0 && c == shut:
			p.at++
			return p.f.text[begin : p.at-1], true
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
	}
	p.at = len(p.f.text)
	return "", false
}

// bibReference makes a reference of an entry's fields.
func bibReference(kind, key string, begin int, values map[string]bibField) reference {
	first := func(names ...string) string {
		for _, n := range names {
			if v := strings.TrimSpace(values[n].text); v != "" {
				return v
			}
		}
		return ""
	}
	date := edtf(first("date"))
	if date == "" && first("year") != "" {
		date = edtf(strings.Trim(strings.Join([]string{first("year"), bibMonth(first("month")), first("day")}, "-"), "-"))
	}
	r := reference{
		key: key, kind: cmp.Or(bibKinds[kind], "document"), title: plainTeX(first("title")), container: plainTeX(first("journaltitle", "journal", "booktitle", "maintitle")),
		publisher: plainTeX(first("publisher", "institution", "school", "organization")), issued: date, accessed: edtf(first("urldate")), url: first("url"),
		language: first("langid", "language"), note: plainTeX(first("note", "annotation")), at: map[string]int{"": begin},
	}
	if u := first("howpublished"); r.url == "" {
		r.url = strings.TrimSuffix(strings.TrimPrefix(u, `\url{`), "}")
		if !strings.Contains(r.url, "://") {
			r.url, r.container = "", cmp.Or(r.container, plainTeX(u))
		}
	}
	for _, a := range bibAnd.Split(first("author"), -1) {
		if a = strings.TrimSpace(a); a != "" && a != "others" {
			r.authors = append(r.authors, bibName(a))
		}
	}
	for field, names := range map[string][]string{"issued": {"date", "year"}, "accessed": {"urldate"}, "title": {"title"}} {
		for _, n := range names {
			if v, ok := values[n]; ok {
				r.at[field] = v.at
				break
			}
		}
	}
	return r
}

var bibAnd = regexp.MustCompile(`\s+and\s+`)

// bibName writes a name in the order in which it is read; one in braces is an organisation's.
func bibName(name string) string {
	if strings.HasPrefix(name, "{") && strings.HasSuffix(name, "}") && strings.Count(name, "{") == 1 {
		return plainTeX(name)
	}
	return turned(plainTeX(name))
}

// bibMonth is a month as a number: 5, 05, may, May.
func bibMonth(s string) string {
	if len(s) >= 3 {
		if n := monthWord[strings.ToLower(s[:3])]; n > 0 {
			return fmt.Sprintf("%02d", n)
		}
	}
	return s
}

// accents are TeX's accents as combining characters.
var accents = map[string]string{"'": "\u0301", "`": "\u0300", "^": "\u0302", `"`: "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323"}

var (
	accent  = regexp.MustCompile(`\\(?:(['` + "`" + `^"~=.])|([cvuHkrd])(?:\s|\{)\s*)\{?\\?(\pL)\}?`)
	command = regexp.MustCompile(`\\([a-zA-Z]+)\s?`)
	named   = map[string]string{
		"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "i",
		"textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”",
	}
	symbols = strings.NewReplacer(`\&`, "&", `\%`, "%", `\_`, "_", `\#`, "#", `\$`, "$", "---", "—", "--", "–", "``", "“", "''", "”", "~", " ")
)

// plainTeX writes what TeX would print: accents and symbols as letters, no braces, no commands.
func plainTeX(s string) string {
	s = accent.ReplaceAllStringFunc(s, func(m string) string {
		g := accent.FindStringSubmatch(m)
		return g[3] + accents[g[1]+g[2]]
	})
	s = command.ReplaceAllStringFunc(symbols.Replace(s), func(m string) string { return named[command.FindStringSubmatch(m)[1]] })
	return strings.TrimSpace(norm.NFC.String(strings.NewReplacer("{", "", "}", "", `\`, "").Replace(s)))
}
