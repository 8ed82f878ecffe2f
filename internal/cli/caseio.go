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
	Case    string   `arg:"" help:"The case's folder."`
	Path    []string `arg:"" help:"Casebook folders, and files of roads: .osm.pbf .osm .geojson .gpkg."`
	DryRun  bool     `help:"Show the difference and write nothing."`
	Replace bool     `help:"Tombstone rows of the case that the input lacks, in the kinds that it has: a file of roads takes the place of all networks."`
	networkFlags
	Why  string `help:"The reason, kept in the ledger." default:""`
	JSON bool   `name:"json" help:"Print the difference as JSON."`
}

// networkFlags say how files of roads are read.
type networkFlags struct {
	As      string  `help:"The id of the network, unless by the file's name." placeholder:"ID"`
	Snap    float64 `help:"Join loose ends of a file without nodes within so many metres." placeholder:"METRES"`
	Clip    string  `help:"Cut roads at this box: west,south,east,north; case (its bbox, which is so unless set), or none." placeholder:"BOX"`
	Limits  string  `help:"General speed limits: a country's code, or urban=50,rural=80,trunk=100,motorway=110 (km/h)." placeholder:"CODE"`
	Licence string  `help:"The licence of the roads, kept with the network." placeholder:"TEXT"`
	Level   string  `help:"How sensitive the network is." enum:"open,restricted,withheld" default:"open"`
}

// Run brings all folders and files in together, as one entry: all of them, or nothing.
func (c *importCmd) Run(a *app) error {
	folders, files, err := openPaths(c.Path)
	if err != nil {
		return err
	}
	if c.Snap < 0 || c.As != "" && len(files) != 1 {
		return fmt.Errorf("--snap takes metres, --as goes with one file of roads: %w", salient.ErrUsage)
	}
	name := strings.Join(c.Path, " ")
	why := c.Why
	if why == "" {
		why = "import of " + filepath.Base(filepath.Clean(c.Path[0]))
	}
	step, done := a.progress("reading " + name)
	defer done()
	return a.with(c.Case, func(d *desk.Desk) error {
		networks, err := c.networks(a, d, files)
		if err != nil {
			return err
		}
		diff, err := d.Import(a.ctx, a.who, all(networks.lines(), folders.lines()), desk.ImportOptions{
			DryRun: c.DryRun, Replace: c.Replace, Why: why, Progress: step, Survey: len(files) > 0,
			File: func(name string) (desk.Original, error) {
				if path, ok := networks.paths[name]; ok {
					return os.Open(path)
				}
				return folders.open(name)
			},
			Named: networks.named,
		})
		if err != nil {
			return err
		}
		for _, f := range folders {
			for _, w := range f.reader.Warnings {
				a.say("warning: %s", w)
			}
		}
		if err := c.report(a, name, diff); err != nil || diff.Entry == 0 {
			return err
		}
		return a.warm(d)
	})
}

// folder is a casebook's folder.
type folder struct {
	fsys   fs.FS
	reader *casebook.Reader
}

type folders []folder

// openPaths parts casebooks' folders from files.
func openPaths(paths []string) (out folders, files []string, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		fsys := os.DirFS(path)
		out = append(out, folder{fsys, casebook.NewReader(fsys)})
	}
	return out, files, nil
}

// networks are files of roads: their rows, and where the files lie.
type networks struct {
	rows  []desk.Line
	paths map[string]string // by the row's file
}

func (c *importCmd) networks(a *app, d *desk.Desk, files []string) (networks, error) {
	n := networks{paths: map[string]string{}}
	for _, path := range files {
		l, err := d.NetworkLine(a.ctx, desk.NetworkFile{
			ID: c.As, Path: path, Open: func() (desk.Original, error) { return os.Open(path) },
			SnapM: c.Snap, Clip: c.Clip, Limits: c.Limits, Licence: c.Licence, Level: salient.Sensitivity(c.Level),
		})
		if err != nil {
			return n, err
		}
		n.rows = append(n.rows, l)
		n.paths[l.Row.Get("file")] = path
	}
	return n, nil
}

func (n networks) lines() iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		for _, l := range n.rows {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// named is the path by which a network's file was given.
func (n networks) named(file string) string {
	if path, ok := n.paths[file]; ok {
		return path
	}
	return file
}

// all yields the lines of several inputs.
func all(inputs ...iter.Seq2[desk.Line, error]) iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		for _, in := range inputs {
			for l, err := range in {
				if !yield(l, err) {
					return
				}
			}
		}
	}
}

// lines yields the lines of all folders. How files are laid out is remembered of the first
// folder that has them.
func (fs folders) lines() iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		laid := map[string]bool{}
		for _, f := range fs {
			for l, err := range f.reader.Lines() {
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

// copyOriginals writes the files that documents and networks name.
func copyOriginals(a *app, d *desk.Desk, to string, rows casebook.Rows) error {
	for _, k := range []salient.Kind{salient.KindNetwork, salient.KindDocument} {
		for row, err := range rows(k) {
			if err != nil {
				return err
			}
			if row.Get("file") == "" || row.Get("sha256") == "" {
				continue
			}
			if err := copyOriginal(a, d, to, row); err != nil {
				return fmt.Errorf("%s %s: %w", k, row.ID, err)
			}
		}
	}
	return nil
}

func copyOriginal(a *app, d *desk.Desk, to string, row salient.Row) error {
	f, err := d.Original(a.ctx, row.Get("sha256"))
	if errors.Is(err, salient.ErrNotFound) {
		a.say("warning: %s %s: its original isn't held", row.Kind, row.ID)
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return casebook.Copy(to, row.Get("file"), f)
}
