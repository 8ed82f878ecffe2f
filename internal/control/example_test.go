package control

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/internal/yardstick"
	"github.com/salient-osint/salient/when"
)

// storm is modelled on the backgrounder's 20 May 2013: media say that the centre of a town
// is taken, commanders deny it, videos show otherwise.
func storm() *salient.Case {
	held := says("agency", "blue", "controls", "west", "2013-05-01")
	held.ID = "held"
	media := says("institute", "red", "controls", "west", "2013-05-20")
	media.ID, media.Claimant = "media", "media reports"
	state := says("red-tv", "red", "controls", "west", "2013-05-20")
	state.ID = "state"
	denial := denies(says("agency", "red", "controls", "west", "2013-05-20"))
	denial.ID, denial.Claimant = "denial", "blue"
	video := says("institute", "blue", "controls", "west", "2013-05-20")
	video.ID, video.Claimant, video.Evidence = "video", "videos posted online", "video"
	admission := says("blue-tv", "red", "controls", "west", "2013-05-21")
	admission.ID = "admission"
	return newCase(held, media, state, denial, video, admission)
}

func TestDenialAndVideoSpeakAgainstWhatIsClaimed(t *testing.T) {
	c, on := storm(), day("2013-05-20")
	a := assess(c)
	without := map[string]*Assessment{
		"denial": held(c.KeepClaims(func(cl *salient.Claim) bool { return cl.ID != "denial" }), a.m),
		"video":  held(c.KeepClaims(func(cl *salient.Claim) bool { return cl.ID != "video" }), a.m),
	}
	full, _ := a.Odds("west", on, "red")
	for name, b := range without {
		if odds, _ := b.Odds("west", on, "red"); odds <= full {
			t.Errorf("Odds(west, %v, red) = %.2f dB without the %s, %.2f with it, want more", on, odds, name, full)
		}
	}
	if d, v := weightOf(a, on, "denial"), weightOf(a, on, "video"); math.Abs(d) >= math.Abs(v) {
		t.Errorf("weights: the denial of a party %.2f dB, a video %.2f, want the video heavier", d, v)
	}
}

// weightOf is a claim's weight for red in west.
func weightOf(a *Assessment, on when.Day, id salient.ClaimID) float64 {
	with, _ := a.Odds("west", on, "red")
	without, _ := a.Odds("west", on, "red", id)
	return with - without
}

func TestAdmissionsWeighMoreThanBoasts(t *testing.T) {
	c := newCase(says("red-tv", "red", "controls", "west", "2013-05-20"), says("blue-tv", "red", "controls", "east", "2013-05-20"))
	a := assess(c)
	boast, _ := a.Holding("west", day("2013-05-20"))
	admission, _ := a.Holding("east", day("2013-05-20"))
	if boast.P("red") >= admission.P("red") {
		t.Errorf("p of red: %.3f where red says so, %.3f where blue does, want less", boast.P("red"), admission.P("red"))
	}
	e, _ := a.Why("east", day("2013-05-20"))
	if len(e.Why) != 1 || e.Why[0].Interest != AgainstInterest {
		t.Errorf("Why(east) = %+v, want one claim against interest", e.Why)
	}
}

func TestInterestFollowsTheClaimantBeforeTheSource(t *testing.T) {
	quoted := says("agency", "red", "controls", "west", "2013-05-20")
	quoted.Claimant = "red"
	e, _ := assess(newCase(quoted)).Why("west", day("2013-05-20"))
	if len(e.Why) != 1 || e.Why[0].Interest != SelfServing {
		t.Errorf("Why(west) = %+v, want a self-serving claim", e.Why)
	}
}

func TestCopiesShareOneWeight(t *testing.T) {
	one := says("agency", "red", "controls", "west", "2013-05-20")
	for name, second := range map[string]salient.Claim{
		"republished":        says("reprint", "red", "controls", "west", "2013-05-21"),
		"one claimant":       claimedBy(says("institute", "red", "controls", "west", "2013-05-20"), "A General"),
		"one origin":         from(says("institute", "red", "controls", "west", "2013-05-20"), "c000"),
		"of one document":    from(says("institute", "red", "controls", "west", "2013-05-20"), "doc-agency"),
		"nearly one passage": quoting(says("institute", "red", "controls", "west", "2013-05-22"), "The army took the west of the town today."),
	} {
		first := quoting(claimedBy(one, "a general"), "the army took the west of the town today")
		for i, e := range assess(newCase(first, second)).m.evidence {
			if e.copies != 2 || e.weight != 0.5 {
				t.Errorf("%s: claim %d counts %v in a group of %d, want 0.5 in one of 2", name, i, e.weight, e.copies)
			}
		}
	}
	other := says("reprint", "blue", "controls", "west", "2013-05-21")
	late := says("reprint", "red", "controls", "west", "2013-06-10")
	unknown := from(says("institute", "red", "controls", "west", "2013-05-20"), "unknown")
	c := newCase(one, other, late, unknown)
	for i := range c.Documents {
		if c.Documents[i].ID == "doc-reprint" {
			c.Documents[i].Published = when.MustParse("2013-07-10")
		}
	}
	for i, e := range assess(c).m.evidence {
		if e.copies != 1 {
			t.Errorf("claim %d is in a group of %d, want it alone", i, e.copies)
		}
	}
}

