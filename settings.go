package salient

import (
	"strconv"
	"strings"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// DefaultEmbargo is how many days a case keeps back what could endanger somebody, unless set.
const DefaultEmbargo = 30

// Settings is what case.csv says about a case as a whole. Keys that it doesn't know are
// kept for the engines, which read their own ("control.share", "widen.day").
type Settings struct {
	Title       string
	Description string
	Timezone    string
	Period      when.Date // an interval; zero: from the first to the last claim
	Sides       []ActorID // in map order
	Box         *geo.Box  // nil: around the places
	Embargo     int       // days
	Licence     string
	Country     PlaceID // the country in dispute; other countries' ground is foreign
	Other       map[string]string
}

// ReadSettings reads case.csv's rows. Errors carry the key as the column.
func ReadSettings(rows []Row) (Settings, []error) {
	s := Settings{Embargo: DefaultEmbargo, Other: map[string]string{}}
	var errs []error
	for _, r := range rows {
		if err := s.set(r.ID, r.Get("value")); err != nil {
			errs = append(errs, err)
		}
	}
	return s, errs
}

func (s *Settings) set(key, value string) error {
	bad := func(want string) error { return &FieldError{Column: key, Got: value, Want: want} }
	switch key {
	case "title":
		s.Title = value
	case "description":
		s.Description = value
	case "timezone":
		s.Timezone = value
	case "licence":
		s.Licence = value
	case "country":
		s.Country = PlaceID(value)
	case "sides":
		for _, id := range strings.Split(value, "|") {
			s.Sides = append(s.Sides, ActorID(strings.TrimSpace(id)))
		}
	case "period":
		d, err := when.Parse(value)
		if err != nil || !d.IsInterval() {
			return bad("an EDTF interval, like 2012-02-01/2013-06-30")
		}
		s.Period = d
	case "embargo":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 36500 {
			return bad("a number of days")
		}
		s.Embargo = n
	case "bbox":
		return s.setBox(value)
	default:
		s.Other[key] = value
	}
	return nil
}

func (s *Settings) setBox(value string) error {
	b, ok := ParseBox(value)
	if !ok {
		return &FieldError{Column: "bbox", Got: value, Want: "west,south,east,north in degrees"}
	}
	s.Box = &b
	return nil
}

// ParseBox reads a box as case.csv has it: west,south,east,north in degrees.
func ParseBox(text string) (b geo.Box, ok bool) {
	parts := strings.Split(text, ",")
	var v [4]float64
	ok = len(parts) == 4
	for i := 0; ok && i < 4; i++ {
		x, err := strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		v[i], ok = x, err == nil
	}
	b = geo.Box{West: v[0], South: v[1], East: v[2], North: v[3]}
	sw, ne := geo.Point{Lon: b.West, Lat: b.South}, geo.Point{Lon: b.East, Lat: b.North}
	return b, ok && b.West <= b.East && b.South <= b.North && sw.Valid() && ne.Valid()
}

// Number returns an engine's setting, or its default where the case has none or no number.
func (s Settings) Number(key string, def float64) float64 {
	if v, err := strconv.ParseFloat(s.Other[key], 64); err == nil && v == v {
		return v
	}
	return def
}

// Widening returns the settings widen.day, widen.month and widen.year.
func (s Settings) Widening() when.Widening {
	d := when.DefaultWidening
	return when.Widening{
		Day:   int(s.Number("widen.day", float64(d.Day))),
		Month: int(s.Number("widen.month", float64(d.Month))),
		Year:  int(s.Number("widen.year", float64(d.Year))),
	}
}
