package control

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
)

func TestWhatWasLearnedAnswersTheSameWhenTakenUpAgain(t *testing.T) {
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		first := assess(c)
		again, err := Resume(c, orbat.New(c), first.set, may, first.Learned())
		if err != nil {
			t.Fatalf("Resume = %v", err)
		}
		if got, want := answers(again), answers(first); got != want {
			t.Fatalf("Resume answers\n%s\nwant what Assess answers\n%s", got, want)
		}
	})
}

func TestWhatAnotherCaseLearnedIsRefused(t *testing.T) {
	a := assess(newCase(says("agency", "red", "controls", "west", "2013-05-10")))
	other := newCase(says("agency", "red", "controls", "west", "2013-05-10"), says("blue-tv", "blue", "controls", "east", "2013-05-11"))
	for name, kept := range map[string][]byte{"another case's": a.Learned(), "no JSON": []byte("{"), "nothing": nil} {
		if _, err := Resume(other, orbat.New(other), a.set, may, kept); !errors.Is(err, salient.ErrDamaged) {
			t.Errorf("Resume with %s learning = %v, want ErrDamaged", name, err)
		}
	}
}

// What a claim adds is what an assessment of the whole case with everything learned held
// answers, for each place.
func TestANewClaimAnswersAsTheCaseWithItDoesTablesHeld(t *testing.T) {
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		a := assess(c)
		before := answers(a)
		more := *c
		cl := anyClaim(t)
		cl.ID, cl.Kind, cl.Status = "zz", salient.Holds, salient.Accepted
		more.Claims = append(slices.Clone(c.Claims), cl)
		got, want := a.With(&more, orbat.New(&more), "zz"), held(&more, a.m)
		for _, place := range []salient.PlaceID{"east", "west", "village", "town", "land"} {
			for d := may.From - 20; d <= may.To; d += 9 {
				x, _ := got.Holding(place, d)
				y, _ := want.Holding(place, d)
				for i := range y.Holders {
					if math.Abs(x.Holders[i].P-y.Holders[i].P) > 1e-6 || x.Basis != y.Basis {
						t.Fatalf("With: Holding(%s, %v) = %v, want %v", place, d, x, y)
					}
				}
			}
		}
		if answers(a) != before {
			t.Fatal("With changed the assessment that it began from")
		}
	})
}
