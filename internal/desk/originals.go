package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/salient-osint/salient"
)

// Original is an open file with the bytes of a document.
type Original = io.ReadCloser

// MaxOriginal bounds one original, 512 MiB.
const MaxOriginal = 512 << 20

// newOriginal is a file to be kept under its SHA-256.
type newOriginal struct {
	sum  string
	open func() (Original, error)
}

// readOriginals checks the files that documents name against their SHA-256. It returns the
// files that are to be kept.
func (d *Desk) readOriginals(ctx context.Context, in []Line, o ImportOptions) (keep []newOriginal, problems Problems) {
	for _, l := range in {
		path, want := l.Row.Get("file"), l.Row.Get("sha256")
		if l.Row.Kind != salient.KindDocument || path == "" || l.Loose {
			continue
		}
		if held, err := d.Originals.Has(ctx, want); want != "" && err == nil && held {
			continue
		}
		open := func() (Original, error) {
			if o.File == nil {
				return nil, fs.ErrNotExist
			}
			return o.File(path)
		}
		sum, err := sumOf(open)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, l.problem("file", fmt.Sprintf("file: %q isn't there", path)))
		case err != nil:
			problems = append(problems, l.problem("file", fmt.Sprintf("file: %q: %v", path, err)))
		case sum != want:
			problems = append(problems, l.problem("sha256", fmt.Sprintf("sha256: %q: expected %s, the SHA-256 of %s", shorten(want), sum, path)))
		default:
			keep = append(keep, newOriginal{sum, open})
		}
	}
	return keep, problems
}

func sumOf(open func() (Original, error)) (string, error) {
	f, err := open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, MaxOriginal+1))
	if err == nil && n > MaxOriginal {
		err = fmt.Errorf("larger than %d MiB", MaxOriginal>>20)
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

// keepOriginals keeps files that weren't held before; it returns those kept, also beside an
// error.
func (d *Desk) keepOriginals(ctx context.Context, files []newOriginal) (kept []string, err error) {
	for _, file := range files {
		if held, err := d.Originals.Has(ctx, file.sum); err != nil || held {
			if err != nil {
				return kept, err
			}
			continue
		}
		f, err := file.open()
		if err != nil {
			return kept, err
		}
		sum, _, err := d.Originals.Put(ctx, f)
		if err == nil {
			kept = append(kept, sum)
		}
		if err = errors.Join(err, f.Close()); err != nil {
			return kept, fmt.Errorf("keep original: %w", err)
		}
	}
	return kept, nil
}

// destroy takes originals away again.
func (d *Desk) destroy(ctx context.Context, sums []string) error {
	var errs []error
	for _, sum := range sums {
		if err := d.Originals.Destroy(ctx, sum); !errors.Is(err, salient.ErrNotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Text is the text layer of a document, if its original is held and is plain text.
type Text struct {
	SHA256 string
	Text   string
}

// maxText bounds a text layer that is read into memory.
const maxText = 16 << 20

// Text reads a document's text layer, in Unicode NFC as quotes are; salient.ErrNotFound if there is none.
func (d *Desk) Text(ctx context.Context, doc *salient.Document) (Text, error) {
	if doc.SHA256 == "" {
		return Text{}, fmt.Errorf("document %s: original not held: %w", doc.ID, salient.ErrNotFound)
	}
	f, err := d.Originals.Open(ctx, doc.SHA256)
	if err != nil {
		return Text{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxText))
	if err != nil {
		return Text{}, err
	}
	if bytes.ContainsRune(b, 0) || !isText(b) {
		return Text{}, fmt.Errorf("document %s: no text layer: %w", doc.ID, salient.ErrNotFound)
	}
	return Text{doc.SHA256, norm.NFC.String(strings.TrimPrefix(string(b), "\ufeff"))}, nil
}

func isText(b []byte) bool { return bytes.Equal(bytes.ToValidUTF8(b, nil), b) }

// Passage is where a claim's quote stands in a text layer, in Unicode code points.
type Passage struct {
	Claim      salient.ClaimID `json:"claim"`
	Start, End int             // End is behind the last code point
	Orphaned   bool            // not found
}

// Find anchors a claim's quote in a text. A claim without a quote has no passage.
func Find(text string, c *salient.Claim) (Passage, bool) {
	if c.Quote == "" {
		return Passage{}, false
	}
	i := strings.Index(text, c.Quote)
	if i < 0 {
		return Passage{Claim: c.ID, Orphaned: true}, true
	}
	start := len([]rune(text[:i]))
	return Passage{Claim: c.ID, Start: start, End: start + len([]rune(c.Quote))}, true
}