func claimedBy(cl salient.Claim, who string) salient.Claim { cl.Claimant = who; return cl }
func from(cl salient.Claim, origin string) salient.Claim   { cl.Origin = origin; return cl }
func quoting(cl salient.Claim, s string) salient.Claim     { cl.Quote = s; return cl }

func TestRepeatsCountLess(t *testing.T) {
	a := assess(newCase(
		says("agency", "red", "controls", "west", "2013-05-01"),
		says("agency", "red", "controls", "west", "2013-05-03"),
		says("agency", "blue", "controls", "west", "2013-05-04"),
		says("agency", "red", "controls", "west", "2013-05-05"),
		says("agency", "red", "controls", "west", "2013-06-29"),
	))
	for i, repeats := range []bool{false, true, false, false, true} {
		if ev := a.m.evidence[i]; ev.repeats.same != repeats {
			t.Errorf("claim %d repeats what was said: %v, want %v", i, ev.repeats.same, repeats)
		}
	}
	e, _ := a.Why("west", day("2013-05-02"))
	weight := map[salient.ClaimID]float64{}
	for _, w := range e.Why {
		weight[w.Claim] = w.Weight
	}
	if weight["c001"] >= weight["c000"] {
		t.Errorf("a repeat weighs %v dB, what it repeats %v, want less", weight["c001"], weight["c000"])
	}
}

func TestBasisAndStatus(t *testing.T) {
	c := newCase(
		says("agency", "red", "controls", "west", "2013-05-20"), says("agency", "red", "controls", "land", "2013-05-20"),
		says("institute", "red", "controls", "land", "2013-05-20"),
	)
	a := assess(c)
	for _, tt := range []struct {
		place  salient.PlaceID
		on     string
		basis  salient.Basis
		status salient.HoldingStatus
		from   string
		last   string
	}{
		{"west", "2013-05-20", salient.Observed, salient.Held, "", "2013-05-20"},
		{"west", "2013-08-18", salient.Observed, salient.Held, "", "2013-05-20"},
		{"west", "2013-08-19", salient.Inferred, salient.Held, "claims on the place itself that are more than 90 days old; claims on land", "2013-05-20"},
		{"west", "2013-05-19", salient.Inferred, salient.Held, "later claims on the place itself; claims on land", ""},
		{"east", "2013-05-20", salient.Inferred, "", "claims on land", "2013-05-20"},
		{"depot", "2013-05-20", salient.NoEvidence, salient.Unknowing, "", ""},
		{"town", "2013-05-20", salient.Observed, "", "", "2013-05-20"},
	} {
		h, ok := a.Holding(tt.place, day(tt.on))
		last := ""
		if h.LastEvidence != nil {
			last = h.LastEvidence.String()
		}
		if !ok || h.Basis != tt.basis || tt.status != "" && h.Status != tt.status || h.From != tt.from || last != tt.last {
			t.Errorf("Holding(%s, %s) = %v, %v from %q, last evidence %q, want %+v", tt.place, tt.on, h.Basis, h.Status, h.From, last, tt)
		}
	}
	if _, ok := a.Holding("bridge", day("2013-05-20")); ok {
		t.Error("Holding(bridge) is given, want none of a crossing")
	}
}

func TestAWholeIsTheMeanOfItsLeaves(t *testing.T) {
	c := newCase(says("agency", "red", "controls", "west", "2013-05-20"), says("agency", "blue", "controls", "east", "2013-05-20"))
	people := int64(3000)
	for i := range c.Places {
		if c.Places[i].ID == "west" {
			c.Places[i].Population = &people
		}
	}
	a := assess(c)
	on := day("2013-05-20")
	town, _ := a.Holding("town", on)
	west, _ := a.Holding("west", on)
	east, _ := a.Holding("east", on)
	if want := (3*west.P("red") + east.P("red")) / 4; math.Abs(town.P("red")-want) > 1e-12 {
		t.Errorf("Holding(town) of red = %v, want %v: its quarters by population", town.P("red"), want)
	}
	if e, ok := a.Why("town", on); !ok || len(e.Why) != 2 || e.Why[0].Weight*e.Why[1].Weight >= 0 {
		t.Errorf("Why(town) = %+v, want a claim for and one against", e)
	}
}

