package draw_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

const days = 12

var first = when.Of(2013, 5, 1)

// ladder is a case of two rows of villages with roads between neighbours, and who holds them
// on each day: b blue, r red, c contested.
func ladder(t *rapid.T) *desk.View {
	c := &salient.Case{Settings: salient.Settings{
		Sides: []salient.ActorID{"blue", "red"}, Period: when.MustParse("2013-05-01/2013-05-12"),
	}}
	at := func(x, y int) geo.Point { return geo.Point{Lon: 36 + float64(x)/10, Lat: 34 + float64(y)/10} }
	states := map[salient.PlaceID]string{}
	for x := range 4 {
		for y := range 2 {
			id, p := salient.PlaceID(fmt.Sprintf("p%d%d", x, y)), at(x, y)
			c.Places = append(c.Places, salient.Place{ID: id, Name: strings.ToUpper(string(id)), Kind: "village", At: &p})
			states[id] = rapid.StringOfN(rapid.RuneFrom([]rune("bbbrc")), days, days, -1).Draw(t, string(id))
			for _, to := range [][2]int{{x + 1, y}, {x, y + 1}} {
				if to[0] < 4 && to[1] < 2 {
					c.Roads = append(c.Roads, salient.Road{ID: salient.RoadID(fmt.Sprintf("r%s-%d%d", id, to[0], to[1])), Line: geo.Line{p, at(to[0], to[1])}})
				}
			}
		}
	}
	c.Sort()
	return desk.NewView(c, desk.Cut{}).With(func(leaf salient.PlaceID, day when.Day) salient.Holding {
		return held(leaf, day, states[leaf][max(0, min(int(day-first), days-1))])
	})
}

func held(leaf salient.PlaceID, day when.Day, state byte) salient.Holding {
	h := salient.Holding{Place: leaf, On: day, Status: salient.Held, Basis: salient.Observed}
	for letter, side := range map[byte]salient.State{'b': "blue", 'r': "red", 'c': salient.Contested} {
		p := 0.05
		if letter == state {
			p = 0.9
		}
		h.Holders = append(h.Holders, salient.Holder{Side: side, P: p})
	}
	return h
}

func TestTheCalendarOfAPartIsThatOfTheEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := ladder(t)
		from := rapid.IntRange(-2, days+1).Draw(t, "from")
		span := when.Span{From: first + when.Day(from), To: first + when.Day(rapid.IntRange(from, days+2).Draw(t, "to"))}
		for _, side := range []salient.ActorID{"blue", "red"} {
			q := route.Query{Side: side, From: "p00", To: "p31"}
			want, err := v.Routes().Calendar(v.Ground(), q, span)
			if err != nil {
				t.Fatal(err)
			}
			got, err := draw.WayCalendar(v, q, span)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("WayCalendar(%s, %v), period %v (-engine +got):\n%s", side, span, v.Span, diff)
			}
		}
	})
}

func TestAWayIsDrawnOrWhatCutsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := ladder(t)
		q := route.Query{Side: "blue", From: "p00", To: "p31", Day: first + when.Day(rapid.IntRange(0, days-1).Draw(t, "day"))}
		a, err := v.Routes().Best(v.Ground(), q)
		if err != nil {
			t.Fatal(err)
		}
		var d figure.MapData
		draw.ShowWay(v.Case, &d, q, a)
		if len(d.Stops) != 2 {
			t.Fatalf("ShowWay marks %d ends, want 2", len(d.Stops))
		}
		if cut := a.Status == route.Cut; cut != (len(d.Paths) == 0) || cut != (len(d.Cuts) > 0) {
			t.Fatalf("ShowWay of a way that is %s draws %d ways and %d cuts", a.Status, len(d.Paths), len(d.Cuts))
		}
		box, ok := draw.WayBox(v.Case, q, a)
		for _, s := range d.Stops {
			if !ok || !box.Has(s.At) {
				t.Fatalf("WayBox = %v, %v; %s lies outside", box, ok, s.Name)
			}
		}
	})
}

func TestNamesOfNamesEachPlaceOnce(t *testing.T) {
	c := &salient.Case{Places: []salient.Place{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}}}
	for _, tt := range []struct {
		ids  []salient.PlaceID
		most int
		want string
	}{
		{nil, 3, ""},
		{[]salient.PlaceID{"a", "b", "a"}, 3, "A and B"},
		{[]salient.PlaceID{"a", "b", "c"}, 2, "A, B and 1 more"},
		{[]salient.PlaceID{"gone"}, 2, "gone"},
	} {
		if got := draw.NamesOf(c, tt.ids, tt.most); got != tt.want {
			t.Errorf("NamesOf(%v, %d) = %q, want %q", tt.ids, tt.most, got, tt.want)
		}
	}
}
