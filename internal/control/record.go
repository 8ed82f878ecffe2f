package control

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
)

// Record is what has been learned of a source in a case: how its claims of control compare
// with our later assessment of the same days. It is a description, not a verdict, and
// doesn't leave the case.
type Record struct {
	Source salient.SourceID `json:"source"`
	Own    Tally            `json:"own"`        // claims that serve the speaker's side
	Admit  Tally            `json:"admissions"` // claims against its interest
	Others Tally            `json:"neutral"`    // speakers who share no side's interest
	Lags   []Lag            `json:"lags,omitempty"`
}

// Tally compares claims with our assessment.
type Tally struct {
	N       int     `json:"n"`       // claims
	Differs float64 `json:"differs"` // expected part of them that differs from our assessment
	Low     float64 `json:"low"`     // 95% interval (Wilson, with N)
	High    float64 `json:"high"`
}

// Lag says when a source tells of changes, in days: negative if before they are real.
type Lag struct {
	Side   salient.ActorID `json:"side,omitempty"` // whose interest the speaker shares; "" if nobody's
	Of     string          `json:"of"`             // gains, losses or changes
	Median float64         `json:"median"`
	N      float64         `json:"n"` // weight of the claims near changes that it was learned from
}

// lagNeeds is the weight of claims near changes from which a lag is reported.
const lagNeeds = 20

// Records lists what was learned of each source, by id.
func (a *Assessment) Records() []Record { return slices.Clone(a.records()) }

// tallies are one source's.
type tallies map[Interest]*Tally

// look compares all claims that assert a state of a leaf with the last passes.
func (m *model) look() []Record {
	differs := make([]float64, len(m.evidence))
	counted := make([]bool, len(m.evidence))
	var mu sync.Mutex
	m.expect(m.sampleOf(learnFrom), false, func(i int, p *pass) {
		for _, it := range m.leaves[i].items {
			ev := m.evidence[it.evidence]
			state := asserted(m.mixes[ev.mix].mix, len(m.states))
			if it.level != own || state < 0 {
				continue
			}
			agrees := 0.0
			for _, d := range ev.days() {
				agrees += p.on(d)[state] / ev.n
			}
			mu.Lock()
			differs[it.evidence], counted[it.evidence] = max(0, 1-agrees), true
			mu.Unlock()
		}
	}, nil)
	return m.records(differs, counted)
}

func (m *model) records(differs []float64, counted []bool) []Record {
	bySource := map[salient.SourceID]tallies{}
	for e := range m.evidence {
		ev := m.evidence[e]
		if bySource[ev.source] == nil {
			bySource[ev.source] = tallies{SelfServing: {}, AgainstInterest: {}, Neutral: {}}
		}
		if counted[e] {
			t := bySource[ev.source][ev.interest]
			t.N++
			t.Differs += differs[e]
		}
	}
	var out []Record
	for id, t := range bySource {
		out = append(out, Record{
			Source: id, Own: t[SelfServing].closed(), Admit: t[AgainstInterest].closed(),
			Others: t[Neutral].closed(), Lags: m.lagsOf(id),
		})
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Compare(a.Source, b.Source) })
	return out
}

// closed turns a sum into a rate with its interval.
func (t *Tally) closed() Tally {
	if t.N == 0 {
		return Tally{}
	}
	n, z := float64(t.N), 1.959964
	p := t.Differs / n
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Tally{t.N, p, max(0, mid-half), min(1, mid+half)}
}

var lagNames = [directions]string{gain: "gains", loss: "losses", aside: "changes"}

func (m *model) lagsOf(id salient.SourceID) []Lag {
	var out []Lag
	for _, t := range m.tables {
		if t.source != id || t.visual {
			continue
		}
		for d, name := range lagNames {
			if t.lagN[d] < lagNeeds || d == aside && t.party != neutral {
				continue
			}
			l := Lag{Of: name, Median: m.medianLag(t.lag[d]), N: t.lagN[d]}
			if t.party != neutral {
				l.Side = salient.ActorID(m.states[t.party])
			}
			out = append(out, l)
		}
	}
	return out
}

// medianLag is the day, counted from the change, by which the new state is perceived with a
// chance of one half, between the phases in proportion; the outermost days if never or always.
func (m *model) medianLag(lag [spells]float64) float64 {
	middle := func(s int) float64 { return float64(stretches[s]) + float64(stretchDays(s))/2 }
	for s := range spells {
		if lag[s] < 0.5 {
			continue
		}
		if s == 0 || lag[s] == lag[s-1] {
			return middle(s)
		}
		part := (0.5 - lag[s-1]) / (lag[s] - lag[s-1])
		return middle(s-1) + max(0, part)*(middle(s)-middle(s-1))
	}
	return behind
}
