package brief

import (
	"cmp"
	"reflect"
	"regexp"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/redact"
)

// Facts is what a brief is checked against.
type Facts struct {
	Case *salient.Case // all that the case holds, whenever it was published
	// Then is the case when the brief's citations were last read: at the ledger's entry that its
	// front matter names, or in which it was last written. nil: nobody knows, and changes aren't
	// looked for.
	Then *salient.Case
	// Against are, by claim, those that it was found to contradict, as known by the brief's day, and
	// which nobody has resolved. nil: nobody looked.
	Against map[salient.ClaimID][]salient.ClaimID
	// Text gives the text layer of a document, "" if none is held. nil: none is.
	Text func(salient.DocumentID) string
	// Published is the newest publication of the brief, and Prints what its figures print now, to be
	// compared with it. nil: there is none, or figures aren't looked at.
	Published *salient.Publication
	Prints    []salient.PublishedFigure
}

// Check says what in a brief the case doesn't bear out, in the order of the text. It doesn't
// repeat what Parse found. It is a pure function of the brief and the facts, quick enough to be
// asked at every stop in typing.
//
// A sentence is factual, and needs a citation, unless it is a heading, is marked as analysis or
// background (by itself, with its paragraph or by its box), stands in a judgement box, or has no
// letters. A paragraph of a block quotation counts as one sentence.
func Check(doc *Doc, f Facts) []Problem {
	c := newChecker(doc, f)
	c.leaks()
	c.front()
	c.blocks(doc.Blocks, false)
	sortProblems(c.problems)
	return c.problems
}

type checker struct {
	*edition
	facts    Facts
	then     *salient.Case
	kept     *redact.Redaction // what the brief's readers may not see
	named    map[naming]bool   // where the text names what is kept back
	reader   *wordReader
	ties     *ties
	lines    lines
	anchors  map[string]bool
	row      string                    // the row of ICD 203 that the brief took first
	sources  map[salient.SourceID]bool // whose descriptor was looked at
	supports map[salient.ClaimID]*support
	texts    map[salient.DocumentID]string // those asked for, by folded words
	problems []Problem
}

func newChecker(doc *Doc, f Facts) *checker {
	e := editionOf(doc, f.Case)
	return &checker{
		edition: e, facts: f, then: f.Then, kept: redact.Of(f.Case, doc.Rule(f.Case)), named: map[naming]bool{}, reader: newWordReader(doc, f.Case), ties: tiesOf(f.Case), lines: doc.lines, anchors: e.anchors(),
		sources: map[salient.SourceID]bool{}, supports: map[salient.ClaimID]*support{},
		texts: map[salient.DocumentID]string{},
	}
}

func (c *checker) fail(at Pos, code, format string, args ...any) {
	c.problems = append(c.problems, problem(at, code, format, args...))
}

// at is where a byte of a sentence's text stands.
func (c *checker) at(s *Sentence, i int) Pos { return c.lines.pos(c.doc.base + s.offset(i)) }

// blocks checks blocks in the order of the text; quotation says that they stand in one.
func (c *checker) blocks(list []Block, quotation bool) {
	for i := range list {
		b := &list[i]
		c.block(b, quotation && b.Kind == Paragraph)
		c.blocks(b.Children, quotation || b.Kind == Quote)
	}
}

func (c *checker) block(b *Block, quotation bool) {
	switch b.Kind {
	case FigureHere:
		c.figure(b.Figure)
		c.figureWords(b.Figure)
		c.printedBefore(b.Figure)
	case Judgement:
		c.judgement(b)
	}
	p := c.paragraph(b, quotation)
	for i := range p.sentences {
		r := &p.sentences[i]
		c.citations(r.s, r.heading)
		if r.factual() {
			c.sourced(r.s)
			c.compare(r)
			c.rests(r, p)
		}
		c.wording(r)
		c.crimes(r, p)
	}
}

var letters = regexp.MustCompile(`\pL`)

// sourced checks that a factual sentence cites a claim.
func (c *checker) sourced(s *Sentence) {
	cited, claims := 0, 0
	for x := range s.Cites() {
		cited++
		if _, ok := c.whole.Document(salient.DocumentID(x.ID)); !ok {
			claims++ // also where the id is unknown or a judgement's, which is said elsewhere
		}
	}
	switch {
	case !letters.MatchString(s.Text()):
	case cited == 0:
		c.fail(s.At, "B012", "%q cites nothing", begin(s.Text()))
	case claims == 0:
		c.fail(s.At, "B017", "%q cites a document but no claim", begin(s.Text()))
	}
}

// begin is the first words of a sentence, enough to find it.
func begin(s string) string {
	r := []rune(s)
	if len(r) <= 60 {
		return s
	}
	return strings.TrimSpace(string(r[:60])) + "…"
}

func (c *checker) citations(s *Sentence, heading bool) {
	judged, said := Pos{}, false
	for x := range s.Cites() {
		if heading {
			c.fail(x.At, "B018", "a heading can't cite; cite %s in the text", x.ID)
			continue
		}
		if c.citation(x) {
			judged = x.At
		} else {
			said = true
		}
	}
	if judged != (Pos{}) {
		c.judged(s, judged, said)
	}
}

