package media_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/ingest/media"
)

// exif makes a TIFF with a time and a position, as cameras do.
func exif(order binary.AppendByteOrder, mark string, south, west bool) []byte {
	const gps, taken, when, lat, lon = 100, 200, 300, 320, 350
	b := make([]byte, 400)
	put := func(at int, p []byte) { copy(b[at:], p) }
	entry := func(at int, tag, form uint16, count, value uint32) {
		e := order.AppendUint16(order.AppendUint16(nil, tag), form)
		put(at, order.AppendUint32(order.AppendUint32(e, count), value))
	}
	copy(b, mark)
	put(4, order.AppendUint32(nil, 8))
	put(8, order.AppendUint16(nil, 2))
	entry(10, 0x8769, 4, 1, taken)
	entry(22, 0x8825, 4, 1, gps)
	put(taken, order.AppendUint16(nil, 1))
	entry(taken+2, 0x9003, 2, 20, when)
	put(when, []byte("2013:05:19 14:03:27\x00"))
	put(gps, order.AppendUint16(nil, 4))
	ref := func(at int, tag uint16, minus bool, letters string) {
		entry(at, tag, 2, 2, 0)
		b[at+8] = letters[0]
		if minus {
			b[at+8] = letters[1]
		}
	}
	ref(gps+2, 1, south, "NS")
	entry(gps+14, 2, 5, 3, lat)
	ref(gps+26, 3, west, "EW")
	entry(gps+38, 4, 5, 3, lon)
	for i, v := range []uint32{34, 1, 30, 1, 3600, 100} {
		put(lat+4*i, order.AppendUint32(nil, v))
	}
	for i, v := range []uint32{36, 1, 34, 1, 12, 1} {
		put(lon+4*i, order.AppendUint32(nil, v))
	}
	return b
}

func TestCamerasSayWhenAndWhere(t *testing.T) {
	for _, tt := range []struct {
		b        []byte
		lat, lon float64
	}{
		{exif(binary.LittleEndian, "II*\x00", false, false), 34.51, 36.57},
		{exif(binary.BigEndian, "MM\x00*", true, true), -34.51, -36.57},
		{append([]byte("\xff\xd8\xff\xe1\x00\x00Exif\x00\x00"), exif(binary.BigEndian, "MM\x00*", false, false)...), 34.51, 36.57},
	} {
		recorded, at := media.Exif(tt.b)
		if recorded != "2013-05-19 14:03" || at == nil || math.Abs(at.Lat-tt.lat) > 1e-9 || math.Abs(at.Lon-tt.lon) > 1e-9 {
			t.Errorf("Exif = %q, %v; want 2013-05-19 14:03 at %v %v", recorded, at, tt.lon, tt.lat)
		}
	}
}

func box(kind, data string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(data)))) + kind + data
}

func TestFilmsSayWhenAndWhere(t *testing.T) {
	seconds := binary.BigEndian.AppendUint32(nil, 3451802607) // 2013-05-19 10:03:27 UTC since 1904
	film := box("ftyp", "mp42\x00\x00\x00\x00") + box("moov", box("mvhd", "\x00\x00\x00\x00"+string(seconds))+box("udta", box("\xa9xyz", "\x00\x12\x15\xc7+34.5100+036.5700/")))
	doc, err := media.Video{Kind: ingest.MP4}.Decode(t.Context(), ingest.BlobOf("a.mp4", []byte(film)))
	if m := doc.Meta; err != nil || m.Recorded != "2013-05-19 10:03 UTC" || m.At == nil || m.At.Lat != 34.51 || m.At.Lon != 36.57 {
		t.Errorf("Meta = %+v, %v", m, err)
	}
}

func FuzzExif(f *testing.F) {
	f.Add(exif(binary.LittleEndian, "II*\x00", false, false))
	f.Add(append([]byte("\xff\xd8Exif\x00\x00"), exif(binary.BigEndian, "MM\x00*", true, true)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, at := media.Exif(b); at != nil && !at.Valid() {
			t.Fatalf("Exif gives %v", at)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(box("ftyp", "mp42") + box("moov", box("mvhd", "\x00\x00\x00\x00\x00\x00\x00\x00"))))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, d := range []ingest.Decoder{media.Video{Kind: ingest.MP4}, media.Photo{Kind: ingest.JPEG}, media.Photo{Kind: ingest.PNG}, media.Photo{Kind: ingest.GIF}, media.Photo{Kind: ingest.TIFF}} {
			_, err := d.Decode(t.Context(), ingest.BlobOf("a", bytes.Clone(b)))
			if err != nil && !errors.Is(err, salient.ErrInvalid) {
				t.Fatalf("%v: %v", d, err)
			}
		}
	})
}
