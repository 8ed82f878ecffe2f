package prose_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/prose"
	"github.com/salient-osint/salient/when"
)

// dates writes what Dates reads: words → year-month+months from–to.
func dates(text string) string {
	tokens := prose.Tokens(text)
	var out []string
	for _, d := range prose.Dates(text, tokens) {
		words := text[tokens[d.First].From:tokens[d.Last-1].To]
		out = append(out, fmt.Sprintf("%s = %d-%d+%d %d–%d", words, d.Year, d.Month, d.Months, d.From, d.To))
	}
	return strings.Join(out, "; ")
}

func TestDatesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"On 19 May 2013 it fell.":                "19 May 2013 = 2013-5+0 19–19",
		"from 19–21 May":                         "19–21 May = 0-5+0 19–21",
		"on 18 or 19 April, not later":           "18 or 19 April = 0-4+0 18–19",
		"On the 3rd and the 5th of June 2013":    "3rd and the 5th of June 2013 = 2013-6+0 3–5",
		"On May 19, 2013, and Sept. 3":           "May 19, 2013 = 2013-5+0 19–19; Sept. 3 = 0-9+0 3–3",
		"in mid-May, by the end of June":         "mid-May = 0-5+0 9–22; end of June = 0-6+0 19–31",
		"in early May 2012":                      "early May 2012 = 2012-5+0 1–12",
		"the summer of 2012, that spring":        "summer of 2012 = 2012-6+3 0–0",
		"since September 2011 and in 2012":       "September 2011 = 2011-9+0 0–0; 2012 = 2012-0+0 0–0",
		"2013-05-19 and 2013-06":                 "2013-05-19 = 2013-5+0 19–19; 2013-06 = 2013-6+0 0–0",
		"On the 4th an official":                 "4th = 0-0+0 4–4",
		"the army's 3rd and 4th Divisions":       "",
		"more than 2000 fighters may march":      "",
		"On the 4th Division's front, 2013 men.": "",
		"a day later, the next week, Wednesday":  "",
		"the monastery of Mar Yaqub":             "",
		"":                                       "",
	} {
		if got := dates(text); got != want {
			t.Errorf("Dates(%q) = %s, want %s", text, got, want)
		}
	}
}

// Every day, however it is written, is read as itself, and met by itself alone.
func TestEveryDayIsReadAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := when.Day(rapid.IntRange(int(when.Of(1900, 1, 1)), int(when.Of(2099, 12, 31))).Draw(t, "day"))
		layout := rapid.SampledFrom([]string{"2 January 2006", "January 2, 2006", "2006-01-02", "2 Jan 2006", "2 January, 2006"}).Draw(t, "layout")
		text := "It fell on " + day.Time().Format(layout) + ", they said."
		got := prose.Dates(text, prose.Tokens(text))
		if len(got) != 1 || !got[0].Exact() {
			t.Fatalf("Dates(%q) = %v, want one day", text, got)
		}
		for _, off := range []when.Day{-1, 0, 1} {
			if meets := got[0].Meets(when.Span{From: day + off, To: day + off}); meets != (off == 0) {
				t.Errorf("Dates(%q) meets %v: %v, want %v", text, day+off, meets, off == 0)
			}
		}
	})
}

func TestNumbersAndSharesAreRead(t *testing.T) {
	tests := map[string]struct{ numbers, parts string }{
		"about 25,000 people":                   {"25000~", ""},
		"forty-three of 1.2 million":            {"43 1.2e+06", ""},
		"two hundred and six dead, a dozen out": {"206 12", ""},
		"one thousand five hundred":             {"1500", ""},
		"twenty five and 30":                    {"25 30", ""},
		"hundreds of fighters, a third column":  {"", ""},
		"60 per cent, 70%, 12 percent":          {"60 70 12", "0.6 0.7 0.12"},
		"nine tenths, a fifth of it, half of":   {"9", "0.9 0.2 0.5"},
		"half a year":                           {"", ""},
		"the 3rd Division":                      {"", ""},
		"two thirds against three quarters":     {"2 3", "0.667 0.75"},
	}
	for text, tt := range tests {
		tokens := prose.Tokens(text)
		var numbers, parts []string
		for _, n := range prose.Numbers(tokens) {
			hedge := ""
			if n.Hedged {
				hedge = "~"
			}
			numbers = append(numbers, fmt.Sprintf("%.3g%s", n.Value, hedge))
			if n.Value >= 1000 || n.Value == 206 {
				numbers[len(numbers)-1] = fmt.Sprintf("%g%s", n.Value, hedge)
			}
		}
		for _, p := range prose.Parts(tokens) {
			parts = append(parts, fmt.Sprintf("%.3g", p.Value))
		}
		if got := strings.Join(numbers, " "); got != tt.numbers {
			t.Errorf("Numbers(%q) = %s, want %s", text, got, tt.numbers)
		}
		if got := strings.Join(parts, " "); got != tt.parts {
			t.Errorf("Parts(%q) = %s, want %s", text, got, tt.parts)
		}
	}
}

