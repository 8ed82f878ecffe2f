package control

import (
	"math"
	"slices"
	"sync"

	"github.com/salient-osint/salient/when"
)

// Two kinds of claim speak of more than a leaf on a day: "on some day of these", and a
// claimed share of a whole. Both take a first pass without them (some-day claims spread
// evenly), from which it follows on which of its days a some-day claim most likely speaks,
// and what a share asks of one leaf when the others are as the first pass has them. The
// second pass goes by that. There is no third.

// last does the last pass of a leaf: the second, if it needs one.
func (m *model) last(c *cache, i int, p *pass, to when.Day, asked ...when.Day) {
	m.run(p, &m.leaves[i], c.force(i), to, nil, asked...)
}

// firstPass is what a leaf's first pass says.
type firstPass struct {
	history                   // empty if no claimed share asks for it
	some    map[int][]float64 // the exponent of each day of a some-day claim, by item
}

// firstOf is that of a leaf; p is room.
func (m *model) firstOf(i int, p *pass) firstPass {
	l := &m.leaves[i]
	m.run(p, l, nil, m.anchor, nil)
	out := firstPass{some: map[int][]float64{}}
	for k, it := range l.items {
		switch ev := m.evidence[it.evidence]; {
		case it.level != own && ev.share != nil:
			if out.p == nil {
				out.history = history{p.from, p.c.k, slices.Clone(p.states)}
			}
		case ev.reach.Some && ev.n > 1:
			out.some[k] = m.likelyDays(l, it, p)
		}
	}
	return out
}

// likelyDays gives the chance that a some-day claim speaks of each of its days: in
// proportion to exp E[log-likelihood] under the first pass, the mean-field answer.
func (m *model) likelyDays(l *leaf, it item, base *pass) []float64 {
	var out []float64
	log := m.logs[l.chain][it.combo]
	ev := m.evidence[it.evidence]
	for _, d := range ev.days() {
		out = append(out, math.Exp(ev.weight*dot(base.spotsOn(d), log)))
	}
	scale(out)
	return out
}

// askedDays is on how many days of a long span a claimed share is asked for.
const askedDays = 14

// asked lists the days on which a claimed share is asked for: all of them, or askedDays
// spread evenly from the first to the last.
func (e *evidence) asked() []when.Day {
	var all, out []when.Day
	for _, d := range e.days() {
		all = append(all, d)
	}
	if len(all) <= askedDays {
		return all
	}
	for k := range askedDays {
		out = append(out, all[k*(len(all)-1)/(askedDays-1)])
	}
	return out
}

// field is what first passes say of a claimed share: for each of its days and each leaf of
// the whole the chance that the leaf is in the claimed state, and the mean and variance of
// the share that follow.
type field struct {
	days           []when.Day
	p              [][]float64
	mean, variance []float64
}

// field reads the first passes of all leaves of a whole.
func (m *model) field(e int, base func(int) history) field {
	ev, g := m.evidence[e], m.shared[e]
	days := ev.asked()
	f := field{days, make([][]float64, len(days)), make([]float64, len(days)), make([]float64, len(days))}
	for n, i := range g.leaves {
		p, w := base(i), g.weights[n]
		for k, d := range days {
			held := p.on(d)[ev.share.state]
			f.p[k] = append(f.p[k], held)
			f.mean[k] += w * held
			f.variance[k] += w * w * held * (1 - held)
		}
	}
	return f
}

// messages says what a claimed share of a whole asks of leaf i. The rest of the whole is
// taken as normal, with the mean and variance of the first passes; the claim may be wrong as
// often as its source's table says.
func (m *model) messages(i, e int, f field) []message {
	ev, g := m.evidence[e], m.shared[e]
	n := indexOf(g.leaves, i)
	w := g.weights[n]
	wrong := m.wrongShare(ev)
	c := m.chains[m.leaves[i].chain]
	var out []message
	for k, d := range f.days {
		held := f.p[k][n]
		mean := f.mean[k] - w*held
		variance := m.set.ShareSpread*m.set.ShareSpread + max(0, f.variance[k]-w*w*held*(1-held))
		ask := func(x float64) float64 {
			off := max(0, ev.share.low-x, x-ev.share.high)
			return ev.weight / float64(len(f.days)) * math.Log(wrong+(1-wrong)*math.Exp(-off*off/(2*variance)))
		}
		in, not := ask(mean+w), ask(mean)
		s := message{d, make([]float64, c.spots())}
		c.eachSpot(func(j, from, to, stretch int) {
			if s.log[j] = not; stateAt(from, to, stretch) == ev.share.state {
				s.log[j] = in
			}
		})
		out = append(out, s)
	}
	return out
}

func indexOf(list []int, v int) int {
	for i, x := range list {
		if x == v {
			return i
		}
	}
	return -1
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

// history is the probabilities of a leaf's states, day by day.
type history struct {
	from when.Day
	k    int
	p    []float64
}

// on gives those of a day; days before the first are as it, days after the last as that.
func (h history) on(day when.Day) []float64 {
	last := len(h.p)/h.k - 1
	return row(h.p, min(max(0, int(day-h.from)), last), h.k)
}

// passes are room for runs.
var passes = sync.Pool{New: func() any { return &pass{} }}

// cache keeps what first passes say, made when first asked for. It is safe for concurrent use.
type cache struct {
	m      *model
	firsts keep[int, firstPass]
	fields keep[int, field]
	forces keep[int, *force]
}

func newCache(m *model) *cache { return &cache{m: m} }

func (c *cache) first(i int) firstPass {
	return c.firsts.at(i).get(func() firstPass {
		p := passes.Get().(*pass)
		defer passes.Put(p)
		return c.m.firstOf(i, p)
	})
}

func (c *cache) field(e int) field {
	return c.fields.at(e).get(func() field { return c.m.field(e, func(i int) history { return c.first(i).history }) })
}

// force is what first passes say of the evidence of a leaf; nil if that needs none.
func (c *cache) force(i int) *force {
	l := &c.m.leaves[i]
	if !l.soft {
		return nil
	}
	return c.forces.at(i).get(func() *force {
		f := &force{some: c.first(i).some, shares: map[int][]message{}}
		for k, it := range l.items {
			if it.level != own && c.m.evidence[it.evidence].share != nil {
				f.shares[k] = c.m.messages(i, it.evidence, c.field(it.evidence))
			}
		}
		return f
	})
}

// keep is values made once, by what they are asked for.
type keep[K comparable, T any] struct {
	mu   sync.Mutex
	made map[K]*kept[T]
}

func (k *keep[K, T]) at(key K) *kept[T] {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.made == nil {
		k.made = map[K]*kept[T]{}
	}
	if k.made[key] == nil {
		k.made[key] = &kept[T]{}
	}
	return k.made[key]
}

// kept is a value made once.
type kept[T any] struct {
	once  sync.Once
	value T
}

func (k *kept[T]) get(make func() T) T {
	k.once.Do(func() { k.value = make() })
	return k.value
}
