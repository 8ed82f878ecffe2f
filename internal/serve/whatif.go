package serve

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/internal/siege"
	"github.com/salient-osint/salient/when"
)

// WhatIfQuestion asks what would follow if a place had changed hands on a day.
type WhatIfQuestion struct {
	Place  string `help:"The place that changes hands, with all places in it." required:"" placeholder:"ID"`
	Side   string `help:"The side that holds it then." required:"" placeholder:"ID"`
	On     string `help:"The day." required:"" placeholder:"DAY"`
	Pairs  string `help:"Pairs of places to judge, as SIDE:FROM:TO, separated by commas; SIDE may be several sides joined by +, for a convoy that each must let pass. On the command line also @FILE with one a line." placeholder:"LIST"`
	Allies bool   `help:"Judge the pairs also over ground of those allied to their side that day."`
	Cut

	file string
}

// WhatIf is what would follow if a place had changed hands.
type WhatIf struct {
	Place    salient.PlaceID `json:"place"`
	Name     string          `json:"name"`
	Side     salient.ActorID `json:"side"`
	On       when.Day        `json:"on"`
	Known    when.Day        `json:"known"`
	People   *int64          `json:"people"` // of the place
	Pairs    []PairIf        `json:"pairs"`
	Besieged []siege.Fate    `json:"besieged"`
	Relieved []siege.Fate    `json:"relieved"`
	Inside   Inside          `json:"inside"` // the besieged together
	Note     string          `json:"note"`
}

// PairIf is what a pair would be.
type PairIf struct {
	Side   salient.ActorID `json:"side"`
	From   salient.PlaceID `json:"from"`
	To     salient.PlaceID `json:"to"`
	Before route.Status    `json:"before"`
	After  route.Status    `json:"after"`
	By     []string        `json:"by"` // what would keep it from being open: claims, then places
}

// Inside counts people in places, and the places whose number isn't known.
type Inside struct {
	People  int64 `json:"people"`
	Unknown int   `json:"places_without_figure"`
}

// Answer gives a WhatIf. Days under embargo are shut.
func (q *WhatIfQuestion) Answer(v *desk.View) (any, error) {
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	if err := v.Shut(day); err != nil {
		return nil, err
	}
	p, err := place(v.Case, q.Place)
	if err != nil {
		return nil, err
	}
	to, err := side(v.Case, q.Side)
	if err != nil {
		return nil, err
	}
	pairs, err := q.pairs(v)
	if err != nil {
		return nil, err
	}
	were, err := v.Routes().Suppose(v.Ground(), p.ID, to, day)
	if err != nil {
		return nil, err
	}
	out := WhatIf{Place: p.ID, Name: p.Name, Side: to, On: day, Known: v.Known, People: p.Population, Pairs: []PairIf{}, Note: Caution}
	for _, x := range pairs {
		y, err := x.judge(v, were, day)
		if err != nil {
			return nil, err
		}
		out.Pairs = append(out.Pairs, y)
	}
	out.Besieged, out.Relieved = siege.Suppose(v.Routes(), v.Case, v.Ground(), were, day, v.Case.Settings.Sides)
	for _, f := range out.Besieged {
		if f.People == nil {
			out.Inside.Unknown++
		} else {
			out.Inside.People += *f.People
		}
	}
	return out, nil
}

// askedPair is one pair of the list.
type askedPair struct {
	party    route.Party
	named    salient.ActorID
	from, to salient.PlaceID
}

func (x askedPair) judge(v *desk.View, were salient.Ground, day when.Day) (PairIf, error) {
	out := PairIf{Side: x.named, From: x.from, To: x.to}
	before, _, err := v.Routes().OnFor(v.Ground(), x.party, day).Standing(x.from, x.to)
	if err != nil {
		return out, err
	}
	after, by, err := v.Routes().OnFor(were, x.party, day).Standing(x.from, x.to)
	out.Before, out.After, out.By = before, after, route.IDs(by)
	return out, err
}

// PairsFrom names the file that the list of pairs was read from, for what is said of it.
func (q *WhatIfQuestion) PairsFrom(file string) { q.file = file }

// pairs reads the list: lines, and in them pairs separated by commas. Empty lines and such as
// begin with # are passed over. Everything wrong with it comes back together, as
// desk.Problems.
func (q *WhatIfQuestion) pairs(v *desk.View) ([]askedPair, error) {
	var out []askedPair
	var wrong desk.Problems
	for n, line := range strings.Split(q.Pairs, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		column := 1
		for item := range strings.SplitSeq(line, ",") {
			if text := strings.TrimSpace(item); text != "" {
				x, err := q.pair(v, text)
				if err != nil {
					at := column + utf8.RuneCountInString(item) - utf8.RuneCountInString(strings.TrimLeft(item, " \t"))
					wrong = append(wrong, desk.Problem{File: cmp.Or(q.file, "pairs"), Line: n + 1, Column: at, What: err.Error()})
				}
				out = append(out, x)
			}
			column += utf8.RuneCountInString(item) + 1
		}
	}
	if wrong != nil {
		return nil, wrong
	}
	return out, nil
}

func (q *WhatIfQuestion) pair(v *desk.View, text string) (x askedPair, err error) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return x, fmt.Errorf("%q: expected SIDE:FROM:TO", text)
	}
	if x.party, x.named, err = party(v, strings.ReplaceAll(parts[0], "+", ","), q.Allies); err != nil {
		return x, err
	}
	x.from, x.to, err = ends(v.Case, strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2]))
	return x, err
}

// WhatIfText prints what would follow, for people.
func WhatIfText(w io.Writer, v *desk.View, answer any) {
	a, ok := answer.(WhatIf)
	if !ok {
		return
	}
	fmt.Fprintf(w, "If %s (%s) were held by %s on %s%s:\n", a.Name, a.Place, a.Side, a.On.Long(), peopleText(a.People))
	for _, p := range a.Pairs {
		by := ""
		if len(p.By) > 0 {
			by = "  " + strings.Join(p.By, " ")
		}
		fmt.Fprintf(w, "  %s to %s for %s: %s, was %s%s\n", name(v.Case, p.From), name(v.Case, p.To), p.Side, p.After, p.Before, by)
	}
	for _, f := range a.Besieged {
		fmt.Fprintf(w, "  besieged: %s (%s), held by %s%s\n", f.Name, f.Place, f.Side, peopleText(f.People))
	}
	for _, f := range a.Relieved {
		fmt.Fprintf(w, "  relieved: %s (%s), held by %s%s\n", f.Name, f.Place, f.Side, peopleText(f.People))
	}
	switch {
	case len(a.Besieged) == 0:
		fmt.Fprintln(w, "  no further place would be besieged")
	case a.Inside.Unknown > 0:
		fmt.Fprintf(w, "  %d people live in the places that would be besieged, without %d of unknown population\n", a.Inside.People, a.Inside.Unknown)
	default:
		fmt.Fprintf(w, "  %d people live in the places that would be besieged\n", a.Inside.People)
	}
	fmt.Fprintln(w, a.Note)
}

func peopleText(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprintf(", %d people", *n)
}
