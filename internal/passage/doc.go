// Package passage finds words in texts: a quote in a text layer that another program made
// (Text.Find), and what somebody searches for in any of many texts (Query). Both look past
// spelling, but differently. A quote is the same if only typesetting differs: white space,
// hyphens, quotation marks, ligatures, capitals, vowel signs. A search also takes one form of
// each Arabic letter that is written in several, and sets aside what is joined to a word.
//
// Positions are counted in Unicode code points. Everything is a function of its arguments.
package passage
