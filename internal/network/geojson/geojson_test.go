package geojson_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/bench/extract"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/network/geojson"
)

var ctx = context.Background()

func read(text string) (*network.Raw, error) {
	return geojson.Read(ctx, network.File{Name: "made up", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}, nil)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + "]}"
}

func feature(properties, kind, coordinates string) string {
	return `{"type":"Feature","properties":` + properties + `,"geometry":{"type":"` + kind + `","coordinates":` + coordinates + `}}`
}

func TestLinesAreTakenWithTheirProperties(t *testing.T) {
	raw, err := read("\ufeff" + collection(
		feature(`{"class":"A","lanes":2,"lit":true,"none":null,"deep":{"a":1}}`, "LineString", "[[36,34],[36.5,34.25,120]]"),
		feature(`{"osm_id":"17"}`, "MultiLineString", "[[[1,2],[3,4]],[[5,6],[7,8]]]"),
		feature(`null`, "Point", "[1,2]"),
		feature(`{}`, "Polygon", "[[[0,0],[1,0],[1,1],[0,0]]]"),
		`{"type":"Feature","id":9,"properties":null,"geometry":null}`,
		`{"type":"Feature","id":"x","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0],[1,1]]}]}}`,
	))
	if err != nil {
		t.Fatal(err)
	}
	want := []network.Way{
		{Tags: []salient.Tag{{Key: "class", Value: "A"}, {Key: "lanes", Value: "2"}, {Key: "lit", Value: "true"}}, Line: geo.Line{{Lon: 36, Lat: 34}, {Lon: 36.5, Lat: 34.25}}},
		{ID: "way/17", Tags: []salient.Tag{{Key: "osm_id", Value: "17"}}, Line: geo.Line{{Lon: 1, Lat: 2}, {Lon: 3, Lat: 4}}},
		{ID: "way/17", Tags: []salient.Tag{{Key: "osm_id", Value: "17"}}, Line: geo.Line{{Lon: 5, Lat: 6}, {Lon: 7, Lat: 8}}},
		{ID: "x", Line: geo.Line{{}, {Lon: 1, Lat: 1}}},
	}
	if diff := cmp.Diff(want, raw.Ways, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	if raw.Objects != 6 || raw.Dropped["no line"].N != 3 {
		t.Errorf("%d objects, %v left out; want 6, of which 3 have no line", raw.Objects, raw.Dropped.List())
	}
}

func TestOfOpenStreetMapsFeaturesOnlyRoadsAreTaken(t *testing.T) {
	line := "[[36,34],[36.5,34.25]]"
	raw, err := read(collection(
		feature(`{"waterway":"river"}`, "LineString", line), feature(`{"highway":"primary"}`, "LineString", line),
		feature(`{"highway":"steps"}`, "LineString", line)))
	if err != nil || len(raw.Ways) != 1 || raw.Dropped[network.NoRoad].N != 1 {
		t.Errorf("%v: %v, %v left out; want the primary road alone", err, raw.Ways, raw.Dropped.List())
	}
}

func TestGeoJSONHoldsTheRoadsOfTheExtract(t *testing.T) {
	e := extract.OfNet(net.New(net.Settings{Side: 30, Cols: 2, Rows: 2, Missing: 0.1, OneWay: 0.1, Days: 1, Seed: 5}))
	var b bytes.Buffer
	if err := e.GeoJSON(&b); err != nil {
		t.Fatal(err)
	}
	raw, err := read(b.String())
	if err != nil {
		t.Fatal(err)
	}
	n, report := network.Build(raw, network.Options{Network: "n"})
	refs := &network.Raw{ByID: true, Dropped: network.Tally{}}
	for _, x := range e.Nodes {
		refs.Points = append(refs.Points, x.At)
	}
	for _, w := range e.Ways {
		refs.Ways = append(refs.Ways, network.Way{ID: fmt.Sprintf("way/%d", w.ID), Tags: network.SortTags(w.Tags), Refs: []int32{int32(w.Refs[0] - 1), int32(w.Refs[1] - 1)}})
	}
	want, _ := network.Build(refs, network.Options{Network: "n"})
	if !bytes.Equal(n.Pack(), want.Pack()) || report.Roads == 0 {
		t.Errorf("%d roads, not those of the extract's nodes and ways (%d)", report.Roads, len(want.Roads))
	}
}

func TestBadFilesSayWhereAndWhatWasExpected(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "byte 0: expected GeoJSON; this looks like an empty file"},
		{"XML", "<osm/>", "byte 0: expected GeoJSON; this looks like XML"},
		{"a bare geometry", `{"type":"LineString","coordinates":[]}`, `1:21: expected a FeatureCollection, not "LineString"`},
		{"no features", `{"type":"FeatureCollection"}`, "1:29: expected a FeatureCollection with its features"},
		{"cut", collection(feature("{}", "LineString", "[[36,34],[36.5,"))[:120], "1:41: the file ends too early"},
		{"broken", "{\"type\":\"FeatureCollection\",\n\"features\":[{]}", "2:13: JSON: invalid character ']' looking for beginning of object key string"},
		{"more", collection() + "{}", "1:44: expected nothing behind the FeatureCollection"},
		{"projected", collection(feature("{}", "LineString", "[[36,34],[4512345,512345]]")), "1:149: feature 1: a point at (4.512345e+06, 512345): expected degrees, longitude −180 to 180, latitude −90 to 90"},
		{"another system", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}`, `1:101: expected longitude and latitude on WGS 84, not "urn:ogc:def:crs:EPSG::3857"`},
		{"a point's coordinates", collection(feature("{}", "LineString", "[36,34]")), "1:130: feature 1: expected the coordinates of a LineString"},
		{"a line's coordinates", collection(feature("{}", "MultiLineString", "[[36,34],[1,2]]")), "1:143: feature 1: expected the coordinates of a MultiLineString"},
		{"words", collection(feature("{}", "LineString", `[["a","b"]]`)), ""},
		{"one number", collection(feature("{}", "LineString", `[[1],[2]]`)), ""},
		{"too large a number", collection(feature("{}", "LineString", `[[1e999,2],[2,3]]`)), ""},
		{"null coordinates", collection(feature("{}", "LineString", `null`)), ""},
	} {
		_, err := read(tt.text)
		var f *network.Fault
		if !errors.As(err, &f) || tt.want != "" && err.Error() != tt.want || tt.want == "" && f.Line == 0 {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestLinesOfTooFewPointsAreLeftOut(t *testing.T) {
	raw, err := read(collection(feature("{}", "LineString", "[]"), feature("{}", "LineString", "[[1,2]]"), feature("{}", "MultiLineString", "[[],[[1,2],[1,2]]]")))
	if err != nil {
		t.Fatal(err)
	}
	n, report := network.Build(raw, network.Options{Network: "n"})
	if len(n.Roads) != 0 || len(report.Dropped) != 3 {
		t.Errorf("roads %v, left out %v; want no roads, and three reasons", n.Roads, report.Dropped)
	}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add(collection(feature(`{"highway":"primary"}`, "LineString", "[[36,34],[36.5,34.25,120]]"), feature(`{"osm_id":"17"}`, "MultiLineString", "[[[1,2],[3,4]],[[5,6],[7,8]]]")))
	f.Add(collection(`{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}}`))
	f.Fuzz(func(t *testing.T, text string) {
		raw, err := read(text)
		if err != nil {
			if !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("%v, want a fault", err)
			}
			return
		}
		for _, w := range raw.Ways {
			for _, p := range w.Line {
				if !p.Valid() {
					t.Fatalf("a way with the point %v", p)
				}
			}
		}
		network.Build(raw, network.Options{Network: "n", Snap: 10})
	})
}
