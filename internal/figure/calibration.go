package figure

import (
	"fmt"
	"strings"
)

// CalibrationData is how often what was called so likely came true.
type CalibrationData struct {
	Title string
	Terms []CalibrationTerm // from the least likely to the most
}

// CalibrationTerm is one estimative term, and how often it came true.
type CalibrationTerm struct {
	Word      string
	Low, High float64 // the term's range
	N         int     // forecasts with an outcome
	Rate      float64 // part of them that came true
	From, To  float64 // 95% interval of that
}

// Sizes of the plot.
const (
	calibrationTall = 300
	calibrationDot  = 4.5
)

// Calibration plots, for each term that was used, how often it came true, with its interval,
// over the term's range: good judgement keeps to the diagonal band.
func Calibration(c CalibrationData, opt Options) []byte {
	if opt.Width <= 0 {
		opt.Width = 560
	}
	d := calibration{newPen(opt, "calibration", nil), c, box{}}
	total := calibrationTall + 48.0
	d.box = box{44, 14, opt.Width - 12, 14 + calibrationTall}
	d.open(opt.Width, total, c.Title, d.describe())
	d.rect(0, 0, opt.Width, total, 0, look{fill: "paper"})
	d.rect(d.box.x0, d.box.y0, d.box.x1-d.box.x0, d.box.y1-d.box.y0, 0, look{fill: "land"})
	d.grid()
	d.bands()
	for _, t := range c.Terms {
		if t.N > 0 {
			d.term(t)
		}
	}
	d.rect(d.box.x0, d.box.y0, d.box.x1-d.box.x0, d.box.y1-d.box.y0, 0, look{stroke: "line2"})
	return d.close()
}

type calibration struct {
	*pen
	c   CalibrationData
	box box
}

func (d calibration) x(p float64) float64 { return d.box.x0 + p*(d.box.x1-d.box.x0) }
func (d calibration) y(p float64) float64 { return d.box.y1 - p*(d.box.y1-d.box.y0) }

// grid has a line for each fifth, both ways.
func (d calibration) grid() {
	small := lettering{size: 11, look: look{fill: "ink2"}}
	for i := range 6 {
		p := float64(i) / 5
		label := fmt.Sprintf("%.0f%%", 100*p)
		d.line(xy{d.box.x0, d.y(p)}, xy{d.box.x1, d.y(p)}, look{stroke: "line", width: 1})
		d.line(xy{d.x(p), d.box.y0}, xy{d.x(p), d.box.y1}, look{stroke: "line", width: 1})
		small.anchor = "end"
		d.text(xy{d.box.x0 - 6, d.y(p) + 4}, label, small)
		small.anchor = "middle"
		d.text(xy{min(d.x(p), d.box.x1-8), d.box.y1 + 15}, label, small)
	}
	d.text(xy{d.box.x0 + 6, d.box.y0 + 14}, "came true", lettering{size: 11, look: look{fill: "ink2"}})
	d.text(xy{d.box.x1, d.box.y1 + 32}, "what the term means", lettering{size: 11, anchor: "end", look: look{fill: "ink2"}})
}

// bands are where a term's rate lies if it keeps to its range.
func (d calibration) bands() {
	for _, t := range d.c.Terms {
		d.rect(d.x(t.Low), d.y(t.High), d.x(t.High)-d.x(t.Low), d.y(t.Low)-d.y(t.High), 0, look{fill: "ink3", fillOpacity: 0.25})
	}
}

func (d calibration) term(t CalibrationTerm) {
	x, ink := d.x((t.Low+t.High)/2), look{stroke: "ink", width: 1.6}
	d.line(xy{x, d.y(t.From)}, xy{x, d.y(t.To)}, ink)
	for _, p := range []float64{t.From, t.To} {
		d.line(xy{x - 4, d.y(p)}, xy{x + 4, d.y(p)}, ink)
	}
	d.circle(xy{x, d.y(t.Rate)}, calibrationDot, look{fill: "ink", stroke: "land", width: 1.5})
	anchor, at := "", x+8
	if at+textWidth("n = 999", 11) > d.box.x1 {
		anchor, at = "end", x-8
	}
	d.text(xy{at, max(d.y(t.Rate)+4, d.box.y0+13)}, fmt.Sprintf("n = %d", t.N), lettering{size: 11, anchor: anchor, look: look{fill: "ink", stroke: "land", width: 3, halo: true}})
}

func (d calibration) describe() string {
	var out []string
	for _, t := range d.c.Terms {
		if t.N > 0 {
			out = append(out, fmt.Sprintf("%s (%.0f to %.0f%%): %.0f%% of %d came true, 95%% interval %.0f to %.0f%%", t.Word, 100*t.Low, 100*t.High, 100*t.Rate, t.N, 100*t.From, 100*t.To))
		}
	}
	if len(out) == 0 {
		return "No forecast has an outcome yet."
	}
	return strings.Join(out, ". ") + "."
}
