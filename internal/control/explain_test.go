package control

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
	"pgregory.net/rapid"
)

// near reports whether two figures are the same but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

// heldPlaces are those of newCase that can be held.
var heldPlaces = []salient.PlaceID{"east", "land", "town", "village", "west"}

func TestWeightsOfWholesEqualARun(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		on := may.From + when.Day(rapid.IntRange(0, 60).Draw(t, "day"))
		place := rapid.SampledFrom([]salient.PlaceID{"town", "land"}).Draw(t, "place")
		e, _ := a.Why(place, on)
		side := slices.Index(a.m.states, e.Side)
		leaves := a.wholes[place]
		parts := weights(a.c, a.m, leaves)
		odds := func(out map[salient.ClaimID]bool) float64 {
			sum := make([]float64, len(a.m.states))
			for n, i := range leaves {
				p := &pass{}
				a.m.last(a.first, i, p, on, on)
				for s, q := range plain(a.m, i, p, on, out) {
					sum[s] += parts[n] * q
				}
			}
			return decibans(logOdds(sum, side))
		}
		all := map[salient.ClaimID]bool{}
		for _, w := range e.Why {
			all[w.Claim] = true
			without := odds(map[salient.ClaimID]bool{w.Claim: true})
			told, _ := a.Odds(place, on, e.Side, w.Claim)
			if !near(w.Weight, odds(nil)-without) || !near(told, without) {
				t.Fatalf("Why(%s, %v) gives %s %v dB, Odds without it %v; a run day by day has %v and %v", place, on, w.Claim, w.Weight, told, odds(nil)-without, without)
			}
		}
		told, _ := a.Odds(place, on, e.Side, slices.Collect(maps.Keys(all))...)
		if without := odds(all); !near(e.Prior, without) || !near(told, without) || !near(e.Prior+e.All, odds(nil)) {
			t.Fatalf("Why(%s, %v): prior %v and all %v, Odds %v; a run day by day has %v and together %v", place, on, e.Prior, e.All, told, without, odds(nil))
		}
	})
}

func TestMarksWeighWhatWhySaysOnTheDay(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		for _, place := range heldPlaces {
			for _, m := range a.Marks(place, may) {
				e, _ := a.Why(place, m.On)
				k := slices.IndexFunc(e.Why, func(w Weight) bool { return w.Claim == m.Claim })
				switch {
				case e.Side != m.Side:
					t.Fatalf("Marks(%s): %s on %v is for %s, Why for %s", place, m.Claim, m.On, m.Side, e.Side)
				case k < 0 && math.Abs(m.Weight.Weight) > least+1e-9, k >= 0 && !near(e.Why[k].Weight, m.Weight.Weight):
					t.Fatalf("Marks(%s): %s weighs %v on %v, Why: %+v", place, m.Claim, m.Weight.Weight, m.On, e.Why)
				}
			}
		}
	})
}

func TestEveryClaimOfTheSpanIsMarked(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		span := when.Span{From: day("2013-05-12"), To: day("2013-05-31")}
		for _, place := range heldPlaces {
			var want []salient.ClaimID
			for _, e := range a.m.evidenceOf(a.leavesOf(place)) {
				ev := a.m.evidence[e]
				if slices.ContainsFunc(ev.reach.Days, func(s when.Span) bool { return s.Meet(span).Len() > 0 }) {
					want = append(want, ev.claim.ID)
				}
			}
			var got []salient.ClaimID
			for _, m := range a.Marks(place, span) {
				got = append(got, m.Claim)
				if !span.Has(m.On) {
					t.Fatalf("Marks(%s, %v): %s on %v", place, span, m.Claim, m.On)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("Marks(%s, %v) = %v, want %v", place, span, got, want)
			}
		}
	})
}

func TestTurnsAreTheDaysThatDiffer(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		for _, place := range heldPlaces {
			turns := map[when.Day]Turn{}
			for _, x := range a.Turns(place, may) {
				turns[x.To.On] = x
			}
			for d := may.From; d <= may.To; d++ {
				was, _ := a.Holding(place, d-1)
				is, _ := a.Holding(place, d)
				lead := is.LeadingSide()
				moved := is.Status != salient.Unknowing && (was.Leading().Side != is.Leading().Side || math.Abs(lead.P-was.P(lead.Side)) >= 0.1)
				if _, told := turns[d]; told != (moved || was.Status != is.Status) {
					t.Fatalf("Turns(%s) tells of %v: %v, %+v after %+v", place, d, told, is, was)
				}
			}
		}
	})
}

