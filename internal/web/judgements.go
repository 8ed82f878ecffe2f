package web

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

// judgementsPage is the register of judgements, how good the forecasts were, and the hypotheses
// that were weighed.
type judgementsPage struct {
	frame
	Author  string
	Authors []string
	Plot    template.HTML
	Narrow  template.HTML
	Words   string
	Terms   []termRow
	By      []authorRow
	Rows    []judgementRow
	Weighed []weighing
	New     string
}

type authorRow struct{ Name, N, Brief string }

// termRow is a row of the plot, in words.
type termRow struct {
	Term, Range string
	N, Happened int
}

// judgementRow is one judgement.
type judgementRow struct {
	ID, Text, Author, Kind        string
	Term, Confidence              string
	Made, Deadline, Outcome       string
	Condition, Question, Computed string
	Alternatives, Note, Source    string
	Basis                         []link
	Before, After                 string // ids of the one that it replaces and of its successor
	Edit                          string
	Overdue                       bool
}

func (s *site) judgements(r *request) (reply, error) {
	p := &judgementsPage{Author: r.URL.Query().Get("author"), New: r.href("/new/judgement")}
	all := r.view.Judgements()
	for _, j := range all {
		p.Authors = append(p.Authors, j.Author)
	}
	slices.Sort(p.Authors)
	p.Authors = slices.Compact(p.Authors)
	if p.Author != "" && !slices.Contains(p.Authors, p.Author) {
		return reply{}, badQuery("author", p.Author, "an author of a judgement of this case")
	}
	all = slices.DeleteFunc(all, func(j desk.Judged) bool { return p.Author != "" && j.Author != p.Author })
	p.Title = "Judgements"
	register := serve.RegisterOf(all)
	p.Words = register.Scores.Words()
	p.plot(register)
	for _, a := range register.Authors {
		p.By = append(p.By, authorRow{a.Author, counted(a.N, "forecast"), a.Words()})
	}
	for i, j := range register.Judgements {
		p.Rows = append(p.Rows, r.judgementRow(all[i], j, when.DayOf(s.desk.Now())))
	}
	slices.Reverse(p.Rows)
	p.Weighed = r.weighings()
	return reply{template: "judgements", data: p}, nil
}

func (p *judgementsPage) plot(register serve.Register) {
	data := figure.CalibrationData{Title: "How often what was called so likely came true"}
	for _, t := range register.Terms {
		x := figure.CalibrationTerm{Word: t.Term, Low: float64(t.Low), High: float64(t.High), N: t.N, From: float64(t.From), To: float64(t.To)}
		if t.Rate != nil {
			x.Rate = float64(*t.Rate)
			p.Terms = append(p.Terms, termRow{t.Term, fmt.Sprintf("%.0f–%.0f%%", 100*t.Low, 100*t.High), t.N, t.Happened})
		}
		data.Terms = append(data.Terms, x)
	}
	p.Plot = inline(figure.Calibration(data, figure.Options{Width: 620, ID: "calibration"}))
	p.Narrow = inline(figure.Calibration(data, figure.Options{Width: 330, ID: "calibration-n"}))
}

func (r *request) judgementRow(j desk.Judged, x serve.Judgement, today when.Day) judgementRow {
	row := judgementRow{
		ID: string(j.ID), Text: j.Text, Author: j.Author, Kind: j.Kind, Term: j.Term, Confidence: j.Confidence,
		Made: j.Made.Words(), Deadline: j.Deadline.Words(), Condition: j.Condition, Question: j.Question,
		Alternatives: j.Alternatives, Note: j.Note, Source: j.ResolutionSource,
		Before: string(j.Supersedes), After: string(j.By), Edit: r.href("/edit/judgement/" + string(j.ID)),
	}
	if x.Low != nil {
		row.Term = fmt.Sprintf("%s (%.0f–%.0f%%)", j.Term, 100*float64(*x.Low), 100*float64(*x.High))
	}
	row.Outcome, row.Overdue = r.outcome(j, today)
	if j.Outcome == "" && j.Computed != nil {
		row.Computed = "Control says no on its deadline."
		if *j.Computed {
			row.Computed = "Control says yes on its deadline."
		}
	}
	for _, id := range j.Basis {
		if cl, ok := r.view.Case.Claim(id); ok {
			row.Basis = append(row.Basis, link{clipped(saysOf(r.view.All, cl), 110), r.href("/claims/" + string(id))})
		}
	}
	return row
}

