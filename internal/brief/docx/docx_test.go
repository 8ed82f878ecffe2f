package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/brief/docx"
	"github.com/salient-osint/salient/when"
)

const forms = `---
title: The road <through> Marran & مرّان
standfirst: Who held the town.
authors: [A. Analyst, B. Reader]
date: 2013-06-07
known: 2013-06-06
---

The army said that it had *taken* the **hall** of مرّان كتيبة 5 again. [@c1] Our own words. {.analysis} Known to all. {.background}

## The {hall}

See [the map](#f1), [the method](https://example.org/a?b=1&c=2) and ` + "`code`" + `. [@c1; @c2]

- one [@c2]
- two [@c1]

    1. inner [@c1]

1. first [@c1]
2. second [@c2]

> We went in through the orchards. [@c2]

::: analysis
A box of ours.

    Code in a box
:::

::: background
What is known.
:::

::: judgement j1
A remark.
:::

![The town was cut off](figure:map?on=2013-05-20 "Map of the town & its ground")

![Who held what](figure:table?of=holdings&on=2013-05-20 "Table")

---

The end. [@d1]
`

func smallCase() *salient.Case {
	day := func(s string) when.Date { return when.MustParse(s) }
	return &salient.Case{
		Sources:   []salient.Source{{ID: "wire", Name: "Wire & Sons", Kind: "wire"}},
		Documents: []salient.Document{{ID: "d1", Source: "wire", Title: "القاعدة <بيد> الجيش", Published: day("2013-05-20"), URL: "https://example.org/d1?x=1&y=2"}},
		Claims: []salient.Claim{
			{ID: "c1", Document: "d1", Says: "The hall was taken.", Status: salient.Accepted},
			{ID: "c2", Document: "d1", Says: "It was not.", Status: salient.Accepted},
		},
		Judgements: []salient.Judgement{{ID: "j1", Text: "The road will likely stay open.", Term: "likely", Confidence: "moderate", Deadline: day("2013-08-31"), Basis: []salient.ClaimID{"c1"}}},
	}
}

func small(t *testing.T, text string) (*brief.Doc, brief.Inputs, map[string][]byte) {
	t.Helper()
	doc, _ := brief.Parse("small.md", []byte(text))
	in := brief.Inputs{Case: smallCase(), Build: "abc", Program: "Salient", Figures: map[string]brief.Figure{}}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	pictures := map[string][]byte{}
	for _, f := range doc.Figures() {
		if f.Kind == "table" {
			in.Figures[f.Ref] = brief.Figure{Table: &brief.Table{Head: []string{"Place", "Side"}, Rows: []brief.TableRow{{Cells: []string{"Marran <&>", "مرّان"}}, {Cells: []string{"Hall", "x"}, Depth: 1}}}}
			continue
		}
		in.Figures[f.Ref] = brief.Figure{SVG: []byte("<svg/>"), Drawn: "What is drawn.", Sources: "Where from."}
		pictures[f.Ref] = picture.Bytes()
	}
	return doc, in, pictures
}

func write(t *testing.T, text string) map[string]string {
	t.Helper()
	doc, in, pictures := small(t, text)
	file, err := docx.Write(doc, in, pictures)
	if err != nil {
		t.Fatal(err)
	}
	return parts(t, file)
}

