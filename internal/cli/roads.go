package cli

import (
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
)

// networkFlags say how files of roads are read.
type networkFlags struct {
	As      string  `help:"The id of the network, unless by the file's name." placeholder:"ID"`
	Snap    float64 `help:"Join loose ends of a file without nodes within so many metres." placeholder:"METRES"`
	Clip    string  `help:"Cut roads at this box: west,south,east,north; case (its bbox, which is so unless set), or none." placeholder:"BOX"`
	Limits  string  `help:"General speed limits: a country's code, or urban=50,rural=80,trunk=100,motorway=110 (km/h)." placeholder:"CODE"`
	Licence string  `help:"The licence of the roads, kept with the network." placeholder:"TEXT"`
	Level   string  `help:"How sensitive the network is." enum:"open,restricted,withheld" default:"open"`
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
