package gpkg_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/area"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/exchange/gpkg"
	"github.com/salient-osint/salient/when"
)

// four is a case of four villages held by two sides, and its picture.
func four() (*salient.Case, area.Picture) {
	people := int64(1200)
	c := &salient.Case{Settings: salient.Settings{Title: "Four", Sides: []salient.ActorID{"blue-side", "red"}}}
	for i, id := range []salient.PlaceID{"a", "b", "c", "d"} {
		c.Places = append(c.Places, salient.Place{
			ID: id, Name: "Al-'" + string(id) + "\"", Kind: "village", Population: &people,
			At: &geo.Point{Lon: 36.25 + 0.5*float64(i%2), Lat: 34.25 + 0.5*float64(i/2)},
		})
	}
	c.Places[0].Population = nil
	c.Places[3].Sensitivity = salient.Withheld
	seen := when.Of(2013, 5, 18)
	held := func(id salient.PlaceID) salient.Holding {
		h := salient.Holding{Place: id, Status: salient.Held, Basis: salient.Observed, LastEvidence: &seen}
		p := map[salient.PlaceID]float64{"a": 0.95, "b": 0.04, "c": 0.9, "d": 0.1}[id]
		h.Holders = []salient.Holder{{Side: "blue-side", P: p}, {Side: "red", P: 0.99 - p}, {Side: salient.Contested, P: 0.01}}
		if id == "d" {
			h.Status, h.Basis = salient.Unknowing, salient.NoEvidence
		}
		return h
	}
	var sites []cell.Site
	for _, p := range c.Places {
		sites = append(sites, cell.Site{ID: string(p.ID), At: *p.At})
	}
	return c, area.Of(c, cell.New(sites, geo.Box{West: 36, South: 34, East: 37, North: 35}), held)
}

