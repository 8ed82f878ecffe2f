package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

type initCmd struct {
	Case string `arg:"" help:"The folder to make."`
}

func (c *initCmd) Run(a *app) error {
	now, err := clock(a.Env)
	if err != nil {
		return err
	}
	db, err := sqlite.Create(c.Case, sqlite.Options{Clock: now})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	a.say("Made an empty case in %s.", c.Case)
	return nil
}

type importCmd struct {
	Case      string   `arg:"" help:"The case's folder."`
	Path      []string `arg:"" optional:"" help:"Casebook folders; documents, tables, archives or folders of them; references as .json (CSL-JSON), .bib or .ris; files of roads: .osm.pbf .osm .geojson .gpkg; patterns that documents are read with: .rules."`
	List      string   `help:"A file with more paths, one a line." placeholder:"FILE"`
	Source    string   `help:"The source of all documents; without it each says for itself." placeholder:"ID"`
	SkipBad   bool     `help:"Leave out documents that can't be read and faulty rows of tables, with a warning, instead of refusing all."`
	Mapping   string   `help:"What the columns of tables (.csv .tsv .xlsx) mean, as salient table writes it; kept for the next file with these columns." placeholder:"FILE"`
	Gazetteer []string `help:"Names of places that the case's documents are read with, kept with it: GeoNames, CSV, GeoJSON, OpenStreetMap XML. May be given several times." placeholder:"FILE" sep:"none"`
	DryRun    bool     `help:"Show the difference and write nothing."`
	Replace   bool     `help:"Tombstone rows of the case that the input lacks, in the kinds that it has: a file of roads takes the place of all networks, one of names or patterns that of all of these."`
	keptFlags
	Why  string `help:"The reason, kept in the ledger." default:""`
	JSON bool   `name:"json" help:"Print the difference as JSON."`
}

// Run brings everything in together, as one entry: all of it, or nothing.
func (c *importCmd) Run(a *app) error {
	paths, err := c.paths()
	if err != nil {
		return err
	}
	g, err := sortOut(paths)
	if err != nil {
		return err
	}
	g.gazetteers = c.Gazetteer
	if c.Snap < 0 || c.As != "" && len(g.roads)+len(g.gazetteers)+len(g.patterns) != 1 {
		return fmt.Errorf("--snap takes metres, --as goes with one file of roads, names or patterns: %w", salient.ErrUsage)
	}
	paths = append(paths, c.Gazetteer...)
	name := strings.Join(paths, " ")
	if len(paths) > 3 {
		name = fmt.Sprintf("%s and %d more", paths[0], len(paths)-1)
	}
	why := c.Why
	if why == "" {
		why = "import of " + filepath.Base(filepath.Clean(paths[0]))
	}
	step, done := a.progress("reading " + name)
	defer done()
	mapping, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	return a.with(c.Case, func(d *desk.Desk) error {
		kept, err := c.kept(a, d, g)
		if err != nil {
			return err
		}
		diff, err := d.Import(a.ctx, a.who, all(kept.lines(), g.casebooks.lines()), desk.ImportOptions{
			DryRun: c.DryRun, Replace: c.Replace, Why: why, Progress: step, Survey: len(kept.rows) > 0, Named: kept.named,
			Files: g.documents, Source: salient.SourceID(c.Source), KeepGoing: c.SkipBad, Mapping: mapping,
			File: func(name string) (desk.Original, error) {
				if path, ok := kept.paths[name]; ok {
					return os.Open(path)
				}
				return g.casebooks.open(name)
			},
		})
		if err != nil {
			return err
		}
		for _, f := range g.casebooks {
			for _, w := range f.warnings() {
				a.say("warning: %s", w)
			}
		}
		if err := c.report(a, name, diff); err != nil || diff.Entry == 0 || len(g.casebooks) == 0 {
			return err
		}
		return a.warm(d)
	})
}

// paths are those on the command line and those in the list.
func (c *importCmd) paths() ([]string, error) {
	paths := c.Path
	if c.List != "" {
		more, err := listed(c.List)
		if err != nil {
			return nil, err
		}
		paths = append(paths, more...)
	}
	if len(paths)+len(c.Gazetteer) == 0 {
		return nil, fmt.Errorf("nothing to import: expected a casebook's folder, documents, --gazetteer or --list: %w", salient.ErrUsage)
	}
	return paths, nil
}

