package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
)

// What moves and what rests are drawn from the same answers: each cell of each day.
func TestFramesSayWhatTheMapDraws(t *testing.T) {
	plainly(t)
	v := alQusayr(t)
	n := v.Diagram().Len()
	for _, layer := range []draw.Layer{draw.Assessed, draw.Gaps} {
		frames, ok := draw.Frames(v, layer, v.Span)
		if !ok || len(frames) != 2*n*v.Span.Len() {
			t.Fatalf("Frames(%s) = %d bytes, %v; want %d", layer, len(frames), ok, 2*n*v.Span.Len())
		}
		for day := v.Span.From; day <= v.Span.To; day++ {
			cells := map[string]figure.Control{}
			for _, c := range draw.Map(v, layer, draw.Top{}, day).Cells {
				cells[string(c.Place)] = c.Control
			}
			for i := range n {
				at := 2 * (int(day-v.Span.From)*n + i)
				got, want := [2]byte(frames[at:at+2]), cells[v.Diagram().Site(i).ID].Code()
				if got != want {
					t.Fatalf("%s, %s on %s: frame %08b, map %08b", layer, v.Diagram().Site(i).ID, day, got, want)
				}
			}
		}
	}
	if _, ok := draw.Frames(v, draw.Claimed("government"), v.Span); ok {
		t.Error("Frames(claimed:government) is ok, want none: the layer has no tints")
	}
}

func TestFramesOverHTTP(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	var ground struct{ IDs []string }
	status, body, _ := s.get(t, "/map/ground")
	if err := json.Unmarshal([]byte(body), &ground); status != http.StatusOK || err != nil || len(ground.IDs) == 0 {
		t.Fatalf("GET /map/ground = %d, %v, %d places", status, err, len(ground.IDs))
	}
	hash := s.groundHash(t)
	if _, _, h := s.get(t, "/map/ground?v="+hash); !strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Errorf("GET /map/ground?v=%s: Cache-Control %q, want immutable", hash, h.Get("Cache-Control"))
	}
	days := "/map/frames?from=2013-05-01&to=2013-05-30&ground="
	for path, want := range map[string]struct{ status, size int }{
		days + hash:                                                {200, 30 * 2 * len(ground.IDs)},
		days + hash + "&known=2013-05-22":                          {200, 30 * 2 * len(ground.IDs)},
		days + hash + "&layer=gaps":                                {200, 30 * 2 * len(ground.IDs)},
		days + hash + "&layer=claimed:government":                  {204, 0},
		days + hash + "&layer=heat":                                {204, 0},
		days + hash + "&against=2013-05-01":                        {204, 0},
		days + "0123456789ab":                                      {409, -1},
		"/map/frames?ground=" + hash:                               {400, -1},
		"/map/frames?from=0001-01-01&to=9999-12-31&ground=" + hash: {400, -1},
	} {
		status, body, _ := s.get(t, path)
		if status != want.status || want.size >= 0 && len(body) != want.size {
			t.Errorf("GET %s = %d, %d bytes; want %d, %d", path, status, len(body), want.status, want.size)
		}
	}
}

// groundHash is the name of the ground that the map's page asks for.
func (s site) groundHash(t *testing.T) string {
	t.Helper()
	_, body, _ := s.get(t, "/map?on=2013-05-20")
	_, rest, _ := strings.Cut(body, `data-ground="`)
	hash, _, ok := strings.Cut(rest, `"`)
	if !ok || hash == "" {
		t.Fatal("the map's page names no ground")
	}
	return hash
}

// madeUp is a war of places on a grid, in which a front moves west, towns behind it change
// hands now and then, and every ninth place is never spoken of.
type madeUp struct{ wide, high, days int }

const madeUpFrom = "2020-01-01"

func (m madeUp) day(n int) string {
	from, _ := time.Parse(time.DateOnly, madeUpFrom)
	return from.AddDate(0, 0, n).Format(time.DateOnly)
}

// write writes the casebook.
func (m madeUp) write(t *testing.T, dir string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 7))
	tables := map[string][][]string{
		"case":      {{"key", "value"}, {"title", "A made-up war"}, {"sides", "north|south|east"}, {"period", m.day(0) + "/" + m.day(m.days-1)}},
		"sources":   {{"id", "name", "kind", "reliability"}, {"wire", "Wire", "wire", "B"}, {"paper", "Paper", "newspaper", "B"}},
		"actors":    {{"id", "name", "kind"}, {"north", "North", "coalition"}, {"south", "South", "coalition"}, {"east", "East", "coalition"}},
		"documents": {{"id", "source", "type", "title", "published"}},
		"places":    {{"id", "name", "kind", "lon", "lat", "precision"}},
		"claims":    {{"id", "document", "locator", "says", "stance", "credibility", "kind", "place", "actor", "what", "when", "span", "status", "decided_by", "reason"}},
	}
	add := func(file string, cells ...string) { tables[file] = append(tables[file], cells) }
	for d := range m.days {
		for _, source := range []string{"wire", "paper"} {
			add("documents", source+"-"+m.day(d), source, "webpage", "News of "+m.day(d), m.day(d))
		}
	}
	for i := range m.wide * m.high {
		x, y := i%m.wide, i/m.wide
		id := fmt.Sprintf("p%05d", i)
		lon, lat := 20+0.05*(float64(x)+0.6*rng.Float64()), 22+0.05*(float64(y)+0.6*rng.Float64())
		add("places", id, "Town "+strconv.Itoa(i), "village", fmt.Sprintf("%.4f", lon), fmt.Sprintf("%.4f", lat), "exact")
		if i%9 == 4 {
			continue
		}
		for _, d := range []int{rng.IntN(10), 20 + rng.IntN(10), 45 + rng.IntN(10), 70 + rng.IntN(25)} {
			source := []string{"wire", "paper"}[rng.IntN(2)]
			side := "north"
			if front := m.wide * (m.days - d/2) / m.days; x+rng.IntN(5) > front {
				side = "south"
			}
			if y > 3*m.high/4 {
				side = "east"
			}
			n := strconv.Itoa(len(tables["claims"]))
			add("claims", "c"+n, source+"-"+m.day(d), "line "+n, "It is held by "+side+".", "asserts", "2", "holding", id, side, "controls", m.day(d), "every", "accepted", "tester", "made up")
		}
	}
	for name, rows := range tables {
		f, err := os.Create(filepath.Join(dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if err := csv.NewWriter(f).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// serve imports the case and serves it.
func (m madeUp) serve(t *testing.T) site {
	t.Helper()
	book, dir := t.TempDir(), filepath.Join(t.TempDir(), "case")
	m.write(t, book)
	run(t, "init", dir)
	run(t, "import", dir, book)
	d := openDesk(t, dir)
	return served(t, d, "analyst")
}
