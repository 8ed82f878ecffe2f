package when

import (
	"strconv"
	"strings"
	"time"
)

// Words writes the date in English for readers: "20 May 2013", "May 2013", "about 20 May
// 2013", "20 May 2013?" where it is uncertain, "some day in May 2013", "19 May 2013 to
// 5 June 2013", "since 19 May 2013", "20 May 2013 or 22 May 2013". The zero Date gives "".
func (d Date) Words() string {
	parts := make([]string, len(d.items))
	for i, it := range d.items {
		parts[i] = it.words()
	}
	switch d.form {
	case oneOf:
		return listed(parts, "or")
	case allOf:
		return listed(parts, "and")
	}
	return strings.Join(parts, "")
}

// listed joins as "a, b or c".
func listed(parts []string, last string) string {
	n := len(parts)
	if n < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:n-1], ", ") + " " + last + " " + parts[n-1]
}

func (it item) words() string {
	from, to := it.from.words(), it.to.words()
	switch {
	case it.sep == "":
		return from
	case it.to.kind == open:
		return "since " + from
	case it.from.kind == open:
		return "until " + to
	case it.to.kind == unknown:
		return "from " + from + ", end unknown"
	case it.from.kind == unknown:
		return "to " + to + ", begin unknown"
	}
	return from + " to " + to
}

func (e end) words() string {
	if e.kind != fixed {
		return ""
	}
	approximate, uncertain := e.qualified()
	s := e.plainWords()
	if approximate {
		s = "about " + s
	}
	if uncertain {
		s += "?"
	}
	return s
}

// seasonNames are the names of EDTF's codes 21 to 41, by code minus 21.
var seasonNames = [...]string{
	"spring", "summer", "autumn", "winter",
	"spring", "summer", "autumn", "winter",
	"southern spring", "southern summer", "southern autumn", "southern winter",
	"first quarter of", "second quarter of", "third quarter of", "fourth quarter of",
	"first four months of", "second four months of", "third four months of",
	"first half of", "second half of",
}

// plainWords writes the point without its qualifiers. Where the month or the year has
// digits left out, it is some day of the year, as EDTF writes it.
func (p point) plainWords() string {
	year := p.year.digits
	if p.month.digits == "" {
		return year
	}
	if p.year.unspecified() || p.month.unspecified() {
		return "some day in " + year
	}
	m, _ := strconv.Atoi(p.month.digits)
	if m > 12 {
		return seasonNames[m-21] + " " + year
	}
	month := time.Month(m).String() + " " + year
	switch {
	case p.day.digits == "":
		return month
	case p.day.unspecified():
		return "some day in " + month
	}
	return strings.TrimPrefix(p.day.digits, "0") + " " + month
}
