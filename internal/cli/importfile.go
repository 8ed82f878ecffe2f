package cli

import (
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/refs"
)

// fileReaders are the files that import takes beside casebooks' folders, by how their names end.
var fileReaders = map[string]func(name string, r io.Reader) iter.Seq2[desk.Line, error]{
	".json": refs.CSL,
	".bib":  refs.BibTeX,
	".ris":  refs.RIS,
}

// openFile reads a file of a format that its name tells.
func openFile(path string) (folder, error) {
	read, ok := fileReaders[strings.ToLower(filepath.Ext(path))]
	if !ok {
		var endings []string
		for e := range fileReaders {
			endings = append(endings, e)
		}
		slices.Sort(endings)
		return folder{}, fmt.Errorf("%s: expected a casebook's folder, or a file that ends in %s: %w", path, strings.Join(endings, ", "), salient.ErrInvalid)
	}
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
	return folder{lines: func() iter.Seq2[desk.Line, error] { return lines }, warnings: func() []string { return nil }}, nil
}
