package control

import (
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
)

// learn fits tables, lags, parts, habits and rates to the whole case by expectation–maximisation,
// after A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates
// using the EM algorithm", Applied Statistics 28 (1979), with posterior means under the
// priors in place of maximum likelihood. Of a large case it looks at a part of the leaves,
// evenly taken, that has about learnFrom claims.
func (m *model) learn() {
	sample := m.sampleOf(learnFrom)
	inner := m.inner(sample)
	for round := range int(m.set.Rounds) {
		look := round%4 == 2
		flows := make([]inflow, len(m.leaves))
		e := m.expect(sample, look, func(i int, p *pass) { flows[i] = inflowOf(p) }, inner)
		moved := m.maximise(e)
		if m.set.Around > 1 && round >= 2 {
			m.lookAround(sample, flows)
		}
		found := look && m.findCopiers(e.tried)
		if found {
			m.recombine()
		}
		m.refresh()
		if moved < settled && !found && round >= 3 {
			break
		}
	}
}

// settled is the change of a probability below which learning stops.
const settled = 5e-3

// learnFrom is about how many pieces of evidence are learned from.
const learnFrom = 50_000

// blob is about how many leaves lie together in a sample: a leaf and its neighbours.
const blob = 7

// sampleOf takes leaves evenly from all that have evidence, each with its neighbours, with
// about so many pieces of evidence: all, if they have no more.
func (m *model) sampleOf(most int) []int {
	var all []int
	n := 0
	for i := range m.leaves {
		if k := len(m.leaves[i].items); k > 0 {
			all = append(all, i)
			n += k
		}
	}
	if n <= most {
		return all
	}
	step := (n + most - 1) / most * blob
	taken := map[int]bool{}
	for at := 0; at < len(all); at += step {
		taken[all[at]] = true
		near := m.near[all[at]]
		for _, other := range near {
			taken[int(other)] = len(m.leaves[other].items) > 0
		}
		for k := len(near) + 1; k < blob && at+k < len(all); k++ {
			taken[all[at+k]] = true
		}
	}
	maps.DeleteFunc(taken, func(_ int, has bool) bool { return !has })
	return slices.Sorted(maps.Keys(taken))
}

// inner tells by leaf whether all its neighbours are in a sample: what goes on around the
// others isn't wholly seen.
func (m *model) inner(sample []int) []bool {
	in := make([]bool, len(m.leaves))
	for _, i := range sample {
		in[i] = true
	}
	out := make([]bool, len(m.leaves))
	for _, i := range sample {
		out[i] = !slices.ContainsFunc(m.near[i], func(n int32) bool { return !in[n] && len(m.leaves[n].items) > 0 })
	}
	return out
}

// expected is what the E-step gathers.
type expected struct {
	met   [2][][]float64 // by chain and combo: how much weight of claims met each spot
	flow  flow
	part  float64 // of the evidence that was looked at
	tried map[copier][]overheard
}

// flow is what rates are learned from: by what goes on and kind of change, expected changes and the
// days on which one could have been, times the states that it could have led to.
type flow [stirs][changeKinds][2]float64

func (m *model) noneExpected() *expected {
	out := &expected{tried: map[copier][]overheard{}}
	for i, c := range m.chains {
		for range m.combos {
			if c != nil {
				out.met[i] = append(out.met[i], make([]float64, c.spots()))
			}
		}
	}
	return out
}

func (e *expected) add(f *expected) {
	for i := range e.met {
		for j := range e.met[i] {
			axpy(e.met[i][j], 1, f.met[i][j])
		}
	}
	for h := range e.flow {
		for k := range e.flow[h] {
			e.flow[h][k][0] += f.flow[h][k][0]
			e.flow[h][k][1] += f.flow[h][k][1]
		}
	}
	for pair, list := range f.tried {
		e.tried[pair] = append(e.tried[pair], list...)
	}
}

// Leaves are worked on in batches, 64 or with 32 leaves each, and sums go batch by batch, so
// that they don't depend on the number of workers.
func batchOf(leaves int) int { return max(32, (leaves+63)/64) }

