// Package html reads web pages: the text of the article, without menus, notices and
// comments, and what the page's head says of title, author, outlet and day.
//
// Which part is the article is decided by two rules: an element that says so (article, main,
// itemprop=articleBody), if it holds a fair part of the page's sentences; else the element
// whose paragraphs, direct or one level down, have most text outside links.
package html

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/salient-osint/salient/internal/ingest"
)

// Extractor names the layers made here. Its number counts changes that move offsets.
const Extractor = "salient-html 1"

const maxBytes = 32 << 20

// Decoder reads web pages.
type Decoder struct{}

// Decode gives the article's text and what the head says.
func (Decoder) Decode(_ context.Context, b ingest.Blob) (ingest.Document, error) {
	raw, err := b.All(maxBytes)
	if err != nil {
		return ingest.Document{}, err
	}
	root, err := parse(raw)
	if err != nil {
		return ingest.Document{}, err
	}
	doc := ingest.Document{Meta: metaOf(root)}
	pg := newPage(root)
	if text := pg.write(pg.article()); ingest.HasText(text) {
		doc.Layer = &ingest.Layer{Text: text, Extractor: Extractor}
	} else {
		doc.NoText = "the page has no text of its own: scripts make it"
	}
	return doc, nil
}

// Text is all the text of a piece of HTML, for the bodies of e-mails.
func Text(raw []byte) (string, error) {
	root, err := parse(raw)
	if err != nil {
		return "", err
	}
	return newPage(root).write(root), nil
}

// parse reads HTML in the encoding that it names.
func parse(raw []byte) (root *html.Node, err error) {
	s, _, err := ingest.Decoded(raw, charset(raw))
	if err != nil {
		return nil, err
	}
	root, err = html.Parse(strings.NewReader(s))
	if err != nil {
		return nil, ingest.Bad("its HTML can't be read: %v", err)
	}
	return root, nil
}

