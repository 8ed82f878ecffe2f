package contradiction

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
	"pgregory.net/rapid"
)

func newCase(claims ...salient.Claim) *salient.Case {
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"red", "blue"}},
		Sources:  []salient.Source{{ID: "agency", Reliability: "B"}},
		Places: []salient.Place{
			{ID: "east", Kind: "neighbourhood", Parent: "town"},
			{ID: "town", Kind: "town"},
			{ID: "west", Kind: "neighbourhood", Parent: "town"},
		},
	}
	for i, cl := range claims {
		cl.ID = salient.ClaimID(fmt.Sprintf("c%d", i))
		cl.Document = salient.DocumentID(fmt.Sprintf("d%d", i))
		if cl.Status == "" {
			cl.Status = salient.Accepted
		}
		c.Documents = append(c.Documents, salient.Document{ID: cl.Document, Source: "agency", Published: when.MustParse("2013-06-30")})
		c.Claims = append(c.Claims, cl)
	}
	c.Sort()
	return c
}

func holds(actor, what, place, days string) salient.Claim {
	return salient.Claim{
		Kind: salient.Holds, Actors: []salient.ActorID{salient.ActorID(actor)}, What: what, Place: place,
		When: when.MustParse(days), Stance: salient.Asserts,
	}
}

func denied(cl salient.Claim) salient.Claim { cl.Stance = salient.Denies; return cl }
func some(cl salient.Claim) salient.Claim   { cl.Some = true; return cl }

func share(cl salient.Claim, value string) salient.Claim {
	s, _ := salient.ParseShare(value)
	cl.Share, cl.Value = &s, value
	return cl
}

func find(c *salient.Case) Report {
	book := orbat.New(c)
	span := when.Span{From: when.Of(2013, 5, 1), To: when.Of(2013, 6, 30)}
	return Find(c, book, control.Assess(c, book, control.SettingsOf(c.Settings), span))
}

func TestWhatExcludesWhat(t *testing.T) {
	red := holds("red", "controls", "west", "2013-05-20")
	about := denied(holds("red", "controls", "west", "2013-05-22"))
	about.About = "c0"
	rejected := denied(red)
	rejected.Status = salient.Rejected
	none := holds("", "none", "west", "2013-05-20")
	none.Actors = nil
	for name, tt := range map[string]struct {
		a, b salient.Claim
		want bool
	}{
		"both sides' control on one day":        {red, holds("blue", "controls", "west", "2013-05-18/2013-05-21"), true},
		"on different days":                     {red, holds("blue", "controls", "west", "2013-05-21"), false},
		"of different places":                   {red, holds("blue", "controls", "east", "2013-05-20"), false},
		"one side's, twice":                     {red, red, false},
		"a denial of it":                        {red, denied(red), true},
		"a denial of the other's":               {red, denied(holds("blue", "controls", "west", "2013-05-20")), false},
		"a later denial about it":               {red, about, true},
		"a rejected denial":                     {red, rejected, false},
		"nobody's":                              {red, none, true},
		"that it is fought over":                {red, holds("blue", "contests", "west", "2013-05-20"), false},
		"some day that lies within every day":   {holds("red", "controls", "west", "2013-05"), some(holds("blue", "controls", "west", "2013-05-18/2013-05-21")), true},
		"some day that may be another":          {red, some(holds("blue", "controls", "west", "2013-05-18/2013-05-21")), false},
		"shares that leave room for each other": {share(red, "0.6"), share(holds("blue", "controls", "west", "2013-05-20"), "0.4"), false},
		"shares that don't":                     {share(red, "0.6"), share(holds("blue", "controls", "west", "2013-05-20"), "0.5"), true},
		"one side's shares that don't meet":     {share(red, "<0.2"), share(red, ">0.5"), true},
	} {
		t.Run(name, func(t *testing.T) {
			got := find(newCase(tt.a, tt.b))
			if found := len(got.Contradictions) > 0; found != tt.want || got.Pairs == 0 && tt.want {
				t.Errorf("Find(%v, %v) = %+v, want a contradiction: %v", tt.a.What, tt.b.What, got, tt.want)
			}
		})
	}
}

