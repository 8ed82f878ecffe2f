package road_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/road"
)

// line draws a line through points given in thousandths of a degree (about 100 m) from (36, 34).
func line(xy ...float64) geo.Line {
	var l geo.Line
	for i := 0; i < len(xy); i += 2 {
		l = append(l, geo.Point{Lon: 36 + xy[i]/1000, Lat: 34 + xy[i+1]/1000})
	}
	return l
}

func lane(id string, l geo.Line) salient.Road {
	return salient.Road{ID: salient.RoadID(id), Class: "primary", Line: l}
}

// ends lists the network's edges as "road from to".
func ends(n *road.Network) []string {
	var out []string
	for _, e := range n.Edges {
		out = append(out, fmt.Sprintf("%s %d %d", e.Road, e.From, e.To))
	}
	return out
}

func TestRoadsMeetAtEqualPoints(t *testing.T) {
	n := road.New([]salient.Road{
		lane("a", line(0, 0, 10, 0, 20, 0)),
		lane("b", line(10, 0, 10, 10)),
		lane("c", line(15, -5, 15, 5)), // a bridge over a
	}, 0)
	want := []string{"a 0 1", "a 1 5", "b 1 2", "c 3 4"}
	if diff := cmp.Diff(want, ends(n)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
}

func TestALooseEndIsJoinedWithinTheSnapDistance(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    geo.Line
		want []string
	}{
		{"to an end", line(20.3, 0, 30, 0), []string{"a 0 1", "b 1 2"}},
		{"to the middle of a leg", line(10, 0.3, 10, 10), []string{"a 0 1", "a 1 3", "b 1 2"}},
		{"not from farther away", line(20, 1, 30, 0), []string{"a 0 1", "b 2 3"}},
	} {
		n := road.New([]salient.Road{lane("a", line(0, 0, 20, 0)), lane("b", tt.b)}, road.DefaultSnap)
		if diff := cmp.Diff(tt.want, ends(n)); diff != "" {
			t.Errorf("%s: edges (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestWithoutSnappingNearEndsStayApart(t *testing.T) {
	n := road.New([]salient.Road{lane("a", line(0, 0, 20, 0)), lane("b", line(20.1, 0, 30, 0))}, 0)
	if diff := cmp.Diff([]string{"a 0 1", "b 2 3"}, ends(n)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
}

func TestThreeLooseEndsNearEachOtherAreOneNode(t *testing.T) {
	n := road.New([]salient.Road{
		lane("a", line(0, 0, 20, 0)), lane("b", line(20.2, 0, 40, 0)), lane("c", line(20.1, 0.1, 20, 20)),
	}, road.DefaultSnap)
	if len(n.Nodes) != 4 {
		t.Errorf("%d nodes %v, want 4: three far ends and one where all meet; edges %v", len(n.Nodes), n.Nodes, ends(n))
	}
}

func TestOnewayRoadsLeaveOneNodeOnly(t *testing.T) {
	a, b := lane("a", line(0, 0, 10, 0)), lane("b", line(0, 0, 0, 10))
	a.Oneway, b.Oneway = "yes", "reverse"
	n := road.New([]salient.Road{a, b}, 0)
	want := [][]road.Arc{{{Edge: 0}}, {{Edge: 1, Back: true}}, nil}
	for i := range n.Nodes {
		if diff := cmp.Diff(want[i], n.Leaving(i), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Leaving(%d) (-want +got):\n%s", i, diff)
		}
	}
}

func TestARoadWithoutLengthIsDroppedWithAReason(t *testing.T) {
	n := road.New([]salient.Road{lane("a", line(1, 1, 1, 1)), lane("b", line(1, 1, 2, 2))}, road.DefaultSnap)
	want := []road.Dropped{{Road: "a", Why: "it has no length"}}
	if diff := cmp.Diff(want, n.Dropped); diff != "" {
		t.Errorf("Dropped (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"b 0 1"}, ends(n)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
}

func TestLoopsAndSelfCrossingsAreKept(t *testing.T) {
	n := road.New([]salient.Road{
		lane("eight", line(0, 0, 5, 5, 10, 0, 10, 10, 5, 5, 0, 10)), // passes (5, 5) twice
		lane("ring", line(50, 0, 60, 0, 60, 10, 50, 0)),
	}, 0)
	want := []string{"eight 0 2", "eight 2 2", "eight 2 1", "ring 3 3"}
	if diff := cmp.Diff(want, ends(n)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
}

func TestSpeedIsTheRoadsOwnBeforeItsClass(t *testing.T) {
	own := 77.0
	a, b, c := lane("a", line(0, 0, 10, 0)), lane("b", line(0, 0, 0, 10)), lane("c", line(0, 0, 9, 9))
	a.SpeedKmh, b.Class, c.Class = &own, "Motorway", "camel path"
	n := road.New([]salient.Road{a, b, c}, 0)
	for i, want := range []float64{77, 90, 25} {
		e := n.Edges[i]
		if e.KmH != want || math.Abs(e.Hours()-e.Length.Km()/want) > 1e-12 {
			t.Errorf("road %s: %v km/h, %v h for %v km; want %v km/h", e.Road, e.KmH, e.Hours(), e.Length.Km(), want)
		}
	}
}

// roads draws roads on a coarse grid, slightly off it, so that they meet often.
func roads(t *rapid.T) []salient.Road {
	var out []salient.Road
	for i := range rapid.IntRange(1, 12).Draw(t, "roads") {
		var xy []float64
		for range rapid.IntRange(2, 4).Draw(t, "points") {
			off := rapid.SampledFrom([]float64{0, 0, 0, 0.1, 0.3}).Draw(t, "off")
			xy = append(xy, float64(5*rapid.IntRange(0, 5).Draw(t, "x"))+off, float64(5*rapid.IntRange(0, 5).Draw(t, "y")))
		}
		out = append(out, lane(fmt.Sprintf("r%02d", i), line(xy...)))
	}
	return out
}

func TestTheOrderOfRoadsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := roads(t)
		a := road.New(r, road.DefaultSnap)
		b := road.New(rapid.Permutation(r).Draw(t, "shuffled"), road.DefaultSnap)
		if diff := cmp.Diff(a, b, cmp.AllowUnexported(road.Network{})); diff != "" {
			t.Fatalf("network after shuffling (-before +after):\n%s", diff)
		}
	})
}

func TestEdgesSumToTheRoads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want, got geo.Length
		r := roads(t)
		for _, x := range r {
			want += x.Line.Length()
		}
		n := road.New(r, road.DefaultSnap)
		for _, e := range n.Edges {
			got += e.Length
			for _, end := range []struct {
				node int
				at   geo.Point
			}{{e.From, e.Line[0]}, {e.To, e.Line[len(e.Line)-1]}} {
				if d := geo.Distance(n.Nodes[end.node], end.at); d > 3*road.DefaultSnap {
					t.Fatalf("edge of %s ends %v m from its node", e.Road, d)
				}
			}
		}
		if math.Abs(float64(got-want)) > 1 { // a point put into a leg bends it by rounding
			t.Fatalf("edges of %v sum to %v m, want %v m", r, got, want)
		}
	})
}

func TestNearestIsTheNearestNode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := road.New(roads(t), road.DefaultSnap)
		p := geo.Point{Lon: 36 + rapid.Float64Range(-0.02, 0.05).Draw(t, "lon"), Lat: 34 + rapid.Float64Range(-0.02, 0.05).Draw(t, "lat")}
		got, away, ok := n.Nearest(p)
		if !ok && len(n.Nodes) == 0 {
			return
		}
		least := geo.Length(math.Inf(1))
		for _, q := range n.Nodes {
			least = min(least, geo.Distance(p, q))
		}
		if !ok || away != least || geo.Distance(p, n.Nodes[got]) != least {
			t.Fatalf("Nearest(%v) = node %d at %v m, %v; want one at %v m", p, got, away, ok, least)
		}
	})
}

