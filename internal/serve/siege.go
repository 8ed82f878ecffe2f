package serve

import (
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// SiegeQuestion asks which held places had no way to their side's rear.
type SiegeQuestion struct {
	Side    string `help:"Only places of this side." placeholder:"ID"`
	On      string `help:"Only sieges of this day." placeholder:"DAY"`
	Merged  bool   `help:"Sieges of neighbouring places as one, with people inside, depth, and what is said of aid and of leaving."`
	Claimed bool   `help:"The sieges that sources speak of, instead of the computed ones."`
	Cut
}

// Answer gives a list of siege.Siege, with Merged of siege.Merged, or with Claimed of
// siege.Claimed.
func (q *SiegeQuestion) Answer(v *desk.View) (any, error) {
	switch {
	case q.Claimed && q.Merged:
		return nil, fmt.Errorf("merged or claimed, not both: what is claimed isn't merged: %w", salient.ErrUsage)
	case q.Claimed:
		return q.claimed(v)
	case q.Merged:
		return q.merged(v)
	}
	return q.computed(v)
}

func (q *SiegeQuestion) check(v *desk.View) (salient.ActorID, *when.Day, error) {
	day, err := optionalDay("on", q.On)
	if err != nil || q.Side == "" {
		return "", day, err
	}
	s, err := side(v.Case, q.Side)
	return s, day, err
}

func (q *SiegeQuestion) computed(v *desk.View) ([]siege.Siege, error) {
	s, day, err := q.check(v)
	if err != nil {
		return nil, err
	}
	out := []siege.Siege{}
	for _, x := range v.Sieges().Sieges {
		if (s == "" || x.Side == s) && (day == nil || x.Has(*day)) {
			out = append(out, x)
		}
	}
	return out, nil
}

func (q *SiegeQuestion) merged(v *desk.View) ([]siege.Merged, error) {
	s, day, err := q.check(v)
	if err != nil {
		return nil, err
	}
	out := []siege.Merged{}
	for _, x := range v.Sieges().Merged {
		on := day == nil
		if !on {
			_, on = x.On(*day)
		}
		if on && (s == "" || x.Side == s) {
			out = append(out, x)
		}
	}
	return out, nil
}

// claimed lists what is said; the besieged side isn't part of such a claim, so that --side
// keeps those that the side's own forces aren't said to lay.
func (q *SiegeQuestion) claimed(v *desk.View) ([]siege.Claimed, error) {
	s, day, err := q.check(v)
	if err != nil {
		return nil, err
	}
	out := []siege.Claimed{}
	for _, x := range siege.ClaimedIn(v.Case) {
		cl, _ := v.Case.Claim(x.Claim)
		said, _ := v.Case.Said(cl)
		on := day == nil || cl.Reach(v.Case.Settings.Widening(), said).Has(*day)
		if on && (s == "" || !laidBy(v, x, s, said)) {
			out = append(out, x)
		}
	}
	return out, nil
}

func laidBy(v *desk.View, x siege.Claimed, s salient.ActorID, day when.Day) bool {
	for _, a := range x.By {
		if by, ok := v.Book().Side(a, day); ok && by == s {
			return true
		}
	}
	return false
}

// CSV writes place,side,begin,end; with Merged the days of a place in it, and which siege it
// is, numbered from 1.
func (q *SiegeQuestion) CSV(w io.Writer, v *desk.View) error {
	if q.Merged {
		return q.mergedCSV(w, v)
	}
	list, err := q.computed(v)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "place,side,begin,end")
	for _, x := range list {
		fmt.Fprintf(w, "%s,%s,%s,%s\n", x.Place, x.Side, x.Begin, x.End)
	}
	return nil
}

func (q *SiegeQuestion) mergedCSV(w io.Writer, v *desk.View) error {
	list, err := q.merged(v)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "siege,place,side,begin,end")
	for i, m := range list {
		for _, p := range m.Places {
			fmt.Fprintf(w, "%d,%s,%s,%s,%s\n", i+1, p.Place, m.Side, p.Begin, p.End)
		}
	}
	return nil
}

