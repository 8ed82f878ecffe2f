package prose

import (
	"strings"
	"unicode"

	"github.com/salient-osint/salient"
)

// Ref is what a name stands for: one of the ids is set, or Author.
type Ref struct {
	Place  salient.PlaceID
	Actor  salient.ActorID
	Source salient.SourceID
	Author bool // who signed a document of the case

	capital bool // the name has a capital
}

// Mention is a name in a text: the words from First to before Last, and all that it may stand
// for.
type Mention = Match[Ref]

// Names are the names of a case's places, actors, sources and authors, in every spelling.
type Names struct{ index Index[Ref] }

// NamesOf gathers the names of a case. Beside the names as written count: names without what
// stands in brackets ("10th Division (Syrian army)") and without an article before them
// ("Qusayr" for al-Qusayr); the family name of a public figure; a side's id in words; a
// source's short id in capitals (AFP).
func NamesOf(c *salient.Case) *Names {
	n := &Names{}
	for i := range c.Places {
		p := &c.Places[i]
		n.add(Ref{Place: p.ID}, p.Name, p.Names)
	}
	for i := range c.Actors {
		a := &c.Actors[i]
		n.add(Ref{Actor: a.ID}, a.Name, a.Names)
		if a.Kind == "public-figure" {
			n.one(Ref{Actor: a.ID}, familyName(a.Name))
		}
	}
	for _, id := range c.Settings.Sides {
		n.index.Add(strings.ReplaceAll(string(id), "-", " "), Ref{Actor: id})
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		n.add(Ref{Source: s.ID}, s.Name, nil)
		if len(s.ID) <= 5 {
			n.one(Ref{Source: s.ID}, strings.ToUpper(string(s.ID)))
		}
	}
	n.authors(c)
	return n
}

func (n *Names) authors(c *salient.Case) {
	seen := map[string]bool{}
	for i := range c.Documents {
		for _, a := range strings.FieldsFunc(c.Documents[i].Author, func(r rune) bool { return r == ';' || r == '|' }) {
			if a = strings.TrimSpace(a); !seen[a] {
				seen[a] = true
				n.one(Ref{Author: true}, a)
			}
		}
	}
}

func (n *Names) add(r Ref, name string, others []salient.Name) {
	n.one(r, name)
	for _, o := range others {
		n.one(r, o.Text)
	}
}

// articles stand before a name and may be left out.
var articles = []string{"al-", "Al-", "el-", "El-", "al ", "Al ", "the ", "The ", "ال"}

// one takes one spelling in, and what it is without brackets and article.
func (n *Names) one(r Ref, name string) {
	name, _, _ = strings.Cut(name, " (")
	r.capital = strings.ContainsFunc(name, unicode.IsUpper)
	n.index.Add(name, r)
	for _, a := range articles {
		if bare, ok := strings.CutPrefix(name, a); ok && len([]rune(bare)) >= 4 {
			n.index.Add(bare, r)
		}
	}
}

// familyName is the last word of a name of several, with the article before it.
func familyName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 || strings.EqualFold(words[0], "abu") {
		return ""
	}
	return words[len(words)-1]
}

// Find lists the names in a text. A name that is written with a capital is found only with
// one.
func (n *Names) Find(tokens []Token) []Mention {
	var out []Mention
	for _, m := range n.index.Find(tokens) {
		capital := false
		for _, t := range tokens[m.First:m.Last] {
			capital = capital || t.Capital
		}
		var refs []Ref
		for _, r := range m.Values {
			if capital || !r.capital {
				refs = append(refs, r)
			}
		}
		if len(refs) > 0 {
			out = append(out, Mention{First: m.First, Last: m.Last, Values: refs})
		}
	}
	return out
}
