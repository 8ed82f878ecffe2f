package prose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/salient-osint/salient/when"
)

// Time is when, as far as a text says it: a year, months of it, days of the month. What isn't
// said is 0.
type Time struct {
	Year     int
	Month    time.Month
	Months   int // how many from Month on; 0 is one
	From, To int // days of the month
}

// Dated is a time in a text: the words from First to before Last.
type Dated struct {
	First, Last int
	Time
}

// Exact reports whether the text names days.
func (t Time) Exact() bool { return t.From > 0 && t.To-t.From < 7 }

// Meets reports whether any of the days that the text may mean lies in a span. Where it names
// no year, every year is meant.
func (t Time) Meets(s when.Span) bool {
	if s.To < s.From {
		return false
	}
	first, last := s.From.Time().Year(), s.To.Time().Year()
	if t.Year != 0 {
		first, last = max(first, t.Year), min(last, t.Year)
	}
	last = min(last, first+5) // within six years every day of the calendar comes
	for y := first; y <= last; y++ {
		if t.inYear(y, s) {
			return true
		}
	}
	return false
}

func (t Time) inYear(y int, s when.Span) bool {
	first, last := t.Month, t.Month+time.Month(max(t.Months, 1)-1)
	if t.Month == 0 {
		first, last = time.January, time.December
	}
	for m := first; m <= last; m++ {
		from, to := when.Of(y, m, 1), when.Of(y, m+1, 1)-1
		if t.From > 0 {
			from, to = from+when.Day(t.From-1), min(to, from+when.Day(t.To-1))
		}
		if from <= to && from <= s.To && s.From <= to {
			return true
		}
	}
	return false
}

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

var seasons = map[string]time.Month{"spring": 3, "summer": 6, "autumn": 9, "fall": 9}

// part is the part of a month that a word stands for, with room at its ends.
var parts = map[string][2]int{"early": {1, 12}, "beginning": {1, 12}, "start": {1, 12}, "mid": {9, 22}, "middle": {9, 22}, "late": {19, 31}, "end": {19, 31}}

// Dates reads the days, months and years that an English text names, from left to right:
// "19 May 2013", "May 19", "18 or 19 April", "19–21 May", "mid-May", "the summer of 2012",
// "in 2012", "on the 4th", 2013-05-19. Weekdays, and days that are told from others ("a day
// later"), are not read.
func Dates(text string, tokens []Token) []Dated {
	r := dateReader{text, tokens}
	var out []Dated
	for i := 0; i < len(tokens); {
		d, ok := r.at(i)
		if !ok {
			i++
			continue
		}
		out = append(out, d)
		i = d.Last
	}
	return out
}

type dateReader struct {
	text   string
	tokens []Token
}

func (r dateReader) at(i int) (Dated, bool) {
	for _, read := range []func(int) (Dated, bool){r.iso, r.dayMonth, r.monthDay, r.season, r.dayAlone, r.yearAlone} {
		if d, ok := read(i); ok {
			return d, true
		}
	}
	return Dated{}, false
}

func (r dateReader) word(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].Word
}

// gap is the text between a word and the one before it.
func (r dateReader) gap(i int) string {
	if i < 1 || i >= len(r.tokens) {
		return ""
	}
	return between(r.text, r.tokens[i-1], r.tokens[i])
}

func (r dateReader) month(i int) time.Month {
	if i < 0 || i >= len(r.tokens) || !r.tokens[i].Capital {
		return 0
	}
	return months[r.tokens[i].Word]
}

var ordinal = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)

// day reads 1 to 31, also as 19th; 0 for anything else.
func (r dateReader) day(i int) int {
	m := ordinal.FindStringSubmatch(r.word(i))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	if n > 31 {
		return 0
	}
	return n
}

func (r dateReader) year(i int) int {
	w := r.word(i)
	if n, err := strconv.Atoi(w); err == nil && len(w) == 4 && n >= 1900 && n < 2100 {
		return n
	}
	return 0
}

// iso reads 2013-05-19 and 2013-05.
func (r dateReader) iso(i int) (Dated, bool) {
	y := r.year(i)
	m, _ := strconv.Atoi(r.word(i + 1))
	if y == 0 || m < 1 || m > 12 || r.gap(i+1) != "-" || len(r.word(i+1)) != 2 {
		return Dated{}, false
	}
	d := Dated{First: i, Last: i + 2, Time: Time{Year: y, Month: time.Month(m)}}
	if n := r.day(i + 2); n > 0 && r.gap(i+2) == "-" {
		d.From, d.To, d.Last = n, n, i+3
	}
	return d, true
}

