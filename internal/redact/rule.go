package redact

import (
	"math"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Rule says what a publication keeps back. The zero Rule keeps back every day.
type Rule struct {
	Level salient.Sensitivity // rows above it are kept back; "" is open
	// Last is the last day of which a claim may speak; LastUnits that of one that says where
	// somebody's forces are or go.
	Last, LastUnits when.Day
	Grid            float64 // degrees to which what is drawn is rounded; 0: it isn't
}

// grids are the grids of the levels. 0.001° is 111 m from south to north: less than a map of a
// district can show, and more than a house.
var grids = map[salient.Sensitivity]float64{"": 0.001, salient.Open: 0.001, salient.Restricted: 0.0001}

// Standard is the rule of a level, for a publication of a day: where units are is kept back for
// as many days as the embargo has, except from those who may see everything.
func Standard(level salient.Sensitivity, day when.Day, embargo int) Rule {
	r := Rule{Level: level, Last: when.MaxDay, LastUnits: when.MaxDay, Grid: grids[level]}
	if level != salient.Withheld {
		r.LastUnits = day - when.Day(embargo)
	}
	return r
}

// Delayed is the rule with days younger than n kept back of everything, counted from a day.
func (r Rule) Delayed(day when.Day, n int) Rule {
	r.Last = day - when.Day(n)
	r.LastUnits = r.Last
	return r
}

// shows reports whether a row of a sensitivity may be shown.
func (r Rule) shows(s salient.Sensitivity) bool { return s.Within(r.Level) }

// Young reports whether a claim speaks of days that are kept back.
func (r Rule) Young(c *salient.Case, cl *salient.Claim) bool {
	last := r.Last
	if cl.Kind == salient.Presence || cl.Kind == salient.Movement {
		last = r.LastUnits
	}
	if last >= when.MaxDay {
		return false
	}
	day, ok := lastDay(c, cl)
	return ok && day > last
}

// lastDay is the last day that a claim may speak of: that of its document, if it names none.
func lastDay(c *salient.Case, cl *salient.Claim) (day when.Day, ok bool) {
	said, known := c.Said(cl)
	if !known {
		return cl.When.Bounds(c.Settings.Widening()).To, !cl.When.IsZero()
	}
	days := cl.Reach(c.Settings.Widening(), said).Days
	if len(days) == 0 {
		return said, true
	}
	return days[len(days)-1].To, true
}

// Coarse is the point of the rule's grid that is nearest to a point.
func (r Rule) Coarse(p geo.Point) geo.Point {
	if r.Grid <= 0 {
		return p
	}
	return geo.Point{Lon: math.Round(p.Lon/r.Grid) * r.Grid, Lat: math.Round(p.Lat/r.Grid) * r.Grid}
}
