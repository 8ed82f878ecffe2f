package orbat

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
	"pgregory.net/rapid"
)

func day(s string) when.Day {
	d, err := when.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// newCase makes a case with the sides red and blue out of claims on one document.
func newCase(claims ...salient.Claim) *salient.Case {
	c := &salient.Case{
		Settings:  salient.Settings{Sides: []salient.ActorID{"red", "blue"}},
		Documents: []salient.Document{{ID: "doc", Source: "src", Published: when.MustParse("2013-06-30")}},
		Sources:   []salient.Source{{ID: "src"}},
		Actors: []salient.Actor{
			{ID: "general", Name: "General", Kind: "public-figure"},
			{ID: "brigade", Name: "Brigade", Kind: "unit"},
		},
	}
	for i, cl := range claims {
		cl.ID = salient.ClaimID("c" + string(rune('a'+i)))
		cl.Document, cl.Kind, cl.Status = "doc", salient.Tie, salient.Accepted
		c.Claims = append(c.Claims, cl)
	}
	return c
}

func says(actor, what, other, when_ string) salient.Claim {
	return salient.Claim{
		Actors: []salient.ActorID{salient.ActorID(actor)}, What: what,
		Others: []salient.ActorID{salient.ActorID(other)}, When: when.MustParse(when_), Stance: salient.Asserts,
	}
}

func TestSideFollowsTheStrongestTies(t *testing.T) {
	ended := says("brigade", "commanded-by", "general", "2013-01-01/2013-05-19")
	ended.End = "yes"
	doubted := says("brigade", "part-of", "red", "2013-01-01")
	doubted.Stance = salient.Doubts
	denied := says("brigade", "part-of", "red", "2013-02-01")
	denied.Stance = salient.Denies
	rejected := newCase(says("brigade", "part-of", "red", "2013-01-01"))
	rejected.Claims[0].Status = salient.Rejected
	for name, tt := range map[string]struct {
		c     *salient.Case
		actor salient.ActorID
		on    string
		want  salient.ActorID
	}{
		"a side is its own":                         {newCase(), "red", "2013-05-20", "red"},
		"a part is on the side of the whole":        {newCase(says("brigade", "part-of", "red", "2013-01-01")), "brigade", "2013-05-20", "red"},
		"a tie lasts without being said again":      {newCase(says("brigade", "part-of", "red", "2012-01-01")), "brigade", "2013-05-20", "red"},
		"no tie before it is spoken of":             {newCase(says("brigade", "part-of", "red", "2013-06-01")), "brigade", "2013-05-20", ""},
		"part-of goes before a nearer alliance":     {newCase(says("brigade", "part-of", "army", "2013"), says("army", "part-of", "red", "2013"), says("brigade", "allied-with", "blue", "2013")), "brigade", "2013-05-20", "red"},
		"an alliance leads both ways":               {newCase(says("red", "allied-with", "militia", "2013")), "militia", "2013-05-20", "red"},
		"support leads nowhere":                     {newCase(says("militia", "supports", "red", "2013")), "militia", "2013-05-20", ""},
		"two equally near are no side":              {newCase(says("militia", "part-of", "red", "2013"), says("militia", "part-of", "blue", "2013")), "militia", "2013-05-20", ""},
		"a commander is where the commanded are":    {newCase(says("brigade", "commanded-by", "general", "2013"), says("brigade", "part-of", "blue", "2013")), "general", "2013-05-20", "blue"},
		"a commander's tie that ended":              {newCase(ended, says("brigade", "part-of", "blue", "2013")), "general", "2013-05-20", ""},
		"the same on its last day":                  {newCase(ended, says("brigade", "part-of", "blue", "2013")), "general", "2013-05-19", "blue"},
		"a doubted tie":                             {newCase(doubted), "brigade", "2013-05-20", ""},
		"a denial doesn't end a tie":                {newCase(says("brigade", "part-of", "red", "2013-01-01"), denied), "brigade", "2013-05-20", "red"},
		"a circle of ties":                          {newCase(says("x", "part-of", "y", "2013"), says("y", "part-of", "x", "2013")), "x", "2013-05-20", ""},
		"a rejected claim":                          {rejected, "brigade", "2013-05-20", ""},
		"an actor that nobody speaks of":            {newCase(), "nobody", "2013-05-20", ""},
		"the nearer of two sides over the same tie": {newCase(says("x", "part-of", "y", "2013"), says("y", "part-of", "blue", "2013"), says("x", "part-of", "red", "2013")), "x", "2013-05-20", "red"},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := New(tt.c).Side(tt.actor, day(tt.on))
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Side(%s, %s) = %q, %v, want %q", tt.actor, tt.on, got, ok, tt.want)
			}
		})
	}
}

