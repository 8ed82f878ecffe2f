package figure

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestTokensKeepTheContrastThatTheyPromise(t *testing.T) {
	// Contrast on paper, light and dark; 0 where none is promised.
	promised := map[string][2]float64{
		"ink": {17.6, 15.3}, "ink2": {8.0, 9.3}, "ink3": {5.5, 6.3}, "line2": {3.7, 4.6}, "link": {7.8, 8.9},
		"ok": {6.2, 9.4}, "warn": {5.9, 9.7}, "err": {6.5, 7.8}, "judge": {7.4, 8.3},
	}
	for _, tok := range tokens {
		want, ok := promised[tok.name]
		if !ok {
			continue
		}
		light := contrast(mustHex(tok.light), mustHex(lightOf("paper")))
		dark := contrast(mustHex(tok.dark), mustHex(darkOf("paper")))
		if math.Abs(light-want[0]) > 0.055 || math.Abs(dark-want[1]) > 0.055 {
			t.Errorf("contrast of %s = %.2f light, %.2f dark, want %.1f and %.1f", tok.name, light, dark, want[0], want[1])
		}
	}
	for name, want := range map[string][2]float64{"mark": {15.6, 9.1}, "mark2": {14.2, 9.9}} {
		light := contrast(mustHex(lightOf("ink")), mustHex(lightOf(name)))
		dark := contrast(mustHex(darkOf("ink")), mustHex(darkOf(name)))
		if math.Abs(light-want[0]) > 0.055 || math.Abs(dark-want[1]) > 0.055 {
			t.Errorf("contrast of ink on %s = %.2f light, %.2f dark, want %.1f and %.1f", name, light, dark, want[0], want[1])
		}
	}
	if got := contrast(mustHex(lightOf("ink3")), mustHex(lightOf("land"))); got < 4.9 {
		t.Errorf("contrast of ink3 on land = %.2f, want at least 4.9", got)
	}
}

func TestSidesInksKeepTheContrastThatTheyPromise(t *testing.T) {
	promised := [6][2]float64{{8.6, 9.5}, {6.4, 10.0}, {6.7, 9.2}, {9.6, 8.4}, {6.7, 11.4}, {10.1, 8.5}}
	for i, s := range sidePalette {
		light := contrast(mustHex(s.Ink), mustHex(lightOf("paper")))
		dark := contrast(mustHex(s.InkDark), mustHex(darkOf("paper")))
		if math.Abs(light-promised[i][0]) > 0.055 || math.Abs(dark-promised[i][1]) > 0.055 {
			t.Errorf("contrast of side %d's ink = %.2f light, %.2f dark, want %v", i+1, light, dark, promised[i])
		}
	}
}

// leastApart is the least ΔE between any two of the first n sides.
func leastApart(n int, dark bool, opacity float64) float64 {
	least := math.Inf(1)
	land := mustHex(pick(dark, lightOf("land"), darkOf("land")))
	for i := range n {
		for j := range i {
			a, b := sidePalette[i], sidePalette[j]
			least = min(least, apart(mustHex(pick(dark, a.Fill, a.FillDark)), mustHex(pick(dark, b.Fill, b.FillDark)), land, opacity))
		}
	}
	return least
}

func TestSidesDifferInEveryKindOfVision(t *testing.T) {
	tests := []struct {
		sides       int
		strengths   []float64
		light, dark float64
	}{
		{2, []float64{strong, middle, weak}, 28, 28},
		{3, []float64{strong, middle, weak}, 10.7, 7.6},
		{6, []float64{strong, middle}, 9.2, 8.4},
		{6, []float64{weak}, 5.7, 5.7},
	}
	for _, tt := range tests {
		for _, o := range tt.strengths {
			if got := leastApart(tt.sides, false, o); got < tt.light {
				t.Errorf("least ΔE of %d sides at %.2f, light = %.2f, want at least %.1f", tt.sides, o, got, tt.light)
			}
			if got := leastApart(tt.sides, true, o); got < tt.dark {
				t.Errorf("least ΔE of %d sides at %.2f, dark = %.2f, want at least %.1f", tt.sides, o, got, tt.dark)
			}
		}
	}
}

