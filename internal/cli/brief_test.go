package cli_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/exchange/casebook"
)

const fallOfAlQusayr = "the-fall-of-al-qusayr"

// read takes the rows of a casebook's file in.
func read[T any](t testing.TB, rows []salient.Row, kind salient.Kind, typed func(salient.Row) (T, error)) []T {
	t.Helper()
	var out []T
	for _, r := range rows {
		if r.Kind != kind {
			continue
		}
		x, err := typed(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// casebookCase is the case that ships, without a ledger.
func casebookCase(t testing.TB) *salient.Case {
	t.Helper()
	var rows, settings []salient.Row
	for l, err := range casebook.NewReader(os.DirFS(casebookDir)).Lines() {
		if err != nil {
			t.Fatal(err)
		}
		if l.Row.Kind == salient.KindSetting {
			settings = append(settings, l.Row)
		}
		rows = append(rows, l.Row)
	}
	c := &salient.Case{
		Sources:        read(t, rows, salient.KindSource, salient.Row.Source),
		Documents:      read(t, rows, salient.KindDocument, salient.Row.Document),
		Places:         read(t, rows, salient.KindPlace, salient.Row.Place),
		Actors:         read(t, rows, salient.KindActor, salient.Row.Actor),
		Roads:          read(t, rows, salient.KindRoad, salient.Row.Road),
		Claims:         read(t, rows, salient.KindClaim, salient.Row.Claim),
		Contradictions: read(t, rows, salient.KindContradiction, salient.Row.Contradiction),
		Briefs:         read(t, rows, salient.KindBrief, salient.Row.Brief),
	}
	c.Settings, _ = salient.ReadSettings(settings)
	c.Sort()
	return c
}

// briefOf is the brief that ships, and the case that it is checked against.
func briefOf(t *testing.T) (string, *salient.Case) {
	t.Helper()
	c := casebookCase(t)
	b, ok := c.Brief(fallOfAlQusayr)
	if !ok {
		t.Fatalf("the case has no brief %s", fallOfAlQusayr)
	}
	return b.Text + "\n", c
}

func checked(text string, c *salient.Case) (*brief.Doc, []brief.Problem) {
	doc, ps := brief.Parse("t.md", []byte(text))
	return doc, brief.Sorted(ps, brief.Check(doc, brief.Facts{Case: c}))
}

// Taking the citations away from any one sentence of the brief that ships makes check fail at
// that sentence.
func TestEveryCitationOfTheBriefIsNeeded(t *testing.T) {
	plainly(t)
	text, c := briefOf(t)
	doc, ps := checked(text, c)
	if len(ps) != 0 {
		t.Fatalf("the brief as it ships: %v, want nothing", ps)
	}
	tried := 0
	for b := range doc.Walk() {
		for _, s := range b.Sentences {
			bare, cites := withoutCitations(text, s)
			if cites == 0 {
				continue
			}
			tried++
			_, got := checked(bare, c)
			if !slices.ContainsFunc(got, func(p brief.Problem) bool {
				return p.Severity == brief.Error && p.Line == s.At.Line && p.Column == s.At.Column
			}) {
				t.Errorf("without the citations of %q: %v, want an error at %v", s.Text(), got, s.At)
			}
		}
	}
	if tried < 45 {
		t.Errorf("tried %d sentences, want all of the brief's", tried)
	}
}

// withoutCitations blanks the brackets in which a sentence cites, and counts its citations.
func withoutCitations(text string, s brief.Sentence) (string, int) {
	lines := strings.SplitAfter(text, "\n")
	n := 0
	for x := range s.Cites() {
		n++
		r := []rune(lines[x.At.Line-1])
		if r[x.At.Column-1] != '@' {
			continue // blanked with the one before it
		}
		from := x.At.Column - 1
		for r[from] != '[' {
			from--
		}
		for ; r[from] != ']'; from++ {
			r[from] = ' '
		}
		r[from] = ' '
		lines[x.At.Line-1] = string(r)
	}
	return strings.Join(lines, ""), n
}

var (
	dayOfMonth = regexp.MustCompile(`\b(\d{1,2}) (April|May|June|March)\b`)
	amount     = regexp.MustCompile(`\b\d{1,2},\d{3}\b`)
	percentage = regexp.MustCompile(`\b\d\d per cent`)
)

// A day, a number, a share, a place or a party that is changed in a sentence of the brief that
// ships is found: the sentence then says something else than its claims.
func TestWhatIsChangedInTheBriefIsFound(t *testing.T) {
	text, c := briefOf(t)
	doc, _ := checked(text, c)
	tally := map[string][2]int{}
	try := func(kind, code string, s brief.Sentence, from, to int, put string) {
		at := offsetOf(text, s, from, to)
		if at < 0 {
			return // a citation stands within
		}
		_, ps := checked(text[:at]+put+text[at+to-from:], c)
		n := tally[kind]
		n[1]++
		if slices.ContainsFunc(ps, func(p brief.Problem) bool { return p.Code == code && p.Line == s.At.Line }) {
			n[0]++
		} else {
			t.Logf("%s not found: %q for %q in %q", kind, put, s.Text()[from:to], s.Text())
		}
		tally[kind] = n
	}
	for b := range doc.Walk() {
		for _, s := range b.Sentences {
			if b.Kind == brief.Heading || s.Analysis {
				continue
			}
			words := s.Text()
			for _, m := range dayOfMonth.FindAllStringIndex(words, -1) {
				try("day", "B060", s, m[0], m[1], "9 February")
			}
			for _, m := range amount.FindAllStringIndex(words, -1) {
				try("number", "B063", s, m[0], m[1], "77,000")
			}
			for _, m := range percentage.FindAllStringIndex(words, -1) {
				try("share", "B062", s, m[0], m[1], "13 per cent")
			}
			for _, name := range []string{"al-Qusayr", "Homs", "Bab Amr", "Jusiyah", "Shamsin", "Abil", "Deir Baalba"} {
				if i := strings.Index(words, name); i >= 0 && !strings.Contains(words, "Hit") {
					try("place", "B061", s, i, i+len(name), "Zaidal")
				}
			}
			for _, name := range []string{"Hezbollah", "Jabhat al-Nusra", "Tawhid Brigade", "Farouq Brigades", "Republican Guard"} {
				if i := strings.Index(words, name); i >= 0 {
					try("party", "B064", s, i, i+len(name), "Usra Brigade")
				}
			}
		}
	}
	for _, kind := range []string{"day", "number", "share", "place", "party"} {
		n := tally[kind]
		t.Logf("%s: %d of %d found", kind, n[0], n[1])
		if n[1] == 0 || float64(n[0]) < 0.95*float64(n[1]) {
			t.Errorf("%s: %d of %d changes found, want 19 in 20", kind, n[0], n[1])
		}
	}
}

// offsetOf is where bytes of a sentence's words stand in the brief; -1 if they don't stand there
// in one piece.
func offsetOf(text string, s brief.Sentence, from, to int) int {
	at := 0
	for _, line := range strings.SplitAfter(text, "\n")[:s.At.Line-1] {
		at += len(line)
	}
	at += len(string([]rune(text[at:])[:s.At.Column-1]))
	piece := s.Text()[from:to]
	if i := strings.Index(text[at:], piece); i >= 0 && i <= to+600 {
		return at + i
	}
	return -1
}

// The time that a check takes: 5,000 words, and 300 pages with 3,000 citations, of the case that
// ships. `go test ./internal/cli -run '^$' -bench CheckBrief` prints it.
func BenchmarkCheckBrief(b *testing.B) {
	c := casebookCase(b)
	ships, _ := c.Brief(fallOfAlQusayr)
	front, body, _ := strings.Cut(ships.Text, "\n## ")
	for _, size := range []struct {
		name         string
		words, cites int
	}{{"5000-words", 5000, 0}, {"300-pages", 150_000, 3000}} {
		text := front
		for len(strings.Fields(text)) < size.words || strings.Count(text, "@") < size.cites {
			text += "\n\n## " + body
		}
		b.Run(fmt.Sprintf("%s/%d-citations", size.name, strings.Count(text, "@")), func(b *testing.B) {
			for b.Loop() {
				if _, ps := checked(text, c); len(ps) > 0 {
					b.Fatalf("%v", ps[0])
				}
			}
		})
	}
}

// A claim's own words say no more than the claim: every paraphrase of the case that ships, taken
// as a sentence that cites it, passes the comparison.
func TestClaimsBearOutTheirOwnWords(t *testing.T) {
	c := casebookCase(t)
	text := "---\ntitle: T\nknown: 2030-01-01\n---\n"
	var lines []string
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Says != "" && c.Counts(cl) && !strings.ContainsAny(cl.Says, "[]{}*_<&`\\") {
			lines = append(lines, cl.Says+" [@"+string(cl.ID)+"]")
		}
	}
	if len(lines) < 1000 {
		t.Errorf("the case has %d claims with words, want at least 1000", len(lines))
	}
	_, ps := checked(text+strings.Join(lines, "\n\n"), c)
	for _, p := range ps {
		if p.Code >= "B060" && p.Code <= "B064" || p.Code == "B012" || p.Code == "B023" || p.Code == "B026" {
			t.Errorf("%s: %v", lines[(p.Line-5)/2], p)
		}
	}
}
