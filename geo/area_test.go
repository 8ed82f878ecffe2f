package geo_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient/geo"
)

// A cell between two meridians and two parallels has the textbook area R²·Δλ·(sin φ₂ − sin φ₁).
func TestACellOfAGraticuleHasItsTextbookArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := rapid.Float64Range(-180, 179).Draw(t, "west"), rapid.Float64Range(-90, 89).Draw(t, "south")
		e, n := rapid.Float64Range(w+1e-4, 180).Draw(t, "east"), rapid.Float64Range(s+1e-4, 90).Draw(t, "north")
		ring := geo.Ring{{Lon: w, Lat: s}, {Lon: e, Lat: s}, {Lon: e, Lat: n}, {Lon: w, Lat: n}, {Lon: w, Lat: s}}
		const rad = math.Pi / 180
		want := float64(geo.EarthRadius) * float64(geo.EarthRadius) * (e - w) * rad * (math.Sin(n*rad) - math.Sin(s*rad))
		if got := float64(ring.Area()); math.Abs(got-want) > 1e-9*want+1e-3 {
			t.Fatalf("Area(%v) = %v m², want %v", ring, got, want)
		}
	})
}

// The whole sphere is 4πR².
func TestTheWholeSphere(t *testing.T) {
	world := geo.Ring{{Lon: -180, Lat: -90}, {Lon: 180, Lat: -90}, {Lon: 180, Lat: 90}, {Lon: -180, Lat: 90}, {Lon: -180, Lat: -90}}
	want := 4 * math.Pi * float64(geo.EarthRadius) * float64(geo.EarthRadius)
	if got := float64(world.Area()); math.Abs(got/want-1) > 1e-12 {
		t.Errorf("Area of the world = %v m², want %v", got, want)
	}
}

// Legs are straight in degrees: cutting one in two changes nothing, and neither does the point
// that a ring begins at. Turned round, a ring has the negative area.
func TestAreaIsThatOfTheShapeAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 8).Draw(t, "corners")
		ring := make(geo.Ring, n)
		for i := range ring {
			ring[i] = geo.Point{Lon: rapid.Float64Range(30, 40).Draw(t, "lon"), Lat: rapid.Float64Range(-5, 60).Draw(t, "lat")}
		}
		want := float64(append(ring, ring[0]).Area())
		var cut, back geo.Ring
		for i := range n {
			a, b := ring[(i+2)%n], ring[(i+3)%n]
			cut = append(cut, a, geo.Point{Lon: a.Lon + (b.Lon-a.Lon)/3, Lat: a.Lat + (b.Lat-a.Lat)/3})
			back = append(back, ring[n-1-i])
		}
		if got := float64(append(cut, cut[0]).Area()); math.Abs(got-want) > 1 {
			t.Fatalf("Area after cutting legs = %v m², want %v", got, want)
		}
		if got := float64(append(back, back[0]).Area()); math.Abs(got+want) > 1 {
			t.Fatalf("Area turned round = %v m², want %v", got, -want)
		}
	})
}
