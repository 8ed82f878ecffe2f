// Package siege finds the places that were cut off: held by a side, with no way over the
// roads to that side's rear, not even over uncertain ground.
//
// Only encirclement is computed, for all days at once (route.Lines), exactly as a search on
// each day would. The two other parts of what the United Nations call besieged, that aid can't regularly
// get in and people can't regularly get out, are access claims, which Merged sets beside the
// encirclement (Stretch.Aid, Stretch.Leaving), and what sources call a
// siege is listed by Claimed: neither has any effect on what is computed.
//
// Places are besieged one by one (Siege); those whose cells touch and that are cut off at the
// same time are one siege that places join and leave (Merged).
//
// A side without a known rear on a day can't be said to be cut off from it: such days have
// no sieges and are listed as days without a rear. Places more than 5 km from any road of
// the map can't be judged either, and are never besieged.
package siege

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/reach"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// Siege is a run of days on which a place was cut off, as `siege --json` prints it.
type Siege struct {
	Place  salient.PlaceID  `json:"place"` // the highest settlement whose leaves all have the same siege
	Name   string           `json:"name"`
	Side   salient.ActorID  `json:"side"`   // the besieged
	Begin  string           `json:"begin"`  // first day, EDTF: with "?" if on the day before it was uncertain
	End    string           `json:"end"`    // last day, with "?" if on the day after it is uncertain; "" if it lasts on the span's last day
	People *int64           `json:"people"` // the place's population, or its leaves' together; nil if any is unknown
	Cut    []salient.RoadID `json:"cut"`    // roads out of the pocket whose closing began it (route.Day.CutOff)
	By     []string         `json:"by"`     // what shuts them: claims, then places
}

// NoRear is a run of days on which a side has no rear on the map.
type NoRear struct {
	Side     salient.ActorID
	From, To when.Day
}

// Result is the sieges, by first day, place and side, one by one and merged, and the days
// that can't be judged.
type Result struct {
	Sieges []Siege
	Merged []Merged
	NoRear []NoRear
}

// Calendar finds the sieges of the sides' places in a span, on the ground that is given. A
// siege that lasts on the span's first day began then or before.
func Calendar(m *route.Map, c *salient.Case, held salient.Ground, span when.Span, sides []salient.ActorID) Result {
	var out Result
	access := accessOf(c)
	for _, side := range sides {
		k := keeper{m: m, c: c, held: held, side: side, span: span, access: access, runs: map[salient.PlaceID][]run{}}
		k.add(&out)
	}
	slices.SortFunc(out.Sieges, compare)
	slices.SortFunc(out.Merged, compareMerged)
	return out
}

func (k *keeper) add(out *Result) {
	lines := k.m.Over(k.held, k.side, k.span)
	leaves, known := lines.Exits()
	for _, leaf := range leaves {
		if list := k.runsOf(leaf); len(list) > 0 {
			k.runs[leaf.Place] = list
		}
	}
	rows := k.rows()
	for _, r := range rows {
		out.Sieges = append(out.Sieges, r.Siege)
	}
	if len(rows) > 0 {
		k.bases = lines.Bases(leaves, known)
		out.Merged = append(out.Merged, k.merge(rows)...)
	}
	never := reach.NewDays(k.span.Len())
	never.AddRange(0, k.span.Len())
	for lo, hi := range never.Less(known).Runs() {
		out.NoRear = append(out.NoRear, NoRear{k.side, k.day(lo), k.day(hi - 1)})
	}
}

// keeper keeps the calendar of one side.
type keeper struct {
	m    *route.Map
	c    *salient.Case
	held salient.Ground
	side salient.ActorID
	span when.Span
	runs map[salient.PlaceID][]run // by leaf

	access access
	bases  []route.Base
}

// day is a day of the span by its number.
func (k *keeper) day(number int) when.Day { return k.span.From + when.Day(number) }

// run is a leaf's days of cut, and whether the days around them are uncertain.
type run struct {
	from, to      when.Day
	before, after bool
}

func (k *keeper) runsOf(leaf route.Leaf) []run {
	var out []run
	for lo, hi := range leaf.Cut.Runs() {
		before := lo > 0 && leaf.Uncertain.Has(lo-1)
		after := hi < k.span.Len() && leaf.Uncertain.Has(hi)
		out = append(out, run{k.day(lo), k.day(hi - 1), before, after})
	}
	return out
}

// row is a siege of one place, with its run and its leaves.
type row struct {
	Siege
	run
	leaves []salient.PlaceID
}

// rows joins the runs of leaves into those of settlements, by first day and place.
func (k *keeper) rows() []row {
	leaves := map[salient.PlaceID]map[run][]salient.PlaceID{} // by settlement
	for leaf, list := range k.runs {
		for _, r := range list {
			at, err := k.m.Climb(leaf, func(other salient.PlaceID) bool { return slices.Contains(k.runs[other], r) })
			if err != nil {
				at = leaf
			}
			if leaves[at] == nil {
				leaves[at] = map[run][]salient.PlaceID{}
			}
			leaves[at][r] = append(leaves[at][r], leaf)
		}
	}
	var out []row
	for at, byRun := range leaves {
		for r, list := range byRun {
			slices.Sort(list)
			out = append(out, row{k.siege(at, r, list), r, list})
		}
	}
	slices.SortFunc(out, func(a, b row) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.Place, b.Place)) })
	return out
}

func (k *keeper) siege(at salient.PlaceID, r run, leaves []salient.PlaceID) Siege {
	s := Siege{
		Place: at, Name: string(at), Side: k.side, Begin: edtf(r.from, r.before), End: edtf(r.to, r.after),
		People: people(k.c, at, leaves), Cut: []salient.RoadID{}, By: []string{},
	}
	if p, ok := k.c.Place(at); ok {
		s.Name = p.Name
	}
	if r.to == k.span.To {
		s.End = ""
	}
	var before *route.Day
	if r.from > k.span.From {
		before = k.m.On(k.held, k.side, r.from-1)
	}
	roads, by, err := k.m.On(k.held, k.side, r.from).CutOff(before, leaves...)
	if err == nil {
		s.Cut, s.By = append(s.Cut, roads...), append(s.By, route.IDs(by)...)
	}
	return s
}

func edtf(day when.Day, uncertain bool) string {
	if uncertain {
		return day.String() + "?"
	}
	return day.String()
}

// people is a place's own population, else the sum of its leaves'; nil if any is unknown.
func people(c *salient.Case, at salient.PlaceID, leaves []salient.PlaceID) *int64 {
	if p, ok := c.Place(at); ok && p.Population != nil {
		n := *p.Population
		return &n
	}
	var sum int64
	for _, leaf := range leaves {
		p, ok := c.Place(leaf)
		if !ok || p.Population == nil {
			return nil
		}
		sum += *p.Population
	}
	return &sum
}

func compare(a, b Siege) int {
	return cmp.Or(cmp.Compare(a.Begin, b.Begin), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Side, b.Side))
}

// Has reports whether the siege holds on a day.
func (s Siege) Has(day when.Day) bool {
	begin, _ := when.Parse(s.Begin)
	end, _ := when.Parse(s.End)
	first, ok := begin.Earliest(when.Widening{})
	last, ended := end.Latest(when.Widening{})
	return ok && first <= day && (!ended || day <= last)
}
