package read

import (
	"embed"
	"io/fs"
	"strings"

	"github.com/salient-osint/salient/internal/gazetteer"
)

//go:embed lexicon
var lexiconFiles embed.FS

// wordSet is a set of folded words.
type wordSet map[string]bool

// wordsOf reads a file of words; "#" begins a comment. Lines may begin with a label and a
// colon, and are then kept under it; the others are kept under "".
func wordsOf(files fs.FS, name string) (map[string]wordSet, error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	out := map[string]wordSet{"": {}}
	for _, line := range strings.Split(string(b), "\n") {
		line, _, _ = strings.Cut(line, "#")
		label, words, labelled := strings.Cut(line, ":")
		if !labelled {
			label, words = "", line
		}
		label = strings.TrimSpace(label)
		if out[label] == nil {
			out[label] = wordSet{}
		}
		for _, w := range strings.Fields(words) {
			out[label][gazetteer.Fold(w)] = true
		}
	}
	return out, nil
}
