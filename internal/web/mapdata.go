package web

import (
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/when"
)

// recentDays is how many days back the map's events and changes reach.
const recentDays = 7

func claimsByPlace(c *salient.Case) map[salient.PlaceID]int {
	n := map[salient.PlaceID]int{}
	for i := range c.Claims {
		n[salient.PlaceID(c.Claims[i].Place)]++
	}
	return n
}

// edtfDay reads a day that may carry "?".
func edtfDay(s string) (day when.Day, sure, ok bool) {
	day, err := when.ParseDay(strings.TrimRight(s, "?~"))
	return day, !strings.ContainsAny(s, "?~"), err == nil
}

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
