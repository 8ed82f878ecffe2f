// Package area draws who holds what as regions and a front: outlines of the cells of like
// holders, and the cell edges between unlike ones.
//
// Nothing is united or intersected: outlines are followed from cell to cell by the
// neighbours' numbers (internal/cell), so regions share their borders to the last digit.
// Foreign ground, cells of places of which nothing is known, and what lies outside the box
// have no region and no front.
//
// Regions are "around these places", not surveyed; areas are those of the cells in the
// plane, square kilometres, and grow with the emptiness around a place. People are summed
// where the places' populations are known.
package area
