// Package network makes a network of roads of what a reader found in a file: which of its ways
// are roads, of what class, how fast and in which direction they may be driven, where they
// meet, and what lies inside the box that was asked for.
//
// The readers (internal/network/*) only parse; they hand over a Raw. Build does the rest, and
// is a plain function: the same file and options give the same roads, whatever order the file
// is in. Pack writes a network into bytes that are kept as a cache, and Unpack reads them.
//
// Roads meet where they share a node, if the file's format gives nodes an id (OpenStreetMap),
// else where they have a point in common, after loose ends were joined within a stated
// distance. A road of the network runs from one junction to the next; what one way was cut
// into bears its id, and ways that follow each other with nothing between them and the same
// tags are one road, with an id made of theirs (way-12.34).
//
// A line that can't be a road is left out and counted, with its reason. A file that isn't
// what it should be is refused whole, as a Fault.
package network
