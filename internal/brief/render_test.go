package brief_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
)

func TestSampleIsRenderedAsBefore(t *testing.T) {
	_, doc := sample(t)
	c := river()
	if ps := brief.Check(doc, brief.Facts{Case: c}); len(ps) != 0 {
		t.Errorf("Check(river.md) = %v, want nothing", ps)
	}
	screen, err := brief.Render(doc, inputs(doc, c))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "river.html", screen)
	paper, err := brief.RenderPrint(doc, inputs(doc, c))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "river.print.html", paper)
}

// hostile is the river's case with markup in everything that somebody can type.
func hostile() *salient.Case {
	const bad = `<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)`
	c := river()
	for i := range c.Sources {
		c.Sources[i].Name += bad
	}
	for i := range c.Actors {
		c.Actors[i].Name += bad
	}
	for i := range c.Documents {
		d := &c.Documents[i]
		d.Title, d.Author, d.Container = d.Title+bad, d.Author+bad, d.Container+bad
		d.URL, d.Archived = "javascript:alert(1)", "data:text/html,<script>alert(1)</script>"
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		cl.Says, cl.Quote, cl.Locator, cl.Hedge, cl.Claimant = bad, bad, bad, bad, cl.Claimant+bad
	}
	for i := range c.Judgements {
		c.Judgements[i].Text, c.Judgements[i].Confidence = bad, bad
	}
	return c
}

func TestNothingTypedBecomesMarkup(t *testing.T) {
	src, _ := sample(t)
	text := strings.Replace(string(src), "title: The road", `title: '<script>alert(1)</script> </title><b>The road'`+"\nold: The road", 1)
	text = strings.Replace(text, "A. Analyst", `"</style><script>alert(1)</script>"`, 1)
	text += "\n<script>alert(1)</script> <b onclick=alert(1)>bold</b> &lt;script&gt; [go](javascript:alert(1)) [to](data:text/html,x) <javascript:alert(1)> ![x](https://evil.example/x.png) {.analysis}\n\n<div onclick=\"alert(1)\">\n\n    <script>code</script>\n\n[@unknown<script>]\n"
	doc, _ := brief.Parse("hostile.md", []byte(text))
	in := inputs(doc, hostile())
	in.Build, in.Program = `"; } </style><script>`, "<script>alert(1)</script>"
	for ref, f := range in.Figures {
		f.Drawn, f.Sources, f.Alt = "<script>alert(1)</script>", "<script>alert(1)</script>", `"><script>alert(1)</script>`
		in.Figures[ref] = f
	}
	in.Corrections = []*salient.Correction{{Made: 1, Text: "<script>alert(1)</script>\n- <b>"}}
	for name, render := range renderers {
		got, err := render(doc, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range elements(t, got) {
			if e.bad != "" {
				t.Errorf("%s: element %s has %s", name, e.name, e.bad)
			}
		}
	}
}

var renderers = map[string]func(*brief.Doc, brief.Inputs) ([]byte, error){"Render": brief.Render, "RenderPrint": brief.RenderPrint}

type element struct{ name, bad string }

// elements reads a page as a browser does and says what is bad about an element.
func elements(t *testing.T, page []byte) []element {
	t.Helper()
	var out []element
	scripts := 0
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if scripts > 1 {
				t.Errorf("%d scripts, want at most the page's own", scripts)
			}
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			e := element{name: tok.Data}
			switch tok.Data {
			case "script":
				scripts++
			case "img", "iframe", "object", "embed", "link", "base", "form", "button":
				e.bad = "no business here"
			}
			for _, a := range tok.Attr {
				v := strings.ToLower(strings.TrimSpace(a.Val))
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" {
					e.bad = "the attribute " + a.Key
				}
				if a.Key == "href" && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "#") {
					e.bad = "the address " + a.Val
				}
			}
			out = append(out, e)
		}
	}
}