func TestClaimsOfADayAreOneGroup(t *testing.T) {
	c := newCase(
		holds("red", "controls", "west", "2013-05-19/2013-05-20"), holds("red", "controls", "west", "2013-05-19/2013-05-20"),
		denied(holds("red", "controls", "west", "2013-05-19/2013-05-20")), holds("blue", "controls", "west", "2013-05-19/2013-05-20"),
	)
	c.Contradictions = []salient.Contradiction{{ID: "x", Claims: []salient.ClaimID{"c0", "c2"}, Status: "explained", Explanation: "the town hall only"}}
	got := find(c).Contradictions
	if len(got) != 1 {
		t.Fatalf("Find() = %+v, want one group", got)
	}
	x := got[0]
	if x.Spread <= 0 || len(x.Holders) != 3 {
		t.Errorf("spread %v, holders %v, want what hangs on it and our answer", x.Spread, x.Holders)
	}
	x.Spread, x.Holders = 0, nil
	want := Contradiction{
		Kind: Holding, Place: "west", Actor: "red", What: "controls", From: when.Of(2013, 5, 19), To: when.Of(2013, 5, 20),
		For: []salient.ClaimID{"c0", "c1"}, Against: []salient.ClaimID{"c2", "c3"}, Status: "explained", Explanation: "the town hall only",
	}
	if diff := cmp.Diff(want, x); diff != "" {
		t.Errorf("Find() differs (-want +got):\n%s", diff)
	}
}

func TestTiesFiguresSidesAndSharesAreCompared(t *testing.T) {
	tie := salient.Claim{Kind: salient.Tie, Actors: []salient.ActorID{"militia"}, What: "allied-with", Others: []salient.ActorID{"red"}, When: when.MustParse("2013-05-01"), Stance: salient.Asserts}
	few, many := int64(20), int64(80)
	dead := salient.Claim{Kind: salient.Happening, Place: "west", What: "Armed clash", Unit: "killed", When: when.MustParse("2013-05-19"), Amount: &salient.Amount{Best: &few}}
	more := dead
	more.Amount = &salient.Amount{Low: &many}
	c := newCase(
		tie, denied(tie), dead, more, holds("tribe", "controls", "east", "2013-05-02"),
		share(holds("red", "controls", "town", "2013-05-25"), "0.9"),
		holds("blue", "controls", "west", "2013-05-25"), holds("blue", "controls", "east", "2013-05-25"),
	)
	kinds := map[string]int{}
	for _, x := range find(c).Contradictions {
		kinds[x.Kind]++
	}
	want := map[string]int{Tie: 1, Figure: 1, Side: 1, Share: 1}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("Find() by kind differs (-want +got):\n%s", diff)
	}
}

func TestOrderOfClaimsNeverMatters(t *testing.T) {
	checks := flag.Lookup("rapid.checks") // the engine learns anew in each case
	if before := checks.Value.String(); before == checks.DefValue {
		if err := flag.Set("rapid.checks", "12"); err != nil {
			t.Fatal(err)
		}
		defer flag.Set("rapid.checks", before)
	}
	rapid.Check(t, func(t *rapid.T) {
		var claims []salient.Claim
		for range rapid.IntRange(2, 8).Draw(t, "claims") {
			cl := holds(rapid.SampledFrom([]string{"red", "blue", "tribe"}).Draw(t, "actor"),
				rapid.SampledFrom([]string{"controls", "enters", "leaves", "none"}).Draw(t, "what"), "west",
				rapid.SampledFrom([]string{"2013-05-20", "2013-05-18/2013-05-21"}).Draw(t, "when"))
			cl.Stance = rapid.SampledFrom([]salient.Stance{salient.Asserts, salient.Denies, salient.Doubts}).Draw(t, "stance")
			claims = append(claims, cl)
		}
		c := newCase(claims...)
		want, _ := json.Marshal(find(c))
		shuffled := *c
		shuffled.Claims = slices.Clone(c.Claims)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rng.Shuffle(len(shuffled.Claims), func(i, j int) {
			shuffled.Claims[i], shuffled.Claims[j] = shuffled.Claims[j], shuffled.Claims[i]
		})
		shuffled.Sort()
		if got, _ := json.Marshal(find(&shuffled)); string(got) != string(want) {
			t.Fatalf("Find() after shuffling = %s, want %s", got, want)
		}
	})
}
