package brief

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/prose"
)

// wording checks the words of a sentence: whose they are, whom they name, what they estimate.
func (c *checker) wording(r *reading) {
	ours := r.heading || r.s.Analysis || r.s.Background || !r.attributed
	at := func(i int) Pos { return c.at(r.s, i) }
	c.confused(r.s.At, r.text)
	if ours {
		c.terms(at, r.tokens)
	}
	if !r.attributed || r.heading {
		c.partisan(at, r.tokens, r.names)
	}
	c.persons(at, r.text, r.tokens, r.names)
	c.sensitive(at, r.text, r.tokens, r.names)
	c.links(r)
}

// words checks a text of our own that is no sentence, like a title. All problems stand at the
// place given by at.
func (c *checker) words(at func(int) Pos, text string) {
	tokens := prose.Tokens(text)
	names := c.reader.names.Find(tokens)
	c.confused(at(0), text)
	c.terms(at, tokens)
	c.partisan(at, tokens, names)
	c.persons(at, text, tokens, names)
	c.sensitive(at, text, tokens, names)
	if m, ok := c.imputed(tokens, names, nil); ok {
		c.fail(at(tokens[m.First].From), "B083", "%s is imputed to a named party where nobody can be cited", m.Values[0])
	}
}

// front checks the title, the standfirst and the sides of the front matter.
func (c *checker) front() {
	m := c.doc.Meta
	for _, x := range []struct{ text, key, other string }{{m.Title, "title", "title"}, {m.Standfirst, "standfirst", "subtitle"}} {
		at, ok := m.value[x.key]
		if !ok {
			at = m.value[x.other]
		}
		if x.text != "" {
			c.words(func(int) Pos { return at }, x.text)
		}
	}
	colours := map[string]salient.ActorID{}
	for _, s := range m.Sides {
		other, taken := colours[strings.ToLower(s.Colour)]
		switch {
		case !isSide(c.whole, string(s.Side)):
			c.fail(s.At, "B004", "%s is no side of the case", s.Side)
		case taken && s.Colour != "":
			c.fail(s.At, "B004", "%s has the colour of %s", s.Side, other)
		}
		colours[strings.ToLower(s.Colour)] = s.Side
	}
}

// figureWords checks a figure's title and its alternative text.
func (c *checker) figureWords(f *FigureRef) {
	at := func(int) Pos { return f.At }
	c.words(at, f.Title)
	switch {
	case f.Alt == "":
		c.fail(f.At, "B035", "the figure has no alternative text of its own")
	case strings.EqualFold(f.Alt, f.Title):
		c.fail(f.At, "B035", "the alternative text says no more than the title")
	default:
		tokens := prose.Tokens(f.Alt)
		c.sensitive(at, f.Alt, tokens, c.reader.names.Find(tokens))
	}
	if p, ok := c.whole.Place(salient.PlaceID(f.Params["place"])); ok && !p.Sensitivity.Within(c.level()) {
		c.fail(f.At, "B091", "place %s is %s; the brief is %s", p.ID, p.Sensitivity, c.level())
	}
}

// estimates checks a judgement's own words.
func (c *checker) estimates(at func(int) Pos, text string) {
	c.confused(at(0), text)
	c.terms(at, prose.Tokens(text))
}

// confused checks that no sentence gives a likelihood and a confidence.
func (c *checker) confused(at Pos, text string) {
	for _, s := range split(text) {
		tokens := prose.Tokens(s)
		confidence := c.reader.confidence.Find(tokens)
		if len(confidence) == 0 {
			continue
		}
		for _, list := range []*prose.Phrases{c.reader.row1, c.reader.row2, c.reader.inestimable} {
			if l := list.Find(tokens); len(l) > 0 {
				c.fail(at, "B020", "%q and %q stand in one sentence", l[0].Values[0], confidence[0].Values[0])
				break
			}
		}
	}
}

