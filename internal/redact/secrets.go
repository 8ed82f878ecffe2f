package redact

import (
	"math"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/prose"
)

// What stands in the place of what is kept back.
const (
	aSource   = "a withheld source"
	aPlace    = "a withheld place"
	aDocument = "a withheld document"
	aNetwork  = "a withheld network"
	aClaim    = "withheld words"
	anAuthor  = "a withheld author"
	aClaimant = "a withheld claimant"
	anything  = "withheld"
)

// anActor is the wording instead of an actor's name.
func anActor(a *salient.Actor) string {
	switch a.Kind {
	case "":
		return "a withheld actor"
	case "public-figure":
		return "a withheld person"
	}
	return "a withheld " + string(a.Kind)
}

// newFinder gathers what tells of the rows that are kept back.
func (r *Redaction) newFinder() *finder {
	f := &finder{names: prose.NamesOf(r.whole), wording: r.wording, texts: phrases{}, parts: phrases{}, quoted: runs{}, hashes: map[string]bool{}}
	shown := r.shownNames()
	name := func(instead, name string, others []salient.Name) {
		for _, n := range append([]salient.Name{{Text: name}}, others...) {
			if !shown[key(n.Text)] {
				f.name(n.Text, instead)
			}
		}
	}
	c := r.whole
	for i := range c.Sources {
		if s := &c.Sources[i]; r.hidden.sources[s.ID] {
			name(aSource, s.Name, nil)
			f.parts.add(string(s.ID), anything)
			f.row(string(s.ID), s.URL)
		}
	}
	for i := range c.Actors {
		if a := &c.Actors[i]; r.hidden.actors[a.ID] {
			name(anActor(a), a.Name, a.Names)
			f.parts.add(string(a.ID), anything)
			f.row(string(a.ID))
		}
	}
	for i := range c.Places {
		if p := &c.Places[i]; r.hidden.places[p.ID] {
			name(aPlace, p.Name, p.Names)
			f.parts.add(string(p.ID), anything)
			f.row(string(p.ID))
			f.phrase(p.PCode, anything, 1)
			f.phrase(p.GeonameID, anything, 1)
			f.points(p)
		}
	}
	for i := range c.Networks {
		if n := &c.Networks[i]; r.hidden.networks[n.ID] {
			name(aNetwork, n.Name, nil)
			f.row(string(n.ID), n.File)
			f.hash(n.SHA256)
		}
	}
	r.documentsInto(f, shown)
	r.claimsInto(f)
	return f
}

// documentsInto adds what tells of documents that are kept back or veiled.
func (r *Redaction) documentsInto(f *finder, shown map[string]bool) {
	for i := range r.whole.Documents {
		d := &r.whole.Documents[i]
		if !r.hidden.documents[d.ID] && !r.veiled.documents[d.ID] {
			continue
		}
		f.row(string(d.ID), d.URL, d.Archived, d.File)
		f.hash(d.SHA256)
		f.hash(d.Layer)
		if !shown[key(d.Title)] {
			f.phrase(d.Title, aDocument, 2)
		}
		for _, a := range authors(d) {
			if !shown[key(a)] {
				f.name(a, anAuthor)
			}
		}
	}
}

// claimsInto adds what tells of claims that are kept back or veiled. Our paraphrase isn't
// looked for, as a sentence may well say the same, nor a quotation, or a part of one, that a claim
// that is shown has too.
func (r *Redaction) claimsInto(f *finder) {
	shown, said := map[string]bool{}, runs{}
	for i := range r.whole.Claims {
		if cl := &r.whole.Claims[i]; !r.kept(salient.KindClaim, string(cl.ID)) {
			shown[key(cl.Quote)] = true
			said.add(cl.Quote, nil)
			said.add(cl.Says, nil)
		}
	}
	for i := range r.whole.Claims {
		cl := &r.whole.Claims[i]
		if !r.kept(salient.KindClaim, string(cl.ID)) {
			continue
		}
		f.row(string(cl.ID))
		if !shown[key(cl.Quote)] {
			f.phrase(cl.Quote, aClaim, 3)
			f.quoted.add(cl.Quote, said)
		}
	}
}