var charsetForm = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)|^<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]+)`)

func charset(raw []byte) string {
	m := charsetForm.FindSubmatch(raw[:min(len(raw), 4096)])
	if m == nil {
		return ""
	}
	label := string(bytes.Join(m[1:], nil))
	if strings.HasPrefix(strings.ToLower(label), "utf-16") { // it couldn't be read here if it were
		return ""
	}
	return label
}

// dropped elements never hold text to be cited; html.Parse bounds how deep they nest.
var dropped = []atom.Atom{
	atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Svg, atom.Object,
	atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Button, atom.Select, atom.Textarea, atom.Menu, atom.Dialog,
}

var clutter = regexp.MustCompile(`(?i)(^|[\s_-])(nav|navbar|menu|sidebar|footer|share|sharing|social|comments?|related|promo|advert|ads?|cookies?|newsletter|breadcrumbs?|subscribe|popup|modal)([\s_-]|$)`)

// page is a page's tree, measured.
type page struct {
	root *html.Node
	text map[*html.Node]int // bytes of text in an element, dropped elements left out
	mass map[*html.Node]int // the same without links and clutter
}

func newPage(root *html.Node) *page {
	p := &page{root, map[*html.Node]int{}, map[*html.Node]int{}}
	p.measure(root)
	p.weigh(root)
	return p
}

func (p *page) measure(n *html.Node) int {
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	sum := 0
	if !hidden(n) {
		for c := range n.ChildNodes() {
			sum += p.measure(c)
		}
	}
	p.text[n] = sum
	return sum
}

func (p *page) weigh(n *html.Node) int {
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	sum := 0
	if !p.skip(n) && n.DataAtom != atom.A {
		for c := range n.ChildNodes() {
			sum += p.weigh(c)
		}
	}
	p.mass[n] = sum
	return sum
}

// skip reports whether an element is no part of what a page tells. What is named like clutter
// but has a third of the page's text is its content all the same.
func (p *page) skip(n *html.Node) bool {
	if hidden(n) {
		return true
	}
	if n.Type != html.ElementNode || 3*p.text[n] >= p.text[p.root] {
		return false
	}
	return clutter.MatchString(attr(n, "class")) || clutter.MatchString(attr(n, "id"))
}

// hidden elements aren't read by people either, or are no sentences.
func hidden(n *html.Node) bool {
	if n.Type == html.CommentNode || slices.Contains(dropped, n.DataAtom) {
		return true
	}
	if has(n, "hidden") || attr(n, "aria-hidden") == "true" || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "display:none") {
		return true
	}
	return slices.Contains([]string{"navigation", "banner", "complementary", "contentinfo", "search"}, attr(n, "role"))
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// article is the element that holds the page's text.
func (p *page) article() *html.Node {
	body := first(p.root, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	if body == nil {
		return p.root
	}
	var named *html.Node
	best, scores := body, p.scores(body)
	p.walk(body, func(n *html.Node) {
		if says(n) && (named == nil || p.mass[n] > p.mass[named]) {
			named = n
		}
		if s := scores[n]; s > max(p.mass[body]/3, scores[best]) {
			best = n
		}
	})
	if named != nil && 3*p.mass[named] >= p.mass[body] {
		return named
	}
	return best
}

// scores gives each paragraph's mass to its parent, and half of it to its grandparent.
func (p *page) scores(body *html.Node) map[*html.Node]int {
	scores := map[*html.Node]int{}
	p.walk(body, func(n *html.Node) {
		if n.DataAtom != atom.P && n.DataAtom != atom.Pre && n.DataAtom != atom.Blockquote || n.Parent == nil {
			return
		}
		scores[n.Parent] += p.mass[n]
		if up := n.Parent.Parent; up != nil {
			scores[up] += p.mass[n] / 2
		}
	})
	return scores
}

// says reports whether an element calls itself the article.
func says(n *html.Node) bool {
	return n.DataAtom == atom.Article || n.DataAtom == atom.Main || attr(n, "role") == "main" || attr(n, "itemprop") == "articleBody"
}

// walk visits the elements that aren't skipped, in order.
func (p *page) walk(n *html.Node, fn func(*html.Node)) {
	if p.skip(n) {
		return
	}
	if n.Type == html.ElementNode {
		fn(n)
	}
	for c := range n.ChildNodes() {
		p.walk(c, fn)
	}
}

func first(n *html.Node, ok func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if ok(d) {
			return d
		}
	}
	return nil
}

// breaks are elements that stand on lines of their own, and how many blank lines part them.
var breaks = map[atom.Atom]int{
	atom.P: 2, atom.H1: 2, atom.H2: 2, atom.H3: 2, atom.H4: 2, atom.H5: 2, atom.H6: 2, atom.Blockquote: 2, atom.Pre: 2,
	atom.Ul: 2, atom.Ol: 2, atom.Table: 2, atom.Figure: 2, atom.Article: 2, atom.Section: 2, atom.Header: 2, atom.Main: 2,
	atom.Div: 1, atom.Li: 1, atom.Tr: 1, atom.Dt: 1, atom.Dd: 1, atom.Figcaption: 1, atom.Br: 1, atom.Hr: 1,
}

// writer lays text out in lines.
type writer struct {
	page  *page
	b     strings.Builder
	lines int  // to break before the next word
	space bool // to put before the next word
}

func (p *page) write(n *html.Node) string {
	w := writer{page: p}
	w.node(n, false)
	return w.b.String()
}

func (w *writer) node(n *html.Node, pre bool) {
	switch {
	case n.Type == html.TextNode && pre:
		w.raw(n.Data)
		return
	case n.Type == html.TextNode:
		w.words(n.Data)
		return
	case w.page.skip(n):
		return
	}
	pre = pre || n.DataAtom == atom.Pre
	gap := breaks[n.DataAtom]
	w.lines = max(w.lines, gap)
	if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
		w.raw("\t")
	}
	if n.DataAtom == atom.Li {
		w.words("• ")
	}
	for c := range n.ChildNodes() {
		w.node(c, pre)
	}
	w.lines = max(w.lines, gap)
}

func (w *writer) words(s string) {
	for i, word := range strings.FieldsFunc(s, space) {
		if i > 0 || space([]rune(s)[0]) {
			w.space = true
		}
		w.raw(word)
	}
	if s != "" && space([]rune(s)[len([]rune(s))-1]) {
		w.space = true
	}
}

func space(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

// raw writes a word, after the breaks and the space that are due.
func (w *writer) raw(s string) {
	switch {
	case w.b.Len() == 0:
	case w.lines > 0:
		w.b.WriteString(strings.Repeat("\n", w.lines))
	case w.space:
		w.b.WriteByte(' ')
	}
	w.lines, w.space = 0, false
	w.b.WriteString(s)
}

// metaOf reads what a page's head says of itself: Open Graph and article tags, JSON-LD,
// plain meta tags, in this order.
func metaOf(root *html.Node) ingest.Meta {
	tags := map[string]string{}
	var ld linked
	m := ingest.Meta{Type: "webpage"}
	var title, heading, stamp string
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Meta:
			key := strings.ToLower(attr(n, "property") + attr(n, "name") + attr(n, "itemprop"))
			if tags[key] == "" {
				tags[key] = attr(n, "content")
			}
		case atom.Html:
			m.Language = language(attr(n, "lang"))
		case atom.Title:
			title = or(title, inner(n))
		case atom.H1:
			heading = or(heading, newPage(n).write(n))
		case atom.Time:
			stamp = or(stamp, attr(n, "datetime"))
		case atom.Link:
			if attr(n, "rel") == "canonical" {
				m.URL = or(m.URL, webAddress(attr(n, "href")))
			}
		case atom.Script:
			if attr(n, "type") == "application/ld+json" {
				ld.read(inner(n))
			}
		}
	}
	m.Title = clip(or(tags["og:title"], ld.title, heading, title))
	m.Author = clip(or(ld.author, person(tags["article:author"]), tags["author"], tags["dc.creator"]))
	m.Publisher = clip(or(tags["og:site_name"], ld.publisher, tags["application-name"], tags["dc.publisher"]))
	for _, s := range []string{tags["article:published_time"], ld.published, tags["datepublished"], tags["date"], tags["dc.date"], tags["pubdate"], stamp} {
		if m.Published == "" {
			m.Published = ingest.Day(s)
		}
	}
	m.URL = or(m.URL, webAddress(tags["og:url"]))
	if strings.HasSuffix(tags["og:type"], "article") || ld.article {
		m.Type = "article-newspaper"
	}
	if ingest.IsPost(m.URL) {
		m.Type = "post"
	}
	return m
}

func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func clip(s string) string { return ingest.Clipped(s, 300) }

func or(list ...string) string {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// person is a name; some pages give an address instead.
func person(s string) string {
	if webAddress(s) != "" {
		return ""
	}
	return s
}

func webAddress(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return ingest.Clipped(s, 2000)
	}
	return ""
}

var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}`)

