package web

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/claimed"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/serve"
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
		switch m.Sel {
		case "":
			p.Words = append(p.Words, row)
		case w.Place:
			p.Word, p.WordClaims = &row, r.cardsOf(c, slices.Concat(w.Claims, w.Otherwise, w.Denies))
		}
	}
}

func wordText(c *salient.Case, w claimed.Word) string {
	to := string(w.To)
	if w.To != "" && w.To != salient.Nobody {
		to = stateName(c, w.To)
	}
	return serve.WordText(w.Says, to, len(w.Denies) > 0)
}