// split divides plain text into sentences.
func split(text string) []string {
	var out []string
	for _, n := range sentenceEnds(text) {
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}

// terms checks that likelihoods are in ICD 203's words, and all in those of one row.
func (c *checker) terms(at func(int) Pos, tokens []prose.Token) {
	outside := c.reader.inestimable.Find(tokens)
	for _, m := range outside {
		if t := tokens[m.First]; !t.Quoted {
			c.fail(at(t.From), "B021", "%q stands in neither row of ICD 203", m.Values[0])
		}
	}
	for _, m := range c.likelihoods(tokens) {
		t := tokens[m.First]
		within := slices.ContainsFunc(outside, func(o prose.Match[string]) bool { return o.First <= m.First && m.Last <= o.Last })
		if !t.Quoted && !within {
			c.fromRow(at(t.From), m.row, m.Values[0])
		}
	}
}

// likelihood is a term of ICD 203 in a text, and its row.
type likelihood struct {
	prose.Match[string]
	row string
}

func (c *checker) likelihoods(tokens []prose.Token) []likelihood {
	var out []likelihood
	for _, m := range c.reader.row1.Find(tokens) {
		out = append(out, likelihood{m, "first"})
	}
	for _, m := range c.reader.row2.Find(tokens) {
		out = append(out, likelihood{m, "second"})
	}
	slices.SortStableFunc(out, func(a, b likelihood) int { return cmp.Compare(a.First, b.First) })
	return out
}

// fromRow takes the row of a brief's first term as its own.
func (c *checker) fromRow(at Pos, name, term string) {
	if c.row == "" {
		c.row = name
	}
	if c.row != name {
		c.fail(at, "B022", "%q is of the %s row of ICD 203; the brief began with the %s", term, name, c.row)
	}
}

// partisan checks that our own voice takes no side. Names may have what words they have.
func (c *checker) partisan(at func(int) Pos, tokens []prose.Token, names []prose.Mention) {
	for _, m := range c.reader.partisan.Find(tokens) {
		t := tokens[m.First]
		named := slices.ContainsFunc(names, func(n prose.Mention) bool { return n.First < m.Last && m.First < n.Last })
		if !t.Quoted && !named {
			c.fail(at(t.From), "B023", "%q takes a side", folded(tokens[m.First:m.Last]))
		}
	}
}

// folded writes words as lists are compared with them.
func folded(tokens []prose.Token) string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.Word)
	}
	return strings.Join(out, " ")
}

var (
	phone = regexp.MustCompile(`(?:\+|\b00)\d[\d ()./-]{7,}\d|\b0\d{1,4}[ /-]\d{3}[ -]?\d{3,}\b`)
	mail  = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	// honorifics stand before the name of a person.
	honorifics = []string{"mr", "mrs", "ms", "miss", "hajj", "hajji"}
	particles  = []string{"al", "el", "abu", "bin", "ibn", "ben", "van", "von", "de", "da", "di", "der"}
)

// persons looks for names of private people, and for ways to reach anybody.
func (c *checker) persons(at func(int) Pos, text string, tokens []prose.Token, names []prose.Mention) {
	for i := 0; i < len(tokens); i++ {
		last := c.privateName(text, tokens, i)
		known := slices.ContainsFunc(names, func(n prose.Mention) bool { return n.First < last && i < n.Last })
		if last == 0 || known {
			continue
		}
		c.fail(at(tokens[i].From), "B024", "%s looks like a private person's name", text[tokens[i].From:tokens[last-1].To])
		i = last - 1
	}
	for _, re := range []*regexp.Regexp{phone, mail} {
		for _, m := range re.FindAllStringIndex(text, -1) {
			c.fail(at(m[0]), "B025", "this reads like a way to reach a person")
		}
	}
}

