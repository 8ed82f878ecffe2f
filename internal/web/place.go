package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// placesPage lists the places.
type placesPage struct {
	frame
	Rows  []placeRow
	Kinds []string
	Kind  string
	Order string
	Sub   string
}

type placeRow struct {
	Swatch template.HTML
	Name   name
	Href   string
	Kind   string
	In     string
	Word   string
	P      string
	Basis  string
	Claims int
	p      float64
}

func (s *site) places(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &placesPage{Kind: q.Get("kind"), Order: q.Get("order")}
	p.Title = "Places on " + r.state.On.Long()
	p.Dates = r.dated()
	counts := draw.ClaimsByPlace(c)
	for i := range c.Places {
		place := &c.Places[i]
		if kind := spaced(string(place.Kind)); !slices.Contains(p.Kinds, kind) {
			p.Kinds = append(p.Kinds, kind)
		}
		if p.Kind != "" && spaced(string(place.Kind)) != p.Kind {
			continue
		}
		p.Rows = append(p.Rows, r.placeRow(place, counts[place.ID], i))
	}
	slices.Sort(p.Kinds)
	p.sort()
	p.Sub = fmt.Sprintf("%s; the same content as the map, as a list.", counted(len(p.Rows), "place"))
	return reply{template: "places", data: p}, nil
}

func (p *placesPage) sort() {
	slices.SortStableFunc(p.Rows, func(a, b placeRow) int {
		byName := cmp.Compare(fold(a.Name.Text), fold(b.Name.Text))
		switch p.Order {
		case "claims":
			return cmp.Or(b.Claims-a.Claims, byName)
		case "holder":
			return cmp.Or(cmp.Compare(a.Word, b.Word), cmp.Compare(b.p, a.p), byName)
		}
		return byName
	})
}

func (r *request) placeRow(place *salient.Place, claims, i int) placeRow {
	c := r.view.Case
	row := placeRow{Name: nameOf(place.Name, place.Names), Href: r.href("/places/" + string(place.ID)), Kind: spaced(string(place.Kind)), Claims: claims}
	if place.Parent != "" {
		row.In = placeName(c, place.Parent).Text
	}
	h, ok := r.view.Control().Holding(place.ID, r.state.On)
	if !ok {
		return row
	}
	sides := draw.Sides(c)
	row.Swatch = swatch(figure.ControlOf(h, sides), sides, fmt.Sprintf("p%d", i), false)
	row.Basis = string(h.Basis)
	if h.Status == salient.Unknowing {
		row.Word, row.Basis = "no evidence", ""
		return row
	}
	lead := h.LeadingSide()
	row.Word, row.p, row.P = stateName(c, lead.Side), lead.P, percent(lead.P)
	if h.Status == salient.Disputed {
		row.Word = "contested; " + row.Word
	}
	return row
}

// placePage is one place: who held it, how sure, why, and how that came about.
type placePage struct {
	frame
	ID        string
	Name      name
	Crumbs    []link
	Answer    answer
	Why       whyTable
	Strip     template.HTML
	Wide      template.HTML // the strip for wide windows
	Key       []keyLine     // of the strip
	Empty     string
	Turns     []turnRow // what changed the answer, the latest first
	Next      nextWords
	Districts []district
	Shares    []shareRow
	Sieges    []besieged
	Names     []name
	Facts     []fact
	Others    []card // claims that aren't about control
	MapHref   string
	Revisions int
}

// district is a part of a place.
type district struct {
	Name   name
	Href   string
	Stack  template.HTML
	Word   string
	P      string
	Weight string // its part of the whole
}

// shareRow is a claimed part of a place beside what its parts add up to.
type shareRow struct {
	Claim   card
	Claimed string
	Ours    string
}

func (s *site) place(r *request) (reply, error) {
	c := r.view.Case
	place, ok := c.Place(salient.PlaceID(r.PathValue("id")))
	if !ok {
		return reply{}, fmt.Errorf("no place %q: %w", r.PathValue("id"), salient.ErrNotFound)
	}
	p := &placePage{
		ID: string(place.ID), Name: nameOf(place.Name, place.Names), Facts: r.placeFacts(place),
		MapHref: r.href("/map", "on", r.state.On.String(), "sel", "place:"+string(place.ID)),
	}
	p.Dates = r.dated()
	p.Title = place.Name + " " + p.Dates.words()
	for _, up := range parents(c, place.ID) {
		p.Crumbs = append(p.Crumbs, link{up.Name, r.href("/places/" + string(up.ID))})
	}
	for _, n := range place.Names {
		p.Names = append(p.Names, name{Local: n.Text, Lang: n.Language})
	}
	r.fillAnswer(p, place)
	p.Sieges = r.siegesOf(place.ID)
	p.Districts = r.districts(place)
	p.Others = r.otherClaims(place.ID)
	revs, err := s.desk.Revisions(r.Context(), ref(salient.KindPlace, string(place.ID)))
	p.Revisions = len(revs)
	return reply{template: "place", data: p}, err
}

