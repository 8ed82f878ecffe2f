package brief

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Nodes that goldmark doesn't have.
var (
	kindCite = ast.NewNodeKind("Cite")
	kindMark = ast.NewNodeKind("Mark")
	kindBox  = ast.NewNodeKind("Box")
)

// citeNode is [@a; @b, p. 2].
type citeNode struct {
	ast.BaseInline
	offset int
	items  []citeItem
	broken string // why it is no citation, "" if it is one
	raw    string
}

type citeItem struct {
	prefix, id, locator string
	offset              int // of the @
}

func (*citeNode) Kind() ast.NodeKind            { return kindCite }
func (n *citeNode) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

// markNode is {.analysis}.
type markNode struct {
	ast.BaseInline
	offset int
	class  string
}

func (*markNode) Kind() ast.NodeKind            { return kindMark }
func (n *markNode) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

// citeParser reads Pandoc's citations in brackets. Brackets whose first part has no @ are
// left to the parser of links.
type citeParser struct{}

func (citeParser) Trigger() []byte { return []byte{'['} }

func (citeParser) Parse(_ ast.Node, block text.Reader, _ gm.Context) ast.Node {
	line, seg := block.PeekLine()
	if !citeLike.Match(line) {
		return nil
	}
	at, start := block.Position()
	block.Advance(1)
	raw, offsets, ok := untilBracket(block)
	if !ok {
		block.SetPosition(at, start)
		return nil
	}
	n := &citeNode{offset: seg.Start, raw: "[" + raw + "]"}
	n.read(raw, offsets)
	return n
}

// maxCite bounds the length of what stands in one pair of brackets, in bytes.
const maxCite = 4000

// untilBracket reads to behind the next ], over line ends, and gives the offset in the
// source of each byte read. ok is false if there is none, or another [ comes first.
func untilBracket(block text.Reader) (raw string, offsets []int, ok bool) {
	var b strings.Builder
	for b.Len() < maxCite {
		line, seg := block.PeekLine()
		if line == nil {
			return "", nil, false
		}
		end := strings.IndexAny(string(line), "[]")
		if end >= 0 {
			if line[end] == '[' {
				return "", nil, false
			}
			line = line[:end]
		}
		for i, c := range line {
			b.WriteByte(c)
			offsets = append(offsets, seg.Start+i)
		}
		if end >= 0 {
			block.Advance(end + 1)
			return b.String(), offsets, true
		}
		block.AdvanceLine()
	}
	return "", nil, false
}

var (
	// citeLike tells a citation, even a broken one, from other text in brackets.
	citeLike = regexp.MustCompile(`^\[\s*(?:[\p{L}][\p{L} ,.]{0,40}\s)?-?@`)
	oneCite  = regexp.MustCompile(`(?s)^\s*([\p{L} ,.]*?)\s*@([a-z0-9]+(?:[._-][a-z0-9]+)*)\s*(?:,\s*(.*?))?\s*$`)
)

// read takes the citations apart at the semicolons.
func (n *citeNode) read(raw string, offsets []int) {
	at := 0
	for _, part := range strings.Split(raw, ";") {
		m := oneCite.FindStringSubmatch(part)
		if m == nil {
			n.broken = strings.TrimSpace(part)
			return
		}
		n.items = append(n.items, citeItem{
			prefix: m[1], id: m[2], locator: strings.Join(strings.Fields(m[3]), " "),
			offset: offsets[at+strings.IndexByte(part, '@')],
		})
		at += len(part) + 1
	}
}

// markParser reads {.class}.
type markParser struct{}

var markForm = regexp.MustCompile(`^\{\.([a-z-]+)\}`)

func (markParser) Trigger() []byte { return []byte{'{'} }

func (markParser) Parse(_ ast.Node, block text.Reader, _ gm.Context) ast.Node {
	line, seg := block.PeekLine()
	m := markForm.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &markNode{offset: seg.Start, class: string(m[1])}
}

// boxNode is ::: name argument, closed by a line of :::
type boxNode struct {
	ast.BaseBlock
	offset    int
	name, arg string
	closed    bool
}

func (*boxNode) Kind() ast.NodeKind            { return kindBox }
func (n *boxNode) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

type boxParser struct{}

var (
	boxOpen  = regexp.MustCompile(`^ {0,3}:::+[ \t]*([^\s:]+)(?:[ \t]+([^\n]*?))?[ \t]*:*\s*$`)
	boxClose = regexp.MustCompile(`^ {0,3}:::+\s*$`)
)

func (boxParser) Trigger() []byte             { return []byte{':'} }
func (boxParser) CanInterruptParagraph() bool { return true }
func (boxParser) CanAcceptIndentedLine() bool { return false }

func (boxParser) Open(_ ast.Node, r text.Reader, _ gm.Context) (ast.Node, gm.State) {
	line, seg := r.PeekLine()
	m := boxOpen.FindSubmatch(line)
	if m == nil {
		return nil, gm.NoChildren
	}
	r.AdvanceToEOL()
	return &boxNode{offset: seg.Start, name: string(m[1]), arg: string(m[2])}, gm.HasChildren
}

func (boxParser) Continue(n ast.Node, r text.Reader, _ gm.Context) gm.State {
	line, _ := r.PeekLine()
	if boxClose.Match(line) {
		n.(*boxNode).closed = true
		r.AdvanceToEOL()
		return gm.Close
	}
	return gm.Continue | gm.HasChildren
}

func (boxParser) Close(ast.Node, text.Reader, gm.Context) {}
