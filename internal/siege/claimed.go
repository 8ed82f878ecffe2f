package siege

import (
	"github.com/salient-osint/salient"
)

// Claimed is a siege that somebody speaks of, to be set beside the computed ones.
type Claimed struct {
	Claim    salient.ClaimID    `json:"claim"`
	Document salient.DocumentID `json:"document"`
	Place    salient.PlaceID    `json:"place"`
	Name     string             `json:"name"`
	By       []salient.ActorID  `json:"by"` // the besiegers
	Stance   salient.Stance     `json:"stance"`
	When     string             `json:"when"` // EDTF, as written; "" means the day of the document
	Says     string             `json:"says"`
}

// ClaimedIn lists the counted claims of a case that somebody besieges a place, or denies or
// doubts it, in the order of ids.
func ClaimedIn(c *salient.Case) []Claimed {
	var out []Claimed
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Holds || cl.What != "besieges" || !c.Counts(cl) {
			continue
		}
		s := Claimed{
			Claim: cl.ID, Document: cl.Document, Place: salient.PlaceID(cl.Place), Name: cl.Place,
			By: cl.Actors, Stance: cl.Stance, When: cl.When.String(), Says: cl.Says,
		}
		if p, ok := c.Place(s.Place); ok {
			s.Name = p.Name
		}
		out = append(out, s)
	}
	return out
}
