// Package siege finds the places that were cut off: held by a side, with no way over the
// roads to that side's rear, not even over uncertain ground.
//
// Only encirclement is computed, day by day, by plain search over internal/route's pieces.
// The two other parts of what the United Nations call besieged, that aid can't regularly
// get in and people can't regularly get out, are access claims, and what sources call a
// siege is listed by Claimed: neither has any effect on what is computed.
//
// A side without a known rear on a day can't be said to be cut off from it: such days have
// no sieges and are listed as days without a rear. Places more than 5 km from any road of
// the map can't be judged either, and are never besieged.
package siege

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
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

// Result is the sieges, by first day, place and side, and the days that can't be judged.
type Result struct {
	Sieges []Siege
	NoRear []NoRear
}

// Calendar finds the sieges of the sides' places in a span, on the ground that is given. A
// siege that lasts on the span's first day began then or before.
func Calendar(m *route.Map, c *salient.Case, held salient.Ground, span when.Span, sides []salient.ActorID) Result {
	var out Result
	for _, side := range sides {
		k := keeper{m: m, c: c, held: held, side: side, span: span, fates: map[salient.PlaceID][]fate{}}
		for day := span.From; day <= span.To; day++ {
			k.watch(day)
		}
		out.Sieges = append(out.Sieges, k.sieges()...)
		out.NoRear = append(out.NoRear, k.noRear...)
	}
	slices.SortFunc(out.Sieges, compare)
	return out
}

// fate is what a leaf's connection was on a day.
type fate byte

const (
	free   fate = iota // not held by the side, or its way isn't cut, or it can't be judged
	unsure             // held, and only uncertain ways lead out
	cutOff             // held, and no way leads out
)

// keeper keeps the calendar of one side.
type keeper struct {
	m      *route.Map
	c      *salient.Case
	held   salient.Ground
	side   salient.ActorID
	span   when.Span
	fates  map[salient.PlaceID][]fate // by leaf, from the span's first day on
	noRear []NoRear
}

func (k *keeper) watch(day when.Day) {
	d := k.m.On(k.held, k.side, day)
	exits, ok := d.Exits()
	if !ok {
		k.without(day)
		return
	}
	for _, leaf := range d.Held() {
		status, err := exits.From(leaf)
		if err != nil {
			continue // no road near it: can't be judged
		}
		if status != route.Open && k.fates[leaf] == nil {
			k.fates[leaf] = make([]fate, k.span.Len())
		}
		switch at := int(day - k.span.From); status {
		case route.Cut:
			k.fates[leaf][at] = cutOff
		case route.Uncertain:
			k.fates[leaf][at] = unsure
		}
	}
}

func (k *keeper) without(day when.Day) {
	if n := len(k.noRear); n > 0 && k.noRear[n-1].To == day-1 {
		k.noRear[n-1].To = day
		return
	}
	k.noRear = append(k.noRear, NoRear{k.side, day, day})
}

// run is a leaf's days of cut, and whether the days around them are uncertain.
type run struct {
	from, to      when.Day
	before, after bool
}

func (k *keeper) runs(leaf salient.PlaceID) []run {
	var out []run
	fates := k.fates[leaf]
	for i, f := range fates {
		if f != cutOff {
			continue
		}
		day := k.span.From + when.Day(i)
		after := i+1 < len(fates) && fates[i+1] == unsure
		if n := len(out); n > 0 && out[n-1].to == day-1 {
			out[n-1].to, out[n-1].after = day, after
			continue
		}
		out = append(out, run{day, day, i > 0 && fates[i-1] == unsure, after})
	}
	return out
}

// sieges merges the runs of leaves into those of settlements.
func (k *keeper) sieges() []Siege {
	runs := map[salient.PlaceID][]run{}
	leaves := map[salient.PlaceID]map[run][]salient.PlaceID{} // by settlement
	for leaf := range k.fates {
		runs[leaf] = k.runs(leaf)
	}
	for leaf, list := range runs {
		for _, r := range list {
			at, err := k.m.Climb(leaf, func(other salient.PlaceID) bool { return slices.Contains(runs[other], r) })
			if err != nil {
				at = leaf
			}
			if leaves[at] == nil {
				leaves[at] = map[run][]salient.PlaceID{}
			}
			leaves[at][r] = append(leaves[at][r], leaf)
		}
	}
	var out []Siege
	for at, byRun := range leaves {
		for r, list := range byRun {
			slices.Sort(list)
			out = append(out, k.siege(at, r, list))
		}
	}
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
