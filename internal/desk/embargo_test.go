package desk_test

import (
	"errors"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/when"
)

func TestDaysYoungerThanTheEmbargoAreShut(t *testing.T) {
	d := desk.New(nil, nil, func() time.Time { return time.Date(2013, 6, 30, 12, 0, 0, 0, time.UTC) })
	v := desk.NewView(&salient.Case{Settings: salient.Settings{Embargo: 30}}, desk.Cut{})
	e := d.Embargo(v)
	for day, want := range map[string]bool{"2013-05-20": false, "2013-05-31": false, "2013-06-01": true, "2013-06-30": true, "2014-01-01": true} {
		on, err := when.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Shut(on); got != want {
			t.Errorf("Shut(%s) = %v on 30 June with an embargo of 30 days, want %v", day, got, want)
		}
		if err := e.Check(when.Span{From: on - 5, To: on}); errors.Is(err, salient.ErrUsage) != want {
			t.Errorf("Check(… %s) = %v, want an ErrUsage: %v", day, err, want)
		}
	}
}
