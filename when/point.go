package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// point is one EDTF date: year, month or season, day of month, each with the qualifiers
// written before and after it. Absent components have no digits.
type point struct {
	year, month, day component
	clock            string // "T10:00:00Z" of a level 0 date and time, kept as written
}

type component struct {
	pre    byte   // qualifier before: of this component alone (level 2)
	digits string // "2013", "201X", "-0044", "Y17000", "05", "XX"
	post   byte   // qualifier after: of this component and all to its left
}

func (c component) String() string {
	var b strings.Builder
	if c.pre != 0 {
		b.WriteByte(c.pre)
	}
	b.WriteString(c.digits)
	if c.post != 0 {
		b.WriteByte(c.post)
	}
	return b.String()
}

func (c component) unspecified() bool { return strings.ContainsRune(c.digits, 'X') }

func (p point) String() string {
	s := p.year.String()
	for _, c := range []component{p.month, p.day} {
		if c.digits != "" {
			s += "-" + c.String()
		}
	}
	return s + p.clock
}

func (p point) qualified() (approximate, uncertain bool) {
	for _, c := range []component{p.year, p.month, p.day} {
		for _, q := range []byte{c.pre, c.post} {
			approximate = approximate || q == '~' || q == '%'
			uncertain = uncertain || q == '?' || q == '%'
		}
	}
	return approximate, uncertain
}

// precision in days of what was written: 1 for a day, 31 for a month or season, 366 for a year.
func (p point) precision() int {
	switch {
	case p.day.digits != "":
		return 1
	case p.month.digits != "":
		return 31
	}
	return 366
}

func (p point) unspecified() bool {
	return p.month.unspecified() || p.day.unspecified()
}

func isQualifier(b byte) bool { return b == '?' || b == '~' || b == '%' }

// parsePoint reads one EDTF date and checks that at least one real day fits it.
func parsePoint(s string) (point, error) {
	var p point
	if i := strings.IndexByte(s, 'T'); i > 0 {
		p.clock, s = s[i:], s[:i]
		if !validClock(p.clock) {
			return p, fmt.Errorf("%q is not a time of day; expected Thh:mm:ss with an optional zone", p.clock)
		}
	}
	rest := s
	for i, c := range []*component{&p.year, &p.month, &p.day} {
		var err error
		if *c, rest, err = parseComponent(rest, i == 0); err != nil {
			return p, err
		}
		if rest == "" {
			break
		}
		if rest[0] != '-' || i == 2 {
			return p, fmt.Errorf("%q is not expected here", rest)
		}
		rest = rest[1:]
	}
	if p.clock != "" && (p.day.digits == "" || p.unspecified()) {
		return p, fmt.Errorf("a time of day needs a whole date before it")
	}
	if _, _, ok := p.bounds(); !ok {
		return p, fmt.Errorf("%q is no date of the calendar", s)
	}
	return p, nil
}

