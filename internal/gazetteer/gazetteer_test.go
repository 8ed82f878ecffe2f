package gazetteer

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
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

// Folding twice is folding once, and the case of letters doesn't matter.
func TestFoldProperties(t *testing.T) {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("abzşğıøÉß'’ʿЁїґщجإأآةىؤئءالوبلحخٱپ")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := word.Draw(t, "word")
		if once, twice := Fold(s), Fold(Fold(s)); once != twice {
			t.Fatalf("Fold(Fold(%q)) = %q, want %q", s, twice, once)
		}
		if !strings.ContainsAny(s, "ıßİ") && Fold(strings.ToUpper(s)) != Fold(s) {
			t.Fatalf("Fold(%q) = %q, of capitals %q", s, Fold(s), Fold(strings.ToUpper(s)))
		}
		for _, w := range Words(s) {
			if w.End <= w.Start || w.End > len(s) {
				t.Fatalf("Words(%q) gives %d to %d", s, w.Start, w.End)
			}
		}
	})
}

// Spellings of one name share a skeleton, in whatever script; other names don't.
func TestSkeleton(t *testing.T) {
	for _, same := range [][]string{
		{"al-Qusayr", "Qusair", "Al Quşayr", "القصير", "Qousseir", "Эль-Кусейр", "el-Qusayr", "والقصير"},
		{"Talbiseh", "Talbissa", "تلبيسة", "Тальбиса"},
		{"Khalidiya", "al-Khalidiyah", "الخالدية", "Халидия"},
		{"Rastan", "al-Rastan", "الرستن", "Ар-Растан"},
		{"Bakhmut", "Бахмут", "باخموت"},
	} {
		want := Skeleton(same[0])
		for _, s := range same[1:] {
			if got := Skeleton(s); got != want {
				t.Errorf("Skeleton(%q) = %q, want %q as of %q", s, got, want, same[0])
			}
		}
	}
	for _, pair := range [][2]string{{"Homs", "Hama"}, {"Rastan", "Talbiseh"}, {"Kherson", "Kharkiv"}} {
		if Skeleton(pair[0]) == Skeleton(pair[1]) {
			t.Errorf("%q and %q have one skeleton, %q", pair[0], pair[1], Skeleton(pair[0]))
		}
	}
}

// القصر and القصير have one skeleton; how they sound tells them apart.
func TestSimilar(t *testing.T) {
	if a, b := Similar("القصير", "al-Qusayr"), Similar("القصير", "al-Qasr"); a <= b {
		t.Errorf("القصير is as similar to al-Qusayr (%.2f) as to al-Qasr (%.2f)", a, b)
	}
	if a, b := Similar("القصر", "al-Qasr"), Similar("القصر", "al-Qusayr"); a <= b {
		t.Errorf("القصر is as similar to al-Qasr (%.2f) as to al-Qusayr (%.2f)", a, b)
	}
}

// Similar is symmetric, between 0 and 1, and 1 of a name with itself.
func TestSimilarProperties(t *testing.T) {
	name := rapid.StringOfN(rapid.SampledFrom([]rune("abdhkmnrstuلقصيرбхмут -")), 1, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		v, w := Similar(a, b), Similar(b, a)
		if v != w || v < 0 || v > 1 {
			t.Fatalf("Similar(%q, %q) = %v, the other way round %v", a, b, v, w)
		}
		if self := Similar(a, a); self != 0 && self != 1 {
			t.Fatalf("Similar(%q, itself) = %v", a, self)
		}
	})
}

// Of the places of Syria that GeoNames names in Latin and in Arabic script, at least three of
// four share a skeleton between some Latin and the Arabic name.
func TestSkeletonsOfSyria(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(shared(t), "data", "geonames-cities1000", "SY.txt"))
	if err != nil {
		t.Skip("needs shared/data/geonames-cities1000")
	}
	both, same := 0, 0
	for _, line := range strings.Split(string(b), "\n") {
		f := strings.Split(line, "\t")
		if len(f) < 4 || f[0] == "geonameid" {
			continue
		}
		var arabic, latin []string
		for _, n := range append(strings.Split(f[3], ","), f[1]) {
			if strings.ContainsFunc(n, func(r rune) bool { return r >= 0x600 && r < 0x700 }) {
				arabic = append(arabic, Skeleton(n))
			} else {
				latin = append(latin, Skeleton(n))
			}
		}
		if len(arabic) == 0 {
			continue
		}
		both++
		if slices.ContainsFunc(arabic, func(s string) bool { return slices.Contains(latin, s) }) {
			same++
		}
	}
	t.Logf("%d of %d places share a skeleton between scripts (%.3f)", same, both, float64(same)/float64(both))
	if 4*same < 3*both {
		t.Errorf("%d of %d places share a skeleton between scripts; want three of four", same, both)
	}
}

