package network

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

// File is a file of roads. Open gives its bytes from the beginning, as often as it is called.
type File struct {
	Name string // for messages
	Open func() (io.ReadCloser, error)
	// Progress is called now and then with the number of objects read; nil for none.
	Progress func(objects int)
}

// Step tells how many objects were read.
func (f File) Step(objects int) {
	if f.Progress != nil {
		f.Progress(objects)
	}
}

// Reader reads the lines of one format. What lies far outside clip, if there is one, it may
// leave out. What isn't of the format is a *Fault; it stops at ctx's end.
type Reader func(ctx context.Context, f File, clip *geo.Box) (*Raw, error)

// Raw is what a reader found in a file.
type Raw struct {
	// ByID says that the points have ids in the file: ways meet where they share one. Then a
	// way's points are numbers of Points; else they are its Line.
	ByID    bool
	Points  []geo.Point // Missing for one that ways name and the file lacks
	Ways    []Way
	Spots   []Spot
	Objects int   // nodes, ways, relations or features read
	Dropped Tally // ways that are no roads
}

// Way is a line that is a road, as the file has it.
type Way struct {
	ID   string // in the file: "way/123"; "" if it has none
	Tags []salient.Tag
	Refs []int32
	Line geo.Line
}

// Spot is a point on a road with a meaning of its own, such as a border crossing.
type Spot struct {
	ID    string // in the file: "node/123"
	Point int32
	Tags  []salient.Tag
}

// Missing is a point that a way names and the file lacks.
var Missing = geo.Point{Lon: math.NaN(), Lat: math.NaN()}

// Limits of what is read into memory: some 3 GiB when both are reached. A file with more has
// to be cut first, or given a box.
const (
	MaxWays   = 8_000_000
	MaxPoints = 64_000_000
)

// TooMuch is the fault of a file with more roads or points than are read.
func TooMuch() error {
	return &Fault{What: fmt.Sprintf("more than %d roads or %d points of roads: cut the file to the area first, or give a box with --clip", MaxWays, MaxPoints)}
}

// Fault is why a file can't be read, and where. It is a salient.ErrInvalid.
type Fault struct {
	Line, Column int    // from 1; 0: not known
	At           string // where, in a file without lines: "byte 1234"
	What         string
}

func (f *Fault) Error() string {
	switch {
	case f.Line > 0:
		return fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.What)
	case f.At != "":
		return f.At + ": " + f.What
	}
	return f.What
}

// Is makes a Fault a salient.ErrInvalid.
func (f *Fault) Is(target error) bool { return target == salient.ErrInvalid }

// Outside is the fault of a point that lies nowhere on the Earth.
func Outside(at string, p geo.Point) *Fault {
	return &Fault{At: at, What: fmt.Sprintf("a point at (%g, %g): expected degrees, longitude −180 to 180, latitude −90 to 90", p.Lon, p.Lat)}
}

// Tally counts by reason, and remembers an example of each.
type Tally map[string]*Count

// Count is how often something was met.
type Count struct {
	What  string `json:"what"`
	N     int    `json:"n"`
	First string `json:"first"` // the lowest id; "" if it has none
}

// Add counts one more.
func (t Tally) Add(what, id string) {
	c := t[what]
	if c == nil {
		c = &Count{What: what, First: id}
		t[what] = c
	}
	c.N++
	if id != "" && (c.First == "" || byNumber(id, c.First) < 0) {
		c.First = id
	}
}

// byNumber orders "way/9" before "way/10".
func byNumber(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// Join adds another tally's counts.
func (t Tally) Join(other Tally) {
	for what, c := range other {
		if t[what] == nil {
			t[what] = &Count{What: what, First: c.First}
		} else if c.First != "" && (t[what].First == "" || byNumber(c.First, t[what].First) < 0) {
			t[what].First = c.First
		}
		t[what].N += c.N
	}
}

// List gives the counts, the most frequent first.
func (t Tally) List() []Count {
	out := []Count{}
	for _, c := range t {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.What, b.What)) })
	return out
}

// Words keeps one copy of each text that comes often: keys and values of tags.
type Words map[string]string

// maxWords bounds what is kept; later words are just copied.
const maxWords = 1 << 20

// Of gives a text for some bytes.
func (w Words) Of(b []byte) string {
	if s, ok := w[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(w) < maxWords {
		w[s] = s
	}
	return s
}

// SortTags puts tags in the order of their keys; of a key given twice the last counts.
func SortTags(tags []salient.Tag) []salient.Tag {
	slices.SortStableFunc(tags, func(a, b salient.Tag) int { return cmp.Compare(a.Key, b.Key) })
	out := tags[:0]
	for i, t := range tags {
		if i+1 == len(tags) || tags[i+1].Key != t.Key {
			out = append(out, t)
		}
	}
	return out
}
