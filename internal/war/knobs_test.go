package war

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

type pipe = bytes.Buffer

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// plain is a war between two sides in which places change hands at once, twice a year.
func plain(sources ...Source) Setting {
	return Setting{Name: "plain", Sides: 2, Places: 40, Days: 400, Changes: 2, MinSpell: 60, Sources: sources}
}

// daily says what it sees nearly every day.
var daily = Source{Rate: 28, Right: 1}

// heard is what one claim says, in numbers.
type heard struct {
	place, day, state int
	not               bool
	claim             *salient.Claim
}

// hear lists what a source says.
func hear(c *salient.Case, truth Truth, id salient.SourceID) []heard {
	var out []heard
	for i := range c.Claims {
		cl := &c.Claims[i]
		doc, _ := c.Document(cl.Document)
		if doc.Source != id || cl.Kind != salient.Holds {
			continue
		}
		said, _ := c.Said(cl)
		h := heard{day: int(said - truth.Span.From), not: cl.Stance == salient.Denies || cl.What == "leaves", claim: cl}
		h.place, _ = slices.BinarySearch(truth.Places, salient.PlaceID(cl.Place))
		for s, state := range truth.States {
			if cl.What == "contests" && state == salient.Contested || cl.What != "contests" && state == salient.State(cl.Actors[0]) {
				h.state = s
			}
		}
		out = append(out, h)
	}
	return out
}

func (h heard) truth(t Truth) int { return t.At(h.place, t.Span.From+when.Day(h.day)) }

// part is the part of what is heard for which a fact holds, and how many there are.
func part(list []heard, fact func(heard) bool) (float64, int) {
	n := 0
	for _, h := range list {
		if fact(h) {
			n++
		}
	}
	return float64(n) / float64(len(list)), len(list)
}

// near fails unless a part is as set, within four standard errors.
func near(t *testing.T, what string, got float64, n int, want float64) {
	t.Helper()
	if n < 200 || math.Abs(got-want) > 4*math.Sqrt(max(want*(1-want), 0.0001)/float64(n)) {
		t.Errorf("%s: %.4f of %d, want %.4f", what, got, n, want)
	}
}

func TestASourceIsRightAsOftenAsSet(t *testing.T) {
	s := daily
	s.Right = 0.7
	c, truth := plain(s).Make(1)
	got, n := part(hear(c, truth, "s01"), func(h heard) bool { return h.state == h.truth(truth) })
	near(t, "right", got, n, 0.7)
}

// TestGainsEarlyAndLossesLate follows a party's words around each change: it switches exactly
// so many days before a gain and after a loss as was set.
func TestGainsEarlyAndLossesLate(t *testing.T) {
	s := daily
	s.Side, s.Early, s.Late = 1, Delay{Fixed, 5}, Delay{Fixed, 12}
	c, truth := plain(s).Make(1)
	changes := 0
	for _, h := range hear(c, truth, "s01") {
		list := truth.Changes[h.place]
		for i := 1; i < len(list); i++ {
			day := int(list[i].Day - truth.Span.From)
			sees := day + 12
			if list[i].State == 0 {
				sees = day - 5
			}
			if h.day < day-20 || h.day > day+20 {
				continue
			}
			changes++
			want := list[i-1].State
			if h.day >= sees {
				want = list[i].State
			}
			if h.state != want {
				t.Fatalf("place %d day %d: says %d, want %d (changes to %d on day %d)", h.place, h.day, h.state, want, list[i].State, day)
			}
		}
	}
	if changes < 1000 {
		t.Errorf("only %d claims near changes", changes)
	}
}

// switches counts how often a source says something else than the time before.
func switches(list []heard) int {
	n := 0
	for i := 1; i < len(list); i++ {
		if list[i].place == list[i-1].place && list[i].state != list[i-1].state {
			n++
		}
	}
	return n
}

