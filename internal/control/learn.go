package control

import (
	"runtime"
	"sync"

	"github.com/salient-osint/salient/when"
)

// learn fits tables, lags, parts and rates to the whole case by expectation–maximisation,
// after A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates
// using the EM algorithm", Applied Statistics 28 (1979), with posterior means under the
// priors in place of maximum likelihood.
func (m *model) learn() {
	for round := range int(m.set.Rounds) {
		moved := m.learnTables(m.expect(nil))
		if round%3 == 1 {
			m.learnRates()
			m.fillChains()
		}
		m.refresh()
		if moved < settled {
			break
		}
	}
}

// settled is the change of a probability below which learning stops.
const settled = 5e-3

// expected is what the E-step gathers: by chain and combo, how much weight of claims met
// each hidden value.
type expected [2][][]float64

func (m *model) noneExpected() *expected {
	var out expected
	for i, c := range m.chains {
		for range m.combos {
			if c != nil {
				out[i] = append(out[i], make([]float64, len(c.hidden)))
			}
		}
	}
	return &out
}

func (e *expected) add(f *expected) {
	for i := range e {
		for j := range e[i] {
			axpy(e[i][j], 1, f[i][j])
		}
	}
}

// batch is how many leaves a worker takes at a time. Sums go batch by batch, so that they
// don't depend on the number of workers.
const batch = 32

