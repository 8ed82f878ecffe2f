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
