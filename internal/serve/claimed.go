package serve

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/claimed"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// ClaimedQuestion asks what a side's friends say of each place up to a day.
type ClaimedQuestion struct {
	Side  string `help:"Whose word." required:"" placeholder:"ID"`
	On    string `help:"The day." required:"" placeholder:"DAY"`
	Place string `help:"Only this place, or what lies in it." placeholder:"ID"`
	Cut
}

// Claimed is a side's word on one place, with what we believe beside it.
type Claimed struct {
	Place     salient.PlaceID `json:"place"`
	Name      string          `json:"name"`
	Side      salient.ActorID `json:"side"`
	On        when.Day        `json:"on"`
	Known     when.Day        `json:"known"`
	Says      claimed.Says    `json:"says"`
	To        salient.State   `json:"to,omitempty"`
	Last      when.Day        `json:"last"`
	Claims    []Said          `json:"claims"`
	Otherwise []Said          `json:"otherwise,omitempty"`
	Denies    []Said          `json:"denies,omitempty"`
	Assessed  *Belief         `json:"assessed"`
}

// Said is a claim as somebody's word.
type Said struct {
	Claim    salient.ClaimID    `json:"claim"`
	Document salient.DocumentID `json:"document"`
	Claimant string             `json:"claimant"`
	Stance   salient.Stance     `json:"stance"`
	Says     string             `json:"says"`
}

// Belief is a holding in short: its leading state.
type Belief struct {
	Status salient.HoldingStatus `json:"status"`
	Basis  salient.Basis         `json:"basis"`
	Side   salient.State         `json:"side"` // "" without evidence
	P      *Prob                 `json:"p"`    // null without evidence
}

func belief(h salient.Holding) Belief {
	b := Belief{Status: h.Status, Basis: h.Basis}
	if h.Status != salient.Unknowing {
		lead := h.Leading()
		p := Prob(lead.P)
		b.Side, b.P = lead.Side, &p
	}
	return b
}

// Answer gives a list of Claimed, by place.
func (q *ClaimedQuestion) Answer(v *desk.View) (any, error) { return q.words(v) }

func (q *ClaimedQuestion) words(v *desk.View) ([]Claimed, error) {
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	s, err := side(v.Case, q.Side)
	if err != nil {
		return nil, err
	}
	if q.Place != "" {
		if _, err := place(v.Case, q.Place); err != nil {
			return nil, err
		}
	}
	out := []Claimed{}
	for _, w := range v.Claimed().On(s, day) {
		if q.Place == "" || slices.Contains(v.Case.Above(w.Place), salient.PlaceID(q.Place)) {
			out = append(out, q.print(v, s, day, w))
		}
	}
	return out, nil
}

func (q *ClaimedQuestion) print(v *desk.View, s salient.ActorID, day when.Day, w claimed.Word) Claimed {
	out := Claimed{
		Place: w.Place, Name: name(v.Case, w.Place), Side: s, On: day, Known: v.Known, Says: w.Says, To: w.To, Last: w.Day,
		Claims: said(v.Case, w.Claims), Otherwise: said(v.Case, w.Otherwise), Denies: said(v.Case, w.Denies),
	}
	if h, ok := v.Holding(w.Place, day); ok {
		b := belief(h)
		out.Assessed = &b
	}
	return out
}

func said(c *salient.Case, ids []salient.ClaimID) []Said {
	out := make([]Said, 0, len(ids))
	for _, id := range ids {
		if cl, ok := c.Claim(id); ok {
			out = append(out, Said{id, cl.Document, cl.Claimant, cl.Stance, cl.Says})
		}
	}
	return out
}

// CSV writes place,side,day,says,to,last,claims,denies: lists of claims have | between them.
func (q *ClaimedQuestion) CSV(w io.Writer, v *desk.View) error {
	list, err := q.words(v)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "place,side,day,says,to,last,claims,denies")
	for _, x := range list {
		fmt.Fprintf(w, "%s,%s,%s,%s,%s,%s,%s,%s\n", x.Place, x.Side, x.On, x.Says, x.To, x.Last, barred(x.Claims), barred(x.Denies))
	}
	return nil
}

func barred(list []Said) string {
	ids := make([]string, len(list))
	for i, s := range list {
		ids[i] = string(s.Claim)
	}
	return strings.Join(ids, "|")
}

// Text prints a side's words for people, with their claims if one place was asked about.
func (q *ClaimedQuestion) Text(w io.Writer, v *desk.View, answer any) {
	list, _ := answer.([]Claimed)
	fmt.Fprintf(w, "What the friends of %s claim up to %s, as known by %s, improbable or not\n", q.Side, q.On, v.Known)
	for _, x := range list {
		fmt.Fprintf(w, "  %-28s %-44s of %s; we: %s\n", x.Name, WordText(x.Says, string(x.To), len(x.Denies) > 0), x.Last, beliefWords(x.Assessed))
		if q.Place == "" {
			continue
		}
		saidText(w, "says so", x.Claims)
		saidText(w, "says less", x.Otherwise)
		saidText(w, "denies", x.Denies)
	}
	if len(list) == 0 {
		fmt.Fprintln(w, "  nothing")
	}
}

func saidText(w io.Writer, how string, list []Said) {
	for _, s := range list {
		fmt.Fprintf(w, "      %-9s %s [%s] %s\n", how, s.Says, s.Claimant, s.Claim)
	}
}

// WordText puts what a side says of a place in words; to names whose a place conceded is said
// to be, "" for nobody's in particular.
func WordText(says claimed.Says, to string, denies bool) string {
	var parts []string
	switch {
	case says == claimed.Holds:
		parts = append(parts, "claims to hold it")
	case says == claimed.Part:
		parts = append(parts, "claims a part, or fighting there")
	case says == claimed.Concedes && to == string(salient.Nobody):
		parts = append(parts, "says that nobody holds it")
	case says == claimed.Concedes && to != "":
		parts = append(parts, "concedes it to "+to)
	case says == claimed.Concedes:
		parts = append(parts, "says it isn't its own")
	}
	if denies {
		parts = append(parts, "denies that another holds it")
	}
	return strings.Join(parts, "; ")
}

func beliefWords(b *Belief) string {
	if b == nil || b.P == nil {
		return "no evidence"
	}
	return fmt.Sprintf("%s, %s %s, %s", b.Status, b.Side, percent(float64(*b.P)), b.Basis)
}
