package gap

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Report is a claim, and one of the days of which it speaks.
type Report struct {
	Claim salient.ClaimID
	Day   when.Day
}

// Gap is a run of days of which no claim on a leaf speaks, as long as it gets: it ends at a
// report or at the frame.
type Gap struct {
	Place  salient.PlaceID
	Days   when.Span
	Before *Report // the last one before it; nil: none in the whole case
	After  *Report // the first one after it
	People *int64  // the place's population, nil if unknown
	Front  float64 // the part of the days on which the place was at or beside the front, 0..1
	Weight float64 // by which gaps are sorted; see weigh
}

// Reading is which days are spoken of, leaf by leaf.
type Reading struct {
	c       *salient.Case
	least   int // days
	period  when.Span
	leaves  []salient.PlaceID // that count, by id
	reports map[salient.PlaceID][]report
}

// report is a claim's unbroken days.
type report struct {
	days  when.Span
	claim salient.ClaimID
}

// defaultDays is the shortest gap that counts, unless the case says otherwise.
const defaultDays = 90

// Read reads the claims of a case; period is the frame.
func Read(c *salient.Case, period when.Span) *Reading {
	r := &Reading{c: c, period: period, least: max(1, int(c.Settings.Number("gaps.days", defaultDays))), reports: map[salient.PlaceID][]report{}}
	leaves := c.Leaves()
	under := map[salient.PlaceID][]salient.PlaceID{}
	for _, leaf := range leaves {
		for _, up := range c.Above(leaf) {
			if p, _ := c.Place(up); p.Kind.Settled() {
				under[up] = append(under[up], leaf)
			}
		}
	}
	for i := range c.Claims {
		r.take(&c.Claims[i], under)
	}
	for _, leaf := range leaves {
		list := r.reports[leaf]
		slices.SortFunc(list, func(a, b report) int {
			return cmp.Or(cmp.Compare(a.days.From, b.days.From), cmp.Compare(a.days.To, b.days.To), cmp.Compare(a.claim, b.claim))
		})
		if p, _ := c.Place(leaf); (len(list) > 0 || len(p.RearOf) == 0) && !c.Foreign(leaf) {
			r.leaves = append(r.leaves, leaf)
		}
	}
	return r
}

// take files a claim under the leaves that it is a report from.
func (r *Reading) take(cl *salient.Claim, under map[salient.PlaceID][]salient.PlaceID) {
	said, dated := r.c.Said(cl)
	if !r.c.Counts(cl) || !dated && cl.When.IsZero() {
		return
	}
	reach := cl.Reach(r.c.Settings.Widening(), said)
	if reach.Some && reach.N() > r.least {
		return
	}
	from := slices.Concat(under[salient.PlaceID(cl.Place)], under[cl.To])
	slices.Sort(from)
	for _, leaf := range slices.Compact(from) {
		for _, days := range reach.Days {
			r.reports[leaf] = append(r.reports[leaf], report{days, cl.ID})
		}
	}
}

// Least is how many days the shortest gap has.
func (r *Reading) Least() int { return r.least }

// Counts reports whether a place is a leaf from which reports are looked for.
func (r *Reading) Counts(place salient.PlaceID) bool {
	_, ok := slices.BinarySearch(r.leaves, place)
	return ok
}

// Near reports whether a place is at or beside the front on a day.
type Near func(salient.PlaceID, when.Day) bool

// In lists the gaps with at least one day in a span, the weightiest first, then by place and
// day. near may be nil: then no place is near the front. Days of the span outside the case's
// period stretch the frame.
func (r *Reading) In(span when.Span, near Near) []Gap {
	var out []Gap
	for _, leaf := range r.leaves {
		for _, g := range r.of(leaf, span) {
			if g.Days.Meet(span).Len() > 0 {
				r.weigh(&g, near)
				out = append(out, g)
			}
		}
	}
	slices.SortFunc(out, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Days.From, b.Days.From))
	})
	return out
}

