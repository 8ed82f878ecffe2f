package figure

import "github.com/salient-osint/salient/geo"

// Widths of a way: its rim of ink, the paper inside, and the side's own line.
const (
	pathRim, pathPaper, pathCore    = 9.6, 7.0, 3.6
	minorRim, minorPaper, minorCore = 6.2, 4.2, 1.8
)

// paths draws ways over the roads: as roads are drawn that are open or uncertain, with a rim.
func (d *mapper) paths() {
	for _, p := range d.m.Paths {
		line := d.edgeD(Edge{Line: p.Line})
		if line == "" {
			continue
		}
		end := d.tipped(p.Words)
		d.rimmed(line, p)
		d.put(end)
	}
}

func (p *pen) rimmed(line string, w Path) {
	rim, paper, core := pathRim, pathPaper, pathCore
	if w.Minor {
		rim, paper, core = minorRim, minorPaper, minorCore
	}
	p.path(line, look{stroke: "ink", width: rim, round: true})
	p.path(line, look{stroke: "paper", width: paper, round: true})
	ink := look{stroke: sideInk(w.Side), width: core, round: w.Way == Open}
	if w.Way != Open {
		ink.dash = "8 6"
	}
	p.path(line, ink)
}

func (d *mapper) pathEntries() []entry {
	var out []entry
	for _, p := range d.m.Paths {
		if d.edgeD(Edge{Line: p.Line}) != "" {
			out = append(out, entry{p.Words, "", func(q *pen, b box) { q.rimmed(chain([]xy{b.left(), b.right()}), p) }})
		}
	}
	for _, s := range d.m.Stops {
		if d.v.frame.has(d.v.xy(s.At)) {
			out = append(out, entry{s.Name, "", func(q *pen, b box) { q.stop(b.centre(), s.Letter) }})
		}
	}
	return out
}

// gap draws how far a siege is from its side's ground, and says it where there is room on the
// line.
func (d *mapper) gap(g *Gap) {
	if g == nil || d.edgeD(Edge{Line: geo.Line{g.From, g.To}}) == "" {
		return
	}
	from, to := d.v.xy(g.From), d.v.xy(g.To)
	d.gapLine(from, to)
	for _, part := range []float64{0.5, 0.38, 0.62, 0.26, 0.74} {
		at := xy{from.x + part*(to.x-from.x), from.y + part*(to.y-from.y)}
		b := around(at, textWidth(g.Words, labelSize)+8, 16)
		if g.Words == "" || !d.free(b) || d.dots.meets(b) {
			continue
		}
		d.busy.add(b)
		d.rect(b.x0, b.y0, b.x1-b.x0, b.y1-b.y0, 3, look{fill: "paper", stroke: "ink", width: 1})
		d.text(xy{at.x, at.y + 4}, g.Words, lettering{size: labelSize, anchor: "middle", look: look{fill: "ink"}})
		return
	}
}

func (p *pen) gapLine(from, to xy) {
	line := chain([]xy{from, to})
	p.path(line, look{stroke: "paper", width: 4, opacity: 0.85, round: true})
	p.path(line, look{stroke: "ink", width: 1.6, dash: "2 5", round: true})
}

func (d *mapper) gapShown() bool {
	for _, g := range d.m.Sieges {
		if g.Gap != nil && d.edgeD(Edge{Line: geo.Line{g.Gap.From, g.Gap.To}}) != "" {
			if _, _, ok := d.ring(g); ok {
				return true
			}
		}
	}
	return false
}
