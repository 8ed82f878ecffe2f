package when

import (
	"fmt"
	"time"
)

// Day is a calendar day of the proleptic Gregorian calendar, counted from 1970-01-01 = 0.
// It has no hour and no zone. The zero value is a day like any other: where a day may be
// absent, use a pointer or a second value.
type Day int32

// The outermost days that Salient handles; bounds of open dates stop here.
var (
	MinDay = Of(-999_999, 1, 1)
	MaxDay = Of(999_999, 12, 31)
)

// Of returns the day of a year, month and day of month; out-of-range months and days
// carry over as in time.Date.
func Of(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DayOf returns the calendar day that t's own zone shows.
func DayOf(t time.Time) Day { y, m, d := t.Date(); return Of(y, m, d) }

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day; expected YYYY-MM-DD", s)
	}
	return DayOf(t), nil
}

// Time returns midnight UTC at the start of d.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String prints YYYY-MM-DD.
func (d Day) String() string {
	y, m, dd := d.Time().Date()
	if y < 0 || y > 9999 {
		return fmt.Sprintf("Y%d-%02d-%02d", y, m, dd)
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, dd)
}

// Long prints the day for readers: 20 May 2013.
func (d Day) Long() string { return d.Time().Format("2 January 2006") }

// MarshalText prints as String does, for JSON.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDay reads.
func (d *Day) UnmarshalText(b []byte) error {
	v, err := ParseDay(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Span is a run of days, both ends included. A Span with To < From is empty.
type Span struct{ From, To Day }

// Has reports whether d lies in the span.
func (s Span) Has(d Day) bool { return s.From <= d && d <= s.To }

// Len is the number of days, 0 if the span is empty.
func (s Span) Len() int { return max(0, int(s.To)-int(s.From)+1) }

// Meet is the part that both spans share; it may be empty.
func (s Span) Meet(t Span) Span { return Span{max(s.From, t.From), min(s.To, t.To)} }

// Widen moves both ends outward by n days.
func (s Span) Widen(n int) Span { return Span{s.From - Day(n), s.To + Day(n)} }
