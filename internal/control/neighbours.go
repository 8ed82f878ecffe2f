package control

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// changing is a span of days about which neighbours of a leaf change to a state.
type changing struct {
	when.Span
	state int
	much  uint8 // 1: about one does, 2: more
}

// meetNeighbours notes which leaves' cells meet.
func (m *model) meetNeighbours(c *salient.Case) {
	m.near = make([][]int32, len(m.leaves))
	if m.set.Around <= 1 {
		return
	}
	d := cell.OfCase(c)
	for i := range d.Len() {
		leaf, ok := m.leafOf[salient.PlaceID(d.Site(i).ID)]
		if !ok {
			continue
		}
		for _, n := range d.Cell(i).Neighbours {
			if n < 0 {
				continue
			}
			if other, ok := m.leafOf[salient.PlaceID(d.Site(n).ID)]; ok {
				m.near[leaf] = append(m.near[leaf], int32(other))
			}
		}
	}
}

// How much the expected changes of a leaf's neighbours have to come to within so many days.
const (
	aroundDays = 7
	aroundOne  = 0.4
	aroundMore = 1.6
)

// inflow is how much a leaf changes to states, on the days on which that is worth a mention.
type inflow []drop

type drop struct {
	day   int32 // from the anchor
	state int16
	p     float32
}

// leastDrop is what a day's change has to come to, to be mentioned.
const leastDrop = 0.002

// inflowOf is that of a pass.
func inflowOf(p *pass) inflow {
	var out inflow
	n := len(p.c.pairs)
	sum := make([]float64, p.c.k)
	for t := range p.days() {
		flow, all := row(p.flow, t, n), 0.0
		for _, f := range flow {
			all += f
		}
		if all < leastDrop {
			continue
		}
		clear(sum)
		for i, f := range flow {
			sum[p.c.pairs[i].to] += f
		}
		for y, q := range sum {
			if q >= leastDrop {
				out = append(out, drop{int32(t), int16(y), float32(q)})
			}
		}
	}
	return out
}

// lookAround notes for leaves on which days neighbours change, by what passes had: flows holds
// it by leaf. It reports by leaf whether anything differs from before.
func (m *model) lookAround(leaves []int, flows []inflow) []bool {
	differs := make([]bool, len(m.leaves))
	inParallel(len(leaves), func() func(int) {
		var days []float64
		return func(k int) {
			i := leaves[k]
			var around []changing
			for y := range m.sides + 1 {
				around = append(around, m.around(flows, i, y, &days)...)
			}
			differs[i] = !slices.Equal(around, m.leaves[i].around)
			m.leaves[i].around = around
		}
	})
	return differs
}

// around lists the spans of days on which a leaf's neighbours change to a state; days is room.
func (m *model) around(flows []inflow, i, y int, days *[]float64) []changing {
	sum, last := 0.0, 0
	for _, n := range m.near[i] {
		for _, d := range flows[n] {
			if int(d.state) == y {
				sum, last = sum+float64(d.p), max(last, int(d.day))
			}
		}
	}
	if sum < aroundOne {
		return nil
	}
	*days = zeroed(*days, last+2*aroundDays+2)
	for _, n := range m.near[i] {
		for _, d := range flows[n] {
			if int(d.state) == y {
				(*days)[int(d.day)+aroundDays] += float64(d.p)
			}
		}
	}
	return m.muchOf(*days, y)
}

// muchOf finds the spans in which the sum of the days around comes to enough; days begin
// aroundDays before the anchor.
func (m *model) muchOf(days []float64, y int) []changing {
	var out []changing
	window := 0.0
	for at := -aroundDays; at < len(days); at++ {
		if in := at + aroundDays; in < len(days) {
			window += days[in]
		}
		if gone := at - aroundDays - 1; gone >= 0 {
			window -= days[gone]
		}
		much := uint8(0)
		switch {
		case window >= aroundMore:
			much = 2
		case window >= aroundOne:
			much = 1
		}
		day := m.anchor + when.Day(at-aroundDays)
		if n := len(out); n > 0 && out[n-1].much == much && out[n-1].To == day-1 {
			out[n-1].To = day
		} else if much > 0 {
			out = append(out, changing{when.Span{From: day, To: day}, y, much})
		}
	}
	return out
}

// settle goes over all leaves once with what was learned, notes what goes on around each, and
// returns the answers of those for which that makes no difference.
func (m *model) settle(to when.Day) [][]float32 {
	out, flows := make([][]float32, len(m.leaves)), make([]inflow, len(m.leaves))
	var leaves []int
	c := newCache(m)
	for i := range m.leaves {
		if len(m.leaves[i].items) > 0 {
			leaves = append(leaves, i)
		}
	}
	inParallel(len(leaves), func() func(int) {
		p := &pass{}
		return func(k int) {
			m.last(c, leaves[k], p, to)
			flows[leaves[k]], out[leaves[k]] = inflowOf(p), m.answers(p)
		}
	})
	if m.set.Around <= 1 {
		return out
	}
	for i, differs := range m.lookAround(leaves, flows) {
		if differs {
			out[i] = nil
		}
	}
	if len(m.shared) > 0 { // what a claimed share asks of a leaf depends on others
		return make([][]float32, len(m.leaves))
	}
	return out
}
