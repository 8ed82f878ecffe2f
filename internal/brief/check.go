package brief

import (
	"regexp"
	"strings"

	"github.com/salient-osint/salient"
)

// Facts is what a brief is checked against.
type Facts struct {
	Case *salient.Case // all that the case holds, whenever it was published
}

// Check says what in a brief the case doesn't bear out, in the order of the text. It
// doesn't repeat what Parse found.
//
// A sentence needs a citation unless it is a heading, stands in a judgement box or an
// analysis box, or is marked {.analysis}. A paragraph of a block quotation counts as one
// sentence. Sentences without letters need none.
func Check(doc *Doc, f Facts) []Problem {
	c := &checker{edition: editionOf(doc, f.Case)}
	for b := range doc.Walk() {
		c.block(b)
	}
	sortProblems(c.problems)
	return c.problems
}

type checker struct {
	*edition
	problems []Problem
}

func (c *checker) fail(at Pos, code, format string, args ...any) {
	c.problems = append(c.problems, problem(at, code, format, args...))
}

func (c *checker) block(b *Block) {
	switch b.Kind {
	case FigureHere:
		c.figure(b.Figure)
	case Judgement:
		c.judgement(b)
	}
	for i := range b.Sentences {
		s := &b.Sentences[i]
		c.citations(s, b.Kind == Heading)
		if b.Kind != Heading && !s.Analysis {
			c.sourced(s)
		}
		c.estimate(s.At, s.Text())
	}
}

var letters = regexp.MustCompile(`\pL`)

// sourced checks that a factual sentence cites a claim.
func (c *checker) sourced(s *Sentence) {
	cited, claims := 0, 0
	for x := range s.Cites() {
		cited++
		if _, ok := c.whole.Document(salient.DocumentID(x.ID)); !ok {
			claims++ // also where the id is unknown, which is said elsewhere
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
	for x := range s.Cites() {
		if heading {
			c.fail(x.At, "B018", "a heading can't cite; cite %s in the text", x.ID)
			continue
		}
		c.citation(x)
	}
}

func (c *checker) citation(x Citation) {
	if cl, ok := c.whole.Claim(salient.ClaimID(x.ID)); ok {
		c.claim(x, cl)
		return
	}
	d, ok := c.whole.Document(salient.DocumentID(x.ID))
	if !ok {
		c.fail(x.At, "B011", "%s is neither a claim nor a document of the case", x.ID)
		return
	}
	c.document(x, d)
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
	c.document(x, d)
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
	c.estimate(b.At, j.Text)
	for _, id := range j.Basis {
		c.citation(Citation{ID: string(id), At: b.At})
	}
}

var (
	// likelihood matches the terms of both rows of ICD 203.
	likelihood = regexp.MustCompile(`(?i)\b(?:almost no chance|remote chance|(?:very |highly )?(?:un)?likely|(?:highly )?(?:im)?probabl[ey]|roughly even (?:chance|odds)|(?:almost|nearly) certain(?:ly)?)\b`)
	// certainty matches a level of confidence: the words of ICD 203 and those near them.
	certainty = regexp.MustCompile(`(?i)\b(?:(?:high|moderate|medium|low|great|little|full|some|limited)(?:er)? (?:level of |degree of )?confidence|confidence(?: level)?(?: is|:)? (?:high|moderate|medium|low)|(?:very |highly |moderately |fully )?confident(?:ly)?)\b`)
)

// estimate checks that a sentence doesn't give a likelihood and a confidence.
func (c *checker) estimate(at Pos, text string) {
	for _, s := range split(text) {
		l, k := likelihood.FindString(s), certainty.FindString(s)
		if l != "" && k != "" {
			c.fail(at, "B020", "%q and %q stand in one sentence", l, k)
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
