package cell

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/salient-osint/salient/geo"
)

// Site is a point that gets a cell.
type Site struct {
	ID string // unique
	At geo.Point
}

// Outside is the neighbour beyond the box, and the cell of ground outside it.
const Outside = -1

// Cell is a convex polygon: vertices counter-clockwise, as numbers for Diagram.Vertex.
// Cells that meet share the vertex's number. A cell without vertices is empty.
type Cell struct {
	Vertices   []int
	Neighbours []int // the cell across the edge from Vertices[k] to Vertices[k+1], or Outside
}

// Diagram is the cells of some sites. Sites are numbered from 0 in the order of their ids,
// in whatever order they came. It is read-only and safe for concurrent use.
type Diagram struct {
	sites    []Site
	owner    []int
	cells    []Cell
	vertices []geo.XY
	box      geo.Box
	plane    geo.Plane
	at       []geo.XY
	tree     *tree
}

// New makes the diagram of the sites in a box. Points and box must be valid; sites may lie
// outside the box. Of sites at one and the same point the one with the lowest id gets the
// cell; the others have an empty one and it for Owner.
func New(sites []Site, box geo.Box) *Diagram {
	d := &Diagram{sites: slices.Clone(sites), box: box}
	slices.SortFunc(d.sites, func(a, b Site) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.At.Lon, b.At.Lon), cmp.Compare(a.At.Lat, b.At.Lat))
	})
	d.plane = geo.PlaneAt(d.centre())
	d.index()
	d.join(d.rough())
	return d
}

// rough cuts the cells one by one, on all processors: each takes runs of sites that lie near
// one another from the tree's order. It returns when all are cut; which processor cut a cell
// makes no difference to it.
func (d *Diagram) rough() []polygon {
	const run = 256
	out := make([]polygon, len(d.sites))
	var taken atomic.Int64
	var cutting sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(d.tree.order)/run) {
		cutting.Go(func() {
			var c cutter
			for {
				from := int(taken.Add(run)) - run
				if from >= len(d.tree.order) {
					return
				}
				for _, i := range d.tree.order[from:min(from+run, len(d.tree.order))] {
					out[i] = c.cell(d, i)
				}
			}
		})
	}
	cutting.Wait()
	return out
}

func (d *Diagram) centre() geo.Point {
	points := make([]geo.Point, len(d.sites))
	for i, s := range d.sites {
		points[i] = s.At
	}
	around, ok := geo.BoxOf(points...)
	if !ok {
		around = d.box
	}
	return around.Centre()
}

// index maps the sites into the plane, finds the owners of shared points, and builds the
// tree of the owners.
func (d *Diagram) index() {
	first := map[geo.Point]int{}
	d.at, d.owner = make([]geo.XY, len(d.sites)), make([]int, len(d.sites))
	var owners []int32
	for i, s := range d.sites {
		d.at[i] = d.plane.XY(s.At)
		j, shared := first[s.At]
		if !shared {
			j, first[s.At] = i, i
			owners = append(owners, int32(i))
		}
		d.owner[i] = j
	}
	d.tree = newTree(d.at, owners)
}

// Len is the number of sites.
func (d *Diagram) Len() int { return len(d.sites) }

// Site returns a site by number.
func (d *Diagram) Site(i int) Site { return d.sites[i] }

// Find returns a site's number.
func (d *Diagram) Find(id string) (index int, ok bool) {
	return slices.BinarySearchFunc(d.sites, id, func(s Site, id string) int { return cmp.Compare(s.ID, id) })
}

// Owner is the site whose cell a site is in: itself, but for sites that share a point.
func (d *Diagram) Owner(i int) int { return d.owner[i] }

// Cell returns a site's cell. It belongs to the diagram.
func (d *Diagram) Cell(i int) Cell { return d.cells[i] }

// Vertices is the number of vertices, which are numbered from 0.
func (d *Diagram) Vertices() int { return len(d.vertices) }

// Vertex is where a vertex lies.
func (d *Diagram) Vertex(v int) geo.Point { return d.plane.Point(d.vertices[v]) }

// Ring is a cell's polygon, counter-clockwise and closed; nil if the cell is empty.
func (d *Diagram) Ring(i int) geo.Ring {
	c := d.cells[i]
	if len(c.Vertices) == 0 {
		return nil
	}
	ring := make(geo.Ring, 0, len(c.Vertices)+1)
	for _, v := range c.Vertices {
		ring = append(ring, d.Vertex(v))
	}
	return append(ring, ring[0])
}

// Area is a cell's area in the plane, in square kilometres.
func (d *Diagram) Area(i int) float64 {
	var twice float64
	v := d.cells[i].Vertices
	for k := range v {
		a, b := d.vertices[v[k]], d.vertices[v[(k+1)%len(v)]]
		twice += a.X*b.Y - b.X*a.Y
	}
	return twice / 2e6
}

// Box is the box that the cells fill.
func (d *Diagram) Box() geo.Box { return d.box }

// At returns the cell that a point lies in: its nearest site, of equally near ones the
// lowest number. ok is false outside the box and if there are no sites.
func (d *Diagram) At(p geo.Point) (index int, ok bool) {
	if !d.box.Has(p) {
		return Outside, false
	}
	return d.nearest(d.plane.XY(p))
}

func (d *Diagram) nearest(p geo.XY) (index int, ok bool) {
	if len(d.tree.order) == 0 {
		return Outside, false
	}
	return int(d.tree.nearest(p)), true
}
