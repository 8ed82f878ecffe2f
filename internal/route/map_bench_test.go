package route_test

import (
	"testing"

	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
)

// BenchmarkMap lays the large net over the cells of its places: what is done once for a case.
func BenchmarkMap(b *testing.B) {
	for _, places := range []int{3600, 33000} {
		s := net.Large(places)
		s.Days = 1
		c := net.New(s).Case()
		cells := cell.OfCase(c)
		var n *road.Network
		b.Run("Roads", func(b *testing.B) {
			for b.Loop() {
				n = road.New(c.Roads, 0)
			}
		})
		b.Run("Map", func(b *testing.B) {
			for b.Loop() {
				route.NewMap(c, n, cells, nil)
			}
		})
	}
}
