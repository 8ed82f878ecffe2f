package network_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/road"
)

// at is a point in thousandths of a degree from (36, 34).
func at(x, y float64) geo.Point { return geo.Point{Lon: 36 + x/1000, Lat: 34 + y/1000} }

// tags reads "highway=primary oneway=yes".
func tags(s string) (out []salient.Tag) {
	for _, pair := range strings.Fields(s) {
		k, v, _ := strings.Cut(pair, "=")
		out = append(out, salient.Tag{Key: k, Value: v})
	}
	return network.SortTags(out)
}

// byID is a file whose points have ids: their numbers.
func byID(points []geo.Point, ways ...network.Way) *network.Raw {
	return &network.Raw{ByID: true, Points: points, Ways: ways, Dropped: network.Tally{}}
}

func way(n int, t string, refs ...int32) network.Way {
	return network.Way{ID: fmt.Sprintf("way/%d", n), Tags: tags(t), Refs: refs}
}

func drawn(n int, t string, line ...geo.Point) network.Way {
	return network.Way{ID: fmt.Sprintf("way/%d", n), Tags: tags(t), Line: line}
}

// roads lists a network's roads as "id: points", points in thousandths of a degree.
func roads(n *network.Net) (out []string) {
	for _, r := range n.Roads {
		var s strings.Builder
		for _, p := range r.Line {
			fmt.Fprintf(&s, " %.4g,%.4g", (p.Lon-36)*1000, (p.Lat-34)*1000)
		}
		out = append(out, string(r.ID)+":"+s.String())
	}
	return out
}

func counted(list []network.Count) (out []string) {
	for _, c := range list {
		out = append(out, fmt.Sprintf("%d %s %s", c.N, c.What, c.First))
	}
	return out
}

func TestWaysAreCutAtJunctionsAndJoinedWhereNothingChanges(t *testing.T) {
	points := []geo.Point{at(0, 0), at(1, 0), at(2, 0), at(3, 0), at(4, 0), at(2, 1), at(5, 0)}
	n, report := network.Build(byID(points,
		way(1, "highway=primary", 0, 1, 2, 3),
		way(2, "highway=primary", 4, 3), // drawn the other way round
		way(3, "highway=track", 2, 5),
		way(4, "highway=primary bridge=yes", 4, 6),
	), network.Options{Network: "n"})
	want := []string{"way-1: 0,0 1,0 2,0", "way-1.2: 2,0 3,0 4,0", "way-3: 2,0 2,1", "way-4: 4,0 5,0"}
	if diff := cmp.Diff(want, roads(n)); diff != "" {
		t.Errorf("roads (-want +got):\n%s", diff)
	}
	if also := n.Roads[1].Mapped.Also; !slices.Equal(also, []salient.RoadID{"way-1", "way-2"}) {
		t.Errorf("the second road is also %v, want way-1 and way-2", also)
	}
	if report.Joined != 1 || report.Junctions != 5 || report.Bridges != 1 || report.Parts != 1 {
		t.Errorf("report %+v; want 1 joined, 5 junctions, 1 bridge, 1 part", report)
	}
}

func TestOnewayRoadsAreJoinedHeadToTailOnly(t *testing.T) {
	points := []geo.Point{at(0, 0), at(1, 0), at(2, 0), at(3, 0)}
	n, _ := network.Build(byID(points,
		way(1, "highway=primary oneway=yes", 0, 1),
		way(2, "highway=primary oneway=yes", 1, 2),
		way(3, "highway=primary oneway=yes", 3, 2),
	), network.Options{Network: "n"})
	if diff := cmp.Diff([]string{"way-1.2: 0,0 1,0 2,0", "way-3: 3,0 2,0"}, roads(n)); diff != "" {
		t.Errorf("roads (-want +got):\n%s", diff)
	}
}

func TestACrossingIsTheEndOfARoad(t *testing.T) {
	raw := byID([]geo.Point{at(0, 0), at(1, 0), at(2, 0), at(9, 9)}, way(1, "highway=primary", 0, 1, 2))
	raw.Spots = []network.Spot{
		{ID: "node/7", Point: 1, Tags: tags("barrier=border_control name=Gate name:ar=بوابة")},
		{ID: "node/8", Point: 3, Tags: tags("military=checkpoint")}, // on no road
	}
	n, _ := network.Build(raw, network.Options{Network: "n"})
	if diff := cmp.Diff([]string{"way-1: 0,0 1,0", "way-1: 1,0 2,0"}, roads(n)); diff != "" {
		t.Errorf("roads (-want +got):\n%s", diff)
	}
	gate := at(1, 0)
	want := []salient.Place{{
		ID: "node-7", Name: "Gate", Names: []salient.Name{{Language: "ar", Text: "بوابة"}}, Kind: salient.Crossing, At: &gate,
		Precision: "exact", Note: "barrier=border_control; name=Gate; name:ar=بوابة",
	}}
	if diff := cmp.Diff(want, n.Spots); diff != "" {
		t.Errorf("crossings (-want +got):\n%s", diff)
	}
}

