// Package area draws who holds what as regions and a front, and says how much each holds:
// outlines of the cells of like holders, the cell edges between unlike ones, areas, people
// and the length of the front, on a day, through a span of days, and by district or any other
// kind of place.
//
// Nothing is united or intersected: outlines are followed from cell to cell by the
// neighbours' numbers (internal/cell), so regions share their borders to the last digit.
// Ground outside the dispute (foreign, or the rear of a side on that day) and what lies
// outside the box have no region, no front and no part in any sum. Cells of places of which
// nothing is known have no region and no front, and are summed as Unknown.
//
// Areas are those of the cells on the sphere, in whole square metres (geo.Ring.Area says how
// exact); lengths those of the edges along great circles, in whole millimetres. Whole numbers
// add up to the same in any order: a series that redoes only what changed equals each day
// worked out from scratch, to the last digit.
//
// People are the figures of the case and nothing else. A figure counts for a state if all its
// places are in it; a settlement whose parts are not all in one state is Divided, and places
// without a figure are numbered, never guessed.
//
// Cells are "around these places", not surveyed: areas grow with the emptiness around a
// place, and with the case's box at its rim.
package area
