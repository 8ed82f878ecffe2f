package read

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Side finds the side that an actor is on, as orbat.Book.Side does.
type Side func(salient.ActorID, when.Day) (salient.ActorID, bool)

// Agrees reports whether a candidate says what a claim says: of one kind, at one place (where
// the kind has places), of one actor or side, on days that overlap. A statement without a
// speaker is the document's own, and is taken for that of any organisation that the claim names.
func Agrees(c *Candidate, cl *salient.Claim, side Side) bool {
	return c.Kind == cl.Kind && samePlace(c, cl) && sameParty(c, cl, side) &&
		c.days.Meet(cl.When.Bounds(when.DefaultWidening)).Len() > 0
}

// Kept reports whether a claim that was made from a candidate says all that was offered: what
// Agrees compares, and what, stance and date unchanged.
func Kept(c *Candidate, cl *salient.Claim, side Side) bool {
	return Agrees(c, cl, side) && cl.What == c.What && cl.Stance == c.Stance && cl.When.String() == c.When
}

func samePlace(c *Candidate, cl *salient.Claim) bool {
	if c.Kind == salient.Statement || c.Kind == salient.Tie {
		return true
	}
	places := []string{cl.Place, string(cl.To)}
	return c.Place != "" && slices.Contains(places, c.Place) || c.To != "" && slices.Contains(places, c.To)
}

func sameParty(c *Candidate, cl *salient.Claim, side Side) bool {
	if len(cl.Actors) == 0 || c.Kind == salient.Statement && c.Actor == "" && cl.Claimant != "" && cl.Claimant == string(cl.Actors[0]) {
		return true
	}
	if c.Kind == salient.Statement && c.Actor == "" {
		_, partisan := side(cl.Actors[0], cl.When.Bounds(when.DefaultWidening).To)
		return !partisan
	}
	day := cl.When.Bounds(when.DefaultWidening).To
	x, ok := side(salient.ActorID(c.Actor), day)
	for _, a := range cl.Actors {
		if string(a) == c.Actor {
			return true
		}
		if y, ok2 := side(a, day); ok && ok2 && x == y {
			return true
		}
	}
	return false
}

// Decisions compares what was read in a document with what a person decided on its claims: a
// candidate that agrees with an accepted claim was right, one that agrees with a rejected claim
// alone was wrong. One that agrees with none was wrong if the document was coded completely;
// else nothing is known of it, and it is left out.
func Decisions(list []Candidate, claims []*salient.Claim, side Side, complete bool) []Decided {
	var out []Decided
	for i := range list {
		c := &list[i]
		accepted, rejected := false, false
		for _, cl := range claims {
			if cl.Status == salient.Candidate || !Agrees(c, cl, side) {
				continue
			}
			accepted = accepted || cl.Status == salient.Accepted
			rejected = rejected || cl.Status == salient.Rejected
		}
		if accepted || rejected || complete {
			out = append(out, Decided{c.features, accepted})
		}
	}
	return out
}
