package web

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/when"
)

// turnRow is a day on which the answer for a place changed, and the claims that did it.
type turnRow struct {
	On      when.Day
	Href    string
	Was, Is string
	Why     []movedClaim
}

// movedClaim is a claim and by how many decibans it moved the odds since the day before.
type movedClaim struct {
	Moved float64
	Says  string
	Href  string
}

// mostMoved is how many claims of a turn are listed, and leastMoved what they move at least.
const (
	mostMoved  = 3
	leastMoved = 0.5
)

// turns lists what changed the answer for a leaf in the case's days, the latest first. What
// changed a place with parts stands on their pages.
func (r *request) turns(id salient.PlaceID) []turnRow {
	c := r.view.Case
	var out []turnRow
	if leaves := c.LeavesUnder(id); len(leaves) != 1 || leaves[0] != id {
		return nil
	}
	for _, t := range r.view.Control().Turns(id, r.view.Span) {
		row := turnRow{On: t.To.On, Href: r.href(r.URL.Path, "on", t.To.On.String()), Was: holderWords(c, t.From), Is: holderWords(c, t.To)}
		for _, s := range t.Why {
			if cl, ok := c.Claim(s.Claim); ok && len(row.Why) < mostMoved && max(s.Moved(), -s.Moved()) >= leastMoved {
				row.Why = append(row.Why, movedClaim{s.Moved(), saysOf(c, cl), r.href("/claims/" + string(cl.ID))})
			}
		}
		out = append(out, row)
	}
	slices.Reverse(out)
	return out
}

// holderWords says a holding in few words: "Government 86%", "contested, Government 52%".
func holderWords(c *salient.Case, h salient.Holding) string {
	lead := h.LeadingSide()
	words := stateName(c, lead.Side) + " " + percent(lead.P)
	switch h.Status {
	case salient.Unknowing:
		return "no evidence"
	case salient.Held:
		return words
	}
	return "contested, " + words
}

// nextWords is what would change the answer for a place.
type nextWords struct {
	Words    []string
	Part     name // the part that a report would be about, if it isn't the place
	PartHref string
}

func (r *request) next(id salient.PlaceID) nextWords {
	c := r.view.Case
	o, ok := r.view.Control().Next(id, r.state.On)
	if !ok {
		return nextWords{}
	}
	n := nextWords{Words: serve.NextWords(c, o)}
	if o.Part != id {
		n.Part, n.PartHref = placeName(c, o.Part), r.href("/places/"+string(o.Part))
	}
	return n
}
