package gazetteer

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/salient-osint/salient/geo"
)

// geonames reads a table of GeoNames. Which one shows in its columns: 19 of places, 8 or 10 of
// alternate names, 4 of the codes of divisions (https://download.geonames.org/export/dump/).
func (t *tables) geonames(b []byte) {
	line := 0
	for len(b) > 0 {
		row, rest, _ := bytes.Cut(b, []byte("\n"))
		b = rest
		line++
		if len(row) == 0 || row[0] == '#' {
			continue
		}
		switch f := strings.Split(strings.TrimSuffix(string(row), "\r"), "\t"); len(f) {
		case 19:
			t.geonamesPlace(line, f)
		case 8, 10:
			t.later = append(t.later, later{"geonames:" + f[1], f[3]})
		case 4:
			t.geonamesCode(line, f)
		default:
			t.fail(line, 1, "%d columns; expected 19 (places), 8 or 10 (alternate names) or 4 (codes of divisions) of GeoNames", len(f))
		}
		if len(t.errs) >= mostProblems {
			return
		}
	}
}

func (t *tables) geonamesPlace(line int, f []string) {
	if f[0] == "geonameid" {
		return // a header
	}
	id := "geonames:" + f[0]
	if len(f[0]) == 2 {
		id = "iso:" + f[0] // a country of World
	}
	e := Entry{Place: Place{ID: id, Name: f[1], Country: f[8], Region: f[10], Kind: geonamesKind(f[6], f[7])}}
	e.Names = append(strings.Split(f[3], ","), f[2])
	lat, latErr := strconv.ParseFloat(f[4], 64)
	lon, lonErr := strconv.ParseFloat(f[5], 64)
	if e.At = (geo.Point{Lon: lon, Lat: lat}); latErr != nil || lonErr != nil || !e.At.Valid() {
		t.fail(line, 5, "%q, %q: expected latitude and longitude in degrees", f[4], f[5])
		return
	}
	e.Located = true
	e.People, _ = strconv.ParseInt(f[14], 10, 64)
	t.add(e)
}

// geonamesKind reads feature class and code (https://www.geonames.org/export/codes.html).
func geonamesKind(class, code string) Kind {
	switch {
	case strings.HasPrefix(code, "PCL"):
		return Country
	case code == "ADM1":
		return Region
	case strings.HasPrefix(code, "ADM"):
		return District
	case code == "PPLC":
		return Capital
	case code == "PPLA":
		return Seat
	case class == "P":
		return Town
	}
	return Other
}

// geonamesCode reads a row of admin1CodesASCII or admin2Codes: "SY.11", or "SY.11.2".
func (t *tables) geonamesCode(line int, f []string) {
	code := strings.Split(f[0], ".")
	if len(code) < 2 || len(code[0]) != 2 {
		t.fail(line, 1, "%q: expected a code of a division, as SY.11", f[0])
		return
	}
	kind := Region
	if len(code) > 2 {
		kind = District
	}
	t.add(Entry{
		Place: Place{ID: "geonames:" + f[3], Name: f[1], Country: code[0], Region: code[1], Kind: kind},
		Names: []string{f[2]},
	})
}
