package yardstick

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/when"
)

// Result is how good an estimate is.
type Result struct {
	All     Figures // over all places and days
	Near    Figures // over those within 30 days of a true change
	Changes Changes
}

// Figures are averages over places and days.
type Figures struct {
	N           int
	Accuracy    float64 // part in which the likeliest state is the true one
	Brier       float64 // half the squared distance of the probabilities to the truth: 0 best, 1 worst
	Calibration float64 // mean distance, over 20 bins of the likeliest state's probability, of that from how often it is true
}

// Changes says how well changes of the likeliest state fit the true ones. One is found if a
// reported change to the same state, not used for another, lies within 14 days.
type Changes struct {
	True, Reported, Found int
	Ratio                 float64 // reported for each true one
	Recall, Precision, F1 float64
	Days                  int // median distance of those found
}

const (
	nearDays  = 30
	foundDays = 14
	bins      = 20
)

// Measure compares an estimate with the truth that its table was made for. Probabilities count
// to four decimals, as answers print them: without that, states that are alike would take turns
// in being the likeliest by what binary fractions add. Of equals the first by name counts.
func Measure(t *Table, truth *war.Truth) Result {
	var all, near tally
	var r Result
	var apart []int
	byName := order(t)
	days := t.Span.Len()
	printed := make([]float64, len(t.States))
	tops, trues := make([]int, days), make([]int, days)
	for p := range t.Places {
		close := nearChange(truth, p)
		for d := range days {
			trues[d] = truth.At(p, t.Span.From+when.Day(d))
			for s, q := range t.On(p, d) {
				printed[s] = math.Round(q*1e4) / 1e4
			}
			tops[d] = top(printed, byName)
			all.add(printed, tops[d], trues[d])
			if close[d] {
				near.add(printed, tops[d], trues[d])
			}
		}
		apart = append(apart, r.Changes.match(tops, trues)...)
	}
	r.All, r.Near = all.figures(), near.figures()
	r.Changes.rates(apart)
	return r
}

// order lists the states by name.
func order(t *Table) []int {
	out := make([]int, len(t.States))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int {
		if t.States[a] < t.States[b] {
			return -1
		}
		return 1
	})
	return out
}

func top(p []float64, byName []int) int {
	best := byName[0]
	for _, s := range byName {
		if p[s] > p[best] {
			best = s
		}
	}
	return best
}

// nearChange marks the days near a true change of a place.
func nearChange(truth *war.Truth, p int) []bool {
	out := make([]bool, truth.Span.Len())
	for _, c := range truth.Changes[p][1:] {
		at := int(c.Day - truth.Span.From)
		for d := max(0, at-nearDays); d <= min(len(out)-1, at+nearDays); d++ {
			out[d] = true
		}
	}
	return out
}

// tally adds up places and days.
type tally struct {
	n, right int
	brier    float64
	sum      [bins]float64 // of the likeliest states' probabilities
	true     [bins]float64 // how many of these were true
}

func (a *tally) add(p []float64, top, truth int) {
	a.n++
	for s, q := range p {
		if s == truth {
			q = 1 - q
		}
		a.brier += q * q / 2
	}
	b := min(int(p[top]*bins), bins-1)
	a.sum[b] += p[top]
	if top == truth {
		a.right++
		a.true[b]++
	}
}

func (a *tally) figures() Figures {
	n := float64(max(a.n, 1))
	f := Figures{N: a.n, Accuracy: float64(a.right) / n, Brier: a.brier / n}
	for b := range bins {
		f.Calibration += math.Abs(a.sum[b]-a.true[b]) / n
	}
	return f
}

// match finds a place's true changes among the reported ones, and gives the distances.
func (c *Changes) match(tops, trues []int) []int {
	reported := changed(tops)
	used := make([]bool, len(reported))
	c.Reported += len(reported)
	var apart []int
	for _, i := range changed(trues) {
		c.True++
		best, nearest := -1, foundDays+1
		for k, j := range reported {
			if far := abs(i - j); !used[k] && tops[j] == trues[i] && far < nearest {
				best, nearest = k, far
			}
		}
		if best >= 0 {
			used[best] = true
			apart = append(apart, nearest)
		}
	}
	return apart
}

func (c *Changes) rates(apart []int) {
	slices.Sort(apart)
	c.Found = len(apart)
	if c.Found > 0 {
		c.Days = apart[c.Found/2]
	}
	found := float64(c.Found)
	c.Ratio = float64(c.Reported) / float64(max(1, c.True))
	c.Recall, c.Precision = found/float64(max(1, c.True)), found/float64(max(1, c.Reported))
	c.F1 = 2 * c.Recall * c.Precision / max(c.Recall+c.Precision, 1e-9)
}

func changed(list []int) []int {
	var out []int
	for i := 1; i < len(list); i++ {
		if list[i] != list[i-1] {
			out = append(out, i)
		}
	}
	return out
}

func abs(x int) int { return max(x, -x) }
