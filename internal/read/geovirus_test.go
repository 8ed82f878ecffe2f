package read

import (
	"compress/gzip"
	"encoding/xml"
	"os"
	"path/filepath"
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
	n, err := newNaming(set, nil)
	if err != nil {
		t.Fatal(err)
	}
	var hit, wrong, missed, held, near, gold, nearAny int
	fp, fn, bad := map[string]int{}, map[string]int{}, map[string]int{}
	for _, a := range corpus.Articles {
		list := divide(a.Text, &gazetteer.Lexer{})
		found := n.find(a.Text, list, func(int, int, int) bool { return false })
		found = n.resolve(a.Text, list, found)
		got := map[[2]int]*toponym{}
		for i, x := range found {
			w := list[x.sentence].words
			s := utf8.RuneCountInString(a.Text[:w[x.from].Start])
			got[[2]int{s, s + utf8.RuneCountInString(a.Text[w[x.from].Start:w[x.to-1].End])}] = &found[i]
		}
		want := map[[2]int]bool{}
		for _, l := range a.Locations {
			k := [2]int{l.Start - 1, l.End - 1} // the corpus counts from 1
			if want[k] {
				continue
			}
			want[k] = true
			gold++
			words := gazetteer.Words(l.Name)
			m, ok := set.At(words, 0)
			if !ok || m.To != len(words) {
				continue
			}
			at := geo.Point{Lon: l.Lon, Lat: l.Lat}
			x := got[k]
			if x == nil {
				missed++
				fn[l.Name]++
				continue
			}
			hit++
			isNear := false
			for _, p := range m.Places {
				isNear = isNear || p.Located && geo.Distance(p.At, at) <= 161*geo.Kilometre
			}
			right := x.options[0].place.Located && geo.Distance(x.options[0].place.At, at) <= 161*geo.Kilometre
			if isNear {
				held++
			}
			if right {
				nearAny++
			}
			if right && isNear {
				near++
			} else {
				bad[l.Name]++
			}
		}
		for k, x := range got {
			if !want[k] {
				wrong++
				fp[x.name]++
			}
		}
	}
	p, r := float64(hit)/float64(hit+wrong), float64(hit)/float64(hit+missed)
	t.Logf("gold %d; name held: %d; found precision %.3f recall %.3f F1 %.3f; within 161 km: %.3f of %d held there; %.3f of all %d found", gold, hit+missed, p, r, 2*p*r/(p+r), float64(near)/float64(held), held, float64(nearAny)/float64(hit), hit)
	t.Log("FP", top(fp))
	t.Log("FN", top(fn))
	t.Log("BAD", top(bad))
}
func top(m map[string]int) (out []string) {
	for range 70 {
		b, n := "", 0
		for k, v := range m {
			if v > n || v == n && k < b {
				b, n = k, v
			}
		}
		if n == 0 {
			break
		}
		out = append(out, b)
		if n > 1 {
			out = append(out, string(rune('0'+n%10)))
		}
		delete(m, b)
	}
	return
}
