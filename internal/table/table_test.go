package table

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

func TestDatesInAnyForm(t *testing.T) {
	for _, tt := range []struct{ text, order, want string }{
		{"2013-05-20", "", "2013-05-20"},
		{"20130520", "", "2013-05-20"},
		{"2013/5/20", "", "2013-05-20"},
		{"20.5.2013", "mdy", "2013-05-20"},
		{"3/4/2013", "dmy", "2013-04-03"},
		{"3/4/2013", "mdy", "2013-03-04"},
		{"3-4-2013", "dmy", "2013-04-03"},
		{"20-May-2013", "", "2013-05-20"},
		{"May 20, 2013", "", "2013-05-20"},
		{"2013-05-20T23:59:59+03:00", "", "2013-05-20"},
		{"5/20/2013 1:30", "mdy", "2013-05-20"},
		{"2013-05", "", "2013-05"},
		{"2013-05-12/2013-05-18", "", "2013-05-12/2013-05-18"},
		{"2013-05-20~", "", "2013-05-20~"},
		{"3/4/2013", "", ""},
		{"31/31/2013", "dmy", ""},
		{"30.2.2013", "", ""},
		{"3/4-2013", "dmy", ""},
		{"20/05/13", "dmy", ""},
		{"yesterday", "", ""},
		{"41414", "", ""},
	} {
		if got, want := readDate(tt.text, tt.order); got != tt.want || (got == "") != (want != "") {
			t.Errorf("readDate(%q, %q) = %q, expected %q; want %q", tt.text, tt.order, got, want, tt.want)
		}
	}
}

