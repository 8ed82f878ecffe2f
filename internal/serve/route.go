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
	Side    string `help:"For whom: a side; or several, separated by commas, for a convoy that each of them must let pass." required:"" placeholder:"ID,…"`
	Allies  bool   `help:"Also over ground of those allied to the side that day."`
	From    string `help:"The place to start at." required:"" placeholder:"ID"`
	To      string `help:"The place to reach." required:"" placeholder:"ID"`
	On      string `help:"The day." placeholder:"DAY"`
	FromDay string `help:"First day of a span." placeholder:"DAY"`
	ToDay   string `help:"Last day of a span." placeholder:"DAY"`

	Alternatives int `help:"Up to this many ways more (at most 9), on one day, that share little with the fastest and each other." placeholder:"N"`
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
	who, named, err := party(v, q.Side, q.Allies)
	if err != nil {
		return nil, err
	}
	from, to, err := ends(v.Case, q.From, q.To)
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
	if q.Alternatives < 0 || q.Alternatives > 9 || given && q.Alternatives > 0 {
		return nil, fmt.Errorf("alternatives is a number from 0 to 9, for one day: %w", salient.ErrUsage)
	}
	if given {
		runs, err := v.Routes().OverFor(v.Ground(), who, days).Calendar(from, to)
		return Calendar{from, to, named, v.Known, runs, Caution}, err
	}
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	on := v.Routes().OnFor(v.Ground(), who, day)
	a, err := on.Best(from, to)
	if err == nil && q.Alternatives > 0 {
		a.Others, err = on.Others(from, to, q.Alternatives)
	}
	return a, err
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
	for _, s := range a.Others {
		fmt.Fprintf(w, "another  %.1f km, %.1f h, p %s, least p %s\n  %s\n", s.Length.Km(), s.Hours, percent(s.P), percent(s.LeastP), placeNames(v.Case, s.Places))
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
	Side   string  `help:"For whom: a side; or several, separated by commas, for a convoy that each of them must let pass." required:"" placeholder:"ID,…"`
	Allies bool    `help:"Also over ground of those allied to the side that day."`
	From   string  `help:"The place to start at." required:"" placeholder:"ID"`
	To     string  `help:"The place to reach." required:"" placeholder:"ID"`
	On     string  `help:"The day." required:"" placeholder:"DAY"`
	Within float64 `help:"Count only ways up to this many times the unobstructed best." placeholder:"FACTOR"`
	Sets   int     `help:"If no single place does, the smallest sets of up to this many (2 or 3) whose loss together cuts every way." placeholder:"N"`
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
	Sets   *CutSets        `json:"sets,omitempty"`
	Factor *ChokeFactor    `json:"factor,omitempty"`
	Note   string          `json:"note"`
}

// CutSets is the smallest sets of places that cut every way if they are lost together.
type CutSets struct {
	Size int            `json:"size"` // 0 if there are none of as few places as were asked for
	Sets [][]NamedPlace `json:"sets"`
	More bool           `json:"more"` // than are listed
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
	if err := q.checkSets(); err != nil {
		return nil, err
	}
	who, named, err := party(v, q.Side, q.Allies)
	if err != nil {
		return nil, err
	}
	from, to, err := ends(v.Case, q.From, q.To)
	if err != nil {
		return nil, err
	}
	on := v.Routes().OnFor(v.Ground(), who, day)
	found, err := on.Choke(from, to, q.Within)
	if err != nil {
		return nil, err
	}
	out := Choke{
		From: from, To: to, Side: named, On: day, Status: found.Status,
		Open: found.Status == route.Open, Places: namedPlaces(v.Case, found.Places), Note: Caution,
	}
	if q.Sets > 0 {
		if out.Sets, err = cutSets(v.Case, on, from, to, q.Sets); err != nil {
			return nil, err
		}
	}
	if q.Place != "" {
		f, err := on.ChokeFactor(from, to, salient.PlaceID(q.Place))
		if err != nil {
			return nil, err
		}
		out.Factor = &ChokeFactor{salient.PlaceID(q.Place), finite(f.From), finite(f.To)}
	}
	return out, nil
}

func (q *ChokeQuestion) checkSets() error {
	switch {
	case q.Sets != 0 && q.Sets != 2 && q.Sets != 3:
		return fmt.Errorf("sets is 2 or 3, not %d: %w", q.Sets, salient.ErrUsage)
	case q.Sets != 0 && q.Within != 0:
		return fmt.Errorf("sets or within, not both: sets cut every way, however long: %w", salient.ErrUsage)
	}
	return nil
}

func cutSets(c *salient.Case, on *route.Day, from, to salient.PlaceID, most int) (*CutSets, error) {
	found, err := on.CutSets(from, to, most)
	if err != nil {
		return nil, err
	}
	out := &CutSets{Size: found.Size, Sets: [][]NamedPlace{}, More: found.More}
	for _, set := range found.Sets {
		out.Sets = append(out.Sets, namedPlaces(c, set))
	}
	return out, nil
}

func namedPlaces(c *salient.Case, ids []salient.PlaceID) []NamedPlace {
	out := []NamedPlace{}
	for _, id := range ids {
		out = append(out, NamedPlace{id, name(c, id)})
	}
	return out
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
	if s := c.Sets; s != nil && len(c.Places) == 0 {
		setsText(w, s)
	}
	if f := c.Factor; f != nil {
		fmt.Fprintf(w, "  %s is the chokepoint for ways from %s to %s times the unobstructed best\n", f.Place, measure(f.From), measure(f.To))
	}
	fmt.Fprintln(w, c.Note)
}

func setsText(w io.Writer, s *CutSets) {
	if s.Size == 0 {
		fmt.Fprintln(w, "  nor do as few places together as were asked for")
	}
	for _, set := range s.Sets {
		names := make([]string, len(set))
		for i, p := range set {
			names[i] = fmt.Sprintf("%s (%s)", p.Name, p.Place)
		}
		fmt.Fprintf(w, "  together: %s\n", strings.Join(names, ", "))
	}
	if s.More {
		fmt.Fprintf(w, "  and more sets of %d than these\n", s.Size)
	}
}

func measure(m *Measure) string {
	if m == nil {
		return "any number of"
	}
	return fmt.Sprintf("%.2f", float64(*m))
}
