package figure

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

func holding(status salient.HoldingStatus, basis salient.Basis, p ...float64) salient.Holding {
	h := salient.Holding{Status: status, Basis: basis}
	for i, v := range p[:len(p)-1] {
		h.Holders = append(h.Holders, salient.Holder{Side: salient.State(sampleSides[i].ID), P: v})
	}
	h.Holders = append(h.Holders, salient.Holder{Side: salient.Contested, P: p[len(p)-1]})
	return h
}

func TestControlOfAHolding(t *testing.T) {
	tests := []struct {
		name  string
		h     salient.Holding
		sides int
		want  Control
	}{
		{"held", holding(salient.Held, salient.Observed, 0.1, 0.86, 0.04), 2, Control{State: Held, Side: 2, P: 0.86}},
		{"held, inferred", holding(salient.Held, salient.Inferred, 0.9, 0.05, 0.05), 2, Control{State: Held, Side: 1, P: 0.9, Inferred: true}},
		{"contested of two", holding(salient.Disputed, salient.Observed, 0.12, 0.36, 0.52), 2, Control{State: Contested, Side: 2, Second: 1, P: 0.36}},
		{"contested of three", holding(salient.Disputed, salient.Observed, 0.2, 0.3, 0.16, 0.34), 3, Control{State: Contested, Side: 2, Second: 1, Third: 3, P: 0.3}},
		{"third too weak", holding(salient.Disputed, salient.Observed, 0.2, 0.3, 0.14, 0.36), 3, Control{State: Contested, Side: 2, Second: 1, P: 0.3}},
		{"unknown", holding(salient.Unknowing, salient.NoEvidence, 0.4, 0.3, 0.3), 2, Control{}},
		{"zero", salient.Holding{}, 2, Control{}},
	}
	for _, tt := range tests {
		if got := ControlOf(tt.h, sampleSides[:tt.sides]); got != tt.want {
			t.Errorf("%s: ControlOf(%v) = %+v, want %+v", tt.name, tt.h.Holders, got, tt.want)
		}
	}
}

func TestTintsAreAsStrongAsTheWords(t *testing.T) {
	for p, want := range map[float64]float64{0.99: strong, 0.95: strong, 0.949: middle, 0.80: middle, 0.799: weak, 0.6: weak} {
		if got := (Control{State: Held, P: p}).strength(); got != want {
			t.Errorf("strength at p = %v is %v, want %v", p, got, want)
		}
	}
}

func TestPercentIsNeverZeroOrAHundred(t *testing.T) {
	for p, want := range map[float64]string{0: "<1%", 0.004: "<1%", 0.006: "1%", 0.52: "52%", 0.994: "99%", 0.996: ">99%", 1: ">99%"} {
		if got := percent(p); got != want {
			t.Errorf("percent(%v) = %s, want %s", p, got, want)
		}
	}
}

func TestFrontRunsBetweenUnlikeHolders(t *testing.T) {
	sure1, sure2 := Control{State: Held, Side: 1, P: 0.9}, Control{State: Held, Side: 2, P: 0.8}
	weak2 := Control{State: Held, Side: 2, P: 0.79}
	guess2 := Control{State: Held, Side: 2, P: 0.9, Inferred: true}
	both, turned := Control{State: Contested, Side: 1, Second: 2}, Control{State: Contested, Side: 2, Second: 1}
	tests := []struct {
		a, b Control
		want front
	}{
		{sure1, sure2, firm},
		{sure1, sure1, hairline},
		{sure1, weak2, fuzzy},
		{sure1, guess2, fuzzy},
		{sure2, guess2, hairline},
		{sure1, both, fuzzy},
		{both, turned, hairline},
		{sure1, Control{}, hairline},
		{sure1, Control{State: Rear}, hairline},
	}
	for _, tt := range tests {
		if got, back := frontBetween(tt.a, tt.b), frontBetween(tt.b, tt.a); got != tt.want || back != tt.want {
			t.Errorf("frontBetween(%+v, %+v) = %v, turned round %v, want %v", tt.a, tt.b, got, back, tt.want)
		}
	}
}

func square(id string, x, y float64) Cell {
	ring := geo.Ring{{Lon: x, Lat: y}, {Lon: x + 1, Lat: y}, {Lon: x + 1, Lat: y + 1}, {Lon: x, Lat: y + 1}, {Lon: x, Lat: y}}
	return Cell{Place: salient.PlaceID(id), Area: geo.MultiPolygon{{ring}}}
}

