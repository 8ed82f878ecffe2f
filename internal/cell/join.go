package cell

// join makes the diagram of cells that were cut one by one: edges that rounding gave to
// one cell only are dropped, and corners that are one vertex get one number and one place.
func (d *Diagram) join(rough []polygon) {
	for i, p := range rough {
		rough[i] = p.without(p.short)
	}
	for more := true; more; { // a cell may vanish with its last edges, and leave its neighbours with one too many
		rough, more = mutual(rough)
	}
	d.number(rough, joined(rough))
}

// mutual returns the cells without the edges to cells that haven't the same edge, and
// whether there were any.
func mutual(cells []polygon) (out []polygon, some bool) {
	out = make([]polygon, len(cells))
	for i, p := range cells {
		out[i] = p.without(func(k int) bool {
			j := p.neighbours[k]
			return j >= 0 && cells[j].edgeTo(i) < 0
		})
		some = some || len(out[i].corners) < len(p.corners)
	}
	return out, some
}

// corners are numbered through all cells: the k-th of cell i is first[i]+k.
type corners struct {
	first []int
	same  []int // a lower corner that is the same vertex, or itself
}

// joined finds the corners that are one vertex: the ends of an edge as its two cells see it.
func joined(cells []polygon) corners {
	c := corners{first: make([]int, len(cells)+1)}
	for i, p := range cells {
		c.first[i+1] = c.first[i] + len(p.corners)
	}
	c.same = make([]int, c.first[len(cells)])
	for i := range c.same {
		c.same[i] = i
	}
	for i, p := range cells {
		for k, j := range p.neighbours {
			if j <= i {
				continue
			}
			if m := cells[j].edgeTo(i); m >= 0 {
				c.unite(c.corner(cells, i, k), c.corner(cells, j, m+1))
				c.unite(c.corner(cells, i, k+1), c.corner(cells, j, m))
			}
		}
	}
	return c
}

func (c corners) corner(cells []polygon, i, k int) int {
	return c.first[i] + k%len(cells[i].corners)
}

func (c corners) root(v int) int {
	for c.same[v] != v {
		c.same[v] = c.same[c.same[v]]
		v = c.same[v]
	}
	return v
}

func (c corners) unite(a, b int) {
	a, b = c.root(a), c.root(b)
	c.same[max(a, b)] = min(a, b)
}

// number gives the vertices their numbers, each at its lowest corner's place.
func (d *Diagram) number(cells []polygon, c corners) {
	d.cells = make([]Cell, len(cells))
	numbers := make([]int, len(c.same))
	for i, p := range cells {
		v := make([]int, len(p.corners))
		for k := range p.corners {
			at := c.first[i] + k
			root := c.root(at)
			if root == at {
				numbers[at] = len(d.vertices)
				d.vertices = append(d.vertices, p.corners[k])
			}
			v[k] = numbers[root]
		}
		d.cells[i] = Cell{v, p.neighbours}
	}
}
