package passage_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient/internal/passage"
)

const report = "Government forces entered the town on Sunday, activists said.\n" +
	"A spokesman denied it. “We hold the north-\nern part,” he said by telephone.\f" +
	"On Monday activists said that the ﬁghting went on. وقال ناشطون إن القَصير لم تسقط.\n"

func TestQuotesAreFoundWhateverTheTypesetting(t *testing.T) {
	text := passage.NewText(report)
	for _, tt := range []struct{ quote, want string }{
		{"Government forces entered the town", "Government forces entered the town"},
		{"government  forces\nentered", "Government forces entered"},
		{"We hold the northern part", "We hold the north-\nern part"},
		{`"We hold the north-ern part," he said`, "We hold the north-\nern part,” he said"},
		{"the fighting went on", "the ﬁghting went on"},
		{"إن القصير لم تسقط", "إن القَصير لم تسقط"},
	} {
		s, ok := text.Find(passage.Quote{Text: tt.quote})
		if got := cut(report, s); !ok || got != tt.want {
			t.Errorf("Find(%q) = %q, %v; want %q", tt.quote, got, ok, tt.want)
		}
		if !text.Is(s, tt.quote) {
			t.Errorf("Is(%v, %q) = false for what Find found", s, tt.quote)
		}
	}
}

func TestWhatIsntThereIsntFound(t *testing.T) {
	text := passage.NewText(report)
	for _, quote := range []string{"", " ", "“”", "Government forces left the town", "Sunday activists denied"} {
		if s, ok := text.Find(passage.Quote{Text: quote}); ok {
			t.Errorf("Find(%q) = %v; want nothing", quote, s)
		}
	}
	for _, s := range []passage.Span{{-1, 3}, {3, 3}, {5, 2}, {0, 1 << 20}, {0, 5}} {
		if text.Is(s, "Government forces") {
			t.Errorf("Is(%v) = true; want false", s)
		}
	}
}

func TestOfEqualQuotesTheNeighbourhoodDecides(t *testing.T) {
	old := []rune("First: activists said. The rest of the day. Second: activists said. Nothing else.")
	at := passage.Span{Start: 52, End: 66}
	q := passage.QuoteAt(old, at)
	if q.Text != "activists said" {
		t.Fatalf("QuoteAt = %q: the test is wrong", q.Text)
	}
	moved := "A head that wasn't there. Another. " + string(old)
	s, ok := passage.NewText(moved).Find(q)
	if !ok || s.Start != at.Start+35 {
		t.Errorf("Find = %v, %v; want the second one, from %d", s, ok, at.Start+35)
	}
}

// A quote that is unique, and isn't touched, is found again after any edits around it.
func TestUniqueQuotesSurviveEdits(t *testing.T) {
	vocabulary := strings.Fields("army town north south bridge held lost said denied activists forces convoy القصير حمص бой город")
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(vocabulary)
		words := rapid.SliceOfN(word, 20, 120).Draw(t, "words")
		at := rapid.IntRange(0, len(words)).Draw(t, "at")
		const unique = "the colonel counted nineteen trucks"
		edit := rapid.SliceOfN(word, 0, 10)
		before, after := words[:at], words[at:]
		text := strings.Join(before, " ") + " " + unique + " " + strings.Join(after, "\n")
		s, ok := passage.NewText(text).Find(passage.Quote{Text: unique})
		if !ok || cut(text, s) != unique {
			t.Fatalf("Find in the first text = %q", cut(text, s))
		}
		q := passage.QuoteAt([]rune(text), s)
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 1))
		again := scramble(rng, before, edit.Draw(t, "more")) + " " + respaced(rng, unique) + "\f" + scramble(rng, after, edit.Draw(t, "more still"))
		s, ok = passage.NewText(again).Find(q)
		if !ok || passage.Fold(cut(again, s)) != passage.Fold(unique) {
			t.Fatalf("Find(%q) in %q = %q, %v", unique, again, cut(again, s), ok)
		}
	})
}

