package web

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/when"
)

// queryError is a part of an address that can't be read.
type queryError struct{ name, got, want string }

func (e *queryError) Error() string {
	return fmt.Sprintf("%s is %q; expected %s.", e.name, clipped(e.got, 80), e.want)
}

func badQuery(name, got, want string) error { return &queryError{name, got, want} }

func clipped(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// state is what every address may ask for: a day, the knowledge of a day, an entry.
type state struct {
	On       when.Day
	Known    when.Day
	OnSet    bool // the address says on
	KnownSet bool // the address says known
	Recorded uint64
}

func readCut(q url.Values) (desk.Cut, error) {
	var cut desk.Cut
	if known := q.Get("known"); known != "" {
		day, err := readDay("known", known)
		if err != nil {
			return cut, err
		}
		cut.Known = &day
	}
	if recorded := q.Get("recorded"); recorded != "" {
		n, err := strconv.ParseUint(recorded, 10, 63)
		if err != nil || n == 0 {
			return cut, badQuery("recorded", recorded, "the number of an entry of the ledger")
		}
		cut.Recorded = n
	}
	return cut, nil
}

// Years that an address may ask for: beyond them no axis could be drawn.
var (
	firstAsked = when.Of(1, 1, 1)
	lastAsked  = when.Of(9999, 12, 31)
)

func readDay(name, s string) (when.Day, error) {
	day, err := when.ParseDay(s)
	if err != nil {
		_, words, _ := strings.Cut(s, " ") // the weekday before it says nothing new
		for _, text := range []string{s, words} {
			if d, ok := readDayWords(text, when.Span{To: -1}); ok {
				day, err = d, nil
			}
		}
	}
	if err != nil || day < firstAsked || day > lastAsked {
		return 0, badQuery(name, s, "a day as YYYY-MM-DD or 20 May 2013")
	}
	return day, nil
}

func readState(q url.Values, v *desk.View) (state, error) {
	s := state{On: defaultDay(v), Known: v.Known, KnownSet: v.Cut.Known != nil, Recorded: v.Cut.Recorded}
	if on := q.Get("on"); on != "" {
		day, err := readDay("on", on)
		if err != nil {
			return s, err
		}
		s.On, s.OnSet = day, true
	}
	return s, nil
}

// defaultDay is the day that pages open on: the case's setting map.on, else the last day of
// its period.
func defaultDay(v *desk.View) when.Day {
	if day, err := when.ParseDay(v.Case.Settings.Other["map.on"]); err == nil {
		return day
	}
	return v.Span.To
}

// values are the parts of an address that keep a state.
func (s state) values() url.Values {
	q := url.Values{}
	if s.OnSet {
		q.Set("on", s.On.String())
	}
	if s.KnownSet {
		q.Set("known", s.Known.String())
	}
	if s.Recorded > 0 {
		q.Set("recorded", strconv.FormatUint(s.Recorded, 10))
	}
	return q
}

// href is an address in the request's state, with pairs of name and value added; an empty
// value leaves the name out.
func (r *request) href(path string, pairs ...string) string {
	q := r.state.values()
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + query(q)
}

// query prints values in an order that readers expect, with the signs that addresses may
// carry left readable.
func query(q url.Values) string {
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	rank := func(name string) int {
		if i := slices.Index([]string{"on", "known", "recorded", "layer", "against", "against_known", "top", "sel", "view"}, name); i >= 0 {
			return i
		}
		return 99
	}
	slices.SortFunc(names, func(a, b string) int {
		if x, y := rank(a), rank(b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, name := range names {
		for _, v := range q[name] {
			text := url.QueryEscape(v)
			for _, plain := range [][2]string{{"%3A", ":"}, {"%2C", ","}, {"%2F", "/"}} {
				text = strings.ReplaceAll(text, plain[0], plain[1])
			}
			parts = append(parts, url.QueryEscape(name)+"="+text)
		}
	}
	return strings.Join(parts, "&")
}

// topWords writes what the map shows over its cells as its address does.
func topWords(t draw.Top) string {
	var parts []string
	for _, p := range []struct {
		on   bool
		name string
	}{{t.Front, "front"}, {t.Events, "events"}, {t.Sieges, "siege"}, {t.Roads != "", "roads:" + string(t.Roads)}} {
		if p.on {
			parts = append(parts, p.name)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ",")
}

// mapState is what the map's address says beside the dates.
type mapState struct {
	Layer draw.Layer
	Top   draw.Top
	Sel   salient.PlaceID // "" for none
	View  *viewport       // nil: the case's
	W, H  float64         // of the drawing, in pixels

	Way wayAsked // the way that the panel answers about

	// What the layer of changes compares with: a day, what was known by a day, or both; neither
	// is some days before.
	Against, AgainstKnown *when.Day
}

func readMapState(q url.Values, c *salient.Case) (mapState, error) {
	m := mapState{Layer: draw.Assessed, Top: draw.Top{Front: true, Events: true, Sieges: true}, W: 960, H: 720}
	var err error
	if s := q.Get("layer"); s != "" {
		if m.Layer, err = readLayer(s, c); err != nil {
			return m, err
		}
	}
	if err = readAgainst(q, &m); err != nil {
		return m, err
	}
	if m.Way, err = readWay(q, c); err != nil {
		return m, err
	}
	if s := q.Get("top"); s != "" {
		if m.Top, err = readTop(s, c); err != nil {
			return m, err
		}
	}
	if s := q.Get("sel"); s != "" {
		id, ok := strings.CutPrefix(s, "place:")
		if !ok {
			return m, badQuery("sel", s, "place: and the id of a place")
		}
		if _, found := c.Place(salient.PlaceID(id)); !found {
			return m, fmt.Errorf("no place %q: %w", id, salient.ErrNotFound)
		}
		m.Sel = salient.PlaceID(id)
	}
	if s := q.Get("view"); s != "" {
		if m.View, err = readViewport(s); err != nil {
			return m, err
		}
	}
	if s := q.Get("size"); s != "" {
		if m.W, m.H, err = readSize(s); err != nil {
			return m, err
		}
	}
	return m, nil
}

// readAgainst reads what the map is compared with; to say it is to ask for the layer of changes.
func readAgainst(q url.Values, m *mapState) error {
	for name, day := range map[string]**when.Day{"against": &m.Against, "against_known": &m.AgainstKnown} {
		s := q.Get(name)
		if s == "" {
			continue
		}
		d, err := readDay(name, s)
		if err != nil {
			return err
		}
		*day = &d
		if q.Get("layer") == "" {
			m.Layer = draw.Changed
		}
	}
	return nil
}

func readLayer(s string, c *salient.Case) (draw.Layer, error) {
	if s == string(draw.Changed) {
		return draw.Changed, nil
	}
	l, err := draw.ReadLayer(c, s)
	if err != nil {
		return "", badQuery("layer", s, "assessed, gaps, changes, or claimed: and the id of a side")
	}
	return l, nil
}

// readTop reads a list of marks. The form without scripts sends one value for each box that
// is ticked; the address has them in one.
func readTop(s string, c *salient.Case) (draw.Top, error) {
	var t draw.Top
	for _, part := range strings.Split(s, ",") {
		name, side, _ := strings.Cut(part, ":")
		switch {
		case part == "none":
		case part == "front":
			t.Front = true
		case part == "events":
			t.Events = true
		case part == "siege":
			t.Sieges = true
		case name == "roads" && slices.Contains(c.Settings.Sides, salient.ActorID(side)):
			t.Roads = salient.ActorID(side)
		default:
			return t, badQuery("top", part, "front, events, siege, roads: and the id of a side, or none")
		}
	}
	return t, nil
}

func readSize(s string) (w, h float64, err error) {
	a, b, ok := strings.Cut(s, "x")
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if !ok || errX != nil || errY != nil || x < 120 || y < 120 || x > 4000 || y > 4000 {
		return 0, 0, badQuery("size", s, "width x height in pixels, from 120x120 to 4000x4000")
	}
	return float64(x), float64(y), nil
}

// viewport is a part of the world: zoom as web maps count it (the world is 256·2^zoom pixels
// wide) and the middle.
type viewport struct {
	Zoom   float64
	Middle geo.Point
}

func readViewport(s string) (*viewport, error) {
	parts := strings.Split(s, "/")
	var n [3]float64
	ok := len(parts) == 3
	for i := 0; ok && i < 3; i++ {
		v, err := strconv.ParseFloat(parts[i], 64)
		n[i], ok = v, err == nil && !math.IsNaN(v)
	}
	if !ok || n[0] < 2 || n[0] > 18 || math.Abs(n[1]) > 84 || math.Abs(n[2]) > 180 {
		return nil, badQuery("view", s, "zoom/latitude/longitude, zoom from 2 to 18")
	}
	return &viewport{n[0], geo.Point{Lon: n[2], Lat: n[1]}}, nil
}

func (v viewport) String() string {
	return fmt.Sprintf("%s/%s/%s", trimmed(v.Zoom, 2), trimmed(v.Middle.Lat, 4), trimmed(v.Middle.Lon, 4))
}

// exact is the viewport for drawings that must fit one another to a part of a pixel: the
// world's width in pixels, and the middle in parts of it from the west and the north.
func (v viewport) exact() string {
	x, y := mercator(v.Middle)
	return fmt.Sprintf("%.4f %.12f %.12f", 256*math.Exp2(v.Zoom), x, y)
}

func trimmed(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// box is what a viewport shows in a drawing of a size. Web Mercator, as figures are drawn.
func (v viewport) box(w, h float64) geo.Box {
	world := 256 * math.Exp2(v.Zoom)
	x, y := mercator(v.Middle)
	west, north := unmercator(x-w/2/world, y-h/2/world)
	east, south := unmercator(x+w/2/world, y+h/2/world)
	return geo.Box{West: max(-180, west), South: south, East: min(180, east), North: north}
}

// viewportOf is the viewport that shows a whole box in a drawing of a size.
func viewportOf(b geo.Box, w, h float64) viewport {
	x0, y0 := mercator(geo.Point{Lon: b.West, Lat: b.North})
	x1, y1 := mercator(geo.Point{Lon: b.East, Lat: b.South})
	scale := min(w/max(x1-x0, 1e-6), h/max(y1-y0, 1e-6))
	lon, lat := unmercator((x0+x1)/2, (y0+y1)/2)
	return viewport{min(18, max(2, math.Log2(scale/256))), geo.Point{Lon: lon, Lat: lat}}
}

// mercator maps the world to a square from 0 to 1, north up.
func mercator(p geo.Point) (x, y float64) {
	phi := p.Lat * math.Pi / 180
	return (p.Lon + 180) / 360, (1 - math.Asinh(math.Tan(phi))/math.Pi) / 2
}

func unmercator(x, y float64) (lon, lat float64) {
	return x*360 - 180, math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi
}
