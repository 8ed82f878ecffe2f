package gazetteer

import (
	"slices"
	"strings"
)

// Gazetteer is an index of places by name. Make one with Build, Open or World.
type Gazetteer struct {
	places []Place
	byID   map[string]int32

	names table // by the hash of a name's words
	sound table // by the hash of a skeleton: places whose names came in two scripts
}

// table maps hashes to lists of places. It is a hash table with linear probing, in arrays
// that can be written to a file and read back as they are. A key is a 64-bit hash: that two
// of a million names share one by chance happens once in 30 million gazetteers.
type table struct {
	keys  []uint64 // 0: empty
	at    []uint32 // where the list begins in lists; `prefix` set if longer names begin so
	lists []int32  // each: its length, then indexes of places
}

const (
	prefix   = 1 << 31
	noPlaces = prefix - 1 // only the beginning of longer names
)

// find returns the list of a hash, and whether longer names begin so.
func (t *table) find(h uint64) (list []int32, more bool) {
	if len(t.keys) == 0 {
		return nil, false
	}
	mask := uint64(len(t.keys) - 1)
	for i := h & mask; t.keys[i] != 0; i = (i + 1) & mask {
		if t.keys[i] != h {
			continue
		}
		at := t.at[i]
		more = at&prefix != 0
		if at &^= prefix; at == noPlaces {
			return nil, more
		}
		n := uint32(t.lists[at])
		return t.lists[at+1 : at+1+n], more
	}
	return nil, false
}

// hash continues FNV-1a over a word and the space that parts it from the next.
func hash(h uint64, word string) uint64 {
	if h == 0 {
		h = 14695981039346656037
	} else {
		h = (h ^ ' ') * 1099511628211
	}
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	return h
}

// draft gathers what a table is made from.
type draft struct {
	lists map[uint64][]int32
	more  map[uint64]bool
}

func newDraft(n int) draft {
	return draft{make(map[uint64][]int32, n), map[uint64]bool{}}
}

func (d draft) add(h uint64, place int32) {
	if list := d.lists[h]; !slices.Contains(list, place) {
		d.lists[h] = append(list, place)
	}
}

func (d draft) table() table {
	n := len(d.lists)
	for h := range d.more {
		if _, both := d.lists[h]; !both {
			n++
		}
	}
	size := 8
	for size < 2*n {
		size *= 2
	}
	t := table{keys: make([]uint64, size), at: make([]uint32, size)}
	for _, h := range sorted(d.lists) {
		list := d.lists[h]
		at := uint32(len(t.lists))
		t.lists = append(append(t.lists, int32(len(list))), list...)
		if d.more[h] {
			at |= prefix
		}
		t.put(h, at)
	}
	for _, h := range sorted(d.more) {
		if _, both := d.lists[h]; !both {
			t.put(h, noPlaces|prefix)
		}
	}
	return t
}

func sorted[T any](m map[uint64]T) []uint64 {
	out := make([]uint64, 0, len(m))
	for h := range m {
		out = append(out, h)
	}
	slices.Sort(out)
	return out
}

func (t *table) put(h uint64, at uint32) {
	mask := uint64(len(t.keys) - 1)
	i := h & mask
	for t.keys[i] != 0 {
		i = (i + 1) & mask
	}
	t.keys[i], t.at[i] = h, at
}

// longest is the number of words that a name may have.
const longest = 8

// Build makes a gazetteer of entries. Of two with one id the first stays. Names of more than
// eight words, and names in scripts other than Latin, Arabic and Cyrillic, are left out.
func Build(entries []Entry) *Gazetteer {
	g := &Gazetteer{byID: make(map[string]int32, len(entries))}
	names, sound := newDraft(4*len(entries)), newDraft(len(entries))
	lexer := &Lexer{}
	for _, e := range entries {
		if _, again := g.byID[e.ID]; again {
			continue
		}
		i := int32(len(g.places))
		g.byID[e.ID] = i
		g.places = append(g.places, e.Place)
		all := append([]string{e.Name}, e.Names...)
		both := twoScripts(all)
		for _, name := range all {
			words := lexer.Words(name)
			addName(names, words, i)
			if !both {
				continue
			}
			if s := skeleton(words); len(s) >= 3 {
				sound.add(hash(0, s), i)
			}
		}
	}
	g.names = names.table()
	g.sound = sound.table()
	return g
}

// addName lists a place under a name, with and without an article at its beginning.
func addName(d draft, words []Word, place int32) {
	if len(words) == 0 || len(words) > longest || foreign(words) {
		return
	}
	var h uint64
	for i, w := range words {
		if i > 0 {
			d.more[h] = true
		}
		h = hash(h, w.Key)
	}
	d.add(h, place)
	if len(words) > 1 && articles[words[0].Fold] && len(words[1].Fold) > 2 {
		addName(d, words[1:], place)
	}
}

