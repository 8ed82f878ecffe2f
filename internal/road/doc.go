// Package road makes a network of roads: nodes where roads meet or end, edges between them
// with length and time, and for each node the edges that leave it.
//
// Roads meet where they have a point in common, to the last digit. A road's end that meets
// nothing is joined to the nearest other road within a stated distance (snapping), so that
// roads drawn by hand hang together; ends that do meet something, and points along a road,
// are never moved. Lines that only cross (a bridge) don't meet.
//
// Lengths are great-circle metres, times are hours at free flow: they compare ways with each
// other and foretell no journey. The package knows nothing of who holds the ground.
package road
