package draw

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/claimed"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// markClaims names, on a map of what is believed, the sides that say of each place that they
// hold it, if they said so of one of the days before.
func markClaims(v *desk.View, d *figure.MapData) {
	for _, side := range v.Case.Settings.Sides {
		words := wordsOf(v, side, d.On)
		for i := range d.Cells {
			c := &d.Cells[i]
			if w, ok := words[c.Place]; ok && w.Says == claimed.Holds && d.On-w.Day <= claimDays {
				c.ClaimedBy = append(c.ClaimedBy, SideNo(v.Case, side))
			}
		}
	}
}

// showWords draws what the friends of one side say of each place.
func showWords(v *desk.View, d *figure.MapData, side salient.ActorID) {
	d.Claimant = SideNo(v.Case, side)
	words := wordsOf(v, side, d.On)
	for i := range d.Cells {
		c := &d.Cells[i]
		w, ok := words[c.Place]
		if !ok {
			continue
		}
		if w.Says == claimed.Holds {
			c.ClaimedBy = []figure.SideNo{d.Claimant}
		}
		c.Word = figure.Word{
			Part: w.Says == claimed.Part, Concedes: w.Says == claimed.Concedes,
			Denies: len(w.Denies) > 0, Old: d.On-w.Day > claimDays,
		}
	}
}

func wordsOf(v *desk.View, side salient.ActorID, on when.Day) map[salient.PlaceID]claimed.Word {
	out := map[salient.PlaceID]claimed.Word{}
	for _, w := range v.Claimed().On(side, on) {
		out[w.Place] = w
	}
	return out
}
