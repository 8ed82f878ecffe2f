package control

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
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

var may = when.Span{From: day("2013-05-01"), To: day("2013-06-30")}

func assess(c *salient.Case) *Assessment {
	return Assess(c, orbat.New(c), SettingsOf(c.Settings), may)
}

// newCase makes a case with the sides red and blue, a town of two quarters, a village, and
// one document a source.
func newCase(claims ...salient.Claim) *salient.Case {
	people := int64(1000)
	c := &salient.Case{
		Settings: salient.Settings{Sides: []salient.ActorID{"red", "blue"}, Other: map[string]string{}},
		Places: []salient.Place{
			{ID: "bridge", Kind: salient.Crossing},
			{ID: "depot", Kind: "town", RearOf: []salient.Rear{{Side: "red"}}, Parent: "land"},
			{ID: "east", Kind: "neighbourhood", Parent: "town", Population: &people},
			{ID: "land", Kind: salient.District},
			{ID: "town", Kind: "town", Parent: "land"},
			{ID: "village", Kind: "village", Parent: "land", Population: &people},
			{ID: "west", Kind: "neighbourhood", Parent: "town", Population: &people},
		},
	}
	for _, s := range []salient.Source{
		{ID: "agency", Reliability: "B"},
		{ID: "blue-tv", Reliability: "D", Leaning: "blue"},
		{ID: "institute", Reliability: "C"},
		{ID: "red-tv", Reliability: "D", Leaning: "red"},
		{ID: "reprint", Reliability: "C", Republishes: []salient.SourceID{"agency"}},
	} {
		c.Sources = append(c.Sources, s)
		c.Documents = append(c.Documents, salient.Document{
			ID: salient.DocumentID("doc-" + s.ID), Source: s.ID, Published: when.MustParse("2013-06-30"),
		})
	}
	for i, cl := range claims {
		if cl.ID == "" {
			cl.ID = salient.ClaimID(fmt.Sprintf("c%03d", i))
		}
		cl.Kind = salient.Holds
		if cl.Status == "" {
			cl.Status = salient.Accepted
		}
		c.Claims = append(c.Claims, cl)
	}
	c.Sort()
	return c
}

// says makes a claim of a source: "agency: red controls west".
func says(source, actor, what, place, days string) salient.Claim {
	return salient.Claim{
		Document: salient.DocumentID("doc-" + source), Actors: []salient.ActorID{salient.ActorID(actor)},
		What: what, Place: place, When: when.MustParse(days), Stance: salient.Asserts,
	}
}

func denies(cl salient.Claim) salient.Claim { cl.Stance = salient.Denies; return cl }

// anyCase draws claims of all kinds.
func anyCase(t *rapid.T) *salient.Case {
	var claims []salient.Claim
	for range rapid.IntRange(0, 25).Draw(t, "claims") {
		claims = append(claims, anyClaim(t))
	}
	return newCase(claims...)
}

// anyClaim draws one.
func anyClaim(t *rapid.T) salient.Claim {
	cl := says(
		rapid.SampledFrom([]string{"agency", "blue-tv", "institute", "red-tv", "reprint"}).Draw(t, "source"),
		rapid.SampledFrom([]string{"red", "blue"}).Draw(t, "actor"),
		rapid.SampledFrom([]string{"controls", "controls", "contests", "enters", "leaves", "besieges"}).Draw(t, "what"),
		rapid.SampledFrom([]string{"east", "west", "town", "land", "village"}).Draw(t, "place"),
		rapid.SampledFrom([]string{"2013-05-10", "2013-05-12", "2013-05-20", "2013-05-20/2013-05-28", "2013-06-02~", "2013-05", "2013-06-15"}).Draw(t, "when"),
	)
	cl.Stance = rapid.SampledFrom([]salient.Stance{"", salient.Asserts, salient.Denies, salient.Doubts}).Draw(t, "stance")
	cl.Claimant = rapid.SampledFrom([]string{"", "", "red", "blue", "a resident"}).Draw(t, "claimant")
	cl.Evidence = rapid.SampledFrom([]salient.Evidence{"", "video"}).Draw(t, "evidence")
	cl.Some = rapid.Bool().Draw(t, "some")
	cl.Credibility = rapid.SampledFrom([]salient.Credibility{"", "2", "4"}).Draw(t, "credibility")
	if cl.What == "controls" {
		cl.Value = rapid.SampledFrom([]string{"", "", "0.9", "<0.2", "~0.5"}).Draw(t, "share")
		if s, ok := salient.ParseShare(cl.Value); ok {
			cl.Share = &s
		}
	}
	return cl
}

