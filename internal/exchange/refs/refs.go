package refs

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// maxBytes is the size that a file may have.
const maxBytes = 64 << 20

// reference is one reference as a format has it. at is where each field's value begins.
type reference struct {
	key, kind                   string
	title, container, publisher string
	authors                     []string // "Given Family", or an organisation
	issued, accessed            string   // EDTF
	url, archive, language      string
	note                        string
	at                          map[string]int // field → offset in the file; "" is the reference
}

// read is a format's reader: it adds references and problems to a file.
type read func(f *file)

// CSL reads CSL-JSON: an array of items.
func CSL(name string, r io.Reader) iter.Seq2[desk.Line, error] { return lines(name, r, readCSL) }

// BibTeX reads BibTeX and BibLaTeX entries.
func BibTeX(name string, r io.Reader) iter.Seq2[desk.Line, error] { return lines(name, r, readBibTeX) }

// RIS reads the tagged lines of RIS.
func RIS(name string, r io.Reader) iter.Seq2[desk.Line, error] { return lines(name, r, readRIS) }

// file is a file in the reading.
type file struct {
	name     string
	text     string
	starts   []int // of lines
	runes    []int // before each stride
	refs     []reference
	problems []desk.Problem
}

func (f *file) fail(offset int, format string, args ...any) {
	line, column := f.pos(offset)
	f.problems = append(f.problems, desk.Problem{File: f.name, Line: line, Column: column, What: fmt.Sprintf(format, args...)})
}

// stride is how far apart the offsets are of which a file knows how many characters lie before.
const stride = 4096

// pos is the line and, in code points, the column of an offset, both from 1.
func (f *file) pos(offset int) (line, column int) {
	f.measure()
	offset = max(0, min(offset, len(f.text)))
	line, found := slices.BinarySearch(f.starts, offset)
	if found {
		line++
	}
	return line, 1 + f.runesBefore(offset) - f.runesBefore(f.starts[line-1])
}

func (f *file) runesBefore(offset int) int {
	n := offset / stride
	return f.runes[n] + runeStarts(f.text[n*stride:offset])
}

// measure notes once where lines begin, and how many characters lie before every stride.
func (f *file) measure() {
	if f.starts != nil {
		return
	}
	f.starts, f.runes = []int{0}, []int{0}
	for i := range len(f.text) {
		if f.text[i] == '\n' {
			f.starts = append(f.starts, i+1)
		}
		if (i+1)%stride == 0 {
			f.runes = append(f.runes, f.runes[len(f.runes)-1]+runeStarts(f.text[i+1-stride:i+1]))
		}
	}
}

// runeStarts counts the bytes that begin a character, so that a text may be counted in pieces.
func runeStarts(s string) int {
	n := 0
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return n
}

// lines reads a file whole and yields its sources and documents, then what is wrong with it.
func lines(name string, r io.Reader, format read) iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		b, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
		if err != nil {
			yield(desk.Line{}, fmt.Errorf("read %s: %w", name, err))
			return
		}
		f := &file{name: name, text: strings.TrimPrefix(string(b), "\ufeff")}
		switch {
		case len(b) > maxBytes:
			f.fail(0, "the file is longer than %d bytes", maxBytes)
		case !utf8.ValidString(f.text):
			f.fail(invalidAt(f.text), "expected UTF-8")
		default:
			format(f)
		}
		f.yield(yield)
	}
}

func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return i
			}
		}
	}
	return 0
}

func (f *file) yield(yield func(desk.Line, error) bool) {
	ids, sources := map[string]int{}, map[string]bool{}
	for i := range f.refs {
		r := &f.refs[i]
		source, document, ok := f.rows(r, ids)
		if !ok {
			continue
		}
		if !sources[source.ID] {
			sources[source.ID] = true
			if !yield(f.line(r, source), nil) {
				return
			}
		}
		if !yield(f.line(r, document), nil) {
			return
		}
	}
	for _, p := range f.problems {
		if !yield(desk.Line{}, p) {
			return
		}
	}
}

// fields of a reference that columns of documents are read from.
var fields = map[string]string{
	"id": "", "source": "source", "type": "kind", "title": "title", "author": "authors", "container": "container", "published": "issued",
	"accessed": "accessed", "archived": "archive", "language": "language", "url": "url", "note": "note",
}

