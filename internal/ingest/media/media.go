// Package media reads photos and videos: that they are whole, how large, and what the camera
// wrote of when and where. They have no text layer; claims cite an area (xywh=) or a time (t=)
// of them, as W3C's Media Fragments do.
package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/gif"  // sizes of GIFs
	_ "image/jpeg" // sizes of JPEGs
	_ "image/png"  // sizes of PNGs
	"io"

	"github.com/salient-osint/salient/internal/ingest"
)

// Photo reads pictures.
type Photo struct{ Kind ingest.Kind }

// maxPixels is the largest picture that is taken in: browsers run out of memory beyond it.
const maxPixels = 300_000_000

// ends are the bytes that a whole picture ends with, or nearly so.
var ends = map[ingest.Kind]string{
	ingest.JPEG: "\xff\xd9",
	ingest.PNG:  "IEND",
	ingest.GIF:  "\x3b",
}

// Decode gives what the camera wrote.
func (p Photo) Decode(_ context.Context, b ingest.Blob) (ingest.Document, error) {
	if end, ok := ends[p.Kind]; ok && !endsWith(b, end) {
		return ingest.Document{}, ingest.Bad("the %s is cut off: its end is missing", p.Kind)
	}
	doc := ingest.Document{NoText: "a picture", Meta: ingest.Meta{Type: "graphic"}}
	if _, ok := ends[p.Kind]; ok {
		size, _, err := image.DecodeConfig(b.Reader())
		if err != nil {
			return ingest.Document{}, ingest.Bad("the %s is damaged: %v", p.Kind, err)
		}
		if size.Width < 1 || size.Height < 1 || size.Width > maxPixels/size.Height {
			return ingest.Document{}, ingest.Bad("the %s says that it is %d × %d pixels: too large to show", p.Kind, size.Width, size.Height)
		}
		doc.Meta.Width, doc.Meta.Height = size.Width, size.Height
	}
	if p.Kind == ingest.JPEG || p.Kind == ingest.TIFF {
		head, err := io.ReadAll(io.LimitReader(b.Reader(), maxExif))
		if err != nil {
			return ingest.Document{}, err
		}
		doc.Meta.Recorded, doc.Meta.At = Exif(head)
	}
	return doc, nil
}

// endsWith looks for a mark in the last 64 KiB: some programs write notes of their own behind
// the end.
func endsWith(b ingest.Blob, mark string) bool {
	tail := make([]byte, min(b.Size, 64<<10))
	_, err := b.ReadAt(tail, b.Size-int64(len(tail)))
	return (err == nil || errors.Is(err, io.EOF)) && bytes.Contains(tail, []byte(mark))
}
