package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/network"
	"github.com/salient-osint/salient/internal/read"
)

// Lexicons aren't claims. The ledger has one row for each: which original, by its SHA-256, what
// it tells of, and what read it. The index of gazetteers is kept in the cache and made again from
// the originals when the cache lacks it; patterns are read each time.

// LexiconFile is a file that is to come in as a lexicon.
type LexiconFile struct {
	ID      string // "": by its name
	Path    string
	Type    salient.LexiconType
	Open    func() (Original, error)
	Licence string
	Level   salient.Sensitivity
}

// readers name what reads a type of lexicon, with its version.
var readers = map[salient.LexiconType]string{salient.Gazetteer: gazetteer.Version, salient.Patterns: read.RulesVersion}

// LexiconLine is the row of a lexicon's file.
func LexiconLine(f LexiconFile) (Line, error) {
	stem, suffix, _ := strings.Cut(strings.ToLower(path.Base(f.Path)), ".")
	id := f.ID
	if id == "" {
		id = network.Slug(stem)
	}
	if !salient.ValidID(id) {
		return Line{}, fmt.Errorf("%q: expected a lexicon's id, like syria-names; give one with --as: %w", id, salient.ErrUsage)
	}
	sum, err := sumOf(f.Open, MaxOriginal)
	if errors.Is(err, fs.ErrNotExist) {
		return Line{}, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	if err != nil {
		return Line{}, fmt.Errorf("%s: %w", f.Path, err)
	}
	return Line{File: f.Path, Row: salient.NewRow(salient.KindLexicon, id, map[string]string{
		"name": path.Base(f.Path), "type": string(f.Type), "reader": readers[f.Type], "file": "lexicons/" + id + "." + suffix, "sha256": sum,
		"licence": f.Licence, "sensitivity": string(f.Level),
	})}, nil
}

// LexiconReport tells what a lexicon that came in holds.
type LexiconReport struct {
	Lexicon salient.LexiconID   `json:"lexicon"`
	Type    salient.LexiconType `json:"type"`
	Places  int                 `json:"places,omitempty"`
	Names   int                 `json:"names,omitempty"` // of these places, or of places of other files
	Rules   int                 `json:"rules,omitempty"`
	Words   int                 `json:"words,omitempty"` // for lists that patterns use
}

// readLexicons reads the lexicons that come in, so that none is kept that documents can't be read
// with. Those whose originals are held were read before.
func (d *Desk) readLexicons(ctx context.Context, in []Line, o ImportOptions) (reports []LexiconReport, problems Problems, err error) {
	for _, l := range in {
		if l.Row.Kind != salient.KindLexicon {
			continue
		}
		x, err := l.Row.Lexicon()
		if err != nil {
			continue // its cells are told of elsewhere
		}
		if held, err := d.Originals.Has(ctx, x.SHA256); err == nil && held && !o.Survey {
			continue
		}
		body, err := wholeOf(d.fileOf(ctx, l, o))
		if err != nil {
			continue // it isn't there: told of elsewhere
		}
		report, err := lexiconReport(&x, body)
		for _, e := range unjoin(err) {
			problems = append(problems, l.faulty(o, e))
		}
		reports = append(reports, report)
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
	}
	return reports, problems, nil
}

func lexiconReport(x *salient.Lexicon, body []byte) (r LexiconReport, err error) {
	r.Lexicon, r.Type = x.ID, x.Type
	if x.Type == salient.Patterns {
		r.Rules, r.Words, err = rulesIn(x, body).Count()
		return r, err
	}
	r.Places, r.Names, err = gazetteer.Count(gazetteer.File{Name: x.File, Body: body})
	return r, err
}

func rulesIn(x *salient.Lexicon, body []byte) read.Rules {
	return read.Rules{File: path.Base(x.File), Text: strings.ToValidUTF8(string(body), "\ufffd")}
}

func wholeOf(open func() (Original, error)) ([]byte, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxOriginal+1))
	if err == nil && len(b) > MaxOriginal {
		err = fmt.Errorf("larger than %d MiB", MaxOriginal>>20)
	}
	return b, errors.Join(err, f.Close())
}

// ReadWith is what the documents of a case are read with: its places, actors and sides, its
// lexicons, then the gazetteers of the desk.
func (d *Desk) ReadWith(ctx context.Context, c *salient.Case) (read.Options, error) {
	open, err := d.gazetteerOf(ctx, c, true)
	if err != nil {
		return read.Options{}, err
	}
	closed, err := d.gazetteerOf(ctx, c, false)
	if err != nil {
		return read.Options{}, err
	}
	list := slices.Concat(open, closed)
	if d.Gazetteers != nil {
		others, err := d.Gazetteers()
		if err != nil {
			return read.Options{}, err
		}
		list = append(list, others...)
	}
	o := read.OfCase(c, list)
	o.Closed = closed
	o.Rules, err = d.rulesOf(ctx, c)
	return o, err
}

// gazetteerOf makes one gazetteer of a case's files of names that are open, or of those that aren't;
// none if there are no such files. The first by id counts most.
func (d *Desk) gazetteerOf(ctx context.Context, c *salient.Case, open bool) ([]*gazetteer.Gazetteer, error) {
	var of []*salient.Lexicon
	key := gazetteer.Version
	for i := range c.Lexicons {
		if x := &c.Lexicons[i]; x.Type == salient.Gazetteer && x.Sensitivity.Within(salient.Open) == open {
			of, key = append(of, x), key+" "+x.SHA256
		}
	}
	if len(of) == 0 {
		return nil, nil
	}
	if b, ok := d.DB.Cached(ctx, key); ok {
		if g, err := gazetteer.Unpack(b); err == nil {
			return []*gazetteer.Gazetteer{g}, nil
		}
	}
	files := make([]gazetteer.File, len(of))
	for i, x := range of {
		body, err := d.lexicon(ctx, x)
		if err != nil {
			return nil, err
		}
		files[i] = gazetteer.File{Name: path.Base(x.File), Body: body}
	}
	g, err := gazetteer.Read(files...)
	if err != nil {
		return nil, err
	}
	d.DB.PutCache(ctx, key, g.Pack())
	return []*gazetteer.Gazetteer{g}, nil
}

func (d *Desk) rulesOf(ctx context.Context, c *salient.Case) (out []read.Rules, err error) {
	for i := range c.Lexicons {
		if x := &c.Lexicons[i]; x.Type == salient.Patterns {
			body, err := d.lexicon(ctx, x)
			if err != nil {
				return nil, err
			}
			out = append(out, rulesIn(x, body))
		}
	}
	return out, nil
}

// holds fails unless an original is there: without one of a lexicon no document could be read.
func (d *Desk) holds(ctx context.Context, sum string) error {
	held, err := d.Originals.Has(ctx, sum)
	if err == nil && !held {
		err = Problems{{File: "form", What: fmt.Sprintf("sha256: %q: no original here has it; import the file", shorten(sum))}}
	}
	return err
}

// lexicon is a lexicon's original.
func (d *Desk) lexicon(ctx context.Context, x *salient.Lexicon) ([]byte, error) {
	b, err := wholeOf(func() (Original, error) { return d.Originals.Open(ctx, x.SHA256) })
	if err != nil {
		return nil, fmt.Errorf("lexicon %s, without which the case's documents aren't read: %w", x.ID, err)
	}
	return b, nil
}
