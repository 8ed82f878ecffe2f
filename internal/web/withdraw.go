package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/internal/withdrawal"
	"github.com/salient-osint/salient/when"
)

// withdrawPage asks for the reason why a source, a document or a claim is withdrawn, and shows what
// that would change before it is done; or what it changed, if it was done.
type withdrawPage struct {
	frame
	Row     desk.Ref
	Asked   string // KIND:ID
	Word    string
	Name    string
	RowHref string
	Since   uint64 // the entry in which it was withdrawn; 0: it stands
	Why     string
	Problem string
	Seen    *effects // nil: nobody has asked yet
}

// effects are what a withdrawal changes, in words.
type effects struct {
	Head    uint64 // the entry of the ledger that they were worked out from
	Sum     string
	Places  []placeRun // of those that move most
	Further []placeRun // of the others
	More    int        // how many others there are
	Sieges  []siegeTurn
	Briefs  []briefTurn
	Notice  string
	Missing int // corrections that would be written
}

// placeRun is days on which a place is held otherwise.
type placeRun struct {
	Name          name
	Href          string
	Days          string
	Before, After string
}

// siegeTurn is a siege that is another, or none.
type siegeTurn struct {
	Name          name
	Href, Side    string
	Before, After string
}

// briefTurn is a brief of which something differs.
type briefTurn struct {
	Title, Href string
	Published   string // which publication it is, "" for the brief as it is now
	Told        bool   // its readers were told
	Sentences   []partTurn
	Figures     []partTurn
	Undrawn     string
}

// partTurn is a sentence or figure of it.
type partTurn struct {
	Text, Href string
	Lines      []pair // what is new, what is gone
}

// compared keeps the last report of a withdrawal, so that doing it doesn't compare once more. It
// works out one at a time.
type compared struct {
	mu     sync.Mutex
	key    string
	report withdrawal.Report
}

// of is the report of a withdrawal.
func (c *compared) of(ctx context.Context, w *desk.Withdrawal) (withdrawal.Report, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := fmt.Sprintf("%d %s:%s %s", w.Head(), w.Kind, w.ID, w.Why)
	if c.key == key {
		return c.report, nil
	}
	report := withdrawal.Of(ctx, w)
	if err := ctx.Err(); err != nil { // it may be a part
		return report, err
	}
	c.key, c.report = key, report
	return report, nil
}

// withdraw asks for a reason, and shows what follows if that is asked for: comparing takes seconds.
func (s *site) withdraw(r *request) (reply, error) {
	q := r.URL.Query()
	p, err := s.withdrawing(r, q.Get("id"), strings.TrimSpace(q.Get("why")))
	if err != nil || q.Get("look") == "" {
		return reply{template: "withdraw", data: p}, err
	}
	w, err := s.desk.Withdraw(r.Context(), p.asks(s.who, 0))
	if err == nil {
		err = s.look(r, p, w)
	}
	return p.answered(err)
}

// withdrawNow withdraws what was looked at, or writes the corrections that are missing.
func (s *site) withdrawNow(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	p, err := s.withdrawing(r, r.PostForm.Get("id"), strings.TrimSpace(r.PostForm.Get("why")))
	if err != nil {
		return reply{}, err
	}
	head, err := readRevision(r.PostForm.Get("head"))
	if err != nil || head == 0 {
		return reply{}, badQuery("head", r.PostForm.Get("head"), "the entry that was looked at: see first what would change")
	}
	w, err := s.desk.Withdraw(r.Context(), p.asks(s.who, head))
	if err != nil {
		return p.answered(err)
	}
	report, err := s.compared.of(r.Context(), w)
	if err != nil {
		return reply{}, err
	}
	corrections := report.Corrections()
	entry, err := w.Commit(r.Context(), corrections)
	if err != nil {
		return p.answered(err)
	}
	said := reply{to: p.RowHref, said: fmt.Sprintf("Withdrawn, as entry %s of the ledger.", number(entry.Seq)), undo: "/undo/" + string(w.Kind) + "/" + url.PathEscape(w.ID)}
	if p.Since > 0 {
		said = reply{to: r.href("/withdraw", "id", p.Asked), said: fmt.Sprintf("Kept as entry %s of the ledger.", number(entry.Seq))}
	}
	if n := len(corrections); n > 0 {
		said.said += fmt.Sprintf(" The next publications print %s.", counted(n, "correction"))
	}
	return said, nil
}