// folder is a casebook's folder, or a file of another format.
type folder struct {
	fsys     fs.FS // nil for a file, which brings no originals
	lines    func() iter.Seq2[desk.Line, error]
	warnings func() []string // complete once lines has ended
}

type folders []folder

// openFolder opens a casebook's folder.
func openFolder(path string) folder {
	fsys := os.DirFS(path)
	reader := casebook.NewReader(fsys)
	return folder{fsys, reader.Lines, func() []string { return reader.Warnings }}
}

// lines yields the lines of all folders. How files are laid out is remembered of the first
// folder that has them.
func (fs folders) lines() iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		laid := map[string]bool{}
		for _, f := range fs {
			for l, err := range f.lines() {
				if err == nil && l.Row.Kind == salient.KindFile {
					if laid[l.Row.ID] {
						continue
					}
					laid[l.Row.ID] = true
				}
				if !yield(l, err) {
					return
				}
			}
		}
	}
}

// open opens an original in the first folder that has it.
func (fs folders) open(name string) (desk.Original, error) {
	for _, f := range fs {
		o, err := openIn(f.fsys, name)
		if err == nil || !errors.Is(err, os.ErrNotExist) {
			return o, err
		}
	}
	return nil, os.ErrNotExist
}

func openIn(fsys fs.FS, name string) (desk.Original, error) {
	if fsys == nil {
		return nil, os.ErrNotExist
	}
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("path %q leaves the casebook", name)
	}
	return fsys.Open(name)
}

func (c *importCmd) report(a *app, path string, diff desk.Diff) error {
	a.warn(diff.Warnings)
	if c.JSON {
		return a.out(func(w io.Writer) error { return serve.JSON(w, diff) })
	}
	return a.out(func(w io.Writer) error { return serve.DiffText(w, path, diff, c.DryRun) })
}

// warn prints each kind of warning where it stands first, and how often it comes again.
func (a *app) warn(warnings []desk.Problem) {
	again := map[string]int{}
	for _, w := range warnings {
		again[w.File+w.What]++
	}
	for _, w := range warnings {
		switch n := again[w.File+w.What]; {
		case n == 1:
			a.say("warning: %v", w)
		case n > 1:
			a.say("warning: %v (and %d more like it)", w, n-1)
		}
		delete(again, w.File+w.What)
	}
}

type exportCmd struct {
	Case  string `arg:"" help:"The case's folder."`
	Dir   string `arg:"" help:"A new or empty folder."`
	Level string `help:"The most sensitive rows to write." enum:"open,restricted,withheld" default:"open"`
}

func (c *exportCmd) Run(a *app) error {
	if err := mustBeEmpty(c.Dir); err != nil {
		return err
	}
	return a.with(c.Case, func(d *desk.Desk) error {
		return d.Export(a.ctx, salient.Sensitivity(c.Level), func(rows func(salient.Kind) iter.Seq2[salient.Row, error]) error {
			if err := casebook.Write(c.Dir, rows); err != nil {
				return err
			}
			return copyOriginals(a, d, c.Dir, rows)
		})
	})
}

func mustBeEmpty(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s isn't empty: %w", path, salient.ErrUsage)
	}
	return err
}

// copyOriginals writes the files that networks and documents name, and documents' text layers.
func copyOriginals(a *app, d *desk.Desk, to string, rows casebook.Rows) error {
	for _, k := range []salient.Kind{salient.KindNetwork, salient.KindLexicon, salient.KindDocument} {
		for row, err := range rows(k) {
			if err != nil {
				return err
			}
			for _, part := range []struct{ what, sum, file string }{
				{"original", row.Get("sha256"), row.Get("file")},
				{"text layer", row.Get("layer_sha256"), desk.LayerFile(row.Get("layer_sha256"))},
			} {
				if part.sum == "" || part.file == "" {
					continue
				}
				if err := copyOriginal(a, d, to, part.sum, part.file, fmt.Sprintf("%s %s: its %s", k, row.ID, part.what)); err != nil {
					return fmt.Errorf("%s %s: %w", k, row.ID, err)
				}
			}
		}
	}
	return nil
}

func copyOriginal(a *app, d *desk.Desk, to, sum, file, what string) error {
	f, err := d.Original(a.ctx, sum)
	if errors.Is(err, salient.ErrNotFound) {
		a.say("warning: %s isn't held", what)
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return casebook.Copy(to, file, f)
}
