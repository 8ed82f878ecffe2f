package read

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// Model is a logistic model of how likely a person is to accept a candidate: a bias, and a
// weight for each feature that a candidate has. A feature without a weight counts nothing.
type Model struct {
	Bias    float64            `json:"bias"`
	Weights map[string]float64 `json:"weights"`
}

// seedJSON is made by TestSeed of the decisions in testdata/seed.csv; docs/reading.md tells how.
//
//go:embed seed.json
var seedJSON []byte

// offeredByModel is the feature of all candidates that a language model offers and no rule.
const offeredByModel = "by a model"

// Seed is the model that ships with the program. Its bias is what is known of the precision of
// rules. Of a language model nothing is known before somebody decides on what it offers, so
// that its candidates begin at even odds.
func Seed() (*Model, error) {
	m := &Model{}
	if err := json.Unmarshal(seedJSON, m); err != nil {
		return nil, fmt.Errorf("seed.json: %w", err)
	}
	m.Weights[offeredByModel] = -m.Bias
	return m, nil
}

// Score is the probability of acceptance that features give.
func (m *Model) Score(features []string) float64 {
	z := m.Bias
	for _, f := range features {
		z += m.Weights[f]
	}
	return 1 / (1 + math.Exp(-z))
}

// Scoring says what scored a case's candidates, and how many decisions on candidates the case
// has.
type Scoring struct {
	Model     string `json:"model"` // SeedModel or CaseModel
	Decisions int    `json:"decisions"`
}

// The seed scores where a case has too few decisions to train a model of its own from.
const (
	SeedModel = "seed"
	CaseModel = "case"
)

// Words are who scored, for people.
func (s Scoring) Words() string {
	decisions := plural(s.Decisions, "decision") + " of the case"
	if s.Model == CaseModel {
		return "scored by " + decisions
	}
	return "scored by the seed (" + decisions + ")"
}

// Decided is a candidate that a person has decided on.
type Decided struct {
	Features []string
	Accepted bool
}

// Training, in words: weights that make the decisions likely (logistic loss), kept near those
// of a prior model (ridge), found by Newton's method along one feature after the other. With
// few decisions the prior prevails; a feature that was decided on often gets a weight of its
// own. As the loss is convex, the result doesn't depend on the order of decisions.
const (
	pull      = 1.0 // how strongly a weight is held to the prior's, in decisions
	trainings = 60  // rounds over all features; weights are then still to four decimals
)

// Train fits a model to decisions, starting from a prior; nil stands for one that knows
// nothing. Decisions are weighed alike, whatever their order.
func Train(decisions []Decided, prior *Model) *Model {
	if prior == nil {
		prior = &Model{}
	}
	names, of := index(decisions)
	w := make([]float64, len(names))
	for i, n := range names {
		w[i] = prior.Weights[n]
	}
	bias := prior.Bias
	z := make([]float64, len(decisions))
	for i, d := range decisions {
		z[i] = bias
		for _, f := range d.Features {
			z[i] += prior.Weights[f]
		}
	}
	all := make([]int, len(decisions))
	for i := range all {
		all[i] = i
	}
	for range trainings {
		bias += step(decisions, z, all, bias-prior.Bias, pull/10)
		for i, n := range names {
			w[i] += step(decisions, z, of[n], w[i]-prior.Weights[n], pull)
		}
	}
	out := &Model{Bias: tidy(bias), Weights: map[string]float64{}}
	for n, v := range prior.Weights {
		out.Weights[n] = v
	}
	for i, n := range names {
		out.Weights[n] = tidy(w[i])
	}
	return out
}

// index lists the features of decisions, sorted, and for each the decisions that have it.
func index(decisions []Decided) (names []string, of map[string][]int) {
	of = map[string][]int{}
	for i, d := range decisions {
		for _, f := range d.Features {
			if of[f] == nil {
				names = append(names, f)
			}
			of[f] = append(of[f], i)
		}
	}
	slices.Sort(names)
	return names, of
}

// step moves one weight by one Newton step, and the decisions' z with it.
func step(decisions []Decided, z []float64, of []int, off, ridge float64) float64 {
	gradient, curve := ridge*off, ridge
	for _, i := range of {
		p := 1 / (1 + math.Exp(-z[i]))
		if decisions[i].Accepted {
			gradient += p - 1
		} else {
			gradient += p
		}
		curve += p * (1 - p)
	}
	d := -gradient / curve
	for _, i := range of {
		z[i] += d
	}
	return d
}

func tidy(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// Precision is how many of the decided candidates with at least a score were accepted.
type Precision struct{ Accepted, Offered int }

// PrecisionAt counts the decisions whose score reaches a threshold, each scored by a model
// that was trained without it (in ten parts), so that the figure isn't flattered.
func PrecisionAt(decisions []Decided, prior *Model, threshold float64) Precision {
	const parts = 10
	var out Precision
	for k := range parts {
		var rest []Decided
		for i, d := range decisions {
			if i%parts != k {
				rest = append(rest, d)
			}
		}
		m := Train(rest, prior)
		for i := k; i < len(decisions); i += parts {
			if m.Score(decisions[i].Features) < threshold {
				continue
			}
			out.Offered++
			if decisions[i].Accepted {
				out.Accepted++
			}
		}
	}
	return out
}

// Queue puts candidates in the order in which a person should look at them, by their index in
// the list: those that say the same together, the most uncertain first; of two alike, the
// earlier in the text.
func Queue(list []Candidate) [][]int {
	at := map[string]int{}
	var out [][]int
	for n, c := range list {
		k := strings.Join([]string{string(c.Kind), c.What, c.Place, c.To, c.Actor, c.Other, string(c.Stance), c.Claimant, c.When, c.Sector}, "\x00")
		if c.Kind == salient.Statement {
			k += "\x00" + c.Quote // what a statement says stands nowhere else
		}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], n)
	}
	doubt := func(g []int) float64 { return math.Abs(list[g[0]].Score - 0.5) }
	slices.SortStableFunc(out, func(a, b []int) int { return cmp.Compare(doubt(a), doubt(b)) })
	return out
}

// Features describes a candidate to a model. Of a candidate that was kept with its decision
// they can be kept too.
func (c *Candidate) Features() []string { return c.features }

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
	add("place by name alone", place != nil && !place.place.Located && place.top == nil)
	add("place is a region", place != nil && (place.place.Kind == gazetteer.Region || place.place.Kind == gazetteer.Country))
	add("place left of the verb", place != nil && !place.again && place.from < r.s.wordAt(r.units[c.verb].word))
	add("actor left of the verb", actor != nil && actor.from < r.s.wordAt(r.units[c.verb].word))
	add("date from before", out.Dated == DatedBefore)
	add("date from the document", out.Dated == DatedDocument)
	add("no place", place == nil)
	add("no actor", actor == nil)
	add("long sentence", len(r.units) > 35)
	return f
}

// wordAt is the index of a word of the sentence.
func (s *sentence) wordAt(w *gazetteer.Word) int { return indexOf(s.words, w) }
