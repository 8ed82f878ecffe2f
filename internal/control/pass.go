package control

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/when"
)

// pass is one run of forward–backward over a leaf's evidence. Its nodes are the days with
// evidence, and those where fighting begins or ends to be near. At each node stand the
// forward distribution (with the day's evidence) and the backward likelihood (of what is said
// of later days). Between nodes the chain goes by powers of its matrices.
type pass struct {
	c        *chain
	anchor   when.Day
	days     []when.Day
	hot      []bool    // of the days from the node before to the node
	log      []float64 // log-likelihood of a node's evidence, by hidden value
	likely   []float64 // the same as a likelihood, the most likely value's being 1
	forward  []float64
	backward []float64
	evidence float64 // log-likelihood of all evidence
	tmp      []float64
	force    *force
}

// force is what a first pass says of evidence that speaks of more than a leaf on a day:
// exponents of some-day claims, and messages of claimed shares, both by index of item.
type force struct {
	some   map[int][]float64 // the exponent of each of its days, in order
	shares map[int][]message
}

// message is what a claimed share of the whole says of a leaf on a day: log-likelihoods by
// hidden value.
type message struct {
	day when.Day
	log []float64
}

// at returns a node's part of a slice.
func (p *pass) at(s []float64, i int) []float64 {
	n := len(p.c.hidden)
	return s[i*n : (i+1)*n]
}

// run does one pass over a leaf's items; f is nil in a first pass, which leaves claimed
// shares out and spreads some-day claims evenly.
func (m *model) run(p *pass, l *leaf, f *force) {
	p.c, p.anchor, p.evidence, p.force = m.chains[l.chain], m.anchor, 0, f
	p.lay(m, l)
	n := len(p.c.hidden)
	size := len(p.days) * n
	p.log = zeroed(p.log, size)
	p.likely = zeroed(p.likely, size)
	p.forward = zeroed(p.forward, size)
	p.backward = zeroed(p.backward, size)
	p.tmp = zeroed(p.tmp, n)
	for k := range l.items {
		m.said(l, k, f, func(day when.Day, w float64, log []float64) {
			node, _ := slices.BinarySearch(p.days, day)
			axpy(p.at(p.log, node), w, log)
		})
	}
	p.sweep()
}

func zeroed(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n, n+n/4)
	}
	s = s[:n]
	clear(s)
	return s
}

// lay sets the nodes.
func (p *pass) lay(m *model, l *leaf) {
	p.days, p.hot = p.days[:0], p.hot[:0]
	var warm []when.Span
	before, after := when.Day(m.set.HeatBefore), when.Day(m.set.HeatAfter)
	for _, it := range l.items {
		ev := &m.evidence[it.evidence]
		if it.level != own && ev.share != nil {
			p.days = append(p.days, ev.asked()...)
			continue
		}
		for _, s := range ev.reach.Days {
			for d := s.From; d <= s.To; d++ {
				p.days = append(p.days, d)
			}
			if ev.heats && it.level == own {
				warm = append(warm, when.Span{From: max(s.From-before, p.anchor+1), To: s.To + after})
			}
		}
	}
	warm = joined(warm)
	for _, s := range warm {
		p.days = append(p.days, s.From-1, s.To)
	}
	slices.Sort(p.days)
	p.days = slices.Compact(p.days)
	for _, d := range p.days {
		last, ok := lastOf(warm, d)
		p.hot = append(p.hot, ok && last == d)
	}
}

// said calls add with what an item says of each of its days: a weight and log-likelihoods.
func (m *model) said(l *leaf, k int, f *force, add func(day when.Day, w float64, log []float64)) {
	it := l.items[k]
	ev := &m.evidence[it.evidence]
	if it.level != own && ev.share != nil {
		if f != nil {
			for _, s := range f.shares[k] {
				add(s.day, 1, s.log)
			}
		}
		return
	}
	for n, d := range ev.days() {
		w := ev.weight / ev.n
		if f != nil && f.some[k] != nil {
			w = ev.weight * f.some[k][n]
		}
		add(d, w, m.likely[l.chain][it.combo])
	}
}

