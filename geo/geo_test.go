package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestDistanceBetweenKnownPlaces(t *testing.T) {
	damascus, homs := Point{36.30, 33.51}, Point{36.72, 34.73}
	if got := Distance(damascus, homs).Km(); math.Abs(got-141) > 1 {
		t.Errorf("Distance(Damascus, Homs) = %.1f km, want 141 ± 1", got)
	}
	if got := Distance(Point{179.9, 0}, Point{-179.9, 0}).Km(); math.Abs(got-22.2) > 0.1 {
		t.Errorf("Distance across the antimeridian = %.1f km, want 22.2", got)
	}
}

func TestPlaneReturnsEveryPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		centre := Point{rapid.Float64Range(-179, 179).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}
		p := Point{centre.Lon + rapid.Float64Range(-3, 3).Draw(t, "dlon"), centre.Lat + rapid.Float64Range(-3, 3).Draw(t, "dlat")}
		pl := PlaneAt(centre)
		q := pl.Point(pl.XY(p))
		if math.Abs(q.Lon-p.Lon) > 1e-9 || math.Abs(q.Lat-p.Lat) > 1e-9 {
			t.Fatalf("Point(XY(%v)) = %v", p, q)
		}
	})
}

func TestBadGeometriesAreRefused(t *testing.T) {
	for _, s := range []string{"", "LINESTRING", "LINESTRING (1 2)", "LINESTRING (1 2, 3)", "LINESTRING (1 2, 3 4", "LINESTRING (181 2, 3 4)", "LINESTRING (NaN 2, 3 4)", "LINESTRING (1 2, 3 4) x", "POINT (1 2)"} {
		if l, err := ParseLine(s); err == nil {
			t.Errorf("ParseLine(%q) = %v, want an error", s, l)
		}
	}
	for _, s := range []string{"POLYGON ((0 0, 1 0, 0 0))", "POLYGON ((0 0, 1 0, 1 1, 0 1))", "MULTIPOLYGON ((0 0))", "POLYGON (("} {
		if a, err := ParseArea(s); err == nil {
			t.Errorf("ParseArea(%q) = %v, want an error", s, a)
		}
	}
}

func FuzzWKT(f *testing.F) {
	f.Add("LINESTRING (36.5 34.5, 36.6 34.6)")
	f.Add("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.1)))")
	f.Add("POLYGON((0 0,1 0,1 1,0 0))")
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := ParseLine(s); err == nil {
			if again, err := ParseLine(l.WKT()); err != nil || again.WKT() != l.WKT() {
				t.Fatalf("ParseLine(%q) doesn't read its own print %q: %v", s, l.WKT(), err)
			}
		}
		if a, err := ParseArea(s); err == nil {
			if again, err := ParseArea(a.WKT()); err != nil || again.WKT() != a.WKT() {
				t.Fatalf("ParseArea(%q) doesn't read its own print %q: %v", s, a.WKT(), err)
			}
		}
	})
}