func TestShiftsAreTheWeightsOfBothDays(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		for _, place := range heldPlaces {
			for _, x := range a.Turns(place, may) {
				for _, s := range x.Why {
					for on, w := range map[when.Day]float64{x.To.On: s.Weight.Weight, x.From.On: s.Was} {
						all, _ := a.Odds(place, on, x.Side)
						without, _ := a.Odds(place, on, x.Side, s.Claim)
						if !near(w, all-without) {
							t.Fatalf("Turns(%s) on %v: %s weighs %v on %v, Odds differ by %v", place, x.To.On, s.Claim, w, on, all-without)
						}
					}
				}
			}
		}
	})
}

func TestReportsAreExpectedToChangeNothing(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		on := may.From + when.Day(rapid.IntRange(0, 60).Draw(t, "day"))
		for _, place := range []salient.PlaceID{"west", "village"} {
			r, _ := a.review(place, []when.Day{on})
			p, chain := r.full[0], a.m.leaves[r.leaves[0]].chain
			spots := p.spotsOn(r.days[0])
			for _, k := range a.askable() {
				sum, chances := make([]float64, len(spots)), 0.0
				for _, row := range k.shared[chain] {
					chance := dot(row, spots)
					axpy(sum, chance, updated(spots, row))
					chances += chance
				}
				for j, q := range spots {
					if !near(sum[j], q) {
						t.Fatalf("%+v at %s on %v: spot %d is expected to be %v after a report, is %v", k.Kind, place, on, j, sum[j], q)
					}
				}
				if bits := k.bits(p.c, chain, spots); !near(chances, 1) || bits > entropy(p.c.statesOf(spots))+1e-9 {
					t.Fatalf("%+v at %s on %v: chances sum to %v, %v bits", k.Kind, place, on, chances, bits)
				}
			}
		}
	})
}

// reported is a case with a claim more, as a kind of source would make it.
func reported(c *salient.Case, k Kind, r Report, place salient.PlaceID, on when.Day) *salient.Case {
	more := *c
	more.Sources = append(slices.Clone(c.Sources), salient.Source{ID: "zz", Reliability: k.Grade, Leaning: k.Side})
	more.Documents = append(slices.Clone(c.Documents), salient.Document{ID: "zz", Source: "zz", Published: when.MustParse("2013-06-30")})
	cl := says("", string(r.State), "controls", string(place), on.String())
	if r.State == salient.Contested {
		cl.Actors, cl.What = nil, "contests"
	}
	if r.Denies {
		cl = denies(cl)
	}
	if k.Visual {
		cl.Evidence = "video"
	}
	cl.ID, cl.Document, cl.Kind, cl.Status = "zz", "zz", salient.Holds, salient.Accepted
	more.Claims = append(slices.Clone(c.Claims), cl)
	return &more
}

func TestTheOutlookIsWhatARunWithTheReportSays(t *testing.T) {
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		c.Settings.Other["control.heat.voices"] = "99" // an outlook holds the days near fighting
		for i := range c.Claims {                      // and what first passes said; a run says it anew
			cl := &c.Claims[i]
			cl.Some, cl.Share, cl.When = false, nil, when.MustParse(strings.TrimSuffix(cl.When.String(), "~"))
		}
		a := assess(c)
		on := may.From + when.Day(rapid.IntRange(10, 60).Draw(t, "day"))
		o, _ := a.Next("west", on)
		for range 6 {
			k := rapid.SampledFrom(o.Kinds).Draw(t, "kind")
			if k.Source != "" {
				continue
			}
			r := rapid.SampledFrom(k.Reports).Draw(t, "report")
			more := reported(c, k, r, "west", on)
			b := a.With(more, orbat.New(more), "zz")
			h, _ := b.Holding("west", on)
			for _, x := range r.After.Holders {
				if math.Abs(x.P-h.P(x.Side)) > 1e-6 { // series are kept to seven digits
					t.Fatalf("Next(west, %v): %+v says %s %v: %s after it %v, a run with it %v", on, k, r.State, r.Denies, x.Side, x.P, h.P(x.Side))
				}
			}
			before, _ := a.Odds("west", on, o.Side)
			after, _ := b.Odds("west", on, o.Side)
			if !near(r.Weight, after-before) || r.After.Status != h.Status {
				t.Fatalf("Next(west, %v): %+v says %s %v: %v dB and %s, a run with it %v and %s", on, k, r.State, r.Denies, r.Weight, r.After.Status, after-before, h.Status)
			}
		}
	})
}

