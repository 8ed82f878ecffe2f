package serve

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/score"
)

// JudgementsQuestion asks for the register of judgements and how good its forecasts were.
type JudgementsQuestion struct {
	Author string `help:"Only those of this author." placeholder:"NAME"`
	Cut
}

// Register is the judgements of a case and the scores of its forecasts.
type Register struct {
	Judgements []Judgement `json:"judgements"`
	Scores     Scores      `json:"scores"`
	Terms      []TermScore `json:"terms"`
	Authors    []ByAuthor  `json:"authors"`
}

// Judgement is one judgement.
type Judgement struct {
	ID         salient.JudgementID `json:"id"`
	Kind       string              `json:"kind"`
	Author     string              `json:"author"`
	Text       string              `json:"text"`
	Term       string              `json:"term"`
	Low        *Prob               `json:"low"` // of the term's range
	High       *Prob               `json:"high"`
	Confidence string              `json:"confidence"`
	Made       string              `json:"made"`
	Deadline   string              `json:"deadline"`
	Condition  string              `json:"condition,omitempty"`
	Question   string              `json:"question,omitempty"`
	Outcome    salient.Outcome     `json:"outcome"` // "" while open
	Resolved   string              `json:"resolved,omitempty"`
	By         salient.JudgementID `json:"superseded_by,omitempty"`
	Computed   *bool               `json:"computed"` // what control answers to the question on the deadline
	Basis      []salient.ClaimID   `json:"basis"`
}

// Scores are figures over forecasts with an outcome; null where there are none to tell.
type Scores struct {
	N                int    `json:"n"`
	Happened         int    `json:"happened"`
	Brier            *Score `json:"brier"`
	Log              *Score `json:"log"`
	Reliability      *Score `json:"reliability"`
	Resolution       *Score `json:"resolution"`
	Uncertainty      *Score `json:"uncertainty"`
	SkillBaseRate    *Score `json:"skill_base_rate"`
	SkillPersistence *Score `json:"skill_persistence"`
	NPersistence     int    `json:"n_persistence"`
}

// TermScore is how often forecasts with a term came true.
type TermScore struct {
	Term     string `json:"term"`
	Low      Prob   `json:"low"` // of the term's range
	High     Prob   `json:"high"`
	N        int    `json:"n"`
	Happened int    `json:"happened"`
	Rate     *Prob  `json:"rate"`
	From     Prob   `json:"rate_low"` // 95% interval of the rate
	To       Prob   `json:"rate_high"`
}

// ByAuthor is an author's scores.
type ByAuthor struct {
	Author string `json:"author"`
	Scores
}

// Score is a score, printed with at most four decimals.
type Score = Prob

// Answer gives a Register.
func (q *JudgementsQuestion) Answer(v *desk.View) (any, error) {
	all := v.Judgements()
	authors := authorsOf(all)
	if q.Author != "" {
		if !slices.Contains(authors, q.Author) {
			return nil, fmt.Errorf("no author %q: expected one of %s: %w", q.Author, strings.Join(authors, ", "), salient.ErrNotFound)
		}
		all = slices.DeleteFunc(all, func(j desk.Judged) bool { return j.Author != q.Author })
	}
	return RegisterOf(all), nil
}

// RegisterOf sums judgements up.
func RegisterOf(all []desk.Judged) Register {
	r := Register{Judgements: []Judgement{}, Terms: []TermScore{}, Authors: []ByAuthor{}, Scores: scoresOf(all)}
	for _, j := range all {
		r.Judgements = append(r.Judgements, judgementOf(j))
	}
	for _, t := range salient.Terms {
		of := slices.DeleteFunc(slices.Clone(all), func(j desk.Judged) bool { u, _ := salient.TermNamed(j.Term); return u != t })
		r.Terms = append(r.Terms, termScore(t, forecasts(of)))
	}
	for _, a := range authorsOf(all) {
		of := slices.DeleteFunc(slices.Clone(all), func(j desk.Judged) bool { return j.Author != a })
		r.Authors = append(r.Authors, ByAuthor{a, scoresOf(of)})
	}
	return r
}

