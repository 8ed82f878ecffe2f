package serve

import (
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// Caution goes with every answer about a way.
const Caution = "This is what reports said, not that a road is safe."

// RouteQuestion asks for a side's way between two places, on a day or through a span.
type RouteQuestion struct {
	Side    string `help:"For whom." required:"" placeholder:"ID"`
	From    string `help:"The place to start at." required:"" placeholder:"ID"`
	To      string `help:"The place to reach." required:"" placeholder:"ID"`
	On      string `help:"The day." placeholder:"DAY"`
	FromDay string `help:"First day of a span." placeholder:"DAY"`
	ToDay   string `help:"Last day of a span." placeholder:"DAY"`
	Cut
}

// Calendar is a pair's status through a span of days.
type Calendar struct {
	From     salient.PlaceID `json:"from"`
	To       salient.PlaceID `json:"to"`
	Side     salient.ActorID `json:"side"`
	Known    when.Day        `json:"known"`
	Calendar []route.Run     `json:"calendar"`
	Note     string          `json:"note"`
}

// Answer gives a route.Answer for a day, or a Calendar for a span.
func (q *RouteQuestion) Answer(v *desk.View) (any, error) {
	query, err := q.query(v)
	if err != nil {
		return nil, err
	}
	days, given, err := span("from-day", q.FromDay, "to-day", q.ToDay)
	if err == nil {
		err = notBoth(q.On, given, "from-day", "to-day")
	}
	if err != nil {
		return nil, err
	}
	if given {
		runs, err := v.Routes().Calendar(v.Ground(), query, days)
		return Calendar{query.From, query.To, query.Side, v.Known, runs, Caution}, err
	}
	if query.Day, err = needDay("on", q.On); err != nil {
		return nil, err
	}
	return v.Routes().Best(v.Ground(), query)
}

func (q *RouteQuestion) query(v *desk.View) (route.Query, error) {
	return pairQuery(v.Case, q.Side, q.From, q.To)
}

func pairQuery(c *salient.Case, sideID, from, to string) (route.Query, error) {
	s, err := side(c, sideID)
	if err != nil {
		return route.Query{}, err
	}
	for _, id := range []string{from, to} {
		if _, err := place(c, id); err != nil {
			return route.Query{}, err
		}
	}
	return route.Query{Side: s, From: salient.PlaceID(from), To: salient.PlaceID(to)}, nil
}

// RouteText prints the answer for people.
func RouteText(w io.Writer, v *desk.View, answer any) {
	switch a := answer.(type) {
	case route.Answer:
		wayText(w, v, a)
	case Calendar:
		for _, r := range a.Calendar {
			fmt.Fprintf(w, "%s to %s  %-9s  %s\n", r.From, r.To, r.Status, strings.Join(r.By, " "))
		}
	}
	fmt.Fprintln(w, Caution)
}

func wayText(w io.Writer, v *desk.View, a route.Answer) {
	fmt.Fprintf(w, "%s\n", a.Status)
	if b := a.Best; b != nil {
		fmt.Fprintf(w, "fastest  %.1f km, %.1f h, %.2f × the unobstructed best, least p %s\n  %s\n",
			b.Length.Km(), b.Hours, b.Detour, percent(b.LeastP), placeNames(v.Case, b.Places))
	}
	if s := a.Safest; s != nil {
		fmt.Fprintf(w, "safest   %.1f km, %.1f h, p %s\n  %s\n", s.Length.Km(), s.Hours, percent(s.P), placeNames(v.Case, s.Places))
	}
	for _, c := range a.By {
		fmt.Fprintf(w, "in the way: %s %s\n", name(v.Case, c.Place), causeWords(c))
	}
}

func causeWords(c route.Cause) string {
	if len(c.Claims) > 0 {
		return fmt.Sprintf("by claims %v", c.Claims)
	}
	return fmt.Sprintf("(%s %s)", c.Holder.Side, percent(c.Holder.P))
}

func placeNames(c *salient.Case, ids []salient.PlaceID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = name(c, id)
	}
	return strings.Join(names, " · ")
}

