package salient

import (
	"cmp"
	"slices"
	"sort"

	"github.com/salient-osint/salient/when"
)

// Case is all that a case holds at one moment, each list sorted by id. It is read-only:
// whoever needs other claims makes another Case (KnownBy, Without).
type Case struct {
	Settings       Settings
	Sources        []Source
	Documents      []Document
	Places         []Place
	Actors         []Actor
	Roads          []Road
	Networks       []Network
	Lexicons       []Lexicon
	Claims         []Claim
	Judgements     []Judgement
	Contradictions []Contradiction
	Hypotheses     []Hypothesis
	Briefs         []Brief
	Publications   []Publication
	Corrections    []Correction
}

func find[T any, K cmp.Ordered](list []T, id K, key func(*T) K) (*T, bool) {
	i := sort.Search(len(list), func(i int) bool { return key(&list[i]) >= id })
	if i == len(list) || key(&list[i]) != id {
		return nil, false
	}
	return &list[i], true
}

// Source finds a source by id.
func (c *Case) Source(id SourceID) (*Source, bool) {
	return find(c.Sources, id, func(s *Source) SourceID { return s.ID })
}

// Document finds a document by id.
func (c *Case) Document(id DocumentID) (*Document, bool) {
	return find(c.Documents, id, func(d *Document) DocumentID { return d.ID })
}

// Place finds a place by id.
func (c *Case) Place(id PlaceID) (*Place, bool) {
	return find(c.Places, id, func(p *Place) PlaceID { return p.ID })
}

// Actor finds an actor by id.
func (c *Case) Actor(id ActorID) (*Actor, bool) {
	return find(c.Actors, id, func(a *Actor) ActorID { return a.ID })
}

// Road finds a road by id.
func (c *Case) Road(id RoadID) (*Road, bool) {
	return find(c.Roads, id, func(r *Road) RoadID { return r.ID })
}

// Claim finds a claim by id.
func (c *Case) Claim(id ClaimID) (*Claim, bool) {
	return find(c.Claims, id, func(cl *Claim) ClaimID { return cl.ID })
}

// Judgement finds a judgement by id.
func (c *Case) Judgement(id JudgementID) (*Judgement, bool) {
	return find(c.Judgements, id, func(j *Judgement) JudgementID { return j.ID })
}

// Brief finds a brief by id.
func (c *Case) Brief(id BriefID) (*Brief, bool) {
	return find(c.Briefs, id, func(b *Brief) BriefID { return b.ID })
}

// Publication finds a publication by id.
func (c *Case) Publication(id PublicationID) (*Publication, bool) {
	return find(c.Publications, id, func(p *Publication) PublicationID { return p.ID })
}

// Sort puts every list in the order of ids.
func (c *Case) Sort() {
	slices.SortFunc(c.Sources, func(a, b Source) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Documents, func(a, b Document) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Places, func(a, b Place) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Actors, func(a, b Actor) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Roads, func(a, b Road) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Networks, func(a, b Network) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Lexicons, func(a, b Lexicon) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Claims, func(a, b Claim) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Judgements, func(a, b Judgement) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Contradictions, func(a, b Contradiction) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Hypotheses, func(a, b Hypothesis) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Briefs, func(a, b Brief) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Publications, func(a, b Publication) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Corrections, func(a, b Correction) int { return cmp.Compare(a.ID, b.ID) })
}

// Said is the day on which a claim was said: its document's day. ok is false if that isn't
// known.
func (c *Case) Said(cl *Claim) (day when.Day, ok bool) {
	d, found := c.Document(cl.Document)
	if !found {
		return 0, false
	}
	return d.Day(c.Settings.Widening())
}

// Counts reports whether engines may use a claim: accepted, and neither its document nor
// that document's source withdrawn.
func (c *Case) Counts(cl *Claim) bool {
	if cl.Status != Accepted {
		return false
	}
	d, ok := c.Document(cl.Document)
	if !ok || d.Status == Withdrawn {
		return false
	}
	s, ok := c.Source(d.Source)
	return !ok || s.Status != Withdrawn
}

// KnownBy returns the case with only the documents that were out by the end of day, and
// their claims. Places, actors, sources and roads stay.
func (c *Case) KnownBy(day when.Day) *Case {
	w := c.Settings.Widening()
	return c.keepDocuments(func(d *Document) bool {
		out, ok := d.Day(w)
		return ok && out <= day
	})
}

