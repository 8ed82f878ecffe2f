package siege

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// Merged is one siege of places whose cells touch and that were cut off on common days, as
// `siege --merged --json` prints it. Places join and leave; two sieges that a third place
// joins for a day are one.
type Merged struct {
	Side   salient.ActorID `json:"side"`     // the besieged
	Begin  string          `json:"begin"`    // first day of the first of its places, EDTF as for Siege
	End    string          `json:"end"`      // last day of the last of them; "" if it lasts on the span's last day
	Places []Member        `json:"places"`   // by first day, then by id
	People People          `json:"people"`   // inside, by the populations of the places
	Depth  *Depth          `json:"depth_km"` // nil if there is no own ground to be near to
	Course []Stretch       `json:"course"`   // in order of days
}

// Member is a run of days on which a place was part of a merged siege.
type Member struct {
	Place salient.PlaceID `json:"place"`
	Name  string          `json:"name"`
	Begin string          `json:"begin"`
	End   string          `json:"end"`
}

// People is how many lived inside: on the first day, and when they were most. Both are nil
// if the population of no place is known; places without one are left out of the sums.
type People struct {
	Begin  *int64    `json:"begin"`
	Most   *int64    `json:"most"`
	MostOn *when.Day `json:"most_on"` // the first such day
}

// Depth is how far the siege was from its side's nearest ground with a way to the rear, in
// kilometres as the crow flies: the least and the median of its days.
type Depth struct {
	Least  float64 `json:"least"`
	Median float64 `json:"median"`
}

// Stretch is a run of days on which nothing about a merged siege changed.
type Stretch struct {
	From      when.Day          `json:"from"`
	To        when.Day          `json:"to"`
	Places    []salient.PlaceID `json:"places"` // members, by id
	People    *int64            `json:"people"` // of those whose population is known; nil if none is
	Uncounted int               `json:"uncounted"`
	Gap       *Gap              `json:"gap"`
	Test
}

// Gap is what lies between a siege and the nearest own ground with a way to the rear: the
// two places, and kilometres between their points, to the metre.
type Gap struct {
	Km   float64         `json:"km"`
	From salient.PlaceID `json:"from"` // a leaf inside
	To   salient.PlaceID `json:"to"`
}

// On is the stretch that a day is in; ok is false for a day without siege.
func (m Merged) On(day when.Day) (s Stretch, ok bool) {
	for _, s := range m.Course {
		if s.From <= day && day <= s.To {
			return s, true
		}
	}
	return Stretch{}, false
}

func compareMerged(a, b Merged) int {
	return cmp.Or(cmp.Compare(a.Begin, b.Begin), cmp.Compare(a.Places[0].Place, b.Places[0].Place), cmp.Compare(a.Side, b.Side))
}

// merge joins the rows of a side that touch while both last.
func (k *keeper) merge(rows []row) []Merged {
	group := joined(len(rows), k.touching(rows))
	var order []int
	members := map[int][]row{}
	for i, r := range rows {
		if members[group[i]] == nil {
			order = append(order, group[i])
		}
		members[group[i]] = append(members[group[i]], r)
	}
	out := make([]Merged, 0, len(order))
	for _, g := range order {
		out = append(out, k.merged(members[g]))
	}
	return out
}

// touching lists pairs of rows with a common day and cells that share an edge, or a cell.
func (k *keeper) touching(rows []row) [][2]int {
	in := map[int][]int{} // rows by cell
	for i, r := range rows {
		for _, leaf := range r.leaves {
			if at, _, ok := k.m.Cell(leaf); ok {
				in[at] = append(in[at], i)
			}
		}
	}
	var out [][2]int
	for i, r := range rows {
		for _, leaf := range r.leaves {
			at, beside, _ := k.m.Cell(leaf)
			for _, near := range append([]int{at}, beside...) {
				for _, j := range in[near] {
					if j < i && rows[j].from <= r.to && r.from <= rows[j].to {
						out = append(out, [2]int{j, i})
					}
				}
			}
		}
	}
	return out
}

// joined numbers n things so that those of a pair, and of a chain of pairs, have one number.
func joined(n int, pairs [][2]int) []int {
	of := make([]int, n)
	for i := range of {
		of[i] = i
	}
	root := func(i int) int {
		for of[i] != i {
			of[i] = of[of[i]]
			i = of[i]
		}
		return i
	}
	for _, p := range pairs {
		a, b := root(p[0]), root(p[1])
		of[max(a, b)] = min(a, b)
	}
	for i := range of {
		of[i] = root(i)
	}
	return of
}

// merged describes a siege by its rows, which are sorted by first day.
func (k *keeper) merged(rows []row) Merged {
	m := Merged{Side: k.side, Begin: beginOf(rows), End: k.endOf(rows)}
	for _, r := range rows {
		m.Places = append(m.Places, Member{r.Place, r.Name, r.Begin, r.End})
	}
	m.Course = k.course(rows)
	m.People = mostPeople(m.Course)
	m.Depth = depthOf(m.Course)
	return m
}

