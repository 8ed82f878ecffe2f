package read

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/internal/gazetteer"
)

// fraction is what a word as "half" or "most" says of a whole.
type fraction struct {
	amount float64
	over   bool // the word alone says "more than so much"
}

// fractionsOf reads the lists of shares: "share 2/3: thirds", "share over 1/2: most".
func fractionsOf(words lexicon) map[string]fraction {
	out := map[string]fraction{}
	for _, l := range words {
		if f, err := parseFraction(l.of); l.kind == "share" && err == nil {
			for _, w := range l.folded() {
				out[w] = f
			}
		}
	}
	return out
}

// parseFraction reads "2/3", "0.9", "over 1/2": above 0, up to 1.
func parseFraction(s string) (fraction, error) {
	number, over := strings.CutPrefix(s, "over ")
	above, below, divided := strings.Cut(number, "/")
	if !divided {
		below = "1"
	}
	a, err := strconv.ParseFloat(above, 64)
	b, err2 := strconv.ParseFloat(below, 64)
	if f := a / b; err == nil && err2 == nil && f > 0 && f <= 1 {
		return fraction{f, over}, nil
	}
	return fraction{}, fmt.Errorf("expected a share as 2/3, 0.9 or over 1/2, above 0 and up to 1, not %q", s)
}

// shareBefore reads the share of a place that is said before word i: "all but ten percent of",
// "less than a fifth of", "most of". It is written as a claim's value; "" if there is none.
func (g *grammar) shareBefore(text string, words []gazetteer.Word, i int) string {
	i = g.pastName(words, i)
	if i > 0 && words[i-1].Fold == "of" {
		i--
	}
	if i == 0 {
		return ""
	}
	share, j := g.fractionAt(text, words, i-1)
	if share.amount == 0 {
		return g.partBefore(words, i)
	}
	before := func(n int) string {
		if j-n < 0 {
			return ""
		}
		return words[j-n].Fold
	}
	first, second := before(2), before(1)
	number := strconv.FormatFloat(share.amount, 'g', 2, 64)
	switch {
	case first == "all" && second == "but":
		return strconv.FormatFloat(1-share.amount, 'g', 2, 64)
	case second == "than" && g.has(first, less):
		return "<" + number
	case second == "than" && g.has(first, more), g.has(second, atLeast):
		return ">" + number
	case share.amount == 1 && g.has(second, nearly):
		return "~0.9"
	case share.over:
		return ">" + number
	case g.has(second, about):
		return "~" + number
	}
	return number
}

// pastName goes from a place's name back over "the", "the city of" and "the remaining".
func (g *grammar) pastName(words []gazetteer.Word, i int) int {
	for i > 0 && (words[i-1].Fold == "the" || g.has(words[i-1].Fold, remaining)) {
		i--
	}
	if i > 1 && words[i-1].Fold == "of" && g.has(words[i-2].Fold, town) {
		return g.pastName(words, i-2)
	}
	return i
}

// partBefore reads "parts of", "large swathes of": less than all, and nobody says how much.
func (g *grammar) partBefore(words []gazetteer.Word, i int) string {
	if words[i].Fold != "of" || !g.has(words[i-1].Fold, piece|swathe) {
		return ""
	}
	for k := i - 2; k >= 0 && k > i-7; k-- {
		if words[k].Fold == "all" {
			return ""
		}
	}
	return "<1"
}

// fractionAt reads a fraction that ends at word k, and tells where it begins; its amount is 0 if
// there is none.
func (g *grammar) fractionAt(text string, words []gazetteer.Word, k int) (f fraction, from int) {
	w := words[k].Fold
	if g.has(w, percent) || strings.HasPrefix(text[words[k].End:], "%") {
		return g.percentAt(words, k)
	}
	f, ok := g.shares[w]
	if !ok {
		return fraction{}, 0
	}
	if k > 0 && (words[k-1].Fold == "a" || words[k-1].Fold == "one" || words[k-1].Fold == "two" || words[k-1].Fold == "three" || words[k-1].Fold == "the") {
		k--
	}
	return f, k
}

// percentAt reads "ten percent", "10 per cent", "10%", of which the last word is at k.
func (g *grammar) percentAt(words []gazetteer.Word, k int) (f fraction, from int) {
	w := words[k].Fold
	if g.has(w, percent) {
		k--
	}
	if w == "cent" {
		k-- // "per"
	}
	if k < 0 {
		return fraction{}, 0
	}
	if n := g.numbers.count(words[k].Fold); n > 0 && n <= 100 {
		return fraction{amount: float64(n) / 100}, k
	}
	return fraction{}, 0
}