// days yields the days of a claim's reach, counted from 0.
func (e *evidence) days() func(yield func(int, when.Day) bool) {
	return func(yield func(int, when.Day) bool) {
		k := 0
		for _, s := range e.reach.Days {
			for d := s.From; d <= s.To; d++ {
				if !yield(k, d) {
					return
				}
				k++
			}
		}
	}
}

// sweep goes over the nodes forward, then backward.
func (p *pass) sweep() {
	for i := range p.days {
		e := p.at(p.log, i)
		top := slices.Max(e)
		likely := p.at(p.likely, i)
		for j := range e {
			likely[j] = math.Exp(e[j] - top)
		}
		p.evidence += top + math.Log(p.enter(p.at(p.forward, i), i, p.before(i), likely, p.tmp))
	}
	for i := len(p.days) - 1; i >= 0; i-- {
		v := p.at(p.backward, i)
		if i == len(p.days)-1 {
			for j := range v {
				v[j] = 1
			}
			continue
		}
		p.leave(v, i, p.at(p.likely, i+1), p.at(p.backward, i+1), p.tmp)
	}
}

// before is the forward distribution at the node before i, or the start.
func (p *pass) before(i int) []float64 {
	if i == 0 {
		return p.c.start
	}
	return p.at(p.forward, i-1)
}

// enter moves a forward distribution from the node before i to node i and takes in its
// evidence; it returns what the result was scaled by.
func (p *pass) enter(v []float64, i int, from, likely, tmp []float64) float64 {
	last := p.anchor
	if i > 0 {
		last = p.days[i-1]
	}
	copy(v, from)
	p.c.forward(v, tmp, int(p.days[i]-last), heat(p.hot[i]))
	for j := range v {
		v[j] *= likely[j]
	}
	return scale(v)
}

// leave moves a backward likelihood from node i+1, whose evidence and backward likelihood
// are given, to node i.
func (p *pass) leave(v []float64, i int, likely, back, tmp []float64) {
	for j := range v {
		v[j] = likely[j] * back[j]
	}
	p.c.backward(v, tmp, int(p.days[i+1]-p.days[i]), heat(p.hot[i+1]))
	scale(v)
}

func heat(hot bool) int {
	if hot {
		return 1
	}
	return 0
}

// scale makes a vector sum to 1 and returns what it summed to.
func scale(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	for i := range v {
		v[i] /= s
	}
	return s
}

// room is what a reader of passes works in.
type room struct{ p, back, tmp []float64 }

// fit makes the room large enough.
func (r *room) fit(n int) {
	if len(r.p) != n {
		r.p, r.back, r.tmp = make([]float64, n), make([]float64, n), make([]float64, n)
	}
}

// on gives the distribution over the hidden values on a day, valid until the next call. A
// pass may be read by several goroutines with rooms of their own.
func (r *room) on(p *pass, day when.Day) []float64 {
	r.fit(len(p.c.hidden))
	day = max(day, p.anchor)
	i, exact := slices.BinarySearch(p.days, day)
	if exact {
		copy(r.p, p.at(p.forward, i))
		copy(r.back, p.at(p.backward, i))
		return r.meet()
	}
	var likely, back []float64
	if i < len(p.days) {
		likely, back = p.at(p.likely, i), p.at(p.backward, i)
	}
	return r.between(p, i, day, p.before(i), likely, back)
}

// between gives it for a day before node i that isn't a node, from the forward distribution
// before it and the evidence and backward likelihood of node i (unless there is none).
func (r *room) between(p *pass, i int, day when.Day, from, likely, back []float64) []float64 {
	last, hot := p.anchor, 0
	if i > 0 {
		last = p.days[i-1]
	}
	for j := range r.back {
		r.back[j] = 1
	}
	if i < len(p.days) {
		hot = heat(p.hot[i])
		for j := range r.back {
			r.back[j] = likely[j] * back[j]
		}
		p.c.backward(r.back, r.tmp, int(p.days[i]-day), hot)
	}
	copy(r.p, from)
	p.c.forward(r.p, r.tmp, int(day-last), hot)
	return r.meet()
}

func (r *room) meet() []float64 {
	for j := range r.p {
		r.p[j] *= r.back[j]
	}
	scale(r.p)
	return r.p
}
