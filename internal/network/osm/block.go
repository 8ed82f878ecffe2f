package osm

import (
	"errors"
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

// block is a blob's message: groups of objects, and the texts that they name by number.
type block struct {
	texts       [][]byte
	groups      [][]byte
	granularity int64 // of coordinates, in nanodegrees
	lat, lon    int64 // where coordinates begin, in nanodegrees
}

// readBlock reads a block's frame, and leaves the groups for later.
func readBlock(message []byte) (block, error) {
	b := block{granularity: 100}
	w := wire{b: message}
	for f, ok := w.next(); ok; f, ok = w.next() {
		switch f.number {
		case 1:
			t := wire{b: f.bytes}
			for s, ok := t.next(); ok; s, ok = t.next() {
				if s.number == 1 {
					b.texts = append(b.texts, s.bytes)
				}
			}
			if t.err != nil {
				return b, t.err
			}
		case 2:
			b.groups = append(b.groups, f.bytes)
		case 17:
			b.granularity = int64(int32(f.varint))
		case 19:
			b.lat = int64(f.varint)
		case 20:
			b.lon = int64(f.varint)
		}
	}
	if w.err == nil && b.granularity < 1 {
		w.err = errors.New("expected a granularity of 1 or more")
	}
	return b, w.err
}

// degrees is a coordinate. The division is exact to the last digit that a float holds, so that
// a node has the same place in every format.
func (b block) degrees(offset, v int64) float64 {
	const most = 1 << 53
	if v > most/b.granularity || v < -most/b.granularity || offset > most || offset < -most {
		return 1e9 // nowhere on the Earth
	}
	return float64(offset+b.granularity*v) / 1e9
}

// mayBeRoad reports whether the keys are such that a way's tags are worth reading.
func (b block) mayBeRoad(keys []byte) bool {
	w := wire{b: keys}
	for w.more() {
		if k := w.uvarint(); k < uint64(len(b.texts)) {
			if s := b.texts[k]; string(s) == "highway" || string(s) == "route" {
				return true
			}
		} else {
			return true // broken: found when the tags are read
		}
	}
	return w.err != nil
}

// tags are those that two lists of numbers name.
func (b block) tags(keys, values []byte, words network.Words) ([]salient.Tag, error) {
	k, v := wire{b: keys}, wire{b: values}
	var out []salient.Tag
	for k.more() && v.more() {
		t, err := b.tag(k.uvarint(), v.uvarint(), words)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if k.more() || v.more() || k.err != nil || v.err != nil {
		return nil, errors.New("expected as many keys as values")
	}
	return network.SortTags(out), nil
}

func (b block) tag(key, value uint64, words network.Words) (salient.Tag, error) {
	if key >= uint64(len(b.texts)) || value >= uint64(len(b.texts)) {
		return salient.Tag{}, fmt.Errorf("text %d: the block has only %d", max(key, value), len(b.texts))
	}
	return salient.Tag{Key: words.Of(b.texts[key]), Value: words.Of(b.texts[value])}, nil
}

// eachNode calls each for the nodes of a block, and counts them. tags gives a node's tags.
func eachNode(message []byte, each func(id int64, at geo.Point, tags func() ([]salient.Tag, error)) error) (n int, err error) {
	b, err := readBlock(message)
	if err != nil {
		return 0, err
	}
	for _, group := range b.groups {
		w := wire{b: group}
		for f, ok := w.next(); ok && err == nil; f, ok = w.next() {
			switch f.number {
			case 1:
				n++
				err = b.node(f.bytes, each)
			case 2:
				var more int
				more, err = b.dense(f.bytes, each)
				n += more
			}
		}
		if err == nil {
			err = w.err
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (b block) node(message []byte, each func(int64, geo.Point, func() ([]salient.Tag, error)) error) error {
	var id, lat, lon int64
	var keys, values []byte
	w := wire{b: message}
	for f, ok := w.next(); ok; f, ok = w.next() {
		v := int64(f.varint>>1) ^ -int64(f.varint&1)
		switch f.number {
		case 1:
			id = v
		case 2:
			keys = f.bytes
		case 3:
			values = f.bytes
		case 8:
			lat = v
		case 9:
			lon = v
		}
	}
	if w.err != nil {
		return w.err
	}
	at := geo.Point{Lon: b.degrees(b.lon, lon), Lat: b.degrees(b.lat, lat)}
	return each(id, at, func() ([]salient.Tag, error) { return b.tags(keys, values, network.Words{}) })
}

// dense reads nodes packed together: lists of differences, and a list of numbers of keys and
// values with a 0 behind each node's.
func (b block) dense(message []byte, each func(int64, geo.Point, func() ([]salient.Tag, error)) error) (n int, err error) {
	var ids, lats, lons, texts wire
	w := wire{b: message}
	for f, ok := w.next(); ok; f, ok = w.next() {
		switch f.number {
		case 1:
			ids.b = f.bytes
		case 8:
			lats.b = f.bytes
		case 9:
			lons.b = f.bytes
		case 10:
			texts.b = f.bytes
		}
	}
	if w.err != nil {
		return 0, w.err
	}
	var id, lat, lon int64
	var own []uint64
	tags := func() ([]salient.Tag, error) { return b.pairs(own) }
	for ids.more() {
		id, lat, lon = id+ids.svarint(), lat+lats.svarint(), lon+lons.svarint()
		own = texts.upToZero(own[:0])
		if lats.err != nil || lons.err != nil || ids.err != nil || texts.err != nil {
			return n, errors.New("expected a latitude, a longitude and whole tags for each node")
		}
		n++
		if err := each(id, geo.Point{Lon: b.degrees(b.lon, lon), Lat: b.degrees(b.lat, lat)}, tags); err != nil {
			return n, err
		}
	}
	if lats.more() || lons.more() {
		return n, errors.New("expected as many latitudes and longitudes as nodes")
	}
	return n, nil
}

// upToZero takes the numbers before the next 0, and the 0.
func (w *wire) upToZero(out []uint64) []uint64 {
	for w.more() {
		v := w.uvarint()
		if v == 0 {
			break
		}
		out = append(out, v)
	}
	return out
}

func (b block) pairs(numbers []uint64) ([]salient.Tag, error) {
	if len(numbers)%2 != 0 {
		return nil, errors.New("expected a value for each key")
	}
	var out []salient.Tag
	for i := 0; i < len(numbers); i += 2 {
		t, err := b.tag(numbers[i], numbers[i+1], network.Words{})
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return network.SortTags(out), nil
}
