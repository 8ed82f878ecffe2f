package figure

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/salient-osint/salient/geo"
)

// pinned draws stops at pixels of the sample's map, and gives their pins.
func pinned(stops ...Stop) (svg []byte, pins []pin, frame box) {
	m := sampleMap()
	m.Roads, m.Cuts, m.Units, m.Sieges, m.Events, m.Stops = nil, nil, nil, nil, nil, stops
	opt := MapOptions{Options: screen(760), Box: &sampleBox}
	d := newMapper(m, opt)
	return Map(m, opt), d.pins(), d.v.frame
}

func lettersOf(pins []pin) string {
	var out []string
	for i := range pins {
		out = append(out, pins[i].letters())
	}
	return strings.Join(out, " | ")
}

func TestPinsThatHideOneAnotherAreOne(t *testing.T) {
	at := onSample(330, 205)
	for _, tt := range []struct {
		name  string
		other geo.Point
		want  string
	}{
		{"far", onSample(480, 400), "1 | 2"},
		{"at the same point", at, "1 2"},
		{"beside it", onSample(336, 205), "1 2"},
		{"under its head", onSample(330, 215), "1 2"},
	} {
		svg, pins, _ := pinned(Stop{at, "1", "Homs"}, Stop{tt.other, "2", "Hims"})
		if got := lettersOf(pins); got != tt.want {
			t.Errorf("%s: pins %q, want %q", tt.name, got, tt.want)
		}
		if tip := []byte("1: Homs; 2: Hims"); bytes.Contains(svg, tip) != (tt.want == "1 2") {
			t.Errorf("%s: the map says %q: %v", tt.name, tip, !(tt.want == "1 2"))
		}
	}
	if _, pins, _ := pinned(Stop{at, "1", ""}, Stop{onSample(480, 400), "2", ""}, Stop{at, "3", ""}); lettersOf(pins) != "1 3 | 2" {
		t.Errorf("pins %q, want the first and third together", lettersOf(pins))
	}
}

// Wherever stops lie, each has its letter on one pin, in order; no head lies over another head or
// over a point of another pin; and all heads are within the map.
func TestPinsAreLegibleWhereverStopsLie(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for range 300 {
		spread := rng.Float64() * 300
		var stops []Stop
		for i := range 1 + rng.IntN(9) {
			stops = append(stops, Stop{onSample(300+spread*(rng.Float64()-0.5), 250+spread*(rng.Float64()-0.5)), fmt.Sprint(i + 1), "P"})
		}
		_, pins, frame := pinned(stops...)
		seen := map[string]bool{}
		for i := range pins {
			last := ""
			for _, f := range pins[i].feet {
				if seen[f.Letter] || f.Letter <= last {
					t.Fatalf("pins %q: letters out of order or twice", lettersOf(pins))
				}
				seen[f.Letter], last = true, f.Letter
			}
			for j := range pins {
				if i != j && pins[i].hides(&pins[j]) {
					t.Fatalf("pins %q: %s hides %s", lettersOf(pins), pins[i].letters(), pins[j].letters())
				}
			}
			if !pins[i].box().within(frame) {
				t.Fatalf("pin %s at %v isn't within the map", pins[i].letters(), pins[i].head)
			}
		}
		if len(seen) != len(stops) {
			t.Fatalf("pins %q of %d stops", lettersOf(pins), len(stops))
		}
	}
}
