package control

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
)

// tableKey names a table: who publishes, who speaks ("" if that is the same), whose interest
// the speaker shares (an index of a side, or neutral), and whether there is something to look at.
type tableKey struct {
	source  salient.SourceID
	speaker string
	party   int
	visual  bool
}

// neutral is the party of a speaker who shares no side's interest.
const neutral = -1

func (k tableKey) compare(l tableKey) int {
	v := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(k.source, l.source), cmp.Compare(k.speaker, l.speaker), cmp.Compare(k.party, l.party), cmp.Compare(v(k.visual), v(l.visual)))
}

// table is what a source says when: rows by the state that it perceives, columns by what it
// says: first "it is in state o", then "side s isn't in control".
type table struct {
	tableKey
	prior, says [][]float64
	lag         lags                // chance that the new state is perceived
	n           float64             // claims, as weighted
	lagN        [directions]float64 // claims near a change
}

// lags are chances that a speaker perceives, at a time near a change, what it leads to.
type lags [directions][spells]float64

// Directions of a change, for the party of a speaker.
const (
	gain = iota
	loss
	aside // neither, or the speaker has no party
	directions
)

// priorLag is how a change is perceived before learning, by direction and stretch of the
// clock: parties announce gains before they are real, and admit losses late; others need
// some days.
var priorLag = lags{
	gain:  {0.03, 0.08, 0.15, 0.25, 0.40, 0.85, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98},
	loss:  {0.005, 0.01, 0.02, 0.03, 0.05, 0.20, 0.35, 0.45, 0.55, 0.68, 0.78, 0.85},
	aside: {0.01, 0.02, 0.03, 0.05, 0.10, 0.40, 0.60, 0.72, 0.84, 0.91, 0.94, 0.96},
}

// direction of a change from state x to state y for a party; sides come before other states.
func direction(x, y, party, sides int) int {
	favour := func(s int) int {
		switch {
		case s == party:
			return 1
		case s >= sides:
			return 0
		}
		return -1
	}
	switch {
	case party == neutral || favour(x) == favour(y):
		return aside
	case favour(y) > favour(x):
		return gain
	}
	return loss
}

// newTable makes a table at its prior. sides, states: see model.
func newTable(k tableKey, grade salient.Reliability, set Settings, sides, states int) *table {
	right, bias := set.grade(grade), set.Bias
	if k.visual {
		right, bias = max(set.Visual, right), set.Bias/2
	}
	t := &table{tableKey: k, lag: priorLag}
	for z := range states {
		row := make([]float64, states+sides)
		denials := 0.0
		for s := range sides {
			row[states+s] = denialRate(z == s, s != k.party && k.party != neutral, k, set)
			denials += row[states+s]
		}
		for o, p := range said(z, k.party, sides, states, right, bias) {
			row[o] = p * (1 - denials)
		}
		t.prior = append(t.prior, row)
		t.says = append(t.says, slices.Clone(row))
	}
	return t
}

func denialRate(there, rival bool, k tableKey, set Settings) float64 {
	rate, wrong := set.Denial, set.DenialWrong
	if rival {
		rate, wrong = set.PartyDenial, set.PartyDenialWrong
	} else if k.party != neutral {
		rate /= 5 // parties hardly ever deny their own control
	}
	if k.visual {
		wrong /= 2
	}
	if there {
		return rate * wrong
	}
	return rate
}

// said is the prior distribution of what is said of a place perceived in state z.
func said(z, party, sides, states int, right, bias float64) []float64 {
	out := make([]float64, states)
	wrong := 1 - right
	others := wrong / float64(max(1, states-1))
	for o := range out {
		out[o] = others
	}
	out[z] = right
	switch {
	case party == neutral:
	case z == party: // own ground: nobody gives it away in words
		for o := range out {
			out[o] = others * 0.3
		}
		out[z] = 1 - 0.3*wrong
	case z < sides: // lost ground: claimed, or said to be fought over
		out[party] += bias
		out[sides] += bias
		out[z] -= 2 * bias
	default: // fought over: claimed
		out[party] += 2 * bias
		out[z] -= 2 * bias
	}
	return out
}

// counts gathers what a table is learned from.
type counts struct {
	says [][]float64
	lag  [directions][spells][2]float64 // perceived: old, new
}

func newCounts(t *table) *counts {
	c := &counts{}
	for range t.says {
		c.says = append(c.says, make([]float64, len(t.says[0])))
	}
	return c
}

// add adds others' counts of what was said.
func (c *counts) add(d *counts) {
	for z := range c.says {
		axpy(c.says[z], 1, d.says[z])
	}
}

