package osm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

// PBFVersion names this reader; another version may give other roads for the same file.
const PBFVersion = "osm-pbf/1"

// PBF reads the roads of an OpenStreetMap PBF file.
func PBF(ctx context.Context, f network.File, clip *geo.Box) (*network.Raw, error) {
	if err := sniff(f); err != nil {
		return nil, err
	}
	r := &pbf{f: f, raw: &network.Raw{ByID: true, Dropped: network.Tally{}}, nodes: map[int]bool{}}
	if clip != nil {
		if err := r.findInside(ctx, near(*clip)); err != nil {
			return nil, err
		}
	}
	if err := r.readWays(ctx); err != nil {
		return nil, err
	}
	r.number()
	if err := r.readNodes(ctx); err != nil {
		return nil, err
	}
	return r.raw, nil
}

// sniff refuses what isn't PBF at its first bytes.
func sniff(f network.File) error {
	file, err := f.Open()
	if err != nil {
		return err
	}
	head := make([]byte, 64)
	n, err := io.ReadFull(file, head)
	if err = errors.Join(notEnd(err), file.Close()); err != nil {
		return err
	}
	if head = head[:n]; !bytes.Contains(head, []byte("OSMHeader")) {
		return network.Unlike("OpenStreetMap PBF", head)
	}
	return nil
}

func notEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// beyond is how far around the box a road with a node there is still read, in degrees: some
// 25 km, so that a straight stretch between two far nodes isn't missed. Ferries all are.
const beyond = 0.25

func near(b geo.Box) geo.Box {
	return geo.Box{West: b.West - beyond, South: b.South - beyond, East: b.East + beyond, North: b.North + beyond}
}

type pbf struct {
	f      network.File
	raw    *network.Raw
	inside []int64      // nodes in the box or near it, sorted; nil if there is no box
	nodes  map[int]bool // numbers of the blobs that have nodes
	refs   [][]int64    // of the ways
	ids    []int64      // of the nodes that the ways name, sorted: the numbers of raw.Points
	points int
}

// every is all blobs.
func every(int) bool { return true }

// findInside lists the nodes in a box.
func (r *pbf) findInside(ctx context.Context, box geo.Box) error {
	r.inside = []int64{}
	err := pass(ctx, r.f, every, func() func([]byte) ([]int64, error) {
		return func(message []byte) (out []int64, err error) {
			_, err = eachNode(message, func(id int64, at geo.Point, _ func() ([]salient.Tag, error)) error {
				if box.Has(at) {
					out = append(out, id)
				}
				return nil
			})
			return out, err
		}
	}, func(_ blob, ids []int64) error {
		if r.inside = append(r.inside, ids...); len(r.inside) > 2*network.MaxPoints {
			return network.TooMuch()
		}
		return nil
	})
	slices.Sort(r.inside)
	return err
}

// found is what of a blob's ways is taken.
type found struct {
	ways     []network.Way
	refs     [][]int64
	dropped  network.Tally
	objects  int
	hasNodes bool
}

func (r *pbf) readWays(ctx context.Context) error {
	worker := func() func([]byte) (found, error) {
		words := network.Words{}
		return func(message []byte) (found, error) { return r.waysOf(message, words) }
	}
	return pass(ctx, r.f, every, worker, func(b blob, found found) error {
		r.raw.Ways, r.refs = append(r.raw.Ways, found.ways...), append(r.refs, found.refs...)
		r.raw.Dropped.Join(found.dropped)
		r.raw.Objects += found.objects
		r.nodes[b.number] = found.hasNodes
		for _, refs := range found.refs {
			r.points += len(refs)
		}
		if len(r.raw.Ways) > network.MaxWays || r.points > network.MaxPoints {
			return network.TooMuch()
		}
		r.f.Step(r.raw.Objects)
		return nil
	})
}

// waysOf takes a block's ways that are roads.
func (r *pbf) waysOf(message []byte, words network.Words) (found, error) {
	out := found{dropped: network.Tally{}}
	b, err := readBlock(message)
	if err != nil {
		return out, err
	}
	for _, group := range b.groups {
		w := wire{b: group}
		for f, ok := w.next(); ok; f, ok = w.next() {
			switch f.number {
			case 1, 2: // nodes
				out.hasNodes = true
			case 3:
				out.objects++
				if err := r.way(f.bytes, b, words, &out); err != nil {
					return out, err
				}
			case 4:
				out.objects++
			}
		}
		if w.err != nil {
			return out, w.err
		}
	}
	return out, nil
}

