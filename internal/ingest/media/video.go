package media

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"strconv"
	"time"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/ingest"
)

// Video reads films.
type Video struct{ Kind ingest.Kind }

// Decode gives what the camera wrote, of films in boxes (MP4, MOV: ISO 14496-12).
func (v Video) Decode(_ context.Context, b ingest.Blob) (ingest.Document, error) {
	doc := ingest.Document{NoText: "a video", Meta: ingest.Meta{Type: "motion_picture"}}
	if v.Kind != ingest.MP4 {
		return doc, nil
	}
	movie, err := movieBox(b)
	if err != nil {
		return ingest.Document{}, err
	}
	doc.Meta.Recorded, doc.Meta.At = Movie(movie)
	return doc, nil
}

// maxMovie bounds a film's index.
const maxMovie = 64 << 20

// movieBox walks the outer boxes, which must end where the file does, and reads the one that
// is about the film.
func movieBox(b ingest.Blob) ([]byte, error) {
	var movie []byte
	for at, n := int64(0), 0; at < b.Size; n++ {
		kind, size, head, err := box(b, at)
		if err != nil || n > 100_000 {
			return nil, ingest.Bad("the MP4 is damaged: its boxes don't fit together")
		}
		if size > b.Size-at {
			return nil, ingest.Bad("the MP4 is cut off: %q should have %d bytes, there are %d", kind, size, b.Size-at)
		}
		if kind == "moov" && size <= maxMovie && movie == nil {
			movie = make([]byte, size-head)
			if _, err := b.ReadAt(movie, at+head); err != nil && !errors.Is(err, io.EOF) {
				return nil, err
			}
		}
		at += size
	}
	if movie == nil {
		return nil, ingest.Bad("the MP4 has no index: damaged, or cut off while it was recorded")
	}
	return movie, nil
}

// box reads the head of a box: its kind, its size with the head, the size of the head.
func box(b ingest.Blob, at int64) (kind string, size, head int64, err error) {
	var h [16]byte
	n, err := b.ReadAt(h[:], at)
	if n < 8 {
		return "", 0, 0, errors.Join(err, io.ErrUnexpectedEOF)
	}
	kind, size, head = string(h[4:8]), int64(binary.BigEndian.Uint32(h[:])), 8
	switch {
	case size == 0:
		size = b.Size - at
	case size == 1 && n == 16:
		size, head = int64(binary.BigEndian.Uint64(h[8:])&(1<<62-1)), 16
	}
	if size < head {
		return "", 0, 0, io.ErrUnexpectedEOF
	}
	return kind, size, head, nil
}

// epoch is where times in films begin.
var epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)

var positionForm = regexp.MustCompile(`([+-]\d{1,2}\.\d+)([+-]\d{1,3}\.\d+)`)

// Movie reads when (mvhd, in UTC) and where (udta/©xyz, ISO 6709) a film was made, from the
// content of its index.
func Movie(b []byte) (recorded string, at *geo.Point) {
	for kind, content := range boxes(b) {
		switch kind {
		case "mvhd":
			recorded = made(content)
		case "udta":
			for k, c := range boxes(content) {
				if k == "\xa9xyz" {
					at = place(c)
				}
			}
		}
	}
	return recorded, at
}

// boxes goes through the boxes in a box, as far as they fit.
func boxes(b []byte) func(yield func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			size := binary.BigEndian.Uint32(b)
			if size < 8 || uint64(size) > uint64(len(b)) || !yield(string(b[4:8]), b[8:size]) {
				return
			}
			b = b[size:]
		}
	}
}

func made(b []byte) string {
	var seconds uint64
	switch {
	case len(b) >= 8 && b[0] == 0:
		seconds = uint64(binary.BigEndian.Uint32(b[4:]))
	case len(b) >= 12 && b[0] == 1:
		seconds = binary.BigEndian.Uint64(b[4:])
	}
	const most = 300 * 365 * 24 * 3600
	if t := epoch.Add(time.Duration(min(seconds, 250*365*24*3600)) * time.Second); seconds < most && t.Year() >= 1990 {
		return t.Format("2006-01-02 15:04") + " UTC"
	}
	return ""
}

func place(b []byte) *geo.Point {
	m := positionForm.FindSubmatch(b[:min(len(b), 200)])
	if m == nil {
		return nil
	}
	lat, err1 := strconv.ParseFloat(string(m[1]), 64)
	lon, err2 := strconv.ParseFloat(string(m[2]), 64)
	p := geo.Point{Lon: lon, Lat: lat}
	if err1 != nil || err2 != nil || !p.Valid() {
		return nil
	}
	return &p
}
