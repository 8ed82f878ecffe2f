package redact

import (
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// Redaction is what is kept back of a case under a rule. It is read-only and safe for use by
// several goroutines.
type Redaction struct {
	rule  Rule
	whole *salient.Case

	hidden  rows // what is more sensitive than the level, and the claims that are left out
	veiled  rows // documents and claims that stay without their words
	renamed ids
	finder  *finder         // nil: nothing is kept back
	voices  map[string]bool // keys of the names and ids of actors and sources that are kept back
	points  []geo.Point     // of places that are kept back

	shown func() *salient.Case
}

// rows are some rows of a case.
type rows struct {
	sources   map[salient.SourceID]bool
	documents map[salient.DocumentID]bool
	places    map[salient.PlaceID]bool
	actors    map[salient.ActorID]bool
	roads     map[salient.RoadID]bool // those that lead to places of these
	networks  map[salient.NetworkID]bool
	claims    map[salient.ClaimID]bool
}

func (x rows) len() int {
	return len(x.sources) + len(x.documents) + len(x.places) + len(x.actors) + len(x.roads) + len(x.networks) + len(x.claims)
}

// Of works out what is kept back of a case.
func Of(c *salient.Case, rule Rule) *Redaction {
	r := &Redaction{rule: rule, whole: c, shown: func() *salient.Case { return c }}
	r.hide()
	if r.Whole() {
		return r
	}
	r.gather()
	r.veil()
	r.finder = r.newFinder()
	r.renamed = r.rename()
	r.finder.ids(r.renamed)
	r.shown = sync.OnceValue(r.published)
	return r
}

// Whole reports whether nothing is kept back: the case may be shown as it is.
func (r *Redaction) Whole() bool { return r.hidden.len() == 0 }

// Case is the case as it may be shown; the case itself if nothing is kept back.
func (r *Redaction) Case() *salient.Case { return r.shown() }

// Rule is the rule that the redaction follows.
func (r *Redaction) Rule() Rule { return r.rule }

// hide finds the rows that are more sensitive than the level, and what goes with them.
func (r *Redaction) hide() {
	c, above := r.whole, func(s salient.Sensitivity) bool { return !r.rule.shows(s) }
	r.hidden = rows{
		sources:   chosen(c.Sources, func(s *salient.Source) (salient.SourceID, bool) { return s.ID, above(s.Sensitivity) }),
		documents: chosen(c.Documents, func(d *salient.Document) (salient.DocumentID, bool) { return d.ID, above(d.Sensitivity) }),
		places:    chosen(c.Places, func(p *salient.Place) (salient.PlaceID, bool) { return p.ID, above(p.Sensitivity) }),
		actors:    chosen(c.Actors, func(a *salient.Actor) (salient.ActorID, bool) { return a.ID, above(a.Sensitivity) }),
		networks:  chosen(c.Networks, func(n *salient.Network) (salient.NetworkID, bool) { return n.ID, above(n.Sensitivity) }),
	}
	r.hidden.roads = chosen(c.Roads, func(x *salient.Road) (salient.RoadID, bool) {
		return x.ID, r.hidden.places[x.From] || r.hidden.places[x.To]
	})
	r.hidden.claims = chosen(c.Claims, func(cl *salient.Claim) (salient.ClaimID, bool) {
		return cl.ID, above(cl.Sensitivity) || r.hidden.documents[cl.Document] || r.rule.Young(c, cl)
	})
}

// veil finds the documents of sources that are kept back, and the claims that come from a row
// that is kept back or tell of one.
func (r *Redaction) veil() {
	c := r.whole
	r.veiled = rows{
		documents: chosen(c.Documents, func(d *salient.Document) (salient.DocumentID, bool) {
			return d.ID, r.hidden.sources[d.Source] && !r.hidden.documents[d.ID]
		}),
	}
	r.veiled.claims = chosen(c.Claims, func(cl *salient.Claim) (salient.ClaimID, bool) {
		return cl.ID, !r.hidden.claims[cl.ID] && (r.veiled.documents[cl.Document] || r.tells(cl))
	})
}

// tells reports whether a claim names a row that is kept back in one of its cells.
func (r *Redaction) tells(cl *salient.Claim) bool {
	hidden := func(a salient.ActorID) bool { return r.hidden.actors[a] }
	return slices.ContainsFunc(cl.Actors, hidden) || slices.ContainsFunc(cl.Others, hidden) ||
		r.hiddenWay(cl.Place) || r.hidden.places[cl.To] || r.speaks(cl.Claimant) || r.speaks(cl.Origin)
}

// hiddenWay reports whether the id of a place or road is of one that is kept back.
func (r *Redaction) hiddenWay(id string) bool {
	return r.hidden.places[salient.PlaceID(id)] || r.hidden.roads[salient.RoadID(id)]
}

// speaks reports whether a voice is an actor or source that is kept back, by id or name.
func (r *Redaction) speaks(voice string) bool {
	return voice != "" && !r.shownVoice(voice) && r.voices[key(voice)]
}

// shownVoice reports whether a voice is the id of an actor or source that may be shown.
func (r *Redaction) shownVoice(id string) bool {
	_, actor := r.whole.Actor(salient.ActorID(id))
	_, source := r.whole.Source(salient.SourceID(id))
	return actor && !r.hidden.actors[salient.ActorID(id)] || source && !r.hidden.sources[salient.SourceID(id)]
}

// isVoice reports whether a voice is the id of an actor or a source.
func (r *Redaction) isVoice(id string) bool {
	_, actor := r.whole.Actor(salient.ActorID(id))
	_, source := r.whole.Source(salient.SourceID(id))
	return actor || source
}

// gather notes what voices and points belong to rows that are kept back.
func (r *Redaction) gather() {
	r.voices = map[string]bool{}
	for i := range r.whole.Sources {
		if s := &r.whole.Sources[i]; r.hidden.sources[s.ID] {
			r.voices[key(string(s.ID))], r.voices[key(s.Name)] = true, true
		}
	}
	for i := range r.whole.Actors {
		a := &r.whole.Actors[i]
		if !r.hidden.actors[a.ID] {
			continue
		}
		r.voices[key(string(a.ID))], r.voices[key(a.Name)] = true, true
		for _, n := range a.Names {
			r.voices[key(n.Text)] = true
		}
	}
	for i := range r.whole.Places {
		if p := &r.whole.Places[i]; r.hidden.places[p.ID] && p.At != nil {
			r.points = append(r.points, *p.At)
		}
	}
}

// chosen are the ids of the members of a list that a test lets through.
func chosen[T any, K comparable](list []T, test func(*T) (K, bool)) map[K]bool {
	out := map[K]bool{}
	for i := range list {
		if id, ok := test(&list[i]); ok {
			out[id] = true
		}
	}
	return out
}
