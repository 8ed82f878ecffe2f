package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient/when"
)

// Sizes of a timeline.
const (
	markRow      = 20 // height of one row of marks
	mostRows     = 8  // more rows of marks than this are drawn as density
	densityTall  = 40
	labelSize    = 11
	laneGap      = 8
	narrowFigure = 520 // below it, lanes' names stand above them
)

// Timeline draws what happened when, a lane for each area, side or type. A lane with too
// many marks for its width becomes a density: a date of n days counts 1/n on each of them.
func Timeline(t TimelineData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	d := &timeliner{pen: newPen(opt, "timeline", t.Sides), t: t}
	left := min(170, opt.Width*0.22)
	if opt.Width < narrowFigure {
		left = 8
	}
	d.axis = axis{t.Span, left, opt.Width - 12}
	d.lay()
	d.open(opt.Width, d.height, d.title(), d.describe())
	d.rect(0, 0, opt.Width, d.height, 0, look{fill: "paper"})
	d.draw()
	return d.close()
}

type timeliner struct {
	*pen
	t       TimelineData
	axis    axis
	lanes   []laidLane
	phases  []laidPhase
	notes   []string
	top     float64 // of the lanes
	bottom  float64 // of the lanes, where the axis lies
	height  float64
	heading []string
}

type laidLane struct {
	Lane
	y, height float64 // of its marks
	marks     []laidMark
	dense     bool
}

type laidMark struct {
	Mark
	row    int
	labels bool // its label has room
}

type laidPhase struct {
	Phase
	row int
}

func (d *timeliner) narrow() bool { return d.axis.x0 < 40 }

func (d *timeliner) title() string { return cmp.Or(d.t.Title, "Timeline") }

// lay gives every part its place, from the top.
func (d *timeliner) lay() {
	y := 4.0
	d.heading = wrapped(d.t.Title, titleSize, d.opt.Width)
	y += 18 * float64(len(d.heading))
	d.layPhases()
	for _, p := range d.phases {
		y = max(y, 4+18*float64(len(d.heading))+22*float64(p.row+1))
	}
	d.top = y + 4 + labelRow(d.t.On, d.t.Known)
	y = d.top + 6
	for _, l := range d.t.Lanes {
		lane := d.layLane(l)
		if d.narrow() {
			y += 16
		}
		lane.y = y
		d.lanes = append(d.lanes, lane)
		y += lane.height + laneGap
	}
	d.bottom = y
	d.notes = wrapped(d.t.Note, noteSize, d.opt.Width)
	d.height = d.bottom + axisHeight + noteHeight*float64(len(d.notes)) + 4
}

func (d *timeliner) layPhases() {
	var ends []float64
	for _, p := range sortedBy(d.t.Phases, func(a, b Phase) int { return cmp.Compare(a.Days.From, b.Days.From) }) {
		if p.Days = p.Days.Meet(d.t.Span); p.Days.Len() == 0 {
			continue
		}
		from, end := d.phaseExtent(p)
		d.phases = append(d.phases, laidPhase{p, firstFree(&ends, from, end)})
	}
}

// phaseExtent is what a phase's bracket and name take up.
func (d *timeliner) phaseExtent(p Phase) (from, end float64) {
	from, end = d.axis.x(p.Days.From), d.axis.end(p.Days.To)
	half := textWidth(p.Name, labelSize+0.5)/2 + 3
	mid := min(max((from+end)/2, half), d.axis.x1+8-half)
	return min(from, mid-half), max(end, mid+half)
}

// firstFree finds the first row whose last mark ends before from, and takes it up to end.
func firstFree(ends *[]float64, from, end float64) int {
	for i, e := range *ends {
		if e <= from {
			(*ends)[i] = end
			return i
		}
	}
	*ends = append(*ends, end)
	return len(*ends) - 1
}

func (d *timeliner) layLane(l Lane) laidLane {
	lane := laidLane{Lane: l}
	marks := sortedBy(l.Marks,
		func(a, b Mark) int { return cmp.Compare(a.Time.Days.From, b.Time.Days.From) },
		func(a, b Mark) int { return cmp.Compare(b.Time.Days.Len(), a.Time.Days.Len()) },
		func(a, b Mark) int { return cmp.Compare(a.ID, b.ID) })
	marks = slices.DeleteFunc(marks, func(m Mark) bool { return m.Time.Days.Meet(d.t.Span).Len() == 0 })
	for _, labels := range []bool{true, false} {
		rows := 0
		lane.marks = lane.marks[:0]
		var ends []float64
		for _, m := range marks {
			from, end := d.extent(m, labels)
			row := firstFree(&ends, from, end+6)
			rows = max(rows, row+1)
			lane.marks = append(lane.marks, laidMark{m, row, labels})
		}
		if lane.height = markRow * float64(max(1, rows)); rows <= mostRows {
			return lane
		}
	}
	lane.dense, lane.height = true, densityTall
	return lane
}

