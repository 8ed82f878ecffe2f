package sheet

import (
	"context"
	"fmt"

	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/table"
)

// Extractor names the layers made here. Its number counts changes that move offsets.
const Extractor = "salient-sheet 1"

// What a file may hold.
const (
	maxRows    = 1 << 20 // of one sheet, as many as spreadsheets have
	maxColumns = 1024
	maxCells   = 8 << 20 // of all sheets together
	maxCell    = 1 << 17 // bytes of one cell; spreadsheets allow 32,767 letters
	maxSheets  = 256
	maxCSV     = 256 << 20 // bytes of a CSV file
)

// Decoder makes documents of tables: the text layer has a line for each row.
type Decoder struct{ Kind ingest.Kind }

// Decode gives the text of all sheets.
func (d Decoder) Decode(ctx context.Context, b ingest.Blob) (ingest.Document, error) {
	book, err := Read(ctx, d.Kind, b)
	if err != nil {
		return ingest.Document{}, err
	}
	doc := ingest.Document{Meta: ingest.Meta{Type: "dataset"}, NoText: "the table has no letters"}
	if d.Kind == ingest.XLSX {
		doc.Meta = properties(b)
	}
	switch text := book.Text(); {
	case len(text) > maxText:
		doc.NoText = fmt.Sprintf("as text it has more than %d MiB: claims cite rows", maxText>>20)
	case ingest.HasText(text):
		doc.Layer, doc.NoText = &ingest.Layer{Text: text, Extractor: Extractor}, ""
	}
	return doc, nil
}

// maxText is the most that a text layer may have, by ingest.Limits.
const maxText = 16 << 20

// Read reads the tables of a file of kind ingest.CSV or ingest.XLSX.
func Read(ctx context.Context, kind ingest.Kind, b ingest.Blob) (table.Book, error) {
	r := &reader{ctx: ctx}
	var err error
	switch kind {
	case ingest.CSV:
		err = r.csv(b)
	case ingest.XLSX:
		err = r.workbook(b)
	default:
		err = ingest.Bad("%s isn't a table", kind)
	}
	if err == nil && len(r.book.Sheets) == 0 {
		err = ingest.Bad("a table without rows")
	}
	if err != nil {
		return table.Book{}, err
	}
	return r.book, nil
}

// reader gathers rows within the bounds.
type reader struct {
	ctx   context.Context
	book  table.Book
	cells int
}

// begin begins a sheet.
func (r *reader) begin(name string) {
	r.book.Sheets = append(r.book.Sheets, table.Sheet{Name: name})
}

// end leaves a sheet without rows out.
func (r *reader) end() {
	if last := len(r.book.Sheets) - 1; len(r.book.Sheets[last].Rows) == 0 {
		r.book.Sheets = r.book.Sheets[:last]
	}
}

// add takes a row into the last sheet.
func (r *reader) add(number int, cells []string) error {
	s := &r.book.Sheets[len(r.book.Sheets)-1]
	r.cells += len(cells)
	switch {
	case len(s.Rows) >= maxRows:
		return ingest.Bad("more than %d rows", maxRows)
	case len(cells) > maxColumns:
		return ingest.Bad("row %d has %d columns: expected at most %d", number, len(cells), maxColumns)
	case r.cells > maxCells:
		return ingest.Bad("more than %d cells", maxCells)
	case len(s.Rows)%1000 == 0 && r.ctx.Err() != nil:
		return r.ctx.Err()
	}
	for i, c := range cells {
		if len(c) > maxCell {
			return ingest.Bad("row %d, column %d: a cell larger than %d bytes", number, i+1, maxCell)
		}
	}
	if row, ok := table.NewRow(number, cells); ok {
		s.Rows = append(s.Rows, row)
	}
	return nil
}
