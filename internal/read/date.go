package read

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// dated is a date in a sentence.
type dated struct {
	from, to int    // words
	edtf     string // as EDTF
	span     when.Span
	explicit bool // names its year, or counts from the document's day
}

// calendar reads dates against the document's day and the last date of the narrative.
type calendar struct {
	month   map[string]time.Month
	weekday map[string]time.Weekday
	word    map[string]string // what kind of word a folded word is: early, ago, days …
	numbers numbers

	oneDay, beforeYear, ofYear wordSet
}

func newCalendar(words lexicon) *calendar {
	c := &calendar{
		month: map[string]time.Month{}, weekday: map[string]time.Weekday{}, word: map[string]string{}, numbers: numbersOf(words),
		oneDay: words.set("one-day"), beforeYear: words.set("before-year"), ofYear: words.set("of-year"),
	}
	for _, l := range words {
		n, _ := strconv.Atoi(l.of)
		for _, w := range l.folded() {
			switch l.kind {
			case "month":
				c.month[w] = time.Month(n)
			case "weekday":
				c.weekday[w] = time.Weekday(n)
			case "today", "yesterday", "early", "mid", "late", "last", "ago", "hours", "days", "weeks", "months", "years", "name", "next", "later", "same":
				c.word[w] = l.kind
			}
		}
	}
	return c
}

// clock is what dates are read against.
type clock struct {
	published *when.Day  // the document's day; nil if unknown
	last      *when.Span // the narrative's last date; nil before the first
	fresh     bool       // no date was read yet in this paragraph
	sections  []section  // the dated headings that the text stands under, the outermost first
	ahead     *when.Span // the first date with a year of a table's row, until the row has named a date
}

// dates finds the dates of a sentence, from left to right, and moves the narrative on.
func (c *calendar) dates(words []gazetteer.Word, now *clock) []dated {
	var out []dated
	for i := 0; i < len(words); {
		d, ok := c.at(words, i, now)
		if !ok {
			i++
			continue
		}
		out = append(out, d)
		if i == 0 || words[i-1].Fold != "since" || now.fresh {
			now.move(d.span)
		}
		i = d.to
	}
	found := len(out)
	if out = joined(words, out); len(out) < found && now.last != nil && out[len(out)-1].span.To == now.last.To {
		now.last = &out[len(out)-1].span
	}
	return out
}

// joined makes one interval of "from D to D", "between D and D", "October–December 2013".
func joined(words []gazetteer.Word, list []dated) []dated {
	var out []dated
	for _, d := range list {
		n := len(out) - 1
		if n >= 0 && d.from == out[n].to && out[n].span.To < d.span.From {
			out[n] = interval(out[n].from, d.to, when.Span{From: out[n].span.From, To: d.span.To})
			continue
		}
		if n >= 0 && out[n].from > 0 && d.from == out[n].to+1 && d.span.From >= out[n].span.From {
			lead, link := words[out[n].from-1].Fold, words[out[n].to].Fold
			if lead == "from" && (link == "to" || link == "until" || link == "through") || lead == "between" && link == "and" {
				out[n] = interval(out[n].from, d.to, when.Span{From: out[n].span.From, To: d.span.To})
				continue
			}
		}
		out = append(out, d)
	}
	return out
}

// farBack is how many days a date must lie before the narrative's to be taken for a look back.
const farBack = 300

// move takes the narrative on to a date. A look back, or a look out of a section's time, moves it
// only at the beginning of a paragraph.
func (now *clock) move(span when.Span) {
	if now.last != nil && !now.fresh && (span.To < now.last.From-farBack || now.strays(span)) {
		return
	}
	now.last, now.fresh, now.ahead = &span, false, nil
}

func interval(from, to int, span when.Span) dated {
	d := dated{from: from, to: to, span: span, edtf: span.From.String()}
	if span.To > span.From {
		d.edtf += "/" + span.To.String()
	}
	return d
}

// at reads a date that begins at a word.
func (c *calendar) at(words []gazetteer.Word, i int, now *clock) (dated, bool) {
	w := &words[i]
	if d, ok := numeric(words, i); ok {
		return d, true
	}
	if d, ok := c.relative(words, i, now); ok {
		return d, true
	}
	if d, ok := c.following(words, i, now); ok {
		return d, true
	}
	if kind := c.word[w.Fold]; kind == "early" || kind == "mid" || kind == "late" {
		return c.third(words, i, kind, now)
	}
	return c.monthly(words, i, now)
}

