package phase

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Sort is what is counted together: one sort of happening, in the place that is asked about or
// around it.
type Sort struct {
	What   string // one of Whats
	Around bool   // not in the place itself
}

// Happening is one thing that is counted.
type Happening struct {
	Sort
	Days when.Span // it counts as one, in equal parts on each of them
}

// Phase is a stretch of days that is unlike those before and after it.
type Phase struct {
	when.Span
	N     float64 // happenings
	Marks []Mark  // what it has more of than the whole span, the most telling first
}

// Mark is one sort of happening of which a phase has more than the rest of the span.
type Mark struct {
	Sort
	N     float64 // in the phase
	Week  float64 // a week, in the phase
	Usual float64 // a week, in the rest of the span
	Tells float64 // how far the counts speak for a rate of the phase's own, in decibans; 3 at least
}

// Settings are what a division depends on.
type Settings struct {
	Shortest int     // days that a phase has at least
	Penalty  float64 // of a change, times the logarithm of the span's days
	Longest  int     // days; what is spread over more says nothing of when
}

// SettingsOf reads those of a case: phase.shortest (4 days), phase.penalty (3), phase.longest
// (10 days). The Bayesian information criterion takes a penalty of 1 for each number that a
// change has of its own; 3 is for its day and the rates of two sorts, for a new phase seldom
// differs in all.
func SettingsOf(s salient.Settings) Settings {
	return Settings{
		Shortest: max(1, int(s.Number("phase.shortest", 4))), Penalty: max(0, s.Number("phase.penalty", 3)),
		Longest: max(1, int(s.Number("phase.longest", 10))),
	}
}

// Find divides a span into phases. Happenings outside it, and those spread over more days than
// settings allow, aren't counted; without any that are there is one phase without marks. An
// empty span has none.
func Find(span when.Span, list []Happening, set Settings) []Phase {
	if span.Len() <= 0 {
		return nil
	}
	t := count(span, list, set)
	ends := t.divide(set)
	var out []Phase
	from := 0
	for _, to := range ends {
		out = append(out, t.phase(from, to))
		from = to
	}
	return out
}

// table is happenings counted by sort and day.
type table struct {
	span  when.Span
	sorts []Sort
	sums  [][]float64 // by sort: how many before each day
	loose []float64   // by sort: the dispersion of its daily counts
}

func count(span when.Span, list []Happening, set Settings) *table {
	days := span.Len()
	counts := map[Sort][]float64{}
	list = slices.SortedFunc(slices.Values(list), Happening.compare) // sums go in one order
	for _, h := range list {
		n := h.Days.Len()
		if n <= 0 || n > set.Longest {
			continue
		}
		if in := h.Days.Meet(span); in.Len() > 0 && counts[h.Sort] == nil {
			counts[h.Sort] = make([]float64, days)
		}
		for d := max(span.From, h.Days.From); d <= min(span.To, h.Days.To); d++ {
			counts[h.Sort][d-span.From] += 1 / float64(n)
		}
	}
	t := &table{span: span}
	for s := range counts {
		t.sorts = append(t.sorts, s)
	}
	slices.SortFunc(t.sorts, Sort.compare)
	for _, s := range t.sorts {
		sum := make([]float64, days+1)
		for d, x := range counts[s] {
			sum[d+1] = sum[d] + x
		}
		t.sums, t.loose = append(t.sums, sum), append(t.loose, dispersion(counts[s]))
	}
	return t
}

func (h Happening) compare(o Happening) int {
	return cmp.Or(h.Sort.compare(o.Sort), cmp.Compare(h.Days.From, o.Days.From), cmp.Compare(h.Days.To, o.Days.To))
}

func (s Sort) compare(o Sort) int {
	if s.Around != o.Around {
		if o.Around {
			return -1
		}
		return 1
	}
	return cmp.Compare(slices.Index(Whats, s.What), slices.Index(Whats, o.What))
}

// dispersion is the size parameter of a negative binomial distribution of daily counts, by
// their mean m and variance v: m²/(v-m). The variance is taken from the differences between
// days that follow each other, which changes of level hardly touch. Where it isn't above the
// mean the counts are as good as Poisson's.
func dispersion(counts []float64) float64 {
	const poisson = 1e6
	mean, square := 0.0, 0.0
	for d, x := range counts {
		mean += x / float64(len(counts))
		if d > 0 {
			square += (x - counts[d-1]) * (x - counts[d-1]) / 2 / float64(len(counts)-1)
		}
	}
	if square <= mean*(1+mean/poisson) {
		return poisson
	}
	return mean * mean / (square - mean)
}

// cost is minus twice the log-likelihood of the days from, included, until to, not included, but for what
// doesn't depend on the division.
func (t *table) cost(from, to int) float64 {
	sum := 0.0
	for s := range t.sorts {
		sum += unlikelihood(t.sums[s][to]-t.sums[s][from], float64(to-from), t.loose[s])
	}
	return sum
}

// unlikelihood is that of counts that sum to n over so many days, at their own mean.
func unlikelihood(n, days, loose float64) float64 {
	out := days * loose * math.Log1p(n/days/loose)
	if n > 0 {
		out -= n * math.Log(n/days/(loose+n/days))
	}
	return 2 * out
}

// divide gives the ends (not included) of the stretches of the division of least cost, in days
// from the span's first. Of two that cost the same the one with the later last change counts.
func (t *table) divide(set Settings) []int {
	days := t.span.Len()
	penalty := set.Penalty * math.Log(float64(days))
	best, last := make([]float64, days+1), make([]int, days+1)
	best[0] = -penalty
	dropped := make([]int, days+1) // from which end on a start needn't be tried any more
	starts := []int{0}
	for end := 1; end <= days; end++ {
		best[end], last[end] = t.cost(0, end), 0 // of the first days, fewer than a phase has
		for _, from := range starts {
			if c := best[from] + t.cost(from, end) + penalty; end-from >= set.Shortest && c <= best[end] {
				best[end], last[end] = c, from
			}
		}
		starts = slices.DeleteFunc(starts, func(from int) bool {
			if dropped[from] == 0 && best[from]+t.cost(from, end) > best[end] {
				dropped[from] = end + set.Shortest
			}
			return dropped[from] != 0 && end+1 >= dropped[from]
		})
		if end >= set.Shortest {
			starts = append(starts, end)
		}
	}
	var ends []int
	for end := days; end > 0; end = last[end] {
		ends = append(ends, end)
	}
	slices.Reverse(ends)
	return ends
}

// leastTells is how far counts must speak for a rate of the phase's own, in decibans.
const leastTells = 3

// phase describes the stretch of the days from, included, until to, not included.
func (t *table) phase(from, to int) Phase {
	p := Phase{Span: when.Span{From: t.span.From + when.Day(from), To: t.span.From + when.Day(to-1)}}
	days, all := float64(to-from), float64(t.span.Len())
	for s, sort := range t.sorts {
		n, whole := t.sums[s][to]-t.sums[s][from], t.sums[s][len(t.sums[s])-1]
		p.N += n
		if days == all || n/days <= (whole-n)/(all-days) {
			continue
		}
		apart := unlikelihood(n, days, t.loose[s]) + unlikelihood(whole-n, all-days, t.loose[s])
		tells := 5 / math.Ln10 * (unlikelihood(whole, all, t.loose[s]) - apart)
		if tells >= leastTells {
			p.Marks = append(p.Marks, Mark{sort, n, 7 * n / days, 7 * (whole - n) / (all - days), tells})
		}
	}
	slices.SortStableFunc(p.Marks, func(a, b Mark) int { return cmp.Compare(b.Tells, a.Tells) })
	return p
}
