// Package net makes synthetic nets of roads with a moving front, for tests and benchmarks of
// the engines that work on them. The same settings give the same net on every machine.
//
// A net is a square grid of nodes, a kilometre apart, each moved by up to a quarter of that;
// neighbours are joined by edges, of which some are missing and some are one-way. Places lie
// on a coarser grid, moved likewise. Two sides, blue in the west and red in the east, hold
// the places on either side of a front that swings and creeps, with pockets behind it that
// open, shrink and close; places on the front are contested.
package net
