package read

import (
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/internal/gazetteer"
)

// fractions in words, as what a share is compared with.
var fractions = map[string]float64{
	"half": 0.5, "third": 1. / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1, "thirds": 2. / 3, "quarters": 0.75, "fifths": 0.4,
	"all": 1, "entire": 1, "whole": 1, "entirety": 1, "majority": 0.5, "most": 0.5, "much": 0.5, "bulk": 0.5,
}

// shareBefore reads the share of a place that is said before word i: "all but ten percent of",
// "less than a fifth of", "most of". It is written as a claim's value; "" if there is none.
// at is the word at which it begins.
func shareBefore(text string, words []gazetteer.Word, i int) (value string, at int) {
	i = pastName(words, i)
	if i > 0 && words[i-1].Fold == "of" {
		i--
	}
	if i == 0 {
		return "", i
	}
	amount, j, soft := fractionAt(text, words, i-1)
	if amount == 0 {
		return partBefore(words, i)
	}
	before := func(n int) string {
		if j-n < 0 {
			return ""
		}
		return words[j-n].Fold
	}
	number := strconv.FormatFloat(amount, 'g', 2, 64)
	switch {
	case before(2) == "all" && before(1) == "but":
		return strconv.FormatFloat(1-amount, 'g', 2, 64), j - 2
	case before(1) == "than" && slices.Contains([]string{"less", "fewer"}, before(2)):
		return "<" + number, j - 2
	case before(1) == "than" && before(2) == "more", before(1) == "least", before(1) == "over":
		return ">" + number, j - 1
	case amount == 1 && slices.Contains([]string{"nearly", "almost", "virtually", "practically"}, before(1)):
		return "~0.9", j - 1
	case soft:
		return ">" + number, j
	case slices.Contains([]string{"about", "around", "roughly", "nearly", "almost", "some"}, before(1)):
		return "~" + number, j - 1
	}
	return number, j
}

// pastName goes from a place's name back over "the", "the city of" and "the remaining".
func pastName(words []gazetteer.Word, i int) int {
	for i > 0 && slices.Contains([]string{"the", "remaining", "portions"}, words[i-1].Fold) {
		i--
	}
	if i > 1 && words[i-1].Fold == "of" && slices.Contains([]string{"city", "town", "village"}, words[i-2].Fold) {
		return pastName(words, i-2)
	}
	return i
}

// partBefore reads "parts of", "large swathes of": less than all, and nobody says how much.
func partBefore(words []gazetteer.Word, i int) (value string, at int) {
	if words[i].Fold != "of" || !slices.Contains([]string{"part", "parts", "portion", "portions", "section", "sections", "swathes", "swaths", "chunks"}, words[i-1].Fold) {
		return "", i
	}
	for k := i - 2; k >= 0 && k > i-7; k-- {
		if words[k].Fold == "all" {
			return "", i
		}
	}
	return "<1", i - 1
}

// fractionAt reads a fraction that ends at word k; soft if the word only says "more than half".
func fractionAt(text string, words []gazetteer.Word, k int) (amount float64, from int, soft bool) {
	w := words[k].Fold
	percent := w == "percent" || w == "cent" || strings.HasPrefix(text[words[k].End:], "%")
	if percent {
		if w == "percent" || w == "cent" {
			k--
		}
		if w == "cent" {
			k--
		}
		if k < 0 {
			return 0, 0, false
		}
		if n := count(words[k].Fold); n > 0 && n <= 100 {
			return float64(n) / 100, k, false
		}
		return 0, 0, false
	}
	f, ok := fractions[w]
	if !ok {
		return 0, 0, false
	}
	if k > 0 && (words[k-1].Fold == "a" || words[k-1].Fold == "one" || words[k-1].Fold == "two" || words[k-1].Fold == "three" || words[k-1].Fold == "the") {
		k--
	}
	return f, k, w == "most" || w == "much" || w == "majority" || w == "bulk"
}
