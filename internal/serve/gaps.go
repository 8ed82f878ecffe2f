package serve

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/gap"
	"github.com/salient-osint/salient/when"
)

// GapsQuestion asks from where and when nobody reports.
type GapsQuestion struct {
	From  string `help:"First day; without it, the case's period." placeholder:"DAY"`
	To    string `help:"Last day." placeholder:"DAY"`
	By    string `help:"Sum up by places of this kind (district, governorate …) and month." placeholder:"KIND"`
	Place string `help:"Only this place, or what lies in it; with the nearest evidence." placeholder:"ID"`
	Cut
}

// Gap is a run of days of which no claim on a place speaks.
type Gap struct {
	Place   salient.PlaceID `json:"place"`
	Name    string          `json:"name"`
	From    when.Day        `json:"from"`
	To      when.Day        `json:"to"`
	Days    int             `json:"days"`
	People  *int64          `json:"people"`
	Front   Measure         `json:"front"`
	Weight  Measure         `json:"weight"`
	Before  *Report         `json:"before"`
	After   *Report         `json:"after"`
	Nearest *NearReport     `json:"nearest,omitempty"`
}

// Report is a claim and a day of which it speaks.
type Report struct {
	Claim salient.ClaimID `json:"claim"`
	Day   when.Day        `json:"day"`
}

// NearReport is a report from another place.
type NearReport struct {
	Place salient.PlaceID `json:"place"`
	Name  string          `json:"name"`
	Km    Measure         `json:"km"`
	Report
}

// Silence is gaps by group and month.
type Silence struct {
	Kind   salient.PlaceKind `json:"kind"`
	From   when.Day          `json:"from"`
	To     when.Day          `json:"to"`
	Months []when.Day        `json:"months"` // their first days, the first one cut to From
	Groups []SilentGroup     `json:"groups"`
}

// SilentGroup is one group's silence, month by month.
type SilentGroup struct {
	Place  salient.PlaceID `json:"place"` // "" for what lies in no place of the kind
	Name   string          `json:"name"`
	Leaves int             `json:"leaves"`
	Silent []Prob          `json:"silent"`
}

// Answer gives a list of Gap, or with By a Silence.
func (q *GapsQuestion) Answer(v *desk.View) (any, error) {
	if q.By != "" {
		return q.silence(v)
	}
	return q.gaps(v)
}

// days are those asked about.
func (q *GapsQuestion) days(v *desk.View) (when.Span, error) {
	days, given, err := span("from", q.From, "to", q.To)
	if err != nil || given {
		return days, err
	}
	return v.Span, nil
}

func (q *GapsQuestion) gaps(v *desk.View) ([]Gap, error) {
	days, err := q.days(v)
	if err != nil {
		return nil, err
	}
	if q.Place != "" {
		if _, err := place(v.Case, q.Place); err != nil {
			return nil, err
		}
	}
	out := []Gap{}
	for _, g := range v.Gaps().In(days, gap.Beside(v.Diagram(), v.Ground())) {
		if q.Place == "" || slices.Contains(v.Case.Above(g.Place), salient.PlaceID(q.Place)) {
			out = append(out, q.print(v, g))
		}
	}
	return out, nil
}

func (q *GapsQuestion) print(v *desk.View, g gap.Gap) Gap {
	if q.Place != "" {
		return GapNear(v, g, g.Days.To)
	}
	return gapOf(v, g)
}

func gapOf(v *desk.View, g gap.Gap) Gap {
	return Gap{
		Place: g.Place, Name: name(v.Case, g.Place), From: g.Days.From, To: g.Days.To, Days: g.Days.Len(),
		People: g.People, Front: Measure(g.Front), Weight: Measure(g.Weight), Before: report(g.Before), After: report(g.After),
	}
}

// GapNear is a gap with the evidence that is nearest to it: from the nearest place, of the
// day nearest to day.
func GapNear(v *desk.View, g gap.Gap, day when.Day) Gap {
	out := gapOf(v, g)
	if n, ok := v.Gaps().Nearest(g, day); ok {
		out.Nearest = &NearReport{n.Place, name(v.Case, n.Place), Measure(n.Away.Km()), *report(&n.Report)}
	}
	return out
}

func report(r *gap.Report) *Report {
	if r == nil {
		return nil
	}
	return &Report{r.Claim, r.Day}
}