func TestAnActorsEndEndsItsTies(t *testing.T) {
	c := newCase(says("brigade", "commanded-by", "general", "2013-01"))
	c.Actors[0].End = when.MustParse("2013-05-10")
	c.Sort()
	tree := New(c).Tree(day("2013-05-20"), "brigade")
	if len(tree) != 1 || len(tree[0].Under) != 1 || tree[0].Under[0].Ended != "2013-05-10" {
		t.Errorf("Tree(2013-05-20, brigade) = %+v, want the general's tie ended on 2013-05-10", tree)
	}
}

func TestTreeMarksWhatIsNotPlainlySaid(t *testing.T) {
	hedged := says("militia", "allied-with", "red", "2013-05-01")
	hedged.Hedge = "possibly"
	doubted := says("volunteers", "part-of", "militia", "2013-05-01")
	doubted.Stance = salient.Doubts
	denied := says("brigade", "part-of", "blue", "2013-05-02")
	denied.Stance = salient.Denies
	c := newCase(hedged, doubted, says("brigade", "part-of", "blue", "2013-05-01"), denied, says("x", "part-of", "y", "2013-05-01"))
	want := []Node{
		{Actor: "red", Under: []Node{{
			Actor: "militia", Tie: "allied-with", Since: "2013-05-01", Claim: "ca", Claims: []salient.ClaimID{"ca"}, Doubt: Hedged,
			Under: []Node{{
				Actor: "volunteers", Tie: "part-of", Since: "2013-05-01", Claim: "cb", Claims: []salient.ClaimID{"cb"},
				Doubt: Doubted, Under: []Node{},
			}},
		}}},
		{Actor: "blue", Under: []Node{{
			Actor: "brigade", Name: "Brigade", Tie: "part-of", Since: "2013-05-01", Claim: "cc",
			Claims: []salient.ClaimID{"cc", "cd"}, Doubt: Denied, Under: []Node{},
		}}},
		{Actor: "y", Under: []Node{{
			Actor: "x", Tie: "part-of", Since: "2013-05-01", Claim: "ce", Claims: []salient.ClaimID{"ce"}, Under: []Node{},
		}}},
	}
	if diff := cmp.Diff(want, New(c).Tree(day("2013-05-20"), "")); diff != "" {
		t.Errorf("Tree(2013-05-20) differs (-want +got):\n%s", diff)
	}
}

// anyTies draws claims about ties among a few actors.
func anyTies(t *rapid.T) *salient.Case {
	actors := []string{"red", "blue", "brigade", "general", "militia", "x", "y"}
	var claims []salient.Claim
	for range rapid.IntRange(0, 14).Draw(t, "claims") {
		cl := says(rapid.SampledFrom(actors).Draw(t, "actor"), rapid.SampledFrom(salient.Whats[salient.Tie]).Draw(t, "what"),
			rapid.SampledFrom(actors).Draw(t, "other"), rapid.SampledFrom([]string{"2013-05-01", "2013-05/2013-06-02", "2012", ""}).Draw(t, "when"))
		cl.Stance = rapid.SampledFrom([]salient.Stance{salient.Asserts, salient.Asserts, salient.Denies, salient.Doubts}).Draw(t, "stance")
		cl.End = rapid.SampledFrom([]string{"", "yes"}).Draw(t, "end")
		claims = append(claims, cl)
	}
	return newCase(claims...)
}

func TestOrderOfClaimsNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyTies(t)
		on := day("2013-05-20")
		want, _ := json.Marshal(New(c).Tree(on, ""))
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffled := *c
		shuffled.Claims = slices.Clone(c.Claims)
		rng.Shuffle(len(shuffled.Claims), func(i, j int) {
			shuffled.Claims[i], shuffled.Claims[j] = shuffled.Claims[j], shuffled.Claims[i]
		})
		if got, _ := json.Marshal(New(&shuffled).Tree(on, "")); string(got) != string(want) {
			t.Fatalf("Tree after shuffling = %s, want %s", got, want)
		}
	})
}

func TestEveryTieOfADayIsInTheTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyTies(t)
		b, on := New(c), day("2013-05-20")
		shown := map[salient.ActorID]bool{}
		var walk func([]Node)
		walk = func(nodes []Node) {
			for _, n := range nodes {
				shown[n.Actor] = true
				walk(n.Under)
			}
		}
		walk(b.Tree(on, ""))
		for _, tie := range b.ties {
			if _, ok := tie.on(on); ok && (!shown[tie.actor] || !shown[tie.other]) {
				t.Fatalf("Tree(%v) shows %v, want both ends of %v", on, shown, tie.key)
			}
		}
	})
}

func TestSidesExchangedExchangeTheAnswer(t *testing.T) {
	swap := map[salient.ActorID]salient.ActorID{"red": "blue", "blue": "red"}
	other := func(a salient.ActorID) salient.ActorID {
		if s, ok := swap[a]; ok {
			return s
		}
		return a
	}
	rapid.Check(t, func(t *rapid.T) {
		c := anyTies(t)
		mirror := *c
		mirror.Claims = slices.Clone(c.Claims)
		for i := range mirror.Claims {
			cl := &mirror.Claims[i]
			cl.Actors = []salient.ActorID{other(cl.Actors[0])}
			cl.Others = []salient.ActorID{other(cl.Others[0])}
		}
		for _, a := range []salient.ActorID{"red", "blue", "brigade", "general", "militia", "x", "y"} {
			want, ok := New(c).Side(a, day("2013-05-20"))
			got, ok2 := New(&mirror).Side(other(a), day("2013-05-20"))
			if got != other(want) || ok != ok2 {
				t.Fatalf("Side(%s) mirrored = %q, %v, want %q, %v", a, got, ok2, other(want), ok)
			}
		}
	})
}

func TestAlliesAreTheSidesWithATieOfAllianceThatCounts(t *testing.T) {
	ended := says("red", "allied-with", "blue", "2013-05-10")
	ended.End = "yes"
	doubted := says("red", "allied-with", "blue", "2013-05-01")
	doubted.Stance = salient.Doubts
	for _, tt := range []struct {
		name   string
		claims []salient.Claim
		want   []salient.ActorID
	}{
		{"nothing said", nil, nil},
		{"an alliance", []salient.Claim{says("red", "allied-with", "blue", "2013-05-01")}, []salient.ActorID{"blue"}},
		{"one that begins later", []salient.Claim{says("red", "allied-with", "blue", "2013-06-01")}, nil},
		{"one that has ended", []salient.Claim{says("red", "allied-with", "blue", "2013-05-01"), ended}, nil},
		{"a doubt", []salient.Claim{doubted}, nil},
		{"support", []salient.Claim{says("red", "supports", "blue", "2013-05-01")}, nil},
		{"a friend of both", []salient.Claim{says("red", "allied-with", "militia", "2013-05-01"), says("blue", "allied-with", "militia", "2013-05-01")}, nil},
	} {
		b := New(newCase(tt.claims...))
		if got := b.Allies("red", day("2013-05-20")); !slices.Equal(got, tt.want) {
			t.Errorf("%s: Allies(red) = %v, want %v", tt.name, got, tt.want)
		}
	}
}
