package area

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// tally keeps the sums while places change their states. It counts in whole square metres,
// millimetres and people, so that what it says doesn't depend on how it came about.
type tally struct {
	*Division
	state   []state   // by member
	sums    []row     // by part and state
	divided []Figures // by part
	inState []int32   // by figure and state: how many of its members
	front   []int64   // by pair of states, the lower first: millimetres
}

// row is what a state has of a part.
type row struct{ places, blank, m2, people int64 }

// newTally counts places in their states.
func newTally(dv *Division, states []state) *tally {
	k := len(dv.n.states)
	t := &tally{
		Division: dv, state: states, sums: make([]row, len(dv.parts)*k),
		divided: make([]Figures, len(dv.parts)), inState: make([]int32, len(dv.figures)*k), front: make([]int64, k*k),
	}
	for i, s := range states {
		t.count(i, s, 1)
		if f := t.figure[i]; f != none {
			t.inState[int(f)*k+int(s)]++
		}
		t.edges(i, 1, true)
	}
	for f, g := range t.figures {
		if g.part != none {
			t.people(int32(f), 1)
		}
	}
	return t
}

// statesOn are the places' states on a day.
func (dv *Division) statesOn(day when.Day, ground salient.Ground) []state {
	out := make([]state, len(dv.n.members))
	for i := range out {
		h := ground(dv.n.members[i].place.ID, day)
		out[i] = dv.n.stateOf(i, &h)
	}
	return out
}

// turn brings the tally to a day and says whether any place changed.
func (t *tally) turn(day when.Day, ground salient.Ground) (changed bool) {
	for i, s := range t.statesOn(day, ground) {
		changed = changed || s != t.state[i]
		t.set(i, s)
	}
	return changed
}

// set gives a place a state.
func (t *tally) set(i int, s state) {
	if s == t.state[i] {
		return
	}
	t.count(i, t.state[i], -1)
	t.edges(i, -1, false)
	t.move(i, s)
	t.state[i] = s
	t.count(i, s, 1)
	t.edges(i, 1, false)
}

// count adds a place to what a state has, or takes it away.
func (t *tally) count(i int, s state, sign int64) {
	r := t.row(t.part[i], s)
	r.places += sign
	r.m2 += sign * t.n.members[i].m2
	if t.figure[i] == none {
		r.blank += sign
	}
}

func (t *tally) row(part int32, s state) *row { return &t.sums[int(part)*len(t.n.states)+int(s)] }

// edges adds a cell's edges to the front, or takes them away; with once, only those that
// aren't another cell's with a lower number.
func (t *tally) edges(i int, sign int64, once bool) {
	if i >= t.n.d.Len() {
		return
	}
	for e := t.n.first[i]; e < t.n.first[i+1]; e++ {
		if twin := t.n.twin[e]; twin != none && (!once || twin > e) {
			a, b := t.state[i], t.state[t.n.cell[twin]]
			t.front[int(min(a, b))*len(t.n.states)+int(max(a, b))] += sign * t.n.mm[e]
		}
	}
}

// move takes a place's figure along, if it has one.
func (t *tally) move(i int, s state) {
	f := t.figure[i]
	if f == none {
		return
	}
	k := len(t.n.states)
	t.people(f, -1)
	t.inState[int(f)*k+int(t.state[i])]--
	t.inState[int(f)*k+int(s)]++
	t.people(f, 1)
}

// people adds a figure to the state that all its places are in, or to those divided.
func (t *tally) people(f int32, sign int64) {
	g, k := t.figures[f], len(t.n.states)
	for s, n := range t.inState[int(f)*k : int(f)*k+k] {
		if n == g.members {
			t.row(g.part, state(s)).people += sign * g.people
			return
		}
	}
	t.divided[g.part].Count += int(sign)
	t.divided[g.part].People += sign * g.people
}

// day is what the tally says.
func (t *tally) day(on when.Day) Day { return Day{on, t.partSums(), t.borders()} }

func (t *tally) partSums() []Sum {
	out := make([]Sum, len(t.parts))
	for k, id := range t.parts {
		out[k] = Sum{Part: id, Divided: t.divided[k], LeftOut: int(t.row(int32(k), leftOut).places)}
		for s := 1; s < len(t.n.states); s++ {
			if r := t.row(int32(k), state(s)); r.places > 0 {
				out[k].Totals = append(out[k].Totals, Total{t.n.states[s], int(r.places), geo.Area(r.m2), r.people, int(r.blank)})
			}
		}
	}
	return out
}

func (t *tally) borders() []Border {
	var out []Border
	k := len(t.n.states)
	for a := range k {
		for b := a + 1; b < k; b++ {
			if mm := t.front[a*k+b]; mm > 0 && t.n.drawn(state(a)) && t.n.drawn(state(b)) {
				out = append(out, Border{t.n.states[a], t.n.states[b], geo.Length(mm) / 1000})
			}
		}
	}
	return out
}
