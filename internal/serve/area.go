package serve

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// AreaQuestion asks how much each side holds, on a day or through a span of days.
type AreaQuestion struct {
	On   string `help:"The day." placeholder:"DAY"`
	From string `help:"First day of a span." placeholder:"DAY"`
	To   string `help:"Last day of a span." placeholder:"DAY"`
	By   string `help:"By places of this kind too: district, governorate …" placeholder:"PLACE-KIND"`
	Cut
}

// Area is who holds how much on a day.
type Area struct {
	On    when.Day `json:"on"`
	Known when.Day `json:"known"`
	AreaSum
	Front []FrontLength `json:"front"`
	Parts []AreaPart    `json:"parts,omitempty"` // nil: not asked for
}

// AreaSum is who holds how much of the whole ground, or of a part.
type AreaSum struct {
	Holders []AreaHolder `json:"holders"`
	Divided Divided      `json:"divided"`
	LeftOut int          `json:"left_out"` // rear and foreign places
}

// AreaHolder is how much a state has. FrontKm is nil in a part.
type AreaHolder struct {
	Holder salient.State `json:"holder"` // a side, contested, none or unknown
	Places int           `json:"places"`
	Km2    Measure       `json:"km2"`
	People int64         `json:"people"`
	Blank  int           `json:"places_without_figure"`
	Front  *Measure      `json:"front_km,omitempty"`
}

// Divided is the settlements with a figure whose parts aren't all in one state.
type Divided struct {
	Settlements int   `json:"settlements"`
	People      int64 `json:"people"`
}

// FrontLength is how long the front is between two states.
type FrontLength struct {
	Between [2]salient.State `json:"between"`
	Km      Measure          `json:"km"`
}

// AreaPart is who holds how much of a place of the kind asked for; of what lies in none,
// Place is "".
type AreaPart struct {
	Place salient.PlaceID `json:"place"`
	Name  string          `json:"name"`
	AreaSum
}

// Answer gives one Area, or with a span a list: the first day, each on which a place changed
// its state, and the last.
func (q *AreaQuestion) Answer(v *desk.View) (any, error) {
	days, given, err := q.days()
	if err != nil {
		return nil, err
	}
	if err := q.check(v.Case); err != nil {
		return nil, err
	}
	out := q.through(v, days)
	if !given {
		return out[0], nil
	}
	return out, nil
}

// days are those asked about, and whether they were given as a span.
func (q *AreaQuestion) days() (days when.Span, given bool, err error) {
	days, given, err = span("from", q.From, "to", q.To)
	if err == nil {
		err = notBoth(q.On, given, "from", "to")
	}
	if err != nil || given {
		return days, given, err
	}
	day, err := needDay("on", q.On)
	return when.Span{From: day, To: day}, false, err
}

func (q *AreaQuestion) check(c *salient.Case) error {
	if q.By == "" || slices.ContainsFunc(c.Places, func(p salient.Place) bool { return string(p.Kind) == q.By }) {
		return nil
	}
	var kinds []string
	for _, p := range c.Places {
		kinds = append(kinds, string(p.Kind))
	}
	slices.Sort(kinds)
	return fmt.Errorf("by: no place of kind %q; the case has %s: %w", q.By, strings.Join(slices.Compact(kinds), ", "), salient.ErrNotFound)
}

func (q *AreaQuestion) through(v *desk.View, days when.Span) []Area {
	whole := v.Net().Whole().Through(days, v.Ground())
	out := make([]Area, len(whole))
	for i, d := range whole {
		out[i] = Area{On: d.On, Known: v.Known, AreaSum: areaSum(d.Parts[0]), Front: []FrontLength{}}
		for _, b := range d.Borders {
			out[i].Front = append(out[i].Front, FrontLength{[2]salient.State{b.A, b.B}, Measure(b.Length.Km())})
		}
		for k := range out[i].Holders {
			out[i].Holders[k].Front = frontOf(out[i].Holders[k].Holder, d.Borders)
		}
	}
	if q.By == "" {
		return out
	}
	for i, d := range v.Net().By(salient.PlaceKind(q.By)).Through(days, v.Ground()) { // the same days
		out[i].Parts = []AreaPart{}
		for _, p := range d.Parts {
			out[i].Parts = append(out[i].Parts, AreaPart{p.Part, partName(v.Case, p.Part), areaSum(p)})
		}
	}
	return out
}

func areaSum(s area.Sum) AreaSum {
	out := AreaSum{Holders: []AreaHolder{}, Divided: Divided{s.Divided.Count, s.Divided.People}, LeftOut: s.LeftOut}
	for _, t := range s.Totals {
		out.Holders = append(out.Holders, AreaHolder{Holder: t.State, Places: t.Places, Km2: Measure(t.Area.Km2()), People: t.People, Blank: t.Blank})
	}
	return out
}

// frontOf is how much front a state has, whoever is on the other side.
func frontOf(s salient.State, borders []area.Border) *Measure {
	var sum Measure
	for _, b := range borders {
		if b.A == s || b.B == s {
			sum += Measure(b.Length.Km())
		}
	}
	return &sum
}

