package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/original"
	"github.com/salient-osint/salient/internal/store"
)

// Media is a photo or a video.
type Media struct {
	Kind ingest.Kind
	Meta ingest.Meta // when and where the camera says that it was recorded, read from the original each time
}

// Shown is the media type by which browsers show it; "" for kinds that they can't.
func (m Media) Shown() string {
	return map[ingest.Kind]string{
		ingest.JPEG: "image/jpeg", ingest.PNG: "image/png", ingest.GIF: "image/gif", ingest.WebP: "image/webp",
		ingest.MP4: "video/mp4", ingest.WebM: "video/webm",
	}[m.Kind]
}

// Video reports whether it moves.
func (m Media) Video() bool {
	return m.Kind == ingest.MP4 || m.Kind == ingest.WebM || m.Kind == ingest.AVI
}

var mediaKinds = map[ingest.Kind]bool{
	ingest.JPEG: true, ingest.PNG: true, ingest.GIF: true, ingest.WebP: true, ingest.TIFF: true, ingest.HEIC: true,
	ingest.MP4: true, ingest.WebM: true, ingest.AVI: true,
}

// Media opens the original of a photo or video; salient.ErrNotFound if the document is none,
// or its original isn't held. The caller closes the file.
func (d *Desk) Media(ctx context.Context, doc *salient.Document) (Media, original.File, error) {
	none := fmt.Errorf("document %s: no photo or video that is held: %w", doc.ID, salient.ErrNotFound)
	if doc.SHA256 == "" {
		return Media{}, nil, none
	}
	f, err := d.Originals.Open(ctx, doc.SHA256)
	if err != nil {
		return Media{}, nil, err
	}
	m, err := d.readMedia(ctx, doc, f)
	if errors.Is(err, salient.ErrInvalid) || err == nil && m.Kind == "" {
		err = none
	}
	if err != nil {
		return m, nil, errors.Join(err, f.Close())
	}
	return m, f, nil
}

func (d *Desk) readMedia(ctx context.Context, doc *salient.Document, f original.File) (Media, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return Media{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return Media{}, err
	}
	b := ingest.Blob{Name: doc.File, Size: size, ReaderAt: f}
	kind, err := ingest.Sniff(b)
	if err != nil || !mediaKinds[kind] {
		return Media{}, err
	}
	found, err := d.decodeAgain(ctx, b)
	return Media{kind, found.Meta}, err
}

// Confirm says that what was taken from a document's file is right, as one entry.
func (d *Desk) Confirm(ctx context.Context, who string, id salient.DocumentID, revision uint64) (store.Entry, error) {
	row, _, err := d.Row(ctx, Ref{salient.KindDocument, string(id)})
	if err != nil {
		return store.Entry{}, err
	}
	why := "confirmed: " + strings.ReplaceAll(row.Get("unconfirmed"), "|", ", ")
	return d.Save(ctx, Edit{Row: row.With("unconfirmed", ""), Revision: revision, Who: who, Why: why})
}