// withdrawing is the page before anything is compared.
func (s *site) withdrawing(r *request, id, why string) (*withdrawPage, error) {
	row, err := s.desk.Withdrawable(r.Context(), id)
	if err != nil {
		return nil, err
	}
	p := &withdrawPage{
		Row: row.Ref, Asked: string(row.Kind) + ":" + row.ID, Word: kindWord(row.Kind), Name: row.Name, RowHref: r.rowHref(row.Kind, row.ID), Since: row.Since, Why: why,
	}
	p.Title = fmt.Sprintf("Withdraw %s %s", p.Word, row.ID)
	if p.Since > 0 {
		p.Title, p.Why = fmt.Sprintf("What withdrawing %s %s changed", p.Word, row.ID), row.Why
	}
	if p.Name == "" {
		p.Name = row.ID
	}
	return p, nil
}

// asks is the page's question to the desk: what was withdrawn has its own reason.
func (p *withdrawPage) asks(who string, head uint64) desk.Withdrawing {
	a := desk.Withdrawing{ID: p.Asked, Who: who, Why: p.Why, Head: head}
	if p.Since > 0 {
		a.Why = ""
	}
	return a
}

// answered shows the page, with what is wrong with the question above its form.
func (p *withdrawPage) answered(err error) (reply, error) {
	out := reply{template: "withdraw", data: p}
	switch {
	case err == nil:
	case errors.Is(err, salient.ErrConflict):
		out.status, p.Problem = 409, "Nothing was withdrawn, and nothing written: "+strings.TrimSuffix(err.Error(), ": "+salient.ErrConflict.Error())+". See again what would change."
	case errors.Is(err, salient.ErrUsage), errors.Is(err, salient.ErrInvalid):
		out.status, p.Problem = 422, "A withdrawal without a reason can't be checked by anybody. Say why."
	default:
		return reply{}, err
	}
	return out, nil
}

// look compares, and puts what differs in words.
func (s *site) look(r *request, p *withdrawPage, w *desk.Withdrawal) error {
	report, err := s.compared.of(r.Context(), w)
	if err != nil {
		return err
	}
	e := &effects{Head: w.Head(), Notice: report.Notice, Missing: len(report.Corrections())}
	for i, h := range byMove(report.Holdings) {
		if i < mostPlaces {
			e.Places = append(e.Places, r.placeRuns(h)...)
		} else {
			e.Further, e.More = append(e.Further, r.placeRuns(h)...), e.More+1
		}
	}
	for _, x := range report.Sieges {
		e.Sieges = append(e.Sieges, r.siegeTurn(x))
	}
	for _, b := range report.Briefs {
		e.Briefs = append(e.Briefs, r.briefTurn(b))
	}
	e.Sum = sumOfEffects(report.Effects)
	p.Seen = e
	return nil
}

// mostPlaces is how many places the page lists before it folds the others away.
const mostPlaces = 8

// byMove sorts places by how far they move on the day on which they move most.
func byMove(list []withdrawal.Holding) []withdrawal.Holding {
	most := func(h withdrawal.Holding) (size serve.Prob) {
		for _, x := range h.Runs {
			size = max(size, x.Size)
		}
		return size
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b withdrawal.Holding) int { return cmp.Compare(most(b), most(a)) })
	return out
}

// sumOfEffects counts what differs.
func sumOfEffects(e withdrawal.Effects) string {
	sentences, figures := 0, 0
	for _, b := range e.Briefs {
		sentences, figures = sentences+len(b.Sentences), figures+len(b.Figures)
	}
	if len(e.Holdings)+len(e.Sieges)+sentences+figures == 0 {
		return "Nothing: no place, no siege, no sentence and no figure."
	}
	words := fmt.Sprintf("%s, %s, %s and %s", counted(len(e.Holdings), "place"), counted(len(e.Sieges), "siege"), counted(sentences, "sentence"), counted(figures, "figure"))
	if n := len(e.Briefs); n > 0 {
		words += " of " + counted(n, "brief")
	}
	return words + "."
}

