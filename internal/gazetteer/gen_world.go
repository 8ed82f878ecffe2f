//go:build ignore

// gen_world writes world.tsv.zst, the gazetteer inside the program: countries, divisions of
// the first level, and settlements above 15,000 people.
//
//	npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
//	go run gen_world.go GEONAMES package/countries-10m.json
//
// GEONAMES is a folder with cities1000_world.txt.gz and admin1CodesASCII.txt.gz (GeoNames,
// CC BY 4.0). A country's point is the centre of gravity of its larger pieces of land (Natural
// Earth, public domain); its names are those of the Unicode CLDR, by way of golang.org/x/text,
// and the few of the table usual. Rows are written in one order, so that the same input gives
// the same bytes.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/salient-osint/salient/geo"
)

const people = 15_000

func main() {
	var out bytes.Buffer
	countries(&out, os.Args[2])
	for _, row := range rows(filepath.Join(os.Args[1], "admin1CodesASCII.txt.gz")) {
		fmt.Fprintln(&out, strings.Join(row, "\t"))
	}
	for _, f := range rows(filepath.Join(os.Args[1], "cities1000_world.txt.gz")) {
		if n, _ := strconv.Atoi(f[14]); n < people && f[7] != "PPLC" {
			continue
		}
		f[3] = readable(f[3])
		for _, unused := range []int{9, 11, 12, 13, 15, 16, 17, 18} {
			f[unused] = ""
		}
		fmt.Fprintln(&out, strings.Join(f, "\t"))
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	check(err)
	check(os.WriteFile("world.tsv.zst", z.EncodeAll(out.Bytes(), nil), 0o644))
}

// readable keeps names in Latin, Arabic and Cyrillic script.
func readable(names string) string {
	var out []string
	for _, n := range strings.Split(names, ",") {
		if !strings.ContainsFunc(n, func(r rune) bool {
			return r >= 0x700 && (r < 0x1e00 || r > 0x20ff) || r >= 0x370 && r < 0x400 || r >= 0x530 && r < 0x600
		}) {
			out = append(out, n)
		}
	}
	return strings.Join(out, ",")
}

// country is a country's number in ISO 3166 and its arcs.
type country struct {
	ID   string
	Type string
	Arcs json.RawMessage
}

// topology is the part of a TopoJSON file that is read.
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]int
	Objects   struct {
		Countries struct{ Geometries []country }
	}
}

// countries writes rows in the form of GeoNames' places, with the country's letters as id.
func countries(w io.Writer, file string) {
	b, err := os.ReadFile(file)
	check(err)
	var t topology
	check(json.Unmarshal(b, &t))
	var rows []string
	seen := map[string]bool{}
	for _, c := range t.Objects.Countries.Geometries {
		region, err := language.ParseRegion(c.ID)
		if err != nil || seen[region.String()] {
			continue // ground that ISO has no number for
		}
		code := region.String()
		seen[code] = true
		at := t.middle(c)
		names := append(abroad(region), usual[code]...)
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%.3f\t%.3f\tA\tPCLI\t%s\t\t\t\t\t\t0\t\t\t\t", code, names[0], names[0], strings.Join(names, ","), at.Lat, at.Lon, code))
	}
	slices.Sort(rows)
	fmt.Fprintln(w, strings.Join(rows, "\n"))
}

// piece is one piece of land: the sum of twice its area, and its centre, in a projection that
// keeps areas (longitude, sine of latitude).
type piece struct{ area, x, y float64 }

func (p piece) point() geo.Point {
	return geo.Point{Lon: p.x - 360*math.Round(p.x/360), Lat: math.Asin(p.y) * 180 / math.Pi}
}

