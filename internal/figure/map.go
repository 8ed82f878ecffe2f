package figure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

const defaultWidth = 760

// Map draws who holds what on a day. Cells, events and all else may come in any order.
// What lies outside the view is left out. Cost is linear in the corners of the cells, and
// quadratic in the names that find room.
func Map(m MapData, opt MapOptions) []byte {
	d := newMapper(m, opt)
	width, height := d.v.frame.size()
	total := d.top + height + d.foot
	d.open(width, total, d.label(), d.inWords())
	d.rect(0, 0, width, total, 0, look{fill: "paper", class: "tints"})
	d.heading()
	d.put(`<svg y="`, num(d.top), `" width="`, num(width), `" height="`, num(height), `" overflow="hidden">`, "\n")
	d.draw()
	d.put("</svg>\n")
	d.rect(0.5, d.top+0.5, width-1, height-1, 0, look{stroke: "line"})
	d.key.draw(d.pen, d.top+height)
	return d.close()
}

// draw draws the layers, from the ground up. A page that moves from day to day puts its own
// tints under what stays, and hides what is of one day alone: these have their classes.
func (d *mapper) draw() {
	d.group("tints", func() {
		d.rect(0, 0, d.v.frame.x1, d.v.frame.y1, 0, look{fill: "land"})
		switch {
		case d.m.Claimant != 0:
			d.claimedLayer()
		case d.m.Against != "":
			d.tints()
			d.befores()
		default:
			d.tints()
			d.fronts()
			d.claimedEdges()
		}
	})
	d.water()
	d.group(pick(d.m.RoadsFor != 0, "", "of-day"), d.roads)
	pins := d.pins()
	d.group("of-day", func() {
		d.moves()
		d.paths()
		d.rings()
		d.cuts()
		d.clear(pins)
		d.units()
		d.events()
	})
	d.names()
	d.group("of-day", func() {
		d.stops(pins)
		d.pills()
	})
	d.badges()
	d.scaleBar()
	if !d.opt.Heading && !d.opt.Undated && !d.narrow() {
		d.group("of-day", d.dates)
	}
}

// group draws inside a group of a class; without a class, or where classes mean nothing, as
// it is.
func (d *mapper) group(class string, content func()) {
	if class == "" || d.opt.Theme != Screen {
		content()
		return
	}
	d.put(`<g class="`, class, `">`, "\n")
	content()
	d.put("</g>\n")
}

// mapper is one map in the making.
type mapper struct {
	*pen
	m         MapData
	opt       MapOptions
	v         view
	cells     []placed
	byID      map[salient.PlaceID]int // into cells
	key       keyBlock
	top, foot float64 // heights of heading and key
	busy      crowd   // where no name may stand
	dots      crowd   // nor, unless it is a great one, here
	ground    Ground
	land      area // of the ground, around the frame
	pillsDue  []pill
}

// placed is a cell in pixels.
type placed struct {
	Cell
	at   xy
	area area // empty if out of view
}

func newMapper(m MapData, opt MapOptions) *mapper {
	if opt.Width <= 0 {
		opt.Width = defaultWidth
	}
	d := &mapper{pen: newPen(opt.Options, "map", m.Sides), m: m, opt: opt, byID: map[salient.PlaceID]int{}}
	if d.m.Edges == nil {
		d.m.Edges = EdgesOf(m.Cells)
	}
	d.top = d.headingHeight()
	d.place(0) // once without a key, to see what a key has to explain
	if !opt.Bare {
		d.key = d.layKey()
		d.foot = d.key.height
		d.place(d.foot)
	}
	d.layGround()
	d.reserve()
	return d
}

// place fits the view and puts the cells into it. foot is the height that the key takes.
func (d *mapper) place(foot float64) {
	height := 0.0
	if d.opt.Height > 0 {
		height = max(0.25*d.opt.Width, d.opt.Height-d.top-foot)
	}
	d.v = fit(d.mapBox(), d.opt.Width, height)
	d.cells = d.cells[:0]
	for _, c := range byPlace(d.m.Cells) {
		p := placed{Cell: c, at: d.v.xy(c.At), area: d.v.area(c.Area)}
		if !p.area.bounds().meets(d.v.frame) {
			p.area = nil
		}
		d.byID[c.Place] = len(d.cells)
		d.cells = append(d.cells, p)
	}
}

// mapBox is what has to be in view: the box asked for, else the cells' points and a margin.
func (d *mapper) mapBox() geo.Box {
	if d.opt.Box != nil {
		return *d.opt.Box
	}
	var points []geo.Point
	for _, c := range d.m.Cells {
		if c.State != Rear {
			points = append(points, c.At)
		}
	}
	b, ok := geo.BoxOf(points...)
	if !ok {
		return geo.Box{West: -180, South: -60, East: 180, North: 75}
	}
	return b.Grow(0.12)
}

