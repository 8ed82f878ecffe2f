package area_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/when"
)

// history is a random case with a random holding of each place on each of some days.
type history struct {
	c       *salient.Case
	d       *cell.Diagram
	letters map[salient.PlaceID][]byte // by day
	days    int
}

// aHistory has towns of several quarters, districts, places abroad, without a point, without
// a figure, and rear ground for some of the days.
func aHistory(t *rapid.T) history {
	h := history{
		c:       &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}, Country: "here"}},
		letters: map[salient.PlaceID][]byte{}, days: rapid.IntRange(1, 6).Draw(t, "days"),
	}
	figure := func() *int64 {
		if rapid.Bool().Draw(t, "has figure") {
			return nil
		}
		n := rapid.Int64Range(0, 9999).Draw(t, "people")
		return &n
	}
	add := func(p salient.Place) { h.c.Places = append(h.c.Places, p) }
	for _, id := range []salient.PlaceID{"here", "there"} {
		add(salient.Place{ID: id, Kind: salient.Country})
	}
	for _, id := range []salient.PlaceID{"d1", "d2"} {
		add(salient.Place{ID: id, Kind: salient.District, Parent: "here", Population: figure()})
	}
	for _, id := range []salient.PlaceID{"t1", "t2", "t3"} {
		add(salient.Place{ID: id, Kind: "town", Parent: rapid.SampledFrom([]salient.PlaceID{"d1", "d2"}).Draw(t, "district"), Population: figure()})
	}
	for i := range rapid.IntRange(1, 25).Draw(t, "n") {
		p := salient.Place{
			ID: salient.PlaceID(fmt.Sprintf("p%02d", i)), Kind: "village", Population: figure(),
			Parent: rapid.SampledFrom([]salient.PlaceID{"t1", "t1", "t2", "t3", "d1", "d2", "here", "there"}).Draw(t, "parent"),
			At:     &geo.Point{Lon: 36 + rapid.Float64Range(0, 1).Draw(t, "x"), Lat: 34 + rapid.Float64Range(0, 1).Draw(t, "y")},
		}
		switch rapid.IntRange(0, 9).Draw(t, "oddity") {
		case 0:
			p.At = nil
		case 1:
			p.RearOf = []salient.Rear{{Side: "blue"}}
		case 2:
			since, _ := when.Parse("1970-01-03/..")
			p.RearOf = []salient.Rear{{Side: "red", When: since}}
		}
		add(p)
		h.letters[p.ID] = rapid.SliceOfN(rapid.SampledFrom([]byte("bBrRcn??")), h.days, h.days).Draw(t, "letters")
		for d := 1; d < h.days; d++ { // most days change little
			if rapid.IntRange(0, 2).Draw(t, "keep") > 0 {
				h.letters[p.ID][d] = h.letters[p.ID][d-1]
			}
		}
	}
	h.c.Sort()
	h.d = cell.OfCase(h.c)
	return h
}

func (h history) ground(id salient.PlaceID, day when.Day) salient.Holding {
	letters := h.letters[id]
	if letters == nil { // a town without quarters, of which nothing is known
		return salient.Holding{Place: id, On: day, Status: salient.Unknowing, Basis: salient.NoEvidence}
	}
	out := holding(id, letters[day])
	out.Place, out.On = id, day
	return out
}

func (h history) net() *area.Net { return area.NewNet(h.c, h.d) }

func (h history) span() when.Span { return when.Span{From: 0, To: when.Day(h.days - 1)} }

func TestAreasByHolderSumToAllCellsInDispute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		leaves := h.c.Leaves()
		for d := range when.Day(h.days) {
			p := h.net().On(func(id salient.PlaceID) salient.Holding { return h.ground(id, d) })
			var want, got geo.Area
			for _, c := range p.Cells() {
				if !c.Foreign && !c.Rear {
					want += geo.Area(math.Round(float64(c.Ring.Area())))
				}
			}
			places := p.Sum.LeftOut
			for _, x := range p.Sum.Totals {
				got += x.Area
				places += x.Places
			}
			if got != want || places != len(leaves) {
				t.Fatalf("day %d: holders have %v m², the cells %v; %d places of %d", d, got, want, places, len(leaves))
			}
		}
	})
}

// Rear ground is left out on the days on which it is that, whoever holds it; foreign ground always.
func TestRearAndForeignGroundIsLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		for d := range when.Day(h.days) {
			want := 0
			for _, id := range h.c.Leaves() {
				p, _ := h.c.Place(id)
				rear := len(p.RearOf) > 0 && (p.RearOf[0].When.IsZero() || d >= 2)
				if rear || h.c.Foreign(id) {
					want++
				}
			}
			if got := h.net().Whole().On(d, h.ground).Parts[0].LeftOut; got != want {
				t.Fatalf("day %d leaves out %d places, want %d", d, got, want)
			}
		}
	})
}

