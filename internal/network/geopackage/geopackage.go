// Package geopackage reads the lines of GeoPackages (https://www.geopackage.org/spec/): every
// feature table whose geometries may be lines, on WGS 84, with its other columns as tags.
//
// A GeoPackage is a database of somebody else's: it is copied aside and opened for reading
// alone; its views, triggers and functions don't run.
package geopackage

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

// Version names this reader; another version may give other roads for the same file.
const Version = "gpkg/1"

// Read reads the lines of a GeoPackage.
func Read(ctx context.Context, f network.File, _ *geo.Box) (raw *network.Raw, err error) {
	path, err := aside(ctx, f)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.Remove(path)) }()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1&_pragma=trusted_schema(0)&_pragma=query_only(1)&_pragma=cell_size_check(1)&_pragma=mmap_size(0)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r := &reader{ctx: ctx, f: f, db: db, lines: network.NewLines()}
	if err := r.layers(); err != nil {
		return nil, r.fault(err)
	}
	return r.lines.Raw(), nil
}

// aside copies the file to where SQLite can open it.
func aside(ctx context.Context, f network.File) (path string, err error) {
	in, err := f.Open()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.CreateTemp("", "salient-*.gpkg")
	if err != nil {
		return "", err
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(in, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	if head = head[:n]; err == nil && !bytes.HasPrefix(head, []byte("SQLite format 3\x00")) {
		err = network.Unlike("a GeoPackage", head)
	}
	size := int64(len(head))
	if err == nil {
		_, err = out.Write(head)
	}
	for err == nil {
		var more int64
		more, err = io.CopyN(out, in, 8<<20)
		size += more
		err = cmp.Or(err, ctx.Err())
	}
	if errors.Is(err, io.EOF) {
		err = whole(head, size)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return "", errors.Join(err, os.Remove(out.Name()))
	}
	return out.Name(), nil
}

// whole is the fault of a database that is shorter than its header says, where that is valid
// (https://www.sqlite.org/fileformat2.html#in_header_database_size).
func whole(head []byte, size int64) error {
	if len(head) < 100 || !bytes.Equal(head[24:28], head[92:96]) {
		return nil // SQLite decides
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	if want := page * int64(binary.BigEndian.Uint32(head[28:])); size < want {
		return &network.Fault{At: fmt.Sprintf("byte %d", size), What: fmt.Sprintf("the file ends too early: its header says %d bytes", want)}
	}
	return nil
}

type reader struct {
	ctx   context.Context // of Read
	f     network.File
	db    *sql.DB
	lines *network.Lines
	where string // the layer and row being read
}

// fault makes SQLite's errors faults of the file.
func (r *reader) fault(err error) error {
	var f *network.Fault
	switch {
	case errors.As(err, &f):
		return &network.Fault{At: r.where, What: f.What}
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	}
	return &network.Fault{At: r.where, What: err.Error()}
}

type layer struct {
	table, column string
	srs           int64
}

// layers reads every layer that may have lines.
func (r *reader) layers() error {
	rows, err := r.db.QueryContext(r.ctx, `SELECT g.table_name, g.column_name, g.srs_id, upper(g.geometry_type_name)
		FROM gpkg_geometry_columns g JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table'
		WHERE m.sql LIKE 'CREATE TABLE%' ORDER BY g.table_name`)
	if err != nil {
		return &network.Fault{What: "expected a GeoPackage with gpkg_geometry_columns: " + err.Error()}
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	var layers []layer
	for rows.Next() {
		var l layer
		var kind string
		if err := rows.Scan(&l.table, &l.column, &l.srs, &kind); err != nil {
			return err
		}
		switch kind {
		case "LINESTRING", "MULTILINESTRING", "GEOMETRY", "CURVE", "MULTICURVE", "GEOMETRYCOLLECTION":
			layers = append(layers, l)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(layers) == 0 {
		return &network.Fault{What: "expected a layer of lines; the file has none"}
	}
	for _, l := range layers {
		if err := r.layer(l); err != nil {
			return err
		}
	}
	return nil
}

const wgs84 = 4326

func (r *reader) layer(l layer) error {
	r.where = "layer " + l.table
	if l.srs != wgs84 {
		return &network.Fault{What: fmt.Sprintf("expected WGS 84 (reference system %d), not %d", wgs84, l.srs)}
	}
	rows, err := r.db.QueryContext(r.ctx, "SELECT * FROM "+quoted(l.table))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for n := 1; rows.Next(); n++ {
		r.where = fmt.Sprintf("layer %s, row %d", l.table, n)
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := r.row(l, columns, values); err != nil {
			return err
		}
		if n%1000 == 0 {
			r.f.Step(n)
		}
	}
	return rows.Err()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (r *reader) row(l layer, columns []string, values []any) error {
	r.lines.Object()
	var tags []salient.Tag
	var shape []byte
	for i, c := range columns {
		if strings.EqualFold(c, l.column) {
			shape, _ = values[i].([]byte)
		} else if v := text(values[i]); v != "" {
			tags = append(tags, r.lines.Tag(c, v))
		}
	}
	tags = network.SortTags(tags)
	id := network.IDOf(tags)
	if id == "" {
		id = fid(tags)
	}
	if shape == nil {
		r.lines.NoLine(id)
		return nil
	}
	lines, err := parse(shape)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := r.lines.Add("", id, tags, line); err != nil {
			return err
		}
	}
	if len(lines) == 0 {
		r.lines.NoLine(id)
	}
	return nil
}

// fid is the number that most programs give a feature.
func fid(tags []salient.Tag) string {
	for _, t := range tags {
		if t.Key == "fid" {
			return t.Value
		}
	}
	return ""
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return ""
}