func (q *GapsQuestion) silence(v *desk.View) (Silence, error) {
	days, err := q.days(v)
	if err != nil {
		return Silence{}, err
	}
	if q.Place != "" {
		return Silence{}, fmt.Errorf("by goes with all places, not with one: %w", salient.ErrUsage)
	}
	kind := salient.PlaceKind(q.By)
	if !slices.ContainsFunc(v.Case.Places, func(p salient.Place) bool { return p.Kind == kind }) {
		return Silence{}, fmt.Errorf("no place is a %q: expected one of %s: %w", q.By, strings.Join(kinds(v.Case), ", "), salient.ErrNotFound)
	}
	out := Silence{Kind: kind, From: days.From, To: days.To, Months: []when.Day{}, Groups: []SilentGroup{}}
	grid := v.Gaps().Grid(days, kind)
	for _, m := range grid.Months {
		out.Months = append(out.Months, m.From)
	}
	for _, r := range grid.Rows {
		out.Groups = append(out.Groups, group(v.Case, r))
	}
	return out, nil
}

func group(c *salient.Case, r gap.Row) SilentGroup {
	g := SilentGroup{Place: r.Place, Leaves: r.Leaves, Silent: []Prob{}}
	if r.Place != "" {
		g.Name = name(c, r.Place)
	}
	for _, m := range r.Months {
		g.Silent = append(g.Silent, Prob(m.Part()))
	}
	return g
}

// kinds lists the kinds of places, each once.
func kinds(c *salient.Case) []string {
	var out []string
	for i := range c.Places {
		if k := string(c.Places[i].Kind); k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CSV writes place,from,to,days,people,front,weight; with By kind,place,month,leaves,silent.
func (q *GapsQuestion) CSV(w io.Writer, v *desk.View) error {
	if q.By != "" {
		return q.silenceCSV(w, v)
	}
	list, err := q.gaps(v)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "place,from,to,days,people,front,weight")
	for _, g := range list {
		people := ""
		if g.People != nil {
			people = strconv.FormatInt(*g.People, 10)
		}
		fmt.Fprintf(w, "%s,%s,%s,%d,%s,%.2f,%.2f\n", g.Place, g.From, g.To, g.Days, people, float64(g.Front), float64(g.Weight))
	}
	return nil
}

func (q *GapsQuestion) silenceCSV(w io.Writer, v *desk.View) error {
	s, err := q.silence(v)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "kind,place,month,leaves,silent")
	for _, g := range s.Groups {
		for i, m := range s.Months {
			fmt.Fprintf(w, "%s,%s,%s,%d,%.4f\n", s.Kind, g.Place, m.String()[:7], g.Leaves, float64(g.Silent[i]))
		}
	}
	return nil
}

// Text prints gaps, or silence by group, for people.
func (q *GapsQuestion) Text(w io.Writer, v *desk.View, answer any) {
	switch a := answer.(type) {
	case []Gap:
		q.gapsText(w, v, a)
	case Silence:
		silenceText(w, a)
	}
}

func (q *GapsQuestion) gapsText(w io.Writer, v *desk.View, list []Gap) {
	if q.Place != "" {
		for _, g := range list {
			fmt.Fprintf(w, "%s: %s\n", g.Name, g.Sentence())
		}
	} else {
		for _, g := range list {
			people := "people unknown"
			if g.People != nil {
				people = fmt.Sprintf("%d people", *g.People)
			}
			fmt.Fprintf(w, "%-28s %s to %s  %4d days, %s, near the front %s of the time\n", g.Name, g.From, g.To, g.Days, people, percentOf(float64(g.Front)))
		}
	}
	fmt.Fprintf(w, "%s of %d days or more without a report.\n", counted(len(list), "run"), v.Gaps().Least())
}

// percentOf prints a part that may be none or all.
func percentOf(p float64) string { return strconv.FormatFloat(100*p, 'f', 0, 64) + "%" }

// Sentence says a gap in words: "Nobody reports from here between … and …; nearest evidence …".
func (g Gap) Sentence() string {
	s := fmt.Sprintf("Nobody reports from here between %s and %s", g.From.Long(), g.To.Long())
	switch {
	case g.Before == nil && g.After == nil:
		s += ", nor at any other time"
	case g.Before == nil:
		s += ", nor before"
	case g.After == nil:
		s += ", nor after"
	}
	if n := g.Nearest; n != nil {
		return s + fmt.Sprintf("; nearest evidence: %s, %.0f km away, of %s.", n.Name, float64(n.Km), n.Day.Long())
	}
	return s + "; nor from anywhere else."
}

func silenceText(w io.Writer, s Silence) {
	fmt.Fprintf(w, "Part of the days on which nobody reports, by %s and month\n%-28s", s.Kind, "")
	for _, m := range s.Months {
		fmt.Fprintf(w, " %s", m.String()[2:7])
	}
	fmt.Fprintln(w)
	for _, g := range s.Groups {
		label := g.Name
		if g.Place == "" {
			label = "(in none)"
		}
		fmt.Fprintf(w, "%-28s", label)
		for _, p := range g.Silent {
			fmt.Fprintf(w, " %5s", percentOf(float64(p)))
		}
		fmt.Fprintln(w)
	}
}
