package claimed_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/claimed"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

var first = when.Of(2020, 3, 1)

// theCase is a town of two quarters and a village; blue has a brigade, red a radio that leans
// to it; the paper leans to nobody. Documents come out on days 0 to 40 of each source.
func theCase() *salient.Case {
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}},
		Sources:  []salient.Source{{ID: "paper"}, {ID: "radio", Leaning: "red"}, {ID: "herald", Leaning: "brigade"}},
		Actors:   []salient.Actor{{ID: "blue"}, {ID: "brigade"}, {ID: "red"}, {ID: "stranger"}},
		Places: []salient.Place{
			{ID: "district", Kind: salient.District},
			{ID: "town", Kind: "town", Parent: "district"},
			{ID: "west", Kind: "quarter", Parent: "town"},
			{ID: "east", Kind: "quarter", Parent: "town"},
			{ID: "village", Kind: "village"},
		},
		Claims: []salient.Claim{{
			ID: "tie", Document: "paper-00", Kind: salient.Tie, What: "part-of", Actors: []salient.ActorID{"brigade"}, Others: []salient.ActorID{"blue"},
			When: when.MustParse("2020-01-01/2020-12-31"), Status: salient.Accepted,
		}},
	}
	for i := range 41 {
		for _, s := range c.Sources {
			c.Documents = append(c.Documents, salient.Document{
				ID: salient.DocumentID(fmt.Sprintf("%s-%02d", s.ID, i)), Source: s.ID, Published: when.MustParse((first + when.Day(i)).String()),
			})
		}
	}
	c.Sort()
	return c
}

// claim is who says that whom what of where, out and about on a day.
func claim(id, source, claimant, actor, what, place string, day int) salient.Claim {
	return salient.Claim{
		ID: salient.ClaimID(id), Document: salient.DocumentID(fmt.Sprintf("%s-%02d", source, day)), Claimant: claimant,
		Kind: salient.Holds, Stance: salient.Asserts, Actors: []salient.ActorID{salient.ActorID(actor)}, What: what, Place: place,
		When: when.MustParse((first + when.Day(day)).String()), Status: salient.Accepted,
	}
}

func denied(cl salient.Claim) salient.Claim {
	cl.Stance = salient.Denies
	return cl
}

func with(claims ...salient.Claim) *salient.Case {
	c := theCase()
	c.Claims = append(c.Claims, claims...)
	c.Sort()
	return c
}

func on(c *salient.Case, side salient.ActorID, day int) []claimed.Word {
	return claimed.Read(c, orbat.New(c)).On(side, first+when.Day(day))
}

func word(list []claimed.Word, place salient.PlaceID) claimed.Word {
	for _, w := range list {
		if w.Place == place {
			return w
		}
	}
	return claimed.Word{}
}

func TestWhatASidesFriendsSayIsItsWord(t *testing.T) {
	for _, tt := range []struct {
		name   string
		claims []salient.Claim
		side   salient.ActorID
		says   claimed.Says
		to     salient.State
	}{
		{"the side itself", []salient.Claim{claim("a", "paper", "blue", "blue", "controls", "village", 1)}, "blue", claimed.Holds, ""},
		{"what rolls up to it, for what rolls up to it", []salient.Claim{claim("a", "paper", "brigade", "brigade", "controls", "village", 1)}, "blue", claimed.Holds, ""},
		{"a source that leans to it, of a role in free text", []salient.Claim{claim("a", "radio", "residents", "red", "controls", "village", 1)}, "red", claimed.Holds, ""},
		{"a source as claimant, that leans to a part of it", []salient.Claim{claim("a", "paper", "herald", "blue", "controls", "village", 1)}, "blue", claimed.Holds, ""},
		{"an actor without a side, in a paper that leans", []salient.Claim{claim("a", "radio", "stranger", "red", "controls", "village", 1)}, "red", claimed.Holds, ""},
		{"the other side's claimant in its own radio isn't its own", []salient.Claim{claim("a", "radio", "blue", "red", "controls", "village", 1)}, "red", "", ""},
		{"a paper that leans to nobody", []salient.Claim{claim("a", "paper", "residents", "red", "controls", "village", 1)}, "red", "", ""},
		{"it says that the other holds it", []salient.Claim{claim("a", "paper", "red", "brigade", "controls", "village", 1)}, "red", claimed.Concedes, "blue"},
		{"it says that it left", []salient.Claim{claim("a", "paper", "red", "red", "leaves", "village", 1)}, "red", claimed.Concedes, ""},
		{"it denies that it holds it", []salient.Claim{denied(claim("a", "paper", "red", "red", "controls", "village", 1))}, "red", claimed.Concedes, ""},
		{"it is fought over", []salient.Claim{claim("a", "paper", "red", "red", "enters", "village", 1)}, "red", claimed.Part, ""},
		{"later it says otherwise", []salient.Claim{
			claim("a", "paper", "red", "red", "controls", "village", 1), claim("b", "radio", "residents", "red", "leaves", "village", 2),
		}, "red", claimed.Concedes, ""},
		{"of one day the boldest word stands", []salient.Claim{
			claim("a", "paper", "red", "red", "leaves", "village", 1), claim("b", "radio", "residents", "red", "controls", "village", 1),
		}, "red", claimed.Holds, ""},
	} {
		if got := word(on(with(tt.claims...), tt.side, 40), "village"); got.Says != tt.says || got.To != tt.to {
			t.Errorf("%s: On(%s) = %q to %q, want %q to %q", tt.name, tt.side, got.Says, got.To, tt.says, tt.to)
		}
	}
}