// extent is what a mark takes up, from left to right.
func (d *timeliner) extent(m Mark, labels bool) (from, end float64) {
	from, end = d.geometry(m).ends()
	if l := d.label(m); labels && l.text != "" {
		from, end = min(from, l.x), max(end, l.x+l.width)
	}
	return from, end
}

// laidLabel is a mark's words, after its mark or before it; "" if neither has room.
type laidLabel struct {
	x, width float64
	text     string
	icon     bool // the glyph stands with the words: the day isn't certain
}

func (d *timeliner) label(m Mark) laidLabel {
	g := d.geometry(m)
	l := laidLabel{text: m.Label, icon: m.Glyph != nil && !g.point}
	from, end := g.ends()
	right, left := d.axis.x1+10-end, from-d.axis.x0+8
	extra := pick(l.icon, 4.0, 20.0)
	room := min(max(right, left), max(90, (d.axis.x1-d.axis.x0)*0.45))
	if l.text != "" {
		if l.text = shortened(m.Label, labelSize, room-extra); len([]rune(l.text)) < 4 && l.text != m.Label {
			return laidLabel{}
		}
	}
	l.width = textWidth(l.text, labelSize) + extra
	if l.x = end; l.width > right {
		l.x = from - l.width
	}
	return l
}

// markGeometry is where a mark lies on the axis; a point is an event of one certain day.
type markGeometry struct {
	x0, x1 float64
	point  bool
	before float64 // what an arrow or a stub takes beyond x0
	after  float64 // and beyond x1
}

// ends is what the mark without its label takes up.
func (g markGeometry) ends() (from, end float64) {
	if g.point {
		return g.x0 - 8, g.x1 + 8
	}
	return g.x0 - 4 - g.before, g.x1 + 4 + g.after
}

func (d *timeliner) geometry(m Mark) markGeometry {
	span := m.Time.Days.Meet(d.t.Span)
	if m.Glyph != nil && m.Time.Days.Len() == 1 && !m.Time.OpenTo && !m.Time.OpenFrom {
		x := d.axis.mid(span.From)
		return markGeometry{x0: x, x1: x, point: true}
	}
	g := markGeometry{x0: d.axis.x(span.From), x1: d.axis.end(span.To)}
	if g.x1-g.x0 < 3 {
		mid := (g.x0 + g.x1) / 2
		g.x0, g.x1 = mid-1.5, mid+1.5
	}
	t := m.Time
	g.before = pick(t.NoStart, pick(t.OpenFrom, 0.0, 7), 18)
	g.after = pick(t.NoFinish, pick(t.OpenTo, 0.0, 7), 18)
	return g
}

func (d *timeliner) draw() {
	y := 16.0
	for _, l := range d.heading {
		d.text(xy{0, y}, l, lettering{size: titleSize, bold: true, look: look{fill: "ink"}})
		y += 18
	}
	d.pen.axis(d.axis, d.top, d.bottom)
	d.days(d.axis, d.t.On, d.t.Known, d.top, d.bottom)
	for _, p := range d.phases {
		d.phase(p)
	}
	for i, l := range d.lanes {
		if i > 0 {
			y := l.y - laneGap/2 - pick(d.narrow(), 0.0, 16.0)
			d.line(xy{0, y}, xy{d.axis.x1, y}, look{stroke: "line"})
		}
		d.laneName(l)
		if l.dense {
			d.density(l)
			continue
		}
		for _, m := range l.marks {
			d.mark(m, l)
		}
	}
	for i, n := range d.notes {
		d.text(xy{0, d.bottom + axisHeight + noteHeight*float64(i+1) - 4}, n, lettering{size: noteSize, look: look{fill: "ink2"}})
	}
}

func (d *timeliner) phase(p laidPhase) {
	x0, x1 := d.axis.x(p.Days.From), d.axis.end(p.Days.To)
	y := 4 + 18*float64(len(d.heading)) + 22*float64(p.row)
	d.path(chain([]xy{{x0 + 1, y + 20}, {x0 + 1, y + 16}, {x1 - 1, y + 16}, {x1 - 1, y + 20}}), look{stroke: "ink2", width: 1.3})
	half := textWidth(p.Name, labelSize+0.5)/2 + 3
	at := xy{min(max((x0+x1)/2, half), d.axis.x1+8-half), y + 12}
	d.text(at, p.Name, lettering{size: labelSize, bold: true, anchor: "middle", look: look{fill: "ink2"}})
}

