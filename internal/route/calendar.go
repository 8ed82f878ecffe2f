package route

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/reach"
	"github.com/salient-osint/salient/when"
)

// Run is a run of days, both ends included, on which a pair had one status.
type Run struct {
	From   when.Day `json:"from"`
	To     when.Day `json:"to"`
	Status Status   `json:"status"`
	By     []string `json:"by"` // ids: the claims, then the places, whose change began the run; for the first run, what stands in the way
}

// Calendar gives the status of a pair on every day of a span, as runs. It fails like Best.
func (m *Map) Calendar(held salient.Ground, q Query, span when.Span) ([]Run, error) {
	return m.Over(held, q.Side, span).Calendar(q.From, q.To)
}

// Calendar gives the status of a pair on every day of the span, as runs. It fails like
// Day.Best. Only the days on which a run ends and the next begins are searched, for what
// ended the one and began the other.
func (l *Lines) Calendar(from, to salient.PlaceID) ([]Run, error) {
	p, err := l.m.pair(from, to)
	if err != nil {
		return nil, err
	}
	runs := l.runs(l.joined(p))
	for k := range runs {
		if k == 0 {
			d := l.m.OnFor(l.held, l.party, runs[k].From)
			runs[k].By = IDs(d.causes(d.blocked(p, d.try(p))))
			continue
		}
		runs[k].By = l.turn(p, runs[k-1], runs[k])
	}
	return runs, nil
}

// joined gives the days on which a way of a level's pieces joins a pair.
func (l *Lines) joined(p pair) [2]reach.Days {
	var out [2]reach.Days
	j := l.m.joints()
	for k := range levels {
		out[k] = reach.NewDays(l.Span.Len())
		if p.meets() { // then a way is staying where one is
			for _, i := range l.m.at(p) {
				out[k].AddAll(l.passable[k][l.m.pieces[i].class])
			}
			continue
		}
		for _, v := range j.ofAll(p.from) {
			for _, w := range j.ofAll(p.to) {
				out[k].AddAll(l.between(k, v, w))
			}
		}
	}
	return out
}

// between gives the days on which a way leads from one vertex of the joints to another.
func (l *Lines) between(level int, v, w int32) reach.Days {
	if v == w {
		return l.passable[level][l.m.joints().class[v]]
	}
	return l.pairs[level]().Between(v, w)
}

// runs are the runs of days of one status, without causes.
func (l *Lines) runs(joined [2]reach.Days) []Run {
	var out []Run
	for day := range l.Span.Len() {
		s := Cut
		switch {
		case joined[0].Has(day):
			s = Open
		case joined[1].Has(day):
			s = Uncertain
		}
		on := l.Span.From + when.Day(day)
		if n := len(out); n > 0 && out[n-1].Status == s {
			out[n-1].To = on
			continue
		}
		out = append(out, Run{From: on, To: on, Status: s})
	}
	return out
}

// turn names what ended a run and began the next: on the fastest way that there is now, if
// the pair is better off, what opened; on the one that there was, if it is worse off, what
// closed.
func (l *Lines) turn(p pair, last, next Run) []string {
	before, d := l.m.OnFor(l.held, l.party, last.To), l.m.OnFor(l.held, l.party, next.From)
	moved := func(now, then *Day, s Status) (pieces []int32) {
		for _, i := range now.on(p, now.along(p, slices.Index(statuses[:], s))) {
			if now.state(i).pass > then.state(i).pass {
				pieces = append(pieces, i)
			}
		}
		return pieces
	}
	if rank(next.Status) > rank(last.Status) {
		opened := moved(d, before, next.Status)
		return IDs(append(before.causes(opened), d.causes(opened)...))
	}
	return IDs(d.causes(moved(before, d, last.Status)))
}

// along is the fastest way over pieces of a level, for a pair that has one.
func (d *Day) along(p pair, level int) []arc {
	if p.meets() {
		return nil
	}
	way, _ := d.m.fastest().find(p.from, p.to, d.atLeast(levels[level]))
	return way
}

func rank(s Status) int { return slices.Index([]Status{Cut, Uncertain, Open}, s) }

// IDs gives the ids of causes: the claims that decide, then the places whose ground does,
// each once and sorted.
func IDs(causes []Cause) []string {
	claims, places := []string{}, []string{}
	for _, c := range causes {
		for _, id := range c.Claims {
			claims = append(claims, string(id))
		}
		if len(c.Claims) == 0 && c.Place != "" {
			places = append(places, string(c.Place))
		}
	}
	slices.Sort(claims)
	slices.Sort(places)
	return append(slices.Compact(claims), slices.Compact(places)...)
}
