package net

import (
	"math/rand/v2"

	"github.com/salient-osint/salient/geo"
)

// Settings of a net. The zero value is no net.
type Settings struct {
	Side       int     // nodes along each side of the square
	Cols, Rows int     // places from west to east, and from south to north
	Missing    float64 // the part of edges that is missing
	OneWay     float64 // the part of edges that is one-way
	Days       int
	Seed       uint64
}

// Large is the net that the figures of docs/roads.md are about: 518,400 nodes, about a
// million edges, with 3,600 or 33,000 places.
func Large(places int) Settings {
	s := Settings{Side: 720, Cols: 60, Rows: 60, Missing: 0.03, Days: 1500, Seed: 1}
	if places > s.Cols*s.Rows {
		s.Cols, s.Rows = 165, 200
	}
	return s
}

// Net is a net of roads as plain lists, and who holds its places.
type Net struct {
	Settings
	Nodes  []geo.Point
	Edges  []Edge
	Places []geo.Point // by row, then by column
	State  [][]byte    // by day, then by place: Blue, Red or Contested
}

// Edge joins two nodes by a straight line.
type Edge struct {
	From, To int32
	OneWay   bool // from From to To only
	KmH      float64
}

// States of a place.
const (
	Blue      = 'b'
	Red       = 'r'
	Contested = 'c'
)

// spacing of the nodes in degrees, and the south-western corner.
const (
	spacing   = 0.01
	west      = 33.0
	south     = 33.0
	jitter    = 0.25 // of the spacing
	leastKmH  = 20
	spreadKmH = 60
)

// New makes the net of some settings.
func New(s Settings) *Net {
	n := &Net{Settings: s}
	rng := rand.New(rand.NewPCG(s.Seed, 0))
	n.Nodes = points(rng, s.Side, s.Side, spacing, spacing)
	n.join(rng)
	width := float64(s.Side) * spacing
	n.Places = points(rng, s.Cols, s.Rows, width/float64(s.Cols), width/float64(s.Rows))
	n.hold(rng)
	return n
}

func points(rng *rand.Rand, cols, rows int, dx, dy float64) []geo.Point {
	move := func() float64 { return 0.5 + jitter*(2*rng.Float64()-1) }
	var out []geo.Point
	for y := range rows {
		for x := range cols {
			out = append(out, geo.Point{Lon: west + dx*(float64(x)+move()), Lat: south + dy*(float64(y)+move())})
		}
	}
	return out
}

func (n *Net) join(rng *rand.Rand) {
	for i := range n.Nodes {
		if (i+1)%n.Side != 0 {
			n.edge(rng, i, i+1)
		}
		if i+n.Side < len(n.Nodes) {
			n.edge(rng, i, i+n.Side)
		}
	}
}

func (n *Net) edge(rng *rand.Rand, i, j int) {
	missing, oneway, turned := rng.Float64() < n.Missing, rng.Float64() < n.OneWay, rng.IntN(2) == 0
	e := Edge{int32(i), int32(j), oneway, leastKmH + spreadKmH*rng.Float64()}
	if turned {
		e.From, e.To = e.To, e.From
	}
	if !missing {
		n.Edges = append(n.Edges, e)
	}
}
