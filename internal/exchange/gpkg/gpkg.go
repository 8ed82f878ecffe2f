// Package gpkg writes GeoPackages (OGC 12-128r18, version 1.3): one SQLite file with tables of
// features in WGS 84, longitude first, that QGIS, GDAL and other GIS open.
//
// The same input gives the same bytes: the one time in the file is the caller's, rows are
// numbered in the order given, and SQLite fills a new file the same way each time.
package gpkg

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Package is what one file holds.
type Package struct {
	Changed when.Day // stands as last_change of each table, at midnight UTC
	Tables  []Table
}

// Geometry is what a table's features are.
type Geometry string

// The geometries. Plain tables are attributes without features.
const (
	Plain      Geometry = ""
	Point      Geometry = "POINT"
	LineString Geometry = "LINESTRING"
	Polygon    Geometry = "POLYGON"
)

// Table is one layer, or a plain table.
type Table struct {
	Name        string // of the table: lower-case letters, digits and _
	Title       string // unique in the package
	Description string
	Geometry    Geometry
	Columns     []Column
	Rows        []Row
}

// Column is an attribute.
type Column struct {
	Name string
	Type Type
}

// Type is an attribute's type, as GeoPackage names it.
type Type string

// The types.
const (
	Text    Type = "TEXT"
	Integer Type = "INTEGER"
	Real    Type = "REAL"
	Boolean Type = "BOOLEAN"
	Date    Type = "DATE"
)

// Row is a feature: a value for each column (nil: none), and its geometry, which is a
// geo.Point, geo.Line or geo.Polygon as the table says, or nil.
type Row struct {
	Geometry any
	Values   []any
}

//go:embed schema.sql
var schema string

// Marshal writes a package as the bytes of its file.
func Marshal(ctx context.Context, p Package) (file []byte, err error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx) // a database in memory is its connection's own
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := write(ctx, conn, p); err != nil {
		return nil, fmt.Errorf("write a GeoPackage: %w", err)
	}
	err = conn.Raw(func(driver any) (err error) {
		file, err = driver.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	return file, err
}

func write(ctx context.Context, conn *sql.Conn, p Package) error {
	if _, err := conn.ExecContext(ctx, schema); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, t := range p.Tables {
		if err := t.write(ctx, tx, p.Changed); err != nil {
			return errors.Join(fmt.Errorf("table %s: %w", t.Name, err), tx.Rollback())
		}
	}
	return tx.Commit()
}

func (t Table) write(ctx context.Context, tx *sql.Tx, changed when.Day) (err error) {
	if _, err := tx.ExecContext(ctx, t.definition()); err != nil {
		return err
	}
	if err := t.register(ctx, tx, changed); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, t.insertion())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for i, r := range t.Rows {
		values := r.Values
		if t.Geometry != Plain {
			shape, err := blob(r.Geometry)
			if err != nil {
				return fmt.Errorf("row %d: %w", i+1, err)
			}
			values = append([]any{shape}, values...)
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return nil
}

func (t Table) definition() string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", quoted(t.Name))
	if t.Geometry != Plain {
		fmt.Fprintf(&b, ", geom %s", t.Geometry)
	}
	for _, c := range t.Columns {
		fmt.Fprintf(&b, ", %s %s", quoted(c.Name), c.Type)
	}
	return b.String() + ")"
}

func (t Table) insertion() string {
	names, marks := []string{}, []string{}
	if t.Geometry != Plain {
		names, marks = append(names, "geom"), append(marks, "?")
	}
	for _, c := range t.Columns {
		names, marks = append(names, quoted(c.Name)), append(marks, "?")
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", quoted(t.Name), strings.Join(names, ", "), strings.Join(marks, ", "))
}

// register lists the table where readers look for it.
func (t Table) register(ctx context.Context, tx *sql.Tx, changed when.Day) error {
	kind, srs := "features", any(wgs84)
	if t.Geometry == Plain {
		kind, srs = "attributes", nil
	}
	box, ok := t.box()
	bounds := []any{nil, nil, nil, nil}
	if ok {
		bounds = []any{box.West, box.South, box.East, box.North}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO gpkg_contents
		(table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append(append([]any{t.Name, kind, t.Title, t.Description, changed.Time().Format("2006-01-02T15:04:05.000Z")}, bounds...), srs)...)
	if err != nil || t.Geometry == Plain {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)`, t.Name, string(t.Geometry), wgs84)
	return err
}

func (t Table) box() (geo.Box, bool) {
	var points []geo.Point
	for _, r := range t.Rows {
		points = append(points, pointsOf(r.Geometry)...)
	}
	return geo.BoxOf(points...)
}

// quoted makes a name an identifier of SQL.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
