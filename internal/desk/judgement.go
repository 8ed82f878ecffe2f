package desk

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/score"
	"github.com/salient-osint/salient/when"
)

// Judged is a judgement of the case with what became of it.
type Judged struct {
	*salient.Judgement
	By       salient.JudgementID // which took its place; "" if none did
	Scored   *score.Forecast     // nil while it is open, for void ones, assessments, and terms that ICD 203 doesn't have
	Computed *bool               // what control answers to its question on its deadline; nil if it can't
}

// Judgements lists the judgements of the case by the day on which they were made, then by id.
// One that another took the place of is scored all the same.
func (v *View) Judgements() []Judged {
	c := v.Case
	var out []Judged
	by := map[salient.JudgementID]salient.JudgementID{}
	for i := range c.Judgements {
		j := &c.Judgements[i]
		by[j.Supersedes] = j.ID
		out = append(out, Judged{Judgement: j, Scored: v.scored(j), Computed: v.computed(j, j.Deadline)})
	}
	for i := range out {
		out[i].By = by[out[i].ID]
	}
	slices.SortStableFunc(out, func(a, b Judged) int { return int(v.lastDay(a.Made) - v.lastDay(b.Made)) })
	return out
}

func (v *View) scored(j *salient.Judgement) *score.Forecast {
	p, ok := j.Probability()
	if !ok || j.Outcome != salient.CameTrue && j.Outcome != salient.DidNot {
		return nil
	}
	return &score.Forecast{P: p, Happened: j.Outcome == salient.CameTrue, As: v.computed(j, j.Made)}
}

// computed is whether what a judgement asks for is so on the last day that a date may mean: its
// side holds its place. Nil if it asks for something else, and on days of which nothing is known.
func (v *View) computed(j *salient.Judgement, on when.Date) *bool {
	place, side, ok := j.Asks()
	day := v.lastDay(on)
	if !ok || on.IsZero() || day > v.Known {
		return nil
	}
	h, known := v.Holding(place, day)
	if !known || h.Status == salient.Unknowing {
		return nil
	}
	so := h.Status == salient.Held && h.LeadingSide().Side == salient.State(side)
	return &so
}

func (v *View) lastDay(d when.Date) when.Day {
	day, _ := d.Latest(v.Case.Settings.Widening())
	return day
}
