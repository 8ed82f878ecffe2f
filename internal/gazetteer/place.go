package gazetteer

import "github.com/salient-osint/salient/geo"

// Kind is a rough kind of place, as far as it bears on what a name means.
type Kind byte

// The kinds.
const (
	Other    Kind = iota // a base, a crossing, a quarter, anything
	Country              // a state
	Region               // a division of the first level: state, governorate, oblast
	District             // a division below
	Capital              // the seat of a state
	Seat                 // the seat of a region
	Town                 // any other settlement
	Sector               // a part of a town that reports call by its direction
)

var kindNames = [...]string{"other", "country", "region", "district", "capital", "seat", "town", "sector"}

// String is the kind's word.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "other"
}

// Settlement reports whether people live there in one spot.
func (k Kind) Settlement() bool { return k == Capital || k == Seat || k == Town }

// Place is one place of a gazetteer.
type Place struct {
	ID      string // the case's id; else with its origin: "geonames:173322", "osm:1234", "pcode:SY04"
	Name    string
	At      geo.Point
	Located bool // whether At is known
	Kind    Kind
	People  int64  // 0 if unknown
	Country string // ISO 3166, two letters, capital; "" if unknown
	Region  string // first-level division within the country, by its code; "" if unknown
	Parent  string // id of a place around it in the same gazetteer; "" if unknown
}

// Entry is a place with all its names. Place.Name is one of them whether it is listed or not.
type Entry struct {
	Place
	Names []string
}
