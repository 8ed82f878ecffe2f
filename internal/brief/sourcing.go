package brief

import (
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Sourcing is a draft of what ICD 206 asks of a publication: a descriptor of each cited source,
// and a statement on the sources as a whole. An analyst reads it, mends it and puts it into the
// brief; nothing publishes it as it is.
type Sourcing struct {
	Statement   []string     `json:"statement"`   // sentences
	Descriptors []Descriptor `json:"descriptors"` // those cited most first, then by id
}

// Descriptor is what may affect how far to trust what is cited from a source.
type Descriptor struct {
	Source    salient.SourceID     `json:"source"`
	Name      string               `json:"name"`
	Words     string               `json:"words"`     // a draft for publication
	Claims    int                  `json:"claims"`    // cited from it
	Documents []salient.DocumentID `json:"documents"` // cited, by id
	Note      string               `json:"note"`      // the case's own note on the source
	Record    []string             `json:"record"`    // what was learned of it: not for publication
}

// SourcingOf drafts the sourcing of a brief. records are sentences on what was learned of each
// source.
func SourcingOf(doc *Doc, c *salient.Case, records map[salient.SourceID][]string) Sourcing {
	s := &sourcing{checker: newChecker(doc, Facts{Case: c}), bySource: map[salient.SourceID][]*salient.Claim{}, documents: map[salient.SourceID]map[salient.DocumentID]bool{}}
	s.gather()
	out := Sourcing{Statement: s.statement(), Descriptors: []Descriptor{}}
	for _, id := range sortedKeys(s.documents) {
		if src, ok := c.Source(id); ok {
			d := s.describe(src)
			d.Record = append([]string{}, records[id]...)
			out.Descriptors = append(out.Descriptors, d)
		}
	}
	slices.SortStableFunc(out.Descriptors, func(a, b Descriptor) int { return b.Claims - a.Claims })
	return out
}

type sourcing struct {
	*checker
	claims    []*salient.Claim // cited and counted, each once
	bySource  map[salient.SourceID][]*salient.Claim
	documents map[salient.SourceID]map[salient.DocumentID]bool
}

// gather takes in what the notes cite.
func (s *sourcing) gather() {
	seen := map[salient.ClaimID]bool{}
	for _, group := range s.noteGroups() {
		for _, x := range group {
			cl, d := s.resolve(x)
			if d == nil || cl != nil && (seen[cl.ID] || !s.known.Counts(cl)) {
				continue
			}
			if s.documents[d.Source] == nil {
				s.documents[d.Source] = map[salient.DocumentID]bool{}
			}
			s.documents[d.Source][d.ID] = true
			if cl != nil {
				seen[cl.ID] = true
				s.claims = append(s.claims, cl)
				s.bySource[d.Source] = append(s.bySource[d.Source], cl)
			}
		}
	}
}

// describe writes a source's descriptor from its kind, grade, leaning, what it republishes, how
// much is cited, of which days, and how much of that is held.
func (s *sourcing) describe(src *salient.Source) Descriptor {
	d := Descriptor{Source: src.ID, Name: src.Name, Note: src.Note, Claims: len(s.bySource[src.ID]), Documents: sortedKeys(s.documents[src.ID])}
	grade := src.Reliability
	if grade == "" {
		grade = "F"
	}
	parts := []string{commas(strings.ReplaceAll(src.Kind, "-", " "), grade.Words()+" ("+string(grade)+")")}
	if a, ok := s.whole.Actor(src.Leaning); ok {
		parts = append(parts, "leans to "+a.Name)
	}
	var carried []string
	for _, id := range src.Republishes {
		if other, ok := s.whole.Source(id); ok {
			carried = append(carried, other.Name)
		}
	}
	if len(carried) > 0 {
		parts = append(parts, "carries "+listed(carried))
	}
	parts = append(parts, fmt.Sprintf("cited for %s from %s%s", count(d.Claims, "claim"), count(len(d.Documents), "document"), s.days(d.Documents)))
	if n := s.heldOf(s.bySource[src.ID]); d.Claims > 0 {
		parts = append(parts, fmt.Sprintf("%d of %s held", n, count(d.Claims, "passage")))
	}
	d.Words = src.Name + ": " + strings.Join(parts, "; ") + "."
	return d
}

// days are the first and the last day on which documents were published.
func (s *sourcing) days(ids []salient.DocumentID) string {
	w := s.whole.Settings.Widening()
	var first, last when.Day
	dated := false
	for _, id := range ids {
		d, _ := s.whole.Document(id)
		day, ok := d.Day(w)
		if !ok {
			continue
		}
		if !dated {
			first, last, dated = day, day, true
		}
		first, last = min(first, day), max(last, day)
	}
	switch {
	case !dated:
		return ", undated"
	case first == last:
		return ", by " + last.Long()
	}
	return ", " + first.Long() + " to " + last.Long()
}

func (s *sourcing) heldOf(claims []*salient.Claim) int {
	n := 0
	for _, cl := range claims {
		if s.held(cl) {
			n++
		}
	}
	return n
}

// statement sums the sources up: how many, of which grades, whose interests, how many voices,
// what can be looked at, and what stands against them.
func (s *sourcing) statement() []string {
	if len(s.claims) == 0 {
		return []string{"The brief cites no claim that counts."}
	}
	docs := 0
	for _, ids := range s.documents {
		docs += len(ids)
	}
	n := len(s.claims)
	return []string{
		fmt.Sprintf("The brief rests on %s from %s by %s.", count(n, "claim"), count(docs, "document"), count(len(s.documents), "source")),
		s.grades(), s.interests(), s.voices(),
		fmt.Sprintf("%d of %s held; %d rest on pictures.", s.heldOf(s.claims), are(count(n, "passage"), n), s.visual()),
		s.disputed(),
	}
}

func are(what string, n int) string {
	if n == 1 {
		return what + " is"
	}
	return what + " are"
}

func (s *sourcing) grades() string {
	of := map[salient.Reliability]int{}
	for id, claims := range s.bySource {
		src, ok := s.whole.Source(id)
		if !ok || src.Reliability == "" {
			of["F"] += len(claims)
			continue
		}
		of[src.Reliability] += len(claims)
	}
	var parts []string
	for _, g := range salient.Reliabilities {
		if of[g] > 0 {
			parts = append(parts, fmt.Sprintf("%d from sources graded %s (%s)", of[g], g, g.Words()))
		}
	}
	return "Of the claims, " + strings.Join(parts, ", ") + "."
}

func (s *sourcing) interests() string {
	own := map[salient.ActorID]int{}
	for _, cl := range s.claims {
		if s.interested(cl) {
			own[s.interest(cl)]++
		}
	}
	var parts []string
	for _, side := range s.whole.Settings.Sides {
		if a, ok := s.whole.Actor(side); ok && own[side] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", own[side], a.Name))
		}
	}
	if len(parts) == 0 {
		return "None serves the side that it comes from."
	}
	return "Serving the side that they come from: " + strings.Join(parts, ", ") + "."
}

