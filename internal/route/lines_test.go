package route_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

// fates is what the ways from held leaves to the rear are, as text by leaf and day; days
// without a rear are listed under "".
type fates map[salient.PlaceID]map[int]route.Status

func (f fates) set(leaf salient.PlaceID, day int, s route.Status) {
	if f[leaf] == nil {
		f[leaf] = map[int]route.Status{}
	}
	f[leaf][day] = s
}

// searched is found by a search on each day.
func searched(m *route.Map, ground salient.Ground, side salient.ActorID, span when.Span) fates {
	out := fates{}
	for day := range span.Len() {
		d := m.On(ground, side, span.From+when.Day(day))
		exits, ok := d.Exits()
		if !ok {
			out.set("", day, route.Cut)
			continue
		}
		for _, leaf := range d.Held() {
			if s, err := exits.From(leaf); err == nil && s != route.Open {
				out.set(leaf, day, s)
			}
		}
	}
	return out
}

// atOnce is found by Lines.
func atOnce(m *route.Map, ground salient.Ground, side salient.ActorID, span when.Span) fates {
	out := fates{}
	leaves, known := m.Over(ground, side, span).Exits()
	for day := range span.Len() {
		if !known.Has(day) {
			out.set("", day, route.Cut)
		}
		for _, l := range leaves {
			if l.Cut.Has(day) {
				out.set(l.Place, day, route.Cut)
			}
			if l.Uncertain.Has(day) {
				out.set(l.Place, day, route.Uncertain)
			}
		}
	}
	return out
}

// withRears makes some places and a crossing of a world the rear of a side, on some days.
func (w *world) withRears(t *rapid.T) {
	if rapid.Bool().Draw(t, "a crossing") {
		p, _ := w.Place(w.leaf(t, "crossing"))
		w.Places = append(w.Places, salient.Place{ID: "gate", Kind: salient.Crossing, Parent: "here", At: p.At})
		w.Sort()
	}
	for i := range w.Places {
		p := &w.Places[i]
		if p.ID == "here" || rapid.IntRange(0, 3).Draw(t, "rear") > 0 {
			continue
		}
		r := salient.Rear{Side: rapid.SampledFrom([]salient.ActorID{"blue", "blue", "red"}).Draw(t, "side")}
		if rapid.Bool().Draw(t, "for some days") {
			from := rapid.IntRange(0, w.days-1).Draw(t, "from")
			r.When = when.MustParse(fmt.Sprintf("%s/%s", first+when.Day(from), first+when.Day(rapid.IntRange(from, w.days-1).Draw(t, "to"))))
		}
		p.RearOf = []salient.Rear{r}
	}
}

func TestLinesExitsIsWhatASearchOnEachDayFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.leaf(t, "any")
		w.withRears(t)
		w.claims(t, rapid.IntRange(0, 5).Draw(t, "claims"), "opens", "closes", "threatens")
		m := mapOf(w.Case)
		span := when.Span{From: first, To: first + when.Day(w.days-1)}
		for _, side := range w.Settings.Sides {
			if diff := cmp.Diff(searched(m, w.ground, side, span), atOnce(m, w.ground, side, span)); diff != "" {
				t.Fatalf("exits of %s (-searched +at once):\n%s", side, diff)
			}
		}
	})
}

// smallNet is a net small enough to search every day.
func smallNet(seed uint64) *net.Net {
	pick := func(list ...float64) float64 { return list[int(seed)%len(list)] }
	return net.New(net.Settings{
		Side: 6 + int(seed%9), Cols: 2 + int(seed/3%4), Rows: 2 + int(seed/5%4), Days: 40 + int(seed%50), Seed: seed,
		Missing: pick(0.03, 0.2, 0.4), OneWay: pick(0, 0.1, 0.5, 1),
	})
}

func TestLinesExitsOfNetsIsWhatASearchOnEachDayFinds(t *testing.T) {
	for seed := range uint64(100) {
		n := smallNet(seed)
		c := n.Case()
		m := mapOf(c)
		for _, side := range c.Settings.Sides {
			if diff := cmp.Diff(searched(m, n.Ground(), side, n.Span()), atOnce(m, n.Ground(), side, n.Span())); diff != "" {
				t.Fatalf("seed %d: exits of %s (-searched +at once):\n%s", seed, side, diff)
			}
		}
	}
}

func TestLinesCalendarOfNetsIsBestOnEveryDay(t *testing.T) {
	for seed := range uint64(60) {
		n := smallNet(seed)
		c := n.Case()
		m := mapOf(c)
		from, to := net.PlaceID(int(seed)%len(n.Places)), net.PlaceID(int(seed*7)%len(n.Places))
		runs, err := m.Over(n.Ground(), "blue", n.Span()).Calendar(from, to)
		if err != nil {
			continue
		}
		for _, r := range runs {
			for day := r.From; day <= r.To; day++ {
				if a, _ := m.Best(n.Ground(), route.Query{Side: "blue", From: from, To: to, Day: day}); a.Status != r.Status {
					t.Fatalf("seed %d: Calendar(%s, %s) says %s on %s, Best %s", seed, from, to, r.Status, day, a.Status)
				}
			}
		}
	}
}