func marshal(t *testing.T) []byte {
	t.Helper()
	c, p := four()
	b, err := gpkg.Marshal(t.Context(), gpkg.Map(c, p, gpkg.About{On: when.Of(2013, 5, 20), Known: when.Of(2013, 6, 6), Caution: "Not surveyed."}))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// file writes the package of four villages to disk.
func file(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "four.gpkg")
	if err := os.WriteFile(path, marshal(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheSameMapGivesTheSameBytes(t *testing.T) {
	want := marshal(t)
	for range 3 {
		if got := marshal(t); !bytes.Equal(want, got) {
			t.Fatalf("%d bytes, then %d others", len(want), len(got))
		}
	}
}

// The file begins as clause 1.1.1 asks: a SQLite database that says it is a GeoPackage 1.3.
func TestTheFileSaysWhatItIs(t *testing.T) {
	b := marshal(t)
	if !bytes.HasPrefix(b, []byte("SQLite format 3\x00")) || string(b[68:72]) != "GPKG" || binary.BigEndian.Uint32(b[60:]) != 10300 {
		t.Errorf("head %q, application %q, version %d", b[:16], b[68:72], binary.BigEndian.Uint32(b[60:]))
	}
}

func TestReadBackBySQL(t *testing.T) {
	db, err := sql.Open("sqlite", file(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, tt := range []struct{ query, want string }{
		{"PRAGMA integrity_check", "ok"},
		{"SELECT count(*) FROM pragma_foreign_key_check", "0"},
		{"SELECT group_concat(srs_id) FROM gpkg_spatial_ref_sys", "-1,0,4326"},
		{
			"SELECT group_concat(table_name || ' ' || data_type || ' ' || last_change || ' ' || coalesce(srs_id, '-'), '; ') FROM gpkg_contents",
			"cells features 2013-06-06T00:00:00.000Z 4326; places features 2013-06-06T00:00:00.000Z 4326; outlines features 2013-06-06T00:00:00.000Z 4326; " +
				"front features 2013-06-06T00:00:00.000Z 4326; about attributes 2013-06-06T00:00:00.000Z -",
		},
		{"SELECT min_x || ' ' || min_y || ' ' || max_x || ' ' || max_y FROM gpkg_contents WHERE table_name = 'cells'", "36.0 34.0 37.0 35.0"},
		{
			"SELECT group_concat(table_name || ' ' || column_name || ' ' || geometry_type_name || ' ' || srs_id || z || m, '; ') FROM gpkg_geometry_columns",
			"cells geom POLYGON 432600; places geom POINT 432600; outlines geom POLYGON 432600; front geom LINESTRING 432600",
		},
		{"SELECT group_concat(key || '=' || value, '; ') FROM about", "title=Four; on=2013-05-20; as known by=2013-06-06; caution=Not surveyed.; licence="},
		{
			`SELECT name || ' ' || status || ' ' || basis || ' ' || side || ' ' || p || ' ' || last_evidence || ' ' || "p_blue-side" || ' ' || p_red || ' ' || p_contested FROM cells WHERE place = 'b'`,
			`Al-'b" held observed red 0.95 2013-05-18 0.04 0.95 0.01`,
		},
		{"SELECT status || basis || coalesce(side, '-') || coalesce(p, '-') || coalesce(p_red, '-') FROM cells WHERE place = 'd'", "unknownnone---"},
		{"SELECT group_concat(place || coalesce(population, '-')) FROM places", "a-,b1200,c1200"},
		{"SELECT group_concat(state || places) FROM outlines", "blue-side2,red1"},
		{`SELECT group_concat("left" || ' ' || "right" || ' ' || firm) FROM front`, "blue-side red 1"},
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), tt.query).Scan(&got); err != nil || got != tt.want {
			t.Errorf("%s\n gives %q (%v),\n want  %q", tt.query, got, err, tt.want)
		}
	}
}

// Each geometry read back is the one that was drawn, with the envelope around it.
func TestGeometriesReadBack(t *testing.T) {
	db, err := sql.Open("sqlite", file(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, p := four()
	var want []string
	for _, c := range p.Cells() {
		want = append(want, fmt.Sprintf("POLYGON [%.6v]", c.Ring))
	}
	want = append(want, "POINT {36.25 34.25}", "POINT {36.75 34.25}", "POINT {36.25 34.75}")
	for _, r := range p.Regions {
		want = append(want, fmt.Sprintf("POLYGON %.6v", r.Outline))
	}
	for _, f := range p.Front {
		want = append(want, fmt.Sprintf("LINESTRING %.6v", f.Line))
	}
	var got []string
	for _, table := range []string{"cells", "places", "outlines", "front"} {
		for _, b := range geometries(t, db, table) {
			got = append(got, decode(t, b))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("geometries (-drawn +read back):\n%s", diff)
	}
}

func geometries(t *testing.T, db *sql.DB, table string) (out [][]byte) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT geom FROM "+table+" ORDER BY fid")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// decode reads a GeoPackage geometry by the standard's own words (clauses 2.1.3.1 and 2.1.3.2).
func decode(t *testing.T, b []byte) string {
	t.Helper()
	le := binary.LittleEndian
	if string(b[:2]) != "GP" || b[2] != 0 || b[3]&1 != 1 || le.Uint32(b[4:]) != 4326 {
		t.Fatalf("header % x", b[:8])
	}
	var envelope []float64
	rest := b[8:]
	if b[3]>>1&7 == 1 {
		for range 4 {
			envelope = append(envelope, math.Float64frombits(le.Uint64(rest)))
			rest = rest[8:]
		}
	}
	if rest[0] != 1 {
		t.Fatalf("byte order %d", rest[0])
	}
	kind := le.Uint32(rest[1:])
	rest = rest[5:]
	point := func() geo.Point {
		p := geo.Point{Lon: math.Float64frombits(le.Uint64(rest)), Lat: math.Float64frombits(le.Uint64(rest[8:]))}
		rest = rest[16:]
		return p
	}
	count := func() uint32 { n := le.Uint32(rest); rest = rest[4:]; return n }
	line := func() (l geo.Line) {
		for range count() {
			l = append(l, point())
		}
		return l
	}
	var out string
	var around geo.Line
	switch kind {
	case 1:
		out = fmt.Sprintf("POINT %.6v", point())
	case 2:
		around = line()
		out = fmt.Sprintf("LINESTRING %.6v", around)
	case 3:
		var rings geo.Polygon
		for range count() {
			rings = append(rings, geo.Ring(line()))
		}
		around = geo.Line(rings[0])
		out = fmt.Sprintf("POLYGON %.6v", rings)
	default:
		t.Fatalf("geometry of kind %d", kind)
	}
	if len(rest) != 0 {
		t.Fatalf("%d bytes too many after %s", len(rest), out)
	}
	if box, ok := geo.BoxOf(around...); ok && cmp.Diff([]float64{box.West, box.East, box.South, box.North}, envelope) != "" {
		t.Errorf("envelope %v around %s", envelope, out)
	}
	return out
}

// GDAL, which QGIS reads with, opens each layer and warns of nothing.
func TestGDALReadsIt(t *testing.T) {
	ogrinfo, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("needs ogrinfo, which isn't installed here; on Debian: apt install gdal-bin")
	}
	out, err := exec.CommandContext(t.Context(), ogrinfo, "-al", file(t)).CombinedOutput()
	if err != nil {
		t.Fatalf("ogrinfo: %v\n%s", err, out)
	}
	for _, want := range []string{
		"using driver `GPKG' successful", "Layer name: cells", "Layer name: places", "Layer name: outlines", "Layer name: front", "Layer name: about",
		"Geometry: Polygon\nFeature Count: 4\nExtent: (36.000000, 34.000000) - (37.000000, 35.000000)", `GEOGCRS["WGS 84"`,
		"last_evidence: Date", "firm: Integer(Boolean)", "population: Integer64", "POINT (36.75 34.25)",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("ogrinfo doesn't say %q:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "Warning") || strings.Contains(string(out), "ERROR") {
		t.Errorf("ogrinfo complains:\n%s", out)
	}
}

func TestAGeometryOfAnotherKindIsRefused(t *testing.T) {
	p := gpkg.Package{Tables: []gpkg.Table{{Name: "x", Title: "x", Geometry: gpkg.Point, Rows: []gpkg.Row{{Geometry: "POINT (1 2)"}}}}}
	if _, err := gpkg.Marshal(t.Context(), p); err == nil {
		t.Error("Marshal took a text for a geometry")
	}
}
