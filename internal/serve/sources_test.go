package serve_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/serve"
)

// paper is a case with a source graded C, and whom it quotes.
var paper = salient.Case{
	Sources: []salient.Source{{ID: "agency", Name: "The Agency"}, {ID: "paper", Name: "The Paper", Reliability: "C"}},
	Actors:  []salient.Actor{{ID: "army", Name: "The Army"}},
}

func TestARecordInWords(t *testing.T) {
	tally := control.Tally{N: 40, Differs: 0.125, Low: 0.055, High: 0.261, Expected: 0.3}
	for _, tt := range []struct {
		name string
		give control.Record
		want []string
	}{
		{"nothing said", control.Record{Source: "paper"}, []string{"No claim of control to compare."}},
		{"few claims", control.Record{Source: "paper", Said: control.Said{All: control.Tally{N: 9, Differs: 0.9}}}, []string{"Too few to say (n = 9)."}},
		{
			"in its own voice",
			control.Record{Source: "paper", Said: control.Said{All: tally, Others: tally}, Voices: []control.Voice{{Said: control.Said{All: tally}}}},
			[]string{"Differs from our later assessment in 1 of 8 (n = 40, 95% interval 6% to 26%); less often than a source graded C with its speakers is expected to (1 of 3)."},
		},
		{
			"a spokesman, repeats and copies",
			control.Record{
				Source: "paper", Said: control.Said{All: tally, Own: control.Tally{N: 30, Differs: 0.9, Low: 0.7, High: 0.96}, Admit: control.Tally{N: 9}},
				Voices: []control.Voice{
					{Said: control.Said{All: control.Tally{N: 9}}},
					{Speaker: "army", Side: "north-front", Visual: true, Said: control.Said{All: control.Tally{N: 31, Differs: 0.002, High: 0.1}}, Lags: []control.Lag{{Of: "gains", Median: -4.2, N: 31}, {Of: "losses", Median: 0.1, N: 22}}},
				},
				Repeats: []control.Repeat{{From: 0, To: 3, Part: 0.7, N: 40}, {From: 4, To: 7, Part: 0.5, N: 9}},
				Copies:  []control.Copy{{Of: "agency", Part: 0.6, N: 230}},
			},
			[]string{
				"Differs from our later assessment in 1 of 8 (n = 40, 95% interval 6% to 26%); less often than a source graded C with its speakers is expected to (1 of 3).",
				"Of claims that serve the speaker's side, in 9 of 10 (n = 30, 95% interval 70% to 96%).",
				"Quoting The Army, with pictures, it differs in fewer than 1 of 200 (n = 31, 95% interval <1% to 10%); announces north front gains 4 days early at the median (n = 31); admits north front losses on the day itself at the median (n = 22).",
				"Repeats itself, of what it says of a place again, in 70% after up to 3 days (n = 40).",
				"Repeats The Agency in 60% of what it says within days after it (n = 230).",
			},
		},
	} {
		got := serve.RecordWords(&paper, tt.give)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: RecordWords differs (-want +got):\n%s", tt.name, diff)
		}
		if slices.ContainsFunc(got, func(s string) bool {
			return strings.Contains(strings.ToLower(s), "false") || strings.Contains(s, "wrong")
		}) {
			t.Errorf("%s: RecordWords = %q, which calls something false", tt.name, got)
		}
	}
}

func TestWhetherASourceKeepsItsGrade(t *testing.T) {
	for often, expected := range map[string]float64{"more often": 0.02, "about as often": 0.15, "less often": 0.3} {
		r := control.Record{Source: "paper", Said: control.Said{All: control.Tally{N: 40, Differs: 0.125, Low: 0.055, High: 0.261, Expected: expected}}}
		if got := serve.RecordWords(&paper, r)[0]; !strings.Contains(got, often+" than a source graded C") && !strings.Contains(got, often+" as a source graded C") {
			t.Errorf("RecordWords with %v expected = %q, want %q", expected, got, often)
		}
	}
}