// way takes one way, if it is a road and has a node in the box.
func (r *pbf) way(message []byte, b block, words network.Words, out *found) error {
	var id int64
	var keys, values, refs []byte
	w := wire{b: message}
	for f, ok := w.next(); ok; f, ok = w.next() {
		switch f.number {
		case 1:
			id = int64(f.varint)
		case 2:
			keys = f.bytes
		case 3:
			values = f.bytes
		case 8:
			refs = f.bytes
		}
	}
	if w.err != nil {
		return w.err
	}
	if !b.mayBeRoad(keys) {
		out.dropped.Add(network.NoRoad, wayID(id))
		return nil
	}
	tags, err := b.tags(keys, values, words)
	if err != nil {
		return fmt.Errorf("way %d: %w", id, err)
	}
	why, ok := network.IsRoad(tags)
	if !ok {
		out.dropped.Add(why, wayID(id))
		return nil
	}
	nodes, err := deltas(refs)
	if err != nil {
		return fmt.Errorf("way %d: %w", id, err)
	}
	if r.inside != nil && !isFerry(tags) && !r.anyInside(nodes) {
		out.dropped.Add(network.BeyondBox, wayID(id))
		return nil
	}
	out.ways = append(out.ways, network.Way{ID: wayID(id), Tags: tags})
	out.refs = append(out.refs, nodes)
	return nil
}

func wayID(id int64) string { return "way/" + strconv.FormatInt(id, 10) }

func isFerry(tags []salient.Tag) bool {
	return slices.Contains(tags, salient.Tag{Key: "route", Value: "ferry"})
}

func (r *pbf) anyInside(nodes []int64) bool {
	return slices.ContainsFunc(nodes, func(id int64) bool {
		_, ok := slices.BinarySearch(r.inside, id)
		return ok
	})
}

// deltas reads packed differences.
func deltas(packed []byte) ([]int64, error) {
	w := wire{b: packed}
	n := 0
	for _, c := range packed {
		if c < 0x80 {
			n++
		}
	}
	out := make([]int64, 0, n)
	var v int64
	for w.more() {
		v += w.svarint()
		out = append(out, v)
	}
	return out, w.err
}

// number gives the points of ways their numbers, in the order of ids.
func (r *pbf) number() {
	r.inside = nil
	r.raw.Points, r.ids = numbered(r.raw.Ways, r.refs)
	r.refs = nil
}

// numbered sets the ways' Refs; points are missing until they are read.
func numbered(ways []network.Way, refs [][]int64) (points []geo.Point, ids []int64) {
	n := 0
	for _, list := range refs {
		n += len(list)
	}
	ids = make([]int64, 0, n)
	for _, list := range refs {
		ids = append(ids, list...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	points = make([]geo.Point, len(ids))
	for i := range points {
		points[i] = network.Missing
	}
	for i, list := range refs {
		ways[i].Refs = make([]int32, len(list))
		for k, id := range list {
			at, _ := slices.BinarySearch(ids, id)
			ways[i].Refs[k] = int32(at)
		}
		refs[i] = nil
	}
	return points, ids
}

// placed is where a blob's nodes that are on roads lie.
type placed struct {
	at      []int32
	points  []geo.Point
	spots   []network.Spot
	objects int
}

func (r *pbf) readNodes(ctx context.Context) error {
	wanted := func(number int) bool { return r.nodes[number] }
	worker := func() func([]byte) (placed, error) { return r.place }
	return pass(ctx, r.f, wanted, worker, func(_ blob, p placed) error {
		for i, at := range p.at {
			r.raw.Points[at] = p.points[i]
		}
		r.raw.Spots = append(r.raw.Spots, p.spots...)
		r.raw.Objects += p.objects
		r.f.Step(r.raw.Objects)
		return nil
	})
}

func (r *pbf) place(message []byte) (placed, error) {
	var out placed
	next := 0 // the number of the lowest id that may come next
	n, err := eachNode(message, func(id int64, at geo.Point, tags func() ([]salient.Tag, error)) error {
		if next > 0 && r.ids[next-1] >= id || next < len(r.ids) && r.ids[next] < id {
			next, _ = slices.BinarySearch(r.ids, id)
		}
		if next == len(r.ids) || r.ids[next] != id {
			return nil
		}
		if !at.Valid() {
			return network.Outside(fmt.Sprintf("node %d", id), at)
		}
		out.at, out.points = append(out.at, int32(next)), append(out.points, at)
		has, err := tags()
		if err == nil && network.IsSpot(has) {
			out.spots = append(out.spots, network.Spot{ID: "node/" + strconv.FormatInt(id, 10), Point: int32(next), Tags: has})
		}
		return err
	})
	out.objects = n
	return out, err
}
