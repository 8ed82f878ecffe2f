package net

import (
	"fmt"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// First is the first day of a net's states.
var First = when.Of(2012, 1, 1)

// Span is the days of a net's states.
func (n *Net) Span() when.Span { return when.Span{From: First, To: First + when.Day(n.Days-1)} }

// PlaceID names a place by its number.
func PlaceID(i int) salient.PlaceID { return salient.PlaceID(fmt.Sprintf("p%06d", i)) }

// Case gives the net as a case of villages and roads. The westernmost places are blue's
// rear, the easternmost red's.
func (n *Net) Case() *salient.Case {
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}}}
	for i := range n.Places {
		p := salient.Place{ID: PlaceID(i), Name: "Place " + strconv.Itoa(i), Kind: "village", At: &n.Places[i]}
		switch i % n.Cols {
		case 0:
			p.RearOf = []salient.Rear{{Side: "blue"}}
		case n.Cols - 1:
			p.RearOf = []salient.Rear{{Side: "red"}}
		}
		c.Places = append(c.Places, p)
	}
	for i := range n.Edges {
		e := &n.Edges[i]
		r := salient.Road{
			ID: salient.RoadID(fmt.Sprintf("r%07d", i)), SpeedKmh: &e.KmH,
			Line: geo.Line{n.Nodes[e.From], n.Nodes[e.To]},
		}
		if e.OneWay {
			r.Oneway = "yes"
		}
		c.Roads = append(c.Roads, r)
	}
	c.Sort()
	return c
}

// Ground gives the net's states as holdings, with probability 0.9. Days before the first
// are like it, days after the last like that.
func (n *Net) Ground() salient.Ground {
	holders := map[byte][]salient.Holder{}
	for state, name := range map[byte]salient.State{Blue: "blue", Red: "red", Contested: salient.Contested} {
		for _, s := range []salient.State{"blue", "red", salient.Contested} {
			x := salient.Holder{Side: s, P: 0.05}
			if s == name {
				x.P = 0.9
			}
			holders[state] = append(holders[state], x)
		}
	}
	return func(leaf salient.PlaceID, day when.Day) salient.Holding {
		i, _ := strconv.Atoi(string(leaf[1:]))
		at := n.State[max(0, min(int(day-First), n.Days-1))][i]
		h := salient.Holding{Place: leaf, On: day, Status: salient.Held, Basis: salient.Observed, Holders: holders[at]}
		if at == Contested {
			h.Status = salient.Disputed
		}
		return h
	}
}
