package figure

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a figure with testdata/name.svg.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".svg")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs from %s (%d bytes, want %d); look at it, then run with -update", name, path, len(got), len(want))
	}
}

// themed returns the sample's options in a theme.
func themed(theme Theme, width float64) Options {
	o := screen(width)
	o.Theme = theme
	return o
}

func TestMapsLookAsTheyDid(t *testing.T) {
	m := sampleMap()
	golden(t, "map-screen", Map(m, MapOptions{Options: themed(Screen, 760), Box: &sampleBox}))
	golden(t, "map-light", Map(m, MapOptions{Options: themed(Light, 760), Box: &sampleBox, Bare: true}))
	golden(t, "map-dark", Map(m, MapOptions{Options: themed(Dark, 760), Box: &sampleBox}))
	golden(t, "map-print", Map(m, MapOptions{Options: themed(Print, 640), Box: &sampleBox, Heading: true}))
	golden(t, "map-narrow", Map(m, MapOptions{Options: themed(Screen, 360), Box: &sampleBox}))
	for i := range m.Cells {
		m.Cells[i].ClaimedBy = []SideNo{SideNo(i%3 + 1)}
	}
	m.Claimant = 2
	for i := range m.Cells {
		m.Cells[i].Word = Word{Part: i%3 == 0, Concedes: i%3 == 2, Denies: i%7 == 0, Old: i%5 == 0}
	}
	golden(t, "map-claimed", Map(m, MapOptions{Options: themed(Screen, 760), Box: &sampleBox}))
	golden(t, "map-claimed-print", Map(m, MapOptions{Options: themed(Print, 640), Box: &sampleBox, Heading: true}))
}

func TestMapsThatCompareLookAsTheyDid(t *testing.T) {
	m := comparedMap()
	golden(t, "map-changes", Map(m, MapOptions{Options: themed(Screen, 760), Box: &sampleBox}))
	golden(t, "map-changes-print", Map(m, MapOptions{Options: themed(Print, 640), Box: &sampleBox, Heading: true}))
	m.Against, m.Silent, m.Subject = "", "Nobody reports from here for 90 days or more", "Who reports from where"
	for i := range m.Cells {
		m.Cells[i].Control = Control{State: []State{Rear, Unknown}[i%2]}
	}
	golden(t, "map-gaps", Map(m, MapOptions{Options: themed(Screen, 760), Box: &sampleBox}))
}

// comparedMap is the sample against a day on which each third place was the next one's, or
// the same less surely, or as it is.
func comparedMap() MapData {
	m := sampleMap()
	m.Against, m.Sieges, m.Events, m.Units, m.Cuts = "1 April 2013", nil, nil, nil, nil
	all := slices.Clone(m.Cells)
	for i := range m.Cells {
		c := &m.Cells[i]
		switch before := all[(i+1)%len(all)].Control; i % 3 {
		case 0:
			c.Before = &before
		case 1:
			before = c.Control
			c.Before, c.Moved = &before, 0.13-float64(i)/50
		default:
			c.Control = Control{State: Rear}
		}
	}
	return m
}

// A map that compares says the same of cells in any order, and marks no place that is as it was.
func TestOnlyWhatChangedIsMarked(t *testing.T) {
	m := comparedMap()
	want := string(Map(m, MapOptions{Options: screen(760), Box: &sampleBox}))
	slices.Reverse(m.Cells)
	if got := string(Map(m, MapOptions{Options: screen(760), Box: &sampleBox})); got != want {
		t.Error("another order of cells gives another map")
	}
	for i := range m.Cells {
		m.Cells[i].Before, m.Cells[i].Control = nil, Control{State: Rear}
	}
	got := string(Map(m, MapOptions{Options: screen(760), Box: &sampleBox}))
	if !strings.Contains(got, "Nothing changed.") || strings.Contains(got, "side2") {
		t.Errorf("of no change the map has sides' marks: %v", strings.Contains(got, "side2"))
	}
}
