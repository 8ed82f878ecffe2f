package net_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/salient-osint/salient/internal/bench/net"
)

func TestANetIsTheSameEachTime(t *testing.T) {
	s := net.Settings{Side: 30, Cols: 6, Rows: 5, Missing: 0.1, OneWay: 0.1, Days: 90, Seed: 7}
	if diff := cmp.Diff(net.New(s), net.New(s)); diff != "" {
		t.Errorf("New twice (-first +second):\n%s", diff)
	}
}

func TestTheFrontMovesAndBothSidesHoldGround(t *testing.T) {
	n := net.New(net.Settings{Side: 30, Cols: 20, Rows: 20, Days: 400, Seed: 7})
	changed := 0
	for day := 1; day < n.Days; day++ {
		for i := range n.Places {
			if n.State[day][i] != n.State[day-1][i] {
				changed++
			}
		}
	}
	count := map[byte]int{}
	for _, at := range n.State[n.Days-1] {
		count[at]++
	}
	if changed < n.Days/2 || count[net.Blue] < 50 || count[net.Red] < 50 || count[net.Contested] == 0 {
		t.Errorf("%d changes in %d days; at the end %v: want one every other day, and both sides on the map", changed, n.Days, count)
	}
}
