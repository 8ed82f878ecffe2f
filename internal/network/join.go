package network

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// chain is lines that follow each other with nothing between them.
type chain struct {
	way  int32            // of the lowest id
	also []salient.RoadID // of all its ways, sorted; nil if there is one
	line geo.Line
}

// joined makes chains of the lines: where two ends meet and nothing else, and the ways have
// the same tags and may be driven in the same direction.
func (b *builder) joined() []chain {
	j := joiner{b: b, ends: b.pairs(), taken: make([]bool, len(b.lines))}
	var out []chain
	for i := range b.lines {
		if !j.taken[i] {
			out = append(out, j.chain(int32(i)))
		}
	}
	return out
}

// pairs gives the two lines that meet at a point at which nothing else does.
func (b *builder) pairs() map[int32][2]int32 {
	count := make([]uint8, len(b.points))
	for _, l := range b.lines {
		for _, p := range []int32{l.points[0], l.points[len(l.points)-1]} {
			count[p] = min(3, count[p]+1)
		}
	}
	for _, s := range b.raw.Spots {
		count[s.Point] = 3
	}
	pairs := map[int32][2]int32{}
	for i, l := range b.lines {
		for _, p := range []int32{l.points[0], l.points[len(l.points)-1]} {
			if count[p] != 2 {
				continue
			}
			if pair, ok := pairs[p]; ok {
				pair[1] = int32(i)
				pairs[p] = pair
			} else {
				pairs[p] = [2]int32{int32(i), -1}
			}
		}
	}
	return pairs
}

type joiner struct {
	b     *builder
	ends  map[int32][2]int32
	taken []bool
}

// piece is a line of a chain, in the chain's direction.
type piece struct {
	line int32
	back bool
}

// chain follows the lines from one in both directions.
func (j *joiner) chain(start int32) chain {
	j.taken[start] = true
	before := j.follow(piece{start, true})
	slices.Reverse(before)
	for k := range before {
		before[k].back = !before[k].back
	}
	all := append(append(before, piece{start, false}), j.follow(piece{start, false})...)
	return j.made(all)
}

// follow lists what continues a line, up to where nothing does.
func (j *joiner) follow(p piece) []piece {
	var out []piece
	for {
		next, ok := j.next(p)
		if !ok {
			return out
		}
		j.taken[next.line] = true
		out = append(out, next)
		p = next
	}
}

// next is the line that continues another one.
func (j *joiner) next(p piece) (piece, bool) {
	at := j.end(p)
	pair, ok := j.ends[at]
	if !ok || pair[0] == pair[1] || pair[1] < 0 {
		return piece{}, false
	}
	q := piece{line: pair[0]}
	if q.line == p.line {
		q.line = pair[1]
	}
	points := j.b.lines[q.line].points
	q.back = points[0] != at
	if j.taken[q.line] || !j.alike(p, q) {
		return piece{}, false
	}
	return q, true
}

func (j *joiner) end(p piece) int32 {
	points := j.b.lines[p.line].points
	if p.back {
		return points[0]
	}
	return points[len(points)-1]
}

// alike reports whether nothing changes from one line to the next.
func (j *joiner) alike(p, q piece) bool {
	v, w := j.b.lines[p.line].way, j.b.lines[q.line].way
	tags := j.b.raw.Ways[v].Tags
	if v != w && !slices.Equal(tags, j.b.raw.Ways[w].Tags) {
		return false
	}
	return p.back == q.back || onewayOf(tags) == "" && !bound(tags)
}

// made is the road of some pieces: as the way with the lowest id says, and in its direction.
func (j *joiner) made(pieces []piece) chain {
	if len(pieces) == 1 {
		l := j.b.lines[pieces[0].line]
		return chain{way: l.way, line: j.drawn(pieces)}
	}
	lead := slices.MinFunc(pieces, func(p, q piece) int { return int(j.b.lines[p.line].way) - int(j.b.lines[q.line].way) })
	c := chain{way: j.b.lines[lead.line].way, line: j.drawn(pieces)}
	if lead.back {
		slices.Reverse(c.line)
	}
	for _, p := range pieces {
		c.also = append(c.also, salient.RoadID(j.b.raw.Ways[j.b.lines[p.line].way].ID))
	}
	slices.Sort(c.also)
	if c.also = slices.Compact(c.also); len(c.also) == 1 {
		c.also = nil
	}
	return c
}

func (j *joiner) drawn(pieces []piece) geo.Line {
	n := 1
	for _, p := range pieces {
		n += len(j.b.lines[p.line].points) - 1
	}
	out := make(geo.Line, 0, n)
	for _, p := range pieces {
		points := j.b.lines[p.line].points
		for k := range points {
			at := points[k]
			if p.back {
				at = points[len(points)-1-k]
			}
			if k > 0 || len(out) == 0 {
				out = append(out, j.b.points[at])
			}
		}
	}
	return out
}
