package draw

import (
	"runtime"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// Frames are the tints of a layer on each day of a span, for maps that move: day after day,
// two bytes (figure.Control.Code) for each site of the view's diagram, in its order. They say
// what Map draws. ok is false for layers that aren't tints, and for more sides than fit.
func Frames(v *desk.View, layer Layer, span when.Span) (frames []byte, ok bool) {
	c, diagram, sides := v.Case, v.Diagram(), Sides(v.Case)
	if layer != Assessed && layer != Gaps || len(sides) > figure.MostCoded {
		return nil, false
	}
	ground, n := v.Ground(), diagram.Len()
	show := func(p *salient.Place, day when.Day, outside bool) figure.Control {
		return controlOf(ground(p.ID, day), sides, outside)
	}
	if layer == Gaps {
		gaps := v.Gaps()
		show = func(p *salient.Place, day when.Day, _ bool) figure.Control {
			_, silent := gaps.At(p.ID, day)
			return gapControl(silent)
		}
	}
	frames = make([]byte, 2*n*span.Len())
	eachOf(n, func(i int) {
		p, ok := c.Place(salient.PlaceID(diagram.Site(i).ID))
		if !ok {
			return
		}
		outside := apart(c, p)
		for day := range span.Len() {
			code := show(p, span.From+when.Day(day), outside).Code()
			copy(frames[2*(day*n+i):], code[:])
		}
	})
	return frames, true
}

// eachOf calls do for 0 … n-1, shared out among the processors.
func eachOf(n int, do func(int)) {
	workers := max(1, min(n, runtime.GOMAXPROCS(0)))
	var done sync.WaitGroup
	for w := range workers {
		done.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	done.Wait()
}