func TestAShareOfTheWholeMovesItsLeaves(t *testing.T) {
	most := says("agency", "red", "controls", "town", "2013-05-20")
	share, _ := salient.ParseShare("0.9")
	most.Share, most.Value = &share, "0.9"
	a := assess(newCase(most))
	on := day("2013-05-20")
	west, _ := a.Holding("west", on)
	town, _ := a.Holding("town", on)
	if west.P("red") <= 0.5 || west.P("red") > 0.97 || west.Basis != salient.Inferred {
		t.Errorf("Holding(west) of red = %.3f, %v, want more than half, inferred", west.P("red"), west.Basis)
	}
	if got := a.ShareClaims("town", on); len(got) != 1 || got[0].Low != 0.9 || town.P("red") == 0.9 {
		t.Errorf("ShareClaims(town) = %+v beside a mean of %v, want the claim beside the mean", got, town.P("red"))
	}
}

func TestSomeDaySpeaksOfTheLikelyDays(t *testing.T) {
	some := says("agency", "red", "controls", "west", "2013-05-10/2013-05-30")
	some.Some = true
	c := newCase(
		says("agency", "blue", "controls", "west", "2013-05-10"), says("institute", "blue", "controls", "west", "2013-05-09"),
		says("institute", "red", "controls", "west", "2013-05-28"), some,
	)
	a := assess(c)
	early, _ := a.Holding("west", day("2013-05-11"))
	if early.P("blue") < 0.6 {
		t.Errorf("Holding(west, 2013-05-11) of blue = %.3f, want it held: red may have come later", early.P("blue"))
	}
}

func TestNobodyOnlyIfClaimed(t *testing.T) {
	none := says("agency", "red", "none", "west", "2013-05-20")
	none.Actors = nil
	a := assess(newCase(none, says("agency", "red", "controls", "east", "2013-05-20")))
	west, _ := a.Holding("west", day("2013-05-20"))
	east, _ := a.Holding("east", day("2013-05-20"))
	if west.Leading().Side != salient.Nobody || len(east.Holders) != 3 {
		t.Errorf("Holding(west) is led by %v, east has %v, want nobody, and no such state", west.Leading(), east.Holders)
	}
}

func TestLeavingIsNotHolding(t *testing.T) {
	c := newCase(
		says("agency", "blue", "controls", "west", "2013-05-01"),
		says("blue-tv", "blue", "leaves", "west", "2013-05-20"), says("institute", "blue", "leaves", "west", "2013-05-21"),
	)
	a := assess(c)
	before, _ := a.Holding("west", day("2013-05-02"))
	after, _ := a.Holding("west", day("2013-05-25"))
	if before.P("blue") < 0.6 || after.P("blue") > 0.3 {
		t.Errorf("Holding(west) of blue = %.3f before it says that it left, %.3f after", before.P("blue"), after.P("blue"))
	}
}

func TestADatedBeginningDatesTheChange(t *testing.T) {
	since := says("agency", "red", "controls", "west", "2013-05-20")
	since.Start = "yes"
	blue := says("institute", "blue", "controls", "west", "2013-05-01")
	plain, _ := assess(newCase(blue, says("agency", "red", "controls", "west", "2013-05-20"))).Holding("west", day("2013-05-16"))
	dated, _ := assess(newCase(blue, since)).Holding("west", day("2013-05-16"))
	if dated.P("blue") <= plain.P("blue") {
		t.Errorf("Holding(west, 2013-05-16) of blue = %.3f if red holds it since the 20th, %.3f if on the 20th, want more", dated.P("blue"), plain.P("blue"))
	}
}

func TestGroundIsTheHolding(t *testing.T) {
	a := assess(storm())
	ground := a.Ground()
	for _, on := range []when.Day{may.From - 9, may.From, may.From + 20, may.To, may.To + 9} {
		want, _ := a.Holding("west", on)
		if got := ground("west", on); got.P("red") != want.P("red") || got.Status != want.Status {
			t.Errorf("Ground(west, %v) = %v, want %v", on, got, want)
		}
	}
	if h := ground("bridge", may.From); h.Status != salient.Unknowing {
		t.Errorf("Ground(bridge) = %v, want unknown", h.Status)
	}
}

