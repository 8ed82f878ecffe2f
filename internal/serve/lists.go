package serve

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/contradiction"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/internal/orbat"
)

// OrbatQuestion asks for the order of battle on a day.
type OrbatQuestion struct {
	On    string `help:"The day." required:"" placeholder:"DAY"`
	Under string `help:"Only this actor and what is under it." placeholder:"ID"`
	Cut
}

// Answer gives a tree, as a list of []orbat.Node.
func (q *OrbatQuestion) Answer(v *desk.View) (any, error) {
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	if _, ok := v.Case.Actor(salient.ActorID(q.Under)); q.Under != "" && !ok {
		return nil, fmt.Errorf("no actor %q: %w", q.Under, salient.ErrNotFound)
	}
	tree := v.Book().Tree(day, salient.ActorID(q.Under))
	if tree == nil {
		tree = []orbat.Node{}
	}
	return tree, nil
}

// OrbatText prints the tree as an indented list.
func OrbatText(w io.Writer, answer any) {
	nodes, _ := answer.([]orbat.Node)
	orbatText(w, nodes, 0)
}

func orbatText(w io.Writer, nodes []orbat.Node, depth int) {
	for _, n := range nodes {
		line := strings.Repeat("  ", depth) + n.Name
		if n.Tie != "" {
			line += "  (" + n.Tie
			if n.Since != "" {
				line += " since " + n.Since
			}
			line += ", " + string(n.Claim)
			if n.Doubt != "" {
				line += ", " + n.Doubt
			}
			if n.Ended != "" {
				line += ", ended " + n.Ended
			}
			line += ")"
		}
		fmt.Fprintln(w, line)
		orbatText(w, n.Under, depth+1)
	}
}

// TimelineQuestion asks what happened, in order.
type TimelineQuestion struct {
	From   string `help:"First day." placeholder:"DAY"`
	To     string `help:"Last day." placeholder:"DAY"`
	Place  string `help:"Only in this place, or what lies in it." placeholder:"ID"`
	Phases bool   `help:"The phases of what happened in and around the place, in place of events."`
	Cut
}

// Answer gives a list of fuse.Event, by day, or with Phases of Phase.
func (q *TimelineQuestion) Answer(v *desk.View) (any, error) {
	if q.Phases {
		return q.phases(v)
	}
	days, given, err := span("from", q.From, "to", q.To)
	if err != nil {
		return nil, err
	}
	if q.Place != "" {
		if _, err := place(v.Case, q.Place); err != nil {
			return nil, err
		}
	}
	out := []fuse.Event{}
	for _, e := range v.Events() {
		inTime := !given || !e.Undated && e.Span().Meet(days).Len() > 0
		if inTime && (q.Place == "" || slices.Contains(v.Case.Above(e.Place), salient.PlaceID(q.Place))) {
			out = append(out, e)
		}
	}
	return out, nil
}

// TimelineText prints a line an event.
func TimelineText(w io.Writer, v *desk.View, answer any) {
	if phases, ok := answer.([]Phase); ok {
		phasesText(w, phases)
		return
	}
	events, _ := answer.([]fuse.Event)
	for _, e := range events {
		fmt.Fprintf(w, "%-24s  %-36s %-24s %s\n", eventDays(e), e.SubType, name(v.Case, e.Place), claimCount(e))
	}
}

func eventDays(e fuse.Event) string {
	switch {
	case e.Undated:
		return "day unknown"
	case e.From == e.To:
		return e.From.String()
	case e.Some:
		return "some day " + e.From.String() + "/" + e.To.String()[5:]
	}
	return e.From.String() + "/" + e.To.String()
}

func claimCount(e fuse.Event) string {
	s := counted(len(e.Claims), "claim")
	if n := len(e.Against); n > 0 {
		s += fmt.Sprintf(", %d against", n)
	}
	return s
}

// ContestedQuestion asks which claims exclude each other.
type ContestedQuestion struct {
	Place string `help:"Only about this place, or what lies in it." placeholder:"ID"`
	Cut
}

// Answer gives a contradiction.Report.
func (q *ContestedQuestion) Answer(v *desk.View) (any, error) {
	report := rounded(v.Contradictions())
	if q.Place == "" {
		return report, nil
	}
	if _, err := place(v.Case, q.Place); err != nil {
		return nil, err
	}
	kept := []contradiction.Contradiction{}
	for _, c := range report.Contradictions {
		if slices.Contains(v.Case.Above(c.Place), salient.PlaceID(q.Place)) {
			kept = append(kept, c)
		}
	}
	report.Contradictions = kept
	return report, nil
}

// rounded is the report with figures as they are printed.
func rounded(r contradiction.Report) contradiction.Report {
	r.Contradictions = slices.Clone(r.Contradictions)
	for i := range r.Contradictions {
		c := &r.Contradictions[i]
		c.Spread, c.Claimed, c.Parts = round(c.Spread, 1), round(c.Claimed, 4), round(c.Parts, 4)
		c.Holders = slices.Clone(c.Holders)
		for k := range c.Holders {
			c.Holders[k].P, c.Holders[k].Share = round(c.Holders[k].P, 4), round(c.Holders[k].Share, 4)
		}
	}
	return r
}

// ContestedText prints contradictions for people.
func ContestedText(w io.Writer, v *desk.View, answer any) {
	report, _ := answer.(contradiction.Report)
	for _, c := range report.Contradictions {
		fmt.Fprintf(w, "%s to %s  %s %s: %s\n", c.From, c.To, c.Kind, contestedOver(v.Case, c), c.Status)
		claimLines(w, v.Case, "▲", c.For)
		claimLines(w, v.Case, "▼", c.Against)
		if c.Explanation != "" {
			fmt.Fprintf(w, "    %s\n", c.Explanation)
		}
	}
	fmt.Fprintf(w, "%s among %s of claims compared.\n", counted(len(report.Contradictions), "contradiction"), counted(report.Pairs, "pair"))
}

func contestedOver(c *salient.Case, x contradiction.Contradiction) string {
	switch {
	case x.Place != "":
		return name(c, x.Place)
	case x.Other != "":
		return fmt.Sprintf("%s %s %s", x.Actor, x.What, x.Other)
	}
	return string(x.Actor)
}

func claimLines(w io.Writer, c *salient.Case, mark string, ids []salient.ClaimID) {
	for _, id := range ids {
		if cl, ok := c.Claim(id); ok {
			fmt.Fprintf(w, "  %s %s [%s] %s\n", mark, cl.Says, cl.Claimant, id)
		}
	}
}
