package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// siegesPage sets computed sieges beside those that somebody claims.
type siegesPage struct {
	frame
	Side   string
	Sides  []sideChoice
	Table  template.HTML // all of them on one axis
	Narrow template.HTML
	Key    string
	Sieges []siegeCard
	Others []claimedPlace // claimed, and never computed
	NoRear []string
}

// siegeCard is a computed siege and what is claimed of its places.
type siegeCard struct {
	ID      string
	Name    string
	Side    string
	Days    string
	Now     bool   // it lasts on the day asked about
	Status  string // of the day that Parts are of
	PartDay string
	Parts   []siegePart
	People  string
	Depth   string
	Course  string
	MapHref string
	Members []siegeRow
	Claimed []card
}

// siegePart is one of the three parts of the test.
type siegePart struct {
	Name, Answer string
	By           []link
	Claims       []card
}

// siegeRow is a run of days on which a place was part of a siege.
type siegeRow struct {
	Name   name
	Href   string
	Days   string
	People string
	Cut    string
	By     []link
	Now    bool // it lasts on the day asked about
}

type claimedPlace struct {
	Name    name
	Href    string
	Claimed []card
}

func (s *site) sieges(r *request) (reply, error) {
	c := r.view.Case
	p := &siegesPage{Side: r.URL.Query().Get("side"), Sides: sideChoices(c, mapState{}), Key: draw.KeyOfSieges(c)}
	if p.Side != "" && draw.SideNo(c, salient.ActorID(p.Side)) == 0 {
		return reply{}, badQuery("side", p.Side, "the id of a side")
	}
	for i := range p.Sides {
		p.Sides[i].Now = p.Sides[i].ID == p.Side
	}
	p.Dates = r.dated(pair{"side", p.Side})
	p.Title = "Sieges, as known by " + r.view.Known.Long()
	claimed := claimedSieges(c)
	result := r.view.Sieges()
	computed := map[salient.PlaceID]bool{}
	for _, m := range result.Merged {
		if p.Side != "" && string(m.Side) != p.Side {
			continue
		}
		for _, one := range m.Places {
			computed[one.Place] = true
		}
		p.Sieges = append(p.Sieges, r.siegeCard(m, claimed))
	}
	for i := range c.Places {
		id := c.Places[i].ID
		if !computed[id] && len(claimed[id]) > 0 {
			p.Others = append(p.Others, claimedPlace{placeName(c, id), r.href("/places/" + string(id)), r.cardsOf(c, claimed[id])})
		}
	}
	for _, n := range result.NoRear {
		p.NoRear = append(p.NoRear, fmt.Sprintf("%s: %s", draw.SideName(c, n.Side), spanWords(when.Span{From: n.From, To: n.To})))
	}
	p.Table, p.Narrow = r.siegeTable(p.Side, 1180, "sieges"), r.siegeTable(p.Side, 340, "sieges-n")
	return reply{template: "sieges", data: p}, nil
}

// siegeTable draws the sieges of a side, or of all, through the case's period.
func (r *request) siegeTable(side string, width float64, id string) template.HTML {
	data := draw.SiegeTable(r.view, r.view.Span, salient.ActorID(side), nil)
	if len(data.Rows) == 0 {
		return ""
	}
	on := r.state.On
	data.On, data.Note = &on, ""
	for i := range data.Rows { // the page says it in its own words
		data.Rows[i].Words = ""
	}
	return inline(figure.SiegeTable(data, figure.Options{Width: width, ID: id, DayHref: func(d when.Day) string {
		return r.href("/sieges", "on", d.String(), "side", side)
	}}))
}

// siegeID names a siege in the page's address: by its first day, place and side.
func siegeID(m siege.Merged) string {
	return "s-" + strings.TrimRight(m.Begin, "?") + "-" + string(m.Places[0].Place) + "-" + string(m.Side)
}

func (r *request) siegeCard(m siege.Merged, claimed map[salient.PlaceID][]salient.ClaimID) siegeCard {
	c := r.view.Case
	at, now := m.On(r.state.On)
	if !now {
		at = m.Course[len(m.Course)-1]
	}
	day := min(max(r.state.On, at.From), at.To)
	k := siegeCard{
		ID: siegeID(m), Name: draw.NamesOf(c, draw.MembersOf(m), 6), Side: draw.SideName(c, m.Side), Now: now,
		Days: draw.SiegeDays(m, r.view.Span.To), Status: siegeStatus(at.Status), PartDay: day.Long(),
		People: draw.PeopleWords(m), Depth: draw.DepthWords(m), Course: draw.CourseWords(m),
		MapHref: r.href("/map", "on", day.String(), "top", "front,siege,roads:"+string(m.Side), "sel", "place:"+string(at.Places[0])),
	}
	if now && at.People != nil && len(m.Course) > 1 {
		k.People = draw.InsideWords(at) + " " + k.People
	}
	if now {
		k.Depth = draw.GapWords(c, at.Gap) + " " + k.Depth
	}
	var said []salient.ClaimID
	for _, one := range r.view.Sieges().Sieges {
		if one.Side == m.Side && slices.Contains(m.Places, siege.Member{Place: one.Place, Name: one.Name, Begin: one.Begin, End: one.End}) {
			k.Members = append(k.Members, r.siegeRow(c, one))
			said = append(said, claimedOf(c, claimed, one.Place)...)
		}
	}
	slices.Sort(said)
	k.Claimed = r.cardsOf(c, slices.Compact(said))
	k.Parts = r.siegeParts(k, at)
	return k
}

func siegeStatus(s siege.Status) string {
	return map[siege.Status]string{
		siege.Encircled:   "encircled; denial of aid and of leaving isn't both shown",
		siege.Besieged:    "besieged",
		siege.HardToReach: "hard to reach",
	}[s]
}

