package figure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Heights of a strip's parts.
const (
	claimsHeight = 48 // of the bars for, and of those against
	bandHeight   = 34
	leastScale   = 6 // decibans that the longest bar stands for, at least
)

// Strip draws the history of a place: the probability of each side through the days, with
// the claims for (above) and against (below) the leading side, as high as they weigh.
func Strip(s StripData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	p := newPen(opt, "strip", s.Sides)
	left := pick(opt.Width < 520, 74.0, 8.0)
	d := stripper{p, s, axis{s.Span, left, opt.Width - 8}, 0}
	for _, c := range s.Claims {
		d.most = max(d.most, abs(c.Weight))
	}
	d.most = max(d.most, leastScale)
	total := 2.0*claimsHeight + bandHeight + axisHeight + 16
	p.open(opt.Width, total, "History of "+s.Name, d.describe())
	p.rect(0, 0, opt.Width, total, 0, look{fill: "paper"})
	d.draw()
	return p.close()
}

type stripper struct {
	*pen
	s    StripData
	axis axis
	most float64 // decibans at full height
}

func (d stripper) draw() {
	const top = 14.0
	band := box{d.axis.x0, top + claimsHeight, d.axis.x1, top + claimsHeight + bandHeight}
	bottom := band.y1 + claimsHeight
	d.pen.axis(d.axis, top, bottom)
	d.days(d.axis, d.s.On, d.s.Known, top, bottom)
	d.band(band)
	d.pickDay(band)
	if k := d.s.Known; k != nil && later(d.s.Span.To, k) {
		x := max(band.x0, d.axis.end(*k))
		d.rect(x, band.y0, band.x1-x, bandHeight, 0, look{fill: "paper", fillOpacity: 0.6})
	}
	d.scale(band)
	d.claims(band)
}

// pickDay marks the band for scripts that lead a click to its day: $day in the address is it.
func (d stripper) pickDay(b box) {
	if d.opt.DayHref == nil {
		return
	}
	address := strings.Replace(d.opt.DayHref(d.s.Span.From), d.s.Span.From.String(), "$day", 1)
	d.put(`<rect class="days" data-from="`, d.s.Span.From.String(), `" data-days="`, strconv.Itoa(d.s.Span.Len()), `" data-href="`, esc(address),
		`" x="`, num(b.x0), `" y="`, num(b.y0), `" width="`, num(b.x1-b.x0), `" height="`, num(b.y1-b.y0), `" fill="none" pointer-events="all"/>`, "\n")
}

// StripKey returns the key of what a strip shows: the tints and marks of its band, then those of its claims.
func StripKey(s StripData, opt Options) []KeyItem {
	d := stripper{pen: newPen(opt, "strip", s.Sides), s: s, axis: axis{days: s.Span}}
	return keyItems(append(d.bandEntries(), d.claimEntries()...), opt, d.id, s.Sides)
}

// bandEntries explain what is seen in the band: a part of less than a fiftieth isn't.
func (d stripper) bandEntries() []entry {
	const seen = 0.02
	var out []entry
	runs := d.runs()
	some := func(is func(Run) bool) bool { return slices.ContainsFunc(runs, is) }
	add := func(words string, c Control) {
		out = append(out, entry{words, "", func(p *pen, b box) { p.sample(c, b) }})
	}
	for i, side := range d.s.Sides {
		n := SideNo(i + 1)
		if some(func(r Run) bool { return !r.Unknown && r.p(n) >= seen }) {
			add(side.Name+": the higher, the likelier", Control{State: Held, Side: n, P: 1})
		}
	}
	two := layersOf(d.s.Runs, max(1, len(d.s.Sides))).two
	if some(func(r Run) bool { return !r.Unknown && r.Contested >= seen }) && len(two) > 1 {
		add(wordsBetween, Control{State: Contested, Side: two[0], Second: two[1]})
	}
	if some(func(r Run) bool { return r.Inferred && !r.Unknown }) {
		add(wordsInferred, Control{State: Held, Side: 1, P: 1, Inferred: true})
	}
	if some(func(r Run) bool { return r.Unknown }) {
		add(wordsUnknown, Control{})
	}
	return out
}

// claimEntries explain the claims' marks that are there.
func (d stripper) claimEntries() []entry {
	var out []entry
	some := func(is func(StripClaim) bool) bool { return slices.ContainsFunc(d.s.Claims, is) }
	add := func(words string, c StripClaim, x0, x1 float64, oneDay bool) {
		out = append(out, entry{words, "", func(p *pen, b box) {
			k := stripper{pen: p}
			k.claimBar(c, bar{x0, x1, b.y1 - 1, -1, 11}, oneDay)
		}})
	}
	if some(func(c StripClaim) bool { return !c.Copy && !c.Time.Hollow }) {
		add("Claim: above for the side that led that day, below against it; height is weight", StripClaim{}, 13.5, 16.5, true)
	}
	if some(func(c StripClaim) bool { return c.Copy || c.Time.Hollow }) {
		add("Hollow: a copy, or a day that is uncertain", StripClaim{Copy: true}, 13.5, 16.5, true)
	}
	if some(func(c StripClaim) bool { return c.Time.Shape == Some && c.Time.Days.Len() > 1 }) {
		add("Some day in these", StripClaim{Time: TimeMark{Shape: Some}}, 4, 26, false)
	}
	if some(func(c StripClaim) bool { return c.Time.Shape != Some && c.Time.Days.Len() > 1 }) {
		add("Every one of these days, or a month or season as a whole", StripClaim{}, 4, 26, false)
	}
	if some(func(c StripClaim) bool { return c.Visual }) {
		out = append(out, entry{"With a photo, video or satellite picture", "", func(p *pen, b box) {
			p.circle(b.centre(), 3, look{fill: "paper", stroke: "ink", width: 1.4})
		}})
	}
	return out
}

