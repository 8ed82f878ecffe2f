//go:build ignore

// Command gen_base makes base.bin from the npm package world-atlas 2 (Natural Earth, public
// domain, as TopoJSON):
//
//	npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
//	go run gen_base.go package/countries-10m.json > base.bin
//
// The layout is told where base.bin is embedded.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
)

type topology struct {
	Arcs    [][][2]int
	Objects struct {
		Land, Countries struct{ Geometries []geometry }
	}
}

type geometry struct {
	Type string
	Arcs json.RawMessage
}

// polygons returns the geometry's polygons as rings of arcs.
func (g geometry) polygons() ([][][]int, error) {
	var many [][][]int
	if g.Type == "MultiPolygon" {
		return many, json.Unmarshal(g.Arcs, &many)
	}
	var one [][]int
	err := json.Unmarshal(g.Arcs, &one)
	return [][][]int{one}, err
}

type writer []byte

func (w *writer) number(v int) { *w = binary.AppendVarint(*w, int64(v)) }

func (w *writer) arc(points [][2]int) {
	var body writer
	x, y := 0, 0
	lo, hi := points[0], points[0]
	for _, p := range points {
		x, y = x+p[0], y+p[1]
		lo = [2]int{min(lo[0], x), min(lo[1], y)}
		hi = [2]int{max(hi[0], x), max(hi[1], y)}
		body.number(p[0])
		body.number(p[1])
	}
	first := points[0]
	for _, v := range []int{len(points), lo[0], lo[1], hi[0], hi[1], first[0], first[1], x, y, len(body)} {
		w.number(v)
	}
	*w = append(*w, body...)
}

func (w *writer) land(gs []geometry) error {
	var rings writer
	n := 0
	for _, g := range gs {
		polygons, err := g.polygons()
		if err != nil {
			return err
		}
		for _, polygon := range polygons {
			for i, ring := range polygon {
				n++
				rings.number(len(ring))
				rings.number(map[bool]int{true: 1}[i == 0])
				for _, id := range ring {
					rings.number(id)
				}
			}
		}
	}
	w.number(n)
	*w = append(*w, rings...)
	return nil
}

// borders writes the arcs that two countries share.
func (w *writer) borders(gs []geometry, arcs int) error {
	uses := make([]int, arcs)
	for _, g := range gs {
		polygons, err := g.polygons()
		if err != nil {
			return err
		}
		for _, polygon := range polygons {
			for _, ring := range polygon {
				for _, id := range ring {
					uses[max(id, ^id)]++
				}
			}
		}
	}
	var shared []int
	for id, n := range uses {
		if n == 2 {
			shared = append(shared, id)
		}
	}
	w.number(len(shared))
	for _, id := range shared {
		w.number(id)
	}
	return nil
}

func run(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var t topology
	if err := json.Unmarshal(text, &t); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	var w writer
	w.number(len(t.Arcs))
	for _, a := range t.Arcs {
		w.arc(a)
	}
	if err := w.land(t.Objects.Land.Geometries); err != nil {
		return err
	}
	if err := w.borders(t.Objects.Countries.Geometries, len(t.Arcs)); err != nil {
		return err
	}
	_, err = os.Stdout.Write(w)
	return err
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run gen_base.go countries-10m.json > base.bin")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
