// Package salient holds the words of the system: sources and documents, places, actors and
// roads, claims, judgements, and what engines answer in (Holding). A Row is any of them as
// a casebook writes it; the typed values are read from rows and checked here, field by
// field. A Case is all of them together, as of one moment.
//
// The package stores nothing, serves nothing and infers nothing. Validity of one row is
// decided here; validity between rows (does that document exist?) is internal/desk's.
package salient
