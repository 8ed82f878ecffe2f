package brief

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/prose"
	"github.com/salient-osint/salient/internal/redact"
)

// Rule is what a brief of a case keeps back. Days count back from the brief's date, else from
// the day as known by which it is written.
func (d *Doc) Rule(c *salient.Case) redact.Rule {
	m := d.Meta
	day, _ := c.LastKnown()
	if m.Known != nil {
		day = *m.Known
	}
	if m.Date != nil {
		day = *m.Date
	}
	r := redact.Standard(m.Redaction, day, c.Settings.Embargo)
	if m.Delay != nil {
		r = r.Delayed(day, *m.Delay)
	}
	if m.Grid != nil {
		r.Grid = *m.Grid
	}
	return r
}

// naming is a name in a line of the text.
type naming struct {
	line int
	name string // folded
}

// leaks looks through the whole text as it is written, front matter, code and addresses
// included, for what tells of something that is kept back.
func (c *checker) leaks() {
	if c.kept.Whole() {
		return
	}
	for _, f := range c.kept.Find(c.doc.Name) {
		c.fail(Pos{1, 1}, "B090", "the brief's own name has %q, which tells of what is above %s", c.doc.Name[f.From:f.To], c.level())
	}
	src := string(c.lines.src)
	for _, f := range c.kept.Find(src) {
		at, words := c.lines.pos(f.From), src[f.From:f.To]
		c.fail(at, "B090", "%q tells of %s; the brief is %s", begin(words), f.What(), c.level())
		c.named[naming{at.Line, folded(prose.Tokens(words))}] = true
	}
	for _, side := range c.whole.Settings.Sides {
		if a, ok := c.whole.Actor(side); ok && !a.Sensitivity.Within(c.level()) {
			c.fail(Pos{1, 1}, "B090", "side %s of the case is %s; figures name all sides, and the brief is %s", side, a.Sensitivity, c.level())
		}
	}
}

// sensitive checks that a text, as readers see it, names nothing that is more sensitive than the
// brief may show, where leaks hasn't found it: "Mill&#32;Hospital".
func (c *checker) sensitive(at func(int) Pos, text string) {
	for _, f := range c.kept.Find(text) {
		pos, words := at(f.From), text[f.From:f.To]
		if !c.named[naming{pos.Line, folded(prose.Tokens(words))}] {
			c.fail(pos, "B090", "%q tells of %s; the brief is %s", begin(words), f.What(), c.level())
		}
	}
}

// shownIn checks that a figure asks for nothing that the brief may not show.
func (c *checker) shownIn(f *FigureRef) {
	for _, name := range sortedKeys(f.Params) {
		switch figureKinds[f.Kind][name].of {
		case "place":
			if p, ok := c.whole.Place(salient.PlaceID(f.Params[name])); ok && !p.Sensitivity.Within(c.level()) {
				c.fail(f.At, "B091", "place %s is %s; the brief is %s", p.ID, p.Sensitivity, c.level())
			}
		case "actor":
			if a, ok := c.whole.Actor(salient.ActorID(f.Params[name])); ok && !a.Sensitivity.Within(c.level()) {
				c.fail(f.At, "B091", "actor %s is %s; the brief is %s", a.ID, a.Sensitivity, c.level())
			}
		}
	}
}

// Betrays reports where a brief tells of what a redaction keeps back, as Check does: the code
// is B090.
func Betrays(doc *Doc, c *salient.Case) []Problem {
	found := slices.DeleteFunc(Check(doc, Facts{Case: c}), func(p Problem) bool { return p.Code != "B090" })
	slices.SortFunc(found, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	return found
}
