package network

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// Report tells what became of a file's lines.
type Report struct {
	Network   salient.NetworkID `json:"network"`
	Format    string            `json:"format"`
	Reader    string            `json:"reader"`
	SHA256    string            `json:"sha256"`
	Objects   int               `json:"objects"`   // read: nodes, ways, relations, features
	Ways      int               `json:"ways"`      // of which roads were made
	Roads     int               `json:"roads"`     // from junction to junction
	Junctions int               `json:"junctions"` // where roads meet or end
	Points    int               `json:"points"`    // of the roads' lines
	Km        float64           `json:"km"`
	Joined    int               `json:"joined"` // joints of two ways that are one road
	Ferries   int               `json:"ferries"`
	Bridges   int               `json:"bridges"`
	Crossings int               `json:"crossings"`
	Parts     int               `json:"parts"`   // that no road joins
	Largest   float64           `json:"largest"` // part of the length that lies in the largest of them, 0 to 1
	Changed   []Count           `json:"changed"`
	Dropped   []Count           `json:"dropped"`
}

func (b *builder) report(n *Net) Report {
	r := Report{
		Network: b.o.Network, Objects: b.raw.Objects, Ways: b.kept, Roads: len(n.Roads), Crossings: len(n.Spots),
		Changed: b.notes.List(), Dropped: b.dropped.List(),
	}
	p := parts{number: map[geo.Point]int32{}}
	for i := range n.Roads {
		road := &n.Roads[i]
		km := road.Line.Length().Km()
		r.Points += len(road.Line)
		r.Km += km
		r.Joined += max(0, len(road.Mapped.Also)-1)
		if i == 0 || n.Roads[i-1].ID != road.ID {
			r.Ferries += one(road.Class == "ferry")
			r.Bridges += one(has(road.Mapped.Tags, "bridge"))
		}
		p.join(road.Line[0], road.Line[len(road.Line)-1], km)
	}
	r.Junctions = len(p.up)
	r.Parts, r.Largest = p.largest()
	if r.Km > 0 {
		r.Largest /= r.Km
	}
	return r
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func has(tags []salient.Tag, key string) bool {
	v := get(tags, key)
	return v != "" && v != "no"
}

// parts counts what hangs together (union–find), whatever the direction.
type parts struct {
	number map[geo.Point]int32
	up     []int32
	km     []float64
}

func (p *parts) of(at geo.Point) int32 {
	i, ok := p.number[at]
	if !ok {
		i = int32(len(p.up))
		p.number[at] = i
		p.up, p.km = append(p.up, i), append(p.km, 0)
	}
	for p.up[i] != i {
		p.up[i] = p.up[p.up[i]]
		i = p.up[i]
	}
	return i
}

func (p *parts) join(a, b geo.Point, km float64) {
	i, j := p.of(a), p.of(b)
	if i != j {
		p.up[j] = i
		p.km[i] += p.km[j]
	}
	p.km[i] += km
}

func (p *parts) largest() (count int, km float64) {
	for i, up := range p.up {
		if int(up) == i {
			count++
			km = max(km, p.km[i])
		}
	}
	return count, km
}