// third reads "early May", "the end of the month", "the end of the following month".
func (c *calendar) third(words []gazetteer.Word, i int, kind string, now *clock) (dated, bool) {
	j := i + 1
	for j < len(words) && (words[j].Fold == "of" || words[j].Fold == "the") {
		j++
	}
	if j > i+1 && now.last != nil {
		y, m, _ := now.last.To.Time().Date()
		if j < len(words) && c.word[words[j].Fold] == "months" {
			return part(i, j+1, kind, y, m), true
		}
		if j+1 < len(words) && c.word[words[j+1].Fold] == "months" && c.word[words[j].Fold] == "next" {
			return part(i, j+2, kind, y, m+1), true
		}
	}
	if d, ok := c.monthly(words, j, now); ok && j-i <= 3 && len(d.edtf) == 7 {
		y, m, _ := d.span.From.Time().Date()
		p := part(i, d.to, kind, y, m)
		p.explicit = d.explicit
		return p, true
	}
	return dated{}, false
}

// part is the early, middle or late third of a month.
func part(from, to int, kind string, y int, m time.Month) dated {
	y, m, _ = when.Of(y, m, 1).Time().Date() // the month after December is January
	switch kind {
	case "early":
		return interval(from, to, when.Span{From: when.Of(y, m, 1), To: when.Of(y, m, 10)})
	case "mid":
		return interval(from, to, when.Span{From: when.Of(y, m, 11), To: when.Of(y, m, 20)})
	}
	return interval(from, to, when.Span{From: when.Of(y, m, 21), To: when.Of(y, m+1, 1) - 1})
}

// monthly reads "19 May 2013", "May 19th, 2013", "May 2013", "May", "2013".
func (c *calendar) monthly(words []gazetteer.Word, i int, now *clock) (dated, bool) {
	if i >= len(words) {
		return dated{}, false
	}
	day, j := dayNumber(words, i), i
	if day > 0 {
		j++
		if j < len(words) && words[j].Fold == "of" {
			j++
		}
	}
	if j >= len(words) {
		return dated{}, false
	}
	m, ok := c.monthAt(words, &j)
	if !ok {
		return c.lone(words, i)
	}
	j++
	if day == 0 && j < len(words) {
		if n := dayNumber(words, j); n > 0 {
			day = n
			j++
		}
	}
	if c.isName(words, i, j) {
		return dated{}, false
	}
	year, j, explicit := c.yearOf(words, j, m)
	if year == 0 {
		if year, ok = now.year(m, max(day, 1)); !ok {
			return dated{}, false
		}
	}
	if day > 0 {
		d := when.Of(year, m, day)
		if _, dm, _ := d.Time().Date(); dm != m {
			return dated{}, false // 31 June
		}
		out := interval(i, j, when.Span{From: d, To: d})
		out.explicit = explicit
		return out, true
	}
	return dated{
		from: i, to: j, explicit: explicit, edtf: fmt.Sprintf("%04d-%02d", year, int(m)),
		span: when.Span{From: when.Of(year, m, 1), To: when.Of(year, m+1, 1) - 1},
	}, true
}

// yearOf is the year that stands behind a month, at word j, or that the month shares with another;
// 0 if there is none. next is the word behind it.
func (c *calendar) yearOf(words []gazetteer.Word, j int, m time.Month) (year, next int, explicit bool) {
	for k := j; k < len(words) && k <= j+1; k++ {
		if y := yearNumber(words[k].Fold); y > 0 && (k == j || c.ofYear[words[k-1].Fold]) {
			return y, k + 1, true
		}
	}
	return c.yearAhead(words, j, m), j, false
}

// isName reports whether words i to j, a day's, are in a name: "the 14 March Alliance".
func (c *calendar) isName(words []gazetteer.Word, i, j int) bool {
	return j < len(words) && c.word[words[j].Fold] == "name" && (words[j].Upper || i > 0 && words[i-1].Fold == "the")
}

// yearAhead is the year that a month shares with one close behind it: "August–October 2022",
// "July and August 2012"; 0 if there is none.
func (c *calendar) yearAhead(words []gazetteer.Word, j int, m time.Month) int {
	for k := j; k < len(words) && k < j+4; k++ {
		next, ok := c.month[words[k].Fold]
		if !ok || !words[k].Upper {
			continue
		}
		for _, at := range []int{k + 1, k + 2} {
			if at < len(words) && yearNumber(words[at].Fold) > 0 && (at == k+1 || dayNumber(words, k+1) > 0) {
				year := yearNumber(words[at].Fold)
				if next < m {
					year--
				}
				return year
			}
		}
		return 0
	}
	return 0
}

