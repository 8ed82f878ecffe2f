package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/gazetteer"
)

// names finds the ids that a case has for names, in whatever spelling it has them.
type names struct {
	set   *gazetteer.Set
	has   map[string]bool
	found map[string][]string // what was looked up
}

func placeNames(places []salient.Place) *names {
	own, _ := gazetteer.OfCase(places)
	n := &names{gazetteer.NewSet(own, nil), map[string]bool{}, map[string][]string{}}
	for i := range places {
		n.has[string(places[i].ID)] = true
	}
	return n
}

func actorNames(actors []salient.Actor) *names {
	entries := make([]gazetteer.Entry, 0, len(actors))
	has := map[string]bool{}
	for i := range actors {
		a := &actors[i]
		e := gazetteer.Entry{Place: gazetteer.Place{ID: string(a.ID), Name: a.Name}}
		for _, x := range a.Names {
			e.Names = append(e.Names, x.Text)
		}
		entries, has[string(a.ID)] = append(entries, e), true
	}
	return &names{gazetteer.NewSet(gazetteer.Build(entries), nil), has, map[string][]string{}}
}

// find lists the ids that a name may mean: an id itself, or those of which the whole name is one.
func (n *names) find(name string) []string {
	if n.has[name] {
		return []string{name}
	}
	if ids, ok := n.found[name]; ok {
		return ids
	}
	var ids []string
	words := gazetteer.Words(name)
	if m, ok := n.set.At(words, 0); ok && m.To == len(words) {
		for _, p := range m.Places {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	n.found[name] = ids
	return ids
}

// alike lists ids of similar names, for somebody to choose from.
func (n *names) alike(name string) []string {
	var out []string
	for _, p := range n.set.Alike(name) {
		if out = append(out, p.ID); len(out) == 3 {
			break
		}
	}
	return out
}

// points finds the place of a case that is nearest to a point.
type points struct{ places []salient.Place } // that have a point, from south to north

func pointsOf(c *salient.Case) points {
	var p points
	for i := range c.Places {
		if x := c.Places[i]; x.At != nil && x.Kind.Settled() {
			p.places = append(p.places, x)
		}
	}
	slices.SortFunc(p.places, func(a, b salient.Place) int { return cmp.Or(cmp.Compare(a.At.Lat, b.At.Lat), cmp.Compare(a.ID, b.ID)) })
	return p
}

// kmPerDegree is a little less than the shortest degree of latitude, so that no place is missed.
const kmPerDegree = 110.5

// nearest is the nearest place within so many km, of those for which ok holds; "" if there is none.
func (p points) nearest(at geo.Point, km float64, ok func(id string) bool) string {
	reach := km / kmPerDegree
	begin, _ := slices.BinarySearchFunc(p.places, at.Lat-reach, func(x salient.Place, lat float64) int { return cmp.Compare(x.At.Lat, lat) })
	best, least := "", geo.Length(km)*geo.Kilometre
	for i := begin; i < len(p.places) && p.places[i].At.Lat <= at.Lat+reach; i++ {
		x := &p.places[i]
		if d := geo.Distance(at, *x.At); d <= least && ok(string(x.ID)) && (best == "" || d < least || string(x.ID) < best) {
			best, least = string(x.ID), d
		}
	}
	return best
}

// unclear says why a name isn't enough.
func unclear(what string, ids, alike []string, adds bool) string {
	switch {
	case len(ids) > 1:
		return fmt.Sprintf("one %s: it may be %s; say which in words", what, strings.Join(ids, " or "))
	case len(alike) > 0:
		return fmt.Sprintf("a %s of the case; %s is spelt alike: say so in words", what, strings.Join(alike, " or "))
	case adds:
		return "a name of which an id can be made"
	}
	return fmt.Sprintf("a %s of the case: say in words which it is, or have those that it lacks added", what)
}
