package figure

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names sets the names, those of most weight first. One that finds no room is left out and
// its dot stays; but where even a great place finds none, its name may cover lesser dots.
func (d *mapper) names() {
	order, heaviest := d.byWeight()
	var set []setName
	var covered crowd
	for _, i := range order {
		c := d.cells[i]
		n, ok := d.findSpot(c, nameSize(c.Weight, heaviest), c.Weight >= heaviest*great && heaviest > 0)
		if ok {
			set = append(set, n)
			covered.add(n.spot.name)
			if n.withLocal {
				covered.add(n.spot.local)
			}
		}
	}
	d.put(`<g class="names" pointer-events="none">`, "\n")
	for _, i := range order {
		c := d.cells[i]
		if dot := around(c.at, 4, 4); !covered.meets(dot) {
			d.circle(c.at, pick(nameSize(c.Weight, heaviest) > 13, 2.6, 3.5), look{fill: "ink", stroke: "land", width: 2, halo: true})
		}
	}
	for _, n := range set {
		d.inBox(n.spot.name, n.spot.anchor, n.cell.Name, "", n.size, true)
		if n.withLocal {
			d.inBox(n.spot.local, n.spot.anchor, n.cell.Local.Text, n.cell.Local.Language, n.size+1, false)
		}
	}
	d.put("</g>\n")
}

// great is the part of the greatest weight from which a name may cover lesser dots.
const great = 0.02

// byWeight lists the named cells in view, the heaviest first.
func (d *mapper) byWeight() (order []int, heaviest float64) {
	for i, c := range d.cells {
		if c.Name != "" && d.v.frame.has(c.at) {
			order = append(order, i)
			heaviest = max(heaviest, c.Weight)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.cells[b].Weight, d.cells[a].Weight) })
	return order, heaviest
}

// nameSize makes the names of great places larger: from half of the greatest weight on.
func nameSize(weight, heaviest float64) float64 {
	switch {
	case heaviest > 0 && weight >= heaviest/2:
		return 14
	case weight < heaviest/100:
		return 11.5
	}
	return 12.5
}

// setName is a name that has found its spot.
type setName struct {
	cell      placed
	size      float64
	spot      spot
	withLocal bool
}

// findSpot finds a free spot for a name and takes it: first beside all dots, with the local
// name and without; then, for a great place, over dots.
func (d *mapper) findSpot(c placed, size float64, overDots bool) (setName, bool) {
	clear := func(b box) bool { return d.free(b) && !d.dots.meets(b) }
	tests := []func(box) bool{clear}
	if overDots {
		tests = append(tests, d.free)
	}
	for _, fits := range tests {
		for _, withLocal := range []bool{true, false} {
			if withLocal && c.Local.Text == "" {
				continue
			}
			for _, s := range spots(c, size, withLocal) {
				if fits(s.name) && (!withLocal || fits(s.local)) {
					d.busy.add(s.name)
					if withLocal {
						d.busy.add(s.local)
					}
					return setName{c, size, s, withLocal}, true
				}
			}
		}
	}
	return setName{}, false
}

// spot is where a name and the local name may stand.
type spot struct {
	name, local box
	anchor      string
}

// spots lists where a name may stand around its dot, the best first: over and under it, as
// maps of two scripts have it, both under, both over, right, left.
func spots(c placed, size float64, withLocal bool) []spot {
	w, h := textWidth(c.Name, size)+4, size+2
	wl, hl := textWidth(c.Local.Text, size+1)+4, size+4
	gap := 5.0
	at := func(dx, dy, w, h float64) box { return around(c.at.plus(xy{dx, dy}), w, h) }
	over, under := -gap-h/2, gap+h/2
	right, left := gap+2, -gap-2
	if !withLocal {
		return []spot{
			{name: at(0, over, w, h)},
			{name: at(0, under, w, h)},
			{name: at(right+w/2, 0, w, h), anchor: "start"},
			{name: at(left-w/2, 0, w, h), anchor: "end"},
		}
	}
	return []spot{
		{at(0, over, w, h), at(0, gap+hl/2, wl, hl), ""},
		{at(0, under, w, h), at(0, under+h/2+hl/2, wl, hl), ""},
		{at(0, over-hl, w, h), at(0, -gap-hl/2, wl, hl), ""},
		{at(right+w/2, -h/2, w, h), at(right+wl/2, hl/2, wl, hl), "start"},
		{at(left-w/2, -h/2, w, h), at(left-wl/2, hl/2, wl, hl), "end"},
	}
}

// inBox sets a text into the box kept for it, at the side where its dot is.
func (d *mapper) inBox(b box, anchor, s, lang string, size float64, bold bool) {
	d.plate(b)
	t := d.letters(size, pick(bold, "ink2", "ink"))
	t.bold, t.lang = bold, lang
	at := xy{b.centre().x, b.y1 - 4}
	switch anchor {
	case "start":
		at.x, t.anchor = b.x0+2, ""
	case "end":
		at.x, t.anchor = b.x1-2, "end"
	}
	if rightToLeft(s) && anchor != "" { // its start is on the right
		t.anchor = pick(anchor == "start", "", "end")
	}
	d.text(at, s, t)
}

// pill says who claims a cell.
type pill struct {
	cell      placed
	claimants []SideNo
}

