// Package osm reads the roads of OpenStreetMap files: PBF
// (https://wiki.openstreetmap.org/wiki/PBF_Format) and XML.
//
// A file is read two times, or three with a box: first its ways, then the nodes that they
// name, so that only what is on roads is held in memory. Of the protobuf messages the few
// fields are read that roads need; a blob is at most 32 MiB, packed or unpacked, and no more
// blobs than processors are in memory at a time. Historical files are refused.
package osm
