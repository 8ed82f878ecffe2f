package salient_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

func anyRow(t *rapid.T) salient.Row {
	k := rapid.SampledFrom(salient.Kinds).Draw(t, "kind")
	column := rapid.SampledFrom(append(salient.Columns(k)[1:], "extra", "another"))
	return salient.NewRow(k, rapid.String().Draw(t, "id"), rapid.MapOf(column, rapid.String()).Draw(t, "cells"))
}

func TestRowsReadBackFromTheirCanonicalBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRow(t)
		got, err := salient.ParseRow(r.Canonical())
		if err != nil || !got.Equal(r) {
			t.Fatalf("ParseRow(%s) = %v, %v; want %v", r.Canonical(), got, err, r)
		}
	})
}

func FuzzParseRow(f *testing.F) {
	f.Add([]byte(`["claim","c1","document","d1","kind","holding"]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := salient.ParseRow(b); err != nil && !errors.Is(err, salient.ErrDamaged) {
			t.Fatalf("ParseRow(%q) = %v, want ErrDamaged", b, err)
		}
	})
}

func claimRow(cells map[string]string) salient.Row {
	base := map[string]string{"document": "d1", "kind": "holding", "what": "controls", "place": "p1", "actor": "a1", "when": "2013-05-19"}
	for k, v := range cells {
		base[k] = v
	}
	return salient.NewRow(salient.KindClaim, "c1", base)
}

func TestBadCellsOfAClaimAreNamedTogether(t *testing.T) {
	tests := []struct {
		cells   map[string]string
		columns []string
	}{
		{nil, nil},
		{map[string]string{"when": "mid-May", "credibility": "7"}, []string{"credibility", "when"}},
		{map[string]string{"kind": "holding", "what": "owns"}, []string{"what"}},
		{map[string]string{"kind": "tie", "what": "part-of"}, []string{"other"}},
		{map[string]string{"kind": "happening", "what": "Battle"}, []string{"what"}},
		{map[string]string{"kind": "happening", "what": "Armed clash", "amount": "3|5|1"}, []string{"amount"}},
		{map[string]string{"value": "1.2"}, []string{"value"}},
		{map[string]string{"says": strings.Repeat("ق", 301)}, []string{"says"}},
		{map[string]string{"says": strings.Repeat("ق", 300)}, nil},
		{map[string]string{"actor": "a1||a2"}, []string{"actor"}},
		{map[string]string{"kind": "movement", "what": "reinforces", "place": ""}, []string{"place"}},
		{map[string]string{"kind": "statement", "what": "anything goes", "place": "", "actor": ""}, nil},
	}
	for _, tt := range tests {
		_, err := claimRow(tt.cells).Claim()
		var got []string
		if j, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range j.Unwrap() {
				var fe *salient.FieldError
				if errors.As(e, &fe) {
					got = append(got, fe.Column)
				}
			}
		}
		if diff := cmp.Diff(tt.columns, got); diff != "" {
			t.Errorf("Claim(%v) faults (-want +got):\n%s", tt.cells, diff)
		}
	}
}

func TestSharesReadAsRanges(t *testing.T) {
	tests := map[string]salient.Share{
		"0.9": {Low: 0.9, High: 0.9}, "<0.2": {High: 0.2}, ">0.5": {Low: 0.5, High: 1}, "0.1..0.3": {Low: 0.1, High: 0.3}, "~0.05": {High: 0.15},
	}
	for in, want := range tests {
		if got, ok := salient.ParseShare(in); !ok || got != want {
			t.Errorf("ParseShare(%q) = %v, %v; want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "x", "-0.1", "1.1", "0.5..0.2", "<", "~", "NaN"} {
		if got, ok := salient.ParseShare(in); ok {
			t.Errorf("ParseShare(%q) = %v, want a refusal", in, got)
		}
	}
}

func TestTermsBeginAtTheirLimits(t *testing.T) {
	for p, want := range map[float64]string{0: "almost no chance", 0.05: "very unlikely", 0.2: "unlikely", 0.45: "roughly even chance", 0.55: "likely", 0.7999: "likely", 0.8: "very likely", 0.95: "almost certain", 1: "almost certain"} {
		if got := salient.TermOf(p).Word; got != want {
			t.Errorf("TermOf(%v) = %q, want %q", p, got, want)
		}
	}
}

func smallCase() *salient.Case {
	c := &salient.Case{
		Sources: []salient.Source{{ID: "s"}},
		Documents: []salient.Document{
			{ID: "d1", Source: "s", Published: when.MustParse("2013-05-19")},
			{ID: "d2", Source: "s", Published: when.MustParse("2013-05")},
			{ID: "d3", Source: "s", Collected: when.MustParse("2026-11-23")},
		},
		Claims: []salient.Claim{{ID: "c1", Document: "d1", Status: salient.Accepted}, {ID: "c2", Document: "d2", Status: salient.Accepted}, {ID: "c3", Document: "d3"}},
		Places: []salient.Place{
			{ID: "syria", Kind: salient.Country},
			{ID: "lebanon", Kind: salient.Country},
			{ID: "homs", Kind: "city", Parent: "syria"},
			{ID: "homs-old-city", Kind: "neighbourhood", Parent: "homs"},
			{ID: "hermel", Kind: "town", Parent: "lebanon"},
			{ID: "jusiyah-crossing", Kind: salient.Crossing, Parent: "syria"},
		},
		Settings: salient.Settings{Country: "syria"},
	}
	c.Sort()
	return c
}

func TestKnownByCountsTheLatestPossibleDay(t *testing.T) {
	c := smallCase()
	for day, want := range map[string]int{"2013-05-18": 0, "2013-05-19": 1, "2013-05-30": 1, "2013-05-31": 2, "2026-11-23": 3} {
		d, _ := when.ParseDay(day)
		if got := len(c.KnownBy(d).Claims); got != want {
			t.Errorf("KnownBy(%s) has %d claims, want %d", day, got, want)
		}
	}
}

func TestLeavesAreSettledPlacesWithoutSettledChildren(t *testing.T) {
	c := smallCase()
	if diff := cmp.Diff([]salient.PlaceID{"hermel", "homs-old-city"}, c.Leaves()); diff != "" {
		t.Errorf("Leaves() (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]salient.PlaceID{"homs-old-city"}, c.LeavesUnder("syria")); diff != "" {
		t.Errorf("LeavesUnder(syria) (-want +got):\n%s", diff)
	}
	if !c.Foreign("hermel") || c.Foreign("homs-old-city") {
		t.Errorf("Foreign(hermel), Foreign(homs-old-city) = %v, %v; want true, false", c.Foreign("hermel"), c.Foreign("homs-old-city"))
	}
}

func TestWithdrawnSourcesDontCount(t *testing.T) {
	c := smallCase()
	cl, _ := c.Claim("c1")
	if !c.Counts(cl) {
		t.Errorf("Counts(c1) = false, want true")
	}
	c.Sources[0].Status = salient.Withdrawn
	if c.Counts(cl) {
		t.Errorf("Counts(c1) = true after its source was withdrawn, want false")
	}
}
