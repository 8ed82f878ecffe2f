package redact

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// unsaid is what a claim says whose words are kept back.
const unsaid = "The words are withheld."

// published makes the case as it may be shown.
func (r *Redaction) published() *salient.Case {
	out := &salient.Case{
		Settings:       r.settings(),
		Sources:        mapped(r.whole.Sources, r.source),
		Documents:      mapped(r.whole.Documents, r.document),
		Places:         mapped(r.whole.Places, r.place),
		Actors:         mapped(r.whole.Actors, r.actor),
		Roads:          mapped(r.whole.Roads, r.road),
		Networks:       mapped(r.whole.Networks, func(n salient.Network) (salient.Network, bool) { return n, !r.hidden.networks[n.ID] }),
		Claims:         mapped(r.whole.Claims, r.claim),
		Judgements:     mapped(r.whole.Judgements, r.judgement),
		Contradictions: mapped(r.whole.Contradictions, r.contradiction),
		Hypotheses:     mapped(r.whole.Hypotheses, r.hypothesis),
	}
	out.Sort()
	return out
}

// mapped is a list of what is shown of each member.
func mapped[T any](list []T, show func(T) (T, bool)) []T {
	var out []T
	for _, x := range list {
		if y, ok := show(x); ok {
			out = append(out, y)
		}
	}
	return out
}

// clean replaces what tells of rows that are kept back in texts.
func (r *Redaction) clean(texts ...*string) {
	for _, t := range texts {
		*t = r.Clean(*t)
	}
}

// blank empties addresses and the like that would be no use with a part replaced.
func (r *Redaction) blank(texts ...*string) {
	for _, t := range texts {
		if len(r.Find(*t)) > 0 || r.finder.inToken(*t) {
			*t = ""
		}
	}
}

func (r *Redaction) names(list []salient.Name) []salient.Name {
	return mapped(list, func(n salient.Name) (salient.Name, bool) { return n, len(r.Find(n.Text)) == 0 })
}

func (r *Redaction) sourceID(id salient.SourceID) salient.SourceID {
	return salient.SourceID(r.renamed.of(salient.KindSource, string(id)))
}

func (r *Redaction) documentID(id salient.DocumentID) salient.DocumentID {
	return salient.DocumentID(r.renamed.of(salient.KindDocument, string(id)))
}

func (r *Redaction) actorID(id salient.ActorID) salient.ActorID {
	return salient.ActorID(r.renamed.of(salient.KindActor, string(id)))
}

func (r *Redaction) placeID(id salient.PlaceID) salient.PlaceID {
	return salient.PlaceID(r.renamed.of(salient.KindPlace, string(id)))
}

func (r *Redaction) actorIDs(list []salient.ActorID) []salient.ActorID {
	return mapped(list, func(id salient.ActorID) (salient.ActorID, bool) { return r.actorID(id), true })
}

// claimIDs are the ids of those claims that are in the published case.
func (r *Redaction) claimIDs(list []salient.ClaimID) []salient.ClaimID {
	return mapped(list, func(id salient.ClaimID) (salient.ClaimID, bool) {
		return salient.ClaimID(r.renamed.of(salient.KindClaim, string(id))), !r.hidden.claims[id]
	})
}

// shownAround is the nearest place around one, itself first, that may be shown; "" if there is
// none.
func (r *Redaction) shownAround(id salient.PlaceID) salient.PlaceID {
	for _, at := range r.whole.Above(id) {
		if !r.hidden.places[at] {
			return r.placeID(at)
		}
	}
	return ""
}

func (r *Redaction) settings() salient.Settings {
	s := r.whole.Settings
	r.clean(&s.Title, &s.Description, &s.Licence)
	s.Sides, s.Country = r.actorIDs(s.Sides), r.shownAround(s.Country)
	return s
}

