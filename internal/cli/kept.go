package cli

import (
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// keptFlags say how files are kept that aren't documents, and how files of roads are read.
type keptFlags struct {
	As      string  `help:"The id of a file of roads, names or patterns, unless by the file's name." placeholder:"ID"`
	Snap    float64 `help:"Join loose ends of a file without nodes within so many metres." placeholder:"METRES"`
	Clip    string  `help:"Cut roads at this box: west,south,east,north; case (its bbox, which is so unless set), or none." placeholder:"BOX"`
	Limits  string  `help:"General speed limits: a country's code, or urban=50,rural=80,trunk=100,motorway=110 (km/h)." placeholder:"CODE"`
	Licence string  `help:"The licence of a file of roads, names or patterns, kept with it." placeholder:"TEXT"`
	Level   string  `help:"How sensitive such a file is." enum:"open,restricted,withheld" default:"open"`
}

// isRoads tells a file of roads by its name.
func isRoads(path string) bool {
	name := strings.ToLower(path)
	for _, f := range formats {
		if slices.ContainsFunc(f.Suffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
			return true
		}
	}
	return false
}

// keptFiles are files of roads, names and patterns: their rows, and where the files lie.
type keptFiles struct {
	rows  []desk.Line
	paths map[string]string // by the row's file
}

// kept makes the rows of files that are kept and aren't documents.
func (c *importCmd) kept(a *app, d *desk.Desk, g given) (keptFiles, error) {
	k := keptFiles{paths: map[string]string{}}
	for _, path := range g.roads {
		l, err := d.NetworkLine(a.ctx, desk.NetworkFile{
			ID: c.As, Path: path, Open: func() (desk.Original, error) { return os.Open(path) },
			SnapM: c.Snap, Clip: c.Clip, Limits: c.Limits, Licence: c.Licence, Level: salient.Sensitivity(c.Level),
		})
		if err := k.add(l, path, err); err != nil {
			return k, err
		}
	}
	files := map[salient.LexiconType][]string{salient.Gazetteer: g.gazetteers, salient.Patterns: g.patterns}
	for _, t := range salient.LexiconTypes {
		for _, path := range files[t] {
			l, err := desk.LexiconLine(desk.LexiconFile{
				ID: c.As, Path: path, Type: t, Open: func() (desk.Original, error) { return os.Open(path) },
				Licence: c.Licence, Level: salient.Sensitivity(c.Level),
			})
			if err := k.add(l, path, err); err != nil {
				return k, err
			}
		}
	}
	return k, nil
}

func (k *keptFiles) add(l desk.Line, path string, err error) error {
	if err == nil {
		k.rows = append(k.rows, l)
		k.paths[l.Row.Get("file")] = path
	}
	return err
}

func (k keptFiles) lines() iter.Seq2[desk.Line, error] {
	return func(yield func(desk.Line, error) bool) {
		for _, l := range k.rows {
			if !yield(l, nil) {
				return
			}
		}
	}
}

// named is the path by which a file was given.
func (k keptFiles) named(file string) string {
	if path, ok := k.paths[file]; ok {
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