// scale names the two directions and how much the longest bar weighs.
func (d stripper) scale(band box) {
	note := lettering{size: 11, look: look{fill: "ink2", stroke: "paper", width: 3, halo: true}}
	x, above, below := 0.0, band.y0-18, band.y1+22
	if d.axis.x0 < 40 {
		x, above, below = d.axis.x0, band.y0-claimsHeight+7, band.y1+claimsHeight-4
	}
	d.text(xy{x, above}, "for ▲", note)
	d.text(xy{x, below}, "against ▼", note)
	if d.axis.x0 >= 40 {
		note.size = 10
		d.text(xy{0, above + 13}, fmt.Sprintf("to %.1f dB", d.most), note)
	}
}

// band draws the stacked probabilities; runs without a gap are one shape for each side.
func (d stripper) band(b box) {
	d.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{fill: "land"})
	l := layersOf(d.s.Runs, max(1, len(d.s.Sides)))
	areas := map[SideNo][]area{}
	var seen, bare []area
	var seams strings.Builder
	for _, series := range contiguous(d.runs()) {
		if series[0].Unknown {
			bare = append(bare, d.across(series, b))
			continue
		}
		low := make([]float64, len(series))
		for _, n := range l.order {
			high := make([]float64, len(series))
			for i, r := range series {
				high[i] = min(1, low[i]+max(0, l.part(r, n)))
			}
			if a := d.steps(series, low, high, b); slices.ContainsFunc(series, func(r Run) bool { return l.part(r, n) >= 0.005 }) {
				areas[n] = append(areas[n], a)
				seams.WriteString(chain(a[0][:2*len(series)]))
			}
			low = high
		}
		for _, r := range series {
			if r.Inferred {
				seen = append(seen, d.across([]Run{r}, b))
			}
		}
	}
	for _, n := range l.order {
		if len(areas[n]) > 0 {
			d.layer(n, l.two, areas[n], b)
		}
	}
	d.texture(holes, seen, b)
	d.texture(noEvidence, bare, b)
	d.path(seams.String(), look{stroke: "land"})
	d.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 0, look{stroke: "line2"})
}

// runs are those on the axis, cut to it.
func (d stripper) runs() []Run {
	var out []Run
	for _, r := range d.s.Runs {
		if r.Days = r.Days.Meet(d.s.Span); r.Days.Len() > 0 {
			out = append(out, r)
		}
	}
	return out
}

// contiguous groups runs that follow one another and are all known, or all unknown.
func contiguous(runs []Run) [][]Run {
	var out [][]Run
	for _, r := range runs {
		if n := len(out); n > 0 {
			last := out[n-1][len(out[n-1])-1]
			if last.Days.To+1 == r.Days.From && last.Unknown == r.Unknown {
				out[n-1] = append(out[n-1], r)
				continue
			}
		}
		out = append(out, []Run{r})
	}
	return out
}

// steps is the shape between two stepped lines; the first points are the lower line's,
// which is nearer to the top of the figure, with high's edge last.
func (d stripper) steps(series []Run, low, high []float64, b box) area {
	h := b.y1 - b.y0
	var ring []xy
	for i, r := range series {
		y := b.y0 + h*high[i]
		ring = append(ring, xy{d.axis.x(r.Days.From), y}, xy{d.axis.end(r.Days.To), y})
	}
	for i := len(series) - 1; i >= 0; i-- {
		y := b.y0 + h*low[i]
		ring = append(ring, xy{d.axis.end(series[i].Days.To), y}, xy{d.axis.x(series[i].Days.From), y})
	}
	return area{ring}
}

func (d stripper) across(series []Run, b box) area {
	x0, x1 := d.axis.x(series[0].Days.From), d.axis.end(series[len(series)-1].Days.To)
	return area{box{x0, b.y0, x1, b.y1}.corners()}
}

