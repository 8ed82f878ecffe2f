//go:build ignore

// gen_world writes world.tsv.zst, the gazetteer inside the program: countries, divisions of
// the first level, and settlements above 15,000 people.
//
//	go run gen_world.go GEONAMES WORLD_COUNTRIES
//
// GEONAMES is a folder with cities1000_world.txt.gz and admin1CodesASCII.txt.gz (GeoNames,
// CC BY 4.0); WORLD_COUNTRIES the countries.json of the npm package world-countries (ODbL),
// for the countries' points. Countries' names in other languages are those of the Unicode
// CLDR, by way of golang.org/x/text. Rows are written in one order, so that the same input
// gives the same bytes.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
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
		if !strings.ContainsFunc(n, func(r rune) bool { return r >= 0x700 && (r < 0x1e00 || r > 0x20ff) || r >= 0x370 && r < 0x400 || r >= 0x530 && r < 0x600 }) {
			out = append(out, n)
		}
	}
	return strings.Join(out, ",")
}

// countries writes rows in the form of GeoNames' places, with the country's letters as id.
func countries(w io.Writer, file string) {
	b, err := os.ReadFile(file)
	check(err)
	var list []struct {
		CCA2   string    `json:"cca2"`
		LatLng []float64 `json:"latlng"`
		Alt    []string  `json:"altSpellings"`
		Name   struct{ Common, Official string }
	}
	check(json.Unmarshal(b, &list))
	slices.SortFunc(list, func(a, b struct {
		CCA2   string    `json:"cca2"`
		LatLng []float64 `json:"latlng"`
		Alt    []string  `json:"altSpellings"`
		Name   struct{ Common, Official string }
	}) int {
		return strings.Compare(a.CCA2, b.CCA2)
	})
	for _, c := range list {
		names := []string{c.Name.Official}
		for _, a := range c.Alt {
			if len(a) > 3 || strings.Contains(a, ".") {
				names = append(names, a)
			}
		}
		names = append(names, abroad(c.CCA2)...)
		names = append(names, usual[c.CCA2]...)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%v\t%v\tA\tPCLI\t%s\t\t\t\t\t\t0\t\t\t\t\n",
			c.CCA2, c.Name.Common, c.Name.Common, strings.ReplaceAll(strings.Join(names, ","), "\t", " "), c.LatLng[0], c.LatLng[1], c.CCA2)
	}
}

// abroad gives a country's name in the languages that are read.
func abroad(code string) []string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return nil
	}
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
	"US": {"U.S.", "US", "USA", "U.S.A.", "the States"}, "GB": {"UK", "U.K.", "Britain"}, "AE": {"UAE", "U.A.E."},
	"CD": {"DRC", "DR Congo", "Congo-Kinshasa"}, "CG": {"Congo-Brazzaville", "Republic of Congo"}, "CZ": {"Czech Republic"}, "MM": {"Burma"}, "SZ": {"Swaziland"},
	"MK": {"Macedonia"}, "CI": {"Côte d'Ivoire", "Ivory Coast"}, "TR": {"Turkey"}, "KR": {"South Korea"}, "KP": {"North Korea", "DPRK"}, "PS": {"Palestine", "Palestinian territories"},
	"CN": {"PRC"}, "VN": {"Vietnam", "Viet Nam"}, "LA": {"Laos"}, "SY": {"Syria"}, "RU": {"Russia"}, "CV": {"Cape Verde"}, "TL": {"East Timor"}, "HK": {"Hong Kong"}, "SA": {"KSA"},
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
