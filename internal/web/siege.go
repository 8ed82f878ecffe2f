package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// siegesPage sets computed sieges beside those that somebody claims.
type siegesPage struct {
	frame
	Side   string
	Sides  []sideChoice
	Groups []siegeGroup
	Others []claimedPlace // claimed, and never computed
	NoRear []string
}

// siegeGroup is a place's computed sieges and what is claimed of it.
type siegeGroup struct {
	Name     name
	Href     string
	Computed []siegeRow
	Claimed  []card
}

type siegeRow struct {
	Days   string
	Side   string
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
	p := &siegesPage{Side: r.URL.Query().Get("side"), Sides: sideChoices(c, mapState{})}
	if p.Side != "" && draw.SideNo(c, salient.ActorID(p.Side)) == 0 {
		return reply{}, badQuery("side", p.Side, "the id of a side")
	}
	p.Dates = r.dated()
	p.Title = "Sieges, as known by " + r.view.Known.Long()
	claimed := claimedSieges(c)
	result := r.view.Sieges()
	at := map[salient.PlaceID]int{}
	for _, one := range result.Sieges {
		if p.Side != "" && string(one.Side) != p.Side {
			continue
		}
		i, seen := at[one.Place]
		if !seen {
			i = len(p.Groups)
			at[one.Place] = i
			p.Groups = append(p.Groups, siegeGroup{Name: placeName(c, one.Place), Href: r.href("/places/" + string(one.Place)), Claimed: r.cardsOf(c, claimedOf(c, claimed, one.Place))})
		}
		p.Groups[i].Computed = append(p.Groups[i].Computed, r.siegeRow(c, one))
	}
	for i := range c.Places {
		id := c.Places[i].ID
		if _, computed := at[id]; !computed && len(claimed[id]) > 0 {
			p.Others = append(p.Others, claimedPlace{placeName(c, id), r.href("/places/" + string(id)), r.cardsOf(c, claimed[id])})
		}
	}
	for _, n := range result.NoRear {
		p.NoRear = append(p.NoRear, fmt.Sprintf("%s: %s", draw.SideName(c, n.Side), spanWords(when.Span{From: n.From, To: n.To})))
	}
	return reply{template: "sieges", data: p}, nil
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
	row := siegeRow{Days: siegeDays(s, r.view.Span.To), Side: draw.SideName(c, s.Side)}
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
			out = append(out, link{clipped(saysOf(cl), 80), r.href("/claims/" + id)})
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

// siegeWords say in which sieges a place is on the day.
func (r *request) siegeWords(id salient.PlaceID) []string {
	c := r.view.Case
	var out []string
	for _, s := range r.view.Sieges().Sieges {
		if s.Place != id && !slices.Contains(c.LeavesUnder(s.Place), id) && !slices.Contains(c.LeavesUnder(id), s.Place) {
			continue
		}
		begin, sure, ok := draw.SiegeDay(s.Begin)
		end, _, ended := draw.SiegeDay(s.End)
		if !ok || r.state.On < begin || ended && r.state.On > end {
			continue
		}
		word := "Besieged"
		if !sure {
			word = "Probably besieged"
		}
		where := ""
		if s.Place != id {
			where = " (" + strings.TrimSpace(placeName(c, s.Place).Text) + ")"
		}
		out = append(out, fmt.Sprintf("%s%s, day %d: no way to the rear of its side, by what reports said.", word, where, int(r.state.On-begin)+1))
	}
	return out
}
