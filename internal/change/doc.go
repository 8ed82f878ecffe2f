// Package change compares two answers about who holds what: of two days, or of one day by two
// states of knowledge, and finds the claims that made the difference.
//
// A place has changed if its status or its leading side differs, or if a probability or share
// of a state moved by Least or more. Two answers without evidence are alike, whatever their
// numbers are: nobody looked, then or now. Probabilities are those of control.Assessment or
// of holdings made elsewhere; weights are decibans, as control.Assessment.Why gives them.
package change
