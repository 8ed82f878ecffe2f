package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// separators that are looked for, and their names.
var separators = []struct {
	char rune
	name string
}{{',', "commas"}, {';', "semicolons"}, {'\t', "tabs"}, {'|', "upright strokes"}}

// csv reads a CSV file.
func (r *reader) csv(b ingest.Blob) error {
	raw, err := b.All(maxCSV)
	if err != nil {
		return err
	}
	text, encoding, err := ingest.Decoded(raw, "")
	if err != nil {
		return err
	}
	text = strings.TrimPrefix(text, "\ufeff")
	number := 1
	sep, rest := told(text)
	if sep != 0 {
		text, number = rest, 2
	} else {
		sep = guessSeparator(text)
	}
	r.book.How = encoding + how(sep)
	r.begin("")
	in := reading(text, sep)
	for ; ; number++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			r.end()
			return nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return ingest.Bad("line %d, column %d: %v: expected CSV as in RFC 4180", bad.Line, bad.Column, bad.Err)
		}
		if err == nil {
			err = r.add(number, cells)
		}
		if err != nil {
			return err
		}
	}
}

func how(sep rune) string {
	for _, s := range separators {
		if s.char == sep {
			return ", cells parted by " + s.name
		}
	}
	return fmt.Sprintf(", cells parted by %q", sep)
}

// reading reads records of any length. Cells parted by tabs are seldom quoted, and then a
// quotation mark is one.
func reading(text string, sep rune) *csv.Reader {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = sep, -1, sep == '\t'
	return in
}

// told is the separator that the first line tells, as spreadsheets write it: sep=;
func told(text string) (sep rune, rest string) {
	line, rest, _ := strings.Cut(text, "\n")
	s, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(line, "\r")), "sep=")
	if r := []rune(s); ok && len(r) == 1 && strings.ContainsRune(",;\t|:", r[0]) {
		return r[0], rest
	}
	return 0, text
}

// looked is how much of a file its separator is guessed from.
const (
	lookedBytes = 1 << 16
	lookedRows  = 50
)

// guessSeparator is the one that parts most rows into the same number of cells, of two such the
// one that makes more cells; a comma if none parts any.
func guessSeparator(text string) rune {
	if len(text) > lookedBytes {
		text = text[:lookedBytes]
		text = text[:strings.LastIndexByte(text, '\n')+1]
	}
	best, most := ',', 0
	for _, s := range separators {
		if n := evenly(text, s.char); n > most {
			best, most = s.char, n
		}
	}
	return best
}

// evenly is how many cells stand in the rows of the commonest width; 0 if that is one cell.
func evenly(text string, sep rune) int {
	in := reading(text, sep)
	in.LazyQuotes = true
	widths := map[int]int{}
	for range lookedRows {
		cells, err := in.Read()
		if err != nil {
			break
		}
		widths[len(cells)]++
	}
	best := 0
	for width, rows := range widths {
		if width > 1 {
			best = max(best, width*rows*rows)
		}
	}
	return best
}
