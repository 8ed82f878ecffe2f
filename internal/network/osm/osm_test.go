package osm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/bench/extract"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/network/osm"
)

func tag(k, v string) salient.Tag { return salient.Tag{Key: k, Value: v} }

// small is a made-up town: a main road with a border crossing, a roundabout, a bridge over the
// main road, a ferry, and what is no road.
func small() extract.Extract {
	node := func(id int64, lon, lat float64, tags ...salient.Tag) extract.Node {
		return extract.Node{ID: id, At: geo.Point{Lon: lon, Lat: lat}, Tags: tags}
	}
	return extract.Extract{
		Nodes: []extract.Node{
			node(-5, 36.49, 34.5), node(1, 36.5, 34.5), node(2, 36.51, 34.5, tag("barrier", "border_control"), tag("name", "باب")),
			node(3, 36.52, 34.5), node(4, 36.53, 34.51), node(5, 36.52, 34.51), node(6, 36.51, 34.49), node(7, 36.51, 34.52),
			node(8, 36.6, 34.5), node(9, 36.7, 34.7, tag("highway", "traffic_signals")),
		},
		Ways: []extract.Way{
			{ID: 10, Refs: []int64{-5, 1, 2, 3}, Tags: []salient.Tag{tag("highway", "primary"), tag("name", "Main <&> \"Road\"")}},
			{ID: 11, Refs: []int64{3, 4, 5, 3}, Tags: []salient.Tag{tag("highway", "primary"), tag("junction", "roundabout")}},
			{ID: 12, Refs: []int64{6, 7}, Tags: []salient.Tag{tag("bridge", "yes"), tag("highway", "track")}},
			{ID: 13, Refs: []int64{3, 8}, Tags: []salient.Tag{tag("route", "ferry")}},
			{ID: 14, Refs: []int64{1, 9, 77}, Tags: []salient.Tag{tag("highway", "service")}}, // 77 isn't there
			{ID: 15, Refs: []int64{1, 9}, Tags: []salient.Tag{tag("building", "yes")}},
			{ID: 16, Refs: []int64{1, 9}, Tags: []salient.Tag{tag("highway", "footway")}},
		},
	}
}

func written(t testing.TB, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pbfOf(t testing.TB, e extract.Extract) []byte {
	return written(t, func(b *bytes.Buffer) error { return e.PBF(b) })
}

func xmlOf(t testing.TB, e extract.Extract) []byte {
	return written(t, func(b *bytes.Buffer) error { return e.XML(b) })
}

var ctx = context.Background()

var equal = cmp.Options{cmpopts.EquateNaNs(), cmpopts.EquateEmpty()}

func TestPBFAndXMLHoldTheSameRoads(t *testing.T) {
	large := extract.OfNet(net.New(net.Settings{Side: 120, Cols: 2, Rows: 2, Missing: 0.1, OneWay: 0.1, Days: 1, Seed: 5}))
	for name, e := range map[string]extract.Extract{"a small town": small(), "more than a blob": large} {
		a, err := osm.PBF(ctx, fileOf(pbfOf(t, e)), nil)
		if err != nil {
			t.Fatalf("%s: PBF: %v", name, err)
		}
		b, err := osm.XML(ctx, fileOf(xmlOf(t, e)), nil)
		if err != nil {
			t.Fatalf("%s: XML: %v", name, err)
		}
		if diff := cmp.Diff(a, b, equal); diff != "" {
			t.Errorf("%s (-PBF +XML):\n%s", name, diff)
		}
	}
}

func TestWhatIsTakenOfASmallTown(t *testing.T) {
	raw, err := osm.PBF(ctx, fileOf(pbfOf(t, small())), nil)
	if err != nil {
		t.Fatal(err)
	}
	n, report := network.Build(raw, network.Options{Network: "town"})
	var got []string
	for _, r := range n.Roads {
		got = append(got, fmt.Sprintf("%s %q %s %q %d", r.ID, r.Name, r.Class, r.Oneway, len(r.Line)))
	}
	want := []string{
		`way-10 "Main <&> \"Road\"" primary "" 2`, `way-10 "Main <&> \"Road\"" primary "" 2`, `way-10 "Main <&> \"Road\"" primary "" 2`,
		`way-11 "" primary "yes" 4`, `way-12 "" track "" 2`, `way-13 "" ferry "" 2`, `way-14 "" service "" 2`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("roads (-want +got):\n%s", diff)
	}
	if len(n.Spots) != 1 || n.Spots[0].ID != "node-2" || n.Spots[0].Name != "باب" {
		t.Errorf("crossings %v, want node-2", n.Spots)
	}
	if report.Objects != 17 || report.Bridges != 1 || report.Ferries != 1 || report.Parts != 2 {
		t.Errorf("report %+v; want 17 objects, a bridge, a ferry, two parts", report)
	}
}

func TestABoxKeepsWhatIsInItAndNear(t *testing.T) {
	e := extract.OfNet(net.New(net.Settings{Side: 120, Cols: 2, Rows: 2, Missing: 0.1, Days: 1, Seed: 5}))
	box := geo.Box{West: 33.2, South: 33.2, East: 33.4, North: 33.3}
	build := func(read network.Reader, file []byte, clip *geo.Box) ([]byte, int) {
		raw, err := read(ctx, fileOf(file), clip)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := network.Build(raw, network.Options{Network: "n", Clip: &box})
		return n.Pack(), len(raw.Ways)
	}
	whole, all := build(osm.PBF, pbfOf(t, e), nil)
	part, some := build(osm.PBF, pbfOf(t, e), &box)
	if !bytes.Equal(whole, part) || some >= all {
		t.Errorf("with the box %d ways are read, without %d; the same network: %v", some, all, bytes.Equal(whole, part))
	}
	if other, _ := build(osm.XML, xmlOf(t, e), &box); !bytes.Equal(whole, other) {
		t.Error("XML read with the box gives another network")
	}
}

func TestACutFileIsRefusedAndSaysWhere(t *testing.T) {
	file := pbfOf(t, small())
	whole := 0
	for n := range len(file) {
		raw, err := osm.PBF(ctx, fileOf(file[:n]), nil)
		var f *network.Fault
		switch {
		case err == nil && len(raw.Ways) == 0: // the blob of ways is missing altogether
			whole++
		case err == nil:
			t.Errorf("the first %d of %d bytes are taken for a file", n, len(file))
		case !errors.As(err, &f) || !strings.Contains(f.At, "byte") || !errors.Is(err, salient.ErrInvalid):
			t.Errorf("the first %d bytes: %v, want a fault that says where", n, err)
		}
	}
	if whole != 2 { // behind the header, and behind the nodes
		t.Errorf("%d cuts lie between blobs, want 2", whole)
	}
	text := xmlOf(t, small())
	for n := 0; n < len(text)-1; n += 7 {
		_, err := osm.XML(ctx, fileOf(text[:n]), nil)
		if !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("the first %d of %d bytes of XML: %v, want a fault", n, len(text), err)
		}
	}
}

