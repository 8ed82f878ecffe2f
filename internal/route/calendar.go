package route

import (
	"slices"

	"github.com/salient-osint/salient"
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
	var runs []Run
	var before *Day
	var last trial
	for day := span.From; day <= span.To; day++ {
		d := m.On(held, q.Side, day)
		p, err := d.pair(q.From, q.To)
		if err != nil {
			return nil, err
		}
		t := d.try(p)
		n := len(runs)
		switch {
		case n > 0 && runs[n-1].Status == t.status:
			runs[n-1].To = day
		case n > 0:
			runs = append(runs, Run{day, day, t.status, d.changed(before, p, t, last)})
		default:
			runs = append(runs, Run{day, day, t.status, IDs(d.causes(t.blocked))})
		}
		before, last = d, t
	}
	return runs, nil
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