// expect is the E-step. seen, if given, is called with each leaf's last pass, by several
// goroutines at once.
func (m *model) expect(seen func(leaf int, p *pass)) *expected {
	n := (len(m.leaves) + batch - 1) / batch
	parts := make([]*expected, n)
	c := newCache(m)
	inParallel(n, func() func(int) {
		p, r := &pass{}, &room{}
		return func(b int) {
			parts[b] = m.noneExpected()
			for i := b * batch; i < min(len(m.leaves), (b+1)*batch); i++ {
				if m.leaves[i].soft {
					m.final(p, i, c.base(i), c.field)
				} else {
					m.run(p, &m.leaves[i], nil)
				}
				m.meet(parts[b], i, p, r)
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
	return sum
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
func (m *model) meet(out *expected, i int, p *pass, r *room) {
	l := &m.leaves[i]
	for k, it := range l.items {
		ev := &m.evidence[it.evidence]
		if it.level != own && ev.share != nil {
			continue
		}
		sum := out[l.chain][it.combo]
		m.said(l, k, p.force, func(day when.Day, w float64, _ []float64) { axpy(sum, w, r.on(p, day)) })
	}
}

// learnTables is the M-step for tables, lags and parts; it returns the largest change.
func (m *model) learnTables(e *expected) float64 {
	var all []*counts
	for _, t := range m.tables {
		all = append(all, newCounts(t))
	}
	var of [levels][2]float64 // claims on wholes: speak of the leaf, don't
	for i, c := range m.chains {
		if c == nil {
			continue
		}
		for j, key := range m.combos {
			m.share(c, key, e[i][j], all[key.table], &of)
		}
	}
	moved := 0.0
	for i, t := range m.tables {
		moved = max(moved, t.learn(all[i], m.set))
	}
	for level, before := range map[int]float64{town: m.set.Town, area: m.set.Area} {
		n := of[level][0] + of[level][1]
		m.parts[level] = (of[level][0] + m.set.PartStrength*before) / (n + m.set.PartStrength)
	}
	return moved
}

// share shares out the weight that a combo met: between speaking of the leaf and not,
// between the old state and the new in a phase of change, between the columns of a mix.
func (m *model) share(c *chain, key combo, met []float64, to *counts, of *[levels][2]float64) {
	t, said := m.tables[key.table], m.mixes[key.mix]
	part, noise := m.parts[key.level], m.noise(t, said.mix)
	for i, h := range c.hidden {
		if met[i] == 0 {
			continue
		}
		l := m.perceived(t, said, h)
		fits := m.fits(said, h)
		after, before := fits*l*t.chance(said.mix, h.to), fits*(1-l)*t.chance(said.mix, h.from)
		p := after + before
		speaks := part * p / (part*p + (1-part)*noise)
		of[key.level][0] += met[i] * speaks
		of[key.level][1] += met[i] * (1 - speaks)
		after, before = met[i]*speaks*after/p, met[i]*speaks*before/p
		if h.phase != rest && said.dated == undated {
			lag := &to.lag[direction(h.from, h.to, t.party, m.sides)][h.phase]
			lag[1] += after
			lag[0] += before
		}
		spread(to, t, said.mix, h.from, before)
		spread(to, t, said.mix, h.to, after)
	}
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

// rateLeaves is how many leaves, evenly taken, the rates of change are learned from.
const rateLeaves = 1500

// flow is what rates are learned from: by heat and kind of change, expected changes begun
// and the days on which one could have begun, times the states that it could have led to.
type flow [2][changeKinds][2]float64

// learnRates sets the rates to their posterior means: a gamma prior worth ExposureStrength
// place-days. States and sides of one kind share a rate.
func (m *model) learnRates() {
	step := max(1, len(m.leaves)/rateLeaves)
	n := (len(m.leaves) + step - 1) / step
	flows := make([]flow, n)
	c := newCache(m)
	inParallel(n, func() func(int) {
		return func(k int) {
			if i := k * step; len(m.leaves[i].items) > 0 {
				flows[k] = m.flowOf(c.final(i))
			}
		}
	})
	var sum flow
	for _, f := range flows {
		for h := range f {
			for k := range f[h] {
				sum[h][k][0] += f[h][k][0]
				sum[h][k][1] += f[h][k][1]
			}
		}
	}
	m.setRates(sum)
}

func (m *model) setRates(sum flow) {
	for h, times := range []float64{1, max(1, m.set.Heat)} {
		strength := m.set.ExposureStrength / times
		for x := range m.states {
			for y := range m.states {
				kind := m.changeKind(x, y)
				if x == y || kind == withNobody {
					continue
				}
				prior := min(0.2, times*m.priorRate(x, y))
				f := sum[h][kind]
				m.rates[h][x][y] = min(0.2, (f[0]+prior*strength)/(f[1]+strength))
			}
		}
	}
}

// flowOf goes day by day from the first node of a pass to its last.
func (m *model) flowOf(p *pass) flow {
	var out flow
	n := len(p.c.hidden)
	a, b := make([]float64, n), make([]float64, n)
	to, tmp := make([]float64, n), make([]float64, n)
	for k := 1; k < len(p.days); k++ {
		h := heat(p.hot[k])
		gap := int(p.days[k] - p.days[k-1])
		back := make([]float64, gap*n) // likelihood of what follows each day of the gap
		last := back[(gap-1)*n:]
		for j := range last {
			last[j] = p.at(p.likely, k)[j] * p.at(p.backward, k)[j]
		}
		for d := gap - 2; d >= 0; d-- {
			copy(back[d*n:(d+1)*n], back[(d+1)*n:(d+2)*n])
			p.c.backward(back[d*n:(d+1)*n], tmp, 1, h)
		}
		copy(a, p.forward[(k-1)*n:k*n])
		for d := range gap {
			copy(b, back[d*n:(d+1)*n])
			m.flowOn(&out[h], p.c, a, b, to, tmp, h)
			p.c.forward(a, tmp, 1, h)
		}
	}
	return out
}

// flowOn adds one day's step, from the distribution a to the likelihood b; to is room.
func (m *model) flowOn(out *[changeKinds][2]float64, c *chain, a, b, to, tmp []float64, heat int) {
	copy(to, b)
	c.backwardDays(to, tmp, 1, heat)
	total := dot(a, to)
	step, n := c.steps[heat][0], len(a)
	for i, h := range c.hidden {
		if h.phase == pre1 || h.phase == pre2 {
			continue
		}
		for y := range c.k {
			kind := m.changeKind(h.to, y)
			if y == h.to || kind == withNobody {
				continue
			}
			j := c.begin(h, y)
			out[kind][0] += a[i] * step[i*n+j] * b[j] / total
			out[kind][1] += a[i] * to[i] / total
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

// dayRange lists the days of a span.
func dayRange(s when.Span) []when.Day {
	var out []when.Day
	for d := s.From; d <= s.To; d++ {
		out = append(out, d)
	}
	return out
}
