package network

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/road"
)

// Options of a network.
type Options struct {
	Network salient.NetworkID
	Clip    *geo.Box   // what lies outside is cut off; nil: nothing is
	Snap    geo.Length // for files whose points have no ids: within which loose ends are joined
	Limits  Limits
}

// Net is a network of roads.
type Net struct {
	Roads []salient.Road  // by id, then by position; none has a junction but at its ends
	Spots []salient.Place // crossings on them, by id; each is the end of a road
}

// Build makes the network of what a reader found, and a report of what became of it.
func Build(raw *Raw, o Options) (*Net, Report) {
	b := &builder{raw: raw, o: o, dropped: Tally{}, notes: Tally{}}
	b.dropped.Join(raw.Dropped)
	for _, c := range b.dropped {
		if m := osmWay.FindStringSubmatch(c.First); m != nil {
			c.First = "way-" + m[1]
		}
	}
	b.points = raw.Points
	b.order()
	if raw.ByID {
		b.placeByID()
		b.setApart()
	} else {
		b.placeByPosition()
	}
	b.split()
	n := &Net{Roads: b.roads(b.joined())}
	n.Spots = b.spots()
	return n, b.report(n)
}

type builder struct {
	raw            *Raw
	o              Options
	points         []geo.Point
	lines          []line
	dropped, notes Tally
	uses           []uint8 // by point: how often lines pass, 2 for more often
	kept           int     // ways of which something is left
}

// line is what is left of a way, or a stretch of it.
type line struct {
	way    int32
	points []int32
}

// What was changed on the way in.
const (
	cutAtBox     = "cut at the box"
	cutAtMissing = "cut where the file lacks a point"
	cutAtDate    = "cut at the antimeridian"
	movedApart   = "points with an id of their own at the same place as another, moved apart by a centimetre or more"
	snappedEnds  = "loose ends joined to another line"
)

var osmWay = regexp.MustCompile(`^way/([0-9]{1,19})$`)

// order gives the ways their ids and puts them in their order.
func (b *builder) order() {
	ways := b.raw.Ways
	for i := range ways {
		ways[i].ID = b.id(&ways[i])
	}
	slices.SortStableFunc(ways, func(x, y Way) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), slices.CompareFunc(x.Line, y.Line, byPosition), slices.CompareFunc(x.Tags, y.Tags, byTag))
	})
}

// id is a way's id: way-123 for one of OpenStreetMap, whatever the network; else the
// network's id with the file's own, or with digits of the SHA-256 of its line.
func (b *builder) id(w *Way) string {
	if m := osmWay.FindStringSubmatch(w.ID); m != nil {
		return "way-" + m[1]
	}
	own := Slug(w.ID)
	if own == "" {
		own = digest(w.Line)
	}
	return string(b.o.Network) + "-" + own
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// Slug makes an id of a text: its letters and digits in lower case, with single - between.
func Slug(text string) string {
	s := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(text), "-"), "-")
	return strings.TrimRight(s[:min(len(s), 80)], "-")
}