// Text prints computed and claimed sieges side by side, for people.
func (q *SiegeQuestion) Text(w io.Writer, v *desk.View, answer any) {
	switch list := answer.(type) {
	case []siege.Siege:
		siegesText(w, v, list)
		if claimed, err := q.claimed(v); err == nil { // its flags were read for the answer
			claimedText(w, claimed)
		}
	case []siege.Merged:
		mergedText(w, v, list)
	case []siege.Claimed:
		claimedText(w, list)
	}
}

func siegesText(w io.Writer, v *desk.View, list []siege.Siege) {
	fmt.Fprintln(w, "Computed: held, with no way to the side's rear, not even over uncertain ground")
	for _, s := range list {
		people := ""
		if s.People != nil {
			people = fmt.Sprintf(", %d people", *s.People)
		}
		fmt.Fprintf(w, "  %-26s %-12s %s to %s%s; cut: %s\n", s.Name, s.Side, s.Begin, lasting(s.End), people, strings.Join(roads(s.Cut), " "))
	}
	if len(list) == 0 {
		fmt.Fprintln(w, "  none")
	}
	noRearText(w, v)
}

// lasting is an end, or that there is none yet.
func lasting(end string) string {
	if end == "" {
		return "(lasts)"
	}
	return end
}

func noRearText(w io.Writer, v *desk.View) {
	for _, n := range v.Sieges().NoRear {
		fmt.Fprintf(w, "  %s: no rear known from %s to %s, so no siege can be computed\n", n.Side, n.From, n.To)
	}
}

// mergedText prints each siege with its course.
func mergedText(w io.Writer, v *desk.View, list []siege.Merged) {
	fmt.Fprintln(w, "Computed: places that touch, held, with no way to the side's rear; besieged, if aid and leaving are denied too")
	fmt.Fprintf(w, "%s\n", ConvoyWords(siege.Window(v.Case.Settings)))
	for _, m := range list {
		fmt.Fprintf(w, "%s besieged, %s to %s%s\n", m.Side, m.Begin, lasting(m.End), insideWords(m))
		for _, p := range m.Places {
			fmt.Fprintf(w, "  %-26s %s to %s\n", p.Name, p.Begin, lasting(p.End))
		}
		for _, s := range m.Course {
			fmt.Fprintf(w, "  %s to %s  %-13s  aid %s, leaving %s%s\n", s.From, s.To, s.Status, partText(s.Aid), partText(s.Leaving), gapText(v.Case, s.Gap))
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(w, "  none")
	}
	noRearText(w, v)
}

// ConvoyWords say what the window of convoys is.
func ConvoyWords(days int) string {
	if days <= 0 {
		return "No aid convoy makes a siege hard to reach instead (siege.convoy is 0)."
	}
	return fmt.Sprintf("An aid convoy let in within the last %d days makes it hard to reach instead (siege.convoy).", days)
}

func insideWords(m siege.Merged) string {
	words := ""
	if n := m.People.Most; n != nil {
		words += fmt.Sprintf("; at most %d people of the places counted, on %s", *n, m.People.MostOn)
	}
	if d := m.Depth; d != nil {
		words += fmt.Sprintf("; %.1f km from own ground at least, %.1f km in the median", d.Least, d.Median)
	}
	return words
}

func partText(p siege.Part) string {
	if len(p.Claims) == 0 {
		return string(p.State)
	}
	return fmt.Sprint(p.State, " ", p.Claims)
}

func gapText(c *salient.Case, g *siege.Gap) string {
	if g == nil {
		return ""
	}
	return fmt.Sprintf(", %.1f km from %s to %s", g.Km, name(c, g.From), name(c, g.To))
}

func roads(ids []salient.RoadID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

func claimedText(w io.Writer, list []siege.Claimed) {
	fmt.Fprintln(w, "Claimed: said by sources, without effect on the above")
	for _, s := range list {
		fmt.Fprintf(w, "  %-26s %s  %s %s (%s)\n", s.Name, s.When, s.Stance, s.Says, s.Claim)
	}
}
