package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// What parts of a workbook may unpack to, in bytes: one, and all that are read.
const (
	maxPart  = 256 << 20
	maxParts = 512 << 20
	maxRatio = 100 // times its packed size, for a part above 1 MiB
)

// workbook is an open workbook.
type workbook struct {
	*reader
	zip    *zip.Reader
	left   int64    // bytes that may still be unpacked
	shared []string // texts that cells name by their number
	styles []looks  // by the number that cells name
	since  epoch
}

// workbook reads all sheets of an .xlsx file.
func (r *reader) workbook(b ingest.Blob) error {
	z, err := zip.NewReader(b, b.Size)
	if err != nil {
		return ingest.Bad("the workbook is cut off or damaged: %v", err)
	}
	w := &workbook{reader: r, zip: z, left: maxParts}
	sheets, err := w.sheets()
	if err != nil {
		return err
	}
	if err := w.read("xl/sharedStrings.xml", w.text); err != nil && !errors.Is(err, errAbsent) {
		return err
	}
	if err := w.read("xl/styles.xml", w.style()); err != nil && !errors.Is(err, errAbsent) {
		return err
	}
	r.book.How = "a workbook"
	for _, s := range sheets {
		r.begin(s.name)
		if err := w.read(s.part, w.rows); err != nil {
			if errors.Is(err, errAbsent) {
				err = ingest.Bad("the workbook is damaged: its sheet %q isn't there", s.name)
			}
			return err
		}
		r.end()
	}
	return nil
}

var errAbsent = errors.New("no such part")

// find finds a part by its name, whatever its capitals, as the standard asks.
func find(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// read hands the tokens of a part to a function. What is wrong with the part is
// salient.ErrInvalid.
func (w *workbook) read(name string, each func(*tokens) error) error {
	f := find(w.zip, name)
	if f == nil {
		return errAbsent
	}
	size := int64(min(f.UncompressedSize64, 1<<62))
	switch {
	case f.Flags&1 != 0:
		return ingest.Bad("the workbook is encrypted")
	case size > maxPart, size > w.left, size > 1<<20 && size/maxRatio > int64(min(f.CompressedSize64, 1<<62)):
		return ingest.Bad("%s unpacks to %d MiB: refused as an archive made to fill disks", name, size>>20)
	}
	w.left -= size
	in, err := f.Open()
	if err != nil {
		return ingest.Bad("%s is damaged: %v", name, err)
	}
	defer in.Close()
	t := &tokens{Decoder: xml.NewDecoder(io.LimitReader(in, size+1))}
	t.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("expected UTF-8") }
	if err := each(t); err != nil {
		return err
	}
	if t.err != nil && !errors.Is(t.err, io.EOF) {
		return ingest.Bad("%s is cut off or damaged: %v", name, t.err)
	}
	return w.ctx.Err()
}

// tokens are the elements of a part, one after the other.
type tokens struct {
	*xml.Decoder
	err error // why there are no more; io.EOF at the end
}

// next is the next beginning of an element, the end of one, or text; nil when there are no more.
func (t *tokens) next() xml.Token {
	if t.err != nil {
		return nil
	}
	tok, err := t.Token()
	if t.err = err; err != nil {
		return nil
	}
	return tok
}

// attr is an attribute of an element, whatever its namespace; "" if it has none.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// part is a sheet's name and where it lies.
type part struct{ name, part string }

