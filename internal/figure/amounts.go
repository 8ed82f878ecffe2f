package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/salient-osint/salient/when"
)

// AmountData is how much each state has through some days: area, people, places.
type AmountData struct {
	Title string
	Span  when.Span
	On    *when.Day // a line on this day
	Known *when.Day // days after it are pale
	Sides []Side
	Unit  string      // "km²", "people", "places"
	Runs  []AmountRun // in order of days, not overlapping
}

// AmountRun is a span of days on which nothing changes.
type AmountRun struct {
	Days      when.Span
	Held      []float64 // by side in map order
	Contested float64
	Nobody    float64
	Unknown   float64
}

// Parts of an Amounts chart that aren't a side's. Contested is 0, as in layers.
const (
	nobodyPart  SideNo = -1
	unknownPart SideNo = -2
)

func (r AmountRun) part(n SideNo) float64 {
	switch {
	case n == 0:
		return r.Contested
	case n == nobodyPart:
		return r.Nobody
	case n == unknownPart:
		return r.Unknown
	case int(n) <= len(r.Held):
		return r.Held[n-1]
	}
	return 0
}

func (r AmountRun) total() float64 {
	sum := r.Contested + r.Nobody + r.Unknown
	for _, x := range r.Held {
		sum += x
	}
	return sum
}

// amountsHeight is that of the chart's own ground.
const amountsHeight = 240

// Amounts draws the amounts stacked on one another through the days: the first side at the
// bottom, on it contested ground, nobody's, and what nobody reports of, and above that the
// other sides, the last one hanging from the top.
func Amounts(a AmountData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	d := amounts{newPen(opt, "amounts", a.Sides), a, axis{}, 0}
	for _, r := range a.Runs {
		d.most = max(d.most, r.total())
	}
	left := 10 + max(textWidth(a.Unit, 11), textWidth(d.label(d.grid()*math.Floor(d.most/d.grid())), 11))
	d.axis = axis{a.Span, left, opt.Width - 8}
	top := 22.0 // the row of the unit and of the day's label
	total := top + amountsHeight + axisHeight
	d.open(opt.Width, total, a.Title, d.describe())
	d.rect(0, 0, opt.Width, total, 0, look{fill: "paper"})
	d.draw(box{d.axis.x0, top, d.axis.x1, top + amountsHeight})
	return d.close()
}

type amounts struct {
	*pen
	a    AmountData
	axis axis
	most float64
}

func (d amounts) draw(b box) {
	d.pen.axis(d.axis, b.y0, b.y1)
	d.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{fill: "land"})
	if d.most > 0 {
		d.stack(b)
	}
	d.days(d.axis, d.a.On, nil, b.y0, b.y1)
	if k := d.a.Known; k != nil && later(d.a.Span.To, k) {
		x := max(b.x0, d.axis.end(*k))
		d.rect(x, b.y0, b.x1-x, b.y1-b.y0, 0, look{fill: "paper", fillOpacity: 0.6})
	}
	d.scale(b)
	d.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{stroke: "line2"})
}

// order is the parts from the bottom to the top.
func (d amounts) order() []SideNo {
	out := []SideNo{1, 0, nobodyPart, unknownPart}
	for i := 2; i <= len(d.a.Sides); i++ {
		out = append(out, SideNo(i))
	}
	return out
}

func (d amounts) stack(b box) {
	low := make([]float64, len(d.a.Runs))
	var seams strings.Builder
	for _, n := range d.order() {
		high := make([]float64, len(low))
		some := false
		for i, r := range d.a.Runs {
			high[i] = low[i] + r.part(n)
			some = some || r.part(n) > 0
		}
		if some {
			shape := d.between(low, high, b)
			d.fill(n, []area{shape}, b)
			seams.WriteString(chain(shape[0][:2*len(high)]))
		}
		low = high
	}
	d.path(seams.String(), look{stroke: "land", width: 1.2})
}

// between is the shape between two stepped lines, the upper one first.
func (d amounts) between(low, high []float64, b box) area {
	y := func(v float64) float64 { return b.y1 - (b.y1-b.y0)*v/d.most }
	var ring []xy
	for i, r := range d.a.Runs {
		ring = append(ring, xy{d.axis.x(r.Days.From), y(high[i])}, xy{d.axis.end(r.Days.To), y(high[i])})
	}
	for i := len(low) - 1; i >= 0; i-- {
		days := d.a.Runs[i].Days
		ring = append(ring, xy{d.axis.end(days.To), y(low[i])}, xy{d.axis.x(days.From), y(low[i])})
	}
	return area{ring}
}

func (d amounts) fill(n SideNo, areas []area, b box) {
	switch {
	case n == unknownPart:
		d.texture(noEvidence, areas, b)
	case n == nobodyPart:
		d.path(joinD(areas), look{fill: "line"})
	case n == 0 && len(d.a.Sides) < 2:
		d.layer(1, nil, areas, b)
	default:
		d.layer(n, []SideNo{1, 2}, areas, b)
	}
}

// grid is the distance of the lines: a 1, 2 or 5 of some power of ten, five of them at most.
func (d amounts) grid() float64 {
	step := math.Pow(10, math.Floor(math.Log10(max(1, d.most)/5)))
	for _, k := range []float64{1, 2, 5, 10} {
		if d.most <= 5*k*step {
			return k * step
		}
	}
	return 10 * step
}

func (d amounts) scale(b box) {
	t := lettering{size: 11, anchor: "end", look: look{fill: "ink2"}}
	d.text(xy{b.x0 - 6, b.y0 - 7}, d.a.Unit, t)
	for v := 0.0; v <= d.most; v += d.grid() {
		y := b.y1 - (b.y1-b.y0)*v/max(1e-9, d.most)
		d.line(xy{b.x0 - 4, y}, xy{b.x0, y}, look{stroke: "line2"})
		d.text(xy{b.x0 - 6, y + 4}, d.label(v), t)
	}
}

// label is an amount beside the chart; thousands have commas.
func (d amounts) label(v float64) string {
	if v < 10 && v != math.Trunc(v) {
		return num(v)
	}
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// describe is the first and the last run in words.
func (d amounts) describe() string {
	if len(d.a.Runs) == 0 {
		return "Nothing to draw."
	}
	first, last := d.a.Runs[0], d.a.Runs[len(d.a.Runs)-1]
	s := first.Days.From.Long() + ": " + d.words(first)
	if len(d.a.Runs) > 1 {
		s += " " + last.Days.To.Long() + ": " + d.words(last)
	}
	return s
}

func (d amounts) words(r AmountRun) string {
	names := map[SideNo]string{0: "Contested", nobodyPart: "Nobody's", unknownPart: "No evidence"}
	var parts []string
	for _, n := range d.order() {
		if r.part(n) <= 0 {
			continue
		}
		name, ok := names[n]
		if !ok {
			name = sideName(d.a.Sides, n)
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", name, d.label(r.part(n)), d.a.Unit))
	}
	if parts == nil {
		return "nothing."
	}
	return strings.Join(parts, "; ") + "."
}
