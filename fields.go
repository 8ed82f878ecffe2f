package salient

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// fields reads the cells of one row and gathers what is wrong with them.
type fields struct {
	row  Row
	errs []error
}

func (f *fields) fail(column, want string) {
	f.errs = append(f.errs, &FieldError{Column: column, Got: f.row.Get(column), Want: want})
}

func (f *fields) err() error { return errors.Join(f.errs...) }

func (f *fields) text(column string) string { return f.row.Get(column) }

func (f *fields) need(column, want string) string {
	s := f.row.Get(column)
	if s == "" {
		f.fail(column, want)
	}
	return s
}

// list splits a cell at "|".
func (f *fields) list(column string) []string {
	s := f.row.Get(column)
	if s == "" {
		return nil
	}
	parts := strings.Split(s, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
		if parts[i] == "" {
			f.fail(column, "a list separated by | with nothing empty in it")
		}
	}
	return parts
}

// word is a cell that holds one of a fixed set of words, or is blank.
func word[T ~string](f *fields, column string, allowed []T) T {
	s := T(f.row.Get(column))
	if s != "" && !slices.Contains(allowed, s) {
		f.fail(column, "one of "+join(allowed))
	}
	return s
}

func join[T ~string](words []T) string {
	s := make([]string, len(words))
	for i, w := range words {
		s[i] = string(w)
	}
	return strings.Join(s, ", ")
}

func ids[T ~string](list []string) []T {
	var out []T
	for _, s := range list {
		out = append(out, T(s))
	}
	return out
}

func (f *fields) date(column string) when.Date {
	d, err := when.Parse(f.row.Get(column))
	if err != nil {
		f.fail(column, dateWanted(f.row.Get(column), err))
	}
	return d
}

// dateWanted says how a date is written: by examples, and for one that begins like one, where it
// goes wrong.
func dateWanted(got string, err error) string {
	want := "a date as EDTF has it: 2013-06-06, 2013-06, 2013, 2013-06-01/2013-06-05"
	if len(got) >= 4 && strings.Trim(got[:4], "0123456789X") == "" {
		want += " (" + err.Error() + ")"
	}
	return want
}

func (f *fields) number(column string) *float64 {
	s := f.row.Get(column)
	if s == "" {
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v != v {
		f.fail(column, "a number")
		return nil
	}
	return &v
}

func (f *fields) count(column string) *int64 {
	s := f.row.Get(column)
	if s == "" {
		return nil
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < 0 {
		f.fail(column, "a whole number, 0 or more")
		return nil
	}
	return &v
}

func (f *fields) point(lon, lat string) *geo.Point {
	x, y := f.number(lon), f.number(lat)
	if x == nil && y == nil {
		return nil
	}
	if x == nil || y == nil {
		f.fail(lon, "both "+lon+" and "+lat+", or neither")
		return nil
	}
	p := geo.Point{Lon: *x, Lat: *y}
	if !p.Valid() {
		f.fail(lon, "degrees: longitude −180 to 180, latitude −90 to 90")
	}
	return &p
}

var (
	slug   = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)
	hexSum = regexp.MustCompile(`^[0-9a-f]{64}$`)
	colour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
)

// ValidID reports whether s may be an id: a lower-case slug (letters a–z, digits, single
// - _ . between them) or a UUID, at most 200 bytes.
func ValidID(s string) bool { return len(s) <= 200 && slug.MatchString(s) }

func (f *fields) id() {
	if !ValidID(f.row.ID) {
		f.fail(columns[f.row.Kind][0], "an id: lower-case letters, digits, single - _ . between them")
	}
}

func (f *fields) sum(column string) string {
	s := f.row.Get(column)
	if s != "" && !hexSum.MatchString(s) {
		f.fail(column, "a SHA-256 in 64 lower-case hex digits")
	}
	return s
}
