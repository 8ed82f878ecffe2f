package brief

import (
	"iter"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Doc is a brief as read.
type Doc struct {
	Name   string // of the file, for messages
	Meta   Meta
	Blocks []Block

	lines lines // of the whole text
	base  int   // length of the front matter
}

// Meta is a brief's front matter.
type Meta struct {
	Title      string
	Standfirst string // one sentence under the title
	Authors    []string
	Date       *when.Day // of publication; nil: not said
	Known      *when.Day // nothing published later is used; nil: all that the case holds
	Kind       string    // Backgrounder, Update …
	Style      string    // of the notes, a key of Styles; "" is Chicago
	Language   string    // BCP 47; "" is English
	Sides      []SideStyle
	Redaction  salient.Sensitivity // the most sensitive rows that may be shown; "" is open
	Delay      *int                // how many days before the brief's own are kept back; nil: as the level says
	Grid       *float64            // degrees to which figures round where things are; nil: as the level says
	Recorded   string              // the entry or day of the ledger at which the cited claims were last read; "": not said
	Proof      []string            // what notes give beside the reference: archived, sha256; nil is archived alone

	at, value map[string]Pos // of the keys, and of what stands behind them
}

// SideStyle is how a brief's figures name and colour a side.
type SideStyle struct {
	Side   salient.ActorID
	Name   string // "" is the case's
	Colour string // #RRGGBB; "" is the case's
	At     Pos
}

// Pos is a place in a brief's text: line and column from 1, the column in code points.
type Pos struct{ Line, Column int }

// BlockKind is the kind of a block.
type BlockKind uint8

// The kinds of block.
const (
	Paragraph BlockKind = iota
	Heading
	List       // Children are Items
	Item       // of a list
	Quote      // Children are Paragraphs of one sentence each
	Analysis   // a box whose sentences are all analysis
	Judgement  // a box with a judgement of the case; Children are the author's remarks
	FigureHere // a figure
	Code       // text as typed
	Rule       // a line across
	Background // a box whose sentences are all background
)

// Block is one block of a brief.
type Block struct {
	Kind      BlockKind
	At        Pos
	Level     int        // of a heading: 1 to 6
	Ordered   bool       // of a list
	Sentences []Sentence // of a paragraph, one of a heading
	Children  []Block
	Judgement string     // id
	Figure    *FigureRef // of FigureHere
	Text      string     // of Code
}

// Sentence is one sentence, with the citations and the mark that stand behind it.
type Sentence struct {
	At         Pos
	Runs       []Run
	Analysis   bool // our own reasoning: marked {.analysis}, or in an analysis or judgement box
	Background bool // what is generally known: marked {.background}, or in a background box
}

// Style is how text is set; styles add up.
type Style uint8

// The styles.
const (
	Emphasis Style = 1 << iota
	Strong
	Monospace
)

// Run is a piece of text in one style, or a citation, or a line break.
type Run struct {
	Text  string
	Style Style
	Link  string     // http, https or mailto address, or #fragment; "" for none
	Break bool       // a line break asked for
	Cites []Citation // not empty: one note

	at   int // offset in the source
	mark string
}

// Citation names a claim, a document or a judgement.
type Citation struct {
	ID      string
	Prefix  string // "see", "but see"
	Locator string // "p. 2"; "" takes the claim's own
	At      Pos
}

// FigureRef asks for a figure.
type FigureRef struct {
	Ref    string // kind and parameters in one order: the key of Inputs.Figures
	Kind   string
	Params map[string]string // "known" is the brief's, unless written
	Title  string            // what the figure shows, as a finding
	Alt    string            // the author's alternative text; "" takes the drawing's
	At     Pos
}

// Text is the sentence's words, without citations.
func (s *Sentence) Text() string {
	var b []byte
	for _, r := range s.Runs {
		if r.Break {
			b = append(b, ' ')
		}
		b = append(b, r.Text...)
	}
	return string(b)
}

// offset is where a byte of Text stands in the text of the brief behind its front matter.
func (s *Sentence) offset(i int) int {
	at := 0
	for _, r := range s.Runs {
		w := len(r.width())
		if i < w {
			return r.at + i
		}
		i -= w
		at = r.at + w
	}
	return at
}

// Cites yields the sentence's citations in order.
func (s *Sentence) Cites() iter.Seq[Citation] {
	return func(yield func(Citation) bool) {
		for _, r := range s.Runs {
			for _, c := range r.Cites {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// Walk yields every block in reading order, and those inside it after it.
func (d *Doc) Walk() iter.Seq[*Block] {
	return func(yield func(*Block) bool) { walk(d.Blocks, yield) }
}

func walk(blocks []Block, yield func(*Block) bool) bool {
	for i := range blocks {
		if !yield(&blocks[i]) || !walk(blocks[i].Children, yield) {
			return false
		}
	}
	return true
}

// Figures lists the figures that the brief asks for, in order; one asked for twice is
// listed twice.
func (d *Doc) Figures() []FigureRef {
	var out []FigureRef
	for b := range d.Walk() {
		if b.Kind == FigureHere {
			out = append(out, *b.Figure)
		}
	}
	return out
}
