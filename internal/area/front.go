package area

import (
	"cmp"
	"slices"
)

// fronts chains the edges between unlike states, as long as the states on both sides and
// the firmness stay the same.
func (p *painter) fronts() []Front {
	edges := p.frontEdges()
	done := make([]bool, len(p.cell))
	type chained struct {
		left, right state
		Front
	}
	var found []chained
	for _, closed := range []bool{false, true} { // lines from their beginning; what is left are rings
		for _, e := range edges {
			if !done[e] && (closed || !p.comesFrom(e)) {
				found = append(found, chained{p.state[p.cell[e]], p.across(e), p.chain(e, done)})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b chained) int {
		return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	})
	var out []Front
	for _, f := range found {
		out = append(out, f.Front)
	}
	return out
}

// frontEdges lists the edges of the front, each as the cell with the earlier state sees it.
func (p *painter) frontEdges() []int32 {
	var out []int32
	for e := range p.cell {
		if p.front(int32(e)) {
			out = append(out, int32(e))
		}
	}
	return out
}

// front reports whether an edge is one of the front as its cell with the earlier state sees it.
func (p *painter) front(e int32) bool {
	left, right := p.state[p.cell[e]], p.across(e)
	return left < right && p.drawn(left) && p.drawn(right)
}

// goesOn reports whether f continues e, at whose end it begins: an edge of the front between
// the same states and as firm.
func (p *painter) goesOn(e, f int32) bool {
	return p.state[p.cell[e]] == p.state[p.cell[f]] && p.across(e) == p.across(f) && p.firmEdge(e) == p.firmEdge(f)
}

// comesFrom reports whether another edge of the front is continued by e.
func (p *painter) comesFrom(e int32) bool {
	return slices.ContainsFunc(p.from(p.start[e]), func(beside int32) bool { return p.goesOn(p.before(beside), e) })
}

func (p *painter) chain(e int32, done []bool) Front {
	f := Front{Left: p.states[p.state[p.cell[e]]], Right: p.states[p.across(e)], Firm: p.firmEdge(e)}
	f.Line = append(f.Line, p.points[p.start[e]])
	for more := true; more; {
		done[e] = true
		f.Line = append(f.Line, p.points[p.end(e)])
		more = false
		for _, next := range p.from(p.end(e)) {
			if !done[next] && p.goesOn(e, next) {
				e, more = next, true
				break
			}
		}
	}
	f.Length = f.Line.Length()
	return f
}

// firmEdge reports whether both cells of an edge are firmly held.
func (p *painter) firmEdge(e int32) bool {
	t := p.twin[e]
	return t != none && p.firm[p.cell[e]] && p.firm[p.cell[t]]
}
