package route

import (
	"testing"

	"github.com/salient-osint/salient/internal/bench/net"
)

func TestOtherWaysAreOpenShareLittleAndAreNotMuchLonger(t *testing.T) {
	found := 0
	for seed := range uint64(200) {
		m, _, rng := mixed(seed)
		d := m.On(mostlyBlue(rng), "blue", net.First)
		from, to := m.leaves[rng.IntN(len(m.leaves))].place.ID, m.leaves[rng.IntN(len(m.leaves))].place.ID
		p, err := m.pair(from, to)
		if err != nil || p.meets() {
			continue
		}
		best := d.try(p)
		if best.status == Cut {
			continue
		}
		known := [][]arc{best.way}
		for _, way := range d.others(p, best, 3) {
			(&tolled{m: m, pair: p, through: d.classes(d.atLeast(best.least)), toll: d.obstacles()}).paid(t, way)
			if hours := m.time(way); hours > mostLonger*m.time(best.way) || hours < m.time(best.way)-1e-9 {
				t.Errorf("seed %d: another way of %v hours beside %v", seed, hours, m.time(best.way))
			}
			if !m.apart(way, known) {
				t.Errorf("seed %d: %v shares too much with %v", seed, way, known)
			}
			known = append(known, way)
			found++
		}
	}
	if found < 50 {
		t.Errorf("%d other ways, want some", found)
	}
}
