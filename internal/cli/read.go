package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/when"
)

type readCmd struct {
	File      []string `arg:"" help:"Documents: text, Markdown, HTML, PDF, DOCX, e-mail, web archives, or archives of them."`
	Case      string   `help:"Read with this case's places, actors and what was learned from its decisions." placeholder:"CASE"`
	Gazetteer []string `help:"Names of places beside those that ship: GeoNames, CSV, GeoJSON, OpenStreetMap XML. May be given several times." placeholder:"FILE" sep:"none"`
	Rules     []string `help:"Pattern files beside those that ship (docs/reading.md). May be given several times." placeholder:"FILE" sep:"none"`
	Published string   `help:"The day on which the documents were published, as EDTF; dates are read against it. Without it, what a file says of itself." placeholder:"DATE"`
	modelFlags
	JSON bool `name:"json" help:"Print JSON Lines, one document a line (shape: docs/json.md)."`
}

// Run reads all files before it prints: if one can't be read, nothing is printed.
func (c *readCmd) Run(a *app) error {
	published, err := c.published()
	if err != nil {
		return err
	}
	layers, err := layersOf(a.ctx, c.File)
	if err != nil {
		return err
	}
	for i := range layers {
		layers[i].published = cmp.Or(published, layers[i].published)
	}
	reader, known, err := c.reader(a)
	if err != nil {
		return err
	}
	if c.Model {
		results, err := c.ask(a, reader, known, layers)
		if err != nil {
			return err
		}
		return c.print(a, layers, known, func(i int) read.Result { return results[i] })
	}
	return c.print(a, layers, known, func(i int) read.Result { return reader.Read(layers[i].text, layers[i].published) })
}

