package figure

import (
	"cmp"
	"fmt"
	"slices"
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
	if k := d.s.Known; k != nil && later(d.s.Span.To, k) {
		x := max(band.x0, d.axis.end(*k))
		d.rect(x, band.y0, band.x1-x, bandHeight, 0, look{fill: "paper", fillOpacity: 0.6})
	}
	d.scale(band)
	d.claims(band)
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
	if c.Copy {
		s += ", a copy"
	}
	if c.Time.Shape == Some {
		s += ", some day in " + c.Time.Days.From.Long() + " to " + c.Time.Days.To.Long()
	} else {
		s += ", " + c.Time.Days.From.Long()
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
