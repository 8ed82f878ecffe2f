package desk

import (
	"slices"
	"testing"

	"github.com/salient-osint/salient"
)

func TestChangedClaimsAreNewOnesChangedOnesAndThoseThatAreGone(t *testing.T) {
	claim := func(id, what string) salient.Claim {
		return salient.Claim{ID: salient.ClaimID(id), Kind: salient.Holds, What: what, Document: "d", Status: salient.Accepted}
	}
	documents := []salient.Document{{ID: "d", Source: "s"}}
	before := &salient.Case{Documents: documents, Claims: []salient.Claim{claim("a", "controls"), claim("b", "controls"), claim("c", "controls"), claim("e", "controls")}}
	now := &salient.Case{Documents: documents, Claims: []salient.Claim{claim("b", "controls"), claim("c", "leaves"), claim("d", "controls")}}
	got, ok := changedClaims(before, now)
	if want := []salient.ClaimID{"a", "c", "d", "e"}; !ok || !slices.Equal(got, want) {
		t.Errorf("changedClaims = %v, %v, want %v", got, ok, want)
	}
	withdrawn := *before
	withdrawn.Documents = []salient.Document{{ID: "d", Source: "s", Status: salient.Withdrawn}}
	if got, _ := changedClaims(before, &withdrawn); len(got) != len(before.Claims) {
		t.Errorf("changedClaims after the document was withdrawn = %v, want all claims of it", got)
	}
	moved := *before
	moved.Places = []salient.Place{{ID: "new"}}
	if _, ok := changedClaims(before, &moved); ok {
		t.Error("changedClaims with another place is ok, want everything learned anew")
	}
}