func parts(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

func TestTheSameBriefIsTheSameBytes(t *testing.T) {
	doc, in, pictures := small(t, forms)
	a, err := docx.Write(doc, in, pictures)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := docx.Write(doc, in, pictures); err != nil || !bytes.Equal(a, b) {
		t.Errorf("Write twice gave different bytes (%v)", err)
	}
}

func TestEveryPartIsWellFormed(t *testing.T) {
	for name, text := range write(t, forms) {
		if !strings.HasSuffix(name, ".png") {
			if err := wellFormed(text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func wellFormed(text string) error {
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// all lists the first group of each match.
func all(pattern, text string) []string {
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	for _, text := range []string{forms, "---\ntitle: Nothing but words\nknown: 2013-06-06\n---\n\nWords. {.analysis}\n"} {
		references(t, write(t, text))
	}
}

func references(t *testing.T, p map[string]string) {
	t.Helper()
	for _, part := range []string{"document", "endnotes"} {
		ids := all(` Id="([^"]*)"`, p["word/_rels/"+part+".xml.rels"])
		for _, id := range all(` r:(?:id|embed)="([^"]*)"`, p["word/"+part+".xml"]) {
			if !slices.Contains(ids, id) {
				t.Errorf("%s refers to %s, which isn't among its links %v", part, id, ids)
			}
		}
		for _, file := range all(` Target="([^":]*)"/>`, p["word/_rels/"+part+".xml.rels"]) {
			if p["word/"+file] == "" {
				t.Errorf("%s links to the part %s, which isn't there", part, file)
			}
		}
	}
	styles := all(`w:styleId="([^"]*)"`, p["word/styles.xml"])
	for _, id := range all(`<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]*)"`, p["word/document.xml"]+p["word/endnotes.xml"]+p["word/footer1.xml"]) {
		if !slices.Contains(styles, id) {
			t.Errorf("the style %s isn't defined", id)
		}
	}
	numbers := all(`<w:num w:numId="(\d+)"`, p["word/numbering.xml"])
	for _, id := range all(`<w:numId w:val="(\d+)"`, p["word/document.xml"]) {
		if !slices.Contains(numbers, id) {
			t.Errorf("the list %s isn't defined", id)
		}
	}
	for _, name := range all(`w:anchor="([^"]*)"`, p["word/document.xml"]) {
		if !strings.Contains(p["word/document.xml"], `w:name="`+name+`"`) {
			t.Errorf("nothing is marked %s", name)
		}
	}
}

func TestNotesAreEndnotesInOrder(t *testing.T) {
	doc, in, _ := small(t, forms)
	p := write(t, forms)
	marks := all(`<w:endnoteReference w:id="(\d+)"`, p["word/document.xml"])
	notes := brief.Notes(doc, in.Case)
	if len(marks) != len(notes) {
		t.Fatalf("%d references to notes, want %d", len(marks), len(notes))
	}
	kept := regexp.MustCompile(`(?s)<w:endnote w:id="(\d+)">(.*?)</w:endnote>`).FindAllStringSubmatch(p["word/endnotes.xml"], -1)
	for i, n := range notes {
		want := ""
		for _, r := range n.Text {
			want += r.Text
		}
		if number := fmt.Sprint(i + 1); marks[i] != number || kept[i][1] != number {
			t.Errorf("note %d is referred to as %s, and kept as %s", i+1, marks[i], kept[i][1])
		}
		if got := strings.TrimSpace(words(t, kept[i][2])); got != want {
			t.Errorf("note %d is %q, want %q", i+1, got, want)
		}
	}
}

// words are the texts of a piece of a part, as a reader sees them.
func words(t *testing.T, part string) string {
	t.Helper()
	var b strings.Builder
	for _, s := range all(`<w:t(?: xml:space="preserve")?>([^<]*)</w:t>`, part) {
		var text string
		if err := xml.Unmarshal([]byte("<a>"+s+"</a>"), &text); err != nil {
			t.Fatal(err)
		}
		b.WriteString(text)
	}
	return b.String()
}

func TestEverySentenceIsInTheText(t *testing.T) {
	doc, _, _ := small(t, forms)
	got := words(t, write(t, forms)["word/document.xml"])
	for b := range doc.Walk() {
		for i := range b.Sentences {
			if s := b.Sentences[i].Text(); !strings.Contains(got, s) {
				t.Errorf("the text lacks %q", s)
			}
		}
	}
	for _, s := range []string{
		"The road <through> Marran & مرّان", "Who held the town.", "By A. Analyst and B. Reader", "Our judgement. The road will likely (55–80%) stay open.",
		"To be settled by 31 August 2013.", "Confidence: moderate.", "Figure 1. The town was cut off", "Marran <&>", "Code in a box", "Where from.",
	} {
		if !strings.Contains(got, s) {
			t.Errorf("the text lacks %q", s)
		}
	}
}

func TestArabicRunsAreMarked(t *testing.T) {
	text := write(t, forms)["word/document.xml"]
	if want := `<w:rtl/></w:rPr><w:t xml:space="preserve">مرّان كتيبة</w:t>`; !strings.Contains(text, want) {
		t.Errorf("the text lacks the run %s", want)
	}
	arabic := write(t, "---\ntitle: سقوط المدينة\nknown: 2013-06-06\nlanguage: ar\n---\n\nقالت Reuters إن الجيش دخل. [@c1]\n")
	for part, want := range map[string]string{
		"word/styles.xml":   `w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl/><w:bidi/></w:pPr>`,
		"word/document.xml": `<w:r><w:t xml:space="preserve">Reuters</w:t></w:r><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve"> إن الجيش دخل.</w:t></w:r>`,
	} {
		if !strings.Contains(arabic[part], want) {
			t.Errorf("%s lacks %s", part, want)
		}
	}
}

func TestADrawingWithoutAPictureIsItsWords(t *testing.T) {
	doc, in, _ := small(t, forms)
	file, err := docx.Write(doc, in, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := parts(t, file)
	if got := words(t, p["word/document.xml"]); !strings.Contains(got, "Not drawn here. It shows: Map of the town & its ground") {
		t.Errorf("the text lacks the alternative text: %s", got)
	}
}

func TestCorrectionsStandUnderTheTitle(t *testing.T) {
	doc, in, _ := small(t, forms)
	in.Corrections = []*salient.Correction{{Made: when.Of(2013, 6, 9), Text: "It was <withdrawn>.\n\n- One sentence."}}
	file, err := docx.Write(doc, in, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := parts(t, file)
	text := words(t, p["word/document.xml"])
	at := strings.Index(text, "Correction, 9 June 2013")
	if at < 0 || at > len(text)/4 || !strings.Contains(text, "It was <withdrawn>.") || !strings.Contains(text, "– One sentence.") {
		t.Errorf("the notice stands at %d in: %s", at, text)
	}
	references(t, p)
	for _, name := range []string{"word/document.xml", "word/styles.xml"} {
		if err := wellFormed(p[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyTheBriefsDaysAreInIt(t *testing.T) {
	p := write(t, forms)
	want := `<dcterms:created xsi:type="dcterms:W3CDTF">2013-06-07T00:00:00Z</dcterms:created>`
	if !strings.Contains(p["docProps/core.xml"], want) {
		t.Errorf("core.xml is %s, want %s in it", p["docProps/core.xml"], want)
	}
}

func TestABrokenPictureIsRefused(t *testing.T) {
	doc, in, pictures := small(t, forms)
	for ref := range pictures {
		pictures[ref] = []byte("no picture")
	}
	if _, err := docx.Write(doc, in, pictures); !errors.Is(err, salient.ErrInvalid) {
		t.Errorf("Write with a broken picture = %v, want %v", err, salient.ErrInvalid)
	}
}

func TestLibreOfficeOpensIt(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("opening the document needs LibreOffice (Debian: apt install libreoffice-writer-nogui)")
	}
	doc, in, pictures := small(t, forms)
	file, err := docx.Write(doc, in, pictures)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.docx"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless",
		"--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, filepath.Join(dir, "a.docx")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(dir, "a.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The army said that it had taken the hall of مرّان كتيبة 5 again.", "Confidence: moderate.", "Who held what"} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("LibreOffice reads no %q in it:\n%s", want, got)
		}
	}
}
