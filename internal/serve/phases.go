package serve

import (
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/phase"
	"github.com/salient-osint/salient/when"
)

// Phase is a stretch of days with rates of its own.
type Phase struct {
	From  when.Day    `json:"from"`
	To    when.Day    `json:"to"`
	Name  string      `json:"name"`
	N     Measure     `json:"happenings"`
	Marks []PhaseMark `json:"marks"`
}

// PhaseMark is what a phase has more of than the rest.
type PhaseMark struct {
	What   string  `json:"what"`
	Around bool    `json:"around"`
	N      Measure `json:"n"`
	Week   Measure `json:"week"`
	Usual  Measure `json:"usual"`
	Tells  Deciban `json:"tells"`
}

// Phases are those of a place and what lies around it.
func Phases(v *desk.View, id salient.PlaceID, span when.Span) []Phase {
	out := []Phase{}
	for _, p := range v.Phases(id, span) {
		x := Phase{From: p.From, To: p.To, Name: PhaseName(p, name(v.Case, id)), N: Measure(p.N), Marks: []PhaseMark{}}
		for _, m := range p.Marks {
			x.Marks = append(x.Marks, PhaseMark{m.What, m.Around, Measure(m.N), Measure(m.Week), Measure(m.Usual), Deciban(m.Tells)})
		}
		out = append(out, x)
	}
	return out
}

// PhaseName names a phase of a place by the two sorts of happening that tell most: "fighting and
// bombardment in Homs", "fighting around Homs, bombardment in it".
func PhaseName(p phase.Phase, place string) string {
	where := func(m phase.Mark, of string) string {
		if m.Around {
			return m.What + " around " + of
		}
		return m.What + " in " + of
	}
	switch {
	case len(p.Marks) == 0 && p.N == 0:
		return "nothing reported"
	case len(p.Marks) == 0:
		return "less than at other times"
	case len(p.Marks) == 1:
		return where(p.Marks[0], place)
	case p.Marks[0].Around == p.Marks[1].Around:
		return p.Marks[0].What + " and " + where(p.Marks[1], place)
	}
	return where(p.Marks[0], place) + ", " + where(p.Marks[1], "it")
}

// phases answers a timeline question that asks for them.
func (q *TimelineQuestion) phases(v *desk.View) ([]Phase, error) {
	if q.Place == "" {
		return nil, fmt.Errorf("phases needs a place whose phases are meant: %w", salient.ErrUsage)
	}
	p, err := place(v.Case, q.Place)
	if err != nil {
		return nil, err
	}
	days, given, err := span("from", q.From, "to", q.To)
	if err != nil {
		return nil, err
	}
	if !given {
		days = v.Span
	}
	return Phases(v, p.ID, days), nil
}

// phasesText prints a line a phase, and under it what marks it.
func phasesText(w io.Writer, list []Phase) {
	for _, p := range list {
		fmt.Fprintf(w, "%s to %s  %s\n", p.From, p.To, p.Name)
		for _, m := range p.Marks {
			where := ""
			if m.Around {
				where = " around it"
			}
			fmt.Fprintf(w, "    %.1f a week (%.1f at other times)  %s%s\n", float64(m.Week), float64(m.Usual), m.What, where)
		}
	}
}

// Words is what a phase has more of, in a sentence.
func (p Phase) Words() string {
	var parts []string
	for _, m := range p.Marks {
		where := ""
		if m.Around {
			where = " around it"
		}
		parts = append(parts, fmt.Sprintf("%s%s: %.1f a week, %.1f at other times", m.What, where, float64(m.Week), float64(m.Usual)))
	}
	return strings.Join(parts, "; ")
}
