package network

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
)

// Limits are a country's general speed limits for cars in km/h; 0: none is known.
type Limits struct{ Urban, Rural, Trunk, Motorway float64 }

// countries are general limits by ISO 3166 code, after the OpenStreetMap wiki's page Default
// speed limits as of August 2022, which names the laws. Trunk roads are those with two
// carriageways or for motor vehicles alone. Countries of which the page says nothing (Iraq,
// Lebanon, Libya, Syria, Yemen …) aren't here: their limits are given in numbers.
var countries = map[string]Limits{
	"IL": {50, 80, 90, 110},
	"KE": {50, 100, 110, 0},
	"KG": {60, 90, 0, 110},
	"KZ": {60, 110, 0, 140},
	"MD": {50, 90, 110, 0},
	"MM": {48, 80, 0, 0},
	"SO": {40, 0, 0, 0},
	"SS": {45, 0, 0, 0},
	"TD": {60, 110, 0, 0},
	"TN": {50, 90, 0, 110},
	"TR": {50, 90, 110, 120},
	"TZ": {50, 110, 0, 0},
	"UA": {50, 90, 110, 130},
	"UG": {50, 80, 0, 0},
}

// ParseLimits reads a country's code, or limits in numbers: "urban=50,rural=80,motorway=110".
// "" is no limits. Anything else is a salient.ErrUsage.
func ParseLimits(text string) (Limits, error) {
	if l, ok := countries[text]; ok || text == "" {
		return l, nil
	}
	var l Limits
	zones := map[string]*float64{"urban": &l.Urban, "rural": &l.Rural, "trunk": &l.Trunk, "motorway": &l.Motorway}
	for part := range strings.SplitSeq(text, ",") {
		zone, value, _ := strings.Cut(part, "=")
		v, err := strconv.ParseFloat(value, 64)
		to := zones[zone]
		if to == nil || *to != 0 || err != nil || !(v >= 1 && v <= maxKmH) {
			return Limits{}, fmt.Errorf("speed limits %q: expected one of %s, or km/h as urban=50,rural=80,trunk=100,motorway=110: %w", text, codes(), salient.ErrUsage)
		}
		*to = v
	}
	return l, nil
}

func codes() string { return strings.Join(slices.Sorted(maps.Keys(countries)), " ") }

// of is the general limit for a class of road, 0 if there is none. A road without limits of
// its kind has those of the next lower one that has.
func (l Limits) of(class string) float64 {
	switch strings.TrimSuffix(class, "_link") {
	case "ferry":
		return 0
	case "motorway":
		return first(l.Motorway, l.Trunk, l.Rural)
	case "trunk":
		return first(l.Trunk, l.Rural)
	case "residential", "living_street", "service":
		return l.Urban
	}
	return l.Rural
}

func first(values ...float64) float64 {
	for _, v := range values {
		if v > 0 {
			return v
		}
	}
	return 0
}

// walking is what maxspeed=walk stands for.
const walking = 7

// said is the limit that a maxspeed tag states: a number with or without a unit, or a
// country's general limit ("UA:rural"). ok is false if it states none.
func (l Limits) said(text string) (kmh float64, ok bool) {
	if v, ok := number(text); ok {
		return v, true
	}
	if text == "walk" {
		return walking, true
	}
	country, zone, implied := strings.Cut(text, ":")
	if !implied {
		return 0, false
	}
	if of, known := countries[country]; known {
		l = of
	}
	switch zone {
	case "urban":
		kmh = l.Urban
	case "rural":
		kmh = l.Rural
	case "trunk":
		kmh = first(l.Trunk, l.Rural)
	case "motorway":
		kmh = first(l.Motorway, l.Trunk, l.Rural)
	case "living_street":
		kmh = 20
	}
	return kmh, kmh > 0
}
