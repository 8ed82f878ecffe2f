package yardstick

import (
	"math"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/war"
)

// DawidSkene is a plain hidden Markov chain for each place, with a confusion table for each
// source, learned by expectation–maximisation over all places (Dawid and Skene 1979, with the
// true class a chain in place of a constant):
//
//   - hidden: the states, each as likely on the first day; a place changes with one learned
//     chance a day, to any other state alike;
//   - said: each state asserted, and each denied (leaves counts as a denial); a source's table
//     gives the chance of each, by the true state. Every claim counts fully and by itself, on the
//     day on which it was said;
//   - before learning, a table is worth 5 claims of which 0.8 are right; one change in 100 days
//     is worth 1,000 place-days;
//   - at most 30 rounds, until no figure of a table moves by 0.002.
func DawidSkene(c *salient.Case, truth *war.Truth) *Table {
	m := &chain{k: len(truth.States), days: truth.Span.Len(), rate: 0.01}
	places := listen(c, truth)
	counts := make([][]float64, len(c.Sources))
	for i := range counts {
		counts[i] = m.prior()
		m.tables = append(m.tables, m.normal(counts[i]))
	}
	t := NewTable(truth)
	for moved, round := 1.0, 0; moved > 0.002 && round < 30; round++ {
		for i := range counts {
			counts[i] = m.prior()
		}
		changes, days := 10.0, 1000.0
		for p, words := range places {
			changes += m.pass(words, func(d int) []float64 { return t.On(p, d) })
			days += float64(m.days - 1)
			m.count(counts, words, func(d int) []float64 { return t.On(p, d) })
		}
		m.rate = changes / days
		moved = m.learn(counts)
	}
	for p, words := range places {
		m.pass(words, func(d int) []float64 { return t.On(p, d) })
	}
	return t
}

// chain is the model: K states, 2K symbols (each state asserted, then each denied).
type chain struct {
	k, days int
	rate    float64     // chance a day of a change
	tables  [][]float64 // by source: states × symbols
	ahead   []float64   // room for the forward pass: days × states
}

func (m *chain) symbol(w word) int {
	if w.not {
		return m.k + w.state
	}
	return w.state
}

// prior is what a table is worth before learning: 5 claims a row, of which 0.8 are right
// assertions, 0.1 wrong ones, 0.1 denials, seldom of what is so.
func (m *chain) prior() []float64 {
	out := make([]float64, m.k*2*m.k)
	for x := range m.k {
		row := out[x*2*m.k:][:2*m.k]
		for s := range m.k {
			row[s] = 5 * 0.1 / float64(m.k-1)
			row[m.k+s] = 5 * 0.09 / float64(m.k-1)
		}
		row[x], row[m.k+x] = 5*0.8, 5*0.01
	}
	return out
}

// normal makes each row sum to 1.
func (m *chain) normal(counts []float64) []float64 {
	out := make([]float64, len(counts))
	for x := range m.k {
		row := counts[x*2*m.k:][:2*m.k]
		sum := 0.0
		for _, n := range row {
			sum += n
		}
		for s, n := range row {
			out[x*2*m.k+s] = n / sum
		}
	}
	return out
}

// learn puts new tables in, and gives the largest step.
func (m *chain) learn(counts [][]float64) float64 {
	moved := 0.0
	for i := range counts {
		next := m.normal(counts[i])
		for j := range next {
			moved = max(moved, math.Abs(next[j]-m.tables[i][j]))
		}
		m.tables[i] = next
	}
	return moved
}

// count adds a place's words to the tables' counts, by the probabilities of its states.
func (m *chain) count(counts [][]float64, words []word, on func(day int) []float64) {
	for _, w := range words {
		for x, p := range on(w.day) {
			counts[w.source][x*2*m.k+m.symbol(w)] += p
		}
	}
}

// step lets a day pass: p becomes the chances a day later. The chain is the same backwards.
func (m *chain) step(p []float64) {
	away := m.rate / float64(m.k-1)
	sum := 0.0
	for _, q := range p {
		sum += q
	}
	for x, q := range p {
		p[x] = (1-m.rate)*q + away*(sum-q)
	}
}

// say multiplies p with the likelihood of a word.
func (m *chain) say(p []float64, w word) {
	for x := range p {
		p[x] *= m.tables[w.source][x*2*m.k+m.symbol(w)]
	}
	scale(p)
}

func scale(p []float64) {
	sum := 0.0
	for _, q := range p {
		sum += q
	}
	for x := range p {
		p[x] /= sum
	}
}

// pass runs forward and backward over a place's days, leaves the probabilities of each day in
// on, and gives the expected number of changes.
func (m *chain) pass(words []word, on func(day int) []float64) float64 {
	if m.ahead == nil {
		m.ahead = make([]float64, m.days*m.k)
	}
	at := 0
	now := even(m.k)
	for d := range m.days {
		if d > 0 {
			m.step(now)
		}
		for ; at < len(words) && words[at].day == d; at++ {
			m.say(now, words[at])
		}
		copy(m.ahead[d*m.k:], now)
	}
	return m.back(words, on)
}

// back is the way back; now is the likelihood of what is said from a day on.
func (m *chain) back(words []word, on func(day int) []float64) (changes float64) {
	at := len(words) - 1
	now := even(m.k)
	for d := m.days - 1; d >= 0; d-- {
		p, ahead := on(d), m.ahead[d*m.k:][:m.k]
		for x := range p {
			p[x] = ahead[x] * now[x]
		}
		scale(p)
		for ; at >= 0 && words[at].day == d; at-- {
			m.say(now, words[at])
		}
		if d > 0 {
			changes += m.changes(m.ahead[(d-1)*m.k:][:m.k], now)
			m.step(now)
			scale(now)
		}
	}
	return changes
}

// changes is the chance of a change from one day to the next, by what is said before and what
// is said from then on.
func (m *chain) changes(before, after []float64) float64 {
	stay, all := 0.0, 0.0
	away := m.rate / float64(m.k-1)
	for x, p := range before {
		for y, q := range after {
			if x == y {
				stay += (1 - m.rate) * p * q
				all += (1 - m.rate) * p * q
			} else {
				all += away * p * q
			}
		}
	}
	return 1 - stay/all
}
