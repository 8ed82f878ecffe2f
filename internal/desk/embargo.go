package desk

import (
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Embargoed reports whether a day is still kept back: younger than the case's embargo,
// counted from today. Chokepoints, cut sets, suppositions and the places of units are shut
// on such days, in pages, API and exports.
func (v *View) Embargoed(day when.Day) bool {
	return day > v.Today-when.Day(v.embargo)
}

// Shut is the error for a question about an embargoed day, nil for any other day. It is a
// salient.ErrUsage.
func (v *View) Shut(day when.Day) error {
	if !v.Embargoed(day) {
		return nil
	}
	return fmt.Errorf("%s is younger than the case's embargo of %d days: shut for this question: %w",
		day, v.embargo, salient.ErrUsage)
}
