package desk_test

import (
	"errors"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

func TestDaysYoungerThanTheEmbargoAreShut(t *testing.T) {
	v := desk.NewView(&salient.Case{Settings: salient.Settings{Embargo: 30}}, desk.Cut{})
	v.Today = when.Of(2013, 6, 30)
	for day, want := range map[string]bool{"2013-05-20": false, "2013-05-31": false, "2013-06-01": true, "2013-06-30": true, "2014-01-01": true} {
		on, err := when.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Embargoed(on); got != want {
			t.Errorf("Embargoed(%s) = %v on 30 June with an embargo of 30 days, want %v", day, got, want)
		}
		if err := v.Shut(on); errors.Is(err, salient.ErrUsage) != want {
			t.Errorf("Shut(%s) = %v, want an ErrUsage: %v", day, err, want)
		}
	}
}
