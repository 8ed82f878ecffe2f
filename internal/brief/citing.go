package brief

import (
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// chicago is the style of notes: The Chicago Manual of Style, 17th edition, notes and
// bibliography, with days before months.
const chicago = "chicago-notes-bibliography"

// edition is a brief together with the case as known by the brief's day.
type edition struct {
	doc   *Doc
	whole *salient.Case // everything, whenever it was published
	known *salient.Case
	day   when.Day // as known by
	dated bool     // false: neither the brief nor the case names a day

	opposed map[salient.ClaimID][]opposition // nil until asked for
}

func editionOf(doc *Doc, c *salient.Case) *edition {
	e := &edition{doc: doc, whole: c, known: c}
	e.day, e.dated = c.LastKnown()
	if doc.Meta.Known != nil {
		e.day, e.dated = *doc.Meta.Known, true
		e.known = c.KnownBy(e.day)
	}
	return e
}

// claims lists the counted claims that a sentence cites, each once, in order.
func (e *edition) claims(s *Sentence) []*salient.Claim {
	var out []*salient.Claim
	for c := range s.Cites() {
		cl, ok := e.known.Claim(salient.ClaimID(c.ID))
		if ok && e.known.Counts(cl) && !slices.Contains(out, cl) {
			out = append(out, cl)
		}
	}
	return out
}

// against lists the counted claims that stand against the cited ones, by id: those that
// deny or doubt one of them, those that one of them denies or doubts, and those set against
// one of them in a contradiction.
func (e *edition) against(cited []*salient.Claim) []*salient.Claim {
	return e.standing(cited, func(opposition) bool { return true })
}

// unsettled lists those against one claim that a text has to mention: without claims that it
// denies, for the denial tells of them, and without contradictions that are resolved.
func (e *edition) unsettled(cited *salient.Claim) []*salient.Claim {
	return e.standing([]*salient.Claim{cited}, func(o opposition) bool { return !o.denied && !o.resolved })
}

func (e *edition) standing(cited []*salient.Claim, keep func(opposition) bool) []*salient.Claim {
	if e.opposed == nil {
		e.oppose()
	}
	in, found := map[salient.ClaimID]bool{}, map[salient.ClaimID]bool{}
	for _, c := range cited {
		in[c.ID] = true
		for _, o := range e.opposed[c.ID] {
			found[o.claim] = found[o.claim] || keep(o)
		}
	}
	var out []*salient.Claim
	for _, id := range sortedKeys(found) {
		if c, ok := e.known.Claim(id); ok && found[id] && !in[id] && e.known.Counts(c) {
			out = append(out, c)
		}
	}
	return out
}

// opposition is a claim that stands against another.
type opposition struct {
	claim    salient.ClaimID
	denied   bool // the other denies or doubts it
	resolved bool // analysts found which of them is true
}

// oppose notes of each claim which others stand against it.
func (e *edition) oppose() {
	e.opposed = map[salient.ClaimID][]opposition{}
	add := func(id salient.ClaimID, o opposition) { e.opposed[id] = append(e.opposed[id], o) }
	for i := range e.known.Claims {
		if c := &e.known.Claims[i]; c.About != "" && denying(c) {
			add(c.ID, opposition{claim: c.About, denied: true})
			add(c.About, opposition{claim: c.ID})
		}
	}
	for _, x := range e.known.Contradictions {
		for _, id := range x.Claims {
			for _, other := range x.Claims {
				add(id, opposition{claim: other, resolved: x.Status == "resolved"})
			}
		}
	}
}

func denying(c *salient.Claim) bool { return c.Stance == salient.Denies || c.Stance == salient.Doubts }

// claimant is who speaks in a claim, by name; "" if it is the document itself.
func (e *edition) claimant(c *salient.Claim) string {
	d, ok := e.whole.Document(c.Document)
	if ok && (c.Claimant == string(d.Source) || strings.EqualFold(c.Claimant, d.Author)) {
		return ""
	}
	if a, ok := e.whole.Actor(salient.ActorID(c.Claimant)); ok {
		return a.Name
	}
	if s, ok := e.whole.Source(salient.SourceID(c.Claimant)); ok {
		return s.Name
	}
	return c.Claimant
}

// sourceName is the name of a document's source, "" if the case doesn't hold it.
func (e *edition) sourceName(d *salient.Document) string {
	if s, ok := e.whole.Source(d.Source); ok {
		return s.Name
	}
	return ""
}

// held reports whether the passage that a claim stands on can be looked at: its words are
// kept, and so is the original that they are from.
func (e *edition) held(c *salient.Claim) bool {
	d, ok := e.whole.Document(c.Document)
	return ok && c.Quote != "" && d.SHA256 != ""
}

// basis is what the head of a publication counts: all that counts, as known by the day.
type basis struct{ claims, documents, sources int }

func (e *edition) basis() basis {
	docs, sources := map[salient.DocumentID]bool{}, map[salient.SourceID]bool{}
	var b basis
	for i := range e.known.Claims {
		c := &e.known.Claims[i]
		if !e.known.Counts(c) {
			continue
		}
		b.claims++
		docs[c.Document] = true
		if d, ok := e.known.Document(c.Document); ok {
			sources[d.Source] = true
		}
	}
	b.documents, b.sources = len(docs), len(sources)
	return b
}
