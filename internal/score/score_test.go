package score

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func yes(p float64) Forecast { return Forecast{P: p, Happened: true} }
func no(p float64) Forecast  { return Forecast{P: p} }

// worked is small enough to be computed by hand; the test has the fractions.
var worked = []Forecast{yes(0.9), yes(0.9), no(0.9), yes(0.4), no(0.4), no(0.1), no(0.1), yes(0.1), no(0.1), no(0.1)}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12 }

func TestScoresByHand(t *testing.T) {
	parts := Decompose(worked)
	for name, x := range map[string][2]float64{
		// (0.01 + 0.01 + 0.81 + 0.36 + 0.16 + 4 × 0.01 + 0.81) / 10
		"Brier":    {Brier(worked), 2.20 / 10},
		"Log":      {Log(worked), -(2*math.Log(0.9) + math.Log(0.1) + math.Log(0.4) + math.Log(0.6) + 4*math.Log(0.9) + math.Log(0.1)) / 10},
		"BaseRate": {BaseRate(worked), 0.4},
		// (3 (9/10 − 2/3)² + 2 (2/5 − 1/2)² + 5 (1/10 − 1/5)²) / 10
		"Reliability": {parts.Reliability, (3*49./900 + 2*1./100 + 5*1./100) / 10},
		// (3 (2/3 − 2/5)² + 2 (1/2 − 2/5)² + 5 (1/5 − 2/5)²) / 10
		"Resolution":  {parts.Resolution, (3*16./225 + 2*1./100 + 5*1./25) / 10},
		"Uncertainty": {parts.Uncertainty, 0.24},
		// four with (3/9 − 1)², six with (4/9)²
		"AgainstBaseRate": {AgainstBaseRate(worked), 1 - 0.22/((4*36./81+6*16./81)/10)},
	} {
		if !near(x[0], x[1]) {
			t.Errorf("%s = %.15f, want %.15f", name, x[0], x[1])
		}
	}
}

func TestPersistenceByHand(t *testing.T) {
	so, not := true, false
	list := []Forecast{
		{P: 0.7, Happened: true, As: &not}, {P: 0.7, Happened: true, As: &so}, {P: 0.2, As: &so}, {P: 0.5},
	}
	got, n := AgainstPersistence(list)
	if want := 1 - (0.09+0.09+0.04)/2; !near(got, want) || n != 3 {
		t.Errorf("AgainstPersistence = %v of %d, want %v of 3", got, n, want)
	}
}

func TestWilsonIsAsPublished(t *testing.T) {
	// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
	// Medicine 17 (1998), table I, method 3.
	for _, tt := range []struct{ k, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		if low, high := wilson(tt.k, tt.n); math.Abs(low-tt.low) > 5e-5 || math.Abs(high-tt.high) > 5e-5 {
			t.Errorf("wilson(%v, %v) = %.4f to %.4f, want %.4f to %.4f", tt.k, tt.n, low, high, tt.low, tt.high)
		}
	}
}

func anyForecasts(t *rapid.T, least int) []Forecast {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Forecast {
		p := rapid.SampledFrom([]float64{0.03, 0.125, 0.325, 0.5, 0.675, 0.875, 0.97}).Draw(t, "p")
		return Forecast{P: p, Happened: rapid.Bool().Draw(t, "happened")}
	}), least, 40).Draw(t, "forecasts")
}

func TestPartsMakeTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := anyForecasts(t, 1)
		p, brier := Decompose(list), Brier(list)
		if got := p.Reliability - p.Resolution + p.Uncertainty; math.Abs(got-brier) > 1e-12 {
			t.Fatalf("parts %+v make %v, Brier score %v", p, got, brier)
		}
		other := slices.Clone(list)
		slices.Reverse(other)
		if Decompose(other) != p || Brier(other) != brier || Log(other) != Log(list) {
			t.Fatal("another order gives other scores")
		}
	})
}

func TestARightForecastIsNeverWorseForBeingSurer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := anyForecasts(t, 1)
		surer := slices.Clone(list)
		for i, f := range list {
			surer[i].P = (f.P + f.outcome()) / 2
		}
		if Brier(surer) >= Brier(list) || Log(surer) >= Log(list) {
			t.Fatalf("Brier %v and log %v after moving half way to what came, %v and %v before", Brier(surer), Log(surer), Brier(list), Log(list))
		}
	})
}

func TestWithoutForecastsThereIsNoScore(t *testing.T) {
	persistence, n := AgainstPersistence(nil)
	for name, v := range map[string]float64{
		"Brier": Brier(nil), "Log": Log(nil), "AgainstBaseRate": AgainstBaseRate([]Forecast{yes(0.9)}), "Decompose": Decompose(nil).Reliability,
		"AgainstPersistence": persistence,
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s of nothing = %v, want NaN", name, v)
		}
	}
	if o := Observe(nil); o.N != 0 || n != 0 || o.Low != 0 || o.High != 1 {
		t.Errorf("Observe(nil) = %+v, want an interval from 0 to 1", o)
	}
}
