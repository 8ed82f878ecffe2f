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
	Path    []string `arg:"" help:"Casebook folders; references as .json (CSL-JSON), .bib or .ris."`
	DryRun  bool     `help:"Show the difference and write nothing."`
	Replace bool     `help:"Tombstone rows of the case that the casebook lacks."`
	Why     string   `help:"The reason, kept in the ledger." default:""`
	JSON    bool     `name:"json" help:"Print the difference as JSON."`
}

// Run brings all folders in together, as one entry: all of them, or nothing.
func (c *importCmd) Run(a *app) error {
	folders, err := openFolders(c.Path)
	if err != nil {
		return err
	}
	name := strings.Join(c.Path, " ")
	why := c.Why
	if why == "" {
		why = "import of " + filepath.Base(filepath.Clean(c.Path[0]))
	}
	step, done := a.progress("reading " + name)
	defer done()
	return a.with(c.Case, func(d *desk.Desk) error {
		diff, err := d.Import(a.ctx, a.who, folders.lines(), desk.ImportOptions{
			DryRun: c.DryRun, Replace: c.Replace, Why: why, Progress: step, File: folders.open,
		})
		if err != nil {
			return err
		}
		for _, f := range folders {
			for _, w := range f.warnings() {
				a.say("warning: %s", w)
			}
		}
		if err := c.report(a, name, diff); err != nil || diff.Entry == 0 {
			return err
		}
		return a.warm(d)
	})
}

// folder is a casebook's folder, or a file of another format.
type folder struct {
	fsys     fs.FS // nil for a file, which brings no originals
	lines    func() iter.Seq2[desk.Line, error]
	warnings func() []string // complete once lines has ended
}

type folders []folder

func openFolders(paths []string) (folders, error) {
	var out folders
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
		}
		f, err := openFolder(path, info.IsDir())
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func openFolder(path string, isDir bool) (folder, error) {
	if !isDir {
		return openFile(path)
	}
	fsys := os.DirFS(path)
	reader := casebook.NewReader(fsys)
	return folder{fsys, reader.Lines, func() []string { return reader.Warnings }}, nil
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

// copyOriginals writes the files that documents name.
func copyOriginals(a *app, d *desk.Desk, to string, rows casebook.Rows) error {
	for row, err := range rows(salient.KindDocument) {
		if err != nil {
			return err
		}
		if row.Get("file") == "" || row.Get("sha256") == "" {
			continue
		}
		if err := copyOriginal(a, d, to, row); err != nil {
			return fmt.Errorf("document %s: %w", row.ID, err)
		}
	}
	return nil
}

func copyOriginal(a *app, d *desk.Desk, to string, row salient.Row) error {
	f, err := d.Original(a.ctx, row.Get("sha256"))
	if errors.Is(err, salient.ErrNotFound) {
		a.say("warning: document %s: its original isn't held", row.ID)
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return casebook.Copy(to, row.Get("file"), f)
}