func (s *sourcing) voices() string {
	of := map[string]int{}
	for _, cl := range s.claims {
		of[s.voice(cl)]++
	}
	most := slices.MaxFunc(sortedKeys(of), func(a, b string) int { return of[a] - of[b] })
	if of[most] == 1 {
		return fmt.Sprintf("They go back to %s, each behind one of them.", count(len(of), "voice"))
	}
	name := most
	if a, ok := s.whole.Actor(salient.ActorID(most)); ok {
		name = a.Name
	} else if id, _, _ := strings.Cut(most, " "); s.isSource(id) {
		src, _ := s.whole.Source(salient.SourceID(id))
		name = src.Name
	}
	return fmt.Sprintf("They go back to %s; the one behind most of them, %s, is behind %d.", count(len(of), "voice"), name, of[most])
}

func (s *sourcing) visual() int {
	n := 0
	for _, cl := range s.claims {
		if cl.Evidence.Visual() {
			n++
		}
	}
	return n
}

// disputed counts the claims against which others stand that aren't settled.
func (s *sourcing) disputed() string {
	n := 0
	for _, cl := range s.claims {
		if len(s.unsettled(cl)) > 0 {
			n++
		}
	}
	if n == 0 {
		return "No claim of the case stands against them."
	}
	return fmt.Sprintf("Against %d of them other claims of the case stand.", n)
}
