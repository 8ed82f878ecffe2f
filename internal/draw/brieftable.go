package draw

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// styled is a view whose sides have the names and colours that a brief gives them.
func styled(v *desk.View, sides []brief.SideStyle) *desk.View {
	if len(sides) == 0 {
		return v
	}
	c := *v.Case
	c.Actors, c.Settings.Other = slices.Clone(c.Actors), maps.Clone(c.Settings.Other)
	if c.Settings.Other == nil {
		c.Settings.Other = map[string]string{}
	}
	for _, s := range sides {
		c.Settings.Other[nameOf(s.Side)] = s.Name
	}
	for i := range c.Actors {
		for _, s := range sides {
			if a := &c.Actors[i]; a.ID == s.Side {
				a.Name, a.Colour = either(s.Name, a.Name), either(s.Colour, a.Colour)
			}
		}
	}
	w := *v
	w.Case = &c
	return &w
}

// nameOf is the setting under which a styled view keeps the name of a side.
func nameOf(side salient.ActorID) string { return "brief.side." + string(side) }

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// orbat lists who fought under whom on a day, each set in under those above.
func (d *drafter) orbat() (brief.Figure, error) {
	on, err := when.ParseDay(d.f.Params["on"])
	if err != nil {
		return brief.Figure{}, err
	}
	t := &brief.Table{Head: []string{"Who", "Tie", "Since", "Doubt"}}
	d.under(t, d.v.Book().Tree(on, salient.ActorID(d.f.Params["under"])), 0)
	return brief.Figure{
		Table:   t,
		Drawn:   fmt.Sprintf("Order of battle on %s, as known by %s: %d actors.", on.Long(), d.v.Known.Long(), len(t.Rows)),
		Sources: "Ties: claims of the case, each as its source gives it.",
	}, nil
}

func (d *drafter) under(t *brief.Table, nodes []orbat.Node, depth int) {
	for _, n := range nodes {
		a, ok := d.v.Case.Actor(n.Actor)
		if ok && !a.Sensitivity.Within(d.rule.Level) {
			continue
		}
		name := n.Name
		if ok {
			name = a.Name // as the brief names it
		}
		t.Rows = append(t.Rows, brief.TableRow{Cells: []string{name, strings.ReplaceAll(n.Tie, "-", " "), n.Since, n.Doubt}, Depth: depth})
		d.under(t, n.Under, depth+1)
	}
}

// table draws a table of holdings, events or sources.
func (d *drafter) table() (brief.Figure, error) {
	switch d.f.Params["of"] {
	case "events":
		return d.eventTable(), nil
	case "sources":
		return d.sourceTable(), nil
	}
	on, err := when.ParseDay(d.f.Params["on"])
	if err != nil {
		return brief.Figure{}, err
	}
	return d.holdingTable(on), nil
}

// holdingTable lists the leaves under a place, who held each and how sure that is.
func (d *drafter) holdingTable(on when.Day) brief.Figure {
	c := d.v.Case
	leaves := c.Leaves()
	if at := d.f.Params["under"]; at != "" {
		leaves = c.LeavesUnder(salient.PlaceID(at))
	}
	t := &brief.Table{Head: []string{"Place", "Held by", "Probability", "Basis", "Last evidence"}}
	for _, id := range leaves {
		h, ok := d.v.Holding(id, on)
		p, _ := c.Place(id)
		if !ok || c.Foreign(id) || !p.Sensitivity.Within(d.rule.Level) {
			continue
		}
		t.Rows = append(t.Rows, brief.TableRow{Cells: append([]string{p.Name}, holdingCells(c, h)...)})
	}
	return brief.Figure{
		Table:   t,
		Drawn:   fmt.Sprintf("Who held what on %s, as known by %s: %d places.", on.Long(), d.v.Known.Long(), len(t.Rows)),
		Sources: "Computed from the claims of the case; a probability is an estimate, no count.",
	}
}

func holdingCells(c *salient.Case, h salient.Holding) []string {
	last := ""
	if h.LastEvidence != nil {
		last = h.LastEvidence.Long()
	}
	lead := h.Leading()
	switch h.Status {
	case salient.Unknowing:
		return []string{"unknown", "", "no evidence", last}
	case salient.Held:
		return []string{SideName(c, salient.ActorID(lead.Side)), percent(lead.P), string(h.Basis), last}
	}
	return []string{"contested", percent(h.LeadingSide().P) + " for " + SideName(c, salient.ActorID(h.LeadingSide().Side)), string(h.Basis), last}
}

// percent never says that an estimate is sure.
func percent(p float64) string {
	switch {
	case p >= 0.995:
		return "over 99%"
	case p < 0.005:
		return "under 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*p)
}

// eventTable lists the events of a span, in order.
func (d *drafter) eventTable() brief.Figure {
	span, at := d.span(), salient.PlaceID(d.f.Params["under"])
	t := &brief.Table{Head: []string{"When", "What", "Where", "Claims"}}
	for _, e := range d.v.Events() {
		if e.Undated || e.Span().Meet(span).Len() == 0 || at != "" && !slices.Contains(d.v.Case.Above(e.Place), at) {
			continue
		}
		name := string(e.Place)
		if p, ok := d.v.Case.Place(e.Place); ok {
			name = p.Name
		}
		t.Rows = append(t.Rows, brief.TableRow{Cells: []string{EventDays(e), e.SubType, name, fmt.Sprint(len(e.Claims))}})
	}
	return brief.Figure{
		Table:   t,
		Drawn:   fmt.Sprintf("%d events from %s to %s, as known by %s.", len(t.Rows), span.From.Long(), span.To.Long(), d.v.Known.Long()),
		Sources: "Events: happening claims of the case, fused by place, type and day.",
	}
}

// sourceTable lists the sources whose claims count, with their grades.
func (d *drafter) sourceTable() brief.Figure {
	c := d.v.Case
	claims := map[salient.SourceID]int{}
	for i := range c.Claims {
		if doc, ok := c.Document(c.Claims[i].Document); ok && c.Counts(&c.Claims[i]) {
			claims[doc.Source]++
		}
	}
	t := &brief.Table{Head: []string{"Source", "Kind", "Reliability", "Leaning", "Claims"}}
	for i := range c.Sources {
		s := &c.Sources[i]
		if claims[s.ID] == 0 || !s.Sensitivity.Within(d.rule.Level) {
			continue
		}
		leaning := ""
		if a, ok := c.Actor(s.Leaning); ok {
			leaning = a.Name
		}
		grade := salient.Reliability(either(string(s.Reliability), "F"))
		t.Rows = append(t.Rows, brief.TableRow{Cells: []string{s.Name, strings.ReplaceAll(s.Kind, "-", " "), string(grade) + ", " + grade.Words(), leaning, fmt.Sprint(claims[s.ID])}})
	}
	return brief.Figure{
		Table:   t,
		Drawn:   fmt.Sprintf("The %d sources of what counts, as known by %s, graded after the Admiralty code.", len(t.Rows), d.v.Known.Long()),
		Sources: "Grades, kinds and leanings: the case's own, each with its reason there.",
	}
}
