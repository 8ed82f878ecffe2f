package network

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// PackVersion names the form of the bytes, and what Build makes; it changes with either.
const PackVersion = "network/1"

// Pack writes a network into bytes: a table of texts, the spots, then the roads, of which
// those of one way follow each other and share what it says.
func (n *Net) Pack() []byte {
	p := &packer{numbers: map[string]int{}}
	var body []byte
	body = binary.AppendUvarint(body, uint64(len(n.Spots)))
	for _, s := range n.Spots {
		body = p.spot(body, s)
	}
	body = binary.AppendUvarint(body, uint64(len(n.Roads)))
	for i := range n.Roads {
		r := &n.Roads[i]
		same := i > 0 && alike(&n.Roads[i-1], r)
		body = binary.AppendUvarint(body, flag(same))
		if !same {
			body = p.road(body, r)
		}
		body = packLine(body, r.Line)
	}
	head := append([]byte(PackVersion), '\n')
	head = binary.AppendUvarint(head, uint64(len(p.texts)))
	for _, t := range p.texts {
		head = append(binary.AppendUvarint(head, uint64(len(t))), t...)
	}
	return append(head, body...)
}

func flag(b bool) uint64 { return uint64(one(b)) }

// alike reports whether two roads have all but the line in common.
func alike(a, b *salient.Road) bool {
	return a.Mapped == b.Mapped && a.ID == b.ID && (a.SpeedKmh == b.SpeedKmh ||
		a.SpeedKmh != nil && b.SpeedKmh != nil && *a.SpeedKmh == *b.SpeedKmh)
}

type packer struct {
	numbers map[string]int
	texts   []string
}

func (p *packer) text(b []byte, s string) []byte {
	n, ok := p.numbers[s]
	if !ok {
		n = len(p.texts)
		p.numbers[s] = n
		p.texts = append(p.texts, s)
	}
	return binary.AppendUvarint(b, uint64(n))
}

func (p *packer) tags(b []byte, tags []salient.Tag) []byte {
	b = binary.AppendUvarint(b, uint64(len(tags)))
	for _, t := range tags {
		b = p.text(p.text(b, t.Key), t.Value)
	}
	return b
}

func (p *packer) spot(b []byte, s salient.Place) []byte {
	b = p.text(p.text(p.text(b, string(s.ID)), s.Name), s.Note)
	names := make([]salient.Tag, len(s.Names))
	for i, n := range s.Names {
		names[i] = salient.Tag{Key: n.Language, Value: n.Text}
	}
	return float(float(p.tags(b, names), s.At.Lon), s.At.Lat)
}

func (p *packer) road(b []byte, r *salient.Road) []byte {
	for _, s := range []string{string(r.ID), r.Name, r.Class, r.Oneway, string(r.Mapped.Network)} {
		b = p.text(b, s)
	}
	b = p.tags(b, r.Mapped.Tags)
	b = binary.AppendUvarint(b, uint64(len(r.Mapped.Also)))
	for _, id := range r.Mapped.Also {
		b = p.text(b, string(id))
	}
	if b = binary.AppendUvarint(b, flag(r.SpeedKmh != nil)); r.SpeedKmh != nil {
		b = float(b, *r.SpeedKmh)
	}
	return b
}

func float(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}

// step is the unit of packed coordinates: OpenStreetMap's, in which its points are exact.
const step = 1e7

// packLine writes a line as differences of whole steps where that loses nothing, else as floats.
func packLine(b []byte, l geo.Line) []byte {
	exact := true
	for _, p := range l {
		exact = exact && math.Round(p.Lon*step)/step == p.Lon && math.Round(p.Lat*step)/step == p.Lat
	}
	b = binary.AppendUvarint(b, uint64(len(l))<<1|flag(exact))
	var x, y int64
	for _, p := range l {
		if !exact {
			b = float(float(b, p.Lon), p.Lat)
			continue
		}
		nx, ny := int64(math.Round(p.Lon*step)), int64(math.Round(p.Lat*step))
		b = binary.AppendVarint(binary.AppendVarint(b, nx-x), ny-y)
		x, y = nx, ny
	}
	return b
}

// Packed is a network in its packed form. Its spots are there at once, its roads are unpacked
// when first asked for. It is safe for use by several goroutines.
type Packed struct {
	Spots []salient.Place
	roads func() []salient.Road
	also  func() map[salient.RoadID][]salient.RoadID
}

// Roads are the network's, by id. They belong to the network.
func (p *Packed) Roads() []salient.Road { return p.roads() }

// Find gives the ids of the roads that an id stands for: a road's own, or a way's, which may
// have roads of its own and share others; none if the network doesn't have it.
func (p *Packed) Find(id salient.RoadID) []salient.RoadID {
	out := slices.Clone(p.also()[id])
	_, ok := slices.BinarySearchFunc(p.roads(), id, func(r salient.Road, id salient.RoadID) int {
		return strings.Compare(string(r.ID), string(id))
	})
	if ok {
		out = append(out, id)
	}
	return out
}

