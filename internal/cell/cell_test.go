package cell_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
)

var box = geo.Box{West: 35, South: 33, East: 38, North: 36}

// sites draws sites in and around the box: scattered, or on a grid, where four cells meet
// in a point.
func sites(t *rapid.T) []cell.Site {
	n := rapid.IntRange(1, 60).Draw(t, "n")
	steps := rapid.SampledFrom([]int{4, 12, 1000, 1_000_000}).Draw(t, "steps")
	out := make([]cell.Site, n)
	for i := range out {
		out[i] = cell.Site{ID: fmt.Sprintf("s%03d", i), At: geo.Point{
			Lon: 34.9 + 3.2*float64(rapid.IntRange(0, steps).Draw(t, "x"))/float64(steps),
			Lat: 32.9 + 3.2*float64(rapid.IntRange(0, steps).Draw(t, "y"))/float64(steps),
		}}
	}
	return out
}

func inBox(t *rapid.T, label string) geo.Point {
	return geo.Point{
		Lon: rapid.Float64Range(box.West, box.East).Draw(t, label+" lon"),
		Lat: rapid.Float64Range(box.South, box.North).Draw(t, label+" lat"),
	}
}

// planeOf is the plane in which the diagram of the sites measures.
func planeOf(sites []cell.Site) geo.Plane {
	var points []geo.Point
	for _, s := range sites {
		points = append(points, s.At)
	}
	b, _ := geo.BoxOf(points...)
	return geo.PlaneAt(b.Centre())
}

func metres(pl geo.Plane, a, b geo.Point) float64 {
	p, q := pl.XY(a), pl.XY(b)
	return math.Hypot(p.X-q.X, p.Y-q.Y)
}

// inside reports whether p lies in a convex counter-clockwise ring, or within a millimetre.
func inside(pl geo.Plane, ring geo.Ring, p geo.Point) bool {
	at := pl.XY(p)
	for k := 1; k < len(ring); k++ {
		a, b := pl.XY(ring[k-1]), pl.XY(ring[k])
		if area := (b.X-a.X)*(at.Y-a.Y) - (b.Y-a.Y)*(at.X-a.X); area < -0.001*math.Hypot(b.X-a.X, b.Y-a.Y) {
			return false
		}
	}
	return len(ring) > 0
}

func TestEveryPointLiesInTheCellOfItsNearestSite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sites(t)
		d, pl := cell.New(s, box), planeOf(s)
		for range 20 {
			p := inBox(t, "p")
			got, ok := d.At(p)
			if !ok {
				t.Fatalf("At(%v) found no cell", p)
			}
			least := math.Inf(1)
			for _, site := range s {
				least = min(least, metres(pl, p, site.At))
			}
			if have := metres(pl, p, d.Site(got).At); have > least+1e-6 {
				t.Fatalf("At(%v) = %s, %.6f m away; the nearest site is %.6f m away", p, d.Site(got).ID, have, least)
			}
			if !inside(pl, d.Ring(got), p) {
				t.Fatalf("%v isn't in the ring of its cell %s: %v", p, d.Site(got).ID, d.Ring(got))
			}
		}
	})
}

func TestAreasSumToTheBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sites(t)
		d, pl := cell.New(s, box), planeOf(s)
		var sum float64
		for i := range d.Len() {
			if a := d.Area(i); a < 0 {
				t.Fatalf("Area(%d) = %v", i, a)
			}
			sum += d.Area(i)
		}
		sw, ne := pl.XY(geo.Point{Lon: box.West, Lat: box.South}), pl.XY(geo.Point{Lon: box.East, Lat: box.North})
		want := (ne.X - sw.X) * (ne.Y - sw.Y) / 1e6
		if math.Abs(sum-want) > want*1e-9 {
			t.Fatalf("areas sum to %v km², want %v", sum, want)
		}
	})
}

func TestNeighboursAreMutualAndShareTheirVertices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkMutual(t, cell.New(sites(t), box)) })
}

