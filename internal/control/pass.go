package control

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/when"
)

// pass is one run of forward–backward over a leaf's evidence, from the day on which chains
// begin to its last. Nodes are the days with evidence, and days asked about.
//
// A change on day t of kind p has one slot, [p][t+behind], whatever the day that the pass is
// at: between nodes nothing happens to it, but that a further change may follow one that has
// been. That chance is the same for all changes to one state, and is put off (late) until a
// node multiplies the slots anyway. So a day costs a few operations for each pair of states,
// and a node as many as there are hidden values.
type pass struct {
	c     *chain
	from  when.Day // day 0
	stir  []uint8  // by day, ahead further than the last, and state: what goes on that may lead to it
	nodes []int    // days, ascending

	log      []float64 // log-likelihood of a node's evidence, by spot
	likely   []float64 // the same as a likelihood, the likeliest spot's being 1
	forward  []float64 // at nodes, after their evidence, by hidden value; sums to 1
	backward []float64 // at nodes, of what is said later, by hidden value
	scaled   []float64 // by node: what forward was divided by, and backward after the node
	met      []float64 // by node and spot: its probability
	states   []float64 // by day and state: its probability
	flow     []float64 // by day and pair: the probability that it changes on that day
	evidence float64   // log-likelihood of all evidence

	slots []float64 // room: by pair, changes by their day
	enter []float64 // by day and pair: forward probability on the day of the change
	force *force
}

// force is what a first pass says of evidence that speaks of more than a leaf on a day:
// exponents of some-day claims, and messages of claimed shares, both by index of item.
type force struct {
	some   map[int][]float64 // the exponent of each of its days, in order
	shares map[int][]message
}

// message is what a claimed share of the whole says of a leaf on a day: log-likelihoods by
// spot.
type message struct {
	day when.Day
	log []float64
}

// days is how many days the pass has.
func (p *pass) days() int { return len(p.stir)/p.c.k - ahead }

// last is the pass's last day.
func (p *pass) last() when.Day { return p.from + when.Day(p.days()-1) }

func row[T any](s []T, i, n int) []T { return s[i*n : (i+1)*n] }

// run does one pass over a leaf's items up to a day, or its last evidence if that is later; f
// is nil in a first pass, which leaves claimed shares out and spreads some-day claims evenly.
// Evidence for which without is true is left out (nil: none); asked are days that become nodes.
func (m *model) run(p *pass, l *leaf, f *force, to when.Day, without func(evidence int) bool, asked ...when.Day) {
	p.c, p.from, p.evidence, p.force = m.chains[l.chain], m.anchor, 0, f
	p.lay(m, l, to, asked)
	spots, values, days := p.c.spots(), p.c.values(), p.days()
	p.log = zeroed(p.log, len(p.nodes)*spots)
	p.likely = sized(p.likely, len(p.nodes)*spots)
	p.met = zeroed(p.met, len(p.nodes)*spots)
	p.forward = sized(p.forward, len(p.nodes)*values)
	p.backward = sized(p.backward, len(p.nodes)*values)
	p.scaled = sized(p.scaled, 2*len(p.nodes))
	p.states = zeroed(p.states, days*p.c.k)
	p.flow = zeroed(p.flow, days*len(p.c.pairs))
	p.enter = sized(p.enter, days*len(p.c.pairs))
	p.slots = zeroed(p.slots, len(p.c.pairs)*p.span())
	for k := range l.items {
		if without != nil && without(l.items[k].evidence) {
			continue
		}
		m.said(l, k, f, func(day when.Day, w float64, log []float64) {
			node, _ := slices.BinarySearch(p.nodes, int(day-p.from))
			axpy(row(p.log, node, spots), w, log)
		})
	}
	p.sweepForward()
	p.sweepBackward()
}

// span is how many slots a pair has.
func (p *pass) span() int { return p.days() + clock + 1 }