// CSV writes day,part,holder,places,km2,people,places_without_figure,front_km: a row for
// every day, part and holder. part is blank for the whole ground and "-" for what lies in no
// place of the kind asked for; a part has no front_km.
func (q *AreaQuestion) CSV(w io.Writer, v *desk.View) error {
	days, _, err := q.days()
	if err == nil {
		err = q.check(v.Case)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "day,part,holder,places,km2,people,places_without_figure,front_km")
	for _, a := range q.through(v, days) {
		areaRows(w, a.On, "", a.Holders)
		for _, p := range a.Parts {
			part := string(p.Place)
			if part == "" {
				part = "-"
			}
			areaRows(w, a.On, part, p.Holders)
		}
	}
	return nil
}

func areaRows(w io.Writer, on when.Day, part string, holders []AreaHolder) {
	for _, h := range holders {
		front := ""
		if h.Front != nil {
			front = string(decimal(float64(*h.Front), 2))
		}
		fmt.Fprintf(w, "%s,%s,%s,%d,%s,%d,%d,%s\n", on, part, h.Holder, h.Places, decimal(float64(h.Km2), 2), h.People, h.Blank, front)
	}
}

// AreaCaution goes with every area.
const AreaCaution = "Cells around places, not surveyed lines."

// AreaText prints a table for a day, or a line for each day of a series.
func AreaText(w io.Writer, v *desk.View, answer any) {
	switch x := answer.(type) {
	case Area:
		areaDayText(w, v, x)
	case []Area:
		areaSeriesText(w, v, x)
	}
	fmt.Fprintln(w, AreaCaution)
}

func areaDayText(w io.Writer, v *desk.View, a Area) {
	fmt.Fprintf(w, "On %s, as known by %s\n", a.On.Long(), a.Known.Long())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tplaces\tkm²\tpeople\tplaces without a figure\tfront km\t")
	for _, h := range a.Holders {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%d\t%.1f\t\n", h.Holder, h.Places, square(h.Km2), thousands(h.People), h.Blank, float64(*h.Front))
	}
	_ = t.Flush() // w is a buffer, whose own flush tells
	for _, f := range a.Front {
		fmt.Fprintf(w, "Front between %s and %s: %.1f km.\n", f.Between[0], f.Between[1], float64(f.Km))
	}
	areaNotes(w, a.AreaSum)
	if a.Parts == nil {
		return
	}
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "in\tholder\tplaces\tkm²\tpeople\tplaces without a figure")
	for _, p := range a.Parts {
		for i, h := range p.Holders {
			in := cmp.Or(p.Name, "(elsewhere)")
			if i > 0 {
				in = ""
			}
			fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%d\n", in, h.Holder, h.Places, square(h.Km2), thousands(h.People), h.Blank)
		}
	}
	_ = t.Flush()
}

func partName(c *salient.Case, id salient.PlaceID) string {
	if id == "" {
		return ""
	}
	return name(c, id)
}

// areaNotes say what is in no row.
func areaNotes(w io.Writer, s AreaSum) {
	if d := s.Divided; d.Settlements > 0 {
		fmt.Fprintf(w, "In no row: %s people of %s whose parts are not all in one row.\n", thousands(d.People), counted(d.Settlements, "settlement"))
	}
	if s.LeftOut > 0 {
		fmt.Fprintf(w, "Left out: %s on rear or foreign ground.\n", counted(s.LeftOut, "place"))
	}
}

// areaSeriesText prints a line a day: places and square kilometres by holder, and the front.
func areaSeriesText(w io.Writer, v *desk.View, list []Area) {
	states := heldAtAll(v.Case, list)
	fmt.Fprintf(w, "From %s to %s, as known by %s: the first day, each on which a place changed its state, and the last\n", list[0].On.Long(), list[len(list)-1].On.Long(), v.Known.Long())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "day\t")
	for _, s := range states {
		fmt.Fprintf(t, "%s\tkm²\t", s)
	}
	fmt.Fprintln(t, "front km\t")
	for _, a := range list {
		fmt.Fprintf(t, "%s\t", a.On)
		for _, s := range states {
			h := holderOf(a, s)
			fmt.Fprintf(t, "%d\t%s\t", h.Places, square(h.Km2))
		}
		fmt.Fprintf(t, "%.1f\t\n", float64(frontKm(a)))
	}
	_ = t.Flush()
}

// heldAtAll lists the states that have a place on any of the days, in the case's order.
func heldAtAll(c *salient.Case, list []Area) []salient.State {
	var out []salient.State
	for _, side := range c.Settings.Sides {
		out = append(out, salient.State(side))
	}
	out = append(out, salient.Contested, salient.Nobody, area.Unknown)
	return slices.DeleteFunc(out, func(s salient.State) bool {
		return !slices.ContainsFunc(list, func(a Area) bool { return holderOf(a, s).Places > 0 })
	})
}

func holderOf(a Area, s salient.State) AreaHolder {
	for _, h := range a.Holders {
		if h.Holder == s {
			return h
		}
	}
	return AreaHolder{Holder: s}
}

func frontKm(a Area) (sum Measure) {
	for _, f := range a.Front {
		sum += f.Km
	}
	return sum
}

// square prints square kilometres with one decimal.
func square(km2 Measure) string {
	tenths := int64(math.Round(10 * float64(km2)))
	return thousands(tenths/10) + "." + strconv.FormatInt(tenths%10, 10)
}

// thousands prints a count with commas: 25,000.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
