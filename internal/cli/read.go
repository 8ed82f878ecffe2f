package cli

import (
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
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/when"
)

type readCmd struct {
	File      []string `arg:"" help:"Documents: plain text or Markdown, UTF-8."`
	Case      string   `help:"Read with this case's places, actors and what was learned from its decisions." placeholder:"CASE"`
	Gazetteer []string `help:"Names of places beside those that ship: GeoNames, CSV, GeoJSON, OpenStreetMap XML. May be given several times." placeholder:"FILE" sep:"none"`
	Rules     []string `help:"Pattern files beside those that ship (docs/reading.md). May be given several times." placeholder:"FILE" sep:"none"`
	Published string   `help:"The day on which the documents were published, as EDTF; dates are read against it." placeholder:"DATE"`
	JSON      bool     `name:"json" help:"Print JSON Lines, one document a line (shape: docs/json.md)."`
}

// Run reads all files before it prints: if one can't be read, nothing is printed.
func (c *readCmd) Run(a *app) error {
	published, err := c.published()
	if err != nil {
		return err
	}
	texts, err := textsOf(c.File)
	if err != nil {
		return err
	}
	reader, err := c.reader(a)
	if err != nil {
		return err
	}
	return a.out(func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for i, text := range texts {
			result := reader.Read(text, published)
			if !c.JSON {
				read.Print(w, c.File[i], result)
			} else if err := enc.Encode(result); err != nil {
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

// reader puts together what the reading knows.
func (c *readCmd) reader(a *app) (*read.Reader, error) {
	gazetteers, err := c.gazetteers(a)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(c.Rules)
	if err != nil {
		return nil, err
	}
	o := read.Options{Places: gazetteer.NewSet(nil, gazetteers)}
	if c.Case != "" {
		err := a.with(c.Case, func(d *desk.Desk) error {
			v, err := d.View(a.ctx, desk.Cut{})
			if err != nil {
				return err
			}
			o = read.OfCase(v.All, gazetteers)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	o.Rules = rules
	return read.New(o)
}

// gazetteers are the user's files together, then the one inside the program. Indexes are kept
// in SALIENT_CACHE, else in the user's cache folder.
func (c *readCmd) gazetteers(a *app) ([]*gazetteer.Gazetteer, error) {
	cache := a.Getenv("SALIENT_CACHE")
	if dir, err := os.UserCacheDir(); cache == "" && err == nil {
		cache = filepath.Join(dir, "salient")
	}
	world, err := gazetteer.World(cache)
	if err != nil || len(c.Gazetteer) == 0 {
		return []*gazetteer.Gazetteer{world}, err
	}
	given, err := gazetteer.Open(c.Gazetteer, cache)
	return []*gazetteer.Gazetteer{given, world}, err
}

func rulesOf(files []string) ([]read.Rules, error) {
	var out []read.Rules
	for _, name := range files {
		text, err := textOf(name)
		if err != nil {
			return nil, err
		}
		out = append(out, read.Rules{File: name, Text: text})
	}
	return out, nil
}

func textsOf(files []string) ([]string, error) {
	var out []string
	var errs []error
	for _, name := range files {
		text, err := textOf(name)
		out, errs = append(out, text), append(errs, err)
	}
	return out, errors.Join(errs...)
}

// maxText is the longest document that is read, in bytes.
const maxText = 64 << 20

// textOf gives a file's text layer: that of plain text and Markdown is the file itself.
func textOf(name string) (string, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s: %w", name, salient.ErrNotFound)
	case err != nil:
		return "", err
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder; expected a document: %w", name, salient.ErrInvalid)
	case info.Size() > maxText:
		return "", fmt.Errorf("%s is longer than %d MiB: %w", name, maxText>>20, salient.ErrInvalid)
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
