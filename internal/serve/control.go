package serve

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// ControlQuestion asks who holds a place, or every place, on a day or on each day of a span.
type ControlQuestion struct {
	Place string `help:"One place; without it, all." placeholder:"ID"`
	On    string `help:"The day." placeholder:"DAY"`
	From  string `help:"First day of a span." placeholder:"DAY"`
	To    string `help:"Last day of a span." placeholder:"DAY"`
	Why   bool   `help:"The claims that decide it, each with its weight; in a span also what turned it on which day."`
	Cut
}

// Holding is a holding as it is printed.
type Holding struct {
	Place        salient.PlaceID       `json:"place"`
	On           when.Day              `json:"on"`
	Known        when.Day              `json:"known"`
	Status       salient.HoldingStatus `json:"status"`
	Basis        salient.Basis         `json:"basis"`
	InferredFrom string                `json:"inferred_from,omitempty"`
	LastEvidence *when.Day             `json:"last_evidence"`
	Holders      []Holder              `json:"holders"`
	ShareClaims  []ShareClaim          `json:"share_claims,omitempty"`
	Side         salient.State         `json:"side,omitempty"` // whose odds prior, all and weights are about
	Prior        *Deciban              `json:"prior,omitempty"`
	All          *Deciban              `json:"all,omitempty"`
	Why          *[]Weight             `json:"why,omitempty"`  // nil: not asked for
	Turn         *Turn                 `json:"turn,omitempty"` // nil: not asked for, or as on the day before
}

// Holder is one state's part of a Holding.
type Holder struct {
	Side  salient.State `json:"side"`
	P     Prob          `json:"p"`
	Share Prob          `json:"share"`
}

// ShareClaim is what somebody says is a side's part of the place, beside what its parts add
// up to.
type ShareClaim struct {
	Claim  salient.ClaimID `json:"claim"`
	Stance salient.Stance  `json:"stance"`
	Side   salient.State   `json:"side"`
	Low    Prob            `json:"low"`
	High   Prob            `json:"high"`
}

// Weight is one claim's weight.
type Weight struct {
	Claim    salient.ClaimID    `json:"claim"`
	Document salient.DocumentID `json:"document"`
	Stance   salient.Stance     `json:"stance"`
	Says     string             `json:"says"`
	Weight   Deciban            `json:"weight"`
	Interest control.Interest   `json:"interest"`
	CopyOf   salient.ClaimID    `json:"copy_of,omitempty"`
}

// Answer gives one Holding, or a list of them.
func (q *ControlQuestion) Answer(v *desk.View) (any, error) {
	days, given, err := span("from", q.From, "to", q.To)
	if err == nil {
		err = notBoth(q.On, given, "from", "to")
	}
	if err != nil {
		return nil, err
	}
	if given {
		return q.through(v, days)
	}
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	if q.Place != "" {
		return q.holding(v, q.Place, day)
	}
	out := []Holding{}
	for i := range v.Case.Places {
		h, ok := v.Holding(v.Case.Places[i].ID, day)
		if ok {
			out = append(out, q.print(v, h))
		}
	}
	return out, nil
}