func TestTheColumnShowsWhichNumberIsTheDay(t *testing.T) {
	for text, want := range map[string]string{
		"3/4/2013 20/4/2013": "dmy", "3/4/2013 4/20/2013": "mdy", "3/4/2013": "", "20/4/2013 4/20/2013": "", "20.4.2013 4/20/2013": "mdy", "": "",
	} {
		if got := orderOf(slices.Values(strings.Fields(text))); got != want {
			t.Errorf("orderOf(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNumbersInAnyForm(t *testing.T) {
	for text, want := range map[string]string{
		"12": "12", "1,200": "1200", "1 200": "1200", "1’200": "1200", "1,234,567": "1234567", "12.0": "12", "007": "7",
		"1,2": "", "1.234": "", "-3": "", "12+": "", "twelve": "", "1.5": "", "99999999999999999999": "",
	} {
		if got, why := readCount(text); got != want || (got == "") != (why != "") {
			t.Errorf("readCount(%q) = %q, %q; want %q", text, got, why, want)
		}
	}
	for text, want := range map[string]float64{"33.87": 33.87, "33,87": 33.87, "-90": -90} {
		if got, why := readDegree(text, 90); got != want || why != "" {
			t.Errorf("readDegree(%q) = %v, %q; want %v", text, got, why, want)
		}
	}
	for _, text := range []string{"91", "NaN", "Inf", "1,234.5", "north"} {
		if got, why := readDegree(text, 90); why == "" {
			t.Errorf("readDegree(%q) = %v, want none", text, got)
		}
	}
}

func sheetOf(lines ...string) Book {
	s := Sheet{}
	for i, l := range lines {
		if r, ok := NewRow(i+1, strings.Split(l, "|")); ok {
			s.Rows = append(s.Rows, r)
		}
	}
	return Book{Sheets: []Sheet{s}}
}

func TestTheHeaderIsFound(t *testing.T) {
	for name, tt := range map[string]struct {
		lines  []string
		header int
		names  string
	}{
		"the first row":           {[]string{"date|place", "2013|Homs"}, 1, "date place"},
		"under a title":           {[]string{"Weekly list of events", "", "date|place|dead", "2013|Homs|3"}, 3, "date place dead"},
		"no header":               {[]string{"2013|Homs|3", "2014|Homs|4"}, 0, "A B C"},
		"nameless columns":        {[]string{"date|place||kind|dead", "2013|Homs|x|y|3"}, 1, "date place C kind dead"},
		"names for too few":       {[]string{"date|place", "2013|Homs|3"}, 0, "A B C"},
		"one column":              {[]string{"place", "Homs"}, 1, "place"},
		"names that are the same": {[]string{"place|place", "Homs|Hama", "x|y"}, 0, "A B"},
	} {
		tab, err := Of(sheetOf(tt.lines...), "", Guess)
		if err != nil || tab.Header != tt.header || strings.Join(tab.Columns, " ") != tt.names {
			t.Errorf("%s: header %d, columns %q, %v; want %d, %q", name, tab.Header, tab.Columns, err, tt.header, tt.names)
		}
	}
	if tab, err := Of(sheetOf("place|place|", "Homs|Hama"), "", 1); err != nil || strings.Join(tab.Columns, "; ") != "place; place (2)" {
		t.Errorf("columns of one name = %q, %v", tab.Columns, err)
	}
	if _, err := Of(sheetOf("a", "b"), "", 9); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("a header that isn't there: %v", err)
	}
}

// Points are places of the case if one is near enough, and a name that two places share is the
// nearer one.
func TestPlacesByNameAndPoint(t *testing.T) {
	at := func(lon, lat float64) *geo.Point { return &geo.Point{Lon: lon, Lat: lat} }
	c := &salient.Case{Places: []salient.Place{
		{ID: "north-mill", Name: "Mill", At: at(36, 34.2)}, {ID: "south-mill", Name: "Mill", At: at(36, 34)}, {ID: "hill", Name: "Hill", At: at(36.5, 34)},
	}}
	m := Mapping{Fields: map[string]Field{
		"kind": {Text: "statement"}, "place": {Column: "place"}, "lon": {Column: "lon"}, "lat": {Column: "lat"},
	}}
	tab, err := Of(sheetOf("place|lon|lat", "Hill|36|34", "|36.51|34", "Mill|36|34.001", "Mill||", "Elsewhere|36.5|34.01", "|30|30"), "", Guess)
	if err != nil {
		t.Fatal(err)
	}
	made := m.Apply(tab, c, "doc")
	var got []string
	for _, x := range made.Claims {
		got = append(got, x.Claim.ID+" "+x.Claim.Get("place"))
	}
	if diff := cmp.Diff([]string{"doc-r2 hill", "doc-r3 hill", "doc-r4 south-mill", "doc-r6 hill"}, got); diff != "" {
		t.Error(diff)
	}
	if len(made.Faults) != 2 || made.Faults[0].Row != 5 || !strings.Contains(made.Faults[0].What, "north-mill or south-mill") || made.Faults[1].Row != 7 {
		t.Errorf("faults = %+v; want the shared name in row 5 and the far point in row 7", made.Faults)
	}
}

// What the case lacks is added once, under an id that nothing else has, and only for rows that make
// a claim.
func TestWhatTheCaseLacksIsAdded(t *testing.T) {
	m := Mapping{Add: []string{"places", "actors"}, Fields: map[string]Field{
		"kind": {Text: "happening"}, "place": {Column: "place"}, "actor": {Column: "party"}, "other": {Text: "League; army"},
	}}
	c := &salient.Case{Places: []salient.Place{{ID: "mill", Name: "The old works"}}, Actors: []salient.Actor{{ID: "army", Name: "Army"}}}
	tab, err := Of(sheetOf("place|party", "Mill|League", "mill|league", "Mill|ARMY", "***|Newcomers"), "", Guess)
	if err != nil {
		t.Fatal(err)
	}
	made := m.Apply(tab, c, "doc")
	var got []string
	for _, a := range made.Added {
		got = append(got, string(a.Kind)+" "+a.ID)
	}
	if diff := cmp.Diff([]string{"place mill-2", "actor league"}, got); diff != "" {
		t.Error(diff)
	}
	if len(made.Claims) != 3 || made.Claims[0].Claim.Get("place") != "mill-2" || made.Claims[1].Claim.Get("place") != "mill" || made.Claims[2].Claim.Get("actor") != "army" {
		t.Errorf("claims = %+v", made.Claims)
	}
	if made.Claims[0].Claim.Get("other") != "league|army" || len(made.Faults) != 1 {
		t.Errorf("other = %q, faults %v", made.Claims[0].Claim.Get("other"), made.Faults)
	}
}

// Words are understood for both of two targets that are alike, and asked for once.
func TestWordsOfPartiesCountOnBothSides(t *testing.T) {
	tab, err := Of(sheetOf("a|b", "x|y", "Y|x", "x|z", "y|nobody"), "", Guess)
	if err != nil {
		t.Fatal(err)
	}
	m := Mapping{Fields: map[string]Field{"kind": {Text: "statement"}, "actor": {Column: "a"}, "other": {Column: "b", Words: map[string]string{"y": "army", "z": Skip, "nobody": ""}}}}
	made := m.Apply(tab, &salient.Case{Actors: []salient.Actor{{ID: "army", Name: "Army"}}}, "doc")
	if diff := cmp.Diff([]Unknown{{Target: "actor", Word: "x", Rows: 3}}, made.Unknown); diff != "" || made.Skipped != 1 {
		t.Errorf("%d rows left out; %s", made.Skipped, diff)
	}
	if len(made.Claims) != 1 || made.Claims[0].Claim.Get("actor") != "army" || made.Claims[0].Claim.Get("other") != "" {
		t.Errorf("claims = %+v; want the one whose other party means nothing", made.Claims)
	}
}

func TestMappingsAreReadBack(t *testing.T) {
	m := Mapping{
		Name: "ACLED: <weekly> \u2028", Sheet: "Таблиця", Header: None, Dates: "mdy", Near: 2.5, Add: []string{"actors"},
		Fields: map[string]Field{"when": {Column: "event date"}, "what": {Column: "type", Words: map[string]string{"1": "Attack", "no": Skip, "none": "", "~": "x: y"}}, "says": {Text: "{type}: #1"}},
	}
	y, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	j, err := m.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []string{string(y), j} {
		if got, err := ParseMapping([]byte(b)); err != nil || cmp.Diff(m, got) != "" {
			t.Errorf("ParseMapping(%s): %v\n%s", b, err, cmp.Diff(m, got))
		}
	}
}

func TestBadMappings(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "empty",
		"fields: 3":                            "line 1",
		"fields: {where: {column: a}}":         `"where": expected one of when, until, place`,
		"fields: {when: {}}":                   "when: expected a column or a text",
		"dates: ydm":                           "expected dmy or mdy",
		"near_km: .nan":                        "expected 0 to 100",
		"header: -7":                           "expected a row's number",
		"add: [roads]":                         "expected places or actors",
		"fields: &a {when: {text: *b}}":        "b",
		"color: red":                           "line 1: field color not found",
		strings.Repeat("#", MaxMapping) + "\n": "larger",
	} {
		if _, err := ParseMapping([]byte(text)); !errors.Is(err, salient.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseMapping(%.40q) = %v; want %q", text, err, want)
		}
	}
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte("fields: {when: {column: date, words: {a: b}}, kind: {text: happening}}\nadd: [places]"))
	f.Add([]byte(`{"fields":{"what":{"column":"type"},"place":{"text":"{type}"}}}`))
	tab, err := Of(sheetOf("date|type|place", "2013-05-20|Attack|Homs", "x||"), "", Guess)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ParseMapping(b)
		if err != nil {
			if !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("ParseMapping: %v, not as invalid", err)
			}
			return
		}
		j, err := m.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseMapping([]byte(j)); err != nil {
			t.Fatalf("ParseMapping(%s): %v", j, err)
		} else if k, _ := again.JSON(); k != j {
			t.Fatalf("%s is read as %s", j, k)
		}
		if len(m.Against(tab)) == 0 {
			m.Apply(tab, &salient.Case{}, "doc")
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2013-05-20", "3/4/2013", "20 May 2013", "20130520 10:00", "2013-05-12/2013-05-18"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, want := readDate(s, "dmy")
		if (got == "") == (want == "") {
			t.Fatalf("readDate(%q) = %q, %q", s, got, want)
		}
		row := salient.NewRow(salient.KindClaim, "c", map[string]string{"document": "d", "kind": "statement", "when": got})
		if _, err := row.Claim(); err != nil && strings.TrimSpace(s) == got {
			t.Fatalf("readDate(%q) = %q, which is no date: %v", s, got, err)
		}
	})
}