// beginOf is the first day, uncertain if the day before is for all places that begin it.
func beginOf(rows []row) string {
	sure := slices.ContainsFunc(rows, func(r row) bool { return r.from == rows[0].from && !r.before })
	return edtf(rows[0].from, !sure)
}

func (k *keeper) endOf(rows []row) string {
	last := rows[0].to
	for _, r := range rows {
		last = max(last, r.to)
	}
	if last == k.span.To {
		return ""
	}
	sure := slices.ContainsFunc(rows, func(r row) bool { return r.to == last && !r.after })
	return edtf(last, !sure)
}

// course goes through the days and joins those that are alike.
func (k *keeper) course(rows []row) []Stretch {
	near, about := k.nearest(rows), k.access.about(k.c, rows)
	last := rows[0].to
	for _, r := range rows {
		last = max(last, r.to)
	}
	var out []Stretch
	for day := rows[0].from; day <= last; day++ {
		s := k.stretch(day, rows, near, about)
		if n := len(out); n > 0 && out[n-1].alike(s) {
			out[n-1].To = day
			continue
		}
		out = append(out, s)
	}
	return out
}

func (k *keeper) stretch(day when.Day, rows []row, near map[salient.PlaceID]ranking, about [][]int) Stretch {
	s := Stretch{From: day, To: day, Places: []salient.PlaceID{}}
	var claims []int
	for i, r := range rows {
		if day < r.from || r.to < day {
			continue
		}
		s.Places = append(s.Places, r.Place)
		claims = append(claims, about[i]...)
		s.count(r.People)
		for _, leaf := range r.leaves {
			s.Gap = narrower(s.Gap, near[leaf].on(leaf, int(day-k.span.From), k.bases))
		}
	}
	slices.Sort(s.Places)
	slices.Sort(claims)
	s.Test = k.access.test(slices.Compact(claims), day)
	return s
}

func (s *Stretch) count(people *int64) {
	switch {
	case people == nil:
		s.Uncounted++
	case s.People == nil:
		n := *people
		s.People = &n
	default:
		*s.People += *people
	}
}

// alike reports whether another day is as the days of the stretch are.
func (s Stretch) alike(o Stretch) bool {
	return slices.Equal(s.Places, o.Places) && same(s.People, o.People) && s.Uncounted == o.Uncounted &&
		same(s.Gap, o.Gap) && s.Test.alike(o.Test)
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// narrower is the shorter of two gaps, of equals the one between the lower ids.
func narrower(a, b *Gap) *Gap {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	if cmp.Or(cmp.Compare(a.Km, b.Km), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) <= 0 {
		return a
	}
	return b
}

// ranking is the bases by distance from one place.
type ranking []ranked

type ranked struct {
	base int32
	km   float64
}

// on is the gap from a place on a day; nil if there is no base that day.
func (r ranking) on(from salient.PlaceID, day int, bases []route.Base) *Gap {
	for _, x := range r {
		if bases[x.base].Days.Has(day) {
			return &Gap{x.km, from, bases[x.base].Place}
		}
	}
	return nil
}

// nearest ranks the bases for each leaf of some rows that has a point.
func (k *keeper) nearest(rows []row) map[salient.PlaceID]ranking {
	out := map[salient.PlaceID]ranking{}
	for _, r := range rows {
		for _, leaf := range r.leaves {
			if p, ok := k.c.Place(leaf); ok && p.At != nil && out[leaf] == nil {
				out[leaf] = k.rank(*p.At)
			}
		}
	}
	return out
}

func (k *keeper) rank(from geo.Point) ranking {
	out := make(ranking, len(k.bases))
	for i, b := range k.bases {
		out[i] = ranked{int32(i), math.Round(geo.Distance(from, b.At).Km()*1000) / 1000}
	}
	slices.SortFunc(out, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.km, b.km), cmp.Compare(a.base, b.base)) })
	return out
}

func mostPeople(course []Stretch) People {
	p := People{Begin: course[0].People}
	for _, s := range course {
		if s.People != nil && (p.Most == nil || *s.People > *p.Most) {
			p.Most, p.MostOn = s.People, &s.From
		}
	}
	return p
}

// depthOf is the least and the median gap of the days that have one; of an even number of
// days the lower of the middle two.
func depthOf(course []Stretch) *Depth {
	var gaps []Stretch
	days := 0
	for _, s := range course {
		if s.Gap != nil {
			gaps = append(gaps, s)
			days += int(s.To-s.From) + 1
		}
	}
	if len(gaps) == 0 {
		return nil
	}
	slices.SortStableFunc(gaps, func(a, b Stretch) int { return cmp.Compare(a.Gap.Km, b.Gap.Km) })
	d := Depth{Least: gaps[0].Gap.Km}
	left := (days + 1) / 2
	for _, s := range gaps {
		if left -= int(s.To-s.From) + 1; left <= 0 {
			d.Median = s.Gap.Km
			break
		}
	}
	return &d
}