// expect is the E-step over some leaves; rates are learned from those that are inner. look
// asks for what tells copiers. seen, if given, is called with each leaf's last pass, by
// several goroutines at once.
func (m *model) expect(leaves []int, look bool, seen func(leaf int, p *pass), inner []bool) *expected {
	batch := batchOf(len(leaves))
	n := (len(leaves) + batch - 1) / batch
	parts := make([]*expected, n)
	c := newCache(m)
	inParallel(n, func() func(int) {
		p := &pass{}
		return func(b int) {
			parts[b] = m.noneExpected()
			for _, i := range leaves[b*batch : min(len(leaves), (b+1)*batch)] {
				m.last(c, i, p, m.anchor)
				m.meet(parts[b], i, p)
				if inner != nil && inner[i] {
					m.flowOf(&parts[b].flow, p)
				}
				if look {
					m.overhear(parts[b], i, p)
				}
				if seen != nil {
					seen(i, p)
				}
			}
		}
	})
	sum := m.noneExpected()
	for _, p := range parts {
		sum.add(p)
	}
	sum.part = m.partOf(leaves)
	return sum
}

// partOf is the part of all evidence that leaves have.
func (m *model) partOf(leaves []int) float64 {
	some, all := 0, 0
	for _, i := range leaves {
		some += len(m.leaves[i].items)
	}
	for i := range m.leaves {
		all += len(m.leaves[i].items)
	}
	return float64(some) / float64(max(1, all))
}

// inParallel does n pieces of work on all processors and waits for them. worker makes what
// one goroutine calls with the pieces that it takes.
func inParallel(n int, worker func() func(int)) {
	var next sync.Mutex
	at := 0
	take := func() int { next.Lock(); defer next.Unlock(); at++; return at - 1 }
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			do := worker()
			for i := take(); i < n; i = take() {
				do(i)
			}
		})
	}
	wg.Wait()
}

// meet adds what a leaf's claims met.
func (m *model) meet(out *expected, i int, p *pass) {
	l := &m.leaves[i]
	for k, it := range l.items {
		ev := m.evidence[it.evidence]
		if it.level != own && ev.share != nil {
			continue
		}
		sum := out.met[l.chain][it.combo]
		for n, d := range ev.days() {
			axpy(sum, p.force.weight(ev, k, n), p.spotsOn(d))
		}
	}
}

// weight is the exponent of a claim on the n-th of its days, by what a first pass says.
func (f *force) weight(ev *evidence, item, n int) float64 {
	if f != nil && f.some[item] != nil {
		return ev.weight * f.some[item][n]
	}
	return ev.weight / ev.n
}

// flowOf adds the changes of a leaf, and the days on which there could have been some.
func (m *model) flowOf(out *flow, p *pass) {
	c := p.c
	for t := 1; t < p.days(); t++ {
		f, before, stir := row(p.flow, t, len(c.pairs)), row(p.states, t-1, c.k), row(p.stir, t, c.k)
		for i, xy := range c.pairs {
			if kind := m.changeKind(xy.from, xy.to); kind != withNobody {
				out[stir[xy.to]][kind][0] += f[i]
				out[stir[xy.to]][kind][1] += before[xy.from]
			}
		}
	}
}

// overhear adds, for the claims of a leaf that follow another source's, how likely they would
// say the same if they were made afresh, by what is known without them.
func (m *model) overhear(out *expected, i int, p *pass) {
	l := &m.leaves[i]
	for k, it := range l.items {
		ev := m.evidence[it.evidence]
		if it.level != own || len(ev.heard) == 0 || ev.n > 1 {
			continue
		}
		day := ev.reach.Days[0].From
		without := m.leaveOut(p.spotsOn(day), m.logs[l.chain][it.combo], p.force.weight(ev, k, 0))
		key := m.combos[it.combo]
		_, fresh := m.again(combo{table: key.table, repeats: key.repeats, copies: -1})
		for _, h := range ev.heard {
			key.mix = h.claim.mix
			chance := fresh*dot(without, m.freshly(l.chain, key)) + 1 - fresh
			pair := copier{source: ev.source, of: h.source}
			out.tried[pair] = append(out.tried[pair], overheard{h.same, min(1, chance)})
		}
	}
}

// freshly is the likelihood, by spot, of what another source said, were it said afresh by the
// one of the combo.
func (m *model) freshly(chain int, key combo) []float64 {
	key.copies = -1
	if i, ok := m.comboOf[key]; ok {
		return m.plain[chain][i]
	}
	return m.likelihood(m.chains[chain], key)
}

