package control

import (
	"errors"
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
