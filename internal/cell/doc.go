// Package cell divides the ground among points: each site's cell is the part of a box that
// lies nearer to it than to any other site (its Voronoi polygon).
//
// Cells are made one by one, by cutting the box with the bisectors of the site's neighbours
// in order of distance, until the next neighbour is more than twice as far away as the
// cell's farthest vertex and can't cut any more. The diagram is exact up to rounding: cells
// share their vertices, neighbours are mutual, and areas sum to the box.
//
// Nearness is measured in a geo.Plane around the sites' centre, in metres; across a
// thousand kilometres a border may lie some per cent off the one on the sphere. Sites on
// both sides of the antimeridian aren't supported: longitudes are taken as they are written.
//
// Cells stand for "around this place". They are not surveyed lines and know no land: a
// drawing lays the sea over them.
package cell
