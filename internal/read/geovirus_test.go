package read

import (
	"compress/gzip"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// shared finds the folder of test data that lies beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("SALIENT_SHARED"); dir != "" {
		return dir
	}
	for dir, _ := os.Getwd(); dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "shared", "data")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	t.Skip("needs the folder shared beside the repository, or SALIENT_SHARED")
	return ""
}

type geoVirus struct {
	Articles []struct {
		Text      string `xml:"text"`
		Locations []struct {
			Name  string  `xml:"name"`
			Start int     `xml:"start"`
			End   int     `xml:"end"`
			Lat   float64 `xml:"lat"`
			Lon   float64 `xml:"lon"`
		} `xml:"locations>location"`
	} `xml:"article"`
}

func worldSet(t testing.TB) *gazetteer.Set {
	t.Helper()
	dir := filepath.Join(shared(t), "data", "geonames-cities1000")
	cache := testCache()
	w, err := gazetteer.World(cache)
	if err != nil {
		t.Fatal(err)
	}
	g, err := gazetteer.Open([]string{filepath.Join(dir, "cities1000_world.txt.gz"), filepath.Join(dir, "admin1CodesASCII.txt.gz")}, cache)
	if err != nil {
		t.Fatal(err)
	}
	return gazetteer.NewSet(nil, []*gazetteer.Gazetteer{w, g})
}

// Names of places in news on epidemics are found and put on the map.
func TestGeoVirus(t *testing.T) {
	f, err := os.Open(filepath.Join(shared(t), "data", "geoparsing-geovirus", "GeoVirus.xml.gz"))
	if err != nil {
		t.Skip("needs shared/data/geoparsing-geovirus")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var corpus geoVirus
	if err := xml.NewDecoder(z).Decode(&corpus); err != nil {
		t.Fatal(err)
	}
	set := worldSet(t)
	words, err := readLexicon()
	if err != nil {
		t.Fatal(err)
	}
	n := newNaming(words, set, nil)
	var sum geoScore
	for _, a := range corpus.Articles {
		list := divide(a.Text, &gazetteer.Lexer{}, abbreviationsOf(words))
		names := n.find(a.Text, list, func(int, int, int) bool { return false })
		names = n.resolve(a.Text, list, names)
		got := map[[2]int]*toponym{}
		for i, x := range names {
			w := list[x.sentence].words
			from := utf8.RuneCountInString(a.Text[:w[x.from].Start])
			got[[2]int{from, from + utf8.RuneCountInString(a.Text[w[x.from].Start:w[x.to-1].End])}] = &names[i]
		}
		want := map[[2]int]bool{}
		for _, l := range a.Locations {
			span := [2]int{l.Start - 1, l.End - 1} // the corpus counts from 1
			if !want[span] {
				want[span] = true
				sum.add(set, l.Name, geo.Point{Lon: l.Lon, Lat: l.Lat}, got[span])
			}
		}
		for span := range got {
			if !want[span] {
				sum.excess++
			}
		}
	}
	sum.check(t)
}

// geoScore counts names of places that were found, and put where they are.
type geoScore struct {
	gold, hit, missed, excess int
	held, near, nearOfAll     int
}

// add compares a name of the corpus with what was found at its span, nil if nothing was.
// Names that the gazetteer doesn't have aren't counted as missed.
func (s *geoScore) add(set *gazetteer.Set, name string, at geo.Point, found *toponym) {
	s.gold++
	words := gazetteer.Words(name)
	m, ok := set.At(words, 0)
	if !ok || m.To != len(words) {
		return
	}
	if found == nil {
		s.missed++
		return
	}
	s.hit++
	close := func(p *gazetteer.Place) bool {
		return p.Located && geo.Distance(p.At, at) <= 161*geo.Kilometre
	}
	right, held := close(found.options[0].place), slices.ContainsFunc(m.Places, close)
	if right {
		s.nearOfAll++
	}
	if held {
		s.held++
	}
	if right && held {
		s.near++
	}
}

func (s *geoScore) check(t *testing.T) {
	precision, recall := float64(s.hit)/float64(s.hit+s.excess), float64(s.hit)/float64(s.hit+s.missed)
	f1, near := 2*precision*recall/(precision+recall), float64(s.near)/float64(s.held)
	t.Logf("%d names, %d of them in the gazetteer; found: precision %.3f, recall %.3f, F1 %.3f; within 161 km: %.3f of the %d that the gazetteer has there, %.3f of all %d found",
		s.gold, s.hit+s.missed, precision, recall, f1, near, s.held, float64(s.nearOfAll)/float64(s.hit), s.hit)
	if f1 < 0.85 || near < 0.9 {
		t.Errorf("F1 %.3f, within 161 km %.3f; want 0.85 and 0.90", f1, near)
	}
}
