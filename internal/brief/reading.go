package brief

import (
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/prose"
)

// wordReader knows the names of a case and the lists of words in a brief's language.
type wordReader struct {
	names *prose.Names

	row1, row2, inestimable, confidence, partisan, crimes, attribution, answer, counted, given *prose.Phrases

	attributes bool // there is a list of words that attribute
	english    bool // days and numbers can be read
}

func newWordReader(doc *Doc, c *salient.Case) *wordReader {
	language := "en"
	if tag := doc.Meta.Language; tag != "" {
		language, _, _ = strings.Cut(strings.ToLower(tag), "-")
	}
	list := func(name string) *prose.Phrases {
		p, _ := prose.List(c.Settings, name, language)
		return p
	}
	w := &wordReader{
		names: prose.NamesOf(c), english: language == "en",
		row1: list("row-1"), row2: list("row-2"), inestimable: list("inestimable"), confidence: list("confidence"), partisan: list("partisan"),
		crimes: list("crimes"), answer: list("answer"), counted: list("counted"), given: list("given-names"),
	}
	w.attribution, w.attributes = prose.List(c.Settings, "attribution", language)
	return w
}

// reading is a sentence with what it names.
type reading struct {
	s          *Sentence
	heading    bool
	quotation  bool // a paragraph of a block quotation
	text       string
	tokens     []prose.Token
	names      []prose.Mention
	cited      []*salient.Claim // that count
	complete   bool             // everything that the sentence cites is a claim that counts
	attributed bool             // the sentence says who says so
}

// factual reports whether the sentence says what sources say.
func (r *reading) factual() bool { return !r.heading && !r.s.Analysis && !r.s.Background }

// paragraph is a block's sentences, which are read together.
type paragraph struct {
	sentences []reading
	cites     map[salient.ClaimID]bool
	answers   bool // somewhere it gives an answer, or says that there is none
}

func (c *checker) paragraph(b *Block, quotation bool) *paragraph {
	p := &paragraph{cites: map[salient.ClaimID]bool{}}
	for i := range b.Sentences {
		r := c.read(&b.Sentences[i])
		r.heading, r.quotation = b.Kind == Heading, quotation
		p.sentences = append(p.sentences, r)
		for _, cl := range r.cited {
			p.cites[cl.ID] = true
		}
		p.answers = p.answers || c.reader.answer.In(r.tokens)
	}
	return p
}

func (c *checker) read(s *Sentence) reading {
	r := reading{s: s, text: s.Text(), cited: c.claims(s)}
	r.tokens = prose.Tokens(r.text)
	r.names = c.reader.names.Find(r.tokens)
	cites := map[string]bool{}
	for x := range s.Cites() {
		cites[x.ID] = true
	}
	r.complete = len(r.cited) > 0 && len(r.cited) == len(cites)
	r.attributed = c.attributed(&r)
	return r
}

// attributed reports whether a sentence says who says so: by a word of the list, by the name of
// a speaker or source of its claims, or by a word of a speaker's role.
func (c *checker) attributed(r *reading) bool {
	if c.reader.attribution.In(r.tokens) {
		return true
	}
	for _, cl := range r.cited {
		if c.speaks(r, cl) {
			return true
		}
	}
	return false
}

func (c *checker) speaks(r *reading, cl *salient.Claim) bool {
	for _, m := range r.names {
		for _, ref := range m.Values {
			if ref.Source != "" && c.isFrom(cl, ref.Source) || ref.Actor != "" && cl.Kind == salient.Statement && string(ref.Actor) == cl.Claimant {
				return true
			}
		}
	}
	if _, ok := c.whole.Actor(salient.ActorID(cl.Claimant)); ok {
		return false
	}
	for _, role := range prose.Tokens(cl.Claimant) {
		for _, t := range r.tokens {
			if len(role.Word) >= 5 && strings.TrimSuffix(t.Word, "s") == strings.TrimSuffix(role.Word, "s") {
				return true
			}
		}
	}
	return false
}

// isFrom reports whether a claim is a source's, or was taken over from it.
func (c *checker) isFrom(cl *salient.Claim, id salient.SourceID) bool {
	d, ok := c.whole.Document(cl.Document)
	return ok && d.Source == id || cl.Claimant == string(id) || cl.Origin == string(id)
}

// pos is where the words from a token on stand.
func (c *checker) pos(r *reading, token int) Pos { return c.at(r.s, r.tokens[token].From) }

// phrase is the text of the words from first to before last.
func (r *reading) phrase(first, last int) string {
	return r.text[r.tokens[first].From:r.tokens[last-1].To]
}
