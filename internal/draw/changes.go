package draw

import (
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/change"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// Then is what a map is compared with: a day, in a state of the case.
type Then struct {
	View *desk.View
	On   when.Day
}

// Words say it as a map's heading does, whose day and state are on and v.
func (t Then) Words(v *desk.View, on when.Day) string {
	switch {
	case t.View.Head.Seq != v.Head.Seq:
		return fmt.Sprintf("entry %d of the ledger", t.View.Head.Seq)
	case t.View.Known != v.Known && t.On == on:
		return "the same day as known by " + t.View.Known.Long()
	case t.View.Known != v.Known:
		return t.On.Long() + " as known by " + t.View.Known.Long()
	}
	return t.On.Long()
}

// Changes lists the leaves of a case that are otherwise on a day than then.
func Changes(v *desk.View, then Then, on when.Day) []change.Change {
	was, is := then.View.Ground(), v.Ground()
	return change.Between(v.Case.Leaves(),
		func(id salient.PlaceID) (salient.Holding, bool) { return was(id, then.On), true },
		func(id salient.PlaceID) (salient.Holding, bool) { return is(id, on), true })
}

// Compare gathers what a map shows that draws only what changed.
func Compare(v *desk.View, then Then, top Top, on when.Day) figure.MapData {
	d := Map(v, Assessed, Top{Front: true}, on)
	d.Against = then.Words(v, on)
	changed := map[salient.PlaceID]change.Change{}
	for _, x := range Changes(v, then, on) {
		changed[x.To.Place] = x
	}
	for i := range d.Cells {
		c := &d.Cells[i]
		c.ClaimedBy = nil
		x, ok := changed[c.Place]
		if !ok || c.Area == nil {
			c.Control = figure.Control{State: figure.Rear}
			continue
		}
		before := figure.ControlOf(x.From, d.Sides)
		c.Control, c.Before = figure.ControlOf(x.To, d.Sides), &before
		lead := x.To.LeadingSide()
		c.Moved = lead.P - x.From.P(lead.Side)
	}
	overlay(v, &d, top, on)
	return d
}
