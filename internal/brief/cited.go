package brief

import (
	"slices"

	"github.com/salient-osint/salient"
)

// Cited is what a brief's notes rest on, each once, in the order of the text.
type Cited struct {
	Claims     []salient.ClaimID
	Documents  []salient.DocumentID // those of the claims, and those cited by themselves
	Judgements []salient.JudgementID
}

// CitedBy lists what a brief cites of a case, the basis of judgements in boxes included. Ids
// that the case doesn't have are passed over.
func CitedBy(doc *Doc, c *salient.Case) Cited {
	e := editionOf(doc, c)
	var out Cited
	for b := range doc.Walk() {
		if b.Kind == Judgement {
			out.judgement(c, b.Judgement)
		}
	}
	for _, group := range e.noteGroups() {
		for _, x := range group {
			claim, d := e.resolve(x)
			if claim != nil {
				out.Claims = once(out.Claims, claim.ID)
			}
			if d != nil {
				out.Documents = once(out.Documents, d.ID)
			} else {
				out.judgement(c, x.ID)
			}
		}
	}
	return out
}

func (x *Cited) judgement(c *salient.Case, id string) {
	if j, ok := c.Judgement(salient.JudgementID(id)); ok {
		x.Judgements = once(x.Judgements, j.ID)
	}
}

func once[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}