// check is rapid.Check on a few cases: the engine learns anew in each. -rapid.checks
// asks for more.
func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	if before := checks.Value.String(); before == checks.DefValue {
		if err := flag.Set("rapid.checks", drawn); err != nil {
			t.Fatal(err)
		}
		defer flag.Set("rapid.checks", before)
	}
	rapid.Check(t, property)
}

// answers is every answer of an assessment in May and June 2013, as text.
func answers(a *Assessment) string {
	var out []byte
	a.Each(when.Span{From: may.From, To: may.To}, func(p salient.PlaceID, d when.Day, s salient.State, q float64, st salient.HoldingStatus, b salient.Basis) {
		out = fmt.Appendf(out, "%s %s %s %b %s %s\n", p, d, s, q, st, b)
	})
	e, _ := a.Why("town", day("2013-05-20"))
	why, _ := json.Marshal(e)
	records, _ := json.Marshal(a.Records())
	return string(out) + string(why) + string(records)
}

func TestOrderOfClaimsNeverMatters(t *testing.T) {
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		want := answers(assess(c))
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		shuffled := *c
		shuffled.Claims = slices.Clone(c.Claims)
		rng.Shuffle(len(shuffled.Claims), func(i, j int) {
			shuffled.Claims[i], shuffled.Claims[j] = shuffled.Claims[j], shuffled.Claims[i]
		})
		sorted := shuffled
		sorted.Claims = slices.Clone(shuffled.Claims)
		sorted.Sort()
		if got := answers(assess(&sorted)); got != want {
			t.Fatalf("Assess after shuffling differs:\n%s\nwant\n%s", got, want)
		}
	})
}

func TestSidesExchangedExchangeTheAnswer(t *testing.T) {
	swap := map[string]string{"red": "blue", "blue": "red"}
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		mirror := *c
		mirror.Claims, mirror.Sources = slices.Clone(c.Claims), slices.Clone(c.Sources)
		for i := range mirror.Claims {
			cl := &mirror.Claims[i]
			cl.Actors = []salient.ActorID{salient.ActorID(swap[string(cl.Actors[0])])}
			if s, ok := swap[cl.Claimant]; ok {
				cl.Claimant = s
			}
		}
		for i := range mirror.Sources {
			mirror.Sources[i].Leaning = salient.ActorID(swap[string(mirror.Sources[i].Leaning)])
		}
		a, b := assess(c), assess(&mirror)
		for _, p := range []salient.PlaceID{"west", "town", "village"} {
			for d := may.From; d <= may.To; d += 7 {
				x, _ := a.Holding(p, d)
				y, _ := b.Holding(p, d)
				if gap := math.Abs(x.P("red") - y.P("blue")); gap > 1e-9 {
					t.Fatalf("Holding(%s, %v) of red = %v, mirrored %v", p, d, x.P("red"), y.P("blue"))
				}
			}
		}
	})
}

func TestProbabilitiesSumToOneWithinTheFloor(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		for _, p := range []salient.PlaceID{"east", "west", "town", "village", "land"} {
			for d := may.From - 100; d <= may.To; d += 9 {
				h, ok := a.Holding(p, d)
				sum := 0.0
				for _, x := range h.Holders {
					sum += x.P
					if x.P < 0.001-1e-12 || x.P > 0.999 {
						t.Fatalf("Holding(%s, %v) of %s = %v, want 0.001 to 0.999", p, d, x.Side, x.P)
					}
				}
				if !ok || math.Abs(sum-1) > 1e-9 {
					t.Fatalf("Holding(%s, %v) sums to %v, %v, want 1", p, d, sum, ok)
				}
			}
		}
	})
}

func TestRejectedUndecidedAndBesiegingClaimsHaveNoEffect(t *testing.T) {
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		want := answers(assess(c))
		more := *c
		more.Claims = slices.Clone(c.Claims)
		for i, status := range []salient.Decision{salient.Rejected, salient.Candidate, salient.Accepted} {
			cl := says("agency", "red", "controls", "west", "2013-05-20")
			cl.ID, cl.Status, cl.Kind = salient.ClaimID(fmt.Sprintf("d%d", i)), status, salient.Holds
			if status == salient.Accepted {
				cl.What = "besieges"
			}
			more.Claims = append(more.Claims, cl)
		}
		if got := answers(assess(&more)); got != want {
			t.Fatal("Assess with rejected, undecided and besieging claims differs from without")
		}
	})
}

