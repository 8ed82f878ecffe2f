package control

import "github.com/salient-osint/salient/when"

// without gives the probabilities of the states on a day that is a node, as a run without some
// evidence has them, what the first pass said held.
func (m *model) without(p *pass, l *leaf, day when.Day, out map[int]bool) []float64 {
	r := &pass{}
	m.run(r, l, p.force, p.last(), func(e int) bool { return out[e] }, day)
	return r.on(day)
}
