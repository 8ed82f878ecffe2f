// Package geojson reads the lines of GeoJSON files (RFC 7946): LineStrings and
// MultiLineStrings of features, with their properties as tags.
//
// Features are read one by one, so that no more than one of them, of at most 64 MiB, is in
// memory beside what was taken. If any feature has OpenStreetMap's highway, or route=ferry,
// the file is taken for one of OpenStreetMap, and lines without are no roads; else all are.
package geojson

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

// Version names this reader; another version may give other roads for the same file.
const Version = "geojson/1"

// maxFeature bounds one feature, in bytes.
const maxFeature = 64 << 20

// Read reads the lines of a GeoJSON file.
func Read(ctx context.Context, f network.File, _ *geo.Box) (raw *network.Raw, err error) {
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	in := &limited{r: bufio.NewReaderSize(file, 1<<20), left: maxFeature}
	head, err := in.r.Peek(512)
	if len(head) == 0 || network.Looks(head) != "JSON" {
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return nil, errors.Join(err, network.Unlike("GeoJSON", head))
	}
	if bytes.HasPrefix(head, bom) {
		if _, err := in.r.Discard(len(bom)); err != nil {
			return nil, err
		}
		in.skipped = int64(len(bom))
	}
	r := &reader{ctx: ctx, f: f, in: in, dec: json.NewDecoder(in), lines: network.NewLines()}
	if err := r.document(); err != nil {
		return nil, r.fault(err)
	}
	return r.lines.Raw(), nil
}

var bom = []byte("\ufeff")

// limited stops a reader that asks for more than one feature may have.
type limited struct {
	r       *bufio.Reader
	left    int
	skipped int64
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, &network.Fault{What: fmt.Sprintf("a feature of more than %d MiB", maxFeature>>20)}
	}
	n, err := l.r.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err
}

type reader struct {
	ctx   context.Context // of Read
	f     network.File
	in    *limited
	dec   *json.Decoder
	lines *network.Lines
}

// feature is what is read of one.
type feature struct {
	Type       string                     `json:"type"`
	ID         json.RawMessage            `json:"id"`
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   *geometry                  `json:"geometry"`
}

type geometry struct {
	Type        string     `json:"type"`
	Coordinates coords     `json:"coordinates"`
	Geometries  []geometry `json:"geometries"`
}