func TestNamesAreFoundInAllSpellings(t *testing.T) {
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"government"}},
		Sources:  []salient.Source{{ID: "afp", Name: "Agence France-Presse"}},
		Places: []salient.Place{
			{ID: "qusayr", Name: "al-Qusayr", Names: []salient.Name{{Language: "ar", Text: "القصير"}, {Language: "en", Text: "Qusair"}}},
			{ID: "lebanon", Name: "Lebanon"},
		},
		Actors: []salient.Actor{
			{ID: "government", Name: "Syrian government", Names: []salient.Name{{Language: "en", Text: "government forces"}}},
			{ID: "tenth", Name: "10th Division (Syrian army)"},
			{ID: "lebanon-state", Name: "Lebanon"},
			{ID: "nasrallah", Name: "Hassan Nasrallah", Kind: "public-figure"},
			{ID: "abu-omar", Name: "Abu Omar", Kind: "public-figure"},
			{ID: "mughaweer", Name: "Mughāweer Battalion"},
		},
		Documents: []salient.Document{{ID: "d", Author: "Jane Mercer; O. Haddad"}},
	}
	names := prose.NamesOf(c)
	for text, want := range map[string]string{
		"In al-Qusayr's centre":                    "al-Qusayr=qusayr",
		"Qusayr, Al-Qusayr and QUSAIR":             "Qusayr=qusayr Al-Qusayr=qusayr QUSAIR=qusayr",
		"سقطت القصير، والقصير للقصير":              "القصير=qusayr والقصير=qusayr للقصير=qusayr",
		"Lebanon fell":                             "Lebanon=lebanon+lebanon-state",
		"The government, government forces and us": "government=government government forces=government",
		"the 10th Division":                        "10th Division=tenth",
		"Nasrallah said, and Omar didn't":          "Nasrallah=nasrallah",
		"the Mughaweer Battalion":                  "Mughaweer Battalion=mughaweer",
		"AFP, Agence France-Presse":                "AFP=afp Agence France-Presse=afp",
		"Jane Mercer wrote":                        "Jane Mercer=author",
		"a lebanon cedar":                          "",
	} {
		tokens := prose.Tokens(text)
		var got []string
		for _, m := range names.Find(tokens) {
			var refs []string
			for _, r := range m.Values {
				id := string(r.Place) + string(r.Actor) + string(r.Source)
				if r.Author {
					id = "author"
				}
				refs = append(refs, id)
			}
			got = append(got, text[tokens[m.First].From:tokens[m.Last-1].To]+"="+strings.Join(refs, "+"))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("Find(%q) = %s, want %s", text, s, want)
		}
	}
}

func TestCasesExtendLists(t *testing.T) {
	s := salient.Settings{Other: map[string]string{"words.partisan.en": "bandit* | -rebels", "words.partisan.xx": "zork"}}
	en, ok := prose.List(s, "partisan", "en")
	if !ok || !en.In(prose.Tokens("The Bandits came")) || en.In(prose.Tokens("the rebels came")) || !en.In(prose.Tokens("liberated")) {
		t.Errorf("List(partisan, en) with %v doesn't have what the case adds and takes out", s.Other)
	}
	if xx, ok := prose.List(s, "partisan", "xx"); !ok || !xx.In(prose.Tokens("zork")) {
		t.Error("List(partisan, xx): a case can't make a list of its own")
	}
	if _, ok := prose.List(s, "partisan", "yy"); ok {
		t.Error("List(partisan, yy) is there, want none")
	}
}

func TestListsHavePhrases(t *testing.T) {
	for _, list := range []string{"row-1", "row-2", "inestimable", "confidence", "partisan", "crimes", "attribution", "answer", "counted", "given-names"} {
		lines, err := prose.Lines(list, "en")
		if err != nil || len(lines) == 0 {
			t.Errorf("Lines(%s, en) = %v, %v", list, lines, err)
		}
		p, _ := prose.List(salient.Settings{}, list, "en")
		seen := map[string]bool{}
		for _, l := range lines {
			if seen[l] {
				t.Errorf("list %s has %q twice", list, l)
			}
			seen[l] = true
			if !p.In(prose.Tokens(strings.ReplaceAll(l, "*", ""))) {
				t.Errorf("list %s doesn't find its own %q", list, l)
			}
		}
	}
}

// Both rows of ICD 203 are the terms that the case's judgements take.
func TestFirstRowIsTheTermsOfJudgements(t *testing.T) {
	p, _ := prose.List(salient.Settings{}, "row-1", "en")
	for _, term := range salient.Terms {
		if !p.In(prose.Tokens(term.Word)) {
			t.Errorf("row 1 has no %q", term.Word)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"On 19–21 May 2013, two hundred of 25,000; 60% — “a fifth of it”", "القصير٪ ١٩ مايو", "the 4th, 2013-05-19 a\x00b’s", "mid-May's 3.5.2 million and"} {
		f.Add(s)
	}
	names := prose.NamesOf(&salient.Case{Places: []salient.Place{{ID: "p", Name: "al-Qusayr"}}})
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("briefs are UTF-8")
		}
		tokens := prose.Tokens(text)
		at := 0
		for _, x := range tokens {
			if x.From < at || x.To <= x.From || x.To > len(text) {
				t.Fatalf("Tokens(%q): %+v behind %d", text, x, at)
			}
			at = x.To
		}
		within := func(what string, first, last int) {
			if first < 0 || last <= first || last > len(tokens) {
				t.Fatalf("%s of %q: words %d to %d of %d", what, text, first, last, len(tokens))
			}
		}
		for _, d := range prose.Dates(text, tokens) {
			within("Dates", d.First, d.Last)
			d.Meets(when.Span{From: when.MinDay, To: when.MaxDay})
		}
		for _, n := range prose.Numbers(tokens) {
			within("Numbers", n.First, n.Last)
		}
		for _, p := range prose.Parts(tokens) {
			within("Parts", p.First, p.Last)
		}
		for _, m := range names.Find(tokens) {
			within("Names", m.First, m.Last)
		}
	})
}
