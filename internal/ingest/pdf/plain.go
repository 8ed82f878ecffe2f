package pdf

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"

	"github.com/salient-osint/salient/internal/ingest"
)

// PlainExtractor names the layers of the library: its day, and a number that counts changes
// of ours that move offsets.
const PlainExtractor = "ledongthuc/pdf 2026-09-07, salient 1"

// withPlain runs Plain as a program of its own, or here if there is no such program.
func (d Decoder) withPlain(ctx context.Context, b ingest.Blob) (ingest.Document, int, string, error) {
	doc := ingest.Document{Layer: &ingest.Layer{Extractor: PlainExtractor}}
	var out []byte
	var err error
	if d.Plain != nil {
		child := d.Plain(ctx)
		out, err = output(bounded(ctx, child.Path, child.Args[1:]...), b)
	} else {
		var buf bytes.Buffer
		err = Plain(b.Reader(), b.Size, &buf)
		out = buf.Bytes()
	}
	if err != nil {
		return doc, 0, "", err
	}
	count, text, _ := strings.Cut(string(out), "\n")
	pages, err := strconv.Atoi(count)
	if err != nil {
		return doc, 0, "", fmt.Errorf("its reader printed %.40q: expected a number of pages", count)
	}
	return doc, pages, text, nil
}

// Plain writes the number of pages of a PDF, a line end, and its text with a form feed behind
// each page.
func Plain(r io.ReaderAt, size int64, w io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = ingest.Bad("the PDF is damaged: %.80v", p)
		}
	}()
	doc, err := pdf.NewReader(r, size)
	if errors.Is(err, pdf.ErrInvalidPassword) {
		return ingest.Bad("the PDF is encrypted: save a copy without a password")
	}
	if err != nil {
		return ingest.Bad("the PDF is damaged: %v", err)
	}
	n := doc.NumPage()
	if n < 1 || n > 100_000 {
		return ingest.Bad("the PDF has no pages that can be read: damaged")
	}
	if _, err := fmt.Fprintln(w, n); err != nil {
		return err
	}
	for i := range n {
		text := lines(doc.Page(i + 1).Content().Text)
		if _, err := io.WriteString(w, ReadingOrder(ingest.Logical(text))+string(ingest.PageBreak)); err != nil {
			return err
		}
	}
	return nil
}

// lines lays the pieces of a page out by where they were painted: those at one height are a
// line, from left to right, with a space where there is a gap.
func lines(pieces []pdf.Text) string {
	slices.SortStableFunc(pieces, func(a, b pdf.Text) int {
		if math.Abs(a.Y-b.Y) > sameLine {
			return cmp.Compare(b.Y, a.Y)
		}
		return cmp.Compare(a.X, b.X)
	})
	var b strings.Builder
	from, run := 0.0, 0 // where the pieces began that stand at one place, and how many they are
	for i, p := range pieces {
		if i > 0 {
			b.WriteString(between(pieces[i-1], p, from, run))
		}
		if i == 0 || p.X != from {
			from, run = p.X, 0
		}
		run++
		b.WriteString(p.S)
	}
	return b.String()
}

// between is what parts two pieces. Widths are often missing: a letter is taken to be no wider
// than three quarters of its height.
func between(a, b pdf.Text, from float64, run int) string {
	switch down := a.Y - b.Y; {
	case down > 1.8*max(b.FontSize, sameLine):
		return "\n\n"
	case down > sameLine:
		return "\n"
	case strings.TrimSpace(a.S) == "" || strings.TrimSpace(b.S) == "":
		return ""
	case b.X-from > max(a.W, 0.75*a.FontSize*float64(run))+0.3*a.FontSize:
		return " "
	}
	return ""
}

// sameLine is how far apart pieces of one line stand at most, in points.
const sameLine = 2.0

// ReadingOrder turns text whose Arabic stands in the order in which it was painted, from left
// to right, into the order in which it is read. Which of both it is, the article tells: words
// begin with alif-lam, and painted backwards they end with lam-alif.
func ReadingOrder(text string) string {
	if backward, forward := articles(text); backward <= forward {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.ContainsFunc(line, arabic) {
			lines[i] = turned(line)
		}
	}
	return strings.Join(lines, "\n")
}

func arabic(r rune) bool { return unicode.Is(unicode.Arabic, r) }

func articles(text string) (backward, forward int) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !arabic(r) }) {
		if r := []rune(w); len(r) > 3 {
			if strings.HasPrefix(w, "ال") {
				forward++
			}
			if strings.HasSuffix(w, "لا") {
				backward++
			}
		}
	}
	return backward, forward
}

// turned reverses a line, and within it turns numbers and words of other scripts back.
func turned(line string) string {
	in := []rune(line)
	out := make([]rune, 0, len(in))
	for end := len(in); end > 0; {
		begin := end - 1
		if leftToRight(in[begin]) {
			for begin > 0 && (leftToRight(in[begin-1]) || begin > 1 && strings.ContainsRune(" .,:/-", in[begin-1]) && leftToRight(in[begin-2])) {
				begin--
			}
			out = append(out, in[begin:end]...)
		} else {
			out = append(out, mirrored(in[begin]))
		}
		end = begin
	}
	return string(out)
}

func leftToRight(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !arabic(r)
}

// mirrored is the bracket that faces the other way.
func mirrored(r rune) rune {
	const pairs = "()[]{}«»<>"
	i := strings.IndexRune(pairs, r)
	if i < 0 {
		return r
	}
	list := []rune(pairs)
	at := len([]rune(pairs[:i]))
	return list[at^1]
}
