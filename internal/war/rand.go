package war

import (
	"math"
	"math/rand/v2"
)

// draw draws a delay in whole days, at least 0.
func (d Delay) draw(rng *rand.Rand) int {
	x := d.Mean
	switch d.Shape {
	case Uniform:
		x *= 2 * rng.Float64()
	case Exponential:
		x *= rng.ExpFloat64()
	case Lognormal:
		x *= math.Exp(rng.NormFloat64() - 0.5)
	case Bimodal:
		x *= 0.25
		if rng.IntN(3) == 0 {
			x *= 10
		}
	}
	return int(math.Round(x))
}

func chance(rng *rand.Rand, p float64) bool { return p > 0 && rng.Float64() < p }

// spread is a number of days with a mean, at least 1.
func spread(rng *rand.Rand, mean float64) int { return 1 + int(max(0, mean-1)*rng.ExpFloat64()) }

// yearly yields the days of a Poisson process with a rate a year.
func yearly(rng *rand.Rand, rate float64, days int, yield func(day int)) {
	if rate <= 0 {
		return
	}
	for at := 0.0; ; {
		at += rng.ExpFloat64() * 365 / rate
		if at >= float64(days) {
			return
		}
		yield(int(at))
	}
}

// other is a number below n, at least 2, that isn't not, evenly.
func other(rng *rand.Rand, n, not int) int {
	if not < 0 || not >= n {
		return rng.IntN(n)
	}
	return (not + 1 + rng.IntN(n-1)) % n
}
