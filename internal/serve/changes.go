package serve

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/change"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// Other says what a day is compared with: another day, or the same day in another state of
// the case.
type Other struct {
	Against         string `help:"Compare with this day." placeholder:"DAY"`
	AgainstKnown    string `help:"Compare with the same day as known by this day." placeholder:"DAY"`
	AgainstRecorded string `help:"Compare with what the ledger held by this day, or at this entry." placeholder:"DAY|ENTRY"`

	view *desk.View // the other state; nil: the same
}

// Open opens the other state, which differs from a cut in what is given. Given takes one.
func (o *Other) Open(ctx context.Context, d *desk.Desk, cut Cut) (err error) {
	switch {
	case o.AgainstKnown != "":
		cut.Known = o.AgainstKnown
	case o.AgainstRecorded != "":
		cut.Recorded = o.AgainstRecorded
	default:
		return nil
	}
	o.view, err = cut.view(ctx, d)
	return err
}

// Given reports whether there is something to compare with; more than one is wrong usage.
func (o *Other) Given() (bool, error) {
	given := 0
	for _, s := range []string{o.Against, o.AgainstKnown, o.AgainstRecorded} {
		if s != "" {
			given++
		}
	}
	if given > 1 {
		return true, fmt.Errorf("expected one of against, against-known and against-recorded: %w", salient.ErrUsage)
	}
	return given == 1, nil
}

// Then is what a day of a view is compared with.
func (o *Other) Then(v *desk.View, on when.Day) (*desk.View, when.Day, error) {
	if o.view != nil {
		return o.view, on, nil
	}
	day, err := needDay("against", o.Against)
	return v, day, err
}

// ChangesQuestion asks which places are held otherwise on a day than on another day, or than
// the same day was by other knowledge.
type ChangesQuestion struct {
	On string `help:"The day." required:"" placeholder:"DAY"`
	Other
	Place string `help:"Only this place, or what lies in it." placeholder:"ID"`
	Why   bool   `help:"The claims that did it, each with its weight."`
	Cut
}

// Changes is what changed, from one state to another.
type Changes struct {
	From    Moment   `json:"from"`
	To      Moment   `json:"to"`
	Changes []Change `json:"changes"`
}

// Moment is a day, and the state of the case by which it is told.
type Moment struct {
	On    when.Day `json:"on"`
	Known when.Day `json:"known"`
	Entry uint64   `json:"entry"` // of the ledger
}

// Change is one place that changed.
type Change struct {
	Place salient.PlaceID `json:"place"`
	Name  string          `json:"name"`
	Size  Prob            `json:"size"`
	From  Answered        `json:"from"`
	To    Answered        `json:"to"`
	Why   *[]Reason       `json:"why,omitempty"` // nil: not asked for
}

// Answered is who holds a place.
type Answered struct {
	Status  salient.HoldingStatus `json:"status"`
	Basis   salient.Basis         `json:"basis"`
	Holders []Holder              `json:"holders"`
}

// Reason is a claim that made a difference.
type Reason struct {
	Weight
	How  change.Why    `json:"how"`
	Side salient.State `json:"side"` // whose odds the weight is about
}

// Open opens the state of the case that is compared with.
func (q *ChangesQuestion) Open(ctx context.Context, d *desk.Desk) error {
	given, err := q.Given()
	if err == nil && !given {
		err = fmt.Errorf("one of against, against-known and against-recorded is needed: %w", salient.ErrUsage)
	}
	if err != nil {
		return err
	}
	return q.Other.Open(ctx, d, q.Cut)
}

// Answer gives Changes.
func (q *ChangesQuestion) Answer(v *desk.View) (any, error) {
	c, err := q.compare(v)
	if err != nil {
		return nil, err
	}
	places, err := q.places(v.Case)
	if err != nil {
		return nil, err
	}
	out := Changes{From: moment(c.from), To: moment(c.to), Changes: []Change{}}
	for _, x := range c.between(places) {
		out.Changes = append(out.Changes, q.print(v, c, x))
	}
	return out, nil
}

// compare reads which two states are compared.
func (q *ChangesQuestion) compare(v *desk.View) (comparison, error) {
	day, err := needDay("on", q.On)
	if err != nil {
		return comparison{}, err
	}
	then, was, err := q.Then(v, day)
	return comparison{from: state{then, was}, to: state{v, day}}, err
}

// places lists those that are asked about.
func (q *ChangesQuestion) places(c *salient.Case) ([]salient.PlaceID, error) {
	if q.Place != "" {
		if _, err := place(c, q.Place); err != nil {
			return nil, err
		}
	}
	var out []salient.PlaceID
	for i := range c.Places {
		id := c.Places[i].ID
		if q.Place == "" || slices.Contains(c.Above(id), salient.PlaceID(q.Place)) {
			out = append(out, id)
		}
	}
	return out, nil
}

