package withdrawal

import (
	"bytes"
	"cmp"
	"reflect"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
)

// Brief is a brief of which something differs.
type Brief struct {
	Brief     salient.BriefID `json:"brief"`
	Title     string          `json:"title"`
	Sentences []Sentence      `json:"sentences"` // in the order of the text
	Figures   []Figure        `json:"figures"`   // likewise
	Undrawn   string          `json:"undrawn"`   // why its figures can't be drawn and weren't compared; "" if they were

	Published *Published `json:"published,omitempty"` // with this text; nil if it wasn't, or another was published since
}

// Published is the newest publication of a brief; of what was withdrawn already, the newest that
// was built before.
type Published struct {
	ID        salient.PublicationID `json:"id"`
	Day       string                `json:"day"`       // of the brief's date, else of the clock
	SHA256    string                `json:"sha256"`    // of its HTML, else of its text
	Head      string                `json:"head"`      // of the ledger that it was built from
	Corrected bool                  `json:"corrected"` // a notice tells its readers already

	words string // the day in words
	text  string
}

func newest(published []desk.PublishedText) map[salient.BriefID]*Published {
	out := map[salient.BriefID]*Published{}
	for _, p := range published {
		x := &Published{ID: p.ID, Day: p.Day().String(), SHA256: p.Text, Head: p.Head, Corrected: p.Corrected, words: p.Day().Long(), text: p.Source}
		for _, f := range p.Forms {
			if f.Form == "html" {
				x.SHA256 = f.SHA256
			}
		}
		out[p.Brief] = x
	}
	return out
}

// text is a text to be compared: of a brief that the case holds, of a publication, or both.
type text struct {
	brief     salient.BriefID
	text      string
	published *Published
}

// textsOf lists what the case's briefs say now, and what those that were published said, once
// where that is the same.
func textsOf(c *salient.Case, published map[salient.BriefID]*Published) []text {
	var out []text
	for _, held := range c.Briefs {
		x := text{brief: held.ID, text: held.Text}
		if p := published[held.ID]; p != nil && p.text == held.Text {
			x.published = p
		}
		out = append(out, x)
	}
	for id, p := range published {
		if held, ok := c.Brief(id); !ok || held.Text != p.text {
			out = append(out, text{id, p.text, p})
		}
	}
	slices.SortStableFunc(out, func(a, b text) int { return cmp.Compare(a.brief, b.brief) })
	return out
}

// Sentence is a part of a brief of which check says something else: a sentence, a heading, a box
// with a judgement, a figure's parameters, or the front matter.
type Sentence struct {
	Kind   brief.PartKind  `json:"kind"`
	Number int             `json:"number"` // on the page, #s1 or #f1; 0 for what has none
	Line   int             `json:"line"`
	Column int             `json:"column"`
	Text   string          `json:"text"`
	Now    []brief.Problem `json:"now"`  // what check says that it didn't say
	Gone   []brief.Problem `json:"gone"` // what it said and doesn't say any more
}

// Figure is a figure that prints something else.
type Figure struct {
	Number int    `json:"number"` // on the page, #f1
	Line   int    `json:"line"`
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Before string `json:"before"` // what it says of itself, and to those who don't see it
	After  string `json:"after"`  // the same if only the drawing or the table differs
}

// briefsBetween lists the briefs of which something differs.
func briefsBetween(before, after State, published map[salient.BriefID]*Published) []Brief {
	out := []Brief{}
	for _, x := range textsOf(before.View.All, published) {
		doc, _ := brief.Parse(string(x.brief)+".md", []byte(x.text))
		b := Brief{Brief: x.brief, Title: doc.Meta.Title, Sentences: sentences(doc, before, after), Published: x.published}
		var err error
		if b.Figures, err = figures(doc, before, after); err != nil {
			b.Undrawn = err.Error()
		}
		if len(b.Sentences)+len(b.Figures) > 0 {
			out = append(out, b)
		}
	}
	return out
}

// sentences lists the parts of which check says something else.
func sentences(doc *brief.Doc, before, after State) []Sentence {
	was := brief.Check(doc, brief.Facts{Case: before.View.All, Text: before.Text})
	is := brief.Check(doc, brief.Facts{Case: after.View.All, Text: after.Text})
	parts := doc.Parts()
	of := map[int]*Sentence{}
	part := func(p brief.Problem) *Sentence {
		i := brief.PartAt(parts, brief.Pos{Line: p.Line, Column: p.Column})
		if of[i] == nil {
			x := parts[i]
			of[i] = &Sentence{x.Kind, x.Number, x.At.Line, x.At.Column, x.Text, []brief.Problem{}, []brief.Problem{}}
		}
		return of[i]
	}
	for _, p := range beyond(is, was) {
		s := part(p)
		s.Now = append(s.Now, p)
	}
	for _, p := range beyond(was, is) {
		s := part(p)
		s.Gone = append(s.Gone, p)
	}
	out := []Sentence{}
	for i := range parts {
		if s := of[i]; s != nil {
			out = append(out, *s)
		}
	}
	return out
}

// beyond lists the problems of a list that another doesn't have.
func beyond(list, other []brief.Problem) []brief.Problem {
	have := map[brief.Problem]bool{}
	for _, p := range other {
		have[p] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(p brief.Problem) bool { return have[p] })
}

// figures lists the figures that print something else.
func figures(doc *brief.Doc, before, after State) ([]Figure, error) {
	out := []Figure{}
	was, err := draw.Figures(doc, before.View, before.KnownBy, figure.Light)
	if err != nil {
		return out, err
	}
	is, err := draw.Figures(doc, after.View, after.KnownBy, figure.Light)
	if err != nil {
		return out, err
	}
	for i, f := range doc.Figures() {
		if a, b := was[f.Ref], is[f.Ref]; !same(a, b) {
			out = append(out, Figure{i + 1, f.At.Line, f.Kind, f.Title, says(a), says(b)})
		}
	}
	return out, nil
}

func same(a, b brief.Figure) bool {
	return bytes.Equal(a.SVG, b.SVG) && reflect.DeepEqual(a.Table, b.Table) && says(a) == says(b) && a.Title == b.Title && a.Sources == b.Sources
}

func says(f brief.Figure) string {
	if f.Alt == "" {
		return f.Drawn
	}
	return f.Drawn + " " + f.Alt
}