// mapped makes a road one of an imported network.
func mapped(r salient.Road) salient.Road {
	r.Mapped = &salient.Mapped{Network: "n"}
	return r
}

func TestRoadsOfANetworkMeetAtTheirEndsAndAreNotSnapped(t *testing.T) {
	n := road.New([]salient.Road{
		mapped(lane("a", line(0, 0, 10, 0, 20, 0))),
		mapped(lane("b", line(10, 0.2, 10, 10))), // 20 m off a: they don't meet in the file
		mapped(lane("c", line(10, 0.1, 20, 0))),
	}, road.DefaultSnap)
	if diff := cmp.Diff([]string{"a 0 4", "b 2 3", "c 1 4"}, ends(n)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
}

func TestADrawnRoadIsJoinedToANetwork(t *testing.T) {
	for name, drawn := range map[string]geo.Line{
		"at a point along it": line(10, 0, 10, 10),
		"within the distance": line(10, 0.3, 10, 10),
	} {
		n := road.New([]salient.Road{mapped(lane("a", line(0, 0, 10, 0, 20, 0))), lane("b", drawn)}, road.DefaultSnap)
		if diff := cmp.Diff([]string{"a 0 1", "a 1 3", "b 1 2"}, ends(n)); diff != "" {
			t.Errorf("%s: edges (-want +got):\n%s", name, diff)
		}
	}
}

// A network whose roads have no junction but at their ends is the same as if they were drawn.
func TestMappedRoadsAreTheNetworkOfDrawnOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var drawn, from []salient.Road
		for i, e := range road.New(roads(t), 0).Edges {
			r := lane(fmt.Sprintf("r%03d", i), e.Line)
			drawn, from = append(drawn, r), append(from, mapped(r))
		}
		if diff := cmp.Diff(ends(road.New(drawn, 0)), ends(road.New(from, road.DefaultSnap))); diff != "" {
			t.Fatalf("edges (-drawn +mapped):\n%s", diff)
		}
	})
}

func TestSnappedLinesMeetAsInANetwork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := roads(t)
		var lines []geo.Line
		for _, x := range road.New(r, 0).Dropped {
			t.Skip("a road without length: ", x.Road)
		}
		for _, x := range r {
			lines = append(lines, x.Line)
		}
		road.Snap(lines, road.DefaultSnap)
		for i := range r {
			r[i].Line = lines[i]
		}
		before := road.New(r, 0)
		for _, p := range road.Snap(lines, road.DefaultSnap/100) {
			t.Fatalf("%v is loose again after snapping; edges %v", p, ends(before))
		}
	})
}
