package yardstick

import (
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/war"
	"github.com/salient-osint/salient/when"
)

// Table is an estimate: the probability of each state of each place on each day.
type Table struct {
	Places []salient.PlaceID // by id
	Span   when.Span
	States []salient.State
	p      []float64 // by place, day, state
	last   int       // the place that Set was last told of
}

// NewTable is an estimate for the places, days and states of a truth, all 0.
func NewTable(t *war.Truth) *Table {
	n := len(t.Places) * t.Span.Len() * len(t.States)
	return &Table{Places: t.Places, Span: t.Span, States: t.States, p: make([]float64, n)}
}

// On gives the probabilities of a place, by its index, on a day of the span counted from 0.
// They may be changed.
func (t *Table) On(place, day int) []float64 {
	k := len(t.States)
	at := (place*t.Span.Len() + day) * k
	return t.p[at : at+k : at+k]
}

// Set sets one probability; places, days and states that aren't the table's are passed over.
// Setting place by place is quick.
func (t *Table) Set(place salient.PlaceID, day when.Day, state salient.State, p float64) {
	if len(t.Places) == 0 || !t.Span.Has(day) {
		return
	}
	if t.Places[t.last] != place {
		i, ok := slices.BinarySearch(t.Places, place)
		if !ok {
			return
		}
		t.last = i
	}
	if s := slices.Index(t.States, state); s >= 0 {
		t.On(t.last, int(day-t.Span.From))[s] = p
	}
}