func TestPointsOfDifferentIDsAtOnePlaceDoNotMeet(t *testing.T) {
	points := []geo.Point{at(0, 0), at(1, 0), at(2, 0), at(1, 1), at(1, 0), at(1, -1)}
	n, report := network.Build(byID(points,
		way(1, "highway=primary", 0, 1, 2), way(2, "highway=primary bridge=yes", 3, 4, 5)), network.Options{Network: "n"})
	if net := road.New(n.Roads, road.DefaultSnap); len(net.Nodes) != 4 || len(net.Edges) != 2 {
		t.Errorf("%d nodes and %d edges %v, want 4 and 2: the bridge doesn't meet the road", len(net.Nodes), len(net.Edges), roads(n))
	}
	if len(report.Changed) != 1 {
		t.Errorf("changed %v, want one point moved", report.Changed)
	}
}

func TestLinesWithoutNodesMeetAtEqualPointsAndAreSnappedOnlyOnDemand(t *testing.T) {
	lines := func() *network.Raw {
		return &network.Raw{Dropped: network.Tally{}, Ways: []network.Way{
			drawn(1, "highway=primary", at(0, 0), at(10, 0), at(20, 0)),
			drawn(2, "highway=track", at(10, 0), at(10, 10)),
			drawn(3, "highway=track", at(15, 0.1), at(15, 10)), // ten metres off
		}}
	}
	n, report := network.Build(lines(), network.Options{Network: "n"})
	if diff := cmp.Diff([]string{"way-1: 0,0 10,0", "way-1: 10,0 20,0", "way-2: 10,0 10,10", "way-3: 15,0.1 15,10"}, roads(n)); diff != "" || report.Parts != 2 {
		t.Errorf("%d parts, want 2; roads (-want +got):\n%s", report.Parts, diff)
	}
	n, report = network.Build(lines(), network.Options{Network: "n", Snap: 20 * geo.Metre})
	want := []string{"way-1: 0,0 10,0", "way-1: 10,0 15,0", "way-1: 15,0 20,0", "way-2: 10,0 10,10", "way-3: 15,0 15,10"}
	if diff := cmp.Diff(want, roads(n)); diff != "" || report.Parts != 1 {
		t.Errorf("snapped: %d parts, want 1; roads (-want +got):\n%s", report.Parts, diff)
	}
}

