package network

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/road"
)

// What readers count as left out.
const (
	NoRoad    = "no road"
	BeyondBox = "outside the box"
)

// What is met and isn't a road, or isn't one for vehicles.
const (
	onFoot      = "a way on foot, by bicycle or on horseback"
	notBuilt    = "not built, or gone"
	closed      = "closed to motor vehicles (access, vehicle, motor_vehicle or motorcar is no)"
	anArea      = "an area"
	otherKind   = "a highway of another kind"
	footFerry   = "a ferry that takes no vehicles"
	noLength    = "no length"
	onePoint    = "fewer than two points"
	missingNode = "a point that the file lacks"
)

var walked = split("footway path cycleway steps pedestrian bridleway corridor via_ferrata elevator platform sidewalk crossing")

var unbuilt = split("construction proposed planned abandoned razed disused demolished removed destroyed no")

func split(s string) []string { return strings.Fields(s) }

func get(tags []salient.Tag, key string) string {
	for _, t := range tags {
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// IsRoad decides from a way's OpenStreetMap tags whether vehicles can drive on it; why says
// what else it is.
func IsRoad(tags []salient.Tag) (why string, ok bool) {
	highway, ferry := get(tags, "highway"), get(tags, "route") == "ferry"
	switch {
	case highway == "" && !ferry:
		return NoRoad, false
	case get(tags, "area") == "yes":
		return anArea, false
	case highway == "":
		if access(tags) == "no" {
			return footFerry, false
		}
		return "", true
	case slices.Contains(walked, highway):
		return onFoot, false
	case slices.Contains(unbuilt, highway):
		return notBuilt, false
	case highway != "road" && !road.Classed(highway):
		return otherKind, false
	case access(tags) == "no":
		return closed, false
	}
	return "", true
}

// access is what the most particular of the tags says that speaks of motor cars.
func access(tags []salient.Tag) string {
	for _, key := range []string{"motorcar", "motor_vehicle", "vehicle", "access"} {
		if v := get(tags, key); v != "" {
			return v
		}
	}
	return ""
}

// IsSpot decides whether a node is a place at which a road can be closed: where a border is
// passed, or a checkpoint.
func IsSpot(tags []salient.Tag) bool {
	switch get(tags, "barrier") {
	case "border_control", "checkpoint":
		return true
	}
	return get(tags, "military") == "checkpoint"
}

// classOf is a road's class: its highway tag, "ferry", or what files that don't come straight
// from OpenStreetMap call it.
func classOf(tags []salient.Tag) string {
	if v := get(tags, "highway"); v != "" {
		return v
	}
	if get(tags, "route") == "ferry" {
		return "ferry"
	}
	for _, key := range []string{"fclass", "class", "type"} {
		if v := get(tags, key); v != "" {
			return strings.ToLower(v)
		}
	}
	return ""
}

func nameOf(tags []salient.Tag) string {
	for _, key := range []string{"name", "bridge:name", "ref", "name:en"} {
		if v := get(tags, key); v != "" {
			return v
		}
	}
	return ""
}

// onewayOf says in which direction a road may be driven, as salient.Road.Oneway. Roundabouts
// and motorways are one-way unless they say otherwise.
func onewayOf(tags []salient.Tag) string {
	for _, key := range []string{"oneway:motor_vehicle", "oneway:vehicle", "oneway"} {
		switch get(tags, key) {
		case "yes", "true", "1", "F": // F, T: as Geofabrik's shapes have it
			return "yes"
		case "-1", "reverse", "T":
			return "reverse"
		case "":
			continue
		default: // no, reversible, alternating
			return ""
		}
	}
	switch {
	case get(tags, "junction") == "roundabout", get(tags, "junction") == "circular", get(tags, "highway") == "motorway":
		return "yes"
	}
	return ""
}

// bound reports whether a tag says something else of one direction or side than of the other.
func bound(tags []salient.Tag) bool {
	return slices.ContainsFunc(tags, func(t salient.Tag) bool {
		for _, part := range []string{":forward", ":backward", ":left", ":right"} {
			if strings.Contains(t.Key, part) {
				return true
			}
		}
		return t.Key == "incline" || t.Key == "turn:lanes"
	})
}

// driven is the part of a speed limit that is driven on the whole: on an empty road with its
// bends and crossings the limit itself isn't.
const driven = 0.8

const maxKmH = 400 // as in roads.csv

// speedOf is a road's speed in km/h: four fifths of its own limit; else that of its class, but
// no more than four fifths of the general limit. ok is false if its class alone decides.
func speedOf(tags []salient.Tag, class string, limits Limits) (kmh float64, ok bool) {
	if limit, said := limits.said(get(tags, "maxspeed")); said {
		return min(driven*limit, maxKmH), true
	}
	by := road.Speed(class)
	if limit := limits.of(class); limit > 0 && driven*limit < by {
		return driven * limit, true
	}
	return by, false
}

var speedText = regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]{1,3})?) ?(km/h|kmh|kph|mph|knots)?$`)

// number reads a limit with its unit.
func number(text string) (kmh float64, ok bool) {
	m := speedText.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(m[1], 64)
	switch m[2] {
	case "mph":
		v *= 1.609344
	case "knots":
		v *= 1.852
	}
	return v, err == nil && v >= 1
}

var durationText = regexp.MustCompile(`^(?:([0-9]{1,3}):)?([0-9]{1,3})(?::([0-9]{1,2}))?$`)

// hoursOf reads a ferry's duration: minutes, hours:minutes or hours:minutes:seconds.
func hoursOf(text string) (hours float64, ok bool) {
	m := durationText.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	var v [3]float64
	for i := range v {
		v[i], _ = strconv.ParseFloat(m[i+1], 64) // "" is 0
	}
	hours = v[0] + v[1]/60 + v[2]/3600
	return hours, hours > 0
}
