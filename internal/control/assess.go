package control

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// Assessment is what the engine makes of a case. It is read-only and safe for concurrent
// use.
type Assessment struct {
	c       *salient.Case
	set     Settings
	m       *model
	first   *cache
	end     when.Day                  // the last day of the series
	wholes  map[salient.PlaceID][]int // leaves under each place that has some
	records func() []Record
	marks   keep[markKey, []Mark]
	askable func() []askable
	turns   keptTurns

	series []*kept[[]float32] // by leaf: all but the last state's probabilities, from the anchor to end
}

// Assess learns from all claims of a case that count, and answers for any day. The case has
// already been cut to what is known. span are the days that will be asked about again and
// again; it changes no answer.
func Assess(c *salient.Case, book *orbat.Book, set Settings, span when.Span) *Assessment {
	m := newModel(c, book, set)
	m.learn()
	m.calibrate()
	a := assessment(c, set, span, m)
	for i, series := range m.settle(a.end) {
		if series != nil {
			a.series[i].get(func() []float32 { return series })
		}
	}
	return a
}

// assessment answers from a model that has learned.
func assessment(c *salient.Case, set Settings, span when.Span, m *model) *Assessment {
	end := max(span.To, m.lastDay(), m.anchor+1)
	m.power = newPower(1 / m.temper)
	a := &Assessment{
		c: c, set: set, m: m, first: newCache(m), end: end, wholes: m.wholes(c),
		series: make([]*kept[[]float32], len(m.leaves)),
	}
	for i := range a.series {
		a.series[i] = &kept[[]float32]{}
	}
	a.records = sync.OnceValue(a.m.look)
	a.askable = sync.OnceValue(a.m.askable)
	return a
}

// wholes lists the leaves under each place with parts. Rear and foreign leaves on which
// nothing is claimed count in no whole.
func (m *model) wholes(c *salient.Case) map[salient.PlaceID][]int {
	out := map[salient.PlaceID][]int{}
	for i := range m.leaves {
		p, _ := c.Place(m.leaves[i].place)
		apart := (len(p.RearOf) > 0 || c.Foreign(p.ID)) && len(m.leaves[i].items) == 0
		for range 64 {
			up, ok := c.Place(p.Parent)
			if !ok || apart {
				break
			}
			out[up.ID] = append(out[up.ID], i)
			p = up
		}
	}
	return out
}

// Holding tells who holds a place on a day; ok is false for a place that can't be held: one
// that is unknown, a crossing, a junction, an area without leaves. The p of a place with
// parts is the mean of its leaves', by population if all have one, else evenly.
func (a *Assessment) Holding(place salient.PlaceID, day when.Day) (salient.Holding, bool) {
	if i, ok := a.m.leafOf[place]; ok {
		return a.leaf(i, day), true
	}
	leaves := a.wholes[place]
	if len(leaves) == 0 {
		return salient.Holding{}, false
	}
	return a.whole(place, leaves, day), true
}

func (a *Assessment) leaf(i int, day when.Day) salient.Holding {
	return a.holding(i, day, a.on(i, day))
}

// on gives the probabilities of a leaf's states on a day. Days before the chains begin are
// answered as that day is.
func (a *Assessment) on(i int, day when.Day) []float64 {
	if day > a.end {
		p := &pass{}
		a.m.last(a.first, i, p, day)
		return a.m.states64(a.m.answers(p), int(day-a.m.anchor), p.c.k)
	}
	series := a.series[i].get(func() []float32 {
		p := passes.Get().(*pass)
		defer passes.Put(p)
		return a.m.seriesOf(a.first, i, p, a.end)
	})
	return a.m.states64(series, int(max(day, a.m.anchor)-a.m.anchor), a.m.chains[a.m.leaves[i].chain].k)
}

// seriesOf gives a leaf's answers on each day from the anchor; p is room.
func (m *model) seriesOf(c *cache, i int, p *pass, to when.Day) []float32 {
	m.last(c, i, p, to)
	return m.answers(p)
}

// answers are the probabilities of all states but the last on each day of a pass, tempered
// and by the floor, to the seven digits in which they are kept.
func (m *model) answers(p *pass) []float32 {
	k := p.c.k
	out := make([]float32, p.days()*(k-1))
	v := make([]float64, k)
	for t := range p.days() {
		copy(v, row(p.states, t, k))
		m.answer(v)
		for z, q := range v[:k-1] {
			out[t*(k-1)+z] = float32(q)
		}
	}
	return out
}

// answer tempers probabilities and lifts them to the floor: p to the power 1/temper, made to
// sum to 1 again, then floor + (1 - states × floor) × that.
func (m *model) answer(p []float64) {
	if m.temper != 1 {
		for i, q := range p {
			p[i] = m.power.of(q)
		}
	}
	sum := 0.0
	for _, q := range p {
		sum += q
	}
	floor := m.set.Floor
	share := (1 - floor*float64(len(p))) / sum
	for i, q := range p {
		p[i] = floor + share*q
	}
}

// power raises probabilities to a power, read off a table: it rises where they rise, and is
// right to five digits. Those below 2 to the -octaves hardly count.
type power struct{ table []float64 }

