package score

import (
	"cmp"
	"math"
	"slices"
)

// Forecast is one that has an outcome.
type Forecast struct {
	P        float64 // of what it foretells, 0 to 1
	Happened bool
	As       *bool // whether what it foretells was already so when it was made; nil if unknown
}

// outcome is 1 if it happened, else 0.
func (f Forecast) outcome() float64 { return number(f.Happened) }

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// brier is one forecast's part of the score.
func (f Forecast) brier() float64 { return (f.P - f.outcome()) * (f.P - f.outcome()) }

// Brier is the mean squared distance of probabilities to outcomes: 0 best, 1 worst, 0.25 for
// even odds always. NaN without forecasts.
func Brier(list []Forecast) float64 { return mean(list, Forecast.brier) }

// Log is the mean of −ln of the probability that was given to what came: 0 best, infinite where
// that was 0. NaN without forecasts.
func Log(list []Forecast) float64 {
	return mean(list, func(f Forecast) float64 {
		if f.Happened {
			return -math.Log(f.P)
		}
		return -math.Log1p(-f.P)
	})
}

// BaseRate is the part of what was foretold that happened. NaN without forecasts.
func BaseRate(list []Forecast) float64 { return mean(list, Forecast.outcome) }

func mean(list []Forecast, of func(Forecast) float64) float64 {
	sum := 0.0
	for _, f := range sorted(list) {
		sum += of(f)
	}
	return sum / float64(len(list))
}

// sorted puts forecasts in one order, so that sums don't depend on theirs.
func sorted(list []Forecast) []Forecast {
	return slices.SortedStableFunc(slices.Values(list), func(a, b Forecast) int {
		return cmp.Or(cmp.Compare(a.P, b.P), cmp.Compare(a.outcome(), b.outcome()))
	})
}

// Parts is Murphy's decomposition: the Brier score is Reliability − Resolution + Uncertainty.
type Parts struct {
	Reliability float64 // squared distance of each probability to how often it came true: 0 best
	Resolution  float64 // squared distance of how often each came true to the base rate: more is better
	Uncertainty float64 // of the outcomes themselves: base rate × (1 − base rate)
}

// Decompose groups forecasts by their probability, so that the decomposition is exact. All
// parts are NaN without forecasts.
func Decompose(list []Forecast) Parts {
	base := BaseRate(list)
	p := Parts{Uncertainty: base * (1 - base)}
	n := float64(len(list))
	for _, g := range groups(list) {
		part, observed := float64(len(g))/n, BaseRate(g)
		p.Reliability += part * (g[0].P - observed) * (g[0].P - observed)
		p.Resolution += part * (observed - base) * (observed - base)
	}
	if n == 0 {
		p.Reliability, p.Resolution = math.NaN(), math.NaN()
	}
	return p
}

// groups gives the forecasts of each probability, the lowest first.
func groups(list []Forecast) [][]Forecast {
	var out [][]Forecast
	all := sorted(list)
	for len(all) > 0 {
		n := slices.IndexFunc(all, func(f Forecast) bool { return f.P != all[0].P })
		if n < 0 {
			n = len(all)
		}
		out, all = append(out, all[:n]), all[n:]
	}
	return out
}

// Skill is 1 − the Brier score over a reference's: 1 perfect, 0 no better, less than 0 worse.
// NaN where the reference is perfect or there is none.
func Skill(brier, reference float64) float64 {
	if reference == 0 {
		return math.NaN()
	}
	return 1 - brier/reference
}

// AgainstBaseRate is the skill against one who knew how often such things happen, and nothing
// else: who gave each forecast the rate of all the others, (h − o) / (n − 1) with h of n that
// happened, o the forecast's own outcome. NaN with fewer than two forecasts.
func AgainstBaseRate(list []Forecast) float64 {
	n := float64(len(list))
	if n < 2 {
		return math.NaN()
	}
	happened := BaseRate(list) * n
	reference := mean(list, func(f Forecast) float64 {
		others := (happened - f.outcome()) / (n - 1)
		return (others - f.outcome()) * (others - f.outcome())
	})
	return Skill(Brier(list), reference)
}

// AgainstPersistence is the skill against one who said that things stay as they were when the
// forecast was made, over the n forecasts of which that is known. NaN if there are none, or if
// everything stayed as it was.
func AgainstPersistence(list []Forecast) (skill float64, n int) {
	known := slices.DeleteFunc(slices.Clone(list), func(f Forecast) bool { return f.As == nil })
	if len(known) == 0 {
		return math.NaN(), 0
	}
	reference := mean(known, func(f Forecast) float64 {
		return (number(*f.As) - f.outcome()) * (number(*f.As) - f.outcome())
	})
	return Skill(Brier(known), reference), len(known)
}

// Observed is how often forecasts of a kind came true.
type Observed struct {
	N, Happened int
	Rate        float64 // Happened / N; NaN without any
	Low, High   float64 // 95% interval of the rate (Wilson); 0 and 1 without any
}

// Observe counts.
func Observe(list []Forecast) Observed {
	o := Observed{N: len(list), Rate: BaseRate(list), High: 1}
	for _, f := range list {
		o.Happened += int(f.outcome())
	}
	if o.N > 0 {
		o.Low, o.High = wilson(float64(o.Happened), float64(o.N))
	}
	return o
}

// wilson is Wilson's score interval at 95%.
func wilson(k, n float64) (low, high float64) {
	const z = 1.959963984540054
	p := k / n
	middle := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (middle-half)/(1+z*z/n)), min(1, (middle+half)/(1+z*z/n))
}