// That a district isn't held whole says nothing of its villages; that it is, says it of each.
func TestOfAnAreaOnlyTheWholeIsSaidOfEachPlace(t *testing.T) {
	for _, tt := range []struct {
		claim salient.Claim
		says  claimed.Says
	}{
		{claim("a", "paper", "red", "red", "controls", "district", 1), claimed.Holds},
		{claim("a", "paper", "red", "blue", "controls", "district", 1), claimed.Concedes},
		{claim("a", "paper", "red", "red", "contests", "district", 1), claimed.Nothing},
		{claim("a", "paper", "red", "red", "leaves", "district", 1), claimed.Nothing},
		{denied(claim("a", "paper", "red", "red", "controls", "district", 1)), claimed.Nothing},
	} {
		if got := word(on(with(tt.claim), "red", 40), "west"); got.Says != tt.says {
			t.Errorf("%s %s the district: %q of its parts, want %q", tt.claim.Stance, tt.claim.What, got.Says, tt.says)
		}
	}
}

func TestADenialStandsUntilItIsGoneBackOn(t *testing.T) {
	deny := denied(claim("a", "paper", "red", "blue", "controls", "town", 3))
	concede := claim("b", "paper", "red", "blue", "controls", "west", 5)
	c := with(deny, concede)
	if got := word(on(c, "red", 4), "west"); !slices.Equal(got.Denies, []salient.ClaimID{"a"}) || got.Says != claimed.Nothing || got.Day != first+3 {
		t.Errorf("before: %+v, want a denial of day 3 and nothing else", got)
	}
	if got := word(on(c, "red", 5), "west"); got.Denies != nil || got.Says != claimed.Concedes {
		t.Errorf("after: %+v, want it conceded, without the denial", got)
	}
	if got := word(on(c, "red", 5), "east"); !slices.Equal(got.Denies, []salient.ClaimID{"a"}) {
		t.Errorf("of the other quarter: %+v, want the denial still", got)
	}
}

// anyClaims draws claims of every sort.
func anyClaims(t *rapid.T) []salient.Claim {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	var out []salient.Claim
	for i := range rapid.IntRange(0, 25).Draw(t, "claims") {
		cl := claim(fmt.Sprintf("c%02d", i), pick("source", "paper", "radio", "herald"),
			pick("claimant", "blue", "red", "brigade", "stranger", "radio", "residents"), pick("actor", "blue", "red", "brigade", "stranger"),
			pick("what", "controls", "controls", "contests", "enters", "leaves", "none", "besieges"), pick("place", "district", "town", "west", "east", "village"),
			rapid.IntRange(0, 40).Draw(t, "day"))
		cl.Stance = salient.Stance(pick("stance", "asserts", "asserts", "denies", "doubts"))
		cl.Status = salient.Decision(pick("status", "accepted", "accepted", "candidate", "rejected"))
		if rapid.Bool().Draw(t, "share") {
			cl.Share = &salient.Share{Low: 0.5, High: rapid.SampledFrom([]float64{0.5, 1}).Draw(t, "high")}
		}
		out = append(out, cl)
	}
	return out
}

func TestTheOrderOfClaimsChangesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := with(anyClaims(t)...)
		shuffled := *c
		shuffled.Claims = rapid.Permutation(c.Claims).Draw(t, "order")
		for _, side := range c.Settings.Sides {
			if diff := cmp.Diff(on(c, side, 30), on(&shuffled, side, 30)); diff != "" {
				t.Fatalf("after shuffling: %s", diff)
			}
		}
	})
}

func TestOnlyAcceptedClaimsThatAreOutAreWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cut := first + when.Day(rapid.IntRange(0, 40).Draw(t, "cut"))
		all := with(anyClaims(t)...)
		c := all.KnownBy(cut)
		for _, side := range c.Settings.Sides {
			for _, w := range on(c, side, 40) {
				for _, id := range slices.Concat(w.Claims, w.Otherwise, w.Denies) {
					cl, ok := all.Claim(id)
					said, _ := all.Said(cl)
					if !ok || cl.Status != salient.Accepted || said > cut {
						t.Fatalf("%s of %s rests on %s, %s and said on %s; want accepted, by %s", side, w.Place, id, cl.Status, said, cut)
					}
				}
				if w.Day > cut && len(w.Claims) > 0 {
					t.Fatalf("%s of %s speaks of %s, after the last document of %s", side, w.Place, w.Day, cut)
				}
			}
		}
	})
}

// What isn't accepted says nothing at all: with it and without it the words are the same.
func TestWhatDoesNotCountChangesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := with(anyClaims(t)...)
		less := c.KeepClaims(func(cl *salient.Claim) bool { return cl.Status == salient.Accepted })
		for _, side := range c.Settings.Sides {
			if diff := cmp.Diff(on(c, side, 30), on(less, side, 30)); diff != "" {
				t.Fatalf("without what doesn't count: %s", diff)
			}
		}
	})
}

// A side holds by its own word what a claim of its own of the last day of which it speaks says
// that it holds; told over all claims, leaf by leaf, without a book.
func TestHeldByItsOwnWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := with(anyClaims(t)...)
		book, day := orbat.New(c), first+30
		for _, side := range c.Settings.Sides {
			words := claimed.Read(c, book).On(side, day)
			for _, leaf := range c.Leaves() {
				last, holds := when.MinDay, false
				for i := range c.Claims {
					cl := &c.Claims[i]
					own, says := plainly(c, book, cl, side)
					if about := cl.When.Bounds(when.Widening{}).From; says && about <= day && slices.Contains(c.Above(leaf), salient.PlaceID(cl.Place)) {
						if about > last {
							last, holds = about, false
						}
						holds = holds || own && about == last
					}
				}
				if got := word(words, leaf).Says == claimed.Holds; got != holds {
					t.Fatalf("%s holds %s by its own word: %v, want %v", side, leaf, got, holds)
				}
			}
		}
	})
}

// plainly reports whether a claim is a side's word on its own hold, and whether it says that
// the side holds the whole.
func plainly(c *salient.Case, book *orbat.Book, cl *salient.Claim, side salient.ActorID) (holds, says bool) {
	said, _ := c.Said(cl)
	speaker, ok := claimed.Speaker(c, book, cl, said)
	if !ok || speaker != side || cl.Kind != salient.Holds || cl.What == "besieges" || !c.Counts(cl) {
		return false, false
	}
	who, known := book.Side(cl.Actors[0], said)
	own := known && who == side
	whole := cl.What == "controls" && (cl.Share == nil || cl.Share.Low == 1)
	if cl.Place == "district" && (cl.Stance != salient.Asserts || cl.What != "none" && !whole) {
		return false, false
	}
	if cl.Stance != salient.Asserts {
		return false, cl.What == "none" || cl.What == "leaves" && known || own && cl.What == "controls"
	}
	switch cl.What {
	case "leaves":
		return false, own
	case "controls":
		return own && whole, known || !whole
	}
	return false, true
}
