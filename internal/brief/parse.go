package brief

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// MaxBytes is the length that a brief may have.
const MaxBytes = 4 << 20

// Parse reads a brief and says what is written wrongly in it, in the order of the text. It
// always returns a Doc, with everything that could be read; Check then compares it with the
// case. name is for messages alone.
func Parse(name string, src []byte) (*Doc, []Problem) {
	p := &reader{doc: &Doc{Name: name}}
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	switch {
	case len(src) > MaxBytes:
		p.fail(Pos{1, 1}, "B001", "the brief is longer than %d bytes", MaxBytes)
		return p.doc, p.problems
	case !utf8.Valid(src):
		p.fail(Pos{1, 1}, "B001", "the brief is not UTF-8")
		return p.doc, p.problems
	}
	front, body := cutFront(src)
	p.front(front)
	p.lines, p.base, p.src = linesOf(src), len(src)-len(body), body
	p.doc.lines, p.doc.base = *p.lines, p.base
	if at := tooDeep.FindIndex(body); at != nil {
		p.fail(p.pos(at[0]), "B043", "quotations and lists stand in each other more than thirty deep")
		sortProblems(p.problems)
		return p.doc, p.problems
	}
	root := markdown().Parse(text.NewReader(body))
	p.doc.Blocks = p.blocks(root, "")
	sortProblems(p.problems)
	return p.doc, p.problems
}

// tooDeep matches a line that opens more quotations and lists than a brief needs and a
// reader of trees can bear. (A line of nothing but one of - * + opens no more than one.)
var tooDeep = regexp.MustCompile(`(?m)^[ \t]*(?:(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])[ \t]*){30}[ \t]*[^-*\s]`)

// markdown is CommonMark without HTML, which is text like any other, and with citations,
// marks and boxes.
func markdown() gm.Parser {
	return gm.NewParser(
		gm.WithBlockParsers(
			util.Prioritized(boxParser{}, 50),
			util.Prioritized(gm.NewSetextHeadingParser(), 100),
			util.Prioritized(gm.NewThematicBreakParser(), 200),
			util.Prioritized(gm.NewListParser(), 300),
			util.Prioritized(gm.NewListItemParser(), 400),
			util.Prioritized(gm.NewCodeBlockParser(), 500),
			util.Prioritized(gm.NewATXHeadingParser(), 600),
			util.Prioritized(gm.NewFencedCodeBlockParser(), 700),
			util.Prioritized(gm.NewBlockquoteParser(), 800),
			util.Prioritized(gm.NewParagraphParser(), 1000),
		),
		gm.WithInlineParsers(
			util.Prioritized(gm.NewCodeSpanParser(), 100),
			util.Prioritized(citeParser{}, 150),
			util.Prioritized(markParser{}, 160),
			util.Prioritized(gm.NewLinkParser(), 200),
			util.Prioritized(gm.NewAutoLinkParser(), 300),
			util.Prioritized(gm.NewEmphasisParser(), 500),
		),
		gm.WithParagraphTransformers(gm.DefaultParagraphTransformers()...),
	)
}

// reader turns goldmark's tree into a Doc.
type reader struct {
	doc      *Doc
	problems []Problem
	src      []byte // without the front matter
	lines    *lines // of the whole text
	base     int    // length of the front matter
}

func (p *reader) fail(at Pos, code, format string, args ...any) {
	p.problems = append(p.problems, problem(at, code, format, args...))
}

// pos is the position of an offset in src.
func (p *reader) pos(offset int) Pos { return p.lines.pos(p.base + offset) }

// mark is what a sentence is marked as: analysis, background, or "" for what the sources say.
type mark string

// The marks.
const (
	ourAnalysis mark = "analysis"
	background  mark = "background"
)

// blocks reads the children of a node; as is what the box that they stand in marks them as.
func (p *reader) blocks(n ast.Node, as mark) []Block {
	var out []Block
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if b, ok := p.block(c, as); ok {
			out = append(out, b)
		}
	}
	return out
}

