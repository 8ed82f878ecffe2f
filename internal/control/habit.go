package control

import (
	"cmp"
	"math"
	"slices"

	"github.com/salient-osint/salient"
)

// habit is how often a source says what was said before rather than what it sees.
type habit struct {
	source  salient.SourceID
	repeats [len(gaps)]float64 // itself, by gap
	asked   [len(gaps)]float64 // claims, as weighted, that followed another after that gap
}

// fading is how much less likely a repeat is after longer gaps, before learning.
var fading = [len(gaps)]float64{1, 0.9, 0.7, 0.4, 0.2}

// repeatStrength is how many claims the prior of a gap is worth.
const repeatStrength = 30

// mostRepeats is the most that a source is taken to repeat itself.
const mostRepeats = 0.9

// meetSources gives each source that has none yet its habit, at its prior.
func (m *model) meetSources() {
	for _, t := range m.tables {
		if _, known := m.habitOf[t.source]; known {
			continue
		}
		h := habit{source: t.source}
		for g := range gaps {
			h.repeats[g] = m.set.Repeat * fading[g]
		}
		m.habitOf[t.source] = len(m.habits)
		m.habits = append(m.habits, h)
	}
}

// countRepeats counts how often sources spoke again.
func (m *model) countRepeats() {
	for _, ev := range m.evidence {
		if ev.repeats.gap >= 0 {
			m.habits[m.habitOf[ev.source]].asked[ev.repeats.gap] += ev.weight
		}
	}
}

// learnRepeats sets the habits to their posterior means, given how many claims are taken to
// repeat what their speaker said before, and what part of all claims was looked at.
func (m *model) learnRepeats(again [][len(gaps)]float64, part float64) {
	for i := range m.habits {
		h := &m.habits[i]
		for g := range gaps {
			prior := m.set.Repeat * fading[g]
			h.repeats[g] = min(mostRepeats, (again[i][g]+repeatStrength*prior)/(part*h.asked[g]+repeatStrength))
		}
	}
}

// copier is a source found to say what another said shortly before, errors and all.
type copier struct {
	source, of salient.SourceID
	part       float64 // of what it says after the other spoke
	n          int     // claims that it was found from
	gain       float64 // how much better copying explains them, in natural logarithms
}

// copied is the copier that a claim may be owed to, -1 if none: of several the one that
// copies most.
func (m *model) copied(ev *evidence) int {
	best := -1
	for _, h := range ev.heard {
		i, found := slices.BinarySearchFunc(m.copiers, copier{source: ev.source, of: h.source}, copier.compare)
		if found && h.same && (best < 0 || m.copiers[i].part > m.copiers[best].part) {
			best = i
		}
	}
	return best
}

func (c copier) compare(d copier) int {
	return cmp.Or(cmp.Compare(c.source, d.source), cmp.Compare(c.of, d.of))
}

// When one source is taken to copy another: from how much that explains beyond chance, what
// part of its claims, and how many claims it was tried on.
const (
	copyGain  = 8.0
	copyPart  = 0.15
	copyTried = 20
)

// overheard is one claim after another source's: whether it says the same, and how likely
// that would be if it were made afresh.
type overheard struct {
	same   bool
	chance float64
}

// findCopiers looks at each pair of sources for claims that follow the other's more than what
// is so, and what the source is like, explain. It reports whether what it found differs
// from before.
func (m *model) findCopiers(tried map[copier][]overheard) bool {
	var found []copier
	for pair, list := range tried {
		if len(list) < copyTried {
			continue
		}
		pair.n = len(list)
		pair.part, pair.gain = copying(list)
		if pair.part >= copyPart && pair.gain >= copyGain {
			found = append(found, pair)
		}
	}
	slices.SortFunc(found, copier.compare)
	found = withoutEchoes(found)
	same := slices.EqualFunc(found, m.copiers, func(a, b copier) bool { return a.compare(b) == 0 })
	m.copiers = found
	return !same
}

// copying is the part of claims that are copied, by maximum likelihood, and how much better
// that explains them than none.
func copying(list []overheard) (part, gain float64) {
	part = 0.2
	for range 60 {
		copies := 0.0
		for _, o := range list {
			if o.same {
				copies += part / (part + (1-part)*o.chance)
			}
		}
		part = copies / float64(len(list))
	}
	for _, o := range list {
		if o.same {
			gain += math.Log((part + (1-part)*o.chance) / o.chance)
		} else {
			gain += math.Log(max(1-part, 1e-9))
		}
	}
	return part, gain
}

// withoutEchoes keeps of two sources that seem to copy each other the one that does so more
// clearly, and of several that one seems to copy the clearest: who copies one of two that
// agree seems to copy both.
func withoutEchoes(found []copier) []copier {
	var out []copier
	for _, c := range found {
		clearer := func(d copier) bool {
			rival := d.source == c.of && d.of == c.source || d.source == c.source && d.of != c.of
			return rival && (d.gain > c.gain || d.gain == c.gain && d.compare(c) < 0)
		}
		if !slices.ContainsFunc(found, clearer) {
			out = append(out, c)
		}
	}
	return out
}
