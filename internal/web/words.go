package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// percent prints a probability for readers: whole per cent, never 0 or 100.
func percent(p float64) string {
	switch n := math.Round(p * 100); {
	case n < 1:
		return "<1%"
	case n > 99:
		return ">99%"
	default:
		return strconv.Itoa(int(n)) + "%"
	}
}

// decibans prints a weight of evidence: one decimal, the sign always, a true minus.
func decibans(w float64) string {
	w = math.Round(w*10) / 10
	switch {
	case w < 0:
		return fmt.Sprintf("−%.1f dB", -w)
	case w > 0:
		return fmt.Sprintf("+%.1f dB", w)
	}
	return "±0.0 dB"
}

// number prints a whole number with separators of thousands.
func number[T ~int | ~int64 | ~uint64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// counted says how many: "1 claim", "12 claims".
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return number(n) + " " + plural(word)
}

func plural(word string) string {
	switch {
	case strings.HasSuffix(word, "is"):
		return strings.TrimSuffix(word, "is") + "es"
	case strings.HasSuffix(word, "y") && !strings.HasSuffix(word, "ay"):
		return strings.TrimSuffix(word, "y") + "ies"
	}
	return word + "s"
}

// listed joins names: "A", "A and B", "A, B and C".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// capital makes the first letter a capital.
func capital(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// spaced makes words of an identifier: "aid-denied" is "aid denied".
func spaced(id string) string { return strings.ReplaceAll(id, "-", " ") }

// weekday prints a day as the rail and comparisons do: Mon 20 May 2013.
func weekday(d when.Day) string { return d.Time().Format("Mon 2 January 2006") }

// spanWords prints a run of days: "20 May 2013", "12–18 May 2013", "30 April – 2 May 2013".
func spanWords(s when.Span) string {
	a, b := s.From.Time(), s.To.Time()
	switch {
	case s.From == s.To:
		return s.From.Long()
	case a.Year() == b.Year() && a.Month() == b.Month():
		return strconv.Itoa(a.Day()) + "–" + s.To.Long()
	case a.Year() == b.Year():
		return a.Format("2 January") + " – " + s.To.Long()
	}
	return s.From.Long() + " – " + s.To.Long()
}

// dateWords puts an EDTF date in words. some is a claim's own span. A month or a year is
// never shown as one of its days.
func dateWords(d when.Date, some bool) string {
	if d.IsZero() {
		return ""
	}
	var words string
	switch s := d.String(); {
	case d.IsInterval():
		words = intervalWords(s)
	case strings.HasPrefix(s, "["):
		return "one of " + setWords(s)
	case strings.HasPrefix(s, "{"):
		words = setWords(s)
	default:
		words = pointWords(s)
	}
	if some && d.Bounds(when.Widening{}).Len() > 1 {
		return "some day in " + words
	}
	return words
}

func intervalWords(s string) string {
	from, to, _ := strings.Cut(s, "/")
	switch {
	case to == "..":
		return "from " + pointWords(from) + " on"
	case to == "":
		return "from " + pointWords(from) + ", end unknown"
	case from == "..":
		return "until " + pointWords(to)
	case from == "":
		return "until " + pointWords(to) + ", begin unknown"
	}
	a, errA := when.ParseDay(from)
	b, errB := when.ParseDay(to)
	if errA == nil && errB == nil {
		return spanWords(when.Span{From: a, To: b})
	}
	return pointWords(from) + " to " + pointWords(to)
}

func setWords(s string) string {
	var out []string
	for _, part := range strings.Split(s[1:len(s)-1], ",") {
		if from, to, isRun := strings.Cut(part, ".."); isRun {
			out = append(out, intervalWords(from+"/"+to))
		} else {
			out = append(out, pointWords(part))
		}
	}
	return listed(out)
}

var seasonWords = map[string]string{"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

// pointWords puts one EDTF date in words; forms that readers rarely meet stay as written.
func pointWords(s string) string {
	about := ""
	if strings.HasSuffix(s, "~") || strings.HasSuffix(s, "%") {
		about = "about "
	}
	doubt := ""
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, "%") {
		doubt = " (uncertain)"
	}
	bare := strings.TrimRight(s, "?~%")
	if i := strings.IndexByte(bare, 'T'); i > 0 {
		bare = bare[:i]
	}
	return about + bareWords(bare) + doubt
}

func bareWords(s string) string {
	if d, err := when.ParseDay(s); err == nil {
		return d.Long()
	}
	year, rest, _ := strings.Cut(s, "-")
	switch season, isSeason := seasonWords[rest]; {
	case isSeason:
		return season + " " + year
	case strings.HasSuffix(rest, "-XX"):
		return "a day in " + bareWords(year+"-"+strings.TrimSuffix(rest, "-XX"))
	}
	if d, err := when.Parse(s); err == nil && len(s) == 7 && !strings.Contains(s, "X") {
		return d.Bounds(when.Widening{}).From.Time().Format("January 2006")
	}
	return s
}

// stance is how a claim stands to its content, as a mark and a word.
type stance struct{ Mark, Word string }

func stanceOf(s salient.Stance) stance {
	switch s {
	case salient.Denies:
		return stance{"▼", "denies"}
	case salient.Doubts:
		return stance{"◇", "doubts"}
	}
	return stance{"▲", "asserts"}
}

// grade is an Admiralty grade: the chip's text, its words, and whether it says that it can't
// be judged.
type grade struct {
	Text, Words string
	Dashed      bool
}

func gradeOf(r salient.Reliability, c salient.Credibility) grade {
	if r == "" {
		r = "F"
	}
	if c == "" {
		c = "6"
	}
	return grade{string(r) + string(c), r.Words() + "; " + c.Words(), r == "F" || c == "6"}
}

// sourceGrade is a source's half of the grade.
func sourceGrade(r salient.Reliability) grade {
	if r == "" {
		r = "F"
	}
	return grade{string(r), r.Words(), r == "F"}
}

// amountWords prints a figure: 25,000; about 25,000; 18–25 (best 20).
func amountWords(a *salient.Amount, unit string) string {
	if a == nil {
		return ""
	}
	s := ""
	switch {
	case a.Low != nil && a.High != nil && a.Best != nil:
		s = fmt.Sprintf("%s–%s (best %s)", number(*a.Low), number(*a.High), number(*a.Best))
	case a.Low != nil && a.High != nil:
		s = number(*a.Low) + "–" + number(*a.High)
	case a.Best != nil:
		s = number(*a.Best)
	case a.Low != nil:
		s = "at least " + number(*a.Low)
	case a.High != nil:
		s = "at most " + number(*a.High)
	}
	return strings.TrimSpace(s + " " + unit)
}

// shareWords prints a part of a place as its number, keeping the way the source put it.
func shareWords(value string) string {
	s, ok := salient.ParseShare(value)
	if !ok {
		return value
	}
	pc := func(v float64) string { return strconv.Itoa(int(math.Round(v*100))) + "%" }
	switch {
	case strings.HasPrefix(value, "<"):
		return "less than " + pc(s.High)
	case strings.HasPrefix(value, ">"):
		return "more than " + pc(s.Low)
	case strings.HasPrefix(value, "~"):
		return "about " + pc(s.Mid())
	case s.Low != s.High:
		return pc(s.Low) + "–" + pc(s.High)
	}
	return pc(s.Low)
}

// isoWords prints a day written YYYY-MM-DD for readers; other text stays as it is.
func isoWords(s string) string {
	if d, err := when.ParseDay(s); err == nil {
		return d.Long()
	}
	return s
}
