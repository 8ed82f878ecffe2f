package media

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	"github.com/salient-osint/salient/geo"
)

// maxExif is how far into a picture camera notes are looked for: they come first.
const maxExif = 1 << 20

// Exif reads when and where a camera says that it took a picture, from the beginning of a
// JPEG or TIFF (Exif 2.3, TIFF 6.0). The time is the camera's clock, in no zone. What isn't
// there, or is damaged, comes back empty.
func Exif(head []byte) (recorded string, at *geo.Point) {
	tiff := head
	if i := bytes.Index(head, []byte("Exif\x00\x00")); bytes.HasPrefix(head, []byte{0xff, 0xd8}) {
		if i < 0 {
			return "", nil
		}
		tiff = head[i+6:]
	}
	t, ok := openTIFF(tiff)
	if !ok {
		return "", nil
	}
	first := t.directory(t.u32(4))
	taken := t.directory(t.number(first[tagExif]))
	recorded = stamp(t.text(taken[tagTaken]))
	if recorded == "" {
		recorded = stamp(t.text(first[tagChanged]))
	}
	return recorded, t.position(t.directory(t.number(first[tagGPS])))
}

// Tags of TIFF and Exif.
const (
	tagChanged = 0x0132
	tagExif    = 0x8769
	tagGPS     = 0x8825
	tagTaken   = 0x9003
	gpsLatRef  = 1
	gpsLat     = 2
	gpsLonRef  = 3
	gpsLon     = 4
)

// tiff is a TIFF file; offsets that lead out of it read as zeros.
type tiff struct {
	b     []byte
	order binary.ByteOrder
}

func openTIFF(b []byte) (tiff, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		return tiff{b, binary.LittleEndian}, true
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		return tiff{b, binary.BigEndian}, true
	}
	return tiff{}, false
}

func (t tiff) bytes(at, n uint32) []byte {
	if end := uint64(at) + uint64(n); n == 0 || end > uint64(len(t.b)) {
		return make([]byte, min(n, 8))
	}
	return t.b[at : at+n]
}

func (t tiff) u16(at uint32) uint16 { return t.order.Uint16(t.bytes(at, 2)) }
func (t tiff) u32(at uint32) uint32 { return t.order.Uint32(t.bytes(at, 4)) }

// field is an entry of a directory.
type field struct {
	form  uint16
	count uint32
	at    uint32 // where its value stands, or where the entry says that it does
}

const maxFields = 1000

// directory reads the entries at an offset; none at 0.
func (t tiff) directory(at uint32) map[uint16]field {
	out := map[uint16]field{}
	if at == 0 {
		return out
	}
	for i := range min(uint32(t.u16(at)), maxFields) {
		e := at + 2 + 12*i
		f := field{t.u16(e + 2), t.u32(e + 4), e + 8}
		if sizes[f.form]*uint64(f.count) > 4 {
			f.at = t.u32(e + 8)
		}
		out[t.u16(e)] = f
	}
	return out
}

// sizes of the forms of values, in bytes.
var sizes = map[uint16]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}

func (t tiff) number(f field) uint32 {
	if f.form != 4 {
		return 0
	}
	return t.u32(f.at)
}

func (t tiff) text(f field) string {
	if f.form != 2 || f.count > 100 {
		return ""
	}
	return strings.Trim(string(t.bytes(f.at, f.count)), "\x00 ")
}

// stamp turns Exif's 2013:05:19 14:03:00 into a day and a time.
func stamp(s string) string {
	at, err := time.Parse("2006:01:02 15:04:05", s)
	if err != nil || at.Year() < 1980 {
		return ""
	}
	return at.Format("2006-01-02 15:04")
}

// position reads degrees, minutes and seconds; nil if they are no place on Earth.
func (t tiff) position(d map[uint16]field) *geo.Point {
	lat, ok1 := t.degrees(d[gpsLat], t.text(d[gpsLatRef]), "S")
	lon, ok2 := t.degrees(d[gpsLon], t.text(d[gpsLonRef]), "W")
	p := geo.Point{Lon: lon, Lat: lat}
	if !ok1 || !ok2 || !p.Valid() || p == (geo.Point{}) { // cameras without a fix write zeros
		return nil
	}
	return &p
}

func (t tiff) degrees(f field, ref, negative string) (float64, bool) {
	if f.form != 5 || f.count != 3 {
		return 0, false
	}
	sum, unit := 0.0, 1.0
	for i := range uint32(3) {
		over, under := t.u32(f.at+8*i), t.u32(f.at+8*i+4)
		if under == 0 {
			return 0, false
		}
		sum += float64(over) / float64(under) * unit
		unit /= 60
	}
	if ref == negative {
		sum = -sum
	}
	return sum, true
}