// The series is what each day gives from scratch; days that it leaves out are like the day before.
func TestTheSeriesEqualsEachDayFromScratch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		for _, dv := range []*area.Division{h.net().Whole(), h.net().By(salient.District), h.net().By("town"), h.net().By("village")} {
			series := dv.Through(h.span(), h.ground)
			if n := len(series); series[0].On != 0 || series[n-1].On != when.Day(h.days-1) {
				t.Fatalf("the series runs from %v to %v", series[0].On, series[n-1].On)
			}
			var last area.Day
			for d := range when.Day(h.days) {
				if len(series) > 0 && series[0].On == d {
					last, series = series[0], series[1:]
				}
				last.On = d
				if diff := cmp.Diff(dv.On(d, h.ground), last); diff != "" {
					t.Fatalf("day %d (-from scratch +series):\n%s", d, diff)
				}
			}
		}
	})
}

func TestThePictureSumsLikeTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		n := h.net()
		p := n.On(func(id salient.PlaceID) salient.Holding { return h.ground(id, 0) })
		want := n.Whole().On(0, h.ground)
		if diff := cmp.Diff(want, area.Day{On: 0, Parts: []area.Sum{p.Sum}, Borders: p.Borders}); diff != "" {
			t.Fatalf("(-day +picture):\n%s", diff)
		}
	})
}

// The lines of the front between two states are as long as the border that is counted, and
// its regions as large as their cells.
func TestLinesAndRegionsAgreeWithWhatIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		p := h.net().On(func(id salient.PlaceID) salient.Holding { return h.ground(id, 0) })
		lines, most := map[[2]salient.State]geo.Length{}, 0
		for _, f := range p.Front {
			lines[[2]salient.State{f.Left, f.Right}] += f.Length
			most += len(f.Line)
		}
		for _, b := range p.Borders {
			key := [2]salient.State{b.A, b.B}
			if got := lines[key]; math.Abs(float64(got-b.Length)) > 0.0005*float64(most)+1e-6 {
				t.Fatalf("lines between %v are %v m long, the border %v m", key, got, b.Length)
			}
			delete(lines, key)
		}
		for key, got := range lines {
			if got > 0.0005*geo.Length(most) {
				t.Fatalf("a line of %v m between %v has no border", got, key)
			}
		}
		regions := map[salient.State]geo.Area{}
		for _, r := range p.Regions {
			regions[r.State] += r.Area
		}
		for _, x := range p.Sum.Totals {
			if x.State != area.Unknown && regions[x.State] != x.Area {
				t.Fatalf("regions of %s have %v m², its total %v", x.State, regions[x.State], x.Area)
			}
		}
	})
}

// Parts add up to the whole: places, area, and people who are counted in a part at all.
func TestPartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		n := h.net()
		whole := n.Whole().On(0, h.ground).Parts[0]
		for _, kind := range []salient.PlaceKind{salient.District, salient.Country, "town", "none such"} {
			got := map[salient.State]area.Total{}
			left := 0
			for _, part := range n.By(kind).On(0, h.ground).Parts {
				left += part.LeftOut
				for _, x := range part.Totals {
					sum := got[x.State]
					got[x.State] = area.Total{State: x.State, Places: sum.Places + x.Places, Area: sum.Area + x.Area, People: sum.People + x.People, Blank: sum.Blank + x.Blank}
				}
			}
			if left != whole.LeftOut {
				t.Fatalf("by %s %d places are left out, want %d", kind, left, whole.LeftOut)
			}
			for _, want := range whole.Totals {
				if diff := cmp.Diff(want, got[want.State]); diff != "" {
					t.Fatalf("by %s, %s (-whole +parts):\n%s", kind, want.State, diff)
				}
			}
		}
	})
}

// Sides have no names of their own: calling blue red and red blue calls the answer so.
func TestRelabelledSidesRelabelTheAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		other := h
		swapped := *h.c
		swapped.Settings.Sides = []salient.ActorID{"red", "blue"}
		other.c = &swapped
		swap := map[byte]byte{'b': 'r', 'r': 'b', 'B': 'R', 'R': 'B', 'c': 'c', 'n': 'n', '?': '?'}
		other.letters = map[salient.PlaceID][]byte{}
		for id, letters := range h.letters {
			for _, l := range letters {
				other.letters[id] = append(other.letters[id], swap[l])
			}
		}
		want := h.net().Whole().Through(h.span(), h.ground)
		got := other.net().Whole().Through(h.span(), other.ground)
		rename := map[salient.State]salient.State{"blue": "red", "red": "blue"}
		name := func(s *salient.State) {
			if to, ok := rename[*s]; ok {
				*s = to
			}
		}
		for _, day := range got {
			for i := range day.Parts[0].Totals {
				name(&day.Parts[0].Totals[i].State)
			}
			for i := range day.Borders {
				name(&day.Borders[i].A)
				name(&day.Borders[i].B)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-as they are +relabelled):\n%s", diff)
		}
	})
}

func TestThereIsNoFrontWhereAllHoldAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		letter := rapid.SampledFrom([]byte("bRcn?")).Draw(t, "letter")
		for id := range h.letters {
			for d := range h.letters[id] {
				h.letters[id][d] = letter
			}
		}
		for _, id := range h.c.Leaves() {
			if h.letters[id] == nil {
				h.letters[id] = slices.Repeat([]byte{letter}, h.days)
			}
		}
		p := h.net().On(func(id salient.PlaceID) salient.Holding { return h.ground(id, 0) })
		if p.Borders != nil || p.Front != nil {
			t.Fatalf("all are %c, and there are borders %v and a front of %d lines", letter, p.Borders, len(p.Front))
		}
	})
}

// The order in which a case lists its places changes nothing.
func TestTheOrderOfPlacesDoesNotMatterToTheSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := aHistory(t)
		want := h.net().By(salient.District).Through(h.span(), h.ground)
		shuffled := *h.c
		shuffled.Places = rapid.Permutation(slices.Clone(h.c.Places)).Draw(t, "shuffled")
		shuffled.Sort()
		got := area.NewNet(&shuffled, cell.OfCase(&shuffled)).By(salient.District).Through(h.span(), h.ground)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-sorted +shuffled):\n%s", diff)
		}
	})
}

// Villages in the middle of the fields of a graticule have those fields for cells: R²·Δλ·(sin φ₂ − sin φ₁).
func TestCellsOfAGraticuleHaveTheirTextbookAreas(t *testing.T) {
	c, d := grid(4)
	p := area.Of(c, d, lettered("bbbbrrrrccccnnnn"))
	const rad = math.Pi / 180
	for row, x := range []salient.State{"blue", "red", salient.Contested, salient.Nobody} {
		south := 34 + float64(row)/4
		want := math.Pow(float64(geo.EarthRadius), 2) * rad * (math.Sin((south+0.25)*rad) - math.Sin(south*rad))
		for _, got := range p.Sum.Totals {
			if got.State == x && math.Abs(float64(got.Area)-want) > 4 { // four cells, each in whole square metres
				t.Errorf("%s has %v m², want %v", x, got.Area, want)
			}
		}
	}
	wantBorder := geo.Distance(geo.Point{Lon: 36, Lat: 34.25}, geo.Point{Lon: 36.25, Lat: 34.25}) * 4
	if got := p.Borders[0]; got.A != "blue" || got.B != "red" || math.Abs(float64(got.Length-wantBorder)) > 0.002 {
		t.Errorf("Borders[0] = %+v, want blue to red of %v m", got, wantBorder)
	}
}

// A town's figure counts for who holds all its quarters; where they don't all share the fate
// it is divided, and nobody's. A quarter's own figure counts in its place.
func TestFiguresOfPopulation(t *testing.T) {
	people := func(n int64) *int64 { return &n }
	c := &salient.Case{Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}}, Places: []salient.Place{
		{ID: "district", Kind: salient.District, Population: people(1_000_000)},
		{ID: "half", Kind: "town", Parent: "district", Population: people(7000)},
		{ID: "p00", Kind: "quarter", Parent: "half", Population: people(100)},
		{ID: "p01", Kind: "quarter", Parent: "half"},
		{ID: "p02", Kind: "quarter", Parent: "town"},
		{ID: "p03", Kind: "quarter", Parent: "town"},
		{ID: "p04", Kind: "village", Parent: "district"},
		{ID: "town", Kind: "town", Parent: "district", Population: people(2000)},
	}}
	n := area.NewNet(c, cell.New(nil, box))
	for letters, want := range map[string]string{
		"bbbbb": "blue 5 2100 2; divided 0 0",
		"rbbrr": "blue 2 0 1, red 3 100 1; divided 1 2000",
		"cccc?": "contested 4 2100 1, unknown 1 0 1; divided 0 0",
	} {
		sum := n.On(lettered(letters)).Sum
		got := ""
		for _, x := range sum.Totals {
			got += fmt.Sprintf(", %s %d %d %d", x.State, x.Places, x.People, x.Blank)
		}
		got = fmt.Sprintf("%s; divided %d %d", got[2:], sum.Divided.Count, sum.Divided.People)
		if got != want {
			t.Errorf("%s: %s, want %s", letters, got, want)
		}
	}
}
