package control

import (
	"cmp"
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
	evidence []*evidence
	mixes    []saying
	tables   []*table
	leaves   []leaf
	leafOf   map[salient.PlaceID]int
	places   map[salient.PlaceID]int     // of the case's list
	at       map[salient.PlaceID][]int   // evidence by place
	fights   map[salient.PlaceID][]fight // battles that are told of
	anchor   when.Day                    // where all chains begin
	rates    rates
	parts    [levels]float64 // chance that a claim on a whole speaks of a given leaf
	habits   []habit         // of sources, in the order of ids
	habitOf  map[salient.SourceID]int
	copiers  []copier  // found, in the order of copier and copied
	chains   [2]*chain // without nobody, with nobody
	combos   []combo
	comboOf  map[combo]int
	near     [][]int32      // by leaf: its neighbours
	shared   map[int]group  // by evidence: the leaves that a claimed share is about
	plain    [2][][]float64 // by chain and combo: likelihood of a claim made afresh, by spot
	logs     [2][][]float64 // log-likelihood, whether made afresh or not
	temper   float64        // see answer
	power    power
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
type combo struct {
	table, mix, level int
	repeats           int // the gap to what the speaker said before, if that is the same; -1: it isn't
	copies            int // of model.copiers, if the copied said the same shortly before; -1: none
}

// leaf is a place with a chain.
type leaf struct {
	place  salient.PlaceID
	items  []item
	chain  int         // index in model.chains
	soft   bool        // some items need a first pass: some-day claims, shares of the whole
	wholes []whole     // places that it is a part of, nearest first
	days   []when.Day  // that its evidence speaks of
	warm   []when.Span // near reported fighting
	around []changing  // what goes on about its neighbours
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
	m := &model{set: set, sides: len(c.Settings.Sides), leafOf: map[salient.PlaceID]int{}, habitOf: map[salient.SourceID]int{}, places: make(map[salient.PlaceID]int, len(c.Places)), temper: 1}
	for _, s := range c.Settings.Sides {
		m.states = append(m.states, salient.State(s))
	}
	m.states = append(m.states, salient.Contested)
	if claimsNobody(c) {
		m.states = append(m.states, salient.Nobody)
	}
	for i, p := range c.Places {
		m.places[p.ID] = i
	}
	r := newReader(c, book, set, m.states, m.places)
	m.leaves = leavesUnder(c)
	for _, l := range m.leaves {
		for _, id := range l.wholes {
			r.parent[id.place] = true
		}
	}
	m.evidence = r.read(claimsOf(c))
	m.fights = r.fights()
	m.mixes, m.tables = r.mixes, r.tables
	m.anchor = m.firstDay() - anchorDays
	m.layChains()
	m.meetSources()
	m.countRepeats()
	m.plant()
	m.group(c)
	m.meetNeighbours(c)
	m.prior()
	return m
}

// claimsOf lists the claims of a case.
func claimsOf(c *salient.Case) []*salient.Claim {
	out := make([]*salient.Claim, len(c.Claims))
	for i := range c.Claims {
		out[i] = &c.Claims[i]
	}
	return out
}

func claimsNobody(c *salient.Case) bool {
	return slices.ContainsFunc(claimsOf(c), func(cl *salient.Claim) bool {
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

// lastDay is the last that evidence speaks of.
func (m *model) lastDay() when.Day {
	last := m.anchor
	for i := range m.leaves {
		if n := len(m.leaves[i].days); n > 0 {
			last = max(last, m.leaves[i].days[n-1])
		}
	}
	return last
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
func (m *model) plant() {
	m.at = map[salient.PlaceID][]int{}
	for _, list := range byPlace(m.evidence) {
		m.at[m.evidence[list[0]].place] = list
	}
	m.comboOf = map[combo]int{}
	for i := range m.leaves {
		l := &m.leaves[i]
		m.leafOf[l.place] = i
		m.furnish(l)
	}
}

// furnish gives a leaf its items: evidence on itself, then on what it is part of.
func (m *model) furnish(l *leaf) {
	of, n := append([]whole{{l.place, own}}, l.wholes...), 0
	for _, w := range of {
		n += len(m.at[w.place])
	}
	l.items, l.days, l.chain, l.soft = make([]item, 0, n), make([]when.Day, 0, n), 0, false
	for _, w := range of {
		for _, e := range m.at[w.place] {
			m.add(l, e, w.level)
		}
	}
	m.mark(l)
}

func (m *model) add(l *leaf, e, level int) {
	ev := m.evidence[e]
	l.items = append(l.items, item{e, m.comboFor(ev, level), level})
	l.soft = l.soft || ev.reach.Some && ev.n > 1 || level != own && ev.share != nil
	if ev.claim.What == "none" {
		l.chain = 1
	}
}

// comboFor finds or makes the combo of evidence at a level.
func (m *model) comboFor(ev *evidence, level int) int {
	key := combo{ev.table, ev.mix, level, -1, m.copied(ev)}
	if ev.repeats.same {
		key.repeats = ev.repeats.gap
	}
	i, ok := m.comboOf[key]
	if !ok {
		i = len(m.combos)
		m.combos, m.comboOf[key] = append(m.combos, key), i
	}
	return i
}

// recombine gives the leaves their combos anew, after copiers were found.
func (m *model) recombine() {
	m.combos, m.comboOf = nil, map[combo]int{}
	for i := range m.leaves {
		for k := range m.leaves[i].items {
			it := &m.leaves[i].items[k]
			it.combo = m.comboFor(m.evidence[it.evidence], it.level)
		}
	}
}

// mark notes the days that a leaf's evidence speaks of, and those near reported fighting.
func (m *model) mark(l *leaf) {
	fought := slices.Clip(m.fights[l.place])
	for _, it := range l.items {
		ev := m.evidence[it.evidence]
		if it.level != own && ev.share != nil {
			l.days = append(l.days, ev.asked()...)
			continue
		}
		for _, s := range ev.reach.Days {
			for d := s.From; d <= s.To; d++ {
				l.days = append(l.days, d)
			}
			if ev.heats && it.level == own {
				fought = append(fought, fight{s, ev.source})
			}
		}
	}
	slices.Sort(l.days)
	l.days = slices.Compact(l.days)
	l.warm = m.warm(fought)
}

// fight is fighting, or a change of hands, that a source tells of.
type fight struct {
	when.Span
	source salient.SourceID
}

// fights lists the battles that sources tell of, by place: happenings of that type that count.
func (r *reader) fights() map[salient.PlaceID][]fight {
	out := map[salient.PlaceID][]fight{}
	for _, cl := range claimsOf(r.c) {
		battle := cl.Kind == salient.Happening && cl.Stance != salient.Denies && cl.Stance != salient.Doubts && salient.EventType(cl.What) == "Battles"
		if p := r.paper(cl.Document); battle && r.counts(cl) && p.dated {
			for _, s := range cl.Reach(r.widen, p.day).Days {
				out[salient.PlaceID(cl.Place)] = append(out[salient.PlaceID(cl.Place)], fight{s, p.doc.Source})
			}
		}
	}
	return out
}

// warm lists the days near fighting that enough sources tell of, each within HeatWithin days of
// another: one alone may be wrong about it.
func (m *model) warm(fought []fight) []when.Span {
	before, after, within := when.Day(m.set.HeatBefore), when.Day(m.set.HeatAfter), when.Day(m.set.HeatWithin)
	slices.SortFunc(fought, func(a, b fight) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.source, b.source))
	})
	var out []when.Span
	for i, f := range fought {
		told := map[salient.SourceID]bool{f.source: true}
		to := f.To
		for _, g := range fought[i+1:] {
			if g.From > f.To+within {
				break
			}
			told[g.source] = true
			to = max(to, g.To)
			if len(told) >= int(m.set.HeatVoices) {
				break
			}
		}
		if len(told) >= int(m.set.HeatVoices) {
			out = append(out, when.Span{From: f.From - before, To: to + after})
		}
	}
	return joined(out)
}

// dayRange lists the days of a span.
func dayRange(s when.Span) []when.Day {
	var out []when.Day
	for d := s.From; d <= s.To; d++ {
		out = append(out, d)
	}
	return out
}

// group notes for each claimed share of a whole which leaves it is about.
func (m *model) group(c *salient.Case) {
	m.shared = map[int]group{}
	for i := range m.leaves {
		m.groupOf(i)
	}
	for e, g := range m.shared {
		g.weights = weights(c, m, g.leaves)
		m.shared[e] = g
	}
}

func (m *model) groupOf(i int) {
	for _, it := range m.leaves[i].items {
		if it.level != own && m.evidence[it.evidence].share != nil {
			g := m.shared[it.evidence]
			g.leaves = append(g.leaves, i)
			m.shared[it.evidence] = g
		}
	}
}

// layChains makes the chains, with nothing learned.
func (m *model) layChains() {
	for i := range m.chains {
		if i == 1 && len(m.states) == m.sides+1 {
			continue
		}
		m.chains[i] = newChain(m.sides + 1 + i)
		m.chains[i].start = m.start(m.chains[i])
	}
}

// prior sets rates and parts to their priors.
func (m *model) prior() {
	k := len(m.states)
	for stir := range m.rates {
		m.rates[stir] = make([][]float64, k)
		for x := range k {
			m.rates[stir][x] = make([]float64, k)
			for y := range k {
				if x != y {
					m.rates[stir][x][y] = m.capped(m.stirred(stir) * m.priorRate(x, y))
				}
			}
		}
	}
	m.parts = [levels]float64{own: 1, town: m.set.Town, area: m.set.Area}
	m.refresh()
	inParallel(len(m.leaves), func() func(int) {
		return func(i int) { m.markDays(&m.leaves[i]) }
	})
}

// capped holds a rate low enough that in one day a place more likely stays than not.
func (m *model) capped(rate float64) float64 {
	return min(rate, 0.5/float64(max(1, len(m.states)-1)))
}

// stirred is how many times likelier changes are when something goes on, before learning.
func (m *model) stirred(stir int) float64 {
	times := math.Pow(m.set.Around, float64(stir/around))
	if stir%around == hot {
		times *= m.set.Heat
	}
	return max(1, times)
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
	out := make([]float64, c.k)
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

// refresh recomputes what follows from all that is learned.
func (m *model) refresh() {
	for i, c := range m.chains {
		m.plain[i], m.logs[i] = nil, nil
		if c != nil {
			c.lay(m.rates)
		}
	}
	m.completeCombos()
}

// completeCombos works out the likelihoods of the combos that have none yet.
func (m *model) completeCombos() {
	for i, c := range m.chains {
		if c == nil {
			continue
		}
		for _, key := range m.combos[len(m.plain[i]):] {
			plain := m.likelihood(c, key)
			m.plain[i] = append(m.plain[i], plain)
			m.logs[i] = append(m.logs[i], m.told(key, plain))
		}
	}
}

// told is the log-likelihood of a claim that may have been made afresh, or repeat what its
// speaker said before, or copy another source.
func (m *model) told(key combo, plain []float64) []float64 {
	again, fresh := m.again(key)
	out := make([]float64, len(plain))
	for i, p := range plain {
		out[i] = math.Log(again + fresh*p)
	}
	return out
}

// again is the chance that a claim says what it says because it was said before, by its
// speaker or by whom its source copies, and the chance that it is made afresh.
func (m *model) again(key combo) (again, fresh float64) {
	fresh = 1
	if key.repeats >= 0 {
		fresh -= m.habits[m.habitOf[m.tables[key.table].source]].repeats[key.repeats]
	}
	if key.copies >= 0 {
		fresh *= 1 - m.copiers[key.copies].part
	}
	return 1 - fresh, fresh
}

// likelihood is the chance that a claim is made afresh, by spot.
func (m *model) likelihood(c *chain, key combo) []float64 {
	return m.spoken(c, m.tables[key.table], m.mixes[key.mix], m.parts[key.level])
}

// spoken is the chance that a speaker makes a claim afresh, by spot; part is the chance that it
// speaks of the leaf at all.
func (m *model) spoken(c *chain, t *table, said saying, part float64) []float64 {
	noise := m.noise(t, said.mix)
	out := make([]float64, c.spots())
	c.eachSpot(func(i, from, to, stretch int) {
		l := m.perceived(t, said, from, to, stretch)
		p := m.fits(said, from, to, stretch) * (l*t.chance(said.mix, to) + (1-l)*t.chance(said.mix, from))
		out[i] = part*p + (1-part)*noise
	})
	if o := asserted(said.mix, len(m.states)); o >= 0 && o < c.k {
		speakFor(out, c, o)
	}
	return out
}

// perceived is the chance that the speaker perceives the state that a change leads to.
func (m *model) perceived(t *table, said saying, from, to, stretch int) float64 {
	switch {
	case stretch < 0:
		return 1
	case said.dated == undated && m.set.Lags > 0:
		return t.lag[direction(from, to, t.party, m.sides)][stretch]
	case stretches[stretch] >= 0:
		return 1
	}
	return 0
}

// Dates of a change are given to about a week: from three days before the change to three after.
const datedFrom, datedTo = -3, 2

// fits lessens the chance of a claim that dates a change where no such change is near.
func (m *model) fits(said saying, from, to, stretch int) float64 {
	near := stretch >= 0 && stretches[stretch] >= datedFrom && stretches[stretch] <= datedTo
	switch {
	case said.dated == undated,
		said.dated == begins && near && to == said.state,
		said.dated == ends && near && from == said.state:
		return 1
	}
	return m.set.NoChange
}

// chance that a table says a mix of a state.
func (t *table) chance(said mix, z int) float64 { return chance(t.says[z], said) }

func chance(says []float64, said mix) float64 {
	p := 0.0
	for o, part := range said {
		if part > 0 {
			p += part * says[o]
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
// or late its source is: at each spot where the place is in the state, it is at least as
// likely as at any spot where it isn't. Where that fails, both are drawn to one level, the
// one at which the days of the clock are changed alike, up and down, in logarithms.
func speakFor(out []float64, c *chain, o int) {
	var low, high []bound // of the state's spots; of the others'
	c.eachSpot(func(i, from, to, stretch int) {
		days := 1.0
		if stretch >= 0 {
			days = float64(stretchDays(stretch))
		}
		if stateAt(from, to, stretch) == o {
			low = append(low, bound{out[i], days})
		} else {
			high = append(high, bound{out[i], days})
		}
	})
	level := balance(low, high)
	c.eachSpot(func(i, from, to, stretch int) {
		if stateAt(from, to, stretch) == o {
			out[i] = max(out[i], level)
		} else {
			out[i] = min(out[i], level)
		}
	})
}

// stretchDays is how many days a stretch has.
func stretchDays(stretch int) int {
	if stretch == spells-1 {
		return behind - stretches[stretch]
	}
	return stretches[stretch+1] - stretches[stretch]
}

// bound is a likelihood and for how many days it holds.
type bound struct{ p, days float64 }

// balance is the level at which raising the low ones to it costs as much as lowering the
// high ones, in log-likelihood. Where no low one lies below a high one it lies between them.
func balance(low, high []bound) float64 {
	least := slices.MinFunc(low, func(a, b bound) int { return cmp.Compare(a.p, b.p) }).p
	most := slices.MaxFunc(high, func(a, b bound) int { return cmp.Compare(a.p, b.p) }).p
	if least >= most {
		return least
	}
	cost := func(level float64) (cost float64) {
		for _, b := range low {
			cost += b.days * max(0, math.Log(level/b.p))
		}
		for _, b := range high {
			cost -= b.days * max(0, math.Log(b.p/level))
		}
		return cost
	}
	for range 50 { // halving: far below what is printed
		if mid := math.Sqrt(least * most); cost(mid) > 0 {
			most = mid
		} else {
			least = mid
		}
	}
	return most
}

// markDays notes which days a leaf's evidence speaks of.
func (m *model) markDays(l *leaf) {
	l.strong, l.own, l.any = nil, nil, nil
	var above []when.Span
	for _, it := range l.items {
		ev := m.evidence[it.evidence]
		if it.level != own {
			above = append(above, ev.reach.Days...)
			continue
		}
		l.own = append(l.own, ev.reach.Days...)
		if m.strength(ev, m.tables[ev.table].prior) >= m.set.ObservedDB {
			l.strong = append(l.strong, ev.reach.Days...)
		}
	}
	l.strong, l.own = joined(l.strong), joined(l.own)
	l.any = l.own
	if len(above) > 0 {
		l.any = joined(append(above, l.own...))
	}
}

// strength is the most that a claim could move the odds of two states at rest, in decibans, by
// what a table says, were its place one leaf, and it no repeat and no copy.
func (m *model) strength(e *evidence, says [][]float64) float64 {
	low, high := math.Inf(1), 0.0
	for z := range m.sides + 1 {
		p := chance(says[z], m.mixes[e.mix].mix)
		low, high = min(low, p), max(high, p)
	}
	return e.weight * decibans(math.Log(high/low))
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
