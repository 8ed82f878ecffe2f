package phase

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient/when"
)

var spring = when.Span{From: when.Of(2013, 3, 1), To: when.Of(2013, 4, 29)}

// anyHappenings draws some, with bursts.
func anyHappenings(t *rapid.T, span when.Span) []Happening {
	var out []Happening
	for range rapid.IntRange(0, 40).Draw(t, "happenings") {
		from := span.From + when.Day(rapid.IntRange(-3, span.Len()).Draw(t, "from"))
		out = append(out, Happening{
			Sort{rapid.SampledFrom(Whats[:3]).Draw(t, "what"), rapid.Bool().Draw(t, "around")},
			when.Span{From: from, To: from + when.Day(rapid.IntRange(0, 11).Draw(t, "more"))},
		})
	}
	return out
}

func anySettings(t *rapid.T) Settings {
	return Settings{
		Shortest: rapid.IntRange(1, 6).Draw(t, "shortest"), Longest: 10,
		Penalty: rapid.SampledFrom([]float64{0, 1, 3, 8}).Draw(t, "penalty"),
	}
}

// leastCost is that of the best division, each of which is tried.
func leastCost(t *table, set Settings) float64 {
	days := t.span.Len()
	penalty := set.Penalty * math.Log(float64(days))
	best := make([]float64, days+1)
	for end := 1; end <= days; end++ {
		best[end] = t.cost(0, end)
		for from := set.Shortest; from <= end-set.Shortest; from++ {
			best[end] = min(best[end], best[from]+t.cost(from, end)+penalty)
		}
	}
	return best[days]
}

func TestTheDivisionIsTheCheapest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := when.Span{From: spring.From, To: spring.From + when.Day(rapid.IntRange(0, 80).Draw(t, "days"))}
		set := anySettings(t)
		counted := count(span, anyHappenings(t, span), set)
		ends := counted.divide(set)
		got, from := set.Penalty*math.Log(float64(span.Len()))*float64(len(ends)-1), 0
		for _, to := range ends {
			if to-from < set.Shortest && len(ends) > 1 {
				t.Fatalf("ends %v, want stretches of %d days or more", ends, set.Shortest)
			}
			got, from = got+counted.cost(from, to), to
		}
		if want := leastCost(counted, set); from != span.Len() || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
			t.Fatalf("ends %v of %d days cost %v, the cheapest division %v", ends, span.Len(), got, want)
		}
	})
}

func TestPhasesFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, set := anyHappenings(t, spring), anySettings(t)
		phases := Find(spring, list, set)
		next := spring.From
		for _, p := range phases {
			if p.From != next || p.To < p.From {
				t.Fatalf("phases %v, want them to follow each other", phases)
			}
			next = p.To + 1
			for _, m := range p.Marks {
				if m.Week <= m.Usual || m.Tells < leastTells || m.N > p.N+1e-9 {
					t.Fatalf("mark %+v of %v", m, p.Span)
				}
			}
		}
		if next != spring.To+1 {
			t.Fatalf("phases end on %v, want %v", next-1, spring.To)
		}
		shuffled := slices.Clone(list)
		slices.Reverse(shuffled)
		if diff := cmp.Diff(phases, Find(spring, shuffled, set)); diff != "" {
			t.Fatalf("another order of happenings (-want +got):\n%s", diff)
		}
	})
}

func TestBattleIsDividedWhereItTurns(t *testing.T) {
	var list []Happening
	add := func(what string, around bool, from, to, every when.Day) {
		for d := from; d <= to; d += every {
			list = append(list, Happening{Sort{what, around}, when.Span{From: spring.From + d, To: spring.From + d}})
		}
	}
	add(Fighting, true, 15, 34, 1)
	add(Taking, true, 16, 34, 2)
	add(Bombardment, false, 35, 50, 1)
	add(Withdrawals, false, 51, 55, 1)
	phases := Find(spring, list, Settings{Shortest: 4, Penalty: 3, Longest: 10})
	var got []string
	for _, p := range phases {
		s := p.From.String()
		for _, m := range p.Marks {
			s += " " + m.What
		}
		got = append(got, s)
	}
	want := []string{
		"2013-03-01", "2013-03-16 fighting places change hands", "2013-04-05 bombardment", "2013-04-21 withdrawals",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
}

func TestWithoutHappeningsThereIsOnePhase(t *testing.T) {
	set := Settings{Shortest: 4, Penalty: 3, Longest: 10}
	campaign := []Happening{{Sort{Fighting, false}, spring}}
	for name, list := range map[string][]Happening{"nothing": nil, "a campaign": campaign} {
		if got := Find(spring, list, set); len(got) != 1 || got[0].Span != spring || got[0].N != 0 || got[0].Marks != nil {
			t.Errorf("Find of %s = %+v, want one phase without marks", name, got)
		}
	}
	if got := Find(when.Span{From: 5, To: 4}, campaign, set); got != nil {
		t.Errorf("Find in an empty span = %v, want none", got)
	}
}
