package brief

import (
	"cmp"
	"slices"
)

// PartKind says what a part of a brief is.
type PartKind string

// The kinds of parts.
const (
	SentencePart  PartKind = "sentence"
	HeadingPart   PartKind = "heading"
	FigurePart    PartKind = "figure"
	JudgementPart PartKind = "judgement" // a box
	FrontPart     PartKind = "front-matter"
)

// Part is what a problem can be about: a sentence, a figure, a box with a judgement.
type Part struct {
	Kind   PartKind
	Number int // of a sentence or figure, as pages number them (#s1, #f1); else 0
	At     Pos
	Text   string // the words; a figure's title, a judgement's id
}

// Parts lists the parts of a brief in the order of the text; the front matter is the first.
func (d *Doc) Parts() []Part {
	out := []Part{{Kind: FrontPart, At: Pos{1, 1}, Text: d.Meta.Title}}
	sentences, figures := 0, 0
	for b := range d.Walk() {
		switch b.Kind {
		case FigureHere:
			figures++
			out = append(out, Part{FigurePart, figures, b.At, b.Figure.Title})
		case Judgement:
			out = append(out, Part{JudgementPart, 0, b.At, b.Judgement})
		}
		for i := range b.Sentences {
			s := &b.Sentences[i]
			if b.Kind == Heading {
				out = append(out, Part{HeadingPart, 0, s.At, s.Text()})
				continue
			}
			sentences++
			out = append(out, Part{SentencePart, sentences, s.At, s.Text()})
		}
	}
	return out
}

// PartAt is the number of the part that a place in the text lies in.
func PartAt(parts []Part, at Pos) int {
	i, exact := slices.BinarySearchFunc(parts, at, func(p Part, at Pos) int {
		return cmp.Or(cmp.Compare(p.At.Line, at.Line), cmp.Compare(p.At.Column, at.Column))
	})
	if exact {
		return i
	}
	return max(i-1, 0)
}