func TestCandidatesCountWhenAskedFor(t *testing.T) {
	cl := says("agency", "red", "controls", "west", "2013-05-20")
	cl.Status = salient.Candidate
	c := newCase(cl)
	without, _ := assess(c).Holding("west", day("2013-05-20"))
	c.Settings.Other["control.candidates"] = "1"
	with, _ := assess(c).Holding("west", day("2013-05-20"))
	if without.Basis != salient.NoEvidence || with.Status != salient.Held {
		t.Errorf("Holding(west) = %v without candidates, %v with, want none and held", without.Basis, with.Status)
	}
}

func TestNothingPublishedLaterIsKnown(t *testing.T) {
	before := says("agency", "blue", "controls", "west", "2013-05-10")
	after := says("institute", "red", "controls", "west", "2013-05-20")
	c := newCase(before, after)
	for i := range c.Documents {
		if c.Documents[i].ID == "doc-agency" {
			c.Documents[i].Published = when.MustParse("2013-05-11")
		}
	}
	want := answers(assess(c.KeepClaims(func(cl *salient.Claim) bool { return cl.Document == "doc-agency" })))
	if got := answers(assess(c.KnownBy(day("2013-05-18")))); got != want {
		t.Error("Assess as known by 2013-05-18 differs from the case without the later document")
	}
}

// holding a model's tables gives another case's model with what the first has learned.
func held(c *salient.Case, from *model) *Assessment {
	set := SettingsOf(c.Settings)
	m := newModel(c, orbat.New(c), set)
	for i, t := range m.tables {
		for _, u := range from.tables {
			if t.tableKey == u.tableKey {
				m.tables[i] = u
			}
		}
	}
	m.rates, m.parts, m.anchor, m.temper = from.rates, from.parts, from.anchor, from.temper
	m.habits, m.habitOf, m.copiers = slices.Clone(from.habits), maps.Clone(from.habitOf), from.copiers
	m.meetSources()
	m.recombine()
	m.refresh()
	return assessment(c, set, may, m)
}

func TestAnotherVoiceForASideNeverLowersIt(t *testing.T) {
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		c.Settings.Other["control.lags"] = rapid.SampledFrom([]string{"0", "1"}).Draw(t, "lags")
		a := assess(c)
		grade := rapid.SampledFrom(salient.Reliabilities).Draw(t, "grade")
		leaning := rapid.SampledFrom([]salient.ActorID{"", "red", "blue"}).Draw(t, "leaning")
		more := *c
		more.Sources = append(slices.Clone(c.Sources), salient.Source{ID: "zz", Reliability: grade, Leaning: leaning})
		more.Documents = append(slices.Clone(c.Documents), salient.Document{ID: "zz", Source: "zz", Published: when.MustParse("2013-06-30")})
		cl := says("", "red", "controls", "west", rapid.SampledFrom([]string{"2013-05-09", "2013-05-20", "2013-06-10"}).Draw(t, "day"))
		cl.ID, cl.Document, cl.Kind, cl.Status = "zz", "zz", salient.Holds, salient.Accepted
		more.Claims = append(slices.Clone(c.Claims), cl)
		on, _ := cl.When.Earliest(when.Widening{})
		before, _ := a.Odds("west", on, "red")
		after, _ := held(&more, a.m).Odds("west", on, "red")
		if after < before-1e-9 {
			t.Fatalf("Odds(west, %v, red) = %v dB with another claim for red, %v without", on, after, before)
		}
	})
}

func TestALongClaimCountsOnce(t *testing.T) {
	base := []salient.Claim{says("institute", "blue", "controls", "west", "2013-05-20")}
	a := assess(newCase(base...))
	odds := func(days string) float64 {
		best := math.Inf(-1)
		b := held(newCase(append(slices.Clone(base), says("agency", "red", "controls", "west", days))...), a.m)
		for d := day("2013-04-01"); d <= day("2013-07-10"); d++ {
			x, _ := b.Odds("west", d, "red")
			y, _ := a.Odds("west", d, "red")
			best = max(best, x-y)
		}
		return best
	}
	if long, short := odds("2013-04-01/2013-07-09"), odds("2013-05-20"); long > short+1e-9 {
		t.Errorf("a claim of a hundred days moves its best day by %v dB, one of a day by %v, want no more", long, short)
	}
}

