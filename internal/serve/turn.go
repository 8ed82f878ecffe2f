package serve

import (
	"fmt"
	"io"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
)

// Turn is how an answer differs from the day before, and the claims that did it.
type Turn struct {
	From Answered      `json:"from"` // of the day before
	Side salient.State `json:"side"` // whose odds the weights are about
	Why  []Shift       `json:"why"`
}

// Shift is a claim that weighs otherwise than on the day before.
type Shift struct {
	Weight
	Was   Deciban `json:"was"`
	Moved Deciban `json:"moved"` // weight minus was
}

func turnOf(t control.Turn) *Turn {
	out := Turn{From: AnsweredOf(t.From), Side: t.Side, Why: []Shift{}}
	for _, s := range t.Why {
		out.Why = append(out.Why, Shift{weights([]control.Weight{s.Weight})[0], Deciban(s.Was), Deciban(s.Moved())})
	}
	return &out
}

// mostShifts is how many claims of a turn are printed for people.
const mostShifts = 5

func (t *Turn) text(w io.Writer) {
	fmt.Fprintf(w, "  turned, from %s\n", t.From.Words())
	for _, s := range t.Why[:min(mostShifts, len(t.Why))] {
		fmt.Fprintf(w, "  %+6.1f dB for %s (%+.1f after %+.1f): %s [%s%s] %s\n", s.Moved, t.Side, s.Weight.Weight, s.Was, s.Says, s.Interest, copied(s.Weight), s.Claim)
	}
	if more := len(t.Why) - mostShifts; more > 0 {
		fmt.Fprintf(w, "  and %s more, which moved it less\n", counted(more, "claim"))
	}
}
