package figure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// RunOf returns a holding as it stands through some days, for sides in map order.
func RunOf(h salient.Holding, sides []Side, days when.Span) Run {
	r := Run{Days: days, Inferred: h.Basis == salient.Inferred, Unknown: h.Status == salient.Unknowing || h.Status == ""}
	for _, s := range sides {
		r.P = append(r.P, h.P(salient.State(s.ID)))
	}
	r.Contested = h.P(salient.Contested)
	return r
}

// p is a side's probability.
func (r Run) p(n SideNo) float64 {
	if n >= 1 && int(n) <= len(r.P) {
		return r.P[n-1]
	}
	return 0
}

// Stack draws the probabilities of one holding as a stacked bar, sides in map order and
// contested between the two that it concerns. 320 × 20 pixels unless set.
func Stack(r Run, sides []Side, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = 320
	}
	if opt.Height <= 0 {
		opt.Height = 20
	}
	p := newPen(opt, "stack", sides)
	p.open(opt.Width, opt.Height, "Who holds it", stackWords(r, sides))
	b := box{0.5, 0.5, opt.Width - 0.5, opt.Height - 0.5}
	p.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{fill: "land"})
	if r.Unknown {
		p.texture(noEvidence, []area{{b.corners()}}, b)
	} else {
		p.stackBands(r, sides, b)
	}
	p.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{stroke: "line2"})
	return p.close()
}

func (p *pen) stackBands(r Run, sides []Side, b box) {
	l := layersOf([]Run{r}, len(sides))
	x := b.x0
	var seams strings.Builder
	for _, n := range l.order {
		next := x + (b.x1-b.x0)*min(1, max(0, l.part(r, n)))
		next = min(next, b.x1)
		if next-x >= 0.1 {
			p.layer(n, l.two, []area{{box{x, b.y0, next, b.y1}.corners()}}, b)
			seams.WriteString(chain([]xy{{next, b.y0}, {next, b.y1}}))
		}
		x = next
	}
	if r.Inferred {
		p.texture(holes, []area{{box{b.x0, b.y0, x, b.y1}.corners()}}, b)
	}
	p.path(seams.String(), look{stroke: "land", width: 1.2})
}

// layers is the order in which probabilities are stacked: sides in map order, contested (0)
// after the first of the two sides that lead.
type layers struct {
	order []SideNo
	two   []SideNo
}

func layersOf(runs []Run, sides int) layers {
	sum := make([]rankedSide, sides)
	for i := range sum {
		sum[i].no = SideNo(i + 1)
		for _, r := range runs {
			sum[i].p += r.p(SideNo(i+1)) * float64(max(1, r.Days.Len()))
		}
	}
	slices.SortStableFunc(sum, func(a, b rankedSide) int { return cmp.Compare(b.p, a.p) })
	var l layers
	for _, s := range sum[:min(2, len(sum))] {
		l.two = append(l.two, s.no)
	}
	slices.Sort(l.two)
	for i := range sides {
		l.order = append(l.order, SideNo(i+1))
		if SideNo(i+1) == l.two[0] {
			l.order = append(l.order, 0)
		}
	}
	return l
}

func (l layers) part(r Run, n SideNo) float64 {
	if n == 0 {
		return r.Contested
	}
	return r.p(n)
}

// layer fills areas as held by a side, or with bands if they are contested (0).
func (p *pen) layer(n SideNo, two []SideNo, areas []area, within box) {
	if n == 0 {
		p.bands(two, areas, within)
		return
	}
	p.path(joinD(areas), look{fill: sideFill(n), fillOpacity: strong})
	if t, ok := p.textureOf(n); ok {
		p.texture(t, areas, within)
	}
}

// stackWords says the probabilities, the greatest first.
func stackWords(r Run, sides []Side) string {
	if r.Unknown {
		return "No evidence."
	}
	type row struct {
		name string
		p    float64
	}
	rows := []row{{"Contested", r.Contested}}
	for i, s := range sides {
		rows = append(rows, row{s.Name, r.p(SideNo(i + 1))})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.p, a.p) })
	parts := make([]string, 0, len(rows))
	for _, w := range rows {
		parts = append(parts, fmt.Sprintf("%s: %s, %s", w.name, salient.TermOf(w.p).Word, percent(w.p)))
	}
	return strings.Join(parts, "; ") + pick(r.Inferred, ".", "; inferred, not seen.")
}
