package brief

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/salient-osint/salient"
)

// Note is one endnote.
type Note struct {
	Number int
	Text   []Run  // in full, or short, or ibid., as its place among the notes asks
	Brief  string // for the margin: who says it, in what, of which day
}

// noting writes the notes of a brief one after the other.
type noting struct {
	*edition
	notes  []Note
	style  style
	first  map[salient.DocumentID]int // the number of the note that has a document in full
	shorts map[salient.DocumentID]shortForm
	sole   salient.DocumentID // the one document of the note before; "" if it had several
	inNote salient.DocumentID // the document named last in this note
}

func (e *edition) noting(docs []*salient.Document) *noting {
	return &noting{edition: e, style: styleOf(e.doc.Meta), first: map[salient.DocumentID]int{}, shorts: e.shortForms(docs)}
}

// Notes returns the endnotes of a brief, numbered in order of first use: one for each
// place where the text cites, and one for each judgement with a basis. Figures have none.
func Notes(doc *Doc, c *salient.Case) []Note {
	n := editionOf(doc, c).allNotes()
	return n.notes
}

func (e *edition) allNotes() *noting {
	groups := e.noteGroups()
	var docs []*salient.Document
	seen := map[salient.DocumentID]bool{}
	for _, g := range groups {
		for _, x := range g {
			if _, d := e.resolve(x); d != nil && !seen[d.ID] {
				seen[d.ID] = true
				docs = append(docs, d)
			}
		}
	}
	n := e.noting(docs)
	for _, g := range groups {
		n.add(g)
	}
	return n
}

// noteGroups lists what each note cites, in the order of the text.
func (e *edition) noteGroups() [][]Citation {
	var out [][]Citation
	for b := range e.doc.Walk() {
		if b.Kind == Judgement {
			if g := e.basisOf(b); len(g) > 0 {
				out = append(out, g)
			}
		}
		for i := range b.Sentences {
			for _, r := range b.Sentences[i].Runs {
				if len(r.Cites) > 0 && b.Kind != Heading {
					out = append(out, r.Cites)
				}
			}
		}
	}
	return out
}

// basisOf cites the claims that a judgement rests on.
func (e *edition) basisOf(b *Block) []Citation {
	j, ok := e.whole.Judgement(salient.JudgementID(b.Judgement))
	if !ok {
		return nil
	}
	var out []Citation
	for _, id := range j.Basis {
		out = append(out, Citation{ID: string(id), At: b.At})
	}
	return out
}

// resolve finds what a citation names: a claim and its document, or a document alone.
func (e *edition) resolve(x Citation) (*salient.Claim, *salient.Document) {
	if cl, ok := e.whole.Claim(salient.ClaimID(x.ID)); ok {
		d, _ := e.whole.Document(cl.Document)
		return cl, d
	}
	d, _ := e.whole.Document(salient.DocumentID(x.ID))
	return nil, d
}

// item is what a note says of one document: one or more claims of one claimant in it.
type item struct {
	prefix, unknown string // unknown: an id that the case doesn't have
	judgement       *salient.Judgement
	who             string
	document        *salient.Document
	locators        []string
	claims          []*salient.Claim
}

// items joins citations that follow each other and tell of one claimant in one document.
func (n *noting) items(group []Citation) []item {
	var out []item
	for _, x := range group {
		it := item{prefix: x.Prefix}
		cl, d := n.resolve(x)
		locator := x.Locator
		switch {
		case d == nil:
			it.unknown = x.ID
			it.judgement, _ = n.whole.Judgement(salient.JudgementID(x.ID))
		case cl != nil:
			it.who, it.claims = n.claimant(cl), []*salient.Claim{cl}
			if locator == "" {
				locator = cl.Locator
			}
		}
		it.document = d
		if locator != "" {
			it.locators = []string{locator}
		}
		if last := len(out) - 1; last >= 0 && d != nil && out[last].document == d && out[last].who == it.who && it.prefix == "" {
			out[last].join(it)
			continue
		}
		out = append(out, it)
	}
	return out
}

// undocumented is what a note says that is on no document: our judgement in words, else that
// the id is unknown.
func (it *item) undocumented() string {
	j := it.judgement
	if j == nil {
		return "“" + it.unknown + "” is not in the case"
	}
	s := "our judgement"
	if !j.Made.IsZero() {
		s += " of " + j.Made.Words()
	}
	before, per, after := withRange(strings.TrimSpace(j.Text), j.Term)
	s += ": “" + strings.TrimSuffix(strings.TrimSpace(before+" "+per)+after, ".") + "”"
	if j.Confidence != "" {
		s += " Confidence: " + j.Confidence
	}
	return s
}

