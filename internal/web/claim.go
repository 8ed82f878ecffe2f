package web

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
)

// claimPage is one claim: its passage, what was decided, what it does.
type claimPage struct {
	frame
	Card      card
	DocTitle  string
	DocHref   string
	Sentence  string
	Lang      string
	Locator   string
	URL       string
	HowRead   string
	Passage   passage
	Decided   string
	Accepted  bool
	Rejected  bool
	Decisions []choice
	Revision  uint64
	Revisions int
	Effect    string
	About     []card
	Replies   []card
	Copies    []card
	Facts     []fact
}

// passage is where a claim stands in its document, as far as the text is held.
type passage struct {
	Held, Orphaned       bool
	Before, Quote, After string
}

// choice is a button; the one that is so already has the name "now".
type choice struct{ Name, Value string }

// fact is a line of what was coded.
type fact struct{ Name, Text, Href string }

// around is how much text stands around a passage on a claim's page, in code points.
const around = 240

func (s *site) claim(r *request) (reply, error) {
	c := r.view.All // a claim has its page whatever was known when
	cl, ok := c.Claim(salient.ClaimID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no claim %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	p := &claimPage{Card: r.card(c, cl), Locator: cl.Locator, Decided: decided(cl), Facts: r.claimFacts(c, cl)}
	p.Title = "Claim: " + clipped(p.Card.Says, 70)
	p.Dates = r.dated()
	p.Dates.NoOn = true
	if doc, ok := c.Document(cl.Document); ok {
		p.DocTitle, p.DocHref, p.URL, p.Lang = doc.Title, r.href("/documents/"+string(doc.ID)), webOnly(doc.URL), doc.Language
		p.HowRead = "How it was read: " + strings.TrimSuffix(doc.Note, ".") + "."
		if doc.Note == "" {
			p.HowRead = ""
		}
		var err error
		if p.Passage, err = s.passage(r, doc, cl); err != nil {
			return reply{}, err
		}
	}
	p.Accepted, p.Rejected = cl.Status == salient.Accepted, cl.Status == salient.Rejected
	p.Sentence = claimSentence(c, cl)
	for _, d := range []salient.Decision{salient.Accepted, salient.Rejected, salient.Candidate} {
		now := ""
		if d == cl.Status {
			now = "now"
		}
		p.Decisions = append(p.Decisions, choice{now, string(d)})
	}
	p.Effect = r.effect(cl)
	p.related(r, c, cl)
	return reply{template: "claim", data: p}, s.revisionsOf(r, cl, p)
}

func (s *site) revisionsOf(r *request, cl *salient.Claim, p *claimPage) error {
	revs, err := s.desk.Revisions(r.Context(), ref(salient.KindClaim, string(cl.ID)))
	if err != nil || len(revs) == 0 {
		return err
	}
	p.Revisions, p.Revision = len(revs), revs[len(revs)-1].Entry.Seq
	return nil
}

// passage finds a claim's quotation in its document's text.
func (s *site) passage(r *request, doc *salient.Document, cl *salient.Claim) (passage, error) {
	text, err := s.desk.Text(r.Context(), doc)
	switch {
	case errors.Is(err, salient.ErrNotFound):
		return passage{Quote: cl.Quote}, nil
	case err != nil:
		return passage{}, err
	}
	at, quoted := text.Find(cl)
	switch {
	case !quoted:
		return passage{}, nil
	case at.Orphaned:
		return passage{Orphaned: true, Quote: cl.Quote}, nil
	}
	all := []rune(text.Text)
	from, to := max(0, at.Start-around), min(len(all), at.End+around)
	return passage{
		Held: true, Before: strings.TrimSpace(string(all[from:at.Start])) + " ",
		Quote: string(all[at.Start:at.End]), After: string(all[at.End:to]),
	}, nil
}

// claimSentence says who says what, and of when.
func claimSentence(c *salient.Case, cl *salient.Claim) string {
	voice := capital(cmp.Or(voiceName(c, cl.Claimant), "the document"))
	return voice + " " + stanceOf(cl.Stance).Word + ": " + sayingOf(c, cl).words() + joined(" — ", dateWords(cl.When, cl.Some))
}

// effect says what a claim does to the answer for its place on the day asked about.
func (r *request) effect(cl *salient.Claim) string {
	if cl.Kind != salient.Holds || !r.view.Case.Counts(cl) {
		return ""
	}
	e, ok := r.view.Control().Why(salient.PlaceID(cl.Place), r.state.On)
	if !ok {
		return ""
	}
	where := fmt.Sprintf("the odds that %s holds %s on %s", stateName(r.view.Case, e.Side), wayName(r.view.Case, cl.Place), r.state.On.Long())
	for _, w := range e.Why {
		if w.Claim == cl.ID {
			return fmt.Sprintf("It moves %s by %s: the log-odds with it minus without it, all else as learned.", where, decibans(w.Weight))
		}
	}
	return "It moves " + where + " by less than 0.1 dB."
}

func (p *claimPage) related(r *request, c *salient.Case, cl *salient.Claim) {
	if cl.About != "" {
		p.About = r.cardsOf(c, []salient.ClaimID{cl.About})
	}
	for i := range c.Claims {
		o := &c.Claims[i]
		switch {
		case o.ID == cl.ID:
		case o.About == cl.ID:
			p.Replies = append(p.Replies, r.card(c, o))
		case sameOrigin(cl, o):
			p.Copies = append(p.Copies, r.card(c, o))
		}
	}
	const most = 12
	if len(p.Copies) > most {
		p.Copies = p.Copies[:most]
	}
}

// sameOrigin reports whether two claims on one thing say that they come from one voice.
func sameOrigin(a, b *salient.Claim) bool {
	if a.Kind != b.Kind || a.Place != b.Place || a.What != b.What || a.Document == b.Document {
		return false
	}
	return a.Origin == string(b.ID) || b.Origin == string(a.ID) || a.Origin != "" && a.Origin != "unknown" && a.Origin == b.Origin
}

// claimFacts lists the cells that were coded.
func (r *request) claimFacts(c *salient.Case, cl *salient.Claim) []fact {
	facts := []fact{
		{"kind", string(cl.Kind) + " · " + cl.What, ""},
		{"when", dateWords(cl.When, cl.Some), ""},
		{"EDTF", cl.When.String(), ""},
		{"place", wayName(c, cl.Place), r.wayHref(c, cl.Place)},
		{"to", wayName(c, string(cl.To)), r.wayHref(c, string(cl.To))},
		{"actor", listed(actorNames(c, cl.Actors)), r.actorHref(cl.Actors)},
		{"other", listed(actorNames(c, cl.Others)), r.actorHref(cl.Others)},
		{"value", shareWords(cl.Value), ""},
		{"amount", amountWords(cl.Amount, cl.Unit), ""},
		{"offsets in the text", strings.Trim(cl.Start+" / "+cl.End, " /"), ""},
		{"claimant", voiceName(c, cl.Claimant), ""},
		{"origin", voiceName(c, cl.Origin), ""},
		{"hedge", cl.Hedge, ""},
		{"evidence", spaced(string(cl.Evidence)), ""},
		{"locator", cl.Locator, ""},
		{"sensitivity", string(cl.Sensitivity), ""},
		{"note", cl.Note, ""},
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Text == "" })
}