func zeroed[T any](s []T, n int) []T {
	s = sized(s, n)
	clear(s)
	return s
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

func axpy(y []float64, a float64, x []float64) {
	if a == 0 {
		return
	}
	x = x[:len(y)]
	for i := range y {
		y[i] += a * x[i]
	}
}

// lay sets the days, the nodes and the hot days.
func (p *pass) lay(m *model, l *leaf, to when.Day, asked []when.Day) {
	p.nodes = p.nodes[:0]
	node := func(d when.Day) { p.nodes = append(p.nodes, int(max(d, p.from+1)-p.from)) }
	for _, d := range l.days {
		node(d)
	}
	for _, d := range asked {
		node(d)
	}
	slices.Sort(p.nodes)
	p.nodes = slices.Compact(p.nodes)
	days := int(to-p.from) + 1
	if n := len(p.nodes); n > 0 {
		days = max(days, p.nodes[n-1]+1)
	}
	k := p.c.k
	p.stir = zeroed(p.stir, (max(days, 2)+ahead)*k)
	mark := func(s when.Span, do func(day []uint8)) {
		for t := max(0, int(s.From-p.from)); t <= min(len(p.stir)/k-1, int(s.To-p.from)); t++ {
			do(p.stir[t*k : (t+1)*k])
		}
	}
	for _, s := range l.warm {
		mark(s, func(day []uint8) {
			for y := range day {
				day[y] |= hot
			}
		})
	}
	for _, s := range l.around {
		if s.state < k {
			mark(s.Span, func(day []uint8) { day[s.state] = day[s.state]%around + around*s.much })
		}
	}
}

// said calls add with what an item says of each of its days: a weight and log-likelihoods.
func (m *model) said(l *leaf, k int, f *force, add func(day when.Day, w float64, log []float64)) {
	it := l.items[k]
	ev := m.evidence[it.evidence]
	if it.level != own && ev.share != nil {
		if f != nil {
			for _, s := range f.shares[k] {
				add(s.day, 1, s.log)
			}
		}
		return
	}
	log := m.logs[l.chain][it.combo]
	for n, d := range ev.days() {
		w := ev.weight / ev.n
		if f != nil && f.some[k] != nil {
			w = ev.weight * f.some[k][n]
		}
		add(d, w, log)
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

// stand is where a sweep is: the probability at rest, and for each state what is put off for
// the changes to it that have been.
type stand struct {
	rest  []float64
	after []float64 // forward: the sum of the changes to the state that have been
	late  []float64 // what their slots are still to be multiplied by
	plus  []float64 // backward: and what is then to be added

	begun, next      []float64 // room
	stay, stayAtRest []float64 // the chance that a state isn't left in a day
}

// stayAll sets the chances to stay to 1.
func (s *stand) stayAll() {
	for z := range s.stay {
		s.stay[z], s.stayAtRest[z] = 1, 1
	}
}

func newStand(k int) *stand {
	v := make([]float64, 8*k)
	s := &stand{row(v, 0, k), row(v, 1, k), row(v, 2, k), row(v, 3, k), row(v, 4, k), row(v, 5, k), row(v, 6, k), row(v, 7, k)}
	for z := range k {
		s.late[z] = 1
	}
	return s
}

// sweepForward goes over the days, from the start to the last.
func (p *pass) sweepForward() {
	c := p.c
	s := newStand(c.k)
	copy(s.rest, c.start)
	node := 0
	for t := 1; t < p.days(); t++ {
		p.stepForward(s, t)
		if node < len(p.nodes) && p.nodes[node] == t {
			p.takeIn(s, t, node)
			node++
		}
	}
}

// stepForward moves from the day before t to t.
func (p *pass) stepForward(s *stand, t int) {
	c, span := p.c, p.span()
	far, near := row(p.stir, t+ahead, c.k), row(p.stir, t+soon, c.k)
	enter := row(p.enter, t, len(c.pairs))
	s.stayAll()
	for i, xy := range c.pairs {
		slots := row(p.slots, i, span)
		slow, quick := c.rates[far[xy.to]][i], c.rates[near[xy.to]][i]
		slots[t+ahead+behind] = s.rest[xy.from] * slow
		slots[t+soon+behind] += s.after[xy.from] * quick
		s.stayAtRest[xy.from] -= slow
		s.stay[xy.from] -= quick
	}
	for y := range c.k {
		s.after[y] *= s.stay[y]
		s.late[y] *= s.stay[y]
		s.rest[y] *= s.stayAtRest[y]
	}
	for i, xy := range c.pairs {
		slots, y := row(p.slots, i, span), xy.to
		old := slots[t] * s.late[y]
		s.rest[y] += old
		now := slots[t+behind]
		slots[t+behind] = now / s.late[y]
		s.after[y] += now - old
		enter[i] = now
	}
}

// takeIn multiplies with the evidence of a node and keeps the result.
func (p *pass) takeIn(s *stand, t, node int) {
	c, span := p.c, p.span()
	likely := row(p.likely, node, c.spots())
	p.evidence += exponent(likely, row(p.log, node, c.spots()))
	v := row(p.forward, node, c.values())
	for z := range c.k {
		v[z] = s.rest[z] * likely[z]
	}
	for i, xy := range c.pairs {
		spread := likely[c.spot(i, 0):c.spot(i+1, 0)]
		window := row(p.slots, i, span)[t+1 : t+1+clock]
		out := v[c.k+i*clock : c.k+(i+1)*clock]
		late := s.late[xy.to]
		for u := range behind {
			out[u] = window[u] * late * spread[stretchOf[clock-1-u]]
		}
		for u := behind; u < clock; u++ {
			out[u] = window[u] * spread[stretchOf[clock-1-u]]
		}
	}
	p.scaled[2*node] = scale(v)
	p.evidence += math.Log(p.scaled[2*node])
	p.resume(s, t, v)
}

// exponent turns logs to likelihoods, the largest being 1, and returns the log of the largest.
func exponent(likely, log []float64) float64 {
	top := slices.Max(log)
	for j, x := range log {
		likely[j] = math.Exp(x - top)
	}
	return top
}

// resume takes a sweep up from a node's forward values.
func (p *pass) resume(s *stand, t int, v []float64) {
	c, span := p.c, p.span()
	copy(s.rest, v)
	for z := range c.k {
		s.after[z], s.late[z] = 0, 1
	}
	for i, xy := range c.pairs {
		from := v[c.k+i*clock : c.k+(i+1)*clock]
		copy(row(p.slots, i, span)[t+1:t+1+clock], from)
		for _, x := range from[:behind] {
			s.after[xy.to] += x
		}
	}
}

// sweepBackward goes from the last node to the first day, and works out the probabilities.
func (p *pass) sweepBackward() {
	if len(p.nodes) == 0 {
		p.follow(0)
		return
	}
	c := p.c
	s := newStand(c.k)
	last := p.nodes[len(p.nodes)-1]
	for z := range c.k {
		s.rest[z] = 1
	}
	for i := range c.pairs {
		window := row(p.slots, i, p.span())[last+1 : last+1+clock]
		for u := range window {
			window[u] = 1
		}
	}
	whole := 0.0 // sum of forward times backward, between nodes
	node := len(p.nodes) - 1
	for t := last; t > 0; t-- {
		if node >= 0 && p.nodes[node] == t {
			whole = p.meet(s, t, node)
			node--
		} else {
			p.flowOn(s, t, whole)
		}
		p.stepBackward(s, t)
	}
	p.fill(last)
	p.follow(last)
}

// flowOn notes the changes on a day that isn't a node.
func (p *pass) flowOn(s *stand, t int, whole float64) {
	c := p.c
	flow, enter := row(p.flow, t, len(c.pairs)), row(p.enter, t, len(c.pairs))
	for i, xy := range c.pairs {
		back := row(p.slots, i, p.span())[t+behind]
		flow[i] = enter[i] * (back*s.late[xy.to] + s.plus[xy.to]) / whole
	}
}

// meet works out the probabilities at a node, and takes its evidence in; it returns the sum
// of forward times backward on the days before the node.
func (p *pass) meet(s *stand, t, node int) float64 {
	c, span := p.c, p.span()
	back, forward := row(p.backward, node, c.values()), row(p.forward, node, c.values())
	copy(back, s.rest)
	for i, xy := range c.pairs {
		window := row(p.slots, i, span)[t+1 : t+1+clock]
		out := back[c.k+i*clock : c.k+(i+1)*clock]
		copy(out, window)
		for u := range behind {
			out[u] = out[u]*s.late[xy.to] + s.plus[xy.to]
		}
	}
	whole := p.note(t, node, forward, back)
	likely := row(p.likely, node, c.spots())
	top := 0.0
	for z := range c.k {
		s.rest[z] *= likely[z]
		top = max(top, s.rest[z])
		s.late[z], s.plus[z] = 1, 0
	}
	for i := range c.pairs {
		spread := likely[c.spot(i, 0):c.spot(i+1, 0)]
		window := row(p.slots, i, span)[t+1 : t+1+clock]
		from := back[c.k+i*clock : c.k+(i+1)*clock]
		for u := range window {
			window[u] = from[u] * spread[stretchOf[clock-1-u]]
			top = max(top, window[u])
		}
	}
	p.divide(s, t, top)
	p.scaled[2*node+1] = top
	return p.scaled[2*node] * whole / top
}

// divide scales a backward sweep.
func (p *pass) divide(s *stand, t int, by float64) {
	for z := range s.rest {
		s.rest[z] /= by
	}
	for i := range p.c.pairs {
		window := row(p.slots, i, p.span())[t+1 : t+1+clock]
		for u := range window {
			window[u] /= by
		}
	}
}

// note keeps what is asked of a node: the probability of its spots and states, and of a
// change on its day. It returns the sum of forward times backward.
func (p *pass) note(t, node int, forward, back []float64) float64 {
	c := p.c
	met := row(p.met, node, c.spots())
	whole := 0.0
	for z := range c.k {
		met[z] = forward[z] * back[z]
		whole += met[z]
	}
	for i := range c.pairs {
		f, b := forward[c.k+i*clock:c.k+(i+1)*clock], back[c.k+i*clock:c.k+(i+1)*clock]
		spread := met[c.spot(i, 0):c.spot(i+1, 0)]
		for u, x := range f {
			x *= b[u]
			spread[stretchOf[clock-1-u]] += x
			whole += x
		}
	}
	for i := range c.pairs {
		now := c.k + i*clock + behind - 1
		p.flow[t*len(c.pairs)+i] = forward[now] * back[now] / whole
	}
	states := row(p.states, t, c.k)
	c.eachSpot(func(j, from, to, stretch int) {
		met[j] /= whole
		states[stateAt(from, to, stretch)] += met[j]
	})
	return whole
}

// stepBackward moves from t to the day before.
func (p *pass) stepBackward(s *stand, t int) {
	c, span := p.c, p.span()
	far, near := row(p.stir, t+ahead, c.k), row(p.stir, t+soon, c.k)
	clear(s.begun)
	clear(s.next)
	s.stayAll()
	for i, xy := range c.pairs {
		slots := row(p.slots, i, span)
		slow, quick := c.rates[far[xy.to]][i], c.rates[near[xy.to]][i]
		s.next[xy.from] += slow * slots[t+ahead+behind]
		s.begun[xy.from] += quick * slots[t+soon+behind]
		s.stayAtRest[xy.from] -= slow
		s.stay[xy.from] -= quick
		// a change on day t has not been on the day before
		slots[t+behind] = slots[t+behind]*s.late[xy.to] + s.plus[xy.to]
	}
	for y := range c.k {
		stay := s.stay[y]
		s.after[y] = stay*s.rest[y] + s.begun[y] // of one that comes to rest on day t
		s.late[y] *= stay
		s.plus[y] = s.plus[y]*stay + s.begun[y]
		s.rest[y] = s.stayAtRest[y]*s.rest[y] + s.next[y]
	}
	for i, xy := range c.pairs {
		p.slots[i*span+t] = (s.after[xy.to] - s.plus[xy.to]) / s.late[xy.to]
	}
}

// fill works out the states on the days up to the last node: what a day has more or less of
// a state than the next is what changes on the next.
func (p *pass) fill(last int) {
	c := p.c
	node := len(p.nodes) - 2
	for t := last - 1; t >= 0; t-- {
		if node >= 0 && p.nodes[node] == t {
			node--
			continue
		}
		next, states := row(p.states, t+1, c.k), row(p.states, t, c.k)
		copy(states, next)
		for i, xy := range c.pairs {
			f := p.flow[(t+1)*len(c.pairs)+i]
			states[xy.to] -= f
			states[xy.from] += f
		}
		for z := range states {
			states[z] = max(0, states[z])
		}
	}
}

// follow works out the states and changes on the days after the last node, on which nothing
// is said.
func (p *pass) follow(last int) {
	c := p.c
	if last == 0 {
		copy(p.states, c.start)
	}
	for t := last + 1; t < p.days(); t++ {
		before, states := row(p.states, t-1, c.k), row(p.states, t, c.k)
		flow := row(p.flow, t, len(c.pairs))
		copy(flow, row(p.enter, t, len(c.pairs)))
		copy(states, before)
		for i, xy := range c.pairs {
			states[xy.to] += flow[i]
			states[xy.from] -= flow[i]
		}
	}
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

// on gives the probabilities of the states on a day of the pass; earlier days are answered
// as its first.
func (p *pass) on(day when.Day) []float64 {
	return row(p.states, int(max(day, p.from)-p.from), p.c.k)
}

// spotsOn gives the probabilities of the spots on a day that is a node.
func (p *pass) spotsOn(day when.Day) []float64 {
	node, _ := slices.BinarySearch(p.nodes, int(day-p.from))
	return row(p.met, node, p.c.spots())
}