const octaves, perOctave = 40, 128

// The bits of a number, but for its last fractionBits, count octaves and parts of them up from
// the smallest number; firstEntry is the count of 2 to the -octaves.
const (
	fractionBits = 52 - 7 // 2 to the 7 is perOctave
	firstEntry   = (1023 - octaves) * perOctave
)

func newPower(exponent float64) power {
	table := make([]float64, octaves*perOctave+2)
	for i := range table {
		table[i] = math.Pow(powerAt(i), exponent)
	}
	return power{table}
}

// powerAt is the probability that an entry of the table is for.
func powerAt(i int) float64 {
	return math.Ldexp(1+float64(i%perOctave)/perOctave, i/perOctave-octaves)
}

func (w power) of(p float64) float64 {
	if p <= 1.0/(1<<octaves) {
		return w.table[0] * p * (1 << octaves)
	}
	bits := math.Float64bits(p) // of the exponent, then of the fraction
	i := min(int(bits>>fractionBits)-firstEntry, len(w.table)-2)
	rest := float64(bits&(1<<fractionBits-1)) / (1 << fractionBits)
	return w.table[i] + rest*(w.table[i+1]-w.table[i])
}

// states64 reads one day of a series.
func (m *model) states64(series []float32, t, k int) []float64 {
	out := make([]float64, k)
	left := 1.0
	for z, q := range row(series, t, k-1) {
		out[z] = float64(q)
		left -= out[z]
	}
	out[k-1] = max(left, m.set.Floor)
	return out
}

// holding dresses a leaf's probabilities.
func (a *Assessment) holding(i int, day when.Day, p []float64) salient.Holding {
	l := &a.m.leaves[i]
	h := salient.Holding{Place: l.place, On: day}
	for s, q := range p {
		h.Holders = append(h.Holders, salient.Holder{Side: a.m.states[s], P: q, Share: q})
	}
	h.Basis = a.basis(l, day, p)
	if h.Basis == salient.Inferred {
		h.From = a.from(l, day)
	}
	if d, ok := lastOf(l.any, day); ok {
		h.LastEvidence = &d
	}
	h.Status = a.status(h)
	return h
}

func (a *Assessment) status(h salient.Holding) salient.HoldingStatus {
	return a.statusOf(h.Basis, h.LeadingSide().P)
}

// statusOf is the status of a place whose likeliest side has a probability.
func (a *Assessment) statusOf(basis salient.Basis, leading float64) salient.HoldingStatus {
	switch {
	case basis == salient.NoEvidence:
		return salient.Unknowing
	case leading >= a.set.HeldAt:
		return salient.Held
	}
	return salient.Disputed
}

// basis says how well the answer for a leaf is founded, p being the probabilities of its
// states. What is said of a whole alone (a district, a city) is something to infer from only
// where it makes a state likely: that a side holds some of a district doesn't make each of
// its villages contested.
func (a *Assessment) basis(l *leaf, day when.Day, p []float64) salient.Basis {
	if len(l.items) == 0 || len(l.own) == 0 && slices.Max(p) < a.set.HeldAt {
		return salient.NoEvidence
	}
	if d, ok := lastOf(l.strong, day); ok && float64(day-d) <= a.set.ObservedBy {
		return salient.Observed
	}
	return salient.Inferred
}

// from says what an inferred answer rests on.
func (a *Assessment) from(l *leaf, day when.Day) string {
	var from []string
	if d, ok := lastOf(l.own, day); ok && float64(day-d) <= a.set.ObservedBy {
		from = append(from, "weak claims on the place itself")
	} else if ok {
		from = append(from, fmt.Sprintf("claims on the place itself that are more than %g days old", a.set.ObservedBy))
	} else if len(l.own) > 0 {
		from = append(from, "later claims on the place itself")
	}
	for _, w := range l.wholes {
		if slices.ContainsFunc(l.items, func(it item) bool { return a.m.evidence[it.evidence].place == w.place }) {
			from = append(from, "claims on "+string(w.place))
		}
	}
	return strings.Join(from, "; ")
}

// whole is the mean of leaves.
func (a *Assessment) whole(place salient.PlaceID, leaves []int, day when.Day) salient.Holding {
	h := salient.Holding{Place: place, On: day}
	sum := make([]float64, len(a.m.states))
	weights := weights(a.c, a.m, leaves)
	most := 0
	seen := map[salient.Basis]int{}
	for k, i := range leaves {
		l := a.leaf(i, day)
		for s, x := range l.Holders {
			sum[s] += weights[k] * x.P
			most = max(most, s+1)
		}
		seen[l.Basis]++
		if d := l.LastEvidence; d != nil && (h.LastEvidence == nil || *d > *h.LastEvidence) {
			h.LastEvidence = d
		}
	}
	for s, q := range sum[:most] {
		h.Holders = append(h.Holders, salient.Holder{Side: a.m.states[s], P: q, Share: q})
	}
	h.Basis, h.From = a.wholeBasis(place, day, seen, len(leaves))
	h.Status = a.status(h)
	return h
}