// Sites may lie so close together that rounding decides which of them have a cell at all.
func TestNeighboursAreMutualWhereSitesAllButCoincide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sites(t)
		for i := range s {
			near := s[rapid.IntRange(0, i).Draw(t, "near")].At
			s[i].At.Lon = near.Lon + float64(rapid.IntRange(0, 4).Draw(t, "dx"))*1e-12
			s[i].At.Lat = near.Lat + float64(rapid.IntRange(0, 4).Draw(t, "dy"))*1e-12
		}
		checkMutual(t, cell.New(s, box))
	})
}

func checkMutual(t *rapid.T, d *cell.Diagram) {
	for i := range d.Len() {
		c := d.Cell(i)
		for k, j := range c.Neighbours {
			if j == cell.Outside {
				continue
			}
			m := slices.Index(d.Cell(j).Neighbours, i)
			if m < 0 {
				t.Fatalf("%d has neighbour %d, but not the other way round", i, j)
			}
			o := d.Cell(j)
			a, b := c.Vertices[k], c.Vertices[(k+1)%len(c.Vertices)]
			if o.Vertices[m] != b || o.Vertices[(m+1)%len(o.Vertices)] != a {
				t.Fatalf("the edge between %d and %d has vertices %d %d and %v", i, j, a, b, o.Vertices)
			}
		}
	}
}

func TestTheOrderOfSitesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sites(t)
		a, b := cell.New(s, box), cell.New(rapid.Permutation(s).Draw(t, "shuffled"), box)
		for i := range a.Len() {
			if diff := cmp.Diff(a.Cell(i), b.Cell(i)); diff != "" {
				t.Fatalf("cell %d after shuffling (-before +after):\n%s", i, diff)
			}
			if diff := cmp.Diff(a.Ring(i), b.Ring(i)); diff != "" {
				t.Fatalf("ring %d after shuffling (-before +after):\n%s", i, diff)
			}
		}
	})
}

func TestPiecesOfALineLieInTheirCellsAndSumToItsLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sites(t)
		d, pl := cell.New(s, box), planeOf(s)
		var line geo.Line
		for range rapid.IntRange(2, 6).Draw(t, "points") {
			p := s[rapid.IntRange(0, len(s)-1).Draw(t, "site")].At
			if rapid.Bool().Draw(t, "free") {
				p = inBox(t, "p")
			}
			line = append(line, p)
		}
		got := d.Cross(line)
		var sum geo.Length
		for k, p := range got {
			sum += p.Length
			if k > 0 && (got[k-1].To() != p.From() || got[k-1].Cell == p.Cell) {
				t.Fatalf("Cross(%v): piece %d doesn't follow the one before: %v", line, k, got)
			}
			checkPiece(t, d, pl, p)
		}
		if math.Abs(float64(sum-line.Length())) > 1e-6*float64(1+line.Length()) {
			t.Fatalf("Cross(%v): pieces sum to %v, want %v", line, sum, line.Length())
		}
		if got[0].From() != line[0] || got[len(got)-1].To() != line[len(line)-1] {
			t.Fatalf("Cross(%v) runs from %v to %v", line, got[0].From(), got[len(got)-1].To())
		}
	})
}

// checkPiece checks that the middle of each leg of a piece is in its cell, or within the
// two millimetres that a sliver may be.
func checkPiece(t *rapid.T, d *cell.Diagram, pl geo.Plane, p cell.Piece) {
	for k := 1; k < len(p.Line); k++ {
		a, b := p.Line[k-1], p.Line[k]
		mid := geo.Point{Lon: (a.Lon + b.Lon) / 2, Lat: (a.Lat + b.Lat) / 2}
		want, ok := d.At(mid)
		switch {
		case geo.Distance(a, b) < 0.003:
		case !ok && p.Cell == cell.Outside:
		case !ok || p.Cell == cell.Outside:
			if geo.Distance(a, b) > 0.01 {
				t.Fatalf("%v lies in cell %d, but its piece in %d", mid, want, p.Cell)
			}
		case metres(pl, mid, d.Site(p.Cell).At) > metres(pl, mid, d.Site(want).At)+0.002:
			t.Fatalf("%v lies in cell %d, but its piece in %d", mid, want, p.Cell)
		}
	}
}

func TestALineBackwardsHasTheSamePieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := cell.New(sites(t), box)
		a, b := inBox(t, "a"), inBox(t, "b")
		there, back := d.Cross(geo.Line{a, b}), d.Cross(geo.Line{b, a})
		slices.Reverse(back)
		var x, y []int
		for _, p := range there {
			x = append(x, p.Cell)
		}
		for _, p := range back {
			y = append(y, p.Cell)
		}
		if diff := cmp.Diff(x, y); diff != "" {
			t.Fatalf("cells from %v to %v and back (-there +back):\n%s", a, b, diff)
		}
	})
}

func TestSitesAtOnePointShareTheCellOfTheLowestID(t *testing.T) {
	p, q := geo.Point{Lon: 36, Lat: 34}, geo.Point{Lon: 37, Lat: 35}
	d := cell.New([]cell.Site{{ID: "c", At: p}, {ID: "a", At: q}, {ID: "b", At: p}}, box)
	for i, want := range []int{0, 1, 1} {
		if got := d.Owner(i); got != want {
			t.Errorf("Owner(%s) = %d, want %d", d.Site(i).ID, got, want)
		}
	}
	if got := d.Ring(2); got != nil {
		t.Errorf("Ring(c) = %v, want none", got)
	}
	if got, ok := d.At(p); !ok || got != 1 {
		t.Errorf("At(%v) = %d, %v; want 1", p, got, ok)
	}
	if got, ok := d.Find("c"); !ok || got != 2 {
		t.Errorf("Find(c) = %d, %v; want 2", got, ok)
	}
}

func TestWithoutSitesEverythingLiesOutside(t *testing.T) {
	d := cell.New(nil, box)
	if got, ok := d.At(box.Centre()); ok {
		t.Errorf("At(centre) = %d, want none", got)
	}
	line := geo.Line{{Lon: 35, Lat: 34}, {Lon: 36, Lat: 34}}
	got := d.Cross(line)
	if len(got) != 1 || got[0].Cell != cell.Outside || got[0].Length != line.Length() {
		t.Errorf("Cross(%v) = %v, want one piece outside", line, got)
	}
}

func TestALineOutsideTheBoxIsCutAtItsEdge(t *testing.T) {
	d := cell.New([]cell.Site{{ID: "a", At: box.Centre()}}, box)
	line := geo.Line{{Lon: 34, Lat: 34}, {Lon: 39, Lat: 34}}
	var got []int
	for _, p := range d.Cross(line) {
		got = append(got, p.Cell)
	}
	if want := []int{cell.Outside, 0, cell.Outside}; !slices.Equal(got, want) {
		t.Errorf("cells of Cross(%v) = %v, want %v", line, got, want)
	}
}

func TestALineWithoutLengthIsOnePiece(t *testing.T) {
	d := cell.New([]cell.Site{{ID: "a", At: box.Centre()}}, box)
	p := geo.Point{Lon: 36, Lat: 34}
	want := []cell.Piece{{Cell: 0, Line: geo.Line{p, p}}}
	if diff := cmp.Diff(want, d.Cross(geo.Line{p, p, p})); diff != "" {
		t.Errorf("Cross (-want +got):\n%s", diff)
	}
	if got := d.Cross(geo.Line{p}); got != nil {
		t.Errorf("Cross of one point = %v, want none", got)
	}
}

func scattered(n int) []cell.Site {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]cell.Site, n)
	for i := range out {
		out[i] = cell.Site{ID: fmt.Sprintf("p%06d", i), At: geo.Point{Lon: 35 + 3*rng.Float64(), Lat: 33 + 3*rng.Float64()}}
	}
	return out
}

// The target is half a second for 33,000 sites.
func BenchmarkNew33000(b *testing.B) {
	s := scattered(33_000)
	for b.Loop() {
		cell.New(s, box)
	}
}
