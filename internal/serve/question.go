package serve

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

// Question is one command that asks. Its fields are the command's flags, on the command line
// (kong reads their tags) and as the query of GET /api/v1/{name} (Set reads the same tags).
type Question interface {
	// State says which state of the case is asked.
	State() Cut
	// Answer works the answer out. Values are printed by JSON.
	Answer(v *desk.View) (any, error)
}

// Cut is the flags that every question has.
type Cut struct {
	Known    string `help:"Only what was published by this day." placeholder:"DAY"`
	Recorded string `help:"What the ledger held by this day, or at this entry." placeholder:"DAY|ENTRY"`
}

// State makes whatever embeds a Cut half a Question.
func (c Cut) State() Cut { return c }

// Questions lists the names of all questions with a fresh one of each, in the order of help.
func Questions() []NamedQuestion {
	return []NamedQuestion{
		{"control", "Who held a place, how sure, and why.", &ControlQuestion{}},
		{"area", "How much each side held: places, area, people, front.", &AreaQuestion{}},
		{"route", "Which way was open to a side, on a day or through a span of days.", &RouteQuestion{}},
		{"siege", "Which held places had no way to their side's rear, from when to when.", &SiegeQuestion{}},
		{"choke", "Which places, if lost, cut every way.", &ChokeQuestion{}},
		{"whatif", "What would be cut, besieged and relieved if a place changed hands.", &WhatIfQuestion{}},
		{"orbat", "Who fought under whom on a day.", &OrbatQuestion{}},
		{"timeline", "What happened, in order.", &TimelineQuestion{}},
		{"contested", "Which claims exclude each other.", &ContestedQuestion{}},
		{"claimed", "What a side's friends claim, concede and deny, improbable or not.", &ClaimedQuestion{}},
		{"changes", "Which places changed between two days or two states of knowledge, and which claims did it.", &ChangesQuestion{}},
		{"gaps", "Where and when nobody reports.", &GapsQuestion{}},
		{"sources", "What was learned of each source: how it compares, runs early or late, repeats.", &SourcesQuestion{}},
		{"judgements", "What our analysts judged, and how good their forecasts were.", &JudgementsQuestion{}},
		{"search", "Which documents hold some words: in their text, their title, or what is claimed from them.", &SearchQuestion{}},
		{"review", "Which documents have candidates that nobody decided on, and how many of these are right.", &ReviewQuestion{}},
		{"sourcing", "A draft of a brief's source descriptors and source summary statement.", &SourcingQuestion{}},
		{"publications", "What was published: when, from which state of the case, in which files.", &PublicationsQuestion{}},
		{"next", "Which further report would tell most about a place, and what it would change.", &NextQuestion{}},
	}
}

// NamedQuestion is a question under the name of its command.
type NamedQuestion struct {
	Name, Help string
	Question   Question
}

// Comparing is a question about two states of the case, of which Open opens the other one.
type Comparing interface {
	Question
	Open(ctx context.Context, d *desk.Desk) error
}

// View opens the case in the state that a question asks about; of one that compares, the
// other state too.
func View(ctx context.Context, d *desk.Desk, q Question) (*desk.View, error) {
	if two, ok := q.(Comparing); ok {
		if err := two.Open(ctx, d); err != nil {
			return nil, err
		}
	}
	v, err := q.State().view(ctx, d)
	if looking, ok := q.(Looking); ok && err == nil {
		err = looking.Look(ctx, d, v)
	}
	return v, err
}

// Looking is a question whose answer needs more than the view: Look fetches it.
type Looking interface {
	Question
	Look(ctx context.Context, d *desk.Desk, v *desk.View) error
}

func (c Cut) view(ctx context.Context, d *desk.Desk) (*desk.View, error) {
	known, err := optionalDay("known", c.Known)
	if err != nil {
		return nil, err
	}
	cut := desk.Cut{Known: known}
	if c.Recorded != "" {
		if cut.Recorded, err = d.Recorded(ctx, c.Recorded); err != nil {
			return nil, err
		}
	}
	return d.View(ctx, cut)
}

// Flag is one flag of a question.
type Flag struct {
	Name, Help string
	Needed     bool
	Enum       []string
	Type       string // as JSON Schema names it: string, boolean, number, integer
	field      reflect.Value
}

// Flags lists a question's flags. q must be a pointer.
func Flags(q Question) []Flag { return flagsOf(reflect.ValueOf(q).Elem()) }

