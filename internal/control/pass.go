package control

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient/when"
)

// pass is one run of forward–backward over a leaf's evidence: at each node, a day with
// evidence or where fighting begins or ends to be near, the forward distribution (with the
// day's evidence) and the backward likelihood (of what is said of later days).
type pass struct {
	c        *chain
	anchor   when.Day
	days     []when.Day
	hot      []bool // of the days from the node before to the node
	log      []float64
	forward  []float64
	backward []float64
	evidence float64 // log-likelihood of all evidence
	tmp      []float64
}

// force is evidence on a day beyond the claims' own: exponents of some-day claims by item,
// and messages of shares.
type force struct {
	some   map[int][]float64 // by index of item: the exponent of each of its days, in order
	shares []message
}

// message is what a claimed share of the whole says of a leaf on a day.
type message struct {
	day        when.Day
	state      int
	log, other float64 // log-likelihoods if the leaf is in the state, if not
}

// run does one pass over the items that keep says yes to (all, if keep is nil).
func (m *model) run(p *pass, l *leaf, keep func(evidence int) bool, f *force) {
	p.c, p.anchor, p.evidence = m.chains[l.chain], m.anchor, 0
	warm := p.lay(m, l, keep, f)
	n := len(p.c.hidden)
	size := len(p.days) * n
	p.log = zeroed(p.log, size)
	p.forward = zeroed(p.forward, size)
	p.backward = zeroed(p.backward, size)
	p.tmp = zeroed(p.tmp, n)
	m.weigh(p, l, keep, f)
	p.hot = p.hot[:0]
	for _, d := range p.days {
		last, ok := lastOf(warm, d)
		p.hot = append(p.hot, ok && last == d)
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

// lay sets the nodes and returns the days near fighting.
func (p *pass) lay(m *model, l *leaf, keep func(int) bool, f *force) []when.Span {
	p.days = p.days[:0]
	var warm []when.Span
	before, after := when.Day(m.set.HeatBefore), when.Day(m.set.HeatAfter)
	for _, it := range l.items {
		ev := &m.evidence[it.evidence]
		if keep != nil && !keep(it.evidence) {
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
	return warm
}

// weigh adds the log-likelihoods of all evidence at the nodes.
func (m *model) weigh(p *pass, l *leaf, keep func(int) bool, f *force) {
	n := len(p.c.hidden)
	for i, it := range l.items {
		ev := &m.evidence[it.evidence]
		if keep != nil && !keep(it.evidence) || it.level != own && ev.share != nil {
			continue
		}
		likely := m.likely[l.chain][it.combo]
		for k, d := range ev.days() {
			w := ev.weight / ev.n
			if f != nil && f.some[i] != nil {
				w = ev.weight * f.some[i][k]
			}
			node, _ := slices.BinarySearch(p.days, d)
			axpy(p.log[node*n:(node+1)*n], w, likely)
		}
	}
	if f == nil {
		return
	}
	for _, s := range f.shares {
		node, _ := slices.BinarySearch(p.days, s.day)
		for i, h := range p.c.hidden {
			if h.state() == s.state {
				p.log[node*n+i] += s.log
			} else {
				p.log[node*n+i] += s.other
			}
		}
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
	n := len(p.c.hidden)
	at := func(s []float64, i int) []float64 { return s[i*n : (i+1)*n] }
	last, day := p.c.start, p.anchor
	for i, d := range p.days {
		v := at(p.forward, i)
		copy(v, last)
		p.c.forward(v, p.tmp, int(d-day), heat(p.hot[i]))
		e := at(p.log, i)
		top := slices.Max(e)
		for j := range v {
			v[j] *= math.Exp(e[j] - top)
		}
		p.evidence += top + math.Log(scale(v))
		last, day = v, d
	}
	for i := len(p.days) - 1; i >= 0; i-- {
		v := at(p.backward, i)
		if i == len(p.days)-1 {
			for j := range v {
				v[j] = 1
			}
			continue
		}
		p.arriving(v, i+1)
		p.c.backward(v, p.tmp, int(p.days[i+1]-p.days[i]), heat(p.hot[i+1]))
		scale(v)
	}
}

// arriving is the likelihood of a node's evidence and all after it.
func (p *pass) arriving(v []float64, i int) {
	n := len(p.c.hidden)
	e, b := p.log[i*n:(i+1)*n], p.backward[i*n:(i+1)*n]
	top := slices.Max(e)
	for j := range v {
		v[j] = math.Exp(e[j]-top) * b[j]
	}
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

// at writes the distribution over the hidden values on a day to out. It needs room of the
// same length, and may be called by several goroutines with rooms of their own.
func (p *pass) at(day when.Day, out, room, tmp []float64) {
	n := len(p.c.hidden)
	day = max(day, p.anchor)
	i, exact := slices.BinarySearchFunc(p.days, day, func(a, b when.Day) int { return cmp.Compare(a, b) })
	if exact {
		copy(out, p.forward[i*n:(i+1)*n])
		copy(room, p.backward[i*n:(i+1)*n])
	} else {
		p.between(i, day, out, room, tmp)
	}
	for j := range out {
		out[j] *= room[j]
	}
	scale(out)
}

// between does the same for a day before node i that isn't a node.
func (p *pass) between(i int, day when.Day, out, room, tmp []float64) {
	n := len(p.c.hidden)
	from, before, hot := p.c.start, p.anchor, 0
	if i > 0 {
		from, before = p.forward[(i-1)*n:i*n], p.days[i-1]
	}
	if i < len(p.days) {
		hot = heat(p.hot[i])
		p.arriving(room, i)
		p.c.backward(room, tmp, int(p.days[i]-day), hot)
	} else {
		for j := range room {
			room[j] = 1
		}
	}
	copy(out, from)
	p.c.forward(out, tmp, int(day-before), hot)
}