func TestSidesExchangedExchangeTheOutlook(t *testing.T) {
	swap := map[salient.State]salient.State{"red": "blue", "blue": "red", salient.Contested: salient.Contested, "": ""}
	key := func(k Kind, r Report, to map[salient.State]salient.State) string {
		return fmt.Sprint(k.Source, k.Speaker, to[salient.State(k.Side)], k.Grade, k.Visual, to[r.State], r.Denies)
	}
	self := map[salient.State]salient.State{"red": "red", "blue": "blue", salient.Contested: salient.Contested, "": ""}
	check(t, func(t *rapid.T) {
		c := anyCase(t)
		for i := range c.Claims {
			c.Claims[i].Claimant = ""
		}
		a, b := assess(c), assess(mirrored(c))
		for _, place := range []salient.PlaceID{"west", "town"} {
			x, _ := a.Next(place, day("2013-05-20"))
			y, _ := b.Next(place, day("2013-05-20"))
			want := map[string]Report{}
			for _, k := range y.Kinds {
				for _, r := range k.Reports {
					want[key(k, r, self)] = r
				}
			}
			if x.Part != y.Part {
				continue // parts alike
			}
			for _, k := range x.Kinds {
				for _, r := range k.Reports {
					w, ok := want[key(k, r, swap)]
					if !ok || math.Abs(w.Chance-r.Chance) > 1e-9 || math.Abs(w.After.P("red")-r.After.P("blue")) > 1e-9 {
						t.Fatalf("Next(%s): %+v says %+v, mirrored %+v, %v", place, k, r, w, ok)
					}
				}
			}
		}
	})
}

// mirrored is a case with the sides exchanged.
func mirrored(c *salient.Case) *salient.Case {
	swap := map[salient.ActorID]salient.ActorID{"red": "blue", "blue": "red"}
	out := *c
	out.Claims, out.Sources = slices.Clone(c.Claims), slices.Clone(c.Sources)
	for i := range out.Claims {
		out.Claims[i].Actors = []salient.ActorID{swap[out.Claims[i].Actors[0]]}
	}
	for i := range out.Sources {
		out.Sources[i].Leaning = swap[out.Sources[i].Leaning]
	}
	return &out
}

func TestABetterSourceTellsMore(t *testing.T) {
	a := assess(newCase(says("institute", "blue", "contests", "west", "2013-05-20")))
	o, _ := a.Next("west", day("2013-05-20"))
	bits := map[salient.Reliability]float64{}
	for _, k := range o.Kinds {
		if k.Source == "" && k.Side == "" && !k.Visual {
			bits[k.Grade] = k.Bits
		}
	}
	for i, g := range []salient.Reliability{"B", "C", "D", "E"} {
		if better := []salient.Reliability{"A", "B", "C", "D"}[i]; bits[g] >= bits[better] {
			t.Errorf("a report of grade %s tells %v bits, of %s %v, want fewer", g, bits[g], better, bits[better])
		}
	}
}

func TestRecordsOfVoicesAddUpToTheSource(t *testing.T) {
	check(t, func(t *rapid.T) {
		a := assess(anyCase(t))
		for _, r := range a.Records() {
			sum := Tally{}
			for _, v := range r.Voices {
				n := float64(v.All.N)
				sum.N += v.All.N
				sum.Differs += n * v.All.Differs
				sum.Expected += n * v.All.Expected
				if v.All.N != v.Own.N+v.Admit.N+v.Others.N {
					t.Fatalf("%s %s: %+v don't add up", r.Source, v.Speaker, v.Said)
				}
			}
			if n := float64(r.All.N); sum.N != r.All.N || math.Abs(sum.Differs-n*r.All.Differs) > 1e-9 || math.Abs(sum.Expected-n*r.All.Expected) > 1e-9 {
				t.Fatalf("%s: %+v, its voices add up to %+v", r.Source, r.All, sum)
			}
		}
	})
}

func TestRecordsTellOfGradesAndCopies(t *testing.T) {
	plainly(t)
	_, _, a := small(t, "grades-shuffled", 3)
	graded := a.Records()
	if careful := graded[0].All; careful.Low > careful.Expected {
		t.Errorf("a careful source graded E differs %+v, want no more often than expected", careful)
	}
	if careless := graded[1].All; careless.Low <= careless.Expected {
		t.Errorf("a careless source graded A differs %+v, want more often than expected", careless)
	}
	_, _, a = small(t, "undeclared-copiers", 3)
	copier := a.Records()[4]
	if len(copier.Copies) != 1 || copier.Copies[0].Of != a.Records()[1].Source || copier.Copies[0].Part < 0.5 {
		t.Errorf("a copier's copies = %+v, want most of the second source", copier.Copies)
	}
}