func TestDelaysArePerChangeOrPerClaim(t *testing.T) {
	s := daily
	s.Slow = Delay{Exponential, 8}
	c, truth := plain(s).Make(1)
	changes := 0
	for _, list := range truth.Changes {
		changes += len(list) - 1
	}
	if got := switches(hear(c, truth, "s01")); got > changes {
		t.Errorf("delays per change: %d switches for %d changes", got, changes)
	}
	s.PerClaim = true
	c, truth = plain(s).Make(1)
	if got := switches(hear(c, truth, "s01")); got < 2*changes {
		t.Errorf("delays per claim: %d switches for %d changes, want twice as many or more", got, changes)
	}
}

func TestHiddenLossesAreNeverAdmitted(t *testing.T) {
	s := daily
	s.Side, s.Hides = 1, 1
	c, truth := plain(s).Make(1)
	for _, h := range hear(c, truth, "s01") {
		held := false
		for _, x := range truth.Changes[h.place] {
			held = held || x.State == 0 && int(x.Day-truth.Span.From) <= h.day
		}
		if held && h.state != 0 {
			t.Fatalf("place %d day %d: a loss is admitted", h.place, h.day)
		}
	}
}

func TestBoastsAreGainsThatNeverHappen(t *testing.T) {
	s := daily
	s.Side, s.Boasts, s.BoastFor = 1, 1, 20
	w := plain(s)
	w.Changes = 0
	c, truth := w.Make(1)
	wrong, n := part(hear(c, truth, "s01"), func(h heard) bool { return h.truth(truth) == 1 && h.state == 0 })
	if wrong < 0.01 || wrong > 0.1 {
		t.Errorf("%.3f of %d claims are boasts, want about 20 of 365 days in half of the places", wrong, n)
	}
}

// TestMisjudgedPlacesStayMisjudged counts runs: wrong claims come in spells, not one by one.
func TestMisjudgedPlacesStayMisjudged(t *testing.T) {
	s := daily
	s.Misjudges, s.MisjudgeDays = 1, 30
	w := plain(s)
	w.Changes = 0
	c, truth := w.Make(1)
	list := hear(c, truth, "s01")
	wrong, n := part(list, func(h heard) bool { return h.state != h.truth(truth) })
	spells := float64(switches(list)) / 2
	if days := wrong * float64(n) / spells; days < 15 || days > 45 {
		t.Errorf("a misjudged spell has %.1f claims, want about 28", days)
	}
}

func TestCopiesFollowWhatTheyCopy(t *testing.T) {
	first := Source{Rate: 6, Right: 0.8, Enters: 0.3, Denies: 0.2}
	w := plain(first, copying(0.8, 3, 0), copying(0.5, 2, 1))
	w.Wording = Quotes
	w.Sources[2].Verbatim = true
	c, truth := w.Make(1)
	heardOf := [][]heard{hear(c, truth, "s01"), hear(c, truth, "s02"), hear(c, truth, "s03")}
	for i, days := range []int{3, 2} {
		for _, copy := range heardOf[i+1] {
			if !hasOriginal(heardOf[i], copy, days, i == 1) {
				t.Fatalf("claim %s of copier %d has no original", copy.claim.ID, i+2)
			}
		}
	}
	n := len(heardOf[0])
	near(t, "copied", float64(len(heardOf[1]))/float64(n), n, 0.8)
	near(t, "copied again", float64(len(heardOf[2]))/float64(len(heardOf[1])), len(heardOf[1]), 0.5)
}

// hasOriginal looks for what a claim copies, at most so many days before, in the same words or
// in others.
func hasOriginal(list []heard, copy heard, days int, verbatim bool) bool {
	for _, h := range list {
		if h.place == copy.place && h.day <= copy.day && h.day >= copy.day-days && h.claim.What == copy.claim.What &&
			h.claim.Stance == copy.claim.Stance && h.state == copy.state && (h.claim.Quote == copy.claim.Quote) == verbatim {
			return true
		}
	}
	return false
}