// judged checks a sentence that cites a judgement; said: it cites claims or documents too.
func (c *checker) judged(s *Sentence, at Pos, said bool) {
	if !s.Analysis {
		c.fail(at, "B046", "a sentence that cites a judgement is ours: mark it {.analysis}")
	}
	if said {
		c.fail(at, "B047", "claims and a judgement are cited in one sentence")
	}
}

// citation checks one citation, and reports whether it names a judgement.
func (c *checker) citation(x Citation) (judgement bool) {
	if cl, ok := c.whole.Claim(salient.ClaimID(x.ID)); ok {
		c.claim(x, cl)
		return false
	}
	if d, ok := c.whole.Document(salient.DocumentID(x.ID)); ok {
		c.document(x, d)
		return false
	}
	if _, ok := c.whole.Judgement(salient.JudgementID(x.ID)); ok {
		return true
	}
	c.fail(x.At, "B011", "%s is neither a claim, nor a document, nor a judgement of the case", x.ID)
	return false
}

func (c *checker) claim(x Citation, cl *salient.Claim) {
	switch cl.Status {
	case salient.Accepted:
	case salient.Rejected:
		c.fail(x.At, "B014", "claim %s was rejected%s", x.ID, because(cl.Reason))
		return
	default:
		c.fail(x.At, "B013", "claim %s is a candidate; nobody has accepted it", x.ID)
		return
	}
	d, ok := c.whole.Document(cl.Document)
	if !ok {
		c.fail(x.At, "B011", "claim %s is from %s, which is no document of the case", x.ID, cl.Document)
		return
	}
	c.changed(x, cl)
	if !cl.Sensitivity.Within(c.level()) {
		c.fail(x.At, "B091", "claim %s is %s; the brief is %s", x.ID, cl.Sensitivity, c.level())
	}
	if c.kept.Rule().Young(c.whole, cl) {
		c.fail(x.At, "B092", "claim %s speaks of days that the brief keeps back", x.ID)
	}
	c.document(x, d)
}

// changed compares a claim with what it said when it was cited.
func (c *checker) changed(x Citation, cl *salient.Claim) {
	if c.then == nil {
		return
	}
	was, ok := c.then.Claim(cl.ID)
	if ok && !reflect.DeepEqual(said(*was), said(*cl)) {
		c.fail(x.At, "B019", "claim %s was changed since it was cited; it said: %s", x.ID, begin(was.Says))
	}
}

// said is a claim without who decided on it, when and why, and without notes.
func said(cl salient.Claim) salient.Claim {
	cl.Status, cl.DecidedBy, cl.DecidedAt, cl.Reason, cl.Note, cl.Sensitivity = "", "", "", "", "", ""
	return cl
}

// level is the most sensitive that the brief may show.
func (c *checker) level() salient.Sensitivity {
	return cmp.Or(c.doc.Meta.Redaction, salient.Open)
}

func (c *checker) document(x Citation, d *salient.Document) {
	if d.Status == salient.Withdrawn {
		c.fail(x.At, "B015", "document %s was withdrawn%s", d.ID, because(d.WithdrawnWhy))
		return
	}
	if s, ok := c.whole.Source(d.Source); ok && s.Status == salient.Withdrawn {
		c.fail(x.At, "B015", "source %s, which document %s is from, was withdrawn%s", s.ID, d.ID, because(s.WithdrawnWhy))
		return
	}
	if _, out := c.known.Document(d.ID); !out {
		c.fail(x.At, "B016", "document %s was not certainly out by %s", d.ID, c.day.Long())
	}
	if !d.Sensitivity.Within(c.level()) {
		c.fail(x.At, "B091", "document %s is %s; the brief is %s", d.ID, d.Sensitivity, c.level())
	}
	c.described(x, d)
}

// described checks, once for each source, that something says how far to trust it.
func (c *checker) described(x Citation, d *salient.Document) {
	s, ok := c.whole.Source(d.Source)
	if !ok || c.sources[s.ID] {
		return
	}
	c.sources[s.ID] = true
	switch {
	case s.Reliability == "":
		c.fail(x.At, "B027", "source %s has no grade of reliability", s.ID)
	case s.Kind == "" && s.Leaning == "" && s.Note == "":
		c.fail(x.At, "B027", "nothing says what source %s is: it has no kind, leaning or note", s.ID)
	}
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

func (c *checker) judgement(b *Block) {
	j, ok := c.whole.Judgement(salient.JudgementID(b.Judgement))
	if !ok {
		c.fail(b.At, "B040", "%q is no judgement of the case", b.Judgement)
		return
	}
	if len(j.Basis) == 0 {
		c.fail(b.At, "B044", "judgement %s has no basis", j.ID)
	}
	if j.Kind == "forecast" && j.Deadline.IsZero() {
		c.fail(b.At, "B045", "forecast %s has no deadline", j.ID)
	}
	c.estimates(func(int) Pos { return b.At }, j.Text)
	for _, id := range j.Basis {
		c.citation(Citation{ID: string(id), At: b.At})
	}
}
