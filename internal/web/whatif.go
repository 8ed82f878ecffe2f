package web

import (
	"errors"
	"fmt"
	"html/template"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/siege"
)

// whatifPage is what would follow if a place had changed hands: a supposition, on an address
// of its own and never mixed with what is assessed.
type whatifPage struct {
	frame
	Place    string
	Side     string
	Sides    []sideChoice
	From, To string
	For      string
	Fors     []sideChoice
	Places   []option
	Problem  string
	Asked    bool
	Supposed string
	Href     string // the place as it is assessed
	Besieged []fateRow
	Relieved []fateRow
	Inside   string
	Pair     string
	PairBy   []link
	Map      template.HTML
	Caution  string
}

// fateRow is a place that comes under siege, or is relieved.
type fateRow struct {
	Name name
	Href string
	Text string
}

func (s *site) whatif(r *request) (reply, error) {
	c, q := r.view.Case, r.URL.Query()
	p := &whatifPage{Place: q.Get("place"), Side: q.Get("side"), From: q.Get("from"), To: q.Get("to"), For: q.Get("for"), Places: typedPlaces(c), Caution: caution}
	for name, side := range map[string]string{"side": p.Side, "for": p.For} {
		if side != "" && draw.SideNo(c, salient.ActorID(side)) == 0 {
			return reply{}, badQuery(name, side, "the id of a side")
		}
	}
	p.Dates = r.dated(pair{"place", p.Place}, pair{"side", p.Side}, pair{"from", p.From}, pair{"to", p.To}, pair{"for", p.For})
	p.Title = "What if a place had changed hands"
	p.suppose(r)
	p.Sides = sideChoices(c, mapState{Top: draw.Top{Roads: salient.ActorID(p.Side)}})
	p.Fors = sideChoices(c, mapState{Top: draw.Top{Roads: salient.ActorID(p.For)}})
	return reply{template: "whatif", data: p}, nil
}

// suppose asks and fills the answer in, or says why there is none.
func (p *whatifPage) suppose(r *request) {
	c := r.view.Case
	ids := map[string]salient.PlaceID{}
	for _, typed := range []string{p.Place, p.From, p.To} {
		id, ok := placeByName(c, typed)
		if typed != "" && !ok {
			p.Problem = fmt.Sprintf("No place is called %q.", clipped(typed, 80))
			return
		}
		ids[typed] = id
	}
	place, from, to := ids[p.Place], ids[p.From], ids[p.To]
	p.Place, p.From, p.To = endWords(c, string(place)), endWords(c, string(from)), endWords(c, string(to))
	if place == "" || len(c.Settings.Sides) == 0 {
		return
	}
	if p.Side == "" {
		p.Side = string(r.otherHand(place))
	}
	ask := &serve.WhatIfQuestion{Place: string(place), Side: p.Side, On: r.state.On.String()}
	if from != "" && to != "" {
		p.For = string(wayAsked{Side: p.For}.side(c))
		ask.Pairs = p.For + ":" + string(from) + ":" + string(to)
	}
	answer, err := ask.Answer(r.view)
	out, ok := answer.(serve.WhatIf)
	if err != nil || !ok {
		p.Problem = whyNot(err)
		return
	}
	p.say(r, out)
	p.Map = r.supposedMap(place, salient.ActorID(p.Side))
}

// whyNot is why a question has no answer, without the kind of error that programs read.
func whyNot(err error) string {
	switch {
	case err == nil:
		return "There is no answer."
	case errors.Is(err, salient.ErrNotFound):
		return "Nothing to suppose: there is no " + strings.TrimSuffix(err.Error(), ": "+salient.ErrNotFound.Error()) + " on the map."
	}
	return capital(strings.TrimSuffix(err.Error(), ": "+salient.ErrUsage.Error())) + "."
}

// otherHand is the first side of the case that doesn't lead at a place on the day.
func (r *request) otherHand(id salient.PlaceID) salient.ActorID {
	sides := r.view.Case.Settings.Sides
	if h, ok := r.view.Holding(id, r.state.On); ok && len(sides) > 1 && h.LeadingSide().Side == salient.State(sides[0]) {
		return sides[1]
	}
	return sides[0]
}

func (p *whatifPage) say(r *request, out serve.WhatIf) {
	c := r.view.Case
	p.Asked = true
	side := draw.SideName(c, out.Side)
	p.Title = fmt.Sprintf("What if %s were in the hands of %s %s", out.Name, side, p.Dates.words())
	p.Supposed = fmt.Sprintf("%s in the hands of %s on %s.", out.Name, side, out.On.Long())
	p.Href = r.href("/places/"+string(out.Place), "on", out.On.String())
	p.Besieged, p.Relieved = r.fates(out.Besieged), r.fates(out.Relieved)
	if n := out.Inside.Unknown; n > 0 {
		p.Inside = fmt.Sprintf("%s people lived in the places that are counted; of %s the number isn't known.", number(out.Inside.People), counted(n, "place"))
	} else if len(out.Besieged) > 1 {
		p.Inside = number(out.Inside.People) + " people lived there together."
	}
	for _, x := range out.Pairs {
		p.Pair = fmt.Sprintf("From %s to %s for %s: %s, instead of %s.", placeName(c, x.From).Text, placeName(c, x.To).Text, draw.SideName(c, x.Side), x.After, x.Before)
		if x.Before == x.After {
			p.Pair = fmt.Sprintf("From %s to %s for %s: %s, as it is.", placeName(c, x.From).Text, placeName(c, x.To).Text, draw.SideName(c, x.Side), x.After)
		}
		p.PairBy = r.byLinks(c, x.By)
	}
}

func (r *request) fates(list []siege.Fate) []fateRow {
	c := r.view.Case
	var out []fateRow
	for _, f := range list {
		text := draw.SideName(c, f.Side) + ": the way to its rear would be " + string(f.After)
		if f.Before != "" {
			text += ", instead of " + string(f.Before)
		}
		if f.People != nil {
			text += "; " + number(*f.People) + " people lived there"
		}
		out = append(out, fateRow{placeName(c, f.Place), r.href("/places/"+string(f.Place), "on", r.state.On.String()), text + "."})
	}
	return out
}

// supposedMap is the ground as it would be; a click on a place supposes that one instead.
func (r *request) supposedMap(id salient.PlaceID, side salient.ActorID) template.HTML {
	were, err := r.view.Routes().Suppose(r.view.Ground(), id, side, r.state.On)
	if err != nil {
		return ""
	}
	v := r.view.With(were)
	v.Routes, v.Diagram, v.Net, v.Book, v.Claimed = r.view.Routes, r.view.Diagram, r.view.Net, r.view.Book, r.view.Claimed // they know no ground
	data := draw.Map(v, draw.Assessed, draw.Top{Front: true, Roads: side}, r.state.On)
	data.Subject = "Supposition: " + placeName(r.view.Case, id).Text + " in the hands of " + draw.SideName(r.view.Case, side)
	for i := range data.Cells {
		data.Cells[i].ClaimedBy = nil
	}
	box := r.box(mapState{W: 1180, H: 640})
	return inline(figure.Map(data, figure.MapOptions{
		Options: figure.Options{Width: 1180, Height: 640, ID: "supposed", PlaceHref: func(other salient.PlaceID) string {
			return r.href("/whatif", "on", r.state.On.String(), "place", string(other))
		}},
		Box: &box, Heading: true,
	}))
}