// middle is the centre of gravity of a country's largest piece of land and the larger ones
// within 3,000 km of it, so that overseas territories don't pull it into the sea.
func (t *topology) middle(c country) geo.Point {
	var polygons [][][]int
	if c.Type == "MultiPolygon" {
		check(json.Unmarshal(c.Arcs, &polygons))
	} else {
		var one [][]int
		check(json.Unmarshal(c.Arcs, &one))
		polygons = [][][]int{one}
	}
	var pieces []piece
	for _, p := range polygons {
		pieces = append(pieces, pieceOf(t.ring(p[0])))
	}
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Compare(b.area, a.area) })
	var sum piece
	for _, p := range pieces {
		if p.area >= pieces[0].area/50 && geo.Distance(p.point(), pieces[0].point()) < 3000*geo.Kilometre {
			sum = piece{sum.area + p.area, sum.x + p.area*p.x, sum.y + p.area*p.y}
		}
	}
	return piece{sum.area, sum.x / sum.area, sum.y / sum.area}.point()
}

func pieceOf(ring [][2]float64) piece {
	var a, sx, sy float64
	o := ring[0]
	for i := range ring {
		p, q := ring[i], ring[(i+1)%len(ring)]
		px, py, qx, qy := p[0]-o[0], p[1]-o[1], q[0]-o[0], q[1]-o[1]
		cross := px*qy - qx*py
		a, sx, sy = a+cross, sx+cross*(px+qx), sy+cross*(py+qy)
	}
	if a == 0 {
		return piece{1e-12, o[0], o[1]} // an islet that is a single point on this scale
	}
	return piece{math.Abs(a), o[0] + sx/(3*a), o[1] + sy/(3*a)}
}

// ring joins arcs; a ring that crosses the 180th meridian goes on beyond it.
func (t *topology) ring(arcs []int) [][2]float64 {
	var out [][2]float64
	for _, id := range arcs {
		var line [][2]float64
		x, y := 0, 0
		for _, d := range t.Arcs[max(id, ^id)] {
			x, y = x+d[0], y+d[1]
			line = append(line, [2]float64{
				float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0],
				math.Sin((float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1]) * math.Pi / 180),
			})
		}
		if id < 0 {
			slices.Reverse(line)
		}
		out = append(out, line[:len(line)-1]...)
	}
	for i := 1; i < len(out); i++ {
		out[i][0] -= 360 * math.Round((out[i][0]-out[i-1][0])/360)
	}
	return out
}

// abroad gives a country's name in the languages that are read.
func abroad(region language.Region) []string {
	var out []string
	for _, tag := range []language.Tag{language.English, language.Arabic, language.Russian, language.Ukrainian, language.Persian, language.French, language.German, language.Spanish} {
		if name := display.Regions(tag).Name(region); name != "" {
			out = append(out, strings.ReplaceAll(name, ",", ""))
		}
	}
	return out
}

// usual are names that news give countries and no list has.
var usual = map[string][]string{
	"US": {"U.S.", "US", "USA", "U.S.A.", "United States of America"}, "GB": {"UK", "U.K.", "Britain", "Great Britain"}, "AE": {"UAE", "U.A.E."},
	"CD": {"DRC", "DR Congo", "Democratic Republic of the Congo", "Democratic Republic of Congo"}, "CG": {"Congo-Brazzaville", "Republic of the Congo", "Congo"},
	"CZ": {"Czech Republic"}, "MM": {"Burma", "Myanmar"}, "SZ": {"Swaziland"}, "MK": {"Macedonia"}, "CI": {"Ivory Coast"}, "TR": {"Turkey"},
	"KR": {"Republic of Korea"}, "KP": {"DPRK"}, "PS": {"Palestine"}, "CN": {"PRC", "People's Republic of China"}, "HK": {"Hong Kong"}, "MO": {"Macau"},
	"SY": {"Syrian Arab Republic"}, "RU": {"Russian Federation"}, "CV": {"Cape Verde"}, "TL": {"East Timor"}, "IR": {"Islamic Republic of Iran"}, "BA": {"Bosnia"},
	"SA": {"KSA"}, "IE": {"Republic of Ireland"}, "TT": {"Trinidad"}, "CF": {"CAR"}, "VA": {"Vatican"}, "TW": {"Republic of China"},
}

// rows reads a gzipped, tab-separated table.
func rows(file string) [][]string {
	f, err := os.Open(file)
	check(err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	check(err)
	var out [][]string
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if s.Text() != "" {
			out = append(out, strings.Split(s.Text(), "\t"))
		}
	}
	check(s.Err())
	return out
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
