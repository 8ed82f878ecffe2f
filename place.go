package salient

import (
	"strings"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Name is a name in a language ("ar") or script.
type Name struct{ Language, Text string }

func (f *fields) names(column string) []Name {
	var out []Name
	for _, s := range f.list(column) {
		lang, text, ok := strings.Cut(s, ":")
		if !ok || lang == "" || text == "" {
			f.fail(column, "names as language:name separated by |")
			continue
		}
		out = append(out, Name{strings.TrimSpace(lang), strings.TrimSpace(text)})
	}
	return out
}

// In returns the first name in a language, "" if there is none.
func In(names []Name, language string) string {
	for _, n := range names {
		if n.Language == language {
			return n.Text
		}
	}
	return ""
}

// PlaceKind is what a place is. The list is open: an unknown kind counts as a settlement.
type PlaceKind string

// Kinds that the engines tell apart.
const (
	Country     PlaceKind = "country"
	Governorate PlaceKind = "governorate"
	District    PlaceKind = "district"
	Subdistrict PlaceKind = "subdistrict"
	Crossing    PlaceKind = "crossing" // where a border is passed: never held, closed only by claims
	Junction    PlaceKind = "junction" // a bend or fork of roads: no cell, never held
)

// Settled reports whether places of the kind can be held: all but administrative areas,
// crossings and junctions. (Bases count: somebody holds them.)
func (k PlaceKind) Settled() bool {
	switch k {
	case Country, Governorate, District, Subdistrict, Crossing, Junction:
		return false
	}
	return true
}

// Precision says how well a place's point is known.
type Precision string

var precisions = []Precision{"exact", "approximate", "centroid", "unknown"}

// Rear says that a place is ground behind the lines of a side.
type Rear struct {
	Side ActorID
	When when.Date // zero: always
}

// Place is a point or an area with a name.
type Place struct {
	ID          PlaceID
	Name        string
	Names       []Name
	Kind        PlaceKind
	Parent      PlaceID
	At          *geo.Point // nil if unknown
	Precision   Precision
	Population  *int64
	PCode       string
	GeonameID   string
	Area        geo.MultiPolygon // for labels and roll-up; nil if none
	RearOf      []Rear
	Sensitivity Sensitivity
	Note        string
}

// Place reads a row of kind place.
func (r Row) Place() (Place, error) {
	f := &fields{row: r}
	f.id()
	p := Place{
		ID:          PlaceID(r.ID),
		Name:        f.need("name", "the place's name"),
		Names:       f.names("names"),
		Kind:        PlaceKind(f.text("kind")),
		Parent:      PlaceID(f.text("parent")),
		At:          f.point("lon", "lat"),
		Precision:   word(f, "precision", precisions),
		Population:  f.count("population"),
		PCode:       f.text("pcode"),
		GeonameID:   f.text("geonameid"),
		RearOf:      f.rears("rear_of"),
		Sensitivity: word(f, "sensitivity", Sensitivities),
		Note:        f.text("note"),
	}
	if p.Sensitivity == "" {
		p.Sensitivity = SensitivityOf(r)
	}
	if s := f.text("area"); s != "" {
		area, err := geo.ParseArea(s)
		if err != nil {
			f.fail("area", "a WKT polygon ("+err.Error()+")")
		}
		p.Area = area
	}
	return p, f.err()
}

func (f *fields) rears(column string) []Rear {
	var out []Rear
	for _, s := range f.list(column) {
		side, span, dated := strings.Cut(s, "@")
		d, err := when.Parse(span)
		if err != nil || side == "" || dated && span == "" {
			f.fail(column, "side or side@interval, separated by |")
		}
		out = append(out, Rear{ActorID(side), d})
	}
	return out
}

// RearFor reports whether the place is rear ground of a side on a day.
func (p Place) RearFor(side ActorID, day when.Day, w when.Widening) bool {
	for _, r := range p.RearOf {
		if r.Side == side && (r.When.IsZero() || r.When.Bounds(w).Has(day)) {
			return true
		}
	}
	return false
}

// Road is a way between places. Roads of a casebook are few; a network of a country comes
// from a file of its own (Network), in which a road is a stretch between two junctions; all
// stretches of one way have its id, but for those that ways share.
type Road struct {
	ID       RoadID
	Name     string
	Class    string
	Oneway   string   // "", no: both ways; yes: as drawn; reverse: against it
	SpeedKmh *float64 // nil: by class
	From, To PlaceID
	Line     geo.Line
	Note     string
	Mapped   *Mapped // what a network's file says of it; nil for a road drawn in the casebook
}

var oneways = []string{"no", "yes", "reverse"}

// Road reads a row of kind road.
func (r Row) Road() (Road, error) {
	f := &fields{row: r}
	f.id()
	road := Road{
		ID:       RoadID(r.ID),
		Name:     f.text("name"),
		Class:    f.text("class"),
		Oneway:   word(f, "oneway", oneways),
		SpeedKmh: f.number("speed_kmh"),
		From:     PlaceID(f.text("from")),
		To:       PlaceID(f.text("to")),
		Note:     f.text("note"),
	}
	if road.SpeedKmh != nil && !(*road.SpeedKmh > 0 && *road.SpeedKmh <= 400) {
		f.fail("speed_kmh", "a speed above 0 and at most 400 km/h")
	}
	line, err := geo.ParseLine(f.need("geometry", "a WKT LINESTRING, longitude before latitude"))
	if err != nil && f.text("geometry") != "" {
		f.fail("geometry", "a WKT LINESTRING, longitude before latitude ("+err.Error()+")")
	}
	road.Line = line
	return road, f.err()
}