// At returns the gap of a leaf that a day lies in; ok is false if there is none.
func (r *Reading) At(place salient.PlaceID, day when.Day) (g Gap, ok bool) {
	if !r.Counts(place) {
		return Gap{}, false
	}
	for _, g := range r.of(place, when.Span{From: day, To: day}) {
		if g.Days.Has(day) {
			r.weigh(&g, nil)
			return g, true
		}
	}
	return Gap{}, false
}

// of lists the gaps of a leaf in the frame that takes a span in, by day.
func (r *Reading) of(leaf salient.PlaceID, span when.Span) []Gap {
	frame := when.Span{From: min(r.period.From, span.From), To: max(r.period.To, span.To)}
	var out []Gap
	add := func(days when.Span, before, after *Report) {
		if days = days.Meet(frame); days.Len() >= r.least {
			out = append(out, Gap{Place: leaf, Days: days, Before: before, After: after})
		}
	}
	var last *Report // of all days spoken of so far, the latest
	from := frame.From
	for _, p := range r.reports[leaf] {
		if p.days.From > from {
			add(when.Span{From: from, To: p.days.From - 1}, last, &Report{p.claim, p.days.From})
		}
		if last == nil || p.days.To > last.Day {
			last = &Report{p.claim, p.days.To}
		}
		from = max(from, p.days.To+1)
	}
	add(when.Span{From: from, To: frame.To}, last, nil)
	return out
}

// weigh sets what a gap is sorted by: its days, times 1 + log10(1 + people/100) where the
// people are known (4 for 100,000, 2 for 900), times 1 + the part of its days near the front,
// looked at every seven days. Between equal silences, more people and the front come first; a
// silence ten times as long outweighs both.
func (r *Reading) weigh(g *Gap, near Near) {
	g.Weight = float64(g.Days.Len())
	if p, ok := r.c.Place(g.Place); ok && p.Population != nil {
		g.People = p.Population
		g.Weight *= 1 + math.Log10(1+float64(max(0, *p.Population))/100)
	}
	if near == nil {
		return
	}
	looked, at := 0, 0
	for d := g.Days.From; d <= g.Days.To; d += 7 {
		looked++
		if near(g.Place, d) {
			at++
		}
	}
	g.Front = float64(at) / float64(looked)
	g.Weight *= 1 + g.Front
}

// Neighbour is the nearest other place from which somebody reports in a gap.
type Neighbour struct {
	Place salient.PlaceID
	Away  geo.Length
	Report
}

// Nearest is the nearest other leaf of which a claim speaks on a day of the gap, with the
// report that is nearest to a day; of equally near ones the earlier, then the first by id. ok
// is false if the place has no point or nobody reports from anywhere.
func (r *Reading) Nearest(g Gap, day when.Day) (best Neighbour, ok bool) {
	here, found := r.c.Place(g.Place)
	if !found || here.At == nil {
		return best, false
	}
	for _, leaf := range r.leaves {
		p, _ := r.c.Place(leaf)
		if leaf == g.Place || p.At == nil {
			continue
		}
		away := geo.Distance(*here.At, *p.At)
		if ok && away >= best.Away {
			continue
		}
		if near, reports := r.nearestReport(leaf, g.Days, day); reports {
			best, ok = Neighbour{leaf, away, near}, true
		}
	}
	return best, ok
}

func (r *Reading) nearestReport(leaf salient.PlaceID, span when.Span, day when.Day) (best Report, ok bool) {
	off := func(d when.Day) when.Day { return max(d-day, day-d) }
	for _, p := range r.reports[leaf] {
		days := p.days.Meet(span)
		if days.Len() == 0 {
			continue
		}
		d := min(max(day, days.From), days.To)
		if !ok || off(d) < off(best.Day) || off(d) == off(best.Day) && (d < best.Day || d == best.Day && p.claim < best.Claim) {
			best, ok = Report{p.claim, d}, true
		}
	}
	return best, ok
}