// siegeParts are the three parts of the test: what is computed, then what is said.
func (r *request) siegeParts(k siegeCard, at siege.Stretch) []siegePart {
	var shut []link
	for _, row := range k.Members {
		if row.Now || !k.Now {
			shut = append(shut, row.By...)
		}
	}
	slices.SortFunc(shut, func(a, b link) int { return strings.Compare(a.Href, b.Href) })
	parts := []siegePart{{Name: "Encircled", Answer: "Computed: no way to the rear, not even over uncertain ground.", By: slices.Compact(shut)}}
	for _, one := range []struct {
		name string
		part siege.Part
	}{{"Aid can't get in", at.Aid}, {"People can't get out", at.Leaving}} {
		parts = append(parts, siegePart{Name: one.name, Answer: partAnswer(one.part), Claims: r.cardsOf(r.view.Case, one.part.Claims)})
	}
	if at.Convoy != nil {
		parts[1].Answer += " An aid convoy was let in on " + at.Convoy.Long() + "."
	}
	return parts
}

func partAnswer(p siege.Part) string {
	switch p.State {
	case siege.Denied:
		return "Denied, by what is said until that day."
	case siege.Let:
		return "Let, by what was said last."
	case siege.Disputed:
		return "Disputed: it is said, and gainsaid."
	}
	return "No claim speaks of it."
}

func claimedSieges(c *salient.Case) map[salient.PlaceID][]salient.ClaimID {
	out := map[salient.PlaceID][]salient.ClaimID{}
	for _, x := range siege.ClaimedIn(c) {
		out[x.Place] = append(out[x.Place], x.Claim)
	}
	return out
}

// claimedOf are the claims on a place and on what it is part of: who calls a town besieged
// calls its quarters besieged.
func claimedOf(c *salient.Case, claimed map[salient.PlaceID][]salient.ClaimID, id salient.PlaceID) []salient.ClaimID {
	var out []salient.ClaimID
	for _, at := range c.Above(id) {
		out = append(out, claimed[at]...)
	}
	return out
}

func (r *request) siegeRow(c *salient.Case, s siege.Siege) siegeRow {
	row := siegeRow{Name: placeName(c, s.Place), Href: r.href("/places/" + string(s.Place)), Days: siegeDays(s, r.view.Span.To)}
	if s.People != nil {
		row.People = number(*s.People) + " people lived there"
	}
	var roads []string
	for _, id := range s.Cut {
		if road, ok := c.Road(id); ok && road.Name != "" && !slices.Contains(roads, road.Name) {
			roads = append(roads, road.Name)
		}
	}
	row.Cut = listed(roads)
	row.By = r.byLinks(c, s.By)
	begin, _, ok := draw.SiegeDay(s.Begin)
	end, _, ended := draw.SiegeDay(s.End)
	row.Now = ok && r.state.On >= begin && (!ended || r.state.On <= end)
	return row
}

// byLinks leads from the claims and places that an engine names to their pages.
func (r *request) byLinks(c *salient.Case, ids []string) []link {
	var out []link
	for _, id := range ids {
		if cl, ok := c.Claim(salient.ClaimID(id)); ok {
			out = append(out, link{clipped(saysOf(c, cl), 80), r.href("/claims/" + id)})
		} else if p, ok := c.Place(salient.PlaceID(id)); ok {
			out = append(out, link{p.Name, r.href("/places/" + id)})
		}
	}
	return out
}

// siegeDays puts a siege's begin and end in words.
func siegeDays(s siege.Siege, last when.Day) string {
	begin, sure, ok := draw.SiegeDay(s.Begin)
	if !ok {
		return s.Begin
	}
	from := "from " + begin.Long()
	if !sure {
		from = "from about " + begin.Long() + " (the day before is uncertain)"
	}
	end, sureEnd, ended := draw.SiegeDay(s.End)
	switch {
	case !ended:
		return fmt.Sprintf("%s; it lasts on %s, day %d", from, last.Long(), int(last-begin)+1)
	case !sureEnd:
		return fmt.Sprintf("%s to about %s (the day after is uncertain), %s", from, end.Long(), counted(int(end-begin)+1, "day"))
	}
	return fmt.Sprintf("%s to %s, %s", from, end.Long(), counted(int(end-begin)+1, "day"))
}

// besieged is a siege that a place is in on the day.
type besieged struct {
	Text string
	Href string
	More []string // people, depth, the three-part test
}

// siegesOf lists the sieges that a place, a part of it, or what it is part of, is in.
func (r *request) siegesOf(id salient.PlaceID) []besieged {
	c := r.view.Case
	var out []besieged
	for _, m := range r.view.Sieges().Merged {
		at, ok := m.On(r.state.On)
		if !ok {
			continue
		}
		begin, sure, _ := draw.SiegeDay(m.Begin)
		for _, place := range at.Places {
			if place != id && !slices.Contains(c.LeavesUnder(place), id) && !slices.Contains(c.LeavesUnder(id), place) {
				continue
			}
			word := "Besieged"
			if !sure {
				word = "Probably besieged"
			}
			out = append(out, besieged{
				Text: fmt.Sprintf("%s, day %d: no way to the rear of its side, by what reports said.", word, int(r.state.On-begin)+1),
				Href: r.href("/sieges", "on", r.state.On.String()) + "#" + siegeID(m),
				More: []string{"With " + draw.Listed(c, at.Places), draw.InsideWords(at), draw.GapWords(c, at.Gap), draw.TestWords(at.Test)},
			})
			break
		}
	}
	return out
}
