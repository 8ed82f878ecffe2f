package change_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/change"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// held is a holding of two sides and contested, by p of the first two.
func held(place salient.PlaceID, status salient.HoldingStatus, blue, red float64) salient.Holding {
	h := salient.Holding{Place: place, Status: status, Basis: salient.Observed}
	for i, p := range []float64{blue, red, 1 - blue - red} {
		h.Holders = append(h.Holders, salient.Holder{Side: []salient.State{"blue", "red", salient.Contested}[i], P: p, Share: p})
	}
	return h
}

func TestWhatHasChanged(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to salient.Holding
		want     bool
	}{
		{"nothing moves", held("p", salient.Held, .9, .05), held("p", salient.Held, .9, .05), false},
		{"less than two points", held("p", salient.Held, .9, .05), held("p", salient.Held, .881, .069), false},
		{"two points", held("p", salient.Held, .9, .05), held("p", salient.Held, .88, .05), true},
		{"two points of what doesn't lead", held("p", salient.Held, .9, .05), held("p", salient.Held, .9, .07), true},
		{"the status by less than two points", held("p", salient.Held, .6, .3), held("p", salient.Disputed, .599, .3), true},
		{"the leading side by less than two points", held("p", salient.Disputed, .4, .395), held("p", salient.Disputed, .395, .4), true},
		{"evidence where there was none", held("p", salient.Unknowing, .4, .4), held("p", salient.Disputed, .4, .4), true},
		{"no evidence, with other numbers", held("p", salient.Unknowing, .4, .4), held("p", salient.Unknowing, .3, .6), false},
	} {
		if _, got := change.Of(tt.from, tt.to); got != tt.want {
			t.Errorf("%s: Of = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func anyHolding(t *rapid.T, place salient.PlaceID) salient.Holding {
	a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
	status := rapid.SampledFrom([]salient.HoldingStatus{salient.Held, salient.Disputed, salient.Unknowing}).Draw(t, "status")
	return held(place, status, min(a, b), max(a, b)-min(a, b))
}

func TestAChangeLooksTheSameFromBothEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyHolding(t, "p"), anyHolding(t, "p")
		there, ok := change.Of(a, b)
		back, okBack := change.Of(b, a)
		if ok != okBack || math.Abs(there.Size-back.Size) > 1e-12 || there.Status != back.Status || there.Leader != back.Leader {
			t.Fatalf("Of(a, b) = %+v %v, Of(b, a) = %+v %v", there, ok, back, okBack)
		}
		if there.Size < 0 || there.Size > 1+1e-12 {
			t.Fatalf("Size = %v, want 0 to 1", there.Size)
		}
		if _, changed := change.Of(a, a); changed {
			t.Fatalf("Of(a, a) has changed: %+v", a)
		}
	})
}

func TestTheOrderOfPlacesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var places []salient.PlaceID
		from, to := map[salient.PlaceID]salient.Holding{}, map[salient.PlaceID]salient.Holding{}
		for i := range rapid.IntRange(0, 12).Draw(t, "places") {
			id := salient.PlaceID(fmt.Sprintf("p%02d", i))
			places = append(places, id)
			from[id], to[id] = anyHolding(t, id), anyHolding(t, id)
		}
		of := func(m map[salient.PlaceID]salient.Holding) change.Holding {
			return func(id salient.PlaceID) (salient.Holding, bool) { h, ok := m[id]; return h, ok }
		}
		want := change.Between(places, of(from), of(to))
		got := change.Between(rapid.Permutation(places).Draw(t, "order"), of(from), of(to))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if !slices.IsSortedFunc(want, func(a, b change.Change) int { return int(math.Copysign(1, b.Size-a.Size)) }) {
			t.Fatalf("not by size: %v", want)
		}
	})
}

var first = when.Of(2020, 3, 1)

// said are claims on a village, one a day from the first day on, by who holds it: b or r.
func said(days string) *salient.Case {
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"blue", "red"}},
		Sources:  []salient.Source{{ID: "paper", Reliability: "B"}},
		Actors:   []salient.Actor{{ID: "blue"}, {ID: "red"}},
		Places:   []salient.Place{{ID: "village", Kind: "village"}},
	}
	for i, s := range days {
		day := when.MustParse((first + when.Day(i)).String())
		doc := salient.DocumentID(fmt.Sprintf("d%02d", i))
		c.Documents = append(c.Documents, salient.Document{ID: doc, Source: "paper", Published: day})
		c.Claims = append(c.Claims, salient.Claim{
			ID: salient.ClaimID(fmt.Sprintf("c%02d", i)), Document: doc, Claimant: "paper", Kind: salient.Holds, Stance: salient.Asserts,
			Actors: []salient.ActorID{map[rune]salient.ActorID{'b': "blue", 'r': "red"}[s]}, What: "controls", Place: "village", When: day, Status: salient.Accepted,
		})
	}
	c.Sort()
	return c
}

func assess(c *salient.Case) *control.Assessment {
	return control.Assess(c, orbat.New(c), control.SettingsOf(c.Settings), when.Span{From: first, To: first + 30})
}

func ids(list []change.Reason) (out []salient.ClaimID) {
	for _, r := range list {
		out = append(out, r.Claim)
	}
	slices.Sort(out)
	return out
}

func TestOnlyClaimsDatedBetweenTheDaysAreReasons(t *testing.T) {
	c := said("bbbrrr")
	a := assess(c)
	there := change.BetweenDays(c, a, "village", first+2, first+5)
	if got, want := ids(there), []salient.ClaimID{"c03", "c04", "c05"}; !slices.Equal(got, want) {
		t.Errorf("BetweenDays = %v, want %v", got, want)
	}
	if back := change.BetweenDays(c, a, "village", first+5, first+2); !cmp.Equal(there, back) {
		t.Errorf("from the other end: %v, want %v", back, there)
	}
	for _, r := range there {
		if r.Side != "red" || r.Weight.Weight <= 0 {
			t.Errorf("%s weighs %+.1f dB for %s, want it to speak for red", r.Claim, r.Weight.Weight, r.Side)
		}
	}
}

func TestOnlyClaimsOfOneCutAreReasons(t *testing.T) {
	all := said("bbrr")
	was := all.KnownBy(first + 1)
	from, to := change.State{Case: was, Control: assess(was)}, change.State{Case: all, Control: assess(all)}
	added := change.BetweenCuts(from, to, "village", first+3)
	if got, want := ids(added), []salient.ClaimID{"c02", "c03"}; !slices.Equal(got, want) || added[0].Why != change.Added {
		t.Errorf("BetweenCuts = %+v, want %v added", added, want)
	}
	removed := change.BetweenCuts(to, from, "village", first+3)
	if got := ids(removed); !slices.Equal(got, []salient.ClaimID{"c02", "c03"}) || removed[0].Why != change.Removed {
		t.Errorf("the other way = %+v, want both removed", removed)
	}
	if same := change.BetweenCuts(to, to, "village", first+3); same != nil {
		t.Errorf("of one cut = %v, want none", same)
	}
	mended := said("bbrb")
	list := change.BetweenCuts(to, change.State{Case: mended, Control: assess(mended)}, "village", first+3)
	if len(list) != 1 || list[0].Claim != "c03" || list[0].Why != change.Mended {
		t.Errorf("of a claim that says something else = %+v, want c03 mended", list)
	}
}
