package salient

import (
	"math"

	"github.com/salient-osint/salient/geo"
)

// NetworkID names a network of roads.
type NetworkID string

// Network is a file of roads that is kept as an original, and how it is read. The roads
// themselves follow from the two and are no part of the ledger.
type Network struct {
	ID          NetworkID
	Name        string
	Format      string     // of NetworkFormats
	Reader      string     // what read it when it came in, with its version: "osm-pbf/1"
	File        string     // its path in a casebook
	SHA256      string     // of the original
	Snap        geo.Length // within which loose ends are joined; 0: lines meet at equal points
	Clip        *geo.Box   // what lies outside is cut off; nil: nothing is
	Limits      string     // speed limits where the file states none: a country's code, or as "urban=50,rural=80"
	Licence     string
	Sensitivity Sensitivity
	Note        string
}

// NetworkFormats are the formats of networks.
var NetworkFormats = []string{"osm-pbf", "osm-xml", "geojson", "gpkg"}

// Mapped is what a network's file says of a road.
type Mapped struct {
	Network NetworkID
	Also    []RoadID // ids of the ways of which the road is made up, sorted; nil if it is one's
	Tags    []Tag    // by key
}

// Tag is a key and its value as a map's makers wrote them.
type Tag struct{ Key, Value string }

// maxSnap in metres: farther apart, two ends are no slip of the pen.
const maxSnap = 5000

// Network reads a row of kind network.
func (r Row) Network() (Network, error) {
	f := &fields{row: r}
	f.id()
	n := Network{
		ID:          NetworkID(r.ID),
		Name:        f.text("name"),
		Format:      f.need("format", "one of "+join(NetworkFormats)),
		Reader:      f.text("reader"),
		File:        f.need("file", "the file's path in the casebook"),
		SHA256:      f.need("sha256", "the file's SHA-256"),
		Limits:      f.text("limits"),
		Licence:     f.text("licence"),
		Sensitivity: word(f, "sensitivity", Sensitivities),
		Note:        f.text("note"),
	}
	f.sum("sha256")
	word(f, "format", NetworkFormats)
	if v := f.number("snap_m"); v != nil {
		if !(*v >= 0 && *v <= maxSnap) || math.IsNaN(*v) {
			f.fail("snap_m", "metres from 0 to 5000")
		}
		n.Snap = geo.Length(*v)
	}
	if text := f.text("clip"); text != "" {
		box, ok := ParseBox(text)
		if !ok {
			f.fail("clip", "west,south,east,north in degrees")
		}
		n.Clip = &box
	}
	return n, f.err()
}
