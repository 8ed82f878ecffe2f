package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

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
	Path    []string `arg:"" help:"Casebook folders."`
	DryRun  bool     `help:"Show the difference and write nothing."`
	Replace bool     `help:"Tombstone rows of the case that the casebook lacks."`
	Why     string   `help:"The reason, kept in the ledger." default:""`
	JSON    bool     `name:"json" help:"Print the difference as JSON."`
}

func (c *importCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		for _, path := range c.Path {
			diff, err := c.one(a, d, path)
			if err != nil {
				return err
			}
			if err := c.report(a, path, diff); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *importCmd) one(a *app, d *desk.Desk, path string) (desk.Diff, error) {
	info, err := os.Stat(path)
	if err != nil {
		return desk.Diff{}, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	if !info.IsDir() {
		return desk.Diff{}, fmt.Errorf("%s: expected a casebook's folder: %w", path, salient.ErrInvalid)
	}
	fsys := os.DirFS(path)
	in := casebook.NewReader(fsys)
	step, done := a.progress("reading " + path)
	defer done()
	why := c.Why
	if why == "" {
		why = "import of " + filepath.Base(filepath.Clean(path))
	}
	diff, err := d.Import(a.ctx, a.who, in.Lines(), desk.ImportOptions{
		DryRun: c.DryRun, Replace: c.Replace, Why: why, Progress: step,
		File: func(name string) (desk.Original, error) { return openIn(fsys, name) },
	})
	if err == nil {
		for _, w := range in.Warnings {
			a.say("warning: %s", w)
		}
	}
	return diff, err
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
