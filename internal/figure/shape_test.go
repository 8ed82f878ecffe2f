package figure

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
	"pgregory.net/rapid"
)

// blob draws a star-shaped polygon around (100, 100).
func blob(t *rapid.T) area {
	n := rapid.IntRange(3, 12).Draw(t, "corners")
	var ring []xy
	for i := range n {
		r := rapid.Float64Range(10, 90).Draw(t, "radius")
		ring = append(ring, polar(xy{100, 100}, r, 360*float64(i)/float64(n)))
	}
	return area{ring}
}

func (a area) size() float64 {
	var twice float64
	for _, ring := range a {
		for i, q := range ring {
			p := ring[(i+len(ring)-1)%len(ring)]
			twice += p.x*q.y - q.x*p.y
		}
	}
	return math.Abs(twice / 2)
}

func TestTheTwoPartsOfACutMakeTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := blob(t)
		normal := polar(xy{}, 1, rapid.Float64Range(0, 360).Draw(t, "direction"))
		at := rapid.Float64Range(-150, 250).Draw(t, "at")
		one, other := a.cut(normal, at), a.cut(normal.times(-1), -at)
		if got, want := one.size()+other.size(), a.size(); math.Abs(got-want) > 1e-6*want {
			t.Errorf("the parts of %v cut along %v at %v measure %v, want %v", a, normal, at, got, want)
		}
	})
}

func TestStrokesOfATextureStayInsideTheirArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := blob(t)
		tt := rapid.SampledFrom([]tile{
			holes, noEvidence, {period: 7, size: 1.1, turn: 45}, {period: 7, size: 1.1, turn: -45}, {period: 12, size: 1.6, turn: 90},
		}).Draw(t, "texture")
		turned := tt.turn
		if tt.marks == bars {
			turned += 90
		}
		for _, row := range rows([]area{a}, box{0, 0, 200, 200}, turned, tt.period) {
			for _, r := range row.runs {
				mid := turn(xy{(r.from + r.to) / 2, row.y}, turned)
				if r.to-r.from > 0.1 && !a.has(mid) {
					t.Errorf("the stroke of %s through %v lies outside %v", tt.name, mid, a)
				}
			}
		}
	})
}

func TestDegreesAndPixelsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-170, 170).Draw(t, "lon"), rapid.Float64Range(-75, 75).Draw(t, "lat")
		b := geo.Box{West: lon, South: lat, East: lon + rapid.Float64Range(0.1, 8).Draw(t, "width"), North: lat + rapid.Float64Range(0.1, 8).Draw(t, "height")}
		v := fit(b, 700, rapid.SampledFrom([]float64{0, 300, 900}).Draw(t, "tall"))
		shown := v.geo()
		for _, p := range []geo.Point{{Lon: b.West, Lat: b.South}, {Lon: b.East, Lat: b.North}} {
			if at := v.xy(p); !v.frame.grow(0.01).has(at) {
				t.Errorf("fit(%v) shows %v at %v, outside %v", b, p, at, v.frame)
			}
		}
		if at := v.xy(geo.Point{Lon: shown.West, Lat: shown.North}); at.to(xy{}) > 1e-6 {
			t.Errorf("the north-west corner of the view of %v is at %v, want (0, 0)", b, at)
		}
		east := geo.Distance(geo.Point{Lon: lon, Lat: v.lat}, geo.Point{Lon: lon + 0.01, Lat: v.lat})
		got, want := v.pixels(east), v.xy(geo.Point{Lon: lon + 0.01}).x-v.xy(geo.Point{Lon: lon}).x
		if math.Abs(got-want) > 1e-3*want {
			t.Errorf("%v m are %v pixels at latitude %v, want %v", east, got, v.lat, want)
		}
	})
}

func TestNumbersHaveOneDecimal(t *testing.T) {
	for v, want := range map[float64]string{0: "0", -0.04: "0", 12: "12", 12.34: "12.3", -1.25: "-1.3", 100: "100", math.NaN(): "0"} {
		if got := num(v); got != want {
			t.Errorf("num(%v) = %q, want %q", v, got, want)
		}
	}
}

// grid is n × n square cells of two sides with a front between, as large as a country.
func grid(n int) MapData {
	m := MapData{On: when.Of(2013, 5, 20), Known: when.Of(2013, 5, 22), Sides: sampleSides[:2], Ground: &Ground{}}
	for i := range n * n {
		x, y := float64(i%n), float64(i/n)
		c := square(fmt.Sprintf("p%05d", i), x/10, 30+y/10)
		for k := range c.Area[0][0] {
			p := &c.Area[0][0][k]
			*p = geo.Point{Lon: (x + p.Lon - x/10) / 10, Lat: 30 + (y+p.Lat-30-y/10)/10}
		}
		c.Name, c.Weight = fmt.Sprintf("Place %d", i), float64(i*7919%10007)
		c.At = geo.Point{Lon: (x + 0.5) / 10, Lat: 30 + (y+0.5)/10}
		c.Control = Control{State: Held, Side: SideNo(1 + (i%n+i/n/3)/(n/2)%2), P: 0.9, Inferred: i%11 == 0}
		m.Cells = append(m.Cells, c)
	}
	return m
}

