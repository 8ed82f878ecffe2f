package net

import (
	"math"
	"math/rand/v2"
)

// pocket is ground that one side holds behind the other's front for some days.
type pocket struct {
	x, y, r  float64 // parts of the square's side
	from, to int     // days
	state    byte
}

// hold says who holds what on every day.
func (n *Net) hold(rng *rand.Rand) {
	var pockets []pocket
	for range 8 + n.Days/30 {
		p := pocket{x: rng.Float64(), y: rng.Float64(), r: 0.02 + 0.05*rng.Float64(), from: rng.IntN(n.Days), state: Blue}
		p.to = p.from + 20 + rng.IntN(200)
		if rng.IntN(2) == 0 {
			p.state = Red
		}
		pockets = append(pockets, p)
	}
	n.State = make([][]byte, n.Days)
	for day := range n.State {
		n.State[day] = n.on(day, pockets)
	}
}

func (n *Net) on(day int, pockets []pocket) []byte {
	out := make([]byte, len(n.Places))
	var live []pocket
	for _, p := range pockets {
		if p.from <= day && day < p.to {
			p.r *= 1 - 0.5*float64(day-p.from)/float64(p.to-p.from)
			live = append(live, p)
		}
	}
	width := float64(n.Side) * spacing
	line := make([]float64, n.Rows)
	for row := range line {
		line[row] = front(day, float64(row)/float64(n.Rows))
	}
	for i, at := range n.Places {
		x, y := (at.Lon-west)/width, (at.Lat-south)/width
		out[i] = state(x, y, line[i/n.Cols], 0.5/float64(n.Cols), live)
	}
	return out
}

// front is where the front lies in a row on a day: it creeps eastward and back within a few
// years, and bulges of several widths swing along it.
func front(day int, y float64) float64 {
	t := float64(day)
	return 0.5 + 0.12*math.Sin(t/230) + 0.08*math.Sin(9*y+t/90) + 0.04*math.Sin(31*y-t/40)
}

func state(x, y, line, half float64, pockets []pocket) byte {
	for _, p := range pockets {
		if math.Hypot(x-p.x, y-p.y) < p.r {
			return p.state
		}
	}
	switch {
	case math.Abs(x-line) < half:
		return Contested
	case x < line:
		return Blue
	}
	return Red
}