// foreign reports whether a name is written in a script that isn't looked for in texts.
func foreign(words []Word) bool {
	for _, w := range words {
		for i := 0; i < len(w.Fold); i++ {
			if c := w.Fold[i]; c >= 0xdc || c >= 0xcd && c <= 0xcf || c == 0xd6 || c == 0xd7 {
				return true
			}
			if w.Fold[i] >= 0xc0 {
				i++ // two bytes a letter
			}
		}
	}
	return false
}

// twoScripts reports whether names came in more than one script: only then does it help to
// compare how they sound.
func twoScripts(names []string) bool {
	latin, other := false, false
	for _, s := range names {
		switch {
		case s == "":
		case strings.IndexFunc(s, func(r rune) bool { return r >= 0x400 && r < 0x700 }) >= 0:
			other = true
		default:
			latin = true
		}
	}
	return latin && other
}

// Len is the number of places.
func (g *Gazetteer) Len() int { return len(g.places) }

// Place finds a place by id.
func (g *Gazetteer) Place(id string) (*Place, bool) {
	i, ok := g.byID[id]
	if !ok {
		return nil, false
	}
	return &g.places[i], true
}

// Set is several gazetteers, asked together. Earlier ones hide places of later ones that
// have the same id.
type Set struct {
	list   []*Gazetteer    // the first holds the case's own places
	hidden map[string]bool // ids of places that a gazetteer describes under another id
}

// NewSet puts gazetteers together: the case's own places (nil if there is no case), then
// others, the most trusted first. Hidden are ids that others give to places of the case.
func NewSet(own *Gazetteer, others []*Gazetteer, hidden ...string) *Set {
	if own == nil {
		own = Build(nil)
	}
	s := &Set{list: append([]*Gazetteer{own}, others...), hidden: make(map[string]bool, len(hidden))}
	for _, id := range hidden {
		s.hidden[id] = true
	}
	return s
}

// Match is a name found in a text.
type Match struct {
	From, To int      // words, To not included
	Places   []*Place // what it may mean: the first gazetteer's first, else in the order of the files
	Own      int      // how many of Places are of the first gazetteer
}

// At returns the longest name that begins at a word; ok is false if none does.
func (s *Set) At(words []Word, i int) (m Match, ok bool) {
	for g, gaz := range s.list {
		s.extend(&m, gaz, g == 0, words, i)
	}
	return m, len(m.Places) > 0
}

// extend looks in one gazetteer for names at least as long as the one that was found.
func (s *Set) extend(m *Match, g *Gazetteer, own bool, words []Word, i int) {
	var h uint64
	for j := i; j < len(words) && j < i+longest; j++ {
		h = hash(h, words[j].Key)
		list, more := g.names.find(h)
		if len(list) > 0 && j+1 >= m.To {
			s.take(m, g, own, list, i, j+1)
		}
		if !more {
			return
		}
	}
}

func (s *Set) take(m *Match, g *Gazetteer, own bool, list []int32, from, to int) {
	if to > m.To {
		*m = Match{From: from, To: to}
	}
	for _, k := range list {
		p := &g.places[k]
		if s.hidden[p.ID] || slices.ContainsFunc(m.Places, func(q *Place) bool { return q.ID == p.ID }) {
			continue
		}
		m.Places = append(m.Places, p)
		if own {
			m.Own++
		}
	}
}

// Place finds a place of any of the gazetteers by id.
func (s *Set) Place(id string) (*Place, bool) {
	for _, g := range s.list {
		if p, ok := g.Place(id); ok {
			return p, true
		}
	}
	return nil, false
}

// alike is how similar a name must be to count as a spelling of another.
const alike = 0.8

// Alike returns places whose names sound like a name: those of the first gazetteer with the
// same skeleton, and of later ones those that have names in two scripts. The best come first.
func (s *Set) Alike(name string) []*Place {
	k := Skeleton(name)
	if len(k) < 3 {
		return nil
	}
	type scored struct {
		p *Place
		v float64
	}
	var found []scored
	for _, g := range s.list {
		list, _ := g.sound.find(hash(0, k))
		for _, i := range list {
			p := &g.places[i]
			if v := Similar(name, p.Name); v >= alike && !s.hidden[p.ID] {
				found = append(found, scored{p, v})
			}
		}
		if len(found) > 0 {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		switch {
		case a.v > b.v:
			return -1
		case a.v < b.v:
			return 1
		}
		return 0
	})
	out := make([]*Place, len(found))
	for i, f := range found {
		out[i] = f.p
	}
	return out
}

// Known reports whether a single folded word is a name of any place.
func (s *Set) Known(fold string) bool {
	for _, g := range s.list {
		if list, _ := g.names.find(hash(0, Stem(fold))); len(list) > 0 {
			return true
		}
	}
	return false
}
