package brief

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/salient-osint/salient"
)

// page is what the template shows.
type page struct {
	*edition
	in   Inputs
	next int // index of the next note to be marked
	n    int // of the sentence before

	inJudgement         bool
	figureNo, headingNo int

	Print                                    bool
	CSP                                      string
	CSS                                      template.CSS
	JS                                       template.JS
	Lang, Dir                                string
	Meta                                     Meta
	Date, Known                              string
	Byline                                   string
	Basis, Foot                              string
	Build, Program                           string
	Blocks                                   []blockView
	Notes                                    []Note
	Corrections                              []Notice
	HasAnalysis, HasBackground, HasJudgement bool
}

// blockView is one block.
type blockView struct {
	Kind      string
	Level     int
	ID        string
	Sentences []sentenceView
	Children  []blockView
	Judgement *judgementView
	Figure    *figureView
	Text      string
}

// sentenceView is a sentence and, in its card, the claims for and against it.
type sentenceView struct {
	N            int
	Class        string
	HTML         template.HTML
	For, Against []claimView
}

// claimView is a claim on a card.
type claimView struct {
	Mark, Stance       string // ▲ asserts, ▼ denies, ◇ doubts
	Says, Quote        string
	Claimant, Hedge    string
	Grade, GradeWords  string
	Visual             string
	Document, Source   string
	Published, Locator string
	Held               bool
}

type judgementView struct {
	Before, Range, After string // the text, with the range of its term inside
	Deadline, Confidence string
	Note                 template.HTML
}

type figureView struct {
	Number              int
	Title, Drawn        string
	SVG                 template.HTML
	Table               *Table
	Alt, Sources, Class string
}

func newPage(doc *Doc, in Inputs, print bool) *page {
	e := editionOf(doc, in.Case)
	p := &page{edition: e, in: in, Print: print, Meta: doc.Meta, Build: in.Build, Program: in.Program}
	p.Lang, p.Dir = "en", "ltr"
	if doc.Meta.Language != "" {
		p.Lang = doc.Meta.Language
	}
	if rightToLeft(p.Lang) {
		p.Dir = "rtl"
	}
	if doc.Meta.Date != nil {
		p.Date = doc.Meta.Date.Long()
	}
	if e.dated {
		p.Known = e.day.Long()
	}
	if len(doc.Meta.Authors) > 0 {
		p.Byline = "By " + listed(doc.Meta.Authors)
	}
	b := e.basis()
	p.Basis = fmt.Sprintf("%s from %s by %s", count(b.claims, "claim"), count(b.documents, "document"), count(b.sources, "source"))
	p.Foot = "As known by " + p.Known
	if in.Build != "" {
		p.Foot += " · build " + p.ShortBuild()
	}
	p.Notes = e.allNotes().notes
	p.Corrections = NoticesOf(in.Corrections)
	return p
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s + " " + word + "s"
}

// ShortBuild is the begin and the end of the build's hash.
func (p *page) ShortBuild() string {
	if r := []rune(p.Build); len(r) > 12 {
		return string(r[:4]) + "…" + string(r[len(r)-2:])
	}
	return p.Build
}

// rightToLeft reports whether a language is written from right to left.
func rightToLeft(tag string) bool {
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch language {
	case "ar", "he", "fa", "ur", "ps", "ckb", "ug", "yi", "sd", "dv":
		return true
	}
	return false
}

// otherDirection tells letters that run against a page's direction.
func otherDirection(rtl bool) func(rune) bool {
	return func(r rune) bool {
		against := unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
		if rtl {
			return unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek)
		}
		return against
	}
}

func (p *page) blocks(in []Block) []blockView {
	var out []blockView
	for i := range in {
		out = append(out, p.block(&in[i]))
	}
	return out
}

var blockNames = map[BlockKind]string{
	Paragraph: "paragraph", Heading: "heading", List: "list", Item: "item", Quote: "quote",
	Analysis: "analysis", Background: "background", Judgement: "judgement", FigureHere: "figure", Code: "code", Rule: "rule",
}

func (p *page) block(b *Block) blockView {
	v := blockView{Kind: blockNames[b.Kind], Text: b.Text}
	switch b.Kind {
	case Heading:
		p.headingNo++
		v.ID, v.Level = fmt.Sprintf("h%d", p.headingNo), min(max(b.Level, 2), 4)
	case List:
		if b.Ordered {
			v.Kind = "ordered"
		}
	case Judgement:
		v.Judgement = p.judgement(b)
	case FigureHere:
		v.Figure = p.figure(b.Figure)
	}
	for i := range b.Sentences {
		v.Sentences = append(v.Sentences, p.sentence(&b.Sentences[i], b.Kind == Heading))
	}
	p.inJudgement = b.Kind == Judgement
	v.Children = p.blocks(b.Children)
	p.inJudgement = false
	return v
}