func TestBrokenBytesNeverPanic(t *testing.T) {
	file := pbfOf(t, small())
	for i := 0; i < len(file); i += 3 {
		broken := bytes.Clone(file)
		broken[i] ^= 0x55
		if _, err := osm.PBF(ctx, fileOf(broken), nil); err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("byte %d broken: %v, want a fault or nothing", i, err)
		}
	}
}

func TestFilesOfAnotherKindAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, file, want string
		read             network.Reader
	}{
		{"XML as PBF", "<?xml version=\"1.0\"?><osm/>", "byte 0: expected OpenStreetMap PBF; this looks like XML", osm.PBF},
		{"JSON as PBF", "{}", "byte 0: expected OpenStreetMap PBF; this looks like JSON", osm.PBF},
		{"nothing as PBF", "", "byte 0: expected OpenStreetMap PBF; this looks like an empty file", osm.PBF},
		{"PBF as XML", string(pbfOf(t, small())), "byte 0: expected OpenStreetMap XML; this looks like OpenStreetMap PBF", osm.XML},
		{"gzip as XML", "\x1f\x8b\x08", "byte 0: expected OpenStreetMap XML; this looks like gzip: unpack it first", osm.XML},
		{"other XML", "<gpx></gpx>", "1:6: expected <osm>, not <gpx>", osm.XML},
		{"no id", "<osm>\n<node lat='1' lon='1'/></osm>", "2:24: <node>: id \"\": expected a whole number", osm.XML},
		{"no number", "<osm>\n<node id='1' lat='north' lon='1'/></osm>", "2:35: <node id=\"1\">: lat \"north\", lon \"1\": expected degrees", osm.XML},
	} {
		if _, err := tt.read(ctx, fileOf([]byte(tt.file)), nil); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestPointsOffTheEarthAreRefused(t *testing.T) {
	for _, at := range []geo.Point{{Lon: 181, Lat: 0}, {Lon: 0, Lat: -90.1}} {
		e := small()
		e.Nodes[1].At = at
		_, err := osm.PBF(ctx, fileOf(pbfOf(t, e)), nil)
		if err == nil || !strings.Contains(err.Error(), "expected degrees") || !strings.HasPrefix(err.Error(), "blob at byte ") {
			t.Errorf("PBF with %v: %v, want a fault", at, err)
		}
		if _, err = osm.XML(ctx, fileOf(xmlOf(t, e)), nil); err == nil || !strings.Contains(err.Error(), "node 1: a point at") {
			t.Errorf("XML with %v: %v, want a fault", at, err)
		}
	}
	nan := strings.Replace(string(xmlOf(t, small())), `lat="34.5000000" lon="36.5000000"`, `lat="NaN" lon="36.5"`, 1)
	if _, err := osm.XML(ctx, fileOf([]byte(nan)), nil); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("XML with NaN: %v, want a fault", err)
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	e := extract.OfNet(net.New(net.Settings{Side: 120, Cols: 2, Rows: 2, Days: 1, Seed: 5}))
	over, stop := context.WithCancel(ctx)
	stop()
	if _, err := osm.PBF(over, fileOf(pbfOf(t, e)), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("PBF: %v, want context.Canceled", err)
	}
	if _, err := osm.XML(over, fileOf(xmlOf(t, e)), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("XML: %v, want context.Canceled", err)
	}
}

// checkRaw looks at what whoever builds a network relies on.
func checkRaw(t *testing.T, raw *network.Raw, err error) {
	if err != nil {
		if !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("%v, want a fault", err)
		}
		return
	}
	for _, w := range raw.Ways {
		for _, r := range w.Refs {
			if p := raw.Points[r]; !p.Valid() && p.Lat == p.Lat {
				t.Fatalf("way %s has the point %v", w.ID, p)
			}
		}
	}
	network.Build(raw, network.Options{Network: "n"})
}

func FuzzPBF(f *testing.F) {
	f.Add(pbfOf(f, small()))
	f.Add(pbfOf(f, extract.Extract{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := osm.PBF(ctx, fileOf(b), nil)
		checkRaw(t, raw, err)
	})
}

func FuzzXML(f *testing.F) {
	f.Add(xmlOf(f, small()))
	f.Add([]byte("<osm><node id='1' lat='1' lon='1' action='delete'/><bounds/><way id='2'><nd ref='1'/></way></osm>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := osm.XML(ctx, fileOf(b), &geo.Box{West: 36, South: 34, East: 37, North: 35})
		checkRaw(t, raw, err)
	})
}
