package road

import (
	"strings"

	"github.com/salient-osint/salient"
)

// speeds by class of road, in km/h, where a road doesn't state its own: the classes are
// OpenStreetMap's `highway` values, the speeds those of OSRM's car profile (profiles/car.lua),
// which are means of driving and not limits; track and ferry are ours.
var speeds = map[string]float64{
	"motorway": 90, "motorway_link": 45,
	"trunk": 85, "trunk_link": 40,
	"primary": 65, "primary_link": 30,
	"secondary": 55, "secondary_link": 25,
	"tertiary": 40, "tertiary_link": 20,
	"unclassified": 25, "residential": 25,
	"living_street": 10, "service": 15,
	"track": 20, "ferry": 15,
}

// unknownClass is the speed of a road whose class isn't in the table.
const unknownClass = 25

// Speed is the speed in km/h taken for a class of road, in upper or lower case.
func Speed(class string) float64 {
	if v, ok := speeds[strings.ToLower(class)]; ok {
		return v
	}
	return unknownClass
}

// Classed reports whether a class of road has a speed of its own, in lower case.
func Classed(class string) bool {
	_, ok := speeds[class]
	return ok
}

func speed(r salient.Road) float64 {
	if r.SpeedKmh != nil && *r.SpeedKmh > 0 {
		return *r.SpeedKmh
	}
	return Speed(r.Class)
}
