package brief

import "github.com/salient-osint/salient"

// Front is what every form of a publication says above and below its text.
type Front struct {
	Language    string // BCP 47
	RightToLeft bool
	Date, Known string // days in words; "" if not said
	Byline      string // "By A and B"; "" without authors
	Basis       string // "12 claims from 9 documents by 5 sources"
	Foot        string
}

// FrontOf is the front of a brief.
func FrontOf(doc *Doc, in Inputs) Front {
	p := newPage(doc, in, true)
	return Front{p.Lang, p.Dir == "rtl", p.Date, p.Known, p.Byline, p.Basis, p.Foot}
}

// JudgementText is what the box of a judgement shows of it.
type JudgementText struct {
	Text       string // with the range of its term inside
	Deadline   string // "" if the text gives it
	Confidence string
	Noted      bool // a note on its basis follows the text
}

// JudgementOf is the text of the box b, a block of kind Judgement.
func JudgementOf(doc *Doc, c *salient.Case, b *Block) JudgementText {
	p := &page{edition: editionOf(doc, c), Print: true, Notes: []Note{{}}}
	v := p.judgement(b)
	text := v.Before
	if v.Range != "" {
		text += " " + v.Range
	}
	return JudgementText{text + v.After, v.Deadline, v.Confidence, v.Note != ""}
}

// Caption is the title and the alternative text of a figure: the author's, else the drawing's.
func (f *FigureRef) Caption(drawing Figure) (title, alt string) {
	title, alt = f.Title, f.Alt
	if title == "" {
		title = drawing.Title
	}
	if alt == "" {
		alt = drawing.Alt
	}
	return title, alt
}
