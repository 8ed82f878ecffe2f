package figure

import (
	"cmp"
	"slices"
	"strings"
)

// How pins are drawn: how far above its point a head stands, and the head's height.
const pinHeight, pinHead = 20, 18

// pin marks one stop, or several that lie so close that the pin of one would hide another: then
// its head has the letters of all.
type pin struct {
	feet []foot // by letter
	head xy     // the middle of the head
}

// foot is a stop, and the point where it lies.
type foot struct {
	Stop
	at xy
}

// pins gives each stop in view its pin; pins that hide one another are made one, the first of a
// row of pins with its nearest neighbour in the row, until none hides another.
func (d *mapper) pins() []pin {
	var out []pin
	for _, s := range d.m.Stops {
		if at := d.v.xy(s.At); d.v.frame.has(at) {
			out = append(out, d.pin(foot{s, at}))
		}
	}
	for i := 0; i < len(out); i++ {
		for j := i + 1; j < len(out); j++ {
			if !out[i].hides(&out[j]) && !out[j].hides(&out[i]) {
				continue
			}
			out[i] = d.pin(append(out[i].feet, out[j].feet...)...)
			out = append(out[:j], out[j+1:]...)
			i = -1 // the new head is wider, and may hide an earlier one
			break
		}
	}
	return out
}

// pin has its head above all its feet, within the map.
func (d *mapper) pin(feet ...foot) pin {
	slices.SortStableFunc(feet, func(a, b foot) int { return cmp.Compare(a.Letter, b.Letter) })
	p := pin{feet: feet, head: xy{0, feet[0].at.y}}
	for _, f := range feet {
		p.head.x += f.at.x / float64(len(feet))
		p.head.y = min(p.head.y, f.at.y)
	}
	p.head.y -= pinHeight
	inside := d.v.frame.grow(-2)
	w, h := p.box().size()
	p.head.x = max(inside.x0+w/2, min(inside.x1-w/2, p.head.x))
	p.head.y = max(inside.y0+h/2, p.head.y)
	return p
}

func (p *pin) letters() string {
	var out []string
	for _, f := range p.feet {
		out = append(out, f.Letter)
	}
	return strings.Join(out, " ")
}

// width of the head; one letter has a round one.
func (p *pin) width() float64 {
	if len(p.feet) == 1 {
		return pinHead
	}
	return textWidth(p.letters(), 12) + 12
}

// box is the head with its rim.
func (p *pin) box() box { return around(p.head, p.width()+2, pinHead+2) }

// hides reports whether the head lies over another's head, or over a point of another.
func (p *pin) hides(q *pin) bool {
	b := p.box()
	for _, f := range q.feet {
		if b.has(f.at) {
			return true
		}
	}
	return b.meets(q.box())
}

// scattered reports whether its stops lie at different points.
func (p *pin) scattered() bool {
	for _, f := range p.feet {
		if f.at.to(p.feet[0].at) > 1 {
			return true
		}
	}
	return false
}

// neck is where the head joins the stems.
func (p *pin) neck() xy { return xy{p.head.x, p.head.y + 8} }

// clear keeps names off the pins.
func (d *mapper) clear(pins []pin) {
	for _, p := range pins {
		d.busy.add(p.box())
		for _, f := range p.feet {
			neck := p.neck()
			d.busy.add(box{min(f.at.x, neck.x) - 6, neck.y, max(f.at.x, neck.x) + 6, f.at.y - 3})
		}
	}
}

// stops marks the ends of a way, or the places that may be meant, by pins, over the dots of
// places.
func (d *mapper) stops(pins []pin) {
	for _, p := range pins {
		var tips []string
		for _, f := range p.feet {
			tips = append(tips, f.Letter+": "+f.Name)
		}
		end := d.tipped(strings.Join(tips, "; "))
		for _, l := range []look{{stroke: "paper", width: 6}, {stroke: "ink", width: 2.4}} {
			for _, f := range p.feet {
				d.path(chain([]xy{f.at, p.neck()}), l)
			}
		}
		if p.scattered() {
			for _, f := range p.feet {
				d.circle(f.at, 3.2, look{fill: "ink", stroke: "paper", width: 1.5})
			}
		}
		d.pinHead(&p)
		d.put(end)
	}
}

func (d *mapper) pinHead(p *pin) {
	if len(p.feet) == 1 {
		d.stop(p.head, p.feet[0].Letter)
		return
	}
	w := p.width()
	d.rect(p.head.x-w/2, p.head.y-pinHead/2, w, pinHead, pinHead/2, look{fill: "ink", stroke: "paper", width: 2})
	d.pinLetters(p.head, p.letters())
}

func (p *pen) stop(at xy, letter string) {
	p.circle(at, pinHead/2, look{fill: "ink", stroke: "paper", width: 2})
	p.pinLetters(at, letter)
}

func (p *pen) pinLetters(at xy, letters string) {
	p.text(xy{at.x, at.y + 4.2}, letters, lettering{size: 12, bold: true, anchor: "middle", look: look{fill: "paper"}})
}
