package control

// chain is the hidden Markov chain of a place. Its hidden values are the states, at rest,
// and for each change from a state x to a state y five phases: two before the change, in
// which the place still is x, and three after it, in which it is y. Sources that run early
// or late are told by how often they already, or still, say the other state in a phase.
type chain struct {
	k      int // states
	hidden []hidden
	start  []float64   // at the anchor day
	steps  [2][]matrix // by heat: powers 1…dense, then doubling
	sparse [2][]move   // by heat: what isn't zero in the first power, by from and to
}

// move is one entry of a day's matrix.
type move struct {
	from, to int32
	p        float64
}

// hidden is one value of the chain. At rest, from = to and phase = rest.
type hidden struct{ from, to, phase int }

// The phases of a change, in the order of time.
const (
	pre2 = iota
	pre1
	post1
	post2
	post3
	phases
	rest = -1
)

// state is the state that the place is in.
func (h hidden) state() int {
	if h.phase == pre2 || h.phase == pre1 {
		return h.from
	}
	return h.to
}

// single is up to how many days it is quicker to go day by day.
const single = 4

// dense is up to how many days powers of the matrices are kept one by one.
const dense = 16

// doublings: 32, 64 … 32768 days, about ninety years.
const doublings = 11

// matrix is square, row by row.
type matrix []float64

// rates are changes a day: [calm, hot][from, to].
type rates [2][][]float64

// newChain lays a chain out over k states.
func newChain(k int) *chain {
	c := &chain{k: k}
	for x := range k {
		c.hidden = append(c.hidden, hidden{x, x, rest})
	}
	for x := range k {
		for y := range k {
			for p := 0; p < phases && x != y; p++ {
				c.hidden = append(c.hidden, hidden{x, y, p})
			}
		}
	}
	return c
}

// at finds a phase of a change.
func (c *chain) at(x, y, phase int) int {
	if y > x {
		y--
	}
	return c.k + (x*(c.k-1)+y)*phases + phase
}

// fill computes the matrices for the rates.
func (c *chain) fill(r rates, set Settings) {
	n := len(c.hidden)
	leave := [phases]float64{1 / max(1, set.Pre2), 1 / max(1, set.Pre1), 1 / max(1, set.Post1), 1 / max(1, set.Post2), 1 / max(1, set.Post3)}
	for heat := range c.steps {
		m := make(matrix, n*n)
		for i, h := range c.hidden {
			c.fillRow(m[i*n:(i+1)*n], i, h, r[heat], leave)
		}
		c.steps[heat] = powers(m, n)
		c.sparse[heat] = c.sparse[heat][:0:0]
		for k, p := range m {
			if p > 0 {
				c.sparse[heat] = append(c.sparse[heat], move{int32(k / n), int32(k % n), p})
			}
		}
	}
}

func (c *chain) fillRow(row []float64, i int, h hidden, r [][]float64, leave [phases]float64) {
	stay := 1.0
	move := func(to int, p float64) { row[to] += p; stay -= p }
	switch {
	case h.phase == post3:
		move(h.to, leave[h.phase])
	case h.phase != rest:
		move(c.at(h.from, h.to, h.phase+1), leave[h.phase])
	}
	if h.phase == rest || h.phase >= post1 {
		free := stay
		for y := range c.k {
			if y != h.to {
				move(c.begin(h, y), free*r[h.to][y])
			}
		}
	}
	row[i] += stay
}

// begin is where a change to y begins: far ahead of it at rest; soon, if another change has
// just been.
func (c *chain) begin(h hidden, y int) int {
	if h.phase == rest {
		return c.at(h.to, y, pre2)
	}
	return c.at(h.to, y, pre1)
}

func powers(m matrix, n int) []matrix {
	out := []matrix{m}
	for len(out) < dense {
		out = append(out, multiply(out[len(out)-1], m, n))
	}
	for range doublings {
		last := out[len(out)-1]
		out = append(out, multiply(last, last, n))
	}
	return out
}

func multiply(a, b matrix, n int) matrix {
	out := make(matrix, n*n)
	for i := range n {
		row := out[i*n : (i+1)*n]
		for k := range n {
			axpy(row, a[i*n+k], b[k*n:(k+1)*n])
		}
	}
	return out
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

// jump returns the largest kept power of at most g days and its days.
func jump(g int) (index, days int) {
	if g <= dense {
		return g - 1, g
	}
	index, days = dense-1, dense
	for i := 0; i < doublings && days*2 <= g; i++ {
		index, days = index+1, days*2
	}
	return index, days
}

// forward moves a distribution on by g days; tmp is room of the same length. The result is
// in v.
func (c *chain) forward(v, tmp []float64, g, heat int) {
	n := len(v)
	if g <= single {
		c.forwardDays(v, tmp, g, heat)
		return
	}
	for g > 0 {
		i, days := jump(g)
		m := c.steps[heat][i]
		clear(tmp)
		for k := range n {
			axpy(tmp, v[k], m[k*n:(k+1)*n])
		}
		copy(v, tmp)
		g -= days
	}
}

// backward moves a likelihood back by g days.
func (c *chain) backward(v, tmp []float64, g, heat int) {
	n := len(v)
	if g <= single {
		c.backwardDays(v, tmp, g, heat)
		return
	}
	for g > 0 {
		i, days := jump(g)
		m := c.steps[heat][i]
		for k := range n {
			s := 0.0
			for j, x := range m[k*n : (k+1)*n] {
				s += x * v[j]
			}
			tmp[k] = s
		}
		copy(v, tmp)
		g -= days
	}
}

func (c *chain) forwardDays(v, tmp []float64, g, heat int) {
	for range g {
		clear(tmp)
		for _, s := range c.sparse[heat] {
			tmp[s.to] += v[s.from] * s.p
		}
		copy(v, tmp)
	}
}

func (c *chain) backwardDays(v, tmp []float64, g, heat int) {
	for range g {
		clear(tmp)
		for _, s := range c.sparse[heat] {
			tmp[s.from] += v[s.to] * s.p
		}
		copy(v, tmp)
	}
}
