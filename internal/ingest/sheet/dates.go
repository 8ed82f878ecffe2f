package sheet

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// looks is how a number is shown.
type looks byte

const (
	plain looks = iota
	dated
	timed // a date with a time of day
	hours // a time of day
)

// builtin are the formats that have numbers instead of codes (ECMA-376, 18.8.30).
func builtin(id int) looks {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id >= 50 && id <= 54, id == 36, id >= 57 && id <= 58:
		return dated
	case id == 22:
		return timed
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id >= 55 && id <= 56:
		return hours
	}
	return plain
}

// looksOf reads a format's code: letters of days and hours outside of quotation marks, brackets
// and escapes.
func looksOf(code string) looks {
	day, hour := false, false
	first, _, _ := strings.Cut(code, ";") // what follows is for negative numbers
	for i := 0; i < len(first); i++ {
		switch c := first[i] | 0x20; {
		case first[i] == '"':
			i = skipTo(first, i, '"')
		case first[i] == '[':
			end := skipTo(first, i, ']')
			if in := strings.ToLower(first[i+1 : max(i+1, end)]); in != "" && strings.Trim(in, "hms") == "" {
				return plain // hours that have passed are a quantity
			}
			i = end
		case first[i] == '\\', first[i] == '_', first[i] == '*':
			i++
		case c == 'y', c == 'd':
			day = true
		case c == 'h', c == 's':
			hour = true
		case c == 'm' && !hour && !strings.ContainsAny(strings.ToLower(first), "hs"):
			day = true
		}
	}
	switch {
	case day && hour:
		return timed
	case day:
		return dated
	case hour:
		return hours
	}
	return plain
}

// skipTo is where a stretch that begins at i ends.
func skipTo(s string, i int, end byte) int {
	if n := strings.IndexByte(s[i+1:], end); n >= 0 {
		return i + 1 + n
	}
	return len(s)
}

// style reads the formats that cells name: their codes, then the list of looks.
func (w *workbook) style() func(*tokens) error {
	return func(t *tokens) error {
		codes := map[int]looks{}
		in := ""
		for tok := t.next(); tok != nil; tok = t.next() {
			switch e := tok.(type) {
			case xml.StartElement:
				id, err := strconv.Atoi(attr(e, "numFmtId"))
				switch e.Name.Local {
				case "cellXfs", "cellStyleXfs":
					in = e.Name.Local
				case "numFmt":
					if err == nil {
						codes[id] = looksOf(attr(e, "formatCode"))
					}
				case "xf":
					if in == "cellXfs" && len(w.styles) < 1<<16 {
						look, ok := codes[id]
						if !ok {
							look = builtin(id)
						}
						w.styles = append(w.styles, look)
					}
				}
			case xml.EndElement:
				if e.Name.Local == in {
					in = ""
				}
			}
		}
		return nil
	}
}

// epoch is the day from which a workbook counts: 1900 with a 29 February that there wasn't, or 1904.
type epoch struct{ mac bool }

// written writes a number as the date or time that it is shown as; ok is false if it is none.
func (e epoch) written(v float64, look looks) (s string, ok bool) {
	if look == hours && v >= 0 && v < 1 {
		return time.Unix(int64(math.Round(v*86400)), 0).UTC().Format("15:04:05"), true
	}
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case e.mac:
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case v < 1:
		return "", false
	case v < 60: // before the day that there wasn't
		begin = begin.AddDate(0, 0, 1)
	}
	if !(v >= 0 && v < 2958466) { // 31 December 9999
		return "", false
	}
	seconds := math.Round(v * 86400)
	at := begin.AddDate(0, 0, int(seconds/86400)).Add(time.Duration(math.Mod(seconds, 86400)) * time.Second)
	if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
		return at.Format("2006-01-02"), true
	}
	return at.Format("2006-01-02 15:04"), true
}