func (d *timeliner) laneName(l laidLane) {
	role := "ink"
	if l.Side != 0 {
		role = sideInk(l.Side)
	}
	if d.narrow() {
		d.text(xy{0, l.y - 4}, shortened(l.Name, 12, d.opt.Width*0.6), lettering{size: 12, bold: true, look: look{fill: role}})
		if l.Local.Text != "" {
			d.text(xy{d.axis.x1, l.y - 4}, shortened(l.Local.Text, 13, d.opt.Width*0.35), lettering{size: 13, anchor: endOf(l.Local.Text), lang: l.Local.Language, look: look{fill: "ink2"}})
		}
		return
	}
	lines := wrapped(l.Name, 12, d.axis.x0-12)
	lines = lines[:min(len(lines), max(1, int(l.height/15)))]
	for i, s := range lines {
		d.text(xy{0, l.y + 14 + 15*float64(i)}, shortened(s, 12, d.axis.x0-8), lettering{size: 12, bold: true, look: look{fill: role}})
	}
	if y := l.y + 15 + 16*float64(len(lines)); l.Local.Text != "" && y <= l.y+l.height+2 {
		d.text(xy{0, y}, shortened(l.Local.Text, 13, d.axis.x0-8), lettering{size: 13, anchor: startOf(l.Local.Text), lang: l.Local.Language, look: look{fill: "ink2"}})
	}
}

// startOf and endOf are the anchors by which a text's left or right edge stands at a point.
func startOf(s string) string { return pick(rightToLeft(s), "", "end") }
func endOf(s string) string   { return pick(rightToLeft(s), "end", "") }

func (d *timeliner) mark(m laidMark, l laidLane) {
	g := d.geometry(m.Mark)
	y := l.y + markRow*float64(m.row) + markRow/2
	end := d.link(href(d.opt.ClaimHref, m.Claim), m.tipText())
	d.put("<g")
	if m.Claim != "" {
		d.put(` data-claim="`, esc(string(m.Claim)), `"`)
	}
	d.put(faded(later(m.Time.Days.From, d.t.Known)), ">")
	d.tip(m.tipText())
	role := "ink"
	if l.Side != 0 {
		role = sideInk(l.Side)
	}
	if g.point {
		d.pointMark(m, xy{g.x0, y})
	} else {
		d.timeMark(m.Time, g.x0, g.x1, y, role, m.Doubt)
	}
	d.markLabel(m, y)
	d.put("</g>", end)
}

// tipText is the mark in words, with its date.
func (m Mark) tipText() string {
	s := cmp.Or(m.Title, m.Label)
	if s == "" && m.Glyph != nil && int(*m.Glyph) < len(eventWords) {
		s = capital(eventWords[*m.Glyph])
	}
	days := spanWords(m.Time.Days)
	if m.Time.Shape == Some {
		days = "some day in " + days
	}
	return strings.TrimPrefix(s+", "+days, ", ")
}

// pointMark is an event's glyph on its day, ringed with dots if it is in doubt.
func (d *timeliner) pointMark(m laidMark, at xy) {
	d.glyph(*m.Glyph, at, 0.8)
	d.put("/>")
	if m.Doubt || m.Time.Hollow {
		d.circle(at, 8.2, look{stroke: "ink", dash: "1.5 2"})
	}
}

// markLabel sets the words; the glyph of an event whose day isn't certain stands with
// them, never on a day.
func (d *timeliner) markLabel(m laidMark, y float64) {
	l := d.label(m.Mark)
	if !m.labels || l.text == "" && !l.icon {
		return
	}
	x := l.x + 2
	if l.icon {
		d.glyph(*m.Glyph, xy{x + 7, y}, 0.75)
		d.put("/>")
		x += 16
	}
	if rightToLeft(l.text) {
		x = l.x + l.width - 2
	}
	if l.text != "" {
		d.text(xy{x, y + 4}, l.text, lettering{size: labelSize, look: look{fill: "ink", stroke: "paper", width: 3, halo: true}})
	}
}

// timeMark draws a date between two positions: what is known of its extent, and no more.
func (p *pen) timeMark(m TimeMark, x0, x1, y float64, role string, doubt bool) {
	line := look{stroke: role, width: 1.5}
	switch m.Shape {
	case Some:
		p.path(chain([]xy{{x0 + 0.75, y - 5}, {x0 + 0.75, y + 5}})+chain([]xy{{x1 - 0.75, y - 5}, {x1 - 0.75, y + 5}}), line)
		p.line(xy{x0 + 3, y}, xy{x1 - 3, y}, look{stroke: role, width: 1.8, dash: "0.5 4", round: true})
	case Bracket:
		if doubt || m.Hollow {
			line.dash = "3 2"
		}
		p.path(chain([]xy{{x0 + 0.75, y + 5}, {x0 + 0.75, y - 3}, {x1 - 0.75, y - 3}, {x1 - 0.75, y + 5}}), line)
	default:
		p.solidMark(m, x0, x1, y, role, doubt)
	}
	p.openEnds(m, x0, x1, y, role)
}

