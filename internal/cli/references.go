package cli

import (
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/refs"
)

// fileReaders read files of references, by how their names end.
var fileReaders = map[string]func(name string, r io.Reader) iter.Seq2[desk.Line, error]{
	".json": refs.CSL,
	".bib":  refs.BibTeX,
	".ris":  refs.RIS,
}

// isReferences tells a file of references by its name.
func isReferences(path string) bool { return fileReaders[strings.ToLower(filepath.Ext(path))] != nil }

// openReferences opens a file of references.
func openReferences(path string) folder {
	read := fileReaders[strings.ToLower(filepath.Ext(path))]
	lines := func(yield func(desk.Line, error) bool) {
		file, err := os.Open(path)
		if err != nil {
			yield(desk.Line{}, err)
			return
		}
		defer file.Close()
		for l, err := range read(path, file) {
			if !yield(l, err) {
				return
			}
		}
	}
	return folder{lines: func() iter.Seq2[desk.Line, error] { return lines }, warnings: func() []string { return nil }}
}
