package route

import (
	"runtime"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/reach"
	"github.com/salient-osint/salient/when"
)

// Lines is the lines of communication of a side in a span: what every piece of road is to it
// on every day. What Day answers about one day by searching, Lines answers about all days
// at once, with the same result. Days are numbered from the span's first, 0. It is safe for
// concurrent use.
type Lines struct {
	Side salient.ActorID // of a convoy the first
	Span when.Span

	m        *Map
	party    Party
	held     salient.Ground
	passable [2][]reach.Days // by class: the days on which it is open, and on which it isn't shut
	holds    []reach.Days    // by leaf: the days on which the side holds it
	rears    []rear
	pairs    [2]func() *reach.Calendar // over open pieces, and over uncertain ones too
}

// rear is where a side's rear meets the roads.
type rear struct {
	leaf  int // −1 for a crossing or junction
	place *salient.Place
	nodes []int32
	known reach.Days // it is the side's rear
	kept  reach.Days // and isn't lost
}

// levels are the states from which on a piece is let through.
var levels = [2]pass{open, uncertain}

// Over works out the states of all pieces for a side on each day of a span.
func (m *Map) Over(held salient.Ground, side salient.ActorID, span when.Span) *Lines {
	return m.OverFor(held, Of(side), span)
}

// OverFor works out the states of all pieces for a party on each day of a span.
func (m *Map) OverFor(held salient.Ground, party Party, span when.Span) *Lines {
	l := &Lines{Side: party.sides[0], party: party, Span: span, m: m, held: held, holds: m.sets(len(m.leaves), span), rears: m.rears(span)}
	for k := range levels {
		l.passable[k] = m.sets(len(m.classes), span)
		l.pairs[k] = sync.OnceValue(func() *reach.Calendar { return l.calendar(k, nil) })
	}
	l.fill()
	return l
}

func (m *Map) sets(n int, span when.Span) []reach.Days {
	out := make([]reach.Days, n)
	words := len(reach.NewDays(span.Len()))
	all := make(reach.Days, n*words)
	for i := range out {
		out[i] = all[i*words : (i+1)*words]
	}
	return out
}

// rears lists the places that are some side's rear on some day and have roads.
func (m *Map) rears(span when.Span) []rear {
	var out []rear
	add := func(leaf int, place *salient.Place, nodes []int32) {
		sets := m.sets(2, span)
		out = append(out, rear{leaf, place, nodes, sets[0], sets[1]})
	}
	for i, l := range m.leaves {
		if len(l.rears) == 0 {
			continue
		}
		if nodes, err := m.ends(l.place.ID); err == nil {
			add(i, l.place, nodes)
		}
	}
	for _, x := range m.points {
		if len(x.place.RearOf) > 0 {
			add(-1, x.place, []int32{x.node})
		}
	}
	return out
}

// fill works out the days, those of each word of the sets by one goroutine, so that no two
// write to the same word. It returns when all are done.
func (l *Lines) fill() {
	words := len(reach.NewDays(l.Span.Len()))
	work := make(chan int, words)
	for w := range words {
		work <- w
	}
	close(work)
	var wait sync.WaitGroup
	for range min(words, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			f := l.filler()
			for w := range work {
				f.word(w)
			}
		})
	}
	wait.Wait()
}

// filler is the space in which one goroutine works out 64 days.
type filler struct {
	*Lines
	day      Day
	holds    []uint64 // by leaf
	passable [2][]uint64
}

func (l *Lines) filler() *filler {
	f := &filler{Lines: l, day: Day{Side: l.Side, party: l.party, m: l.m, ground: make([]ground, len(l.m.leaves))}}
	f.holds = make([]uint64, len(l.m.leaves))
	for k := range levels {
		f.passable[k] = make([]uint64, len(l.m.classes))
	}
	return f
}

// word works out the days of a word of the sets.
func (f *filler) word(w int) {
	clear(f.holds)
	for k := range levels {
		clear(f.passable[k])
	}
	for day := w * 64; day < min(w*64+64, f.Span.Len()); day++ {
		f.one(day)
	}
	for i, days := range f.holds {
		f.Lines.holds[i][w] = days
	}
	for k := range levels {
		for i, days := range f.passable[k] {
			f.Lines.passable[k][i][w] = days
		}
	}
}