func TestTwoSidesDifferInGrey(t *testing.T) {
	for i, want := range [2][2]float64{{55, 40}, {79, 58}} {
		s := sidePalette[i]
		light := mustHex(s.Fill).over(mustHex(lightOf("land")), strong).lab().L
		dark := mustHex(s.FillDark).over(mustHex(darkOf("land")), strong).lab().L
		if math.Abs(light-want[0]) > 0.5 || math.Abs(dark-want[1]) > 0.5 {
			t.Errorf("lightness of side %d = %.1f light, %.1f dark, want %v", i+1, light, dark, want)
		}
	}
}

// The pairs are numbers 1, 7, 13, 17, 20 and 34 of the test data that Sharma, Wu and Dalal
// published with their paper.
func TestDeltaEIsThatOfThePaper(t *testing.T) {
	tests := []struct {
		p, q lab
		want float64
	}{
		{lab{50, 2.6772, -79.7751}, lab{50, 0, -82.7485}, 2.0425},
		{lab{50, 0, 0}, lab{50, -1, 2}, 2.3669},
		{lab{50, -0.001, 2.49}, lab{50, 0.0009, -2.49}, 4.8045},
		{lab{50, 2.5, 0}, lab{73, 25, -18}, 27.1492},
		{lab{50, 2.5, 0}, lab{58, 24, 15}, 19.4535},
		{lab{2.0776, 0.0795, -1.1350}, lab{0.9033, -0.0636, -0.5514}, 0.9082},
	}
	for _, tt := range tests {
		if got := deltaE(tt.p, tt.q); math.Abs(got-tt.want) > 1e-4 {
			t.Errorf("deltaE(%v, %v) = %.4f, want %.4f", tt.p, tt.q, got, tt.want)
		}
		if got, back := deltaE(tt.p, tt.q), deltaE(tt.q, tt.p); math.Abs(got-back) > 1e-9 {
			t.Errorf("deltaE(%v, %v) = %v one way, %v the other", tt.p, tt.q, got, back)
		}
	}
}

func TestAnOwnColourIsTakenOnlyIfAllCanTellItApart(t *testing.T) {
	own := []Side{{Name: "Government", Colour: "#111111"}, {Name: "Opposition"}}
	styles, warnings := SideStyles(own)
	if styles[0].Fill != "#111111" || len(warnings) != 0 {
		t.Errorf("SideStyles(black and orange) = %v, %q, want black taken", styles[0].Fill, warnings)
	}
	if got := contrast(mustHex(styles[0].InkDark), mustHex(darkOf("paper"))); got < inkContrastDark {
		t.Errorf("contrast of black's ink on dark paper = %.1f, want at least %.1f", got, inkContrastDark)
	}
	like := []Side{{Name: "Government"}, {Name: "Opposition", Colour: "#3A5A9C"}}
	styles, warnings = SideStyles(like)
	if styles[1] != sidePalette[1] || len(warnings) != 1 || !strings.Contains(warnings[0], "Opposition") || !strings.Contains(warnings[0], "Government") {
		t.Errorf("SideStyles(two blues) = %v, %q, want the palette's and a warning that names both", styles[1], warnings)
	}
}

func TestTheSeventhSideHasInk3AndPlusSigns(t *testing.T) {
	if got := SideStyleOf(7); got.Fill != lightOf("ink3") || got.Texture != Plus {
		t.Errorf("SideStyleOf(7) = %v, want ink3 and plus signs", got)
	}
}

func TestCSSDefinesEveryTokenAndSideInBothThemes(t *testing.T) {
	css := CSS(sampleSides)
	for _, tok := range tokens {
		for _, want := range []string{"--" + tok.name + ":" + tok.light + ";", "--" + tok.name + ":" + tok.dark + ";", ".f-" + tok.name + "{"} {
			if !strings.Contains(css, want) {
				t.Errorf("CSS lacks %q", want)
			}
		}
	}
	for i, s := range sidePalette {
		for _, want := range []string{fmt.Sprintf("--side%d:%s;", i+1, s.Fill), fmt.Sprintf("--side%d:%s;", i+1, s.FillDark), fmt.Sprintf(".s-side%d-ink{", i+1)} {
			if !strings.Contains(css, want) {
				t.Errorf("CSS lacks %q", want)
			}
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Errorf("CSS has %d { and %d }", strings.Count(css, "{"), strings.Count(css, "}"))
	}
}
