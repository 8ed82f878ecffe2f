package siege_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/internal/siege"
)

// large is net.Large with its map, made once for each number of places.
type large struct {
	net    *net.Net
	c      *salient.Case
	m      *route.Map
	ground salient.Ground
}

var larges = map[int]func() large{
	3600:  sync.OnceValue(func() large { return makeLarge(3600) }),
	33000: sync.OnceValue(func() large { return makeLarge(33000) }),
}

func makeLarge(places int) large {
	n := net.New(net.Large(places))
	c := n.Case()
	m := route.NewMap(c, road.New(c.Roads, 0), cell.OfCase(c), nil)
	l := large{n, c, m, n.Ground()}
	span := n.Span()
	span.To = span.From
	m.Over(l.ground, "blue", span).Exits() // contracts the map
	return l
}

// BenchmarkControl reads who holds what into days: what the calendars start from.
func BenchmarkControl(b *testing.B) {
	for _, places := range []int{3600, 33000} {
		b.Run(fmt.Sprint(places, "places"), func(b *testing.B) {
			l := larges[places]()
			for b.Loop() {
				l.m.Over(l.ground, "blue", l.net.Span())
			}
		})
	}
}

// BenchmarkExits finds, once control is known, all days on which held places are cut off.
func BenchmarkExits(b *testing.B) {
	for _, places := range []int{3600, 33000} {
		b.Run(fmt.Sprint(places, "places"), func(b *testing.B) {
			l := larges[places]()
			lines := l.m.Over(l.ground, "blue", l.net.Span())
			var leaves []route.Leaf
			for b.Loop() {
				leaves, _ = lines.Exits()
			}
			cut := 0
			for _, x := range leaves {
				cut += x.Cut.Count()
			}
			b.ReportMetric(float64(cut), "place-days-cut")
		})
	}
}

// BenchmarkCalendar is all that `salient siege` works out, for both sides: control read, sieges
// found, and for each the roads that were cut.
func BenchmarkCalendar(b *testing.B) {
	for _, places := range []int{3600, 33000} {
		b.Run(fmt.Sprint(places, "places"), func(b *testing.B) {
			l := larges[places]()
			var out siege.Result
			for b.Loop() {
				out = siege.Calendar(l.m, l.c, l.ground, l.net.Span(), l.c.Settings.Sides)
			}
			b.ReportMetric(float64(len(out.Sieges)), "sieges")
		})
	}
}
