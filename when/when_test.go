package when

import (
	"testing"

	"pgregory.net/rapid"
)

func day(t *testing.T, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBoundsOfDates(t *testing.T) {
	none, wide := Widening{}, Widening{Day: 2, Month: 7, Year: 91}
	tests := []struct {
		in       string
		w        Widening
		from, to string
	}{
		{"2013-05-19", none, "2013-05-19", "2013-05-19"},
		{"2013-02", none, "2013-02-01", "2013-02-28"},
		{"2012-02", none, "2012-02-01", "2012-02-29"},
		{"2013", none, "2013-01-01", "2013-12-31"},
		{"2013-05-19/2013-06-05", none, "2013-05-19", "2013-06-05"},
		{"2013-05/2013-06", none, "2013-05-01", "2013-06-30"},
		{"201X", none, "2010-01-01", "2019-12-31"},
		{"2013-XX", none, "2013-01-01", "2013-12-31"},
		{"2013-05-XX", none, "2013-05-01", "2013-05-31"},
		{"2013-XX-XX", none, "2013-01-01", "2013-12-31"},
		{"2013-05-X5", none, "2013-05-05", "2013-05-25"},
		{"201X-02-29", none, "2012-02-29", "2016-02-29"},
		{"2013-21", none, "2013-03-01", "2013-05-31"},
		{"2013-24", none, "2013-12-01", "2014-02-28"},
		{"2013-35", none, "2013-07-01", "2013-09-30"},
		{"2013-05-19~", wide, "2013-05-17", "2013-05-21"},
		{"2013-05-19?", none, "2013-05-19", "2013-05-19"},
		{"2013-05%", wide, "2013-04-24", "2013-06-07"},
		{"2013-05-~19", wide, "2013-05-17", "2013-05-21"},
		{"[2013-05-19,2013-05-20]", none, "2013-05-19", "2013-05-20"},
		{"{2013-05-19..2013-05-21,2013-05-30}", none, "2013-05-19", "2013-05-30"},
		{"2013-05-19T10:00:00Z", none, "2013-05-19", "2013-05-19"},
		{"-0044-03-15", none, "Y-44-03-15", "Y-44-03-15"},
	}
	for _, tt := range tests {
		d, err := Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q) = %v", tt.in, err)
			continue
		}
		if got := d.Bounds(tt.w); got.From.String() != tt.from || got.To.String() != tt.to {
			t.Errorf("Parse(%q).Bounds(%v) = %v to %v, want %s to %s", tt.in, tt.w, got.From, got.To, tt.from, tt.to)
		}
		if d.String() != tt.in {
			t.Errorf("Parse(%q).String() = %q", tt.in, d.String())
		}
	}
}

func TestOpenAndUnknownEndsDiffer(t *testing.T) {
	open, unknown := MustParse("2013-05-19/.."), MustParse("2013-05-19/")
	if !open.OpenEnd() || unknown.OpenEnd() || open.UnknownEnd() || !unknown.UnknownEnd() {
		t.Errorf("OpenEnd, UnknownEnd: open %v %v, unknown %v %v", open.OpenEnd(), open.UnknownEnd(), unknown.OpenEnd(), unknown.UnknownEnd())
	}
	if b := open.Bounds(Widening{}); b.To != MaxDay {
		t.Errorf("an open end is bounded at %v", b.To)
	}
	stop := day(t, "2013-06-01")
	if r := open.Reach(false, Widening{}, stop); r.Days[0].To != stop {
		t.Errorf("open end reaches to %v, want the day it was said, %v", r.Days[0].To, stop)
	}
	if r := unknown.Reach(false, Widening{}, stop); r.N() != 1 {
		t.Errorf("an unknown end reaches %d days, want its known end alone", r.N())
	}
}

