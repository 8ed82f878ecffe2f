package main

import (
	"sync"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/internal/yardstick"
	"github.com/salient-osint/salient/when"
)

// estimate is a way to tell who holds what.
type estimate struct {
	name string
	of   func(*salient.Case, *war.Truth) *yardstick.Table
}

// The estimates, in the order of the columns. Salient is compared with the majority vote.
var estimates = []estimate{
	{"last word", yardstick.LastWord},
	{"majority vote", yardstick.Majority},
	{"Dawid-Skene", yardstick.DawidSkene},
	{"Salient", salients},
}

const (
	theVote       = 1
	theDawidSkene = 2
	theSalient    = 3
)

func salients(c *salient.Case, truth *war.Truth) *yardstick.Table {
	a := control.Assess(c, orbat.New(c), control.SettingsOf(c.Settings), truth.Span)
	t := yardstick.NewTable(truth)
	a.Each(truth.Span, func(place salient.PlaceID, day when.Day, s salient.State, p float64, _ salient.HoldingStatus, _ salient.Basis) {
		t.Set(place, day, s, p)
	})
	return t
}

// bout is one war, estimated in every way.
type bout struct {
	setting string
	seed    uint64
	claims  int
	results []yardstick.Result // by estimate
	cost    cost               // Salient's; zero if it wasn't measured
}

// cost is what an estimate took while nothing else ran in this process.
type cost struct {
	seconds float64
	bytes   uint64 // the most memory that the process had, beyond what it had before
}

// alone keeps others from running while one is measured.
var alone sync.RWMutex

// fight estimates one war; the cost of Salient is measured alone if asked for.
func fight(name string, seed uint64, c *salient.Case, truth *war.Truth, measured bool) bout {
	b := bout{setting: name, seed: seed, claims: len(c.Claims)}
	for i, e := range estimates {
		var t *yardstick.Table
		if measured && i == theSalient {
			alone.Lock()
			b.cost = measure(func() { t = e.of(c, truth) })
			alone.Unlock()
		} else {
			alone.RLock()
			t = e.of(c, truth)
			alone.RUnlock()
		}
		b.results = append(b.results, yardstick.Measure(t, truth))
	}
	return b
}

func measure(do func()) cost {
	before := resetPeak()
	start := time.Now()
	do()
	return cost{time.Since(start).Seconds(), max(peak(), before) - before}
}
