package area_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/cell"
)

var update = flag.Bool("update", false, "write golden files anew")

var box = geo.Box{West: 36, South: 34, East: 37, North: 35}

// grid is a case of n × n villages, and its cells in the box.
func grid(n int) (*salient.Case, *cell.Diagram) {
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}, Country: "here"}}
	c.Places = append(c.Places, salient.Place{ID: "abroad", Kind: salient.Country}, salient.Place{ID: "here", Kind: salient.Country})
	var sites []cell.Site
	for i := range n * n {
		people := int64(10 * (i + 1))
		p := salient.Place{
			ID: salient.PlaceID(fmt.Sprintf("p%02d", i)), Name: fmt.Sprintf("Village %d", i), Kind: "village", Parent: "here", Population: &people,
			At: &geo.Point{Lon: 36 + (float64(i%n)+0.5)/float64(n), Lat: 34 + (float64(i/n)+0.5)/float64(n)},
		}
		c.Places = append(c.Places, p)
		sites = append(sites, cell.Site{ID: string(p.ID), At: *p.At})
	}
	c.Sort()
	return c, cell.New(sites, box)
}

// holding reads b blue, B blue for certain and seen, r and R red, c contested, n nobody, ? unknown.
func holding(id salient.PlaceID, letter byte) salient.Holding {
	h := salient.Holding{Place: id, Status: salient.Held, Basis: salient.Inferred}
	state, p := map[byte]salient.State{'b': "blue", 'B': "blue", 'r': "red", 'R': "red", 'c': salient.Contested, 'n': salient.Nobody, '?': "?"}[letter], 0.7
	switch letter {
	case 'B', 'R':
		h.Basis, p = salient.Observed, 0.9
	case 'c', 'n':
		h.Status = salient.Disputed
	case '?':
		h.Status, h.Basis = salient.Unknowing, salient.NoEvidence
	}
	for _, s := range []salient.State{"blue", "red", salient.Contested, salient.Nobody} {
		x := salient.Holder{Side: s, P: (1 - p) / 3}
		if s == state {
			x.P = p
		}
		h.Holders = append(h.Holders, x)
	}
	return h
}

// picture of a grid from its letters, the first for the place in the south-west.
func picture(letters string) area.Picture {
	n := int(math.Sqrt(float64(len(letters))))
	c, d := grid(n)
	return area.Of(c, d, lettered(letters))
}

func lettered(letters string) func(salient.PlaceID) salient.Holding {
	return func(id salient.PlaceID) salient.Holding {
		var i int
		if _, err := fmt.Sscanf(string(id), "p%d", &i); err != nil {
			panic(err)
		}
		return holding(id, letters[i])
	}
}

func TestRegionsAreGroundInOnePieceOfOneState(t *testing.T) {
	p := picture("bbb" + "brb" + "b?c")
	var got []string
	for _, r := range p.Regions {
		got = append(got, fmt.Sprintf("%s %v rings %d", r.State, r.Places, len(r.Outline)))
	}
	want := []string{
		"blue [p00 p01 p02 p03 p05 p06] rings 1",
		"red [p04] rings 1",
		"contested [p08] rings 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Regions (-want +got):\n%s", diff)
	}
	var totals []string
	for _, x := range p.Sum.Totals {
		totals = append(totals, fmt.Sprintf("%s %d %d %d", x.State, x.Places, x.People, x.Blank))
	}
	if diff := cmp.Diff([]string{"blue 6 230 0", "red 1 50 0", "contested 1 90 0", "unknown 1 80 0"}, totals); diff != "" {
		t.Errorf("Totals (-want +got):\n%s", diff)
	}
	for i, r := range p.Regions {
		if r.Area <= 0 || r.Area != p.Sum.Totals[i].Area {
			t.Errorf("%s has %v m² in its region and %v in all", r.State, r.Area, p.Sum.Totals[i].Area)
		}
	}
}

func TestARegionAroundAnotherHasAHole(t *testing.T) {
	p := picture("bbb" + "brb" + "bbb")
	if got := len(p.Regions[0].Outline); got != 2 {
		t.Fatalf("the ring of blue has %d rings, want 2", got)
	}
	if outer, hole := signed(p.Regions[0].Outline[0]), signed(p.Regions[0].Outline[1]); outer <= 0 || hole >= 0 {
		t.Errorf("signed areas: outer %v, hole %v; want the outer ring counter-clockwise, the hole clockwise", outer, hole)
	}
	if len(p.Front) != 1 || p.Front[0].Line[0] != p.Front[0].Line[len(p.Front[0].Line)-1] {
		t.Errorf("Front = %+v, want one closed line", p.Front)
	}
}

func TestRegionsThatTouchInAPointStayApart(t *testing.T) {
	p := picture("br" + "rb")
	if len(p.Regions) != 4 {
		t.Errorf("a chessboard of four has %d regions, want 4", len(p.Regions))
	}
	for _, r := range p.Regions {
		if len(r.Outline) != 1 || len(r.Outline[0]) != 5 {
			t.Errorf("region of %v has the outline %v, want a square", r.Places, r.Outline)
		}
	}
}

