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
		d := l.m.On(l.held, l.Side, runs[k].From)
		if k == 0 {
			runs[k].By = IDs(d.causes(d.try(p).blocked))
			continue
		}
		before := l.m.On(l.held, l.Side, runs[k].From-1)
		runs[k].By = d.changed(before, p, d.try(p), before.try(p))
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

// changed names what made the status another than the day before: on the new way, if it
// is better, what opened; on the old way, if it is worse, what closed, and then what keeps
// the pair from being what it was.
func (d *Day) changed(before *Day, p pair, t, last trial) []string {
	var moved []int32
	var causes []Cause
	if rank(t.status) > rank(last.status) {
		for _, i := range d.on(p, t.way) {
			if d.state(i).pass > before.state(i).pass {
				moved = append(moved, i)
			}
		}
		causes = before.causes(moved)
	} else {
		for _, i := range d.on(p, last.way) {
			if d.state(i).pass < before.state(i).pass {
				moved = append(moved, i)
			}
		}
	}
	causes = append(causes, d.causes(moved)...)
	if len(causes) == 0 {
		causes = d.causes(t.blocked)
	}
	return IDs(causes)
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
