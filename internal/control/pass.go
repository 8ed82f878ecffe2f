package control

import (
	"math"
	"slices"

	"github.com/salient-osint/salient/when"
)

// pass is one run of forward–backward over a leaf's evidence, from the day on which chains
// begin to its last. Nodes are the days with evidence, and days asked about.
//
// The changes on day t have one slot, [t+behind][pair], whatever the day that the pass is at: between nodes nothing happens to it, but that a further change may follow one that has
// been. That chance is the same for all changes to one state, and is put off (late) until a
// node multiplies the slots anyway. So a day costs a few operations for each pair of states,
// and a node as many as there are hidden values.
type pass struct {
	c     *chain
	from  when.Day // day 0
	stir  []uint8  // by day, ahead further than the last, and state: what goes on that may lead to it
	calm  bool     // nothing goes on at all
	nodes []int    // days, ascending

	log      []float64 // log-likelihood of a node's evidence, by spot
	likely   []float64 // the same as a likelihood, the likeliest spot's being 1
	forward  []float64 // at nodes, after their evidence, by hidden value; sums to 1
	backward []float64 // at nodes, of what is said later, by hidden value
	scaled   []float64 // by node: what forward was multiplied by
	met      []float64 // by node and spot: its probability
	states   []float64 // by day and state: its probability
	flow     []float64 // by day and pair: the probability that it changes on that day; before the sweep backward, by what is said until then

	slots []float64 // room: changes by their day and pair
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
	p.c, p.from, p.force = m.chains[l.chain], m.anchor, f
	p.lay(m, l, to, asked)
	spots, values, days := p.c.spots(), p.c.values(), p.days()
	p.log = zeroed(p.log, len(p.nodes)*spots)
	p.likely = sized(p.likely, len(p.nodes)*spots)
	p.met = sized(p.met, len(p.nodes)*spots)
	p.forward = sized(p.forward, len(p.nodes)*values)
	p.backward = sized(p.backward, len(p.nodes)*values)
	p.scaled = sized(p.scaled, len(p.nodes))
	p.states = sized(p.states, days*p.c.k)
	p.flow = sized(p.flow, days*len(p.c.pairs))
	clear(p.flow[:len(p.c.pairs)])
	p.slots = sized(p.slots, (days+clock+1)*len(p.c.pairs))
	clear(p.slots[:(clock+1)*len(p.c.pairs)])
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

// slot holds the changes on a day.
func (p *pass) slot(day int) []float64 { return row(p.slots, day+behind, len(p.c.pairs)) }

// window holds the changes that may still be told early, or late, on a day, the earliest
// first: as many days as the clock has.
func (p *pass) window(t int) []float64 {
	n := len(p.c.pairs)
	return p.slots[(t+1)*n : (t+1+clock)*n]
}

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
	p.calm = len(l.warm) == 0 && len(l.around) == 0
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
	early []float64 // 1 / late
	plus  []float64 // backward: and what is then to be added

	// The rates of the day by pair, of changes seen coming and of those that follow another,
	// and the chance that a state isn't left by either.
	slow, quick      []float64
	stay, stayAtRest []float64
	unstay           []float64 // 1 / stay
	calm             bool      // they are those of days on which nothing goes on

	begun, next []float64 // room
}

// turn sets the rates to those of a day, by what goes on ahead days and soon days later.
func (s *stand) turn(p *pass, t int) {
	if p.calm && s.calm {
		return
	}
	c := p.c
	far, near := row(p.stir, t+ahead, c.k), row(p.stir, t+soon, c.k)
	calm := true
	for z := range far {
		calm = calm && far[z]|near[z] == calmly
	}
	if calm && s.calm {
		return
	}
	s.calm = calm
	for z := range s.stay {
		s.stay[z], s.stayAtRest[z] = 1, 1
	}
	for i, xy := range c.pairs {
		s.slow[i], s.quick[i] = c.rates[far[xy.to]][i], c.rates[near[xy.to]][i]
		s.stayAtRest[xy.from] -= s.slow[i]
		s.stay[xy.from] -= s.quick[i]
	}
	for z, q := range s.stay {
		s.unstay[z] = 1 / q
	}
}