// sheets lists the sheets of cells in their order, and notes from when days are counted.
func (w *workbook) sheets() ([]part, error) {
	targets := map[string]string{}
	err := w.read("xl/_rels/workbook.xml.rels", func(t *tokens) error {
		for tok := t.next(); tok != nil; tok = t.next() {
			if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/worksheet") {
				targets[attr(e, "Id")] = attr(e, "Target")
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errAbsent) {
		return nil, err
	}
	var out []part
	err = w.read("xl/workbook.xml", func(t *tokens) error {
		for tok := t.next(); tok != nil; tok = t.next() {
			e, ok := tok.(xml.StartElement)
			switch {
			case !ok:
			case e.Name.Local == "workbookPr":
				v := attr(e, "date1904")
				w.since.mac = v == "1" || v == "true"
			case e.Name.Local == "sheet":
				if to, ok := targets[relation(e)]; ok {
					out = append(out, part{attr(e, "name"), within(to)})
				}
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, errAbsent):
		return nil, ingest.Bad("the workbook is damaged: it lists no sheets")
	case err == nil && len(out) == 0:
		return nil, ingest.Bad("a workbook without a sheet of cells")
	case len(out) > maxSheets:
		return nil, ingest.Bad("a workbook of %d sheets: expected at most %d", len(out), maxSheets)
	}
	return out, err
}

// relation is the id by which an element names another part: its id with a namespace.
func relation(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// within is where a target of the workbook lies in the archive.
func within(target string) string {
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		return path.Clean(rooted)
	}
	return path.Join("xl", target)
}

// text gathers the shared texts: all runs of each, not how they sound.
func (w *workbook) text(t *tokens) error {
	var b strings.Builder
	deep, on := 0, false
	for tok := t.next(); tok != nil; tok = t.next() {
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				b.Reset()
			case "rPh":
				deep++
			}
			on = e.Name.Local == "t" && deep == 0
		case xml.CharData:
			if on {
				b.Write(e)
			}
		case xml.EndElement:
			on = false
			switch e.Name.Local {
			case "rPh":
				deep--
			case "si":
				if w.shared = append(w.shared, b.String()); len(w.shared) > maxCells {
					return ingest.Bad("more than %d texts", maxCells)
				}
			}
		}
	}
	return nil
}

// cell is a cell that is being read.
type cell struct {
	column int
	form   string // its attribute t
	look   looks
	text   strings.Builder
}

// rows reads a sheet's rows.
func (w *workbook) rows(t *tokens) error {
	var row []string
	var c cell
	number, column, on := 0, 0, false
	for tok := t.next(); tok != nil; tok = t.next() {
		switch e := tok.(type) {
		case xml.StartElement:
			on = false
			switch e.Name.Local {
			case "row":
				n, err := rowNumber(e, number)
				if err != nil {
					return err
				}
				number, column, row = n, 0, nil
			case "c":
				var err error
				if c, err = w.cell(e, column, number); err != nil {
					return err
				}
				column = c.column + 1
			case "v", "t":
				on = true
			case "rPh":
				if err := t.Skip(); err != nil {
					t.err = err
				}
			}
		case xml.CharData:
			if on {
				c.text.Write(e)
			}
		case xml.EndElement:
			on = false
			switch e.Name.Local {
			case "c":
				for len(row) < c.column {
					row = append(row, "")
				}
				row = append(row, w.value(&c))
			case "row":
				if err := w.add(number, row); err != nil {
					return err
				}
				row = nil
			}
		}
	}
	return nil
}

// rowNumber is a row's number; rows go upwards.
func rowNumber(e xml.StartElement, last int) (int, error) {
	s := attr(e, "r")
	if s == "" {
		return last + 1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n <= last || n > maxRows {
		return 0, ingest.Bad("the workbook is damaged: a row %.20q after row %d", s, last)
	}
	return n, nil
}

// cell begins a cell; one that doesn't say where it stands is next to the last.
func (w *workbook) cell(e xml.StartElement, next, row int) (cell, error) {
	c := cell{column: next, form: attr(e, "t")}
	if s := attr(e, "r"); s != "" {
		c.column = columnOf(s)
	}
	if c.column < next || c.column >= maxColumns {
		return c, ingest.Bad("row %d: a cell %.20q: expected columns A to %d, each once, in order", row, attr(e, "r"), maxColumns)
	}
	if i, err := strconv.Atoi(attr(e, "s")); err == nil && i >= 0 && i < len(w.styles) {
		c.look = w.styles[i]
	}
	return c, nil
}

// columnOf reads the letters of a cell's name: AB12 is column 27, from 0; -1 if it is none.
func columnOf(ref string) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		if n = n*26 + int(c-'a') + 1; n > maxRows {
			break
		}
	}
	return n - 1
}

// value is what a cell says.
func (w *workbook) value(c *cell) string {
	s := c.text.String()
	switch c.form {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && i >= 0 && i < len(w.shared) {
			return w.shared[i]
		}
		return ""
	case "str", "inlineStr":
		return s
	case "e": // #N/A says nothing
		return ""
	case "b":
		if strings.TrimSpace(s) == "1" {
			return "TRUE"
		}
		return "FALSE"
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil { // a date in words (t="d"), or nothing
		return s
	}
	if c.look != plain {
		if day, ok := w.since.written(v, c.look); ok {
			return day
		}
	}
	return shown(v)
}

// shown is a number with the fifteen digits that spreadsheets keep.
func shown(v float64) string {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		r = v
	}
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// properties reads what a workbook says of itself.
func properties(b ingest.Blob) ingest.Meta {
	m := ingest.Meta{Type: "dataset"}
	z, err := zip.NewReader(b, b.Size)
	if err != nil {
		return m
	}
	f := find(z, "docProps/core.xml")
	if f == nil {
		return m
	}
	in, err := f.Open()
	if err != nil {
		return m
	}
	defer in.Close()
	return ingest.CoreProperties(m, in)
}
