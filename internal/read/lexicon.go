package read

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/internal/gazetteer"
)

//go:embed lexicon
var lexiconFiles embed.FS

// lexiconNames are the files that lists of words ship in, in the order in which they are read.
var lexiconNames = []string{"abbreviations", "actors", "amounts", "around", "claimants", "common", "dates", "english", "titles"}

// wordSet is a set of folded words.
type wordSet map[string]bool

// lexicon is the words that a Reader knows beside its rules: lists under labels, in the order in
// which they were read. Of several lists that give a word different meanings of one sort (which
// month it is, which role) the last counts.
type lexicon []wordList

// wordList is a line of a lexicon: "hedge: reportedly allegedly", "month 5: may".
type wordList struct {
	kind  string   // the label's first word: "hedge", "month"
	of    string   // what stands behind it: "5"; "" for most
	words []string // of a role whole phrases
}

// readLexicon reads the lists that ship.
func readLexicon() (lexicon, error) {
	var out lexicon
	for _, name := range lexiconNames {
		b, err := lexiconFiles.ReadFile("lexicon/" + name + ".txt")
		if err != nil {
			return nil, err
		}
		for _, line := range strings.Split(string(b), "\n") {
			line, _, _ = strings.Cut(line, "#")
			label, words, labelled := strings.Cut(line, ":")
			if !labelled {
				label, words = name, line // a file of one list
			}
			if strings.TrimSpace(words) != "" {
				out = append(out, listOf(label, words))
			}
		}
	}
	return out, nil
}

// listOf makes a list of a label and the words behind its colon: a role's phrases are parted by
// bars, all other words by spaces.
func listOf(label, words string) wordList {
	l := wordList{words: strings.Fields(words)}
	l.kind, l.of, _ = strings.Cut(strings.Join(strings.Fields(label), " "), " ")
	if l.kind == "role" {
		l.words = strings.Split(words, "|")
	}
	return l
}

// folded is the list's words as texts are compared with them.
func (l *wordList) folded() []string {
	out := make([]string, len(l.words))
	for i, w := range l.words {
		out[i] = gazetteer.Fold(w)
	}
	return out
}

// set is the folded words of all lists of a kind.
func (x lexicon) set(kind string) wordSet {
	out := wordSet{}
	for _, l := range x {
		if l.kind == kind {
			for _, w := range l.folded() {
				out[w] = true
			}
		}
	}
	return out
}

// parseWords reads "hedge: ostensibly rumouredly": words for a list that the lexicon has, or for
// another number, share or country.
func parseWords(s string, known lexicon) (wordList, error) {
	label, words, ok := strings.Cut(s, ":")
	if !ok || strings.TrimSpace(label) == "" || strings.TrimSpace(words) == "" {
		return wordList{}, fmt.Errorf("expected a list and its words, as `words hedge: ostensibly rumouredly`")
	}
	l := listOf(label, words)
	if err := l.check(known); err != nil {
		return wordList{}, err
	}
	for i, w := range l.words {
		switch found := gazetteer.Words(w); {
		case len(found) > 0 && (l.kind == "role" || l.kind == "abbreviation"):
		case len(found) == 1:
			l.words[i] = found[0].Fold
		default:
			return wordList{}, fmt.Errorf("%q isn't one word, as words are told apart in texts", w)
		}
	}
	return l, nil
}

// check reports whether a list's label is one that may have words.
func (l *wordList) check(known lexicon) error {
	n, err := strconv.Atoi(l.of)
	switch l.kind {
	case "demonym":
		if l.of == "" {
			return fmt.Errorf("expected a country, as `words demonym Georgia: georgian`")
		}
		return nil
	case "number":
		if err != nil || n < 1 || n > mostCounted {
			return fmt.Errorf("expected a number from 1 to %d, as `words number 60: sixty`, not %q", mostCounted, l.of)
		}
		return nil
	case "share":
		_, err := parseFraction(l.of)
		return err
	}
	if !slices.ContainsFunc(known, func(o wordList) bool { return o.kind == l.kind && o.of == l.of }) {
		return fmt.Errorf("there is no list %q; there are: %s", strings.TrimSpace(l.kind+" "+l.of), strings.Join(known.names(), ", "))
	}
	return nil
}

// names is the labels of all lists, sorted, each once: those with a number or country are named
// by what stands for it.
func (x lexicon) names() []string {
	var out []string
	for _, l := range x {
		name := l.kind
		switch l.kind {
		case "role":
			name += " " + l.of
		case "demonym":
			name += " COUNTRY"
		case "month", "weekday", "number", "share":
			name += " N"
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// numbers are small numbers, by the words for them.
type numbers map[string]int

func numbersOf(words lexicon) numbers {
	out := numbers{}
	for _, l := range words {
		if n, err := strconv.Atoi(l.of); l.kind == "number" && err == nil {
			for _, w := range l.folded() {
				out[w] = n
			}
		}
	}
	return out
}

// mostCounted bounds numbers that count something: what is larger is a year, or no number.
const mostCounted = 9999

// count reads a small number in figures or words; 0 if the word is none.
func (list numbers) count(fold string) int {
	if n, ok := list[fold]; ok {
		return n
	}
	if n, err := strconv.Atoi(fold); err == nil && n > 0 && n <= mostCounted {
		return n
	}
	return 0
}