func language(s string) string { return strings.ToLower(languageForm.FindString(s)) }

// linked is what JSON-LD says of an article.
type linked struct {
	title, author, publisher, published string
	article                             bool
}

// read takes the first article that a block of JSON-LD names; anything else is passed over.
func (l *linked) read(s string) {
	var v any
	if len(s) > 1<<20 || json.Unmarshal([]byte(s), &v) != nil {
		return
	}
	for _, o := range things(v, 0) {
		if kind := fmt.Sprint(o["@type"]); l.article || !strings.Contains(kind, "Article") && !strings.Contains(kind, "Report") && !strings.Contains(kind, "Posting") {
			continue
		}
		l.article = true
		l.title, _ = o["headline"].(string)
		l.published, _ = o["datePublished"].(string)
		l.author, l.publisher = names(o["author"]), names(o["publisher"])
	}
}

// things lists the objects of JSON-LD, a few levels deep.
func things(v any, depth int) (out []map[string]any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v[:min(len(v), 100)] {
			if depth < 4 {
				out = append(out, things(x, depth+1)...)
			}
		}
	case map[string]any:
		out = append(out, v)
		if g, ok := v["@graph"]; ok && depth < 4 {
			out = append(out, things(g, depth+1)...)
		}
	}
	return out
}

func names(v any) string {
	switch v := v.(type) {
	case string:
		return person(v)
	case map[string]any:
		s, _ := v["name"].(string)
		return s
	case []any:
		var all []string
		for _, x := range v[:min(len(v), 10)] {
			if s := names(x); s != "" {
				all = append(all, s)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}
