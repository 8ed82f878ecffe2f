// Package yardstick measures estimates of who holds a place against a known truth, and has the
// simple estimates that an engine must beat: the last word, a majority vote, and a plain
// hidden Markov chain after Dawid and Skene.
//
// A Table is an estimate: a probability for each place, day and state. Measure gives its
// figures, the same ones as the scorer of control-bench. The simple estimates read what claims
// say word by word (see listen) and know nothing of leanings, grades, delays or copies.
package yardstick