func (p *page) sentence(s *Sentence, heading bool) sentenceView {
	if heading {
		return sentenceView{HTML: p.runs(withoutCites(s.Runs))}
	}
	p.n++
	v := sentenceView{N: p.n, Class: "s", HTML: p.runs(s.Runs)}
	if s.Analysis && !p.inJudgement {
		v.Class += " analysis"
		p.HasAnalysis = true
	}
	if s.Background {
		v.Class += " background"
		p.HasBackground = true
	}
	if p.Print {
		return v
	}
	cited := p.claims(s)
	for _, c := range cited {
		v.For = append(v.For, p.claim(c))
	}
	for _, c := range p.against(cited) {
		v.Against = append(v.Against, p.claim(c))
	}
	if len(v.For) > 0 {
		v.Class += " c"
	}
	return v
}

func withoutCites(runs []Run) []Run {
	var out []Run
	for _, r := range runs {
		if len(r.Cites) == 0 {
			out = append(out, r)
		}
	}
	return out
}

func (p *page) claim(c *salient.Claim) claimView {
	v := claimView{
		Mark: "▲", Stance: "asserts", Says: c.Says, Hedge: c.Hedge, Claimant: p.edition.claimant(c),
		Locator: c.Locator, Held: p.held(c),
	}
	switch c.Stance {
	case salient.Denies:
		v.Mark, v.Stance = "▼", "denies"
	case salient.Doubts:
		v.Mark, v.Stance = "◇", "doubts"
	}
	if v.Held || c.Says == "" {
		v.Quote = c.Quote
	}
	if c.Evidence.Visual() {
		v.Visual = string(c.Evidence)
	}
	p.graded(&v, c)
	return v
}

// graded fills in document, source and grades.
func (p *page) graded(v *claimView, c *salient.Claim) {
	d, ok := p.whole.Document(c.Document)
	if !ok {
		return
	}
	v.Document, v.Source, v.Published = d.Title, p.sourceName(d), d.Published.Words()
	if v.Claimant == "" {
		v.Claimant = v.Source
	}
	reliability, credibility := salient.Reliability("F"), salient.Credibility("6")
	if s, ok := p.whole.Source(d.Source); ok && s.Reliability != "" {
		reliability = s.Reliability
	}
	if c.Credibility != "" {
		credibility = c.Credibility
	}
	v.Grade = string(reliability) + string(credibility)
	v.GradeWords = reliability.Words() + "; " + credibility.Words()
}

// judgement shows the case's judgement: its words, its term's range, its deadline, and its
// confidence in a sentence of its own.
func (p *page) judgement(b *Block) *judgementView {
	p.HasJudgement = true
	j, ok := p.whole.Judgement(salient.JudgementID(b.Judgement))
	if !ok {
		return &judgementView{Before: "“" + b.Judgement + "” is no judgement of the case."}
	}
	v := &judgementView{Confidence: j.Confidence}
	v.Before, v.Range, v.After = withRange(strings.TrimSpace(j.Text), j.Term)
	if due := j.Deadline.Words(); !strings.Contains(j.Text, due) {
		v.Deadline = due
	}
	if len(p.basisOf(b)) > 0 {
		var s strings.Builder
		p.noteMark(&s)
		v.Note = template.HTML(s.String())
	}
	return v
}

// withRange cuts a judgement's text behind its term, for the term's range: "(80–95%)". If
// the term doesn't stand in the text, it comes with its range at the end.
func withRange(text, term string) (before, per, after string) {
	i := slices.IndexFunc(salient.Terms, func(t salient.Term) bool { return strings.EqualFold(t.Word, term) })
	if i < 0 {
		return text, term, ""
	}
	t := salient.Terms[i]
	per = fmt.Sprintf("(%.0f–%.0f%%)", 100*t.Low, 100*t.High)
	at := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(t.Word) + `\b`).FindStringIndex(text)
	if at == nil {
		return text, capital(t.Word) + " " + per + ".", ""
	}
	return text[:at[1]], per, text[at[1]:]
}

func (p *page) figure(f *FigureRef) *figureView {
	d := p.in.Figures[f.Ref]
	p.figureNo++
	title, alt := f.Caption(d)
	return &figureView{
		Number: p.figureNo, Title: title, Drawn: d.Drawn, Sources: d.Sources, Alt: alt,
		SVG: template.HTML(d.SVG), Table: d.Table, Class: f.Kind,
	}
}
