package web

import (
	"fmt"
	"html/template"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/change"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
)

// changed is a place that is otherwise than at another time.
type changed struct {
	Was, Is         template.HTML // swatches
	WasText, IsText string
	Name            name
	Href            string
}

// drawn is what the map shows, and for the layer of changes what it is compared with.
func (s *site) drawn(r *request, m mapState) (figure.MapData, draw.Then, error) {
	if m.Layer != draw.Changed {
		return draw.Map(r.view, m.Layer, m.Top, r.state.On), draw.Then{}, nil
	}
	then, err := s.then(r, m)
	if err != nil {
		return figure.MapData{}, then, err
	}
	return draw.Compare(r.view, then, m.Top, r.state.On), then, nil
}

// then is what the layer of changes compares with: what the address says, else some days
// before.
func (s *site) then(r *request, m mapState) (draw.Then, error) {
	t := draw.Then{View: r.view, On: r.state.On}
	if m.Against == nil && m.AgainstKnown == nil {
		t.On -= draw.RecentDays
	}
	if m.Against != nil {
		t.On = *m.Against
	}
	if m.AgainstKnown == nil {
		return t, nil
	}
	v, err := s.desk.View(r.Context(), desk.Cut{Known: m.AgainstKnown, Recorded: r.view.Cut.Recorded})
	t.View = v
	return t, err
}

// fillChanges adds to the panel what changed, or how the selected place did and why.
func (r *request) fillChanges(p *panel, m mapState, then draw.Then) {
	p.Then = then.Words(r.view, r.state.On)
	if m.Sel == "" {
		for i, x := range draw.Changes(r.view, then, r.state.On) {
			p.Changed = append(p.Changed, r.changed(m, x, i))
		}
		return
	}
	was, okWas := then.View.Holding(m.Sel, then.On)
	is, okIs := r.view.Holding(m.Sel, r.state.On)
	if x, ok := change.Of(was, is); okWas && okIs && ok {
		one := r.changed(m, x, 0)
		p.Was = &one
		p.DidIt = r.didIt(m.Sel, then)
	}
}

func (r *request) changed(m mapState, x change.Change, i int) changed {
	c := r.view.Case
	sides := draw.Sides(c)
	return changed{
		Was: swatch(figure.ControlOf(x.From, sides), sides, fmt.Sprintf("w%d", i), false), WasText: heldWords(c, x.From),
		Is: swatch(figure.ControlOf(x.To, sides), sides, fmt.Sprintf("i%d", i), false), IsText: heldWords(c, x.To),
		Name: placeName(c, x.To.Place), Href: r.mapHref(m, "sel", "place:"+string(x.To.Place)),
	}
}

// heldWords says in short who holds a place: "Government 92%", "contested, Opposition 45%".
func heldWords(c *salient.Case, h salient.Holding) string {
	if h.Status == salient.Unknowing || len(h.Holders) == 0 {
		return "no evidence"
	}
	lead := h.LeadingSide()
	s := stateName(c, lead.Side) + " " + percent(lead.P)
	if h.Status == salient.Disputed {
		s = "contested, " + s
	}
	if h.Basis == salient.Inferred {
		s += ", inferred"
	}
	return s
}

// mostReasons is how many of the claims that changed a place the panel lists.
const mostReasons = 8

// didIt lists the claims that changed a place, heaviest first.
func (r *request) didIt(id salient.PlaceID, then draw.Then) []whyRow {
	list := change.BetweenDays(r.view.Case, r.view.Control(), id, then.On, r.state.On)
	if then.View.Known != r.view.Known {
		list = change.BetweenCuts(cutOf(then.View), cutOf(r.view), id, r.state.On)
	}
	var out []whyRow
	for _, x := range list[:min(mostReasons, len(list))] {
		c := r.view.Case
		if x.Why == change.Removed {
			c = then.View.Case
		}
		cl, ok := c.Claim(x.Claim)
		if !ok {
			continue
		}
		k := r.card(c, cl)
		k.Interest = interestWords(x.Interest)
		if x.Why != change.Dated {
			k.Copy = string(x.Why) // added, removed, mended
		}
		out = append(out, whyRow{x.Weight.Weight, k})
	}
	return out
}

func cutOf(v *desk.View) change.State { return change.State{Case: v.Case, Control: v.Control()} }
