package control

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Voice is a speaker in a source, itself or one whom it quotes. What it says when is a table
// of its own, and so are its photographs and videos.
type Voice struct {
	Speaker string          // as claims name it, in lower case; "": the source itself
	Side    salient.ActorID // whose interest it shares; "" for nobody's
	Visual  bool            // claims with something to look at
	Said
	Lags []Lag
}

// Repeat is how often a source that speaks of a place again says what it said before rather
// than what it sees.
type Repeat struct {
	From, To when.Day // days between the two claims
	Part     float64
	N        float64 // claims after such a gap, as weighted
}

// Copy is a source found to be repeated by another, errors and all.
type Copy struct {
	Of   salient.SourceID
	Part float64 // of what it says within days after the other
	N    int     // claims that followed the other's
}

// voices lists those of a source, in the order of tables.
func (m *model) voices(id salient.SourceID, said []tallies) []Voice {
	var out []Voice
	for i, t := range m.tables {
		if t.source != id {
			continue
		}
		v := Voice{Speaker: t.speaker, Visual: t.visual, Said: said[i].said(), Lags: m.lagsOf(t)}
		if t.party != neutral {
			v.Side = salient.ActorID(m.states[t.party])
		}
		out = append(out, v)
	}
	return out
}

// repeats lists the gaps after which a source has spoken again.
func (m *model) repeats(id salient.SourceID) []Repeat {
	h := m.habits[m.habitOf[id]]
	var out []Repeat
	from := when.Day(0)
	for g, to := range gaps {
		if h.asked[g] > 0 {
			out = append(out, Repeat{from, to, h.repeats[g], h.asked[g]})
		}
		from = to + 1
	}
	return out
}

func (m *model) copies(id salient.SourceID) []Copy {
	var out []Copy
	for _, c := range m.copiers {
		if c.source == id {
			out = append(out, Copy{c.of, c.part, c.n})
		}
	}
	return out
}

// graded is how often a plain assertion was expected to name the state of the day, before
// learning, by chain, table and spot: errors by the grade and the party of its speaker, and
// early and late perception by the prior lags.
func (m *model) graded() [2][][]float64 {
	var out [2][][]float64
	for i, c := range m.chains {
		for _, t := range m.tables {
			if c != nil {
				out[i] = append(out[i], m.gradedRight(c, t))
			}
		}
	}
	return out
}

func (m *model) gradedRight(c *chain, t *table) []float64 {
	before := &table{tableKey: t.tableKey, lag: priorLag}
	out := make([]float64, c.spots())
	c.eachSpot(func(i, from, to, stretch int) {
		l := m.perceived(before, saying{}, from, to, stretch)
		all := 0.0
		for o := range m.states {
			all += l*t.prior[to][o] + (1-l)*t.prior[from][o]
		}
		now := stateAt(from, to, stretch)
		out[i] = (l*t.prior[to][now] + (1-l)*t.prior[from][now]) / all
	})
	return out
}
