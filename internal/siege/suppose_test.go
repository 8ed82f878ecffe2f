package siege_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/bench/net"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/internal/siege"
)

func TestSupposeTellsWhatASearchBeforeAndAfterFinds(t *testing.T) {
	besieged := 0
	for seed := range uint64(60) {
		n := net.New(net.Settings{Side: 12, Cols: 4 + int(seed%4), Rows: 4, Days: 20, Missing: 0.3, Seed: seed})
		c := n.Case()
		m := route.NewMap(c, road.New(c.Roads, 0), cell.OfCase(c), nil)
		for day := net.First; day < net.First+20; day += 4 {
			place := net.PlaceID(int(seed*7+uint64(day)) % len(n.Places))
			were, err := m.Suppose(n.Ground(), place, "red", day)
			if err != nil {
				t.Fatalf("Suppose(%s): %v", place, err)
			}
			type fate struct {
				side          salient.ActorID
				before, after route.Status
			}
			want, got := map[salient.PlaceID]fate{}, map[salient.PlaceID]fate{}
			for _, side := range c.Settings.Sides {
				before, after := m.On(n.Ground(), side, day), m.On(were, side, day)
				is, _ := before.Exits()
				then := map[salient.PlaceID]route.Status{}
				for _, leaf := range before.Held() {
					then[leaf], _ = is.From(leaf)
				}
				would, _ := after.Exits()
				for _, leaf := range after.Held() {
					if s, err := would.From(leaf); err == nil && (s == route.Cut) != (then[leaf] == route.Cut) {
						want[leaf] = fate{side, then[leaf], s}
					}
				}
			}
			in, out := siege.Suppose(m, c, n.Ground(), were, day, c.Settings.Sides)
			for _, f := range append(in, out...) {
				got[f.Place] = fate{f.Side, f.Before, f.After}
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(fate{})); diff != "" {
				t.Fatalf("seed %d: %s lost on %s (-search +got):\n%s", seed, place, day, diff)
			}
			besieged += len(in)
		}
	}
	if besieged < 20 {
		t.Errorf("%d places besieged in all, want some", besieged)
	}
}