// dayMonth reads "19 May 2013", "19–21 May", "18 or 19 April".
func (r dateReader) dayMonth(i int) (Dated, bool) {
	from := r.day(i)
	if from == 0 {
		return Dated{}, false
	}
	to, at := from, i+1
	for n := 0; n < 4; n++ {
		next, width := r.another(at)
		if width == 0 {
			break
		}
		from, to, at = min(from, next), max(to, next), at+width
	}
	if r.word(at) == "of" {
		at++
	}
	m := r.month(at)
	if m == 0 {
		return Dated{}, false
	}
	d := Dated{First: i, Last: at + 1, Time: Time{Month: m, From: from, To: to}}
	return r.withYear(d), true
}

// another reads a further day: "–21", "or 19", ", 20", "and the 21st".
func (r dateReader) another(at int) (day, width int) {
	gap := strings.TrimSpace(r.gap(at))
	if d := r.day(at); d > 0 && (gap == "–" || gap == "-" || gap == ",") {
		return d, 1
	}
	if !slices.Contains([]string{"or", "and", "to"}, r.word(at)) {
		return 0, 0
	}
	if d := r.day(at + 1); d > 0 {
		return d, 2
	}
	if r.word(at+1) == "the" && r.day(at+2) > 0 {
		return r.day(at + 2), 3
	}
	return 0, 0
}

// withYear takes a year that follows in.
func (r dateReader) withYear(d Dated) Dated {
	at := d.Last
	if r.word(at) == "of" && r.year(at+1) > 0 {
		at++
	}
	gap := strings.TrimSpace(r.gap(at))
	if y := r.year(at); y > 0 && (gap == "" || gap == ",") {
		d.Year, d.Last = y, at+1
	}
	return d
}

// monthDay reads "May", "May 2013", "May 19", "May 19–21, 2013", "mid-May", "the end of May".
func (r dateReader) monthDay(i int) (Dated, bool) {
	at, part := i, [2]int{}
	if p, ok := parts[r.word(i)]; ok {
		part, at = p, i+1
		if r.word(at) == "of" {
			at++
		}
	}
	m := r.month(at)
	if m == 0 {
		return Dated{}, false
	}
	d := Dated{First: i, Last: at + 1, Time: Time{Month: m, From: part[0], To: part[1]}}
	if n := r.day(at + 1); n > 0 && part[0] == 0 && strings.TrimSpace(strings.TrimPrefix(r.gap(at+1), ".")) == "" {
		d.From, d.To, d.Last = n, n, at+2
		if gap := r.gap(at + 2); (gap == "–" || gap == "-") && r.day(at+2) > 0 {
			d.To, d.Last = r.day(at+2), at+3
		}
	}
	d = r.withYear(d)
	return d, d.From > 0 || d.Year > 0 || fullMonth(r.word(at))
}

// fullMonth reports whether a month is written out: a short one alone may be a name, like that
// of the monastery of Mar Yaqub.
func fullMonth(word string) bool {
	return len(word) > 4 || word == "may" || word == "june" || word == "july"
}

// season reads "spring 2012", "the summer of 2012"; without a year, a season may be anything.
func (r dateReader) season(i int) (Dated, bool) {
	m, ok := seasons[r.word(i)]
	if !ok {
		return Dated{}, false
	}
	d := r.withYear(Dated{First: i, Last: i + 1, Time: Time{Month: m, Months: 3}})
	return d, d.Year != 0
}

// dayAlone reads "on the 4th".
func (r dateReader) dayAlone(i int) (Dated, bool) {
	if !strings.HasPrefix(r.word(i), "on") || r.word(i+1) != "the" || r.day(i+2) == 0 || r.word(i+2) == strconv.Itoa(r.day(i+2)) {
		return Dated{}, false
	}
	if _, month := r.dayMonth(i + 2); month {
		return Dated{}, false
	}
	next := i + 3
	if strings.TrimSpace(r.gap(next)) == "" && next < len(r.tokens) && (r.tokens[next].Capital || r.word(next) == "floor") {
		return Dated{}, false // the 4th Division
	}
	n := r.day(i + 2)
	return Dated{First: i + 2, Last: i + 3, Time: Time{From: n, To: n}}, true
}

// beforeYears are words behind which four digits are a year.
var beforeYears = []string{"in", "since", "of", "by", "until", "till", "from", "to", "before", "after", "during", "late", "early", "mid", "through", "throughout"}

func (r dateReader) yearAlone(i int) (Dated, bool) {
	y := r.year(i)
	if y == 0 || !slices.Contains(beforeYears, r.word(i-1)) {
		return Dated{}, false
	}
	return Dated{First: i, Last: i + 1, Time: Time{Year: y}}, true
}