// monthAt reads a month's name of one word, or of two in Arabic ("كانون الثاني").
func (c *calendar) monthAt(words []gazetteer.Word, j *int) (time.Month, bool) {
	w := &words[*j]
	if m, ok := c.month[w.Fold]; ok && (w.Upper || w.Caseless || w.Fold[0] >= 0xd0) {
		if w.Fold == "may" && *j == 0 && *j+1 < len(words) && !words[*j+1].Number {
			return 0, false // "May they …"
		}
		return m, true
	}
	if *j+1 < len(words) {
		if m, ok := c.month[w.Fold+"ال"+words[*j+1].Fold]; ok && w.Caseless {
			*j++
			return m, true
		}
	}
	return 0, false
}

// lone reads a year that stands alone: "in 2012", "since 2012".
func (c *calendar) lone(words []gazetteer.Word, i int) (dated, bool) {
	y := yearNumber(words[i].Fold)
	if y == 0 || i == 0 || !c.beforeYear[words[i-1].Fold] {
		return dated{}, false
	}
	return dated{
		from: i, to: i + 1, explicit: true, edtf: words[i].Fold,
		span: when.Span{From: when.Of(y, 1, 1), To: when.Of(y, 12, 31)},
	}, true
}

// lookBack is how much farther, in percent, a day before the narrative's last date counts than
// one behind it: narratives go on rather than back.
const lookBack = 125

// year finds the year of a month without one: that which brings it closest to the time that the
// section's heading gives, then to the narrative's last date, never beyond the document's day; a
// text's first date is the last such month before that day.
func (now *clock) year(m time.Month, day int) (int, bool) {
	latest := when.MaxDay
	if now.published != nil {
		latest = *now.published
	}
	switch frame := now.frame(); {
	case now.ahead != nil:
		return closest(*now.ahead, m, day, latest, func(d when.Day) int { return away(d, *now.ahead) }), true
	case frame != nil && (now.fresh || now.last == nil || away(now.last.From, *frame) == 0):
		return closest(*frame, m, day, latest, func(d when.Day) int { return 10000*away(d, *frame) + now.goesOn(d) }), true
	case now.last != nil:
		return closest(*now.last, m, day, latest, now.goesOn), true
	case now.published == nil:
		return 0, false
	}
	y := latest.Time().Year()
	if when.Of(y, m, day) > latest+31 {
		y--
	}
	return y, true
}

// closest is the year of a month and day that is least off, from the year before a span to the
// year behind it; only the first may lie beyond the latest day.
func closest(span when.Span, m time.Month, day int, latest when.Day, off func(when.Day) int) int {
	first, last := span.From.Time().Year()-1, span.To.Time().Year()+1
	best, least := first, off(when.Of(first, m, day))
	for y := first + 1; y <= last; y++ {
		if d := when.Of(y, m, day); d <= latest && off(d) < least {
			best, least = y, off(d)
		}
	}
	return best
}

// goesOn is how far a day lies from the narrative's last date, more if it lies before it.
func (now *clock) goesOn(d when.Day) int {
	if now.last == nil {
		return 0
	}
	n := int(d - now.last.From)
	if n < 0 {
		n = -n * lookBack / 100
	}
	return n
}

// relative reads dates that count from the document's day: "last Tuesday", "yesterday",
// "two days ago", "last month".
func (c *calendar) relative(words []gazetteer.Word, i int, now *clock) (dated, bool) {
	if now.published == nil {
		return dated{}, false
	}
	today := *now.published
	one := func(to int, d when.Day) (dated, bool) {
		out := interval(i, to, when.Span{From: d, To: d})
		out.explicit = true
		return out, true
	}
	switch kind := c.word[words[i].Fold]; kind {
	case "today":
		if words[i].Fold != "يوم" || words[i].End-words[i].Start > 6 { // اليوم, with its article
			return one(i+1, today)
		}
	case "yesterday":
		return one(i+1, today-1)
	case "last":
		if i+1 < len(words) {
			if wd, ok := c.weekday[words[i+1].Fold]; ok {
				return one(i+2, before(today, wd, true))
			}
			return c.lastUnit(words, i, today)
		}
	}
	if wd, ok := c.weekday[words[i].Fold]; ok && (words[i].Upper || words[i].Caseless || words[i].Fold[0] >= 0xd0) {
		to := i + 1
		if to < len(words) && c.word[words[to].Fold] == "last" {
			to++
		}
		return one(to, before(today, wd, false))
	}
	if n := c.numbers.count(words[i].Fold); n > 0 && i+2 < len(words) && c.word[words[i+2].Fold] == "ago" {
		if d, ok := back(today, n, c.word[words[i+1].Fold]); ok {
			return one(i+3, d)
		}
	}
	return dated{}, false
}

