package control

import (
	"math"
	"sync"

	"github.com/salient-osint/salient/when"
)

// Two kinds of claim speak of more than a leaf on a day: "on some day of these", and a
// claimed share of a whole. Both take a first pass without them (some-day claims spread
// evenly), from which it follows on which of its days a some-day claim most likely speaks,
// and what a share asks of one leaf when the others are as the first pass has them. The
// second pass goes by that. There is no third.

// room is what a reader of passes works in.
type room struct{ p, a, b []float64 }

func newRoom(n int) *room { return &room{make([]float64, n), make([]float64, n), make([]float64, n)} }

// on reads a pass.
func (r *room) on(p *pass, day when.Day) []float64 {
	n := len(p.c.hidden)
	if len(r.p) < n {
		*r = *newRoom(n)
	}
	p.at(day, r.p[:n], r.a[:n], r.b[:n])
	return r.p[:n]
}

// final runs the second pass of a leaf that needs one; base gives the first passes.
func (m *model) final(p *pass, i int, keep func(int) bool, base func(int) *pass) {
	l := &m.leaves[i]
	f := &force{some: map[int][]float64{}}
	r := newRoom(len(m.chains[l.chain].hidden))
	for k, it := range l.items {
		ev := &m.evidence[it.evidence]
		switch {
		case keep != nil && !keep(it.evidence):
		case it.level != own && ev.share != nil:
			f.shares = append(f.shares, m.messages(i, it.evidence, base, r)...)
		case ev.reach.Some && ev.n > 1:
			f.some[k] = m.likelyDays(l, it, base(i), r)
		}
	}
	m.run(p, l, keep, f)
}

// likelyDays gives the chance that a some-day claim speaks of each of its days: in
// proportion to exp E[log-likelihood] under the first pass, the mean-field answer.
func (m *model) likelyDays(l *leaf, it item, base *pass, r *room) []float64 {
	var out []float64
	likely := m.likely[l.chain][it.combo]
	ev := &m.evidence[it.evidence]
	for _, d := range ev.days() {
		e := 0.0
		for j, p := range r.on(base, d) {
			e += p * likely[j]
		}
		out = append(out, math.Exp(ev.weight*e))
	}
	scale(out)
	return out
}

// messages says what a claimed share of a whole asks of leaf i. The rest of the whole is
// taken as normal, with the mean and variance of the first passes; the claim may be wrong as
// often as its source's table says.
func (m *model) messages(i, e int, base func(int) *pass, r *room) []message {
	ev := &m.evidence[e]
	var out []message
	for _, d := range ev.days() {
		mean, variance, weight := 0.0, m.set.ShareSpread*m.set.ShareSpread, 0.0
		for n, j := range m.shared[e].leaves {
			w := m.shared[e].weights[n]
			if j == i {
				weight = w
				continue
			}
			p := 0.0
			pass := base(j)
			for k, q := range r.on(pass, d) {
				if pass.c.hidden[k].state() == ev.share.state {
					p += q
				}
			}
			mean += w * p
			variance += w * w * p * (1 - p)
		}
		wrong := m.wrongShare(ev)
		ask := func(x float64) float64 {
			off := max(0, ev.share.low-x, x-ev.share.high)
			return ev.weight / ev.n * math.Log(wrong+(1-wrong)*math.Exp(-off*off/(2*variance)))
		}
		out = append(out, message{d, ev.share.state, ask(mean + weight), ask(mean)})
	}
	return out
}

// wrongShare is the ratio of likelihoods, of being said where it is wrong to where it is
// right, of a share: that of the side's control, or of another's where less than half is
// claimed.
func (m *model) wrongShare(ev *evidence) float64 {
	t := m.tables[ev.table]
	a := ev.share.state
	right, wrong := t.says[a][a], 0.0
	for z := range m.states {
		if z != a {
			wrong = max(wrong, t.says[z][a])
		}
	}
	if ev.share.low+ev.share.high < 1 {
		right, wrong = 1-wrong, 1-right
	}
	return min(1, wrong/right)
}

// cache keeps the passes of one model, made when first asked for. It is safe for concurrent
// use.
type cache struct {
	m                   *model
	bases, finals       []*pass
	baseOnce, finalOnce []sync.Once
}

func newCache(m *model) *cache {
	n := len(m.leaves)
	return &cache{m, make([]*pass, n), make([]*pass, n), make([]sync.Once, n), make([]sync.Once, n)}
}

func (c *cache) base(i int) *pass {
	c.baseOnce[i].Do(func() {
		p := &pass{}
		c.m.run(p, &c.m.leaves[i], nil, nil)
		c.bases[i] = p
	})
	return c.bases[i]
}

func (c *cache) final(i int) *pass {
	if !c.m.leaves[i].soft {
		return c.base(i)
	}
	c.finalOnce[i].Do(func() {
		p := &pass{}
		c.m.final(p, i, nil, c.base)
		c.finals[i] = p
	})
	return c.finals[i]
}

// without gives the pass of leaf i with some evidence left out, as a re-run would.
func (c *cache) without(i int, out map[int]bool) *pass {
	keep := func(e int) bool { return !out[e] }
	made := map[int]*pass{}
	base := func(j int) *pass {
		if !c.m.touches(j, out) {
			return c.base(j)
		}
		if made[j] == nil {
			made[j] = &pass{}
			c.m.run(made[j], &c.m.leaves[j], keep, nil)
		}
		return made[j]
	}
	if !c.m.leaves[i].soft {
		return base(i)
	}
	p := &pass{}
	c.m.final(p, i, keep, base)
	return p
}

func (m *model) touches(i int, out map[int]bool) bool {
	for _, it := range m.leaves[i].items {
		if out[it.evidence] {
			return true
		}
	}
	return false
}
