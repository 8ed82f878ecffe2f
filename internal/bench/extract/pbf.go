package extract

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"

	"github.com/klauspost/compress/zlib"

	"github.com/salient-osint/salient"
)

// perBlob is how many objects a blob holds, as most programs write it.
const perBlob = 8000

// PBF writes the extract as OpenStreetMap PBF: dense nodes, then ways, packed with zlib.
func (e Extract) PBF(w io.Writer) error {
	var head []byte
	head = text(head, 4, []byte("OsmSchema-V0.6"))
	head = text(head, 4, []byte("DenseNodes"))
	head = text(head, 16, []byte("made up"))
	if err := blob(w, "OSMHeader", head); err != nil {
		return err
	}
	for from := 0; from < len(e.Nodes); from += perBlob {
		if err := blob(w, "OSMData", nodes(e.Nodes[from:min(len(e.Nodes), from+perBlob)])); err != nil {
			return err
		}
	}
	for from := 0; from < len(e.Ways); from += perBlob {
		if err := blob(w, "OSMData", ways(e.Ways[from:min(len(e.Ways), from+perBlob)])); err != nil {
			return err
		}
	}
	return nil
}

func blob(w io.Writer, kind string, message []byte) error {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(message); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	body := number(nil, 2, uint64(len(message)))
	body = text(body, 3, packed.Bytes())
	head := text(nil, 1, []byte(kind))
	head = number(head, 3, uint64(len(body)))
	out := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	_, err := w.Write(append(append(out, head...), body...))
	return err
}

func number(b []byte, field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(field)<<3), v)
}

func text(b []byte, field int, s []byte) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|2)
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// strings is a block's table of texts; number 0 is blank.
type strings struct {
	numbers map[string]uint64
	table   []byte
}

func newStrings() *strings {
	return &strings{map[string]uint64{}, text(nil, 1, nil)}
}

func (s *strings) of(t string) uint64 {
	n, ok := s.numbers[t]
	if !ok {
		n = uint64(len(s.numbers) + 1)
		s.numbers[t] = n
		s.table = text(s.table, 1, []byte(t))
	}
	return n
}

func nodes(list []Node) []byte {
	s := newStrings()
	var ids, lats, lons, tags []byte
	var id, lat, lon int64
	tagged := false
	for _, n := range list {
		y, x := int64(math.Round(n.At.Lat*1e7)), int64(math.Round(n.At.Lon*1e7))
		ids, lats, lons = binary.AppendVarint(ids, n.ID-id), binary.AppendVarint(lats, y-lat), binary.AppendVarint(lons, x-lon)
		id, lat, lon = n.ID, y, x
		for _, t := range n.Tags {
			tagged = true
			tags = binary.AppendUvarint(binary.AppendUvarint(tags, s.of(t.Key)), s.of(t.Value))
		}
		tags = append(tags, 0)
	}
	dense := text(text(text(nil, 1, ids), 8, lats), 9, lons)
	if tagged {
		dense = text(dense, 10, tags)
	}
	return block(s, text(nil, 2, dense))
}

func ways(list []Way) []byte {
	s := newStrings()
	var group []byte
	for _, w := range list {
		group = text(group, 3, way(s, w.ID, w.Refs, w.Tags))
	}
	return block(s, group)
}

func way(s *strings, id int64, refs []int64, tags []salient.Tag) []byte {
	var keys, values, nodes []byte
	for _, t := range tags {
		keys, values = binary.AppendUvarint(keys, s.of(t.Key)), binary.AppendUvarint(values, s.of(t.Value))
	}
	last := int64(0)
	for _, r := range refs {
		nodes = binary.AppendVarint(nodes, r-last)
		last = r
	}
	return text(text(text(number(nil, 1, uint64(id)), 2, keys), 3, values), 8, nodes)
}

func block(s *strings, group []byte) []byte {
	return text(text(nil, 1, s.table), 2, group)
}
