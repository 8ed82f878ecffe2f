package read

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

func plainReader(t testing.TB) *Reader {
	t.Helper()
	world, err := gazetteer.World(testCache())
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(Options{Places: gazetteer.NewSet(nil, []*gazetteer.Gazetteer{world})})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every span and quote is found in the text at its code points, whatever the text.
func checkSpans(t interface {
	Fatalf(string, ...any)
}, text string, r Result,
) {
	points := []rune(text)
	at := func(from, to int) string {
		if from < 0 || to > len(points) || from > to {
			return "(outside the text)"
		}
		return string(points[from:to])
	}
	if r.TextChars != len(points) {
		t.Fatalf("text_chars %d, want %d", r.TextChars, len(points))
	}
	for _, s := range append(toponymSpans(r), actorSpans(r)...) {
		if got := at(s.Start, s.End); got != s.Text {
			t.Fatalf("span %d to %d is %q in the text, not %q", s.Start, s.End, got, s.Text)
		}
	}
	for _, d := range r.Dates {
		if got := at(d.Start, d.End); got != d.Text {
			t.Fatalf("date %d to %d is %q in the text, not %q", d.Start, d.End, got, d.Text)
		}
		if _, err := when.Parse(d.EDTF); err != nil || d.Latest < d.Earliest {
			t.Fatalf("date %q: %q from %v to %v (%v)", d.Text, d.EDTF, d.Earliest, d.Latest, err)
		}
	}
	for _, c := range r.Candidates {
		if got := at(c.Start, c.End); got != c.Quote {
			t.Fatalf("quote %d to %d is %q in the text, not %q", c.Start, c.End, got, c.Quote)
		}
		if c.Score < 0 || c.Score > 1 || c.Rule == "" {
			t.Fatalf("candidate %+v lacks its rule, or its score lies outside 0 to 1", c)
		}
	}
}

// Texts put together at random from what rules look for keep their spans.
func TestSpansProperty(t *testing.T) {
	r := plainReader(t)
	piece := rapid.SampledFrom([]string{
		"rebels ", "captured ", "Homs", ", ", "and ", "the army ", "said that ", "denied the reports. ", "On 19 May 2013 ", "القصير ", "سيطر ", "на Харьков ",
		"by ", "the city ", "northern part of ", "less than a fifth of ", "\n\n", "\n", "| ", "# ", "’s ", "U.S. ", "videos ", "with ", "from ", "to ", "12 ", "Al-", "é", "𝒳",
	})
	day := when.Of(2013, 6, 6)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "pieces"), "")
		checkSpans(t, text, r.Read(text, &day))
	})
}

// Reading twice, and with a reader that has read other things, gives the same.
func TestReadIsRepeatable(t *testing.T) {
	text := "On 19 May rebels seized Homs, Hama and the town of Rastan. Commanders denied the reports. They withdrew from Hama in June."
	day := when.Of(2013, 6, 6)
	want := plainReader(t).Read(text, &day)
	r := plainReader(t)
	r.Read("In Aleppo fighting raged on 3 June 2016 between the army and Hezbollah.", &day)
	for range 3 {
		if got := r.Read(text, &day); !reflect.DeepEqual(got, want) {
			t.Fatalf("Read gives %+v, before %+v", got, want)
		}
	}
}

// Dates are read against the document's day and the narrative's last date.
func TestDates(t *testing.T) {
	r := plainReader(t)
	day := when.Of(2013, 6, 6) // a Thursday
	for _, tt := range []struct{ text, want string }{
		{"It began on May 19th.", "2013-05-19"},
		{"It began in mid-May.", "2013-05-11/2013-05-20"},
		{"In December 2012 it began. By the end of the month it was over.", "2012-12 2012-12-21/2012-12-31"},
		{"It began last Tuesday.", "2013-06-04"},
		{"It began on Thursday.", "2013-06-06"},
		{"It began yesterday.", "2013-06-05"},
		{"It began two weeks ago.", "2013-05-23"},
		{"It began last month.", "2013-05-01/2013-05-31"},
		{"From 3 May to 5 June 2013 it went on.", "2013-05-03/2013-06-05"},
		{"It began in November.", "2012-11"},
		{"In 2012 it began.", "2012"},
		{"It began on 2013-05-19, or 18.05.2013.", "2013-05-19 2013-05-18"},
		{"They may march on Homs.", ""},
		{"It began on 31 June 2013.", "2013-06"},
		{"في 19 أيار 2013", "2013-05-19"},
		{"في كانون الثاني 2013", "2013-01"},
		{"19 мая 2013 года", "2013-05-19"},
		{"у травні 2013", "2013-05"},
		{"3 червня", "2013-06-03"},
		{"The March 14 Alliance spoke.", ""},
	} {
		var got []string
		for _, d := range r.Read(tt.text, &day).Dates {
			got = append(got, d.EDTF)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("dates of %q: %v, want %s", tt.text, got, tt.want)
		}
	}
}

