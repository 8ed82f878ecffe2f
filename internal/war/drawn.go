package war

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// drawnSeed and drawnCount are those of the benchmark's settings: wars are compared over time
// only while both stay.
const (
	drawnSeed  = 20200101
	drawnCount = 48
)

// Settings are the wars of the benchmark: those written by hand, then the drawn ones.
func Settings() []Setting {
	return append(Named(), drawn(drawnSeed, drawnCount, "drawn")...)
}

// Unseen draws n settings from the distributions of the benchmark's. Whoever tunes an engine
// on Settings measures it on these.
func Unseen(seed uint64, n int) []Setting { return drawn(seed, n, fmt.Sprintf("unseen-%d", seed)) }

func drawn(seed uint64, n int, prefix string) []Setting {
	var out []Setting
	for i := range n {
		d := drawer{rand.New(rand.NewPCG(seed, uint64(i)))}
		s := d.setting()
		s.Name = fmt.Sprintf("%s-%02d", prefix, i+1)
		out = append(out, s)
	}
	return out
}

// drawer draws knobs.
type drawer struct{ *rand.Rand }

func (d drawer) between(low, high float64) float64 { return low + (high-low)*d.Float64() }
func (d drawer) yes(p float64) bool                { return d.Float64() < p }

// sometimes is a number between low and high with chance p, else 0.
func (d drawer) sometimes(p, low, high float64) float64 {
	x := d.between(low, high)
	if d.yes(p) {
		return x
	}
	return 0
}

// scale is a number between low and high, evenly by its log.
func (d drawer) scale(low, high float64) float64 {
	return low * math.Pow(high/low, d.Float64())
}

func oneOf[T any](d drawer, list ...T) T { return list[d.IntN(len(list))] }

func (d drawer) setting() Setting {
	s := Setting{
		Sides:  oneOf(d, 2, 2, 2, 2, 2, 3, 3, 4, 5),
		Places: 60 + d.IntN(60), Days: 200 + d.IntN(250),
		Still: d.between(0, 0.7), MinSpell: oneOf(d, 4, 7, 14), Repelled: d.between(0, 0.4),
		Near: d.scale(1, 8), NearDays: 5 + d.IntN(25), Uneven: d.between(0, 1), Forgotten: d.sometimes(0.5, 0.05, 0.4),
		Signals: oneOf(d, NoSignals, NoSignals, Informative, Noise), Wording: oneOf(d, NoQuotes, NoQuotes, Quotes),
		Claimants: oneOf(d, OwnName, OwnName, OwnName, NoName),
	}
	s.Bursts, s.BurstDays, s.Burst = d.sometimes(0.6, 0.5, 4), 4+d.IntN(12), d.scale(2, 8)
	s.Contested, s.ContestedDays = d.sometimes(0.75, 0.1, 1), d.scale(4, 60)
	switch d.IntN(3) {
	case 0:
		s.Changes = d.scale(0.2, 4)
	case 1:
		s.Campaigns, s.Sweep, s.Pace = d.between(2, 10), 5+d.IntN(20), d.between(0.5, 6)
	default:
		s.Changes = d.scale(0.1, 1)
		s.Campaigns, s.Sweep, s.Pace = d.between(1, 5), 5+d.IntN(20), d.between(0.5, 6)
	}
	d.staff(&s)
	return s
}

// staff draws the sources.
func (d drawer) staff(s *Setting) {
	n := oneOf(d, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24)
	if d.yes(0.15) {
		n = 25 + d.IntN(6)
	}
	careless := oneOf(d, 0.1, 0.25, 0.25, 0.5)
	parties := oneOf(d, 0, 0.3, 0.5, 0.5, 0.7, 1)
	among := s.Sides // only the first sides have friends
	if d.yes(0.3) {
		among = 1 + d.IntN(s.Sides)
	}
	perPlace := d.scale(10, 110) / float64(s.Days) * 30 / float64(n) // a source's rate
	for range n {
		src := d.source(s, perPlace, d.yes(careless))
		if d.yes(parties) {
			d.side(&src, 1+d.IntN(among))
		}
		s.Sources = append(s.Sources, src)
	}
	d.copiers(s)
	d.quoted(s)
	d.grades(s)
}

