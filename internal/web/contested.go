package web

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/contradiction"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// contradictionsPage lists claims that exclude each other, worst first.
type contradictionsPage struct {
	frame
	Status string
	Tabs   []tab
	Pairs  []contradictionRow
	Sub    string
	More   int
	Next   string
}

type tab struct {
	Name, Href string
	Count      int
	Now        bool
}

// contradictionRow is one contradiction.
type contradictionRow struct {
	Number       int
	Over         string
	Days         string
	Spread       string
	Kind         string
	For, Against []card
	ForWord      string
	AgainstWord  string
	We           string
	Status       string
	Explanation  string
	Claims       string // ids, for the form
	ID           string // of the row that explains it, if there is one
}

// mostPairs is how many contradictions one page lists.
const mostPairs = 40

func (s *site) contradictions(r *request) (reply, error) {
	report := r.view.Contradictions()
	p := &contradictionsPage{Status: r.URL.Query().Get("status")}
	if p.Status == "" {
		p.Status = "open"
	}
	from, err := readFrom(r.URL.Query().Get("from"))
	if err != nil {
		return reply{}, err
	}
	p.Dates = r.dated()
	p.Dates.NoOn = true
	p.Title = "Contradictions"
	n := map[string]int{}
	for i := range report.Contradictions {
		x := &report.Contradictions[i]
		if n[x.Status]++; x.Status == p.Status && n[x.Status] > from && len(p.Pairs) < mostPairs {
			p.Pairs = append(p.Pairs, r.contradictionRow(x, i))
		}
	}
	for _, status := range []string{"open", "explained", "resolved"} {
		p.Tabs = append(p.Tabs, tab{capital(status), r.href("/contradictions", "status", status), n[status], status == p.Status})
	}
	if p.More = n[p.Status] - from - len(p.Pairs); p.More > 0 {
		p.Next = r.href("/contradictions", "status", p.Status, "from", fmt.Sprint(from+mostPairs))
	}
	p.Sub = fmt.Sprintf("Accepted claims that can't all be true, those on which most hangs first. %s of claims compared.", counted(report.Pairs, "pair"))
	return reply{template: "contradictions", data: p}, nil
}

// countForNav is the count in the header: worked out by pages that ask the engines anyway, and
// known to the others from then on. 0 is not shown.
func (s *site) countForNav(r *request) int {
	if n, ok := s.counts.Load(r.view.Last.Seq); ok {
		return n.(int)
	}
	if section, _, _ := strings.Cut(r.URL.Path[1:], "/"); !slices.Contains([]string{"", "map", "places", "contradictions", "sieges", "sources"}, section) {
		return 0
	}
	return s.openContradictions(r)
}

// openContradictions counts the open ones with all that is known.
func (s *site) openContradictions(r *request) int {
	v, err := s.desk.View(r.Context(), desk.Cut{})
	if err != nil {
		return 0 // the page itself will say what is wrong
	}
	if n, ok := s.counts.Load(v.Head.Seq); ok {
		return n.(int)
	}
	n := 0
	for _, x := range v.Contradictions().Contradictions {
		if x.Status == "open" {
			n++
		}
	}
	s.counts.Store(v.Head.Seq, n)
	return n
}

func (r *request) contradictionRow(x *contradiction.Contradiction, i int) contradictionRow {
	c := r.view.Case
	row := contradictionRow{
		Number: i + 1, Over: r.contestedOver(x), Days: spanWords(when.Span{From: x.From, To: x.To}), Kind: kindOfContradiction(x.Kind),
		For: r.cardsOf(c, x.For), Against: r.cardsOf(c, x.Against), Status: x.Status, Explanation: x.Explanation,
	}
	if x.Spread != 0 {
		row.Spread = strings.TrimLeft(decibans(math.Abs(x.Spread)), "+") + " hang on it"
	}
	row.ForWord = fmt.Sprintf("▲ %d %s", len(x.For), verb(len(x.For), "says", "say"))
	row.AgainstWord = fmt.Sprintf("▼ %d %s", len(x.Against), againstVerb(c, x.Against))
	if x.From == when.MinDay || x.To-x.From > 36500 {
		row.Days = ""
	}
	if len(x.Holders) > 0 {
		h := salient.Holding{Holders: x.Holders}
		top := h.Leading()
		row.We = fmt.Sprintf("we: %s %s", strings.ToLower(stateName(c, top.Side)), percent(top.P))
	}
	var ids []string
	for _, id := range append(slices.Clone(x.For), x.Against...) {
		ids = append(ids, string(id))
	}
	row.Claims = strings.Join(ids, "|")
	row.ID = explained(c, ids)
	return row
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func againstVerb(c *salient.Case, ids []salient.ClaimID) string {
	for _, id := range ids {
		if cl, ok := c.Claim(id); ok && cl.Stance == salient.Asserts {
			return verb(len(ids), "says otherwise", "say otherwise")
		}
	}
	return verb(len(ids), "denies or doubts it", "deny or doubt it")
}

func kindOfContradiction(kind string) string {
	switch kind {
	case contradiction.Holding:
		return "who holds it"
	case contradiction.Share:
		return "how much of it"
	case contradiction.Tie:
		return "who belongs to whom"
	case contradiction.Figure:
		return "how many"
	case contradiction.Side:
		return "whose side"
	}
	return kind
}

// contestedOver names what a contradiction is about.
func (r *request) contestedOver(x *contradiction.Contradiction) string {
	c := r.view.Case
	switch {
	case x.Place != "":
		return placeName(c, x.Place).Text
	case x.Other != "":
		return fmt.Sprintf("%s %s %s", actorName(c, x.Actor), spaced(x.What), actorName(c, x.Other))
	}
	return actorName(c, x.Actor)
}

// explained is the id of what analysts wrote about claims, "" if nothing.
func explained(c *salient.Case, claims []string) string {
	for i := range c.Contradictions {
		all := len(c.Contradictions[i].Claims) > 0
		for _, id := range c.Contradictions[i].Claims {
			all = all && slices.Contains(claims, string(id))
		}
		if all {
			return string(c.Contradictions[i].ID)
		}
	}
	return ""
}

// explain keeps a sentence about a contradiction in the ledger.
func (s *site) explain(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	f := r.PostForm
	claims, text, status := f.Get("claims"), strings.TrimSpace(f.Get("explanation")), f.Get("status")
	if text == "" {
		return reply{}, badQuery("explanation", text, "a sentence that explains how both came to be said")
	}
	id := f.Get("id")
	row, revision, err := s.desk.Row(r.Context(), ref(salient.KindContradiction, id))
	switch {
	case id == "" || errors.Is(err, salient.ErrNotFound):
		first, _, _ := strings.Cut(claims, "|")
		id = "about-" + first
		row, revision = salient.NewRow(salient.KindContradiction, id, map[string]string{"claims": claims}), 0
	case err != nil:
		return reply{}, err
	}
	row = row.With("explanation", text).With("status", status)
	entry, err := s.desk.Save(r.Context(), desk.Edit{Row: row, Revision: revision, Who: s.who, Why: "explains a contradiction"})
	if err != nil {
		return reply{}, err
	}
	return reply{to: "/contradictions?status=" + status, said: fmt.Sprintf("Kept as entry %s.", number(entry.Seq)), undo: "/undo/contradiction/" + id}, nil
}