func TestTheFrontIsFirmBetweenObservedHolders(t *testing.T) {
	for letters, want := range map[string][]string{
		"BB" + "RR": {"blue red true"},
		"Bb" + "RR": {"blue red true", "blue red false"},
		"bb" + "RR": {"blue red false"},
		"BB" + "cc": {"blue contested false"},
		"BB" + "??": nil,
		"BB" + "BB": nil,
		"BB" + "nn": {"blue none false"},
	} {
		var got []string
		for _, f := range picture(letters).Front {
			got = append(got, fmt.Sprintf("%s %s %v", f.Left, f.Right, f.Firm))
			if f.Length != f.Line.Length() || f.Length <= 0 {
				t.Errorf("%s: front of length %v, its line has %v", letters, f.Length, f.Line.Length())
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: Front (-want +got):\n%s", letters, diff)
		}
	}
}

func TestForeignGroundHasNoRegionAndNoFront(t *testing.T) {
	c, d := grid(2)
	for _, id := range []salient.PlaceID{"p02", "p03"} {
		p, _ := c.Place(id)
		p.Parent = "abroad"
	}
	p := area.Of(c, d, lettered("BBRR"))
	if len(p.Regions) != 1 || p.Regions[0].State != "blue" || p.Front != nil || len(p.Cells()) != 4 {
		t.Errorf("Of: regions %v, front %v, %d cells; want blue's, none, 4", p.Regions, p.Front, len(p.Cells()))
	}
}

func signed(r geo.Ring) float64 {
	var twice float64
	for k := 1; k < len(r); k++ {
		twice += (r[k-1].Lon-36)*(r[k].Lat-34) - (r[k].Lon-36)*(r[k-1].Lat-34)
	}
	return twice / 2
}

// random draws sites, some on a grid so that four cells meet in a point, and letters.
func random(t *rapid.T) (*salient.Case, *cell.Diagram, map[salient.PlaceID]byte) {
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}}}
	letters := map[salient.PlaceID]byte{}
	var sites []cell.Site
	steps := rapid.SampledFrom([]int{5, 1000}).Draw(t, "steps")
	for i := range rapid.IntRange(1, 40).Draw(t, "n") {
		id := salient.PlaceID(fmt.Sprintf("p%02d", i))
		at := geo.Point{
			Lon: 36 + float64(rapid.IntRange(0, steps).Draw(t, "x"))/float64(steps),
			Lat: 34 + float64(rapid.IntRange(0, steps).Draw(t, "y"))/float64(steps),
		}
		c.Places = append(c.Places, salient.Place{ID: id, Kind: "village", At: &at})
		sites = append(sites, cell.Site{ID: string(id), At: at})
		letters[id] = rapid.SampledFrom([]byte("bBrRc?n")).Draw(t, "letter")
	}
	return c, cell.New(sites, box), letters
}

func of(c *salient.Case, d *cell.Diagram, letters map[salient.PlaceID]byte) area.Picture {
	return area.Of(c, d, func(id salient.PlaceID) salient.Holding { return holding(id, letters[id]) })
}

func TestOutlinesEncloseTheirCellsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d, letters := random(t)
		p := of(c, d, letters)
		seen := map[salient.PlaceID]bool{}
		for _, r := range p.Regions {
			var rings, cells float64
			for k, ring := range r.Outline {
				a := signed(ring)
				if k == 0 != (a > 0) || ring[0] != ring[len(ring)-1] {
					t.Fatalf("ring %d of %v has the signed area %v: %v", k, r.Places, a, ring)
				}
				rings += a
			}
			for _, id := range r.Places {
				i, _ := d.Find(string(id))
				cells += signed(d.Ring(i))
				if seen[id] {
					t.Fatalf("%s is in two regions", id)
				}
				seen[id] = true
			}
			if math.Abs(rings-cells) > 1e-12 {
				t.Fatalf("outline of %v encloses %v square degrees, its cells %v", r.Places, rings, cells)
			}
		}
		for _, x := range p.Cells() {
			if known := letters[x.Place.ID] != '?'; known != seen[x.Place.ID] {
				t.Fatalf("%s (%c) is in a region: %v", x.Place.ID, letters[x.Place.ID], seen[x.Place.ID])
			}
		}
	})
}

func TestTheFrontIsEveryEdgeBetweenUnlikeStatesOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d, letters := random(t)
		var want, got geo.Length
		lower := func(i int) string { return string(bytes.ToLower([]byte{letters[salient.PlaceID(d.Site(i).ID)]})) }
		for i := range d.Len() {
			cl := d.Cell(i)
			for k, j := range cl.Neighbours {
				if j > i && lower(i) != lower(j) && lower(i) != "?" && lower(j) != "?" {
					want += geo.Distance(d.Vertex(cl.Vertices[k]), d.Vertex(cl.Vertices[(k+1)%len(cl.Vertices)]))
				}
			}
		}
		for _, f := range of(c, d, letters).Front {
			got += f.Length
		}
		if math.Abs(float64(got-want)) > 1e-3 {
			t.Fatalf("front of %v m, want %v m", got, want)
		}
	})
}

func TestTheOrderOfPlacesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d, letters := random(t)
		var sites []cell.Site
		for i := range d.Len() {
			sites = append(sites, d.Site(i))
		}
		var a, b bytes.Buffer
		if err := of(c, d, letters).GeoJSON(&a); err != nil {
			t.Fatal(err)
		}
		if err := of(c, cell.New(rapid.Permutation(sites).Draw(t, "shuffled"), box), letters).GeoJSON(&b); err != nil {
			t.Fatal(err)
		}
		if a.String() != b.String() {
			t.Fatalf("GeoJSON after shuffling:\n%s\nbefore:\n%s", b.String(), a.String())
		}
	})
}

func TestGeoJSON(t *testing.T) {
	c, d := grid(2)
	p, _ := c.Place("p03")
	p.Parent = "abroad"
	var got bytes.Buffer
	if err := area.Of(c, d, lettered("Br?R")).GeoJSON(&got); err != nil {
		t.Fatalf("GeoJSON: %v", err)
	}
	if !json.Valid(got.Bytes()) {
		t.Fatalf("GeoJSON wrote no JSON: %s", got.String())
	}
	const golden = "testdata/four.geojson.golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("GeoJSON (-want +got):\n%s", diff)
	}
}