// through answers for one place on each day.
func (q *ControlQuestion) through(v *desk.View, days when.Span) (any, error) {
	if q.Place == "" {
		return nil, fmt.Errorf("a span of days needs --place, or --csv: %w", salient.ErrUsage)
	}
	out := []Holding{}
	for d := days.From; d <= days.To; d++ {
		h, err := q.holding(v, q.Place, d)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	if q.Why && !v.Given() {
		for _, t := range v.Control().Turns(salient.PlaceID(q.Place), days) {
			out[t.To.On-days.From].Turn = turnOf(t)
		}
	}
	return out, nil
}

func (q *ControlQuestion) holding(v *desk.View, id string, day when.Day) (Holding, error) {
	p, err := place(v.Case, id)
	if err != nil {
		return Holding{}, err
	}
	h, ok := v.Holding(p.ID, day)
	if !ok {
		return Holding{}, fmt.Errorf("%s is a %s without places that can be held: %w", id, p.Kind, salient.ErrNotFound)
	}
	return q.print(v, h), nil
}

func (q *ControlQuestion) print(v *desk.View, h salient.Holding) Holding {
	out := Holding{
		Place: h.Place, On: h.On, Known: v.Known, Status: h.Status, Basis: h.Basis,
		InferredFrom: h.From, LastEvidence: h.LastEvidence, Holders: []Holder{},
	}
	for _, x := range h.Holders {
		out.Holders = append(out.Holders, Holder{x.Side, Prob(x.P), Prob(x.Share)})
	}
	if v.Given() {
		return out
	}
	for _, s := range v.Control().ShareClaims(h.Place, h.On) {
		out.ShareClaims = append(out.ShareClaims, ShareClaim{s.Claim, s.Stance, s.Side, Prob(s.Low), Prob(s.High)})
	}
	if q.Why {
		q.explain(v, h, &out)
	}
	return out
}

func (q *ControlQuestion) explain(v *desk.View, h salient.Holding, out *Holding) {
	e, ok := v.Control().Why(h.Place, h.On)
	if !ok {
		return
	}
	prior, all := Deciban(e.Prior), Deciban(e.All)
	list := weights(e.Why)
	out.Side, out.Prior, out.All, out.Why = e.Side, &prior, &all, &list
}

func weights(list []control.Weight) []Weight {
	out := make([]Weight, 0, len(list))
	for _, w := range list {
		out = append(out, Weight{w.Claim, w.Document, w.Stance, w.Says, Deciban(w.Weight), w.Interest, w.CopyOf})
	}
	return out
}

// CSV writes place,day,side,p,status,basis: a row for every place, day and state. Rows with
// p below 0.00005 print as 0.
func (q *ControlQuestion) CSV(w io.Writer, v *desk.View) error {
	days, given, err := span("from", q.From, "to", q.To)
	if err == nil {
		err = notBoth(q.On, given, "from", "to")
	}
	if err != nil {
		return err
	}
	if !given {
		day, err := needDay("on", q.On)
		if err != nil {
			return err
		}
		days = when.Span{From: day, To: day}
	}
	if q.Place != "" {
		if _, err := place(v.Case, q.Place); err != nil {
			return err
		}
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString("place,day,side,p,status,basis\n")
	row := rowWriter(out)
	if v.Given() || q.Place != "" {
		err = q.each(v, days, row)
	} else {
		v.Control().Each(days, row)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// each yields the rows of the asked places one by one.
func (q *ControlQuestion) each(v *desk.View, days when.Span, row control.Yield) error {
	for i := range v.Case.Places {
		id := v.Case.Places[i].ID
		if q.Place != "" && q.Place != string(id) {
			continue
		}
		for d := days.From; d <= days.To; d++ {
			h, ok := v.Holding(id, d)
			if !ok {
				break
			}
			for _, x := range h.Holders {
				row(id, d, x.Side, x.P, h.Status, h.Basis)
			}
		}
	}
	return nil
}

// rowWriter writes rows with the day's text made once, for a country has millions of them.
func rowWriter(out *bufio.Writer) control.Yield {
	var last when.Day
	text := last.String()
	var buf []byte
	return func(id salient.PlaceID, d when.Day, state salient.State, p float64, status salient.HoldingStatus, basis salient.Basis) {
		if d != last {
			last, text = d, d.String()
		}
		buf = append(buf[:0], id...)
		buf = append(append(append(buf, ','), text...), ',')
		buf = append(append(buf, state...), ',')
		buf = strconv.AppendFloat(buf, p, 'f', 4, 64)
		buf = append(append(append(buf, ','), status...), ',')
		buf = append(append(buf, basis...), '\n')
		_, _ = out.Write(buf) // Flush returns the first error
	}
}

// ControlText prints holdings for people.
func ControlText(w io.Writer, v *desk.View, answer any) {
	list, ok := answer.([]Holding)
	if h, one := answer.(Holding); one {
		list, ok = []Holding{h}, true
	}
	if !ok {
		return
	}
	for _, h := range list {
		controlText(w, v, h, len(list) == 1)
	}
}

func controlText(w io.Writer, v *desk.View, h Holding, whole bool) {
	if !whole {
		side, p := "–", "–" // without evidence no side leads
		if lead := leading(h); h.Status != salient.Unknowing {
			side, p = string(lead.Side), percent(float64(lead.P))
		}
		fmt.Fprintf(w, "%-28s %s  %-9s %-12s %3s  %s\n", h.Place, h.On, h.Status, side, p, h.Basis)
		if h.Turn != nil {
			h.Turn.text(w)
		}
		return
	}
	p, _ := v.Case.Place(h.Place)
	fmt.Fprintf(w, "%s on %s, as known by %s: %s, %s\n", p.Name, h.On.Long(), h.Known.Long(), h.Status, basisWords(h))
	if h.Status == salient.Unknowing {
		fmt.Fprintln(w, "  nobody reports who held it")
		h.Holders = nil
	}
	for _, x := range h.Holders {
		fmt.Fprintf(w, "  %-14s %4s  %-19s share %s\n", x.Side, percent(float64(x.P)), salient.TermOf(float64(x.P)).Word, percent(float64(x.Share)))
	}
	for _, s := range h.ShareClaims {
		fmt.Fprintf(w, "  a claim %s that %s holds %s of it (%s)\n", s.Stance, s.Side, shareWords(s), s.Claim)
	}
	if h.Prior == nil {
		return
	}
	fmt.Fprintf(w, "Odds of %s without the claims below: %+.1f dB; together they move them by %+.1f dB.\n", h.Side, *h.Prior, *h.All)
	for _, x := range *h.Why {
		fmt.Fprintf(w, "  %+6.1f dB  %-7s %s [%s%s] %s\n", x.Weight, x.Stance, x.Says, x.Interest, copied(x), x.Claim)
	}
}

func shareWords(s ShareClaim) string {
	if s.Low == s.High {
		return fmt.Sprintf("%.0f%%", 100*float64(s.Low))
	}
	return fmt.Sprintf("%.0f–%.0f%%", 100*float64(s.Low), 100*float64(s.High))
}

func copied(w Weight) string {
	if w.CopyOf == "" {
		return ""
	}
	return ", one voice with " + string(w.CopyOf)
}

func leading(h Holding) Holder {
	var top Holder
	for _, x := range h.Holders {
		if x.P > top.P {
			top = x
		}
	}
	return top
}

func basisWords(h Holding) string {
	switch h.Basis {
	case salient.NoEvidence:
		return "no evidence"
	case salient.Inferred:
		if h.InferredFrom != "" {
			return "inferred from " + h.InferredFrom
		}
	}
	if h.LastEvidence == nil {
		return string(h.Basis)
	}
	return fmt.Sprintf("%s, last evidence %s", h.Basis, h.LastEvidence.Long())
}

// percent prints a probability for readers: whole per cent, never 0 or 100.
func percent(p float64) string {
	switch n := p * 100; {
	case n < 1:
		return "<1%"
	case n > 99:
		return ">99%"
	default:
		return strconv.FormatFloat(n, 'f', 0, 64) + "%"
	}
}
