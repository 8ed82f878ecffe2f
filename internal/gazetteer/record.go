package gazetteer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/geo"
)

// record is one place as named cells: a row of CSV, or the properties of a GeoJSON feature.
type record struct {
	line    int
	columns []string // in the order of the file, as written
	cells   []string
}

// csv reads a table with a header. Which columns mean what shows in their names: those of
// casebooks (id, name, names, kind, parent, lon, lat …), of OCHA's P-coded tables (NAME_EN,
// PCODE, ADM1_PCODE, LATITUDE …) and what plain tables use.
func (t *tables) csv(b []byte) {
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		t.csvError(err)
		return
	}
	if !slices.ContainsFunc(header, func(c string) bool { return nameColumn.MatchString(c) || levelColumn.MatchString(c) }) {
		t.fail(1, 1, "no column of names; expected name, NAME_EN or ADM1_EN in the header")
		return
	}
	for len(t.errs) < mostProblems {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.csvError(err)
			return
		}
		line, _ := r.FieldPos(0)
		t.record(record{line, header, cells})
	}
}

func (t *tables) csvError(err error) {
	var p *csv.ParseError
	if errors.As(err, &p) {
		t.fail(p.Line, p.Column, "%v", p.Err)
		return
	}
	t.fail(1, 1, "%v", err)
}

var (
	nameColumn  = regexp.MustCompile(`(?i)^(name|nam)([_:].*)?$|^(asciiname|alt_name|label)$`)
	levelColumn = regexp.MustCompile(`(?i)^adm(?:in)?([0-4])(?:name)?_([a-z]{2})$`)
	codeColumn  = regexp.MustCompile(`(?i)^adm(?:in)?([0-4])_?pcode$`)
)

// record adds a place; what is missing is unknown, what is wrong is a problem.
func (t *tables) record(r record) {
	e := Entry{Names: r.names()}
	if len(e.Names) == 0 {
		t.fail(r.line, 1, "no name; expected one in %s", strings.Join(r.columns, ", "))
		return
	}
	e.Name = e.Names[0]
	level := r.level()
	e.Kind = kindOf(r.get("kind", "type", "place", "fclass"), level, r.get("pcode"))
	e.ID, e.Parent = r.id(level, t.file), r.parent(level)
	e.Country = strings.ToUpper(r.get("country", "iso_country", "country_code"))
	if pcode := r.get("adm0_pcode", "admin0pcode"); e.Country == "" && len(pcode) == 2 {
		e.Country = pcode
	}
	e.Region = r.get("adm1_pcode", "admin1pcode", "region", "iso_region")
	e.People, _ = strconv.ParseInt(r.get("population", "pop", "people"), 10, 64)
	lat, lon := r.get("lat", "latitude", "latitude_deg", "y"), r.get("lon", "lng", "long", "longitude", "longitude_deg", "x")
	if lat != "" || lon != "" {
		if err := e.locate(lat, lon); err != nil {
			t.fail(r.line, 1, "%v", err)
			return
		}
	}
	t.add(e)
}

func (e *Entry) locate(lat, lon string) error {
	y, err := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if e.At = (geo.Point{Lon: x, Lat: y}); err != nil || err2 != nil || !e.At.Valid() {
		return fmt.Errorf("latitude %q, longitude %q: expected degrees", lat, lon)
	}
	e.Located = true
	return nil
}

// get returns the first of some columns that has a value.
func (r record) get(columns ...string) string {
	for _, want := range columns {
		for i, c := range r.columns {
			if strings.EqualFold(c, want) && i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
				return strings.TrimSpace(r.cells[i])
			}
		}
	}
	return ""
}

// names lists the place's names in all languages; those of the deepest level where a table
// has only columns by level.
func (r record) names() []string {
	var out, byLevel []string
	deepest := -1
	for i, c := range r.columns {
		if i >= len(r.cells) || strings.TrimSpace(r.cells[i]) == "" {
			continue
		}
		cell := strings.TrimSpace(r.cells[i])
		switch m := levelColumn.FindStringSubmatch(c); {
		case nameColumn.MatchString(c):
			out = append(out, cell)
		case strings.EqualFold(c, "names"):
			out = append(out, tagged(cell)...)
		case strings.EqualFold(c, "keywords"), strings.EqualFold(c, "alternatenames"):
			out = append(out, strings.Split(cell, ",")...)
		case m != nil:
			if level := int(m[1][0] - '0'); level > deepest {
				deepest, byLevel = level, nil
			}
			if int(m[1][0]-'0') == deepest {
				byLevel = append(byLevel, cell)
			}
		}
	}
	if len(out) == 0 {
		return byLevel
	}
	return out
}

// tagged reads a casebook's names: "ar:القصير|en:Qusair".
func tagged(cell string) []string {
	var out []string
	for _, s := range strings.Split(cell, "|") {
		if lang, name, ok := strings.Cut(s, ":"); ok && len(lang) <= 3 {
			s = name
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

// level is the number of the place's administrative level, -1 if no column tells.
func (r record) level() int {
	deepest := -1
	for _, c := range r.columns {
		if m := levelColumn.FindStringSubmatch(c); m != nil {
			deepest = max(deepest, int(m[1][0]-'0'))
		}
	}
	if deepest >= 0 && r.get("pcode") != "" {
		deepest++ // its own code stands in a column of its own, below its parents'
	}
	return deepest
}

func (r record) id(level int, file string) string {
	code := r.get("pcode")
	if code == "" && level >= 0 {
		code = r.get(fmt.Sprintf("adm%d_pcode", level), fmt.Sprintf("admin%dpcode", level))
	}
	switch id := r.get("id", "fid"); {
	case code != "":
		return "pcode:" + code
	case r.get("geonameid") != "" && id == "":
		return "geonames:" + r.get("geonameid")
	case id != "":
		return id
	}
	return fmt.Sprintf("%s:%d", file, r.line)
}

func (r record) parent(level int) string {
	if p := r.get("parent"); p != "" {
		return p
	}
	best, at := "", -1
	for i, c := range r.columns {
		m := codeColumn.FindStringSubmatch(c)
		if m == nil || i >= len(r.cells) || r.cells[i] == "" {
			continue
		}
		if l := int(m[1][0] - '0'); l < level && l > at {
			best, at = "pcode:"+r.cells[i], l
		}
	}
	return best
}

func kindOf(word string, level int, pcode string) Kind {
	switch w := strings.ToLower(word); {
	case w == "country", level == 0:
		return Country
	case w == "governorate", w == "region", w == "state", w == "province", w == "oblast", level == 1:
		return Region
	case w == "district", w == "subdistrict", w == "raion", w == "county", level == 2, level == 3 && pcode != "":
		return District
	case w == "sector":
		return Sector
	case w == "city", w == "town", w == "village", w == "hamlet", w == "place", w == "settlement":
		return Town
	case w == "" && level < 0 && len(pcode) == 4:
		return Region
	case w == "" && level < 0:
		return Town
	}
	return Other
}