func authorsOf(all []desk.Judged) []string {
	var out []string
	for _, j := range all {
		out = append(out, j.Author)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func judgementOf(j desk.Judged) Judgement {
	out := Judgement{
		ID: j.ID, Kind: j.Kind, Author: j.Author, Text: j.Text, Term: j.Term, Confidence: j.Confidence,
		Made: j.Made.String(), Deadline: j.Deadline.String(), Condition: j.Condition, Question: j.Question,
		Outcome: j.Outcome, Resolved: j.Resolved.String(), By: j.By, Computed: j.Computed, Basis: append([]salient.ClaimID{}, j.Basis...),
	}
	if t, ok := salient.TermNamed(j.Term); ok {
		low, high := Prob(t.Low), Prob(t.High)
		out.Low, out.High = &low, &high
	}
	return out
}

func forecasts(all []desk.Judged) []score.Forecast {
	var out []score.Forecast
	for _, j := range all {
		if j.Scored != nil {
			out = append(out, *j.Scored)
		}
	}
	return out
}

func scoresOf(all []desk.Judged) Scores {
	list := forecasts(all)
	parts := score.Decompose(list)
	persistence, n := score.AgainstPersistence(list)
	return Scores{
		N: len(list), Happened: score.Observe(list).Happened, Brier: scored(score.Brier(list)), Log: scored(score.Log(list)),
		Reliability: scored(parts.Reliability), Resolution: scored(parts.Resolution), Uncertainty: scored(parts.Uncertainty),
		SkillBaseRate: scored(score.AgainstBaseRate(list)), SkillPersistence: scored(persistence), NPersistence: n,
	}
}

// scored is a score, or null where there is none.
func scored(v float64) *Score {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	s := Score(v)
	return &s
}

func termScore(t salient.Term, list []score.Forecast) TermScore {
	o := score.Observe(list)
	return TermScore{t.Word, Prob(t.Low), Prob(t.High), o.N, o.Happened, scored(o.Rate), Prob(o.Low), Prob(o.High)}
}

// JudgementsText prints a line a judgement, then the scores.
func JudgementsText(w io.Writer, answer any) {
	r, _ := answer.(Register)
	for _, j := range r.Judgements {
		fmt.Fprintf(w, "%-12s %-10s %-20s %s\n", j.Made, outcomeWords(j), j.Term, j.Text)
		if j.Condition != "" {
			fmt.Fprintf(w, "    if %s\n", j.Condition)
		}
		if j.Outcome == "" && j.Computed != nil {
			fmt.Fprintf(w, "    %s: control says %s on %s\n", j.Question, yesNo(*j.Computed), j.Deadline)
		}
	}
	fmt.Fprintln(w, r.Scores.Words())
}

func outcomeWords(j Judgement) string {
	switch {
	case j.Kind == "assessment":
		return "assessment"
	case j.Outcome == "":
		return "open"
	}
	return string(j.Outcome)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// Words are the scores in sentences.
func (s Scores) Words() string {
	if s.N == 0 {
		return "No forecast has an outcome yet, so there is no score."
	}
	verb := "have"
	if s.N == 1 {
		verb = "has"
	}
	out := fmt.Sprintf("%s %s an outcome, %d came true. Brier score %.3f (0 best, 0.25 even odds always) = reliability %.3f − resolution %.3f + uncertainty %.3f.",
		capitalised(counted(s.N, "forecast")), verb, s.Happened, *s.Brier, *s.Reliability, *s.Resolution, *s.Uncertainty)
	if s.SkillBaseRate != nil {
		out += fmt.Sprintf(" Skill against the base rate %+.2f.", *s.SkillBaseRate)
	}
	if s.SkillPersistence != nil {
		out += fmt.Sprintf(" Against things staying as they were %+.2f (n = %d).", *s.SkillPersistence, s.NPersistence)
	}
	return out
}

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
