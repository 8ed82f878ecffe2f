package route

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/salient-osint/salient"
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
		b.Run(fmt.Sprint(places, "places"), func(b *testing.B) {
			runtime.LockOSThread() // for spentSoFar
			defer runtime.UnlockOSThread()
			bench(b, larges[places]())
		})
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

// spentSoFar is the processor time of the thread that the benchmark is locked to: others who work on the
// machine don't count.
func spentSoFar() time.Duration {
	const thread = 3 // CLOCK_THREAD_CPUTIME_ID
	var t syscall.Timespec
	if _, _, err := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, thread, uintptr(unsafe.Pointer(&t)), 0); err != 0 {
		panic(err)
	}
	return time.Duration(t.Nano())
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
		l.m.fastest()
		var ways, next, jump []time.Duration
		for b.Loop() {
			rng := rand.New(rand.NewPCG(1, 0))
			day := 0
			for k := range 100 {
				if day++; k%2 == 1 {
					day = rng.IntN(l.net.Days - 1)
				}
				start := spentSoFar()
				d := l.m.On(l.net.Ground(), "blue", net.First+when.Day(day))
				p := d.ask(rng)
				d.fastest(p, 0) // with it the hierarchy is set to the day
				d.m.fastest().find(nil, nil, d.atLeast(open))
				if spent := spentSoFar() - start; k > 0 && k%2 == 1 {
					jump = append(jump, spent)
				} else if k > 0 {
					next = append(next, spent)
				}
				for range 10 {
					p := d.ask(rng)
					start := spentSoFar()
					d.fastest(p, 0)
					ways = append(ways, spentSoFar()-start)
				}
			}
		}
		times(b, "way", ways)
		times(b, "next-day", next)
		times(b, "any-day", jump)
	})
}

// BenchmarkDijkstra asks for the same ways as BenchmarkRoute does by a plain search, and
// compares the costs: all thousand, which takes some minutes.
func BenchmarkDijkstra(b *testing.B) {
	l := larges[3600]()
	var plain []time.Duration
	equal, asked := 0, 0
	for b.Loop() {
		rng := rand.New(rand.NewPCG(1, 0))
		for range 100 {
			d := l.m.On(l.net.Ground(), "blue", net.First+when.Day(rng.IntN(l.net.Days)))
			for range 10 {
				p := d.ask(rng)
				start := spentSoFar()
				want, found := plainSearch(l.m, p.from, p.to, d.atLeast(open))
				plain = append(plain, spentSoFar()-start)
				way, ok := d.fastest(p, 0)
				if asked++; ok == found && l.m.priceOf(way) == want {
					equal++
				}
			}
		}
	}
	times(b, "plain", plain)
	b.ReportMetric(float64(equal), "equal")
	b.ReportMetric(float64(asked), "asked")
}

// BenchmarkChoke asks for the chokepoints of random pairs of held places, ten on each of ten
// days, and for their smallest sets of up to three; for a few also within a factor.
func BenchmarkChoke(b *testing.B) { each(b, chokeBench) }

// BenchmarkRivers does the same where rivers run from west to east, each with few bridges, so that
// pairs have many chokepoints.
func BenchmarkRivers(b *testing.B) {
	for _, places := range []int{3600, 33000} {
		b.Run(fmt.Sprint(places, "places"), func(b *testing.B) {
			runtime.LockOSThread() // for spentSoFar
			defer runtime.UnlockOSThread()
			n := net.New(net.Large(places))
			n.Edges = slices.DeleteFunc(n.Edges, func(e net.Edge) bool {
				south := min(e.From, e.To) / int32(n.Side)
				crosses := max(e.From, e.To)/int32(n.Side) > south && south%60 == 59
				bridge := e.From%int32(n.Side) == 90 || south/60%2 == 1 && e.From%int32(n.Side) == 250
				return crosses && !bridge
			})
			m := mapOfNet(n)
			m.joints()
			chokeBench(b, large{net: n, m: m})
		})
	}
}

