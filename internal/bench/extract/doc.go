// Package extract writes files of made-up roads in the formats that networks come in, for
// tests and benchmarks of the readers: OpenStreetMap PBF and XML, and GeoJSON.
//
// Nothing in it is copied from a map: the roads are those of internal/bench/net, or drawn by a
// test.
package extract
