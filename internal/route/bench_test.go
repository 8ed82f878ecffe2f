package route

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/when"
)

// large is net.Large with its map and its lines, made once for each number of places.
type large struct {
	net   *net.Net
	m     *Map
	lines func() *Lines
}

var larges = map[int]func() large{
	3600:  sync.OnceValue(func() large { return makeLarge(3600) }),
	33000: sync.OnceValue(func() large { return makeLarge(33000) }),
}

func makeLarge(places int) large {
	n := net.New(net.Large(places))
	m := mapOfNet(n)
	m.joints()
	return large{n, m, sync.OnceValue(func() *Lines { return m.Over(n.Ground(), "blue", n.Span()) })}
}

func each(b *testing.B, bench func(b *testing.B, l large)) {
	for _, places := range []int{3600, 33000} {
		b.Run(fmt.Sprint(places, "places"), func(b *testing.B) { bench(b, larges[places]()) })
	}
}

// BenchmarkHierarchy contracts the net; once for each.
func BenchmarkHierarchy(b *testing.B) {
	each(b, func(b *testing.B, l large) {
		for b.Loop() {
			l.m.newFinder()
		}
	})
}

// times reports the median and the 95th percentile of some times, in milliseconds.
func times(b *testing.B, name string, list []time.Duration) {
	slices.Sort(list)
	ms := func(d time.Duration) float64 { return d.Seconds() * 1e3 }
	b.ReportMetric(ms(list[len(list)/2]), name+"-p50-ms")
	b.ReportMetric(ms(list[len(list)*95/100]), name+"-p95-ms")
}

// BenchmarkRoute asks for the fastest open way of 1,000 random pairs of held places, ten
// on each of a hundred days: half of them follow each other, half are any.
func BenchmarkRoute(b *testing.B) {
	each(b, func(b *testing.B, l large) {
		var ways, next, jump []time.Duration
		for b.Loop() {
			rng := rand.New(rand.NewPCG(1, 0))
			day := 0
			for k := range 100 {
				if day++; k%2 == 1 {
					day = rng.IntN(l.net.Days - 1)
				}
				start := time.Now()
				d := l.m.On(l.net.Ground(), "blue", net.First+when.Day(day))
				p := d.ask(rng)
				d.fastest(p, 0) // with it the hierarchy is set to the day
				d.m.fastest().find(nil, nil, d.atLeast(open))
				if spent := time.Since(start); k > 0 && k%2 == 1 {
					jump = append(jump, spent)
				} else if k > 0 {
					next = append(next, spent)
				}
				for range 10 {
					p := d.ask(rng)
					start := time.Now()
					d.fastest(p, 0)
					ways = append(ways, time.Since(start))
				}
			}
		}
		times(b, "way", ways)
		times(b, "next-day", next)
		times(b, "any-day", jump)
	})
}