// comparison is two states of a case.
type comparison struct{ from, to state }

type state struct {
	view *desk.View
	day  when.Day
}

func (s state) holding(id salient.PlaceID) (salient.Holding, bool) { return s.view.Holding(id, s.day) }

func (c comparison) between(places []salient.PlaceID) []change.Change {
	return change.Between(places, c.from.holding, c.to.holding)
}

// why lists the claims that changed a place.
func (c comparison) why(id salient.PlaceID) []change.Reason {
	if c.from.view == c.to.view {
		return change.BetweenDays(c.to.view.Case, c.to.view.Control(), id, c.from.day, c.to.day)
	}
	return change.BetweenCuts(c.from.cut(), c.to.cut(), id, c.to.day)
}

func (s state) cut() change.State { return change.State{Case: s.view.Case, Control: s.view.Control()} }

func moment(s state) Moment { return Moment{s.day, s.view.Known, s.view.Head.Seq} }

func (q *ChangesQuestion) print(v *desk.View, c comparison, x change.Change) Change {
	out := Change{Place: x.To.Place, Name: name(v.Case, x.To.Place), Size: Prob(x.Size), From: AnsweredOf(x.From), To: AnsweredOf(x.To)}
	if !q.Why {
		return out
	}
	list := []Reason{}
	for _, r := range c.why(x.To.Place) {
		w := r.Weight
		list = append(list, Reason{Weight{w.Claim, w.Document, w.Stance, w.Says, Deciban(w.Weight), w.Interest, w.CopyOf}, r.Why, r.Side})
	}
	out.Why = &list
	return out
}

// AnsweredOf is who holds a place, to be printed.
func AnsweredOf(h salient.Holding) Answered {
	out := Answered{Status: h.Status, Basis: h.Basis, Holders: []Holder{}}
	for _, x := range h.Holders {
		out.Holders = append(out.Holders, Holder{x.Side, Prob(x.P), Prob(x.Share)})
	}
	return out
}

// CSV writes place,size,from_status,from_side,from_p,from_basis,to_status,to_side,to_p,to_basis:
// side and p are the leading state's, empty without evidence.
func (q *ChangesQuestion) CSV(w io.Writer, v *desk.View) error {
	c, err := q.compare(v)
	if err != nil {
		return err
	}
	places, err := q.places(v.Case)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "place,size,from_status,from_side,from_p,from_basis,to_status,to_side,to_p,to_basis")
	for _, x := range c.between(places) {
		fmt.Fprintf(w, "%s,%.4f,%s,%s\n", x.To.Place, x.Size, beliefCells(x.From), beliefCells(x.To))
	}
	return nil
}

func beliefCells(h salient.Holding) string {
	b := belief(h)
	p := ""
	if b.P != nil {
		p = fmt.Sprintf("%.4f", float64(*b.P))
	}
	return fmt.Sprintf("%s,%s,%s,%s", b.Status, b.Side, p, b.Basis)
}

// ChangesText prints a line a place, with its reasons if they were asked for.
func ChangesText(w io.Writer, answer any) {
	a, ok := answer.(Changes)
	if !ok {
		return
	}
	fmt.Fprintf(w, "From %s to %s\n", a.From.words(a.To), a.To.words(a.From))
	for _, x := range a.Changes {
		fmt.Fprintf(w, "  %-28s %-36s → %-36s %s moved\n", x.Name, x.From.Words(), x.To.Words(), percent(float64(x.Size)))
		if x.Why == nil {
			continue
		}
		for _, r := range *x.Why {
			fmt.Fprintf(w, "    %+6.1f dB for %s, %s: %s [%s] %s\n", r.Weight.Weight, r.Side, r.How, r.Says, r.Interest, r.Claim)
		}
	}
	if len(a.Changes) == 0 {
		fmt.Fprintln(w, "  nothing changed")
	}
}

// words says a moment, as far as the other one is told apart from it.
func (m Moment) words(other Moment) string {
	s := m.On.String()
	if m.Known != other.Known || m.Entry != other.Entry {
		s += " as known by " + m.Known.String()
	}
	if m.Entry != other.Entry {
		s += fmt.Sprintf(", entry %d", m.Entry)
	}
	return s
}

// Words say who holds a place.
func (a Answered) Words() string {
	if a.Status == salient.Unknowing {
		return "no evidence"
	}
	var top Holder
	for _, x := range a.Holders {
		if x.P > top.P {
			top = x
		}
	}
	words := fmt.Sprintf("%s, %s %s", a.Status, top.Side, percent(float64(top.P)))
	if a.Basis == salient.Inferred {
		words += ", inferred"
	}
	return words
}
