package route

import (
	"fmt"

	"github.com/salient-osint/salient/internal/cell"
)

// class is pieces that are alike to every side on every day: in one cell, with the same
// claims on them, and the same crossings and junctions at their ends. Most pieces have no
// claims and no points, and are of their cell's class.
type class struct {
	cell   int
	claims []int32
	points []int32
}

// classify numbers the classes in the order in which pieces have them.
func (m *Map) classify() {
	plain := make([]int32, len(m.leaves)+1) // 1 more than the class, by cell; that of no cell first
	other := map[string]int32{}
	for i := range m.pieces {
		p := &m.pieces[i]
		c := class{p.cell, p.claims, append(append([]int32(nil), m.pointsAt[p.from]...), m.pointsAt[p.to]...)}
		if len(c.claims)+len(c.points) > 0 {
			key := fmt.Sprint(c)
			if _, ok := other[key]; !ok {
				other[key] = m.add(c)
			}
			p.class = other[key]
			continue
		}
		if k := c.cell - cell.Outside; plain[k] == 0 {
			plain[k] = m.add(c) + 1
		}
		p.class = plain[c.cell-cell.Outside] - 1
	}
}

func (m *Map) add(c class) int32 {
	m.classes = append(m.classes, c)
	return int32(len(m.classes) - 1)
}