func chokeBench(b *testing.B, l large) {
	l.m.units()
	var alone, sets, within []time.Duration
	found, together := 0, 0
	for b.Loop() {
		rng := rand.New(rand.NewPCG(2, 0))
		for k := range 10 {
			d := l.m.On(l.net.Ground(), "blue", net.First+when.Day(rng.IntN(l.net.Days)))
			held := d.Held()
			if k == 0 {
				_, _ = d.Choke(held[0], held[1], 2) // contracts the net
			}
			for q := range 10 {
				from, to := held[rng.IntN(len(held))], held[rng.IntN(len(held))]
				start := spentSoFar()
				c, _ := d.Choke(from, to, 0)
				alone = append(alone, spentSoFar()-start)
				found += len(c.Places)
				start = spentSoFar()
				x, _ := d.CutSets(from, to, 3)
				sets = append(sets, spentSoFar()-start)
				if x.Size > 1 {
					together += len(x.Sets)
				}
				if q > 2 {
					continue
				}
				start = spentSoFar()
				_, _ = d.Choke(from, to, 1.5)
				if q > 0 { // the first sets the hierarchy to the day
					within = append(within, spentSoFar()-start)
				}
			}
		}
	}
	times(b, "choke", alone)
	times(b, "sets", sets)
	times(b, "within", within)
	b.ReportMetric(float64(found), "chokepoints")
	b.ReportMetric(float64(together), "sets")
}

// BenchmarkPair asks for the calendar of random pairs of places over all days: the days of
// each status, and with what began and ended them.
func BenchmarkPair(b *testing.B) {
	each(b, func(b *testing.B, l large) {
		lines := l.lines()
		for k := range levels {
			lines.pairs[k]()
		}
		var days, causes []time.Duration
		runs := 0
		for b.Loop() {
			rng := rand.New(rand.NewPCG(3, 0))
			place := func() string { return string(net.PlaceID(rng.IntN(len(l.net.Places)))) }
			for k := range 200 {
				p, err := l.m.pair(salient.PlaceID(place()), salient.PlaceID(place()))
				if err != nil {
					continue
				}
				start := spentSoFar()
				runs += len(lines.runs(lines.joined(p)))
				days = append(days, spentSoFar()-start)
				if k >= 10 {
					continue
				}
				start = spentSoFar()
				if _, err := lines.Calendar(salient.PlaceID(place()), salient.PlaceID(place())); err == nil {
					causes = append(causes, spentSoFar()-start)
				}
			}
		}
		times(b, "days", days)
		times(b, "causes", causes)
		b.ReportMetric(float64(runs), "runs")
	})
}

// BenchmarkWorst asks for what stands in the way of random pairs that are cut, and for the
// safest way of pairs that aren't, on a hundred days.
func BenchmarkWorst(b *testing.B) {
	each(b, func(b *testing.B, l large) {
		l.m.fastest()
		var causes, safest []time.Duration
		places := 0
		for b.Loop() {
			rng := rand.New(rand.NewPCG(4, 0))
			for range 100 {
				d := l.m.On(l.net.Ground(), "blue", net.First+when.Day(rng.IntN(l.net.Days)))
				d.parts[1]()
				for range 2 {
					p, err := l.m.pair(net.PlaceID(rng.IntN(len(l.net.Places))), net.PlaceID(rng.IntN(len(l.net.Places))))
					if err != nil {
						continue
					}
					start := spentSoFar()
					if d.joins(p, 1) {
						d.safest(p, uncertain)
						safest = append(safest, spentSoFar()-start)
						continue
					}
					places += len(d.causes(d.blocked(p, trial{status: Cut})))
					causes = append(causes, spentSoFar()-start)
				}
			}
		}
		times(b, "causes", causes)
		times(b, "safest", safest)
		b.ReportMetric(float64(places), "places-in-the-way")
	})
}