func (r *request) actorHref(ids []salient.ActorID) string {
	if len(ids) != 1 {
		return ""
	}
	return r.href("/actors/" + string(ids[0]))
}

// decide writes a decision about a claim.
func (s *site) decide(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	id, decision := r.PathValue("id"), salient.Decision(r.PostForm.Get("decision"))
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if !slices.Contains([]salient.Decision{salient.Accepted, salient.Rejected, salient.Candidate}, decision) {
		return reply{}, badQuery("decision", string(decision), "accepted, rejected or candidate")
	}
	if reason == "" {
		return reply{}, badQuery("reason", reason, "a reason: a decision without one can't be checked")
	}
	revision, err := readRevision(r.PostForm.Get("revision"))
	if err != nil {
		return reply{}, err
	}
	entry, err := s.desk.Decide(r.Context(), s.who, salient.ClaimID(id), decision, reason, revision)
	if err != nil {
		return reply{}, err
	}
	return reply{
		to: "/claims/" + id + "#decision", undo: "/undo/claim/" + id,
		said: fmt.Sprintf("%s, as entry %s of the ledger.", capital(string(decision)), number(entry.Seq)),
	}, nil
}

// webOnly keeps addresses that a link may lead to.
func webOnly(u string) string {
	if strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		return u
	}
	return ""
}

// claimsPage lists claims.
type claimsPage struct {
	frame
	Sub           string
	Kinds         []salient.ClaimKind
	Kind          salient.ClaimKind
	Statuses      []salient.Decision
	Status        salient.Decision
	Document      salient.DocumentID // "": of all
	Claims        []card
	Before, After string
}

// pageLength is how many claims one page lists.
const pageLength = 50

func (s *site) claims(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &claimsPage{
		Kinds: salient.ClaimKinds, Kind: salient.ClaimKind(q.Get("kind")), Status: salient.Decision(q.Get("status")),
		Statuses: []salient.Decision{salient.Candidate, salient.Accepted, salient.Rejected}, Document: salient.DocumentID(q.Get("document")),
	}
	p.Title = "Claims"
	p.Dates = r.dated()
	p.Dates.NoOn = true
	from, err := readFrom(q.Get("from"))
	if err != nil {
		return reply{}, err
	}
	n := 0
	for i := range c.Claims {
		cl := &c.Claims[i]
		if p.Kind != "" && cl.Kind != p.Kind || p.Status != "" && cl.Status != p.Status || p.Document != "" && cl.Document != p.Document {
			continue
		}
		if n >= from && n < from+pageLength {
			p.Claims = append(p.Claims, r.card(c, cl))
		}
		n++
	}
	p.Sub = fmt.Sprintf("%s of %s; these are %d to %d.", counted(n, "claim"), number(len(c.Claims)), min(n, from+1), min(n, from+pageLength))
	page := func(from int) string {
		return r.href("/claims", "kind", string(p.Kind), "status", string(p.Status), "document", string(p.Document), "from", fmt.Sprint(from))
	}
	if from > 0 {
		p.Before = page(max(0, from-pageLength))
	}
	if from+pageLength < n {
		p.After = page(from + pageLength)
	}
	return reply{template: "claims", data: p}, nil
}
