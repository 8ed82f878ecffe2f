// Package table makes claims of tables that others keep: lists of events, of who holds what, in
// columns of their own.
//
// A Book is what a file holds, sheet by sheet, as plain text in rows. Of makes a Table of one of
// its sheets: named columns, and rows below them. A Mapping says which of the columns is a claim's
// date, place, party and so on, what stands in no column, and which of their words means which of
// our ids. Apply turns each row into one claim, whose passage is the row; it decides nothing else:
// whether the claim is valid is asked where every claim's validity is (desk).
//
// A mapping is kept under the Fingerprint of the columns that it was made for, so that the next
// file with the same columns needs no answers. Suggest guesses one, from the columns' names and
// what stands in them, and says why.
//
// Rows are counted as RFC 7111 does: records from 1, the header is one. Columns are counted from 1.
package table