func (r *Redaction) source(s salient.Source) (salient.Source, bool) {
	if r.hidden.sources[s.ID] {
		s.Name, s.Language, s.URL, s.Note, s.WithdrawnWhy = aSource, "", "", "", ""
	}
	s.ID, s.Leaning = r.sourceID(s.ID), r.actorID(s.Leaning)
	s.Republishes = mapped(s.Republishes, func(id salient.SourceID) (salient.SourceID, bool) { return r.sourceID(id), true })
	r.clean(&s.Name, &s.Note, &s.WithdrawnWhy)
	r.blank(&s.URL)
	return s, true
}

func (r *Redaction) document(d salient.Document) (salient.Document, bool) {
	if r.hidden.documents[d.ID] {
		return d, false
	}
	if r.veiled.documents[d.ID] {
		d = salient.Document{
			ID: d.ID, Source: d.Source, Type: d.Type, Title: "A withheld document", Published: d.Published, Collected: d.Collected,
			Sensitivity: d.Sensitivity, Status: d.Status,
		}
	}
	d.ID, d.Source = r.documentID(d.ID), r.sourceID(d.Source)
	r.clean(&d.Title, &d.Author, &d.Container, &d.WithdrawnWhy, &d.Note)
	r.blank(&d.URL, &d.Archived, &d.File)
	return d, true
}

func (r *Redaction) place(p salient.Place) (salient.Place, bool) {
	if r.hidden.places[p.ID] {
		return p, false
	}
	p.ID, p.Parent, p.Names = r.placeID(p.ID), r.shownAround(p.Parent), r.names(p.Names)
	p.RearOf = mapped(p.RearOf, func(x salient.Rear) (salient.Rear, bool) { x.Side = r.actorID(x.Side); return x, true })
	r.clean(&p.Name, &p.Note)
	return p, true
}

func (r *Redaction) actor(a salient.Actor) (salient.Actor, bool) {
	if r.hidden.actors[a.ID] {
		a = salient.Actor{ID: a.ID, Name: anActor(&a), Kind: a.Kind, Colour: a.Colour, Sensitivity: a.Sensitivity}
	}
	a.ID, a.Names = r.actorID(a.ID), r.names(a.Names)
	r.clean(&a.Name, &a.Note)
	return a, true
}

// nearby is how close to a place that is kept back no corner of a road may lie.
const nearby = 100 * geo.Metre

// road is a road without the corners at places that are kept back. One that leads to such a
// place goes.
func (r *Redaction) road(x salient.Road) (salient.Road, bool) {
	if r.hidden.roads[x.ID] {
		return x, false
	}
	x.ID = salient.RoadID(r.renamed.of(salient.KindRoad, string(x.ID)))
	x.From, x.To = r.placeID(x.From), r.placeID(x.To)
	x.Line = mapped(x.Line, func(p geo.Point) (geo.Point, bool) { return p, !r.atHidden(p) })
	r.clean(&x.Name, &x.Note)
	return x, len(x.Line) >= 2
}

// atHidden reports whether a point is that of a place that is kept back.
func (r *Redaction) atHidden(p geo.Point) bool {
	return slices.ContainsFunc(r.points, func(q geo.Point) bool { return geo.Distance(p, q) < nearby })
}

func (r *Redaction) claim(cl salient.Claim) (salient.Claim, bool) {
	if r.hidden.claims[cl.ID] {
		return cl, false
	}
	if r.veiled.claims[cl.ID] {
		cl = r.veiledClaim(cl)
	}
	cl.ID, cl.Document = salient.ClaimID(r.renamed.of(salient.KindClaim, string(cl.ID))), r.documentID(cl.Document)
	cl.Claimant, cl.Origin, cl.About = r.voice(cl.Claimant), r.origin(cl.Origin), r.about(cl.About)
	cl.Actors, cl.Others = r.actorIDs(cl.Actors), r.actorIDs(cl.Others)
	r.clean(&cl.Locator, &cl.Quote, &cl.Says, &cl.Hedge, &cl.Reason, &cl.Note)
	return r.placed(cl), true
}

