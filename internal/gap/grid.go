package gap

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Grid is silence by group and month.
type Grid struct {
	Months []when.Span // calendar months, the first and last cut to the days asked about
	Rows   []Row       // the most silent first, then by id
}

// Row is one group of places.
type Row struct {
	Place  salient.PlaceID // what the leaves lie in; "" for those that lie in nothing of the kind
	Leaves int
	Months []Silence
}

// Silence counts days times leaves, and those of them that lie in a gap.
type Silence struct{ Days, Silent int }

// Part is the silent part, 0..1.
func (s Silence) Part() float64 {
	if s.Days == 0 {
		return 0
	}
	return float64(s.Silent) / float64(s.Days)
}

// sum adds a row's months up.
func (r Row) sum() (all Silence) {
	for _, m := range r.Months {
		all.Days, all.Silent = all.Days+m.Days, all.Silent+m.Silent
	}
	return all
}

// Part is the silent part of all months.
func (r Row) Part() float64 { return r.sum().Part() }

// Grid sums the gaps in a span up by month and by the nearest place of a kind that a leaf
// lies in, itself if it is one.
func (r *Reading) Grid(span when.Span, kind salient.PlaceKind) Grid {
	g := Grid{Months: months(span)}
	rows := map[salient.PlaceID]*Row{}
	for _, leaf := range r.leaves {
		group := r.groupOf(leaf, kind)
		row := rows[group]
		if row == nil {
			row = &Row{Place: group, Months: make([]Silence, len(g.Months))}
			rows[group] = row
		}
		row.Leaves++
		gaps := r.of(leaf, span)
		for i, m := range g.Months {
			row.Months[i].Days += m.Len()
			for _, x := range gaps {
				row.Months[i].Silent += x.Days.Meet(m).Len()
			}
		}
	}
	for _, row := range rows {
		g.Rows = append(g.Rows, *row)
	}
	slices.SortFunc(g.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Part(), a.Part()), cmp.Compare(a.Place, b.Place))
	})
	return g
}

func (r *Reading) groupOf(leaf salient.PlaceID, kind salient.PlaceKind) salient.PlaceID {
	for _, up := range r.c.Above(leaf) {
		if p, _ := r.c.Place(up); p.Kind == kind {
			return up
		}
	}
	return ""
}

// Kind is what a grid is made by unless somebody asks otherwise: the first of district,
// subdistrict, governorate and country in which a leaf lies, else the kind of the first leaf;
// "" for a case without places.
func (r *Reading) Kind() salient.PlaceKind {
	for _, kind := range []salient.PlaceKind{salient.District, salient.Subdistrict, salient.Governorate, salient.Country} {
		if slices.ContainsFunc(r.leaves, func(leaf salient.PlaceID) bool { return r.groupOf(leaf, kind) != "" }) {
			return kind
		}
	}
	if len(r.leaves) == 0 {
		return ""
	}
	p, _ := r.c.Place(r.leaves[0])
	return p.Kind
}

// months cuts a span at the beginnings of months.
func months(span when.Span) []when.Span {
	var out []when.Span
	for from := span.From; from <= span.To; {
		y, m, _ := from.Time().Date()
		next := when.Of(y, m+1, 1)
		out = append(out, when.Span{From: from, To: min(next-1, span.To)})
		from = next
	}
	return out
}