// scramble drops some words, adds others, and lays them out anew.
func scramble(rng *rand.Rand, words, more []string) string {
	var b strings.Builder
	for _, w := range append(append([]string{}, more...), words...) {
		if rng.IntN(4) > 0 {
			b.WriteString(w + []string{" ", "\n", "  ", "\f", "\t"}[rng.IntN(5)])
		}
	}
	return b.String()
}

// respaced lays a quote out as another program does: line ends, hyphens within words.
func respaced(rng *rand.Rand, s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == ' ' && rng.IntN(2) == 0:
			b.WriteByte('\n')
		case i > 0 && s[i-1] != ' ' && r != ' ' && rng.IntN(12) == 0:
			b.WriteString("-\n" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestQueriesFindWordsInTheirForms(t *testing.T) {
	names := func(s string) []string {
		if s == "qusair" {
			return []string{"القصير", "Al-Qusayr"}
		}
		return nil
	}
	for _, tt := range []struct {
		query, text string
		want        bool
	}{
		{"government town", report, true},
		{"government city", report, false},
		{`"activists said"`, report, true},
		{`"said activists"`, report, false},
		{"govern*", report, true},
		{"govern", report, false},
		{"القصير", "دخلت القوات إلى القُصَيْر أمس", true},
		{"القصير", "الاشتباكات بالقصير", true},
		{"qusair", "الاشتباكات بالقصير", true},
		{"qusair", "The battle of al-Qusayr", true},
		{"إدلب", "ريف ادلب", true},
		{"київ", "У КИЇВІ та Київ", true},
		{"élysée", "ELYSEE", true},
		{"qur'an", "the Qur’an", true},
		{"", report, false},
		{`"" *`, report, false},
	} {
		q := passage.ParseQuery(tt.query, names)
		if got := q.In(tt.text); got != tt.want {
			t.Errorf("ParseQuery(%q).In(%q) = %v, want %v", tt.query, tt.text, got, tt.want)
		}
		if got := len(q.Places(tt.text, 5)) > 0; tt.want && !got {
			t.Errorf("ParseQuery(%q).Places(%q) is empty", tt.query, tt.text)
		}
	}
}

func TestExcerptsMarkWhatWasFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-dа-гا-ت]{1,9}[ \n]{1,3}){0,80}`).Draw(t, "text")
		q := passage.ParseQuery(rapid.StringMatching(`[a-dا]{1,2}\*`).Draw(t, "query"), nil)
		places := q.Places(text, 20)
		e := passage.ExcerptOf(text, places)
		if got := cut(text, passage.Span{Start: e.Start, End: e.Start + len([]rune(e.Text))}); got != e.Text {
			t.Fatalf("the excerpt %q isn't at %d, where %q is", e.Text, e.Start, got)
		}
		if len(places) > 0 && len(e.Marks) == 0 {
			t.Fatalf("ExcerptOf(%q, %v) = %q without a mark", text, places, e.Text)
		}
		for _, m := range e.Marks {
			if !q.In(cut(e.Text, m)) {
				t.Fatalf("marked %q, which the query doesn't ask for", cut(e.Text, m))
			}
		}
	})
}

func cut(s string, at passage.Span) string {
	r := []rune(s)
	if at.Start < 0 || at.End > len(r) || at.Start > at.End {
		return "(out of the text)"
	}
	return string(r[at.Start:at.End])
}

func FuzzFind(f *testing.F) {
	f.Add(report, "forces entered")
	f.Add("a-\n\u00adb", "ab")
	f.Add("é́", "e")
	f.Fuzz(func(t *testing.T, text, quote string) {
		if len(text) > 1<<12 {
			return
		}
		ready := passage.NewText(text)
		s, ok := ready.Find(passage.Quote{Text: quote})
		if ok && (s.Start < 0 || s.End > len([]rune(text)) || s.Start >= s.End) {
			t.Fatalf("Find(%q) = %v in %d code points", quote, s, len([]rune(text)))
		}
	})
}
