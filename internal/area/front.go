package area

import (
	"cmp"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/cell"
)

// fronts chains the edges between unlike states, as long as the states on both sides and
// the firmness stay the same.
func (p *painter) fronts() []Front {
	edges, at := p.frontEdges()
	done := map[edge]bool{}
	var out []Front
	for _, closed := range []bool{false, true} { // lines from their beginning; what is left are rings
		for _, e := range edges {
			if done[e] || !closed && p.comesFrom(e, at) {
				continue
			}
			out = append(out, p.chain(e, at, done))
		}
	}
	slices.SortStableFunc(out, func(a, b Front) int {
		return cmp.Or(cmp.Compare(p.rank(a.Left), p.rank(b.Left)), cmp.Compare(p.rank(a.Right), p.rank(b.Right)))
	})
	return out
}

// frontEdges lists the edges of the front, each as the cell with the earlier state sees
// it, and those that begin at each vertex.
func (p *painter) frontEdges() (edges []edge, at map[int][]edge) {
	at = map[int][]edge{}
	for i := range p.cells {
		for k, j := range p.d.Cell(i).Neighbours {
			e := edge{i, k}
			if j != cell.Outside && p.state[i] != "" && p.state[j] != "" && p.rank(p.state[i]) < p.rank(p.state[j]) {
				edges = append(edges, e)
				at[p.start(e)] = append(at[p.start(e)], e)
			}
		}
	}
	return edges, at
}

// goesOn reports whether f continues e: it begins where e ends, between the same states
// and as firm.
func (p *painter) goesOn(e, f edge) bool {
	return p.end(e) == p.start(f) && p.state[e.cell] == p.state[f.cell] &&
		p.stateAcross(e) == p.stateAcross(f) && p.firm(e) == p.firm(f)
}

// comesFrom reports whether another edge of the front is continued by e: one of the two
// cells at e's beginning has it.
func (p *painter) comesFrom(e edge, at map[int][]edge) bool {
	for _, i := range p.around(p.start(e), e) {
		for k := range p.d.Cell(i).Neighbours {
			f := edge{i, k}
			if slices.Contains(at[p.start(f)], f) && p.goesOn(f, e) {
				return true
			}
		}
	}
	return false
}

// around lists the cells that meet at a vertex of e, in their order.
func (p *painter) around(v int, e edge) []int {
	cells := []int{e.cell}
	for n := 0; n < len(cells); n++ {
		c := p.d.Cell(cells[n])
		for k, j := range c.Neighbours {
			touches := c.Vertices[k] == v || c.Vertices[(k+1)%len(c.Vertices)] == v
			if touches && j != cell.Outside && !slices.Contains(cells, j) {
				cells = append(cells, j)
			}
		}
	}
	slices.Sort(cells)
	return cells
}

func (p *painter) chain(e edge, at map[int][]edge, done map[edge]bool) Front {
	f := Front{Left: p.state[e.cell], Right: p.stateAcross(e), Firm: p.firm(e)}
	f.Line = append(f.Line, p.d.Vertex(p.start(e)))
	for more := true; more; {
		done[e] = true
		f.Line = append(f.Line, p.d.Vertex(p.end(e)))
		more = false
		for _, next := range at[p.end(e)] {
			if !done[next] && p.goesOn(e, next) {
				e, more = next, true
				break
			}
		}
	}
	f.Length = f.Line.Length()
	return f
}

// firm reports whether both cells of an edge are observed, held, and with p ≥ FirmAt.
func (p *painter) firm(e edge) bool {
	return firmly(p.cells[e.cell].Holding) && firmly(p.cells[p.neighbour(e)].Holding)
}

func firmly(h salient.Holding) bool {
	return h.Status == salient.Held && h.Basis == salient.Observed && h.LeadingSide().P >= FirmAt
}
