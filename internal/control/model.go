package control

import (
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// model is a case as the engine sees it, with what it has learned.
type model struct {
	set      Settings
	states   []salient.State // sides in the case's order, contested, and nobody if a claim says so
	sides    int
	evidence []evidence
	mixes    []saying
	tables   []*table
	leaves   []leaf
	leafOf   map[salient.PlaceID]int
	anchor   when.Day // where all chains begin
	rates    rates
	parts    [levels]float64 // chance that a claim on a whole speaks of a given leaf
	chains   [2]*chain       // without nobody, with nobody
	combos   []combo
	comboOf  map[combo]int
	shared   map[int]group  // by evidence: the leaves that a claimed share is about
	likely   [2][][]float64 // by chain and combo: log-likelihood of each hidden value
}

// Levels of evidence: of the place itself, of the town that it is part of, of a wider area.
const (
	own = iota
	town
	area
	levels
)

// group is the leaves of a whole and their weights in it, which sum to 1.
type group struct {
	leaves  []int
	weights []float64
}

// combo is what decides the likelihood of a claim for a leaf.
type combo struct{ table, mix, level int }

// leaf is a place with a chain.
type leaf struct {
	place  salient.PlaceID
	items  []item
	chain  int         // index in model.chains
	soft   bool        // some items need a first pass: some-day claims, shares of the whole
	wholes []whole     // places that it is a part of, nearest first
	strong []when.Span // days that weighty claims on the place itself speak of
	own    []when.Span // … all claims on the place itself
	any    []when.Span // … and on what it is part of
}

// whole is a place with parts, as one of its leaves sees it.
type whole struct {
	place salient.PlaceID
	level int
}

// item is a piece of evidence for one leaf.
type item struct {
	evidence int
	combo    int
	level    int
}

// anchorDays is how long before the first evidence the chains begin, so that a change may
// just have happened then.
const anchorDays = 60

func newModel(c *salient.Case, book *orbat.Book, set Settings) *model {
	m := &model{set: set, sides: len(c.Settings.Sides), leafOf: map[salient.PlaceID]int{}, comboOf: map[combo]int{}}
	for _, s := range c.Settings.Sides {
		m.states = append(m.states, salient.State(s))
	}
	m.states = append(m.states, salient.Contested)
	if claimsNobody(c) {
		m.states = append(m.states, salient.Nobody)
	}
	r := &reader{
		c: c, book: book, set: set, sides: map[salient.ActorID]int{}, states: len(m.states),
		widen: c.Settings.Widening(), mixOf: map[string]int{}, keys: map[tableKey]int{}, parent: map[salient.PlaceID]bool{}, days: map[salient.DocumentID]published{},
	}
	for i, s := range c.Settings.Sides {
		r.sides[s] = i
	}
	for _, w := range leavesUnder(c) {
		for _, id := range w.wholes {
			r.parent[id.place] = true
		}
	}
	m.evidence = r.read()
	m.mixes, m.tables = r.mixes, r.tables
	m.anchor = m.firstDay() - anchorDays
	m.plant(c)
	m.group(c)
	m.prior()
	return m
}

func claimsNobody(c *salient.Case) bool {
	return slices.ContainsFunc(c.Claims, func(cl salient.Claim) bool {
		return cl.Kind == salient.Holds && cl.What == "none"
	})
}

func (m *model) firstDay() when.Day {
	first, any := when.Day(0), false
	for i := range m.evidence {
		if d := m.evidence[i].reach.Days[0].From; !any || d < first {
			first, any = d, true
		}
	}
	return first
}

// leavesUnder lists the leaves of a case with the places that they are part of. Rear and
// foreign ground isn't part of anything that is claimed.
func leavesUnder(c *salient.Case) []leaf {
	var out []leaf
	for _, id := range c.Leaves() {
		l := leaf{place: id}
		p, _ := c.Place(id)
		if len(p.RearOf) == 0 && !c.Foreign(id) {
			for range 64 {
				up, ok := c.Place(p.Parent)
				if !ok {
					break
				}
				level := area
				if up.Kind.Settled() {
					level = town
				}
				l.wholes = append(l.wholes, whole{up.ID, level})
				p = up
			}
		}
		out = append(out, l)
	}
	return out
}

// plant gives each leaf its evidence.
func (m *model) plant(c *salient.Case) {
	at := map[salient.PlaceID][]int{}
	for i := range m.evidence {
		at[m.evidence[i].place] = append(at[m.evidence[i].place], i)
	}
	m.leaves = leavesUnder(c)
	for i := range m.leaves {
		l := &m.leaves[i]
		m.leafOf[l.place] = i
		for _, w := range append([]whole{{l.place, own}}, l.wholes...) {
			for _, e := range at[w.place] {
				m.add(l, e, w.level)
			}
		}
	}
}

// group notes for each claimed share of a whole which leaves it is about.
func (m *model) group(c *salient.Case) {
	m.shared = map[int]group{}
	for i := range m.leaves {
		for _, it := range m.leaves[i].items {
			if it.level != own && m.evidence[it.evidence].share != nil {
				g := m.shared[it.evidence]
				g.leaves = append(g.leaves, i)
				m.shared[it.evidence] = g
			}
		}
	}
	for e, g := range m.shared {
		g.weights = weights(c, m, g.leaves)
		m.shared[e] = g
	}
}

func (m *model) add(l *leaf, e, level int) {
	ev := &m.evidence[e]
	key := combo{ev.table, ev.mix, level}
	i, ok := m.comboOf[key]
	if !ok {
		i = len(m.combos)
		m.combos, m.comboOf[key] = append(m.combos, key), i
	}
	l.items = append(l.items, item{e, i, level})
	l.soft = l.soft || ev.reach.Some && ev.n > 1 || level != own && ev.share != nil
	if ev.claim.What == "none" {
		l.chain = 1
	}
}

// prior sets all that is learned to its prior.
func (m *model) prior() {
	k, set := len(m.states), m.set
	for heat, times := range []float64{1, max(1, set.Heat)} {
		m.rates[heat] = make([][]float64, k)
		for x := range k {
			m.rates[heat][x] = make([]float64, k)
			for y := range k {
				if x != y {
					m.rates[heat][x][y] = min(0.2, times*m.priorRate(x, y))
				}
			}
		}
	}
	m.parts = [levels]float64{own: 1, town: set.Town, area: set.Area}
	for i := range m.chains {
		m.chains[i] = newChain(m.sides + 1 + i)
		m.chains[i].start = m.start(m.chains[i])
	}
	if len(m.states) == m.sides+1 {
		m.chains[1] = nil
	}
	m.fillChains()
	m.refresh()
	m.markDays()
}

// kinds of change share their rates.
const (
	sideToSide = iota
	sideToContested
	contestedToSide
	changeKinds
	withNobody = -1
)

func (m *model) changeKind(x, y int) int {
	switch {
	case x > m.sides || y > m.sides:
		return withNobody
	case y == m.sides:
		return sideToContested
	case x == m.sides:
		return contestedToSide
	}
	return sideToSide
}

func (m *model) priorRate(x, y int) float64 {
	switch m.changeKind(x, y) {
	case sideToSide:
		return m.set.SideToSide
	case sideToContested:
		return m.set.SideToContested
	case contestedToSide:
		return m.set.ContestedToSide
	}
	return m.set.Nobodys
}

// start is the distribution at the anchor: all at rest, all sides alike.
func (m *model) start(c *chain) []float64 {
	out := make([]float64, len(c.hidden))
	left := 1 - m.set.StartContested
	out[m.sides] = m.set.StartContested
	if c.k > m.sides+1 {
		out[m.sides+1] = m.set.StartNobody
		left -= m.set.StartNobody
	}
	for s := range m.sides {
		out[s] = left / float64(m.sides)
	}
	return out
}

// fillChains recomputes what follows from the rates.
func (m *model) fillChains() {
	for _, c := range m.chains {
		if c != nil {
			c.fill(m.rates, m.set)
		}
	}
}

// refresh recomputes what follows from the tables.
func (m *model) refresh() {
	for i, c := range m.chains {
		if c == nil {
			continue
		}
		m.likely[i] = make([][]float64, len(m.combos))
		for j, key := range m.combos {
			m.likely[i][j] = m.likelihood(c, key)
		}
	}
}

// likelihood gives the log-likelihood of a claim for each hidden value.
func (m *model) likelihood(c *chain, key combo) []float64 {
	t, said := m.tables[key.table], m.mixes[key.mix]
	part := m.parts[key.level]
	noise := m.noise(t, said.mix)
	out := make([]float64, len(c.hidden))
	for i, h := range c.hidden {
		l := m.perceived(t, said, h)
		p := m.fits(said, h) * (l*t.chance(said.mix, h.to) + (1-l)*t.chance(said.mix, h.from))
		out[i] = part*p + (1-part)*noise
	}
	if o := asserted(said.mix, len(m.states)); o >= 0 {
		speakFor(out, c, o)
	}
	for i := range out {
		out[i] = math.Log(out[i])
	}
	return out
}

// perceived is the chance that the speaker perceives the state that a change leads to.
func (m *model) perceived(t *table, said saying, h hidden) float64 {
	switch {
	case h.phase == rest:
		return 1
	case said.dated == undated:
		return t.lag[direction(h.from, h.to, t.party, m.sides)][h.phase]
	case h.phase >= post1:
		return 1
	}
	return 0
}

// fits lessens the chance of a claim that dates a change where no such change is near: from
// the last phase before it to the second after it, since dates are given to about a week.
func (m *model) fits(said saying, h hidden) float64 {
	near := h.phase == pre1 || h.phase == post1 || h.phase == post2
	switch {
	case said.dated == undated,
		said.dated == begins && near && h.to == said.state,
		said.dated == ends && near && h.from == said.state:
		return 1
	}
	return m.set.NoChange
}

// chance that a table says a mix of a state.
func (t *table) chance(said mix, z int) float64 {
	p := 0.0
	for o, part := range said {
		if part > 0 {
			p += part * t.says[z][o]
		}
	}
	return p
}

// noise is the chance of a claim on a whole that doesn't speak of the leaf: the mean over
// the states.
func (m *model) noise(t *table, said mix) float64 {
	p := 0.0
	for z := range m.states {
		p += t.chance(said, z)
	}
	return p / float64(len(m.states))
}

// asserted is the state that a mix asserts and nothing else, -1 if there is none.
func asserted(said mix, states int) int {
	o := slices.Index(said, 1)
	if o >= states {
		return -1
	}
	return o
}

// speakFor holds that a claim which asserts a state never speaks against it, however early
// or late its source is: where the place is in the state, it is at least as likely as
// anywhere else.
func speakFor(out []float64, c *chain, o int) {
	most := 0.0
	for i, h := range c.hidden {
		if h.state() != o {
			most = max(most, out[i])
		}
	}
	for i, h := range c.hidden {
		if h.state() == o {
			out[i] = max(out[i], most)
		}
	}
}

// markDays notes which days each leaf's evidence speaks of.
func (m *model) markDays() {
	for i := range m.leaves {
		l := &m.leaves[i]
		for _, it := range l.items {
			ev := &m.evidence[it.evidence]
			l.any = append(l.any, ev.reach.Days...)
			if it.level != own {
				continue
			}
			l.own = append(l.own, ev.reach.Days...)
			if m.strength(it) >= m.set.ObservedDB {
				l.strong = append(l.strong, ev.reach.Days...)
			}
		}
		l.strong, l.own, l.any = joined(l.strong), joined(l.own), joined(l.any)
	}
}

// strength is the most that an item can move the odds of two states at rest, in decibans.
func (m *model) strength(it item) float64 {
	log := m.likely[0][it.combo][:m.sides+1]
	return m.evidence[it.evidence].weight * decibans(slices.Max(log)-slices.Min(log))
}

// joined sorts spans and joins those that meet.
func joined(spans []when.Span) []when.Span {
	slices.SortFunc(spans, func(a, b when.Span) int { return int(a.From - b.From) })
	var out []when.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.From <= out[n-1].To+1 {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// lastOf is the last day of the spans at or before day.
func lastOf(spans []when.Span, day when.Day) (when.Day, bool) {
	i, _ := slices.BinarySearchFunc(spans, day, func(s when.Span, d when.Day) int {
		if s.From <= d {
			return -1
		}
		return 1
	})
	if i == 0 {
		return 0, false
	}
	return min(day, spans[i-1].To), true
}
