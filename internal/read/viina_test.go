package read

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/when"
)

// Headlines in Ukrainian and Russian yield happenings at the place that the data give them.
func TestHeadlines(t *testing.T) {
	f, err := os.Open(filepath.Join(shared(t), "data", "viina-derived-events", "VIINA_2022_EXACT_DEDUPE.csv.gz"))
	if err != nil {
		t.Skip("needs shared/data/viina-derived-events")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	r, err := New(Options{Places: worldSet(t)})
	if err != nil {
		t.Fatal(err)
	}
	var named, yielded, near, all int
	for _, row := range rows[1:] {
		text := row[column["representative_text"]]
		if len([]rune(text)) > 200 {
			continue // a headline, not an article
		}
		all++
		d, err := when.ParseDay(row[column["date"]][:4] + "-" + row[column["date"]][4:6] + "-" + row[column["date"]][6:])
		if err != nil {
			t.Fatal(err)
		}
		got := r.Read(text, &d)
		if len(got.Toponyms) > 0 {
			named++
		}
		if len(got.Candidates) == 0 {
			if os.Getenv("SALIENT_SHOW") != "" && all%17 == 0 {
				t.Log(text, got.Toponyms)
			}
			continue
		}
		yielded++
		at, ok := pointOf(row[column["longitude"]], row[column["latitude"]])
		for _, c := range got.Candidates {
			if p, found := r.naming.places.Place(c.Place); found && ok && p.Located && geo.Distance(p.At, at) < 161*geo.Kilometre {
				near++
				break
			}
		}
	}
	t.Logf("%d headlines: %d name a place that the gazetteer has, %d yield a candidate, %d of these within 161 km of the event", all, named, yielded, near)
	if float64(yielded) < 0.5*float64(named) {
		t.Errorf("%d of %d headlines with a place yield a candidate; want half", yielded, named)
	}
}

func pointOf(lon, lat string) (geo.Point, bool) {
	x, err := strconv.ParseFloat(lon, 64)
	y, err2 := strconv.ParseFloat(lat, 64)
	return geo.Point{Lon: x, Lat: y}, err == nil && err2 == nil
}
