package cell

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient/geo"
)

// Points lie on a coarse grid, so that many are equally near.
func TestTheNearestIsWhatSearchYieldsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grid := rapid.Custom(func(t *rapid.T) geo.XY {
			return geo.XY{X: float64(rapid.IntRange(0, 9).Draw(t, "x")), Y: float64(rapid.IntRange(0, 9).Draw(t, "y"))}
		})
		at := rapid.SliceOfN(grid, 1, 80).Draw(t, "points")
		members := make([]int32, len(at))
		for i := range members {
			members[i] = int32(i)
		}
		tr := newTree(at, members)
		from := grid.Draw(t, "from")
		from.X += rapid.SampledFrom([]float64{0, 0.5, 0.3}).Draw(t, "off")
		var s search
		s.start(tr, from)
		want, _, _ := s.next()
		if got := tr.nearest(from); got != want {
			t.Fatalf("nearest(%v) = %d %v, want %d %v", from, got, at[got], want, at[want])
		}
	})
}