func (f *file) line(r *reference, row salient.Row) desk.Line {
	line, _ := f.pos(r.at[""])
	l := desk.Line{Row: row, File: f.name, Line: line, At: map[string]int{}, Fill: true}
	for column, field := range fields {
		if at, ok := r.at[field]; ok {
			if n, column1 := f.pos(at); n == line {
				l.At[column] = column1
			}
		}
	}
	return l
}

// rows makes the rows of a reference; ok is false if something is missing, which is then among
// the problems.
func (f *file) rows(r *reference, taken map[string]int) (source, document salient.Row, ok bool) {
	name := r.publishedBy()
	if name == "" {
		f.fail(r.at[""], "nothing says who published this: expected a container, a publisher or a URL")
	}
	if r.title == "" {
		f.fail(r.at[""], "the title is missing")
	}
	for _, d := range []struct{ field, date string }{{"issued", r.issued}, {"accessed", r.accessed}} {
		if _, err := when.Parse(d.date); err != nil {
			f.fail(r.at[d.field], "%s: %.60q: expected a date", d.field, d.date)
			ok = true
		}
	}
	if name == "" || r.title == "" || ok {
		return source, document, false
	}
	sourceID := slug(name)
	source = row(salient.KindSource, sourceID, map[string]string{"name": name, "language": r.language})
	container := r.container
	if container == name {
		container = ""
	}
	document = row(salient.KindDocument, r.id(sourceID, taken), map[string]string{
		"source": sourceID, "type": r.kind, "title": r.title, "author": strings.Join(r.authors, "; "), "container": container, "published": r.issued,
		"accessed": r.accessed, "archived": r.archive, "language": r.language, "url": r.url, "note": r.note,
	})
	return source, document, true
}

// row brings cells to the form that a casebook has: one line, trimmed, in NFC.
func row(k salient.Kind, id string, cells map[string]string) salient.Row {
	for c, t := range cells {
		cells[c] = norm.NFC.String(strings.Join(strings.FieldsFunc(t, unseen), " "))
	}
	return salient.NewRow(k, id, cells)
}

// unseen are spaces and characters that are not printed.
func unseen(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// publishedBy names the source.
func (r *reference) publishedBy() string {
	host := ""
	if u, err := url.Parse(r.url); err == nil {
		host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	first, second := r.container, r.publisher
	switch r.kind {
	case "report", "book", "thesis", "chapter", "paper-conference":
		first, second = second, first
	}
	return strings.Join(strings.FieldsFunc(cmp.Or(first, second, host), unseen), " ")
}

// aKey is a key that people chose, not a number or an address.
var aKey = regexp.MustCompile(`^[\pL][^/\s]*$`)

func (r *reference) id(source string, taken map[string]int) string {
	base := slug(r.key)
	if !aKey.MatchString(r.key) {
		words := strings.SplitN(slug(r.title), "-", 4)
		day := strings.Trim(strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c
			}
			return '-'
		}, r.issued), "-")
		base = slug(source + " " + day + " " + strings.Join(words[:min(3, len(words))], " "))
	}
	id := base
	for taken[id] > 0 {
		taken[base]++
		id = base + "-" + strconv.Itoa(taken[base])
	}
	taken[id] = 1
	return id
}

// maxSlug bounds an id made of a name, in bytes.
const maxSlug = 80

// slug makes an id of a name: small Latin letters and digits, a hyphen for all between them. A
// name without any is told by its SHA-256.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r) && r != '\'' && r != '’':
			gap = true
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	if b.Len() == 0 {
		sum := sha256.Sum256([]byte(name))
		return "x" + hex.EncodeToString(sum[:6])
	}
	return b.String()
}

var (
	isoDay    = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?[/]*$`)
	monthWord = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
)

// edtf writes a date that a format gives as text: EDTF stays as it is, "2013/06/06/" and
// 2013-6-6 become days. What it can't read comes back as it is.
func edtf(s string) string {
	s = strings.TrimSpace(s)
	if _, err := when.Parse(s); err == nil {
		return s
	}
	if day, _, timed := strings.Cut(s, "T"); timed {
		s = day
	}
	m := isoDay.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	out := m[1]
	for _, part := range m[2:] {
		if part != "" {
			out += fmt.Sprintf("-%02s", part)
		}
	}
	return out
}
