package control

// chain is the hidden Markov chain of a place, day by day. Its hidden values are the states,
// at rest, and for each change from a state x to a state y a clock: the days until the
// change, from -ahead to -1, in which the place still is x, and the days since, from 0 to
// behind-1, in which it is y. Sources that run early or late are told by how often they
// already, or still, say the other state at a time on the clock.
//
// A value of the clock is a change on a given day, and nothing happens to it but that the
// day comes nearer; so a pass keeps it in one place (pass.go), and a day costs no more than
// the number of changes.
type chain struct {
	k     int // states
	pairs []pair
	index [][]int // by from and to: of pairs
	start []float64
	rates [stirs][]float64 // by what goes on and pair
}

// pair is a change.
type pair struct{ from, to int }

// The clock, in days: from how long before a change to how long after it what is said may
// tell it early, or late.
const (
	ahead  = 16
	behind = 28
	clock  = ahead + behind

	// soon is how long before a change begins one that follows another: less than behind days
	// after a change, the next can't be seen coming from farther away.
	soon = 5
)

// stretches are parts of the clock, in which a source's lag is one number. Each begins on the
// day given.
var stretches = [...]int{-16, -9, -5, -3, -1, 0, 2, 4, 7, 11, 16, 22}

const spells = len(stretches)

// stretchOf is the part of the clock that a day, from -ahead to behind-1, lies in.
var stretchOf = func() (out [clock]int) {
	at := 0
	for u := range out {
		for at+1 < spells && u-ahead >= stretches[at+1] {
			at++
		}
		out[u] = at
	}
	return out
}()

// Evidence can't tell the days of one stretch apart. What it says is kept by spot: the states
// at rest, then for each stretch the changes.

// spots is how many there are.
func (c *chain) spots() int { return c.k + len(c.pairs)*spells }

// spot is that of a stretch of a change.
func (c *chain) spot(pair, stretch int) int { return c.k + stretch*len(c.pairs) + pair }

// values is how many hidden values there are: a spot's days one by one.
func (c *chain) values() int { return c.k + len(c.pairs)*clock }

// eachSpot calls do with each spot, the states that it lies between, and its stretch: from =
// to and -1 at rest.
func (c *chain) eachSpot(do func(spot, from, to, stretch int)) {
	for z := range c.k {
		do(z, z, z, -1)
	}
	for s := range spells {
		for p, xy := range c.pairs {
			do(c.spot(p, s), xy.from, xy.to, s)
		}
	}
}

// stateAt is the state that a place is in at a spot.
func stateAt(from, to, stretch int) int {
	if stretch >= 0 && stretches[stretch] < 0 {
		return from
	}
	return to
}

// newChain lays a chain out over k states.
func newChain(k int) *chain {
	c := &chain{k: k, index: make([][]int, k)}
	for x := range k {
		c.index[x] = make([]int, k)
		for y := range k {
			c.index[x][y] = -1
			if x != y {
				c.index[x][y] = len(c.pairs)
				c.pairs = append(c.pairs, pair{x, y})
			}
		}
	}
	return c
}

// rates are changes a day, by how much is going on: [stir][from, to].
type rates [stirs][][]float64

// What goes on around a place: whether several sources tell of fighting there, and how many of
// its neighbours change to a state about that day.
const (
	calmly  = 0
	hot     = 1 // is added
	around  = 2 // times how many neighbours change: none, about one, more
	abounds = 3
	stirs   = around * abounds
)

// lay writes the rates out by pair, as passes take them.
func (c *chain) lay(r rates) {
	for stir := range c.rates {
		c.rates[stir] = make([]float64, len(c.pairs))
		for i, xy := range c.pairs {
			c.rates[stir][i] = r[stir][xy.from][xy.to]
		}
	}
}
