package main

import (
	"math/rand/v2"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// laid is the net as all contenders see it: pieces of road, each in one cell, of which those
// in open cells may be driven on.
type laid struct {
	options
	n      *net.Net
	c      *salient.Case
	m      *route.Map
	ground salient.Ground
	nodes  int
	pieces []piece
	inside [][]int32 // by place: the nodes at which ways from it begin
	asked  []asked
	cut    [][]bool // by day, by place: cut off, as Salient finds it
}

type piece struct {
	from, to int32
	cell     int32
	hours    float64
}

// asked is a pair of places on a day, and Salient's answer: 0 hours if there's no open way.
type asked struct {
	day, from, to int
	hours         float64
}

const side = "blue"

func lay(o options) *laid {
	n := net.New(o.net)
	l := &laid{options: o, n: n, c: n.Case(), ground: n.Ground(), inside: make([][]int32, len(n.Places))}
	cells := cell.OfCase(l.c)
	l.m = route.NewMap(l.c, road.New(l.c.Roads, 0), cells, nil)
	number := map[geo.Point]int32{}
	node := func(p geo.Point) int32 {
		if _, known := number[p]; !known {
			number[p] = int32(len(number))
		}
		return number[p]
	}
	for _, p := range l.m.On(l.ground, side, net.First).Pieces() {
		r, _ := l.c.Road(p.Road)
		k := piece{node(p.Line[0]), node(p.Line[len(p.Line)-1]), -1, p.Line.Length().Km() / *r.SpeedKmh}
		if i, ok := cells.Find(string(p.Place)); ok {
			k.cell = int32(i)
		}
		l.pieces = append(l.pieces, k)
	}
	l.nodes = len(number)
	for _, at := range n.Nodes {
		if i, ok := cells.At(at); ok {
			if v, joined := number[at]; joined {
				l.inside[i] = append(l.inside[i], v)
			}
		}
	}
	l.pick()
	return l
}

// pick draws the pairs: ten on each day, of places that blue holds.
func (l *laid) pick() {
	rng := rand.New(rand.NewPCG(1, 0))
	for len(l.asked) < l.routes {
		day := rng.IntN(l.net.Days)
		var held []int
		for i, s := range l.n.State[day] {
			if s == net.Blue && len(l.inside[i]) > 0 {
				held = append(held, i)
			}
		}
		for range min(10, l.routes-len(l.asked)) {
			l.asked = append(l.asked, asked{day: day, from: held[rng.IntN(len(held))], to: held[rng.IntN(len(held))]})
		}
	}
}

func (l *laid) day(number int) when.Day { return net.First + when.Day(number) }

// rear reports whether a place is blue's rear.
func (l *laid) rear(place int) bool { return place%l.n.Cols == 0 }

// lets reports, by cell, whether the ground lets blue through on a day: where it is open, or
// with doubtful also where it is uncertain.
func (l *laid) lets(day int, doubtful bool) []bool {
	out := make([]bool, len(l.n.Places))
	for i, s := range l.n.State[day] {
		out[i] = s == net.Blue || s == net.Contested && (doubtful || l.rear(i))
	}
	return out
}
