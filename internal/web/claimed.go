package web

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/claimed"
	"github.com/salient-osint/salient/internal/draw"
)

// said is what a side says of one place.
type said struct {
	Name name
	Href string
	Text string
	Day  string
}

// claimant is the side whose claims a layer shows; "" for other layers.
func claimant(l draw.Layer) salient.ActorID {
	side, ok := strings.CutPrefix(string(l), "claimed:")
	if !ok {
		return ""
	}
	return salient.ActorID(side)
}

// fillWords adds to the panel what a side's friends say, of each place or of the selected one.
func (r *request) fillWords(p *panel, m mapState) {
	c, side := r.view.Case, claimant(m.Layer)
	p.Claimant = draw.SideName(c, side)
	for _, w := range r.view.Claimed().On(side, r.state.On) {
		row := said{placeName(c, w.Place), r.mapHref(m, "sel", "place:"+string(w.Place)), wordText(c, w), w.Day.Long()}
		switch {
		case m.Sel == "":
			p.Words = append(p.Words, row)
		case m.Sel == w.Place:
			p.Word, p.WordClaims = &row, r.cardsOf(c, slices.Concat(w.Claims, w.Otherwise, w.Denies))
		}
	}
}

// wordText puts a side's word in words.
func wordText(c *salient.Case, w claimed.Word) string {
	var parts []string
	switch {
	case w.Says == claimed.Holds:
		parts = append(parts, "claims to hold it")
	case w.Says == claimed.Part:
		parts = append(parts, "claims a part, or fighting there")
	case w.Says == claimed.Concedes && w.To == salient.Nobody:
		parts = append(parts, "says that nobody holds it")
	case w.Says == claimed.Concedes && w.To != "":
		parts = append(parts, "concedes it to "+stateName(c, w.To))
	case w.Says == claimed.Concedes:
		parts = append(parts, "says it isn't its own")
	}
	if len(w.Denies) > 0 {
		parts = append(parts, "denies that another holds it")
	}
	return strings.Join(parts, "; ")
}
