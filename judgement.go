package salient

import "github.com/salient-osint/salient/when"

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
	Made       when.Date
	Deadline   when.Date
	Note       string
}

var (
	judgementKinds = []string{"forecast", "assessment"}
	confidences    = []string{"high", "moderate", "low"}
)

// Judgement reads a row of kind judgement. Only forecasts have a deadline.
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
		Made:       f.date("made"),
		Deadline:   f.date("deadline"),
		Note:       f.text("note"),
	}
	f.date("resolved")
	if j.Kind == "assessment" && !j.Deadline.IsZero() {
		f.fail("deadline", "nothing: only forecasts have a deadline")
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