func (p *reader) block(n ast.Node, as mark) (b Block, ok bool) {
	b.At = p.pos(offsetOf(n))
	switch n := n.(type) {
	case *ast.Heading:
		b.Kind, b.Level = Heading, n.Level
		b.Sentences = p.one(n, "")
	case *ast.Paragraph, *ast.TextBlock:
		if f := p.figure(n); f != nil {
			b.Kind, b.Figure = FigureHere, f
			return b, true
		}
		b.Sentences = p.sentences(n, as)
	case *ast.List:
		b.Kind, b.Ordered = List, n.IsOrdered()
		b.Children = p.blocks(n, as)
	case *ast.ListItem:
		b.Kind = Item
		b.Children = p.blocks(n, as)
	case *ast.Blockquote:
		b.Kind = Quote
		b.Children = p.quoted(n, as)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		b.Kind, b.Text = Code, p.code(n)
	case *ast.ThematicBreak:
		b.Kind = Rule
	case *boxNode:
		return p.box(n)
	default: // a paragraph of link definitions leaves nothing
		return b, false
	}
	return b, true
}

// quoted reads what stands in a quotation. Each paragraph is one sentence: one citation
// covers it.
func (p *reader) quoted(n ast.Node, as mark) []Block {
	var out []Block
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindParagraph && p.figureNode(c) == nil {
			out = append(out, Block{At: p.pos(offsetOf(c)), Sentences: p.one(c, as)})
		} else if b, ok := p.block(c, as); ok {
			out = append(out, b)
		}
	}
	return out
}

func (p *reader) box(n *boxNode) (Block, bool) {
	b := Block{At: p.pos(n.offset)}
	if !n.closed {
		p.fail(b.At, "B041", "the box ::: %s is not closed by a line of :::", n.name)
	}
	switch n.name {
	case "judgement":
		b.Kind, b.Judgement = Judgement, n.arg
		b.Children = p.blocks(n, ourAnalysis)
	case "analysis", "background":
		b.Kind = map[string]BlockKind{"analysis": Analysis, "background": Background}[n.name]
		b.Children = p.blocks(n, mark(n.name))
		if n.arg != "" {
			p.fail(b.At, "B041", "a box of %s takes nothing after its name, not %q", n.name, n.arg)
		}
	default:
		p.fail(b.At, "B041", "there is no box %q; there are judgement, analysis and background", n.name)
		b.Kind = Analysis
		b.Children = p.blocks(n, "")
	}
	return b, true
}

func (p *reader) code(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		b.Write(s.Value(p.src))
	}
	return b.String()
}

// offsetOf is where a node's text begins.
func offsetOf(n ast.Node) int {
	for ; n != nil; n = n.FirstChild() {
		switch x := n.(type) {
		case *ast.Text:
			return x.Segment.Start
		case *citeNode:
			return x.offset
		case *markNode:
			return x.offset
		case *boxNode:
			return x.offset
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
	}
	return 0
}

// figureNode is the figure of a paragraph that is nothing but one; nil if it is not.
func (p *reader) figureNode(n ast.Node) *ast.Image {
	img, ok := n.FirstChild().(*ast.Image)
	if !ok || img.NextSibling() != nil || !strings.HasPrefix(string(img.Destination), figureScheme) {
		return nil
	}
	return img
}

const figureScheme = "figure:"

// figure reads the figure of a paragraph; nil if it has none.
func (p *reader) figure(n ast.Node) *FigureRef {
	img := p.figureNode(n)
	if img == nil {
		return nil
	}
	f := &FigureRef{At: p.pos(offsetOf(n)), Alt: string(util.UnescapePunctuations(img.Title))}
	var title strings.Builder
	for _, r := range p.runs(img) {
		title.WriteString(r.Text)
		if len(r.Cites) > 0 {
			p.fail(f.At, "B018", "a figure's title can't cite")
		}
	}
	f.Title = strings.Join(strings.Fields(title.String()), " ")
	if f.Title == "" {
		p.fail(f.At, "B033", "the figure has no title")
	}
	p.params(f, strings.TrimPrefix(string(img.Destination), figureScheme))
	return f
}

func (p *reader) params(f *FigureRef, address string) {
	kind, query, _ := strings.Cut(address, "?")
	f.Kind, f.Params = kind, map[string]string{}
	values, err := url.ParseQuery(query)
	if err != nil {
		p.fail(f.At, "B032", "the figure's parameters can't be read: %v", err)
	}
	for _, k := range sortedKeys(values) {
		if len(values[k]) > 1 {
			p.fail(f.At, "B032", "the figure's parameter %s is given twice", k)
		}
		f.Params[k] = values[k][0]
	}
	if known := p.doc.Meta.Known; known != nil && f.Params["known"] == "" {
		f.Params["known"] = known.String()
	}
	f.Ref = f.ref()
}

// ref writes kind and parameters in the order of the keys.
func (f *FigureRef) ref() string {
	v := url.Values{}
	for k, s := range f.Params {
		v.Set(k, s)
	}
	return f.Kind + "?" + v.Encode()
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// runs flattens the inline nodes under n.
func (p *reader) runs(n ast.Node) []Run {
	var out []Run
	p.inline(n, Run{}, &out)
	return out
}

func (p *reader) inline(n ast.Node, like Run, out *[]Run) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		run := like
		switch c := c.(type) {
		case *ast.Text:
			p.words(c, run, out)
		case *ast.String:
			run.Text = string(c.Value)
			*out = append(*out, run)
		case *ast.CodeSpan:
			run.Style |= Monospace
			p.inline(c, run, out)
		case *ast.Emphasis:
			run.Style |= Style(min(c.Level, 2)) // Emphasis is 1, Strong is 2
			p.inline(c, run, out)
		case *ast.Link:
			run.Link = p.link(string(c.Destination), p.pos(offsetOf(c)))
			p.inline(c, run, out)
		case *ast.AutoLink:
			run.Text, run.Link = string(c.Label(p.src)), p.link(string(c.URL(p.src)), p.pos(c.Pos()))
			run.at = c.Pos()
			*out = append(*out, run)
		case *ast.Image:
			p.fail(p.pos(offsetOf(c)), "B034", "an image stands in the text; figures are paragraphs of their own: ![title](figure:kind?…)")
			p.inline(c, run, out)
		case *citeNode:
			p.cite(c, out)
		case *markNode:
			*out = append(*out, Run{mark: c.class, at: c.offset})
		}
	}
}