// following reads dates that count from the narrative's last: "the next day", "the following
// day", "two days later".
func (c *calendar) following(words []gazetteer.Word, i int, now *clock) (dated, bool) {
	if now.last == nil || i+2 >= len(words) || now.last.Len() > 3 {
		return dated{}, false
	}
	if d, ok := c.span(words, i, now); ok {
		return d, true
	}
	n, to := 0, i+3
	switch second, third := c.word[words[i+1].Fold], words[i+2].Fold; {
	case words[i].Fold == "the" && second == "next" && c.oneDay[third]:
		n = 1
	case words[i].Fold == "the" && second == "same" && c.oneDay[third]:
	case c.word[third] == "later" && second == "days":
		if n = c.numbers.count(words[i].Fold); n == 0 {
			return dated{}, false
		}
	default:
		return dated{}, false
	}
	d := now.last.To + when.Day(n)
	out := interval(i, to, when.Span{From: d, To: d})
	out.explicit = true
	return out, true
}

// span reads "the following three months", from the narrative's last date on.
func (c *calendar) span(words []gazetteer.Word, i int, now *clock) (dated, bool) {
	if i+3 >= len(words) || words[i].Fold != "the" || c.word[words[i+1].Fold] != "next" {
		return dated{}, false
	}
	n := c.numbers.count(words[i+2].Fold)
	if n == 0 {
		return dated{}, false
	}
	days, ok := back(0, n, c.word[words[i+3].Fold])
	if !ok || c.word[words[i+3].Fold] == "hours" {
		return dated{}, false
	}
	out := interval(i, i+4, when.Span{From: now.last.To, To: now.last.To - days})
	out.explicit = true
	return out, true
}

// lastUnit reads "last week", "last month", "last year".
func (c *calendar) lastUnit(words []gazetteer.Word, i int, today when.Day) (dated, bool) {
	var span when.Span
	y, m, _ := today.Time().Date()
	switch c.word[words[i+1].Fold] {
	case "weeks":
		span = when.Span{From: today - 7, To: today}
	case "months":
		span = when.Span{From: when.Of(y, m-1, 1), To: when.Of(y, m, 1) - 1}
	case "years":
		span = when.Span{From: when.Of(y-1, 1, 1), To: when.Of(y-1, 12, 31)}
	default:
		return dated{}, false
	}
	out := interval(i, i+2, span)
	out.explicit = true
	return out, true
}

// before is the last such weekday up to a day; strictly before it, if the day is one itself
// and `last` was said.
func before(today when.Day, wd time.Weekday, strictly bool) when.Day {
	n := (int(today.Time().Weekday()) - int(wd) + 7) % 7
	if n == 0 && strictly {
		n = 7
	}
	return today - when.Day(n)
}

func back(today when.Day, n int, unit string) (when.Day, bool) {
	switch unit {
	case "days":
		return today - when.Day(n), true
	case "weeks":
		return today - when.Day(7*n), true
	case "months":
		return today - when.Day(30*n), true
	case "hours":
		return today - when.Day(n/24), true
	}
	return today, false
}

// numeric reads 2013-05-19, and 19.05.2013 or 19/05/2013, day first.
func numeric(words []gazetteer.Word, i int) (dated, bool) {
	if i+2 >= len(words) || !words[i].Number || !words[i+1].Number || !words[i+2].Number {
		return dated{}, false
	}
	gap := words[i+1].Start - words[i].End
	if gap != 1 || words[i+2].Start-words[i+1].End != 1 {
		return dated{}, false
	}
	var n [3]int
	for k := range n {
		v, err := strconv.Atoi(words[i+k].Fold)
		if err != nil {
			return dated{}, false
		}
		n[k] = v
	}
	if n[0] < 32 {
		n[0], n[2] = n[2], n[0]
	}
	d := when.Of(n[0], time.Month(n[1]), n[2])
	if y, m, dd := d.Time().Date(); n[0] < 1900 || n[0] > 2100 || y != n[0] || int(m) != n[1] || dd != n[2] {
		return dated{}, false
	}
	out := interval(i, i+3, when.Span{From: d, To: d})
	out.explicit = true
	return out, true
}

// dayNumber reads 1 to 31, also as 19th; 0 if the word is none.
func dayNumber(words []gazetteer.Word, i int) int {
	s := words[i].Fold
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		s = strings.TrimSuffix(s, suffix)
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 31 || len(s) > 2 {
		return 0
	}
	return n
}

// yearNumber reads 1900 to 2100; 0 if the word is none.
func yearNumber(s string) int {
	if len(s) != 4 {
		return 0
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 1900 && n <= 2100 {
		return n
	}
	return 0
}
