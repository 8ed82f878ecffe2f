package geopackage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

var ctx = context.Background()

func fileOf(b []byte) network.File {
	return network.File{Name: "made up", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// lineBlob is a line as a GeoPackage has it, without an envelope.
func lineBlob(order binary.AppendByteOrder, kind uint32, numbers ...float64) []byte {
	b := []byte{'G', 'P', 0, 1, 0, 0, 0, 0, 1}
	if order == binary.BigEndian {
		b[8] = 0
	}
	dims, _ := dimensions(kind)
	b = order.AppendUint32(order.AppendUint32(b, kind), uint32(len(numbers)/dims))
	for _, v := range numbers {
		b = order.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// made is a GeoPackage of some statements.
func made(t testing.TB, statements ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.gpkg")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append([]string{`CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT)`}, statements...) {
		if _, err := db.ExecContext(ctx, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hexed(b []byte) string {
	const digits = "0123456789abcdef"
	var s strings.Builder
	for _, c := range b {
		s.WriteByte(digits[c>>4])
		s.WriteByte(digits[c&15])
	}
	return "x'" + s.String() + "'"
}

func layerOf(srs string, rows ...string) []string {
	out := []string{
		`CREATE TABLE "my roads" (fid INTEGER PRIMARY KEY, geom BLOB, highway TEXT, lanes INTEGER, width REAL)`,
		`INSERT INTO gpkg_geometry_columns VALUES ('my roads', 'geom', 'LINESTRING', ` + srs + `, 0, 0)`,
	}
	for _, r := range rows {
		out = append(out, `INSERT INTO "my roads" VALUES (`+r+`)`)
	}
	return out
}

func TestLinesAreTakenWithTheirColumns(t *testing.T) {
	little, big := lineBlob(binary.LittleEndian, 2, 36, 34, 36.5, 34.25), lineBlob(binary.BigEndian, 1002, 1, 2, 99, 3, 4, 99)
	raw, err := Read(ctx, fileOf(made(t, layerOf("4326",
		"1, "+hexed(little)+", 'primary', 2, 3.5", "2, "+hexed(big)+", 'track', NULL, NULL", "3, NULL, 'track', 1, 1")...)), nil)
	if err != nil {
		t.Fatal(err)
	}
	tags := func(pairs ...string) (out []salient.Tag) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, salient.Tag{Key: pairs[i], Value: pairs[i+1]})
		}
		return out
	}
	want := []network.Way{
		{ID: "1", Tags: tags("fid", "1", "highway", "primary", "lanes", "2", "width", "3.5"), Line: geo.Line{{Lon: 36, Lat: 34}, {Lon: 36.5, Lat: 34.25}}},
		{ID: "2", Tags: tags("fid", "2", "highway", "track"), Line: geo.Line{{Lon: 1, Lat: 2}, {Lon: 3, Lat: 4}}},
	}
	if diff := cmp.Diff(want, raw.Ways); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	if raw.Objects != 3 || raw.Dropped["no line"].N != 1 {
		t.Errorf("%d objects, left out %v; want 3, one without a line", raw.Objects, raw.Dropped.List())
	}
}

func TestBadFilesSayWhereAndWhatWasExpected(t *testing.T) {
	nan := lineBlob(binary.LittleEndian, 2, math.NaN(), 1, 2, 3)
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "byte 0: expected a GeoPackage; this looks like an empty file"},
		{"JSON", []byte("{}"), "byte 0: expected a GeoPackage; this looks like JSON"},
		{"no layers", made(t), "expected a layer of lines; the file has none"},
		{"projected", made(t, layerOf("3857")...), "layer my roads: expected WGS 84 (reference system 4326), not 3857"},
		{"a broken blob", made(t, layerOf("4326", "1, x'4750', 'primary', 1, 1")...), "layer my roads, row 1: expected a GeoPackage's geometry: the blob is broken"},
		{"NaN", made(t, layerOf("4326", "1, "+hexed(nan)+", 'primary', 1, 1")...), "layer my roads, row 1: a point at (NaN, 1): expected degrees, longitude −180 to 180, latitude −90 to 90"},
	} {
		_, err := Read(ctx, fileOf(tt.file), nil)
		if !errors.Is(err, salient.ErrInvalid) || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestCutDatabasesAreRefused(t *testing.T) {
	file := made(t, layerOf("4326", "1, "+hexed(lineBlob(binary.LittleEndian, 2, 36, 34, 36.5, 34.25))+", 'primary', 2, 3.5")...)
	for _, n := range []int{20, 100, 1000, 4096, len(file) / 2, len(file) - 1} {
		if _, err := Read(ctx, fileOf(file[:n]), nil); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("the first %d of %d bytes: %v, want a fault", n, len(file), err)
		}
	}
}

func TestViewsDoNotRun(t *testing.T) {
	_, err := Read(ctx, fileOf(made(t,
		`CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n`,
		`INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'LINESTRING', 4326, 0, 0)`)), nil)
	if !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("a view without end: %v, want a fault", err)
	}
}

func FuzzBlob(f *testing.F) {
	f.Add(lineBlob(binary.LittleEndian, 2, 36, 34, 36.5, 34.25))
	f.Add(lineBlob(binary.BigEndian, 1002, 1, 2, 99, 3, 4, 99))
	f.Add([]byte("GP\x00\x01\x00\x00\x00\x00\x01\x05\x00\x00\x00\x01\x00\x00\x00\x01\x02\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, err := parse(b)
		n := 0
		for _, l := range lines {
			n += len(l)
		}
		if err == nil && 16*n > len(b) {
			t.Fatalf("%d points of %d bytes", n, len(b))
		}
	})
}

func FuzzGeoPackage(f *testing.F) {
	f.Add(made(f, layerOf("4326", "1, "+hexed(lineBlob(binary.LittleEndian, 2, 36, 34, 36.5, 34.25))+", 'primary', 2, 3.5")...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		if raw, err := Read(ctx, fileOf(b), nil); err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("%v, %v, want a fault", raw, err)
		}
	})
}