func (d drawer) source(s *Setting, rate float64, careless bool) Source {
	src := Source{
		Rate: rate * d.scale(0.4, 2.5), Covers: oneOf(d, 0, 0, 0.3, 0.7), Right: d.between(0.88, 0.99),
		Stuck: d.sometimes(0.3, 0.1, 0.6), Slow: d.delay(d.scale(0.5, 5)), PerClaim: d.yes(0.2),
		Enters: d.sometimes(0.4, 0.1, 0.6), Leaves: d.sometimes(0.3, 0.1, 0.4),
		Repeats: d.sometimes(0.5, 0.1, 0.5), Denies: d.sometimes(0.3, 0.02, 0.2),
	}
	if careless {
		src.Right = d.between(0.45, 0.8)
	}
	if d.yes(0.3) {
		src.Misjudges, src.MisjudgeDays = d.scale(0.1, 1), d.between(10, 60)
	}
	if d.yes(0.2) {
		src.Visual, src.VisualRight = oneOf(d, 0.1, 0.3, 1), d.between(0.93, 0.99)
	}
	return src
}

// side makes a source a party.
func (d drawer) side(src *Source, side int) {
	src.Side, src.Secret = side, d.yes(0.1)
	src.OwnSide = d.between(0.3, 1)
	src.Early, src.Late = d.delay(d.sometimes(0.8, 1, 12)), d.delay(d.sometimes(0.9, 2, 25))
	src.Hides = d.sometimes(0.5, 0.05, 0.4)
	src.Boasts, src.BoastFor = d.sometimes(0.3, 0.05, 0.5), d.between(5, 40)
	src.Denies = d.sometimes(0.7, 0.02, 0.25)
	src.Lies = d.sometimes(0.5, 0.05, 0.4)
}

func (d drawer) delay(mean float64) Delay {
	return Delay{oneOf(d, Fixed, Uniform, Exponential, Exponential, Lognormal, Bimodal), mean}
}

// copiers turns some of the later sources into copiers.
func (d drawer) copiers(s *Setting) {
	if len(s.Sources) < 3 || d.yes(0.4) {
		return
	}
	for range 1 + d.IntN(1+len(s.Sources)/4) {
		i := 2 + d.IntN(len(s.Sources)-2)
		src := &s.Sources[i]
		src.Copies = []int{d.IntN(i)}
		if d.yes(0.3) {
			src.Copies = append(src.Copies, other(d.Rand, i, src.Copies[0]))
		}
		src.CopyChance, src.CopyDays = d.between(0.3, 0.95), d.IntN(6)
		src.Declared, src.Verbatim = d.yes(0.3), d.yes(0.3)
	}
}

// quoted gives the sides spokesmen, whom sources without side quote.
func (d drawer) quoted(s *Setting) {
	if d.yes(0.75) {
		return
	}
	for i := range s.Sides {
		voice := Source{Right: d.between(0.9, 0.98)}
		d.side(&voice, i+1)
		s.Spokesmen = append(s.Spokesmen, voice)
	}
	for i := range s.Sources {
		if s.Sources[i].Side == 0 {
			s.Sources[i].Quotes = d.between(0.2, 0.8)
		}
	}
}

// grades gives grades that are true, shuffled, blank, or all A.
func (d drawer) grades(s *Setting) {
	for i := range s.Sources {
		s.Sources[i].Grade = trueGrade(&s.Sources[i])
	}
	switch d.IntN(8) {
	case 0, 1:
		Shuffled(s, d.Uint64())
	case 2:
		for i := range s.Sources {
			s.Sources[i].Grade = ""
		}
	}
	for i := range s.Sources {
		if len(s.Sources[i].Copies) > 0 && d.yes(0.3) {
			s.Sources[i].Grade = "A"
		}
	}
}

// trueGrade is a grade that fits how often a source is right; parties are a grade lower.
func trueGrade(s *Source) string {
	i := 0
	for _, limit := range []float64{0.96, 0.92, 0.85, 0.75} {
		if s.Right < limit {
			i++
		}
	}
	if s.Side > 0 && !s.Secret {
		i++
	}
	return "ABCDE"[min(4, i):][:1]
}

// Shuffled gives each source another's grade.
func Shuffled(s *Setting, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	rng.Shuffle(len(s.Sources), func(i, j int) {
		s.Sources[i].Grade, s.Sources[j].Grade = s.Sources[j].Grade, s.Sources[i].Grade
	})
}
