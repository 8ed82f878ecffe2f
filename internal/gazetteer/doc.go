// Package gazetteer finds names of places in text, in any of the spellings that Arabic,
// Cyrillic and Latin script give them.
//
// A Gazetteer is an index of places by folded name. It is made from entries by Build, or
// from files by Open: GeoNames tables, P-coded CSV and GeoJSON of OCHA, place nodes of
// OpenStreetMap, plain CSV. An index is kept in a cache folder under the SHA-256 of the files
// that it was made from, so that 135,000 places load in a fraction of a second. World is a
// small gazetteer that ships inside the program.
//
// A Set asks several gazetteers, the case's own places first. It answers with everything
// that a name may mean; which of these a text means is decided in internal/read.
//
// Points are degrees, longitude first. A Gazetteer and a Set are read-only once made, and safe
// for concurrent use.
package gazetteer
