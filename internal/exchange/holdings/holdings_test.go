package holdings_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/holdings"
	"github.com/salient-osint/salient/when"
)

func theCase() *salient.Case {
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}},
		Places: []salient.Place{
			{ID: "town", Kind: "town"},
			{ID: "north", Kind: "sector", Parent: "town"},
			{ID: "south", Kind: "sector", Parent: "town"},
			{ID: "village", Kind: "village"},
		},
	}
	c.Sort()
	return c
}

func ground(t *testing.T, text string) salient.Ground {
	t.Helper()
	f, err := holdings.Parse(strings.NewReader(text), "h.csv")
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	g, err := f.Ground(theCase())
	if err != nil {
		t.Fatalf("Ground: %v", err)
	}
	return g
}

func day(s string) when.Day {
	d, err := when.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestRowsCountOnTheirDaysForTheirLeaves(t *testing.T) {
	g := ground(t, "\ufeffside,place,to,from,note\n"+
		"blue,town,2013-05-10,2013-05-01,whole\n"+
		"red,south,,2013-05-05,\n"+
		"contested,town,,2013-05-11,\n")
	for _, tt := range []struct {
		leaf salient.PlaceID
		on   string
		want salient.State // "" for unknown
	}{
		{"north", "2013-04-30", ""},
		{"north", "2013-05-01", "blue"},
		{"north", "2013-05-10", "blue"},
		{"north", "2013-05-11", "contested"},
		{"north", "2030-01-01", "contested"},
		{"south", "2013-05-04", "blue"},
		{"south", "2013-05-05", "red"},
		{"south", "2030-01-01", "red"},
		{"village", "2013-05-05", ""},
		{"nowhere", "2013-05-05", ""},
	} {
		h := g(tt.leaf, day(tt.on))
		got := h.Leading().Side
		if h.Status == salient.Unknowing {
			got = ""
		}
		if got != tt.want {
			t.Errorf("%s on %s: %q (%+v), want %q", tt.leaf, tt.on, got, h, tt.want)
		}
		var sum float64
		for _, x := range h.Holders {
			sum += x.P
		}
		if sum < 1-1e-12 || sum > 1+1e-12 {
			t.Errorf("%s on %s: probabilities sum to %v", tt.leaf, tt.on, sum)
		}
	}
}

func TestEverythingWrongIsReportedWithItsPlace(t *testing.T) {
	_, err := holdings.Parse(strings.NewReader(strings.Join([]string{
		"place,from,to,side",
		"Town Hall,2013-05-01,,blue",
		"town,1 May,2013-05-03,",
		"town,2013-05-05,2013-05-03,red",
		`to"wn,2013-05-05,,red`,
		"village,2013-05-01,2013-05-09,red",
		"village,2013-05-09,,blue",
	}, "\n")), "h.csv")
	want := strings.Join([]string{
		`h.csv:2:1: place: "Town Hall": expected the id of a place`,
		`h.csv:3:23: side: "": expected the id of a side, contested or none`,
		`h.csv:3:6: from: "1 May": expected a day, YYYY-MM-DD`,
		`h.csv:4:17: to: "2013-05-03": expected a day not before 2013-05-05`,
		`h.csv:5:3: bare " in non-quoted-field`,
		`h.csv:7:9: from: on 2013-05-09 line 6 already gives village to red`,
	}, "\n")
	if err == nil || !errors.Is(err, salient.ErrInvalid) {
		t.Fatalf("Parse: %v, want an ErrInvalid", err)
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
}

func TestNoMoreThanAHundredProblemsArePrinted(t *testing.T) {
	var b strings.Builder
	b.WriteString("place,from,to,side\n")
	for range 150 {
		b.WriteString("x,nonsense,,red\n")
	}
	_, err := holdings.Parse(strings.NewReader(b.String()), "h.csv")
	if got := strings.Count(err.Error(), "nonsense"); got != desk.MaxProblems {
		t.Errorf("Parse prints %d problems, want %d", got, desk.MaxProblems)
	}
}

func TestAFileWithoutItsColumnsIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "h.csv:1:1: empty: expected a header row with place,from,to,side",
		"place,from,side\n": "h.csv:1:1: no column to",
	} {
		_, err := holdings.Parse(strings.NewReader(text), "h.csv")
		if err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %v, want %s", text, err, want)
		}
	}
}

func TestPlacesAndSidesThatTheCaseLacksAreRefused(t *testing.T) {
	f, err := holdings.Parse(strings.NewReader("place,from,to,side\nmars,2013-05-01,,red\ntown,2013-05-01,,green\n"), "h.csv")
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	_, err = f.Ground(theCase())
	want := "h.csv:2:1: place: the case has no place \"mars\"\nh.csv:3:18: side: \"green\" is none of blue, red, contested, none"
	if err == nil || err.Error() != want {
		t.Errorf("Ground = %v, want %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("place,from,to,side\ntown,2013-05-01,,red\nnorth,2013-05-01,2013-05-02,contested\n")
	f.Add("side,place,to,from\nnone,\"to\nwn\",,2013-05-01\n")
	f.Add("\ufeffplace,from,to,side\r\n\"x,2013")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := holdings.Parse(strings.NewReader(text), "h.csv")
		if err != nil {
			if !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("Parse(%q) = %v, want an ErrInvalid", text, err)
			}
			return
		}
		for _, r := range file.Rows {
			if r.Days.Len() == 0 || r.Place == "" || r.Side == "" || r.Line < 2 {
				t.Fatalf("Parse(%q) gave the row %+v", text, r)
			}
		}
		if g, err := file.Ground(theCase()); err == nil {
			if h := g("north", day("2013-05-01")); len(h.Holders) < 3 {
				t.Fatalf("Ground(%q): north has the holders %v", text, fmt.Sprint(h.Holders))
			}
		}
	})
}
