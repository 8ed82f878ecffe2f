package route

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/reach"
)

// Base is ground of a side's own from which it can reach its rear, or the rear itself.
type Base struct {
	Place salient.PlaceID
	At    geo.Point
	Days  reach.Days
}

// Bases lists, by place, the leaves that the side holds and from which some way led to its
// rear on some day, an uncertain one too, and its rears that aren't lost. leaves are those
// of Exits. Places without a road near them are left out.
func (l *Lines) Bases(leaves []Leaf, known reach.Days) []Base {
	cut := map[salient.PlaceID]reach.Days{}
	for _, x := range leaves {
		cut[x.Place] = x.Cut
	}
	days := map[salient.PlaceID]reach.Days{}
	for _, r := range l.rears {
		days[r.place.ID] = r.kept.Meet(known)
	}
	for i := range l.m.leaves {
		id := l.m.leaves[i].place.ID
		held := l.holds[i].Meet(known)
		if held.Count() == 0 || l.m.roadless(id) {
			continue
		}
		if c := cut[id]; c != nil {
			held = held.Less(c)
		}
		if rear := days[id]; rear != nil {
			held.AddAll(rear)
		}
		days[id] = held
	}
	return l.m.located(days)
}

func (m *Map) roadless(id salient.PlaceID) bool {
	_, err := m.ends(id)
	return err != nil
}

// located gives the places that have a point and days, by id.
func (m *Map) located(days map[salient.PlaceID]reach.Days) []Base {
	var out []Base
	for id, d := range days {
		if p, ok := m.c.Place(id); ok && p.At != nil && d.Count() > 0 {
			out = append(out, Base{id, *p.At, d})
		}
	}
	slices.SortFunc(out, func(a, b Base) int { return cmp.Compare(a.Place, b.Place) })
	return out
}

// Cell gives the number of the cell that a leaf is in, and those of the cells that share an
// edge with it; ok is false for what isn't a leaf with a cell.
func (m *Map) Cell(id salient.PlaceID) (number int, beside []int, ok bool) {
	i, ok := m.cells.Find(string(id))
	if !ok {
		return 0, nil, false
	}
	number = m.cells.Owner(i)
	return number, m.cells.Cell(number).Neighbours, true
}