// Cases of Russian and Ukrainian lead to one stem.
func TestStem(t *testing.T) {
	for _, list := range [][]string{
		{"Бахмут", "Бахмуте", "Бахмуту", "Бахмутом", "Бахмуті"},
		{"Харків", "Харкова", "Харкові"},
		{"Київ", "Києва", "Києві"},
		{"Херсон", "Херсона", "Херсоні", "Херсоном"},
		{"российские", "российских", "российскими"},
	} {
		want := Stem(Fold(list[0]))
		for _, w := range list[1:] {
			if got := Stem(Fold(w)); got != want {
				t.Errorf("Stem(%q) = %q, want %q as of %q", w, got, want, list[0])
			}
		}
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	geonamesRow = "173322\tAl Quşayr\tAl Qusayr\tQusair,القصير\t34.5078\t36.58029\tP\tPPLA2\tSY\t\t11\t\t\t\t41062\t\t522\tAsia/Damascus\t2012-01-01\n"
	codes       = "SY.11\tḨimş\tHoms\t169575\n"
	ochaCSV     = "NAME_EN,NAME_AR,PCODE,ADM1_EN,ADM1_PCODE,ADM0_PCODE\nAl-Qusayr,القصير,SY0402,Homs,SY04,SY\n"
	ochaNew     = "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,LATITUDE,LONGITUDE\nHoms,SY04,Al-Qusayr,القصير,SY0402,34.5,36.58\n"
	plainCSV    = "name,lat,lon,kind\nDabaa,34.552,36.613,village\n"
	geoJSON     = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"NAME_EN":"Homs","PCODE":"SY04"},"geometry":{"type":"Polygon","coordinates":[[[36,34],[38,34],[38,36],[36,36],[36,34]]]}}]}`
	osmXML      = `<osm><node id="7" lat="34.55" lon="36.61"><tag k="place" v="village"/><tag k="name" v="الضبعة"/><tag k="name:en" v="Dabaa"/><tag k="population" v="900"/></node><node id="8" lat="1" lon="1"><tag k="shop" v="bakery"/></node></osm>`
)

// Each kind of file is known by its content, and its places are found by all their names.
func TestOpen(t *testing.T) {
	for _, tt := range []struct{ name, file, text, want string }{
		{"GeoNames", "SY.txt", geonamesRow, "geonames:173322"},
		{"OCHA with a code of its own", "adm2.csv", ochaCSV, "pcode:SY0402"},
		{"OCHA by level", "adm2.csv", ochaNew, "pcode:SY0402"},
		{"plain CSV", "places.csv", plainCSV, "places.csv:2"},
		{"GeoJSON", "adm1.geojson", geoJSON, "pcode:SY04"},
		{"OpenStreetMap", "map.osm", osmXML, "osm:7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := Open([]string{write(t, tt.file, tt.text)}, "")
			if err != nil {
				t.Fatal(err)
			}
			p, ok := g.Place(tt.want)
			if !ok || g.Len() != 1 {
				t.Fatalf("places %+v, want %s alone", g.places, tt.want)
			}
			if found, ok := NewSet(nil, []*Gazetteer{g}).At(Words(p.Name), 0); !ok || found.Places[0].ID != tt.want {
				t.Errorf("%q isn't found", p.Name)
			}
		})
	}
}

// A division without a point lies in the middle of its settlements, whatever the order of files.
func TestDivisionsAreLocated(t *testing.T) {
	files := []string{write(t, "admin1CodesASCII.txt", codes), write(t, "SY.txt", geonamesRow)}
	for range 2 {
		g, err := Open(files, "")
		if err != nil {
			t.Fatal(err)
		}
		if p, ok := g.Place("geonames:169575"); !ok || !p.Located || p.At.Lat != 34.5078 {
			t.Errorf("Homs governorate: %+v, want it at its only town", p)
		}
		slices.Reverse(files)
	}
}

// What is wrong is told with file, line and column, all of it together.
func TestOpenProblems(t *testing.T) {
	_, err := Open([]string{write(t, "bad.csv", "name,lat,lon\nHoms,95,36\nHama,north,36\n"), write(t, "bad.json", "{\n \"type\": oops}")}, "")
	if !isInvalid(err) {
		t.Fatalf("Open = %v, want bad input", err)
	}
	for _, want := range []string{"bad.csv:2:1", "bad.csv:3:1", "bad.json:2:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %s:\n%v", want, err)
		}
	}
	if _, err := Open([]string{filepath.Join(t.TempDir(), "none")}, ""); err == nil || isInvalid(err) {
		t.Errorf("a file that isn't there gives %v, want not found", err)
	}
}

func isInvalid(err error) bool {
	return errors.Is(err, salient.ErrInvalid)
}

// What comes from the cache answers as what was built, and a damaged cache is built anew.
func TestCache(t *testing.T) {
	file, dir := write(t, "SY.txt", geonamesRow+strings.ReplaceAll(geonamesRow, "173322", "1")), t.TempDir()
	built, err := Open([]string{file}, dir)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Unpack(built.Pack())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(kept.places, built.places) || !slices.Equal(kept.names.lists, built.names.lists) || !slices.Equal(kept.names.keys, built.names.keys) {
		t.Error("Unpack(Pack(g)) differs from g")
	}
	list, err := filepath.Glob(filepath.Join(dir, "gazetteer-*"))
	if err != nil || len(list) != 1 {
		t.Fatalf("cached files %v, want one", list)
	}
	if err := os.WriteFile(list[0], []byte(version+"damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := Open([]string{file}, dir); err != nil || again.Len() != built.Len() {
		t.Errorf("after damage: %v, %v places, want %d", err, again.Len(), built.Len())
	}
}

// The longest name is found, with and without its article; the case's own places come first.
func TestSet(t *testing.T) {
	own := Build([]Entry{{Place: Place{ID: "qusayr", Name: "al-Qusayr"}, Names: []string{"القصير"}}})
	other := Build([]Entry{
		{Place: Place{ID: "a", Name: "Deir"}},
		{Place: Place{ID: "b", Name: "Deir ez-Zor"}},
		{Place: Place{ID: "c", Name: "Qusayr"}},
		{Place: Place{ID: "d", Name: "Hidden"}},
	})
	s := NewSet(own, []*Gazetteer{other}, "d")
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"Deir ez-Zor", []string{"b"}},
		{"Deir Hafir", []string{"a"}},
		{"Qusayr", []string{"qusayr", "c"}},
		{"والقصير", []string{"qusayr"}},
		{"Hidden", nil},
	} {
		m, _ := s.At(Words(tt.text), 0)
		var got []string
		for _, p := range m.Places {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("At(%q) = %v, want %v", tt.text, got, tt.want)
		}
	}
	if got := s.Alike("Qousseir"); len(got) == 0 || got[0].ID != "qusayr" {
		t.Errorf("Alike(Qousseir) = %v, want al-Qusayr", got)
	}
}

// The gazetteer inside the program knows states in several scripts, and large towns.
func TestWorld(t *testing.T) {
	g, err := World("")
	if err != nil {
		t.Fatal(err)
	}
	s := NewSet(nil, []*Gazetteer{g})
	for text, want := range map[string]string{"Syria": "iso:SY", "سوريا": "iso:SY", "Україна": "iso:UA", "U.S.": "iso:US", "Aleppo": "geonames:170063", "حلب": "geonames:170063"} {
		m, ok := s.At(Words(text), 0)
		if !ok || !slices.ContainsFunc(m.Places, func(p *Place) bool { return p.ID == want }) {
			t.Errorf("At(%q) = %v, want %s among them", text, m.Places, want)
		}
	}
}

// Whatever the bytes, a file gives places or an error, in bounded time and memory.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{geonamesRow, codes, ochaCSV, ochaNew, plainCSV, geoJSON, osmXML, "", "\x1f\x8b\x08", "<a><a><a>", "{\"type\":\"FeatureCollection\",\"features\":[null]}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		tables := newTables()
		tables.read("fuzz", b)
		g, err := tables.build()
		if err == nil {
			for i := range g.places {
				if p := &g.places[i]; p.Located && !p.At.Valid() {
					t.Fatalf("%+v lies outside the Earth", p)
				}
			}
		}
	})
}

// A cache that was changed gives an error or a gazetteer that can be asked.
func FuzzCache(f *testing.F) {
	f.Add(Build([]Entry{{Place: Place{ID: "a", Name: "Deir ez-Zor"}, Names: []string{"دير الزور"}}}).Pack())
	f.Fuzz(func(_ *testing.T, b []byte) {
		if g, err := Unpack(b); err == nil {
			s := NewSet(nil, []*Gazetteer{g})
			s.At(Words("Deir ez-Zor"), 0)
			s.Alike("دير الزور")
		}
	})
}

// Words lie within the text, in order, and don't overlap.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"al-Qusayr's U.S. 3rd", "القصير، والرستن", "Дебальцеве’s", "'", "A.B", "\xff."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, w := range Words(s) {
			if w.Start < end || w.End <= w.Start || w.End > len(s) {
				t.Fatalf("Words(%q): a word from %d to %d behind %d", s, w.Start, w.End, end)
			}
			end = w.End
		}
		Skeleton(s)
	})
}
