package route_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/road"
	"github.com/salient-osint/salient/internal/route"
	"github.com/salient-osint/salient/when"
)

const casebook = "../../cases/al-qusayr"

// rows reads a file of the al-Qusayr casebook.
func rows(t *testing.T, kind salient.Kind, file string) []salient.Row {
	t.Helper()
	f, err := os.Open(filepath.Join(casebook, file))
	if err != nil {
		t.Skipf("needs the al-Qusayr casebook: %v", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("read %s: %v", file, err)
	}
	var out []salient.Row
	for _, r := range records[1:] {
		cells := map[string]string{}
		for k, text := range r {
			cells[records[0][k]] = text
		}
		out = append(out, salient.NewRow(kind, r[0], cells))
	}
	return out
}

// alQusayr is the case's settings, places and roads, without claims.
func alQusayr(t *testing.T) *salient.Case {
	t.Helper()
	settings, errs := salient.ReadSettings(rows(t, salient.KindSetting, "case.csv"))
	if errs != nil {
		t.Fatalf("case.csv: %v", errs)
	}
	c := &salient.Case{Settings: settings}
	for _, r := range rows(t, salient.KindPlace, "places.csv") {
		p, err := r.Place()
		if err != nil {
			t.Fatalf("place %s: %v", r.ID, err)
		}
		c.Places = append(c.Places, p)
	}
	for _, r := range rows(t, salient.KindRoad, "roads.csv") {
		x, err := r.Road()
		if err != nil {
			t.Fatalf("road %s: %v", r.ID, err)
		}
		c.Roads = append(c.Roads, x)
	}
	c.Sort()
	return c
}

func mapOf(c *salient.Case) *route.Map {
	return route.NewMap(c, road.New(c.Roads, road.DefaultSnap), cell.OfCase(c), nil)
}

func TestEveryLeafOfAlQusayrLiesOnOneConnectedNetwork(t *testing.T) {
	c := alQusayr(t)
	net := road.New(c.Roads, road.DefaultSnap)
	if len(net.Dropped) > 0 {
		t.Errorf("roads dropped: %v", net.Dropped)
	}
	seen := map[int]bool{0: true}
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		for _, a := range net.Leaving(queue[0]) {
			to := net.Edges[a.Edge].To
			if a.Back {
				to = net.Edges[a.Edge].From
			}
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	for i, p := range net.Nodes {
		if !seen[i] {
			t.Errorf("node %d at %v isn't joined to node 0", i, p)
		}
	}
	d, m := cell.OfCase(c), mapOf(c)
	calm := func(salient.PlaceID, when.Day) salient.Holding { return salient.Holding{} }
	for _, id := range c.Leaves() {
		p, _ := c.Place(id)
		if p.At == nil {
			t.Errorf("leaf %s has no point", id)
			continue
		}
		if _, ok := d.Find(string(id)); !ok {
			t.Errorf("leaf %s has no cell", id)
		}
		if _, err := m.Best(calm, route.Query{Side: "government", From: id, To: "homs"}); err != nil {
			t.Errorf("Best(%s, homs): %v", id, err)
		}
	}
}