// leaveOut is what the spots' probabilities would be without a claim on the day.
func (m *model) leaveOut(p, log []float64, weight float64) []float64 {
	out := make([]float64, len(p))
	for j, q := range p {
		out[j] = q * math.Exp(-weight*log[j])
	}
	scale(out)
	return out
}

// maximise is the M-step; it returns the largest change of a table.
func (m *model) maximise(e *expected) float64 {
	all := make([]*counts, len(m.tables))
	for i, t := range m.tables {
		all[i] = newCounts(t)
	}
	var of [levels][2]float64 // claims on wholes: speak of the leaf, don't
	again := make([][len(gaps)]float64, len(m.habits))
	for i, c := range m.chains {
		if c == nil {
			continue
		}
		for j, key := range m.combos {
			fresh := m.afresh(i, j, e.met[i][j], again)
			m.share(c, key, fresh, all[key.table], &of)
		}
	}
	m.learnRepeats(again, e.part)
	moved, kins := 0.0, related(m.tables, all)
	for i, t := range m.tables {
		moved = max(moved, t.learn(all[i], kins, m.set))
	}
	for level, before := range map[int]float64{town: m.set.Town, area: m.set.Area} {
		n := of[level][0] + of[level][1]
		m.parts[level] = (of[level][0] + m.set.PartStrength*before) / (n + m.set.PartStrength)
	}
	m.setRates(e.flow)
	return moved
}

// afresh is the part of what a combo met that was made afresh; what repeats its speaker is
// added to again.
func (m *model) afresh(chain, j int, met []float64, again [][len(gaps)]float64) []float64 {
	key := m.combos[j]
	said, fresh := m.again(key)
	if said == 0 {
		return met
	}
	out := make([]float64, len(met))
	echoed := 0.0
	for i, w := range met {
		out[i] = w * fresh * m.plain[chain][j][i] / (said + fresh*m.plain[chain][j][i])
		echoed += w - out[i]
	}
	if key.repeats >= 0 && key.level == own {
		habit := m.habitOf[m.tables[key.table].source]
		again[habit][key.repeats] += echoed * m.habits[habit].repeats[key.repeats] / said
	}
	return out
}

// share shares out the weight that a combo met: between speaking of the leaf and not,
// between the old state and the new near a change, between the columns of a mix.
func (m *model) share(c *chain, key combo, met []float64, to *counts, of *[levels][2]float64) {
	t, said := m.tables[key.table], m.mixes[key.mix]
	part, noise := m.parts[key.level], m.noise(t, said.mix)
	c.eachSpot(func(i, from, until, stretch int) {
		if met[i] == 0 {
			return
		}
		l := m.perceived(t, said, from, until, stretch)
		fits := m.fits(said, from, until, stretch)
		after, before := fits*l*t.chance(said.mix, until), fits*(1-l)*t.chance(said.mix, from)
		p := after + before
		speaks := part * p / (part*p + (1-part)*noise)
		of[key.level][0] += met[i] * speaks
		of[key.level][1] += met[i] * (1 - speaks)
		after, before = met[i]*speaks*after/p, met[i]*speaks*before/p
		if stretch >= 0 && said.dated == undated {
			lag := &to.lag[direction(from, until, t.party, m.sides)][stretch]
			lag[1] += after
			lag[0] += before
		}
		spread(to, t, said.mix, from, before)
		spread(to, t, said.mix, until, after)
	})
}

// spread shares weight among the columns of a mix for a perceived state.
func spread(to *counts, t *table, said mix, z int, w float64) {
	p := t.chance(said, z)
	for o, part := range said {
		if part > 0 {
			to.says[z][o] += w * part * t.says[z][o] / p
		}
	}
}

// setRates sets the rates to their posterior means: a gamma prior worth ExposureStrength
// place-days. States and sides of one kind share a rate.
func (m *model) setRates(sum flow) {
	for stir := range m.rates {
		times := m.stirred(stir)
		strength := m.set.ExposureStrength / times
		for x := range m.states {
			for y := range m.states {
				kind := m.changeKind(x, y)
				if x == y || kind == withNobody {
					continue
				}
				prior := m.capped(times * m.priorRate(x, y))
				f := sum[stir][kind]
				m.rates[stir][x][y] = m.capped((f[0] + prior*strength) / (f[1] + strength))
			}
		}
	}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += x * b[i]
	}
	return s
}