func digest(l geo.Line) string {
	h := sha256.New()
	var b [16]byte
	for _, p := range l {
		binary.BigEndian.PutUint64(b[:8], math.Float64bits(p.Lon))
		binary.BigEndian.PutUint64(b[8:], math.Float64bits(p.Lat))
		h.Write(b[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

func byPosition(a, b geo.Point) int {
	return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
}

func byTag(a, b salient.Tag) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Value, b.Value))
}

// placeByID takes what of each way lies in the box; new points get new numbers.
func (b *builder) placeByID() {
	c := cutter{box: b.o.Clip}
	for i := range b.raw.Ways {
		w := &b.raw.Ways[i]
		c.vertices = c.vertices[:0]
		for _, r := range w.Refs {
			c.vertices = append(c.vertices, vertex{b.points[r], r})
		}
		for _, part := range b.cut(&c, w.ID) {
			l := line{int32(i), make([]int32, len(part))}
			for k, v := range part {
				if v.ref < 0 {
					v.ref = int32(len(b.points))
					b.points = append(b.points, v.at)
				}
				l.points[k] = v.ref
			}
			b.lines = append(b.lines, l)
		}
		w.Refs = nil
	}
}

// placeByPosition does the same for lines whose points have no ids: loose ends are joined,
// then equal points are one.
func (b *builder) placeByPosition() {
	c := cutter{box: b.o.Clip}
	var lines []geo.Line
	var ways []int32
	for i := range b.raw.Ways {
		w := &b.raw.Ways[i]
		c.vertices = c.vertices[:0]
		for _, p := range w.Line {
			c.vertices = append(c.vertices, vertex{p, -1})
		}
		for _, part := range b.cut(&c, w.ID) {
			l := make(geo.Line, len(part))
			for k, v := range part {
				l[k] = v.at
			}
			lines, ways = append(lines, l), append(ways, int32(i))
		}
		w.Line = nil
	}
	if b.o.Snap > 0 {
		for range road.Snap(lines, b.o.Snap) {
			b.notes.Add(snappedEnds, "")
		}
	}
	b.number(lines, ways)
}

// number makes one point of equal ones.
func (b *builder) number(lines []geo.Line, ways []int32) {
	numbers := make(map[geo.Point]int32, len(lines))
	for i, l := range lines {
		l = slices.Compact(l)
		if len(l) < 2 { // snapped to nothing
			b.dropped.Add(noLength, b.raw.Ways[ways[i]].ID)
			continue
		}
		refs := make([]int32, len(l))
		for k, p := range l {
			n, ok := numbers[p]
			if !ok {
				n = int32(len(b.points))
				numbers[p] = n
				b.points = append(b.points, p)
			}
			refs[k] = n
		}
		b.lines = append(b.lines, line{ways[i], refs})
	}
}

// cut gives the parts of the way in c's vertices that can be roads.
func (b *builder) cut(c *cutter, id string) [][]vertex {
	if len(c.vertices) < 2 {
		b.dropped.Add(onePoint, id)
		return nil
	}
	parts, why := c.parts()
	if len(parts) > 0 {
		b.kept++
		for _, what := range why {
			b.notes.Add(what, id)
		}
		return parts
	}
	switch {
	case slices.Contains(why, cutAtMissing):
		b.dropped.Add(missingNode, id)
	case c.beyond:
		b.dropped.Add(BeyondBox, id)
	default:
		b.dropped.Add(noLength, id)
	}
	return nil
}

// apart is by how much a point is moved from another one's place, in degrees: a centimetre,
// and OpenStreetMap's smallest step.
const apart = 1e-7

// setApart moves points that have different ids and the same place: lines that meet nowhere in
// the file mustn't meet because their points do.
func (b *builder) setApart() {
	taken := make(map[geo.Point]int32, len(b.lines))
	for i := range b.lines {
		for _, r := range b.lines[i].points {
			for {
				other, ok := taken[b.points[r]]
				if !ok {
					taken[b.points[r]] = r
				}
				if !ok || other == r {
					break
				}
				b.points[r] = beside(b.points[r])
				b.notes.Add(movedApart, "")
			}
		}
	}
}

func beside(p geo.Point) geo.Point {
	if p.Lat > 0 {
		p.Lat = math.Round((p.Lat-apart)*1e7) / 1e7
	} else {
		p.Lat = math.Round((p.Lat+apart)*1e7) / 1e7
	}
	return p
}

// split cuts the lines where they meet, pass themselves, or pass a spot.
func (b *builder) split() {
	b.uses = make([]uint8, len(b.points))
	use := func(p int32) { b.uses[p] = min(2, b.uses[p]+1) }
	for _, l := range b.lines {
		for _, p := range l.points {
			use(p)
		}
	}
	for _, s := range b.raw.Spots {
		use(s.Point)
		use(s.Point)
	}
	var out []line
	for _, l := range b.lines {
		from := 0
		for k := 1; k < len(l.points); k++ {
			if k == len(l.points)-1 || b.uses[l.points[k]] > 1 {
				out = append(out, line{l.way, l.points[from : k+1 : k+1]})
				from = k
			}
		}
	}
	b.lines = out
}

// roads makes the roads of chains of lines; those of one way share what the way says.
func (b *builder) roads(chains []chain) []salient.Road {
	out := make([]salient.Road, 0, len(chains))
	last := int32(-1)
	var common salient.Road
	for _, c := range chains {
		if len(c.also) > 0 {
			r := b.road(c.way)
			r.ID, r.Mapped.Also = b.joinedID(c.also), c.also
			r.Line = c.line
			out = append(out, b.timed(r))
			continue
		}
		if c.way != last {
			last, common = c.way, b.road(c.way)
		}
		r := common
		r.Line = c.line
		out = append(out, b.timed(r))
	}
	slices.SortStableFunc(out, func(x, y salient.Road) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), slices.CompareFunc(x.Line, y.Line, byPosition))
	})
	return out
}