// pills sets "Government claims it" into claimed cells, where there is room.
func (d *mapper) pills() {
	const size, h = 11, 19
	for _, p := range d.pillsDue {
		var names []string
		for _, n := range p.claimants {
			names = append(names, sideName(d.m.Sides, n))
		}
		words := listed(names) + pick(len(names) > 1, " claims it", " claim it")
		w := textWidth(words, size) + 18
		for _, at := range pillSpots(p.cell) {
			if b := around(at, w, h); d.free(b) && !d.dots.meets(b) {
				d.busy.add(b)
				d.rect(b.x0, b.y0, w, h, h/2, look{fill: "paper", stroke: sideInk(p.claimants[0]), width: 1.5, dash: "5 3"})
				d.text(xy{at.x, at.y + 4}, words, lettering{size: size, anchor: "middle", look: look{fill: "ink"}})
				break
			}
		}
	}
}

func pillSpots(c placed) []xy {
	b := c.area.bounds()
	var out []xy
	for _, dy := range []float64{38, -38, 52, -52, 24, -24} {
		if at := c.at.plus(xy{0, dy}); c.area.has(at) && b.y1-at.y > 8 {
			out = append(out, at)
		}
	}
	return out
}

// badges letters each region of a side, for readers without colour.
func (d *mapper) badges() {
	if !d.print() || d.m.Claimant != 0 {
		return
	}
	letters := sideLetters(d.m.Sides)
	d.avoidRoads()
	for _, region := range d.regions() {
		if at, ok := d.badgeSpot(region); ok {
			d.badge(at, letters[d.cells[region[0]].Side-1])
			d.busy.add(around(at, 17, 17))
		}
	}
}

// avoidRoads keeps what is set after it off roads whose state is shown.
func (d *mapper) avoidRoads() {
	const step = 8
	for _, r := range d.m.Roads {
		if r.Way == Plain {
			continue
		}
		pts := d.v.line(r.Line)
		for i := 1; i < len(pts); i++ {
			n := min(200, int(pts[i-1].to(pts[i])/step)+1) // more points than that lie outside the frame
			for k := range n + 1 {
				at := pts[i-1].plus(pts[i].minus(pts[i-1]).times(float64(k) / float64(n)))
				if d.v.frame.has(at) {
					d.busy.add(around(at, step, step))
				}
			}
		}
	}
}

func (p *pen) badge(at xy, letter string) {
	p.rect(at.x-8, at.y-8, 16, 16, 3, look{fill: "ink"})
	p.text(xy{at.x, at.y + 4}, letter, lettering{size: 11, bold: true, anchor: "middle", look: look{fill: "paper"}})
}

// regions groups the held cells in view that touch and have one side; largest cell first.
func (d *mapper) regions() [][]int {
	next := map[int][]int{}
	for _, e := range d.m.Edges {
		a, okA := d.byID[e.A]
		b, okB := d.byID[e.B]
		if okA && okB && d.shownAs(a) != 0 && d.shownAs(a) == d.shownAs(b) {
			next[a], next[b] = append(next[a], b), append(next[b], a)
		}
	}
	seen := make([]bool, len(d.cells))
	var out [][]int
	for i := range d.cells {
		if seen[i] || d.shownAs(i) == 0 {
			continue
		}
		region := []int{i}
		seen[i] = true
		for k := 0; k < len(region); k++ {
			for _, j := range next[region[k]] {
				if !seen[j] {
					seen[j], region = true, append(region, j)
				}
			}
		}
		slices.SortStableFunc(region, func(a, b int) int { return cmp.Compare(d.visible(b), d.visible(a)) })
		out = append(out, region)
	}
	return out
}

// shownAs is the side whose tint a cell has, 0 if it has none or isn't in view.
func (d *mapper) shownAs(i int) SideNo {
	if c := d.cells[i]; c.State == Held && len(c.area) > 0 && c.Side >= 1 && int(c.Side) <= len(d.m.Sides) {
		return c.Side
	}
	return 0
}

// visible is the size of the box around what a cell shows in the frame.
func (d *mapper) visible(i int) float64 {
	w, h := d.cells[i].area.cutTo(d.v.frame).bounds().size()
	return max(0, w) * max(0, h)
}

// badgeSpot finds a free place for a badge, well inside one of a region's largest cells.
func (d *mapper) badgeSpot(region []int) (xy, bool) {
	for _, i := range region[:min(len(region), 4)] {
		a := d.cells[i].area
		b := a.cutTo(d.v.frame).bounds()
		best, far := xy{}, 9.0
		for gy := 1.0; gy < 8; gy++ {
			for gx := 1.0; gx < 8; gx++ {
				at := xy{b.x0 + (b.x1-b.x0)*gx/8, b.y0 + (b.y1-b.y0)*gy/8}
				if a.has(at) && a.edgeDistance(at) > far && d.free(around(at, 20, 20)) && !d.dots.meets(around(at, 20, 20)) && d.onLand(at) {
					best, far = at, a.edgeDistance(at)+2
				}
			}
		}
		if far > 9 {
			return best, true
		}
	}
	return xy{}, false
}

// sideLetters gives each side a letter of its name that no other has, else its number.
func sideLetters(sides []Side) []string {
	out := make([]string, len(sides))
	used := ""
	for i, s := range sides {
		out[i] = string('1' + rune(i%9))
		for _, r := range s.Name {
			r = unicode.ToUpper(r)
			if unicode.IsLetter(r) && allowed(r) && r != utf8.RuneError && !strings.ContainsRune(used, r) {
				out[i] = string(r)
				break
			}
		}
		used += out[i]
	}
	return out
}