func TestPagePolicyNamesItsOwnStyleAndScript(t *testing.T) {
	_, doc := sample(t)
	for name, render := range renderers {
		page, err := render(doc, inputs(doc, river()))
		if err != nil {
			t.Fatal(err)
		}
		policy := html.UnescapeString(string(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindSubmatch(page)[1]))
		for _, tag := range []string{"style", "script"} {
			m := regexp.MustCompile(`(?s)<` + tag + `>(.*?)</` + tag + `>`).FindSubmatch(page)
			if m == nil {
				if !strings.Contains(policy, tag+"-src 'none'") {
					t.Errorf("%s has no %s, yet its policy is %s", name, tag, policy)
				}
				continue
			}
			sum := sha256.Sum256(m[1])
			if want := tag + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
				t.Errorf("%s: policy %s lacks %s", name, policy, want)
			}
		}
		if !strings.HasPrefix(policy, "default-src 'none';") {
			t.Errorf("%s: policy is %s, want nothing by default", name, policy)
		}
	}
}

func TestSentenceOpensItsClaimsForAndAgainst(t *testing.T) {
	_, doc := sample(t)
	page, err := brief.Render(doc, inputs(doc, river()))
	if err != nil {
		t.Fatal(err)
	}
	card := regexp.MustCompile(`(?s)<span class="s c" id="s1">.*?id="s2"`).FindString(string(page))
	plain := strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(card, " "))), " ")
	for _, want := range []string{
		"This sentence rests on ▲ Government · asserts D3 not usually reliable; possibly true The army has taken the municipal building of Marran.",
		"Against it ▼ Commanders in Marran · denies B3 usually reliable; possibly true The municipal building has not been lost.",
	} {
		if !strings.Contains(plain, want) {
			t.Errorf("card of the first sentence lacks %q:\n%s", want, plain)
		}
	}
}

func TestClaimsPublishedLaterDontShow(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte("---\ntitle: T\nknown: 2013-05-19\n---\nThe hall fell. [@st-19-hall]\n"))
	page, err := brief.Render(doc, brief.Inputs{Case: river()})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(page), "The municipal building has not been lost") {
		t.Error("Render as known by 19 May shows a denial of 20 May")
	}
	if !strings.Contains(string(page), "4 claims from 2 documents by 2 sources") {
		t.Error("Render as known by 19 May doesn't count what was known by then: 4 claims, 2 documents, 2 sources")
	}
}

func TestArabicBriefRunsFromRightToLeft(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte("---\ntitle: مرّان\nknown: 2013-06-06\nlanguage: ar\n---\nسقطت القاعة في Marran. [@st-19-hall]\n"))
	page, err := brief.Render(doc, brief.Inputs{Case: river()})
	if err != nil {
		t.Fatal(err)
	}
	if s := string(page); !strings.Contains(s, `<html lang="ar" dir="rtl">`) {
		t.Errorf("Render of an Arabic brief begins %.80q, want lang ar, dir rtl", s)
	}
}

func TestDrawingsThatReachOutAreRefused(t *testing.T) {
	doc, _ := brief.Parse("t.md", []byte(head+"![T](figure:timeline)\n"))
	ref := doc.Figures()[0].Ref
	svg := func(inside string) brief.Inputs {
		return brief.Inputs{Case: river(), Figures: map[string]brief.Figure{ref: {SVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg">` + inside + `</svg>`)}}}
	}
	if _, err := brief.Render(doc, svg(`<path id="a" d="M0 0" fill="url(#p)"/><use href="#a"/><a href="https://example.org"><text>x</text></a>`)); err != nil {
		t.Errorf("Render with a plain drawing: %v", err)
	}
	for _, inside := range []string{
		`<script>alert(1)</script>`, `<style>*{}</style>`, `<foreignObject/>`, `<image href="https://example.org/x.png"/>`, `<path onclick="alert(1)"/>`,
		`<path style="fill:red"/>`, `<use href="https://example.org/#a"/>`, `<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//example.org/#a"/>`,
		`<a href="javascript:alert(1)"/>`, `<path fill="url(https://example.org/p)"/>`, `<g id="a"/><g id="a"/>`, `<g>`, `<!DOCTYPE x>`, `<set attributeName="href" to="x"/>`,
	} {
		if _, err := brief.Render(doc, svg(inside)); !errors.Is(err, salient.ErrInvalid) {
			t.Errorf("Render with %s = %v, want %v", inside, err, salient.ErrInvalid)
		}
	}
	if _, err := brief.Render(doc, brief.Inputs{Case: river()}); !errors.Is(err, salient.ErrNotFound) {
		t.Errorf("Render without the drawing = %v, want %v", err, salient.ErrNotFound)
	}
}