func flagsOf(v reflect.Value) []Flag {
	var out []Flag
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			out = append(out, flagsOf(v.Field(i))...)
			continue
		}
		if !f.IsExported() {
			continue
		}
		flag := Flag{Name: f.Tag.Get("name"), Help: f.Tag.Get("help"), field: v.Field(i)}
		if flag.Name == "" {
			flag.Name = kebab(f.Name)
		}
		_, flag.Needed = f.Tag.Lookup("required")
		flag.Type = typeOf(f.Type.Kind())
		if enum := f.Tag.Get("enum"); enum != "" {
			flag.Enum = strings.Split(strings.Trim(enum, ","), ",")
		}
		out = append(out, flag)
	}
	return out
}

func typeOf(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	case reflect.Int:
		return "integer"
	}
	return "string"
}

// kebab writes a field's name as kong does: FromDay is from-day.
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

// Set gives a question's flags the values of a query. Unknown names, missing needed ones and
// values of the wrong form are a salient.ErrUsage.
func Set(q Question, query map[string][]string) error {
	flags := Flags(q)
	for name := range query {
		if !slices.ContainsFunc(flags, func(f Flag) bool { return f.Name == name }) {
			return fmt.Errorf("there is no %q here: %w", name, salient.ErrUsage)
		}
	}
	for _, f := range flags {
		values := query[f.Name]
		if len(values) == 0 {
			if f.Needed {
				return fmt.Errorf("%s is needed: %w", f.Name, salient.ErrUsage)
			}
			continue
		}
		if len(values) > 1 {
			return fmt.Errorf("%s stands %d times, expected once: %w", f.Name, len(values), salient.ErrUsage)
		}
		if err := f.set(values[0]); err != nil {
			return err
		}
	}
	return nil
}

func (f Flag) set(s string) error {
	if len(f.Enum) > 0 && !slices.Contains(f.Enum, s) {
		return fmt.Errorf("%s is one of %s, not %q: %w", f.Name, strings.Join(f.Enum, ", "), s, salient.ErrUsage)
	}
	switch f.field.Kind() {
	case reflect.Bool:
		on, err := strconv.ParseBool(s)
		if err != nil && s != "" {
			return fmt.Errorf("%s is true or false, not %q: %w", f.Name, s, salient.ErrUsage)
		}
		f.field.SetBool(on || s == "")
	case reflect.Float64:
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s is a number, not %q: %w", f.Name, s, salient.ErrUsage)
		}
		f.field.SetFloat(x)
	case reflect.Int:
		n, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("%s is a whole number, not %q: %w", f.Name, s, salient.ErrUsage)
		}
		f.field.SetInt(int64(n))
	default:
		f.field.SetString(s)
	}
	return nil
}

func optionalDay(flag, s string) (*when.Day, error) {
	if s == "" {
		return nil, nil
	}
	d, err := when.ParseDay(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", flag, err, salient.ErrUsage)
	}
	return &d, nil
}

func needDay(flag, s string) (when.Day, error) {
	d, err := optionalDay(flag, s)
	if err == nil && d == nil {
		err = fmt.Errorf("%s is needed, a day as YYYY-MM-DD: %w", flag, salient.ErrUsage)
	}
	if err != nil {
		return 0, err
	}
	return *d, nil
}

// maxSpan bounds what one question works out: twenty years.
const maxSpan = 7305

// span reads a pair of days; both or neither are given.
func span(fromName, from, toName, to string) (s when.Span, given bool, err error) {
	a, err := optionalDay(fromName, from)
	if err != nil {
		return s, false, err
	}
	b, err := optionalDay(toName, to)
	switch {
	case err != nil:
		return s, false, err
	case a == nil && b == nil:
		return s, false, nil
	case a == nil || b == nil || *b < *a:
		return s, false, fmt.Errorf("%s and %s go together, in this order: %w", fromName, toName, salient.ErrUsage)
	case *b-*a >= maxSpan:
		return s, false, fmt.Errorf("%s to %s is more than %d days: %w", fromName, toName, maxSpan, salient.ErrUsage)
	}
	return when.Span{From: *a, To: *b}, true, nil
}

// notBoth refuses a single day beside a span.
func notBoth(on string, given bool, first, last string) error {
	if on != "" && given {
		return fmt.Errorf("on, or %s and %s, not both: %w", first, last, salient.ErrUsage)
	}
	return nil
}

// place finds a place of the case.
func place(c *salient.Case, id string) (*salient.Place, error) {
	p, ok := c.Place(salient.PlaceID(id))
	if !ok {
		return nil, fmt.Errorf("no place %q: %w", id, salient.ErrNotFound)
	}
	return p, nil
}

// side finds a side of the case.
func side(c *salient.Case, id string) (salient.ActorID, error) {
	if slices.Contains(c.Settings.Sides, salient.ActorID(id)) {
		return salient.ActorID(id), nil
	}
	return "", fmt.Errorf("no side %q: expected one of %v: %w", id, c.Settings.Sides, salient.ErrNotFound)
}