// wholeBasis: observed if at least half of the leaves are, or if a weighty and recent claim
// speaks of the place itself; none if no leaf has evidence; else inferred.
func (a *Assessment) wholeBasis(place salient.PlaceID, day when.Day, seen map[salient.Basis]int, n int) (salient.Basis, string) {
	if seen[salient.NoEvidence] == n {
		return salient.NoEvidence, ""
	}
	if 2*seen[salient.Observed] >= n || a.spokenOf(place, day) {
		return salient.Observed, ""
	}
	return salient.Inferred, fmt.Sprintf("its %d parts: %d observed, %d inferred, %d without evidence",
		n, seen[salient.Observed], seen[salient.Inferred], seen[salient.NoEvidence])
}

// spokenOf reports whether a claim on a place with parts, weighty in itself, speaks of a day
// that is at most ObservedBy before day.
func (a *Assessment) spokenOf(place salient.PlaceID, day when.Day) bool {
	since := when.Span{From: day - when.Day(a.set.ObservedBy), To: day}
	for _, i := range a.m.at[place] {
		e := a.m.evidence[i]
		if a.m.strength(e, a.m.tables[e.table].says) < a.set.ObservedDB {
			continue
		}
		for _, s := range e.reach.Days {
			if s.Meet(since).Len() > 0 {
				return true
			}
		}
	}
	return false
}

// weights of leaves in a whole sum to 1.
func weights(c *salient.Case, m *model, leaves []int) []float64 {
	out := make([]float64, len(leaves))
	total := 0.0
	for k, i := range leaves {
		p, _ := c.Place(m.leaves[i].place)
		if p.Population == nil || *p.Population <= 0 {
			total = 0
			break
		}
		out[k] = float64(*p.Population)
		total += out[k]
	}
	for k := range out {
		if total == 0 {
			out[k] = 1 / float64(len(leaves))
		} else {
			out[k] /= total
		}
	}
	return out
}

// Ground tells who holds a leaf on a day, for the engines that ask often. A place that has
// no holding is unknown ground: status unknown, no holders.
func (a *Assessment) Ground() salient.Ground {
	return func(place salient.PlaceID, day when.Day) salient.Holding {
		if i, ok := a.m.leafOf[place]; ok {
			return a.leaf(i, day)
		}
		if h, ok := a.Holding(place, day); ok {
			return h
		}
		return salient.Holding{Place: place, On: day, Status: salient.Unknowing, Basis: salient.NoEvidence}
	}
}

// line is one state's part of the holding of a place on a day.
type line struct {
	place  salient.PlaceID
	day    when.Day
	state  salient.State
	p      float64
	status salient.HoldingStatus
	basis  salient.Basis
}

// Yield takes one state's part of the holding of a place on a day.
type Yield = func(place salient.PlaceID, day when.Day, state salient.State, p float64, status salient.HoldingStatus, basis salient.Basis)

// Each yields every state of every place on every day of a span: the leaves by id, then the
// places above them by id; days, then states in their order.
func (a *Assessment) Each(span when.Span, yield Yield) {
	each := func(rows []line) {
		for _, r := range rows {
			yield(r.place, r.day, r.state, r.p, r.status, r.basis)
		}
	}
	for from := 0; from < len(a.m.leaves); from += chunk {
		rows := make([][]line, min(chunk, len(a.m.leaves)-from))
		inParallel(len(rows), func() func(int) {
			p := &pass{}
			return func(k int) { rows[k] = a.rowsOf(from+k, p, span) }
		})
		for _, list := range rows {
			each(list)
		}
	}
	for _, place := range a.above() {
		for _, d := range dayRange(span) {
			each(rowsOf(a.whole(place, a.wholes[place], d)))
		}
	}
}

// chunk is how many leaves' rows are held at a time.
const chunk = 64

// above lists the places with leaves under them, by id.
func (a *Assessment) above() []salient.PlaceID {
	var out []salient.PlaceID
	for id := range a.wholes {
		if _, leaf := a.m.leafOf[id]; !leaf {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// rowsOf lists a leaf's rows; p is room for its pass.
func (a *Assessment) rowsOf(i int, p *pass, span when.Span) []line {
	l := &a.m.leaves[i]
	k := a.m.chains[l.chain].k
	series := a.m.seriesOf(a.first, i, p, max(a.end, span.To))
	out := make([]line, 0, span.Len()*k)
	for _, d := range dayRange(span) {
		probabilities := a.m.states64(series, int(max(d, a.m.anchor)-a.m.anchor), k)
		basis := a.basis(l, d, probabilities)
		status := a.statusOf(basis, slices.Max(probabilities[:a.m.sides]))
		for s, q := range probabilities {
			out = append(out, line{l.place, d, a.m.states[s], q, status, basis})
		}
	}
	return out
}

// rowsOf lists the rows of a holding.
func rowsOf(h salient.Holding) []line {
	var out []line
	for _, x := range h.Holders {
		out = append(out, line{h.Place, h.On, x.Side, x.P, h.Status, h.Basis})
	}
	return out
}