// solidMark is the bar of a date that is true on each of its days; it fades over the days
// that are only about right.
func (p *pen) solidMark(m TimeMark, x0, x1, y float64, role string, doubt bool) {
	const half = 3.5
	perDay := (x1 - x0) / float64(max(1, m.Days.Len()))
	from, to := x0+perDay*float64(m.FadeFrom), x1-perDay*float64(m.FadeTo)
	if from > to {
		from, to = (x0+x1)/2, (x0+x1)/2
	}
	p.fade(x0, from, y, half, role, false)
	p.fade(to, x1, y, half, role, true)
	body := look{fill: role}
	if m.Hollow || doubt {
		body = look{fill: "paper", stroke: role, width: 1.3, dash: pick(doubt, "", "2 2")}
	}
	if to > from {
		p.rect(from, y-half, to-from, 2*half, 0, body)
	}
}

// fade draws a bar in five steps, from full at one end to nothing at the other.
func (p *pen) fade(x0, x1, y, half float64, role string, falling bool) {
	if x1-x0 < 0.5 {
		return
	}
	const steps = 5
	for i := range steps {
		o := (float64(i) + 0.5) / steps
		if falling {
			o = 1 - o
		}
		w := (x1 - x0) / steps
		p.rect(x0+w*float64(i), y-half, w, 2*half, 0, look{fill: role, fillOpacity: math.Round(o*100) / 100})
	}
}

// openEnds draws arrows where a date goes on, a stub and "?" where its end isn't known.
func (p *pen) openEnds(m TimeMark, x0, x1, y float64, role string) {
	arrow := func(x, dir float64) {
		p.path(chain([]xy{{x, y - 5}, {x + 7*dir, y}, {x, y + 5}})+"Z", look{fill: role})
	}
	stub := func(x, dir float64) {
		p.line(xy{x, y}, xy{x + 10*dir, y}, look{stroke: role, width: 1.6, dash: "2 2"})
		p.text(xy{x + 14*dir, y + 4}, "?", lettering{size: labelSize, bold: true, anchor: "middle", look: look{fill: role}})
	}
	if m.OpenFrom {
		arrow(x0, -1)
	}
	if m.OpenTo {
		arrow(x1, 1)
	}
	if m.NoStart {
		stub(x0, -1)
	}
	if m.NoFinish {
		stub(x1, 1)
	}
}

// density draws how many marks there are through the days.
func (d *timeliner) density(l laidLane) {
	bins := max(1, int((d.axis.x1-d.axis.x0)/5))
	counts := make([]float64, bins)
	for _, m := range l.marks {
		span := m.Time.Days
		for day := max(span.From, d.t.Span.From); day <= min(span.To, d.t.Span.To); day++ {
			i := int(float64(bins) * (d.axis.mid(day) - d.axis.x0) / (d.axis.x1 - d.axis.x0))
			counts[min(bins-1, i)] += 1 / float64(span.Len())
		}
	}
	most := slices.Max(counts)
	base, w := l.y+l.height, (d.axis.x1-d.axis.x0)/float64(bins)
	var b strings.Builder
	for i, n := range counts {
		if h := (densityTall - 4) * n / most; n > 0 {
			x := d.axis.x0 + w*float64(i)
			b.WriteString(area{box{x + 0.4, base - h, x + w - 0.4, base}.corners()}.d())
		}
	}
	role := "ink2"
	if l.Side != 0 {
		role = sideInk(l.Side)
	}
	d.put("<g>")
	d.tip(fmt.Sprintf("%s: %s", l.Name, counted(len(l.marks), "mark")))
	d.path(b.String(), look{fill: role})
	d.put("</g>\n")
}

// describe is the timeline in words.
func (d *timeliner) describe() string {
	s := []string{d.t.Span.From.Long() + " to " + d.t.Span.To.Long() + "."}
	if d.t.Known != nil {
		s = append(s, "As known by "+d.t.Known.Long()+".")
	}
	for _, p := range d.phases {
		s = append(s, p.Name+": "+spanWords(p.Days)+".")
	}
	for _, l := range d.lanes {
		s = append(s, fmt.Sprintf("%s: %s.", l.Name, counted(len(l.marks), "mark")))
	}
	return strings.Join(s, " ")
}

func spanWords(s when.Span) string {
	if s.Len() == 1 {
		return s.From.Long()
	}
	return s.From.Long() + " to " + s.To.Long()
}
