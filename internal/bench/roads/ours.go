package main

import (
	"fmt"
	"time"

	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/route"
)

// ours asks Salient. Contracting the net, which is done once, isn't counted.
func (l *laid) ours() []figure {
	return append(l.ourWays(), l.ourCalendar(), l.ourChokepoints())
}

func (l *laid) ourWays() []figure {
	ways, days := figure{task: oneWay, who: "Salient"}, figure{task: anotherDay, who: "Salient"}
	var d *route.Day
	for k := range l.asked {
		a := &l.asked[k]
		if k == 0 || a.day != l.asked[k-1].day {
			start := time.Now()
			d = l.m.On(l.ground, side, l.day(a.day))
			_, _, _ = d.Hours(net.PlaceID(a.from), net.PlaceID(a.to)) // sets the hierarchy to the day
			if spent := time.Since(start); k > 0 {
				days.spent = append(days.spent, spent)
			}
		}
		start := time.Now()
		hours, status, err := d.Hours(net.PlaceID(a.from), net.PlaceID(a.to))
		ways.spent = append(ways.spent, time.Since(start))
		if err == nil && status == route.Open {
			a.hours = hours
		}
	}
	ways.n, days.n = len(ways.spent), len(days.spent)
	return []figure{ways, days}
}

// ourCalendar finds the places that are cut off on all days at once.
func (l *laid) ourCalendar() figure {
	lines := l.m.Over(l.ground, side, l.n.Span())
	start := time.Now()
	leaves, _ := lines.Exits()
	f := figure{task: calendar, who: "Salient", n: l.net.Days, whole: time.Since(start)}
	l.cut = make([][]bool, l.net.Days)
	for day := range l.cut {
		l.cut[day] = make([]bool, len(l.n.Places))
	}
	total := 0
	for _, x := range leaves {
		var place int
		_, _ = fmt.Sscanf(string(x.Place), "p%d", &place)
		for lo, hi := range x.Cut.Runs() {
			for day := lo; day < min(hi, l.net.Days); day++ {
				l.cut[day][place] = true
				total++
			}
		}
	}
	f.said = fmt.Sprintf("%d place-days cut off", total)
	return f
}

func (l *laid) ourChokepoints() figure {
	f := figure{task: choke, who: "Salient, of a pair"}
	found := 0
	for _, a := range l.asked[:min(100, len(l.asked))] {
		d := l.m.On(l.ground, side, l.day(a.day))
		start := time.Now()
		c, err := d.Choke(net.PlaceID(a.from), net.PlaceID(a.to), 0)
		f.spent = append(f.spent, time.Since(start))
		if err == nil {
			found += len(c.Places)
		}
	}
	f.n, f.said = len(f.spent), fmt.Sprintf("%d chokepoints", found)
	return f
}
