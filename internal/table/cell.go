package table

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/salient-osint/salient/when"
)

var (
	clock   = regexp.MustCompile(`^(.*\d)[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$`)
	compact = regexp.MustCompile(`^(19|20|21)\d{6}$`)
	yearEnd = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})([./-])(\d{4})$`)
	yearTop = regexp.MustCompile(`^(\d{4})[./](\d{1,2})[./](\d{1,2})$`)
)

// written are the ways in which days are written with the month's name.
var written = []string{"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006", "2-Jan-2006", "2-January-2006"}

// readDate reads a date in any form in which tables carry one, and gives it in EDTF. order is that
// of numbers like 3/4/2013, dmy or mdy. want says what was expected if it can't be read.
func readDate(s, order string) (edtf, want string) {
	s = strings.TrimSpace(s)
	if m := clock.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if compact.MatchString(s) {
		return day(s[:4], s[4:6], s[6:])
	}
	if m := yearTop.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := yearEnd.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		switch {
		case m[2] == "." || order == "dmy":
			return day(m[5], m[3], m[1])
		case order == "mdy":
			return day(m[5], m[1], m[3])
		}
		return "", "dates: dmy or mdy to be set, as no row shows which number is the day"
	}
	for _, layout := range written {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("2006-01-02"), ""
		}
	}
	if d, err := when.Parse(s); err == nil && !d.IsZero() {
		return s, ""
	}
	return "", "a date: 2013-05-20, 20.5.2013, 20 May 2013, or EDTF"
}

func day(y, m, d string) (edtf, want string) {
	t, err := time.Parse("2006-1-2", y+"-"+m+"-"+d)
	if err != nil {
		return "", "a day that there is"
	}
	return t.Format("2006-01-02"), ""
}

// orderOf finds the order of numbers in a column of dates: "" if no date with slashes or
// hyphens shows it, or if some show one and some the other.
func orderOf(values func(yield func(string) bool)) string {
	dayFirst, monthFirst := false, false
	for s := range values {
		if m := clock.FindStringSubmatch(s); m != nil {
			s = m[1]
		}
		m := yearEnd.FindStringSubmatch(s)
		if m == nil || m[2] == "." {
			continue
		}
		a, _ := strconv.Atoi(m[1]) // two digits
		b, _ := strconv.Atoi(m[3])
		dayFirst, monthFirst = dayFirst || a > 12, monthFirst || b > 12
	}
	switch {
	case dayFirst && !monthFirst:
		return "dmy"
	case monthFirst && !dayFirst:
		return "mdy"
	}
	return ""
}

var (
	grouped = regexp.MustCompile(`^\d{1,3}([ ,'’\x{202f}\x{a0}]\d{3})+$`)
	whole   = regexp.MustCompile(`^\d{1,15}([.,]0+)?$`)
)

// readCount reads a whole number: 1200, 1,200, 1 200, 1200.0.
func readCount(s string) (n, want string) {
	if grouped.MatchString(s) {
		s = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	}
	if !whole.MatchString(s) {
		return "", "a whole number, 0 or more"
	}
	s, _, _ = strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return "", "a whole number, 0 or more"
	}
	return strconv.FormatInt(v, 10), ""
}

// readDegree reads degrees with a point or a comma, as far from 0 as most.
func readDegree(s string, most float64) (v float64, want string) {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= -most && v <= most) {
		return 0, fmt.Sprintf("degrees, from %.0f to %.0f", -most, most)
	}
	return v, ""
}