func zipped(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

func TestMapsKeepTheirBudget(t *testing.T) {
	o := Options{Width: 1000, PlaceHref: placeHref}
	if got := zipped(t, Map(grid(71), MapOptions{Options: o, Bare: true})); got > 700_000 {
		t.Errorf("a map of 5041 cells takes %d bytes zipped, want at most 700000", got)
	}
	if got := zipped(t, Map(sampleMap(), MapOptions{Options: Options{}, Bare: true})); got > 6000 {
		t.Errorf("the sample's map takes %d bytes zipped, want at most 6000", got)
	}
}

func TestNamesDoNotOverlap(t *testing.T) {
	d := newMapper(grid(30), MapOptions{Options: Options{Width: 800}, Bare: true})
	before := len(d.busy.all)
	d.names()
	set := d.busy.all[before:]
	if len(set) < 10 {
		t.Fatalf("names set %d names of 900, want at least 10", len(set))
	}
	for i, a := range set {
		for _, b := range set[:i] {
			if a.meets(b) {
				t.Errorf("two names overlap: %v and %v", a, b)
			}
		}
	}
}

func TestTheKeyShowsOnlyWhatIsDrawn(t *testing.T) {
	words := func(m MapData) string {
		var s []string
		for _, k := range MapKey(m, MapOptions{}) {
			s = append(s, k.Words)
		}
		return strings.Join(s, " · ")
	}
	m := sampleMap()
	all := words(m)
	for _, want := range []string{"Government", "Contested", "Inferred, not seen", "Only claimed", "No evidence", "Road open to Government", "Said to be cut", "Besieged", "Battle", "Somewhere in the ring"} {
		if !strings.Contains(all, want) {
			t.Errorf("MapKey(sample) = %q, lacks %q", all, want)
		}
	}
	few := MapData{Sides: m.Sides, Cells: m.Cells[:2], Ground: &Ground{}}
	if got, want := words(few), "Opposition · Paler is less sure: almost certain, very likely"; got != want {
		t.Errorf("MapKey(two cells of one side) = %q, want %q", got, want)
	}
}

func TestMarksCarryTheirIdsAndLinks(t *testing.T) {
	m := string(Map(sampleMap(), MapOptions{Options: screen(760)}))
	for _, want := range []string{`data-place="al-qusayr"`, `<a href="/places/al-qusayr?on=2013-05-20" aria-label="Al-Qusayr: Opposition, very likely (85%)">`, `<a href="/claims/c1"`, `role="group"`} {
		if !strings.Contains(m, want) {
			t.Errorf("Map lacks %s", want)
		}
	}
	s := string(Strip(sampleStrip(), screen(760)))
	for _, want := range []string{`data-claim="c07"`, `href="/claims/c07"`, "+6.2 dB, 20 May 2013: said c07", "−5.1 dB"} {
		if !strings.Contains(s, want) {
			t.Errorf("Strip lacks %s", want)
		}
	}
	c := string(RouteCalendar(sampleCalendar(), screen(760)))
	if want := `href="/map?on=2013-04-19" aria-label="uncertain, 19 April 2013 to 4 June 2013"`; !strings.Contains(c, want) {
		t.Errorf("RouteCalendar lacks %s", want)
	}
}

func TestPrintHasNoPatterns(t *testing.T) {
	for _, name := range kinds {
		svg := nastyFigure(name, "x", Print)
		if bytes.Contains(svg, []byte("<pattern")) || bytes.Contains(svg, []byte("class=\"f-")) {
			t.Errorf("%s for print has patterns or classes of the screen", name)
		}
	}
}

func TestStackIsInTheOrderOfSidesWithContestedBetween(t *testing.T) {
	l := layersOf([]Run{{P: []float64{0.1, 0.05, 0.4}, Contested: 0.45}}, 3)
	if got, want := fmt.Sprint(l.order, l.two), "[1 0 2 3] [1 3]"; got != want {
		t.Errorf("layersOf = %s, want %s", got, want)
	}
	h := salient.Holding{Status: salient.Held, Basis: salient.Inferred, Holders: []salient.Holder{{Side: "opposition", P: 0.7}, {Side: salient.Contested, P: 0.3}}}
	r := RunOf(h, sampleSides[:2], when.Span{})
	if got, want := stackWords(r, sampleSides[:2]), "Opposition: likely, 70%; Contested: unlikely, 30%; Government: almost no chance, <1%; inferred, not seen."; got != want {
		t.Errorf("stackWords = %q, want %q", got, want)
	}
}

func BenchmarkMapOf5000Cells(b *testing.B) {
	m := grid(71)
	for b.Loop() {
		Map(m, MapOptions{Options: Options{Width: 1000}, Bare: true})
	}
}

func BenchmarkMapOfTheSample(b *testing.B) {
	m := sampleMap()
	for b.Loop() {
		Map(m, MapOptions{})
	}
}
