package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// thirdParty is the probability from which a contested place is striped between three
// sides: below it a third band would say more than the numbers do.
const thirdParty = 0.15

// ControlOf returns how a holding is drawn, for sides in map order. Sides that aren't
// listed can't lead. The zero Holding, and one of no known status, are Unknown.
func ControlOf(h salient.Holding, sides []Side) Control {
	c := Control{Inferred: h.Basis == salient.Inferred}
	ranked := rankedSides(h, sides)
	if len(ranked) > 0 {
		c.Side, c.P = ranked[0].no, ranked[0].p
	}
	switch {
	case h.Status == salient.Held && c.Side != 0:
		c.State = Held
	case h.Status == salient.Disputed && len(ranked) > 1:
		c.State, c.Second = Contested, ranked[1].no
		if len(ranked) > 2 && ranked[2].p >= thirdParty {
			c.Third = ranked[2].no
		}
	default:
		return Control{}
	}
	return c
}

type rankedSide struct {
	no SideNo
	p  float64
}

// rankedSides lists the sides, likeliest first, of equals the earlier one.
func rankedSides(h salient.Holding, sides []Side) []rankedSide {
	var out []rankedSide
	for i, s := range sides {
		out = append(out, rankedSide{SideNo(i + 1), h.P(salient.State(s.ID))})
	}
	slices.SortStableFunc(out, func(a, b rankedSide) int { return cmp.Compare(b.p, a.p) })
	return out
}

// parties are the sides that a contested place is striped between.
func (c Control) parties() []SideNo {
	sides := []SideNo{c.Side, c.Second}
	if c.Third != 0 {
		sides = append(sides, c.Third)
	}
	return sides
}

// grade is a held place's class of strength: 2 from 0.95, 1 from 0.80, else 0.
func (c Control) grade() int {
	switch {
	case c.P >= 0.95:
		return 2
	case c.P >= firmFrom:
		return 1
	}
	return 0
}

// strength is the opacity of a held place's tint.
func (c Control) strength() float64 { return [...]float64{weak, middle, strong}[c.grade()] }

// words says the control as a reader would: "Government, very likely (86%), inferred".
func (c Control) words(sides []Side) string {
	tail := ""
	if c.Inferred {
		tail = ", inferred"
	}
	switch c.State {
	case Held:
		return fmt.Sprintf("%s, %s (%s)%s", sideName(sides, c.Side), salient.TermOf(c.P).Word, percent(c.P), tail)
	case Contested:
		names := make([]string, 0, 3)
		for _, n := range c.parties() {
			names = append(names, sideName(sides, n))
		}
		return "contested between " + listed(names) + tail
	case Rear:
		return "outside the area in dispute"
	}
	return "no evidence"
}

func sideName(sides []Side, n SideNo) string {
	if n >= 1 && int(n) <= len(sides) {
		return sides[n-1].Name
	}
	return "another side"
}

// percent prints a probability for readers: whole per cent, never 0 or 100.
func percent(p float64) string {
	switch v := math.Round(p * 100); {
	case v < 1:
		return "<1%"
	case v > 99:
		return ">99%"
	default:
		return fmt.Sprintf("%.0f%%", v)
	}
}

// listed joins names: "A", "A and B", "A, B and C".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
