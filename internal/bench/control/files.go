package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/exchange/casebook"
	"github.com/salient-osint/salient/internal/war"
)

// controlBench measures the set of claims named control-bench, where it lies beside the
// repository.
func (o options) controlBench(p *printer, file *csvFile) error {
	const name = "control-bench"
	if !o.only.MatchString(name) || o.unseen != 0 {
		return nil
	}
	dir, ok := findShared(filepath.Join("data", name))
	if !ok {
		fmt.Fprintln(p.out, "control-bench is left out: there is no folder shared/data/control-bench beside the repository (SALIENT_SHARED names another place).")
		return nil
	}
	c, truth, err := readBench(dir)
	if err != nil {
		return err
	}
	bouts := []bout{fight(name, 0, c, truth, true)}
	p.row(bouts)
	file.add(bouts)
	return nil
}

// findShared finds a path in the folder named shared beside the repository or above.
func findShared(path string) (string, bool) {
	if dir := os.Getenv("SALIENT_SHARED"); dir != "" {
		at := filepath.Join(dir, path)
		return at, exists(at)
	}
	dir, err := os.Getwd()
	for err == nil {
		if at := filepath.Join(dir, "shared", path); exists(at) {
			return at, true
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return "", false
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// readBench reads a casebook and its truth.csv.gz.
func readBench(dir string) (*salient.Case, *war.Truth, error) {
	c, err := readCase(dir)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(filepath.Join(dir, "truth.csv.gz"))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	span, _ := c.Period()
	truth, err := war.ReadTruth(f, war.States(c.Settings), span)
	return c, &truth, err
}

func readCase(dir string) (*salient.Case, error) {
	c := &salient.Case{}
	var settings []salient.Row
	for line, err := range casebook.NewReader(os.DirFS(dir)).Lines() {
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", dir, err)
		}
		switch r := line.Row; r.Kind {
		case salient.KindSetting:
			settings = append(settings, r)
		case salient.KindSource:
			err = add(&c.Sources, r.Source)
		case salient.KindDocument:
			err = add(&c.Documents, r.Document)
		case salient.KindPlace:
			err = add(&c.Places, r.Place)
		case salient.KindActor:
			err = add(&c.Actors, r.Actor)
		case salient.KindClaim:
			err = add(&c.Claims, r.Claim)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", dir, err)
		}
	}
	set, errs := salient.ReadSettings(settings)
	c.Settings = set
	c.Sort()
	return c, errors.Join(errs...)
}

func add[T any](list *[]T, read func() (T, error)) error {
	v, err := read()
	*list = append(*list, v)
	return err
}

// writeWars writes the first war of each setting as a casebook, with its truth beside it.
func (o options) writeWars(list []war.Setting) error {
	for _, s := range list {
		dir := filepath.Join(o.write, s.Name)
		c, truth := s.Make(1)
		if err := casebook.Write(dir, war.Rows(c)); err != nil {
			return err
		}
		if err := writeTruth(filepath.Join(dir, "truth.csv.gz"), &truth); err != nil {
			return err
		}
	}
	return nil
}

func writeTruth(path string, truth *war.Truth) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(truth.Write(f), f.Close())
}
