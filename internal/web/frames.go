package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/cell"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// ground is what of a map doesn't move when the day does: the cells, in the order of frames.
// Points are whole numbers of Unit, a part of the Mercator world's width, right and down from
// At. Lists of numbers are differences where that is said.
type ground struct {
	At         [2]int    `json:"at"`
	Unit       float64   `json:"unit"`
	Days       []string  `json:"days"`   // first and last day that frames may be asked for
	Sides      []texture `json:"sides"`  // in map order
	IDs        []string  `json:"ids"`    // of places
	Names      []string  `json:"names"`  // of places
	Points     []int     `json:"points"` // x, y, x, y … each the difference to the point before
	Cells      []int     `json:"cells"`  // for each cell how many corners, then these: numbers of points, each the difference to the one before
	Neighbours []int     `json:"across"` // for each corner the cell across the leg to the next, as difference to the own number; 0: none
}

// texture is what lies over a side's tint.
type texture struct {
	Name    string `json:"name"`
	Texture int    `json:"texture"` // as figure.Texture counts
}

// groundUnit is a sixteenth of a pixel at zoom 15, the nearest that the map goes.
const groundUnit = 1.0 / (1 << 27)

// groundOf gathers the cells of a view.
func groundOf(v *desk.View) ground {
	c, d := v.Case, v.Diagram()
	g := ground{Unit: groundUnit, Days: []string{v.Span.From.String(), v.Span.To.String()}}
	styles, _ := figure.SideStyles(draw.Sides(c))
	for i, side := range draw.Sides(c) {
		g.Sides = append(g.Sides, texture{side.Name, int(styles[i].Texture)})
	}
	b := d.Box()
	g.At = inUnits(geo.Point{Lon: b.West, Lat: b.North})
	for i := range d.Len() {
		id := salient.PlaceID(d.Site(i).ID)
		g.IDs, g.Names = append(g.IDs, string(id)), append(g.Names, placeName(c, id).Text)
	}
	g.lay(d)
	return g
}

func inUnits(p geo.Point) [2]int {
	x, y := mercator(p)
	return [2]int{int(math.Round(x / groundUnit)), int(math.Round(y / groundUnit))}
}

// lay writes points, cells and neighbours; a point is written where the first cell uses it.
func (g *ground) lay(d *cell.Diagram) {
	number := map[int]int{}
	last := g.At
	for i := range d.Len() {
		c := d.Cell(i)
		g.Cells = append(g.Cells, len(c.Vertices))
		before := 0
		for k, v := range c.Vertices {
			n, ok := number[v]
			if !ok {
				n = len(number)
				number[v] = n
				at := inUnits(d.Vertex(v))
				g.Points = append(g.Points, at[0]-last[0], at[1]-last[1])
				last = at
			}
			g.Cells = append(g.Cells, n-before)
			before = n
			across := 0
			if c.Neighbours[k] != cell.Outside {
				across = c.Neighbours[k] - i
			}
			g.Neighbours = append(g.Neighbours, across)
		}
	}
}

// grounds keeps the grounds of the ledger entries that were asked for last: what was known
// when changes none.
type grounds struct {
	mu   sync.Mutex
	made map[uint64]keptGround
	used []uint64 // the latest last
}

// keptGround is a ground as it is sent, and the name that changes with it.
type keptGround struct {
	body []byte
	hash string
}

func (k *grounds) of(v *desk.View) (keptGround, error) {
	const most = 4
	k.mu.Lock()
	defer k.mu.Unlock()
	if kept, ok := k.made[v.Head.Seq]; ok {
		return kept, nil
	}
	body, err := json.Marshal(groundOf(v))
	if err != nil {
		return keptGround{}, fmt.Errorf("the map's ground: %w", err)
	}
	sum := sha256.Sum256(body)
	kept := keptGround{body, hex.EncodeToString(sum[:6])}
	if k.made == nil {
		k.made = map[uint64]keptGround{}
	}
	k.made[v.Head.Seq] = kept
	k.used = append(k.used, v.Head.Seq)
	if len(k.used) > most {
		delete(k.made, k.used[0])
		k.used = slices.Delete(k.used, 0, 1)
	}
	return kept, nil
}

// mapGround answers with the cells. Under the name of its content it never changes.
func (s *site) mapGround(r *request) (reply, error) {
	kept, err := s.grounds.of(r.view)
	return reply{kind: "application/json", body: kept.body, forever: r.URL.Query().Get("v") == kept.hash}, err
}

// mostFrames bounds one answer, in bytes before compression.
const mostFrames = 8 << 20

// mapFrames answers with the tints of the days from one to another (draw.Frames). A layer that
// has none, or a question with a part that frames know nothing of, has no content: the map is
// asked for as a drawing then. A ground other than the one that the asker has is a conflict.
func (s *site) mapFrames(r *request) (reply, error) {
	q := r.URL.Query()
	for name := range q {
		if !slices.Contains([]string{"from", "to", "known", "recorded", "layer", "ground"}, name) {
			return noContent(), nil
		}
	}
	kept, err := s.grounds.of(r.view)
	if err != nil {
		return reply{}, err
	}
	if v := q.Get("ground"); v != kept.hash {
		return reply{}, fmt.Errorf("the map's places are others than when the page was opened: %w", salient.ErrConflict)
	}
	span, err := readFrameDays(q.Get("from"), q.Get("to"), r.view)
	if err != nil {
		return reply{}, err
	}
	layer := draw.Assessed
	if l := q.Get("layer"); l != "" {
		if layer, err = readLayer(l, r.view.Case); err != nil {
			return noContent(), nil //nolint:nilerr // a layer that isn't known here may have a drawing
		}
	}
	frames, ok := draw.Frames(r.view, layer, span)
	if !ok {
		return noContent(), nil
	}
	return reply{kind: "application/octet-stream", body: frames}, nil
}

func noContent() reply {
	return reply{kind: "text/plain", body: []byte{}, status: http.StatusNoContent}
}

func readFrameDays(from, to string, v *desk.View) (when.Span, error) {
	var span when.Span
	var err error
	if span.From, err = readDay("from", from); err != nil {
		return span, err
	}
	if span.To, err = readDay("to", to); err != nil {
		return span, err
	}
	if span.To < span.From || int64(span.Len())*int64(2*v.Diagram().Len()) > mostFrames {
		return span, badQuery("to", to, "a day not before from, and fewer days at once")
	}
	return span, nil
}
