package route

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/when"
)

// cutBy reports whether no way is left once some units are lost, by going through all nodes.
func (d *Day) cutBy(p pair, status Status, lost ...unit) bool {
	through := d.left(status, lost...)
	seen := map[int32]bool{}
	queue := slices.Clone(p.from)
	for k := 0; k < len(queue); k++ {
		if slices.Contains(p.to, queue[k]) {
			return false
		}
		for _, a := range d.m.out.of(queue[k]) {
			if n := d.m.end(a); !seen[n] && through(d.m.pieces[a.piece()].class) {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return true
}

// allSets tries every set of units of a size.
func (d *Day) allSets(p pair, status Status, own []bool, size int) (out [][]salient.PlaceID) {
	m, list := d.m, d.m.units().list
	var try func(from int, set []unit)
	wasteful := func(set []unit) bool {
		for k, u := range set {
			for _, part := range list {
				if m.alone(u) >= 0 || !m.within(part.place.ID, u.place.ID) {
					continue
				}
				other := slices.Clone(set)
				other[k] = part
				if d.cutBy(p, status, other...) {
					return true
				}
			}
		}
		return false
	}
	try = func(from int, set []unit) {
		if len(set) == size {
			if d.cutBy(p, status, set...) && !wasteful(set) {
				var names []salient.PlaceID
				for _, u := range set {
					names = append(names, u.place.ID)
				}
				slices.Sort(names)
				out = append(out, names)
			}
			return
		}
		for i := from; i < len(list); i++ {
			if !own[i] {
				try(i+1, append(set, list[i]))
			}
		}
	}
	try(0, nil)
	slices.SortFunc(out, slices.Compare)
	return out
}

// mostlyBlue is ground of which a tenth isn't blue's.
func mostlyBlue(rng *rand.Rand) salient.Ground {
	red := map[salient.PlaceID]bool{}
	for i := range 60 {
		red[net.PlaceID(i)] = rng.IntN(10) == 0
	}
	return func(id salient.PlaceID, on when.Day) salient.Holding {
		x := salient.Holder{Side: "blue", P: 0.9}
		if red[id] {
			x.Side = "red"
		}
		return salient.Holding{Place: id, On: on, Status: salient.Held, Holders: []salient.Holder{x}}
	}
}

func TestCutSetsAreAllThatTryingEverySetFinds(t *testing.T) {
	sizes := map[int]int{}
	for seed := range uint64(400) {
		m, ground, rng := mixed(seed)
		if seed%8 > 0 {
			ground = mostlyBlue(rng)
		}
		d := m.On(ground, "blue", net.First)
		for range 3 {
			from, to := m.leaves[rng.IntN(len(m.leaves))].place.ID, m.leaves[rng.IntN(len(m.leaves))].place.ID
			p, err := m.pair(from, to)
			if err != nil || p.meets() {
				continue
			}
			most := []int{1, 2, 3, 3, 3}[rng.IntN(5)]
			got, err := d.CutSets(from, to, most)
			if err != nil {
				t.Fatalf("seed %d: CutSets(%s, %s): %v", seed, from, to, err)
			}
			want := CutSets{Status: got.Status}
			for size := 1; size <= most && len(want.Sets) == 0 && got.Status != Cut; size++ {
				if want.Sets = d.allSets(p, got.Status, m.ownUnits(from, to), size); len(want.Sets) > 0 {
					want.Size = size
				}
			}
			sizes[want.Size]++
			if got.More && len(want.Sets) > MostSets && len(got.Sets) == MostSets {
				want.Sets = slices.DeleteFunc(want.Sets, func(set []salient.PlaceID) bool {
					return !slices.ContainsFunc(got.Sets, func(o []salient.PlaceID) bool { return slices.Equal(o, set) })
				})
				want.More = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d: CutSets(%s, %s, %d) (-want +got):\n%s", seed, from, to, most, diff)
			}
		}
	}
	t.Logf("sets by size: %v", sizes)
	if sizes[1] < 60 || sizes[2] < 40 || sizes[3] < 10 {
		t.Errorf("sets by size: %v; want some of each", sizes)
	}
}

func TestChokeWithinIsWhatLeavingOutEachUnitFinds(t *testing.T) {
	for seed := range uint64(150) {
		m, ground, rng := mixed(seed)
		d := m.On(ground, "blue", net.First)
		from, to := m.leaves[rng.IntN(len(m.leaves))].place.ID, m.leaves[rng.IntN(len(m.leaves))].place.ID
		p, err := m.pair(from, to)
		if err != nil || p.meets() {
			continue
		}
		own := m.ownUnits(from, to)
		status, s := d.severed(p, own)
		if status == Cut {
			continue
		}
		c := d.choker(p, status)
		for _, within := range []float64{1.05, 1.3, 2, 10} {
			limit := max(within*c.free, c.best*1.0001)
			var want []int32
			for i, u := range m.units().list {
				through := d.left(status, u)
				way, found := m.search(query{from: p.from, to: p.to, through: func(k int32) bool { return through(m.pieces[k].class) }, price: m.priceAt})
				if !own[i] && (!found || m.time(way) > limit) {
					want = append(want, int32(i))
				}
			}
			if got := c.beyond(limit, s.alone(), own); !slices.Equal(got, want) {
				t.Fatalf("seed %d: from %s to %s within %v hours units %v, want %v", seed, from, to, limit, got, want)
			}
		}
	}
}
