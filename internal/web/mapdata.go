package web

import (
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/when"
)

// eventsADay counts events on each day of a span; an event of n days counts on each of them
// if n is small, else on its first.
func eventsADay(events []fuse.Event, span when.Span) []int {
	const most = 14
	out := make([]int, span.Len())
	for _, e := range events {
		days := e.Span()
		if e.Undated || days.Len() > most {
			days.To = days.From
		}
		for d := max(days.From, span.From); d <= min(days.To, span.To); d++ {
			out[d-span.From]++
		}
	}
	return out
}