// outcome is what became of a judgement, in words, and whether it is overdue: a forecast whose
// deadline lies before today without an outcome.
func (r *request) outcome(j desk.Judged, today when.Day) (words string, overdue bool) {
	resolved := j.Resolved.Words()
	switch {
	case j.Kind == "assessment":
		return "an assessment: not scored", false
	case j.Outcome == salient.CameTrue:
		return "came true, " + resolved, false
	case j.Outcome == salient.DidNot:
		return "did not come true, " + resolved, false
	case j.Outcome == salient.NeverTested:
		return "void: its condition never came, " + resolved, false
	}
	due, ok := j.Deadline.Latest(r.view.Case.Settings.Widening())
	if ok && due < today {
		return "open, and due since " + j.Deadline.Words(), true
	}
	return "open", false
}

// weighing is the hypotheses of one question against the claims that bear on them.
type weighing struct {
	Question   string
	Hypotheses []hypothesis
	Claims     []weighedClaim
}

// hypothesis is one answer, with how many claims speak for and against it.
type hypothesis struct {
	Letter, Text, Edit string
	For, Against       int
	Least              bool // fewest against it
}

// weighedClaim is a row of the matrix.
type weighedClaim struct {
	Claim link
	Cells []string // by hypothesis: "for", "against", ""
	Tells bool     // for one and against another
}

// weighings gives the matrices in the order of questions. After Heuer, the hypothesis with the
// fewest claims against it stands first, and claims that tell hypotheses apart come first.
func (r *request) weighings() []weighing {
	by := map[string][]salient.Hypothesis{}
	var questions []string
	for _, h := range r.view.Case.Hypotheses {
		if by[h.Question] == nil {
			questions = append(questions, h.Question)
		}
		by[h.Question] = append(by[h.Question], h)
	}
	slices.Sort(questions)
	out := make([]weighing, 0, len(questions))
	for _, q := range questions {
		out = append(out, r.weighing(q, by[q]))
	}
	return out
}

func (r *request) weighing(question string, list []salient.Hypothesis) weighing {
	slices.SortStableFunc(list, func(a, b salient.Hypothesis) int { return len(a.ClaimsAgainst) - len(b.ClaimsAgainst) })
	w := weighing{Question: question}
	var claims []salient.ClaimID
	for i, h := range list {
		w.Hypotheses = append(w.Hypotheses, hypothesis{
			string(rune('A' + i%26)), h.Text, r.href("/edit/hypothesis/" + string(h.ID)),
			len(h.ClaimsFor), len(h.ClaimsAgainst), len(h.ClaimsAgainst) == len(list[0].ClaimsAgainst),
		})
		claims = append(append(claims, h.ClaimsFor...), h.ClaimsAgainst...)
	}
	slices.Sort(claims)
	for _, id := range slices.Compact(claims) {
		w.Claims = append(w.Claims, r.weighed(id, list))
	}
	slices.SortStableFunc(w.Claims, func(a, b weighedClaim) int {
		switch {
		case a.Tells == b.Tells:
			return 0
		case a.Tells:
			return -1
		}
		return 1
	})
	return w
}

func (r *request) weighed(id salient.ClaimID, list []salient.Hypothesis) weighedClaim {
	out := weighedClaim{Claim: link{string(id), r.href("/claims/" + string(id))}}
	if cl, ok := r.view.Case.Claim(id); ok {
		out.Claim.Text = clipped(saysOf(r.view.All, cl), 140)
	}
	seen := map[string]bool{}
	for _, h := range list {
		cell := ""
		switch {
		case slices.Contains(h.ClaimsFor, id):
			cell = "for"
		case slices.Contains(h.ClaimsAgainst, id):
			cell = "against"
		}
		seen[cell] = true
		out.Cells = append(out.Cells, cell)
	}
	out.Tells = seen["for"] && seen["against"]
	return out
}