func TestRefusedDates(t *testing.T) {
	for _, s := range []string{
		"2013-5-19", "13-05-19", "2013-13", "2013-02-30", "2013-05-32", "2013/2012", "../..", "/", "2013-05-19/2013-05-18",
		"2013-05-uu", "unknown", "19 May 2013", "2013-05-19?x", "[2013", "{}", "[]", "2013-42", "Y123", "2013--05", "2013-05-", "T10:00:00",
		"2013-05T10:00:00Z", "2013-05-19T25:00:00Z", "2013-05-19..2013-05-20", "{2013-05-21..2013-05-19}", "2013-02-XX-01",
	} {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, d)
		}
	}
}

func TestReachOfClaims(t *testing.T) {
	stop := day(t, "2013-06-06")
	tests := []struct {
		in   string
		some bool
		n    int
		want bool // some
	}{
		{"2013-05-19", false, 1, false},
		{"2013-05", false, 31, false},
		{"2013-05", true, 31, true},
		{"2013-05-XX", false, 31, true},
		{"2013-05-19~", false, 5, true},
		{"2013-05-10~/2013-05-20~", false, 7, false}, // certain: 12 to 18 May
		{"2013-05-19~/2013-05-20~", false, 6, true},  // nothing certain
		{"[2013-05-19,2013-05-25]", false, 2, true},
		{"{2013-05-19,2013-05-25}", false, 2, false},
		{"2013-06-01/..", false, 6, false},
		{"", false, 1, false},
	}
	for _, tt := range tests {
		r := MustParse(tt.in).Reach(tt.some, DefaultWidening, stop)
		if r.N() != tt.n || r.Some != tt.want {
			t.Errorf("Reach(%q, some=%v) = %d days, some=%v; want %d, %v", tt.in, tt.some, r.N(), r.Some, tt.n, tt.want)
		}
	}
}

func TestReachLiesWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, err := Parse(expression(t))
		if err != nil {
			t.Skip("not a date")
		}
		stop := Of(2013, 6, 6)
		bounds, reach := d.Bounds(DefaultWidening), d.Reach(rapid.Bool().Draw(t, "some"), DefaultWidening, stop)
		last := Day(-1 << 30)
		for _, s := range reach.Days {
			if s.Len() == 0 || s.From <= last {
				t.Fatalf("Reach(%v) = %v: spans are empty or out of order", d, reach.Days)
			}
			last = s.To
			if !d.OpenEnd() && (s.From < bounds.From || s.To > bounds.To) {
				t.Fatalf("Reach(%v) = %v lies outside Bounds %v", d, s, bounds)
			}
		}
	})
}

func expression(t *rapid.T) string {
	point := rapid.StringMatching(`201[23X](-(0[1-9]|1[0-2]|XX)(-([012][1-9]|XX))?)?[~?%]?`)
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		return point.Draw(t, "date")
	case 1:
		return point.Draw(t, "from") + "/" + rapid.OneOf(point, rapid.Just(".."), rapid.Just("")).Draw(t, "to")
	case 2:
		return "[" + point.Draw(t, "a") + "," + point.Draw(t, "b") + "]"
	}
	return "{" + point.Draw(t, "a") + ".." + point.Draw(t, "b") + "}"
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2013-05-19", "2013-05-19/..", "[2013-05-19,2013-05-20]", "{2013-05-19..2013-05-21}", "201X-1X-X9?", "Y17000", "2013-?05-~19", "2013-24"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Fatalf("Parse(%q) prints %q", s, d.String())
		}
		if b := d.Bounds(Widening{}); !d.IsZero() && b.Len() == 0 {
			t.Fatalf("Parse(%q).Bounds = %v: touches no day", s, b)
		}
	})
}

func TestDaysCountAcrossYears(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.IntRange(-700000, 2900000).Draw(t, "day"))
		got, err := ParseDay(d.String())
		if d >= Of(0, 1, 1) && (err != nil || got != d) {
			t.Fatalf("ParseDay(%q) = %v, %v", d.String(), got, err)
		}
	})
}