// privateName gives the word behind what looks like a person's name at i, 0 if nothing does: a
// given name or an honorific, and a capitalised word after it, with a particle between.
func (c *checker) privateName(text string, tokens []prose.Token, i int) int {
	given := tokens[i].Capital && (c.reader.given.In(tokens[i:i+1]) || slices.Contains(honorifics, tokens[i].Word) || tokens[i].Word == "abu" || tokens[i].Word == "umm")
	last := i + 1
	if last < len(tokens) && slices.Contains(particles, tokens[last].Word) {
		last++
	}
	if !given || last >= len(tokens) || !tokens[last].Capital {
		return 0
	}
	for k := i; k < last; k++ {
		if gap := text[tokens[k].To:tokens[k+1].From]; gap != " " && gap != "-" && gap != ". " {
			return 0
		}
	}
	for last+1 < len(tokens) && tokens[last+1].Capital && text[tokens[last].To:tokens[last+1].From] == " " {
		last++
	}
	return last + 1
}

// sensitive checks that nothing is named that is more sensitive than the brief may show. A name
// that something less sensitive bears too may stand.
func (c *checker) sensitive(at func(int) Pos, text string, tokens []prose.Token, names []prose.Mention) {
	for _, m := range names {
		hidden := func(r prose.Ref) bool { return !c.sensitivity(r).Within(c.level()) }
		if len(m.Values) > 0 && !slices.ContainsFunc(m.Values, func(r prose.Ref) bool { return !hidden(r) }) {
			name := text[tokens[m.First].From:tokens[m.Last-1].To]
			c.fail(at(tokens[m.First].From), "B090", "%s is %s; the brief is %s", name, c.sensitivity(m.Values[0]), c.level())
		}
	}
}

func (c *checker) sensitivity(r prose.Ref) salient.Sensitivity {
	if p, ok := c.whole.Place(r.Place); ok {
		return p.Sensitivity
	}
	if a, ok := c.whole.Actor(r.Actor); ok {
		return a.Sensitivity
	}
	if s, ok := c.whole.Source(r.Source); ok {
		return s.Sensitivity
	}
	return salient.Open
}

var undefined = regexp.MustCompile(`\[[^\[\]]+\]\[[^\[\]]*\]`)

// links checks that links within the brief lead somewhere.
func (c *checker) links(r *reading) {
	for i := range r.s.Runs {
		run := &r.s.Runs[i]
		if name, within := strings.CutPrefix(run.Link, "#"); within && !c.anchors[name] {
			c.fail(c.lines.pos(c.doc.base+run.at), "B051", "nothing in the brief is #%s", name)
		}
	}
	for _, m := range undefined.FindAllStringIndex(r.text, -1) {
		c.fail(c.at(r.s, m[0]), "B051", "%s: the reference is defined nowhere", r.text[m[0]:m[1]])
	}
}

// anchors are the names that the published page has.
func (e *edition) anchors() map[string]bool {
	out := map[string]bool{"notes": true}
	count := map[string]int{}
	add := func(prefix string) {
		count[prefix]++
		out[prefix+decimal(count[prefix])] = true
	}
	for b := range e.doc.Walk() {
		switch b.Kind {
		case Heading:
			add("h")
			continue
		case FigureHere:
			add("f")
		}
		for range b.Sentences {
			add("s")
		}
	}
	for range e.noteGroups() {
		add("n")
		add("r")
	}
	return out
}

// crimes checks a sentence that imputes a crime to a named party.
func (c *checker) crimes(r *reading, p *paragraph) {
	m, ok := c.imputed(r.tokens, r.names, r.cited)
	if !ok {
		return
	}
	at, crime := c.pos(r, m.First), m.Values[0]
	if r.heading {
		c.fail(at, "B083", "%s is imputed to a named party in a heading", crime)
		return
	}
	voices := map[string]bool{}
	for _, cl := range r.cited {
		voices[c.voice(cl)] = true
	}
	if len(voices) < 2 {
		c.fail(at, "B080", "%s is imputed to a named party on %s", crime, count(len(voices), "origin"))
	}
	if !r.attributed && c.reader.attributes {
		c.fail(at, "B081", "%s is imputed to a named party, and nobody is named who says so", crime)
	}
	if !p.answers && !c.answered(r, p) {
		c.fail(at, "B082", "%s is imputed to a named party, whose answer the paragraph doesn't give", crime)
	}
}

