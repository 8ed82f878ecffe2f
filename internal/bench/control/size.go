package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/when"
)

// largeWar has the size that the design names: 33,000 places, 1,500 days, a million claims.
func largeWar() war.Setting {
	i := slices.IndexFunc(war.Named(), func(s war.Setting) bool { return s.Name == "like-control-bench" })
	s := war.Named()[i]
	s.Name, s.Places, s.Days = "large", 33000, 1500
	s.Campaigns, s.Sweep, s.Changes, s.Still = 8, 400, 0.1, 0.7
	for i := range s.Sources {
		s.Sources[i].Rate *= 0.1533
	}
	return s
}

// measureSize prints lines of `name value unit`.
func measureSize(out io.Writer, s war.Setting) error {
	line := func(name string, value float64, unit string) {
		fmt.Fprintf(out, "%-20s %10.3f %s\n", name, value, unit)
	}
	start := time.Now()
	c, truth := s.Make(1)
	line("size.make", time.Since(start).Seconds(), "s")
	line("size.places", float64(len(c.Places)), "places")
	line("size.days", float64(truth.Span.Len()), "days")
	line("size.claims", float64(len(c.Claims)), "claims")
	line("size.case", mib(resetPeak()), "MiB")

	start, used := time.Now(), processor()
	a := control.Assess(c, orbat.New(c), control.SettingsOf(c.Settings), truth.Span)
	line("size.assess", time.Since(start).Seconds(), "s")
	part := time.Now()
	askAll(a, truth.Places, truth.Span.To)
	line("size.oneday", time.Since(part).Seconds(), "s")
	line("size.cold", time.Since(start).Seconds(), "s")
	line("size.processor", processor()-used, "s")
	line("size.place", 1000*askPlaces(a, truth.Places, truth.Span), "ms")
	line("size.peak", mib(peak()), "MiB")
	median, slowest := addClaims(c, a, truth.Span)
	line("size.newclaim", 1000*median, "ms")
	line("size.newclaim95", 1000*slowest, "ms")
	return nil
}

// askAll asks for all places on one day, on all processors, as a map does.
func askAll(a *control.Assessment, places []salient.PlaceID, day when.Day) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(places); i += workers {
				a.Holding(places[i], day)
			}
		})
	}
	wg.Wait()
}

// addClaims is the median and the 95th percentile, in seconds, of what it takes to answer for a
// place, all days, after a claim on it has been added to the case.
func addClaims(c *salient.Case, a *control.Assessment, span when.Span) (median, slow float64) {
	more := *c
	more.Claims = append(slices.Clone(c.Claims), salient.Claim{})
	var took []float64
	for i := 0; i < len(c.Claims); i += max(1, len(c.Claims)/100) {
		added := c.Claims[i]
		added.ID = "~" // after all others
		more.Claims[len(c.Claims)] = added
		start := time.Now()
		b := a.With(&more, orbat.New(&more), added.ID)
		for d := span.From; d <= span.To; d++ {
			b.Holding(salient.PlaceID(added.Place), d)
		}
		took = append(took, time.Since(start).Seconds())
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*95/100]
}

// askPlaces is the median time, in seconds, of one place's answers for all days of a span.
func askPlaces(a *control.Assessment, places []salient.PlaceID, span when.Span) float64 {
	var took []float64
	for i := 0; i < len(places); i += max(1, len(places)/200) {
		start := time.Now()
		for d := span.From; d <= span.To; d++ {
			a.Holding(places[i], d)
		}
		took = append(took, time.Since(start).Seconds())
	}
	slices.Sort(took)
	return took[len(took)/2]
}