// shownNames are the names, titles and authors of rows that may be shown, by their keys.
func (r *Redaction) shownNames() map[string]bool {
	c, out := r.whole, map[string]bool{}
	take := func(hidden bool, name string, others []salient.Name) {
		if hidden {
			return
		}
		out[key(name)] = true
		for _, o := range others {
			out[key(o.Text)] = true
		}
	}
	for i := range c.Sources {
		take(r.hidden.sources[c.Sources[i].ID], c.Sources[i].Name, nil)
	}
	for i := range c.Actors {
		take(r.hidden.actors[c.Actors[i].ID], c.Actors[i].Name, c.Actors[i].Names)
	}
	for i := range c.Places {
		take(r.hidden.places[c.Places[i].ID], c.Places[i].Name, c.Places[i].Names)
	}
	for i := range c.Documents {
		d := &c.Documents[i]
		hidden := r.hidden.documents[d.ID] || r.veiled.documents[d.ID]
		take(hidden, d.Title, nil)
		for _, a := range authors(d) {
			take(hidden || r.hiddenPerson(a), a, nil)
		}
	}
	return out
}

// hiddenPerson reports whether a name is that of an actor who is kept back.
func (r *Redaction) hiddenPerson(name string) bool {
	for i := range r.whole.Actors {
		if a := &r.whole.Actors[i]; r.hidden.actors[a.ID] && key(a.Name) == key(name) {
			return true
		}
	}
	return false
}

// authors are those who signed a document.
func authors(d *salient.Document) []string {
	return strings.FieldsFunc(d.Author, func(r rune) bool { return r == ';' || r == '|' })
}

// wording is what stands instead of a name; "" for one that may be shown.
func (r *Redaction) wording(ref prose.Ref) string {
	switch {
	case r.hidden.places[ref.Place]:
		return aPlace
	case r.hidden.sources[ref.Source]:
		return aSource
	case r.hidden.actors[ref.Actor]:
		a, _ := r.whole.Actor(ref.Actor)
		return anActor(a)
	}
	return ""
}

// row takes in an id, if it can be no word of ordinary text, and addresses and paths.
func (f *finder) row(id string, addresses ...string) {
	if strings.ContainsAny(id, "0123456789-_.") {
		f.phrase(id, anything, 1)
	}
	for _, a := range addresses {
		_, rest, schemed := strings.Cut(a, "://")
		if !schemed {
			rest = a
		}
		f.phrase(strings.TrimPrefix(rest, "www."), anything, 2)
	}
}

// phrase takes a text of so many words or more in.
func (f *finder) phrase(text, instead string, least int) {
	if len(wordsOf(text)) >= least {
		f.texts.add(text, instead)
	}
}

// name takes a name in: one of several words also written as one ("millhospital"), one of a
// single word only as a part of ids and addresses.
func (f *finder) name(text, instead string) {
	f.phrase(text, instead, 2)
	if len(wordsOf(text)) > 1 {
		f.texts.add(key(text), instead)
	}
	f.parts.add(text, instead)
}

// hash takes in a SHA-256, also where only its first digits are written.
func (f *finder) hash(sum string) {
	if len(sum) >= hashDigits {
		f.hashes[strings.ToLower(sum[:hashDigits])] = true
	}
}

// points takes in where a place lies.
func (f *finder) points(p *salient.Place) {
	var at []geo.Point
	if p.At != nil {
		at = append(at, *p.At)
	}
	for _, polygon := range p.Area {
		for _, ring := range polygon {
			at = append(at, ring...)
		}
	}
	for _, q := range at {
		f.degrees = append(f.degrees, math.Abs(q.Lon), math.Abs(q.Lat))
	}
}
