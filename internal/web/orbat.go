package web

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// orbatPage is the order of battle on a day.
type orbatPage struct {
	frame
	Sub   string
	Trees []orbatNode
}

// orbatNode is an actor and what stands under it.
type orbatNode struct {
	ID, Href string
	Name     name
	Kind     string
	Side     figure.SideNo
	Tie      string
	Since    string
	ClaimID  string
	Claim    string // address
	Says     string
	More     int // further claims
	Doubt    string
	Ended    string
	Span     template.HTML
	Under    []orbatNode
}

func (s *site) orbat(r *request) (reply, error) {
	p := &orbatPage{}
	p.Dates = r.dated()
	p.Title = "Order of battle " + p.Dates.words()
	n := 0
	for _, node := range r.view.Book().Tree(r.state.On, "") {
		p.Trees = append(p.Trees, r.orbatNode(node, draw.SideNo(r.view.Case, node.Actor), &n))
	}
	p.Sub = fmt.Sprintf("%s. Each tie rests on the claim beside it. Dashed: only claimed with reservations, or denied. Struck through: ended.", counted(n, "actor"))
	return reply{template: "orbat", data: p}, nil
}

func (r *request) orbatNode(node orbat.Node, side figure.SideNo, n *int) orbatNode {
	*n++
	c := r.view.Case
	out := orbatNode{
		ID: string(node.Actor), Href: r.href("/actors/"+string(node.Actor), "on", r.state.On.String()), Name: name{Text: actorName(c, node.Actor)},
		Side: side, Tie: spaced(node.Tie), Since: isoWords(node.Since), Doubt: node.Doubt, Ended: isoWords(node.Ended),
	}
	if a, ok := c.Actor(node.Actor); ok {
		out.Name, out.Kind = nameOf(a.Name, a.Names), spaced(string(a.Kind))
	}
	if cl, ok := c.Claim(node.Claim); ok {
		out.ClaimID, out.Claim, out.Says, out.More = string(cl.ID), r.href("/claims/"+string(cl.ID)), saysOf(c, cl), max(0, len(node.Claims)-1)
	}
	if node.Tie != "" {
		out.Span = spanBar(r.view.Span, node.Since, node.Ended, r.state.On)
	}
	for _, u := range node.Under {
		out.Under = append(out.Under, r.orbatNode(u, side, n))
	}
	return out
}

// spanBar draws from when to when a tie lasted, on the axis of the case, with the day asked
// about.
func spanBar(span when.Span, since, ended string, on when.Day) template.HTML {
	from, err := when.ParseDay(since)
	if err != nil {
		return ""
	}
	to := span.To
	if end, err := when.ParseDay(ended); err == nil {
		to = end
	}
	x := func(d when.Day) float64 {
		d = min(max(d, span.From), span.To)
		return 200 * float64(d-span.From) / float64(max(1, span.Len()-1))
	}
	width := max(2, x(to)-x(from))
	return template.HTML(fmt.Sprintf(`<svg class="span" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true"><rect class="frame" x="0" y="4.5" width="200" height="1"/><rect x="%s" y="3" width="%s" height="4"/><rect class="day" x="%s" y="0" width="1.5" height="10"/></svg>`,
		trimmed(x(from), 1), trimmed(width, 1), trimmed(x(on), 1)))
}

// actorPage is one actor: its ties, what stands under it, what is said of it.
type actorPage struct {
	frame
	ID        string
	Name      name
	Kind      string
	SideWord  string
	Up        []card
	Trees     []orbatNode
	Presence  []card
	Shut      string // why its places aren't shown
	Events    []card
	Names     []name
	Facts     []fact
	Revisions int
}

func (s *site) actor(r *request) (reply, error) {
	c := r.view.Case
	a, ok := c.Actor(salient.ActorID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no actor %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	p := &actorPage{ID: string(a.ID), Name: nameOf(a.Name, a.Names), Kind: spaced(string(a.Kind)), Facts: actorFacts(a)}
	p.Dates = r.dated()
	p.Title = a.Name + " " + p.Dates.words()
	for _, n := range a.Names {
		p.Names = append(p.Names, name{Local: n.Text, Lang: n.Language})
	}
	p.SideWord = r.sideWords(a.ID)
	n := 0
	for _, node := range r.view.Book().Tree(r.state.On, a.ID) {
		p.Trees = append(p.Trees, r.orbatNode(node, r.sideOf(a.ID), &n))
	}
	r.actorClaims(p, a.ID)
	revs, err := s.desk.Revisions(r.Context(), ref(salient.KindActor, string(a.ID)))
	p.Revisions = len(revs)
	return reply{template: "actor", data: p}, err
}

func (r *request) sideOf(id salient.ActorID) figure.SideNo {
	side, _ := r.view.Book().Side(id, r.state.On)
	return draw.SideNo(r.view.Case, side)
}

func (r *request) sideWords(id salient.ActorID) string {
	c := r.view.Case
	near := r.view.Book().Nearest(id, r.state.On)
	switch len(near) {
	case 0:
		return "On no side: no tie leads to one that day."
	case 1:
		return "On the side of " + actorName(c, near[0]) + " that day."
	}
	return "Its side can't be told: " + listed(actorNames(c, near)) + " are equally near."
}

// actorClaims sorts the claims that name an actor. Where a unit is counts as a place of a
// unit, which the embargo shuts.
func (r *request) actorClaims(p *actorPage, id salient.ActorID) {
	c := r.view.Case
	if err := r.view.Shut(r.state.On); err != nil {
		p.Shut = capital(err.Error()) + "."
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if !slices.Contains(cl.Actors, id) && !slices.Contains(cl.Others, id) {
			continue
		}
		day, ok := draw.LastDay(c, cl, r.state.On)
		switch {
		case cl.Kind == salient.Tie:
			p.Up = append(p.Up, r.card(c, cl))
		case cl.Kind == salient.Presence || cl.Kind == salient.Movement:
			if ok && p.Shut == "" && r.view.Shut(day) == nil {
				p.Presence = append(p.Presence, r.card(c, cl))
			}
		case ok && len(p.Events) < 30:
			p.Events = append(p.Events, r.card(c, cl))
		}
	}
}

func actorFacts(a *salient.Actor) []fact {
	facts := []fact{
		{"kind", spaced(string(a.Kind)), ""},
		{"echelon", a.Echelon, ""},
		{"APP-6", a.SIDC, ""},
		{"begin", dateWords(a.Begin, false), ""},
		{"end", dateWords(a.End, false), ""},
		{"sensitivity", string(a.Sensitivity), ""},
		{"note", a.Note, ""},
		{"id", string(a.ID), ""},
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Text == "" })
}
