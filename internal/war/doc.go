// Package war makes up wars whose truth is known, so that estimates of who holds a place can
// be measured. A Setting says how the war goes and how each source reports it; Make draws a
// case and its truth from it. Settings lists the wars of the benchmark (make bench-control),
// Unseen draws others from the same distributions.
//
// In the order of reading:
//
//	setting.go    the knobs
//	history.go    who holds what: campaigns, changes one by one, contested spells
//	view.go       what a voice takes a place to be: early, late, misjudged
//	report.go     what is said of it, how often, and in which words
//	make.go       reports to a case
//	drawn.go      the distributions; named.go: wars written by hand
//	casebook.go   a case as rows and truth as CSV, for other programs
//
// Units: days; rates as each field says. Promises: same setting and seed, same case, on every
// machine; the case is sorted, and its rows are such as an import accepts. What is made is not
// like any war: it is a set of ways in which reports go wrong.
package war