func name(c *salient.Case, id salient.PlaceID) string {
	if p, ok := c.Place(id); ok {
		return p.Name
	}
	return "open ground"
}

// ChokeQuestion asks which places a pair can't do without.
type ChokeQuestion struct {
	Side   string  `help:"For whom." required:"" placeholder:"ID"`
	From   string  `help:"The place to start at." required:"" placeholder:"ID"`
	To     string  `help:"The place to reach." required:"" placeholder:"ID"`
	On     string  `help:"The day." required:"" placeholder:"DAY"`
	Within float64 `help:"Count only ways up to this many times the unobstructed best." placeholder:"FACTOR"`
	Place  string  `help:"Also say up to which FACTOR this place is the chokepoint." placeholder:"ID"`
	Cut
}

// Choke is a pair's chokepoints.
type Choke struct {
	From   salient.PlaceID `json:"from"`
	To     salient.PlaceID `json:"to"`
	Side   salient.ActorID `json:"side"`
	On     when.Day        `json:"on"`
	Open   bool            `json:"open"`
	Status route.Status    `json:"status"`
	Places []NamedPlace    `json:"places"`
	Factor *ChokeFactor    `json:"factor,omitempty"`
	Note   string          `json:"note"`
}

// NamedPlace is a place's id and name.
type NamedPlace struct {
	Place salient.PlaceID `json:"place"`
	Name  string          `json:"name"`
}

// ChokeFactor says for which values of --within a place is the chokepoint: from From up to
// but not To; null is without end.
type ChokeFactor struct {
	Place salient.PlaceID `json:"place"`
	From  *Measure        `json:"from"`
	To    *Measure        `json:"to"`
}

// Answer gives a Choke. Days under embargo are shut.
func (q *ChokeQuestion) Answer(v *desk.View) (any, error) {
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	if err := v.Shut(day); err != nil {
		return nil, err
	}
	if q.Within != 0 && !(q.Within >= 1) {
		return nil, fmt.Errorf("within is a factor of 1 or more: %w", salient.ErrUsage)
	}
	query, err := pairQuery(v.Case, q.Side, q.From, q.To)
	if err != nil {
		return nil, err
	}
	on := v.Routes().On(v.Ground(), query.Side, day)
	found, err := on.Choke(query.From, query.To, q.Within)
	if err != nil {
		return nil, err
	}
	out := Choke{
		From: query.From, To: query.To, Side: query.Side, On: day, Status: found.Status,
		Open: found.Status == route.Open, Places: []NamedPlace{}, Note: Caution,
	}
	for _, id := range found.Places {
		out.Places = append(out.Places, NamedPlace{id, name(v.Case, id)})
	}
	if q.Place != "" {
		f, err := on.ChokeFactor(query.From, query.To, salient.PlaceID(q.Place))
		if err != nil {
			return nil, err
		}
		out.Factor = &ChokeFactor{salient.PlaceID(q.Place), finite(f.From), finite(f.To)}
	}
	return out, nil
}

// ChokeText prints chokepoints for people.
func ChokeText(w io.Writer, answer any) {
	c, ok := answer.(Choke)
	if !ok {
		return
	}
	fmt.Fprintf(w, "%s to %s for %s on %s: %s\n", c.From, c.To, c.Side, c.On.Long(), c.Status)
	for _, p := range c.Places {
		fmt.Fprintf(w, "  %s (%s)\n", p.Name, p.Place)
	}
	if len(c.Places) == 0 {
		fmt.Fprintln(w, "  no single place cuts every way")
	}
	if f := c.Factor; f != nil {
		fmt.Fprintf(w, "  %s is the chokepoint for ways from %s to %s times the unobstructed best\n", f.Place, measure(f.From), measure(f.To))
	}
	fmt.Fprintln(w, c.Note)
}

func measure(m *Measure) string {
	if m == nil {
		return "any number of"
	}
	return fmt.Sprintf("%.2f", float64(*m))
}
