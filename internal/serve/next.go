package serve

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// NextQuestion asks what would change our mind about a place.
type NextQuestion struct {
	Place string `help:"The place." required:"" placeholder:"ID"`
	On    string `help:"The day." required:"" placeholder:"DAY"`
	Cut
}

// Outlook is what one further report could do to an answer.
type Outlook struct {
	Place salient.PlaceID `json:"place"`
	Part  salient.PlaceID `json:"part"` // that the report would be about
	On    when.Day        `json:"on"`
	Known when.Day        `json:"known"`
	Answered
	Side  salient.State `json:"side"` // whose odds the weights are about
	Words []string      `json:"words"`
	Kinds []Kind        `json:"kinds"`
}

// Kind is a kind of source, and what it could say.
type Kind struct {
	Source  salient.SourceID    `json:"source,omitempty"`
	Speaker string              `json:"speaker,omitempty"`
	Side    salient.ActorID     `json:"side"`
	Grade   salient.Reliability `json:"grade,omitempty"`
	Visual  bool                `json:"visual"`
	Bits    Prob                `json:"bits"`
	Reports []Possible          `json:"reports"`
}

// Possible is one thing that could be said.
type Possible struct {
	Stance salient.Stance `json:"stance"`
	State  salient.State  `json:"state"`
	Chance Prob           `json:"chance"`
	Weight Deciban        `json:"weight"`
	Answered
	Effect control.Effect `json:"effect,omitempty"`
}

// Answer gives an Outlook.
func (q *NextQuestion) Answer(v *desk.View) (any, error) {
	p, err := place(v.Case, q.Place)
	if err != nil {
		return nil, err
	}
	day, err := needDay("on", q.On)
	if err != nil {
		return nil, err
	}
	o, ok := v.Control().Next(p.ID, day)
	if !ok {
		return nil, fmt.Errorf("%s is a %s without places that can be held: %w", q.Place, p.Kind, salient.ErrNotFound)
	}
	out := Outlook{
		Place: o.Place, Part: o.Part, On: day, Known: v.Known, Answered: AnsweredOf(o.Now), Side: o.Side,
		Words: NextWords(v.Case, o), Kinds: []Kind{},
	}
	for _, k := range o.Kinds {
		out.Kinds = append(out.Kinds, kindOf(o, k))
	}
	return out, nil
}

func kindOf(o control.Outlook, k control.Kind) Kind {
	out := Kind{Source: k.Source, Speaker: k.Speaker, Side: k.Side, Grade: k.Grade, Visual: k.Visual, Bits: Prob(k.Bits), Reports: []Possible{}}
	for _, r := range k.Reports {
		stance := salient.Asserts
		if r.Denies {
			stance = salient.Denies
		}
		out.Reports = append(out.Reports, Possible{stance, r.State, Prob(r.Chance), Deciban(r.Weight), AnsweredOf(r.After), r.Effect(o.Now)})
	}
	return out
}

// NextWords puts the most telling reports into sentences: of any source, of one that the case
// knows, and against a speaker's own interest. Each names the two likeliest reports that would
// change the answer.
func NextWords(c *salient.Case, o control.Outlook) []string {
	var out []string
	for _, pick := range []struct {
		kind   func(control.Kind) bool
		report func(control.Kind, control.Report) bool
	}{
		{func(k control.Kind) bool { return k.Source == "" && k.Side == "" }, anyReport},
		{func(k control.Kind) bool { return k.Source != "" }, anyReport},
		{func(k control.Kind) bool { return k.Source == "" && k.Side != "" && !k.Visual && k.Grade == "C" }, admission},
	} {
		for _, k := range o.Kinds {
			if pick.kind(k) {
				words := kindReports(c, o, k, pick.report)
				out = append(out, words...)
				if len(words) > 0 {
					break
				}
			}
		}
	}
	if len(out) == 0 {
		out = append(out, "No single report would change who holds it.")
		if k, r, ok := strongest(o); ok {
			out = append(out, "The most that one could do: "+reportWords(c, o, k, r))
		}
	}
	return out
}

// strongest is the report, from any source, that would cost the leading side most.
func strongest(o control.Outlook) (kind control.Kind, report control.Report, ok bool) {
	least := o.Now.P(o.Side)
	for _, k := range o.Kinds {
		for _, r := range k.Reports {
			if p := r.After.P(o.Side); k.Source == "" && k.Side == "" && p < least {
				kind, report, ok, least = k, r, true, p
			}
		}
	}
	return kind, report, ok
}