func TestRoadsAreCutExactlyAtTheBox(t *testing.T) {
	box := geo.Box{West: 36, South: 34, East: 36.01, North: 34.01}
	points := []geo.Point{at(-5, 5), at(5, 5), at(15, 5), at(-5, 20), at(-5, -5), at(15, -5), at(0, 0)}
	n, report := network.Build(byID(points,
		way(1, "highway=primary", 0, 1, 2), // through the box
		way(2, "highway=primary", 0, 3),    // beside it
		way(3, "highway=primary", 4, 5),    // below it
		way(4, "highway=track", 4, 6),      // touches its corner
	), network.Options{Network: "n", Clip: &box})
	if diff := cmp.Diff([]string{"way-1: 0,5 5,5 10,5"}, roads(n)); diff != "" {
		t.Errorf("roads (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"3 outside the box way-2"}, counted(report.Dropped)); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
}

func TestOddLinesAreLeftOutWithTheirReasons(t *testing.T) {
	points := []geo.Point{at(0, 0), at(0, 0), at(1, 0), network.Missing, at(2, 0), {Lon: 179.9, Lat: 10}, {Lon: -179.9, Lat: 10.2}}
	n, report := network.Build(byID(points,
		way(1, "highway=primary", 0, 1),       // no length
		way(2, "highway=primary", 0),          // a single point
		way(3, "highway=primary", 2, 2, 2),    // one point again and again
		way(4, "highway=primary", 2, 3),       // a point that the file lacks
		way(5, "highway=primary", 0, 2, 3, 4), // the same, with something left
		way(6, "highway=primary", 5, 6),       // passes the antimeridian
		way(7, "highway=primary", 4, 2, 4, 4), // there and back, ending at a point of its own
	), network.Options{Network: "n"})
	if diff := cmp.Diff([]string{"2 no length way-1", "1 a point that the file lacks way-4", "1 fewer than two points way-2"}, counted(report.Dropped)); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1 cut at the antimeridian way-6", "1 cut where the file lacks a point way-5"}, counted(report.Changed)); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	for _, r := range n.Roads {
		for k := 1; k < len(r.Line); k++ {
			if math.Abs(r.Line[k].Lon-r.Line[k-1].Lon) > 180 {
				t.Errorf("road %s leads around the Earth: %v", r.ID, r.Line)
			}
		}
	}
	if len(n.Roads) != 4 {
		t.Errorf("roads %v, want 1 of way-5, 2 of way-6 and the loop of way-7", roads(n))
	}
}

func TestLoopsAreKept(t *testing.T) {
	points := []geo.Point{at(0, 0), at(1, 0), at(1, 1), at(5, 5), at(6, 5), at(6, 6)}
	n, _ := network.Build(byID(points,
		way(1, "highway=primary junction=roundabout", 0, 1, 2, 0),                                   // a loop of its own
		way(2, "highway=track", 3, 4), way(3, "highway=track", 4, 5), way(4, "highway=track", 5, 3), // one of three
	), network.Options{Network: "n"})
	if len(n.Roads) != 2 || n.Roads[0].Oneway != "yes" || len(n.Roads[1].Line) != 4 || len(n.Roads[1].Mapped.Also) != 3 {
		t.Errorf("roads %v, want two loops, the roundabout one-way", roads(n))
	}
}

// extract draws ways over nodes on a coarse grid, several of which lie at one place.
func extract(t *rapid.T) *network.Raw {
	points := make([]geo.Point, rapid.IntRange(2, 14).Draw(t, "nodes"))
	for i := range points {
		points[i] = at(float64(rapid.IntRange(0, 3).Draw(t, "x")), float64(rapid.IntRange(0, 3).Draw(t, "y")))
	}
	var ways []network.Way
	for i := range rapid.IntRange(1, 10).Draw(t, "ways") {
		refs := rapid.SliceOfN(rapid.Int32Range(0, int32(len(points)-1)), 1, 5).Draw(t, "refs")
		ways = append(ways, way(i+1, rapid.SampledFrom([]string{
			"highway=primary", "highway=primary", "highway=primary oneway=yes", "highway=track bridge=yes",
		}).Draw(t, "tags"), refs...))
	}
	raw := byID(points, ways...)
	if rapid.Bool().Draw(t, "spot") {
		raw.Spots = []network.Spot{{ID: "node/1", Point: ways[0].Refs[0], Tags: tags("barrier=border_control")}}
	}
	return raw
}

func cloned(raw *network.Raw) *network.Raw {
	out := *raw
	out.Points, out.Ways, out.Dropped = slices.Clone(raw.Points), slices.Clone(raw.Ways), network.Tally{}
	return &out
}

func TestTheOrderOfWaysDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := extract(t)
		shuffled := cloned(raw)
		shuffled.Ways = rapid.Permutation(raw.Ways).Draw(t, "shuffled")
		a, report := network.Build(cloned(raw), network.Options{Network: "n"})
		b, other := network.Build(shuffled, network.Options{Network: "n"})
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("network after shuffling (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(report, other); diff != "" {
			t.Fatalf("report after shuffling (-before +after):\n%s", diff)
		}
	})
}

// What can be reached in the network, driving as the tags say, is what can be reached along
// the ways from node to node; and no leg is lost.
func TestWhatCanBeReachedIsAsAlongTheNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := extract(t)
		number := map[geo.Point]int32{}
		for i := range raw.Points {
			raw.Points[i] = at(float64(i%4), float64(i/4)) // each in its own place
			number[raw.Points[i]] = int32(i)
		}
		next, km := legs(raw)
		n, report := network.Build(cloned(raw), network.Options{Network: "n"})
		if math.Abs(report.Km-km) > 1e-9*(1+km) {
			t.Fatalf("the network has %v km, want %v", report.Km, km)
		}
		net := road.New(n.Roads, 0)
		for a, p := range net.Nodes {
			want, got := reached(number[p], func(i int32) []int32 { return next[i] }), reached(int32(a), leaving(net))
			for b, q := range net.Nodes {
				if got[int32(b)] != want[number[q]] {
					t.Fatalf("from %v to %v: reached %v, want %v; roads %v", p, q, got[int32(b)], want[number[q]], roads(n))
				}
			}
		}
	})
}

// legs gives the nodes that can be reached from each along one leg, and the length of all legs.
func legs(raw *network.Raw) (next [][]int32, km float64) {
	next = make([][]int32, len(raw.Points))
	for _, w := range raw.Ways {
		for k := 1; k < len(w.Refs); k++ {
			a, b := w.Refs[k-1], w.Refs[k]
			km += geo.Distance(raw.Points[a], raw.Points[b]).Km()
			next[a] = append(next[a], b)
			if !slices.Contains(w.Tags, salient.Tag{Key: "oneway", Value: "yes"}) {
				next[b] = append(next[b], a)
			}
		}
	}
	return next, km
}

