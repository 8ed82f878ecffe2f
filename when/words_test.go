package when_test

import (
	"testing"

	"github.com/salient-osint/salient/when"
)

func TestDatesAreWrittenInWords(t *testing.T) {
	tests := map[string]string{
		"":                          "",
		"2013-05-20":                "20 May 2013",
		"2013-06-05":                "5 June 2013",
		"2013-05":                   "May 2013",
		"2013":                      "2013",
		"201X":                      "201X",
		"2013-05-20~":               "about 20 May 2013",
		"2013-05-20?":               "20 May 2013?",
		"2013-05%":                  "about May 2013?",
		"2013-05-XX":                "some day in May 2013",
		"2013-XX-XX":                "some day in 2013",
		"2013-21":                   "spring 2013",
		"2013-41":                   "second half of 2013",
		"2013-05-19/2013-06-05":     "19 May 2013 to 5 June 2013",
		"2013-05-19/..":             "since 19 May 2013",
		"../2013-06-05":             "until 5 June 2013",
		"2013-05-19/":               "from 19 May 2013, end unknown",
		"/2013-06-05":               "to 5 June 2013, begin unknown",
		"[2013-05-19,2013-05-21]":   "19 May 2013 or 21 May 2013",
		"{2013-05-19..2013-05-21}":  "19 May 2013 to 21 May 2013",
		"{2013-05,2013-06,2013-08}": "May 2013, June 2013 and August 2013",
	}
	for edtf, want := range tests {
		if got := when.MustParse(edtf).Words(); got != want {
			t.Errorf("MustParse(%q).Words() = %q, want %q", edtf, got, want)
		}
	}
}
