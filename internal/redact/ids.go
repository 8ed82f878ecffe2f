package redact

import (
	"fmt"
	"regexp"

	"github.com/salient-osint/salient"
)

// ids are the ids that rows have in place of their own, by kind.
type ids map[salient.Kind]map[string]string

// of is the id that a row of a kind has in the published case.
func (x ids) of(k salient.Kind, id string) string {
	if to, ok := x[k][id]; ok {
		return to
	}
	return id
}

// changed is the id instead of another that may be of any of some kinds, in this order.
func (x ids) changed(id string, kinds ...salient.Kind) (string, bool) {
	for _, k := range kinds {
		if to, ok := x[k][id]; ok {
			return to, true
		}
	}
	return id, false
}

// voice stands for a kind of row where something else has an id: those who speak, if they are
// no actor or source of the case ("activist-wire-3").
const voice = salient.Kind("voice")

// rename gives another id to each row that is kept back or veiled, and to each whose own id
// tells of one that is: "withheld-claim-3". They are numbered in the order of the ids.
func (r *Redaction) rename() ids {
	c, out := r.whole, ids{}
	taken := map[string]bool{}
	each(c, func(_ salient.Kind, id string) { taken[id] = true })
	other := func(k salient.Kind, id string) {
		if out[k][id] != "" || !r.kept(k, id) && !r.tellsID(id) {
			return
		}
		if out[k] == nil {
			out[k] = map[string]string{}
		}
		for n := len(out[k]) + 1; out[k][id] == ""; n++ {
			if to := fmt.Sprintf("withheld-%s-%d", k, n); !taken[to] {
				out[k][id], taken[to] = to, true
			}
		}
	}
	each(c, other)
	for i := range c.Claims {
		for _, id := range []string{c.Claims[i].Claimant, c.Claims[i].Origin} {
			if slug.MatchString(id) && !r.isVoice(id) {
				other(voice, id)
			}
		}
	}
	return out
}

// each goes through the ids of a case, kind by kind.
func each(c *salient.Case, visit func(salient.Kind, string)) {
	for i := range c.Sources {
		visit(salient.KindSource, string(c.Sources[i].ID))
	}
	for i := range c.Documents {
		visit(salient.KindDocument, string(c.Documents[i].ID))
	}
	for i := range c.Places {
		visit(salient.KindPlace, string(c.Places[i].ID))
	}
	for i := range c.Actors {
		visit(salient.KindActor, string(c.Actors[i].ID))
	}
	for i := range c.Roads {
		visit(salient.KindRoad, string(c.Roads[i].ID))
	}
	for i := range c.Claims {
		visit(salient.KindClaim, string(c.Claims[i].ID))
	}
	for i := range c.Judgements {
		visit(salient.KindJudgement, string(c.Judgements[i].ID))
	}
}

// kept reports whether a row is kept back or veiled.
func (r *Redaction) kept(k salient.Kind, id string) bool {
	switch k {
	case salient.KindSource:
		return r.hidden.sources[salient.SourceID(id)]
	case salient.KindDocument:
		return r.hidden.documents[salient.DocumentID(id)] || r.veiled.documents[salient.DocumentID(id)]
	case salient.KindPlace:
		return r.hidden.places[salient.PlaceID(id)]
	case salient.KindActor:
		return r.hidden.actors[salient.ActorID(id)]
	case salient.KindRoad:
		return r.hidden.roads[salient.RoadID(id)]
	case salient.KindClaim:
		return r.hidden.claims[salient.ClaimID(id)] || r.veiled.claims[salient.ClaimID(id)]
	}
	return false
}

// tellsID reports whether an id names a row that is kept back, as "mill-hospital-strike" does.
func (r *Redaction) tellsID(id string) bool {
	return r.finder.inToken(id) || len(r.finder.literals(id)) > 0
}

const anID = `[a-z0-9]+(?:[-_.][a-z0-9]+)*`

var (
	slug     = regexp.MustCompile(`^` + anID + `$`)
	citation = regexp.MustCompile(`@(` + anID + `)`)
	figure   = regexp.MustCompile(`\(figure:[^\s)]*`)
	value    = regexp.MustCompile(`([=:,])(` + anID + `)`)
	box      = regexp.MustCompile(`(?m)^([ \t]*:::[ \t]*judgement[ \t]+)(` + anID + `)`)
)

// Text is the text of a brief as it may be shown: citations, boxes and figures name rows by the
// ids that these have in Case, and what else tells of what is kept back is replaced. What stands
// in the text openly is an error of check; here it goes too, for drafts.
func (r *Redaction) Text(markdown string) string {
	if r.Whole() {
		return markdown
	}
	text := r.Clean(markdown)
	text = citation.ReplaceAllStringFunc(text, func(s string) string {
		to, _ := r.renamed.changed(s[1:], salient.KindClaim, salient.KindDocument, salient.KindJudgement)
		return "@" + to
	})
	text = box.ReplaceAllStringFunc(text, func(s string) string {
		m := box.FindStringSubmatch(s)
		return m[1] + r.renamed.of(salient.KindJudgement, m[2])
	})
	return figure.ReplaceAllStringFunc(text, func(address string) string {
		return value.ReplaceAllStringFunc(address, func(s string) string {
			to, _ := r.renamed.changed(s[1:], salient.KindPlace, salient.KindActor)
			return s[:1] + to
		})
	})
}