func anyReport(control.Kind, control.Report) bool { return true }

// admission reports whether a speaker would say what doesn't serve its side.
func admission(k control.Kind, r control.Report) bool {
	own := r.State == salient.State(k.Side)
	return !own && !r.Denies || own && r.Denies
}

// kindReports says what a kind's likeliest reports would change, two at most.
func kindReports(c *salient.Case, o control.Outlook, k control.Kind, wanted func(control.Kind, control.Report) bool) []string {
	var list []control.Report
	for _, r := range k.Reports {
		if r.Effect(o.Now) != "" && wanted(k, r) {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b control.Report) int {
		if a.Chance > b.Chance {
			return -1
		}
		return 1
	})
	var out []string
	for _, r := range list[:min(2, len(list))] {
		out = append(out, reportWords(c, o, k, r))
	}
	return out
}

// reportWords: "A photograph or video from a source graded A that government controls it (48%
// likely) would move government from 48% to 86%: held."
func reportWords(c *salient.Case, o control.Outlook, k control.Kind, r control.Report) string {
	of := r.After.Leading().Side
	if effect := r.Effect(o.Now); effect == control.Settles || effect == control.Flips {
		of = r.After.LeadingSide().Side
	} else if effect == "" {
		of = o.Side
	}
	return fmt.Sprintf("%s that %s (%s likely) would move %s from %s to %s%s.", sourceWords(c, k), sayWords(r), percent(r.Chance),
		spaced(string(of)), percent(o.Now.P(of)), percent(r.After.P(of)), effectWords(r.Effect(o.Now), of))
}

func sourceWords(c *salient.Case, k control.Kind) string {
	what := "A report"
	if k.Visual {
		what = "A photograph or video"
	}
	switch {
	case k.Source != "" && k.Speaker != "":
		return fmt.Sprintf("%s by %s, quoting %s,", what, speakerName(c, string(k.Source)), speakerName(c, k.Speaker))
	case k.Source != "":
		return fmt.Sprintf("%s by %s", what, speakerName(c, string(k.Source)))
	case k.Side != "":
		return fmt.Sprintf("%s from a voice of %s, graded %s,", what, spaced(string(k.Side)), k.Grade)
	}
	return fmt.Sprintf("%s from a source graded %s", what, k.Grade)
}

func sayWords(r control.Report) string {
	switch {
	case r.Denies:
		return spaced(string(r.State)) + " isn't in control"
	case r.State == salient.Contested:
		return "it is contested"
	case r.State == salient.Nobody:
		return "nobody holds it"
	}
	return spaced(string(r.State)) + " controls it"
}

func effectWords(e control.Effect, of salient.State) string {
	switch e {
	case control.Settles:
		return ": held by " + spaced(string(of))
	case control.Flips:
		return ": held by " + spaced(string(of)) + " instead"
	case control.Unsettles:
		return ": held by no side"
	}
	return ""
}

// mostKinds is how many kinds are printed for people.
const mostKinds = 8

// NextText prints an outlook for people.
func NextText(w io.Writer, v *desk.View, answer any) {
	o, ok := answer.(Outlook)
	if !ok {
		return
	}
	of := name(v.Case, o.Part)
	if o.Part != o.Place {
		of += ", of the parts of " + name(v.Case, o.Place) + " the least sure,"
	}
	fmt.Fprintf(w, "%s on %s, as known by %s: %s. What one more report of the day would change:\n", of, o.On.Long(), o.Known.Long(), o.Answered.Words())
	for _, s := range o.Words {
		fmt.Fprintf(w, "  %s\n", s)
	}
	fmt.Fprintln(w, "Kinds of source by how much a report is expected to tell:")
	told := map[string]bool{}
	for _, k := range o.Kinds {
		line := fmt.Sprintf("  %.3f bits  %s", k.Bits, k.words(v.Case))
		if like := strings.TrimSuffix(line, string(k.Grade)); len(told) < mostKinds && !told[like] { // pictures of two grades tell the same
			fmt.Fprintln(w, line)
			told[like] = true
		}
	}
}

func (k Kind) words(c *salient.Case) string {
	return strings.TrimSuffix(sourceWords(c, control.Kind{Source: k.Source, Speaker: k.Speaker, Side: k.Side, Grade: k.Grade, Visual: k.Visual}), ",")
}
