package brief

import (
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// param is what a parameter of a figure may be.
type param struct {
	required bool
	of       string // what a form offers for it: day, place, side, actor; "" for other text
	want     string // in words, for messages
	ok       func(c *salient.Case, value string) bool
}

var (
	aDay   = param{of: "day", want: "a day, YYYY-MM-DD", ok: isDay}
	aPlace = param{of: "place", want: "the id of a place of the case", ok: isPlace}
	aSide  = param{of: "side", want: "the id of a side of the case", ok: isSide}
	aBox   = param{want: "west,south,east,north in degrees", ok: isBox}
)

// needed is the parameter, but not to be left out.
func (p param) needed() param { p.required = true; return p }

// figureKinds lists the kinds of figure and their parameters.
var figureKinds = map[string]map[string]param{
	"map": {
		"on": aDay.needed(), "known": aDay,
		"layer": {want: "assessed, or claimed:SIDE with a side of the case", ok: isLayer},
		"top":   {want: "a list of front, siege, events and roads:SIDE, separated by commas", ok: areTops},
		"bbox":  aBox,
	},
	"route": {
		"side": aSide.needed(), "from": aPlace.needed(), "to": aPlace.needed(), "on": aDay.needed(), "known": aDay, "bbox": aBox,
	},
	"calendar": {
		"side": aSide.needed(), "from": aPlace.needed(), "to": aPlace.needed(), "from-day": aDay, "to-day": aDay, "known": aDay,
	},
	"siege-table": {
		"side": aSide, "place": aPlace, "from": aDay, "to": aDay, "known": aDay,
	},
	"timeline": {
		"from": aDay, "to": aDay, "known": aDay, "place": aPlace,
		"type": {want: "an ACLED event type, like Battles", ok: isEventType},
	},
	"control-strip": {
		"place": aPlace.needed(), "from": aDay, "to": aDay, "known": aDay,
	},
	"orbat": orbatParams,
	"table": tableParams,
}

// figure checks kind and parameters.
func (c *checker) figure(f *FigureRef) {
	params, ok := figureKinds[f.Kind]
	if !ok {
		c.fail(f.At, "B030", "there is no figure of kind %q; there are %s", f.Kind, strings.Join(sortedKeys(figureKinds), ", "))
		return
	}
	for _, name := range sortedKeys(f.Params) {
		p, ok := params[name]
		switch {
		case !ok:
			c.fail(f.At, "B031", "a %s has no parameter %q; it has %s", f.Kind, name, strings.Join(sortedKeys(params), ", "))
		case !p.ok(c.whole, f.Params[name]):
			c.fail(f.At, "B032", "%s=%s: expected %s", name, f.Params[name], p.want)
		}
	}
	for _, name := range sortedKeys(params) {
		if _, given := f.Params[name]; params[name].required && !given {
			c.fail(f.At, "B032", "%s is missing: %s", name, params[name].want)
		}
	}
	c.table(f)
	c.figureDays(f)
}

// figureDays checks that days come in order and that a figure knows no more than the brief.
func (c *checker) figureDays(f *FigureRef) {
	for _, names := range [][2]string{{"from", "to"}, {"from-day", "to-day"}} {
		first, last := names[0], names[1]
		from, fromErr := when.ParseDay(f.Params[first])
		to, toErr := when.ParseDay(f.Params[last])
		if fromErr == nil && toErr == nil && to < from {
			c.fail(f.At, "B032", "%s=%v lies before %s=%v", last, to, first, from)
		}
	}
	if known, err := when.ParseDay(f.Params["known"]); err == nil && c.dated && known > c.day {
		c.fail(f.At, "B032", "known=%v is later than the brief's own, %v", known, c.day)
	}
}

// printedBefore compares a figure with what it printed when the brief was last published.
func (c *checker) printedBefore(f *FigureRef) {
	p := c.facts.Published
	if p == nil {
		return
	}
	was, is := printOf(p.Figures, f.Ref), printOf(c.facts.Prints, f.Ref)
	if was != "" && is != "" && was != is {
		c.fail(f.At, "B036", "the figure prints something else than in publication %s of %s", p.ID, p.Day().Long())
	}
}

func printOf(list []salient.PublishedFigure, ref string) string {
	for _, f := range list {
		if f.Ref == ref {
			return f.SHA256
		}
	}
	return ""
}

func isDay(_ *salient.Case, s string) bool {
	_, err := when.ParseDay(s)
	return err == nil
}

func isPlace(c *salient.Case, s string) bool {
	_, ok := c.Place(salient.PlaceID(s))
	return ok
}

func isSide(c *salient.Case, s string) bool {
	return slices.Contains(c.Settings.Sides, salient.ActorID(s))
}

func isLayer(c *salient.Case, s string) bool {
	side, claimed := strings.CutPrefix(s, "claimed:")
	return s == "assessed" || claimed && isSide(c, side)
}

func areTops(c *salient.Case, s string) bool {
	for _, top := range strings.Split(s, ",") {
		side, roads := strings.CutPrefix(top, "roads:")
		if roads && !isSide(c, side) || !roads && !slices.Contains([]string{"front", "siege", "events"}, top) {
			return false
		}
	}
	return true
}

func isBox(_ *salient.Case, s string) bool {
	_, ok := ParseBox(s)
	return ok
}

// ParseBox reads the parameter bbox of a map: west,south,east,north in degrees.
func ParseBox(s string) (geo.Box, bool) {
	var v []float64
	for _, part := range strings.Split(s, ",") {
		x, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return geo.Box{}, false
		}
		v = append(v, x)
	}
	if len(v) != 4 || !(v[0] < v[2] && v[1] < v[3]) {
		return geo.Box{}, false
	}
	b := geo.Box{West: v[0], South: v[1], East: v[2], North: v[3]}
	ok := geo.Point{Lon: b.West, Lat: b.South}.Valid() && geo.Point{Lon: b.East, Lat: b.North}.Valid()
	return b, ok
}

func isEventType(_ *salient.Case, s string) bool {
	for _, what := range salient.Whats[salient.Happening] {
		if salient.EventType(what) == s {
			return true
		}
	}
	return false
}