// A candidate says where its date comes from, if its sentence names none.
func TestDatedBy(t *testing.T) {
	r := plainReader(t)
	day := when.Of(2013, 6, 6)
	for text, want := range map[string]Dating{
		"On 3 May rebels captured Homs.":                       "",
		"On 3 May it rained. Rebels captured Homs.":            DatedBefore,
		"Rebels captured Homs.":                                DatedDocument,
		"Rebels control Homs.":                                 DatedDocument,
		"On 3 May it rained. Rebels have now captured Homs.":   DatedDocument,
		"The government said on 3 May that it would fight on.": "",
	} {
		list := r.Read(text, &day).Candidates
		if len(list) == 0 || list[0].Dated != want {
			t.Errorf("%q: %+v, want one dated by %q", text, list, want)
		}
	}
}

// A heading says in which years its section's months lie, unless the paragraph says otherwise; a
// row of a table stands for itself.
func TestYearsOfSections(t *testing.T) {
	r := plainReader(t)
	day := when.Of(2019, 6, 6)
	const headings = "# Battles\n## Fall (September–December 2012)\nOn 3 May 2018 he wrote.\n\n### Homs\n"
	for _, tt := range []struct{ text, want string }{
		{headings + "On 3 October it fell.", "2012-10-03"},
		{headings + "On 3 January it fell.", "2013-01-03"},
		{headings + "In March 2010 he came. In May he went.", "2010-03 2010-05"},
		{headings + "On 3 October it fell. In May 2018 he said so. On 5 October he came.", "2012-10-03 2018-05 2012-10-05"},
		{headings + "## Aftermath\nOn 3 October it fell.", "2018-10-03"},
		{"Fall of Homs, 2012\n\nIt was long. He wrote it on 3 May 2018.\n\nIn the city\n\nOn 3 October it fell.", "2018-05-03 2012-10-03"},
		{"Beirut, 3 May 2012\n\nIt was long. He wrote it on 3 May 2018.\n\nOn 3 October it fell.", "2018-05-03 2018-10-03"},
		{"| Rastan | On 3 May 2018 it fell. |\n| Homs | In March they came. On 3 May 2012 they left. |", "2018-05-03 2012-03 2012-05-03"},
		{"| Homs | They left on 3 May 2012. |\n\nIn 2018 they came. In May they left.", "2012-05-03 2018 2018-05"},
	} {
		var got []string
		for _, d := range r.Read(tt.text, &day).Dates {
			got = append(got, d.EDTF)
		}
		if got := strings.Join(got, " "); !strings.HasSuffix(got, " "+tt.want) && got != tt.want {
			t.Errorf("dates of %q: %v, want %s", tt.text, got, tt.want)
		}
	}
}

// Sentences end where they end, and not behind abbreviations; page furniture, headings and
// cells of tables aren't parts of them.
func TestSentences(t *testing.T) {
	words, err := readLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"Gen. Idris spoke. He left.", []string{"Gen. Idris spoke.", "He left."}},
		{"The U.S. (Col. Smith said) left. It went on.", []string{"The U.S. (Col. Smith said) left.", "It went on."}},
		{"It went on.1 By May it ended.", []string{"It went on.1", "By May it ended."}},
		{"The army\nadvanced.\n\nIt stopped.", []string{"The army\nadvanced.", "It stopped."}},
		{"# Heading\nText here.", []string{"# Heading", "Text here."}},
		{"| Rastan | On 3 June it fell. |", []string{"Rastan", "On 3 June it fell."}},
	} {
		var got []string
		for _, s := range divide(tt.text, &gazetteer.Lexer{}, abbreviationsOf(words)) {
			got = append(got, tt.text[s.from:s.to])
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("divide(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{"Rebels": "en", "القصير": "ar", "پیروزی در شهر": "fa", "Вибухи у місті": "uk", "Взрывы в городе были": "ru", "123": ""} {
		if got := languageOf(text); got != want {
			t.Errorf("languageOf(%q) = %q, want %q", text, got, want)
		}
	}
}

// Whatever the bytes, reading ends, and its spans lie in the text.
func FuzzRead(f *testing.F) {
	r := plainReader(f)
	for _, s := range []string{"On 19 May rebels captured Homs.", "سيطر الجيش على حمص", "| a | b |\n|---|\n", "\x00\xff", "a.1 B", strings.Repeat("and Homs, ", 50)} {
		f.Add(s)
	}
	day := when.Of(2013, 6, 6)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<13 || !utf8.ValidString(text) {
			return
		}
		checkSpans(t, text, r.Read(text, &day))
	})
}

// Whatever the bytes, a pattern file gives rules that can be used, or an error.
func FuzzRules(f *testing.F) {
	for _, name := range []string{"english.rules", "arabic.rules"} {
		b, err := os.ReadFile(filepath.Join("rules", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("a: holding controls\n ~ (x|y z)? {place}\n")
	f.Add("words hedge: captured, on\nwords month 5: homs\nwords role army: rebels | it\nwords demonym It: held\n")
	f.Add("words number 19: may\nwords share over 2/3: it\nwords asserts: hold\nwords asserts: с\nwords no such: list\n")
	f.Add("words abbreviation: Homs. on\xff e.g.\nwords number 19: e\nwords share 1: \xff\n")
	f.Fuzz(func(_ *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		r, err := New(Options{Rules: []Rules{{"fuzz", text}}})
		if err == nil {
			r.Read("On 19 May rebels captured Homs and held it.", nil)
		}
	})
}
