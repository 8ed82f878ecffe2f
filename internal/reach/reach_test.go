package reach_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/salient-osint/salient/internal/reach"
)

// graph is a random one with arcs that live on random days.
type graph struct {
	vertices, days int
	arcs           []reach.Arc
	sets           []reach.Days
}

func (g graph) String() string {
	return fmt.Sprintf("%d vertices, %d days, arcs %v, sets %x", g.vertices, g.days, g.arcs, g.sets)
}

func random(rng *rand.Rand) graph {
	g := graph{vertices: 1 + rng.IntN(9), days: 1 + rng.IntN([]int{3, 20, 64, 65, 200, 400}[rng.IntN(6)])}
	for range 1 + rng.IntN(8) {
		g.sets = append(g.sets, randomDays(rng, g.days))
	}
	oneway := []float64{0, 0.3, 1}[rng.IntN(3)]
	for range rng.IntN(3 * g.vertices) {
		g.arcs = append(g.arcs, reach.Arc{
			From: int32(rng.IntN(g.vertices)), To: int32(rng.IntN(g.vertices)), OneWay: rng.Float64() < oneway,
			While: [2]int32{int32(rng.IntN(len(g.sets))), int32(rng.IntN(len(g.sets)))},
		})
	}
	return g
}

// randomDays changes rarely, often, or not at all.
func randomDays(rng *rand.Rand, days int) reach.Days {
	d := reach.NewDays(days)
	in, change := rng.IntN(2) == 0, []float64{0, 0.01, 0.1, 0.5}[rng.IntN(4)]
	for day := range days {
		if rng.Float64() < change {
			in = !in
		}
		if in {
			d.Add(day)
		}
	}
	return d
}

// reached is what a search from a vertex finds on a day.
func (g graph) reached(from int32, day int) map[int32]bool {
	seen := map[int32]bool{from: true}
	for more := true; more; {
		more = false
		for _, a := range g.arcs {
			if !g.sets[a.While[0]].Has(day) || !g.sets[a.While[1]].Has(day) {
				continue
			}
			if seen[a.From] && !seen[a.To] || !a.OneWay && seen[a.To] && !seen[a.From] {
				seen[a.From], seen[a.To], more = true, true, true
			}
		}
	}
	return seen
}

func TestBetweenIsWhatASearchOnEachDayFinds(t *testing.T) {
	for seed := range uint64(3000) {
		g := random(rand.New(rand.NewPCG(seed, 0)))
		c := reach.New(g.vertices, g.arcs, g.sets, g.days)
		between := map[[2]int32]reach.Days{}
		for from := range int32(g.vertices) {
			for to := range int32(g.vertices) {
				between[[2]int32{from, to}] = c.Between(from, to)
			}
		}
		for day := range g.days {
			for from := range int32(g.vertices) {
				want := g.reached(from, day)
				for to := range int32(g.vertices) {
					if got := between[[2]int32{from, to}].Has(day); got != want[to] {
						t.Fatalf("seed %d: Between(%d, %d) on day %d is %t, want %t; %v", seed, from, to, day, got, want[to], g)
					}
				}
			}
		}
	}
}

func TestDaysHoldWhatWasAdded(t *testing.T) {
	for _, r := range [][2]int{{0, 1}, {0, 64}, {3, 64}, {63, 65}, {10, 200}, {64, 128}, {199, 200}, {5, 5}} {
		d := reach.NewDays(200)
		d.AddRange(r[0], r[1])
		for day := range 200 {
			if got, want := d.Has(day), r[0] <= day && day < r[1]; got != want {
				t.Errorf("AddRange(%d, %d): day %d in it is %t, want %t", r[0], r[1], day, got, want)
			}
		}
		if d.Count() != r[1]-r[0] {
			t.Errorf("AddRange(%d, %d) has %d days", r[0], r[1], d.Count())
		}
	}
}

func TestComponentsAreTheVerticesThatReachEachOther(t *testing.T) {
	for seed := range uint64(2000) {
		g := random(rand.New(rand.NewPCG(seed, 1)))
		always := reach.NewDays(g.days)
		always.AddRange(0, g.days)
		for i := range g.sets {
			g.sets[i] = always
		}
		number, components := reach.Components(g.vertices, g.arcs)
		seen := map[int32]bool{}
		for from := range int32(g.vertices) {
			seen[number[from]] = true
			for to := range int32(g.vertices) {
				want := g.reached(from, 0)[to] && g.reached(to, 0)[from]
				if got := number[from] == number[to]; got != want {
					t.Fatalf("seed %d: %d and %d in one component is %t, want %t; %v", seed, from, to, got, want, g)
				}
			}
		}
		if len(seen) != components {
			t.Fatalf("seed %d: %d components, want %d; %v", seed, components, len(seen), g)
		}
	}
}

func TestRunsAreTheDaysOfTheSet(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 2))
		d := randomDays(rng, 1+rng.IntN(300))
		again, last := make(reach.Days, len(d)), -1
		for lo, hi := range d.Runs() {
			if lo <= last || hi <= lo {
				t.Fatalf("seed %d: run %d–%d of %x after %d", seed, lo, hi, d, last)
			}
			again.AddRange(lo, hi)
			last = hi
		}
		if !slices.Equal(d, again) {
			t.Fatalf("seed %d: Runs of %x make %x", seed, d, again)
		}
	}
}
