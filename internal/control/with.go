package control

import (
	"maps"
	"slices"
	"sync"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
)

// With answers for a case that differs from the assessment's in some claims (new ones, changed
// ones, ones that are gone), with all that was learned held: tables, lags, rates, habits,
// copiers, temper, what goes on about neighbours, and the day on which chains begin. Sources
// and speakers that are new are at their priors. Only the leaves that the claims bear on are
// worked out anew, so an answer comes at once; what the claims teach is for the next Assess.
// Both assessments stay valid. Places, sides and settings must be the same.
func (a *Assessment) With(c *salient.Case, book *orbat.Book, changed ...salient.ClaimID) *Assessment {
	m := a.m.branch()
	r := newReader(c, book, m.set, m.states, m.places)
	r.mixes, r.tables = m.mixes, m.tables
	for i, said := range r.mixes {
		r.mixOf[said.key()] = i
	}
	for i, t := range r.tables {
		r.keys[t.tableKey] = i
	}
	for i := range m.leaves {
		for _, w := range m.leaves[i].wholes {
			r.parent[w.place] = true
		}
	}
	places := a.placesOf(c, changed)
	for _, id := range places {
		list := r.read(m.claimsOn(c, id, changed))
		m.at[id] = nil
		for _, e := range list {
			m.at[id] = append(m.at[id], len(m.evidence))
			m.evidence = append(m.evidence, e)
		}
	}
	m.mixes, m.tables = r.mixes, r.tables
	m.meetSources()
	out := &Assessment{c: c, set: a.set, m: m, first: newCache(m), end: a.end, wholes: a.wholes, series: slices.Clone(a.series)}
	out.records, out.askable = sync.OnceValue(m.look), sync.OnceValue(m.askable)
	m.renew(c, places, func(leaf int) { out.series[leaf] = &kept[[]float32]{} })
	return out
}

// placesOf lists the places that claims are on, or were on, by id.
func (a *Assessment) placesOf(c *salient.Case, claims []salient.ClaimID) []salient.PlaceID {
	var out []salient.PlaceID
	for _, id := range claims {
		for _, of := range []*salient.Case{c, a.c} {
			if cl, ok := of.Claim(id); ok {
				out = append(out, salient.PlaceID(cl.Place))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// claimsOn lists the claims on a place: those that bore on it before, and the changed ones.
func (m *model) claimsOn(c *salient.Case, place salient.PlaceID, changed []salient.ClaimID) []*salient.Claim {
	ids := slices.Clone(changed)
	for _, i := range m.at[place] {
		ids = append(ids, m.evidence[i].claim.ID)
	}
	slices.Sort(ids)
	var out []*salient.Claim
	for _, id := range slices.Compact(ids) {
		if cl, ok := c.Claim(id); ok && cl.Place == string(place) {
			out = append(out, cl)
		}
	}
	return out
}

// branch is a model that can be changed without changing this one.
func (m *model) branch() *model {
	n := *m
	n.evidence, n.leaves, n.at = slices.Clone(m.evidence), slices.Clone(m.leaves), maps.Clone(m.at)
	n.mixes, n.tables = slices.Clone(m.mixes), slices.Clone(m.tables)
	n.habits, n.habitOf = slices.Clone(m.habits), maps.Clone(m.habitOf)
	n.combos, n.comboOf = slices.Clone(m.combos), maps.Clone(m.comboOf)
	n.shared = maps.Clone(m.shared)
	for i := range n.plain {
		n.plain[i], n.logs[i] = slices.Clone(m.plain[i]), slices.Clone(m.logs[i])
	}
	return &n
}

// renew furnishes the leaves that places are or have anew, and says which answers change:
// theirs, and those of leaves that a claimed share ties to them.
func (m *model) renew(c *salient.Case, places []salient.PlaceID, changed func(leaf int)) {
	has := func(w whole) bool { return slices.Contains(places, w.place) }
	var touched []int
	for i := range m.leaves {
		if l := &m.leaves[i]; slices.Contains(places, l.place) || slices.ContainsFunc(l.wholes, has) {
			m.furnish(l)
			touched = append(touched, i)
		}
	}
	m.completeCombos()
	for _, i := range touched {
		m.markDays(&m.leaves[i])
		changed(i)
	}
	for _, g := range m.shared {
		if slices.ContainsFunc(g.leaves, func(i int) bool { return slices.Contains(touched, i) }) {
			for _, i := range g.leaves {
				changed(i)
			}
		}
	}
	for _, i := range touched {
		m.regroup(c, i)
	}
}

// regroup notes the leaves of claimed shares that are new to a leaf.
func (m *model) regroup(c *salient.Case, i int) {
	for _, it := range m.leaves[i].items {
		ev := m.evidence[it.evidence]
		if _, known := m.shared[it.evidence]; known || it.level == own || ev.share == nil {
			continue
		}
		var g group
		for k := range m.leaves {
			if slices.ContainsFunc(m.leaves[k].wholes, func(w whole) bool { return w.place == ev.place }) {
				g.leaves = append(g.leaves, k)
			}
		}
		g.weights = weights(c, m, g.leaves)
		m.shared[it.evidence] = g
	}
}
