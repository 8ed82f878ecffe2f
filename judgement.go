package salient

import (
	"strings"

	"github.com/salient-osint/salient/when"
)

// Judgement is an estimate of our analyst: never a claim, never a fact.
type Judgement struct {
	ID         JudgementID
	Kind       string // forecast, assessment
	Author     string
	Brief      BriefID
	Text       string
	Term       string // ICD 203
	Confidence string // high, moderate, low: apart from the term
	Basis      []ClaimID

	Condition    string // what it supposes; a forecast whose condition never came is void
	Alternatives string // what else was considered
	Made         when.Date
	Deadline     when.Date
	Question     string // what is looked up when it is due; see Asks

	Outcome          Outcome
	Resolved         when.Date
	ResolutionSource string
	Supersedes       JudgementID
	Note             string
}

// Outcome says what became of a forecast; "" while it is open.
type Outcome string

// The outcomes.
const (
	CameTrue    Outcome = "yes"
	DidNot      Outcome = "no"
	NeverTested Outcome = "void" // its condition never came; it has no score
)

var (
	judgementKinds = []string{"forecast", "assessment"}
	confidences    = []string{"high", "moderate", "low"}
	outcomes       = []Outcome{CameTrue, DidNot, NeverTested}
)

// Probability is the middle of the range of the judgement's term; ok is false without a term of
// ICD 203.
func (j Judgement) Probability() (p float64, ok bool) {
	t, ok := TermNamed(j.Term)
	return (t.Low + t.High) / 2, ok
}

// Asks reads a question of the form "PLACE held by SIDE", which control can answer; ok is false
// for any other.
func (j Judgement) Asks() (place PlaceID, side ActorID, ok bool) {
	words := strings.Fields(j.Question)
	if len(words) != 4 || words[1] != "held" || words[2] != "by" {
		return "", "", false
	}
	return PlaceID(words[0]), ActorID(words[3]), true
}

// Judgement reads a row of kind judgement. Only forecasts have a deadline and an outcome; an
// outcome has a day, and is void only where there was a condition.
func (r Row) Judgement() (Judgement, error) {
	f := &fields{row: r}
	f.id()
	j := Judgement{
		ID:         JudgementID(r.ID),
		Kind:       word(f, "kind", judgementKinds),
		Author:     f.text("author"),
		Brief:      BriefID(f.text("brief")),
		Text:       f.need("text", "the judgement in words"),
		Term:       f.text("term"),
		Confidence: word(f, "confidence", confidences),
		Basis:      ids[ClaimID](f.list("basis")),
		Condition:  f.text("condition"), Alternatives: f.text("alternatives"),
		Made: f.date("made"), Deadline: f.date("deadline"), Question: f.text("question"),
		Outcome: word(f, "outcome", outcomes), Resolved: f.date("resolved"), ResolutionSource: f.text("resolution_source"),
		Supersedes: JudgementID(f.text("supersedes")), Note: f.text("note"),
	}
	switch {
	case j.Kind == "assessment" && !j.Deadline.IsZero():
		f.fail("deadline", "nothing: only forecasts have a deadline")
	case j.Kind == "assessment" && j.Outcome != "":
		f.fail("outcome", "nothing: only forecasts have an outcome")
	case j.Outcome != "" && j.Resolved.IsZero():
		f.fail("resolved", "the day on which the outcome was certain")
	case j.Outcome == NeverTested && j.Condition == "":
		f.fail("condition", "what never came, as the outcome is void")
	}
	return j, f.err()
}

// Contradiction is what analysts wrote about claims that exclude each other.
type Contradiction struct {
	ID          ContradictionID
	Claims      []ClaimID
	Status      string // open, explained, resolved
	Explanation string
}

var contradictionStatuses = []string{"open", "explained", "resolved"}

// Contradiction reads a row of kind contradiction.
func (r Row) Contradiction() (Contradiction, error) {
	f := &fields{row: r}
	f.id()
	c := Contradiction{
		ID:          ContradictionID(r.ID),
		Claims:      ids[ClaimID](f.list("claims")),
		Status:      fallback(word(f, "status", contradictionStatuses), "open"),
		Explanation: f.text("explanation"),
	}
	return c, f.err()
}

// Hypothesis is one answer to a question, with the claims for and against it.
type Hypothesis struct {
	ID                       HypothesisID
	Question, Text           string
	ClaimsFor, ClaimsAgainst []ClaimID
}

// Hypothesis reads a row of kind hypothesis.
func (r Row) Hypothesis() (Hypothesis, error) {
	f := &fields{row: r}
	f.id()
	h := Hypothesis{
		ID:            HypothesisID(r.ID),
		Question:      f.text("question"),
		Text:          f.text("text"),
		ClaimsFor:     ids[ClaimID](f.list("claims_for")),
		ClaimsAgainst: ids[ClaimID](f.list("claims_against")),
	}
	return h, f.err()
}

// Brief is a publication in the making: its Markdown text.
type Brief struct {
	ID   BriefID
	Text string
}

// Brief reads a row of kind brief.
func (r Row) Brief() (Brief, error) {
	f := &fields{row: r}
	f.id()
	return Brief{BriefID(r.ID), f.text("text")}, f.err()
}