// claims draws the claims' bars, those of one day side by side.
func (d stripper) claims(band box) {
	taken := [2]float64{-10, -10}
	claims := sortedBy(d.s.Claims,
		func(a, b StripClaim) int { return cmp.Compare(a.Time.Days.From, b.Time.Days.From) },
		func(a, b StripClaim) int { return cmp.Compare(a.Claim, b.Claim) })
	for _, c := range claims {
		if c.Time.Days.Meet(d.s.Span).Len() == 0 {
			continue
		}
		row := pick(c.For, 0, 1)
		height := (claimsHeight - 12) * abs(c.Weight) / d.most
		g := bar{base: band.y1 + 1, dir: 1, height: max(2, height)}
		if c.For {
			g.base, g.dir = band.y0-1, -1
		}
		span := c.Time.Days.Meet(d.s.Span)
		g.x0, g.x1 = d.axis.x(span.From), d.axis.end(span.To)
		if span.Len() == 1 {
			mid := max(d.axis.mid(span.From), taken[row]+4.5)
			g.x0, g.x1 = mid-1.5, mid+1.5
			taken[row] = mid
		}
		d.claim(c, g, span.Len() == 1)
	}
}

// bar is where a claim's bar stands: on base, height pixels in direction dir.
type bar struct{ x0, x1, base, dir, height float64 }

func (g bar) tip() float64 { return g.base + g.dir*g.height }

func (d stripper) claim(c StripClaim, g bar, oneDay bool) {
	end := d.link(href(d.opt.ClaimHref, c.Claim), d.claimTip(c))
	d.put(`<g data-claim="`, esc(string(c.Claim)), `"`, faded(later(c.Time.Days.From, d.s.Known)), ">")
	d.tip(d.claimTip(c))
	d.put(`<rect x="`, num(g.x0-2), `" y="`, num(min(g.base, g.tip())-4), `" width="`, num(g.x1-g.x0+4), `" height="`, num(g.height+8), `" fill="none" pointer-events="all"/>`)
	d.claimBar(c, g, oneDay)
	if c.Visual {
		d.circle(xy{(g.x0 + g.x1) / 2, g.tip() + g.dir*4.5}, 3, look{fill: "paper", stroke: "ink", width: 1.4})
	}
	d.put("</g>", end)
}

// claimBar draws a claim of one day as a bar, of some days as an I-beam, of every day, or
// of a month, as a frame over all of them.
func (d stripper) claimBar(c StripClaim, g bar, oneDay bool) {
	ink := look{stroke: "ink", width: 1.3}
	switch {
	case oneDay && !c.Copy && !c.Time.Hollow:
		d.rect(g.x0, min(g.base, g.tip()), g.x1-g.x0, g.height, 0, look{fill: "ink"})
	case oneDay:
		d.rect(g.x0, min(g.base, g.tip()), g.x1-g.x0, g.height, 0, look{fill: "paper", stroke: "ink"})
	case c.Time.Shape == Some:
		d.path(chain([]xy{{g.x0 + 0.5, g.tip() - 4}, {g.x0 + 0.5, g.tip() + 4}})+chain([]xy{{g.x1 - 0.5, g.tip() - 4}, {g.x1 - 0.5, g.tip() + 4}}), ink)
		ink.dash, ink.round, ink.width = "0.5 3.5", true, pick(c.Copy, 1.8, 1.1)
		d.line(xy{g.x0, g.tip()}, xy{g.x1, g.tip()}, ink)
	default:
		if !c.Copy && c.Time.Shape == Every {
			d.rect(g.x0, min(g.base, g.tip()), g.x1-g.x0, g.height, 0, look{fill: "ink", fillOpacity: 0.12})
		}
		d.path(chain([]xy{{g.x0 + 0.5, g.base}, {g.x0 + 0.5, g.tip()}, {g.x1 - 0.5, g.tip()}, {g.x1 - 0.5, g.base}}), ink)
	}
}

func (d stripper) claimTip(c StripClaim) string {
	sign := pick(c.For, "−", "+")
	s := fmt.Sprintf("%s%.1f dB", sign, abs(c.Weight))
	if c.Side != 0 {
		s += " for " + sideName(d.s.Sides, c.Side)
	}
	if c.Copy {
		s += ", a copy"
	}
	if c.Time.Shape == Some {
		s += ", some day in " + c.Time.Days.From.Long() + " to " + c.Time.Days.To.Long()
	} else {
		s += ", " + c.Time.Days.From.Long()
	}
	if c.Who != "" {
		s += "; " + c.Who
	}
	if c.Serves != "" {
		s += ", " + c.Serves
	}
	if c.Says != "" {
		s += ": " + c.Says
	}
	return s
}

// describe is the strip in words: each run and how many claims.
func (d stripper) describe() string {
	var s []string
	for _, r := range d.runs() {
		s = append(s, fmt.Sprintf("%s to %s: %s", r.Days.From.Long(), r.Days.To.Long(), stackWords(r, d.s.Sides)))
		if len(s) == 12 {
			s = append(s, "And so on.")
			break
		}
	}
	return strings.Join(append(s, counted(len(d.s.Claims), "claim")+"."), " ")
}

// faded is the attribute of a mark on a day after the last one known.
func faded(later bool) string { return pick(later, "", ` opacity="0.45"`) }

func abs(v float64) float64 { return max(v, -v) }