func TestContestedGroundOccursAsSet(t *testing.T) {
	for _, x := range []float64{0, 1} {
		s := daily
		s.Right = 0.8
		w := plain(s)
		w.Contested, w.ContestedDays = x, 20
		c, truth := w.Make(1)
		spells, changes, long := 0, 0, 0
		for _, list := range truth.Changes {
			for i, ch := range list[1:] {
				changes++
				if ch.State == 2 && i+2 < len(list) {
					spells++
					long += int(list[i+2].Day - ch.Day)
				}
			}
		}
		said, _ := part(hear(c, truth, "s01"), func(h heard) bool { return h.state == 2 })
		if x == 0 && (spells > 0 || said > 0) {
			t.Errorf("no contested ground set: %d spells, %.3f of claims", spells, said)
		}
		if mean := float64(long) / float64(max(1, spells)); x == 1 && (spells < changes/3 || mean < 14 || mean > 26) {
			t.Errorf("all changes through contested ground: %d spells of %.1f days, %d turns", spells, mean, changes)
		}
	}
}

func TestAttentionIsDenserWhereSet(t *testing.T) {
	s := Source{Rate: 3, Right: 1}
	w := plain(s)
	w.Near, w.NearDays = 5, 10
	c, truth := w.Make(1)
	closeTo := make([]float64, 2) // claims, days
	far := make([]float64, 2)
	count := func(place, day, which int) {
		for _, ch := range truth.Changes[place][1:] {
			if at := int(ch.Day - truth.Span.From); day >= at-10 && day <= at+10 {
				closeTo[which]++
				return
			}
		}
		far[which]++
	}
	for p := range truth.Places {
		for d := range w.Days {
			count(p, d, 1)
		}
	}
	for _, h := range hear(c, truth, "s01") {
		count(h.place, h.day, 0)
	}
	if ratio := closeTo[0] / closeTo[1] / (far[0] / far[1]); ratio < 4.3 || ratio > 5.7 {
		t.Errorf("reporting is %.2f times denser near changes, want 5", ratio)
	}
	quiet := plain(s)
	quiet.Changes = 0
	before, _ := quiet.Make(1)
	quiet.Bursts, quiet.BurstDays, quiet.Burst = 4, 10, 6
	after, _ := quiet.Make(1)
	if ratio := float64(len(after.Claims)) / float64(len(before.Claims)); ratio < 1.3 || ratio > 1.7 {
		t.Errorf("bursts make %.2f times as many claims, want about 1 + 5 × 40/365", ratio)
	}
}

func TestSomePlacesAreForgottenAndSomeNeverChange(t *testing.T) {
	w := plain(daily)
	w.Forgotten, w.Still, w.Campaigns, w.Sweep, w.Pace = 1, 0.5, 6, 20, 2
	w.Places, w.Changes = 200, 5
	c, truth := w.Make(1)
	n := map[string]int{}
	for _, cl := range c.Claims {
		if n[cl.Place]++; n[cl.Place] > 3 {
			t.Fatalf("%d claims on %s, want 3 at most", n[cl.Place], cl.Place)
		}
	}
	still := 0
	for _, list := range truth.Changes {
		if len(list) == 1 {
			still++
		}
	}
	if part := float64(still) / 200; part < 0.38 || part > 0.62 {
		t.Errorf("%.2f of the places never change, want about 0.5", part)
	}
}

