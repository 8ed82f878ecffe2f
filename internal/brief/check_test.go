package brief_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
)

// problems parses and checks a brief with the river's case.
func problems(src string) []brief.Problem {
	doc, ps := brief.Parse("t.md", []byte(src))
	facts := brief.Facts{Case: river(), Then: earlier(), Published: before(), Prints: []salient.PublishedFigure{{SHA256: "new", Ref: printsOtherwise}, {SHA256: "same", Ref: printsTheSame}}}
	facts.Against = map[salient.ClaimID][]salient.ClaimID{"army-tie": {"wadi-tie"}}
	return brief.Sorted(ps, brief.Check(doc, facts))
}

// The figures that were published before, of which one prints something else now.
const (
	printsOtherwise = "control-strip?from=2013-05-02&known=2013-06-06&place=marran&to=2013-05-09"
	printsTheSame   = "control-strip?from=2013-05-03&known=2013-06-06&place=marran&to=2013-05-09"
)

func before() *salient.Publication {
	return &salient.Publication{
		ID: "river-1", Published: time.Date(2013, 6, 7, 9, 0, 0, 0, time.UTC),
		Figures: []salient.PublishedFigure{{SHA256: "old", Ref: printsOtherwise}, {SHA256: "same", Ref: printsTheSame}},
	}
}

// expected reads testdata/faulty/expected.txt: the codes of each brief beside it.
func expected(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("testdata/faulty/expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if name, want, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
			out[name] = want
		}
	}
	return out
}

func TestFaultyBriefsGiveTheirCodesAtTheirPlaces(t *testing.T) {
	want := expected(t)
	files, err := filepath.Glob("testdata/faulty/*.md")
	if err != nil || len(files) < 80 || len(files) != len(want) {
		t.Fatalf("%d faulty briefs (%v), %d expectations; want one each, of at least 80", len(files), err, len(want))
	}
	seen := map[string]bool{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		ps := problems(string(src))
		if got := codes(ps); got != want[name] {
			t.Errorf("problems of %s = %s, want %s\n%v", name, got, want[name], ps)
		}
		for _, code := range regexp.MustCompile(`B\d+`).FindAllString(want[name], -1) {
			seen[code] = true
		}
	}
	for _, code := range brief.Codes() {
		if !seen[code] {
			t.Errorf("no faulty brief for %s", code)
		}
	}
}

func TestSoundBriefsGiveNone(t *testing.T) {
	files, err := filepath.Glob("testdata/sound/*.md")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d sound briefs (%v), want at least 20", len(files), err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if ps := problems(string(src)); len(ps) > 0 {
			t.Errorf("problems of %s: %v, want none", filepath.Base(file), ps)
		}
	}
}

func TestBytesThatAreNoTextAreRefused(t *testing.T) {
	for name, src := range map[string]string{"not UTF-8": "---\n\xff\n---\n", "too long": strings.Repeat("a", brief.MaxBytes+1)} {
		if got := codes(problems(src)); got != "1:1 B001" {
			t.Errorf("problems of a brief that is %s = %s, want 1:1 B001", name, got)
		}
	}
}