// about is the claim that another is about, "" if it isn't in the published case.
func (r *Redaction) about(id salient.ClaimID) salient.ClaimID {
	if r.hidden.claims[id] {
		return ""
	}
	return salient.ClaimID(r.renamed.of(salient.KindClaim, string(id)))
}

// voice is who speaks: an id, or a role in words.
func (r *Redaction) voice(who string) string {
	if r.shownVoice(who) {
		to, _ := r.renamed.changed(who, salient.KindActor, salient.KindSource)
		return to
	}
	if to, ok := r.renamed.changed(who, salient.KindActor, salient.KindSource, voice); ok {
		return to
	}
	return r.Clean(who)
}

// origin is where a claim was taken from: a claim, a document, or a voice.
func (r *Redaction) origin(from string) string {
	if to, ok := r.renamed.changed(from, salient.KindClaim, salient.KindDocument); ok {
		return to
	}
	return r.voice(from)
}

// veiledClaim is a claim without its words. Roles in free text go too, where the source is
// kept back: "a nurse in the north" may be the source.
func (r *Redaction) veiledClaim(cl salient.Claim) salient.Claim {
	cl.Says, cl.Quote, cl.Locator, cl.Note, cl.Reason, cl.Start, cl.End, cl.LayerSHA256 = unsaid, "", "", "", "", "", "", ""
	if r.veiled.documents[cl.Document] && cl.Claimant != "" && !r.isVoice(cl.Claimant) {
		cl.Claimant = aClaimant
	}
	return cl
}

// placed moves a claim from a place that is kept back to the one around it. Claims by which
// ground and sieges are worked out say nothing of that one: they become statements.
func (r *Redaction) placed(cl salient.Claim) salient.Claim {
	at, to := salient.PlaceID(cl.Place), cl.To
	if !r.hiddenWay(cl.Place) && !r.hidden.places[to] {
		cl.Place, cl.To = r.wayID(cl.Place), r.placeID(cl.To)
		return cl
	}
	cl.Place, cl.To = string(r.shownAround(at)), r.shownAround(to)
	ground := cl.Kind == salient.Holds || cl.Kind == salient.Access || cl.Kind == salient.OnRoad
	if ground || cl.Place == "" && cl.To == "" {
		return salient.Claim{
			ID: cl.ID, Document: cl.Document, Says: cl.Says, Claimant: cl.Claimant, About: cl.About, Origin: cl.Origin, Stance: cl.Stance,
			Hedge: cl.Hedge, Credibility: cl.Credibility, Evidence: cl.Evidence, Kind: salient.Statement,
			Status: cl.Status, DecidedBy: cl.DecidedBy, DecidedAt: cl.DecidedAt, Sensitivity: cl.Sensitivity,
		}
	}
	return cl
}

// wayID is the id of a place or a road.
func (r *Redaction) wayID(id string) string {
	to, _ := r.renamed.changed(id, salient.KindPlace, salient.KindRoad)
	return to
}

func (r *Redaction) judgement(j salient.Judgement) (salient.Judgement, bool) {
	j.ID, j.Basis = salient.JudgementID(r.renamed.of(salient.KindJudgement, string(j.ID))), r.claimIDs(j.Basis)
	j.Supersedes = salient.JudgementID(r.renamed.of(salient.KindJudgement, string(j.Supersedes)))
	r.clean(&j.Author, &j.Text, &j.Condition, &j.Alternatives, &j.Question, &j.ResolutionSource, &j.Note)
	return j, true
}

func (r *Redaction) contradiction(x salient.Contradiction) (salient.Contradiction, bool) {
	x.Claims = r.claimIDs(x.Claims)
	r.clean(&x.Explanation)
	return x, true
}

func (r *Redaction) hypothesis(h salient.Hypothesis) (salient.Hypothesis, bool) {
	h.ClaimsFor, h.ClaimsAgainst = r.claimIDs(h.ClaimsFor), r.claimIDs(h.ClaimsAgainst)
	r.clean(&h.Question, &h.Text)
	return h, true
}