func (r *request) fillAnswer(p *placePage, place *salient.Place) {
	h, ok := r.view.Control().Holding(place.ID, r.state.On)
	if !ok {
		p.Answer = answer{Word: capital(spaced(string(place.Kind))), Sentence: capital(kindNote(place.Kind)) + "."}
		return
	}
	p.Answer = r.answerFor(h, "place", 572)
	e, _ := r.view.Control().Why(place.ID, r.state.On)
	why := r.why(e, 0)
	p.Why = why.folded(6)
	if len(p.Why.Rows) == 0 {
		p.Empty = "No claim weighs on this answer. " + r.basisWords(h) + "."
	}
	p.Turns, p.Next = r.turns(place.ID), r.next(place.ID)
	r.fillStrip(p, place.ID, why)
	for _, sc := range r.view.Control().ShareClaims(place.ID, r.state.On) {
		cl, ok := r.view.Case.Claim(sc.Claim)
		if !ok {
			continue
		}
		p.Shares = append(p.Shares, shareRow{
			r.card(r.view.Case, cl), fmt.Sprintf("%s: %s", stateName(r.view.Case, sc.Side), shareWords(cl.Value)),
			fmt.Sprintf("%s: %s", stateName(r.view.Case, sc.Side), percent(shareOf(h, sc.Side))),
		})
	}
}

// fillStrip draws the history for narrow and for wide windows, with its key.
func (r *request) fillStrip(p *placePage, id salient.PlaceID, why whyTable) {
	data := r.stripData(id, why)
	day := func(d when.Day) string { return r.href(r.URL.Path, "on", d.String()) }
	p.Strip = inline(figure.Strip(data, r.stripOptions(360, "strip", day)))
	p.Wide = inline(figure.Strip(data, r.stripOptions(1190, "wide", day)))
	for _, item := range figure.StripKey(data, figure.Options{ID: "strip"}) {
		p.Key = append(p.Key, keyLine{item.Words, item.Means, inline(item.Swatch)})
	}
}

func shareOf(h salient.Holding, side salient.State) float64 {
	for _, x := range h.Holders {
		if x.Side == side {
			return x.Share
		}
	}
	return 0
}

// districts lists the settled places right under a place.
func (r *request) districts(place *salient.Place) []district {
	c := r.view.Case
	var out []district
	for i := range c.Places {
		part := &c.Places[i]
		if part.Parent != place.ID {
			continue
		}
		d := district{Name: nameOf(part.Name, part.Names), Href: r.href("/places/" + string(part.ID))}
		if h, ok := r.view.Control().Holding(part.ID, r.state.On); ok {
			run := figure.RunOf(h, draw.Sides(c), when.Span{From: h.On, To: h.On})
			d.Stack = inline(figure.Stack(run, draw.Sides(c), figure.Options{Width: 160, Height: 14, ID: fmt.Sprintf("d%d", i)}))
			word, _ := verdict(c, h)
			d.Word = strings.TrimSuffix(word, " holds it")
			switch {
			case h.Status == salient.Unknowing:
				d.Word = "No evidence"
			case h.Basis == salient.Inferred:
				d.Word += ", inferred"
				fallthrough
			default:
				d.P = percent(h.LeadingSide().P)
			}
		}
		if part.Population != nil {
			d.Weight = number(*part.Population)
		}
		out = append(out, d)
	}
	return out
}

// otherClaims are the claims about a place up to the day that aren't about control.
func (r *request) otherClaims(id salient.PlaceID) []card {
	const most = 30
	c := r.view.Case
	type dated struct {
		cl  *salient.Claim
		day when.Day
	}
	var list []dated
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind == salient.Holds || salient.PlaceID(cl.Place) != id && cl.To != id {
			continue
		}
		if day, ok := draw.LastDay(c, cl, r.state.On); ok {
			list = append(list, dated{cl, day})
		}
	}
	slices.SortStableFunc(list, func(a, b dated) int { return cmp.Compare(b.day, a.day) })
	var out []card
	for _, x := range list[:min(most, len(list))] {
		out = append(out, r.card(c, x.cl))
	}
	return out
}

func (r *request) placeFacts(p *salient.Place) []fact {
	people, at := "", ""
	if p.Population != nil {
		people = number(*p.Population)
	}
	if p.At != nil {
		at = fmt.Sprintf("%s° N, %s° E (%s)", trimmed(p.At.Lat, 5), trimmed(p.At.Lon, 5), p.Precision)
	}
	var rears []string
	for _, rear := range p.RearOf {
		rears = append(rears, strings.TrimSpace(actorName(r.view.Case, rear.Side)+" "+dateWords(rear.When, false)))
	}
	facts := []fact{
		{"kind", spaced(string(p.Kind)), ""},
		{"people", people, ""},
		{"point", at, ""},
		{"p-code", p.PCode, ""},
		{"GeoNames", p.GeonameID, ""},
		{"rear of", listed(rears), ""},
		{"sensitivity", string(p.Sensitivity), ""},
		{"note", p.Note, ""},
		{"id", string(p.ID), ""},
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.Text == "" })
}
