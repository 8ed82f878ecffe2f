package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

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

// readOriginals checks the files that rows name against their SHA-256. It returns the files that
// are to be kept.
func (d *Desk) readOriginals(ctx context.Context, in []Line, o ImportOptions) (keep []newOriginal, problems Problems) {
	for _, l := range in {
		path, want := l.Row.Get("file"), l.Row.Get("sha256")
		if !bringsFile(l.Row.Kind) || path == "" || l.Loose {
			continue
		}
		layer, wrong := d.readLayer(ctx, l, o)
		keep, problems = append(keep, layer...), append(problems, wrong...)
		if held, err := d.Originals.Has(ctx, want); want != "" && err == nil && held {
			continue
		}
		open := func() (Original, error) {
			if o.File == nil {
				return nil, fs.ErrNotExist
			}
			return o.File(path)
		}
		most := int64(MaxOriginal)
		if l.Row.Kind == salient.KindNetwork {
			most = MaxNetwork
		}
		sum, err := sumOf(open, most)
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

// LayerFile is where a casebook keeps a text layer.
func LayerFile(sum string) string { return "layers/" + sum + ".txt" }

// readLayer checks a document's text layer, if it lies in the casebook and isn't held yet.
func (d *Desk) readLayer(ctx context.Context, l Line, o ImportOptions) ([]newOriginal, Problems) {
	want := l.Row.Get("layer_sha256")
	if held, err := d.Originals.Has(ctx, want); want == "" || err != nil || held || o.File == nil {
		return nil, nil
	}
	open := func() (Original, error) { return o.File(LayerFile(want)) }
	sum, err := sumOf(open, MaxOriginal)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil // it can be made anew from the original
	case err != nil:
		return nil, Problems{l.problem("layer_sha256", fmt.Sprintf("layer_sha256: %s: %v", LayerFile(want), err))}
	case sum != want:
		return nil, Problems{l.problem("layer_sha256", fmt.Sprintf("layer_sha256: %q: expected %s, the SHA-256 of %s", shorten(want), sum, LayerFile(want)))}
	}
	return []newOriginal{{sum, open}}, nil
}

func sumOf(open func() (Original, error), most int64) (string, error) {
	f, err := open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, most+1))
	if err == nil && n > most {
		err = fmt.Errorf("larger than %d MiB", most>>20)
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