func (r *request) placeRuns(h withdrawal.Holding) []placeRun {
	c := r.view.All
	var out []placeRun
	for _, x := range h.Runs {
		out = append(out, placeRun{
			placeName(c, h.Place), r.href("/places/"+string(h.Place), "on", x.On.String()), spanWords(when.Span{From: x.From, To: x.To}),
			answeredWords(c, x.Before), answeredWords(c, x.After),
		})
	}
	return out
}

// answeredWords says in short who holds a place, as heldWords does.
func answeredWords(c *salient.Case, a serve.Answered) string {
	h := salient.Holding{Status: a.Status, Basis: a.Basis}
	for _, x := range a.Holders {
		h.Holders = append(h.Holders, salient.Holder{Side: x.Side, P: float64(x.P), Share: float64(x.Share)})
	}
	return heldWords(c, h)
}

func (r *request) siegeTurn(x withdrawal.Siege) siegeTurn {
	either := x.Before
	if either == nil {
		either = x.After
	}
	return siegeTurn{
		placeName(r.view.All, either.Place), r.href("/places/" + string(either.Place)), draw.SideName(r.view.All, either.Side),
		r.siegeWords(x.Before), r.siegeWords(x.After),
	}
}

// siegeWords are the days of a siege, and what shuts the roads.
func (r *request) siegeWords(x *siege.Siege) string {
	if x == nil {
		return "no siege"
	}
	words := siegeDays(*x, r.view.Span.To)
	var by []string
	for _, l := range r.byLinks(r.view.All, x.By) {
		by = append(by, l.Text)
	}
	if len(by) > 0 {
		words += "; shut by " + listed(by)
	}
	return words
}

func (r *request) briefTurn(b withdrawal.Brief) briefTurn {
	out := briefTurn{Title: b.Title, Href: r.href("/briefs/" + string(b.Brief)), Undrawn: b.Undrawn}
	page := r.href("/briefs/" + string(b.Brief) + "/published")
	if out.Title == "" {
		out.Title = string(b.Brief)
	}
	if p := b.Published; p != nil {
		out.Href = r.href("/publications/" + string(p.ID))
		page, out.Told = r.href("/publications/"+string(p.ID)+"/html"), p.Corrected
		out.Published = fmt.Sprintf("published on %s as %s", isoWords(p.Day), p.ID)
	}
	for _, x := range b.Sentences {
		out.Sentences = append(out.Sentences, partTurn{partWords(x), page + anchorOf(x.Kind, x.Number), append(problemLines("new", x.Now), problemLines("gone", x.Gone)...)})
	}
	for _, x := range b.Figures {
		was, is := x.Words()
		t := partTurn{Text: fmt.Sprintf("Figure %d: %s", x.Number, x.Title), Href: page + anchorOf(brief.FigurePart, x.Number)}
		if was+is != "" {
			t.Lines = []pair{{"with it", was}, {"without it", is}}
		}
		out.Figures = append(out.Figures, t)
	}
	return out
}

// partWords names a part of a brief by its words.
func partWords(x withdrawal.Sentence) string {
	if x.Kind == brief.SentencePart {
		return x.Text
	}
	return capital(spaced(string(x.Kind))) + ": " + x.Text
}

// anchorOf is where a part stands on a brief's page; "" if it has no place of its own there.
func anchorOf(kind brief.PartKind, n int) string {
	switch {
	case n == 0:
		return ""
	case kind == brief.FigurePart:
		return fmt.Sprintf("#f%d", n)
	}
	return fmt.Sprintf("#s%d", n)
}

// problemLines are what check says, once where it says it at several places of a sentence.
func problemLines(label string, list []brief.Problem) []pair {
	var out []pair
	for _, p := range list {
		line := pair{label, fmt.Sprintf("%s %s: %s", p.Severity, p.Code, p.Message)}
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}
