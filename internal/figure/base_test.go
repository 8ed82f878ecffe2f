package figure

import (
	"testing"

	"github.com/salient-osint/salient/geo"
)

func onLand(g Ground, p geo.Point) bool {
	in := false
	for _, polygon := range g.Land {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < (b.Lon-a.Lon)*(p.Lat-a.Lat)/(b.Lat-a.Lat)+a.Lon {
					in = !in
				}
			}
		}
	}
	return in
}

func TestBaseKnowsLandFromSea(t *testing.T) {
	tests := []struct {
		name string
		at   geo.Point
		land bool
	}{
		{"Homs", geo.Point{Lon: 36.72, Lat: 34.73}, true},
		{"off Tartus", geo.Point{Lon: 35.5, Lat: 34.9}, false},
		{"Nicosia", geo.Point{Lon: 33.36, Lat: 35.17}, true},
		{"Kyiv", geo.Point{Lon: 30.52, Lat: 50.45}, true},
		{"Sea of Azov", geo.Point{Lon: 36.7, Lat: 46.1}, false},
		{"Caspian Sea", geo.Point{Lon: 51, Lat: 42}, false},
		{"Wellington", geo.Point{Lon: 174.78, Lat: -41.29}, true},
		{"middle of the Pacific", geo.Point{Lon: -140, Lat: 0}, false},
		{"Lima", geo.Point{Lon: -77.03, Lat: -12.05}, true},
	}
	for _, tt := range tests {
		box := geo.Box{West: tt.at.Lon - 2, South: tt.at.Lat - 2, East: tt.at.Lon + 3, North: tt.at.Lat + 3}
		if got := onLand(Base(box), tt.at); got != tt.land {
			t.Errorf("Base around %s puts it on land: %v, want %v", tt.name, got, tt.land)
		}
	}
}

// What a box shows doesn't depend on how much lies around it.
func TestBaseOfASmallBoxIsPartOfTheLargeOne(t *testing.T) {
	small := geo.Box{West: 35, South: 33.5, East: 37, North: 35.5}
	near, far := Base(small), Base(small.Grow(3))
	for lon := small.West + 0.01; lon < small.East; lon += 0.0731 {
		for lat := small.South + 0.01; lat < small.North; lat += 0.0731 {
			p := geo.Point{Lon: lon, Lat: lat}
			if a, b := onLand(near, p), onLand(far, p); a != b {
				t.Errorf("%v is land in the small box: %v, in the large one: %v", p, a, b)
			}
		}
	}
}

func TestBaseHasTheBorderBetweenHermelAndAlQusayr(t *testing.T) {
	g := Base(geo.Box{West: 36.3, South: 34.3, East: 36.7, North: 34.6})
	a, b := geo.Point{Lon: 36.38, Lat: 34.39}, geo.Point{Lon: 36.58, Lat: 34.51}
	crossings := 0
	for _, l := range g.Borders {
		for i := 1; i < len(l); i++ {
			if cross(a, b, l[i-1]) != cross(a, b, l[i]) && cross(l[i-1], l[i], a) != cross(l[i-1], l[i], b) {
				crossings++
			}
		}
	}
	if crossings%2 != 1 {
		t.Errorf("the way from Hermel to al-Qusayr crosses Base's borders %d times, want an odd number", crossings)
	}
}

// cross tells on which side of the line ab a point lies.
func cross(a, b, p geo.Point) bool {
	return (b.Lon-a.Lon)*(p.Lat-a.Lat)-(b.Lat-a.Lat)*(p.Lon-a.Lon) > 0
}

func BenchmarkBase(b *testing.B) {
	for b.Loop() {
		Base(geo.Box{West: 35, South: 33, East: 38.5, North: 36})
	}
}