func validClock(s string) bool {
	for _, layout := range []string{"T15:04:05", "T15:04:05Z07:00", "T15:04:05Z07"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func parseComponent(s string, year bool) (c component, rest string, err error) {
	if s != "" && isQualifier(s[0]) {
		c.pre, s = s[0], s[1:]
	}
	n, want := 0, 2
	if year {
		want = 4
		if strings.HasPrefix(s, "Y") {
			n, want = 1, 0
		}
		if strings.HasPrefix(s[n:], "-") {
			n++
		}
	}
	start := n
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == 'X') {
		n++
	}
	if err := checkDigits(s[:n], n-start, want); err != nil {
		return c, "", err
	}
	c.digits, rest = s[:n], s[n:]
	if rest != "" && isQualifier(rest[0]) {
		c.post, rest = rest[0], rest[1:]
	}
	return c, rest, nil
}

func checkDigits(s string, n, want int) error {
	switch {
	case want > 0 && n != want:
		return fmt.Errorf("%q has %d digits where %d were expected", s, n, want)
	case want == 0 && (n < 5 || n > 6 || strings.ContainsRune(s, 'X')):
		return fmt.Errorf("%q: a year after Y has five or six digits", s)
	}
	return nil
}

// matches reports whether the two-digit number v fits digits, in which X stands for any digit.
func matches(digits string, v int) bool {
	tens, ones := byte('0'+v/10), byte('0'+v%10)
	return (digits[0] == 'X' || digits[0] == tens) && (digits[1] == 'X' || digits[1] == ones)
}

// years returns the lowest and highest year that fit.
func (p point) years() (lo, hi int) {
	s := strings.TrimPrefix(p.year.digits, "Y")
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	lo, _ = strconv.Atoi(strings.ReplaceAll(s, "X", "0"))
	hi, _ = strconv.Atoi(strings.ReplaceAll(s, "X", "9"))
	if neg {
		return -hi, -lo
	}
	return lo, hi
}

func (p point) yearFits(y int) bool {
	s := strings.TrimPrefix(strings.TrimPrefix(p.year.digits, "Y"), "-")
	if y < 0 {
		y = -y
	}
	t := fmt.Sprintf("%0*d", len(s), y)
	for i := range s {
		if s[i] != 'X' && s[i] != t[i] {
			return false
		}
	}
	return true
}

// bounds returns the first and last day that fit the point; ok is false if none does.
func (p point) bounds() (first, last Day, ok bool) {
	if day, ok := p.exact(); ok {
		return day, day, true
	}
	lo, hi := p.years()
	for y := lo; y <= hi && !ok; y++ {
		if p.yearFits(y) {
			first, _, ok = p.inYear(y)
		}
	}
	if !ok {
		return 0, 0, false
	}
	found := false
	for y := hi; y >= lo && !found; y-- {
		if p.yearFits(y) {
			_, last, found = p.inYear(y)
		}
	}
	return first, last, true
}

// exact is the day of a point that leaves nothing out; ok is false for any other, and for one
// that isn't in the calendar.
func (p point) exact() (_ Day, ok bool) {
	if p.day.digits == "" || p.unspecified() || p.year.unspecified() {
		return 0, false
	}
	y, _ := p.years()
	m, _ := strconv.Atoi(p.month.digits)
	d, _ := strconv.Atoi(p.day.digits)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return DayOf(t), t.Month() == time.Month(m) && t.Day() == d
}

func (p point) inYear(y int) (first, last Day, ok bool) {
	if p.month.digits == "" {
		return Of(y, 1, 1), Of(y, 12, 31), true
	}
	if p.day.digits == "" && !p.month.unspecified() {
		if m, _ := strconv.Atoi(p.month.digits); m > 12 {
			return season(y, m)
		}
	}
	for m := 1; m <= 12; m++ {
		if !matches(p.month.digits, m) {
			continue
		}
		f, l, fits := p.inMonth(y, time.Month(m))
		if !fits {
			continue
		}
		if !ok {
			first, ok = f, true
		}
		last = l
	}
	return first, last, ok
}

func (p point) inMonth(y int, m time.Month) (first, last Day, ok bool) {
	length := time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if p.day.digits == "" {
		return Of(y, m, 1), Of(y, m, length), true
	}
	for d := 1; d <= length; d++ {
		if !matches(p.day.digits, d) {
			continue
		}
		if !ok {
			first, ok = Of(y, m, d), true
		}
		last = Of(y, m, d)
	}
	return first, last, ok
}

// seasons gives first month and length in months of EDTF's codes 21 to 41. Seasons without a
// hemisphere (21-24) are read as northern: spring March to May, winter December to February.
var seasons = map[int][2]int{
	21: {3, 3}, 22: {6, 3}, 23: {9, 3}, 24: {12, 3},
	25: {3, 3}, 26: {6, 3}, 27: {9, 3}, 28: {12, 3},
	29: {9, 3}, 30: {12, 3}, 31: {3, 3}, 32: {6, 3},
	33: {1, 3}, 34: {4, 3}, 35: {7, 3}, 36: {10, 3},
	37: {1, 4}, 38: {5, 4}, 39: {9, 4}, 40: {1, 6}, 41: {7, 6},
}

func season(year, code int) (first, last Day, ok bool) {
	s, ok := seasons[code]
	if !ok {
		return 0, 0, false
	}
	return Of(year, time.Month(s[0]), 1), Of(year, time.Month(s[0]+s[1]), 1) - 1, true
}
