package read

import "github.com/salient-osint/salient/when"

// section is a stretch of text under a heading that says of which time it tells:
// "Rebel offensives (November 2012–April 2013)".
type section struct {
	level int
	span  when.Span
}

// leastSection is how many days a section's heading must cover: a line with a single day is
// rather a dateline than the time of what stands under it.
const leastSection = 28

// headed opens the section of a heading, given the dates that it names. In Markdown it ends those
// of its level and below; elsewhere levels aren't known, and only a dated heading ends one.
func (now *clock) headed(s *sentence, dates []dated) {
	span, ok := timeOf(s, dates)
	if !ok && s.heading == plainHeading {
		return
	}
	n := len(now.sections)
	for n > 0 && now.sections[n-1].level >= s.heading {
		n--
	}
	now.sections = now.sections[:n]
	if ok {
		now.sections = append(now.sections, section{s.heading, span})
		now.last = &span
	}
}

// timeOf is the time that a heading gives, with its year.
func timeOf(s *sentence, dates []dated) (when.Span, bool) {
	span, year := when.Span{From: when.MaxDay, To: when.MinDay}, false
	for _, w := range s.words {
		y := yearNumber(w.Fold)
		year = year || y > 0
		if y > 0 && len(dates) == 0 {
			span = around(span, when.Span{From: when.Of(y, 1, 1), To: when.Of(y, 12, 31)})
		}
	}
	for _, d := range dates {
		span = around(span, d.span)
	}
	return span, year && span.Len() >= leastSection
}

func around(a, b when.Span) when.Span {
	return when.Span{From: min(a.From, b.From), To: max(a.To, b.To)}
}

// frame is the time of the innermost section; nil if no heading gives one.
func (now *clock) frame() *when.Span {
	if n := len(now.sections); n > 0 {
		return &now.sections[n-1].span
	}
	return nil
}

// farAside is how many days a date must lie outside a section's time to be taken for a look aside.
const farAside = 180

// strays reports whether a date lies far outside the section's time.
func (now *clock) strays(span when.Span) bool {
	f := now.frame()
	return f != nil && (span.To < f.From-farAside || span.From > f.To+farAside)
}

// away is how many days a day lies outside a span.
func away(d when.Day, s when.Span) int {
	return int(max(s.From-d, d-s.To, 0))
}

// firstDated is the first date of a table's row that names its year and a month; nil if there is
// none. The row's first sentence is list[i].
func (c *calendar) firstDated(list []sentence, i int) *when.Span {
	for j := i; j < len(list) && list[j].paragraph == list[i].paragraph; j++ {
		for k := range list[j].words {
			if d, ok := c.at(list[j].words, k, &clock{}); ok && d.span.Len() <= 31 {
				return &d.span
			}
		}
	}
	return nil
}
