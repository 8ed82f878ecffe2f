package area_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// jittered is a case of n × n villages a hundredth of a degree apart, each moved by up to
// 0.004°, under a hundred districts.
func jittered(n int) *salient.Case {
	rng := rand.New(rand.NewPCG(1, 2))
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}}}
	for i := range 100 {
		c.Places = append(c.Places, salient.Place{ID: salient.PlaceID(fmt.Sprintf("d%02d", i)), Kind: salient.District})
	}
	for i := range n * n {
		people := int64(rng.IntN(5000))
		x, y := i%n, i/n
		c.Places = append(c.Places, salient.Place{
			ID: salient.PlaceID(fmt.Sprintf("p%05d", i)), Kind: "village", Population: &people,
			Parent: salient.PlaceID(fmt.Sprintf("d%02d", 10*(10*y/n)+10*x/n)),
			At:     &geo.Point{Lon: 36 + 0.01*(float64(x)+0.8*rng.Float64()), Lat: 34 + 0.01*(float64(y)+0.8*rng.Float64())},
		})
	}
	c.Sort()
	return c
}

// war is holdings with a wavy front that moves east a village a day, a contested strip along
// it, pockets of either side behind it, and places of which nothing is known.
func war(c *salient.Case, days int) [][]salient.Holding {
	out := make([][]salient.Holding, days)
	for day := range out {
		out[day] = make([]salient.Holding, len(c.Places))
		for i, p := range c.Places {
			if p.At != nil {
				out[day][i] = holding(p.ID, battle(p, float64(day)))
			}
		}
	}
	return out
}

func battle(p salient.Place, day float64) byte {
	x, y := (p.At.Lon-36)*100, (p.At.Lat-34)*100
	front := 60 + day + 15*math.Sin(y/9) + 6*math.Sin(y/2)
	pocket := math.Hypot(math.Mod(x, 37)-18, math.Mod(y, 29)-14) < 4
	switch gap := x - front; {
	case int(x*7+y*13)%23 == 0:
		return '?'
	case math.Abs(gap) < 2:
		return 'c'
	case gap < 0 != pocket:
		return 'B'
	}
	return 'R'
}

const side33000 = 182 // 182 × 182 = 33,124 places

// Areas, outlines and front of any day, given the day's holdings: at most 50 ms.
func BenchmarkAreaDay(b *testing.B) {
	c := jittered(side33000)
	n := area.NewNet(c, cell.OfCase(c))
	var days []func(salient.PlaceID) salient.Holding
	for _, day := range war(c, 10) {
		days = append(days, ground(c, day))
	}
	var p area.Picture
	since := cpu()
	for i := 0; b.Loop(); i++ {
		p = n.On(days[i%len(days)])
	}
	b.ReportMetric(float64((cpu()-since).Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(len(p.Regions)), "regions")
	b.ReportMetric(float64(len(p.Front)), "fronts")
}

// cpu is the time that processors spent on this program: on a busy machine it says more than
// the clock.
func cpu() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // of this process: it can't fail
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// ground finds a place's holding of a day.
func ground(c *salient.Case, day []salient.Holding) func(salient.PlaceID) salient.Holding {
	at := make(map[salient.PlaceID]int, len(c.Places))
	for i, p := range c.Places {
		at[p.ID] = i
	}
	return func(id salient.PlaceID) salient.Holding { return day[at[id]] }
}

// Sums of a hundred days, by district: what a day costs when only what changed is redone.
func BenchmarkAreaSeries(b *testing.B) {
	c := jittered(side33000)
	n := area.NewNet(c, cell.OfCase(c))
	days := war(c, 100)
	at := map[salient.PlaceID]int{}
	for i, p := range c.Places {
		at[p.ID] = i
	}
	held := func(id salient.PlaceID, day when.Day) salient.Holding { return days[day][at[id]] }
	by := n.By(salient.District)
	for b.Loop() {
		by.Through(when.Span{From: 0, To: 99}, held)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/100, "ms/day")
}

// What is made once for a case: cells, and the net over them.
func BenchmarkAreaNet(b *testing.B) {
	for _, n := range []int{side33000 / 2, side33000} {
		c := jittered(n)
		b.Run(fmt.Sprintf("cells/%d", n*n), func(b *testing.B) {
			for b.Loop() {
				cell.OfCase(c)
			}
		})
		d := cell.OfCase(c)
		b.Run(fmt.Sprintf("net/%d", n*n), func(b *testing.B) {
			for b.Loop() {
				area.NewNet(c, d).Whole()
			}
		})
	}
}
