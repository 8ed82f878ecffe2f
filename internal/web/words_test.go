package web

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

func TestDatesReadAsPeopleSayThem(t *testing.T) {
	for _, tt := range []struct {
		edtf string
		some bool
		want string
	}{
		{"2013-05-20", false, "20 May 2013"},
		{"2013-05-20~", false, "about 20 May 2013"},
		{"2013-05-20?", false, "20 May 2013 (uncertain)"},
		{"2013-05", false, "May 2013"},
		{"2013", false, "2013"},
		{"2013-21", false, "spring 2013"},
		{"2013-05-XX", false, "a day in May 2013"},
		{"2013-05-12/2013-05-18", false, "12–18 May 2013"},
		{"2013-05-12/2013-05-18", true, "some day in 12–18 May 2013"},
		{"2013-04-30/2013-05-02", false, "30 April – 2 May 2013"},
		{"2012-12-30/2013-01-02", false, "30 December 2012 – 2 January 2013"},
		{"2013-05-20/..", false, "from 20 May 2013 on"},
		{"../2013-05-20", false, "until 20 May 2013"},
		{"2013-05-20/", false, "from 20 May 2013, end unknown"},
		{"[2013-05-19,2013-05-21]", true, "one of 19 May 2013 and 21 May 2013"},
		{"", false, ""},
	} {
		if got := dateWords(when.MustParse(tt.edtf), tt.some); got != tt.want {
			t.Errorf("dateWords(%q, %v) = %q, want %q", tt.edtf, tt.some, got, tt.want)
		}
	}
}

func TestNumbersReadAsTheHouseWritesThem(t *testing.T) {
	for got, want := range map[string]string{
		percent(0): "<1%", percent(0.004): "<1%", percent(0.52): "52%", percent(0.999): ">99%", percent(1): ">99%",
		decibans(6.24): "+6.2 dB", decibans(-5.06): "−5.1 dB", decibans(0.01): "±0.0 dB",
		number(25000): "25,000", number(999): "999", number(-1234567): "−1,234,567",
		counted(1, "claim"): "1 claim", counted(2, "day"): "2 days", counted(3, "entry"): "3 entries",
		shareWords("<0.2"): "less than 20%", shareWords("~0.9"): "about 90%", shareWords("0.1..0.3"): "10%–30%",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestGradesThatCantBeJudgedAreDashedNotBad(t *testing.T) {
	if g := gradeOf("", ""); g.Text != "F6" || !g.Dashed {
		t.Errorf("gradeOf(blank) = %+v, want a dashed F6", g)
	}
	if g := gradeOf("B", "2"); g.Words != "usually reliable; probably true" || g.Dashed {
		t.Errorf("gradeOf(B, 2) = %+v, want usually reliable; probably true", g)
	}
}

func TestSpellingsOfANameFoldTogether(t *testing.T) {
	for _, group := range [][]string{
		{"al-Qusayr", "Qusayr", "QUSAYR", "Al Qusayr", "ál-Qusaýr"},
		{"القصير", "قصير", "القُصَيْر", "الـقصير"},
		{"أبو عمر", "ابو عمر"},
		{"الضبعة", "الضبعه"},
		{"Insha'at", "Inshaat", "Insha’at"},
	} {
		for _, s := range group[1:] {
			if fold(s) != fold(group[0]) {
				t.Errorf("fold(%q) = %q, want %q as of %q", s, fold(s), fold(group[0]), group[0])
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once := fold(s); fold(once) != once {
			t.Fatalf("fold(fold(%q)) = %q, want %q", s, fold(once), once)
		}
	})
}

func TestDistanceIsAMetricUpToItsLimit(t *testing.T) {
	word := rapid.StringMatching(`[abc]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		const far = 20
		if d := distance(a, b, far); d != distance(b, a, far) || (d == 0) != (a == b) || d > distance(a, c, far)+distance(c, b, far) {
			t.Fatalf("distance(%q, %q) = %d isn't a distance", a, b, d)
		}
	})
}

func TestDaysAreReadAsPeopleTypeThem(t *testing.T) {
	span := when.Span{From: when.Of(2012, 2, 1), To: when.Of(2013, 6, 30)}
	for typed, want := range map[string]string{
		"2013-05-20": "2013-05-20", "20 May 2013": "2013-05-20", "20 may": "2013-05-20", "May 20, 2013": "2013-05-20", "1 July": "2012-07-01",
	} {
		got, ok := readDayWords(typed, span)
		if !ok || got.String() != want {
			t.Errorf("readDayWords(%q) = %v, %v; want %s", typed, got, ok, want)
		}
	}
	if got, err := readDay("on", "Mon 20 May 2013"); err != nil || got.String() != "2013-05-20" {
		t.Errorf("readDay(Mon 20 May 2013) = %v, %v; want 2013-05-20", got, err)
	}
}

func TestStateNamesAreWords(t *testing.T) {
	c := &salient.Case{Actors: []salient.Actor{{ID: "government", Name: "Syrian government"}}}
	for state, want := range map[salient.State]string{"government": "Government", salient.Contested: "Contested", salient.Nobody: "Nobody", "unheard-of": "unheard-of"} {
		if got := stateName(c, state); got != want {
			t.Errorf("stateName(%s) = %q, want %q", state, got, want)
		}
	}
}