// reserve marks where the map's own furniture stands.
func (d *mapper) reserve() {
	_, h := d.v.frame.size()
	d.busy.add(box{0, h - 30, d.scaleLength() + 24, h})
	if !d.opt.Heading && !d.narrow() {
		d.busy.add(box{0, 0, d.chipWidth() + 16, 40})
	}
	for _, c := range d.cells {
		if d.v.frame.has(c.at) && c.Name != "" {
			d.dots.add(around(c.at, 5, 5))
		}
	}
}

// free reports whether a box lies in the frame and touches nothing drawn so far.
func (d *mapper) free(b box) bool {
	if !b.within(d.v.frame.grow(-2)) {
		return false
	}
	return !d.busy.meets(b)
}

// ink of the map's text, on a halo of land.
func (d *mapper) letters(size float64, role string) lettering {
	t := lettering{size: size, anchor: "middle", look: look{fill: role}}
	if !d.print() {
		t.look = look{fill: role, stroke: "land", width: 3.5, halo: true}
	}
	return t
}

// subject is what is drawn.
func (d *mapper) subject() string {
	switch {
	case d.m.Subject != "":
		return d.m.Subject
	case d.m.Claimant != 0:
		return "What " + sideName(d.m.Sides, d.m.Claimant) + " claims to hold"
	case d.m.Against != "":
		return "What changed"
	}
	return "Assessed control"
}

// datesLine says both dates; knowledge that isn't the newest is called so.
func (d *mapper) datesLine() string {
	against := ""
	if d.m.Against != "" {
		against = " against " + d.m.Against
	}
	return "on " + d.m.On.Long() + against + ", as known by " + d.m.Known.Long()
}

func (d *mapper) label() string {
	if d.m.Title != "" {
		return d.m.Title
	}
	return d.subject() + " " + d.datesLine()
}

// inWords is the map for those who don't see it; of one that tells of no day, its title.
func (d *mapper) inWords() string {
	if d.opt.Undated {
		return d.m.Title
	}
	return d.describe()
}

// describe is who holds what in the map, in words.
func (d *mapper) describe() string {
	s := []string{d.subject() + " " + d.datesLine() + "."}
	if d.m.Earlier {
		s = append(s, "Earlier knowledge.")
	}
	if d.m.Against != "" {
		return strings.Join(append(s, d.changesInWords()), " ")
	}
	held := make([]int, len(d.m.Sides)+1)
	var contested, inferred, unknown []string
	for _, c := range d.cells {
		if c.Inferred && c.State != Unknown && c.State != Rear && c.Name != "" && d.v.frame.has(c.at) {
			inferred = append(inferred, c.Name)
		}
		switch {
		case c.Name == "" || !d.v.frame.has(c.at):
		case d.m.Claimant != 0:
			if slices.Contains(c.ClaimedBy, d.m.Claimant) {
				contested = append(contested, c.Name)
			}
		case c.State == Held && int(c.Side) < len(held):
			held[c.Side]++
		case c.State == Contested:
			contested = append(contested, c.Name)
		case c.State == Unknown:
			unknown = append(unknown, c.Name)
		}
	}
	if d.m.Claimant != 0 {
		return strings.Join(append(s, d.wordsInWords(contested)...), " ")
	}
	for i, n := range held[1:] {
		if n > 0 {
			s = append(s, fmt.Sprintf("%s: %s.", d.m.Sides[i].Name, counted(n, "place")))
		}
	}
	s = append(s, namesFound("Contested", contested), namesFound("Inferred, not seen", inferred), namesFound(cmp.Or(d.m.Silent, "No evidence"), unknown))
	for _, p := range d.m.Paths {
		s = append(s, p.Words+".")
	}
	for _, g := range d.m.Sieges {
		s = append(s, g.words()+": "+listed(d.siegeNames(g))+".")
	}
	return strings.Join(slices.DeleteFunc(s, func(t string) bool { return t == "" }), " ")
}

// namesFound lists up to a dozen names after a word; "" if there are none.
func namesFound(word string, names []string) string {
	const most = 12
	if len(names) == 0 {
		return ""
	}
	if len(names) > most {
		rest := len(names) - most
		names = append(slices.Clone(names[:most]), fmt.Sprintf("%d more", rest))
	}
	return word + ": " + listed(names) + "."
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// href returns an address from a function that may be nil, for an id that may be "".
func href[T ~string](f func(T) string, id T) string {
	if f == nil || id == "" {
		return ""
	}
	return f(id)
}

// sortedBy returns a sorted copy.
func sortedBy[T any](in []T, less ...func(a, b T) int) []T {
	out := slices.Clone(in)
	slices.SortStableFunc(out, func(a, b T) int {
		for _, l := range less {
			if c := l(a, b); c != 0 {
				return c
			}
		}
		return 0
	})
	return out
}

func byPoint(a, b geo.Point) int { return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat)) }
