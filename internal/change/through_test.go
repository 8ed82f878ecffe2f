package change_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/change"
	"github.com/salient-osint/salient/when"
)

// The runs hold every day that changed and no other, in order, each in one way and as long as can be.
func TestRunsAreTheDaysThatChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := when.Span{From: first, To: first + when.Day(rapid.IntRange(0, 12).Draw(t, "days"))}
		var was, is []salient.Holding
		for range span.Len() {
			was = append(was, rapid.SampledFrom(few).Draw(t, "was"))
			is = append(is, rapid.SampledFrom(few).Draw(t, "is"))
		}
		on := func(list []salient.Holding) change.OnDay {
			return func(d when.Day) salient.Holding { return list[d-first] }
		}
		in := map[when.Day]change.Run{}
		last := first - 1
		for _, r := range change.Through(span, on(was), on(is)) {
			if r.From <= last || r.To < r.From {
				t.Fatalf("run %v to %v, after one to %v", r.From, r.To, last)
			}
			for d := r.From; d <= r.To; d++ {
				in[d] = r
			}
			last = r.To
		}
		for d := span.From; d <= span.To; d++ {
			c, changed := change.Of(was[d-first], is[d-first])
			r, listed := in[d]
			if changed != listed {
				t.Fatalf("%v changed: %v, listed: %v", d, changed, listed)
			}
			if changed && (r.Most.Size < c.Size || way(r.Most) != way(c)) {
				t.Fatalf("%v: %v isn't in %v", d, c, r)
			}
			if before, ok := in[d-1]; ok && listed && before.From != r.From && way(before.Most) == way(r.Most) {
				t.Fatalf("%v could lengthen the run before", d)
			}
		}
	})
}

// few are holdings that often repeat.
var few = []salient.Holding{
	held("p", salient.Held, .9, .05), held("p", salient.Held, .8, .1), held("p", salient.Disputed, .5, .4),
	held("p", salient.Disputed, .4, .5), held("p", salient.Unknowing, .5, .4),
}

// way is what stays within a run.
func way(c change.Change) [4]string {
	return [4]string{
		string(c.From.Status), string(c.From.LeadingSide().Side), string(c.To.Status), string(c.To.LeadingSide().Side),
	}
}
