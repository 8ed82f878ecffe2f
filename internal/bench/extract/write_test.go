package extract_test

import (
	"bufio"
	"os"
	"testing"

	"github.com/salient-osint/salient/internal/bench/extract"
	"github.com/salient-osint/salient/internal/bench/net"
)

// TestWriteLarge writes the large net to files named by EXTRACT_DIR, for `make bench-roads-in`.
func TestWriteLarge(t *testing.T) {
	dir := os.Getenv("EXTRACT_DIR")
	if dir == "" {
		t.Skip("needs EXTRACT_DIR, a folder to write large.osm.pbf and large.geojson into")
	}
	s := net.Large(3600)
	s.Days = 1
	e := extract.OfNet(net.New(s))
	for name, write := range map[string]func(*bufio.Writer) error{
		"large.osm.pbf": func(w *bufio.Writer) error { return e.PBF(w) },
		"large.geojson": func(w *bufio.Writer) error { return e.GeoJSON(w) },
	} {
		f, err := os.Create(dir + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(f)
		if err := write(w); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