var errPacked = errors.New("no packed network")

// Unpack reads what Pack wrote. Other bytes are an error now, or a panic when the roads are
// first asked for: a cache gives nothing but what was put there.
func Unpack(b []byte) (*Packed, error) {
	rest, ok := strings.CutPrefix(string(b[:min(len(b), len(PackVersion)+1)]), PackVersion+"\n")
	if !ok || rest != "" {
		return nil, errPacked
	}
	u := &unpacking{b: b[len(PackVersion)+1:]}
	u.readTexts()
	p := &Packed{}
	for range u.count(20) {
		p.Spots = append(p.Spots, u.spot())
	}
	if u.err != nil {
		return nil, u.err
	}
	p.roads = sync.OnceValue(func() []salient.Road {
		roads := u.roads()
		if u.err != nil {
			panic(fmt.Sprintf("roads of a network in the cache: %v", u.err))
		}
		return roads
	})
	p.also = sync.OnceValue(func() map[salient.RoadID][]salient.RoadID {
		out := map[salient.RoadID][]salient.RoadID{}
		for _, r := range p.roads() {
			for _, id := range r.Mapped.Also {
				if !slices.Contains(out[id], r.ID) {
					out[id] = append(out[id], r.ID)
				}
			}
		}
		return out
	})
	return p, nil
}

type unpacking struct {
	b     []byte
	texts []string
	err   error
}

// readTexts reads the table of texts, which share one copy of it.
func (u *unpacking) readTexts() {
	n := u.count(1)
	ends := make([]int, 1, n+1)
	var all []byte
	for range n {
		all = append(all, u.take(u.uvarint())...)
		ends = append(ends, len(all))
	}
	shared := string(all)
	u.texts = make([]string, 0, n)
	for i := range n {
		u.texts = append(u.texts, shared[ends[i]:ends[i+1]])
	}
}

func (u *unpacking) uvarint() uint64 {
	v, n := binary.Uvarint(u.b)
	if n <= 0 {
		u.err, u.b = errPacked, nil
		return 0
	}
	u.b = u.b[n:]
	return v
}

func (u *unpacking) varint() int64 {
	v := u.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// count is how many things follow, each of least bytes or more.
func (u *unpacking) count(least int) int {
	n := u.uvarint()
	if n > uint64(len(u.b)/least) {
		u.err, u.b = errPacked, nil
		return 0
	}
	return int(n)
}

func (u *unpacking) take(n uint64) []byte {
	if n > uint64(len(u.b)) {
		u.err, u.b = errPacked, nil
		return nil
	}
	out := u.b[:n]
	u.b = u.b[n:]
	return out
}

func (u *unpacking) text() string {
	n := u.uvarint()
	if n >= uint64(len(u.texts)) {
		u.err, u.b = errPacked, nil
		return ""
	}
	return u.texts[n]
}

func (u *unpacking) float() float64 {
	b := u.take(8)
	if b == nil {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

func (u *unpacking) tags() []salient.Tag {
	var out []salient.Tag
	for range u.count(2) {
		out = append(out, salient.Tag{Key: u.text(), Value: u.text()})
	}
	return out
}

func (u *unpacking) spot() salient.Place {
	s := salient.Place{ID: salient.PlaceID(u.text()), Name: u.text(), Note: u.text(), Kind: salient.Crossing, Precision: "exact"}
	for _, t := range u.tags() {
		s.Names = append(s.Names, salient.Name{Language: t.Key, Text: t.Value})
	}
	s.At = &geo.Point{Lon: u.float(), Lat: u.float()}
	return s
}

func (u *unpacking) roads() []salient.Road {
	n := u.count(4)
	out := make([]salient.Road, 0, n)
	var common salient.Road
	for range n {
		if u.uvarint() == 0 {
			common = u.road()
		}
		r := common
		r.Line = u.line()
		if u.err != nil {
			return nil
		}
		out = append(out, r)
	}
	return out
}

func (u *unpacking) road() salient.Road {
	r := salient.Road{ID: salient.RoadID(u.text()), Name: u.text(), Class: u.text(), Oneway: u.text()}
	r.Mapped = &salient.Mapped{Network: salient.NetworkID(u.text()), Tags: u.tags()}
	for range u.count(1) {
		r.Mapped.Also = append(r.Mapped.Also, salient.RoadID(u.text()))
	}
	if u.uvarint() == 1 {
		kmh := u.float()
		r.SpeedKmh = &kmh
	}
	return r
}

func (u *unpacking) line() geo.Line {
	n := u.uvarint()
	exact := n&1 == 1
	if n >>= 1; n > uint64(len(u.b)/2) {
		u.err, u.b = errPacked, nil
		return nil
	}
	l := make(geo.Line, n)
	var x, y int64
	for i := range l {
		if !exact {
			l[i] = geo.Point{Lon: u.float(), Lat: u.float()}
			continue
		}
		x, y = x+u.varint(), y+u.varint()
		l[i] = geo.Point{Lon: float64(x) / step, Lat: float64(y) / step}
	}
	return l
}