func TestWeightsEqualARun(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		on := may.From + when.Day(rapid.IntRange(0, 60).Draw(t, "day"))
		if len(a.m.evidence) == 0 {
			return
		}
		e, _ := a.Why("west", on)
		side := slices.Index(a.m.states, e.Side)
		leaf, full := a.m.leafOf["west"], &pass{}
		a.m.last(a.first, leaf, full, on)
		odds := logOdds(plain(a.m, leaf, full, on, nil), side)
		all := map[salient.ClaimID]bool{}
		for _, w := range e.Why {
			all[w.Claim] = true
			without := logOdds(plain(a.m, leaf, full, on, map[salient.ClaimID]bool{w.Claim: true}), side)
			if want := decibans(odds - without); math.Abs(w.Weight-want) > 1e-9*max(1, math.Abs(want)) {
				t.Fatalf("Why(west, %v) gives %s %v dB, a run day by day %v", on, w.Claim, w.Weight, want)
			}
		}
		without := decibans(logOdds(plain(a.m, leaf, full, on, all), side))
		if math.Abs(e.Prior-without) > 1e-8 || math.Abs(e.Prior+e.All-decibans(odds)) > 1e-8 {
			t.Fatalf("Why(west, %v): prior %v and all %v, want %v and together %v", on, e.Prior, e.All, without, decibans(odds))
		}
	})
}

// plain runs forward–backward day by day over all hidden values, moving each of them each
// day, over what a pass's evidence says without some claims.
func plain(m *model, i int, p *pass, on when.Day, out map[salient.ClaimID]bool) []float64 {
	l, c := &m.leaves[i], p.c
	on = max(on, m.anchor+1)
	logs := map[when.Day][]float64{}
	last := on
	for k, it := range l.items {
		if out[m.evidence[it.evidence].claim.ID] {
			continue
		}
		m.said(l, k, p.force, func(d when.Day, w float64, log []float64) {
			if logs[d] == nil {
				logs[d] = make([]float64, c.spots())
			}
			axpy(logs[d], w, log)
			last = max(last, d)
		})
	}
	take := func(v []float64, d when.Day) {
		if log := logs[d]; log != nil {
			for j := range v {
				v[j] *= math.Exp(log[plainSpot(c, j)])
			}
		}
		scale(v)
	}
	a, b := make([]float64, c.values()), make([]float64, c.values())
	copy(a, c.start)
	for d := m.anchor + 1; d <= on; d++ {
		next := make([]float64, len(a))
		plainMoves(m, p, d, func(from, to int, q float64) { next[to] += a[from] * q })
		a = next
		take(a, d)
	}
	for j := range b {
		b[j] = 1
	}
	for d := last; d > on; d-- {
		take(b, d)
		before := make([]float64, len(b))
		plainMoves(m, p, d, func(from, to int, q float64) { before[from] += b[to] * q })
		b = before
	}
	states := make([]float64, c.k)
	for j := range a {
		state := j
		if j >= c.k {
			xy := c.pairs[(j-c.k)/clock]
			if state = xy.to; (j-c.k)%clock < ahead {
				state = xy.from
			}
		}
		states[state] += a[j] * b[j]
	}
	scale(states)
	return states
}

// plainSpot is the spot of a value: rest, then each change's clock from -ahead on.
func plainSpot(c *chain, j int) int {
	if j < c.k {
		return j
	}
	return c.spot((j-c.k)/clock, stretchOf[(j-c.k)%clock])
}

// plainMoves lists what can happen from the day before d to d.
func plainMoves(m *model, p *pass, d when.Day, move func(from, to int, q float64)) {
	c := p.c
	begin := func(from, x, lead int) {
		stay := 1.0
		for y := range c.k {
			if x != y {
				q := m.rates[p.stir[(int(d-p.from)+lead)*c.k+y]][x][y]
				move(from, c.k+c.index[x][y]*clock+ahead-lead, q)
				stay -= q
			}
		}
		switch u := (from - c.k) % clock; {
		case from < c.k:
			move(from, from, stay)
		case u == clock-1:
			move(from, x, stay)
		default:
			move(from, from+1, stay)
		}
	}
	for z := range c.k {
		begin(z, z, ahead)
	}
	for i, xy := range c.pairs {
		for u := range clock {
			if from := c.k + i*clock + u; u >= ahead {
				begin(from, xy.to, soon)
			} else {
				move(from, from+1, 1)
			}
		}
	}
}

func TestAPassEqualsARunOfAllValues(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		for _, place := range []salient.PlaceID{"east", "village"} {
			i, p := a.m.leafOf[place], &pass{}
			a.m.last(a.first, i, p, may.To+20)
			for d := may.From - 40; d <= may.To+20; d += 3 {
				got, want := p.on(d), plain(a.m, i, p, d, nil)
				for s := range want {
					if d > a.m.anchor && math.Abs(got[s]-want[s]) > 1e-9 {
						t.Fatalf("%s on %v: %v, a run of all values %v", place, d, got, want)
					}
				}
			}
		}
	})
}