func TestEdgesOfCellsAreTheLinesThatTheyShare(t *testing.T) {
	got := EdgesOf([]Cell{square("c", 0, 1), square("a", 0, 0), square("b", 1, 0)})
	want := []Edge{
		{"a", "b", geo.Line{{Lon: 1, Lat: 1}, {Lon: 1, Lat: 0}}},
		{"a", "c", geo.Line{{Lon: 0, Lat: 1}, {Lon: 1, Lat: 1}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("EdgesOf(three squares) (-want +got):\n%s", diff)
	}
}

func TestEveryCellOfTheSampleMeetsAnother(t *testing.T) {
	m := sampleMap()
	met := map[salient.PlaceID]bool{}
	for _, e := range EdgesOf(m.Cells) {
		met[e.A], met[e.B] = true, true
	}
	for _, c := range m.Cells {
		if !met[c.Place] {
			t.Errorf("EdgesOf found no edge of %s", c.Place)
		}
	}
}

func TestTimeMarks(t *testing.T) {
	day := func(month time.Month, d int) when.Day { return when.Of(2013, month, d) }
	tests := []struct {
		date string
		some bool
		want TimeMark
	}{
		{"2013-05-20", false, TimeMark{Days: when.Span{From: day(5, 20), To: day(5, 20)}}},
		{"2013-05-20/2013-05-25", true, TimeMark{Days: when.Span{From: day(5, 20), To: day(5, 25)}, Shape: Some}},
		{"2013-05", false, TimeMark{Days: when.Span{From: day(5, 1), To: day(5, 31)}, Shape: Bracket}},
		{"2013-05", true, TimeMark{Days: when.Span{From: day(5, 1), To: day(5, 31)}, Shape: Bracket}},
		{"2013-05-20?", false, TimeMark{Days: when.Span{From: day(5, 20), To: day(5, 20)}, Hollow: true}},
		{"2013-05-20~", false, TimeMark{Days: when.Span{From: day(5, 18), To: day(5, 22)}, FadeFrom: 2, FadeTo: 2}},
		{"2013-05-20/..", false, TimeMark{Days: when.Span{From: day(5, 20), To: spring.To}, OpenTo: true}},
		{"../2013-03-20", false, TimeMark{Days: when.Span{From: spring.From, To: day(3, 20)}, OpenFrom: true}},
		{"2013-05-20/", false, TimeMark{Days: when.Span{From: day(5, 20), To: day(5, 20)}, NoFinish: true}},
		{"/2013-05-20", false, TimeMark{Days: when.Span{From: day(5, 20), To: day(5, 20)}, NoStart: true}},
		{"2013-02-20/2013-03-02", false, TimeMark{Days: when.Span{From: spring.From, To: day(3, 2)}, OpenFrom: true}},
		{"[2013-05-19,2013-05-21]", false, TimeMark{Days: when.Span{From: day(5, 19), To: day(5, 21)}, Shape: Some}},
	}
	for _, tt := range tests {
		got, ok := TimeMarkOf(when.MustParse(tt.date), tt.some, when.DefaultWidening, spring)
		if !ok || got != tt.want {
			t.Errorf("TimeMarkOf(%s, some %v) = %+v, %v, want %+v", tt.date, tt.some, got, ok, tt.want)
		}
	}
	if _, ok := TimeMarkOf(when.MustParse("2012-05"), false, when.DefaultWidening, spring); ok {
		t.Error("TimeMarkOf(2012-05) on an axis of spring 2013 is ok, want not")
	}
}

// Cells of internal/cell, whose neighbours are known exactly, are the other opinion.
func TestEdgesOfADiagramAreItsNeighbours(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var sites []cell.Site
	for i := range 300 {
		sites = append(sites, cell.Site{ID: fmt.Sprintf("s%03d", i), At: geo.Point{Lon: 36 + rng.Float64(), Lat: 34 + rng.Float64()}})
	}
	d := cell.New(sites, geo.Box{West: 35.9, South: 33.9, East: 37.1, North: 35.1})
	var cells []Cell
	want := map[[2]salient.PlaceID]bool{}
	for i := range d.Len() {
		cells = append(cells, Cell{Place: salient.PlaceID(d.Site(i).ID), Area: geo.MultiPolygon{{d.Ring(i)}}})
		for _, j := range d.Cell(i).Neighbours {
			if j > i {
				want[[2]salient.PlaceID{salient.PlaceID(d.Site(i).ID), salient.PlaceID(d.Site(j).ID)}] = true
			}
		}
	}
	got := map[[2]salient.PlaceID]bool{}
	for _, e := range EdgesOf(cells) {
		got[[2]salient.PlaceID{e.A, e.B}] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("EdgesOf(300 cells), against the diagram's neighbours (-want +got):\n%s", diff)
	}
}
