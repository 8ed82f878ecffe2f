package control

import (
	"hash/fnv"
	"math"

	"github.com/salient-osint/salient"
)

// calibrate finds by how much answers are too sure, or not sure enough, from the claims alone:
// the sources are dealt into folds, and what those of a fold plainly assert is foretold by the
// chains without them, everything learned held. The temper is that of which the assertions
// are likeliest, under a prior that it is 1; the truth isn't known here, and isn't needed.
func (m *model) calibrate() {
	m.temper = 1
	leaves := m.sampleOf(calibrateFrom)
	foretold := make([][]forecast, folds*len(leaves))
	inParallel(len(foretold), func() func(int) {
		p := &pass{}
		return func(k int) { foretold[k] = m.foretell(leaves[k%len(leaves)], k/len(leaves), p) }
	})
	m.temper = best(func(temper float64) float64 {
		log := math.Log(temper)
		score := -log * log / (2 * temperSpread * temperSpread)
		for _, list := range foretold {
			for _, f := range list {
				score += f.weight * math.Log(f.chance(temper))
			}
		}
		return score
	})
}

const (
	folds         = 4
	calibrateFrom = 40_000 // pieces of evidence, at most

	// The temper's logarithm is normal around 0 before any claim is seen.
	temperSpread = 0.25
	coldest      = 1.0
	hottest      = 3.0
)

// forecast is an assertion that was left out: the probabilities of the states without it and
// its fold, and how likely it is made in each.
type forecast struct {
	p, says []float64
	weight  float64
}

// chance is the probability of the assertion, with the states' probabilities tempered.
func (f *forecast) chance(temper float64) float64 {
	sum, all := 0.0, 0.0
	for z, p := range f.p {
		q := math.Pow(p, 1/temper)
		sum += q * f.says[z]
		all += q
	}
	return sum / all
}

// foldOf deals a source into a fold, whatever other sources there are.
func foldOf(id salient.SourceID) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32()>>8) % folds
}

// foretell runs a leaf without the sources of a fold; p is room.
func (m *model) foretell(i, fold int, p *pass) []forecast {
	l := &m.leaves[i]
	left := func(e int) bool { return foldOf(m.evidence[e].source) == fold }
	var asked []item
	for _, it := range l.items {
		ev := m.evidence[it.evidence]
		key := m.combos[it.combo]
		plain := asserted(m.mixes[ev.mix].mix, len(m.states)) >= 0 && m.mixes[ev.mix].dated == undated
		if left(it.evidence) && plain && it.level == own && ev.n == 1 && key.repeats < 0 && key.copies < 0 {
			asked = append(asked, it)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	m.run(p, l, nil, m.anchor, left)
	var out []forecast
	for _, it := range asked {
		ev := m.evidence[it.evidence]
		out = append(out, forecastOf(p.c, p.spotsOn(ev.reach.Days[0].From), m.plain[l.chain][it.combo], ev.weight))
	}
	return out
}

func forecastOf(c *chain, p, likely []float64, weight float64) forecast {
	f := forecast{make([]float64, c.k), make([]float64, c.k), weight}
	c.eachSpot(func(j, from, to, stretch int) {
		z := stateAt(from, to, stretch)
		f.p[z] += p[j]
		f.says[z] += p[j] * likely[j]
	})
	for z := range f.p {
		if f.p[z] > 0 {
			f.says[z] /= f.p[z]
		}
	}
	return f
}

// best is where a score with one hill is highest, from coldest to hottest: golden sections of
// its logarithm.
func best(score func(float64) float64) float64 {
	const golden = 0.6180339887498949
	lo, hi := math.Log(coldest), math.Log(hottest)
	a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
	fa, fb := score(math.Exp(a)), score(math.Exp(b))
	for range 30 {
		if fa >= fb {
			hi, b, fb = b, a, fa
			a = hi - golden*(hi-lo)
			fa = score(math.Exp(a))
		} else {
			lo, a, fa = a, b, fb
			b = lo + golden*(hi-lo)
			fb = score(math.Exp(b))
		}
	}
	return math.Exp((lo + hi) / 2)
}
