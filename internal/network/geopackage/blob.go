package geopackage

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/network"
)

var errBlob = &network.Fault{What: "expected a GeoPackage's geometry: the blob is broken"}

// parse gives the lines of a GeoPackage's blob: a header, then well-known binary. Heights and
// measures are passed over; points and areas have no lines.
func parse(b []byte) ([]geo.Line, error) {
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' {
		return nil, errBlob
	}
	envelope := [8]int{0, 32, 48, 48, 64, -1, -1, -1}[b[3]>>1&7]
	if envelope < 0 || len(b) < 8+envelope || b[3]>>5&1 == 1 {
		return nil, errBlob
	}
	w := &wkb{b: b[8+envelope:]}
	err := w.shape(0)
	if err == nil && len(w.b) > 0 {
		err = errBlob
	}
	return w.lines, err
}

type wkb struct {
	b     []byte
	order binary.ByteOrder
	lines []geo.Line
}

// maxDepth of collections within each other.
const maxDepth = 8

func (w *wkb) shape(depth int) error {
	if depth > maxDepth || len(w.b) < 5 || w.b[0] > 1 {
		return errBlob
	}
	w.order = binary.BigEndian
	if w.b[0] == 1 {
		w.order = binary.LittleEndian
	}
	kind := w.order.Uint32(w.b[1:])
	w.b = w.b[5:]
	dims, kind := dimensions(kind)
	switch kind {
	case 1:
		_, err := w.point(dims)
		return err
	case 2:
		return w.line(dims, true)
	case 3:
		return w.each(4, func() error { return w.line(dims, false) })
	case 4, 5, 6, 7:
		return w.each(9, func() error { return w.shape(depth + 1) })
	}
	return &network.Fault{What: fmt.Sprintf("a geometry of kind %d: expected straight lines", kind)}
}

// dimensions parts the kind from what it says of heights and measures (ISO, and as PostGIS
// writes it).
func dimensions(kind uint32) (dims int, plain uint32) {
	dims = 2
	if kind&0x80000000 != 0 {
		dims++
	}
	if kind&0x40000000 != 0 {
		dims++
	}
	kind &= 0x0fffffff
	switch kind / 1000 {
	case 1, 2:
		dims++
	case 3:
		dims += 2
	}
	return dims, kind % 1000
}

// each calls read as often as the next number says; least is how many bytes each takes.
func (w *wkb) each(least int, read func() error) error {
	n, err := w.count(least)
	for range n {
		if err := read(); err != nil {
			return err
		}
	}
	return err
}

func (w *wkb) count(least int) (int, error) {
	if len(w.b) < 4 {
		return 0, errBlob
	}
	n := int(w.order.Uint32(w.b))
	w.b = w.b[4:]
	if n > len(w.b)/least {
		return 0, errBlob
	}
	return n, nil
}

func (w *wkb) line(dims int, keep bool) error {
	n, err := w.count(8 * dims)
	if err != nil {
		return err
	}
	var l geo.Line
	if keep {
		l = make(geo.Line, 0, n)
	}
	for range n {
		p, err := w.point(dims)
		if err != nil {
			return err
		}
		if keep {
			l = append(l, p)
		}
	}
	if keep {
		w.lines = append(w.lines, l)
	}
	return nil
}

func (w *wkb) point(dims int) (geo.Point, error) {
	if len(w.b) < 8*dims || dims > 4 {
		return geo.Point{}, errBlob
	}
	p := geo.Point{Lon: math.Float64frombits(w.order.Uint64(w.b)), Lat: math.Float64frombits(w.order.Uint64(w.b[8:]))}
	w.b = w.b[8*dims:]
	return p, nil
}
