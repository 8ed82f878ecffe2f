package figure

import (
	"flag"
	"os"
	"path/filepath"
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
	golden(t, "map-claimed", Map(m, MapOptions{Options: themed(Screen, 760), Box: &sampleBox}))
}