// words appends a text, taken apart at escapes and entities so that each run's offset is
// the offset of its first byte.
func (p *reader) words(t *ast.Text, like Run, out *[]Run) {
	add := func(s string, at int) {
		if s != "" {
			like.Text, like.at = s, at
			*out = append(*out, like)
		}
	}
	raw, at := string(t.Segment.Value(p.src)), t.Segment.Start-t.Segment.Padding
	for !t.IsRaw() {
		i := strings.IndexAny(raw, `\&`)
		if i < 0 {
			break
		}
		n := 1
		if raw[i] == '\\' && i+1 < len(raw) && util.IsPunct(raw[i+1]) {
			n = 2
		} else if end := strings.IndexByte(raw[i:], ';'); raw[i] == '&' && end > 0 && end < 40 {
			n = end + 1
		}
		add(raw[:i], at)
		add(plain(raw[i:i+n]), at+i)
		raw, at = raw[i+n:], at+i+n
	}
	add(raw, at)
	switch {
	case t.HardLineBreak():
		*out = append(*out, Run{Break: true, at: t.Segment.Stop})
	case t.SoftLineBreak():
		like.Style, like.Link = like.Style&^Monospace, ""
		add(" ", t.Segment.Stop)
	}
}

// plain resolves an escape or entity.
func plain(s string) string {
	if len(s) == 2 && s[0] == '\\' {
		return s[1:]
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences([]byte(s))))
}

// link returns an address that may be published, "" for any other.
func (p *reader) link(address string, at Pos) string {
	if safe := safeURL(plain(address)); safe != "" {
		return safe
	}
	p.fail(at, "B050", "the link to %.60q can't be published", address)
	return ""
}

// safeURL returns the address if readers may be sent there, else "".
func safeURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return ""
	case u.Scheme == "http" || u.Scheme == "https":
		if u.Host == "" {
			return ""
		}
	case u.Scheme == "mailto":
	case u.Scheme == "" && u.Host == "" && u.Path == "" && u.Fragment != "":
	default:
		return ""
	}
	return u.String()
}

func (p *reader) cite(c *citeNode, out *[]Run) {
	if c.broken != "" || len(c.items) == 0 {
		p.fail(p.pos(c.offset), "B010", "%q is no citation; write [@id] or [@id; @id, p. 2]", fmt.Sprintf("%.60s", c.raw))
		*out = append(*out, Run{Text: c.raw, at: c.offset})
		return
	}
	r := Run{at: c.offset}
	for _, it := range c.items {
		r.Cites = append(r.Cites, Citation{it.id, it.prefix, it.locator, p.pos(it.offset)})
	}
	*out = append(*out, r)
}