func (c *readCmd) print(a *app, layers []layer, known *knowledge, result func(i int) read.Result) error {
	return a.out(func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for i, l := range layers {
			r := result(i)
			r.Scoring = known.scoring
			if !c.JSON {
				read.Print(w, l.name, r)
			} else if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// published is the last possible day of --published, nil if it wasn't given.
func (c *readCmd) published() (*when.Day, error) {
	if c.Published == "" {
		return nil, nil
	}
	d, err := when.Parse(c.Published)
	if err != nil {
		return nil, fmt.Errorf("--published: %w: %w", err, salient.ErrUsage)
	}
	day, ok := d.Latest(when.Widening{})
	if !ok {
		return nil, fmt.Errorf("--published %s: expected a date that ends: %w", c.Published, salient.ErrUsage)
	}
	return &day, nil
}

// knowledge is what a case brings to the reading of documents; without one it is empty.
type knowledge struct {
	of      *salient.Case
	scoring *read.Scoring // nil: no case was asked
}

// reader puts together what the reading knows.
func (c *readCmd) reader(a *app) (r *read.Reader, known *knowledge, err error) {
	gazetteers, err := a.gazetteers(c.Gazetteer)
	if err != nil {
		return nil, nil, err
	}
	rules, err := rulesOf(c.Rules)
	if err != nil {
		return nil, nil, err
	}
	known = &knowledge{of: &salient.Case{}}
	o := read.Options{Places: gazetteer.NewSet(nil, gazetteers)}
	if c.Case != "" {
		if known, o, err = c.learned(a, gazetteers); err != nil {
			return nil, nil, err
		}
	}
	o.Rules = append(rules, o.Rules...)
	r, err = read.New(o)
	return r, known, err
}

// learned asks the case for its places and actors, and for what its decisions taught, which is
// what the page Review scores by.
func (c *readCmd) learned(a *app, gazetteers []*gazetteer.Gazetteer) (known *knowledge, o read.Options, err error) {
	err = a.with(c.Case, func(d *desk.Desk) error {
		d.Gazetteers = func() ([]*gazetteer.Gazetteer, error) { return gazetteers, nil }
		v, err := d.View(a.ctx, desk.Cut{})
		if err != nil {
			return err
		}
		ranking, err := d.Ranking(a.ctx, v)
		if err != nil {
			return err
		}
		scoring := ranking.Scoring()
		known = &knowledge{v.All, &scoring}
		o, err = d.ReadWith(a.ctx, v.All)
		o.Rank = ranking.Model()
		return err
	})
	return known, o, err
}

// gazetteers are the user's files together, then the one inside the program. Indexes are kept
// in SALIENT_CACHE, else in the user's cache folder.
func (a *app) gazetteers(files []string) ([]*gazetteer.Gazetteer, error) {
	cache := a.Getenv("SALIENT_CACHE")
	if dir, err := os.UserCacheDir(); cache == "" && err == nil {
		cache = filepath.Join(dir, "salient")
	}
	world, err := gazetteer.World(cache)
	if err != nil || len(files) == 0 {
		return []*gazetteer.Gazetteer{world}, err
	}
	given, err := gazetteer.Open(files, cache)
	return []*gazetteer.Gazetteer{given, world}, err
}

func rulesOf(files []string) ([]read.Rules, error) {
	var out []read.Rules
	for _, name := range files {
		text, err := plainText(name)
		if err != nil {
			return nil, err
		}
		out = append(out, read.Rules{File: name, Text: text})
	}
	return out, nil
}

// layer is one document's text, and the last day on which it may have been published by what
// it says itself; nil if it says none, or isn't sure. sums are the SHA-256 of its original, of
// the file that held it, and of the text.
type layer struct {
	name, text string
	published  *when.Day
	sums       []string
}

// layersOf decodes files; what is wrong with any of them comes back together.
func layersOf(ctx context.Context, files []string) ([]layer, error) {
	var out []layer
	var errs []error
	for _, name := range files {
		layers, err := layersIn(ctx, name)
		out, errs = append(out, layers...), append(errs, err)
	}
	return out, errors.Join(errs...)
}

// layersIn gives the text layers in a file: its own and those of what is attached to it, or
// those of an archive's documents. A file without any is salient.ErrInvalid and says why.
func layersIn(ctx context.Context, name string) ([]layer, error) {
	if err := isFile(name); err != nil {
		return nil, err
	}
	blob, closer, err := fileAt(name).Open()
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	whole, err := sumOf(blob)
	if err != nil {
		return nil, err
	}
	var out []layer
	noText := ""
	reader := documentReader()
	err = reader.Read(ctx, blob, func(it ingest.Item) error {
		if it.Layer == nil {
			noText = it.NoText
			return nil
		}
		sum, err := sumOf(it.Blob)
		out = append(out, layer{it.Blob.Name, it.Layer.Text, sure(it.Meta.Published), []string{whole, sum, it.Layer.SHA256()}})
		return err
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s: no text layer: %s: %w", name, noText, salient.ErrInvalid)
	}
	return out, err
}

// sumOf is the SHA-256 of a file, in hex.
func sumOf(b ingest.Blob) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, io.NewSectionReader(b, 0, b.Size))
	return hex.EncodeToString(h.Sum(nil)), err
}

// sure is the last day of a date that a file gives without a question mark, nil otherwise.
func sure(edtf string) *when.Day {
	d, err := when.Parse(edtf)
	if err != nil || d.IsZero() || strings.Contains(edtf, "?") {
		return nil
	}
	day, ok := d.Latest(when.Widening{})
	if !ok {
		return nil
	}
	return &day
}

// isFile reports what is wrong with a path that isn't a file's.
func isFile(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", name, salient.ErrNotFound)
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; expected a file: %w", name, salient.ErrInvalid)
	case err == nil && info.Size() > desk.MaxOriginal:
		return fmt.Errorf("%s is longer than %d MiB: %w", name, desk.MaxOriginal>>20, salient.ErrInvalid)
	}
	return err
}

// plainText reads a file of ours, which has to be UTF-8.
func plainText(name string) (string, error) {
	if err := isFile(name); err != nil {
		return "", err
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	if i := firstInvalid(b); i >= 0 {
		line := strings.Count(string(b[:i]), "\n")
		return "", fmt.Errorf("%s:%d:%d: expected text in UTF-8: %w", name, line+1, i-strings.LastIndex(string(b[:i]), "\n"), salient.ErrInvalid)
	}
	return strings.TrimPrefix(string(b), "\ufeff"), nil
}

// firstInvalid is the first byte that is no UTF-8 or is NUL, -1 if there is none.
func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || r == 0 {
			return i
		}
		i += n
	}
	return -1
}
