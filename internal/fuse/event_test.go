package fuse_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/fuse"
	"github.com/salient-osint/salient/when"
)

// town is a case of a town with two parts, a village, a document of 6 June 2013, and ties.
func town(claims ...salient.Claim) *salient.Case {
	c := &salient.Case{
		Sources:   []salient.Source{{ID: "s"}},
		Documents: []salient.Document{{ID: "d", Source: "s", Published: when.MustParse("2013-06-06")}, {ID: "undated", Source: "s"}},
		Places: []salient.Place{
			{ID: "gov", Kind: salient.Governorate},
			{ID: "town", Kind: "town", Parent: "gov"},
			{ID: "town-east", Kind: "quarter", Parent: "town"},
			{ID: "town-west", Kind: "quarter", Parent: "town"},
			{ID: "village", Kind: "village", Parent: "gov"},
		},
		Claims: append(claims, salient.Claim{
			ID: "zz-tie", Document: "d", Status: salient.Accepted, Kind: salient.Tie,
			Actors: []salient.ActorID{"air-force"}, What: "part-of", Others: []salient.ActorID{"army"},
		}),
	}
	c.Sort()
	return c
}

func happening(id, place, what, date string, change ...func(*salient.Claim)) salient.Claim {
	cl := salient.Claim{
		ID: salient.ClaimID(id), Document: "d", Status: salient.Accepted, Kind: salient.Happening,
		Stance: salient.Asserts, Place: place, What: what, When: when.MustParse(date),
	}
	for _, f := range change {
		f(&cl)
	}
	return cl
}

func actors(by string, on ...salient.ActorID) func(*salient.Claim) {
	return func(c *salient.Claim) { c.Actors, c.Others = []salient.ActorID{salient.ActorID(by)}, on }
}

func denies(about salient.ClaimID) func(*salient.Claim) {
	return func(c *salient.Claim) { c.Stance, c.About = salient.Denies, about }
}

func killed(best, low, high int64) func(*salient.Claim) {
	return func(c *salient.Claim) {
		c.Amount, c.Unit = &salient.Amount{Best: &best, Low: &low, High: &high}, "killed"
	}
}

func some(c *salient.Claim) { c.Some = true }

// groups shows events as lists of their claims, those against after a bar.
func groups(events []fuse.Event) []string {
	out := []string{}
	for _, e := range events {
		out = append(out, fmt.Sprint(e.Claims, "|", e.Against, e.Place))
	}
	return out
}

const shelling, strike, clash = "Shelling/artillery/missile attack", "Air/drone strike", "Armed clash"

