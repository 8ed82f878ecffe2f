package control

import (
	"encoding/json"
	"fmt"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)

// Version is the engine's: what was learned by another one is of no use.
const Version = "control/2"

// learned is what learning finds: all that Assess works out from claims beyond what it can
// read off them.
type learned struct {
	Version string
	Rates   rates
	Parts   [levels]float64
	Tables  []learnedTable // in the order of the model's
	Habits  [][len(gaps)]float64
	Copiers []learnedCopier
	Temper  float64
	Around  map[salient.PlaceID][]learnedChange
}

type learnedTable struct {
	Says [][]float64
	Lag  lags
	N    float64
	LagN [directions]float64
}

type learnedChange struct {
	From, To when.Day
	State    int
	Much     uint8
}

type learnedCopier struct {
	Source, Of salient.SourceID
	Part       float64
	N          int
	Gain       float64
}

// Learned is what was learned, to be kept under a key of the case's ledger entry, its cut and
// its settings, and taken up again by Resume.
func (a *Assessment) Learned() []byte {
	l := learned{Version: Version, Rates: a.m.rates, Parts: a.m.parts, Temper: a.m.temper, Around: map[salient.PlaceID][]learnedChange{}}
	for _, t := range a.m.tables {
		l.Tables = append(l.Tables, learnedTable{t.says, t.lag, t.n, t.lagN})
	}
	for _, h := range a.m.habits {
		l.Habits = append(l.Habits, h.repeats)
	}
	for _, c := range a.m.copiers {
		l.Copiers = append(l.Copiers, learnedCopier{c.source, c.of, c.part, c.n, c.gain})
	}
	for _, leaf := range a.m.leaves {
		for _, x := range leaf.around {
			l.Around[leaf.place] = append(l.Around[leaf.place], learnedChange{x.From, x.To, x.state, x.much})
		}
	}
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // finite numbers always encode, and come back the same
	}
	return b
}

// Resume is Assess without the learning: the case, the book and the settings must be those
// that learned comes from. The answers are the same, byte for byte. It fails with
// salient.ErrDamaged if learned doesn't fit the case.
func Resume(c *salient.Case, book *orbat.Book, set Settings, span when.Span, kept []byte) (*Assessment, error) {
	m := newModel(c, book, set)
	var l learned
	if err := json.Unmarshal(kept, &l); err != nil || l.Version != Version || !l.fits(m) {
		return nil, fmt.Errorf("what was learned doesn't fit the case: %w", salient.ErrDamaged)
	}
	m.take(&l)
	return assessment(c, set, span, m), nil
}

// take takes up what was learned.
func (m *model) take(l *learned) {
	m.rates, m.parts, m.temper = l.Rates, l.Parts, l.Temper
	for i, t := range l.Tables {
		m.tables[i].says, m.tables[i].lag, m.tables[i].n, m.tables[i].lagN = t.Says, t.Lag, t.N, t.LagN
	}
	for i, h := range l.Habits {
		m.habits[i].repeats = h
	}
	for _, c := range l.Copiers {
		m.copiers = append(m.copiers, copier{c.Source, c.Of, c.Part, c.N, c.Gain})
	}
	for i := range m.leaves {
		leaf := &m.leaves[i]
		for _, x := range l.Around[leaf.place] {
			leaf.around = append(leaf.around, changing{when.Span{From: x.From, To: x.To}, x.State, x.Much})
		}
	}
	m.recombine()
	m.refresh()
}

// fits reports whether the sizes are those of the model.
func (l *learned) fits(m *model) bool {
	if len(l.Tables) != len(m.tables) || len(l.Habits) != len(m.habits) {
		return false
	}
	for i, t := range l.Tables {
		if !sameSizes(t.Says, m.tables[i].says) {
			return false
		}
	}
	return sameSizes(l.Rates[0], m.rates[0]) && sameSizes(l.Rates[1], m.rates[1])
}

func sameSizes(a, b [][]float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return false
		}
	}
	return true
}
