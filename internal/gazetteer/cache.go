package gazetteer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/salient-osint/salient/geo"
)

// Version names how gazetteers are read, folded and packed: raise it when any of these changes.
const Version = "gazetteer/3"

const version = "salient " + Version + "\n"

var errCache = errors.New("not a cached gazetteer")

// Pack writes a gazetteer as bytes that Unpack reads.
func (g *Gazetteer) Pack() []byte {
	size := len(version) + 16
	for i := range g.places {
		p := &g.places[i]
		size += placeSize + len(p.ID) + len(p.Name) + len(p.Country) + len(p.Region) + len(p.Parent)
	}
	for _, t := range []*table{&g.names, &g.sound} {
		size += 8 + 12*len(t.keys) + 4*len(t.lists)
	}
	w := writer{make([]byte, 0, size)}
	w.b = append(w.b, version...)
	w.u32(uint32(len(g.places)))
	for i := range g.places {
		w.place(&g.places[i])
	}
	w.table(&g.names)
	w.table(&g.sound)
	return w.b
}

type writer struct{ b []byte }

func (w *writer) u32(v uint32) { w.b = binary.LittleEndian.AppendUint32(w.b, v) }
func (w *writer) u64(v uint64) { w.b = binary.LittleEndian.AppendUint64(w.b, v) }

func (w *writer) text(s string) {
	w.u32(uint32(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) place(p *Place) {
	for _, s := range []string{p.ID, p.Name, p.Country, p.Region, p.Parent} {
		w.text(s)
	}
	located := byte(0)
	if p.Located {
		located = 1
	}
	w.b = append(w.b, byte(p.Kind), located)
	w.u64(math.Float64bits(p.At.Lon))
	w.u64(math.Float64bits(p.At.Lat))
	w.u64(uint64(p.People))
}

func (w *writer) table(t *table) {
	w.u32(uint32(len(t.keys)))
	for _, k := range t.keys {
		w.u64(k)
	}
	for _, a := range t.at {
		w.u32(a)
	}
	w.u32(uint32(len(t.lists)))
	for _, v := range t.lists {
		w.u32(uint32(v))
	}
}

// Unpack reads what Pack wrote. Bytes that were changed give errCache, or a gazetteer whose
// lists point to places that it has.
func Unpack(b []byte) (*Gazetteer, error) {
	rest, ok := bytes.CutPrefix(b, []byte(version))
	if !ok {
		return nil, errCache
	}
	r := &reader{text: string(rest)}
	n := int(r.u32())
	if n > len(r.text)/placeSize {
		return nil, errCache
	}
	g := &Gazetteer{places: make([]Place, n), byID: make(map[string]int32, n)}
	for i := range g.places {
		r.place(&g.places[i])
		g.byID[g.places[i].ID] = int32(i)
	}
	r.table(&g.names, n)
	r.table(&g.sound, n)
	if r.bad || r.at != len(r.text) {
		return nil, errCache
	}
	return g, nil
}

// placeSize is what a place takes at least: five lengths, two bytes, three numbers.
const placeSize = 5*4 + 2 + 3*8

// reader reads numbers and strings out of one string, whose memory the strings share.
type reader struct {
	text string
	at   int
	bad  bool
}

func (r *reader) take(n int) string {
	if r.bad || n < 0 || n > len(r.text)-r.at {
		r.bad = true
		return ""
	}
	r.at += n
	return r.text[r.at-n : r.at]
}

func (r *reader) u32() uint32 {
	s := r.take(4)
	if r.bad {
		return 0
	}
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func (r *reader) u64() uint64 {
	lo := r.u32()
	return uint64(lo) | uint64(r.u32())<<32
}

func (r *reader) place(p *Place) {
	for _, to := range []*string{&p.ID, &p.Name, &p.Country, &p.Region, &p.Parent} {
		*to = r.take(int(r.u32()))
	}
	if s := r.take(2); !r.bad {
		p.Kind, p.Located = Kind(s[0]), s[1] == 1
	}
	p.At = geo.Point{Lon: math.Float64frombits(r.u64()), Lat: math.Float64frombits(r.u64())}
	p.People = int64(r.u64())
}

// table reads a table whose lists point to places below n.
func (r *reader) table(t *table, n int) {
	size := int(r.u32())
	if size&(size-1) != 0 || size > (len(r.text)-r.at)/12 {
		r.bad = true
		return
	}
	t.keys, t.at = make([]uint64, size), make([]uint32, size)
	free := size == 0
	for i := range t.keys {
		t.keys[i] = r.u64()
		free = free || t.keys[i] == 0
	}
	for i := range t.at {
		t.at[i] = r.u32()
	}
	count := int(r.u32())
	if !free || count > (len(r.text)-r.at)/4 {
		r.bad = true
		return
	}
	t.lists = make([]int32, count)
	for i := range t.lists {
		t.lists[i] = int32(r.u32())
	}
	r.bad = r.bad || !t.sound(n)
}

// sound reports whether every list lies within lists and points to places below n.
func (t *table) sound(n int) bool {
	for i, k := range t.keys {
		at := t.at[i] &^ prefix
		if k == 0 || at == noPlaces {
			continue
		}
		if int(at) >= len(t.lists) {
			return false
		}
		size := t.lists[at]
		if size < 0 || int(size) > len(t.lists)-int(at)-1 {
			return false
		}
		for _, p := range t.lists[at+1 : int(at)+1+int(size)] {
			if p < 0 || int(p) >= n {
				return false
			}
		}
	}
	return true
}

// cached returns the gazetteer kept under a key, or makes it and keeps it. A folder that
// can't be written, and a damaged file, cost time and nothing else.
func cached(dir, key string, build func() (*Gazetteer, error)) (*Gazetteer, error) {
	if dir == "" {
		return build()
	}
	file := filepath.Join(dir, "gazetteer-"+key)
	if b, err := os.ReadFile(file); err == nil {
		if g, err := Unpack(b); err == nil {
			return g, nil
		}
	}
	g, err := build()
	if err != nil {
		return nil, err
	}
	_ = keep(dir, file, g.Pack()) // next time it is built anew
	return g, nil
}

// keep writes a file so that nobody sees half of it.
func keep(dir, file string, b []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the cache folder: %w", err)
	}
	tmp, err := os.CreateTemp(dir, "part-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err := errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