// TestCampaignsMoveFronts compares: changes of one campaign lie closer together than others.
func TestCampaignsMoveFronts(t *testing.T) {
	w := plain(daily)
	w.Changes, w.Campaigns, w.Sweep, w.Pace, w.Places, w.MinSpell = 0, 4, 8, 2, 200, 1
	c, truth := w.Make(2)
	type hit struct {
		place int
		day   when.Day
	}
	var hits []hit
	for p, list := range truth.Changes {
		for _, ch := range list[1:] {
			hits = append(hits, hit{p, ch.Day})
		}
	}
	var soon, all []float64
	for i, a := range hits {
		for _, b := range hits[:i] {
			far := math.Sqrt(apart(*c.Places[a.place].At, *c.Places[b.place].At))
			all = append(all, far)
			if d := a.day - b.day; d >= -3 && d <= 3 {
				soon = append(soon, far)
			}
		}
	}
	if len(soon) < 20 || mean(soon) > 0.6*mean(all) {
		t.Errorf("%d changes within 3 days lie %.2f° apart, all %.2f°", len(soon), mean(soon), mean(all))
	}
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

func TestSpokesmenAreQuotedForTheirSides(t *testing.T) {
	c, truth := quotedParties().Make(1)
	quoted, n := part(hear(c, truth, "s01"), func(h heard) bool { return strings.HasSuffix(h.claim.Claimant, "-spokesman") })
	near(t, "quoted", quoted, n, 0.6)
	ties := 0
	for _, cl := range c.Claims {
		if cl.Kind == salient.Tie && string(cl.Actors[0]) == string(cl.Others[0])+"-spokesman" {
			ties++
		}
	}
	if ties != 2 {
		t.Errorf("%d spokesmen are part of their sides, want 2", ties)
	}
	for _, h := range hear(c, truth, "s04") {
		if h.claim.Claimant != "" {
			t.Fatalf("claimant of %s is %q, want blank", h.claim.ID, h.claim.Claimant)
		}
	}
}

func TestHedgesTellOrAreNoise(t *testing.T) {
	for signals, want := range map[Signals]bool{Informative: true, Noise: false} {
		s := daily
		s.Right = 0.7
		w := plain(s)
		w.Signals = signals
		c, truth := w.Make(1)
		var right, wrong []heard
		for _, h := range hear(c, truth, "s01") {
			if h.state == h.truth(truth) {
				right = append(right, h)
			} else {
				wrong = append(wrong, h)
			}
		}
		hedged := func(h heard) bool { return h.claim.Hedge != "" }
		a, _ := part(right, hedged)
		b, _ := part(wrong, hedged)
		if told := b > 3*a; told != want {
			t.Errorf("signals %d: %.2f of right and %.2f of wrong claims are hedged", signals, a, b)
		}
	}
}

func TestVisualEvidenceIsAsRightAsSet(t *testing.T) {
	s := daily
	s.Right, s.Visual, s.VisualRight = 0.6, 0.4, 0.97
	c, truth := plain(s).Make(1)
	var seen []heard
	all := hear(c, truth, "s01")
	for _, h := range all {
		if h.claim.Evidence.Visual() {
			seen = append(seen, h)
		}
	}
	near(t, "visual", float64(len(seen))/float64(len(all)), len(all), 0.4)
	got, n := part(seen, func(h heard) bool { return h.state == h.truth(truth) })
	near(t, "visual and right", got, n, 0.97)
}

func TestSettingsByHandAreWhatTheySay(t *testing.T) {
	for _, s := range Named() {
		friends := map[int]int{}
		for _, src := range s.Sources {
			friends[src.Side]++
		}
		ok := true
		switch s.Name {
		case "two-sources":
			ok = len(s.Sources) == 2
		case "thirty-sources":
			ok = len(s.Sources) == 30
		case "no-friends":
			ok = friends[2] == 0 && friends[1] > 0
		case "all-friends":
			ok = friends[1] == len(s.Sources)
		case "five-sides":
			ok = s.Sides == 5
		case "two-states":
			ok = s.Contested == 0
		case "like-control-bench":
			c, _ := s.Make(1)
			per := float64(len(c.Claims)) / float64(s.Places)
			t.Logf("%s: %.0f claims a place", s.Name, per)
			ok = s.Days == 671 && len(s.Sources) == 8 && per > 70 && per < 110
		}
		if !ok {
			t.Errorf("%s isn't what its name says", s.Name)
		}
	}
}
