package control

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
)

// Record is what has been learned of a source in a case: how its claims of control compare
// with our later assessment of the same days, and its habits. It is a description, not a
// verdict, and doesn't leave the case.
type Record struct {
	Source salient.SourceID
	Said
	Voices  []Voice  // itself and those whom it quotes, by speaker, side and whether there is something to look at
	Repeats []Repeat // how often it says again what it said, by the days between
	Copies  []Copy   // whom it was found to repeat
}

// Said is claims that plainly assert a state of a leaf, by whom they serve.
type Said struct {
	All    Tally
	Own    Tally // those that serve the speaker's side
	Admit  Tally // those against its interest
	Others Tally // those that serve no side, or whose speaker shares no side's interest
}

// Tally compares claims with our assessment.
type Tally struct {
	N        int     // claims
	Differs  float64 // expected part of them that differs from our assessment
	Low      float64 // 95% interval (Wilson, with N)
	High     float64
	Expected float64 // part that its grade and whose side it takes led to expect, before learning
}

// Lag says when a source tells of changes, in days: negative if before they are real.
type Lag struct {
	Of     string // gains, losses or changes
	Median float64
	N      float64 // weight of the claims near changes that it was learned from
}

// lagNeeds is the weight of claims near changes from which a lag is reported.
const lagNeeds = 20

// Records lists what was learned of each source, by id.
func (a *Assessment) Records() []Record { return slices.Clone(a.records()) }

// compared is a claim beside our assessment.
type compared struct {
	counted           bool
	differs, expected float64
}

// look compares all claims that assert a state of a leaf with the last passes.
func (m *model) look() []Record {
	all := make([]compared, len(m.evidence))
	graded := m.graded()
	var mu sync.Mutex
	m.expect(m.sampleOf(learnFrom), false, func(i int, p *pass) {
		for _, it := range m.leaves[i].items {
			ev := m.evidence[it.evidence]
			state := asserted(m.mixes[ev.mix].mix, len(m.states))
			if it.level != own || state < 0 {
				continue
			}
			agrees, expected := 0.0, 0.0
			for _, d := range ev.days() {
				agrees += p.on(d)[state] / ev.n
				expected += dot(p.spotsOn(d), graded[m.leaves[i].chain][ev.table]) / ev.n
			}
			mu.Lock()
			all[it.evidence] = compared{true, max(0, 1-agrees), max(0, 1-expected)}
			mu.Unlock()
		}
	}, nil)
	return m.records(all)
}

// tallies are sums over claims by interest.
type tallies map[Interest]*Tally

func (t tallies) add(of Interest, c compared) {
	if !c.counted {
		return
	}
	if t[of] == nil {
		t[of] = &Tally{}
	}
	t[of].N++
	t[of].Differs += c.differs
	t[of].Expected += c.expected
}

// said closes the sums.
func (t tallies) said() Said {
	var all Tally
	of := map[Interest]Tally{}
	for _, i := range []Interest{SelfServing, AgainstInterest, Neutral} {
		if x := t[i]; x != nil {
			all.N, all.Differs, all.Expected = all.N+x.N, all.Differs+x.Differs, all.Expected+x.Expected
			of[i] = x.closed()
		}
	}
	return Said{all.closed(), of[SelfServing], of[AgainstInterest], of[Neutral]}
}

func (m *model) records(all []compared) []Record {
	bySource, byTable := map[salient.SourceID]tallies{}, make([]tallies, len(m.tables))
	for i, t := range m.tables {
		bySource[t.source], byTable[i] = tallies{}, tallies{}
	}
	for e := range m.evidence {
		ev := m.evidence[e]
		bySource[ev.source].add(ev.interest, all[e])
		byTable[ev.table].add(ev.interest, all[e])
	}
	var out []Record
	for id, t := range bySource {
		out = append(out, Record{
			Source: id, Said: t.said(), Voices: m.voices(id, byTable), Repeats: m.repeats(id), Copies: m.copies(id),
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
	return Tally{t.N, p, max(0, mid-half), min(1, mid+half), t.Expected / n}
}

var lagNames = [directions]string{gain: "gains", loss: "losses", aside: "changes"} // aside: of which neither state is the speaker's, nor its rival's

func (m *model) lagsOf(t *table) []Lag {
	var out []Lag
	for d, name := range lagNames {
		if t.lagN[d] >= lagNeeds {
			out = append(out, Lag{name, m.medianLag(t.lag[d]), t.lagN[d]})
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