func (f *filler) one(day int) {
	d, bit := &f.day, uint64(1)<<(day%64)
	d.On = f.Span.From + when.Day(day)
	d.who = f.party.on(d.On)
	for i := range f.m.leaves {
		d.ground[i] = f.m.groundOf(i, f.held, d.who, d.On)
		if d.ground[i].held {
			f.holds[i] |= bit
		}
	}
	points := f.m.pointStates(f.party, d.On)
	for i := range f.m.classes {
		p := f.pass(d, &f.m.classes[i], points)
		for k, least := range levels {
			if p >= least {
				f.passable[k][i] |= bit
			}
		}
	}
	f.rear(d, day)
}

func (l *Lines) pass(d *Day, c *class, points []state) pass {
	if len(c.claims)+len(c.points) > 0 {
		return d.class(c, l.held, points).pass
	}
	if c.cell == cell.Outside {
		return uncertain
	}
	return d.ground[c.cell].pass
}

func (l *Lines) rear(d *Day, day int) {
	for _, r := range l.rears {
		known := r.leaf >= 0 && l.m.leaves[r.leaf].rearFor(d.who, d.On, l.m.widening) || r.leaf < 0 && d.who.rear(r.place, d.On, l.m.widening)
		if !known {
			continue
		}
		r.known.Add(day)
		if r.leaf < 0 || d.ground[r.leaf].pass != shut {
			r.kept.Add(day)
		}
	}
}

// calendar tells what can be reached over pieces of a level; the given rears are joined to
// one more vertex, the last.
func (l *Lines) calendar(level int, rears []rear) *reach.Calendar {
	j := l.m.joints()
	sets, arcs := slices.Clone(l.passable[level]), slices.Clone(j.arcs)
	goal := int32(len(j.class))
	for _, r := range rears {
		for _, v := range j.ofAll(r.nodes) {
			arcs = append(arcs, reach.Arc{From: v, To: goal, While: [2]int32{j.class[v], int32(len(sets))}})
		}
		sets = append(sets, r.kept)
	}
	return reach.New(int(goal)+1, arcs, sets, l.Span.Len())
}

// Leaf is what a leaf's way to the rear of a side was, in days.
type Leaf struct {
	Place     salient.PlaceID
	Uncertain reach.Days // held by the side, and only uncertain ways lead to a rear
	Cut       reach.Days // held by the side, and no way leads to one
}

// Exits finds the days on which no open way leads from a leaf that the side holds to its
// rear, as Day.Exits does for one day, and the days on which a rear of the side is on the
// map: on the others nothing can be said. Leaves that were never cut off nor in doubt are
// left out, and so are those without a road near them. The order is that of the ids.
func (l *Lines) Exits() (leaves []Leaf, known reach.Days) {
	known = reach.NewDays(l.Span.Len())
	at := map[int32][]int{} // rears by node
	for i, r := range l.rears {
		known.AddAll(r.known)
		for _, n := range r.nodes {
			at[n] = append(at[n], i)
		}
	}
	var to [2]*reach.Calendar
	var wait sync.WaitGroup
	for k := range levels {
		wait.Go(func() { to[k] = l.calendar(k, l.rears) })
	}
	wait.Wait()
	for i := range l.m.leaves {
		if held := l.holds[i].Meet(known); held.Count() > 0 {
			if x, ok := l.exit(i, held, to, at); ok {
				leaves = append(leaves, x)
			}
		}
	}
	return leaves, known
}

// exit is a leaf's, on the days given.
func (l *Lines) exit(leaf int, held reach.Days, to [2]*reach.Calendar, rears map[int32][]int) (x Leaf, ok bool) {
	x.Place = l.m.leaves[leaf].place.ID
	nodes, err := l.m.ends(x.Place)
	if err != nil {
		return x, false
	}
	var reached [2]reach.Days
	for k := range levels {
		reached[k] = reach.NewDays(l.Span.Len())
		for _, v := range l.m.joints().ofAll(nodes) {
			reached[k].AddAll(to[k].Between(v, int32(len(l.m.joints().class))))
		}
		for _, n := range nodes {
			for _, r := range rears[n] {
				reached[k].AddAll(l.rears[r].kept)
			}
		}
	}
	x.Cut = held.Less(reached[1])
	x.Uncertain = held.Less(reached[0]).Less(x.Cut)
	return x, x.Cut.Count()+x.Uncertain.Count() > 0
}
