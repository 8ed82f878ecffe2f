package prose

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Index finds phrases in a text, each with what it stands for. A word of a phrase that ends
// in * stands for every word that begins so.
type Index[V any] struct {
	first map[string][]int // phrases by their first word
	stems map[string][]int // those whose first word ends in *
	list  []phrase[V]
}

type phrase[V any] struct {
	words []string // folded
	value V
}

// Match is a phrase found: the words from First to before Last.
type Match[V any] struct {
	First, Last int
	Values      []V // of all phrases that match these words
}

// Add takes a phrase in; one without a word is left out.
func (x *Index[V]) Add(text string, v V) {
	if x.first == nil {
		x.first, x.stems = map[string][]int{}, map[string][]int{}
	}
	words := patternWords(text)
	if len(words) == 0 {
		return
	}
	if stem, ok := strings.CutSuffix(words[0], "*"); ok {
		x.stems[stem] = append(x.stems[stem], len(x.list))
	} else {
		x.first[words[0]] = append(x.first[words[0]], len(x.list))
	}
	x.list = append(x.list, phrase[V]{words, v})
}

// patternWords folds the words of a phrase and keeps the * at their ends.
func patternWords(text string) []string {
	var out []string
	for _, t := range Tokens(text) {
		w := t.Word
		if strings.HasPrefix(text[t.To:], "*") {
			w += "*"
		}
		out = append(out, w)
	}
	return out
}

// Find lists the phrases in a text from left to right, of several that begin at one word the
// longest, none within another.
func (x *Index[V]) Find(tokens []Token) []Match[V] {
	var out []Match[V]
	for i := 0; i < len(tokens); {
		m := x.at(tokens, i)
		if m.Last == 0 {
			i++
			continue
		}
		out = append(out, m)
		i = m.Last
	}
	return out
}

// at is the longest phrase that begins at a word; its Last is 0 if there is none.
func (x *Index[V]) at(tokens []Token, i int) (best Match[V]) {
	for _, w := range forms(tokens[i].Word) {
		for _, n := range x.first[w] {
			best = x.longer(best, tokens, i, n)
		}
	}
	for end := 2; len(x.stems) > 0 && end <= len(tokens[i].Word); end++ {
		for _, n := range x.stems[tokens[i].Word[:end]] {
			best = x.longer(best, tokens, i, n)
		}
	}
	return best
}

func (x *Index[V]) longer(best Match[V], tokens []Token, i, n int) Match[V] {
	p := x.list[n]
	last := i + len(p.words)
	if last < best.Last || last > len(tokens) {
		return best
	}
	for k, w := range p.words[1:] {
		stem, open := strings.CutSuffix(w, "*")
		if got := tokens[i+1+k].Word; got != w && !(open && strings.HasPrefix(got, stem)) {
			return best
		}
	}
	if last > best.Last {
		return Match[V]{i, last, []V{p.value}}
	}
	best.Values = append(slices.Clip(best.Values), p.value)
	return best
}

// forms are a word as it stands and, in Arabic, without the conjunctions and prepositions
// that are written with the word behind them (wa-, fa-, bi-, li-, ka-).
func forms(word string) []string {
	r, n := utf8.DecodeRuneInString(word)
	if !unicode.Is(unicode.Arabic, r) || len(word) <= n+2 {
		return []string{word}
	}
	switch {
	case strings.HasPrefix(word, "لل"):
		return []string{word, "ال" + strings.TrimPrefix(word, "لل")}
	case strings.ContainsRune("وفبلك", r):
		return []string{word, word[n:]}
	}
	return []string{word}
}
