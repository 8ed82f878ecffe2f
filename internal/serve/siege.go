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
	Claimed bool   `help:"The sieges that sources speak of, instead of the computed ones."`
	Cut
}

// Answer gives a list of siege.Siege, or with Claimed of siege.Claimed.
func (q *SiegeQuestion) Answer(v *desk.View) (any, error) {
	if q.Claimed {
		return q.claimed(v)
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

// CSV writes place,side,begin,end.
func (q *SiegeQuestion) CSV(w io.Writer, v *desk.View) error {
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

// Text prints computed and claimed sieges side by side, for people.
func (q *SiegeQuestion) Text(w io.Writer, v *desk.View, answer any) {
	switch list := answer.(type) {
	case []siege.Siege:
		siegesText(w, v, list)
		if claimed, err := q.claimed(v); err == nil { // its flags were read for the answer
			claimedText(w, claimed)
		}
	case []siege.Claimed:
		claimedText(w, list)
	}
}

func siegesText(w io.Writer, v *desk.View, list []siege.Siege) {
	fmt.Fprintln(w, "Computed: held, with no way to the side's rear, not even over uncertain ground")
	for _, s := range list {
		end := s.End
		if end == "" {
			end = "(lasts)"
		}
		people := ""
		if s.People != nil {
			people = fmt.Sprintf(", %d people", *s.People)
		}
		fmt.Fprintf(w, "  %-26s %-12s %s to %s%s; cut: %s\n", s.Name, s.Side, s.Begin, end, people, strings.Join(roads(s.Cut), " "))
	}
	if len(list) == 0 {
		fmt.Fprintln(w, "  none")
	}
	for _, n := range v.Sieges().NoRear {
		fmt.Fprintf(w, "  %s: no rear known from %s to %s, so no siege can be computed\n", n.Side, n.From, n.To)
	}
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
