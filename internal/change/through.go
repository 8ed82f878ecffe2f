package change

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Run is days in a row on which a place isn't as it was, and in one way: with one status and
// one leading side before, and one of each after.
type Run struct {
	From, To when.Day
	Most     Change // that of the day on which it moved most, the first of these
}

// OnDay tells who holds one place on a day.
type OnDay func(when.Day) salient.Holding

// Through lists the runs of days of a span on which a place isn't as it was, in their order.
func Through(span when.Span, from, to OnDay) []Run {
	var out []Run
	for day := span.From; day <= span.To; day++ {
		c, changed := Of(from(day), to(day))
		if !changed {
			continue
		}
		last := len(out) - 1
		if last < 0 || out[last].To != day-1 || !alike(out[last].Most, c) {
			out = append(out, Run{day, day, c})
			continue
		}
		out[last].To = day
		if c.Size > out[last].Most.Size {
			out[last].Most = c
		}
	}
	return out
}

// alike reports whether two changes are of one way.
func alike(a, b Change) bool { return alikeHeld(a.From, b.From) && alikeHeld(a.To, b.To) }

func alikeHeld(a, b salient.Holding) bool {
	return a.Status == b.Status && a.LeadingSide().Side == b.LeadingSide().Side
}
