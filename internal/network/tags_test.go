package network_test

import (
	"errors"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

func TestWhichWaysAreRoads(t *testing.T) {
	for _, tt := range []struct {
		tags string
		want string // "": a road
	}{
		{"highway=primary", ""},
		{"highway=motorway_link", ""},
		{"highway=road", ""},
		{"highway=track", ""},
		{"route=ferry", ""},
		{"route=ferry motor_vehicle=yes", ""},
		{"highway=service access=private", ""},
		{"highway=residential access=no motor_vehicle=yes", ""},
		{"building=yes", "no road"},
		{"route=bus", "no road"},
		{"highway=footway", "a way on foot, by bicycle or on horseback"},
		{"highway=construction construction=primary", "not built, or gone"},
		{"highway=residential motor_vehicle=no", "closed to motor vehicles (access, vehicle, motor_vehicle or motorcar is no)"},
		{"highway=primary access=no", "closed to motor vehicles (access, vehicle, motor_vehicle or motorcar is no)"},
		{"highway=service area=yes", "an area"},
		{"highway=raceway", "a highway of another kind"},
		{"route=ferry motor_vehicle=no", "a ferry that takes no vehicles"},
	} {
		if why, ok := network.IsRoad(tags(tt.tags)); why != tt.want || ok != (tt.want == "") {
			t.Errorf("IsRoad(%s) = %q, %v, want %q", tt.tags, why, ok, tt.want)
		}
	}
}

// built is the one road of a way with some tags.
func built(t *testing.T, text, limits string) salient.Road {
	t.Helper()
	l, err := network.ParseLimits(limits)
	if err != nil {
		t.Fatal(err)
	}
	n, _ := network.Build(byID([]geo.Point{at(0, 0), at(100, 0)}, way(1, text, 0, 1)), network.Options{Network: "n", Limits: l})
	return n.Roads[0]
}

func TestDirections(t *testing.T) {
	for text, want := range map[string]string{
		"highway=primary":                                    "",
		"highway=primary oneway=yes":                         "yes",
		"highway=primary oneway=-1":                          "reverse",
		"highway=primary oneway=reversible":                  "",
		"highway=primary junction=roundabout":                "yes",
		"highway=motorway":                                   "yes",
		"highway=motorway oneway=no":                         "",
		"highway=motorway_link":                              "",
		"highway=primary oneway=yes oneway:bus=no":           "yes",
		"highway=primary oneway=yes oneway:motor_vehicle=no": "",
	} {
		if got := built(t, text, "").Oneway; got != want {
			t.Errorf("%s: oneway %q, want %q", text, got, want)
		}
	}
}

func TestSpeeds(t *testing.T) {
	for _, tt := range []struct {
		tags, limits string
		want         float64 // 0: by class alone
	}{
		{"highway=primary", "", 0},
		{"highway=primary maxspeed=50", "", 40},
		{"highway=primary maxspeed=50 ", "UA", 40},
		{"highway=residential", "UA", 0},                      // 25 is less than four fifths of 50
		{"highway=primary", "rural=60", 48},                   // four fifths of 60 are less than 65
		{"highway=motorway", "rural=100", 80},                 // no limit of its own: that of lesser roads
		{"highway=primary maxspeed=UA:urban", "", 40},         // the country's, whatever the case's
		{"highway=primary maxspeed=SY:urban", "urban=60", 48}, // not in the table: the one given
		{"highway=primary maxspeed=SY:urban", "", 0},
		{"highway=primary maxspeed=signals", "", 0},
		{"highway=primary maxspeed=none", "", 0},
		{"highway=living_street maxspeed=walk", "", 5.6000000000000005},
	} {
		r := built(t, tt.tags, tt.limits)
		got := 0.0
		if r.SpeedKmh != nil {
			got = *r.SpeedKmh
		}
		if got != tt.want {
			t.Errorf("%s with limits %q: %v km/h, want %v", tt.tags, tt.limits, got, tt.want)
		}
	}
	if mph := *built(t, "highway=primary maxspeed=30mph", "").SpeedKmh; mph < 38.6 || mph > 38.7 {
		t.Errorf("30 mph: %v km/h, want four fifths of 48.3", mph)
	}
	ferry := built(t, "route=ferry duration=00:30", "")
	if want := ferry.Line.Length().Km() * 2; ferry.Class != "ferry" || *ferry.SpeedKmh != want {
		t.Errorf("a ferry of half an hour: class %q, %v km/h, want %v", ferry.Class, *ferry.SpeedKmh, want)
	}
}

func TestLimitsThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"XX", "urban", "urban=", "urban=50,urban=60", "urban=-1", "urban=NaN", "rural=500", "town=50"} {
		if _, err := network.ParseLimits(text); !errors.Is(err, salient.ErrUsage) {
			t.Errorf("ParseLimits(%q): %v, want salient.ErrUsage", text, err)
		}
	}
}