func newStand(c *chain) *stand {
	k, n := c.k, len(c.pairs)
	v := make([]float64, 10*k)
	s := &stand{
		rest: row(v, 0, k), after: row(v, 1, k), late: row(v, 2, k), plus: row(v, 3, k), stay: row(v, 4, k), stayAtRest: row(v, 5, k),
		begun: row(v, 6, k), next: row(v, 7, k), early: row(v, 8, k), unstay: row(v, 9, k), slow: make([]float64, n), quick: make([]float64, n),
	}
	for z := range k {
		s.late[z], s.early[z] = 1, 1
	}
	return s
}

// sweepForward goes over the days, from the start to the last.
func (p *pass) sweepForward() {
	c := p.c
	s := newStand(c)
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
	s.turn(p, t)
	c := p.c
	n := len(c.pairs)
	first, next := p.slot(t + ahead)[:n], p.slot(t + soon)[:n]
	slow, quick := s.slow[:n], s.quick[:n]
	for i, xy := range c.pairs {
		first[i] = s.rest[xy.from] * slow[i]
		next[i] += s.after[xy.from] * quick[i]
	}
	for y := range c.k {
		s.after[y] *= s.stay[y]
		s.late[y] *= s.stay[y]
		s.early[y] *= s.unstay[y]
		s.rest[y] *= s.stayAtRest[y]
	}
	gone, now, flow := p.slot(t - behind)[:n], p.slot(t)[:n], row(p.flow, t, n)[:n]
	for i, xy := range c.pairs {
		old := gone[i] * s.late[xy.to]
		s.rest[xy.to] += old
		flow[i] = now[i]
		s.after[xy.to] += now[i] - old
		now[i] *= s.early[xy.to]
	}
	p.catchUp(s, t)
}

// putOff is how small what slots are still to be multiplied by may become.
const putOff = 1e-9

// catchUp does what was put off, if there is too much of it, on a day of either sweep.
func (p *pass) catchUp(s *stand, t int) {
	if !slices.ContainsFunc(s.late, func(q float64) bool { return q < putOff }) {
		return
	}
	n := len(p.c.pairs)
	for u := range behind {
		slots := row(p.window(t), u, n)
		for i, xy := range p.c.pairs {
			slots[i] = slots[i]*s.late[xy.to] + s.plus[xy.to]
		}
	}
	for z := range s.late {
		s.late[z], s.early[z], s.plus[z] = 1, 1, 0
	}
}

// takeIn multiplies with the evidence of a node and keeps the result.
func (p *pass) takeIn(s *stand, t, node int) {
	spots := p.c.spots()
	likely, log := row(p.likely, node, spots), row(p.log, node, spots)
	if node > 0 && slices.Equal(log, row(p.log, node-1, spots)) { // of a claim on many days
		copy(likely, row(p.likely, node-1, spots))
	} else {
		exponent(likely, log)
	}
	p.scaled[node] = p.absorb(s, t, likely, row(p.forward, node, p.c.values()))
}

// absorb multiplies a forward sweep with evidence, by spot, puts the values into v, made to
// sum to 1, and returns what they were multiplied by.
func (p *pass) absorb(s *stand, t int, likely, v []float64) float64 {
	c := p.c
	n := len(c.pairs)
	sum := 0.0
	for z := range c.k {
		v[z] = s.rest[z] * likely[z]
		sum += v[z]
	}
	window, out := p.window(t), v[c.k:]
	for u := range clock {
		from, to, spread := window[u*n:][:n], out[u*n:][:n], likely[c.spot(0, stretchOf[clock-1-u]):][:n]
		for i := range from {
			x := from[i] * spread[i]
			if u < behind {
				x *= s.late[c.pairs[i].to]
			}
			to[i] = x
			sum += x
		}
	}
	p.resume(s, t, v, 1/sum)
	return 1 / sum
}