func (it *item) prefixed(s string) string {
	if it.prefix == "" {
		return s
	}
	return it.prefix + " " + s
}

func (it *item) join(next item) {
	it.claims = append(it.claims, next.claims...)
	for _, l := range next.locators {
		if !slices.Contains(it.locators, l) {
			it.locators = append(it.locators, l)
		}
	}
}

// add writes the note of one group of citations.
func (n *noting) add(group []Citation) {
	var full line
	var brief []string
	docs := map[salient.DocumentID]bool{}
	n.inNote = ""
	items := n.items(group)
	for i, it := range items {
		if i > 0 {
			full.roman("; ")
		}
		if it.document == nil {
			full.roman(it.prefixed(it.undocumented()))
			continue
		}
		n.item(&full, it)
		if s := n.margin(it); !slices.Contains(brief, s) {
			brief = append(brief, s)
		}
		id := it.document.ID
		docs[id], n.inNote = true, id
		if n.first[id] == 0 {
			n.first[id] = len(n.notes) + 1
		}
	}
	n.sole = ""
	if len(docs) == 1 {
		n.sole = n.inNote
	}
	full.roman(n.unheld(items))
	n.notes = append(n.notes, Note{len(n.notes) + 1, full.sentence(), capital(strings.Join(brief, "; "))})
}

// unheld says how many of the passages that a note stands on can't be looked at.
func (n *noting) unheld(items []item) string {
	all, missing := 0, 0
	for _, it := range items {
		for _, c := range it.claims {
			all++
			if !n.held(c) {
				missing++
			}
		}
	}
	switch {
	case missing == 0:
		return ""
	case all == 1:
		return " [passage not held]"
	case missing == all:
		return " [passages not held]"
	}
	return fmt.Sprintf(" [%d of %d passages not held]", missing, all)
}

// margin is an item for the margin of the text.
func (n *noting) margin(it item) string {
	outlet, _ := n.container(it.document)
	s := outlet + ", " + n.date(it.document)
	if it.who != "" {
		s = it.who + ", in " + s
	}
	return s
}

// item writes one item: who says it, and where; on a document that wasn't cited before, in
// full.
func (n *noting) item(l *line, it item) {
	d, locator := it.document, strings.Join(it.locators, "")
	if len(it.locators) > 1 {
		locator = strings.Join(it.locators[:len(it.locators)-1], ", ") + " and " + it.locators[len(it.locators)-1]
	}
	if it.prefix != "" {
		l.roman(it.prefix + " ")
	}
	if it.who != "" {
		l.roman(it.who)
		l.roman(", cited in ")
	}
	switch {
	case n.style.ibid && (n.inNote == d.ID || n.inNote == "" && n.sole == d.ID):
		l.roman("ibid.")
		l.after(locator)
	case n.first[d.ID] > 0:
		n.style.again(n, l, d, locator)
	default:
		n.style.full(n, l, d, locator)
	}
}

func (n *noting) date(d *salient.Document) string {
	if d.Published.IsZero() {
		return "n.d."
	}
	return d.Published.Words()
}

// line is a note in the making.
type line struct{ runs []Run }

func (l *line) add(runs ...Run) { l.runs = append(l.runs, runs...) }

func (l *line) roman(s string) { l.add(Run{Text: s}) }

func (l *line) italic(s string) { l.add(Run{Text: s, Style: Emphasis}) }

// after adds a part behind a comma; nothing for "".
func (l *line) after(s string) {
	if s != "" {
		l.roman(", " + s)
	}
}

// address adds a link behind a comma and some words; nothing for "". What can't be linked
// to is printed as text.
func (l *line) address(words, address string) {
	if address == "" {
		return
	}
	l.roman(", " + words)
	l.add(Run{Text: readable(address), Link: safeURL(address)})
}

func decimal(n int) string { return strconv.Itoa(n) }

// readable is an address with the letters that its path stands for in place of their codes:
// other scripts are six times as long in them. An address whose letters could mislead
// (spaces, invisible or turning characters) stays as it is.
func readable(address string) string {
	plain, err := url.PathUnescape(address)
	misleading := func(r rune) bool { return !unicode.IsPrint(r) || unicode.IsSpace(r) }
	if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(plain, misleading) {
		return address
	}
	return plain
}

// sentence begins the note with a capital and ends it with a full stop.
func (l *line) sentence() []Run {
	if len(l.runs) == 0 {
		return nil
	}
	l.runs[0].Text = capital(l.runs[0].Text)
	if l.runs[len(l.runs)-1].Text == "" {
		l.runs = l.runs[:len(l.runs)-1]
	}
	last := l.runs[len(l.runs)-1]
	if !strings.HasSuffix(last.Text, ".") || last.Link != "" {
		l.roman(".")
	}
	return l.runs
}
