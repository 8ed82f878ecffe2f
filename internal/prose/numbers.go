package prose

import (
	"slices"
	"strconv"
	"strings"
)

// Number is a number in a text: the words from First to before Last.
type Number struct {
	First, Last int
	Value       float64
	Hedged      bool // about, nearly, more than …
}

var small = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
	"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}

var scales = map[string]float64{"hundred": 100, "thousand": 1e3, "million": 1e6}

var hedges = []string{"about", "around", "some", "nearly", "almost", "roughly", "approximately", "over", "than", "least", "most", "to", "under", "circa", "near", "only"}

// Numbers reads the numbers of a text from left to right, in digits and in English words:
// "25,000", "3.5", "forty-three", "two hundred", "1.2 million", "a dozen".
func Numbers(tokens []Token) []Number {
	var out []Number
	for i := 0; i < len(tokens); {
		n, ok := numberAt(tokens, i)
		if !ok {
			i++
			continue
		}
		out = append(out, n)
		i = n.Last
	}
	return out
}

func numberAt(tokens []Token, i int) (Number, bool) {
	n := Number{First: i, Last: i}
	total, group := 0.0, 0.0
	for n.Last < len(tokens) {
		w := tokens[n.Last].Word
		v, plain := simple(w)
		scale, scaled := scales[w]
		switch {
		case plain && (n.Last == i || joins(group, v) || total > 0 && group == 0 && w[0] > '9'):
			group += v
		case scaled && n.Last == i && !(i > 0 && tokens[i-1].Word == "a"):
			return n, false // "thousands of", "hundred" alone
		case scaled && scale == 100:
			group = max(group, 1) * scale
		case scaled:
			total, group = total+max(group, 1)*scale, 0
		case w == "and" && n.Last > i && scales[tokens[n.Last-1].Word] > 0 && n.Last+1 < len(tokens) && small[tokens[n.Last+1].Word] > 0:
		default:
			n.Value = total + group
			n.Hedged = i > 0 && slices.Contains(hedges, tokens[i-1].Word)
			return n, n.Last > i
		}
		n.Last++
	}
	n.Value = total + group
	n.Hedged = i > 0 && slices.Contains(hedges, tokens[i-1].Word)
	return n, n.Last > i
}

// simple is what one word stands for.
func simple(w string) (float64, bool) {
	if v, ok := small[w]; ok {
		return v, true
	}
	if w == "" || w[0] < '0' || w[0] > '9' {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(w, ",", ""), 64)
	return v, err == nil
}

// joins reports whether a word goes on with the number before it: forty three, two hundred six.
func joins(group, v float64) bool {
	switch {
	case v >= 1 && v < 10:
		return group >= 20 && int(group)%10 == 0 && group < 100 || group >= 100 && int(group)%100 == 0 || group > 100 && int(group)%10 == 0 && int(group)%100 >= 20
	case v >= 10 && v < 100:
		return group >= 100 && int(group)%100 == 0
	}
	return false
}

// Part is a share in a text, 0 to 1: the words from First to before Last.
type Part struct {
	First, Last int
	Value       float64
}

var fractions = map[string]float64{
	"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}

// Parts reads the shares of a text: "60 per cent", "70%", "nine tenths", "a fifth of", "half
// of".
func Parts(tokens []Token) []Part {
	var out []Part
	for i := 0; i < len(tokens); {
		p, ok := partAt(tokens, i)
		if !ok {
			i++
			continue
		}
		out = append(out, p)
		i = p.Last
	}
	return out
}

func partAt(tokens []Token, i int) (Part, bool) {
	word := func(k int) string {
		if k < len(tokens) {
			return tokens[k].Word
		}
		return ""
	}
	if word(i) == "half" && slices.Contains([]string{"of", "the", "its"}, word(i+1)) {
		return Part{i, i + 1, 0.5}, true
	}
	n, ok := numberAt(tokens, i)
	if !ok && (word(i) == "a" || word(i) == "an") {
		n, ok = Number{First: i, Last: i + 1, Value: 1}, true
	}
	if !ok {
		return Part{}, false
	}
	switch next := word(n.Last); {
	case next == "%" || next == "percent" || next == "pct":
		return Part{i, n.Last + 1, n.Value / 100}, true
	case next == "per" && word(n.Last+1) == "cent":
		return Part{i, n.Last + 2, n.Value / 100}, true
	case fractions[next] > 0 && (strings.HasSuffix(next, "s") || word(n.Last+1) == "of"):
		return Part{i, n.Last + 1, n.Value / fractions[next]}, n.Value < fractions[next]
	}
	return Part{}, false
}