// exponent turns logs to likelihoods, the largest being 1.
func exponent(likely, log []float64) {
	top := slices.Max(log)
	for j, x := range log {
		likely[j] = math.Exp(x - top)
	}
}

// resume takes a sweep up from a node's forward values, which it multiplies by a factor.
func (p *pass) resume(s *stand, t int, v []float64, by float64) {
	c := p.c
	for z := range c.k {
		v[z] *= by
		s.rest[z], s.after[z], s.late[z], s.early[z] = v[z], 0, 1, 1
	}
	window, out := p.window(t), v[c.k:][:clock*len(c.pairs)]
	i := 0
	for at, x := range out {
		x *= by
		out[at], window[at] = x, x
		if at < behind*len(c.pairs) {
			s.after[c.pairs[i].to] += x
		}
		if i++; i == len(c.pairs) {
			i = 0
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
	s := newStand(c)
	last := p.nodes[len(p.nodes)-1]
	for z := range c.k {
		s.rest[z] = 1
	}
	window := p.window(last)
	for i := range window {
		window[i] = 1
	}
	share := 0.0 // 1 / the sum of forward times backward, between nodes
	node := len(p.nodes) - 1
	for t := last; t > 0; t-- {
		if node >= 0 && p.nodes[node] == t {
			share = 1 / p.meet(s, t, node)
			node--
		} else {
			p.flowOn(s, t, share)
		}
		p.stepBackward(s, t)
	}
	p.follow(last)
}

// flowOn notes the changes on a day that isn't a node, and the states on the day before.
func (p *pass) flowOn(s *stand, t int, share float64) {
	c := p.c
	n := len(c.pairs)
	flow, now, before := row(p.flow, t, n)[:n], p.slot(t)[:n], row(p.states, t-1, c.k)[:c.k]
	copy(before, row(p.states, t, c.k))
	for i, xy := range c.pairs {
		f := flow[i] * (now[i]*s.late[xy.to] + s.plus[xy.to]) * share
		flow[i] = f
		before[xy.to] -= f
		before[xy.from] += f
	}
	lift(before)
}

// goBack works out the states on the day before a node: what it has more or less of a state is
// what changes on the node's.
func (p *pass) goBack(t int) {
	c := p.c
	before, flow := row(p.states, t-1, c.k), row(p.flow, t, len(c.pairs))
	copy(before, row(p.states, t, c.k))
	for i, xy := range c.pairs {
		before[xy.to] -= flow[i]
		before[xy.from] += flow[i]
	}
	lift(before)
}

// lift makes 0 of what is less by rounding.
func lift(v []float64) {
	for i, q := range v {
		if q < 0 {
			v[i] = 0
		}
	}
}

// meet works out the probabilities at a node, and takes its evidence in; it returns the sum
// of forward times backward on the days before the node.
func (p *pass) meet(s *stand, t, node int) float64 {
	back := row(p.backward, node, p.c.values())
	p.behold(s, t, back)
	whole := p.note(t, node, row(p.forward, node, p.c.values()), back)
	p.goBack(t)
	return whole / p.scaled[node] * p.weigh(s, t, row(p.likely, node, p.c.spots()), back)
}

// behold puts the values of a backward sweep into back.
func (p *pass) behold(s *stand, t int, back []float64) {
	c := p.c
	n := len(c.pairs)
	copy(back, s.rest)
	copy(back[c.k:], p.window(t))
	for u := range behind {
		out := back[c.k+u*n:][:n]
		for i, xy := range c.pairs {
			out[i] = out[i]*s.late[xy.to] + s.plus[xy.to]
		}
	}
}

// weigh multiplies the values of a backward sweep with evidence, by spot, and returns what it
// multiplied them by besides, so that they don't vanish.
func (p *pass) weigh(s *stand, t int, likely, back []float64) float64 {
	c := p.c
	n := len(c.pairs)
	top := 0.0
	for z := range c.k {
		s.rest[z] = back[z] * likely[z]
		top = max(top, s.rest[z])
		s.late[z], s.early[z], s.plus[z] = 1, 1, 0
	}
	window := p.window(t)
	for u := range clock {
		from, to, spread := back[c.k+u*n:][:n], window[u*n:][:n], likely[c.spot(0, stretchOf[clock-1-u]):][:n]
		for i := range from {
			to[i] = from[i] * spread[i]
		}
	}
	if top > vanishing {
		return 1
	}
	top = max(top, slices.Max(window))
	multiply(s.rest, 1/top)
	multiply(window, 1/top)
	return 1 / top
}

// vanishing is how small the values of a backward sweep may become. They are 1 at most.
const vanishing = 1e-100

func multiply(v []float64, by float64) {
	for i := range v {
		v[i] *= by
	}
}

// note keeps what is asked of a node: the probability of its spots and states, and of a
// change on its day. It returns the sum of forward times backward.
func (p *pass) note(t, node int, forward, back []float64) float64 {
	c := p.c
	n := len(c.pairs)
	met, states := row(p.met, node, c.spots()), row(p.states, t, c.k)
	clear(met)
	clear(states)
	whole := 0.0
	for z := range c.k {
		met[z] = forward[z] * back[z]
		whole += met[z]
	}
	for u := range clock {
		f, b, spread := forward[c.k+u*n:][:n], back[c.k+u*n:][:n], met[c.spot(0, stretchOf[clock-1-u]):][:n]
		for i := range f {
			x := f[i] * b[i]
			spread[i] += x
			whole += x
		}
	}
	now := c.k + (behind-1)*n
	share := 1 / whole
	for i := range n {
		p.flow[t*n+i] = forward[now+i] * back[now+i] * share
	}
	for z := range c.k {
		met[z] *= share
		states[z] += met[z]
	}
	for stretch, first := range stretches {
		for i, xy := range c.pairs {
			j := c.spot(i, stretch)
			met[j] *= share
			if first < 0 {
				states[xy.from] += met[j]
			} else {
				states[xy.to] += met[j]
			}
		}
	}
	return whole
}

// stepBackward moves from t to the day before.
func (p *pass) stepBackward(s *stand, t int) {
	s.turn(p, t)
	c := p.c
	n := len(c.pairs)
	first, next, now := p.slot(t + ahead)[:n], p.slot(t + soon)[:n], p.slot(t)[:n]
	clear(s.begun)
	clear(s.next)
	slow, quick := s.slow[:n], s.quick[:n]
	for i, xy := range c.pairs {
		s.next[xy.from] += slow[i] * first[i]
		s.begun[xy.from] += quick[i] * next[i]
		// a change on day t has not been on the day before
		now[i] = now[i]*s.late[xy.to] + s.plus[xy.to]
	}
	for y := range c.k {
		stay := s.stay[y]
		s.after[y] = stay*s.rest[y] + s.begun[y] // of one that comes to rest on day t
		s.late[y] *= stay
		s.early[y] *= s.unstay[y]
		s.plus[y] = s.plus[y]*stay + s.begun[y]
		s.rest[y] = s.stayAtRest[y]*s.rest[y] + s.next[y]
	}
	gone := p.slot(t - behind)[:n]
	for i, xy := range c.pairs {
		gone[i] = (s.after[xy.to] - s.plus[xy.to]) * s.early[xy.to]
	}
	p.catchUp(s, t-1)
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
		copy(states, before)
		for i, xy := range c.pairs {
			states[xy.to] += flow[i]
			states[xy.from] -= flow[i]
		}
	}
}

// scale makes a vector sum to 1 and returns what it was multiplied by.
func scale(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	multiply(v, 1/sum)
	return 1 / sum
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
