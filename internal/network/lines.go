package network

import (
	"strconv"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
)

const noLine = "no line"

// Lines gathers the lines of a file whose points have no ids.
type Lines struct {
	raw    *Raw
	words  Words
	osm    bool // a line had OpenStreetMap's tags of roads
	points int
}

// NewLines begins a file.
func NewLines() *Lines { return &Lines{raw: &Raw{Dropped: Tally{}}, words: Words{}} }

// Tag keeps one copy of each text that comes often.
func (l *Lines) Tag(key, value string) salient.Tag {
	return salient.Tag{Key: l.words.Of([]byte(key)), Value: l.words.Of([]byte(value))}
}

// Object counts an object that was read.
func (l *Lines) Object() { l.raw.Objects++ }

// NoLine counts an object that has no line.
func (l *Lines) NoLine(id string) { l.raw.Dropped.Add(noLine, id) }

// Add takes a line; where it is in the file goes into a Fault. A point that lies nowhere on the Earth is a Fault.
func (l *Lines) Add(where, id string, tags []salient.Tag, line geo.Line) error {
	for _, p := range line {
		if !p.Valid() {
			f := Outside("", p)
			if where != "" {
				f.What = where + ": " + f.What
			}
			return f
		}
	}
	if l.points += len(line); len(l.raw.Ways) >= MaxWays || l.points > MaxPoints {
		return TooMuch()
	}
	l.osm = l.osm || get(tags, "highway") != "" || get(tags, "route") == "ferry"
	l.raw.Ways = append(l.raw.Ways, Way{ID: id, Tags: tags, Line: line})
	return nil
}

// Raw ends the file. Of one that has OpenStreetMap's tags only what they call roads is kept.
func (l *Lines) Raw() *Raw {
	kept := l.raw.Ways[:0]
	for _, w := range l.raw.Ways {
		if why, ok := IsRoad(w.Tags); l.osm && !ok {
			l.raw.Dropped.Add(why, w.ID)
			continue
		}
		kept = append(kept, w)
	}
	clear(l.raw.Ways[len(kept):])
	l.raw.Ways = kept
	return l.raw
}

// IDOf is the id that a line's tags give it, "" if none does. OpenStreetMap's ids are those
// that osmtogeojson (@id) and ogr2ogr (osm_id) write.
func IDOf(tags []salient.Tag) string {
	if v := get(tags, "@id"); v != "" {
		return v
	}
	if v := get(tags, "osm_id"); v != "" {
		if _, err := strconv.ParseUint(v, 10, 63); err == nil {
			return "way/" + v
		}
	}
	return get(tags, "id")
}
