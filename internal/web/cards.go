package web

import (
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/desk"
)

// card is a claim as lists show it.
type card struct {
	ID, Href  string
	Says      string
	Stance    stance
	Grade     grade
	Who       string // the claimant
	Hedge     string
	Interest  string // self-serving, against interest
	Visual    bool
	Evidence  string // "" for none
	Copy      string // "copy of …"
	Source    string
	DocHref   string
	Said      string // when its document was out
	When      string
	Place     string
	PlaceHref string
	Candidate bool
	Off       bool   // rejected or withdrawn
	OffWhy    string // date and reason
}

// card makes one of a claim.
func (r *request) card(c *salient.Case, cl *salient.Claim) card {
	k := card{
		ID: string(cl.ID), Href: r.href("/claims/" + string(cl.ID)), Says: saysOf(c, cl), Stance: stanceOf(cl.Stance),
		Who: voiceName(c, cl.Claimant), Hedge: cl.Hedge, Visual: cl.Evidence.Visual(),
		DocHref: r.href("/documents/"+string(cl.Document)) + "#claim-" + string(cl.ID),
		When:    dateWords(cl.When, cl.Some), Candidate: cl.Status == salient.Candidate,
	}
	if cl.Evidence != "none" {
		k.Evidence = spaced(string(cl.Evidence))
	}
	if cl.Place != "" {
		k.Place, k.PlaceHref = wayName(c, cl.Place), r.wayHref(c, cl.Place)
	}
	var doc salient.Document
	var src salient.Source
	if d, ok := c.Document(cl.Document); ok {
		doc, k.Said = *d, dateWords(d.Published, false)
	}
	if s, ok := c.Source(doc.Source); ok {
		src = *s
	}
	k.Source, k.Grade = src.Name, gradeOf(src.Reliability, cl.Credibility)
	if k.Who == "" || k.Who == k.Source {
		k.Who = "in its own voice"
	}
	k.off(cl, &doc, &src)
	return k
}

// off says why a claim doesn't count.
func (k *card) off(cl *salient.Claim, doc *salient.Document, src *salient.Source) {
	switch {
	case cl.Status == salient.Rejected:
		k.OffWhy = strings.TrimSpace("rejected " + cl.DecidedAt)
		if cl.Reason != "" {
			k.OffWhy += ": " + cl.Reason
		}
	case doc.Status == salient.Withdrawn:
		k.OffWhy = "its document is withdrawn: " + doc.WithdrawnWhy
	case src.Status == salient.Withdrawn:
		k.OffWhy = "its source is withdrawn: " + src.WithdrawnWhy
	}
	k.Off = k.OffWhy != ""
}

// saysOf is what a claim says: our paraphrase, else its quotation, else its coding.
func saysOf(c *salient.Case, cl *salient.Claim) string {
	switch {
	case cl.Says != "":
		return cl.Says
	case cl.Quote != "":
		return "“" + cl.Quote + "”"
	}
	return sayingOf(c, cl).stated(cl.Stance, voiceName(c, cl.Claimant))
}

// wayHref is the page of a place; a road has none but its history.
func (r *request) wayHref(c *salient.Case, id string) string {
	if _, ok := c.Road(salient.RoadID(id)); ok {
		return "/history/road/" + id
	}
	return r.href("/places/" + id)
}

// cardsOf makes cards of the claims with these ids that the case has, in their order.
func (r *request) cardsOf(c *salient.Case, ids []salient.ClaimID) []card {
	out := make([]card, 0, len(ids))
	for _, id := range ids {
		if cl, ok := c.Claim(id); ok {
			out = append(out, r.card(c, cl))
		}
	}
	return out
}

// whyRow is one claim's weight.
type whyRow struct {
	Weight float64
	Claim  card
}

// whyTable explains an answer.
type whyTable struct {
	Side       string
	Rows       []whyRow
	Rest       []whyRow // lighter ones, folded away
	Prior, All float64
	More       int // lighter claims that aren't listed
	MoreHref   string
}

// why makes the table of an explanation; most is how many rows it has at most, 0 for all.
func (r *request) why(e control.Explanation, most int) whyTable {
	c := r.view.Case
	t := whyTable{Side: stateName(c, e.Side), Prior: e.Prior, All: e.All}
	for _, w := range e.Why {
		if most > 0 && len(t.Rows) == most {
			t.More = len(e.Why) - most
			break
		}
		cl, ok := c.Claim(w.Claim)
		if !ok {
			continue
		}
		k := r.card(c, cl)
		k.Interest = interestWords(w.Interest)
		if w.CopyOf != "" && w.CopyOf != w.Claim {
			k.Copy = "copy, shares one weight"
		} else if w.Copies > 1 {
			k.Copy = counted(w.Copies-1, "copy") + " of it"
		}
		t.Rows = append(t.Rows, whyRow{w.Weight, k})
	}
	return t
}

func interestWords(i control.Interest) string {
	if i == control.SelfServing || i == control.AgainstInterest {
		return string(i)
	}
	return ""
}

// folded keeps the heaviest rows in sight and folds the rest away.
func (t whyTable) folded(most int) whyTable {
	if len(t.Rows) > most {
		t.Rest, t.Rows = t.Rows[most:], t.Rows[:most]
	}
	return t
}

// decided says who decided what about a claim, and why.
func decided(cl *salient.Claim) string {
	s := "Candidate: nobody has decided yet. It doesn't count."
	if cl.Status != salient.Candidate {
		s = capital(string(cl.Status))
		if cl.DecidedBy != "" {
			s += " by " + cl.DecidedBy
		}
		if d := cl.DecidedAt; d != "" {
			s += " on " + isoWords(d)
		}
		s += "."
	}
	if cl.Reason != "" {
		s += " Reason: " + strings.TrimSuffix(cl.Reason, ".") + "."
	}
	return s
}

// ref names a row of the case for desk.
func ref(kind salient.Kind, id string) desk.Ref { return desk.Ref{Kind: kind, ID: id} }
