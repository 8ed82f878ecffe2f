package draw

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/redact"
)

// A coarse map depends on where things are by the grid alone, and shared corners stay shared.
func TestACoarseMapHasNothingBetweenTheLinesOfItsGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := redact.Rule{Grid: rapid.SampledFrom([]float64{0.0001, 0.001, 0.05, 1}).Draw(t, "grid")}
		point := func(what string) geo.Point {
			return geo.Point{Lon: rapid.Float64Range(-179, 179).Draw(t, what), Lat: rapid.Float64Range(-89, 89).Draw(t, what)}
		}
		shared, gap := point("shared"), figure.Gap{From: point("from"), To: point("to")}
		d := coarse(figure.MapData{
			Cells: []figure.Cell{
				{At: point("a"), Area: geo.MultiPolygon{{{shared, point("b"), point("c")}}}},
				{At: point("d"), Area: geo.MultiPolygon{{{shared, point("e"), point("f")}}}},
			},
			Edges: []figure.Edge{{Line: geo.Line{shared, point("g")}}}, Roads: []figure.Road{{Line: geo.Line{point("h"), point("i")}}},
			Paths: []figure.Path{{Line: geo.Line{point("j")}}}, Cuts: []figure.CutMark{{At: point("k")}}, Stops: []figure.Stop{{At: point("l")}},
			Events: []figure.Event{{At: point("m")}}, Units: []figure.Unit{{At: point("n")}}, Sieges: []figure.Siege{{Gap: &gap}, {}},
		}, rule)
		points := []geo.Point{d.Cells[0].At, d.Cells[1].At, d.Cuts[0].At, d.Stops[0].At, d.Events[0].At, d.Units[0].At, gap.From, gap.To}
		for _, line := range []geo.Line{geo.Line(d.Cells[0].Area[0][0]), geo.Line(d.Cells[1].Area[0][0]), d.Edges[0].Line, d.Roads[0].Line, d.Paths[0].Line} {
			points = append(points, line...)
		}
		for _, p := range points {
			for _, v := range []float64{p.Lon, p.Lat} {
				if off := v/rule.Grid - math.Round(v/rule.Grid); math.Abs(off) > 1e-6 {
					t.Fatalf("%v lies beside the lines of a grid of %v", p, rule.Grid)
				}
			}
		}
		if a, b := d.Cells[0].Area[0][0][0], d.Cells[1].Area[0][0][0]; a != b || a != d.Edges[0].Line[0] {
			t.Fatalf("a shared corner became %v, %v and %v", a, b, d.Edges[0].Line[0])
		}
	})
}
