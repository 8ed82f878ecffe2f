package fuse

import (
	"slices"

	"github.com/salient-osint/salient"
)

// matcher decides which claims tell of one event.
type matcher struct {
	c       *salient.Case
	maxDays int
	above   map[salient.ActorID][]salient.ActorID // over counted ties of any date
}

// battles is ACLED's event type of two armed parties; its order of actors means nothing.
const battles = "Battles"

// rollUp are the ties over which a part speaks for the whole.
var rollUp = []string{"part-of", "commanded-by", "allied-with"}

func newMatcher(c *salient.Case) *matcher {
	m := &matcher{c, int(c.Settings.Number("fuse.days", 7)), map[salient.ActorID][]salient.ActorID{}}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Tie || !slices.Contains(rollUp, cl.What) || cl.Stance == salient.Denies || !c.Counts(cl) {
			continue
		}
		for _, a := range cl.Actors {
			m.above[a] = append(m.above[a], cl.Others...)
		}
	}
	return m
}

// groups returns the claims of each event, by id, and under the id of a group's first claim
// those that stand against it.
func (m *matcher) groups(all []report) (groups [][]report, denials map[salient.ClaimID][]report) {
	denials = map[salient.ClaimID][]report{}
	var asserting, denying []report
	for _, r := range all {
		if asserts(r) {
			asserting = append(asserting, r)
		} else {
			denying = append(denying, r)
		}
	}
	groups = m.components(asserting)
	for _, d := range denying {
		if g := m.against(d, groups); g != nil {
			denials[g[0].ID] = append(denials[g[0].ID], d)
		} else {
			groups = append(groups, []report{d})
		}
	}
	return groups, denials
}

// components joins claims of one event by union-find. Only claims of one sub-event type are
// compared, so the work is the sum of the squares of their numbers.
func (m *matcher) components(all []report) [][]report {
	root := make([]int, len(all))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	byType := map[string][]int{}
	for i, r := range all {
		for _, j := range byType[r.What] {
			if a, b := find(i), find(j); a != b && m.same(r, all[j]) {
				root[max(a, b)] = min(a, b)
			}
		}
		byType[r.What] = append(byType[r.What], i)
	}
	members := make([][]report, len(all))
	for i, r := range all {
		members[find(i)] = append(members[find(i)], r)
	}
	return slices.DeleteFunc(members, func(g []report) bool { return len(g) == 0 })
}

// against finds the event that a denial is about: that of the claim it names, else the
// first that tells of the same. nil if there is none.
func (m *matcher) against(d report, groups [][]report) []report {
	named := func(g []report) bool {
		return asserts(g[0]) && slices.ContainsFunc(g, func(r report) bool { return r.ID == d.About })
	}
	alike := func(g []report) bool {
		return asserts(g[0]) && g[0].What == d.What && slices.ContainsFunc(g, func(r report) bool { return m.same(d, r) })
	}
	for _, fits := range []func([]report) bool{named, alike} {
		if i := slices.IndexFunc(groups, fits); i >= 0 {
			return groups[i]
		}
	}
	return nil
}

// same reports whether two claims of one sub-event type tell of one event. Claims that name
// no place, or have no day, are like nothing else.
func (m *matcher) same(a, b report) bool {
	return a.Place != "" && b.Place != "" && m.near(a.Place, b.Place) &&
		a.dated && b.dated && m.overlap(a, b) && m.parties(a, b)
}

// near reports whether the places are one, or a settlement and a part of it.
func (m *matcher) near(a, b string) bool {
	return a == b || m.partOf(a, b) || m.partOf(b, a)
}

func (m *matcher) partOf(part, whole string) bool {
	p, ok := m.c.Place(salient.PlaceID(part))
	if !ok || string(p.Parent) != whole {
		return false
	}
	w, ok := m.c.Place(p.Parent)
	return ok && w.Kind.Settled()
}

func (m *matcher) overlap(a, b report) bool {
	shared := 0
	for _, s := range a.days.Days {
		for _, t := range b.days.Days {
			shared += s.Meet(t).Len()
		}
	}
	na, nb := a.days.N(), b.days.N()
	if max(na, nb) <= m.maxDays {
		return shared > 0
	}
	return 2*shared >= na+nb-shared
}

// parties reports whether the actors of both claims can be the same. In a battle either may
// be named first.
func (m *matcher) parties(a, b report) bool {
	if m.anyOf(a.Actors, b.Actors) && m.anyOf(a.Others, b.Others) {
		return true
	}
	return salient.EventType(a.What) == battles && m.anyOf(a.Actors, b.Others) && m.anyOf(a.Others, b.Actors)
}

// anyOf reports whether one list is empty, or an actor of one is, or is above or below, one
// of the other.
func (m *matcher) anyOf(a, b []salient.ActorID) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	for _, x := range a {
		for _, y := range b {
			if m.isUnder(x, y) || m.isUnder(y, x) {
				return true
			}
		}
	}
	return false
}

// isUnder reports whether whole is reached from part over ties; every actor is under itself.
func (m *matcher) isUnder(part, whole salient.ActorID) bool {
	seen := map[salient.ActorID]bool{part: true}
	for queue := []salient.ActorID{part}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == whole {
			return true
		}
		for _, up := range m.above[queue[0]] {
			if !seen[up] {
				seen[up] = true
				queue = append(queue, up)
			}
		}
	}
	return false
}

// place is the most exact place that every claim allows: the part, if all name it or its
// whole; the whole, if they name different parts.
func (m *matcher) place(group []report) salient.PlaceID {
	at := group[0].Place
	for _, r := range group[1:] {
		switch {
		case r.Place == at || m.partOf(at, r.Place):
		case m.partOf(r.Place, at):
			at = r.Place
		default:
			return m.whole(group)
		}
	}
	return salient.PlaceID(at)
}

// whole is the first place, by id, of which all claims name a part or itself; the first
// claim's place if there is none.
func (m *matcher) whole(group []report) salient.PlaceID {
	for i := range m.c.Places {
		id := string(m.c.Places[i].ID)
		if !slices.ContainsFunc(group, func(r report) bool { return r.Place != id && !m.partOf(r.Place, id) }) {
			return salient.PlaceID(id)
		}
	}
	return salient.PlaceID(group[0].Place)
}