func TestClaimsOfOneHappeningBecomeOneEvent(t *testing.T) {
	tests := []struct {
		name   string
		claims []salient.Claim
		want   []string
	}{
		{
			"same place, type and day",
			[]salient.Claim{happening("a", "town", shelling, "2013-05-20"), happening("b", "town", shelling, "2013-05-20")},
			[]string{"[a b]|[]town"},
		},
		{
			"a part and its town; the part is the more exact place",
			[]salient.Claim{happening("a", "town", shelling, "2013-05-20"), happening("b", "town-east", shelling, "2013-05-20")},
			[]string{"[a b]|[]town-east"},
		},
		{
			"two parts are joined only by their town, which is then the place",
			[]salient.Claim{
				happening("a", "town-west", shelling, "2013-05-20"), happening("b", "town-east", shelling, "2013-05-20"),
				happening("c", "town", shelling, "2013-05-20"),
			},
			[]string{"[a b c]|[]town"},
		},
		{
			"two parts alone stay apart",
			[]salient.Claim{happening("a", "town-west", shelling, "2013-05-20"), happening("b", "town-east", shelling, "2013-05-20")},
			[]string{"[a]|[]town-west", "[b]|[]town-east"},
		},
		{
			"a governorate is too wide to join its towns",
			[]salient.Claim{happening("a", "gov", shelling, "2013-05-20"), happening("b", "town", shelling, "2013-05-20")},
			[]string{"[a]|[]gov", "[b]|[]town"},
		},
		{
			"another type, another day, another place, no place",
			[]salient.Claim{
				happening("a", "town", shelling, "2013-05-20"), happening("b", "town", strike, "2013-05-20"),
				happening("c", "town", shelling, "2013-05-21"), happening("d", "village", shelling, "2013-05-20"),
				happening("e", "", shelling, "2013-05-20"), happening("f", "", shelling, "2013-05-20"),
			},
			[]string{"[a]|[]town", "[b]|[]town", "[d]|[]village", "[e]|[]", "[f]|[]", "[c]|[]town"},
		},
		{
			"a campaign of weeks doesn't swallow its days",
			[]salient.Claim{happening("a", "town", shelling, "2013-05"), happening("b", "town", shelling, "2013-05-20"), happening("c", "town", shelling, "2013-05-03/2013-05-31")},
			[]string{"[a c]|[]town", "[b]|[]town"},
		},
		{
			"actors: same, above over a tie, unnamed; but not others",
			[]salient.Claim{
				happening("a", "town", strike, "2013-05-20", actors("army")), happening("b", "town", strike, "2013-05-20", actors("air-force", "rebels")),
				happening("c", "town", strike, "2013-05-20", actors("neighbour")),
			},
			[]string{"[a b]|[]town", "[c]|[]town"},
		},
		{
			"in a battle either party may be named first, in a strike not",
			[]salient.Claim{
				happening("a", "town", clash, "2013-05-20", actors("army", "rebels")), happening("b", "town", clash, "2013-05-20", actors("rebels", "army")),
				happening("c", "town", strike, "2013-05-20", actors("army", "rebels")), happening("d", "town", strike, "2013-05-20", actors("rebels", "army")),
			},
			[]string{"[a b]|[]town", "[c]|[]town", "[d]|[]town"},
		},
		{
			"a denial stands against what it names, else against what is alike, else alone; it joins nothing",
			[]salient.Claim{
				happening("a", "town-east", shelling, "2013-05-20"), happening("b", "town-west", shelling, "2013-05-20"),
				happening("c", "town", shelling, "2013-05-20", denies("b")), happening("d", "town", shelling, "2013-05-20", denies("")),
				happening("e", "village", strike, "2013-05-20", denies("")),
			},
			[]string{"[a]|[d]town-east", "[b]|[c]town-west", "[]|[e]village"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, groups(fuse.Events(town(tt.claims...)))); diff != "" {
				t.Errorf("Events: -want +got\n%s", diff)
			}
		})
	}
}

func TestOnlyCountedHappeningsBecomeEvents(t *testing.T) {
	candidate := happening("a", "town", shelling, "2013-05-20", func(c *salient.Claim) { c.Status = salient.Candidate })
	road := happening("b", "town", "opens", "2013-05-20", func(c *salient.Claim) { c.Kind = salient.OnRoad })
	if got := fuse.Events(town(candidate, road)); len(got) != 0 {
		t.Errorf("Events of a candidate and a road claim = %v, want none", got)
	}
}

func TestEventSumsUpItsClaims(t *testing.T) {
	got := fuse.Events(town(
		happening("a", "town", clash, "2013-05-18/2013-05-22", some, actors("army", "rebels"), killed(20, 15, 30)),
		happening("b", "town", clash, "2013-05-20", actors("rebels", "army"), killed(12, 10, 14)),
		happening("c", "town", clash, "2013-05-20", killed(25, 25, 25)),
		happening("d", "town", clash, "2013-05-20", denies("a"), killed(0, 0, 0)),
	))
	b, err := json.MarshalIndent(got, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const want = `[
 {
  "id": "a",
  "place": "town",
  "type": "Battles",
  "sub_type": "Armed clash",
  "from": "2013-05-20",
  "to": "2013-05-20",
  "some": false,
  "actors": [
   "army"
  ],
  "others": [
   "rebels"
  ],
  "claims": [
   "a",
   "b",
   "c"
  ],
  "against": [
   "d"
  ],
  "figures": [
   {
    "unit": "killed",
    "best": 20,
    "low": 10,
    "high": 30
   }
  ]
 }
]`
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Errorf("Events as JSON: -want +got\n%s", diff)
	}
}

func TestPartiesOfABattleStandOnTheirSidesWhoeverIsNamedFirst(t *testing.T) {
	e := fuse.Events(town(
		happening("a", "town", clash, "2013-05-20", actors("rebels", "army")),
		happening("b", "town", clash, "2013-05-20", actors("air-force", "rebels")),
		happening("c", "town", clash, "2013-05-20", actors("air-force")),
	))
	if len(e) != 1 || fmt.Sprint(e[0].Actors, e[0].Others) != "[rebels] [air-force army]" {
		t.Errorf("Events of one clash told three ways = %+v, want rebels against army and air-force", e)
	}
}

func TestVagueClaimsGiveTheDaysThatAllAllow(t *testing.T) {
	e := fuse.Events(town(
		happening("a", "town", clash, "2013-05-18/2013-05-22", some), happening("b", "town", clash, "2013-05-21/2013-05-24", some),
	))
	want := when.Span{From: when.Of(2013, 5, 21), To: when.Of(2013, 5, 22)}
	if len(e) != 1 || e[0].Span() != want || !e[0].Some {
		t.Errorf("Events of 18–22 and 21–24 May, some day = %+v, want one on some day of %v", e, want)
	}
}

func TestClaimWithoutAnyDayIsAnUndatedEvent(t *testing.T) {
	adrift := func(c *salient.Claim) { c.Document = "undated" }
	e := fuse.Events(town(happening("a", "town", clash, "", adrift), happening("b", "town", clash, "", adrift)))
	if len(e) != 2 || !e[0].Undated || !e[1].Undated {
		t.Errorf("Events of two claims without days = %+v, want two undated", e)
	}
}

// anyClaims draws claims that often tell of one thing.
func anyClaims(t *rapid.T) []salient.Claim {
	n := rapid.IntRange(0, 12).Draw(t, "n")
	claims := make([]salient.Claim, n)
	for i := range claims {
		day := func(label string) when.Day { return when.Of(2013, 5, rapid.IntRange(1, 12).Draw(t, label)) }
		from, to := day("from"), day("to")
		claims[i] = happening(fmt.Sprintf("c%02d", i),
			rapid.SampledFrom([]string{"", "town", "town-east", "town-west", "village"}).Draw(t, "place"),
			rapid.SampledFrom([]string{clash, strike}).Draw(t, "what"),
			fmt.Sprintf("%v/%v", min(from, to), max(from, to)),
			actors(rapid.SampledFrom([]string{"army", "air-force", "rebels"}).Draw(t, "actor")))
		claims[i].Some = rapid.Bool().Draw(t, "some")
		if rapid.IntRange(0, 4).Draw(t, "denies") == 0 {
			claims[i].Stance = salient.Denies
		}
	}
	return claims
}

func TestEveryHappeningIsInExactlyOneEventWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := anyClaims(t)
		c := town(claims...)
		want := fuse.Events(c)

		in := map[salient.ClaimID]int{}
		for _, e := range want {
			all := slices.Concat(e.Claims, e.Against)
			for _, id := range all {
				in[id]++
			}
			if e.ID != slices.Min(all) {
				t.Errorf("event of %v has id %s, want the smallest", all, e.ID)
			}
		}
		for _, cl := range claims {
			if in[cl.ID] != 1 {
				t.Errorf("claim %s is in %d events, want 1", cl.ID, in[cl.ID])
			}
		}

		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(c.Claims), func(i, j int) { c.Claims[i], c.Claims[j] = c.Claims[j], c.Claims[i] })
		if diff := cmp.Diff(want, fuse.Events(c)); diff != "" {
			t.Errorf("Events after shuffling: -before +after\n%s", diff)
		}
	})
}
