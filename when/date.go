package when

import (
	"fmt"
	"strings"
)

// Date is one EDTF expression: a date, an interval or a set. The zero value is no date at
// all, prints as "" and touches no day.
type Date struct {
	form  form
	items []item // one for a date or an interval; members of a set
}

type form byte

const (
	absent form = iota
	single      // 2013-05-19
	oneOf       // [2013-05-19,2013-05-20]
	allOf       // {2013-05-19..2013-05-21}
)

// item is a date, an interval (sep "/"), or a run inside a set (sep "..").
type item struct {
	from, to end
	sep      string
}

type end struct {
	point
	kind endKind
}

type endKind byte

const (
	fixed   endKind = iota
	open            // ".." : no bound
	unknown         // "" : a bound that isn't known
)

// maxText bounds the length of an expression, and with it the work of Parse.
const maxText = 1024

// Parse reads an EDTF expression. The empty string gives the zero Date. Old drafts' "u",
// "x" and "unknown" are refused. Errors name what was expected.
func Parse(s string) (Date, error) {
	d, err := parse(s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not an EDTF date: %w", s, err)
	}
	return d, nil
}

// MustParse is Parse for constants in code and tests; it panics on a bad expression.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func parse(s string) (Date, error) {
	switch {
	case s == "":
		return Date{}, nil
	case len(s) > maxText:
		return Date{}, fmt.Errorf("longer than %d characters", maxText)
	case s[0] == '[' && strings.HasSuffix(s, "]"):
		return parseSet(oneOf, s[1:len(s)-1])
	case s[0] == '{' && strings.HasSuffix(s, "}"):
		return parseSet(allOf, s[1:len(s)-1])
	}
	it, err := parseItem(s, "/")
	return Date{single, []item{it}}, err
}

func parseSet(f form, s string) (Date, error) {
	d := Date{form: f}
	for _, part := range strings.Split(s, ",") {
		it, err := parseItem(part, "..")
		if err != nil {
			return Date{}, err
		}
		d.items = append(d.items, it)
	}
	return d, nil
}

func parseItem(s, sep string) (item, error) {
	from, to, isRange := strings.Cut(s, sep)
	if !isRange {
		p, err := parsePoint(s)
		return item{from: end{point: p}, to: end{point: p}}, err
	}
	it := item{sep: sep}
	var err error
	if it.from, err = parseEnd(from, sep); err != nil {
		return it, err
	}
	if it.to, err = parseEnd(to, sep); err != nil {
		return it, err
	}
	if it.from.kind != fixed && it.to.kind != fixed {
		return it, fmt.Errorf("an interval needs a date at one end")
	}
	if b := it.bounds(Widening{}); b.To < b.From {
		return it, fmt.Errorf("%s ends before it begins", s)
	}
	return it, nil
}

func parseEnd(s, sep string) (end, error) {
	switch {
	case s == ".." && sep == "/", s == "" && sep == "..":
		return end{kind: open}, nil
	case s == "":
		return end{kind: unknown}, nil
	}
	p, err := parsePoint(s)
	return end{point: p}, err
}

// String prints the expression as it was written.
func (d Date) String() string {
	parts := make([]string, len(d.items))
	for i, it := range d.items {
		parts[i] = it.String()
	}
	s := strings.Join(parts, ",")
	switch d.form {
	case oneOf:
		return "[" + s + "]"
	case allOf:
		return "{" + s + "}"
	}
	return s
}

func (it item) String() string {
	if it.sep == "" {
		return it.from.point.String()
	}
	return it.from.text(it.sep) + it.sep + it.to.text(it.sep)
}

func (e end) text(sep string) string {
	switch {
	case e.kind == open && sep == "/":
		return ".."
	case e.kind != fixed:
		return ""
	}
	return e.point.String()
}

// MarshalText prints as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what Parse reads.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return d.form == absent }

// IsInterval reports whether d was written with a slash.
func (d Date) IsInterval() bool { return d.form == single && d.items[0].sep == "/" }

// OpenEnd reports whether d goes on without a bound ("2013-05-19/..").
func (d Date) OpenEnd() bool {
	return len(d.items) > 0 && d.items[len(d.items)-1].to.kind == open
}

// UnknownEnd reports whether d is an interval whose end isn't known ("2013-05-19/").
func (d Date) UnknownEnd() bool { return d.IsInterval() && d.items[0].to.kind == unknown }

// Approximate reports whether any part carries "~" or "%".
func (d Date) Approximate() bool { a, _ := d.qualified(); return a }

// Uncertain reports whether any part carries "?" or "%".
func (d Date) Uncertain() bool { _, u := d.qualified(); return u }

func (d Date) qualified() (approximate, uncertain bool) {
	for _, it := range d.items {
		for _, e := range []end{it.from, it.to} {
			a, u := e.qualified()
			approximate, uncertain = approximate || a, uncertain || u
		}
	}
	return approximate, uncertain
}