// document reads the outermost object.
func (r *reader) document() error {
	if err := r.expect(json.Delim('{'), "an object"); err != nil {
		return err
	}
	found := false
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		switch key {
		case "features":
			found = true
			err = r.features()
		case "type":
			err = r.kind()
		case "crs":
			err = r.crs()
		default:
			var skipped json.RawMessage
			err = r.dec.Decode(&skipped)
			r.in.left = maxFeature
		}
		if err != nil {
			return err
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	if !found {
		return &network.Fault{What: "expected a FeatureCollection with its features"}
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return &network.Fault{What: "expected nothing behind the FeatureCollection"}
	}
	return nil
}

func (r *reader) expect(want json.Token, what string) error {
	t, err := r.dec.Token()
	if err == nil && t != want {
		err = &network.Fault{What: "expected " + what}
	}
	return err
}

func (r *reader) kind() error {
	var s string
	if err := r.dec.Decode(&s); err != nil {
		return err
	}
	if s != "FeatureCollection" {
		return &network.Fault{What: fmt.Sprintf("expected a FeatureCollection, not %.40q", s)}
	}
	return nil
}

// crs refuses an older file in another reference system.
func (r *reader) crs() error {
	var v struct{ Properties struct{ Name string } }
	if err := r.dec.Decode(&v); err != nil {
		return err
	}
	switch v.Properties.Name {
	case "", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326":
		return nil
	}
	return &network.Fault{What: fmt.Sprintf("expected longitude and latitude on WGS 84, not %.80q", v.Properties.Name)}
}

func (r *reader) features() error {
	if err := r.expect(json.Delim('['), "a list of features"); err != nil {
		return err
	}
	for n := 1; r.dec.More(); n++ {
		r.in.left = maxFeature
		var x feature
		if err := r.dec.Decode(&x); err != nil {
			return err
		}
		if x.Type != "Feature" {
			return &network.Fault{What: fmt.Sprintf("feature %d: expected a Feature, not %.40q", n, x.Type)}
		}
		if err := r.feature(n, x); err != nil {
			return err
		}
		if n%1000 == 0 {
			if r.f.Step(n); r.ctx.Err() != nil {
				return r.ctx.Err()
			}
		}
	}
	return r.expect(json.Delim(']'), "the end of the features")
}

// feature takes the lines of one.
func (r *reader) feature(n int, x feature) error {
	r.lines.Object()
	id, tags := text(x.ID), tagsOf(r.lines, x.Properties)
	if id == "" {
		id = network.IDOf(tags)
	}
	if x.Geometry == nil {
		r.lines.NoLine(id)
		return nil
	}
	return r.take(fmt.Sprintf("feature %d", n), id, tags, *x.Geometry, 0)
}

// maxDepth of collections within each other.
const maxDepth = 8

func (r *reader) take(where, id string, tags []salient.Tag, g geometry, depth int) error {
	switch g.Type {
	case "LineString", "MultiLineString":
		if want := map[string]int{"LineString": 2, "MultiLineString": 3}[g.Type]; g.Coordinates.depth != want && g.Coordinates.any {
			return &network.Fault{What: fmt.Sprintf("%s: expected the coordinates of a %s", where, g.Type)}
		}
		for _, l := range g.Coordinates.lines {
			if err := r.lines.Add(where, id, tags, l); err != nil {
				return err
			}
		}
		if len(g.Coordinates.lines) == 0 {
			r.lines.NoLine(id)
		}
		return nil
	case "GeometryCollection":
		if depth == maxDepth {
			return &network.Fault{What: fmt.Sprintf("%s: collections more than %d deep", where, maxDepth)}
		}
		for _, part := range g.Geometries {
			if err := r.take(where, id, tags, part, depth+1); err != nil {
				return err
			}
		}
		return nil
	case "Point", "MultiPoint", "Polygon", "MultiPolygon":
		r.lines.NoLine(id)
		return nil
	}
	return &network.Fault{What: fmt.Sprintf("%s: expected a geometry, not %.40q", where, g.Type)}
}

// text is a string or a number as text, "" for anything else.
func text(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch c := raw[0]; {
	case c == '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	case c == '-' || c >= '0' && c <= '9' || c == 't' || c == 'f':
		return string(raw)
	}
	return ""
}

func tagsOf(l *network.Lines, properties map[string]json.RawMessage) []salient.Tag {
	var out []salient.Tag
	for key, raw := range properties {
		if v := text(raw); v != "" {
			out = append(out, l.Tag(key, v))
		}
	}
	return network.SortTags(out)
}

// fault says where in the file an error is; errors of reading stay what they are.
func (r *reader) fault(err error) error {
	offset := r.dec.InputOffset()
	var f *network.Fault
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var what string
	switch {
	case errors.As(err, &f):
		what = f.What
	case errors.As(err, &syntax):
		what = "JSON: " + syntax.Error()
	case errors.As(err, &kind):
		what = fmt.Sprintf("JSON: %s: expected another kind of value, not a %s", kind.Field, kind.Value)
	case errors.Is(err, errCoords):
		what = err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		what = "the file ends too early"
	default:
		return err
	}
	line, column, perr := r.position(offset + r.in.skipped)
	if perr != nil {
		return perr
	}
	return &network.Fault{Line: line, Column: column, What: what}
}

// position is the line and column of a byte.
func (r *reader) position(offset int64) (line, column int, err error) {
	file, err := r.f.Open()
	if err != nil {
		return 0, 0, err
	}
	in := bufio.NewReader(io.LimitReader(file, offset))
	line, column = 1, 1
	for {
		c, err := in.ReadByte()
		if err != nil {
			return line, column, file.Close() // the end, or as far as could be read
		}
		if column++; c == '\n' {
			line, column = line+1, 1
		}
	}
}

// coords are the coordinates of any geometry; only those of lines are kept.
type coords struct {
	depth int  // lists within lists: 1 a point, 2 a line, 3 lines
	any   bool // there is a number
	lines []geo.Line
}

var errCoords = errors.New("expected coordinates: lists of numbers, longitude before latitude")

// UnmarshalJSON reads lists of numbers, which are well-formed JSON already.
func (c *coords) UnmarshalJSON(b []byte) error {
	*c = coords{}
	depth := 0
	var now geo.Line
	var point [2]float64
	n := 0 // numbers of the point
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '[':
			depth++
			n = 0
			if c.depth = max(c.depth, depth); depth > 5 {
				return errCoords
			}
		case ']':
			switch {
			case n >= 2:
				now = append(now, geo.Point{Lon: point[0], Lat: point[1]})
			case n == 1:
				return errCoords
			case len(now) > 0 || depth == c.depth-1:
				c.lines, now = append(c.lines, now), nil
			}
			n = 0
			depth--
		case ',', ' ', '\t', '\r', '\n':
		default:
			end := i
			for end < len(b) && b[end] != ',' && b[end] != ']' && b[end] > ' ' {
				end++
			}
			v, err := strconv.ParseFloat(string(b[i:end]), 64)
			if err != nil && !errors.Is(err, strconv.ErrRange) || depth == 0 {
				return errCoords
			}
			if n < 2 {
				point[n] = v
			}
			n++
			c.any = true
			i = end - 1
		}
	}
	return nil
}
