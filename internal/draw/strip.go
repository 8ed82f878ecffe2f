package draw

import (
	"math"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// Runs are a place's holdings through a span, days that look alike joined.
func Runs(v *desk.View, id salient.PlaceID, span when.Span) []figure.Run {
	sides := Sides(v.Case)
	var out []figure.Run
	for d := span.From; d <= span.To; d++ {
		h, ok := v.Holding(id, d)
		if !ok {
			return nil
		}
		run := figure.RunOf(h, sides, when.Span{From: d, To: d})
		if n := len(out); n > 0 && alike(out[n-1], run) {
			out[n-1].Days.To = d
			continue
		}
		out = append(out, run)
	}
	return out
}

// alike reports whether two runs differ by less than anybody sees.
func alike(a, b figure.Run) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) < 0.01 }
	if a.Inferred != b.Inferred || a.Unknown != b.Unknown || !near(a.Contested, b.Contested) {
		return false
	}
	for i := range a.P {
		if !near(a.P[i], b.P[i]) {
			return false
		}
	}
	return true
}

// WeightOf is what a claim weighs for the side that leads at a place on a day, in decibans: the
// side's odds with it less those without (control.Assessment.Odds). No side and 0 where nobody
// can hold it.
func WeightOf(v *desk.View, place salient.PlaceID, claim salient.ClaimID, day when.Day) (side figure.SideNo, weight float64) {
	h, ok := v.Control().Holding(place, day)
	if !ok {
		return 0, 0
	}
	leads := salient.State("")
	for i, id := range v.Case.Settings.Sides {
		if state := salient.State(id); leads == "" || h.P(state) > h.P(leads) {
			leads, side = state, figure.SideNo(i+1)
		}
	}
	with, ok := v.Control().Odds(place, day, leads)
	without, _ := v.Control().Odds(place, day, leads, claim)
	if !ok {
		return 0, 0
	}
	return side, with - without
}