// kin are the tables of one source, or of one speaker whoever quotes it, in the interest of
// one party.
type kin struct {
	source  salient.SourceID
	speaker string
	party   int
	visual  bool
}

// kins are what the tables of a table's source counted together, and those of its speaker;
// "" is no speaker.
func (t *table) kins() (source, speaker kin) {
	return kin{source: t.source, party: t.party, visual: t.visual}, kin{speaker: t.speaker, party: t.party, visual: t.visual}
}

// related gathers what each kin counts.
func related(tables []*table, all []*counts) map[kin]*counts {
	out := map[kin]*counts{}
	for i, t := range tables {
		source, speaker := t.kins()
		for _, k := range []kin{source, speaker} {
			if out[k] == nil {
				out[k] = newCounts(t)
			}
			out[k].add(all[i])
		}
	}
	return out
}

// advice is what a table's kin, but not the table itself, counted for a state: half as many
// claims, KinStrength at most.
func (t *table) advice(c *counts, kins map[kin]*counts, set Settings, z int) []float64 {
	out := make([]float64, len(c.says[z]))
	source, speaker := t.kins()
	for _, k := range []kin{source, speaker} {
		if k == speaker && t.speaker == "" {
			continue
		}
		axpy(out, 1, kins[k].says[z])
		axpy(out, -1, c.says[z])
	}
	total := 0.0
	for o := range out {
		out[o] = max(0, out[o])
		total += out[o]
	}
	part := 0.5
	if total*part > set.KinStrength {
		part = set.KinStrength / total
	}
	for o := range out {
		out[o] *= part
	}
	return out
}

// learn sets the table to the posterior mean under its prior and what its kin counted, and
// returns the largest change.
func (t *table) learn(c *counts, kins map[kin]*counts, set Settings) float64 {
	t.n = 0
	for _, row := range c.says {
		for _, v := range row {
			t.n += v
		}
	}
	old := make([][]float64, len(t.says))
	strength := set.TableStrength + set.TableGrowth*t.n
	for z, row := range c.says {
		old[z] = slices.Clone(t.says[z])
		advice := t.advice(c, kins, set, z)
		total := strength
		for o, v := range row {
			total += v + advice[o]
		}
		for o, v := range row {
			t.says[z][o] = (v + advice[o] + strength*t.prior[z][o]) / total
		}
	}
	t.keepMeaning()
	t.learnLags(c, set)
	change := 0.0
	for z := range old {
		for o := range old[z] {
			change = max(change, abs(t.says[z][o]-old[z][o]))
		}
	}
	return change
}

// keepMeaning holds that to say a state speaks for no other state more than for itself, and
// that a denial never speaks for what it denies: learning can't turn words round.
func (t *table) keepMeaning() {
	states := len(t.says)
	for o := range states {
		for z := range states {
			t.says[z][o] = min(t.says[z][o], t.says[o][o])
		}
	}
	for s := states; s < len(t.says[0]); s++ {
		for z := range states {
			t.says[s-states][s] = min(t.says[s-states][s], t.says[z][s])
		}
	}
}

// learnLags sets the lags to their posterior means, nearest to them where they would fall: who
// perceived a change yesterday perceives it today.
func (t *table) learnLags(c *counts, set Settings) {
	for d := range directions {
		var weight [spells]float64
		t.lagN[d] = 0
		for s := range spells {
			n := c.lag[d][s]
			t.lagN[d] += n[0] + n[1]
			weight[s] = n[0] + n[1] + set.LagStrength
			t.lag[d][s] = (n[1] + set.LagStrength*priorLag[d][s]) / weight[s]
		}
		rise(t.lag[d][:], weight[:])
	}
}

// rise makes values rise, each as near to what it was as that allows, by least squares:
// pooling of adjacent violators, after Ayer and others, "An empirical distribution function
// for sampling with incomplete information", Annals of Mathematical Statistics 26 (1955).
func rise(values, weights []float64) {
	type block struct {
		mean, weight float64
		n            int
	}
	var blocks []block
	for i, v := range values {
		blocks = append(blocks, block{v, weights[i], 1})
		for k := len(blocks) - 1; k > 0 && blocks[k-1].mean > blocks[k].mean; k-- {
			a, b := blocks[k-1], blocks[k]
			w := a.weight + b.weight
			blocks[k-1] = block{(a.mean*a.weight + b.mean*b.weight) / w, w, a.n + b.n}
			blocks = blocks[:k]
		}
	}
	i := 0
	for _, b := range blocks {
		for range b.n {
			values[i] = b.mean
			i++
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }
