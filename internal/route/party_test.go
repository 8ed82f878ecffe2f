package route_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

func TestAConvoyOfOneSideAndASideWithoutAlliesAreThatSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		from, to := w.leaf(t, "from"), w.leaf(t, "to")
		w.claims(t, rapid.IntRange(0, 5).Draw(t, "claims"), "opens", "closes", "threatens")
		m := mapOf(w.Case)
		none := func(when.Day) []salient.ActorID { return nil }
		want, _ := m.On(w.ground, "blue", first).Best(from, to)
		for name, p := range map[string]route.Party{"convoy": route.Convoy("blue", "blue"), "allied": route.Allied("blue", none)} {
			if got, _ := m.OnFor(w.ground, p, first).Best(from, to); bytes(t, got) != bytes(t, want) {
				t.Fatalf("%s: %s, want %s", name, bytes(t, got), bytes(t, want))
			}
		}
	})
}

func TestGroundOfEitherSideIsOpenToAConvoyOfBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.leaf(t, "any")
		m := mapOf(w.Case)
		both := m.OnFor(w.ground, route.Convoy("red", "blue"), first).Pieces()
		allied := m.OnFor(w.ground, route.Allied("blue", func(when.Day) []salient.ActorID { return []salient.ActorID{"red"} }), first).Pieces()
		blue, red := m.On(w.ground, "blue", first).Pieces(), m.On(w.ground, "red", first).Pieces()
		for i, p := range both {
			want := route.Uncertain
			if blue[i].Status == route.Open || red[i].Status == route.Open {
				want = route.Open
			}
			if p.Status != want || allied[i].Status != want {
				t.Fatalf("a piece in %s is %s to both, %s to allies; want %s: blue %s, red %s", p.Place, p.Status, allied[i].Status, want, blue[i].Status, red[i].Status)
			}
		}
	})
}

func TestClaimsCountAgainstAConvoy(t *testing.T) {
	says := func(what string, actors ...salient.ActorID) salient.Claim {
		return salient.Claim{
			ID: "c", Document: "d", Kind: salient.OnRoad, Status: salient.Accepted, Stance: salient.Asserts,
			What: what, Place: "c", When: when.MustParse(first.String()), Actors: actors,
		}
	}
	red := map[salient.PlaceID]salient.State{"c": "red"}
	green := map[salient.PlaceID]salient.State{"c": "green"}
	for _, tt := range []struct {
		name   string
		claim  salient.Claim
		ground map[salient.PlaceID]salient.State
		want   route.Status
	}{
		{"ground of the other", says("threatens"), red, route.Open},
		{"ground of a third", says("threatens"), green, route.Cut},
		{"closed by one of them", says("closes", "red"), red, route.Cut},
		{"closed by one of them on its friend's ground", says("closes", "red"), nil, route.Cut},
		{"a third's ground opened to one", says("opens", "red"), green, route.Cut},
		{"a third's ground opened to both", says("opens", "red", "blue"), green, route.Open},
		{"a third's ground opened to all", says("opens"), green, route.Open},
	} {
		c := strip()
		c.Settings.Sides = []salient.ActorID{"blue", "red", "green"}
		c.Documents = []salient.Document{{ID: "d", Published: when.MustParse("2013-06-30")}}
		c.Claims = []salient.Claim{tt.claim}
		c.Sort()
		ground := func(leaf salient.PlaceID, day when.Day) salient.Holding {
			side := salient.State("blue")
			if s, other := tt.ground[leaf]; other {
				side = s
			}
			return salient.Holding{Place: leaf, On: day, Status: salient.Held, Holders: []salient.Holder{{Side: side, P: 0.9}}}
		}
		before, _ := mapOf(c).OnFor(ground, route.Convoy("blue", "red"), first).Best("a", "d")
		if before.Status != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, before.Status, tt.want)
		}
	}
}