func TestAnEmptyCaseHasAnswers(t *testing.T) {
	c := &salient.Case{Places: []salient.Place{{ID: "village", Kind: "village"}}}
	a := Assess(c, orbat.New(c), SettingsOf(c.Settings), may)
	if h, ok := a.Holding("village", may.From); !ok || h.Status != salient.Unknowing {
		t.Errorf("Holding(village) = %v, %v, want unknown", h, ok)
	}
}

// small makes one of the wars with a name, of few places and days.
func small(t *testing.T, name string, seed uint64) (*salient.Case, war.Truth, *Assessment) {
	t.Helper()
	i := slices.IndexFunc(war.Named(), func(s war.Setting) bool { return s.Name == name })
	s := war.Named()[i]
	s.Places, s.Days = 30, 250
	c, truth := s.Make(seed)
	return c, truth, Assess(c, orbat.New(c), SettingsOf(c.Settings), truth.Span)
}

// Learning may not collapse: on no made-up war is it worse than a majority vote.
func TestNeverWorseThanAMajority(t *testing.T) {
	plainly(t)
	for _, s := range war.Named() {
		t.Run(s.Name, func(t *testing.T) {
			for seed := uint64(1); seed <= 2; seed++ {
				c, truth, a := small(t, s.Name, seed)
				ours := yardstick.NewTable(&truth)
				a.Each(truth.Span, func(place salient.PlaceID, d when.Day, s salient.State, p float64, _ salient.HoldingStatus, _ salient.Basis) {
					ours.Set(place, d, s, p)
				})
				got, vote := yardstick.Measure(ours, &truth).All, yardstick.Measure(yardstick.Majority(c, &truth), &truth).All
				if got.Brier > vote.Brier {
					t.Errorf("seed %d: Brier score of Assess = %.4f, want at most the majority vote's %.4f", seed, got.Brier, vote.Brier)
				}
			}
		})
	}
}

func TestRecordsTellCarefulFromCareless(t *testing.T) {
	plainly(t)
	_, _, a := small(t, "no-friends", 5)
	records := a.Records()
	careful, careless := records[0].Others, records[1].Others
	if careful.Differs >= careless.Differs || careless.N == 0 || careful.Low > careful.Differs || careful.High < careful.Differs {
		t.Errorf("Records: careful %+v, careless %+v, want the careful to differ less", careful, careless)
	}
	if red := records[2]; red.Own.N == 0 || red.Own.Differs <= red.Admit.Differs {
		t.Errorf("Records of a party = %+v, want claims for itself to differ more than admissions", red)
	}
}

func TestFightingCountsIfTwoTellOfIt(t *testing.T) {
	one := newModel(newCase(says("agency", "red", "contests", "west", "2013-05-20")), orbat.New(newCase()), SettingsOf(newCase().Settings))
	two := newCase(says("agency", "red", "contests", "west", "2013-05-20"), says("institute", "blue", "enters", "west", "2013-05-24"))
	both := newModel(two, orbat.New(two), SettingsOf(two.Settings))
	if got := one.leaves[one.leafOf["west"]].warm; len(got) != 0 {
		t.Errorf("near fighting that one source tells of: %v, want no days", got)
	}
	want := []when.Span{{From: day("2013-05-17"), To: day("2013-05-25")}}
	if got := both.leaves[both.leafOf["west"]].warm; !slices.Equal(got, want) {
		t.Errorf("near fighting that two tell of: %v, want %v", got, want)
	}
}

func TestNeighboursThatChangeMakeAChangeLikelier(t *testing.T) {
	var claims []salient.Claim
	places := make([]salient.Place, 0, 9)
	for i := range 9 {
		id := fmt.Sprintf("n%d", i)
		places = append(places, salient.Place{ID: salient.PlaceID(id), Kind: "village", At: &geo.Point{Lon: 36 + float64(i%3)/10, Lat: 34 + float64(i/3)/10}})
		claims = append(claims, says("agency", "blue", "controls", id, "2013-05-01"), says("institute", "blue", "controls", id, "2013-05-02"))
		if i != 4 {
			claims = append(claims, says("agency", "red", "controls", id, "2013-05-20"), says("institute", "red", "controls", id, "2013-05-21"))
		}
	}
	claims = append(claims, says("red-tv", "red", "controls", "n4", "2013-05-20"))
	red := func(around string) float64 {
		c := newCase(claims...)
		c.Places, c.Settings.Other["control.around"] = append(c.Places, places...), around
		c.Sort()
		h, _ := assess(c).Holding("n4", day("2013-05-24"))
		return h.P("red")
	}
	if with, without := red("2"), red("1"); with <= without {
		t.Errorf("p of red among eight places that red took = %.4f, %.4f if neighbours don't count, want more", with, without)
	}
}
