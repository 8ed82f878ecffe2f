package read

import (
	"math"

	"github.com/salient-osint/salient/internal/gazetteer"
)

// Model is a logistic model of how likely a person is to accept a candidate.
type Model struct {
	Bias    float64            `json:"bias"`
	Weights map[string]float64 `json:"weights"`
}

// Score is the probability of acceptance that features give.
func (m *Model) Score(features []string) float64 {
	z := m.Bias
	for _, f := range features {
		z += m.Weights[f]
	}
	return 1 / (1 + math.Exp(-z))
}

// seedModel is the model that ships.
func seedModel() *Model { return &Model{Bias: 0.8} }

// featuresOf describes a candidate to the model.
func (r *reading) featuresOf(out *Candidate, c *clause, m *matched, place, actor *mention) []string {
	f := []string{"rule " + m.rule.name, "kind " + string(out.Kind)}
	add := func(name string, on bool) {
		if on {
			f = append(f, name)
		}
	}
	add("passive", c.passive)
	add("hedged", out.Hedge != "")
	add("claimant", out.Claimant != "")
	add("place points back", place != nil && place.again)
	add("place of the case", place != nil && place.top != nil && place.top.own > 0)
	add("place by country", place != nil && place.place.Kind == gazetteer.Country)
	add("no place", place == nil)
	add("no actor", actor == nil)
	add("dated in the sentence", len(r.document.dates) > 0 && out.When != "" && r.before == nil)
	add("long sentence", len(r.units) > 35)
	return f
}
