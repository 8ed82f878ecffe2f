package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/exchange/holdings"
	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/internal/ingest/sheet"
	"github.com/salient-osint/salient/internal/network/geojson"
	"github.com/salient-osint/salient/internal/network/geopackage"
	"github.com/salient-osint/salient/internal/network/osm"
	"github.com/salient-osint/salient/internal/original/dir"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

// app is what commands run in.
type app struct {
	Env
	ctx context.Context
	who string
}

// open opens a case. Close the desk when done.
func (a *app) open(path string) (*desk.Desk, error) {
	now, err := clock(a.Env)
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(path, sqlite.Options{Clock: now})
	if err != nil {
		return nil, err
	}
	originals, err := dir.Open(filepath.Join(path, "originals"), dir.Options{})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	d := desk.New(db, originals, now)
	d.Formats, d.Ingest, d.Tables = formats, documentReader(), sheet.Read
	d.Gazetteers = a.places(nil)
	return d, nil
}

// places opens gazetteers when they are first needed.
func (a *app) places(files []string) desk.Gazetteers {
	return sync.OnceValues(func() ([]*gazetteer.Gazetteer, error) { return a.gazetteers(files) })
}

// formats are the readers of networks, by salient.Network.Format.
var formats = map[string]desk.Format{
	"osm-pbf": {Version: osm.PBFVersion, Suffixes: []string{".osm.pbf", ".pbf"}, Read: osm.PBF},
	"osm-xml": {Version: osm.XMLVersion, Suffixes: []string{".osm", ".osm.xml"}, Read: osm.XML},
	"geojson": {Version: geojson.Version, Suffixes: []string{".geojson"}, Read: geojson.Read},
	"gpkg":    {Version: geopackage.Version, Suffixes: []string{".gpkg"}, Read: geopackage.Read},
}

// with runs fn on a case.
func (a *app) with(path string, fn func(*desk.Desk) error) (err error) {
	d, err := a.open(path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := d.Close(); err == nil {
			err = cerr
		}
	}()
	return fn(d)
}

// say prints a message for people.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.Stderr, format+"\n", args...) }

// out buffers standard output; fn's error or a failing write is returned.
func (a *app) out(fn func(w io.Writer) error) error {
	w := bufio.NewWriterSize(a.Stdout, 1<<16)
	if err := fn(w); err != nil {
		return err
	}
	return w.Flush()
}

// progress shows a counter on a terminal and nothing in a pipe; done clears it.
func (a *app) progress(what string) (step func(n int), done func()) {
	f, ok := a.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(n int) { _ = bar.Set(n) }, func() { _ = bar.Finish() }
}

// holdingsFlag takes holdings made elsewhere.
type holdingsFlag struct {
	Holdings string `help:"Take holdings from this CSV (place,from,to,side) instead of the computed ones." placeholder:"FILE"`
}

func (f holdingsFlag) on(v *desk.View) (*desk.View, error) {
	if f.Holdings == "" {
		return v, nil
	}
	file, err := os.Open(f.Holdings)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	defer file.Close()
	given, err := holdings.Parse(file, f.Holdings)
	if err != nil {
		return nil, err
	}
	ground, err := given.Ground(v.Case)
	if err != nil {
		return nil, err
	}
	return v.With(ground), nil
}