func leaving(n *road.Network) func(int32) []int32 {
	return func(at int32) (out []int32) {
		for _, a := range n.Leaving(int(at)) {
			to := n.Edges[a.Edge].To
			if a.Back {
				to = n.Edges[a.Edge].From
			}
			out = append(out, int32(to))
		}
		return out
	}
}

func reached(from int32, next func(int32) []int32) map[int32]bool {
	seen, todo := map[int32]bool{from: true}, []int32{from}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		for _, to := range next(at) {
			if !seen[to] {
				seen[to] = true
				todo = append(todo, to)
			}
		}
	}
	return seen
}

// Two boxes beside each other hold together what one around both holds, but for the centimetre by
// which points of one place are set apart: where ways are cut at one spot of an edge.
func TestWhatABoxHoldsIsTheSumOfItsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-3, 9)
		points := make([]geo.Point, rapid.IntRange(2, 12).Draw(t, "nodes"))
		for i := range points {
			points[i] = at(coordinate.Draw(t, "x"), coordinate.Draw(t, "y"))
		}
		var ways []network.Way
		for i := range rapid.IntRange(1, 6).Draw(t, "ways") {
			ways = append(ways, way(i+1, "highway=primary", rapid.SliceOfN(rapid.Int32Range(0, int32(len(points)-1)), 2, 5).Draw(t, "refs")...))
		}
		apart := 0.0 // what setting points apart may change at most, of the two legs at each of them
		km := func(w, s, e, n float64) float64 {
			a, b := at(w, s), at(e, n)
			_, r := network.Build(cloned(byID(points, ways...)), network.Options{Network: "n", Clip: &geo.Box{West: a.Lon, South: a.Lat, East: b.Lon, North: b.Lat}})
			for _, c := range r.Changed {
				if strings.Contains(c.What, "moved apart") {
					apart += 2 * float64(c.N) * geo.Distance(at(0, 0), at(0, 0.0001)).Km()
				}
			}
			return r.Km
		}
		whole, parts := km(0, 0, 6, 6), km(0, 0, 2.5, 6)+km(2.5, 0, 6, 1.7)+km(2.5, 1.7, 6, 6)
		if math.Abs(whole-parts) > 1e-6*(1+whole)+apart && !alongAnEdge(points) {
			t.Fatalf("one box holds %v km, its parts %v km", whole, parts)
		}
	})
}

// alongAnEdge reports whether a leg may lie along the edge that two boxes share.
func alongAnEdge(points []geo.Point) bool {
	return slices.ContainsFunc(points, func(p geo.Point) bool { return p.Lon == at(2.5, 0).Lon || p.Lat == at(0, 1.7).Lat })
}

func TestPackedNetworksAreUnpackedAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := extract(t)
		if rapid.Bool().Draw(t, "ferry") {
			raw.Ways[0].Tags = tags("route=ferry duration=00:20 name=Über")
		}
		if rapid.Bool().Draw(t, "inexact") {
			raw.Points[0].Lon += 1.0 / 3e7
		}
		n, _ := network.Build(raw, network.Options{Network: "n"})
		pack := n.Pack()
		p, err := network.Unpack(pack)
		if err != nil {
			t.Fatalf("Unpack: %v", err)
		}
		if diff := cmp.Diff(n, &network.Net{Roads: append([]salient.Road{}, p.Roads()...), Spots: p.Spots}); diff != "" {
			t.Fatalf("unpacked (-packed +unpacked):\n%s", diff)
		}
		again := network.Net{Roads: p.Roads(), Spots: p.Spots}
		if !bytes.Equal(again.Pack(), pack) {
			t.Fatal("what was unpacked is packed otherwise")
		}
		for _, r := range n.Roads {
			for _, id := range append(slices.Clone(r.Mapped.Also), r.ID) {
				if found := p.Find(id); !slices.Contains(found, r.ID) {
					t.Fatalf("Find(%s) = %v, want %s among them", id, found, r.ID)
				}
			}
		}
	})
}

func FuzzUnpack(f *testing.F) {
	n, _ := network.Build(byID([]geo.Point{at(0, 0), at(1, 0), at(2, 0)}, way(1, "highway=primary name=Main", 0, 1), way(2, "route=ferry", 1, 2)), network.Options{Network: "n"})
	f.Add(n.Pack())
	f.Fuzz(func(_ *testing.T, b []byte) {
		p, err := network.Unpack(b)
		if err != nil {
			return
		}
		defer func() { _ = recover() }() // of broken roads: allowed, as a cache has a checksum
		p.Roads()
	})
}
