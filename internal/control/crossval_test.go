package control

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
)

// TestCrossValidation prints how well the claims of left-out sources are predicted under
// different settings; docs/control.md quotes it. The benchmark's truth isn't read.
func TestCrossValidation(t *testing.T) {
	if os.Getenv("SALIENT_SCORE") == "" {
		t.Skip("compares settings for docs/control.md; run with SALIENT_SCORE=1")
	}
	c := readCase(t, filepath.Join(shared(t), "data", "control-bench"))
	for _, tt := range []struct {
		name string
		set  func(*Settings)
	}{
		{"as they are", func(*Settings) {}},
		{"hot 21 to 7", func(s *Settings) { s.HeatBefore, s.HeatAfter = 21, 7 }},
		{"hot 7 to 3", func(s *Settings) { s.HeatBefore, s.HeatAfter = 7, 3 }},
		{"repeats 0.5", func(s *Settings) { s.Repeat = 0.5 }},
	} {
		sum, n := 0.0, 0.0
		for _, out := range [][]salient.SourceID{{"video"}, {"n1", "copier"}} {
			s, k := leftOut(c, out, tt.set)
			sum, n = sum+s, n+k
		}
		t.Logf("%-24s %.4f over %g claims", tt.name, sum/n, n)
	}
}

// saysRight is how often a left-out source is taken to say what is so.
const saysRight = 0.93

// leftOut sums the log scores of the first source's assertions when none of the sources is known.
func leftOut(c *salient.Case, out []salient.SourceID, change func(*Settings)) (sum, n float64) {
	of := func(cl *salient.Claim) salient.SourceID { d, _ := c.Document(cl.Document); return d.Source }
	rest := c.KeepClaims(func(cl *salient.Claim) bool { return !slices.Contains(out, of(cl)) })
	set := SettingsOf(c.Settings)
	change(&set)
	span, _ := c.Period()
	a := Assess(rest, orbat.New(rest), set, span)
	for i := range c.Claims {
		cl := &c.Claims[i]
		if of(cl) != out[0] || cl.Stance != salient.Asserts {
			continue
		}
		state := salient.Contested
		if cl.What == "controls" {
			state = salient.State(cl.Actors[0])
		}
		on, _ := c.Said(cl)
		h, _ := a.Holding(salient.PlaceID(cl.Place), on)
		p := h.P(state)
		sum += math.Log(p*saysRight + (1-p)*(1-saysRight)/2)
		n++
	}
	return sum, n
}
