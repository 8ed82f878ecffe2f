package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/salient-osint/salient"
)

// elements is every element of the figures.
var elements = map[string]bool{
	"svg": true, "title": true, "desc": true, "g": true, "a": true, "path": true, "rect": true, "circle": true,
	"text": true, "defs": true, "pattern": true, "clipPath": true,
}

// checkSafe reports what makes a figure no well-formed XML, or no safe part of a page.
func checkSafe(svg []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !elements[e.Name.Local] {
			return fmt.Errorf("element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
				return fmt.Errorf("attribute %s on %s", a.Name.Local, e.Name.Local)
			}
		}
	}
}

const nasty = `"><script>alert('1')</script> & ]]> <!-- ` + "\x00\x0b\uFFFE\u202Ex\u2066 \xff"

func nastyMap(s string) MapData {
	m := sampleMap()
	m.Title, m.Sources, m.Subject = s, s, s
	m.Sides = []Side{{ID: "a", Name: s, Colour: s}, {ID: "b", Name: "B"}}
	for i := range m.Cells {
		m.Cells[i].Name, m.Cells[i].Local = s, salient.Name{Language: s, Text: s}
		m.Cells[i].Place = salient.PlaceID(fmt.Sprint(s, i))
	}
	m.Sieges = []Siege{{Places: []salient.PlaceID{m.Cells[3].Place}, Words: s, Tip: s, Gap: &Gap{m.Cells[3].At, m.Cells[4].At, s}}}
	m.Paths = []Path{{Line: m.Roads[0].Line, Way: Open, Side: 1, Words: s}}
	m.Stops = []Stop{{m.Cells[1].At, s, s}}
	m.Events[0].Title, m.Events[0].Claim = s, salient.ClaimID(s)
	m.Units[0].Name, m.Units[0].Echelon = s, s
	return m
}

// kinds names every kind of figure.
var kinds = []string{"Map", "Timeline", "Strip", "RouteCalendar", "SiegeTable", "Stack", "MapKey"}

// nastyFigure draws a figure with a text in every place that takes one.
func nastyFigure(kind, s string, theme Theme) []byte {
	o := Options{
		Theme: theme, ID: s,
		PlaceHref: func(id salient.PlaceID) string { return "/places/" + string(id) },
		ClaimHref: func(id salient.ClaimID) string { return "/claims/" + string(id) },
	}
	switch kind {
	case "Map":
		return Map(nastyMap(s), MapOptions{Options: o, Heading: true})
	case "MapKey":
		return MapKey(nastyMap(s), MapOptions{Options: o})[0].Swatch
	case "Timeline":
		t := sampleTimeline()
		t.Title, t.Note = s, s
		t.Phases[0].Name, t.Lanes[0].Name, t.Lanes[0].Local = s, s, salient.Name{Language: s, Text: s}
		t.Lanes[0].Marks[0].Label, t.Lanes[0].Marks[0].Title, t.Lanes[0].Marks[0].Claim = s, s, salient.ClaimID(s)
		return Timeline(t, o)
	case "Strip":
		st := sampleStrip()
		st.Name, st.Sides, st.Claims[0].Says, st.Claims[0].Claim = s, []Side{{Name: s}, {Name: s}}, s, salient.ClaimID(s)
		return Strip(st, o)
	case "SiegeTable":
		st := sampleSieges()
		st.Title, st.Note, st.Rows[0].Name, st.Rows[0].Words, st.Sides = s, s, s, s, []Side{{Name: s}, {Name: s}}
		return SiegeTable(st, o)
	case "RouteCalendar":
		c := sampleCalendar()
		c.Title, c.Rows[0].Name, c.Rows[0].Runs[0].By = s, s, s
		return RouteCalendar(c, o)
	}
	return Stack(sampleStrip().Runs[4], []Side{{Name: s}, {Name: s}}, o)
}

func TestNamesCannotBreakOutOfAFigure(t *testing.T) {
	for _, theme := range []Theme{Screen, Light, Dark, Print} {
		for _, name := range kinds {
			svg := nastyFigure(name, nasty, theme)
			if err := checkSafe(svg); err != nil {
				t.Errorf("%s with a nasty name (theme %d): %v", name, theme, err)
			}
			if bytes.Contains(svg, []byte("<script")) || bytes.ContainsRune(svg, 0x202E) {
				t.Errorf("%s with a nasty name (theme %d) has a script or a turn of direction in it", name, theme)
			}
		}
	}
}

func FuzzEscapedTextIsText(f *testing.F) {
	for _, s := range []string{nasty, "القصير", "", "a&amp;b", "\U0001F600", "\uFFFF"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got struct {
			A string `xml:"a,attr"`
			T string `xml:",chardata"`
		}
		doc := `<x a="` + esc(s) + `">` + esc(s) + `</x>`
		if err := xml.Unmarshal([]byte(doc), &got); err != nil {
			t.Fatalf("esc(%q) = %q: %v", s, esc(s), err)
		}
		if got.T != plainText(s) {
			t.Errorf("esc(%q) reads back as %q, want %q", s, got.T, plainText(s))
		}
	})
}

// plainText is what a reader sees of a text: without characters that XML forbids or that
// turn the direction.
func plainText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case turnsText(r):
		case !allowed(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func FuzzFiguresAreSafe(f *testing.F) {
	for i := range kinds {
		f.Add(nasty, uint8(i), uint8(i%4))
	}
	f.Add("القصير", uint8(0), uint8(3))
	f.Fuzz(func(t *testing.T, s string, kind, theme uint8) {
		if len(s) > 200 {
			t.Skip("long texts only take time")
		}
		name := kinds[int(kind)%len(kinds)]
		if err := checkSafe(nastyFigure(name, s, Theme(theme%4))); err != nil {
			t.Fatalf("%s with %q: %v", name, s, err)
		}
	})
}

func TestTheSameValuesInAnyOrderGiveTheSameBytes(t *testing.T) {
	opt := MapOptions{Options: themed(Print, 700)}
	want := Map(sampleMap(), opt)
	line := Timeline(sampleTimeline(), themed(Screen, 800))
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		m := sampleMap()
		shuffle(rng, m.Cells)
		shuffle(rng, m.Events)
		shuffle(rng, m.Roads)
		shuffle(rng, m.Cuts)
		shuffle(rng, m.Units)
		if got := Map(m, opt); !bytes.Equal(got, want) {
			t.Fatalf("Map of shuffled data differs: %d bytes, want %d", len(got), len(want))
		}
		l := sampleTimeline()
		for _, lane := range l.Lanes {
			shuffle(rng, lane.Marks)
		}
		if got := Timeline(l, themed(Screen, 800)); !bytes.Equal(got, line) {
			t.Fatalf("Timeline of shuffled marks differs: %d bytes, want %d", len(got), len(line))
		}
	}
}

func shuffle[T any](rng *rand.Rand, s []T) {
	rng.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}

func TestEmptyDataStillGivesAFigure(t *testing.T) {
	for name, svg := range map[string][]byte{
		"Map":           Map(MapData{}, MapOptions{}),
		"Timeline":      Timeline(TimelineData{}, Options{}),
		"Strip":         Strip(StripData{}, Options{}),
		"RouteCalendar": RouteCalendar(CalendarData{}, Options{}),
		"Stack":         Stack(Run{}, nil, Options{}),
	} {
		if err := checkSafe(svg); err != nil {
			t.Errorf("%s of nothing: %v", name, err)
		}
		if bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
			t.Errorf("%s of nothing has a number that is none", name)
		}
	}
}