// imputed finds the first crime in a text that also names a party, other than those who speak
// in its claims.
func (c *checker) imputed(tokens []prose.Token, names []prose.Mention, cited []*salient.Claim) (prose.Match[string], bool) {
	found := c.reader.crimes.Find(tokens)
	if len(found) == 0 || len(c.accused(names, cited)) == 0 {
		return prose.Match[string]{}, false
	}
	m := found[0]
	m.Values = []string{folded(tokens[m.First:m.Last])}
	return m, true
}

// accused are the parties that a text names, without those who speak in its claims.
func (c *checker) accused(names []prose.Mention, cited []*salient.Claim) []salient.ActorID {
	speaks := func(a salient.ActorID) bool {
		return slices.ContainsFunc(cited, func(cl *salient.Claim) bool { return cl.Claimant == string(a) || cl.Origin == string(a) })
	}
	var out []salient.ActorID
	for _, m := range names {
		for _, r := range m.Values {
			if r.Actor != "" && !speaks(r.Actor) {
				out = append(out, r.Actor)
			}
		}
	}
	return out
}

// answered reports whether the paragraph cites a claim of an accused party, or of its side.
func (c *checker) answered(r *reading, p *paragraph) bool {
	for _, a := range c.accused(r.names, r.cited) {
		side := c.ties.side(a)
		for id := range p.cites {
			cl, _ := c.known.Claim(id)
			if by := salient.ActorID(cl.Claimant); by == a || side != "" && c.isActor(cl.Claimant) && c.ties.side(by) == side {
				return true
			}
		}
	}
	return false
}

var quoted = regexp.MustCompile(`“[^“”]+”|"[^"]+"|«[^«»]+»|„[^„“”]+[“”]`)

// quotations checks that the words in quotation marks, and those of a block quotation, are in
// what is cited.
func (c *checker) quotations(r *reading) {
	for _, m := range quoted.FindAllStringIndex(r.text, -1) {
		if q := r.text[m[0]:m[1]]; !c.quotes(r, q) {
			c.fail(c.at(r.s, m[0]), "B026", "none of the cited claims and documents has the words %s", begin(q))
		}
	}
	if r.quotation && !c.quotes(r, r.text) {
		c.fail(r.s.At, "B026", "none of the cited claims and documents has the words of this quotation")
	}
}

// omitted divides a quotation where words were left out or put in.
var omitted = regexp.MustCompile(`\[[^\]]*\]|…|\.\.\.`)

// quotes reports whether a cited claim's quote has the words, or its paraphrase has them in
// quotation marks, or they are in the title or the text of a cited document.
func (c *checker) quotes(r *reading, q string) bool {
	parts := omitted.Split(q, -1)
	for _, cl := range r.cited {
		for _, t := range append([]string{cl.Quote}, quoted.FindAllString(cl.Says, -1)...) {
			if hasWords(words(t), parts) {
				return true
			}
		}
	}
	for _, id := range c.documentsOf(r) {
		if d, ok := c.whole.Document(id); ok && (hasWords(words(d.Title), parts) || hasWords(c.textOf(id), parts)) {
			return true
		}
	}
	return false
}

// documentsOf lists the documents that a sentence cites, and those of its claims.
func (c *checker) documentsOf(r *reading) (out []salient.DocumentID) {
	for _, cl := range r.cited {
		out = append(out, cl.Document)
	}
	for x := range r.s.Cites() {
		if d, ok := c.whole.Document(salient.DocumentID(x.ID)); ok {
			out = append(out, d.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// textOf is the words of a document's text layer, read once.
func (c *checker) textOf(id salient.DocumentID) string {
	if c.text == nil {
		return ""
	}
	text, known := c.texts[id]
	if !known {
		text = words(c.text(id))
		c.texts[id] = text
	}
	return text
}

// words are those of a text, folded, each between spaces.
func words(text string) string { return " " + folded(prose.Tokens(text)) + " " }

// hasWords reports whether words hold all parts.
func hasWords(all string, parts []string) bool {
	for _, p := range parts {
		if w := folded(prose.Tokens(p)); w != "" && !strings.Contains(all, " "+w+" ") {
			return false
		}
	}
	return true
}
