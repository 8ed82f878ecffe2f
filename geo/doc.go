// Package geo holds places on the Earth: points, lengths, boxes, lines and polygons, in
// degrees, WGS84, longitude before latitude. Lengths are metres on a sphere of the mean
// radius (IUGG, 6 371 008.8 m): within 0.6% of the ellipsoid.
//
// Work that needs a plane (cells, clipping) goes through a Plane: equirectangular around a
// centre, exact along its parallel, within 1% up to 300 km north or south of it.
//
// The package reads and writes the WKT that a casebook uses. It does not draw and does not
// overlay polygons.
package geo
