package control

import (
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

// lookAround notes on which days neighbours change, as the passes of the last round had it:
// flows holds them by leaf, days and state.
func (m *model) lookAround(flows []inflow) {
	for i := range m.leaves {
		l := &m.leaves[i]
		l.around = l.around[:0]
		if len(l.items) == 0 {
			continue
		}
		for y := range m.sides + 1 {
			l.around = append(l.around, m.around(flows, i, y)...)
		}
	}
}

// inflow is how much a leaf changes to each state, day by day from the anchor.
type inflow struct {
	k int
	p []float32
}

// around lists the spans of days on which a leaf's neighbours change to a state.
func (m *model) around(flows []inflow, i, y int) []changing {
	var sum []float64
	for _, n := range m.near[i] {
		f := flows[n]
		if y >= f.k {
			continue
		}
		days := len(f.p) / max(1, f.k)
		for len(sum) < days {
			sum = append(sum, 0)
		}
		for t := range days {
			sum[t] += float64(f.p[t*f.k+y])
		}
	}
	var out []changing
	window := 0.0
	for t := -aroundDays; t < len(sum)+aroundDays; t++ {
		if in := t + aroundDays; in < len(sum) {
			window += sum[in]
		}
		if gone := t - aroundDays - 1; gone >= 0 {
			window -= sum[gone]
		}
		much := uint8(0)
		switch {
		case window >= aroundMore:
			much = 2
		case window >= aroundOne:
			much = 1
		}
		day := m.anchor + when.Day(t)
		if n := len(out); n > 0 && out[n-1].much == much && out[n-1].To == day-1 {
			out[n-1].To = day
		} else if much > 0 {
			out = append(out, changing{when.Span{From: day, To: day}, y, much})
		}
	}
	return out
}

// inflowOf is that of a pass.
func inflowOf(p *pass) inflow {
	c := p.c
	out := inflow{c.k, make([]float32, p.days()*c.k)}
	for t := range p.days() {
		for i, xy := range c.pairs {
			out.p[t*c.k+xy.to] += float32(p.flow[t*len(c.pairs)+i])
		}
	}
	return out
}