// joinedID is the id of a road that several ways share: of the first and the last of them, as
// way-12.34. A claim on any of them is one on the road too.
func (b *builder) joinedID(also []salient.RoadID) salient.RoadID {
	last := strings.TrimPrefix(string(also[len(also)-1]), "way-")
	return also[0] + "." + salient.RoadID(strings.TrimPrefix(last, string(b.o.Network)+"-"))
}

// road is what a way's tags make of its roads.
func (b *builder) road(way int32) salient.Road {
	w := &b.raw.Ways[way]
	r := salient.Road{
		ID: salient.RoadID(w.ID), Name: nameOf(w.Tags), Class: classOf(w.Tags), Oneway: onewayOf(w.Tags),
		Mapped: &salient.Mapped{Network: b.o.Network, Tags: w.Tags},
	}
	if kmh, ok := speedOf(w.Tags, r.Class, b.o.Limits); ok {
		r.SpeedKmh = &kmh
	}
	return r
}

// timed gives a ferry the speed that its duration makes of its length.
func (b *builder) timed(r salient.Road) salient.Road {
	if r.Class != "ferry" {
		return r
	}
	if hours, ok := hoursOf(get(r.Mapped.Tags, "duration")); ok {
		if kmh := r.Line.Length().Km() / hours; kmh >= 1 && kmh <= maxKmH {
			r.SpeedKmh = &kmh
		}
	}
	return r
}

// spots are the crossings at which roads end.
func (b *builder) spots() []salient.Place {
	var out []salient.Place
	on := map[int32]bool{}
	for _, s := range b.raw.Spots {
		on[s.Point] = false
	}
	for _, l := range b.lines {
		for _, p := range []int32{l.points[0], l.points[len(l.points)-1]} {
			if _, spot := on[p]; spot {
				on[p] = true
			}
		}
	}
	for _, s := range b.raw.Spots {
		if on[s.Point] {
			out = append(out, spotPlace(s, b.points[s.Point]))
		}
	}
	slices.SortFunc(out, func(x, y salient.Place) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

func spotPlace(s Spot, at geo.Point) salient.Place {
	id := Slug(s.ID)
	p := salient.Place{ID: salient.PlaceID(id), Name: nameOf(s.Tags), Kind: salient.Crossing, At: &at, Precision: "exact"}
	if p.Name == "" && get(s.Tags, "barrier") == "border_control" {
		p.Name = "Border crossing " + id
	} else if p.Name == "" {
		p.Name = "Checkpoint " + id
	}
	for _, t := range s.Tags {
		switch lang, ok := strings.CutPrefix(t.Key, "name:"); {
		case ok && lang != "" && !strings.ContainsAny(lang+t.Value, ":|"):
			p.Names = append(p.Names, salient.Name{Language: lang, Text: t.Value})
		}
		p.Note += t.Key + "=" + t.Value + "; "
	}
	p.Note = strings.TrimSuffix(p.Note, "; ")
	return p
}