// SaidBy is the last day up to by on which a document came out, when.MinDay if none had: what
// is known by either day is the same.
func (c *Case) SaidBy(by when.Day) when.Day {
	w := c.Settings.Widening()
	last := when.MinDay
	for i := range c.Documents {
		if d, ok := c.Documents[i].Day(w); ok && d <= by {
			last = max(last, d)
		}
	}
	return last
}

// Without returns the case without one document and its claims.
func (c *Case) Without(id DocumentID) *Case {
	return c.keepDocuments(func(d *Document) bool { return d.ID != id })
}

func (c *Case) keepDocuments(keep func(*Document) bool) *Case {
	out := *c
	out.Documents, out.Claims = nil, nil
	kept := map[DocumentID]bool{}
	for i := range c.Documents {
		if d := &c.Documents[i]; keep(d) {
			out.Documents = append(out.Documents, *d)
			kept[d.ID] = true
		}
	}
	for _, cl := range c.Claims {
		if kept[cl.Document] {
			out.Claims = append(out.Claims, cl)
		}
	}
	return &out
}

// KeepClaims returns the case with only the claims that keep says yes to.
func (c *Case) KeepClaims(keep func(*Claim) bool) *Case {
	out := *c
	out.Claims = nil
	for i := range c.Claims {
		if keep(&c.Claims[i]) {
			out.Claims = append(out.Claims, c.Claims[i])
		}
	}
	return &out
}

// Period is the span of days that the case covers: its setting, else from the first to the
// last day that an accepted claim touches. ok is false if there is neither.
func (c *Case) Period() (span when.Span, ok bool) {
	if !c.Settings.Period.IsZero() {
		return c.Settings.Period.Bounds(when.Widening{}), true
	}
	for i := range c.Claims {
		cl := &c.Claims[i]
		said, known := c.Said(cl)
		if !known || cl.When.IsZero() {
			continue
		}
		for _, s := range cl.Reach(when.Widening{}, said).Days {
			if !ok {
				span, ok = s, true
			}
			span = when.Span{From: min(span.From, s.From), To: max(span.To, s.To)}
		}
	}
	return span, ok
}

// LastKnown is the last day on which a document of the case was published; the day of an
// answer "as known by" everything. ok is false for a case without dated documents.
func (c *Case) LastKnown() (day when.Day, ok bool) {
	w := c.Settings.Widening()
	for i := range c.Documents {
		if d, known := c.Documents[i].Day(w); known && (!ok || d > day) {
			day, ok = d, true
		}
	}
	return day, ok
}

// Leaves lists the places that are held one by one: settled places without settled
// children, in the order of ids.
func (c *Case) Leaves() []PlaceID {
	parent := map[PlaceID]bool{}
	for _, p := range c.Places {
		if p.Kind.Settled() {
			parent[p.Parent] = true
		}
	}
	var out []PlaceID
	for _, p := range c.Places {
		if p.Kind.Settled() && !parent[p.ID] {
			out = append(out, p.ID)
		}
	}
	return out
}

// LeavesUnder lists the leaves of a place, itself if it is one, in the order of ids.
func (c *Case) LeavesUnder(id PlaceID) []PlaceID {
	var out []PlaceID
	for _, leaf := range c.Leaves() {
		if slices.Contains(c.Above(leaf), id) {
			out = append(out, leaf)
		}
	}
	return out
}

// Above lists a place and what it lies in, from itself upward; nothing for an unknown id.
func (c *Case) Above(id PlaceID) []PlaceID {
	var out []PlaceID
	for len(out) < maxDepth {
		p, ok := c.Place(id)
		if !ok {
			break
		}
		out = append(out, id)
		id = p.Parent
	}
	return out
}

// maxDepth bounds a walk up the places, whose parents desk keeps free of circles.
const maxDepth = 64

// Foreign reports whether a place lies in another country than the case's.
func (c *Case) Foreign(id PlaceID) bool {
	if c.Settings.Country == "" {
		return false
	}
	for _, at := range c.Above(id) {
		if p, _ := c.Place(at); p.Kind == Country {
			return at != c.Settings.Country
		}
	}
	return false
}
