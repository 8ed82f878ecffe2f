package brief_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/when"
)

const head = "---\ntitle: T\nknown: 2013-06-06\n---\n"

// outline writes a brief's sentences one to a line, a mark and citations behind them.
func outline(doc *brief.Doc) string {
	var b strings.Builder
	for block := range doc.Walk() {
		for _, s := range block.Sentences {
			fmt.Fprintf(&b, "%s", s.Text())
			if s.Analysis {
				b.WriteString(" {analysis}")
			}
			for c := range s.Cites() {
				fmt.Fprintf(&b, " @%s/%s/%s", c.ID, c.Prefix, c.Locator)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func TestSentencesAndTheirCitationsAreFound(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"citation behind the full stop":         {"One. [@a] Two. [@b]", "One. @a//\nTwo. @b//\n"},
		"citation before the full stop":         {"One [@a]. Two [@b].", "One. @a//\nTwo. @b//\n"},
		"citation without a space":              {"One.[@a] Two.[@b]", "One. @a//\nTwo. @b//\n"},
		"citation inside a sentence":            {"One [@a], but two [@b].", "One, but two. @a// @b//\n"},
		"several in one, with locator":          {"One. [@a; see @b-2, p. 2; @c.d_e, pp. 3–4, note 5]", "One. @a// @b-2/see/p. 2 @c.d_e//pp. 3–4, note 5\n"},
		"neighbours become one note":            {"One. [@a] [@b]", "One. @a// @b//\n"},
		"citation over a line end":              {"One. [@a;\n@b] Two. [@c]", "One. @a// @b//\nTwo. @c//\n"},
		"quotation mark closes behind the note": {"He said “no [@a].” She left. [@b]", "He said “no.” @a//\nShe left. @b//\n"},
		"mark":                                  {"One. {.analysis} Two. [@b]", "One. {analysis}\nTwo. @b//\n"},
		"mark and citation":                     {"One. [@a] {.analysis} Two. {.analysis} [@b]", "One. {analysis} @a//\nTwo. {analysis} @b//\n"},
		"abbreviations don't end sentences":     {"Gen. Idris met Dr. J. Smith of the U.N. Mission, p. 4. Then he left.", "Gen. Idris met Dr. J. Smith of the U.N. Mission, p. 4.\nThen he left.\n"},
		"numbers don't end sentences":           {"It fell 3.5 km away. He left.", "It fell 3.5 km away.\nHe left.\n"},
		"emphasis over a border":                {"*One. Two.* [@a]", "One.\nTwo. @a//\n"},
		"Arabic question":                       {"من يحكم المدينة؟ [@a] لا أحد. [@b]", "من يحكم المدينة؟ @a//\nلا أحد. @b//\n"},
		"list items":                            {"- One; [@a]\n- two. [@b]", "One; @a//\ntwo. @b//\n"},
		"a quotation is one sentence":           {"> One. Two. [@a]", "One. Two. @a//\n"},
		"analysis box":                          {"::: analysis\nOne. Two.\n:::\n\nThree. [@a]", "One. {analysis}\nTwo. {analysis}\nThree. @a//\n"},
		"escapes and entities":                  {`One \[@a\] &amp; two\.`, "One [@a] & two.\n"},
		"a link is no citation":                 {"[One](https://example.org). [@a]", "One. @a//\n"},
		"code is not read":                      {"Write `[@a] {.analysis}`. [@b]", "Write [@a] {.analysis}. @b//\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc, ps := brief.Parse("t.md", []byte(head+"\n"+tt.body+"\n"))
			if len(ps) != 0 {
				t.Errorf("Parse(%q) problems: %v", tt.body, ps)
			}
			if diff := gocmp.Diff(tt.want, outline(doc)); diff != "" {
				t.Errorf("Parse(%q): -want +got\n%s", tt.body, diff)
			}
		})
	}
}

func TestFrontMatterIsRead(t *testing.T) {
	doc, ps := brief.Parse("t.md", []byte("---\ntitle: 'The road: a study'\nsubtitle: One sentence.\nauthor: A. Analyst\ndate: 2013-06-07\nknown: 2013-06-06\nkind: Update\nlanguage: en-GB\n---\n"))
	if len(ps) != 0 {
		t.Errorf("Parse problems: %v", ps)
	}
	m := doc.Meta
	got := fmt.Sprint(m.Title, "|", m.Standfirst, "|", m.Authors, "|", m.Date, "|", m.Known, "|", m.Kind, "|", m.Language)
	if want := "The road: a study|One sentence.|[A. Analyst]|2013-06-07|2013-06-06|Update|en-GB"; got != want {
		t.Errorf("Parse front matter = %s, want %s", got, want)
	}
}

func TestFiguresAreReadWithParametersInOneOrder(t *testing.T) {
	doc, ps := brief.Parse("t.md", []byte(head+"\n![The *town* was cut off](figure:map?top=front,roads:government&on=2013-05-20 \"Alt text\")\n"))
	if len(ps) != 0 {
		t.Errorf("Parse problems: %v", ps)
	}
	want := []brief.FigureRef{{
		Ref: "map?known=2013-06-06&on=2013-05-20&top=front%2Croads%3Agovernment", Kind: "map", Title: "The town was cut off", Alt: "Alt text",
		Params: map[string]string{"on": "2013-05-20", "known": "2013-06-06", "top": "front,roads:government"}, At: brief.Pos{Line: 6, Column: 1},
	}}
	if diff := gocmp.Diff(want, doc.Figures()); diff != "" {
		t.Errorf("Figures: -want +got\n%s", diff)
	}
}

func TestLongBriefParsesOnceForEachLine(t *testing.T) {
	body := strings.Repeat("The town fell. [@a; @b, p. 2] It was [a](https://b.org) *day* of [[[ and {{{. {.analysis}\n\n", 3000)
	doc, _ := brief.Parse("long.md", []byte(head+body))
	if n := len(doc.Blocks); n != 3000 {
		t.Errorf("Parse of 3000 paragraphs gave %d blocks", n)
	}
}

func FuzzParse(f *testing.F) {
	src, _ := sample(f)
	f.Add(src)
	for _, s := range []string{
		"", "---\n---\n", "---\ntitle: [a\n---\n", head + "[@a", head + "[@a; @", head + "::: judgement\n::: analysis\n:::\n", head + "![](figure:)",
		head + "![a](figure:map?on=%zz)", head + "> - 1. [@a] {.x}\n\t[@b]", head + "*a [@b]* **.** \\[@c] &#0; &amp;", "---\na: &a [*a]\n---\n", head + "\x00\xff", head + ">\t[@a\n>\t; @b]",
	} {
		f.Add([]byte(s))
	}
	for _, folder := range []string{"faulty", "sound"} {
		files, err := filepath.Glob("testdata/" + folder + "/*.md")
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	c := river()
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, ps := brief.Parse("fuzz.md", src)
		ps = append(ps, brief.Check(doc, brief.Facts{Case: c})...)
		lines := strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n")
		for _, p := range ps {
			if brief.Explain(p.Code) == "" {
				t.Errorf("problem %v has a code that isn't explained", p)
			}
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || utf8.ValidString(lines[p.Line-1]) && p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
				t.Errorf("problem %v lies outside the text", p)
			}
		}
		html, err := brief.Render(doc, inputs(doc, c))
		if err != nil && strings.Contains(err.Error(), "repeats the id") {
			return // one figure asked for twice
		}
		if err != nil {
			t.Fatalf("Render: %v", err)
		}
		if s := strings.ToLower(string(html)); strings.Count(s, "<script") != 1 || strings.Contains(s, `href="javascript:`) {
			t.Errorf("Render let a script through:\n%s", html)
		}
	})
}

func TestDayIsTheBriefsOwn(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte(head))
	if doc.Meta.Known == nil || *doc.Meta.Known != when.Of(2013, 6, 6) {
		t.Errorf("Parse(known: 2013-06-06) = %v", doc.Meta.Known)
	}
}