// A quotation that no claim coded is sound where the text of a cited document has it.
func TestQuotationsMayBeInTheTextOfADocument(t *testing.T) {
	src, err := os.ReadFile("testdata/faulty/b026-words.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := brief.Parse("t.md", src)
	for text, want := range map[string]string{
		"He said it was “An Insult\nto all” of them.": "none",
		"It was an insult to nearly all.":             "5:25 B026",
		"":                                            "5:25 B026",
	} {
		asked := []salient.DocumentID{}
		facts := brief.Facts{Case: river(), Then: earlier(), Text: func(id salient.DocumentID) string {
			asked = append(asked, id)
			return text
		}}
		if got := codes(brief.Check(doc, facts)); got != want {
			t.Errorf("codes with the text %q = %s, want %s", text, got, want)
		}
		if len(asked) != 1 {
			t.Errorf("Check asked for the texts of %v, want those of the cited document, once", asked)
		}
	}
}

func TestEveryCodeIsExplained(t *testing.T) {
	for _, code := range brief.Codes() {
		for _, part := range []string{code + " (", "\nExample: ", "\nTo mend: "} {
			if !strings.Contains(brief.Explain(code), part) {
				t.Errorf("Explain(%s) = %q, want %q in it", code, brief.Explain(code), part)
			}
		}
	}
	if got := brief.Explain("B999"); got != "" {
		t.Errorf("Explain(B999) = %q, want nothing", got)
	}
}

func TestSeveritiesTellWhatStopsPublishing(t *testing.T) {
	for _, p := range problems(head + "The institute said so. [@inst-report]\n\nNobody knows.") {
		want := map[string]brief.Severity{"B017": brief.Warning, "B012": brief.Error}[p.Code]
		if p.Severity != want {
			t.Errorf("severity of %v = %s, want %s", p, p.Severity, want)
		}
	}
}

// Taking the citations away from any one sentence makes Check complain of that sentence.
func TestEveryCitationOfTheSampleIsNeeded(t *testing.T) {
	src, doc := sample(t)
	sentences := 0
	for b := range doc.Walk() {
		for _, s := range b.Sentences {
			first := brief.Pos{}
			for c := range s.Cites() {
				if first == (brief.Pos{}) {
					first = c.At
				}
			}
			if first == (brief.Pos{}) || s.Analysis {
				continue
			}
			sentences++
			missed(t, s, problems(without(string(src), s)))
		}
	}
	if sentences < 25 {
		t.Errorf("tried %d sentences, want at least 25", sentences)
	}
}

// missed checks the problems of a text from which the citations of a sentence were taken: the
// sentence cites nothing. (A sentence near it may now pass over a contradiction.)
func missed(t *testing.T, s brief.Sentence, ps []brief.Problem) {
	t.Helper()
	found := false
	for _, p := range ps {
		at := brief.Pos{Line: p.Line, Column: p.Column}
		found = found || p.Code == "B012" && at == s.At
		if at != s.At && p.Code != "B072" {
			t.Errorf("without the citations of %q: %v", s.Text(), p)
		}
	}
	if !found {
		t.Errorf("without the citations of %q: %s, want B012 at %v", s.Text(), codes(ps), s.At)
	}
}

// without blanks the brackets in which a sentence cites.
func without(src string, s brief.Sentence) string {
	lines := strings.SplitAfter(src, "\n")
	for c := range s.Cites() {
		r := []rune(lines[c.At.Line-1])
		if r[c.At.Column-1] != '@' {
			continue // a bracket of several, already blanked
		}
		from, to := c.At.Column-1, c.At.Column-1
		for r[from] != '[' {
			from--
		}
		for r[to] != ']' {
			to++
		}
		for i := from; i <= to; i++ {
			r[i] = ' '
		}
		lines[c.At.Line-1] = string(r)
	}
	return strings.Join(lines, "")
}

// What no place in the text stands for is found at its head: a side that is sensitive, as
// figures name all sides, and a name of the brief itself that tells of what is kept back.
func TestWhatPublishingWouldNameWithoutTheTextIsFound(t *testing.T) {
	c := river()
	doc, _ := brief.Parse("t.md", []byte(head))
	for i := range c.Actors {
		if c.Actors[i].ID == "opposition" {
			c.Actors[i].Sensitivity = salient.Restricted
		}
	}
	if got := codes(brief.Check(doc, brief.Facts{Case: c})); got != "1:1 B090" {
		t.Errorf("Check with a side that is restricted = %s, want 1:1 B090", got)
	}
	doc, _ = brief.Parse("the-mill-hospital.md", []byte(head))
	if got := codes(brief.Check(doc, brief.Facts{Case: river()})); got != "1:1 B090" {
		t.Errorf("Check of a brief that is called the-mill-hospital.md = %s, want 1:1 B090", got)
	}
}
